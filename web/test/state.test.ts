import {beforeEach, expect, test} from 'vitest'
import {initial} from '../src/address'
import * as land from '../src/map/layer/land'
import {escape, state} from '../src/state'

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

test('the legend says what the ground is', () => {
  expect(land.legend.label('en')).toBe('No family whose place is known')
  expect(land.legend.label('id')).toBe('Tidak ada keluarga yang lokasinya diketahui')
})
