import {crc32} from 'node:zlib'
import {expect, test} from 'vitest'
import {breadth, outline, span} from '../src/map/ground'
import {place} from '../src/map/style'
import {ink, paper} from '../src/scale'
import {trace, traceable, wrap, type Layer, type Seen} from '../src/map/trace'
import {withDensity} from '../src/panel/png'

const square = (x: number, y: number): GeoJSON.Polygon => ({type: 'Polygon', coordinates: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]})
const layers: Layer[] = [
  {id: 'villages-withheld', type: 'fill', paint: {'fill-pattern': 'withheld'}}, {id: 'villages-value', type: 'fill', paint: {'fill-outline-color': '#fff'}},
  place, {id: 'border', type: 'line'}, {id: 'touch', type: 'fill'}, {id: 'name', type: 'symbol'},
]
const seen = (id: string, geometry: GeoJSON.Geometry, properties: Record<string, unknown>, paint = {}, layout = {}): Seen =>
  ({layer: {id, type: '', paint, layout}, source: 's', geometry, properties})
const project = ([x, y]: GeoJSON.Position) => ({x: 10 * x!, y: 100 - 10 * y!})

test('each colour of a layer is one path, hexagons stand where they have their place, and what is invisible not at all', () => {
  const {parts, ground} = trace(layers, [
    seen('villages-value', square(0, 0), {}, {'fill-color': 'red', 'fill-opacity': 1}),
    seen('villages-value', square(2, 0), {}, {'fill-color': 'red', 'fill-opacity': 1}), seen('villages-value', square(4, 0), {}, {'fill-color': 'blue', 'fill-opacity': 0.12}),
    seen('villages-withheld', square(6, 0), {}, {}), seen('touch', square(0, 0), {}, {'fill-opacity': 0}),
    seen('border', {type: 'LineString', coordinates: [[0, 0], [1, 1]]}, {}, {'line-color': 'black', 'line-width': 2, 'line-opacity': 0.5}),
    seen('name', {type: 'Point', coordinates: [1, 1]}, {name: 'X'}, {'text-color': 'black'}, {'text-field': 'TEPIAN DORIM', 'text-size': 10, 'text-max-width': 7}),
  ], project, 100, 100, [{look: {fill: 'grey', opacity: 0.5}, rings: [[[0, 0], [1, 0], [1, 1]], [[2, 0], [3, 0], [3, 1]]]}, {look: {fill: 'grey', pattern: 'zero', opacity: 1}, rings: [[[4, 0], [5, 0], [5, 1]]]}])
  expect(ground).toBe(paper.outside)
  expect(parts).toEqual([
    {d: 'M60 100L70 100L70 90L60 90L60 100Z', pattern: 'withheld', opacity: 1, outline: undefined},
    {d: 'M0 100L10 100L10 90L0 90L0 100ZM20 100L30 100L30 90L20 90L20 100Z', fill: 'red', opacity: 1, outline: '#fff'},
    {d: 'M40 100L50 100L50 90L40 90L40 100Z', fill: 'blue', opacity: 0.12, outline: '#fff'},
    {d: 'M0 100L10 100L10 90ZM20 100L30 100L30 90Z', fill: 'grey', opacity: 0.5, outline: ink.seam},
    {d: 'M40 100L50 100L50 90Z', pattern: 'zero', opacity: 1, outline: ink.seam},
    {d: 'M0 100L10 90', stroke: 'black', width: 2, opacity: 0.5},
    expect.objectContaining({lines: ['TEPIAN', 'DORIM'], x: 10, y: 90, size: 10, fill: 'black'}),
  ])
})

test('what was cut to a tile has no border along the cut', () => {
  // Tile 1/1/0 is the north-east quarter; the area reaches into it from the west, beyond its edge at 0°.
  const cut: GeoJSON.Polygon = {type: 'Polygon', coordinates: [[[-1, 10], [20, 10], [20, 20], [-1, 20], [-1, 10]]]}
  const border = {...seen('border', cut, {}, {'line-color': 'black'}), tile: {z: 1, x: 1, y: 0}}
  const {parts} = trace(layers, [border], ([x, y]) => ({x: x!, y: -y!}), 100, 100)
  expect(parts).toEqual([expect.objectContaining({d: 'M-1 -10L20 -10L20 -20L-1 -20'})])
})

test('a layer that is neither lines nor letters is left to a picture', () => {
  expect(traceable(layers)).toBe(true)
  expect(traceable([...layers, {id: 'heat', type: 'heatmap'}])).toBe(false)
})

test('names break between words only', () => {
  expect(wrap('Muara Muntai', 20)).toEqual(['Muara Muntai'])
  expect(wrap('Muara Muntai', 4)).toEqual(['Muara', 'Muntai'])
  expect(wrap('', 4)).toEqual([''])
})

test('the outline of areas fits its box, and a stretch of the Earth is named', () => {
  expect(outline([{geometry: square(0, 0)}, {geometry: square(1, 0)}], [0, 0, 2, 1], 100)).toEqual({d: 'M0 50L50 50L50 0L0 0L0 50ZM50 50L100 50L100 0L50 0L50 50Z', height: 50, unit: 50})
  expect(span([115.68, -1.52, 117.9, 1.3], 'id')).toBe('115,7°–117,9° BT, 1,5° LS – 1,3° LU')
  expect(breadth([0, -0.5, 1, 0.5])).toBeCloseTo(111_319.5, 0)
})

test('a picture says how many pixels it has to the inch', async () => {
  const png = Buffer.concat([Buffer.alloc(33, 1), Buffer.from('rest')])
  const dense = Buffer.from(await (await withDensity(new Blob([png]), 300)).arrayBuffer())
  expect(dense.length).toBe(png.length + 21)
  expect(dense.subarray(37, 41).toString()).toBe('pHYs')
  expect(dense.readUInt32BE(41)).toBe(11811)
  expect(dense.readUInt32BE(50)).toBe(crc32(dense.subarray(37, 50)))
})
