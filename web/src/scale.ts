// Classes and colours. Every colour that stands for a figure comes from here. Pure.

import type {Grade} from './address'
import type {FigureState} from './api/client'
import type {Question} from './question'

// Sequential, light to dark: any three to seven of a palette are told apart with
// every kind of colour vision and in grey (test/scale.test.ts proves it). After
// ColorBrewer's YlGnBu, OrRd, BuPu, RdPu and PuBuGn, drawn apart. The server's, in
// api/tables_map.go, are the same.
export const palettes: Record<Question, readonly string[]> = {
  coverage: ['#ecf7a7', '#a9daad', '#60bcbb', '#3792ba', '#285da3', '#202e7f', '#0c1245'],
  gap: ['#fde6b8', '#fbc071', '#f58949', '#d45336', '#b12920', '#641008', '#3f000f'],
  eligible: ['#e0eaf5', '#b2c9e8', '#959fcf', '#8772b3', '#793b8e', '#610e68', '#2d0230'],
  leakage: ['#ffdfd8', '#f5acc1', '#e86fa4', '#d13e9f', '#9d226d', '#630069', '#2a0030'],
  poverty: ['#e8e2f2', '#bfc2eb', '#7ca0db', '#3a8da5', '#0f6a66', '#003a29', '#001a24'],
}

// shades returns n colours of a palette, light to dark. The last is so dark that only six or seven need it.
export function shades(palette: readonly string[], n: number): string[] {
  const part = n <= 5 ? palette.slice(0, 6) : palette
  return Array.from({length: n}, (_, i) => blend(part, i, n))
}

// blend returns colour i of n along a palette.
function blend(palette: readonly string[], i: number, n: number): string {
  if (n === 1) return palette[Math.floor(palette.length / 2)]!
  const at = i * (palette.length - 1) / (n - 1)
  const k = Math.min(Math.floor(at), palette.length - 2)
  const [a, b] = [palette[k]!, palette[k + 1]!].map(c => [1, 3, 5].map(j => parseInt(c.slice(j, j + 2), 16))) as [number[], number[]]
  return '#' + a.map((x, j) => Math.floor(x + (b[j]! - x) * (at - k) + 0.5).toString(16).padStart(2, '0')).join('')
}

// pressesLow says whether less presses more: of coverage it does.
const pressesLow = (q: Question) => q === 'coverage'

// zeroOf returns how a true zero is drawn: of coverage, nobody reached, it presses more than any class, and is
// black, which no end of a scale is.
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
export const middling = '#e6ecd8' // neither
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
  none: {ground: '#0a0a09', ink: '#efe9da'},
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

// classes returns the intervals between bounds that ascend, in order. What
// presses most is darkest: of coverage that is the lowest. Around a centre both
// ends are dark, and asked says how many there were to be: a side that ends early is no darker for it.
export function classes(bounds: readonly number[], q: Question, around?: {centre: number; asked: number}): Class[] {
  const all = shades(palettes[q], bounds.length + 1)
  if (pressesLow(q)) all.reverse()
  return [undefined, ...bounds].map((from, i) => ({
    from, below: bounds[i], colour: around && bounds.length ? awayFrom(bounds, i, q, around) : all[i]!,
  }))
}

// awayFrom is the colour of class i of those around a centre: the farther out the darker.
function awayFrom(bounds: readonly number[], i: number, q: Question, {centre, asked}: {centre: number; asked: number}): string {
  const level = i - bounds.filter(b => b <= centre).length
  const away = asked % 2 === 0 && level >= 0 ? level + 1 : level // an even number has no class across the centre
  if (away === 0) return middling
  const sides = Math.floor(asked / 2)
  return blend([...changePalette[(away < 0) === pressesLow(q) ? 'more' : 'less']], Math.min(Math.abs(away), sides) - 1, sides)
}

// classOf returns the place of the class that holds the value.
export const classOf = (all: readonly Class[], value: number): number =>
  all.findIndex(c => c.below === undefined || value < c.below)

// radius is that of the circle that stands for a value: its area grows as the value does.
export const radius = (value: number, largest: number, most: number): number => largest > 0 ? most * Math.sqrt(value / largest) : 0

// mostRadius is that of the largest value, in pixels.
export const mostRadius = {cells: 18, villages: 20}

// sizes returns up to three values whose circles stand for the others in a legend: rounded, the largest first.
export function sizes(largest: number): number[] {
  const nice = (x: number) => { const ten = 10 ** Math.floor(Math.log10(x)); return Math.max(1, [5, 2, 1].map(n => n * ten).find(n => n <= x)!) }
  return largest < 1 ? [] : [...new Set([largest, largest / 4, largest / 20].filter(x => x >= 1).map(nice))]
}

// ink and paper are what borders, names and marks are drawn with.
export const paper = {outside: '#e9e6de', land: '#fbfaf6', counted: '#efece3', halo: '#fdfcf9', light: 'rgba(253, 252, 249, 0.75)'}
export const ink = {strong: '#1c1a17', border: '#5d574c', name: '#3b372f', quiet: '#6f695d', seam: 'rgba(255, 255, 255, 0.55)'}
