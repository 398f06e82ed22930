// What the rows of a table say: order, rank, classes, sums. Pure.

import type {Area, Figure, FigureState} from './api/client'
import type {Language, Sort} from './address'
import {classOf, type Bare, type Class} from './scale'
import type {Question} from './question'

export interface Row {area: Area; figure: Figure; rank?: number}

// shown says whether a figure's numbers may be read.
export const shown = (f: Figure): f is Figure & {value: number; numerator: number; denominator: number} =>
  (f.state === 'value' || f.state === 'zero') && f.value !== undefined

// rows ranks areas by one indicator. Where the lowest value presses most, as
// with coverage, rank 1 is the lowest. Equal values share a rank; what has no
// number has none.
export function rows(areas: readonly Area[], indicator: string, lowestFirst: boolean): Row[] {
  const all: Row[] = areas.map(area => ({area, figure: area.indicators[indicator] ?? {state: 'no_data'}}))
  const ranked = all.filter(r => shown(r.figure)).sort((a, b) => (lowestFirst ? 1 : -1) * (a.figure.value! - b.figure.value!))
  ranked.forEach((r, i) => {
    const before = ranked[i - 1]
    r.rank = before && before.figure.value === r.figure.value ? before.rank : i + 1
  })
  return all
}

// naturalSort puts the most pressing village on top.
export const naturalSort = (q: Question): Sort => ({column: 'value', down: q !== 'coverage'})

// sorted orders rows; those without a number come last, by code, whichever way the rest runs.
export function sorted(all: readonly Row[], sort: Sort, language: Language): Row[] {
  const sign = sort.down ? -1 : 1
  const compare = new Intl.Collator(language).compare
  return [...all].sort((a, b) => {
    if (sort.column === 'name') return sign * compare(a.area.name, b.area.name) || byCode(a, b)
    const x = measure(a, sort.column), y = measure(b, sort.column)
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || byCode(a, b)
    return sign * (x - y) || byCode(a, b)
  })
}

const measure = (r: Row, column: Sort['column']) =>
  shown(r.figure) ? column === 'base' ? r.figure.denominator : r.figure.value : undefined

const byCode = (a: Row, b: Row) => a.area.code < b.area.code ? -1 : Number(a.area.code > b.area.code)

// keyIn returns the class that a figure lies in, or its state.
export const keyIn = (f: Figure | undefined, classes: readonly Class[]): number | Bare =>
  f?.state === 'value' ? classOf(classes, f.value ?? 0) : f?.state ?? 'no_data'

// A Census counts places by class and by state.
export interface Census {classes: number[]; states: Record<FigureState, number>}

export function census(figures: Iterable<Figure>, classes: readonly Class[]): Census {
  const c: Census = {classes: classes.map(() => 0), states: {value: 0, zero: 0, no_data: 0, withheld: 0}}
  for (const f of figures) {
    c.states[f.state]++
    if (f.state === 'value') c.classes[classOf(classes, f.value ?? 0)]!++
  }
  return c
}

// total adds figures up; undefined when one of them is withheld, since a part is not the whole.
export function total(figures: readonly Figure[]): {numerator: number; denominator: number} | undefined {
  const sum = {numerator: 0, denominator: 0}
  for (const f of figures) {
    if (f.state === 'withheld') return undefined
    sum.numerator += f.numerator ?? 0
    sum.denominator += f.denominator ?? 0
  }
  return figures.length ? sum : undefined
}

// half returns how few places hold half of all the families counted;
// undefined where there are none, or too many are in places that do not show them.
export function half(figures: readonly Figure[], all: number): number | undefined {
  const counts = figures.filter(shown).map(f => f.numerator).sort((a, b) => b - a)
  let sum = 0
  return counts.findIndex(n => n > 0 && (sum += n) * 2 >= all) + 1 || undefined
}
