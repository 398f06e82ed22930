// Where eligible families are missed: whom to ask about, the order of the
// answer, and its file. Pure.

import type {Gap, Indicator, Place, Release, UnderCovered} from './api/client'
import type {Language, Sort} from './address'
import {questionOf, subject} from './question'

// gapOf returns what to ask about an indicator: coverage and gap, of a subject whose coverage is counted.
export function gapOf(i: Indicator, r: Release): Gap | undefined {
  const [q, of] = [questionOf(i), subject(i)]
  if ((q !== 'gap' && q !== 'coverage') || !r.indicators.some(each => each.id === `coverage_${of}`)) return undefined
  if (i.programme) return {programme: i.programme}
  return of === 'any' ? {any: ''} : {strategy: of!.slice('strategy_'.length).toUpperCase()}
}

// The shares reached below which a place may be called under-covered, and the usual one, which the API takes too.
export const thresholds = [0.5, 0.6, 0.7, 0.8, 0.9]
export const usual = 0.7

export const most: Sort = {column: 'missed', down: true}

// reached is the share of the eligible who are reached, with its 95 % interval.
export const reached = (p: Place) => ({value: 1 - p.share, low: 1 - p.wilson[1]!, high: 1 - p.wilson[0]!})

// ordered sorts places; equals stand as the answer has them.
export function ordered(places: readonly Place[], sort: Sort, language: Language): Place[] {
  const sign = sort.down ? -1 : 1
  const collator = new Intl.Collator(language)
  const compare = {
    name: (a: Place, b: Place) => sign * collator.compare(a.name ?? '', b.name ?? ''),
    reached: (a: Place, b: Place) => sign * (b.share - a.share),
    missed: (a: Place, b: Place) => sign * (a.missed - b.missed),
  }[sort.column as 'name' | 'reached' | 'missed']
  return [...places].sort((a, b) => compare?.(a, b) || a.position - b.position)
}

// Why a place is not in the order; not tested are those in it that no test could judge.
export const apart = ['withheld', 'no_data', 'nobody_eligible', 'not_tested'] as const

// file returns places as CSV (RFC 4180) in the order given, then those that
// are not ranked, without numbers and with the reason. Kept says of which class those in order are; '' of all.
export function file(a: UnderCovered, threshold: number, places: readonly Place[], nameOf: (code: string) => string, language: Language, kept = ''): string {
  const line = (p: Place) => [
    'ranked', p.position, p.rank?.[0], p.rank?.[1], p.code, p.name, p.parent, p.eligible, p.reached, p.missed,
    four(reached(p).value), four(reached(p).low), four(reached(p).high), threshold, p.below === undefined ? '' : four(p.below), four(p.of_gap), four(p.running), p.hot_spot,
    p.why[language], (p.doubts ?? []).map(d => d[language]).join(' '), kept,
  ]
  const without = apart.slice(0, 3).flatMap(state =>
    a[state as 'withheld'].map(code => [state, '', '', '', code, nameOf(code), ...Array<string>(columns.length - 6).fill('')]))
  return csv([columns, ...places.map(line), ...without])
}

// csv writes rows as RFC 4180 has it.
export const csv = (rows: readonly (string | number | undefined)[][]) => rows.map(row => row.map(field).join(',') + '\r\n').join('')

const columns = [
  'state', 'position', 'rank_best', 'rank_worst', 'code', 'name', 'parent', 'eligible', 'reached', 'missed',
  'reached_share', 'reached_low', 'reached_high', 'threshold', 'below', 'of_gap', 'running', 'hot_spot', 'why', 'doubts', 'kept',
]

const four = (x: number) => Number(x.toFixed(4))

// field quotes where it must; a text that a spreadsheet would take for a formula gets an apostrophe.
function field(x: string | number | undefined): string {
  const text = typeof x === 'string' && /^[=+\-@\t\r]/.test(x) ? `'${x}` : String(x ?? '')
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
