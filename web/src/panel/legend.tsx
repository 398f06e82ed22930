// The legend: classes and states, each with its look, its word and how many there are.

import {heated} from '../compared'
import {cellClasses, indicator, pairing, poverty, question, ranked, release, villageClasses} from '../data'
import {census, type Census} from '../figure'
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
import {draw, emphasis, inView, language, resolution, state, t} from '../state'
import {ChangeKey, CompareChoice, SwipeNote} from './compare'
import {DensityKey} from './density'
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
  // Of the hexagons the release counts states, the map what is in view; of the villages the table has all.
  const here = byCell ? inView.value : census(districtOnly().map(r => r.figure), drawing.classes)
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
              <th scope="col">{byCell || state.value.within ? t.value.inView : ''}</th>
              <th scope="col">{t.value.inRelease}</th>
            </tr>
          </thead>
          <tbody>
            <tr class="sum"><td/><th scope="row">{t.value.states.value}</th><td>{say(here?.states.value)}</td><td>{say(all?.value)}</td></tr>
            {entries.filter(e => typeof e.key === 'number').map(e => <Line key={e.key} entry={e} here={here}/>)}
          </tbody>
          <tbody class="states">
            {entries.filter(e => typeof e.key === 'string').map(e => <Line key={e.key} entry={e} here={here} all={all}/>)}
          </tbody>
          <tbody class="ground">
            {byCell && <Line entry={land.legend}/>}
            <Line entry={borders.legend}/>
          </tbody>
        </table>
        <SwipeNote/>
        {phone.matches && !state.value.compare && <CompareChoice/>}
        {i.unit === 'share' && drawing.classes.length > 2 && <p class="note">{t.value.classesNote}</p>}
      </div>
    </details>}
  </section>
}

// choices are the ways to draw that there are: the server's map has villages only.
const choices = (): Drawn[] => [...(standIn.value ? [] : ['cells'] as const), 'villages', ...(heated.value && (!standIn.value || shown.value === 'heat') ? ['heat'] as const : [])]

const districtOnly = () => ranked.value.filter(r => !state.value.within || r.area.parent === state.value.within)

const say = (n: number | undefined) => n === undefined ? '' : count(n, language.value)

interface LineProps {entry: Entry; here?: Census; all?: Record<string, number>}

function Line({entry, here, all}: LineProps) {
  const {key} = entry
  const isState = (bare as readonly unknown[]).includes(key)
  const points = typeof key === 'number' || isState
  const counted = typeof key === 'number' ? here?.classes[key] : isState ? here?.states[key as Bare] : undefined
  const point = points ? () => { emphasis.value = key as number | Bare } : undefined
  const leave = points ? () => { emphasis.value = undefined } : undefined
  const hint = isState ? t.value.stateNotes(release.value!.k)[key as Bare] : undefined
  return <tr data-key={key} onPointerEnter={point} onPointerLeave={leave} title={hint}>
    <td><Swatch look={entry.look}/></td>
    <th scope="row" colSpan={points ? 1 : 3}>
      {points ? <button onFocus={point} onBlur={leave}>{entry.label(language.value)}</button> : entry.label(language.value)}
    </th>
    {points && <td class="here">{say(counted)}</td>}
    {points && <td class="all">{isState ? say(all?.[key] ?? (all && 0)) : ''}</td>}
  </tr>
}
