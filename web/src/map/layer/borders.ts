// Borders, each drawn once: the coarser the stronger.

import type {ExpressionSpecification, LineLayerSpecification} from 'maplibre-gl'
import type {Level} from '../../api/client'
import {ink} from '../../scale'
import {words} from '../../text'
import type {Entry} from '../legend'

type Stops = [zoom: number, value: number][]

const line = ({level, opacity, width}: {level: Level; opacity: Stops; width: Stops}): LineLayerSpecification => ({
  id: `border-${level}`, type: 'line', source: 'areas', 'source-layer': 'borders',
  filter: ['==', ['get', 'level'], level],
  layout: {'line-join': 'round', 'line-cap': 'round'},
  paint: {'line-color': ink.border, 'line-opacity': grow(opacity), 'line-width': grow(width)},
})

const grow = (stops: Stops): ExpressionSpecification =>
  ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification

// at is what grow comes to at a zoom.
function at(stops: Stops, zoom: number): number {
  const next = stops.findIndex(([z]) => z >= zoom)
  if (next <= 0) return stops.at(next)![1]
  const [[z0, v0], [z1, v1]] = [stops[next - 1]!, stops[next]!]
  return v0 + (v1 - v0) * (zoom - z0) / (z1 - z0)
}

const lines: {level: Level; opacity: Stops; width: Stops}[] = [
  {level: 'village', opacity: [[5.5, 0.15], [7.5, 0.25], [10, 0.5]], width: [[5, 0.3], [7, 0.4], [10, 0.8], [13, 1.4]]},
  {level: 'district', opacity: [[7, 0.5], [9, 0.8]], width: [[6, 0.4], [9, 1], [13, 2.4]]},
  {level: 'regency', opacity: [[7, 0.7], [9, 1]], width: [[5, 0.4], [7.5, 0.8], [10, 1.8], [13, 3.4]]},
]

export const layers = lines.map(line)

// painted is a layer with its paint at a zoom.
export function painted(level: Level, zoom: number): {id: string; type: string; paint: Record<string, unknown>} {
  const {opacity, width} = lines.find(l => l.level === level)!
  return {id: `border-${level}`, type: 'line', paint: {'line-color': ink.border, 'line-opacity': at(opacity, zoom), 'line-width': at(width, zoom)}}
}

export const legend: Entry = {
  key: 'borders',
  look: {lines: [{colour: ink.border + '80', width: 0.8}, {colour: ink.border + 'bf', width: 1.3}, {colour: ink.border, width: 2}]},
  label: language => words[language].borders,
}
