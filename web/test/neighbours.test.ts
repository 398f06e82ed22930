import {describe, expect, test} from 'vitest'
import {bordering, ofKey, towards, type Spot} from '../src/neighbours'

// Places on a page: y grows southward.
const all: Spot[] = [{id: 'here', x: 0, y: 0}, {id: 'north', x: 1, y: -10}, {id: 'far north', x: 0, y: -30}, {id: 'east', x: 10, y: 3}, {id: 'south west', x: -9, y: 8}]
const here = all[0]!

describe('the neighbour in a direction', () => {
  test.each([['north', 'north'], ['east', 'east'], ['west', 'south west'], ['south', 'south west']] as const)('%s', (direction, id) => {
    expect(towards(here, direction, all)?.id).toBe(id)
  })
  test('is nobody beyond the last', () => expect(towards(all[2]!, 'north', all)).toBe(undefined))
  test('is not the place itself, nor one that lies upon it', () => {
    expect(towards(here, 'north', [here, {id: 'twin', x: 0, y: 0}])).toBe(undefined)
  })
  test('shares a border where one does, even if another is nearer', () => {
    expect(towards(here, 'north', all, new Set(['far north']))?.id).toBe('far north')
  })
  test('lies over the water where none shares a border', () => {
    expect(towards(here, 'north', all, new Set(['south west']))?.id).toBe('north')
  })
  test('is the same each time where two are alike', () => {
    const twins = [{id: 'b', x: 1, y: -10}, {id: 'a', x: -1, y: -10}]
    expect(towards(here, 'north', twins)?.id).toBe('a')
    expect(towards(here, 'north', twins.reverse())?.id).toBe('a')
  })
  test('to and fro comes back, on a grid', () => {
    const grid = Array.from({length: 25}, (_, i): Spot => ({id: String(i), x: i % 5, y: Math.floor(i / 5)}))
    for (const [to, fro] of [['north', 'south'], ['east', 'west']] as const) {
      const there = towards(grid[12]!, to, grid)!
      expect(towards(there, fro, grid)?.id).toBe('12')
    }
  })
})

test('areas border on each other along a line, not at a corner', () => {
  const square = (code: string, x: number, y: number) => ({code, rings: [[[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]]})
  const of = bordering([square('a', 0, 0), square('b', 1, 0), square('c', 1, 1), square('d', 9, 9)])
  expect([...of].map(([code, beside]) => [code, [...beside].sort().join('')])).toEqual([['a', 'b'], ['b', 'ac'], ['c', 'b'], ['d', '']])
})

test('only arrows have a direction', () => {
  expect(['ArrowUp', 'ArrowRight', 'ArrowDown', 'ArrowLeft', 'Enter', 'a'].map(ofKey)).toEqual(['north', 'east', 'south', 'west', undefined, undefined])
})
