// The other half of a comparison: a second map that follows the first and lies
// over it up to the divider, or from there where it is the later. It takes no pointer and no key: the first has both.

import {computed, effect, signal, untracked} from '@preact/signals'
import {Map} from 'maplibre-gl'
import {tileURL, type TileJSON} from '../api/client'
import {drawn, drawsCircles, later, other} from '../compared'
import {attempt, cellClasses, villageClasses} from '../data'
import {drawers, otherSheet} from '../print'
import {questionOf} from '../question'
import {zeroOf} from '../scale'
import {emphasis, inOtherView, miss, state} from '../state'
import {drawImages} from './images'
import type {Marks} from './layer/marks'
import {watchTiles} from './missing'
import {photo} from './photo'
import type {Drawing} from './layer/figure'
import {mosaic, type Mosaic} from './mosaic'
import type {Bounds} from './place'
import {withoutSky} from './setup'
import {sheetOf, type Sheet} from './shown'
import {fetchOtherSymbols, otherSymbols} from './symbols'
import {build, type Config, type Tiles} from './style'

// besides lays the half over the main map whenever one is asked for; it returns how to stop.
export function besides(main: Map, names: {value: GeoJSON.FeatureCollection}): () => void {
  const sheet = signal<Sheet | undefined>(undefined)
  const wanted = computed(() => state.value.compare?.look === 'swipe' ? other.value : undefined)
  const stopFetch = effect(() => {
    attempt.value
    const r = wanted.value?.release
    if (!r || sheet.peek()?.release === r.id) return
    const late = () => wanted.peek()?.release.id !== r.id
    sheetOf(r)
      .then(s => {
        if (late()) return
        sheet.value = s
        miss('beside cells', false)
      })
      .catch(() => { if (!late()) miss('beside cells', true) })
  })
  const here = computed(() => {
    const [b, s] = [wanted.value, sheet.value]
    return b && s?.release === b.release.id ? {...b, sheet: s} : undefined
  })
  const drawing = computed((): Drawing | undefined => here.value && {
    indicator: here.value.indicator.id, unit: here.value.indicator.unit, zero: zeroOf(questionOf(here.value.indicator)), emphasis: emphasis.value as never, circles: drawsCircles.value,
    // Those of the first map: unlike classes would make a difference where there is none.
    classes: drawn.value === 'cells' ? cellClasses.value : villageClasses.value,
  })
  const hexagons = mosaic('beside', () => here.value && drawn.value === 'cells' ? {
    release: here.value.release.id, indicators: [here.value.indicator.id], tiles: here.value.sheet.outlines, drawing: drawing.value!,
  } : undefined)
  const config = computed<Config | undefined>(() => {
    if (!here.value) return undefined
    const {indicator, sheet} = here.value
    const of = (json: TileJSON): Tiles => ({...json, tiles: json.tiles.map(url => tileURL(url, [indicator.id]))})
    const {within, village, by} = state.value
    const marks: Marks = {within, area: by === 'district' ? within : village}
    return {drawn: drawn.value, areas: of(sheet.areas), names: names.value, marks, symbols: otherSymbols(names.value), drawing: drawing.value!}
  })
  const there = computed(() => config.value !== undefined)
  const stopHang = effect(() => there.value ? untracked(() => hang(main, config, hexagons)) : undefined)
  const stopSymbols = fetchOtherSymbols()
  return () => {
    stopFetch()
    stopSymbols()
    stopHang()
    hexagons.stop()
  }
}

// hang makes the second map and keeps it in step.
function hang(main: Map, config: {value: Config | undefined}, hexagons: Mosaic): () => void {
  const half = document.createElement('div')
  half.className = 'beside'
  half.setAttribute('aria-hidden', 'true')
  main.getContainer().append(half)
  const camera = () => ({center: main.getCenter(), zoom: main.getZoom()})
  let map: Map
  try {
    map = new Map({
      container: half, style: build(config.value!), ...camera(), interactive: false, attributionControl: false, fadeDuration: 0, validateStyle: false, minZoom: 0, maxZoom: 16, renderWorldCopies: false, refreshExpiredTiles: false,
    })
  } catch { // the browser draws no second map
    half.remove()
    miss('half', true)
    return () => { miss('half', false) }
  }
  map.getCanvas().tabIndex = -1
  const follow = () => { map.jumpTo(camera()) }
  main.on('move', follow)
  // What it cannot draw must not lie as an empty half over the map.
  map.on('webglcontextlost', () => { half.hidden = true })
  map.on('webglcontextrestored', () => { half.hidden = false })
  const tiles = watchTiles(map, 'half')
  const stops = [
    tiles.stop,
    effect(() => { if (attempt.value) tiles.retry() }),
    effect(() => {
      const at = state.value.divider ?? 50
      half.style.clipPath = later.value ? `inset(0 0 0 ${at}%)` : `inset(0 ${100 - at}% 0 0)`
    }),
  ]
  const bounds = () => map.getBounds().toArray().flat() as Bounds
  // count counts the hexagons of this half.
  const count = () => {
    if (!hexagons.whole.value) return void (inOtherView.value = undefined)
    inOtherView.value = hexagons.count(bounds(), cellClasses.value)
  }
  main.on('moveend', count)
  const photograph = () => { otherSheet.value = photo(map, drawn.peek() !== 'cells' || hexagons.whole.peek(), () => hexagons.inked(bounds())) }
  drawers.add(photograph)
  let down = false
  void map.once('style.load').then(() => {
    if (down) return
    drawImages(map)
    withoutSky(map)
    map.on('style.load', () => { // after a lost context
      withoutSky(map)
      if (config.value) map.setStyle(build(config.value), {diff: true})
      hexagons.put(map)
    })
    follow()
    stops.push(effect(count), effect(() => {
      if (!config.value || half.hidden) return
      map.setStyle(build(config.value), {diff: true})
      hexagons.put(map)
    }))
  })
  return () => {
    down = true
    drawers.delete(photograph)
    otherSheet.value = inOtherView.value = undefined
    stops.forEach(stop => stop())
    main.off('move', follow)
    main.off('moveend', count)
    map.remove()
    half.remove()
  }
}
