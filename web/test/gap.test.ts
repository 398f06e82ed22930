import {expect, test} from 'vitest'
import type {Indicator, Place, Release, UnderCovered} from '../src/api/client'
import {file, gapOf, ordered, reached} from '../src/gap'
import {release} from './mock/region.mjs'

const r = release(1) as Release
const by = (id: string) => r.indicators.find(i => i.id === id)!
const together = (group: string, q = 'gap') => ({...by('gap_pkh'), id: `${q}_${group}`, programme: undefined, group}) as Indicator

test('coverage and gap of a programme, a strategy or any are asked about', () => {
  expect(gapOf(by('gap_pkh'), r)).toEqual({programme: 'pkh'})
  expect(gapOf(by('coverage_uep'), r)).toEqual({programme: 'uep'})
  const all = {...r, indicators: [...r.indicators, together('strategy_b', 'coverage'), together('any', 'coverage')]}
  expect(gapOf(together('strategy_b'), all)).toEqual({strategy: 'B'})
  expect(gapOf(together('any'), all)).toEqual({any: ''})
})

test('nothing is asked about other figures, nor where coverage is not counted', () => {
  for (const id of ['eligible_pkh', 'leakage_pkh', 'families', 'desil_1_2']) expect(gapOf(by(id), r)).toBeUndefined()
  expect(gapOf(together('any'), r)).toBeUndefined()
})

const place = (position: number, name: string, missed: number, share: number): Place => ({
  position, code: `99.01.01.${2000 + position}`, name, parent: '99.01.01', eligible: 100, reached: 100 - missed, missed, share,
  wilson: [share - 0.1, share + 0.05], expected: share, credible: [0, 1], below: 1, rank: [1, 3], of_gap: 0.5, running: 0.5,
  hot_spot: 'hot', why: {en: 'Many, "here".', id: 'Banyak.'},
})
const places = [place(1, 'Élo', 9, 0.5), place(2, 'fa', 5, 0.9), place(3, 'Ea', 5, 0.2)]

test('the share reached turns the interval of the missed round', () => {
  const {value, low, high} = reached(place(1, 'a', 40, 0.4))
  expect([value, low, high].map(x => Number(x.toFixed(6)))).toEqual([0.6, 0.55, 0.7])
})

test('places sort by families missed, share reached and name; equals keep their position', () => {
  const order = (column: 'missed' | 'reached' | 'name' | 'value', down: boolean) => ordered(places, {column, down}, 'en').map(p => p.position).join('')
  expect(order('missed', true)).toBe('123')
  expect(order('missed', false)).toBe('231')
  expect(order('reached', false)).toBe('213')
  expect(order('name', false)).toBe('312')
  expect(order('value', true)).toBe('123')
})

test('a bound tells neither a rank nor how sure it is', () => {
  const answer = {withheld: [], no_data: [], nobody_eligible: [], not_tested: []} as unknown as UnderCovered
  const {rank: _, below: __, expected: ___, ...bound} = places[0]!
  expect(file(answer, 0.7, [{...bound, bound: 'at_least'}], code => code, 'en').split('\r\n')[1]).toBe('ranked,1,,,99.01.01.2001,Élo,99.01.01,100,91,9,0.5,0.45,0.6,0.7,,0.5,0.5,hot,"Many, ""here"".",,')
})

test('the file holds the view, and what is not ranked without a number', () => {
  const answer = {withheld: ['99.01.01.2009'], no_data: ['99.01.01.2010'], nobody_eligible: [], not_tested: ['99.01.01.2003']} as unknown as UnderCovered
  const lines = file(answer, 0.7, [places[0]!, {...places[2]!, name: '=cmd()'}], code => `N ${code.slice(-2)}`, 'en').split('\r\n')
  expect(lines).toHaveLength(6)
  expect(lines[1]).toBe('ranked,1,1,3,99.01.01.2001,Élo,99.01.01,100,91,9,0.5,0.45,0.6,0.7,1,0.5,0.5,hot,"Many, ""here"".",,')
  expect(lines[2]).toContain(",'=cmd(),")
  expect(lines[3]).toBe('withheld,,,,99.01.01.2009,N 09,,,,,,,,,,,,,,,')
  expect(lines[4]).toMatch(/^no_data,,,,99\.01\.01\.2010/)
})

test('the file of one class says which in the lines that were left for it', () => {
  const answer = {withheld: ['99.01.01.2009'], no_data: [], nobody_eligible: [], not_tested: []} as unknown as UnderCovered
  const [head, ...lines] = file(answer, 0.7, places, code => code, 'en', 'Coverage: below 20%').trim().split('\r\n')
  expect(head).toMatch(/,kept$/)
  expect(lines).toHaveLength(4)
  for (const line of lines) expect(line.endsWith(',Coverage: below 20%')).toBe(line.startsWith('ranked,'))
  expect(lines.at(-1)!.split(',').length).toBe(head!.split(',').length)
})
