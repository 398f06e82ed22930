// How far a map reaches on the ground, and what lies there. Pure, and small: the page has it before the map.

import type {Camera, Language} from '../address'
import {count} from '../format'
import {world} from './camera'

const equator = 40_075_016.686 // metres, WGS 84

// across returns the metres that a map shows from its left to its right edge,
// measured on the sphere at the latitude of its middle.
export const across = ({lat, zoom}: Pick<Camera, 'lat' | 'zoom'>, pixels: number): number =>
  pixels * equator * Math.cos(lat * Math.PI / 180) / (world * 2 ** zoom)

// bar returns the longest length that reads well and takes no more than most of a map's width, and the share that it takes.
export function bar(metres: number, most = 0.28): {metres: number; share: number} {
  const size = 10 ** Math.floor(Math.log10(metres * most))
  const length = [5, 3, 2, 1].map(n => n * size).find(n => n <= metres * most)!
  return {metres: length, share: length / metres}
}

// breadth returns the metres between west and east, in the middle between south and north.
export const breadth = ([w, s, e, n]: readonly [number, number, number, number]): number =>
  (e - w) / 360 * equator * Math.cos((s + n) / 2 * Math.PI / 180)

// span names a stretch of the Earth by its degrees.
export function span([w, s, e, n]: readonly [number, number, number, number], language: Language): string {
  const degrees = (x: number) => count(Math.abs(Math.round(x * 10) / 10), language) + '°'
  const lon = language === 'id' ? 'BT' : 'E'
  const lat = (y: number) => degrees(y) + (language === 'id' ? y < 0 ? ' LS' : ' LU' : y < 0 ? ' S' : ' N')
  return `${degrees(w)}–${degrees(e)} ${lon}, ${lat(s)} – ${lat(n)}`
}

export const distance = (metres: number, language: Language): string =>
  metres >= 1000 ? `${count(metres / 1000, language)} km` : `${count(metres, language)} m`

// meets says whether two boxes have something in common.
export const meets = (a: readonly number[], b: readonly number[]): boolean => a[0]! < b[2]! && b[0]! < a[2]! && a[1]! < b[3]! && b[1]! < a[3]!

export const tenth = (n: number) => Math.round(n * 10) / 10

// outline is the rings of areas as one path, in a box of so many units across.
export function outline(shapes: readonly {geometry: GeoJSON.Geometry}[], [west, south, east, north]: readonly number[], across: number): {d: string; height: number; unit: number} {
  const unit = across / (east! - west!)
  let last = ''
  const at = ([lon, lat]: GeoJSON.Position) => `${tenth((lon! - west!) * unit)} ${tenth((north! - lat!) * unit)}`
  const ring = (points: GeoJSON.Position[]) => 'M' + points.map(at).filter(p => p !== last && (last = p, true)).join('L') + 'Z'
  const d = shapes.flatMap(({geometry: g}) => g.type === 'Polygon' ? g.coordinates : g.type === 'MultiPolygon' ? g.coordinates.flat() : []).map(ring).join('')
  return {d, height: (north! - south!) * unit, unit}
}
