// How hexagons look: each has the number of its look, so that another emphasis changes few numbers.

import type {Grade, PairClass} from '../../address'
import type {Figure} from '../../api/client'
import {shown} from '../../figure'
import {grades, type Third} from '../../pair'
import {bare, classOf, looks, pairColours, paper, type Bare, type Pattern} from '../../scale'
import {figureEntries} from '../legend'
import type {Drawing} from './figure'
import type {PairDrawing} from './pair'

export const legend = (d: Drawing) => figureEntries(d.classes, d.unit, d.zero, d.circles)

// A Look is how a hexagon is drawn: filled, or with a pattern that has its own ground.
export interface Look {fill: string; pattern?: Pattern; opacity: number}

// looksOf returns the looks of a drawing, and which of them figures have: that of one measure, or of coverage and poverty.
export function looksOf(d: Drawing | PairDrawing): {looks: Look[]; of: (figures: readonly Figure[]) => number} {
  const state = (key: Bare): Look => {
    const look = key === 'zero' ? (d as Drawing).zero : key
    return {fill: looks[look].ground, ...(key !== 'no_data' && {pattern: look as Pattern}), opacity: strength(d, key)}
  }
  if ('thirds' in d) return {
    looks: [...pairs.map(c => ({fill: pairColours[c.poverty][c.coverage], opacity: strength(d, c)})), ...pairStates.map(state)],
    of: ([coverage, poverty]) => pairKey(d, coverage!, poverty!),
  }
  return {
    looks: [...d.classes.map((c, i) => d.circles ? {fill: paper.counted, opacity: 1} : {fill: c.colour, opacity: strength(d, i)}), ...bare.map(state)],
    of: ([f]) => f!.state === 'value' ? classOf(d.classes, f!.value!) : d.classes.length + bare.indexOf(f!.state as Bare),
  }
}

const pairs = grades.flatMap(poverty => grades.map((coverage): PairClass => ({poverty, coverage})))
const pairStates = ['no_data', 'withheld'] as const

function pairKey(d: PairDrawing, coverage: Figure, poverty: Figure): number {
  if (coverage.state === 'withheld' || poverty.state === 'withheld') return pairs.length + pairStates.indexOf('withheld')
  if (!shown(coverage) || !shown(poverty)) return pairs.length + pairStates.indexOf('no_data')
  return 3 * grades.indexOf(grade(d.thirds.poverty, poverty.value)) + grades.indexOf(grade(d.thirds.coverage, coverage.value))
}

const grade = (thirds: readonly Third[], x: number): Grade => thirds.findLast(t => t.from === undefined || x >= t.from)!.grade

// strength is how much of a look is left beside what stands out. Beside a class of two measures that is
// kept, what is withheld stays in sight: there may be more of that class there.
function strength(d: Drawing | PairDrawing, key: number | PairClass | Bare): number {
  const e = d.emphasis
  if (e === undefined || e === key) return 1
  if (typeof e !== 'object') return 0.12
  if (typeof key === 'object') return key.poverty === e.poverty && key.coverage === e.coverage ? 1 : 0.12
  return key === 'withheld' ? 0.7 : 0.12
}
