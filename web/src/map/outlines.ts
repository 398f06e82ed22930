// Reads a vector tile of hexagons into columns, and says which of them lie where. Pure.

import {PbfReader} from 'pbf'

// Fields of a tile, its layers, features and values (Mapbox Vector Tile 2.1, section 4).
const field = {layers: 3, features: 2, keys: 3, values: 4, extent: 5, tags: 2, geometry: 4, string: 1, uint: 5}
const command = {move: 1, line: 2}

// Outlines are convex. One that comes in several parts stands in several places, with the same row.
export interface Outlines {
  extent: number
  rows: Uint32Array // of the tables that have the figures
  starts: Uint32Array // the place in corners where each begins, and where the last ends
  corners: Int32Array // x and y in turn, in units of the tile
  h3: (i: number) => string
  group: (i: number) => string // of those that share a figure
  grouped: (i: number) => boolean // whether there are others that share it
}

// read returns the hexagons of a tile; none of an empty one.
export function read(tile: ArrayBuffer): Outlines {
  const found: Found = {extent: 4096, rows: [], starts: [0], corners: [], h3: [], group: [], strings: []}
  new PbfReader(new Uint8Array(tile)).readFields((tag, f, t) => { if (tag === field.layers) layer(t.readBytes(), f) }, found)
  const texts: string[] = []
  const text = (i: number) => texts[i] ??= found.strings[i] ? letters.decode(found.strings[i]) : ''
  return {
    extent: found.extent, rows: Uint32Array.from(found.rows), starts: Uint32Array.from(found.starts), corners: Int32Array.from(found.corners),
    h3: i => text(found.h3[i]!),
    group: i => text(found.group[i]!) || text(found.h3[i]!),
    grouped: i => found.group[i]! >= 0,
  }
}

const letters = new TextDecoder()

// What is found has its names as places in strings, which are read when somebody asks.
interface Found {extent: number; rows: number[]; starts: number[]; corners: number[]; h3: number[]; group: number[]; strings: (Uint8Array | undefined)[]}

function layer(body: Uint8Array, into: Found) {
  const [features, keys, numbers]: [Uint8Array[], string[], number[]] = [[], [], []]
  const before = into.strings.length
  new PbfReader(body).readFields((tag, _, l) => {
    if (tag === field.features) features.push(l.readBytes())
    else if (tag === field.keys) keys.push(l.readString())
    else if (tag === field.values) value(l.readBytes(), into.strings, numbers)
    else if (tag === field.extent) into.extent = l.readVarint()
  }, undefined)
  const [h3, group, row] = ['h3', 'group', 'row'].map(k => keys.indexOf(k))
  for (const f of features) {
    const has = {h3: -1, group: -1, row: -1}
    let shape: Uint8Array | undefined
    new PbfReader(f).readFields((tag, _, r) => {
      if (tag === field.geometry) shape = r.readBytes()
      if (tag !== field.tags) return
      const end = r.readVarint() + r.pos
      while (r.pos < end) {
        const [key, at] = [r.readVarint(), r.readVarint()]
        if (key === h3) has.h3 = before + at
        else if (key === group) has.group = before + at
        else if (key === row) has.row = numbers[at]!
      }
    }, undefined)
    if (!shape || has.row < 0) continue
    for (let n = rings(shape, into); n > 0; n--) {
      into.rows.push(has.row)
      into.h3.push(has.h3)
      into.group.push(has.group)
    }
  }
}

function value(body: Uint8Array, strings: (Uint8Array | undefined)[], numbers: number[]) {
  let [text, n]: [Uint8Array | undefined, number] = [undefined, -1]
  new PbfReader(body).readFields((tag, _, v) => {
    if (tag === field.string) text = v.readBytes()
    else if (tag === field.uint) n = v.readVarint()
  }, undefined)
  strings.push(text)
  numbers.push(n)
}

// rings appends the corners of a polygon and returns how many rings it has.
function rings(shape: Uint8Array, into: Found): number {
  const r = new PbfReader(shape)
  let [x, y, n] = [0, 0, 0]
  const end = () => { if (into.corners.length > into.starts.at(-1)!) into.starts.push(into.corners.length) }
  while (r.pos < r.length) {
    const word = r.readVarint()
    const what = word & 7
    if (what !== command.move && what !== command.line) continue // closed by itself
    if (what === command.move) {
      end()
      n++
    }
    for (let i = word >> 3; i > 0; i--) into.corners.push(x += r.readSVarint(), y += r.readSVarint())
  }
  end()
  return n
}

// holding returns the place of the hexagon that a point of the tile lies in; -1 where there is none.
export function holding({starts, corners, rows}: Outlines, x: number, y: number): number {
  for (let i = 0; i < rows.length; i++) if (inside(corners, starts[i]!, starts[i + 1]!, x, y)) return i
  return -1
}

// inside says whether all corners lie on one side, seen from the point.
function inside(corners: Int32Array, start: number, end: number, x: number, y: number): boolean {
  let side = 0
  for (let i = start, last = end - 2; i < end; last = i, i += 2) {
    const [ax, ay] = [corners[last]!, corners[last + 1]!]
    const turn = (corners[i]! - ax) * (y - ay) - (corners[i + 1]! - ay) * (x - ax)
    if (turn * side < 0) return false
    side ||= turn
  }
  return true
}

// A Box is a stretch of a tile, in its units.
export interface Box {left: number; top: number; right: number; bottom: number}

// touches says whether hexagon i has something in common with a box: two convex shapes have,
// unless a side of one of them keeps them apart.
export function touches({starts, corners}: Outlines, i: number, {left, top, right, bottom}: Box): boolean {
  const [start, end] = [starts[i]!, starts[i + 1]!]
  const beyond = (axis: 0 | 1, past: (c: number) => boolean) => {
    for (let k = start + axis; k < end; k += 2) if (!past(corners[k]!)) return false
    return true
  }
  if (beyond(0, x => x < left) || beyond(0, x => x > right) || beyond(1, y => y < top) || beyond(1, y => y > bottom)) return false
  const box = [[left, top], [right, top], [right, bottom], [left, bottom]] as const
  for (let k = start, last = end - 2; k < end; last = k, k += 2) {
    const [ax, ay, bx, by] = [corners[last]!, corners[last + 1]!, corners[k]!, corners[k + 1]!]
    const [cx, cy] = opposite(corners, start, end, last, k)
    const side = (x: number, y: number) => (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    const own = Math.sign(side(cx, cy))
    if (box.every(([x, y]) => side(x, y) * own < 0)) return false
  }
  return true
}

// opposite is a corner that lies on neither end of a side.
function opposite(corners: Int32Array, start: number, end: number, a: number, b: number): [number, number] {
  for (let k = start; k < end; k += 2) if (k !== a && k !== b) return [corners[k]!, corners[k + 1]!]
  return [corners[a]!, corners[a + 1]!]
}

// ring returns the corners of hexagon i, each as what the function makes of it.
export function ring<T>({starts, corners}: Outlines, i: number, of: (x: number, y: number) => T): T[] {
  const all: T[] = []
  for (let k = starts[i]!; k < starts[i + 1]!; k += 2) all.push(of(corners[k]!, corners[k + 1]!))
  return all
}
