import {describe, expect, test} from 'vitest'
import type {Area, Figure} from '../src/api/client'
import {census, half, rows, sorted, total} from '../src/figure'
import {classes} from '../src/scale'

const shown = (value: number, denominator = 100): Figure => ({state: value ? 'value' : 'zero', value, numerator: value, denominator})
const withheld: Figure = {state: 'withheld'}
const none: Figure = {state: 'no_data'}
const area = (code: string, f: Figure, name = code): Area => ({code, name, level: 'village', parent: 'p', parent_name: 'P', indicators: {x: f}})
const codes = (all: {area: Area}[]) => all.map(r => r.area.code).join(' ')

describe('ranking', () => {
  const all = rows([area('a', shown(3)), area('b', withheld), area('c', shown(9)), area('d', shown(9)), area('e', none), area('f', shown(0))], 'x', false)
  test('equals share a rank, and what is not shown has none', () => expect(all.map(r => r.rank)).toEqual([3, undefined, 1, 1, undefined, 4]))
  test('where little is what presses, rank 1 is the lowest', () => {
    expect(rows([area('a', shown(3)), area('b', shown(1))], 'x', true).map(r => r.rank)).toEqual([2, 1])
  })
  test('what is not shown comes last, whichever way the rest runs', () => {
    expect(codes(sorted(all, {column: 'value', down: true}, 'id'))).toBe('c d a f b e')
    expect(codes(sorted(all, {column: 'value', down: false}, 'id'))).toBe('f a c d b e')
  })
  test('by name, as the language sorts', () => {
    const named = rows([area('1', none, 'Élo'), area('2', none, 'Fa'), area('3', none, 'ea')], 'x', false)
    expect(codes(sorted(named, {column: 'name', down: false}, 'en'))).toBe('3 1 2')
  })
  test('an indicator that an area does not have is no data', () => {
    expect(rows([area('a', withheld)], 'y', false)[0]!.figure.state).toBe('no_data')
  })
})

test('the census counts every place once', () => {
  const figures = [shown(1), shown(5), shown(80), shown(0), withheld, withheld, none]
  const c = census(figures, classes([5, 50], 'gap'))
  expect(c).toEqual({classes: [1, 1, 1], states: {value: 3, zero: 1, withheld: 2, no_data: 1}})
  expect(census([], []).states.value).toBe(0)
})

test('a sum with a withheld part is not a sum', () => {
  expect(total([shown(3), shown(4)])).toEqual({numerator: 7, denominator: 200})
  expect(total([shown(3), withheld])).toBeUndefined()
  expect(total([shown(3), none])).toEqual({numerator: 3, denominator: 100})
  expect(total([])).toBeUndefined()
})

test('half of the families', () => {
  expect(half([shown(50), shown(30), shown(20)], 100)).toBe(1)
  expect(half([shown(30), shown(40), shown(30)], 100)).toBe(2)
  expect(half([shown(20), withheld], 100)).toBeUndefined()
  expect(half([shown(0), withheld], 0)).toBeUndefined()
})
