// Where things lie on a map that is neither turned nor tilted. Pure.

import type {Camera} from '../address'
import type {Bounds} from './place'

// The world is a square of side 1: from 180° west to the east, from 85° north to the south.
export const eastward = (lon: number) => (lon + 180) / 360
export const southward = (lat: number) => (1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2
export const longitude = (x: number) => x * 360 - 180
export const latitude = (y: number) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI

export const world = 512 // pixels of the world at zoom 0

export const zooms = {least: 3, most: 15}
export const margin = 28 // pixels kept free around what the camera shows

export interface Tile {z: number; x: number; y: number}

export interface Size {width: number; height: number}

// Padding is what is kept free at the edges of a map, in pixels.
export interface Padding {top: number; right: number; bottom: number; left: number}

// fit returns the camera that shows a stretch of ground in the middle of what the padding leaves, as large as fits.
export function fit([west, south, east, north]: Bounds, {width, height}: Size, {top, right, bottom, left}: Padding): Camera {
  const [x0, x1, y0, y1] = [eastward(west), eastward(east), southward(north), southward(south)]
  const most = Math.min(Math.max(1, width - left - right) / (x1 - x0), Math.max(1, height - top - bottom) / (y1 - y0))
  const zoom = Math.min(zooms.most, Math.max(zooms.least, Math.log2(most / world)))
  const scale = world * 2 ** zoom
  return {lon: longitude((x0 + x1) / 2 + (right - left) / 2 / scale), lat: latitude((y0 + y1) / 2 + (bottom - top) / 2 / scale), zoom}
}

// projection returns what places a point on a map, in pixels from its upper left; and the ground that the map shows.
export function projection({lon, lat, zoom}: Camera, {width, height}: Size): {project: (p: GeoJSON.Position) => {x: number; y: number}; bounds: Bounds} {
  const scale = world * 2 ** zoom
  const [west, north] = [eastward(lon) - width / 2 / scale, southward(lat) - height / 2 / scale]
  return {
    project: ([lon, lat]) => ({x: (eastward(lon!) - west) * scale, y: (southward(lat!) - north) * scale}),
    bounds: [longitude(west), latitude(north + height / scale), longitude(west + width / scale), latitude(north)],
  }
}
