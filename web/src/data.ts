// What the server says about the choice: the release and its areas, kept in
// signals that panels and map read.

import {computed, effect, signal, type Signal} from '@preact/signals'
import {areas, release as fetchRelease, releases, Trouble, type Area, type Level, type Release} from './api/client'
import {naturalSort, rows, sorted} from './figure'
import {opening, questionOf} from './question'
import {classes, palettes} from './scale'
import {reopen, resolution, settle, state} from './state'

export type Remote<T> = {is: 'waiting'; old?: T} | {is: 'here'; value: T} | {is: 'failed'; why: Trouble}

const waiting = <T>(): Remote<T> => ({is: 'waiting'})
// value returns what is here, or what was here before the one being waited for.
const value = <T>(r: Remote<T>): T | undefined => r.is === 'here' ? r.value : r.is === 'waiting' ? r.old : undefined

// Figures are the areas of one indicator, by level.
export type Figures = {indicator: string} & Record<Level, Area[]>

export const released = signal<Remote<Release>>(waiting())
export const figures = signal<Remote<Figures>>(waiting())
export const newest = signal<number | undefined>(undefined)
const attempt = signal(0)
export const retry = () => { attempt.value++ }

export const release = computed(() => value(released.value))
export const indicator = computed(() => {
  const all = release.value?.indicators
  return all?.find(i => i.id === state.value.indicator)
})
export const question = computed(() => indicator.value && questionOf(indicator.value))
export const programme = computed(() => release.value?.programmes.find(p => p.id === indicator.value?.programme))

// The figures on the table; while others are on their way, none of them is shown under a wrong name.
export const current = computed(() => {
  const f = value(figures.value)
  return f?.indicator === indicator.value?.id ? f : undefined
})
export const names = computed(() => value(figures.value))

// The classes hold for the whole release: of villages, and of hexagons of one
// size, since a larger one holds more families.
const classesOf = (kind: () => string) => computed(() => {
  const i = indicator.value
  return i ? classes(release.value?.breaks[i.id]?.[kind()] ?? [], palettes[questionOf(i)], i.unit) : []
})
export const villageClasses = classesOf(() => 'village')
export const cellClasses = classesOf(() => `cell_${resolution.value}`)

export const sort = computed(() => state.value.sort ?? naturalSort(question.value ?? 'gap'))

// All villages, ranked; and those of the chosen district, in the chosen order.
export const ranked = computed(() =>
  current.value && question.value ? rows(current.value.village, current.value.indicator, question.value === 'coverage') : [])
const narrowed = computed(() => ranked.value.filter(r => !state.value.within || r.area.parent === state.value.within))
export const listed = computed(() => sorted(narrowed.value, sort.value, state.value.language))

// start keeps the signals in step with the state.
export function start() {
  const number = computed(() => state.value.release)
  effect(() => {
    attempt.value
    const wanted = number.value
    const have = released.peek()
    if (have.is === 'here' && have.value.id === wanted) return
    return load(released, signal => fetchRelease(wanted, signal), r => {
      const known = r.indicators.some(i => i.id === state.peek().indicator)
      settle(r.id, known ? state.peek().indicator : opening(r)?.id)
    })
  })
  const asked = computed(() => indicator.value && release.value && `${release.value.id} ${indicator.value.id}`)
  effect(() => {
    attempt.value
    if (!asked.value) return
    const [id, of] = [release.peek()!.id, indicator.peek()!.id]
    return load(figures, async signal => {
      const [village, district, regency] = await Promise.all(
        (['village', 'district', 'regency'] as const).map(level => areas(id, level, of, signal)))
      return {indicator: of, village: village!, district: district!, regency: regency!}
    })
  })
}

// load fills a signal and returns how to give up.
function load<T>(into: Signal<Remote<T>>, fetch: (signal: AbortSignal) => Promise<T>, then?: (value: T) => void) {
  const giveUp = new AbortController()
  into.value = {is: 'waiting', old: value(into.peek())}
  fetch(giveUp.signal).then(value => {
    if (giveUp.signal.aborted) return
    into.value = {is: 'here', value}
    then?.(value)
  }).catch(why => {
    if (giveUp.signal.aborted) return
    into.value = {is: 'failed', why: why instanceof Trouble ? why : new Trouble('refused', String(why))}
  })
  return () => giveUp.abort()
}

// lookForNewer asks whether a newer release for the same readers is out.
export async function lookForNewer() {
  const r = release.peek()
  if (!r) return
  const all = await releases().catch(() => [])
  newest.value = all.find(about => about.audience === r.audience && about.id > r.id)?.id
}

export function showNewest() {
  reopen(newest.peek())
  newest.value = undefined
}
