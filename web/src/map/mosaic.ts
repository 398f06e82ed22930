// The hexagons of one map: their outlines, what they are told, how they look.

import {computed, effect, type ReadonlySignal} from '@preact/signals'
import type {Map} from 'maplibre-gl'
import type {TileJSON} from '../api/client'
import {census, type Census} from '../figure'
import {bare, type Bare, type Class} from '../scale'
import {cellsIn, follow, ringOf, rowOf, type Atlas, type Cell} from './atlas'
import {keys as noKeys} from './keys'
import {looksOf} from './layer/cells'
import type {Drawing} from './layer/figure'
import {hexagons, id} from './layer/hexagons'
import type {PairDrawing} from './layer/pair'
import type {Bounds} from './place'
import {place} from './style'
import {mapless, resolution} from '../state'
import {tell, type Told} from './told'
import type {Inked} from './trace'

// Asked is what hexagons are drawn of, and how.
export interface Asked {release: number; indicators: readonly string[]; tiles: TileJSON; drawing: Drawing | PairDrawing}

export interface Mosaic {
  atlas: ReadonlySignal<Atlas>
  told: ReadonlySignal<Told | undefined> // of the measures that are asked for, here or elsewhere
  whole: ReadonlySignal<boolean> // that all in sight is here
  // put draws the hexagons on a map whose style was set.
  put: (map: Map) => void
  count: (bounds: Bounds, classes: readonly Class[]) => Census
  inked: (bounds: Bounds) => Inked[]
  stop: () => void
}

export function mosaic(name: string, asked: () => Asked | undefined): Mosaic {
  const question = computed(asked)
  const {atlas, stop: stopFollowing} = follow(name, () => question.value?.tiles)
  const {told: came, whole: allTold, stop: stopTelling} = tell(name, () => question.value)
  const told = computed(() => {
    const [q, t] = [question.value, came.value]
    return q && t?.of === `${q.release} ${q.indicators}` ? t : undefined
  })
  const whole = computed(() => told.value !== undefined && allTold.value && atlas.value.whole)
  const drawn = computed(() => question.value && looksOf(question.value.drawing))
  const keys = noKeys()
  let had: {told: Told | undefined; parts?: string} = {told: undefined}
  let on: Map | undefined
  // A graphics card that cannot draw them leaves the map of villages.
  const refused = () => {
    mapless.value = 'noWebGL'
    resolution.value = undefined
  }
  // within is what lies in a stretch of ground. While measures change the reader mostly looks at the same.
  let last: {atlas: Atlas; at: string; all: Cell[]} | undefined
  const within = (bounds: Bounds): Cell[] => {
    const [a, at] = [atlas.peek(), String(bounds)]
    if (last?.atlas !== a || last.at !== at) last = {atlas: a, at, all: cellsIn(a, bounds)}
    return last.all
  }
  const layer = hexagons(() => drawn.peek() && {atlas: atlas.peek(), keys, looks: drawn.peek()!.looks}, refused)
  const stop = effect(() => {
    const [t, d, drawing] = [told.value, drawn.value, question.value?.drawing]
    atlas.value
    const parts = JSON.stringify(drawing && ('thirds' in drawing ? drawing.thirds : drawing.classes))
    // What stands in from another zoom keeps its looks while they mean the same.
    if (t !== had.told || parts !== had.parts) keys.fill(visit => { if (d) t?.each((row, figures) => visit(row, d.of(figures))) }, t?.of !== had.told?.of || parts !== had.parts)
    had = {told: t, parts}
    on?.triggerRepaint()
  })
  return {
    atlas, told, whole,
    put(map) {
      on = map
      const order = map.getLayersOrder()
      if (!order.includes(id)) map.addLayer(layer, place.id)
      else if (order[order.indexOf(id) + 1] !== place.id) map.moveLayer(id, place.id)
    },
    count: (bounds, classes) => {
      const [t, d, all] = [told.peek(), question.peek()?.drawing, within(bounds)]
      if (d && !('thirds' in d) && d.classes === classes) return tally(all, keys.bytes, classes.length)
      return census(all.map(c => t?.at(rowOf(c))?.[0] ?? {state: 'no_data'}), classes)
    },
    inked(bounds) {
      const looks = drawn.peek()?.looks ?? []
      const byLook: Cell[][] = looks.map(() => [])
      for (const c of within(bounds)) byLook[keys.bytes[rowOf(c)]! - 1]?.push(c)
      return looks.map((look, i) => ({look, rings: byLook[i]!.map(ringOf)})).filter(i => i.rings.length)
    },
    stop() {
      stop()
      stopTelling()
      stopFollowing()
      on = undefined
    },
  }
}

// tally counts hexagons by the keys of their looks: those of the classes, then those of the states; what has none has no figure.
function tally(cells: readonly Cell[], keys: Uint8Array, classes: number): Census {
  const of = new Uint32Array(classes + bare.length + 1)
  for (const c of cells) of[keys[rowOf(c)] ?? 0]!++
  const state = (s: Bare) => of[1 + classes + bare.indexOf(s)]!
  const each = Array.from(of.subarray(1, 1 + classes))
  return {classes: each, states: {value: each.reduce((sum, n) => sum + n, 0), zero: state('zero'), no_data: state('no_data') + of[0]!, withheld: state('withheld')}}
}
