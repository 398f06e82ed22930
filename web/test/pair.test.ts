import {describe, expect, test} from 'vitest'
import type {Area, Figure, Indicator} from '../src/api/client'
import {grades, isClass, pairCensus, paired, pairedArea, pairUp, thirds} from '../src/pair'
import {beside, poorest} from '../src/question'
import {third} from '../src/format'
import type {Release} from '../src/api/client'
import {release} from './mock/region.mjs'

describe('thirds', () => {
  for (const {name, shares, want} of [
    {name: 'of even shares', shares: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], want: [['low', undefined, 0.3], ['mid', 0.3, 0.5], ['high', 0.5, undefined]]},
    {name: 'close to each other: finer bounds', shares: [0.9, 0.91, 0.92, 0.93, 0.94, 0.95], want: [['low', undefined, 0.92], ['mid', 0.92, 0.94], ['high', 0.94, undefined]]},
    {name: 'mostly alike: two classes', shares: [0, 0, 0, 0, 0.5], want: [['low', undefined, 0.5], ['high', 0.5, undefined]]},
    {name: 'all alike: one class', shares: [0.4, 0.4, 0.4], want: [['mid', undefined, undefined]]},
    {name: 'all zero', shares: [0, 0], want: [['mid', undefined, undefined]]},
    {name: 'of one place', shares: [0.7], want: [['mid', undefined, undefined]]},
    {name: 'of none', shares: [], want: [['mid', undefined, undefined]]},
  ] as const) test(name, () => expect(thirds(shares).map(t => [t.grade, t.from, t.below])).toEqual(want))

  test('every share is in one of them', () => {
    let seed = 3
    const next = () => (seed = seed * 48271 % 2147483647) / 2147483647
    for (let n = 1; n < 60; n++) {
      const shares = Array.from({length: n}, () => Math.round(next() ** 3 * 1000) / 1000)
      const all = thirds(shares)
      for (const x of shares) expect(all.filter(t => x >= (t.from ?? -1) && x < (t.below ?? 2))).toHaveLength(1)
      for (const t of all) expect(shares.some(x => x >= (t.from ?? -1) && x < (t.below ?? 2))).toBe(true)
    }
  })

  test('are named by their bounds', () => {
    expect(thirds([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).map(t => third(t, 'id'))).toEqual(['< 30%', '30 – <50%', '≥ 50%'])
    expect(third(thirds([0.4])[0]!, 'id')).toBe('')
  })
})

const share = (numerator: number, denominator = 10): Figure => ({state: numerator ? 'value' : 'zero', value: numerator / denominator, numerator, denominator})
const withheld: Figure = {state: 'withheld'}
const none: Figure = {state: 'no_data'}
const area = (code: string, poor: Figure, cov: Figure) => ({code, name: code, level: 'village', parent: 'p', parent_name: 'P', indicators: {poor, cov}}) as Area
const [poor, cov] = [{id: 'poor'} as Indicator, {id: 'cov'} as Indicator]
const all = [
  area('a', share(9), share(0)), area('b', share(8), share(2)), area('c', share(5), share(5)),
  area('d', share(4), share(6)), area('e', share(2), share(9)), area('f', share(1), share(8)),
  area('g', withheld, share(5)), area('h', none, withheld), area('i', none, share(5)),
]
const p = pairUp(cov, poor, all)

test('a figure that is not shown keeps a place out of the classes; a true zero does not', () => {
  expect(all.map(a => pairedArea(a, p)).slice(6)).toEqual(['withheld', 'withheld', 'no_data'])
  expect(pairedArea(all[0]!, p)).toEqual({poverty: 'high', coverage: 'low'})
  expect(paired(undefined, share(1), p)).toBe('no_data')
  expect(isClass('withheld', {poverty: 'high', coverage: 'low'})).toBe(false)
})

test('the census holds every place once, and the families missed', () => {
  const census = pairCensus(all, p)
  const nine = grades.flatMap(poverty => grades.map(coverage => census.of({poverty, coverage})))
  expect(nine.reduce((n, c) => n + c.places, 0) + census.withheld + census.no_data).toBe(all.length)
  expect(census.of({poverty: 'high', coverage: 'low'})).toEqual({places: 2, missed: 18})
  expect([census.withheld, census.no_data]).toEqual([2, 1])
})

test('what stands beside coverage is a share about poverty', () => {
  const r = release(1) as Release
  expect(beside(r).map(i => i.id)).toEqual(['desil_1_2'])
  expect(poorest(r)?.id).toBe('desil_1_2')
  expect(poorest({...r, indicators: []})).toBeUndefined()
})
