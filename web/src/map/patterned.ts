// Cuts a vector tile of outlines by what is laid over them. Pure.

import {PbfReader, PbfWriter} from 'pbf'
import type {Pattern} from '../scale'

export type Patterns = (row: number) => Pattern | undefined

// Fields of a tile, its layers, features and values (Mapbox Vector Tile 2.1, section 4).
const field = {layers: 3, name: 1, features: 2, keys: 3, values: 4, extent: 5, version: 15, tags: 2, type: 3, geometry: 4, uint: 5}
const polygon = 3

// Outlines are a tile's, with the row of each.
export interface Outlines {extent: number; rows: number[]; shapes: Uint8Array[]}

// patterned returns a tile with one layer a pattern, of the outlines that have it, without attributes.
export function patterned({extent, rows, shapes}: Outlines, of: Patterns): ArrayBuffer {
  const kinds = new Map<Pattern, Uint8Array[]>()
  rows.forEach((row, i) => {
    const kind = of(row)
    if (kind) kinds.set(kind, kinds.get(kind) ?? []).get(kind)!.push(shapes[i]!)
  })
  const out = new PbfWriter()
  for (const [kind, some] of kinds) out.writeMessage(field.layers, write, {kind, some, extent})
  return out.finish().slice().buffer as ArrayBuffer
}

// outlines reads a tile that has them; nothing of an empty one.
export function outlines(tile: ArrayBuffer): Outlines {
  const read: Outlines = {extent: 4096, rows: [], shapes: []}
  new PbfReader(new Uint8Array(tile)).readFields((tag, _, t) => { if (tag === field.layers) layer(t.readBytes(), read) }, undefined)
  return read
}

function layer(body: Uint8Array, into: Outlines) {
  const [features, keys, values]: [Uint8Array[], string[], Uint8Array[]] = [[], [], []]
  new PbfReader(body).readFields((tag, _, l) => {
    if (tag === field.features) features.push(l.readBytes())
    else if (tag === field.keys) keys.push(l.readString())
    else if (tag === field.values) values.push(l.readBytes())
    else if (tag === field.extent) into.extent = l.readVarint()
  }, undefined)
  const key = keys.indexOf('row')
  for (const f of features) feature(f, key, values, into)
}

function feature(body: Uint8Array, key: number, values: readonly Uint8Array[], into: Outlines) {
  new PbfReader(body).readFields((tag, _, r) => {
    if (tag === field.geometry) into.shapes.push(r.readBytes())
    else if (tag === field.tags) {
      const tags = r.readPackedVarint()
      for (let i = 0; i < tags.length; i += 2) if (tags[i] === key) into.rows.push(uint(values[tags[i + 1]!]!))
    }
  }, undefined)
}

function uint(value: Uint8Array): number {
  let n = -1
  new PbfReader(value).readFields((tag, _, v) => { if (tag === field.uint) n = v.readVarint() }, undefined)
  return n
}

function write({kind, some, extent}: {kind: Pattern; some: Uint8Array[]; extent: number}, w: PbfWriter) {
  w.writeStringField(field.name, kind)
  for (const shape of some) w.writeMessage(field.features, (shape: Uint8Array, w: PbfWriter) => {
    w.writeVarintField(field.type, polygon)
    w.writeBytesField(field.geometry, shape)
  }, shape)
  w.writeVarintField(field.extent, extent)
  w.writeVarintField(field.version, 2)
}
