import {expect, test} from 'vitest'
import {meets} from '../src/map/ground'

test('boxes meet where they have something in common', () => {
  expect(meets([115.8, -1.1, 117.8, 0.7], [116, 0, 117, 2])).toBe(true)
  expect(meets([115.8, -1.1, 117.8, 0.7], [9, 9, 11, 11])).toBe(false)
  expect(meets([0, 0, 1, 1], [1, 0, 2, 1])).toBe(false)
})
