// Classes and colours. Every colour that stands for a figure comes from here. Pure.

import type {Grade} from './address'
import type {FigureState} from './api/client'
import type {Question} from './question'

// Sequential, light to dark, told apart with every kind of colour vision and
// in grey (test/scale.test.ts proves it). After ColorBrewer's YlGnBu, OrRd,
// BuPu, RdPu and PuBuGn, the light end darkened to stand out from the land.
export const palettes: Record<Question, readonly string[]> = {
  coverage: ['#eaf0a5', '#9bd5ad', '#43afc2', '#2a74b2', '#232f85'],
  gap: ['#fde0ad', '#fdb368', '#f1743a', '#c83a28', '#820610'],
  eligible: ['#d9e2ee', '#adc1de', '#8b91c4', '#8352a1', '#660c68'],
  leakage: ['#fbdcd6', '#f5a3b7', '#e2559a', '#b21f7e', '#54005a'],
  poverty: ['#e4deef', '#adbce2', '#5f9ccd', '#157d7c', '#02443a'],
}

// scaleOf returns the colours of a question from the lowest class to the
// highest. What presses most is darkest: of coverage that is the lowest.
export const scaleOf = (q: Question): readonly string[] => q === 'coverage' ? [...palettes.coverage].reverse() : palettes[q]

// zeroOf returns how a true zero is drawn: of coverage, nobody reached, it presses more than any class.
export const zeroOf = (q: Question): 'zero' | 'none' => q === 'coverage' ? 'none' : 'zero'

// Of two measures at once: poverty reddens, want of coverage turns blue, and
// both together darken. After Joshua Stevens' red and blue, drawn apart until
// any two of the nine differ for every kind of colour vision.
export const pairColours: Record<Grade, Record<Grade, string>> = { // by poverty, then coverage
  low: {high: '#f5f6d1', mid: '#b8d9de', low: '#62a8c2'},
  mid: {high: '#ecaf9d', mid: '#a3a0a0', low: '#52758a'},
  high: {high: '#d56751', mid: '#8c4a55', low: '#2f2a3f'},
}

// Of a difference: what presses more is orange, what presses less is purple,
// and both darken away from zero. After ColorBrewer's PuOr.
export const changePalette = {more: ['#fbc27b', '#df7f1f', '#8f3c05'], less: ['#c3b8e2', '#8672bd', '#41226f']} as const

// Of density: from nothing, which leaves the land as it is, to the most. It has no classes.
export const densityRamp: readonly (readonly [density: number, colour: string])[] = [
  [0, 'rgba(253, 224, 173, 0)'], [0.06, 'rgba(253, 224, 173, 0.55)'], [0.25, '#fdc27c'], [0.5, '#f1743a'], [0.75, '#c83a28'], [1, '#820610'],
]

// inkOn returns what is read best on a colour.
export function inkOn(colour: string): string {
  const [r, g, b] = [1, 3, 5].map(i => (parseInt(colour.slice(i, i + 2), 16) / 255) ** 2.2) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.19 ? ink.strong : '#ffffff'
}

// What is drawn where there is no class.
export const looks = {
  zero: {ground: '#ffffff', ink: '#b0aa9c'},
  none: {ground: '#131a4f', ink: '#aab4e6'},
  no_data: {ground: '#d8d4ca', ink: '#d8d4ca'},
  withheld: {ground: '#f6f3ec', ink: '#aaa497'},
  same: {ground: '#f7f5ef', ink: '#9c968a'}, // no clear change
  unlike: {ground: '#e7e3d9', ink: '#6f695d'}, // not comparable
} as const satisfies Record<Exclude<FigureState, 'value'> | 'none' | 'same' | 'unlike', {ground: string; ink: string}>

// The states that are not a figure of a class, in the order of every legend.
export const bare = ['zero', 'no_data', 'withheld'] as const satisfies FigureState[]
export type Bare = typeof bare[number]
export type Pattern = Exclude<keyof typeof looks, 'no_data'>

// A Class is a half-open interval of values: from ≤ value < below.
export interface Class {from?: number; below?: number; colour: string}

// classes returns the intervals between breaks, in order. Breaks that are no
// numbers, repeat, or leave nothing above zero beneath them, part nothing and
// are dropped: one class is left when there are none. A true zero has a look
// of its own, so the first class begins above it.
export function classes(breaks: readonly number[], palette: readonly string[], unit: 'families' | 'share'): Class[] {
  const least = unit === 'families' ? 1 : 0
  const cuts = [...new Set(breaks)].filter(b => Number.isFinite(b) && b > least).sort((a, b) => a - b)
  return [undefined, ...cuts].map((from, i) => ({from, below: cuts[i], colour: shade(palette, i, cuts.length + 1)}))
}

// shade returns colour i of n, spread over the whole palette.
function shade(palette: readonly string[], i: number, n: number): string {
  const place = n === 1 ? (palette.length - 1) / 2 : i * (palette.length - 1) / (n - 1)
  return palette[Math.round(place)]!
}

// classOf returns the place of the class that holds the value.
export const classOf = (all: readonly Class[], value: number): number =>
  all.findIndex(c => c.below === undefined || value < c.below)

// ink and paper are what borders, names and marks are drawn with.
export const paper = {outside: '#e9e6de', land: '#fbfaf6', halo: '#fdfcf9'}
export const ink = {strong: '#1c1a17', border: '#5d574c', name: '#3b372f', quiet: '#6f695d', seam: 'rgba(255, 255, 255, 0.55)'}
