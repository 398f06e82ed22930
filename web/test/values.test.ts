import {createExpression} from '@maplibre/maplibre-gl-style-spec'
import {VectorTile} from '@mapbox/vector-tile'
import {PbfReader} from 'pbf'
import {expect, test} from 'vitest'
import GeoJSONVT from 'geojson-vt'
// @ts-expect-error it has no types
import vtpbf from 'vt-pbf'
import type {Area, Figure, Indicator} from '../src/api/client'
import {lookOf} from '../src/map/layer/cells'
import {figureLayers, type Drawing} from '../src/map/layer/figure'
import {layersOf, type PairDrawing} from '../src/map/layer/pair'
import {outlines, patterned} from '../src/map/patterned'
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
const plain = (look: {fill: string}) => look.fill.slice(0, 7)

test('a hexagon looks as a village of the same figure does', () => {
  const figures: Figure[] = [{state: 'no_data'}, {state: 'withheld'}, {state: 'zero', value: 0}, ...[0.01, 0.1, 0.0999, 0.25, 0.9].map((value): Figure => ({state: 'value', value}))]
  for (const emphasis of [undefined, 0, 1, 'withheld', 'zero'] as const) {
    const d: Drawing = {indicator: 'cov', unit: 'share', zero: 'none', emphasis, classes: classes([0.1, 0.25], 'poverty')}
    for (const f of figures) {
      const [drawn] = layerOf(figureLayers('villages', 'areas', 'areas', d), properties('cov', f))
      const look = lookOf(d, [f])
      const opacity = evaluate(drawn!.paint!['fill-opacity'], properties('cov', f))
      expect(look.pattern, JSON.stringify(f)).toBe(drawn!.paint!['fill-pattern'])
      if (!look.pattern) expect(plain(look)).toBe(evaluate(drawn!.paint!['fill-color'], properties('cov', f)))
      expect(look.fill.slice(7)).toBe(opacity === 1 ? '' : '1f')
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
      if (!look.pattern) expect(plain(look)).toBe(evaluate(drawn!.paint!['fill-color'], p))
      expect(look.fill.slice(7)).toBe({1: '', 0.7: 'b3', 0.12: '1f'}[evaluate(drawn!.paint!['fill-opacity'], p) as number])
    }
  }
})

test('what a pattern is laid over is cut out of a tile, outline by outline', () => {
  const square = (x: number) => [[[x, 0], [x + 1, 0], [x + 1, 1], [x, 1], [x, 0]]]
  const data = {type: 'FeatureCollection', features: [5, 70000, 9].map((row, i) => ({type: 'Feature', id: 2 ** 40 + i, geometry: {type: 'Polygon', coordinates: square(2 * i)}, properties: {h3: `h${row}`, row}}))}
  const tile = new GeoJSONVT(data as never, {extent: 4096, tolerance: 0}).getTile(0, 0, 0)
  const bytes = vtpbf.fromGeojsonVt({outlines: tile} as never, {version: 2}) as Uint8Array
  const cutOf = outlines(bytes.slice().buffer as ArrayBuffer)
  const whole = new VectorTile(new PbfReader(bytes)).layers.outlines!
  const cut = new VectorTile(new PbfReader(new Uint8Array(patterned(cutOf, row => row === 5 ? undefined : row === 9 ? 'zero' : 'withheld')))).layers
  expect(Object.keys(cut).sort()).toEqual(['withheld', 'zero'])
  expect([cut.withheld!.length, cut.withheld!.extent, cut.withheld!.version]).toEqual([1, 4096, 2])
  expect(cut.withheld!.feature(0).loadGeometry()).toEqual(whole.feature(1).loadGeometry())
  expect(cut.zero!.feature(0).loadGeometry()).toEqual(whole.feature(2).loadGeometry())
  expect([cut.zero!.feature(0).type, cut.zero!.feature(0).properties]).toEqual([3, {}])
  expect(patterned(cutOf, () => undefined).byteLength).toBe(0)
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
