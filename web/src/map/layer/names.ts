// Names of districts and villages, in the page's own type.

import type {SymbolLayerSpecification} from 'maplibre-gl'
import {ink, paper} from '../../scale'

// layers draws the names; where circles lie beneath them, in stronger ink, with light around them that lets the circles through.
export const layers = (circles: boolean): SymbolLayerSpecification[] => [
  {
    id: 'name-village', type: 'symbol', source: 'names', minzoom: 9.6,
    filter: ['==', ['get', 'level'], 'village'],
    layout: {
      'text-field': ['get', 'name'], 'text-font': ['Tepat Sans'], 'text-max-width': 7,
      'text-size': ['interpolate', ['linear'], ['zoom'], 9.6, 11, 13, 14.5], 'text-padding': 6,
    },
    paint: {'text-color': circles ? ink.strong : ink.name, 'text-halo-color': circles ? paper.light : paper.halo, 'text-halo-width': 1.5},
  },
  {
    id: 'name-district', type: 'symbol', source: 'names', minzoom: 6.5, maxzoom: 11.5,
    filter: ['==', ['get', 'level'], 'district'],
    layout: {
      'text-field': ['upcase', ['get', 'name']], 'text-font': ['Tepat Sans Semibold'], 'text-max-width': 7,
      'text-letter-spacing': 0.11, 'text-line-height': 1.15, 'text-padding': 8,
      'text-size': ['interpolate', ['linear'], ['zoom'], 7, 10, 11, 14],
    },
    paint: {
      'text-color': circles ? ink.strong : ink.name, 'text-halo-color': circles ? paper.light : paper.halo, 'text-halo-width': 1.6,
      'text-opacity': ['interpolate', ['linear'], ['zoom'], 10.5, 1, 11.4, 0.55],
    },
  },
]
