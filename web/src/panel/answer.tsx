// The figure of the whole place, as a headline and a sentence or two.

import type {Area, Figure} from '../api/client'
import {current, gap, indicator, listed, pairing, poverty, programme, question} from '../data'
import {half, shown, total} from '../figure'
import {pairCensus} from '../pair'
import {count, roundShare, value} from '../format'
import {inText} from '../question'
import {language, state, t} from '../state'
import {ChangeAnswer} from './compare'

export function Answer() {
  const i = indicator.value
  if (!i) return null
  if (state.value.compare) return <ChangeAnswer place={place()?.map(area => area.name).join(', ') ?? ' '}/>
  const sentences = poverty.value ? pockets() : [whole(), spread()].filter(Boolean).join(' ')
  return <div class="answer">
    <p class="kicker">{place()?.map(area => area.name).join(', ') ?? ' '}</p>
    <h1 tabIndex={-1}>{poverty.value ? t.value.pair.headline : i.name[language.value]}</h1>
    <p class="standfirst" aria-live="polite">{sentences || ' '}</p>
  </div>
}

// place is the chosen district, or else the regencies of the release.
const place = () => {
  const {within} = state.value
  return within ? current.value?.district.filter(d => d.code === within) : current.value?.regency
}

const figuresOf = (areas: Area[]) => areas.map((a): Figure => a.indicators[indicator.value!.id] ?? {state: 'no_data'})

function whole(): string {
  const [i, areas, l] = [indicator.value!, place(), language.value]
  if (!areas?.length) return ''
  const sum = total(figuresOf(areas))
  if (!sum) return t.value.partWithheld
  const [n, d] = [count(sum.numerator, l), count(sum.denominator, l)]
  if (!sum.denominator || i.id === 'families') return t.value.families(n)
  const share = roundShare(sum.numerator / sum.denominator, l)
  const q = question.value!
  return q === 'poverty' ? t.value.portion(n, d, share) : t.value.answer[q](n, d, share, inText(indicator.value!, programme.value, l))
}

// spread says how the villages differ; where families are missed, the table says it better.
function spread(): string {
  const [i, l] = [indicator.value!, language.value]
  if (gap.value) return ''
  const rows = listed.value
  const known = rows.filter(r => shown(r.figure))
  if (known.length < 3) return ''
  if (i.unit === 'families') {
    const sum = total(figuresOf(place() ?? []))
    const n = sum && half(rows.map(r => r.figure), sum.numerator)
    const hidden = rows.length - known.length
    return n ? t.value.half(count(n, l), count(known.length, l), hidden ? count(hidden, l) : '') : ''
  }
  const byValue = known.sort((a, b) => a.figure.value! - b.figure.value!)
  const [low, high] = [byValue[0]!, byValue.at(-1)!]
  if (low.figure.value === high.figure.value) return ''
  const say = (r: typeof low) => value(r.figure.value!, i.unit, l)
  return t.value.extremes(low.area.name, say(low), high.area.name, say(high))
}

// pockets says how many villages are poor and poorly covered, and how many families are missed there.
function pockets(): string {
  const [p, {within}, l] = [pairing.value, state.value, language.value]
  if (!p) return ''
  const census = pairCensus(current.value!.village.filter(a => !within || a.parent === within), p)
  if (!census.placed) return t.value.pair.notKnown
  const {places, missed} = census.of({poverty: 'high', coverage: 'low'})
  return t.value.pair.pocketsHere(count(places, l), count(missed, l), p.poverty.name[l])
}
