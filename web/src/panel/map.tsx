// The frame around the map: its buttons, what is under the pointer, what is chosen.

import {useEffect, useRef} from 'preact/hooks'
import {indicator, release, retry} from '../data'
import {hang} from '../map/lazy'
import {meets} from '../map/ground'
import {attribution, extent, preparing, printPage} from '../print'
import {draw, mapless, patchy, resolution, said, state, t, wish} from '../state'
import {Divider} from './compare'
import {Detail} from './detail'
import {PaperMap, StandIn} from './paper'
import {Tip} from './tip'

export function MapPanel() {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => hang(frame.current!), [])
  return <section class="map" id="map" tabIndex={-1} aria-label={t.value.mapLabel}>
    <div class="canvas" ref={frame}/>
    {!mapless.value && <PaperMap/>}
    {mapless.value ? <p class="mapless" role="status">{t.value[mapless.value]} {mapless.value !== 'noWebGL' && <button onClick={mapless.value === 'lostWebGL' ? () => location.reload() : retry}>{t.value.retry}</button>}</p> : <div class="zoom" role="group">
      <button title={t.value.zoomIn} aria-label={t.value.zoomIn} onClick={() => { wish.value = {zoom: 1} }}><Sign path="M3 8h10M8 3v10"/></button>
      <button title={t.value.zoomOut} aria-label={t.value.zoomOut} onClick={() => { wish.value = {zoom: -1} }}><Sign path="M3 8h10"/></button>
      <button title={t.value.whole} aria-label={t.value.whole} onClick={() => { wish.value = {to: 'all'} }}><Sign path="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3"/></button>
      <button class="print" title={t.value.paper.print} aria-label={t.value.paper.print} aria-busy={preparing.value} onClick={printPage}><Sign path="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/></button>
    </div>}
    <Empty/>
    {attribution.value && !mapless.value && <p class="attribution">{attribution.value}</p>}
    <StandIn/>
    {!mapless.value && <Divider/>}
    <p class="heard" aria-live="polite" data-said>{said.value}</p>
    {patchy.value && !mapless.value && <p class="patchy" role="status">{t.value.patchy} <button onClick={retry}>{t.value.retry}</button></p>}
    <Detail/>
    <Tip/>
  </section>
}

// Empty says that the map shows none of the release, or why no hexagon has a figure, and shows the villages where they have.
function Empty() {
  const [r, i, view] = [release.value, indicator.value, extent.value]
  if (r && view && !mapless.value && !meets(view, r.bounds)) return <div class="empty-map" role="status">
    <p>{t.value.away}</p>
    <button onClick={() => { wish.value = {to: 'all'} }}>{t.value.wayBack}</button>
  </div>
  if (!r || !i || state.value.drawn !== 'cells' || resolution.value === undefined || mapless.value) return null
  const has = (kind: string) => !!(i.states[kind]?.value || i.states[kind]?.zero)
  if (has(`cell_${resolution.value}`)) return null
  return <div class="empty-map" role="status">
    <p>{(i.states[`cell_${resolution.value}`]?.withheld ? t.value.allWithheld : t.value.noCells)(r.k)}</p>
    {has('village') ? <button onClick={() => draw('villages')}>{t.value.showVillages}</button> : null}
  </div>
}

const Sign = ({path}: {path: string}) =>
  <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={path} fill="none" stroke="currentColor" stroke-width="1.6"/></svg>
