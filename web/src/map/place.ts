// Where areas lie: their bounds, and where their names stand. Pure.

import polylabel from 'polylabel'
import type {Level, Shape} from '../api/client'

export type Bounds = [west: number, south: number, east: number, north: number]

export function bounds(shape: Shape): Bounds {
  const b: Bounds = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of polygons(shape).flat(2) as [number, number][]) {
    b[0] = Math.min(b[0], lon)
    b[1] = Math.min(b[1], lat)
    b[2] = Math.max(b[2], lon)
    b[3] = Math.max(b[3], lat)
  }
  return b
}

// nameOf returns the point inside the largest part of an area that is farthest from its borders.
export function nameOf(shape: Shape, level: Level): GeoJSON.Feature<GeoJSON.Point> {
  const largest = polygons(shape).reduce((a, b) => extent(b) > extent(a) ? b : a)
  const [lon, lat] = polylabel(largest as [number, number][][], 0.005)
  return {type: 'Feature', geometry: {type: 'Point', coordinates: [lon!, lat!]}, properties: {name: shape.properties.name, code: shape.properties.code, level}}
}

export const polygons = (s: Shape): GeoJSON.Position[][][] =>
  s.geometry.type === 'Polygon' ? [s.geometry.coordinates] : s.geometry.coordinates

// extent is twice the area of a polygon's outer ring, in square degrees.
const extent = ([ring]: GeoJSON.Position[][]) =>
  Math.abs(ring!.reduce((sum, [x, y], i) => {
    const [u, v] = ring![(i + 1) % ring!.length]!
    return sum + x! * v! - u! * y!
  }, 0))

// shift returns how little a stretch from a to b must move to lie between two
// bounds, or, where it is longer than what lies between them, to fill that.
export const shift = (a: number, b: number, low: number, high: number): number =>
  b - a > high - low
    ? Math.min(0, low - a) + Math.max(0, high - b)
    : Math.max(0, low - a) + Math.min(0, high - b)
