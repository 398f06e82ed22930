// What the reader chose, and the actions that change it. No DOM, no map.

import {computed, signal} from '@preact/signals'
import {initial, isStep, read, round, unread, write, type By, type Camera, type Column, type Compare, type Key as ClassKey, type Language, type PairClass, type Parting, type Sort, type State, type Tab} from './address'
import type {Figure, Level} from './api/client'
import type {Census} from './figure'
import {usual} from './gap'
import {most, type Scenario} from './scenario'
import {words} from './text'

export const state = signal<State>(initial)
export const language = computed(() => state.value.language)
export const t = computed(() => words[language.value])

// A CellFigure is a hexagon of the map with its figure; those of one group share it, where it is grouped.
// Of two measures at once, figure is the coverage and also the poverty.
export interface CellFigure {h3: string; group: string; grouped: boolean; figure: Figure; also?: Figure}

// A Pointed place is under the pointer: in the table, or on the map at a point of the page.
export interface Pointed {village?: string; district?: string; cell?: CellFigure; at?: {x: number; y: number}}
export const pointed = signal<Pointed>({})

// picked is the chosen hexagon as the map last drew it.
export const picked = signal<CellFigure | undefined>(undefined)

// What the map draws of the hexagons: their resolution, and the figures in view.
export const resolution = signal<number | undefined>(undefined)
export const inView = signal<Census | undefined>(undefined)
export const inOtherView = signal<Census | undefined>(undefined) // of the other half of a comparison

// How many metres the map shows from left to right.
export const ground = signal<number | undefined>(undefined)

// Whether the map of villages stands in for that of hexagons.
export const byVillage = signal(false)

// Why there is no map, if there is none.
export const mapless = signal<'noWebGL' | 'lostWebGL' | 'mapFailed' | undefined>(undefined)

// What of the map did not come: patchy says that something did not, uncounted that hexagons did not.
const gaps = signal<readonly string[]>([])
export const patchy = computed(() => gaps.value.length > 0)
export const uncounted = computed(() => gaps.value.some(gap => gap.endsWith('cells')))

// miss says that a part of the map did not come, or that it is there.
export function miss(what: string, missing: boolean) {
  if (gaps.peek().includes(what) !== missing) gaps.value = missing ? [...gaps.peek(), what] : gaps.peek().filter(gap => gap !== what)
}

// What is said to those who go over the map by keyboard.
export const said = signal('')

// The class or state that the reader points at in the legend.
export const emphasis = signal<number | 'zero' | 'no_data' | 'withheld' | 'same' | 'unlike' | undefined>(undefined)

// The class of two measures, or the state, that the reader points at.
export const pointedClass = signal<PairClass | 'no_data' | 'withheld' | undefined>(undefined)

// A Wish is what a panel asks of the camera, which the map owns; each is fulfilled once.
export type Wish = {to: By; code: string} | {see: By; code: string} | {to: 'all'} | {zoom: 1 | -1}
export const wish = signal<Wish | undefined>(undefined)

const change = (part: Partial<State>) => { state.value = {...state.value, ...part} }

export const speak = (language: Language) => change({language})
export const turnTo = (tab: Tab) => change({tab})
export const draw = (drawn: State['drawn']) => change({drawn, cell: undefined, only: undefined})

// part chooses in which classes figures are shown: those of the release looked at.
export const part = (classes: Parting | undefined) => change({classes, basis: undefined, only: undefined})

// single keeps one class or state of one measure, or shows all again.
export const single = (only: ClassKey | undefined) => change({only})

// renew parts the figures of the release looked at, in place of those of an earlier one.
export const renew = () => change({basis: undefined, only: undefined})

// choose turns to another indicator; only a coverage has a measure of poverty beside it.
export const choose = (indicator: string) =>
  change({
    indicator, sort: undefined, only: undefined, basis: undefined,
    // How to part goes along; what belongs to the measure before does not.
    ...((state.value.classes?.method === 'thresholds' || state.value.classes?.target !== undefined) && {classes: undefined}),
    ...(!indicator.startsWith('coverage_') && {with: undefined, class: undefined}),
    // Another release stays beside it; another indicator was beside the one before.
    ...(typeof state.value.compare?.with === 'string' && noCompare),
  })

const noCompare = {compare: undefined, divider: undefined}

// pairWith puts a measure of poverty beside the coverage, or takes it away.
export const pairWith = (poverty: string | undefined) => change({with: poverty, class: undefined, only: undefined, sort: undefined, ...noCompare})

// keep shows one class of two measures only, or all again.
export const keep = (c: PairClass | undefined) => change({class: c})

// pockets asks which villages are poor and poorly covered.
export const pockets = (coverage: string, poverty: string) =>
  change({indicator: coverage, with: poverty, class: {poverty: 'high', coverage: 'low'}, drawn: 'villages', by: 'village', sort: undefined, cell: undefined, only: undefined, ...noCompare})

// compare sets another release or indicator beside what is looked at, or takes it away.
export const compare = (c: Compare | undefined) => change({
  compare: c, divider: undefined, sort: undefined, cell: undefined, with: undefined, class: undefined, only: undefined,
  ...(c && state.value.drawn === 'heat' && {drawn: 'cells'}),
})

// divide moves the line between the halves of the map: per cent from the left.
export const divide = (divider: number) => change({divider: divider === 50 ? undefined : Math.round(Math.min(100, Math.max(0, divider)))})

export const moved = (camera: Camera) => change({camera: round(camera)})

// settle fills in what the reader left open.
export function settle(release: number, indicator: string | undefined) {
  change({release, indicator})
  mended = state.value
}

// dropped is what a link asked for that the release does not have.
export const dropped = signal<string[]>([])

// mended is a state that differs from the one before by what was filled in and dropped: no step for the Back button.
let mended: State | undefined

// drop forgets parts of the state that the release does not have, and says so.
export function drop(parts: readonly ('indicator' | 'within' | 'village' | 'cell' | 'with' | 'class' | 'sort' | 'compare' | 'classes' | 'basis' | 'only')[]) {
  const there = parts.filter(part => state.value[part] !== undefined)
  if (!there.length) return
  const written = new URLSearchParams(write(state.value))
  dropped.value = [...new Set([...dropped.value, ...there.map(part => `${part}=${written.get(part)}`)])]
  change(Object.fromEntries(parts.map(part => [part, undefined])))
  mended = state.value
}

// reopen leaves the numbered release for another, or for the newest. The classes stay those of the one before, so that
// equal colours mean equal figures.
export const reopen = (release?: number) => change({
  release, cell: undefined, only: undefined,
  ...(release !== undefined && {basis: state.value.basis ?? state.value.release}),
  ...(release !== undefined && release === state.value.compare?.with && noCompare),
})

// demand says below which share reached a place is under-covered.
export const demand = (threshold: number) => change({threshold: threshold === usual ? undefined : threshold})

// list says what the table lists; of districts, the chosen one is that whose villages are kept.
export const list = (by: By) => change({by, sort: undefined, village: undefined, cell: undefined})

// narrow keeps the villages of one district, or all.
export function narrow(within: string | undefined) {
  const {village} = state.value
  change({within, village: within && village && !village.startsWith(within) ? undefined : village, cell: undefined})
  wish.value = within ? {to: 'district', code: within} : {to: 'all'}
}

// chosen is the code of the chosen place among those that the table lists.
export const chosen = computed(() => state.value.by === 'district' ? state.value.within : state.value.village)

// pick chooses a place in the table and asks the map to go there; where only
// one of them is seen, it turns to the map.
export function pick(code: string, turn = false) {
  const {by, tab} = state.value
  change({[by === 'district' ? 'within' : 'village']: code, cell: undefined, tab: turn ? 'map' : tab})
  wish.value = {to: by, code}
}

// seek goes to an area that was searched for: the table lists its like, and keeps a
// district that it lies in.
export function seek({level, code, parent}: {level: Level; code: string; parent?: string}) {
  if (level === 'district' && state.value.by === 'village') return narrow(code)
  const {within} = state.value
  const by: By = level === 'district' ? 'district' : 'village'
  change({by, cell: undefined, tab: 'map', ...(by === 'district' ? {within: code, village: undefined} : {village: code, within: within && parent})})
  wish.value = {to: by, code}
}

// pickOnMap chooses what was pressed on the map, and asks it to keep that in
// sight beside the card. A village of another district is not left out of the table: its own is kept.
export function pickOnMap(at: {village?: string; district?: string; cell?: CellFigure}) {
  picked.value = at.cell
  const {by, within} = state.value
  change({
    cell: at.cell?.h3,
    ...(by === 'district' ? {within: at.district} : {village: at.village, within: within && (at.district ?? within)}),
  })
  if (chosen.value) wish.value = {see: by, code: chosen.value}
}

export const unpick = () => change({village: undefined, cell: undefined, ...(state.value.by === 'district' && {within: undefined})})

// imagine looks at scenarios in place of map and table; without one, it goes back to those.
export const imagine = (all: readonly Scenario[] | undefined) => change({whatIf: all?.length ? all.slice(0, most) : undefined})

// alter changes one of the scenarios looked at.
export const alter = (i: number, part: Partial<Scenario>) =>
  imagine(state.value.whatIf?.map((s, at) => at === i ? {...s, ...part} : s))

export const addScenario = (s: Scenario) => imagine([...state.value.whatIf ?? [], s])
export const dropScenario = (i: number) => imagine(state.value.whatIf?.filter((_, at) => at !== i))

// A Key is what the state needs of a key that was pressed.
export interface Key {key: string; defaultPrevented: boolean; isComposing: boolean}

// escape lets go of the chosen place, unless the key closes something nearer.
export function escape({key, defaultPrevented, isComposing}: Key, nearer: boolean) {
  if (key === 'Escape' && !defaultPrevented && !isComposing && !nearer && (chosen.value || state.value.cell)) unpick()
}

// sortBy turns the table to a column, or round when it is sorted by it already.
export function sortBy(column: Column, now: Sort) {
  change({sort: {column, down: now.column === column ? !now.down : column !== 'name'}})
}

// A History is the part of the browser's that the state needs.
interface History {
  pushState(data: null, unused: '', url: string): void
  replaceState(data: null, unused: '', url: string): void
}

// remember writes each new state into the address and returns what to do when
// the reader goes back to an earlier one.
export function remember(history: History, search: () => string): () => void {
  state.value = read(search())
  dropped.value = unread(search())
  let last = state.value
  state.subscribe(now => {
    if (write(now) !== search()) {
      if (isStep(last, now) && now !== mended) history.pushState(null, '', write(now))
      else history.replaceState(null, '', write(now))
    }
    last = now
  })
  return () => {
    dropped.value = unread(search())
    state.value = read(search())
  }
}
