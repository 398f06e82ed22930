import {expect, test} from 'vitest'
import type {Release} from '../src/api/client'
import {inText, madeUp, nameOf, opening, questionOf, shelves, turned} from '../src/question'
import {release} from './mock/region.mjs'
import openings from './opening.json'

const r = release(1) as Release
const by = (id: string) => r.indicators.find(i => i.id === id)!

test('each indicator answers one question', () => {
  expect(['coverage_pkh', 'gap_uep', 'eligible_pkh', 'leakage_pkh', 'families', 'desil_1_2'].map(id => questionOf(by(id))))
    .toEqual(['coverage', 'gap', 'eligible', 'leakage', 'poverty', 'poverty'])
  expect(questionOf({...by('families'), id: 'gap_year'})).toBe('poverty')
})

test('a made-up regency is known by a code that no other has and a name that says so', () => {
  expect(madeUp({code: '64.69', name: 'Kabupaten Contoh'})).toBe(true)
  expect(madeUp({code: '64.02', name: 'Kabupaten Kutai Kartanegara'})).toBe(false)
  expect(madeUp({code: '64.69', name: 'Kabupaten Baru'})).toBe(false)
})

test('turning to another question keeps the programme', () => {
  expect(turned(r, by('gap_uep'), 'coverage')?.id).toBe('coverage_uep')
  expect(turned(r, by('families'), 'coverage')?.id).toBe('coverage_pkh')
  expect(turned(r, by('gap_uep'), 'poverty')?.unit).toBe('share')
  expect(opening(r)?.id).toBe('gap_pkh')
  expect(opening({...r, indicators: [by('families')]})?.id).toBe('families')
  expect(opening({...r, indicators: []})).toBeUndefined()
})

// The tables of the server open with the same: a test there reads the same file.
test.each(openings)('a first visitor sees: $name', ({indicators, opening: want}) => {
  expect(opening({...r, indicators} as unknown as Release)?.id).toBe(want)
})

test('programmes stand under their strategy', () => {
  expect(shelves(r, 'gap').map(s => [s.strategy, ...s.choices.map(c => c.indicator.id)])).toEqual([['A', 'gap_pkh'], ['B', 'gap_uep']])
  expect(shelves(r, 'poverty').map(s => s.strategy)).toEqual([''])
})

test('programmes counted together answer the same questions, first on the shelf', () => {
  const any = (id: string, en: string) => ({...by('gap_pkh'), id, programme: undefined, group: 'any', name: {en, id: en}})
  const together = {...r, indicators: [...r.indicators, any('gap_any', 'Any programme: eligible families not reached'), any('coverage_any', 'Any programme: eligible families reached')]}
  const gap = together.indicators.find(i => i.id === 'gap_any')!
  expect(questionOf(gap)).toBe('gap')
  expect(turned(together, gap, 'coverage')?.id).toBe('coverage_any')
  expect(shelves(together, 'gap')[0]).toMatchObject({strategy: '', choices: [{indicator: {id: 'gap_any'}}]})
  expect([nameOf(gap, undefined, 'en'), inText(gap, undefined, 'en')]).toEqual(['Any programme', 'any programme'])
})
