import {expect, test} from 'vitest'
import {between, bounded, chance, count, date, interval, moment, roundShare, share} from '../src/format'
import {classes} from '../src/scale'

test('numbers in the reader’s language', () => {
  expect(count(1234567, 'id')).toBe('1.234.567')
  expect(count(1234567, 'en')).toBe('1,234,567')
  expect(share(0.4825, 'id')).toBe('48,3%')
  expect(share(0.4825, 'en')).toBe('48.3%')
  expect(share(0.5, 'id')).toBe('50%')
})

test('a rounded share is never all or nothing of what is neither', () => {
  expect([0, 0.002, 0.49, 0.998, 1].map(x => roundShare(x, 'en'))).toEqual(['0%', '0.2%', '49%', '99.8%', '100%'])
  expect([0, 0.004, 0.49, 0.998, 1].map(x => chance(x, 'id'))).toEqual(['< 1%', '< 1%', '49%', '> 99%', '> 99%'])
})

test('dates in words, the same in every time zone of the reader', () => {
  expect(date('2025-06-30', 'id')).toBe('30 Juni 2025')
  expect(date('2025-06-30', 'en')).toBe('30 June 2025')
  expect(moment('2025-07-14T03:20:00Z', 'id')).toMatch(/^14 Juli 2025.*11[.:]20 WITA$/)
})

const labels = (breaks: number[], unit: 'families' | 'share') =>
  classes(breaks, 'gap').map(c => interval(c, unit, 'en'))

test('classes of families are whole numbers', () => {
  expect(labels([5, 10, 20, 1500], 'families')).toEqual(['1 – 4', '5 – 9', '10 – 19', '20 – 1,499', '≥ 1,500'])
  expect(labels([2, 3], 'families')).toEqual(['1', '2', '≥ 3'])
  expect(labels([], 'families')).toEqual(['≥ 1'])
})

test('classes of shares are half-open', () => {
  expect(labels([0.05, 0.5, 0.751], 'share')).toEqual(['< 5%', '5 – <50%', '50 – <75.1%', '≥ 75.1%'])
  expect(labels([], 'share')).toEqual(['> 0%'])
})

test('an interval says per cent once, and once what is the same', () => {
  expect(between(0.3, 0.466, 'id')).toBe('30–47%')
  expect(between(0.002, 0.05, 'id')).toBe('0,2–5%')
  expect(between(0.304, 0.3, 'en')).toBe('30%')
})

test('a value that stands for all beyond it says so', () => {
  expect(bounded({value: 0.05, bound: 'at_most'}, 'share', 'en')).toBe('≤ 5.0%')
  expect(bounded({value: 0.95, bound: 'at_least'}, 'share', 'id')).toBe('≥ 95,0%')
  expect(bounded({value: 1200, bound: 'about'}, 'families', 'en')).toBe('≈ 1,200')
  expect(bounded({value: 7}, 'families', 'id')).toBe('7')
})
