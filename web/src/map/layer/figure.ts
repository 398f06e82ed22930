// How a figure is drawn on a polygon, whether hexagon or village: one layer
// for its classes and one for each state that is not a figure.

import type {ExpressionSpecification, FillLayerSpecification, FilterSpecification} from 'maplibre-gl'
import {bare, ink, looks, paper, type Bare, type Class, type Pattern} from '../../scale'

// A Drawing says which indicator is drawn, in which classes, and which of them stands out.
export interface Drawing {
  indicator: string
  unit: 'families' | 'share'
  classes: readonly Class[]
  zero: Pattern // how a true zero is drawn
  emphasis?: number | Bare
  circles?: boolean // the values are drawn over it
}

export const suffixes = ['value', ...bare] as const

export function figureLayers(id: string, source: string, sourceLayer: string, d: Drawing, only?: FilterSpecification): FillLayerSpecification[] {
  const layer = (suffix: typeof suffixes[number], filter: FilterSpecification, paint: FillLayerSpecification['paint']): FillLayerSpecification => ({
    id: `${id}-${suffix}`, type: 'fill', source, 'source-layer': sourceLayer,
    filter: (only ? ['all', only, filter] : filter) as FilterSpecification, paint,
  })
  const faint = (key: Bare) => d.emphasis === undefined || d.emphasis === key ? 1 : 0.12
  const has: ExpressionSpecification = ['has', d.indicator]
  const value: ExpressionSpecification = ['get', d.indicator]
  const state: ExpressionSpecification = ['get', `${d.indicator}_state`]
  return [
    layer('no_data', ['==', state, 'no_data'], {'fill-color': looks.no_data.ground, 'fill-opacity': faint('no_data')}),
    layer('withheld', ['==', state, 'withheld'], {'fill-pattern': 'withheld', 'fill-opacity': faint('withheld')}),
    layer('zero', ['all', has, ['==', value, 0]], {'fill-pattern': d.zero, 'fill-opacity': faint('zero')}),
    layer('value', ['all', has, ['>', value, 0]], {
      'fill-color': d.circles ? paper.counted : byClass(value, d.classes.map(c => c.colour), d.classes),
      'fill-opacity': d.circles ? 1 : d.emphasis === undefined ? 1 : byClass(value, d.classes.map((_, i) => i === d.emphasis ? 1 : 0.12), d.classes),
      'fill-outline-color': ink.seam,
    }),
  ]
}

// byClass picks the output of the class that a value is in.
export function byClass<T extends string | number>(value: ExpressionSpecification, outputs: T[], classes: readonly Class[]): T | ExpressionSpecification {
  if (classes.length < 2) return outputs[0]!
  return ['step', value, outputs[0]!, ...classes.slice(1).flatMap((c, i) => [c.from!, outputs[i + 1]!])] as unknown as ExpressionSpecification
}
