import {beforeEach, expect, test, vi} from 'vitest'
import {initial} from '../src/address'
import type {Release} from '../src/api/client'
import {figures, released} from '../src/data'
import {entries} from '../src/panel/entries'
import {state} from '../src/state'

vi.hoisted(() => {
  vi.stubGlobal('matchMedia', () => ({matches: false}))
  vi.stubGlobal('addEventListener', () => {})
})

const i = {id: 'gap_pkh', programme: 'pkh', unit: 'families', name: {id: 'Terlewat', en: 'Missed'}, numerator: 'a', denominator: 'b', states: {}}
const area = (code: string, value: number) => ({code, name: code, parent: '64.69.01', indicators: {gap_pkh: {state: 'value', value}}})

beforeEach(() => {
  released.value = {is: 'here', value: {id: 2, indicators: [i], programmes: []} as unknown as Release}
  figures.value = {is: 'here', value: {indicator: 'gap_pkh', village: [area('64.69.01.2001', 3), area('64.69.01.2002', 12)], district: [], regency: []} as never}
})

test('the picture of density has its ramp for a legend, and no class', () => {
  state.value = {...initial, release: 2, indicator: 'gap_pkh', drawn: 'heat'}
  const all = entries()
  expect(all.filter(e => e.look && 'ramp' in e.look)).toHaveLength(1)
  expect(all.some(e => /\d/.test(e.label))).toBe(false)
})

test('the picture of a difference has its classes for a legend', () => {
  state.value = {...initial, release: 2, indicator: 'gap_pkh', drawn: 'villages', compare: {with: 1, look: 'difference'}}
  expect(entries()[0]!.label).toBe('selisih, poin persen')
})

test('villages are counted in all, or of one district, and the picture says which', () => {
  state.value = {...initial, release: 2, indicator: 'gap_pkh', drawn: 'villages'}
  expect(entries()[0]!.count).toBe('seluruhnya')
  expect(entries().slice(-2).map(e => e.label)).toEqual(['Di luar kabupaten', 'Batas desa, kecamatan, kabupaten'])
  state.value = {...state.value, within: '64.69.01'}
  expect(entries()[0]!.count).toBe('di layar')
})
