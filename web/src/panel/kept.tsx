// The one class that is kept, of one measure or of two, said above the ranking.

import {answer, current, filtering, gap, listed, pairing, placed, summary} from '../data'
import {count, share} from '../format'
import {pairColours} from '../scale'
import {keep, language, single, state, t} from '../state'
import {onlyEntry} from './drawn'
import {Passing} from './passing'
import {Swatch} from './swatch'

const table = ['#ranking']

export function Kept() {
  const {class: c, by} = state.value
  if (!pairing.value) return <KeptOne/>
  if (!c) return null
  const [l, words] = [language.value, t.value.pair]
  const {missed, eligible} = summary.value
  const all = answer.value?.places.reduce((n, p) => n + p.missed, 0)
  return <Passing class="kept" to={table}>
    <p><Swatch look={{fill: pairColours[c.poverty][c.coverage]}}/> <b>{words.classOf(c.poverty, c.coverage)}</b>
      <button onClick={() => keep(undefined)}>{words.all}</button></p>
    <p class="headline" aria-live="polite">{answer.value
      ? words.keptOf[by](count(placed.value.length, l), count(missed, l), count(eligible, l), all ? share(missed / all, l) : '', count(all ?? 0, l))
      : t.value.waiting}</p>
  </Passing>
}

// KeptOne says which class or state of one measure the table keeps, and how many places that are.
function KeptOne() {
  const entry = filtering.value ? onlyEntry() : undefined
  if (!entry || state.value.compare) return null
  const n = gap.value ? answer.value && placed.value.length : current.value && listed.value.length
  return <Passing class="kept" to={table}>
    <p><Swatch look={entry.look}/> <b>{entry.label(language.value)}</b> {n !== undefined && <span class="quiet">{t.value.parting.places[state.value.by](count(n, language.value))}</span>}
      <button onClick={() => single(undefined)}>{t.value.parting.all}</button></p>
  </Passing>
}
