// The ground: the regency lighter than what lies around it, which is the page's own colour under the map:
// MapLibre would draw it tile by tile in every frame.

import type {LayerSpecification} from 'maplibre-gl'
import {paper} from '../../scale'
import {words} from '../../text'
import type {Entry} from '../legend'

export const layers: LayerSpecification[] = [
  {
    id: 'land', type: 'fill', source: 'areas', 'source-layer': 'areas',
    filter: ['==', ['get', 'level'], 'regency'],
    paint: {'fill-color': paper.land},
  },
]

// What is not asked about: beyond the regency, or beyond the district that is kept.
export const outside: Entry = {key: 'outside', look: {fill: paper.outside}, label: language => words[language].outside}

export const legend: Entry = {key: 'blank', look: {fill: paper.land}, label: language => words[language].noFamilies}
