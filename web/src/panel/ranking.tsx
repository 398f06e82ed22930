// The table of villages, linked both ways with the map.

import {useComputed} from '@preact/signals'
import {useEffect, useRef} from 'preact/hooks'
import {current, figures, indicator, listed, names, ranked, release, sort, villageClasses} from '../data'
import {download} from '../api/client'
import type {Column} from '../address'
import {shown, type Row} from '../figure'
import {bounded, count} from '../format'
import {language, narrow, pick, pointed, sortBy, state, t} from '../state'
import {phone} from '../map/lazy'
import {Swatch} from './swatch'
import {lookOf} from './words'

export function Ranking() {
  const i = indicator.value
  const body = useRef<HTMLTableSectionElement>(null)
  const {village, tab} = state.value
  useEffect(() => {
    body.current?.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'})
  }, [village, tab, current.value])
  if (!i) return null
  const top = i.unit === 'share' ? 1 : Math.max(1, ...ranked.value.map(r => r.figure.value ?? 0))
  return <section class="ranking" id="ranking" tabIndex={-1} aria-busy={figures.value.is === 'waiting'}>
    <header>
      <h2>{t.value.ranking}</h2>
      <label class="field">
        <span>{t.value.district}</span>
        <select name="within" value={state.value.within ?? ''} onChange={e => narrow(e.currentTarget.value || undefined)}>
          <option value="">{t.value.allDistricts}</option>
          {names.value?.district.map(d => <option key={d.code} value={d.code}>{d.name}</option>)}
        </select>
      </label>
      <p class="quiet">{current.value ? t.value.rankingOf(count(listed.value.length, language.value), count(ranked.value.length, language.value)) : t.value.waiting}</p>
    </header>
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col" class="rank">{t.value.columns.rank}</th>
            <Head column="name">{t.value.columns.name}</Head>
            <Head column="value">{t.value.columns.value[i.unit]}</Head>
            <Head column="base">{t.value.columns.base}</Head>
          </tr>
        </thead>
        <tbody ref={body}>{listed.value.map(row => <Line key={row.area.code} row={row} top={top}/>)}</tbody>
      </table>
      {current.value && listed.value.length === 0 && <p class="note">{t.value.noRows}</p>}
    </div>
    <footer>
      <a href={download(release.value!.id, 'csv', i.id)} download>{t.value.downloadCSV}</a>
      <a href={download(release.value!.id, 'geojson', i.id)} download>{t.value.downloadGeoJSON}</a>
    </footer>
  </section>
}

function Head({column, children}: {column: Column; children: string}) {
  const {column: by, down} = sort.value
  const order = by === column ? down ? 'descending' : 'ascending' : 'none'
  return <th scope="col" class={column} aria-sort={order}>
    <button title={t.value.sortBy(children)} onClick={() => sortBy(column, sort.value)}>{children}</button>
  </th>
}

function Line({row, top}: {row: Row; top: number}) {
  const {area, figure, rank} = row
  const {code} = area
  const look = useComputed(() => pointed.value.village === code ? 'pointed' : '')
  const l = language.value
  const classLook = lookOf(figure, villageClasses.value)
  return <tr class={look} data-code={code} aria-selected={state.value.village === code}
    onClick={() => pick(code, phone.matches)} onPointerEnter={() => { pointed.value = {village: code} }} onPointerLeave={() => { pointed.value = {} }}>
    <td class="rank">{rank === undefined ? '' : count(rank, l)}</td>
    <th scope="row" class="name"><button>{area.name}</button><span>{area.parent_name}</span></th>
    {shown(figure)
      ? <>
        <td class="value">
          <span>{bounded(figure, indicator.value!.unit, l)}</span>
          <svg width="100%" height="5" aria-hidden="true">
            <rect width="100%" height="5" class="rail"/>
            <rect width={`${100 * figure.value / top}%`} height="5" fill={'fill' in classLook ? classLook.fill : 'none'}/>
          </svg>
        </td>
        <td class="base">{count(figure.denominator, l)}</td>
      </>
      : <td class="without" colSpan={2}><Swatch small look={classLook}/> {t.value.states[figure.state]}</td>}
  </tr>
}
