// The indicators of a release as the questions that a planner asks. Pure.

import type {Indicator, Programme, Release} from './api/client'

export const questions = ['coverage', 'gap', 'eligible', 'leakage', 'poverty'] as const
export type Question = typeof questions[number]

// questionOf returns which question an indicator answers; a programme's
// indicator says so at the head of its id, and the rest are about poverty.
export function questionOf(i: Indicator): Question {
  const head = i.id.slice(0, i.id.indexOf('_')) as Question
  return i.programme && head !== 'poverty' && questions.includes(head) ? head : 'poverty'
}

// answers returns the indicators to one question, in the release's order.
export const answers = (r: Release, q: Question) => r.indicators.filter(i => questionOf(i) === q)

// opening returns the indicator that a first visitor sees: whom help misses most.
export const opening = (r: Release): Indicator | undefined =>
  answers(r, 'gap').find(i => i.programme === 'pkh') ?? answers(r, 'gap')[0] ?? r.indicators[0]

// turned returns the indicator that answers q about the same programme as from, or else q's first.
export const turned = (r: Release, from: Indicator | undefined, q: Question): Indicator | undefined =>
  answers(r, q).find(i => i.programme !== undefined && i.programme === from?.programme) ?? answers(r, q)[0]

// A Shelf is a group of choices under one heading of the select.
export interface Shelf {strategy: string; choices: {indicator: Indicator; programme?: Programme}[]}

// shelves groups the answers to a question by the strategy of their programme.
export function shelves(r: Release, q: Question): Shelf[] {
  const all: Shelf[] = []
  for (const indicator of answers(r, q)) {
    const programme = q === 'poverty' ? undefined : r.programmes.find(p => p.id === indicator.programme)
    const strategy = programme?.strategy ?? ''
    const shelf = all.find(s => s.strategy === strategy)
    if (shelf) shelf.choices.push({indicator, programme})
    else all.push({strategy, choices: [{indicator, programme}]})
  }
  return all.sort((a, b) => a.strategy.localeCompare(b.strategy))
}
