// Gives the hexagons of a map their colours, as states of the outlines: only
// those that change are touched, and no tile is asked for or laid out again.

import type {Map, Source} from 'maplibre-gl'

const of = {source: 'cells', sourceLayer: 'outlines'}

// recolourer returns what colours the rows of a map; rows that have none lose theirs.
export function recolourer(map: Map): (rows: Iterable<number>, fill: (row: number) => string | undefined, only: boolean) => void {
  let source: Source | undefined
  let filled: (string | undefined)[] = [] // by row
  return (rows, fill, only) => {
    const now = map.getSource('cells')
    if (!now) return
    // Outlines that come anew, as those of another release, have no state.
    if (now !== source) [source, filled] = [now, []]
    const before = filled
    if (only) filled = []
    for (const row of rows) {
      const colour = fill(row)
      filled[row] = colour
      if (colour !== before[row]) map.setFeatureState({...of, id: row}, {fill: colour})
    }
    if (only) before.forEach((colour, row) => { if (colour !== undefined && filled[row] === undefined) map.removeFeatureState({...of, id: row}, 'fill') })
  }
}
