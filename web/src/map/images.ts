// The patterns that layers name.

import type {Map} from 'maplibre-gl'
import {dashes, dots, hatch, ratio, rings} from './pattern'

export function drawImages(map: Map) {
  map.addImage('withheld', hatch(), {pixelRatio: ratio})
  for (const zero of ['zero', 'none'] as const) map.addImage(zero, rings(zero), {pixelRatio: ratio})
  map.addImage('same', dashes(), {pixelRatio: ratio})
  map.addImage('unlike', dots(), {pixelRatio: ratio})
}
