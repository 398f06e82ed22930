import {validateStyleMin} from '@maplibre/maplibre-gl-style-spec'
import {cellToChildren, getHexagonAreaAvg, getResolution, UNITS} from 'h3-js'
import {expect, test} from 'vitest'
import {resolution, size} from '../src/map/hexagon'
import {across, bar, distance} from '../src/map/ground'
import {hatch, rings} from '../src/map/pattern'
import {bounds, nameOf, shift} from '../src/map/place'
import {looksOf} from '../src/map/layer/cells'
import type {Drawing} from '../src/map/layer/figure'
import {build, place, type Config} from '../src/map/style'
import {pairUp} from '../src/pair'
import {classes, pairColours, palettes, paper, radius, shades, sizes} from '../src/scale'
import type {Area, Indicator, Shape} from '../src/api/client'

const empty: GeoJSON.FeatureCollection = {type: 'FeatureCollection', features: []}
const config = (change: Partial<Config> = {}): Config => ({
  drawn: 'cells',
  drawing: {indicator: 'gap_pkh', unit: 'families', zero: 'zero', classes: classes([5, 10], 'gap')},
  areas: {tiles: ['http://x/{z}/{x}/{y}'], minzoom: 0, maxzoom: 14, bounds: [1, 2, 3, 4]},
  names: {type: 'FeatureCollection', features: []}, marks: {}, ...change,
})

// paired is poverty beside coverage, in villages of every kind.
const paired = () => pairUp({id: 'cov'} as Indicator, {id: 'poor'} as Indicator,
  [0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map(x => ({indicators: {poor: {state: 'value', value: x}, cov: {state: 'value', value: 1 - x}}}) as unknown as Area))

test('every style keeps to the specification: the map does not check it', () => {
  const cells = {picked: empty, pointed: empty}
  const basemap = {url: 'http://x/basemap.pmtiles', kind: 'vector' as const, layers: ['water', 'transportation', 'place'], minzoom: 0, maxzoom: 14, bounds: [1, 2, 3, 4], attribution: ''}
  for (const c of [
    config(), config({drawn: 'villages'}), config({marks: {cells, within: '64.02.06', area: '64.02.06.2001', pointedArea: '64.02.06.2002'}}), config({basemap}),
    config({drawn: 'heat', dense: {data: empty, peak: 3} as never}), config({symbols: {points: empty, largest: 9, most: 20} as never, drawing: {...config().drawing, circles: true} as never}),
    config({drawn: 'villages', drawing: {...paired(), emphasis: {poverty: 'high', coverage: 'low'}}}),
    config({drawn: 'villages', drawing: {changes: [], classes: []}}),
  ]) expect(validateStyleMin(build(c)).map(e => e.message)).toEqual([])
})

test('the style draws hexagons, or villages in their place', () => {
  const ids = (c: Config) => build(c).layers.map(l => l.id)
  expect(ids(config())).not.toContain('villages-value') // hexagons are no layer of a style
  expect(ids(config({drawn: 'villages'}))).toContain('villages-value')
  expect(ids(config({drawn: 'villages'})).filter(id => id.includes('cell'))).toEqual([])
  const marks = {cells: {picked: empty, pointed: empty}}
  expect(ids(config({marks})).filter(id => id.includes('cell'))).toHaveLength(4)
  expect(new Set(ids(config())).size).toBe(ids(config()).length)
  expect(build(config())).toEqual(build(config()))
})

test('the basemap of the operator lies beneath the figures, in the layers that it has', () => {
  const basemap = {url: 'http://x/basemap.pmtiles', kind: 'vector' as const, layers: ['water', 'transportation', 'place', 'buildings'], minzoom: 0, maxzoom: 14, bounds: [1, 2, 3, 4], attribution: ''}
  const ids = build(config({basemap})).layers.map(l => l.id)
  expect(ids.filter(id => id.startsWith('basemap'))).toEqual(['basemap-water', 'basemap-transportation', 'basemap-place'])
  expect(ids.indexOf('basemap-transportation')).toBeLessThan(ids.indexOf(place.id))
  expect(ids.indexOf('basemap-place')).toBeLessThan(ids.indexOf('name-village'))
  expect(build(config({basemap: {...basemap, kind: 'raster', layers: []}})).layers.map(l => l.id)).toContain('basemap')
  expect(build(config()).sources).not.toHaveProperty('basemap')
})

test('classes become steps; one class is one colour', () => {
  const colour = (c: Config) => (build(c).layers.find(l => l.id === 'villages-value')!.paint as Record<string, unknown>)['fill-color']
  const [a, b, d] = shades(palettes.gap, 3)
  expect(colour(config({drawn: 'villages'}))).toEqual(['step', ['get', 'gap_pkh'], a, 5, b, 10, d])
  expect(colour(config({drawn: 'villages', drawing: {indicator: 'gap_pkh', unit: 'families', zero: 'zero', classes: classes([], 'gap')}}))).toBe(shades(palettes.gap, 1)[0])
})

test('counts are circles, drawn over the places and under the borders, their area as their value', () => {
  const drawing = {...config().drawing as Drawing, circles: true}
  const symbols = {points: {type: 'FeatureCollection' as const, features: []}, largest: 400, most: 20}
  const style = build(config({drawing, symbols}))
  const at = (id: string) => style.layers.findIndex(l => l.id === id)
  expect(at('symbols')).toBeGreaterThan(at(place.id))
  expect(at('symbols')).toBeLessThan(at('border-village'))
  const looks = looksOf(drawing)
  expect(looks.looks[looks.of([{state: 'value', value: 7, numerator: 7, denominator: 7}])]!.fill).toBe(paper.counted)
  expect((style.layers[at('symbols')]!.paint as Record<string, unknown>)['circle-radius']).toEqual(['*', 20, ['sqrt', ['/', ['get', 'value'], 400]]])
  expect(radius(400, 400, 20)).toBe(20)
  for (const v of [1, 9, 77, 300]) expect(radius(v, 400, 20) ** 2 / radius(400, 400, 20) ** 2).toBeCloseTo(v / 400, 12)
  expect(build(config({drawing})).sources).not.toHaveProperty('symbols')
})

test('the circles of a legend are round numbers, none larger than the largest', () => {
  expect(sizes(0)).toEqual([])
  expect(sizes(1)).toEqual([1])
  expect(sizes(66)).toEqual([50, 10, 2])
  for (let n = 1; n < 5000; n += 7) expect(Math.max(...sizes(n))).toBeLessThanOrEqual(n)
})

test('two measures make nine colours, and one class stands out', () => {
  const style = build(config({drawn: 'villages', drawing: {...paired(), emphasis: {poverty: 'high', coverage: 'low'}}}))
  const paint = style.layers.find(l => l.id === 'villages-value')!.paint as Record<string, unknown[]>
  expect(paint['fill-color']!.slice(0, 4)).toEqual(['match', ['+', ['*', 3, ['step', ['get', 'poor'], 0, 0.3, 1, 0.5, 2]], ['step', ['get', 'cov'], 0, 0.6, 1, 0.8, 2]], 0, pairColours.low.low])
  expect(paint['fill-opacity']!.filter(x => x === 1)).toHaveLength(2) // the number of a class, and the one opacity
  expect(style.layers.map(l => l.id)).toEqual(expect.arrayContaining(['villages-withheld', 'villages-no_data']))
})

test('resolution and size agree with H3', () => {
  const root = '85283473fffffff'
  for (const r of [5, 6, 7, 8, 9]) {
    const [cell] = r === 5 ? [root] : cellToChildren(root, r)
    expect(resolution(cell!)).toBe(getResolution(cell!))
    const km2 = getHexagonAreaAvg(r, UNITS.km2)
    const [, number, unit] = /^([\d.,]+) (km²|ha)$/.exec(size(r, 'en'))!
    expect(Number(number!.replace(',', '')) / (unit === 'ha' ? 100 : 1) / km2).toBeCloseTo(1, 1)
  }
})

test('a name stands inside the largest part of an area', () => {
  const square = (x: number, y: number, side: number) => [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]
  const shape = {
    type: 'Feature', properties: {code: 'a', name: 'A', parent: ''},
    geometry: {type: 'MultiPolygon', coordinates: [square(116, 0, 0.1), square(117, -1, 0.5)]},
  } as Shape
  expect(bounds(shape)).toEqual([116, -1, 117.5, 0.1])
  const [lon, lat] = nameOf(shape, 'village').geometry.coordinates
  expect(lon).toBeCloseTo(117.25, 1)
  expect(lat).toBeCloseTo(-0.75, 1)
})

test('a place moves into sight by the shortest way', () => {
  expect(shift(10, 20, 5, 50)).toBe(0)
  expect(shift(40, 60, 5, 50)).toBe(-10)
  expect(shift(-3, 20, 5, 50)).toBe(8)
  expect(shift(0, 100, 5, 50)).toBe(0)
  expect(shift(30, 100, 5, 50)).toBe(-25)
  expect(shift(-80, 20, 5, 50)).toBe(30)
})

test('the scale of a map is true to 1 %, at every zoom and latitude of Indonesia', () => {
  const rad = (degrees: number) => degrees * Math.PI / 180
  for (const lat of [-11, -6.2, -0.35, 0, 5.9]) {
    for (const zoom of [3, 7.25, 9.5, 15]) {
      // The same way by the haversine, over the degrees that the pixels are.
      const degrees = 600 * 360 / (512 * 2 ** zoom)
      const steps = Math.max(1, Math.ceil(degrees))
      const step = 2 * 6371008.8 * Math.asin(Math.cos(rad(lat)) * Math.sin(rad(degrees / steps) / 2))
      expect(across({lat, zoom}, 600) / (step * steps)).toBeCloseTo(1, 2)
    }
  }
})

test('a scale bar has a length that reads well, and takes no more than its part', () => {
  for (const metres of [130, 999, 1000, 4321, 36_000, 178_000, 900_000]) {
    const b = bar(metres)
    expect(String(b.metres)).toMatch(/^[1235]0*$/)
    expect(b.share).toBeLessThanOrEqual(0.28)
    expect(b.share).toBeGreaterThan(0.13)
    expect(b.share * metres).toBeCloseTo(b.metres, 6)
  }
  expect([distance(500, 'id'), distance(30_000, 'id')]).toEqual(['500 m', '30 km'])
})

test('patterns continue over their edges', () => {
  for (const {width, height, data} of [hatch(), rings('zero'), rings('none')]) {
    expect(data.length).toBe(width * height * 4)
    const at = (x: number, y: number) => data[4 * (y * width + x)]!
    expect(new Set(data).size).toBeGreaterThan(4)
    // Along the stripe that leaves at the right, one row up, it comes in again at the left.
    if (width === height) for (let y = 1; y < height; y++) expect(Math.abs(at(width - 1, y - 1) - at(0, (y - 2 + height) % height))).toBeLessThan(90)
  }
})
