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

export const distance = (metres: number, language: Language): string =>
  metres >= 1000 ? `${count(metres / 1000, language)} km` : `${count(metres, language)} m`
