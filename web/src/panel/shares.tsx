// What each village or district would get, in every scenario.

import {useEffect, useMemo} from 'preact/hooks'
import type {Allocation} from '../api/client'
import {areaName, release, type Remote} from '../data'
import {count} from '../format'
import {csv} from '../gap'
import {shares, type Share} from '../scenario'
import {language, list, state, t} from '../state'
import {placeName} from './named'
import {Toggle} from './toggle'
import {label} from './whatif'
import {said} from './whatif.words'

export function Shares({outcomes}: {outcomes: Remote<Allocation>[]}) {
  const {by} = state.value
  const [l, words] = [language.value, said.value]
  const here = outcomes.map(o => o.is === 'here' ? o.value : undefined)
  if (!here.some(Boolean)) return null
  const all = shares(here, by, code => areaName('district', code))
  const given = all.filter(s => s.gets.some(n => n))
  const without = all.filter(s => !s.gets.some(n => n))
  const leftOut = [...new Set(here.flatMap(a => a?.left_out ?? []))].sort()
  const same = here.every((_, i) => state.value.whatIf?.[i]?.programme === state.value.whatIf?.[0]?.programme)
  const top = Math.max(1, ...given.flatMap(s => s.gets.map(n => n ?? 0)))
  return <section class="shares">
    <header>
      <h2>{words.shares[by]}</h2>
      <Toggle name="by" legend={t.value.listed} choices={['village', 'district']} words={t.value.listedBy} now={by} choose={list}/>
      <File rows={all}/>
    </header>
    <div class="wide" role="region" tabIndex={0} aria-label={words.shares[by]}><table>
      <caption class="quiet">{words.label}. {words.sharesNote}</caption>
      <thead><tr>
        <th scope="col">{t.value.columns.name[by]}</th>
        {same && <th scope="col" class="number">{t.value.gap.columns.missed}</th>}
        {here.map((_, i) => <th key={i} scope="col" class="number">{words.packagesOf(label(i))}</th>)}
        {same && here.length === 2 && <th scope="col" class="number">{words.difference}</th>}
      </tr></thead>
      <tbody>{given.map(s => <Line key={s.code} share={s} top={top} same={same}/>)}</tbody>
      <tfoot><tr>
        <th scope="row">{words.sum}</th>{same && <td class="number">{count(all.reduce((n, s) => n + s.missed, 0), l)}</td>}
        {here.map((a, i) => <td key={i} class="number">{a ? count(a.given, l) : ''}</td>)}
        {same && here.length === 2 && <td class="number">{here[0] && here[1] ? signed(here[1].given - here[0].given) : ''}</td>}
      </tr></tfoot>
    </table></div>
    {without.length > 0 && <Fold said={words.getNothing[by](count(without.length, l))} names={without.map(s => placeName(by, s.code))}/>}
    {leftOut.length > 0 && <Fold said={words.leftOut(count(leftOut.length, l))} note={words.leftOutNote(release.value!.k)} names={leftOut.map(code => placeName('village', code))}/>}
  </section>
}

function Line({share: s, top, same}: {share: Share; top: number; same: boolean}) {
  const [l, words] = [language.value, said.value]
  return <tr data-code={s.code}>
    <th scope="row">{placeName(state.value.by, s.code)}</th>
    {same && <td class="number">{count(s.missed, l)}</td>}
    {s.gets.map((n, i) => <td key={i} class="number gets">{n === undefined ? words.outside : <>{count(n, l)}
      <svg width="100%" height="4" aria-hidden="true"><rect width="100%" height="4" class="rail"/><rect width={`${100 * n / top}%`} height="4" class="fill"/></svg></>}</td>)}
    {same && s.gets.length === 2 && <td class="number">{s.gets.every(n => n !== undefined) ? signed(s.gets[1]! - s.gets[0]!) : ''}</td>}
  </tr>
}

const signed = (n: number) => n === 0 ? '0' : `${n > 0 ? '+' : '−'}${count(Math.abs(n), language.value)}`

const Fold = ({said, note, names}: {said: string; note?: string; names: string[]}) => <details>
  <summary>{said}</summary>
  {note && <p class="quiet">{note}</p>}
  <p>{names.join(', ')}</p>
</details>

// File is the same table as CSV; every line says that it is a simulation.
function File({rows}: {rows: Share[]}) {
  const words = said.value
  const text = csv([
    ['code', 'name', 'missed', ...(rows[0]?.gets ?? []).map((_, i) => `packages: ${label(i)}`), 'note'],
    ...rows.map(s => [s.code, s.name, s.missed, ...s.gets, words.label]),
  ])
  const made = useMemo(() => URL.createObjectURL(new Blob(['\ufeff', text], {type: 'text/csv;charset=utf-8'})), [text])
  useEffect(() => () => URL.revokeObjectURL(made), [made])
  return <a href={made} download={`tepat-${release.value!.id}-simulasi.csv`}>{t.value.downloadCSV}</a>
}
