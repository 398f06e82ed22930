// The villages, coloured as the hexagons are; and unseen, to be pressed and pointed at.

import type {FillLayerSpecification} from 'maplibre-gl'
import {figureEntries} from '../legend'
import {layers as changeLayers, type ChangeDrawing} from './change'
import type {Drawing} from './figure'
import {layersOf, type PairDrawing} from './pair'

// minzoom is the first zoom whose tiles hold villages: farther away there is nothing to draw.
export const minzoom = 5

export const layers = (d: Drawing | PairDrawing | ChangeDrawing) => 'changes' in d ? changeLayers(d) : layersOf('villages', 'areas', 'areas', d, ['==', ['get', 'level'], 'village'])
export const legend = (d: Drawing) => figureEntries(d.classes, d.unit, d.zero, d.circles)

export const touch: FillLayerSpecification = {
  id: 'touch', type: 'fill', source: 'areas', 'source-layer': 'areas',
  filter: ['==', ['get', 'level'], 'village'],
  paint: {'fill-opacity': 0},
}
