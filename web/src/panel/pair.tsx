// The legend of two measures at once: a table of nine buttons. Each says how
// many villages its class holds and how many families are missed there;
// pressing one keeps that class on the map and in the ranking.

import {current, pairing, programme} from '../data'
import type {Grade, PairClass} from '../address'
import {count, third} from '../format'
import {legend} from '../map/layer/pair'
import * as borders from '../map/layer/borders'
import * as land from '../map/layer/land'
import {grades, isClass, pairCensus, type Pairing, type PairCensus} from '../pair'
import {nameOf} from '../question'
import {inkOn, pairColours} from '../scale'
import {shown} from '../print'
import {keep, language, pointedClass, state, t} from '../state'
import {Swatch} from './swatch'

export function PairKey() {
  const p = pairing.value
  if (!p) return null
  const {within} = state.value
  const census = pairCensus(current.value!.village.filter(a => !within || a.parent === within), p)
  const words = t.value.pair
  const columns = p.thirds.coverage
  return <>
    <table class="pair">
      <caption>{words.caption} <span class="on-screen">{words.press}</span></caption>
      <colgroup><col class="turned"/><col class="grade"/></colgroup>
      <thead>
        <tr><td colSpan={2}/><th scope="colgroup" colSpan={columns.length} class="axis">{words.coverageOf(nameOf(p.coverage, programme.value, language.value))}</th></tr>
        <tr><td colSpan={2}/>{columns.map(c => <th key={c.grade} scope="col">{words.grades[c.grade]} <span>{third(c, language.value)}</span></th>)}</tr>
      </thead>
      <tbody onKeyDown={steer}>{[...p.thirds.poverty].reverse().map((row, i) =>
        <tr key={row.grade}>
          {i === 0 && <th scope="rowgroup" rowSpan={p.thirds.poverty.length} class="axis"><span>{p.poverty.name[language.value]}</span></th>}
          <th scope="row">{words.grades[row.grade]} <span>{third(row, language.value)}</span></th>
          {columns.map(c => <td key={c.grade}><Class of={{poverty: row.grade, coverage: c.grade}} census={census} pairing={p}/></td>)}
        </tr>)}</tbody>
    </table>
    <ul class="pair-states">
      {legend.states.map(e => <li key={e.key} onPointerEnter={() => { pointedClass.value = e.key }} onPointerLeave={leave}>
        <Swatch look={e.look}/> {e.label(language.value)} <b>{count(census[e.key], language.value)}</b>
      </li>)}
      {shown.value === 'cells' && <li><Swatch look={land.legend.look}/> {land.legend.label(language.value)}</li>}
      <li><Swatch look={borders.legend.look}/> {borders.legend.label(language.value)}</li>
    </ul>
    <p class="note">{words.note}</p>
  </>
}

const leave = () => { pointedClass.value = undefined }

function Class({of: c, census, pairing: p}: {of: PairClass; census: PairCensus; pairing: Pairing}) {
  const [l, words] = [language.value, t.value.pair]
  const {places, missed} = census.of(c)
  const kept = isClass(state.value.class, c)
  const colour = pairColours[c.poverty][c.coverage]
  const point = () => { pointedClass.value = c }
  return <button aria-pressed={kept} data-class={`${c.poverty},${c.coverage}`} style={{background: colour, color: inkOn(colour)}}
    title={`${words.classOf(c.poverty, c.coverage)}. ${p.poverty.name[l]}`}
    onClick={() => keep(kept ? undefined : c)} onPointerEnter={point} onPointerLeave={leave} onFocus={point} onBlur={leave}>
    <i class="heard">{words.classOf(c.poverty, c.coverage)}: </i><b>{count(places, l)}</b><i class="heard"> {words.places}, </i><span>{words.missed(count(missed, l))}</span>
  </button>
}

// steer moves between the buttons with the arrow keys, as the table lies.
function steer(e: KeyboardEvent & {currentTarget: HTMLElement}) {
  const rows = [...e.currentTarget.querySelectorAll('tr')].map(tr => [...tr.querySelectorAll('button')])
  const y = rows.findIndex(row => row.includes(document.activeElement as HTMLButtonElement))
  const [dx, dy] = ({ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]} as Record<string, [number, number]>)[e.key] ?? [0, 0]
  if (y < 0 || (!dx && !dy)) return
  e.preventDefault()
  const x = rows[y]!.indexOf(document.activeElement as HTMLButtonElement)
  rows[y + dy]?.[x + dx]?.focus()
}

// PairStrip is the legend in small, where it is folded: its nine colours.
export const PairStrip = () => <svg class="pair-strip" width="27" height="27" viewBox="0 0 3 3" aria-hidden="true">
  {nine.map(([poverty, coverage, x, y]) => <rect key={`${x}${y}`} x={x} y={y} width="1" height="1" fill={pairColours[poverty][coverage]}/>)}
</svg>
const nine = [...grades].reverse().flatMap((poverty, y) => grades.map((coverage, x): [Grade, Grade, number, number] => [poverty, coverage, x, y]))
