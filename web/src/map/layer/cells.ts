// The hexagons: the heat map.

import {figureEntries} from '../legend'
import {suffixes, type Drawing} from './figure'
import {layersOf, type PairDrawing} from './pair'

export const ids = suffixes.map(s => `cells-${s}`)
export const layers = (d: Drawing | PairDrawing) => layersOf('cells', 'cells', 'cells', d)
export const legend = (d: Drawing) => figureEntries(d.classes, d.unit, d.zero, d.circles)
