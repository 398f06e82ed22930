// How a difference is drawn on the villages: a layer for those that clearly
// changed, in colours on both sides of zero, and one for each reason why there is none.

import type {ExpressionSpecification, FillLayerSpecification} from 'maplibre-gl'
import type {Change} from '../../api/client'
import {changeKey, changeStates, type ChangeClass, type ChangeKey} from '../../change'
import type {Language} from '../../address'
import {count} from '../../format'
import {ink, looks, type Pattern} from '../../scale'
import {words} from '../../text'
import type {Entry, Look} from '../legend'

// A ChangeDrawing says what is drawn, in which classes, and which of them stands out.
export interface ChangeDrawing {changes: readonly Change[]; classes: readonly ChangeClass[]; emphasis?: ChangeKey}

const lookOfState = (s: typeof changeStates[number]): Look => s === 'no_data' ? {fill: looks.no_data.ground} : {pattern: s as Pattern}

export function layers(d: ChangeDrawing): FillLayerSpecification[] {
  const keys = new Map(d.changes.map(c => [c.code, changeKey(c, d.classes)]))
  const codes = (of: (key: ChangeKey) => boolean) => [...keys].filter(([, key]) => of(key)).map(([code]) => code)
  const layer = (suffix: string, codes: string[], paint: FillLayerSpecification['paint']): FillLayerSpecification => ({
    id: `villages-${suffix}`, type: 'fill', source: 'areas', 'source-layer': 'areas',
    filter: ['all', ['==', ['get', 'level'], 'village'], ['in', ['get', 'code'], ['literal', codes]]], paint,
  })
  const strength = (key: ChangeKey) => d.emphasis === undefined || d.emphasis === key ? 1 : 0.12
  const byCode = <T extends string | number>(output: (key: number) => T, otherwise: T): T | ExpressionSpecification => {
    const all = [...keys].filter((each): each is [string, number] => typeof each[1] === 'number')
    return all.length ? ['match', ['get', 'code'], ...all.flatMap(([code, key]) => [code, output(key)]), otherwise] as unknown as ExpressionSpecification : otherwise
  }
  return [
    ...changeStates.map(s => layer(s, codes(key => key === s), s === 'no_data'
      ? {'fill-color': looks.no_data.ground, 'fill-opacity': strength(s)}
      : {'fill-pattern': s, 'fill-opacity': strength(s)})),
    layer('value', codes(key => typeof key === 'number'), {
      'fill-color': byCode(key => d.classes[key]!.colour, looks.no_data.ground),
      'fill-opacity': d.emphasis === undefined ? 1 : byCode(key => strength(key), 0.12),
      'fill-outline-color': ink.seam,
    }),
  ]
}

// legend returns the classes from the greatest fall to the greatest rise, and the states.
export const legend = (classes: readonly ChangeClass[], over: boolean): (Omit<Entry, 'key'> & {key: ChangeKey})[] => [
  ...classes.map((c, key) => ({key, look: {fill: c.colour}, label: (language: Language) => range(c, over, language)})),
  ...changeStates.map(key => ({
    key, look: lookOfState(key),
    label: (language: Language) => key === 'same' || key === 'unlike' ? words[language].change.states(over)[key] : words[language].states[key],
  })),
]

// range names a class by its direction and size: fell by 10 – <20 points.
export function range(c: ChangeClass, over: boolean, language: Language): string {
  const say = (x: number) => count(Math.round(x * 1000) / 10, language)
  const size = c.below === undefined ? c.from ? `≥ ${say(c.from)}` : '> 0' : c.from ? `${say(c.from)} – <${say(c.below)}` : `< ${say(c.below)}`
  return words[language].change[c.sign < 0 ? 'lower' : 'higher'](over, size)
}

export const lookOf = (key: ChangeKey, classes: readonly ChangeClass[]): Look =>
  typeof key === 'number' ? {fill: classes[key]!.colour} : lookOfState(key)
