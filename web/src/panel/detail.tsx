// The chosen place: a village, and the hexagon in it that was pressed.

import {ranked} from '../data'
import {count} from '../format'
import {resolution, size} from '../map/hexagon'
import {language, picked, state, t, unpick} from '../state'
import {Reading, Sums} from './words'

export function Detail() {
  const {village, cell} = state.value
  const row = ranked.value.find(r => r.area.code === village)
  const hexagon = cell && picked.value?.h3 === cell ? picked.value : undefined
  if (!row && !hexagon) return null
  const l = language.value
  return <aside class="detail" aria-live="polite">
    <button class="close" aria-label={t.value.unselect} title={t.value.unselect} onClick={unpick}>×</button>
    {row && <section data-detail="village">
      <h2>{row.area.name}</h2>
      <p class="quiet">{row.area.parent_name}{row.rank ? `, ${t.value.rank(count(row.rank, l), count(ranked.value.filter(r => r.rank).length, l))}` : ''}</p>
      <Reading figure={row.figure} of="village"/>
      <Sums figure={row.figure}/>
    </section>}
    {hexagon && <section data-detail="cell">
      <h3>{t.value.cellOf(size(resolution(hexagon.h3), l))}</h3>
      <Reading figure={hexagon.figure} of="cell"/>
      <Sums figure={hexagon.figure}/>
      {hexagon.alike > 1 && <p class="quiet">{t.value.grouped(count(hexagon.alike, l))}</p>}
    </section>}
  </aside>
}
