// What if a budget were shared: the question, how an address says it, and what
// its answer means. Pure.

import type {Allocation, Indicator, Programme, Release, Rule} from './api/client'
import {nameOf} from './question'

// A Scenario is a budget in rupiah, and how it is shared.
export interface Scenario {programme: string; budget: number; cost: number; rule: Rule; minimum: number; within?: string}

export const rules = ['gap', 'poorest_first', 'equal_share'] as const satisfies Rule[]
export const most = 3 // scenarios side by side

// greatest is the most of each that an address holds.
export const greatest = {rupiah: 100_000_000_000_000, minimum: 999_999_999}

// packages is how many the budget pays for.
export const packages = (s: Scenario) => Math.floor(s.budget / s.cost)

// mostPackages is how many can be asked for: what they cost together is a budget.
export const mostPackages = (s: Scenario) => Math.floor(greatest.rupiah / s.cost)

export const keyOf = (s: Scenario): string =>
  [s.programme, s.budget, s.cost, s.rule, s.minimum, ...(s.within ? [s.within] : [])].join()

export const writeAll = (all: readonly Scenario[]): string => all.map(keyOf).join('--')

// readAll returns the scenarios of an address; one that cannot be read is left out.
export function readAll(text: string): Scenario[] | undefined {
  const all = text.split('--').map(part => form.exec(part)).filter(m => m !== null).slice(0, most)
  const found = all.map(([, programme, budget, cost, rule, minimum, within]): Scenario =>
    ({programme: programme!, budget: Number(budget), cost: Number(cost), rule: rule as Rule, minimum: Number(minimum), ...(within && {within})}))
  return found.length ? found : undefined
}
const form = /^([a-z][a-z0-9_]{0,63}),([1-9]\d{0,14}),([1-9]\d{0,14}),(gap|poorest_first|equal_share),(\d{1,9})(?:,([\d.]{1,13}))?$/

// A Subject is what a budget can be shared for: a programme, or programmes counted together.
export interface Subject {id: string; leakage: Indicator; programme?: Programme}

// subjects returns them: of each it must be counted whom it reaches, and whom wrongly.
export const subjects = (r: Release): Subject[] => r.indicators.flatMap(leakage => {
  const id = leakage.id.startsWith('leakage_') ? leakage.programme ?? leakage.group : undefined
  return id && r.indicators.some(i => i.id === `coverage_${id}`) ? [{id, leakage, programme: r.programmes.find(p => p.id === id)}] : []
})

export const subjectName = (s: Subject, language: 'id' | 'en') => nameOf(s.leakage, s.programme, language)

// first is the scenario that the reader starts from: the programme looked at, else the first.
export function first(r: Release, subject: string | undefined, within: string | undefined): Scenario | undefined {
  const all = subjects(r)
  const of = all.find(s => s.id === subject) ?? all.find(s => s.id === 'pkh') ?? all[0]
  return of && {programme: of.id, budget: 1_000_000_000, cost: 2_000_000, rule: 'gap', minimum: 0, ...(within && {within})}
}

// An Estimate is a number with the range that holds 95 % of the draws.
export interface Estimate {value: number; low: number; high: number}

const missedIn = (a: Allocation) => a.areas.reduce((n, v) => n + v.missed, 0)

// newlyReached is how many eligible families are expected to be reached who are
// not today. Exclusion error is missed ÷ eligible, so its fall says how many of the missed.
export function newlyReached(a: Allocation): Estimate | undefined {
  const {before, after, range} = a.exclusion_error
  if (!before || after === null || !range) return undefined
  const of = (error: number) => Math.max(0, missedIn(a) * (1 - error / before))
  return {value: of(after), low: of(range[1]!), high: of(range[0]!)}
}

// A Share is what one place gets in each scenario; undefined where the scenario does not count it.
export interface Share {code: string; name: string; missed: number; gets: (number | undefined)[]}

// shares lists what each village or district gets, most in the first scenario first.
export function shares(all: readonly (Allocation | undefined)[], by: 'village' | 'district', districtName: (code: string) => string): Share[] {
  const found = new Map<string, Share>()
  all.forEach((a, i) => {
    const here = new Map<string, {name: string; missed: number; gets: number}>()
    for (const v of a?.areas ?? []) {
      const code = by === 'village' ? v.code : v.district
      const before = here.get(code)
      here.set(code, {name: by === 'village' ? v.name : districtName(code), missed: (before?.missed ?? 0) + v.missed, gets: (before?.gets ?? 0) + v.packages})
    }
    for (const [code, {name, missed, gets}] of here) {
      const row = found.get(code) ?? {code, name, missed, gets: all.map(() => undefined)}
      row.gets[i] = gets
      found.set(code, row)
    }
  })
  const order = (a: Share, b: Share) =>
    a.gets.map((n, i) => (b.gets[i] ?? -1) - (n ?? -1)).find(d => d !== 0) ?? (b.missed - a.missed || (a.code < b.code ? -1 : 1))
  return [...found.values()].sort(order)
}

// A Kept scenario has a name, and stays in this browser.
export interface Kept {name: string; scenario: Scenario}

// readKept returns what was kept; what cannot be read is as if it were not there.
export function readKept(text: string | null): Kept[] {
  try {
    const all = JSON.parse(text ?? '[]') as unknown
    return Array.isArray(all) ? all.flatMap((k: {name?: unknown; key?: unknown} | null) => {
      const scenario = typeof k?.key === 'string' ? readAll(k.key)?.[0] : undefined
      return scenario && typeof k?.name === 'string' && k.name ? [{name: k.name.slice(0, 60), scenario}] : []
    }) : []
  } catch {
    return []
  }
}

export const writeKept = (all: readonly Kept[]) => JSON.stringify(all.map(k => ({name: k.name, key: keyOf(k.scenario)})))
