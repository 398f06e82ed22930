// What the style of the map is made of, as it is chosen.

import {computed, type ReadonlySignal} from '@preact/signals'
import {dense, drawn} from '../compared'
import {current, figures, release} from '../data'
import {peak, points} from '../density'
import {chosen, picked, pointed, state} from '../state'
import {cellsOf, shapes} from './atlas'
import type {Basemap} from './layer/basemap'
import {areaTiles, drawing, hexagons, sheet} from './shown'
import type {Config} from './style'
import {symbols} from './symbols'

const heat = computed(() => dense.value && {data: points(dense.value), peak: peak(dense.value)})

// What is chosen or pointed at is drawn of the tiles that are here.
const marked = (group: string | undefined) => shapes(group ? cellsOf(hexagons.atlas.value, group) : [])
export const chosenCells = computed(() => {
  const {cell} = state.value
  return marked(cell && (picked.value?.h3 === cell ? picked.value.group : cell))
})
const pointedGroup = computed(() => pointed.value.cell?.group)
export const pointedCells = computed(() => marked(pointedGroup.value))

// configOf follows what is chosen, with names and basemap as they come; undefined while another release is on its way.
// What is pointed at changes too often to be part of it.
export function configOf(names: ReadonlySignal<GeoJSON.FeatureCollection>, beneath: ReadonlySignal<Basemap | undefined>): ReadonlySignal<Config | undefined> {
  let last: {of: number; config: Config} | undefined
  return computed(() => {
    const [r, d, s] = [release.value, drawing.value, state.value]
    if (!r || !d || sheet.value?.release !== r.id) return undefined
    // Villages wait for the figures of another measure: those that are drawn stay until they are here.
    const waits = last?.of === r.id && figures.value.is === 'waiting' && drawn.value === 'villages' && !current.value && !('changes' in d) && !('changes' in last.config.drawing)
    const {drawn: way, dense, symbols: circles, drawing: looks, areas} = waits ? last!.config
      : {drawn: drawn.value, dense: heat.value, symbols: symbols(names.value), drawing: d, areas: areaTiles(r, sheet.value.areas)}
    last = {of: r.id, config: {
      drawn: way,
      dense,
      symbols: circles,
      drawing: looks,
      areas,
      names: names.value,
      basemap: beneath.value,
      marks: {
        within: s.within, area: chosen.value, pointedArea: pointed.peek()[s.by],
        ...(drawn.value === 'cells' && {cells: {picked: chosenCells.value, pointed: pointedCells.peek()}}),
      },
    }}
    return last.config
  })
}
