// The map for paper: as lines and letters, or where it has a layer that they cannot say, as a picture
// as fine as paper wants it. What WebGL drew is gone when the browser prints, so this happens in one
// go before that. A canvas would be printed up to 2 % too small, and its scale be wrong.

import type {Map, MapGeoJSONFeature} from 'maplibre-gl'
import {release} from '../data'
import type {Sheet} from '../print'
import {paper} from '../scale'
import {across} from './ground'
import {touch} from './layer/villages'
import {trace, traceable, type Inked, type Layer, type Seen} from './trace'

const ratio = 3 // pixels of a picture for one of the page: some 300 to the inch

const seenOf = ({layer, source, geometry, properties}: MapGeoJSONFeature) => ({layer, source, geometry, properties}) as unknown as Seen

// tileOf is the tile of ours that a feature was cut to.
const tileOf = ({source, _x: x, _y: y, _z: z}: MapGeoJSONFeature & {_x?: number; _y?: number; _z?: number}) =>
  source === 'areas' && x !== undefined && y !== undefined && z !== undefined ? {x, y, z} : undefined

// photo returns the map as it is; whole says that the hexagons in sight have all come.
export function photo(map: Map, whole: boolean, hexagons: () => Inked[]): Sheet | undefined {
  // A phone that shows the table has no map to draw, and must not print that of before.
  if (!map.getContainer().clientWidth || !map.style) return undefined // nor has one whose context is lost
  const {x, y, width, height} = cut(map)
  const ground = across({lat: map.getCenter().lat, zoom: map.getZoom()}, width)
  const partial = !whole || !map.areTilesLoaded()
  const layers = map.getStyle().layers.filter(l => l.id !== touch.id) as Layer[]
  if (traceable(layers)) {
    const seen = map.queryRenderedFeatures().toReversed().map((f): Seen => ({...seenOf(f), tile: tileOf(f)}))
    const project = (p: GeoJSON.Position) => {
      const at = map.project(p as [number, number])
      return {x: at.x - x, y: at.y - y}
    }
    return {width, height, across: ground, partial, drawing: trace(layers, seen, project, width, height, hexagons())}
  }
  map.setPixelRatio(ratio)
  map.redraw()
  const picture = onGround(map.getCanvas(), {x, y, width, height}, map.getContainer().clientWidth).toDataURL()
  map.setPixelRatio(null as unknown as number) // that of the window again, whichever it will be
  return {width, height, across: ground, partial, picture}
}

interface Part {x: number; y: number; width: number; height: number}

// Around the regency there is room for north above, and below for scale and sizes. Pixels.
const room = {top: 44, side: 36, bottom: 84}

// cut is what of the map is put on paper: where all of the regency is in sight, that and little around it; else all.
function cut(map: Map): Part {
  const {clientWidth, clientHeight} = map.getContainer()
  const [west, south, east, north] = release.peek()!.bounds as [number, number, number, number]
  const [a, b] = [map.project([west, north]), map.project([east, south])]
  if (a.x < 0 || a.y < 0 || b.x > clientWidth || b.y > clientHeight) return {x: 0, y: 0, width: clientWidth, height: clientHeight}
  const [x, y] = [Math.max(0, a.x - room.side), Math.max(0, a.y - room.top)]
  return {x, y, width: Math.min(clientWidth, b.x + room.side) - x, height: Math.min(clientHeight, b.y + room.bottom) - y}
}

// onGround returns a part of what is drawn with the ground under it, which the page itself has.
function onGround(drawn: HTMLCanvasElement, part: Part, across: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const fine = drawn.width / across
  const {width, height} = Object.assign(canvas, {width: Math.round(part.width * fine), height: Math.round(part.height * fine)})
  const pen = canvas.getContext('2d')!
  pen.fillStyle = paper.outside
  pen.fillRect(0, 0, width, height)
  pen.drawImage(drawn, part.x * fine, part.y * fine, width, height, 0, 0, width, height)
  return canvas
}
