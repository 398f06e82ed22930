// The patterns of map/pattern.ts as lines, in pixels of the page, for paper. Pure.

import {looks, type Pattern} from '../scale'

// A Tile repeats; its path is stroked, or filled.
export interface Tile {size: number; ground: string; ink: string; d: string; width: number; filled?: boolean}

const rings = {size: 7, d: 'M5.1 3.5a1.6 1.6 0 1 1-3.2 0a1.6 1.6 0 1 1 3.2 0', width: 0.8}

export const tiles: Record<Pattern, Tile> = {
  withheld: {...looks.withheld, size: 11, d: 'M-2 2 2 -2M-2 13 13 -2M9 13 13 9', width: 1.1},
  zero: {...looks.zero, ...rings},
  none: {...looks.none, ...rings},
  same: {...looks.same, size: 12, d: 'M3.5 3h5M-2.5 9h5M9.5 9h5', width: 0.9},
  unlike: {...looks.unlike, size: 6, d: 'M3.8 3a.8.8 0 1 1-1.6 0a.8.8 0 1 1 1.6 0', width: 0, filled: true},
}
