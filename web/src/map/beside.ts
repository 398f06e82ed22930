// The other half of a comparison: a second map that follows the first and lies
// over it up to the divider, or from there where it is the later. It takes no pointer and no key: the first has both.

import {computed, effect, signal, untracked} from '@preact/signals'
import {Map} from 'maplibre-gl'
import {tileJSON, tileURL, type TileJSON} from '../api/client'
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
import {figureOf} from './read'
import {build, type Config, type Tiles} from './style'

interface Sheet {release: number; cells: TileJSON; areas: TileJSON}

// besides lays the half over the main map whenever one is asked for; it returns how to stop.
export function besides(main: Map, names: {value: GeoJSON.FeatureCollection}): () => void {
  const sheet = signal<Sheet | undefined>(undefined)
  const wanted = computed(() => state.value.compare?.look === 'swipe' ? other.value : undefined)
  const stopFetch = effect(() => {
    attempt.value
    const r = wanted.value?.release
    if (!r || sheet.peek()?.release === r.id) return
    Promise.all([tileJSON(r.tiles.cells!), tileJSON(r.tiles.areas!)])
      .then(([cells, areas]) => { sheet.value = {release: r.id, cells, areas}; miss('beside cells', false) })
      .catch(() => { miss('beside cells', true) })
  })
  const config = computed<Config | undefined>(() => {
    const [b, s] = [wanted.value, sheet.value]
    if (!b || !s || s.release !== b.release.id) return undefined
    const of = (json: TileJSON): Tiles => ({...json, tiles: json.tiles.map(url => tileURL(url, [b.indicator.id]))})
    const {within, village, by} = state.value
    const marks: Marks = {within, area: by === 'district' ? within : village}
    return {
      drawn: drawn.value, cells: of(s.cells), areas: of(s.areas), names: names.value, marks,
      drawing: {
        indicator: b.indicator.id, unit: b.indicator.unit, zero: zeroOf(questionOf(b.indicator)), emphasis: emphasis.value as never,
        // Those of the first map: unlike classes would make a difference where there is none.
        classes: drawn.value === 'cells' ? cellClasses.value : villageClasses.value,
      },
    }
  })
  const there = computed(() => config.value !== undefined)
  const stopHang = effect(() => there.value ? untracked(() => hang(main, config)) : undefined)
  return () => {
    stopFetch()
    stopHang()
  }
}

// hang makes the second map and keeps it in step.
function hang(main: Map, config: {value: Config | undefined}): () => void {
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
    const layers = cells.ids.filter(id => map.getLayer(id))
    if (!of || !layers.length) return
    const seen = new globalThis.Map(map.queryRenderedFeatures({layers}).map(f => [String(f.properties.h3), f]))
    inOtherView.value = census([...seen.values()].map(f => figureOf(f.properties, of.id, of.unit === 'families')), cellClasses.peek())
  })
  const photograph = () => { otherSheet.value = photo(map) }
  drawers.add(photograph)
  let down = false
  void map.once('style.load').then(() => {
    if (down) return
    drawImages(map)
    follow()
    stops.push(effect(() => { if (config.value) map.setStyle(build(config.value), {diff: true}) }))
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
