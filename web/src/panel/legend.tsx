// The legend: classes and states, each with its look, its word and how many there are.

import {heated} from '../compared'
import {areaName, current, indicator, parting, pairing, poverty, question, ranked, release} from '../data'
import type {Figure} from '../api/client'
import {total, type Census} from '../figure'
import {count} from '../format'
import type {Drawn} from '../address'
import type {Entry} from '../map/legend'
import * as borders from '../map/layer/borders'
import * as land from '../map/layer/land'
import {size} from '../map/hexagon'
import {phone} from '../map/lazy'
import {bare, type Bare} from '../scale'
import {shown, standIn} from '../print'
import {draw, emphasis, language, resolution, single, state, t, uncounted} from '../state'
import {ChangeKey, CompareChoice, SwipeNote} from './compare'
import {DensityKey} from './density'
import {counts, halves} from './halves'
import {drawingOf, entriesOf, shownParted} from './drawn'
import {PairKey, PairStrip} from './pair'
import {OnlyNote, PartingChoice, PartingNotes} from './parting'
import {SizesKey} from './sizes'
import {Swatch} from './swatch'
import {Toggle} from './toggle'

export function Legend() {
  const i = indicator.value
  if (!i) return null
  // Without a map the legend is that of the table.
  const byCell = shown.value === 'cells'
  const drawing = drawingOf()
  const entries = entriesOf(drawing)
  // Of the hexagons the release counts states, the map what is in view; of the villages the table has all. Two halves are counted each.
  const columns = counts.value
  const swiped = halves.value !== undefined
  const parted = shownParted.value
  const all = parted?.states
  const {within} = state.value
  const beyond = within && ranked.value.filter(r => r.area.parent !== within).length

  return <section class="legend" aria-label={t.value.legend} aria-busy={parting.value}>
    <p class="loading note" role="status">{parting.value ? t.value.waiting : ''}</p>
    {state.value.compare?.look !== 'difference' && <Toggle name="drawn" legend={t.value.drawn} choices={choices()} words={t.value} now={shown.value} choose={draw}/>}
    {state.value.compare?.look === 'difference' ? <ChangeKey/> : shown.value === 'heat' ? <DensityKey/> : poverty.value ? <details open={!phone.matches} class="key">
      <summary><span class="key-title">{t.value.pair.title}</span><PairStrip/></summary>
      <div class="sheet">{pairing.value ? <PairKey/> : <p class="note">{t.value.waiting}</p>}</div>
    </details> : (!byCell || resolution.value !== undefined) && <details open={!phone.matches} class="key">
      <summary>
        <span class="key-title">{t.value.unit[i.unit]}</span>
        <span class="strip" aria-hidden="true">{drawing.classes.map(c => <Swatch key={c.colour} small look={drawing.circles ? {dot: c.colour} : {fill: c.colour}}/>)}</span>
      </summary>
      <div class="sheet">
        {byCell && <p class="places">{cellsOf(parted?.sizes)}</p>}
        <SizesKey/>
        <table>
          <thead>
            <tr>
              <td/>
              <th scope="col" class="unit">{byCell ? t.value.cells : t.value.level.village}</th>
              {columns.map(c => <th key={c.heading} scope="col" hidden={!c.heading}>{c.heading}</th>)}
              {!swiped && <th scope="col">{t.value.inRelease}</th>}
              {!swiped && <th scope="col" class="families">{i.unit === 'share' ? t.value.denominators[question.value!].toLowerCase() : t.value.unit.families}</th>}
            </tr>
          </thead>
          <tbody>
            <tr class="sum"><td/><th scope="row">{t.value.states.value}</th>{columns.map(c => <td key={c.heading} hidden={!c.heading}>{counted(c.here?.states.value)}</td>)}
              {!swiped && <td>{say(parted && sum(parted.classes.map(c => c.areas)))}</td>}{!swiped && <td>{say(parted && sum(parted.classes.map(c => c.families)))}</td>}</tr>
            {entries.filter(e => typeof e.key === 'number').map(e => <Line key={e.key} entry={e} columns={columns} whole={!swiped}
              all={parted?.classes[e.key as number]?.areas} families={parted?.classes[e.key as number]?.families}/>)}
          </tbody>
          <tbody class="states">
            {entries.filter(e => typeof e.key === 'string').map(e => <Line key={e.key} entry={e} columns={columns} whole={!swiped} all={all && (all[e.key] ?? 0)}/>)}
          </tbody>
          <tbody class="ground">
            {byCell && <Line entry={land.legend} columns={columns} whole={!swiped} all={parted?.uninhabited}/>}
            <Line entry={within ? {...land.outside, label: () => t.value.outsideOf(areaName('district', within))} : land.outside} columns={columns} whole={!swiped} all={byCell ? undefined : beyond || undefined}/>
            <tr data-key="borders"><td><Swatch look={borders.legend.look}/></td><th scope="row" colSpan={4}>{borders.legend.label(language.value)}</th></tr>
          </tbody>
        </table>
        <OnlyNote/>
        {byCell && !swiped && <Rest/>}
        {byCell && uncounted.value && <p class="note">{t.value.notCounted}</p>}
        <SwipeNote/>
        {phone.matches && !state.value.compare && <CompareChoice/>}
        {!swiped && <PartingChoice/>}
        <PartingNotes/>
      </div>
    </details>}
  </section>
}

// Rest says why hexagons hold fewer families than the place has.
function Rest() {
  const [i, parted, l] = [indicator.value!, shownParted.value, language.value]
  const whole = current.value && total(current.value.regency.map((a): Figure => a.indicators[i.id] ?? {state: 'no_data'}))
  if (i.unit !== 'families' || !parted || !whole || state.value.within) return null
  const here = sum(parted.classes.map(c => c.families))
  return here < whole.numerator ? <p class="note" data-note="rest">{t.value.restOf(count(here, l), count(whole.numerator, l))}</p> : null
}

// choices are the ways to draw that there are: the server's map has villages only.
const choices = (): Drawn[] => [...(standIn.value ? [] : ['cells'] as const), 'villages', ...(heated.value && (!standIn.value || shown.value === 'heat') ? ['heat'] as const : [])]

const say = (n: number | undefined) => n === undefined ? '' : count(n, language.value)

// counted says a count of the map; while parts of it are missing, there is none.
const counted = (n: number | undefined) => uncounted.value && shown.value === 'cells' ? '–' : say(n)

const sum = (all: number[]) => all.reduce((a, b) => a + b, 0)

// cellsOf names the hexagons that are drawn by their sizes: where families are few they are larger.
function cellsOf(drawn: Record<string, number> | undefined): string {
  const l = language.value
  const coarsest = Math.min(resolution.value!, ...Object.keys(drawn ?? {}).map(Number))
  return coarsest < resolution.value! ? t.value.cellsOf(size(resolution.value!, l), size(coarsest, l)) : t.value.cellOf(size(resolution.value!, l))
}

interface LineProps {entry: Entry; columns: readonly {heading: string; here?: Census}[]; whole: boolean; all?: number; families?: number}

// Line is a class or a state: pointed at it stands out, pressed it alone is kept.
function Line({entry, columns, whole, all, families}: LineProps) {
  const {key} = entry
  const isState = (bare as readonly unknown[]).includes(key)
  const points = typeof key === 'number' || isState
  const of = (here: Census | undefined) => typeof key === 'number' ? here?.classes[key] : isState ? here?.states[key as Bare] : undefined
  const point = points ? () => { emphasis.value = key as number | Bare } : undefined
  const leave = points ? () => { emphasis.value = undefined } : undefined
  const hint = isState ? t.value.stateNotes(release.value!.k)[key as Bare] : undefined
  const on = state.value.only === key
  const press = state.value.compare ? undefined : () => single(on ? undefined : key as number | Bare)
  return <tr data-key={key} class={on ? 'on' : undefined} onPointerEnter={point} onPointerLeave={leave} title={hint}>
    <td><Swatch look={entry.look}/></td>
    <th scope="row" colSpan={points ? 1 : 1 + columns.filter(c => c.heading).length}>
      {points ? <button aria-pressed={press && on} onFocus={point} onBlur={leave} onClick={press}>{entry.label(language.value)}</button> : entry.label(language.value)}
    </th>
    {points && columns.map(c => <td key={c.heading} class="here" hidden={!c.heading}>{counted(of(c.here))}</td>)}
    {whole && <td class="all">{say(all)}</td>}
    {whole && <td class="families">{say(families)}</td>}
  </tr>
}
