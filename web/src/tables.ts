// Where the same view is found as plain pages that the server renders. Pure.

import {write, type State} from './address'
import type {Indicator, Release} from './api/client'
import {gapOf} from './gap'
import {subject} from './question'
import {writeAll} from './scenario'

// tablesOf returns their address. What they do not show is carried along in view, for the way back.
export function tablesOf(s: State, r: Release, i: Indicator | undefined): string {
  return address(s, r, i, s.whatIf ? '/whatif' : s.compare ? '/compare' : '')
}

// tablesOfArea returns the address of all that is known of one area.
export const tablesOfArea = (s: State, r: Release, i: Indicator | undefined, code: string) => address({...s, whatIf: undefined}, r, i, `/areas/${code}`)

function address(s: State, r: Release, i: Indicator | undefined, page: string): string {
  const all = {...asked(s, r, i, page), lang: s.language, view: write({...s, release: undefined, language: 'id'}).slice(1)}
  return `/tables/${r.id}${page}?${new URLSearchParams(Object.entries(all).filter((e): e is [string, string] => e[1] !== undefined))}`
}

function asked(s: State, r: Release, i: Indicator | undefined, page: string): Record<string, string | undefined> {
  const within = s.by === 'village' ? s.within : undefined
  if (s.whatIf) return {whatif: writeAll(s.whatIf), by: s.by}
  if (page === '/compare') return {indicator: i?.id, compare: String(s.compare!.with), level: s.by, within}
  return {
    about: i && gapOf(i, r) ? subject(i) : i?.id, level: s.by, within,
    threshold: text(s.threshold), method: s.classes?.method, classes: text(s.classes?.classes), target: text(s.classes?.target),
    with: s.with, class: s.with && s.class && `${s.class.poverty},${s.class.coverage}`,
    measure: i && gapOf(i, r) ? i.id : undefined, basis: text(s.basis), only: only(s, i),
  }
}

// only is the class that is kept, where the tables have the same: their classes are of the places that they list, those of
// a map of hexagons are of hexagons. Thresholds and states are alike for both.
function only(s: State, i: Indicator | undefined): string | undefined {
  if (s.only === undefined || !i) return undefined
  if (typeof s.only === 'string') return i.unit === 'share' || (s.drawn === 'villages' && s.by === 'village') ? s.only : undefined
  const policy = i.unit === 'share' && i.thresholds && (!s.classes || s.classes.method === 'thresholds')
  return policy || (s.drawn === 'villages' && s.by === 'village') ? String(s.only + 1) : undefined
}

const text = (n: number | undefined) => n ? String(n) : undefined
