import {beforeEach, expect, test} from 'vitest'
import {initial} from '../src/address'
import * as land from '../src/map/layer/land'
import {choose, draw, escape, keep, pairWith, part, pockets, renew, reopen, single, state} from '../src/state'

const press = (change = {}) => ({key: 'Escape', defaultPrevented: false, isComposing: false, ...change})

beforeEach(() => { state.value = {...initial, village: '64.02.06.1001', cell: '888c10db45fffff'} })

test('Escape lets go of the chosen place', () => {
  escape(press(), false)
  expect([state.value.village, state.value.cell]).toEqual([undefined, undefined])
})

test('Escape with nothing chosen changes nothing', () => {
  const now = state.value = {...initial}
  escape(press(), false)
  expect(state.value).toBe(now)
})

test('what lies nearer is closed first, and other keys close nothing', () => {
  for (const [key, nearer] of [[press(), true], [press({defaultPrevented: true}), false], [press({isComposing: true}), false], [press({key: 'x'}), false]] as const) {
    escape(key, nearer)
    expect(state.value.village).toBe('64.02.06.1001')
  }
})

test('the pockets are one choice: two measures, the class that is poor and poorly covered, by village', () => {
  pockets('coverage_pkh', 'desil_1_4')
  expect(state.value).toMatchObject({indicator: 'coverage_pkh', with: 'desil_1_4', class: {poverty: 'high', coverage: 'low'}, drawn: 'villages', by: 'village'})
  choose('coverage_uep')
  expect(state.value).toMatchObject({with: 'desil_1_4', class: {poverty: 'high', coverage: 'low'}})
})

test('another measure asks for all its classes, and another question for one measure', () => {
  pockets('coverage_pkh', 'desil_1_4')
  pairWith('no_toilet')
  expect(state.value.class).toBeUndefined()
  keep({poverty: 'mid', coverage: 'mid'})
  choose('gap_pkh')
  expect([state.value.with, state.value.class]).toEqual([undefined, undefined])
})

test('classes stay while releases change, and are parted anew when that is asked for', () => {
  state.value = {...initial, release: 4, indicator: 'coverage_pkh', classes: {method: 'natural', classes: 6}, only: 2}
  reopen(5)
  expect(state.value).toMatchObject({release: 5, basis: 4, classes: {method: 'natural', classes: 6}})
  expect(state.value.only).toBeUndefined()
  reopen(6)
  expect([state.value.release, state.value.basis]).toEqual([6, 4])
  renew()
  expect(state.value.basis).toBeUndefined()
})

test('how to part goes along with another measure, but not what it lies around', () => {
  state.value = {...initial, indicator: 'coverage_pkh', classes: {method: 'natural', classes: 6}, only: 2, basis: 3}
  choose('gap_pkh')
  expect(state.value.classes).toEqual({method: 'natural', classes: 6})
  expect([state.value.only, state.value.basis]).toEqual([undefined, undefined])
  part({method: 'diverging', classes: 5, target: 12})
  choose('coverage_pkh')
  expect(state.value.classes).toBeUndefined()
})

test('one class is kept until another question is asked', () => {
  single(2)
  expect(state.value.only).toBe(2)
  draw('villages')
  expect(state.value.only).toBeUndefined()
})

test('the legend says what the ground is', () => {
  expect(land.legend.label('en')).toBe('No family whose place is known')
  expect(land.legend.label('id')).toBe('Tidak ada keluarga yang lokasinya diketahui')
})
