import {createExpression} from '@maplibre/maplibre-gl-style-spec'
import {VectorTile} from '@mapbox/vector-tile'
import {PbfReader} from 'pbf'
import {expect, test} from 'vitest'
import GeoJSONVT from 'geojson-vt'
// @ts-expect-error it has no types
import vtpbf from 'vt-pbf'
import type {Area, Figure, Indicator} from '../src/api/client'
import {looksOf} from '../src/map/layer/cells'
import {figureLayers, type Drawing} from '../src/map/layer/figure'
import {layersOf, type PairDrawing} from '../src/map/layer/pair'
import {keys, line} from '../src/map/keys'
import {holding, read as readOutlines, ring, touches} from '../src/map/outlines'
import {blocks} from '../src/map/told'
import {pairUp} from '../src/pair'
import {classes} from '../src/scale'
import {read} from '../src/values'

test('a table says the figure of a row, with its state and its bound', () => {
  const t = read({release: 1, indicator: 'cov', unit: 'share', resolution: 9, rows: [7, 1, 40, 2], states: 'vzwn', numerators: [1, 0, 0, 0], denominators: [3, 9, 0, 0], bounds: '<===' })
  expect(t.rows).toEqual([7, 8, 48, 50])
  expect(t.at(7)).toEqual({state: 'value', value: 0.3333, numerator: 1, denominator: 3, bound: 'at_most'})
  expect(t.at(8)).toEqual({state: 'zero', value: 0, numerator: 0, denominator: 9})
  expect(t.at(48)).toEqual({state: 'withheld'})
  expect(t.at(50)).toEqual({state: 'no_data'})
  for (const row of [0, 9, 51]) expect(t.at(row)).toBeUndefined()
  const families = read({release: 1, indicator: 'f', unit: 'families', resolution: 9, rows: [0], states: 'v', numerators: [12]})
  expect(families.at(0)).toEqual({state: 'value', value: 12, numerator: 12})
})

// MapLibre's own expressions colour villages: hexagons have to agree with them.
const evaluate = (expression: unknown, properties: Record<string, unknown>) => {
  if (!Array.isArray(expression)) return expression
  const e = createExpression(expression as never, 'layers[0].paint.fill-color')
  if (e.result !== 'success') throw new Error(JSON.stringify(e.value))
  return e.value.evaluate({zoom: 9}, {type: 'Polygon', properties} as never)
}
const properties = (id: string, f: Figure) => f.value === undefined ? {[`${id}_state`]: f.state} : {[id]: f.value}
const layerOf = (all: ReturnType<typeof figureLayers>, p: Record<string, unknown>) => all.filter(l => evaluate(l.filter, p))
const lookOf = (d: Drawing | PairDrawing, figures: Figure[]) => {
  const {looks, of} = looksOf(d)
  return looks[of(figures)]!
}

test('a hexagon looks as a village of the same figure does', () => {
  const figures: Figure[] = [{state: 'no_data'}, {state: 'withheld'}, {state: 'zero', value: 0}, ...[0.01, 0.1, 0.0999, 0.25, 0.9].map((value): Figure => ({state: 'value', value}))]
  for (const emphasis of [undefined, 0, 1, 'withheld', 'zero'] as const) {
    const d: Drawing = {indicator: 'cov', unit: 'share', zero: 'none', emphasis, classes: classes([0.1, 0.25], 'poverty')}
    for (const f of figures) {
      const [drawn] = layerOf(figureLayers('villages', 'areas', 'areas', d), properties('cov', f))
      const look = lookOf(d, [f])
      const opacity = evaluate(drawn!.paint!['fill-opacity'], properties('cov', f))
      expect(look.pattern, JSON.stringify(f)).toBe(drawn!.paint!['fill-pattern'])
      if (!look.pattern) expect(look.fill).toBe(evaluate(drawn!.paint!['fill-color'], properties('cov', f)))
      expect(look.opacity).toBe(opacity)
    }
  }
})

test('of two measures a hexagon has the colour that a village has', () => {
  const all = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map(x => ({indicators: {poor: {state: 'value', value: x}, cov: {state: 'value', value: 1 - x}}}) as unknown as Area)
  const some: Figure[] = [{state: 'no_data'}, {state: 'withheld'}, {state: 'zero', value: 0}, ...[0.2, 0.3, 0.5, 0.6, 0.8, 0.95].map((value): Figure => ({state: 'value', value}))]
  for (const emphasis of [undefined, {poverty: 'high', coverage: 'low'}, 'withheld'] as const) {
    const d: PairDrawing = {...pairUp({id: 'cov'} as Indicator, {id: 'poor'} as Indicator, all), emphasis}
    for (const coverage of some) for (const poverty of some) {
      const p = {...properties('cov', coverage), ...properties('poor', poverty)}
      const [drawn] = layerOf(layersOf('villages', 'areas', 'areas', d), p)
      const look = lookOf(d, [coverage, poverty])
      expect(look.pattern).toBe(drawn!.paint!['fill-pattern'])
      if (!look.pattern) expect(look.fill).toBe(evaluate(drawn!.paint!['fill-color'], p))
      expect(look.opacity).toBe(evaluate(drawn!.paint!['fill-opacity'], p))
    }
  }
})

// Three squares of a tile; the first two share a figure.
function tileOf(): ArrayBuffer {
  const square = (x: number) => [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]
  const data = {type: 'FeatureCollection', features: [5, 70000, 9].map((row, i) => ({type: 'Feature', id: 2 ** 40 + i, geometry: {type: 'Polygon', coordinates: square(2 * i)}, properties: {h3: `h${row}`, ...(i < 2 && {group: 'h5'}), row}}))}
  const tile = new GeoJSONVT(data as never, {extent: 4096, tolerance: 0}).getTile(0, 0, 0)
  return (vtpbf.fromGeojsonVt({outlines: tile} as never, {version: 2}) as Uint8Array).slice().buffer as ArrayBuffer
}

test('hexagons are read from a tile as another decoder reads them', () => {
  const bytes = tileOf()
  const whole = new VectorTile(new PbfReader(bytes)).layers.outlines!
  const of = readOutlines(bytes)
  expect([of.extent, [...of.rows]]).toEqual([4096, [5, 70000, 9]])
  expect([0, 1, 2].map(i => [of.h3(i), of.group(i), of.grouped(i)])).toEqual([['h5', 'h5', true], ['h70000', 'h5', true], ['h9', 'h9', false]])
  for (let i = 0; i < 3; i++) {
    const corners = whole.feature(i).loadGeometry()[0]!.map(p => [p.x, p.y])
    const own = ring(of, i, (x, y) => [x, y])
    for (const c of corners) expect(own).toContainEqual(c)
  }
  expect([...readOutlines(new ArrayBuffer(0)).rows]).toEqual([])
})

test('a point lies in the hexagon that holds it, and what touches a box is found, no more', () => {
  const hexagon = (x: number, y: number, r: number) => [0, 60, 120, 180, 240, 300].flatMap(a => [Math.round(x + r * Math.cos(a * Math.PI / 180)), Math.round(y + r * Math.sin(a * Math.PI / 180))])
  const corners = Int32Array.from([...hexagon(100, 100, 50), ...hexagon(300, 100, 50)])
  const of = {extent: 4096, rows: Uint32Array.of(1, 2), starts: Uint32Array.of(0, 12, 24), corners, h3: String, group: String, grouped: () => false}
  expect([holding(of, 100, 100), holding(of, 140, 100), holding(of, 145, 140), holding(of, 300, 60), holding(of, 200, 100)]).toEqual([0, 0, -1, 1, -1])
  const box = (left: number, top: number, right: number, bottom: number) => [0, 1].filter(i => touches(of, i, {left, top, right, bottom}))
  expect(box(0, 0, 400, 400)).toEqual([0, 1])
  expect(box(95, 95, 96, 96)).toEqual([0]) // within
  expect(box(150, 0, 260, 400)).toEqual([0, 1]) // at a corner
  expect(box(151, 0, 249, 400)).toEqual([])
  expect(box(143, 135, 160, 160)).toEqual([]) // where only the box around it is
})

test('the look of a row is written where it is, and what it was told before is gone', () => {
  const all = keys()
  expect(all.take()).toBeUndefined()
  all.fill(visit => { visit(3, 0); visit(2 * line + 1, 4) }, true)
  expect([all.bytes[3], all.bytes[2 * line + 1], all.bytes[4]]).toEqual([1, 5, 0])
  expect(all.take()).toEqual({from: 0, before: 3})
  expect(all.take()).toBeUndefined()
  all.fill(visit => visit(2 * line + 2, 1), false)
  expect([all.bytes[3], all.bytes[2 * line + 1]]).toEqual([1, 5])
  all.take()
  all.fill(visit => visit(line, 1), true)
  expect([all.bytes[3], all.bytes[line], all.bytes[2 * line + 1], all.bytes[2 * line + 2]]).toEqual([0, 2, 0, 0])
  expect(all.take()).toEqual({from: 0, before: 3}) // what is gone is told as well
})

test('blocks hold all that is in sight', () => {
  const sight = [115.2, -1.3, 117.9, 0.8] as const
  for (const zoom of [3, 7, 9, 12]) {
    const all = blocks(zoom, [...sight])
    expect(Math.min(...all.map(b => b[0]))).toBeLessThanOrEqual(sight[0])
    expect(Math.min(...all.map(b => b[1]))).toBeLessThanOrEqual(sight[1])
    expect(Math.max(...all.map(b => b[2]))).toBeGreaterThanOrEqual(sight[2])
    expect(Math.max(...all.map(b => b[3]))).toBeGreaterThanOrEqual(sight[3])
  }
})
