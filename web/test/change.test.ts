import {describe, expect, test} from 'vitest'
import type {Change, Comparison} from '../src/api/client'
import {changeCensus, changeClasses, changeFile, changeKey, comparable, isLater, isOf, shareOf, sortedChanges, turned} from '../src/change'
import {points} from '../src/format'
import {range} from '../src/map/layer/change'
import {changePalette} from '../src/scale'

const change = (code: string, difference: number | undefined, clear = false, more: Partial<Change> = {}): Change =>
  ({code, name: code, parent: '', parent_name: '', state: difference === undefined ? 'withheld' : 'value', ...(difference !== undefined && {difference, interval: [difference - 0.1, difference + 0.1]}), ...(clear && {clear}), ...more})

const classes = changeClasses([0.1, 0.2], 'coverage')

describe('classes of a difference', () => {
  test('are alike on both sides of zero', () => {
    expect(classes.map(c => [c.sign * c.from, c.sign * (c.below ?? Infinity)])).toEqual([[-0.2, -Infinity], [-0.1, -0.2], [-0, -0.1], [0, 0.1], [0.1, 0.2], [0.2, Infinity]])
  })
  test('less coverage presses, more of anything else does', () => {
    expect(classes[0]!.colour).toBe(changePalette.more[2])
    expect(classes[5]!.colour).toBe(changePalette.less[2])
    expect(changeClasses([0.1, 0.2], 'gap').map(c => c.colour)).toEqual([...classes].reverse().map(c => c.colour))
  })
  test.each([[[], 2], [[0.1], 4], [[0.1, 0.1], 4], [[0, 0.2], 4]] as const)('of bounds %j there are %i', (breaks, n) => {
    const got = changeClasses(breaks, 'gap')
    expect(got.length).toBe(n)
    expect(new Set(got.map(c => c.colour)).size).toBe(n)
  })
  test('a bound is in the class farther from zero', () => {
    expect([-0.5, -0.2, -0.15, -0.1, -0.01, 0.01, 0.1, 0.2, 1].map(d => changeKey(change('a', d, true), classes))).toEqual([0, 0, 1, 1, 2, 3, 4, 5, 5])
  })
  test('read as size and direction, in both languages', () => {
    expect(classes.map(c => range(c, true, 'id'))).toEqual(['Turun ≥ 20', 'Turun 10 – <20', 'Turun < 10', 'Naik < 10', 'Naik 10 – <20', 'Naik ≥ 20'])
    expect(range(changeClasses([], 'gap')[0]!, false, 'en')).toBe('Lower > 0')
    expect(range(changeClasses([0.125], 'gap')[3]!, false, 'id')).toBe('Lebih tinggi ≥ 12,5')
  })
})

test('what does not exceed its uncertainty is no clear change, however large', () => {
  expect(changeKey(change('a', 0.9), classes)).toBe('same')
})

test.each([['withheld', 'withheld'], ['no_data', 'no_data'], ['redrawn', 'unlike'], ['added', 'unlike'], ['gone', 'unlike']] as const)('%s has no number: %s', (state, key) => {
  expect(changeKey(change('a', undefined, false, {state}), classes)).toBe(key)
})

test('a census counts each place once', () => {
  const counts = changeCensus([change('a', 0.3, true), change('b', 0.3), change('c', undefined), change('d', -0.01, true)], classes)
  expect([...counts.values()].reduce((a, b) => a + b)).toBe(4)
  expect([counts.get(5), counts.get('same'), counts.get('withheld'), counts.get(2)]).toEqual([1, 1, 1, 1])
})

describe('order', () => {
  const all = [change('a', -0.9), change('b', 0.2, true), change('c', -0.3, true), change('d', undefined), change('e', 0.5)]
  const codes = (column: 'change' | 'name', down: boolean) => sortedChanges(all, {column, down}, 'id').map(c => c.code).join('')
  test('clear changes come first, what has no number last, either way', () => {
    expect(codes('change', false)).toBe('cbaed')
    expect(codes('change', true)).toBe('bcead')
  })
  test('by name, all together', () => expect(codes('name', true)).toBe('edcba'))
})

test('a share comes of its families, whatever the unit, and of nothing that is not shown', () => {
  expect(shareOf({state: 'value', value: 3, numerator: 3, denominator: 12})).toBe(0.25)
  expect(shareOf({state: 'zero', value: 0, numerator: 0, denominator: 12})).toBe(0)
  expect(shareOf({state: 'withheld'})).toBe(undefined)
  expect(shareOf(undefined)).toBe(undefined)
})

test('points carry their sign', () => {
  expect([points(0.125, 'id'), points(-0.3, 'en'), points(0.00001, 'en'), points(-0.0004, 'id')]).toEqual(['+12,5', '−30.0', '0', '0'])
})

test('the file has a line for each place, and no number for what is withheld', () => {
  const c: Comparison = {release: 3, with: 2, indicator: 'coverage_pkh', against: 'coverage_pkh', level: 'village', states: {}, clear: {higher: 0, lower: 0}, breaks: [], areas: []}
  const text = changeFile(c, [change('1', 0.25, true, {bound: 'at_least', before: {state: 'value', value: 0.5, numerator: 4, denominator: 8}, after: {state: 'value', value: 0.75, numerator: 6, denominator: 8}}), change('2', undefined, false, {before: {state: 'withheld'}, after: {state: 'value', value: 1, numerator: 6, denominator: 6}})])
  expect(text.split('\r\n')).toEqual([
    'state,code,name,parent,before_state,before_numerator,before_denominator,before_share,after_state,after_numerator,after_denominator,after_share,difference,bound,low,high,clear,before_of,after_of',
    'value,1,1,,value,4,8,0.5,value,6,8,0.75,0.25,at_least,0.15,0.35,yes,2 coverage_pkh,3 coverage_pkh',
    'withheld,2,2,,withheld,,,,value,6,6,1,,,,,,2 coverage_pkh,3 coverage_pkh',
    '',
  ])
})

test('an answer is taken for its own question alone', () => {
  const c = {release: 3, with: 2, indicator: 'a', against: 'a'} as Comparison
  expect(isOf(c, 3, 'a', {with: 2, look: 'swipe'})).toBe(true)
  expect(isOf(c, 3, 'a', {with: 1, look: 'swipe'})).toBe(false)
  expect(isOf(c, 3, 'b', {with: 2, look: 'swipe'})).toBe(false)
  expect(isOf({...c, with: 3, against: 'b'}, 3, 'a', {with: 'b', look: 'swipe'})).toBe(true)
  expect(isOf(c, 3, 'a', {with: 'b', look: 'swipe'})).toBe(false)
})

test('what counts all of its families has no share to compare', () => {
  const of = (numerator: string, denominator: string) => comparable({numerator, denominator} as never)
  expect([of('true', 'true'), of('true', ''), of('desil <= 4', 'true')]).toEqual([false, false, true])
})

test('time runs one way, whichever release is looked at: by its data, then by its number', () => {
  const [old, late, again] = [{id: 5, as_of: '2024-06-30'}, {id: 2, as_of: '2025-06-30'}, {id: 7, as_of: '2025-06-30'}]
  expect([isLater(late, old), isLater(old, late), isLater(again, late), isLater(late, late)]).toEqual([true, false, true, false])
  const [from, to] = [{state: 'value', value: 0.2}, {state: 'value', value: 0.5}] as Change['before'][]
  const forth = {release: 2, with: 5, indicator: 'i', against: 'i', level: 'village', states: {}, breaks: [], clear: {higher: 1, lower: 0}, areas: [
    change('a', 0.3, true, {before: from, after: to, interval: [0.1, 0.4], bound: 'at_least'}), change('b', undefined, false, {state: 'added', after: to}),
  ]} as Comparison
  const back = turned(forth)
  expect(back).toMatchObject({release: 5, with: 2, clear: {higher: 0, lower: 1}})
  expect(back.areas[0]).toMatchObject({before: to, after: from, difference: -0.3, interval: [-0.4, -0.1], bound: 'at_most', clear: true})
  expect(back.areas[1]).toMatchObject({state: 'gone', before: to})
  expect(turned(back)).toEqual({...forth, areas: forth.areas.map(a => ({before: undefined, after: undefined, ...a}))})
})
