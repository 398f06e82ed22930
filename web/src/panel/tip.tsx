// What is under the pointer on the map.

import {drawn} from '../compared'
import {current, indicator, pairing, ranked} from '../data'
import {pointed, state, t} from '../state'
import {ChangeHere} from './compare'
import {Both} from './both'
import {Reading} from './words'

export function Tip() {
  const {village, cell, at} = pointed.value
  if (!at || (!village && !cell)) return null
  const row = ranked.value.find(r => r.area.code === village)
  const {compare, by} = state.value
  const byCell = drawn.value === 'cells' && !compare
  // On the side of the pointer that has more room.
  const place = {
    left: at.x < innerWidth * 0.6 ? `${at.x + 16}px` : undefined,
    right: at.x < innerWidth * 0.6 ? undefined : `${innerWidth - at.x + 16}px`,
    top: at.y < innerHeight * 0.6 ? `${at.y + 16}px` : undefined,
    bottom: at.y < innerHeight * 0.6 ? undefined : `${innerHeight - at.y + 16}px`,
  }
  return <div class="tip" style={place} role="presentation">
    {row && <p class="tip-place"><b>{row.area.name}</b> {row.area.parent_name}</p>}
    {compare ? by === 'village' && village && <ChangeHere code={village}/> : pairing.value ? <PairTip/> : byCell
      ? cell ? <><span class="quiet">{t.value.cell}</span> <Reading figure={cell.figure} of="cell"/></> : <span class="quiet">{t.value.noFamilies}.</span>
      : row && <Reading figure={row.figure} of="village"/>}
    {byCell && cell?.grouped && <p class="quiet">{t.value.grouped}</p>}
  </div>
}

// PairTip says both measures: of the hexagon, or of the village.
function PairTip() {
  const {village, cell} = pointed.value
  if (state.value.drawn === 'cells') {
    return cell ? <><span class="quiet">{t.value.cell}</span><Both coverage={cell.figure} poverty={cell.also}/></> : <span class="quiet">{t.value.noFamilies}.</span>
  }
  const figures = current.value?.village.find(a => a.code === village)?.indicators
  return figures ? <Both coverage={figures[indicator.value!.id]} poverty={figures[pairing.value!.poverty.id]}/> : null
}
