// What the reader points at on the map, and presses.

import type {Map, MapMouseEvent, PointLike} from 'maplibre-gl'
import {drawn} from '../compared'
import {pickOnMap, pointed, state, type CellFigure} from '../state'
import {cellAt, type Cell} from './atlas'
import {touch} from './layer/villages'
import {hexagons} from './shown'

export interface Area {village?: string; district?: string}

// listen follows the pointer; it returns what finds the village and district at a point of the map.
export function listen(map: Map, figureOf: (c: Cell) => CellFigure | undefined): (at: PointLike) => Area {
  const areaAt = (at: PointLike): Area => {
    const area = map.queryRenderedFeatures(at, {layers: [touch.id]})[0]?.properties as {code: string; parent: string} | undefined
    return {village: area?.code, district: area?.parent}
  }
  const under = (e: MapMouseEvent) => {
    const cell = drawn.peek() === 'cells' && !state.peek().compare ? cellAt(hexagons.atlas.peek(), e.lngLat.lng, e.lngLat.lat) : undefined
    return {...areaAt(e.point), cell: cell && figureOf(cell)}
  }
  map.on('mousemove', e => {
    pointed.value = {...under(e), at: {x: e.originalEvent.clientX, y: e.originalEvent.clientY}}
    map.getCanvas().style.cursor = pointed.value.village ? 'pointer' : ''
  })
  // What is pointed at in the table stays: the pointer may have left the map for it already.
  const leave = () => { if (pointed.peek().at) pointed.value = {} }
  map.on('mouseout', leave)
  map.on('movestart', leave)
  map.on('click', e => pickOnMap(under(e)))
  return areaAt
}
