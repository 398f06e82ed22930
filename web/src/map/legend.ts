// What a layer says of itself in the legend.

import type {Language} from '../address'
import {interval} from '../format'
import {bare, looks, type Bare, type Class, type Pattern} from '../scale'
import {words} from '../text'

// A Look is how a swatch is drawn: a colour, a circle of one, a pattern, or lines.
export type Look = {fill: string} | {dot: string} | {pattern: Pattern} | {lines: readonly {colour: string; width: number}[]}

export interface Entry {
  key: number | Bare | 'blank' | 'outside' | 'borders' // a class by its place, a state, or neither
  look: Look
  label: (language: Language) => string
}

// figureEntries are the classes of a figure and the states beside them.
export function figureEntries(classes: readonly Class[], unit: 'families' | 'share', zero: Pattern, circles = false): Entry[] {
  return [
    ...classes.map((c, key): Entry => ({key, look: circles ? {dot: c.colour} : {fill: c.colour}, label: language => interval(c, unit, language)})),
    ...bare.map((key): Entry => ({
      key,
      look: key === 'no_data' ? {fill: looks.no_data.ground} : {pattern: key === 'zero' ? zero : key},
      label: language => words[language].states[key],
    })),
  ]
}
