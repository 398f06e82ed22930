// The only file that makes the map, and beside.ts its other half. It draws what
// the signals say, and tells what the reader does on it.

import 'maplibre-gl/dist/maplibre-gl.css'
import {computed, effect, signal, untracked} from '@preact/signals'
import {Map, ScaleControl, type StyleSpecification} from 'maplibre-gl'
import {drawn, drawsCircles} from '../compared'
import {attempt, basemap, release} from '../data'
import {attribution, drawers, sheet as paper, witnesses} from '../print'
import {inView, mapless, miss, picked, pointed, resolution, state, t, type CellFigure} from '../state'
import {cellsOf, groupOf, groupedOf, h3Of, inSight, rowOf, type Cell} from './atlas'
import {besides} from './beside'
import {zooms} from './camera'
import {chosenCells, configOf, pointedCells} from './config'
import {counting} from './counting'
import {explore} from './explore'
import {gather} from './gather'
import {drawImages} from './images'
import type {Basemap} from './layer/basemap'
import {isArea, point, pointed as pointedLayers} from './layer/marks'
import {minzoom} from './layer/villages'
import {watchTiles} from './missing'
import {photo} from './photo'
import type {Bounds} from './place'
import {listen} from './pointer'
import {withoutSky} from './setup'
import {drawing, fetchSheet, hexagons, sheet, tellSight} from './shown'
import {steer, whole} from './steer'
import {build} from './style'
import {fetchSymbols} from './symbols'

// mount draws the map into an element and returns how to take it down; it tells when the map first
// stands. It throws where the browser cannot draw.
export async function mount(container: HTMLElement, stood: () => void): Promise<() => void> {
  // The release may be another by the time that the answer is here.
  while (sheet.peek()?.release !== release.peek()!.id) await fetchSheet(release.peek()!)
  const names = signal<GeoJSON.FeatureCollection>({type: 'FeatureCollection', features: []})
  const places = gather(names)
  // The operator's basemap comes by itself, after the figures.
  const beneath = signal<Basemap | undefined>(undefined)
  const config = configOf(names, beneath)
  const toldOf = computed(() => hexagons.told.value?.of)

  const map = open(container, build(config.value!))
  const sight = () => map.getBounds().toArray().flat() as Bounds
  const size = () => { tellSight({lat: map.getCenter().lat, zoom: map.getZoom()}, sight(), container.clientWidth) }
  const lost = () => mapless.peek() === 'lostWebGL'
  map.on('webglcontextlost', () => {
    mapless.value = 'lostWebGL'
    resolution.value = undefined // villages stand in
  })
  map.on('webglcontextrestored', () => {
    mapless.value = undefined
    size()
    recount()
  })
  const tiles = watchTiles(map, 'map')
  await map.once('style.load')
  drawImages(map)
  withoutSky(map)

  const pointAreas = () => { for (const id of pointedLayers) map.setFilter(id, isArea(pointed.value[state.value.by])) }
  const pointCells = () => point(map, {picked: chosenCells.peek(), pointed: pointedCells.value})
  const dress = (now: Parameters<typeof build>[0]) => {
    map.setStyle(build(now), {diff: true})
    hexagons.put(map)
  }
  // After a lost context MapLibre puts back what it had then.
  map.on('style.load', () => {
    withoutSky(map)
    const now = config.peek() // none while another release is on its way: the effect sets it then
    if (now) dress(now)
    untracked(pointAreas)
    untracked(pointCells)
  })
  void map.once('movestart', () => stood()) // a sketch does not move along

  // figureOf returns a hexagon with its figure; undefined until it was told.
  const figureOf = (c: Cell): CellFigure | undefined => {
    const [figure, also] = hexagons.told.peek()?.at(rowOf(c)) ?? []
    return figure && {h3: h3Of(c), group: groupOf(c), grouped: groupedOf(c), figure, also}
  }
  const areaAt = listen(map, figureOf)
  map.on('move', () => { inSight.value = {zoom: map.getZoom(), bounds: sight()} })
  for (const event of ['zoom', 'moveend', 'resize'] as const) map.on(event, size)
  size()
  const camera = steer(map, places)
  const {recount, stop: stopCounting} = counting(map, sight, figureOf, stood)

  const photograph = () => { paper.value = photo(map, drawn.peek() !== 'cells' || hexagons.whole.peek(), () => hexagons.inked(sight())) }
  drawers.add(photograph)
  // Circles and names come by themselves.
  const there = () => map.loaded() && !map.isMoving() && places.settled() && (drawn.peek() !== 'cells' || hexagons.whole.peek())
    && (!drawsCircles.peek() || config.peek()?.symbols !== undefined)
  witnesses.add(there)

  const stops = [
    () => { drawers.delete(photograph); witnesses.delete(there); paper.value = undefined },
    besides(map, names),
    camera.stop,
    stopCounting,
    fetchSymbols(),
    tiles.stop,
    effect(() => { if (attempt.value) tiles.retry() }),
    explore(map, {shapes: places.shapes, figureOf, uncover: camera.uncover, cells: () => cellsOf(hexagons.atlas.peek()), under: (x, y) => areaAt([x, y])}),
    effect(() => {
      if (mapless.value !== 'lostWebGL') map.setMinZoom(drawn.value === 'villages' ? minzoom : zooms.least) // the camera is not the reader's then
    }),
    effect(() => {
      attempt.value
      const path = beneath.peek() ? undefined : basemap.value
      if (path) void import('./basemap').then(m => m.open(path)).then(b => { beneath.value = b; attribution.value = b.attribution; miss('basemap', false) }).catch(() => { miss('basemap', true) })
    }),
    effect(() => { if (config.value && !lost()) dress(config.value) }),
    effect(() => {
      drawing.value
      hexagons.atlas.value
      if (!hexagons.whole.value) inView.value = undefined // it was of another place, or measure
      recount()
    }),
    // A hexagon that is chosen or pointed at has the figure of the measure that is drawn, or none yet.
    effect(() => {
      toldOf.value
      picked.value = undefined
      if (pointed.peek().cell) pointed.value = {}
    }),
    effect(() => {
      attempt.value
      const r = release.value
      if (!r) return
      fetchSheet(r).then(() => miss('release cells', false)).catch(() => { if (release.peek()?.id === r.id) miss('release cells', true) })
      places.of(r)
    }),
    effect(() => {
      pointed.value
      if (!lost()) pointAreas()
    }),
    effect(() => {
      pointedCells.value
      if (!lost()) pointCells()
    }),
    effect(() => {
      map.getCanvas().setAttribute('aria-label', t.value.mapLabel)
      map.getCanvas().setAttribute('aria-description', t.value.explore.help)
    }),
  ]
  return () => {
    stops.forEach(stop => stop())
    map.remove()
  }
}

// open makes a map that is neither turned nor tilted, where the address says, or else over all of the release.
function open(container: HTMLElement, style: StyleSpecification): Map {
  const {camera} = state.peek()
  const {bounds, padding} = whole(container)
  const map = new Map({
    container,
    style,
    ...(camera ? {center: [camera.lon, camera.lat], zoom: camera.zoom} : {bounds, fitBoundsOptions: {padding}}),
    minZoom: zooms.least, maxZoom: zooms.most, renderWorldCopies: false,
    refreshExpiredTiles: false, // under its number a release stays what it is, also when the server is away
    attributionControl: false, dragRotate: false, pitchWithRotate: false, rollEnabled: false, touchPitch: false,
    fadeDuration: 120,
    validateStyle: false, // what build makes is held against the specification by a test
    locale: {'Map.Title': t.peek().mapLabel},
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({maxWidth: 110}), 'bottom-left')
  return map
}
