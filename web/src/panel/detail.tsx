// The chosen place, and the hexagon in it that was pressed.

import type {ComponentChildren} from 'preact'
import type {Area, Place} from '../api/client'
import {answer, gap, indicator, names, pairing, place, profile, programme, ranked, release} from '../data'
import {shown, type Row} from '../figure'
import {between, bounded, count, date, share} from '../format'
import {reached} from '../gap'
import {qualities} from '../profile'
import {resolution, size} from '../map/hexagon'
import {inText} from '../question'
import {chosen, language, picked, state, t, unpick} from '../state'
import {Both} from './both'
import {ChangeHere} from './compare'
import {Passing} from './passing'
import {Past} from './past'
import {Measures, Neighbours} from './profile'
import {boundOf, Tags, turned, Why} from './gap'
import {Reading, Sums} from './words'

export function Detail() {
  const {cell} = state.value
  const row = place.value
  const hexagon = cell && picked.value?.h3 === cell ? picked.value : undefined
  if (!row && !hexagon) return null
  const l = language.value
  return <Passing as="aside" class="detail" aria-live="polite" to={[`.ranking tr[data-code="${chosen.value}"] button`, '#map']}>
    <button class="close" aria-label={t.value.unselect} title={t.value.unselect} onClick={unpick}>×</button>
    {row && <section data-detail={state.value.by}>
      <h2>{row.area.name}</h2>
      <p class="quiet">{[row.area.parent_name, rankOf(row)].filter(Boolean).join(', ')}</p>
      {row.line && <p class="tags"><Tags place={row.line}/></p>}
      {row.line ? <Coverage line={row.line}/> : <><Reading figure={row.figure} of={state.value.by}/><Sums figure={row.figure}/></>}
      {state.value.compare && <ChangeHere code={row.area.code}/>}
      {pairing.value && <Both coverage={row.figure} poverty={row.area.indicators[pairing.value.poverty.id]}/>}
      {row.line && <div class="why"><Why place={row.line}/></div>}
    </section>}
    {hexagon && <section data-detail="cell">
      <h3>{t.value.cellOf(size(resolution(hexagon.h3), l))}</h3>
      {pairing.value ? <Both coverage={hexagon.figure} poverty={hexagon.also}/> : <Reading figure={hexagon.figure} of="cell"/>}
      <Sums figure={hexagon.figure}/>
      {hexagon.grouped && <p class="quiet">{t.value.grouped}</p>}
    </section>}
    {row && <Past code={row.area.code}/>}
    {row && gap.value && <Missed row={row}/>}
    {row && <Quality/>}
    {row && <Neighbours/>}
    {row && <Measures/>}
  </Passing>
}

function rankOf({rank, line}: Row & {line?: Place}): string {
  const l = language.value
  if (line) return t.value.place.rank(count(line.position, l), count(answer.value!.total, l), line.rank?.map(r => count(r, l)).join('–'))
  return rank && !gap.value && state.value.by === 'village' ? t.value.rank(count(rank, l), count(ranked.value.filter(r => r.rank).length, l)) : ''
}

// Coverage is the share reached with its interval, in numbers and drawn over a scale of 0 to 1.
function Coverage({line}: {line: Place}) {
  const [l, words] = [language.value, t.value.place]
  const {value, low, high} = reached(line)
  const {eligible, not_reached} = answer.value!.administrative_gap
  const whole = eligible ? 1 - not_reached / eligible : undefined
  const at = (x: number) => `${100 * x}%`
  return <div class="coverage">
    <p class="reading">{line.insufficient ? <strong>{t.value.gap.insufficient}</strong>
      : <><strong>{bounded({value, bound: turned[boundOf(line) ?? 'none']}, 'share', l)}</strong> {words.reached}</>} <span class="quiet" title={t.value.gap.interval(between(low, high, l))}>({between(low, high, l)})</span></p>
    <svg width="100%" height="18" aria-hidden="true">
      <rect y="6" width="100%" height="6" class="rail"/>
      <rect y="6" x={at(low)} width={at(high - low)} height="6" class="interval"/>
      {whole !== undefined && <line x1={at(whole)} x2={at(whole)} y1="0" y2="18" class="whole"/>}
      <circle cx={at(value)} cy="9" r="4.5" class="fill"/>
    </svg>
    <p class="quiet">{words.ofEligible(count(line.reached, l), count(line.eligible, l), inText(indicator.value!, programme.value, l))} {whole !== undefined && words.whole(share(whole, l))}</p>
  </div>
}

// Missed keeps three numbers apart that are easily taken for one.
function Missed({row}: {row: Row & {line?: Place}}) {
  const words = t.value.place
  return <section class="three" data-detail="missed">
    <h3>{words.missed}</h3>
    <dl>
      <Pair name={words.administrative}><strong>{row.line
        ? bounded({value: row.line.missed, bound: boundOf(row.line)}, 'families', language.value)
        : t.value.states[row.figure.state].toLowerCase()}</strong></Pair>
      <Pair name={words.verified}>{fromField('verified_exclusion_error', row.area)}</Pair>
      <Pair name={words.unregistered}>{fromField('unregistered_poor', row.area)}</Pair>
    </dl>
    <p class="quiet">{words.only}</p>
  </section>
}

// fromField says what visits or lists found in an area, else in the smallest around it of which it was kept.
function fromField(id: 'verified_exclusion_error' | 'unregistered_poor', area: Area): string {
  const [l, words] = [language.value, t.value.place]
  const results = answer.value?.field_numbers.find(f => f.id === id)?.results ?? []
  const around = [area.code, area.parent, ...names.value?.regency.map(r => r.code) ?? []]
  const found = around.map(code => results.find(r => r.area === code)).find(r => r)
  if (!found) return words.unknown
  const say = (n: number) => id === 'unregistered_poor' ? count(n, l) : share(n, l)
  const text = `${words.found[id](say(found.value), say(found.interval[0]!), say(found.interval[1]!))}, ${words.restsOn(count(found.families, l), date(found.as_of, l))}`
  return found.area === area.code ? text : words.above(found.name, text)
}

// Quality is how good the data of the place are, where the release says it.
function Quality() {
  const [l, words, area] = [language.value, t.value.place, profile.value?.area]
  const counted = qualities.filter(id => release.value!.indicators.some(i => i.id === id))
  const say = (id: typeof qualities[number]) => {
    const f = area?.indicators[id]
    return !f ? '…' : shown(f) ? bounded(f, 'share', l) : t.value.states[f.state].toLowerCase()
  }
  return <section class="quality" data-detail="quality">
    <h3>{words.quality}</h3>
    <dl>
      {counted.map(id => <Pair key={id} name={words.qualities[id]}>{say(id)}</Pair>)}
      <Pair name={words.asOf}>{date(release.value!.as_of, l)}</Pair>
    </dl>
  </section>
}

const Pair = ({name, children}: {name: string; children: ComponentChildren}) => <div><dt>{name}</dt><dd>{children}</dd></div>
