// What the server says of the other side of a comparison, of earlier releases,
// and of density: signals that panels and map read.

import {computed, effect, signal} from '@preact/signals'
import type {Drawn} from './address'
import {compare, density, history, release as fetchRelease, published as fetchPublished, type About, type Comparison, type Density, type History, type Indicator, type Release} from './api/client'
import {changeCensus, changeClasses, comparable, isLater, isOf, others, sortedChanges, turned} from './change'
import {attempt, indicator, load, pairing, poverty, question, release, sort, value, waiting, type Remote} from './data'
import {placed} from './density'
import {steps} from './past'
import {drop, state} from './state'

// The releases for the same readers, newest first.
export const published = signal<About[]>([])

export interface Sides {village: Comparison; listed: Comparison; other: Release}
export const sides = signal<Remote<Sides>>(waiting())

// both is the comparison that is asked for; undefined until it is here.
export const both = computed(() => {
  const {compare: asked, by} = state.value
  const [r, i, s] = [release.value, indicator.value, value(sides.value)]
  if (!asked || !r || !i || !s || !isOf(s.village, r.id, i.id, asked) || s.listed.level !== by) return undefined
  return {...s, ...(isLater(s.other, r) && s.other.id !== r.id && {village: turned(s.village), listed: turned(s.listed)})}
})

// other is what is set beside the release and the indicator looked at.
export const other = computed((): {release: Release; indicator: Indicator} | undefined => {
  const {compare: asked} = state.value
  const s = both.value
  const of = typeof asked?.with === 'string' ? asked.with : indicator.value?.id
  const i = s?.other.indicators.find(each => each.id === of)
  return s && i && {release: s.other, indicator: i}
})

// later says that the other release is the later one. It stands on the right then: time runs from left to right.
export const later = computed(() => {
  const {compare: asked} = state.value
  const [r, with_] = [release.value, published.value.find(p => p.id === asked?.with) ?? both.value?.other]
  return typeof asked?.with === 'number' && !!r && !!with_ && isLater(with_, r)
})

// over says that the two sides are of two times, not of two measures.
export const over = computed(() => typeof state.value.compare?.with === 'number')

export const kinds = computed(() => both.value && question.value ? changeClasses(both.value.village.breaks, question.value) : [])
const here = (c: Comparison | undefined) => {
  const {within} = state.value
  return c?.areas.filter(a => !within || c.level === 'district' || a.parent === within) ?? []
}
export const changed = computed(() => sortedChanges(here(both.value?.listed).filter(c => c.state === 'value'), sort.value, state.value.language))
export const unchanged = computed(() => here(both.value?.listed).filter(c => c.state !== 'value'))
export const census = computed(() => changeCensus(here(both.value?.village), kinds.value))
export const wholeCensus = computed(() => changeCensus(both.value?.village.areas ?? [], kinds.value))
export const changeOf = (code: string | undefined) => both.value?.listed.areas.find(c => c.code === code)

// What can be set beside the indicator.
export const otherReleases = computed(() => {
  const [r, i] = [release.value, indicator.value]
  return r && i && comparable(i) ? published.value.filter(p => p.id !== r.id && p.indicators.some(each => each.id === i.id)) : []
})
export const otherMeasures = computed(() => {
  const [r, i, q] = [release.value, indicator.value, question.value]
  return r && i && q && comparable(i) ? others(r, i, q) : []
})

// The history of the areas that the table lists.
const pasts = signal<Remote<History>>(waiting())
export const past = computed(() => {
  const h = value(pasts.value)
  const {by} = state.value
  return h && h.release === release.value?.id && h.indicator === indicator.value?.id && h.level === by && h.releases.length > 1 ? h : undefined
})
export const stepsOf = (code: string) => past.value ? steps(past.value, code) : []

// Density, where it can be drawn and is asked for.
export const heated = computed(() => release.value && indicator.value && !poverty.value && !state.value.compare ? placed(release.value, indicator.value) : undefined)
const densities = signal<Remote<Density>>(waiting())
export const dense = computed(() => {
  const d = value(densities.value)
  return d && d.release === release.value?.id && d.indicator === heated.value?.id ? d : undefined
})

// drawn is how the map draws: what was chosen, where that can be.
export const drawn = computed((): Drawn => {
  const {drawn, compare} = state.value
  return compare?.look === 'difference' ? 'villages' : drawn === 'heat' && !heated.value ? 'cells' : drawn
})

// drawsCircles says whether counts are drawn as circles.
export const drawsCircles = computed(() => indicator.value?.unit === 'families' && !pairing.value && state.value.compare?.look !== 'difference' && drawn.value !== 'heat')

export function start() {
  const audience = computed(() => release.value?.audience)
  const number = computed(() => release.value?.id)
  effect(() => {
    attempt.value
    const [id, of] = [number.value, audience.value]
    // Without the list there is nothing to choose from; the page stands.
    if (id) fetchPublished().then(({releases}) => { published.value = releases.filter(r => r.audience === of) }).catch(() => {})
  })
  const asked = computed(() => {
    const {compare: c, by} = state.value
    return c && release.value && indicator.value && JSON.stringify([release.value.id, indicator.value.id, c.with, by])
  })
  effect(() => {
    attempt.value
    if (!asked.value) return
    const [id, of, {compare: c, by}] = [release.peek()!.id, indicator.peek()!.id, state.peek()]
    return load(sides, async signal => {
      const [village, listed, other] = await Promise.all([
        compare(id, of, c!.with, 'village', signal),
        compare(id, of, c!.with, by, signal),
        typeof c!.with === 'number' ? fetchRelease(c!.with, signal) : release.peek()!,
      ])
      return {village, listed, other}
    })
  })
  // What cannot be compared is left out, and said so; a server that is away is another matter.
  effect(() => {
    const s = sides.value
    if (s.is !== 'failed' || s.why.kind === 'unreachable' || !state.peek().compare) return
    sides.value = waiting()
    const {sort} = state.peek()
    drop(['compare', ...(sort && ['before', 'after', 'change'].includes(sort.column) ? ['sort'] as const : [])])
  })
  const recalled = computed(() => release.value && indicator.value && published.value.length > 1 && JSON.stringify([release.value.id, indicator.value.id, state.value.by, published.value[0]!.id]))
  effect(() => {
    attempt.value
    if (!recalled.value) return
    const [id, of, {by}] = [release.peek()!.id, indicator.peek()!.id, state.peek()]
    return load(pasts, signal => history(id, of, by, signal))
  })
  const heat = computed(() => state.value.drawn === 'heat' && heated.value && JSON.stringify([release.value!.id, heated.value.id]))
  effect(() => {
    attempt.value
    if (!heat.value) return
    const [id, of] = [release.peek()!.id, heated.peek()!.id]
    return load(densities, signal => density(id, of, signal))
  })
}
