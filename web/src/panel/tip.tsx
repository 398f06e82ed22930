// What is under the pointer on the map.

import {ranked} from '../data'
import {count} from '../format'
import {language, pointed, state, t} from '../state'
import {Reading} from './words'

export function Tip() {
  const {village, cell, at} = pointed.value
  if (!at || (!village && !cell)) return null
  const row = ranked.value.find(r => r.area.code === village)
  const byCell = state.value.drawn === 'cells'
  // On the side of the pointer that has more room.
  const place = {
    left: at.x < innerWidth * 0.6 ? `${at.x + 16}px` : undefined,
    right: at.x < innerWidth * 0.6 ? undefined : `${innerWidth - at.x + 16}px`,
    top: at.y < innerHeight * 0.6 ? `${at.y + 16}px` : undefined,
    bottom: at.y < innerHeight * 0.6 ? undefined : `${innerHeight - at.y + 16}px`,
  }
  return <div class="tip" style={place} role="presentation">
    {row && <p class="tip-place"><b>{row.area.name}</b> {row.area.parent_name}</p>}
    {byCell
      ? cell ? <><span class="quiet">{t.value.cell}</span> <Reading figure={cell.figure} of="cell"/></> : <span class="quiet">{t.value.noFamilies}.</span>
      : row && <Reading figure={row.figure} of="village"/>}
    {byCell && cell && cell.alike > 1 && <p class="quiet">{t.value.grouped(count(cell.alike, language.value))}</p>}
  </div>
}
