// Two sides: choosing the other, the divider of the map, the legend and what changed in one place.

import type {Change} from '../api/client'
import {changeKey, shareOf} from '../change'
import {both, census, changeOf, drawn, kinds, other, otherMeasures, otherReleases, over, sides, wholeCensus} from '../compared'
import {indicator} from '../data'
import {beyond, count, date, points, share} from '../format'
import * as borders from '../map/layer/borders'
import {legend, lookOf} from '../map/layer/change'
import {phone} from '../map/lazy'
import {compare, divide, emphasis, language, state, t} from '../state'
import {bothNames, named, short} from './sides'
import {Select} from './select'
import {Swatch} from './swatch'
import {Toggle} from './toggle'

// CompareChoice sets another release or measure beside what is looked at.
export function CompareChoice() {
  const [l, words, {compare: c}] = [language.value, t.value.change, state.value]
  const [releases, measures] = [otherReleases.value, otherMeasures.value]
  if (!c && !releases.length && !measures.length) return null
  const titled = (id: number, asOf: string) => words.releaseOf(String(id), date(asOf, l))
  const choose = (value: string) => compare(value ? {with: /^\d+$/.test(value) ? Number(value) : value, look: c?.look ?? 'swipe'} : undefined)
  return <>
    <Select name="compare" label={words.with} value={c ? String(c.with) : ''} change={choose} shown={c ? bothNames().other : words.nothing}>
      <option value="">{words.nothing}</option>
      {releases.length > 0 && <optgroup label={words.releases}>{releases.map(r => <option key={r.id} value={String(r.id)}>{titled(r.id, r.as_of)}</option>)}</optgroup>}
      {measures.length > 0 && <optgroup label={words.measures}>{measures.map(i => <option key={i.id} value={i.id}>{short(i)}</option>)}</optgroup>}
    </Select>
    {c && <Toggle name="look" legend={words.look} choices={['swipe', 'difference']} words={words.looks} now={c.look} choose={look => compare({...c, look})}/>}
  </>
}

// Divider is the line between the halves, and three ways to move it: by its
// handle, by the arrow keys, and by buttons.
export function Divider() {
  const {compare: c, divider = 50} = state.value
  if (c?.look !== 'swipe' || !other.value) return null
  const [l, words, {left, right}] = [language.value, t.value.change, named()]
  const at = `${divider}%`
  return <div class="divider" style={{'--at': at}}>
    <span class="side left" hidden={divider < 34}>{left}</span>
    <span class="side right" hidden={divider > 70}>{right}</span>
    <i class="line" style={{left: at}} aria-hidden="true"/>
    <input type="range" min="0" max="100" step="1" value={divider} aria-label={words.divider}
      aria-valuetext={words.dividerAt(share(divider / 100, l), left, right)} onInput={e => divide(e.currentTarget.valueAsNumber)}/>
    <div class="only" role="group" aria-label={words.divider}>
      {([['left', 100], ['middle', 50], ['right', 0]] as const).map(([side, to]) =>
        <button key={side} aria-pressed={divider === to} onClick={() => divide(to)}>{words.only[side]}</button>)}
    </div>
  </div>
}

// SwipeNote says what stands left and right, and what must not be read into it.
export function SwipeNote() {
  const {compare: c} = state.value
  if (c?.look !== 'swipe') return null
  const [words, {left, right}] = [t.value.change, named()]
  return <p class="note swipe-note">{words.sides(left, right)} {words.sameBreaks} {drawn.value === 'cells' && over.value && words.unlikeCells}</p>
}

// ChangeAnswer says in a sentence what changed.
export function ChangeAnswer({place}: {place: string}) {
  const [l, words, i, {left, right}] = [language.value, t.value.change, indicator.value!, named()]
  return <div class="answer of-change">
    <p class="kicker">{place}</p>
    <h1 tabIndex={-1}>{words.headline(over.value, i.name[l])}</h1>
    <p class="standfirst" aria-live="polite">{words.between(over.value, left, right)} {both.value ? summary(both.value.listed.areas.filter(inside)) : ''}</p>
  </div>
}

export const inside = (c: Change) => !state.value.within || state.value.by === 'district' || c.parent === state.value.within

export function summary(all: readonly Change[]): string {
  const n = (which: (c: Change) => boolean) => all.filter(which).length
  const say = (n: number) => count(n, language.value)
  const none = n(c => c.state !== 'value')
  return t.value.change.summary(over.value, say(n(c => !!c.clear && c.difference! > 0)), say(n(c => !!c.clear && c.difference! < 0)), say(n(c => c.state === 'value' && !c.clear)), none ? say(none) : '')
}

// ChangeKey is the legend of the difference: classes on both sides of zero, and states.
export function ChangeKey() {
  const [l, words] = [language.value, t.value.change]
  const entries = legend(kinds.value, over.value)
  return <details open={!phone.matches} class="key changes">
    <summary>
      <span class="key-title">{words.title}</span>
      <span class="strip" aria-hidden="true">{kinds.value.map(c => <Swatch key={c.colour} small look={{fill: c.colour}}/>)}</span>
    </summary>
    <div class="sheet">
      {both.value ? <table>
        <thead><tr><td/><th scope="col" class="unit">{t.value.level.village}</th><th scope="col">{state.value.within ? t.value.inView : ''}</th><th scope="col">{t.value.inRelease}</th></tr></thead>
        <tbody>{entries.filter(e => typeof e.key === 'number').map(e => <Line key={e.key} entry={e}/>)}</tbody>
        <tbody class="states">{entries.filter(e => typeof e.key === 'string' && (e.key !== 'unlike' || wholeCensus.value.get('unlike')! > 0)).map(e => <Line key={e.key} entry={e}/>)}</tbody>
        <tbody class="ground"><tr><td><Swatch look={borders.legend.look}/></td><th scope="row" colSpan={3}>{borders.legend.label(l)}</th></tr></tbody>
      </table> : <p class="note">{sides.value.is === 'failed' ? t.value.unreachable : t.value.waiting}</p>}
      <p class="note">{words.note(over.value)} {over.value && words.villagesOnly}</p>
    </div>
  </details>
}

function Line({entry: {key, look, label}}: {entry: ReturnType<typeof legend>[number]}) {
  const [l, words] = [language.value, t.value.change]
  const say = (n: number | undefined) => count(n ?? 0, l)
  const point = () => { emphasis.value = key }
  const leave = () => { emphasis.value = undefined }
  const hint = typeof key === 'string' ? words.stateNotes[key] : undefined
  return <tr data-key={key} onPointerEnter={point} onPointerLeave={leave} title={hint}>
    <td><Swatch look={look}/></td>
    <th scope="row"><button onFocus={point} onBlur={leave}>{label(l)}</button></th>
    <td class="here">{state.value.within ? say(census.value.get(key)) : ''}</td>
    <td class="all">{say(wholeCensus.value.get(key))}</td>
  </tr>
}

// ChangeHere is the change of one place, in the tip and beside its figures.
export function ChangeHere({code}: {code: string}) {
  const [c, l, words, {left, right}] = [changeOf(code), language.value, t.value.change, named()]
  if (!c) return null
  const key = changeKey(c, kinds.value)
  const say = (f: Change['before']) => {
    const s = shareOf(f)
    return s === undefined ? t.value.states[f?.state ?? 'no_data'].toLowerCase() : <>{beyond(f!.bound)}{share(s, l)} <span class="quiet">({words.ofBase(count(f!.numerator!, l), count(f!.denominator!, l))})</span></>
  }
  return <div class="change-here" data-detail="change">
    <p class="reading"><Swatch look={lookOf(key, kinds.value)}/> {c.difference === undefined
      ? <strong>{words.reasons[c.state as Exclude<typeof c.state, 'value'>]}</strong>
      : <><strong>{beyond(c.bound)}{points(c.difference, l)}</strong> {words.unit}{!c.clear && `, ${words.states(over.value).same.toLowerCase()}`}</>}</p>
    <dl>
      {c.before && <div><dt>{left}</dt><dd>{say(c.before)}</dd></div>}
      {c.after && <div><dt>{right}</dt><dd>{say(c.after)}</dd></div>}
      {c.interval && <div><dt>{words.columns.change}, 95%</dt><dd>{c.interval.map(x => points(x, l)).join(' – ')}</dd></div>}
    </dl>
  </div>
}
