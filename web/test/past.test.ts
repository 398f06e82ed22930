import {expect, test} from 'vitest'
import type {History} from '../src/api/client'
import {line, steps, topOf} from '../src/past'

const history: History = {
  release: 5, indicator: 'coverage_pkh', level: 'village', left_out: [],
  releases: [1, 2, 3, 5].map(release => ({release, as_of: `2024-0${release}-01`, vintage: '2025'})),
  areas: [{code: 'a', figures: [{state: 'value', value: 0.5}, {state: 'withheld'}, {state: 'zero', value: 0}, {state: 'value', value: 1}]}, {code: 'b', figures: [null, null, null, {state: 'value', value: 0.1}]}],
}

test('each release is a step; what is not shown has no value', () => {
  expect(steps(history, 'a').map(s => s.value)).toEqual([0.5, undefined, 0, 1])
  expect(steps(history, 'b').map(s => s.figure?.state)).toEqual([undefined, undefined, undefined, 'value'])
  expect(steps(history, 'c').map(s => s.value)).toEqual([undefined, undefined, undefined, undefined])
})

test('an area with another border is a gap with its word', () => {
  const all = steps({...history, areas: [{code: 'a', figures: [{state: 'redrawn'}, {state: 'value', value: 0.5}, {state: 'value', value: 1}, null]}]}, 'a')
  expect(all.map(s => [s.redrawn, s.value])).toEqual([[true, undefined], [undefined, 0.5], [undefined, 1], [undefined, undefined]])
  expect(all[0]!.figure).toBe(undefined)
  expect(line(all, 1, 65, 25).gaps).toEqual([2.5, 62.5])
})

test('a line breaks where a figure is withheld', () => {
  const {path, points, gaps} = line(steps(history, 'a'), 1, 65, 25)
  expect(path).toBe('M2.5 12.5M42.5 22.5L62.5 2.5')
  expect(points.map(p => p.release)).toEqual([1, 3, 5])
  expect(gaps).toEqual([22.5])
})

test('one release alone stands in the middle, none draws nothing', () => {
  expect(line(steps({...history, releases: history.releases.slice(0, 1)}, 'a'), 1, 65, 25).points[0]!.x).toBe(32.5)
  expect(line(steps(history, 'c'), 1, 65, 25)).toMatchObject({path: '', points: []})
})

test('shares stand on one scale, families on that of their own place', () => {
  const all = steps(history, 'a').map(s => ({...s, value: s.value === undefined ? undefined : s.value * 40}))
  expect([topOf(all, 'share'), topOf(all, 'families'), topOf(steps(history, 'c'), 'families')]).toEqual([1, 40, 1])
})
