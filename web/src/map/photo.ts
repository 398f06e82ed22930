// The map for paper: as lines and letters, or where it has a layer that they cannot say, as a picture
// as fine as paper wants it. What WebGL drew is gone when the browser prints, so this happens in one
// go before that. A canvas would be printed up to 2 % too small, and its scale be wrong.

import type {Map, MapGeoJSONFeature} from 'maplibre-gl'
import type {Sheet} from '../print'
import {paper} from '../scale'
import {touch} from './layer/villages'
import {trace, traceable, type Inked, type Layer, type Seen} from './trace'

const ratio = 3 // pixels of a picture for one of the page: some 300 to the inch

const seenOf = ({layer, source, geometry, properties}: MapGeoJSONFeature) => ({layer, source, geometry, properties}) as unknown as Seen

// tileOf is the tile of ours that a feature was cut to.
const tileOf = ({source, _x: x, _y: y, _z: z}: MapGeoJSONFeature & {_x?: number; _y?: number; _z?: number}) =>
  source === 'areas' && x !== undefined && y !== undefined && z !== undefined ? {x, y, z} : undefined

// photo returns the map as it is; whole says that the hexagons in sight have all come.
export function photo(map: Map, whole: boolean, hexagons: () => Inked[]): Sheet | undefined {
  const {clientWidth: width, clientHeight: height} = map.getContainer()
  // A phone that shows the table has no map to draw, and must not print that of before.
  if (!width || !map.style) return undefined // nor has one whose context is lost
  const partial = !whole || !map.areTilesLoaded()
  const layers = map.getStyle().layers.filter(l => l.id !== touch.id) as Layer[]
  if (traceable(layers)) {
    const seen = map.queryRenderedFeatures().toReversed().map((f): Seen => ({...seenOf(f), tile: tileOf(f)}))
    return {width, height, partial, drawing: trace(layers, seen, p => map.project(p as [number, number]), width, height, hexagons())}
  }
  map.setPixelRatio(ratio)
  map.redraw()
  const picture = onGround(map.getCanvas()).toDataURL()
  map.setPixelRatio(null as unknown as number) // that of the window again, whichever it will be
  return {width, height, partial, picture}
}

// onGround returns what is drawn with the ground under it, which the page itself has.
function onGround(drawn: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  const {width, height} = Object.assign(canvas, {width: drawn.width, height: drawn.height})
  const pen = canvas.getContext('2d')!
  pen.fillStyle = paper.outside
  pen.fillRect(0, 0, width, height)
  pen.drawImage(drawn, 0, 0)
  return canvas
}
