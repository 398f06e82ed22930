// What is in sight is counted once the map stands still, and shows it: hexagons, and the first time all else.

import {untracked} from '@preact/signals'
import type {Map} from 'maplibre-gl'
import {drawn} from '../compared'
import {cellClasses, indicator} from '../data'
import {inView, picked, state, type CellFigure} from '../state'
import {cellsIn, h3Of, type Cell} from './atlas'
import type {Bounds} from './place'
import {hexagons} from './shown'

// counting tells when the map first stands; recount asks for another count.
export function counting(map: Map, sight: () => Bounds, figureOf: (c: Cell) => CellFigure | undefined, stood: () => void): {recount: () => void; stop: () => void} {
  let [due, first] = [true, true]
  const stands = () => !map.isMoving()
    && (drawn.peek() !== 'cells' || hexagons.whole.peek())
    && (drawn.peek() === 'cells' && !first || map.areTilesLoaded() && map.isSourceLoaded('areas'))

  // watch counts what is drawn, and reads the chosen hexagon again.
  function watch() {
    const {cell} = state.peek()
    const chosen = cell && cellsIn(hexagons.atlas.peek(), sight()).find(c => h3Of(c) === cell)
    if (chosen) picked.value = figureOf(chosen)
    return hexagons.count(sight(), cellClasses.peek())
  }

  const count = () => {
    if (!due || !stands()) return
    due = false
    inView.value = drawn.peek() === 'cells' ? untracked(watch) : undefined
    if (first) stood()
    first = false
    map.getContainer().dataset.drawn = indicator.peek()?.id // for who waits for the map from outside
  }
  // Now and then the last frame is drawn and no idle follows.
  let still: ReturnType<typeof setTimeout> | undefined
  const recount = () => {
    due = true
    map.triggerRepaint()
  }
  map.on('moveend', recount)
  map.on('idle', count)
  map.on('render', () => {
    clearTimeout(still)
    if (drawn.peek() === 'cells') count()
    if (due) still = setTimeout(count, 300)
  })
  return {recount, stop: () => clearTimeout(still)}
}
