// The table of what changed, in the ranking's place.

import {useEffect, useMemo, useRef} from 'preact/hooks'
import type {Change} from '../api/client'
import {changeFile, changeKey, shareOf} from '../change'
import {both, changed, kinds, later, over, sides, unchanged} from '../compared'
import {areaName, names} from '../data'
import {beyond, count, points, value} from '../format'
import {lookOf} from '../map/layer/change'
import {phone} from '../map/lazy'
import {chosen, language, list, narrow, pick, state, t} from '../state'
import {inside, summary} from './compare'
import {PaperCut, Pictures, SheetTitle} from './paper'
import {named} from './sides'
import {Head, Row, steer} from './rows'
import {Select} from './select'
import {Swatch} from './swatch'
import {Toggle} from './toggle'

// Changes stands in the ranking's place: what was, what is, and how sure the difference is.
export function Changes() {
  const [words, {by, within}, {left, right}] = [t.value.change, state.value, named()]
  const scroll = useRef<HTMLDivElement>(null)
  useEffect(() => {
    scroll.current?.querySelector('[aria-selected=true], [aria-current=true]')?.scrollIntoView({block: 'nearest'})
  }, [chosen.value, state.value.tab, both.value])
  return <section class="ranking of-change" id="ranking" tabIndex={-1} aria-busy={sides.value.is === 'waiting'}>
    <header>
      <SheetTitle/>
      <h2>{words.ranking(over.value)[by]}</h2>
      <div class="choices">
        <Toggle name="by" legend={t.value.listed} choices={['village', 'district']} words={t.value.listedBy} now={by} choose={list}/>
        <Select name="within" label={t.value.district} value={within ?? ''} change={code => narrow(code || undefined)}
          shown={within ? areaName('district', within) : t.value.allDistricts}>
          <option value="">{t.value.allDistricts}</option>
          {names.value?.district.map(d => <option key={d.code} value={d.code}>{d.name}</option>)}
        </Select>
      </div>
      <p class="headline" aria-live="polite">{both.value ? summary(both.value.listed.areas.filter(inside)) : t.value.waiting}</p>
    </header>
    <div class="scroll" ref={scroll}>
      <p class="what">{words.note(over.value)}</p>
      <NotCompared/>
      <table>
        <thead><tr>
          <th scope="col" class="rank">{t.value.columns.rank}</th>
          <Head column="name">{t.value.columns.name[by]}</Head>
          <Head column="before">{over.value ? words.columns.before : left}</Head>
          <Head column="after">{over.value ? words.columns.after : right}</Head>
          <Head column="change">{words.columns.change}</Head>
        </tr></thead>
        <tbody onKeyDown={steer}>{changed.value.map((c, at) => <ChangeLine key={c.code} change={c} at={at}/>)}</tbody>
      </table>
      {both.value && changed.value.length === 0 && <p class="note">{within ? t.value.noRows : words.noneKnown}</p>}
      <PaperCut all={changed.value.length}/>
      <div class="how"><details><summary>{words.reading}</summary>{words.readings.map(line => <p key={line} class="quiet">{line}</p>)}</details></div>
    </div>
    <footer><ChangesFile/> <Pictures/></footer>
  </section>
}

function ChangeLine({change: c, at}: {change: Change; at: number}) {
  const l = language.value
  return <Row code={c.code} name={c.name} first={at === 0} rank={count(at + 1, l)} under={state.value.by === 'village' && !state.value.within && <span>{c.parent_name}</span>}>
    {([['before', c.before], ['after', c.after]] as const).map(([side, f]) => <td key={side} class={side}>
      {beyond(f!.bound)}{value(shareOf(f)!, 'share', l)}<span>{t.value.change.ofBase(count(f!.numerator!, l), count(f!.denominator!, l))}</span>
    </td>)}
    <td class={c.clear ? 'change clear' : 'change'}><Difference change={c}/></td>
  </Row>
}

// Difference is the number, its interval, and whether that says anything.
function Difference({change: c}: {change: Change}) {
  const [l, words] = [language.value, t.value.change]
  const interval = c.interval!.map(x => points(x, l)).join(' – ')
  return <>
    <b><Swatch small look={lookOf(changeKey(c, kinds.value), kinds.value)}/> {beyond(c.bound)}{points(c.difference!, l)}</b>
    <span title={words.interval(interval)}>{interval}</span>
    {!c.clear && <span class="unclear">{words.clear}</span>}
  </>
}

// NotCompared lists the places without a difference, with the reason.
function NotCompared() {
  const [l, words, {by}] = [language.value, t.value.change, state.value]
  const all = unchanged.value
  if (!all.length) return null
  const reasons = (['withheld', 'no_data', 'redrawn', 'added', 'gone'] as const).filter(r => all.some(c => c.state === r))
  return <details class="apart" open={all.some(c => c.code === chosen.value)}>
    <summary>{words.apartOf[by](count(all.length, l))}</summary>
    {reasons.map(r => <section key={r} data-apart={r}>
      <p class="quiet">{words.reasons[r]}</p>
      <ul>{all.filter(c => c.state === r).map(c => <li key={c.code}>
        {r === (later.value ? 'added' : 'gone') ? c.name : <button aria-current={chosen.value === c.code} onClick={() => pick(c.code, phone.matches)}>{c.name}</button>}
      </li>)}</ul>
    </section>)}
  </details>
}

// ChangesFile is the table as CSV.
function ChangesFile() {
  const [b, all] = [both.value, [...changed.value, ...unchanged.value]]
  const text = b && changeFile(b.listed, all)
  const made = useMemo(() => text && URL.createObjectURL(new Blob(['\ufeff', text], {type: 'text/csv;charset=utf-8'})), [text])
  useEffect(() => () => { if (made) URL.revokeObjectURL(made) }, [made])
  if (!b || !made) return null
  const against = b.listed.against === b.listed.indicator ? b.listed.with : b.listed.against
  return <a href={made} download={`tepat-${b.listed.release}-${b.listed.indicator}-${against}-${state.value.by}.csv`}>{t.value.downloadCSV}</a>
}
