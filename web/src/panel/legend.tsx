// The legend: classes and states, each with its look, its word and how many there are.

import {heated} from '../compared'
import {cellClasses, indicator, pairing, poverty, question, release, villageClasses} from '../data'
import type {Census} from '../figure'
import {count} from '../format'
import type {Drawn} from '../address'
import type {Entry} from '../map/legend'
import * as borders from '../map/layer/borders'
import * as cells from '../map/layer/cells'
import * as land from '../map/layer/land'
import * as villages from '../map/layer/villages'
import {size} from '../map/hexagon'
import {phone} from '../map/lazy'
import {bare, zeroOf, type Bare} from '../scale'
import {shown, standIn} from '../print'
import {draw, emphasis, language, resolution, state, t, uncounted} from '../state'
import {ChangeKey, CompareChoice, SwipeNote} from './compare'
import {DensityKey} from './density'
import {counts, halves} from './halves'
import {PairKey, PairStrip} from './pair'
import {Swatch} from './swatch'
import {Toggle} from './toggle'

export function Legend() {
  const i = indicator.value
  if (!i) return null
  // Without a map the legend is that of the table.
  const byCell = shown.value === 'cells'
  const drawing = {indicator: i.id, unit: i.unit, zero: zeroOf(question.value!), classes: byCell ? cellClasses.value : villageClasses.value}
  const entries = (byCell ? cells : villages).legend(drawing)
  // Of the hexagons the release counts states, the map what is in view; of the villages the table has all. Two halves are counted each.
  const columns = counts.value
  const swiped = halves.value !== undefined
  const all = i.states[byCell ? `cell_${resolution.value}` : 'village']

  return <section class="legend" aria-label={t.value.legend}>
    {state.value.compare?.look !== 'difference' && <Toggle name="drawn" legend={t.value.drawn} choices={choices()} words={t.value} now={shown.value} choose={draw}/>}
    {state.value.compare?.look === 'difference' ? <ChangeKey/> : shown.value === 'heat' ? <DensityKey/> : poverty.value ? <details open={!phone.matches} class="key">
      <summary><span class="key-title">{t.value.pair.title}</span><PairStrip/></summary>
      <div class="sheet">{pairing.value ? <PairKey/> : <p class="note">{t.value.waiting}</p>}</div>
    </details> : (!byCell || resolution.value !== undefined) && <details open={!phone.matches} class="key">
      <summary>
        <span class="key-title">{t.value.unit[i.unit]}</span>
        <span class="strip" aria-hidden="true">{drawing.classes.map(c => <Swatch key={c.colour} small look={{fill: c.colour}}/>)}</span>
      </summary>
      <div class="sheet">
        <table>
          <thead>
            <tr>
              <td/>
              <th scope="col" class="unit">{byCell ? t.value.cellOf(size(resolution.value!, language.value)) : t.value.level.village}</th>
              {columns.map(c => <th key={c.heading} scope="col">{c.heading}</th>)}
              {!swiped && <th scope="col">{t.value.inRelease}</th>}
            </tr>
          </thead>
          <tbody>
            <tr class="sum"><td/><th scope="row">{t.value.states.value}</th>{columns.map(c => <td key={c.heading}>{counted(c.here?.states.value)}</td>)}{!swiped && <td>{say(all?.value)}</td>}</tr>
            {entries.filter(e => typeof e.key === 'number').map(e => <Line key={e.key} entry={e} columns={columns} whole={!swiped}/>)}
          </tbody>
          <tbody class="states">
            {entries.filter(e => typeof e.key === 'string').map(e => <Line key={e.key} entry={e} columns={columns} whole={!swiped} all={all}/>)}
          </tbody>
          <tbody class="ground">
            {byCell && <Line entry={land.legend}/>}
            <Line entry={borders.legend}/>
          </tbody>
        </table>
        {byCell && uncounted.value && <p class="note">{t.value.notCounted}</p>}
        <SwipeNote/>
        {phone.matches && !state.value.compare && <CompareChoice/>}
        {i.unit === 'share' && drawing.classes.length > 2 && <p class="note">{t.value.classesNote}</p>}
      </div>
    </details>}
  </section>
}

// choices are the ways to draw that there are: the server's map has villages only.
const choices = (): Drawn[] => [...(standIn.value ? [] : ['cells'] as const), 'villages', ...(heated.value && (!standIn.value || shown.value === 'heat') ? ['heat'] as const : [])]

const say = (n: number | undefined) => n === undefined ? '' : count(n, language.value)

// counted says a count of the map; while parts of it are missing, there is none.
const counted = (n: number | undefined) => uncounted.value && shown.value === 'cells' ? '–' : say(n)

interface LineProps {entry: Entry; columns?: readonly {heading: string; here?: Census}[]; whole?: boolean; all?: Record<string, number>}

function Line({entry, columns = [], whole = true, all}: LineProps) {
  const {key} = entry
  const isState = (bare as readonly unknown[]).includes(key)
  const points = typeof key === 'number' || isState
  const of = (here: Census | undefined) => typeof key === 'number' ? here?.classes[key] : isState ? here?.states[key as Bare] : undefined
  const point = points ? () => { emphasis.value = key as number | Bare } : undefined
  const leave = points ? () => { emphasis.value = undefined } : undefined
  const hint = isState ? t.value.stateNotes(release.value!.k)[key as Bare] : undefined
  return <tr data-key={key} onPointerEnter={point} onPointerLeave={leave} title={hint}>
    <td><Swatch look={entry.look}/></td>
    <th scope="row" colSpan={points ? 1 : 3}>
      {points ? <button onFocus={point} onBlur={leave}>{entry.label(language.value)}</button> : entry.label(language.value)}
    </th>
    {points && columns.map(c => <td key={c.heading} class="here">{counted(of(c.here))}</td>)}
    {points && whole && <td class="all">{isState ? say(all?.[key] ?? (all && 0)) : ''}</td>}
  </tr>
}
