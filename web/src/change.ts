// What changed between two sides: classes of the difference, order, counts, file. Pure.

import type {Compare, Language, Sort} from './address'
import type {Change, Comparison, Figure, Indicator, Release} from './api/client'
import {csv} from './gap'
import {answers, type Question} from './question'
import {changePalette} from './scale'

// lowerPresses says whether less presses more: of coverage it does.
export const lowerPresses = (q: Question) => q === 'coverage'

// pressing puts on top what became more pressing.
export const pressing = (q: Question): Sort => ({column: 'change', down: !lowerPresses(q)})

// A ChangeClass holds the clear differences of one sign whose size is at least from and below below.
export interface ChangeClass {sign: -1 | 1; from: number; below?: number; colour: string}

// changeClasses returns the classes from the greatest fall to the greatest rise. The
// bounds are alike on both sides of zero, so that equal colours mean equal steps.
export function changeClasses(breaks: readonly number[], q: Question): ChangeClass[] {
  const cuts = [...new Set(breaks)].filter(b => b > 0).sort((a, b) => a - b).slice(0, 2)
  const side = (sign: -1 | 1): ChangeClass[] => {
    const palette = changePalette[(sign < 0) === lowerPresses(q) ? 'more' : 'less']
    return [0, ...cuts].map((from, i) => ({sign, from, below: cuts[i], colour: palette[palette.length - 1 - cuts.length + i]!}))
  }
  return [...side(-1).reverse(), ...side(1)]
}

// The states of a change that have no colour, in the order of the legend.
export const changeStates = ['same', 'withheld', 'no_data', 'unlike'] as const
export type ChangeKey = number | typeof changeStates[number]

// changeKey returns the class of a change, or why it has none. What does not
// exceed the uncertainty of both sides is no clear change, however large.
export function changeKey(c: Change | undefined, classes: readonly ChangeClass[]): ChangeKey {
  if (!c) return 'no_data'
  if (c.state === 'withheld' || c.state === 'no_data') return c.state
  if (c.state !== 'value' || c.difference === undefined) return 'unlike'
  if (!c.clear) return 'same'
  const [sign, size] = [Math.sign(c.difference), Math.abs(c.difference)]
  return classes.findIndex(k => k.sign === sign && size >= k.from && (k.below === undefined || size < k.below))
}

// changeCensus counts changes by class and state.
export function changeCensus(all: readonly Change[], classes: readonly ChangeClass[]): Map<ChangeKey, number> {
  const counts = new Map<ChangeKey, number>([...classes.map((_, i): [ChangeKey, number] => [i, 0]), ...changeStates.map((s): [ChangeKey, number] => [s, 0])])
  for (const c of all) counts.set(changeKey(c, classes), counts.get(changeKey(c, classes))! + 1)
  return counts
}

// shareOf is the share of a figure whatever its unit; undefined where it is not shown.
export const shareOf = (f: Figure | undefined): number | undefined =>
  f && (f.state === 'value' || f.state === 'zero') && f.denominator ? f.numerator! / f.denominator : undefined

// sortedChanges orders changes. By change, clear ones come first; what has no number comes last, by code.
export function sortedChanges(all: readonly Change[], sort: Sort, language: Language): Change[] {
  const sign = sort.down ? -1 : 1
  const collator = new Intl.Collator(language)
  const measure = (c: Change) => sort.column === 'before' ? shareOf(c.before) : sort.column === 'after' ? shareOf(c.after) : c.difference
  return [...all].sort((a, b) => {
    if (sort.column === 'name') return sign * collator.compare(a.name, b.name) || byCode(a, b)
    const [x, y] = [measure(a), measure(b)]
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || byCode(a, b)
    const clear = sort.column === 'change' ? Number(!a.clear) - Number(!b.clear) : 0
    return clear || sign * (x - y) || byCode(a, b)
  })
}

const byCode = (a: Change, b: Change) => a.code < b.code ? -1 : Number(a.code > b.code)

// isLater says whether a release is of a later time than another: by its data, then by its number.
export const isLater = (a: {id: number; as_of: string}, b: {id: number; as_of: string}): boolean =>
  a.as_of === b.as_of ? a.id > b.id : a.as_of > b.as_of

const otherWay = {at_least: 'at_most', at_most: 'at_least', about: 'about'} as const

// turned is a comparison of two releases seen from the other one: after is before, a fall a rise, and the least the most.
export const turned = (c: Comparison): Comparison => ({
  ...c, release: c.with, with: c.release, indicator: c.against, against: c.indicator, clear: {higher: c.clear.lower, lower: c.clear.higher},
  areas: c.areas.map(({before, after, difference, interval, bound, ...a}) => ({
    ...a, before: after, after: before, state: a.state === 'added' ? 'gone' : a.state === 'gone' ? 'added' : a.state,
    ...(difference !== undefined && {difference: -difference}), ...(interval && {interval: [-interval[1]!, -interval[0]!]}), ...(bound && {bound: otherWay[bound]}),
  })),
})

// changeFile returns the changes as CSV in the order given.
export const changeFile = (c: Comparison, all: readonly Change[]): string => csv([
  ['state', 'code', 'name', 'parent', ...['before', 'after'].flatMap(side => [`${side}_state`, `${side}_numerator`, `${side}_denominator`, `${side}_share`]),
    'difference', 'bound', 'low', 'high', 'clear', 'before_of', 'after_of'],
  ...all.map(each => [
    each.state, each.code, each.name, each.parent,
    ...[each.before, each.after].flatMap(f => [f?.state, f?.numerator, f?.denominator, four(shareOf(f))]),
    each.difference, each.bound, each.interval?.[0], each.interval?.[1], each.difference === undefined ? undefined : each.clear ? 'yes' : 'no',
    `${c.with} ${c.against}`, `${c.release} ${c.indicator}`,
  ]),
])

const four = (x: number | undefined) => x === undefined ? undefined : Number(x.toFixed(4))

// comparable says whether an indicator counts a part of its families, and so has a share.
export const comparable = (i: Indicator) => i.numerator !== i.denominator && !(i.numerator === 'true' && !i.denominator)

// others returns what an indicator can be compared with in its own release: answers to the same question.
export const others = (r: Release, i: Indicator, q: Question): Indicator[] =>
  answers(r, q).filter(each => each.id !== i.id && each.unit === i.unit && comparable(each))

// isOf says whether a comparison answers what is asked.
export const isOf = (c: Comparison, release: number, indicator: string, asked: Compare): boolean =>
  c.release === release && c.indicator === indicator && (typeof asked.with === 'number' ? c.with === asked.with && c.against === indicator : c.against === asked.with)
