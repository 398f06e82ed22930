// The hexagons: the heat map. Their outlines stay while measures change; each
// has its colour as its state, and what a pattern is laid over is a source of its own.

import type {FillLayerSpecification} from 'maplibre-gl'
import type {PairClass} from '../../address'
import type {Figure} from '../../api/client'
import {shown} from '../../figure'
import type {Third} from '../../pair'
import {classOf, ink, looks, pairColours, paper, type Pattern} from '../../scale'
import {figureEntries} from '../legend'
import type {Drawing} from './figure'
import type {PairDrawing} from './pair'

export const id = 'cells-value'
const patterns = ['withheld', 'zero', 'none'] as const satisfies Pattern[]

// layers draws what the hexagons were told; nothing of them until they were.
export function layers(d: Drawing | PairDrawing, told: boolean, patterned: boolean): FillLayerSpecification[] {
  return [
    {
      id, type: 'fill', source: 'cells', 'source-layer': 'outlines',
      paint: {'fill-color': ['to-color', ['feature-state', 'fill'], 'rgba(0, 0, 0, 0)'], 'fill-opacity': told ? 1 : 0, 'fill-outline-color': ink.seam},
    },
    ...(told && patterned ? patterns.map((pattern): FillLayerSpecification => ({
      id: `cells-${pattern}`, type: 'fill', source: 'bare', 'source-layer': pattern,
      paint: {'fill-pattern': pattern, 'fill-opacity': strength(d, pattern === 'withheld' ? 'withheld' : 'zero')},
    })) : []),
  ]
}
export const legend = (d: Drawing) => figureEntries(d.classes, d.unit, d.zero, d.circles)

// A Look is how a hexagon is drawn.
export interface Look {fill: string; pattern?: Pattern}

// lookOf returns how figures are drawn: that of one measure, or of coverage and poverty.
export function lookOf(d: Drawing | PairDrawing, [f, also]: readonly Figure[]): Look {
  const key = 'thirds' in d ? pairKey(d, f!, also!) : figureKey(d, f!)
  const [fill, pattern] = typeof key === 'object' ? [pairColours[key.poverty][key.coverage]]
    : typeof key === 'number' ? [(d as Drawing).circles ? paper.counted : (d as Drawing).classes[key]!.colour]
    : key === 'no_data' ? [looks.no_data.ground]
    : [looks[key === 'zero' ? (d as Drawing).zero : key].ground, key === 'zero' ? (d as Drawing).zero : key]
  const alpha = typeof key === 'number' && (d as Drawing).circles ? 1 : strength(d, key)
  return {fill: alpha === 1 ? fill! : fill + Math.round(alpha * 255).toString(16).padStart(2, '0'), ...(pattern && {pattern: pattern as Pattern})}
}

type Key = number | PairClass | 'zero' | 'no_data' | 'withheld'

const figureKey = (d: Drawing, f: Figure): Key => f.state === 'value' ? classOf(d.classes, f.value!) : f.state

function pairKey(d: PairDrawing, coverage: Figure, poverty: Figure): Key {
  if (coverage.state === 'withheld' || poverty.state === 'withheld') return 'withheld'
  if (!shown(coverage) || !shown(poverty)) return 'no_data'
  return {coverage: grade(d.thirds.coverage, coverage.value), poverty: grade(d.thirds.poverty, poverty.value)}
}

const grade = (thirds: readonly Third[], x: number) => thirds.findLast(t => t.from === undefined || x >= t.from)!.grade

// strength is how much of a look is left beside what stands out. Beside a class of two measures that is
// kept, what is withheld stays in sight: there may be more of that class there.
function strength(d: Drawing | PairDrawing, key: Key): number {
  const e = d.emphasis
  if (e === undefined || e === key) return 1
  if (typeof e !== 'object') return 0.12
  if (typeof key === 'object') return key.poverty === e.poverty && key.coverage === e.coverage ? 1 : 0.12
  return key === 'withheld' ? 0.7 : 0.12
}
