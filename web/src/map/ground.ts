// How far a map reaches on the ground. Pure.

import type {Camera, Language} from '../address'
import {count} from '../format'

const equator = 40_075_016.686 // metres, WGS 84
const world = 512 // pixels of the world at zoom 0

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
