// The hexagons: the heat map.

import {figureEntries} from '../legend'
import {figureLayers, suffixes, type Drawing} from './figure'

export const ids = suffixes.map(s => `cells-${s}`)
export const layers = (d: Drawing) => figureLayers('cells', 'cells', 'cells', d)
export const legend = (d: Drawing) => figureEntries(d.classes, d.unit, d.zero)
