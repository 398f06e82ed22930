// Cuts a vector tile of outlines by what is laid over them. Pure.

import {PbfReader, PbfWriter} from 'pbf'
import type {Pattern} from '../scale'

export type Patterns = (row: number) => Pattern | undefined

// Fields of a tile, its layers, features and values (Mapbox Vector Tile 2.1, section 4).
const field = {layers: 3, name: 1, features: 2, keys: 3, values: 4, extent: 5, version: 15, id: 1, tags: 2, type: 3, geometry: 4, uint: 5}

interface Feature {id: number; row: number; type: number; geometry: Uint8Array}

// patterned returns a tile with one layer a pattern, of the outlines that have it, without attributes.
export function patterned(tile: ArrayBuffer, of: Patterns): ArrayBuffer {
  const out = new PbfWriter()
  new PbfReader(new Uint8Array(tile)).readFields((tag, _, tile) => {
    if (tag !== field.layers) return
    const {features, extent} = outlines(tile.readBytes())
    const kinds = new Map<Pattern, Feature[]>()
    for (const f of features) {
      const kind = of(f.row)
      if (kind) kinds.set(kind, [...kinds.get(kind) ?? [], f])
    }
    for (const [kind, some] of kinds) out.writeMessage(field.layers, write, {kind, some, extent})
  }, undefined)
  return out.finish().slice().buffer as ArrayBuffer
}

function outlines(layer: Uint8Array): {features: Feature[]; extent: number} {
  const [raw, keys, values]: [Uint8Array[], string[], Uint8Array[]] = [[], [], []]
  let extent = 4096
  new PbfReader(layer).readFields((tag, _, l) => {
    if (tag === field.features) raw.push(l.readBytes())
    else if (tag === field.keys) keys.push(l.readString())
    else if (tag === field.values) values.push(l.readBytes())
    else if (tag === field.extent) extent = l.readVarint()
  }, undefined)
  const key = keys.indexOf('row')
  return {extent, features: raw.map(body => feature(body, key, values))}
}

function feature(body: Uint8Array, key: number, values: readonly Uint8Array[]): Feature {
  const f: Feature = {id: 0, row: -1, type: 3, geometry: new Uint8Array()}
  new PbfReader(body).readFields((tag, _, r) => {
    if (tag === field.id) f.id = r.readVarint()
    else if (tag === field.type) f.type = r.readVarint()
    else if (tag === field.geometry) f.geometry = r.readBytes()
    else if (tag === field.tags) {
      const tags = r.readPackedVarint()
      for (let i = 0; i < tags.length; i += 2) if (tags[i] === key) f.row = uint(values[tags[i + 1]!]!)
    }
  }, undefined)
  return f
}

function uint(value: Uint8Array): number {
  let n = -1
  new PbfReader(value).readFields((tag, _, v) => { if (tag === field.uint) n = v.readVarint() }, undefined)
  return n
}

function write({kind, some, extent}: {kind: Pattern; some: Feature[]; extent: number}, w: PbfWriter) {
  w.writeStringField(field.name, kind)
  for (const f of some) w.writeMessage(field.features, (f: Feature, w: PbfWriter) => {
    w.writeVarintField(field.id, f.id)
    w.writeVarintField(field.type, f.type)
    w.writeBytesField(field.geometry, f.geometry)
  }, f)
  w.writeVarintField(field.extent, extent)
  w.writeVarintField(field.version, 2)
}
