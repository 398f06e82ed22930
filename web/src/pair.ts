// Two measures at once: poverty and coverage, each in thirds, make nine classes. Pure.

import type {Grade, PairClass} from './address'
import type {Area, Figure, Indicator} from './api/client'
import {shown} from './figure'

export const grades = ['low', 'mid', 'high'] as const satisfies Grade[]

// A Third is a half-open interval of shares: from ≤ share < below.
export interface Third {grade: Grade; from?: number; below?: number}

// thirds parts shares into three classes of about equally many, at bounds that
// read well: whole 5 % where they tell the classes apart, else finer. Where
// shares are too much alike there are two classes, or one.
export function thirds(shares: readonly number[]): Third[] {
  const sorted = [...shares].sort((a, b) => a - b)
  // What is alike with the lowest is in the lowest class, however many it is.
  const above = sorted.find(x => x > sorted[0]!) ?? Infinity
  const exact = distinct([1, 2].map(n => Math.max(above, sorted[Math.floor(n * sorted.length / 3)] ?? 0)).filter(Number.isFinite))
  const cuts = [0.05, 0.01, 0.001].map(step => distinct(exact.map(x => Number((Math.round(x / step) * step).toFixed(4)))))
    .find(rounded => rounded.length === exact.length && between(rounded).every(t => sorted.some(x => holds(t, x)))) ?? exact
  return between(cuts)
}

function between(cuts: readonly number[]): Third[] {
  const names: Grade[] = cuts.length === 2 ? ['low', 'mid', 'high'] : cuts.length === 1 ? ['low', 'high'] : ['mid']
  return names.map((grade, i) => ({grade, from: cuts[i - 1], below: cuts[i]}))
}

const distinct = (all: readonly number[]) => [...new Set(all)]

const holds = (t: Third, share: number) => (t.from === undefined || share >= t.from) && (t.below === undefined || share < t.below)

// A Pairing is a coverage beside a measure of poverty, in the classes of a whole release.
export interface Pairing {coverage: Indicator; poverty: Indicator; thirds: Record<'coverage' | 'poverty', Third[]>}

export const pairUp = (coverage: Indicator, poverty: Indicator, all: readonly Area[]): Pairing =>
  ({coverage, poverty, thirds: {coverage: thirds(sharesOf(all, coverage.id)), poverty: thirds(sharesOf(all, poverty.id))}})

const sharesOf = (all: readonly Area[], id: string) => all.map(a => a.indicators[id]).filter(f => f && shown(f)).map(f => f!.value!)

export type Paired = PairClass | 'withheld' | 'no_data'

// paired returns the class of two figures. One that is not shown keeps both
// out of the classes; a true zero is a share like any other.
export function paired(poverty: Figure | undefined, coverage: Figure | undefined, p: Pairing): Paired {
  if (poverty?.state === 'withheld' || coverage?.state === 'withheld') return 'withheld'
  if (!poverty || !coverage || !shown(poverty) || !shown(coverage)) return 'no_data'
  return {poverty: gradeOf(p.thirds.poverty, poverty.value), coverage: gradeOf(p.thirds.coverage, coverage.value)}
}

export const pairedArea = (a: Area, p: Pairing) => paired(a.indicators[p.poverty.id], a.indicators[p.coverage.id], p)

const gradeOf = (all: readonly Third[], share: number): Grade => all.find(t => holds(t, share))!.grade

export const isClass = (a: Paired | undefined, b: PairClass): boolean =>
  typeof a === 'object' && a.poverty === b.poverty && a.coverage === b.coverage

// A PairCensus counts the places of each class, and the eligible families there that are missed.
export interface PairCensus {of: (c: PairClass) => {places: number; missed: number}; placed: number; withheld: number; no_data: number; missed: number}

export function pairCensus(all: readonly Area[], p: Pairing): PairCensus {
  const places = all.map(a => ({in: pairedArea(a, p), missed: missed(a.indicators[p.coverage.id])}))
  const sum = (some: typeof places) => some.reduce((n, each) => n + each.missed, 0)
  return {
    of: c => {
      const some = places.filter(each => isClass(each.in, c))
      return {places: some.length, missed: sum(some)}
    },
    placed: places.filter(each => typeof each.in === 'object').length,
    withheld: places.filter(each => each.in === 'withheld').length,
    no_data: places.filter(each => each.in === 'no_data').length,
    missed: sum(places),
  }
}

const missed = (f: Figure | undefined) => f && shown(f) ? f.denominator - f.numerator : 0
