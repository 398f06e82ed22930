// Where things lie on a map that is neither turned nor tilted. Pure.

import type {Camera} from '../address'
import type {Bounds} from './place'

export const across = (lon: number) => (lon + 180) / 360
export const down = (lat: number) => (1 - Math.asinh(Math.tan(lat * Math.PI / 180)) / Math.PI) / 2
export const longitude = (x: number) => x * 360 - 180
export const latitude = (y: number) => Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180 / Math.PI

const world = 512 // pixels of the world at zoom 0

export const zooms = {least: 3, most: 15}
export const margin = 28 // pixels kept free around what the camera shows

export interface Size {width: number; height: number}

// fit returns the camera that shows a stretch of ground in the middle, as large as the margin leaves it.
export function fit([west, south, east, north]: Bounds, {width, height}: Size): Camera {
  const [x0, x1, y0, y1] = [across(west), across(east), down(north), down(south)]
  const scale = Math.min(Math.max(1, width - 2 * margin) / (x1 - x0), Math.max(1, height - 2 * margin) / (y1 - y0))
  return {lon: longitude((x0 + x1) / 2), lat: latitude((y0 + y1) / 2), zoom: Math.min(zooms.most, Math.max(zooms.least, Math.log2(scale / world)))}
}

// projection returns what places a point on a map, in pixels from its upper left; and the ground that the map shows.
export function projection({lon, lat, zoom}: Camera, {width, height}: Size): {project: (p: GeoJSON.Position) => {x: number; y: number}; bounds: Bounds} {
  const scale = world * 2 ** zoom
  const [west, north] = [across(lon) - width / 2 / scale, down(lat) - height / 2 / scale]
  return {
    project: ([lon, lat]) => ({x: (across(lon!) - west) * scale, y: (down(lat!) - north) * scale}),
    bounds: [longitude(west), latitude(north + height / scale), longitude(west + width / scale), latitude(north)],
  }
}
