// Borders, each drawn once: the coarser the stronger.

import type {ExpressionSpecification, LineLayerSpecification} from 'maplibre-gl'
import type {Level} from '../../api/client'
import {ink} from '../../scale'
import {words} from '../../text'
import type {Entry} from '../legend'

const line = (level: Level, opacity: number | ExpressionSpecification, width: ExpressionSpecification): LineLayerSpecification => ({
  id: `border-${level}`, type: 'line', source: 'areas', 'source-layer': 'borders',
  filter: ['==', ['get', 'level'], level],
  layout: {'line-join': 'round', 'line-cap': 'round'},
  paint: {'line-color': ink.border, 'line-opacity': opacity, 'line-width': width},
})

const grow = (...stops: [zoom: number, width: number][]): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification

export const layers: LineLayerSpecification[] = [
  line('village', grow([7.5, 0.25], [10, 0.5]), grow([7, 0.4], [10, 0.8], [13, 1.4])),
  line('district', grow([7, 0.5], [9, 0.8]), grow([6, 0.4], [9, 1], [13, 2.4])),
  line('regency', grow([7, 0.7], [9, 1]), grow([5, 0.4], [7.5, 0.8], [10, 1.8], [13, 3.4])),
]

export const legend: Entry = {
  key: 'borders',
  look: {lines: [{colour: ink.border + '80', width: 0.8}, {colour: ink.border + 'bf', width: 1.3}, {colour: ink.border, width: 2}]},
  label: language => words[language].borders,
}
