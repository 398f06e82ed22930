// The map as lines and letters, for paper: what the camera sees, layer by
// layer, in pixels of the page. Pure.

import {ink, paper, type Pattern} from '../scale'
import {eastward, southward, type Tile} from './camera'
import {tenth} from './ground'
import type {Look} from './layer/cells'
import {place} from './style'

// A Stroke is everything of one layer that looks alike, as one path: what tiles
// hold twice along their edges is then not drawn darker.
export type Part =
  | {d: string; fill?: string; pattern?: Pattern; opacity: number; outline?: string}
  | {d: string; stroke: string; width: number; opacity: number}
  | {lines: string[]; x: number; y: number; size: number; weight: number; fill: string; halo: string; haloWidth: number; opacity: number; spacing: number}

export interface Drawing {width: number; height: number; ground: string; parts: Part[]}

// A Seen feature is one that the map has drawn, with its paint as it was worked out.
export interface Seen {
  layer: {id: string; type: string; paint?: Record<string, unknown>; layout?: Record<string, unknown>}
  source: string
  geometry: GeoJSON.Geometry
  properties: Record<string, unknown> | null
  tile?: Tile // that it was cut to
}

export interface Layer {id: string; type: string; paint?: Record<string, unknown>}

export type Project = (lonLat: GeoJSON.Position) => {x: number; y: number}

// traceable says whether lines and letters can say what the layers draw.
export const traceable = (layers: readonly Layer[]) => layers.every(l => ['background', 'fill', 'line', 'circle', 'symbol'].includes(l.type))

// trace draws the layers in their order; hexagons stand where place does, each look one path.
export function trace(layers: readonly Layer[], seen: readonly Seen[], project: Project, width: number, height: number, hexagons: readonly Inked[] = []): Drawing {
  const at = (p: GeoJSON.Position) => {
    const {x, y} = project(p)
    return `${tenth(x)} ${tenth(y)}`
  }
  const parts = layers.flatMap(layer => {
    if (layer.id === place.id) return hexagons.map(h => inked(h, at))
    const own = once(seen.filter(f => f.layer.id === layer.id))
    return layer.type === 'fill' ? fills(layer, own, at) : layer.type === 'line' ? strokes(own, at) : layer.type === 'circle' ? circles(own, project) : layer.type === 'symbol' ? letters(own, project) : []
  })
  return {width, height, ground: paper.outside, parts}
}

// Inked are the hexagons of one look, each as its corners.
export interface Inked {look: Look; rings: readonly GeoJSON.Position[][]}

const inked = ({look: {fill, pattern, opacity}, rings}: Inked, at: At): Part =>
  ({d: rings.map(r => path(r, at) + 'Z').join(''), ...(pattern ? {pattern} : {fill}), opacity, outline: ink.seam})

// once drops what several tiles hold whole: names.
function once(all: readonly Seen[]): Seen[] {
  const had = new Set<string>()
  return all.filter(f => {
    const key = f.geometry.type === 'Point' ? `${f.properties?.name} ${f.geometry.coordinates.map(n => n.toFixed(3))}` : undefined
    if (key === undefined) return true
    return !had.has(key) && !!had.add(key)
  })
}

// alike groups features by how they look.
function alike(all: readonly Seen[], looks: (f: Seen) => string): [string, Seen[]][] {
  const groups = new Map<string, Seen[]>()
  for (const f of all) {
    const key = looks(f)
    groups.set(key, [...groups.get(key) ?? [], f])
  }
  return [...groups]
}

const paintOf = (f: Seen, key: string, other: unknown) => f.layer.paint?.[key] ?? other
const number = (f: Seen, key: string, other: number) => Number(paintOf(f, key, other))

type At = (p: GeoJSON.Position) => string

function fills(layer: Layer, all: readonly Seen[], at: At): Part[] {
  const pattern = layer.paint?.['fill-pattern'] as Pattern | undefined
  return alike(all, f => `${pattern ? '' : paintOf(f, 'fill-color', '#000')}|${number(f, 'fill-opacity', 1)}`).flatMap(([, some]): Part[] => {
    const [f] = some
    const opacity = number(f!, 'fill-opacity', 1)
    if (!opacity) return []
    const outline = layer.paint?.['fill-outline-color'] as string | undefined
    return [{d: some.map(s => rings(s.geometry, at)).join(''), ...(pattern ? {pattern} : {fill: String(paintOf(f!, 'fill-color', '#000'))}), opacity, outline}]
  })
}

// circles are drawn one by one, the small on the large.
function circles(all: readonly Seen[], project: Project): Part[] {
  return all.map(f => ({f, r: number(f, 'circle-radius', 0)})).sort((a, b) => b.r - a.r).flatMap(({f, r}): Part[] => {
    if (f.geometry.type !== 'Point' || !r) return []
    const {x, y} = project(f.geometry.coordinates)
    return [{
      d: `M${tenth(x - r)} ${tenth(y)}a${hundredth(r)} ${hundredth(r)} 0 1 0 ${hundredth(2 * r)} 0a${hundredth(r)} ${hundredth(r)} 0 1 0 ${hundredth(-2 * r)} 0Z`,
      fill: String(paintOf(f, 'circle-color', '#000')), opacity: number(f, 'circle-opacity', 1), outline: String(paintOf(f, 'circle-stroke-color', 'none')),
    }]
  })
}

const hundredth = (n: number) => Math.round(n * 100) / 100

function strokes(all: readonly Seen[], at: At): Part[] {
  return alike(all, f => ['line-color', 'line-width', 'line-opacity'].map(k => String(paintOf(f, k, ''))).join('|')).map(([, some]): Part => ({
    d: some.map(s => s.tile && isPolygon(s.geometry) ? edges(s.geometry, s.tile, at) : paths(s.geometry, at)).join(''), stroke: String(paintOf(some[0]!, 'line-color', '#000')),
    width: number(some[0]!, 'line-width', 1), opacity: number(some[0]!, 'line-opacity', 1),
  }))
}

const path = (line: GeoJSON.Position[], at: At) => line.map((p, i) => (i ? 'L' : 'M') + at(p)).join('')

function rings(g: GeoJSON.Geometry, at: At): string {
  const polygons = g.type === 'Polygon' ? [g.coordinates] : g.type === 'MultiPolygon' ? g.coordinates : []
  return polygons.flat().map(ring => path(ring, at) + 'Z').join('')
}

function paths(g: GeoJSON.Geometry, at: At): string {
  const lines = g.type === 'LineString' ? [g.coordinates] : g.type === 'MultiLineString' ? g.coordinates : []
  return lines.length ? lines.map(line => path(line, at)).join('') : rings(g, at)
}

const isPolygon = (g: GeoJSON.Geometry): g is GeoJSON.Polygon | GeoJSON.MultiPolygon => g.type === 'Polygon' || g.type === 'MultiPolygon'

// edges is the rings of what was cut to a tile, without what lies beyond the tile: there run the cuts,
// which are no border, and the neighbour has the border.
function edges(g: GeoJSON.Polygon | GeoJSON.MultiPolygon, tile: Tile, at: At): string {
  return (g.type === 'Polygon' ? g.coordinates : g.coordinates.flat()).map(ring => {
    const places = ring.map(p => within(p, tile))
    let pen = false
    return ring.slice(1).map((to, i) => {
      const [a, b] = [places[i]!, places[i + 1]!]
      if ([0, 1].some(axis => (a[axis]! <= 0 && b[axis]! <= 0) || (a[axis]! >= 1 && b[axis]! >= 1))) return pen = false, ''
      const start = pen ? '' : `M${at(ring[i]!)}`
      pen = true
      return `${start}L${at(to)}`
    }).join('')
  }).join('')
}

// within is where a point lies in a tile: 0 to 1 from west to east, and from north to south.
const within = ([lon, lat]: GeoJSON.Position, {z, x, y}: Tile): [number, number] => [eastward(lon!) * 2 ** z - x, southward(lat!) * 2 ** z - y]

function letters(all: readonly Seen[], project: Project): Part[] {
  return all.flatMap((f): Part[] => {
    const text = String(f.layer.layout?.['text-field'] ?? f.properties?.name ?? '')
    if (f.geometry.type !== 'Point' || !text) return []
    const {x, y} = project(f.geometry.coordinates)
    const size = Number(f.layer.layout?.['text-size'] ?? 12)
    return [{
      lines: wrap(text, Number(f.layer.layout?.['text-max-width'] ?? 10)), x: tenth(x), y: tenth(y), size,
      weight: /Semibold/.test(String(f.layer.layout?.['text-font'])) ? 600 : 400, spacing: Number(f.layer.layout?.['text-letter-spacing'] ?? 0) * size,
      fill: String(paintOf(f, 'text-color', '#000')), halo: String(paintOf(f, 'text-halo-color', 'none')), haloWidth: number(f, 'text-halo-width', 0), opacity: number(f, 'text-opacity', 1),
    }]
  })
}

// wrap breaks a name between words where it is wider than so many ems.
export function wrap(text: string, ems: number): string[] {
  const most = ems / (text === text.toUpperCase() ? 0.72 : 0.52)
  return text.split(' ').reduce((lines: string[], word) => {
    const last = lines.at(-1)
    return last !== undefined && last.length + 1 + word.length <= most ? [...lines.slice(0, -1), `${last} ${word}`] : [...lines, word]
  }, [])
}
