import {expect, test} from 'vitest'
import {whole} from '../src/panel/amount'
import type {Allocation, Release} from '../src/api/client'
import {first, greatest, keyOf, mostPackages, newlyReached, packages, readAll, readKept, shares, subjects, writeKept, type Scenario} from '../src/scenario'
import {span} from '../src/format'
import {allocate, release} from './mock/region.mjs'

const r = release(1) as Release
const s: Scenario = {programme: 'pkh', budget: 900_000_000, cost: 3_500_000, rule: 'gap', minimum: 0}
const answer = (change: Partial<Scenario> = {}): Allocation => {
  const {budget, cost, ...of} = {...s, ...change}
  return allocate(1, {programme: of.programme, budget, unit_cost: cost, rule: of.rule, within: of.within}) as unknown as Allocation
}

test('a budget pays for whole packages', () => {
  expect(packages(s)).toBe(257)
  expect(packages({...s, budget: 1})).toBe(0)
})

test('an address holds three scenarios at most, and leaves out what it cannot read', () => {
  const four = [1, 2, 3, 4].map(n => ({...s, minimum: n}))
  expect(readAll(four.map(keyOf).join('--'))).toEqual(four.slice(0, 3))
  expect(readAll(`nonsense--${keyOf({...s, within: '64.69.01'})}`)).toEqual([{...s, within: '64.69.01'}])
  expect(readAll('')).toBeUndefined()
})

test('the greatest of all that can be asked for comes back from its address', () => {
  for (const cost of [1, 7, 3_500_000, greatest.rupiah]) {
    const all = {...s, cost, budget: mostPackages({...s, cost}) * cost, minimum: greatest.minimum}
    expect(mostPackages(all)).toBeGreaterThan(0)
    expect(readAll(keyOf(all))).toEqual([all])
  }
  const all = {...s, budget: greatest.rupiah}
  expect(readAll(keyOf(all))).toEqual([all])
})

test('a budget is shared for what is counted: whom it reaches, and whom wrongly', () => {
  expect(subjects(r).map(x => x.id)).toEqual(['pkh', 'uep'])
  expect(first(r, 'uep', '64.69.01')).toMatchObject({programme: 'uep', within: '64.69.01'})
  expect(first(r, undefined, undefined)).toMatchObject({programme: 'pkh', rule: 'gap'})
  expect(first({...r, indicators: []}, 'pkh', undefined)).toBeUndefined()
})

test('the fall of exclusion error says how many more are reached', () => {
  const a = answer()
  const reached = newlyReached(a)!
  expect(reached.value).toBeCloseTo(0.9 * a.given, 6)
  expect([reached.low, reached.high].map(n => Math.round(n))).toEqual([Math.round(0.85 * a.given), Math.round(0.95 * a.given)])
})

test('what is not known is not a number', () => {
  const unknown = {before: null, after: null, range: null}
  expect(newlyReached({...answer(), exclusion_error: unknown})).toBeUndefined()
  expect(newlyReached({...answer(), exclusion_error: {before: 0.3, after: null, range: null}})).toBeUndefined()
})

test('every village stands in one row, most packages first, and those of another place are outside', () => {
  const [whole, part] = [answer(), answer({within: '64.69.01'})]
  const rows = shares([whole, part], 'village', c => c)
  expect(rows.map(x => x.code).sort()).toEqual(whole.areas.map(a => a.code))
  expect(rows.map(x => x.gets[0]!)).toEqual([...rows.map(x => x.gets[0]!)].sort((a, b) => b - a))
  for (const row of rows) expect(row.gets[1] === undefined).toBe(!row.code.startsWith('64.69.01'))
  const districts = shares([whole, undefined], 'district', c => `D ${c}`)
  expect(districts.reduce((n, d) => n + d.gets[0]!, 0)).toBe(whole.given)
  expect(districts.every(d => d.gets[1] === undefined && d.name.startsWith('D '))).toBe(true)
  expect(shares([undefined], 'village', c => c)).toEqual([])
})

test('what a browser keeps comes back; what was tampered with is as if it were not there', () => {
  const kept = [{name: 'Tahun depan', scenario: s}, {name: 'Dua', scenario: {...s, within: '64.69.01'}}]
  expect(readKept(writeKept(kept))).toEqual(kept)
  for (const text of [null, '', '{', '{}', '[null]', '[{"name":"x","key":"y"}]', '[{"key":"pkh,1,1,gap,0"}]']) expect(readKept(text)).toEqual([])
})

test('a range says its tenths', () => {
  expect(span(0.3634, 0.3657, 'id')).toBe('36,3–36,6%')
  expect(span(0.5, 0.5, 'en')).toBe('50%')
})

test('an amount is a whole number, with its thousands set apart or not', () => {
  expect(['2500000', '2.500.000', '2,500,000', 'Rp 2 500 000', ' 12 '].map(whole)).toEqual([2_500_000, 2_500_000, 2_500_000, 2_500_000, 12])
  expect(['1,5 miliar', '2500000.50', '-5', '', '1,5'].map(whole)).toEqual(Array(5).fill(undefined))
})
