import {cellToBoundary, gridDisk, latLngToCell} from 'h3-js'
import {expect, test} from 'vitest'
import {cellAt, cellsIn, cellsOf, cover, h3Of, ringOf, rowOf, type Atlas, type Piece} from '../src/map/atlas'
import {eastward, southward, fit, latitude, longitude, projection, type Padding} from '../src/map/camera'
import type {Bounds} from '../src/map/place'
import {recent} from '../src/map/recent'

// Hexagons of Kukar's size around a corner of four tiles, whole in each tile that they touch, as the server cuts them.
const [z, x, y] = [10, 842, 514]
const corner = {lon: longitude(x / 2 ** z), lat: latitude(y / 2 ** z)}
const cells = gridDisk(latLngToCell(corner.lat, corner.lon, 7), 6)
const extent = 4096
const pieces = [[-1, -1], [0, -1], [-1, 0], [0, 0]].map(([dx, dy]): Piece => {
  const tile = {z, x: x + dx!, y: y + dy!}
  const all = cells.map((h3, row) => ({h3, row, corners: cellToBoundary(h3).flatMap(([lat, lon]) => [Math.round((eastward(lon) * 2 ** z - tile.x) * extent), Math.round((southward(lat) * 2 ** z - tile.y) * extent)])}))
    .filter(({corners}) => [0, 1].every(axis => corners.some((c, i) => i % 2 === axis && c >= 0) && corners.some((c, i) => i % 2 === axis && c <= extent)))
  return {tile, of: {
    extent, rows: Uint32Array.from(all.map(c => c.row)), starts: Uint32Array.from([0, ...all.map(c => c.corners.length)].map((sum => (n: number) => sum += n)(0))),
    corners: Int32Array.from(all.flatMap(c => c.corners)), h3: i => all[i]!.h3, group: i => all[i]!.row < 3 ? cells[0]! : all[i]!.h3, grouped: i => all[i]!.row < 3,
  }}
})
const atlas: Atlas = {pieces, drawn: [], whole: true}

test('the hexagon at a place is that of H3', () => {
  let found = 0
  for (let dx = -0.1; dx <= 0.1; dx += 0.0171) for (let dy = -0.1; dy <= 0.1; dy += 0.0171) {
    const [lon, lat] = [corner.lon + dx, corner.lat + dy]
    const h3 = latLngToCell(lat, lon, 7)
    const cell = cellAt(atlas, lon, lat)
    expect(cell ? h3Of(cell) : undefined, `${lon} ${lat}`).toBe(cells.includes(h3) ? h3 : undefined)
    if (cell) found++
  }
  expect(found).toBeGreaterThan(50)
})

test('a hexagon that several tiles hold is there once, and those of one group are found', () => {
  const everywhere: Bounds = [corner.lon - 1, corner.lat - 1, corner.lon + 1, corner.lat + 1]
  expect(pieces.reduce((n, p) => n + p.of.rows.length, 0)).toBeGreaterThan(cells.length)
  expect(cellsIn(atlas, everywhere).map(rowOf).sort((a, b) => a - b)).toEqual(cells.map((_, row) => row))
  expect(cellsOf(atlas).length).toBe(cells.length)
  expect(cellsOf(atlas, cells[0]).map(rowOf).sort()).toEqual([0, 1, 2])
  const one = cellsIn(atlas, [corner.lon, corner.lat, corner.lon + 1e-9, corner.lat + 1e-9])
  expect(one.map(h3Of)).toEqual([latLngToCell(corner.lat, corner.lon, 7)])
  for (const [lon, lat] of ringOf(one[0]!)) expect(cellToBoundary(h3Of(one[0]!)).some(([a, b]) => Math.abs(a - lat) < 2e-4 && Math.abs(b - lon) < 2e-4)).toBe(true)
})

test('tiles cover what is in sight, to the edge of the world and no further', () => {
  expect(cover(0, [-180, -85, 180, 85])).toEqual([{z: 0, x: 0, y: 0}])
  expect(cover(10, [corner.lon + 1e-6, corner.lat - 0.01, corner.lon + 0.01, corner.lat - 1e-6])).toEqual([{z, x, y}])
  expect(cover(10, [corner.lon - 0.01, corner.lat - 0.01, corner.lon + 0.01, corner.lat + 0.01])).toHaveLength(4)
  for (const t of cover(2, [-179.9, -89, 179.9, 89])) expect(t.x >= 0 && t.x < 4 && t.y >= 0 && t.y < 4).toBe(true)
})

test('a camera that fits a stretch of ground leaves the padding on two sides, and more on no one alone', () => {
  for (const [width, height] of [[540, 890], [1200, 400], [300, 300]] as const) {
    const [bounds, padding]: [Bounds, Padding] = [[115.68, -1.52, 117.9, 1.3], {top: 30, right: 20, bottom: 25, left: 60}]
    const {project, bounds: seen} = projection(fit(bounds, {width, height}, padding), {width, height})
    const [a, b] = [project([bounds[0], bounds[3]]), project([bounds[2], bounds[1]])]
    const [left, top, right, bottom] = [a.x - padding.left, a.y - padding.top, width - b.x - padding.right, height - b.y - padding.bottom]
    expect(Math.min(left, top, right, bottom)).toBeCloseTo(0, 6)
    expect(left).toBeCloseTo(right, 6)
    expect(top).toBeCloseTo(bottom, 6)
    const [upper, lower] = [project([seen[0], seen[3]]), project([seen[2], seen[1]])]
    expect([upper.x, upper.y, lower.x, lower.y].map(v => Math.round(v * 1e6) / 1e6 + 0)).toEqual([0, 0, width, height])
  }
})

test('what is looked at again is kept, and the longest unseen goes', () => {
  const all = recent<number>(2)
  all.put('a', 1)
  all.put('b', 2)
  expect(all.get('a')).toBe(1)
  all.put('c', 3)
  expect([all.get('a'), all.get('b'), all.get('c')]).toEqual([1, undefined, 3])
})
