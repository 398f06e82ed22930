import {expect, test} from 'vitest'
import type {Density} from '../src/api/client'
import {least, peak, placed, points, reach, weight} from '../src/density'

const at = (...all: [lon: number, lat: number, families: number, km2?: number][]) =>
  ({points: all.map(([lon, lat]) => [lon, lat]), families: all.map(a => a[2]), areas: all.map(a => a[3] ?? 5)})

test('a figure is spread as far as its hexagons reach, and never less than least', () => {
  expect([reach(0.1), reach(Math.PI * least ** 2)]).toEqual([least, 2 * least])
})

// The integral of a bell over the plane is its height times reach² times a constant.
test('each family weighs alike, however wide the bell', () => {
  for (const km2 of [0.1, 36, 253]) expect(weight(8, km2) * reach(km2) ** 2).toBeCloseTo(8 * least ** 2)
})

test('points far apart do not add up, points at one place do', () => {
  expect(peak(at([117, 0, 10], [118, 0, 10]))).toBeCloseTo(10)
  expect(peak(at([117, 0, 10], [117, 0, 10]))).toBeCloseTo(20)
  expect(peak(at([117, 0, 10], [117 + least / 2 / 111.32, 0, 10]))).toBeCloseTo(10 + 10 * Math.exp(-4.5 / 4))
})

test('one town in fifty does not make the rest pale', () => {
  const all = Array.from({length: 60}, (_, i): [number, number, number] => [110 + i, 0, 5])
  expect(peak(at(...all, [100, 0, 900]))).toBeCloseTo(5)
})

test('nothing is as dense as nothing', () => expect(peak(at())).toBe(0))

test('where coverage is looked at, the families missed are placed', () => {
  const [coverage, gap, poor] = [{id: 'coverage_pkh', programme: 'pkh'}, {id: 'gap_pkh', programme: 'pkh'}, {id: 'desil_1'}] as never[]
  const r = {indicators: [coverage, gap, poor]} as never
  expect([placed(r, coverage!), placed(r, gap!), placed(r, poor!)]).toEqual([gap, gap, poor])
  expect(placed({indicators: [coverage]} as never, coverage!)).toBe(undefined)
})

test('a withheld figure is no point', () => {
  const d: Density = {release: 1, indicator: 'gap_pkh', ...at([117, 0, 3]), total: 3, withheld: 4, no_data: 0, zero: 0} as Density
  expect(points(d).features.map(f => f.geometry.coordinates)).toEqual([[117, 0]])
})
