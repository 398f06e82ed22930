// The other half of a comparison: a second map that follows the first and lies
// over it up to the divider, or from there where it is the later. It takes no pointer and no key: the first has both.

import {computed, effect, signal, untracked, type ReadonlySignal} from '@preact/signals'
import {Map} from 'maplibre-gl'
import {absolute, tileJSON, tileURL, type TileJSON} from '../api/client'
import {drawn, later, other} from '../compared'
import {attempt, cellClasses, villageClasses} from '../data'
import {census} from '../figure'
import {drawers, otherSheet} from '../print'
import {questionOf} from '../question'
import {zeroOf} from '../scale'
import {emphasis, inOtherView, miss, state} from '../state'
import {drawImages} from './images'
import * as cells from './layer/cells'
import type {Marks} from './layer/marks'
import {watchTiles} from './missing'
import {photo} from './photo'
import type {Drawing} from './layer/figure'
import {recolourer} from './recolour'
import {patterns as patternsOf, tell, type Told} from './told'
import {build, type Config, type Tiles} from './style'

interface Sheet {release: number; outlines: TileJSON; areas: TileJSON}

// besides lays the half over the main map whenever one is asked for; it returns how to stop.
export function besides(main: Map, names: {value: GeoJSON.FeatureCollection}): () => void {
  const sheet = signal<Sheet | undefined>(undefined)
  const wanted = computed(() => state.value.compare?.look === 'swipe' ? other.value : undefined)
  const stopFetch = effect(() => {
    attempt.value
    const r = wanted.value?.release
    if (!r || sheet.peek()?.release === r.id) return
    Promise.all([tileJSON(r.tiles.outlines!), tileJSON(r.tiles.areas!)])
      .then(([outlines, areas]) => { sheet.value = {release: r.id, outlines, areas}; miss('beside cells', false) })
      .catch(() => { miss('beside cells', true) })
  })
  const {told, stop: stopTelling} = tell('beside', () => {
    const [b, s] = [wanted.value, sheet.value]
    return b && s?.release === b.release.id && drawn.value === 'cells' ? {release: s.release, indicators: [b.indicator.id], tiles: s.outlines} : undefined
  })
  const patterns = patternsOf('beside', told, () => sheet.peek()!.outlines, () => zeroOf(questionOf(wanted.peek()!.indicator)))
  const config = computed<Config | undefined>(() => {
    const [b, s] = [wanted.value, sheet.value]
    if (!b || !s || s.release !== b.release.id) return undefined
    const of = (json: TileJSON): Tiles => ({...json, tiles: json.tiles.map(url => tileURL(url, [b.indicator.id]))})
    const {within, village, by} = state.value
    const marks: Marks = {within, area: by === 'district' ? within : village}
    return {
      drawn: drawn.value, cells: absolute(s.outlines), told: told.value?.of === `${b.release.id} ${b.indicator.id}` ? {patterns: patterns.of.value} : undefined, areas: of(s.areas), names: names.value, marks,
      drawing: {
        indicator: b.indicator.id, unit: b.indicator.unit, zero: zeroOf(questionOf(b.indicator)), emphasis: emphasis.value as never,
        // Those of the first map: unlike classes would make a difference where there is none.
        classes: drawn.value === 'cells' ? cellClasses.value : villageClasses.value,
      },
    }
  })
  const there = computed(() => config.value !== undefined)
  const stopHang = effect(() => there.value ? untracked(() => hang(main, config, told, patterns.turn)) : undefined)
  return () => {
    stopFetch()
    stopHang()
    stopTelling()
    patterns.stop()
  }
}

// hang makes the second map and keeps it in step.
function hang(main: Map, config: {value: Config | undefined}, told: ReadonlySignal<Told | undefined>, turn: ReadonlySignal<number>): () => void {
  const half = document.createElement('div')
  half.className = 'beside'
  half.setAttribute('aria-hidden', 'true')
  main.getContainer().append(half)
  const camera = () => ({center: main.getCenter(), zoom: main.getZoom()})
  const map = new Map({
    container: half, style: build(config.value!), ...camera(), interactive: false, attributionControl: false, fadeDuration: 0, minZoom: 0, maxZoom: 16,
  })
  map.getCanvas().tabIndex = -1
  const follow = () => { map.jumpTo(camera()) }
  main.on('move', follow)
  const tiles = watchTiles(map, 'half')
  const stops = [
    tiles.stop,
    effect(() => { if (attempt.value) tiles.retry() }),
    effect(() => {
      const at = state.value.divider ?? 50
      half.style.clipPath = later.value ? `inset(0 0 0 ${at}%)` : `inset(0 ${100 - at}% 0 0)`
    }),
  ]
  // count counts the hexagons of this half.
  map.on('idle', () => {
    const of = other.peek()?.indicator
    const t = told.peek()
    if (!of || !t || !map.getLayer(cells.id)) return
    const rows = new Set(map.queryRenderedFeatures({layers: [cells.id]}).map(f => Number(f.properties.row)))
    inOtherView.value = census([...rows].map(row => t.at(row)?.[0] ?? {state: 'no_data'}), cellClasses.peek())
  })
  const photograph = () => { otherSheet.value = photo(map) }
  drawers.add(photograph)
  let down = false
  void map.once('style.load').then(() => {
    if (down) return
    drawImages(map)
    follow()
    const recolour = recolourer(map)
    let last: string | undefined
    stops.push(effect(() => {
      const [c, t] = [config.value, told.peek()]
      if (!c) return
      map.setStyle(build(c), {diff: true})
      if (c.drawn !== 'cells' || !c.told || !t) return
      recolour(t.rows, row => cells.lookOf(c.drawing as Drawing, t.at(row)!).fill, last !== t.of)
      last = t.of
    }), effect(() => { if (turn.value && map.getSource('bare')) map.refreshTiles('bare') }))
  })
  return () => {
    down = true
    drawers.delete(photograph)
    otherSheet.value = inOtherView.value = undefined
    stops.forEach(stop => stop())
    main.off('move', follow)
    map.remove()
    half.remove()
  }
}
