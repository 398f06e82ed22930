// The indicators of a release as the questions that a planner asks. Pure.

import type {Indicator, Programme, Release} from './api/client'

export const questions = ['coverage', 'gap', 'eligible', 'leakage', 'poverty'] as const
export type Question = typeof questions[number]

// subject is the programme of an indicator, or the group of programmes that it counts together.
export const subject = (i: Indicator | undefined): string | undefined => i?.programme ?? i?.group

// questionOf returns which question an indicator answers; that of a programme
// or a group says so at the head of its id, and the rest are about poverty.
export function questionOf(i: Indicator): Question {
  const head = i.id.slice(0, i.id.indexOf('_')) as Question
  return subject(i) && head !== 'poverty' && questions.includes(head) ? head : 'poverty'
}

// madeUp says whether an area is the regency that `tepat demo` and `tepat synth`
// make up: it has a code that no regency has, and a name that says so.
export const madeUp = (area: {code: string; name: string}) => area.code === '64.69' && area.name === 'Kabupaten Contoh'

// nameOf is what the subject of an indicator is called: a group's indicators begin with it.
export const nameOf = (i: Indicator, p: Programme | undefined, language: 'id' | 'en'): string =>
  p?.name[language] ?? (i.group ? i.name[language].split(': ')[0]! : i.name[language])

// answers returns the indicators to one question, in the release's order.
export const answers = (r: Release, q: Question) => r.indicators.filter(i => questionOf(i) === q)

// opening returns the indicator that a first visitor sees: whom help misses most.
export const opening = (r: Release): Indicator | undefined =>
  answers(r, 'gap').find(i => i.programme === 'pkh') ?? answers(r, 'gap')[0] ?? r.indicators[0]

// inText is that name within a sentence: a group's is no proper name.
export const inText = (i: Indicator, p: Programme | undefined, language: 'id' | 'en'): string => {
  const name = nameOf(i, p, language)
  return i.group ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

// Shares that say how good the data are, or how programmes overlap, not how poor families are.
const otherThanPoverty = ['located_share', 'dukcapil_match', 'registry_discordance', 'old_data', 'overlap', 'female_headed']

// beside returns the measures of poverty that can stand beside a coverage.
export const beside = (r: Release): Indicator[] =>
  answers(r, 'poverty').filter(i => i.unit === 'share' && !otherThanPoverty.includes(i.id))

// poorest returns the measure of poverty that a first visitor sees beside coverage.
export const poorest = (r: Release): Indicator | undefined =>
  beside(r).find(i => i.id === 'desil_1_4') ?? beside(r)[0]

// turned returns the indicator that answers q about the same programme as from, or else the one that q opens with.
export const turned = (r: Release, from: Indicator | undefined, q: Question): Indicator | undefined =>
  answers(r, q).find(i => subject(i) !== undefined && subject(i) === subject(from)) ?? (q === 'poverty' ? poorest(r) : undefined) ?? answers(r, q)[0]

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
