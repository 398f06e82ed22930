// Counts: circles whose area grows with the value, in the colours of the classes.

import type {CircleLayerSpecification} from 'maplibre-gl'
import {ink} from '../../scale'
import type {Symbols} from '../symbols'
import {byClass, type Drawing} from './figure'

// still is how circles look while no class stands out.
export const still = {'circle-opacity': 0.92, 'circle-stroke-color': ink.border, 'circle-stroke-width': 0.6, 'circle-stroke-opacity': 0.8}

export const layer = (s: Omit<Symbols, 'points'>, d: Drawing): CircleLayerSpecification => ({
  id: 'symbols', type: 'circle', source: 'symbols',
  layout: {'circle-sort-key': ['-', ['get', 'value']]}, // small ones lie on large ones
  paint: {
    'circle-radius': ['*', s.most, ['sqrt', ['/', ['get', 'value'], Math.max(1, s.largest)]]],
    'circle-color': byClass(['get', 'value'], d.classes.map(c => c.colour), d.classes),
    'circle-opacity': d.emphasis === undefined ? still['circle-opacity'] : byClass(['get', 'value'], d.classes.map((_, i) => i === d.emphasis ? 1 : 0.08), d.classes),
    'circle-stroke-color': still['circle-stroke-color'], 'circle-stroke-width': still['circle-stroke-width'],
    'circle-stroke-opacity': d.emphasis === undefined ? still['circle-stroke-opacity'] : byClass(['get', 'value'], d.classes.map((_, i) => i === d.emphasis ? 1 : 0.1), d.classes),
  },
})
