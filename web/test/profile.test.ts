import {expect, test} from 'vitest'
import type {Indicator, Release} from '../src/api/client'
import {bounded} from '../src/format'
import {measuresOf, shortName} from '../src/profile'

const indicator = (id: string, more: Partial<Indicator> = {}) => ({id, unit: 'share', name: {en: id, id}, ...more}) as Indicator
const pkh = (head: string) => indicator(`${head}_pkh`, {programme: 'pkh', name: {en: `Family Hope (PKH): ${head}`, id: `Keluarga Harapan (PKH): ${head}`}})
const uep = indicator('gap_uep', {programme: 'uep', name: {en: 'Grants: gap', id: 'Bantuan: gap'}})
const all = indicator('coverage_any', {group: 'any', name: {en: 'Any programme: coverage', id: 'Program apa pun: coverage'}})
const release = {
  indicators: [indicator('families'), indicator('located_share'), indicator('desil_1'), all, uep, pkh('coverage'), pkh('gap')],
  programmes: [{id: 'pkh', name: {en: 'Family Hope (PKH)', id: 'Keluarga Harapan (PKH)'}}, {id: 'uep', name: {en: 'Grants', id: 'Bantuan'}}],
} as unknown as Release
const names = {families: 'Families', quality: 'Quality'}

test('every measure stands once, those of the programme looked at first', () => {
  const groups = measuresOf(release, pkh('gap'), 'en', names)
  expect(groups.map(g => [g.name, ...g.measures.map(i => i.id)])).toEqual([
    ['Family Hope (PKH)', 'coverage_pkh', 'gap_pkh'], ['Families', 'families', 'desil_1'], ['Quality', 'located_share'],
    ['Any programme', 'coverage_any'], ['Grants', 'gap_uep'],
  ])
  expect(measuresOf(release, undefined, 'en', names).map(g => g.name)).toEqual(['Families', 'Quality', 'Any programme', 'Grants', 'Family Hope (PKH)'])
})

test('a measure below its programme does not say that again', () => {
  expect(shortName(pkh('gap'), 'en')).toBe('Gap')
  expect(shortName(indicator('a: b'), 'en')).toBe('a: b')
})

test('a share is rounded once: 64 of 99 are 64.6 %, though 0.6465 would be 64.7 %', () => {
  expect(bounded({value: 0.6465, numerator: 64, denominator: 99}, 'share', 'en')).toBe('64.6%')
  expect(bounded({value: 0.6465}, 'share', 'en')).toBe('64.7%')
  expect(bounded({value: 0.05, numerator: 1, denominator: 20, bound: 'at_most'}, 'share', 'en')).toBe('≤ 5.0%')
})
