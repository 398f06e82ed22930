// The tiles of hexagons that a map shows: which are in sight, fetched once and
// kept for when the reader comes back.

import {computed, effect, signal, untracked, type ReadonlySignal} from '@preact/signals'
import {absolute, patient, type TileJSON} from '../api/client'
import {attempt} from '../data'
import {miss} from '../state'
import {eastward, latitude, longitude, southward, type Tile} from './camera'
import {meets} from './ground'
import {boundsOf} from './missing'
import {holding, read, ring, touches, type Box, type Outlines} from './outlines'
import type {Bounds} from './place'
import {recent} from './recent'

// A Piece is a tile that is here.
export interface Piece {tile: Tile; of: Outlines}

// A Cell is a hexagon of a piece.
export interface Cell {piece: Piece; i: number}

// An Atlas is what there is of the tiles in sight; what is missing is drawn meanwhile
// by pieces of other zooms, each within the tile that it stands for.
export interface Atlas {pieces: Piece[]; drawn: {piece: Piece; within: Tile}[]; whole: boolean}

// What the camera sees.
export const inSight = signal<{zoom: number; bounds: Bounds} | undefined>(undefined)

// tileZoom is the zoom of the tiles that a map draws.
export const tileZoom = (json: TileJSON, zoom: number) => Math.min(json.maxzoom, Math.max(json.minzoom, Math.floor(zoom)))

// cover returns the tiles of a zoom that hold a stretch of ground.
export function cover(z: number, [west, south, east, north]: Bounds): Tile[] {
  const n = 2 ** z
  const at = (x: number) => Math.min(n - 1, Math.max(0, Math.floor(x)))
  const all: Tile[] = []
  for (let x = at(n * eastward(west)); x <= at(n * eastward(east)); x++) for (let y = at(n * southward(north)); y <= at(n * southward(south)); y++) all.push({z, x, y})
  return all
}

const kept = recent<Piece>(200) // as many tiles as fill a wide screen at five zooms

export const urlOf = (template: string, {z, x, y}: Tile) => template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y))

// follow keeps the tiles in step with what is in sight; it returns them and how to stop.
export function follow(name: string, asked: () => TileJSON | undefined): {atlas: ReadonlySignal<Atlas>; stop: () => void} {
  const turn = signal(0)
  let retell = () => {}
  const wanted = computed(() => {
    const [json, sight] = [asked(), inSight.value]
    if (!json || !sight) return undefined
    const tiles = cover(tileZoom(json, sight.zoom), sight.bounds).filter(t => meets(boundsOf(t), json.bounds))
    return JSON.stringify({template: absolute(json).tiles[0], tiles})
  })
  const parsed = computed(() => wanted.value === undefined ? undefined : JSON.parse(wanted.value) as {template: string; tiles: Tile[]})
  const under = new Map<string, AbortController>()
  const failed = new Set<string>()
  const stop = effect(() => {
    attempt.value
    const {template, tiles} = parsed.value ?? {template: '', tiles: []}
    const urls = new Map(tiles.map(t => [urlOf(template, t), t]))
    const tell = () => miss(`${name} cells`, [...urls.keys()].some(url => failed.has(url)))
    for (const [url, giveUp] of under) if (!urls.has(url)) {
      under.delete(url)
      giveUp.abort()
    }
    for (const [url, tile] of urls) {
      if (under.has(url)) continue
      failed.delete(url)
      if (kept.get(url)) continue
      const giveUp = new AbortController()
      under.set(url, giveUp)
      void fetchPiece(url, tile, giveUp.signal).then(piece => kept.put(url, piece), () => { if (!giveUp.signal.aborted) failed.add(url) }).finally(() => {
        if (under.get(url) !== giveUp) return
        under.delete(url)
        turn.value = untracked(() => turn.value) + 1
        retell()
      })
    }
    retell = tell
    tell()
  })
  const atlas = computed<Atlas>(() => {
    turn.value
    const {template, tiles} = parsed.value ?? {template: '', tiles: []}
    const drawn = tiles.flatMap(t => standingFor(template, t))
    const pieces = tiles.flatMap(t => kept.get(urlOf(template, t)) ?? [])
    return {pieces, drawn, whole: parsed.value !== undefined && pieces.length === tiles.length}
  })
  return {
    atlas,
    stop: () => {
      stop()
      for (const giveUp of under.values()) giveUp.abort()
      under.clear() // nobody waits for what was given up
      miss(`${name} cells`, false)
    },
  }
}

async function fetchPiece(url: string, tile: Tile, signal: AbortSignal): Promise<Piece> {
  const answer = await fetch(url, {signal: patient(signal)})
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  return {tile, of: read(await answer.arrayBuffer())}
}

// standingFor returns the piece of a tile, or else what covers its ground: one of a lower zoom, or those of the next.
function standingFor(template: string, tile: Tile): {piece: Piece; within: Tile}[] {
  for (let {z, x, y} = tile; z >= Math.max(0, tile.z - 4); [z, x, y] = [z - 1, x >> 1, y >> 1]) {
    const piece = kept.get(urlOf(template, {z, x, y}))
    if (piece) return [{piece, within: tile}]
  }
  return [0, 1, 2, 3].flatMap(k => {
    const within = {z: tile.z + 1, x: 2 * tile.x + (k & 1), y: 2 * tile.y + (k >> 1)}
    const piece = kept.get(urlOf(template, within))
    return piece ? [{piece, within}] : []
  })
}

// cellAt returns the hexagon at a place.
export function cellAt({pieces}: Atlas, lon: number, lat: number): Cell | undefined {
  for (const piece of pieces) {
    const {tile: {z, x, y}, of} = piece
    const [u, v] = [2 ** z * eastward(lon) - x, 2 ** z * southward(lat) - y]
    if (u < 0 || u >= 1 || v < 0 || v >= 1) continue
    const i = holding(of, u * of.extent, v * of.extent)
    return i < 0 ? undefined : {piece, i}
  }
  return undefined
}

// cellsIn returns the hexagons that lie in a stretch of ground at least in part, each once.
export function cellsIn({pieces}: Atlas, [west, south, east, north]: Bounds): Cell[] {
  const had = new Set<number>()
  return pieces.flatMap(piece => {
    const {tile: {z, x, y}, of} = piece
    const unit = (f: number) => f * of.extent
    const box: Box = {
      left: unit(2 ** z * eastward(west) - x), right: unit(2 ** z * eastward(east) - x),
      top: unit(2 ** z * southward(north) - y), bottom: unit(2 ** z * southward(south) - y),
    }
    const some: Cell[] = []
    of.rows.forEach((row, i) => {
      if (had.has(row) || !touches(of, i, box)) return
      had.add(row)
      some.push({piece, i})
    })
    return some
  })
}

// cellsOf returns the hexagons of the pieces, each once; or those of one group, which share a figure.
export function cellsOf({pieces}: Atlas, group?: string): Cell[] {
  const had = new Set<number>()
  return pieces.flatMap(piece => {
    const some: Cell[] = []
    piece.of.rows.forEach((row, i) => {
      if (had.has(row) || (group !== undefined && piece.of.group(i) !== group)) return
      had.add(row)
      some.push({piece, i})
    })
    return some
  })
}

export const rowOf = ({piece, i}: Cell) => piece.of.rows[i]!
export const h3Of = ({piece, i}: Cell) => piece.of.h3(i)
export const groupOf = ({piece, i}: Cell) => piece.of.group(i)
export const groupedOf = ({piece, i}: Cell) => piece.of.grouped(i)

// ringOf returns the corners of a hexagon as longitude and latitude; the first is not said again.
export function ringOf({piece: {tile: {z, x, y}, of}, i}: Cell): [number, number][] {
  const n = 2 ** z
  return ring(of, i, (cx, cy) => [longitude((x + cx / of.extent) / n), latitude((y + cy / of.extent) / n)])
}

// shapes returns hexagons as polygons, to be outlined.
export const shapes = (cells: readonly Cell[]): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: cells.map(c => {
    const corners = ringOf(c)
    return {type: 'Feature', properties: {}, geometry: {type: 'Polygon', coordinates: [[...corners, corners[0]!]]}}
  }),
})
