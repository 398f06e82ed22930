// How two measures at once are drawn on a polygon: nine colours, and a layer
// for each state that keeps a place out of them.

import type {ExpressionSpecification, FillLayerSpecification, FilterSpecification} from 'maplibre-gl'
import type {PairClass} from '../../address'
import {grades, type Pairing, type Third} from '../../pair'
import {ink, looks, pairColours} from '../../scale'
import {words} from '../../text'
import type {Entry, Look} from '../legend'
import {figureLayers, type Drawing} from './figure'

// A PairDrawing says which classes are drawn, and which of them stands out.
export interface PairDrawing extends Pairing {emphasis?: PairClass | 'withheld' | 'no_data'}

// layersOf draws one measure, or two.
export const layersOf = (id: string, source: string, sourceLayer: string, d: Drawing | PairDrawing, only?: FilterSpecification) =>
  'thirds' in d ? pairLayers(id, source, sourceLayer, d, only) : figureLayers(id, source, sourceLayer, d, only)

function pairLayers(id: string, source: string, sourceLayer: string, d: PairDrawing, only?: FilterSpecification): FillLayerSpecification[] {
  const layer = (suffix: string, filter: ExpressionSpecification, paint: FillLayerSpecification['paint']): FillLayerSpecification => ({
    id: `${id}-${suffix}`, type: 'fill', source, 'source-layer': sourceLayer,
    filter: (only ? ['all', only, filter] : filter) as FilterSpecification, paint,
  })
  // Beside a class that is kept, what is withheld stays in sight: there may be more of that class there.
  const faint = (key: 'withheld' | 'no_data') => d.emphasis === undefined || d.emphasis === key ? 1 : typeof d.emphasis === 'object' && key === 'withheld' ? 0.7 : 0.12
  const [poverty, coverage] = [d.poverty.id, d.coverage.id]
  const withheld: ExpressionSpecification = ['any', ...[poverty, coverage].map((id): ExpressionSpecification => ['==', ['get', `${id}_state`], 'withheld'])]
  const both: ExpressionSpecification = ['all', ['has', poverty], ['has', coverage]]
  return [
    layer('no_data', ['all', ['!', both], ['!', withheld]], {'fill-color': looks.no_data.ground, 'fill-opacity': faint('no_data')}),
    layer('withheld', withheld, {'fill-pattern': 'withheld', 'fill-opacity': faint('withheld')}),
    layer('value', both, {
      'fill-color': byPair(d, c => pairColours[c.poverty][c.coverage]),
      'fill-opacity': d.emphasis === undefined ? 1 : byPair(d, c => standsOut(c, d.emphasis!) ? 1 : 0.12),
      'fill-outline-color': ink.seam,
    }),
  ]
}

const standsOut = (c: PairClass, e: NonNullable<PairDrawing['emphasis']>) =>
  typeof e === 'object' && e.poverty === c.poverty && e.coverage === c.coverage

// byPair picks the output of the class that two shares are in.
function byPair<T extends string | number>(d: PairDrawing, output: (c: PairClass) => T): ExpressionSpecification {
  const number: ExpressionSpecification = ['+', ['*', 3, grade(d.poverty.id, d.thirds.poverty)], grade(d.coverage.id, d.thirds.coverage)]
  const outputs = grades.flatMap((poverty, i) => grades.flatMap((coverage, j) => [3 * i + j, output({poverty, coverage})]))
  return ['match', number, ...outputs, output({poverty: 'mid', coverage: 'mid'})] as unknown as ExpressionSpecification
}

// grade numbers the third that a share is in: 0 for low, 1, 2.
function grade(id: string, thirds: readonly Third[]): ExpressionSpecification | number {
  const [first, ...rest] = thirds.map(t => ({at: t.from, n: grades.indexOf(t.grade)}))
  return rest.length ? ['step', ['get', id], first!.n, ...rest.flatMap(({at, n}) => [at!, n])] as unknown as ExpressionSpecification : first!.n
}

// legend returns the look of each class, and the states beside them.
export const legend = {
  look: (c: PairClass): Look => ({fill: pairColours[c.poverty][c.coverage]}),
  states: [
    {key: 'withheld', look: {pattern: 'withheld'}, label: language => words[language].states.withheld},
    {key: 'no_data', look: {fill: looks.no_data.ground}, label: language => words[language].states.no_data},
  ] satisfies Entry[] as (Entry & {key: 'withheld' | 'no_data'})[],
}
