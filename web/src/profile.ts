// The measures of a place in the order in which they are read. Pure.

import type {Indicator, Release} from './api/client'
import {nameOf, subject} from './question'

// What says how good the data are.
export const qualities = ['located_share', 'dukcapil_match', 'registry_discordance', 'old_data'] as const

export interface Group {name: string; measures: Indicator[]}

// measuresOf groups the indicators of a release: first those of the programme
// that is looked at, then families and poverty, what the data is worth, and the other programmes.
export function measuresOf(r: Release, looked: Indicator | undefined, l: 'id' | 'en', names: {families: string; quality: string}): Group[] {
  const families: Group = {name: names.families, measures: []}
  const quality: Group = {name: names.quality, measures: []}
  const programmes = new Map<string, Group>()
  for (const i of r.indicators) {
    const of = subject(i)
    if (of !== undefined) {
      const group = programmes.get(of) ?? {name: nameOf(i, r.programmes.find(p => p.id === of), l), measures: []}
      group.measures.push(i)
      programmes.set(of, group)
    } else (qualities.some(id => id === i.id) ? quality : families).measures.push(i)
  }
  const own = programmes.get(subject(looked) ?? '')
  return [...own ? [own] : [], families, quality, ...[...programmes.values()].filter(g => g !== own)].filter(g => g.measures.length)
}

// shortName is what a measure is called below the name of its programme, with which its own begins.
export function shortName(i: Indicator, l: 'id' | 'en'): string {
  const [, rest] = subject(i) === undefined ? [] : i.name[l].split(': ')
  return rest ? rest.charAt(0).toUpperCase() + rest.slice(1) : i.name[l]
}
