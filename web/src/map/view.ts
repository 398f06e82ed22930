// The only file that holds the map, and beside.ts its other half. It draws what
// the signals say, and tells what the reader does on it.

import 'maplibre-gl/dist/maplibre-gl.css'
import {computed, effect, signal, untracked} from '@preact/signals'
import {Map, ScaleControl, type MapMouseEvent, type PointLike} from 'maplibre-gl'
import {round, type Camera} from '../address'
import {shapes as fetchShapes, type Level, type Release, type Shape} from '../api/client'
import {dense, drawn} from '../compared'
import {peak, points} from '../density'
import {attempt, basemap, cellClasses, current, figures, indicator, release} from '../data'
import {
  chosen, inView, mapless, miss, moved, picked, pickOnMap, pointed, state, t, wish, resolution, type CellFigure, type Wish,
} from '../state'
import {phone} from './lazy'

import type {Basemap} from './layer/basemap'
import {isArea, point, pointed as pointedLayers} from './layer/marks'
import {minzoom, touch} from './layer/villages'
import {cellAt, cellsIn, cellsOf, groupOf, h3Of, inSight, rowOf, shapes, type Cell} from './atlas'
import {margin, zooms} from './camera'
import {besides} from './beside'
import {explore} from './explore'
import {padded} from './free'
import {drawImages} from './images'
import {bounds, nameOf, shift, type Bounds} from './place'
import {attribution, districts, drawers, sheet as paper} from '../print'
import {watchTiles} from './missing'
import {photo} from './photo'
import {withoutSky} from './setup'
import {fetchSymbols, symbols} from './symbols'
import {areaTiles, drawing, fetchSheet, hexagons, sheet, tellSight} from './shown'
import {build, type Config} from './style'

const nothing: GeoJSON.FeatureCollection = {type: 'FeatureCollection', features: []}

// mount draws the map into an element and returns how to take it down; it tells when the map first
// stands. It throws where the browser cannot draw.
export async function mount(container: HTMLElement, stood: () => void): Promise<() => void> {
  // The release may be another by the time that the answer is here.
  while (sheet.peek()?.release !== release.peek()!.id) await fetchSheet(release.peek()!)
  const names = signal(nothing)
  // The operator's basemap comes by itself, after the figures.
  const beneath = signal<Basemap | undefined>(undefined)
  const places = gather(names)

  const heat = computed(() => dense.value && {data: points(dense.value), peak: peak(dense.value)})

  const marked = (group: string | undefined) => group ? shapes(cellsOf(hexagons.atlas.value, group)) : nothing
  // What is chosen or pointed at is drawn of the tiles that are here.
  const chosenCells = computed(() => {
    const {cell} = state.value
    return marked(cell && (picked.value?.h3 === cell ? picked.value.group : cell))
  })

  const toldOf = computed(() => hexagons.told.value?.of)
  const pointedGroup = computed(() => pointed.value.cell?.group)
  const pointedCells = computed(() => marked(pointedGroup.value))

  let last: {of: number; config: Config} | undefined
  const config = computed<Config | undefined>(() => {
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

  const start = state.peek().camera
  const map = new Map({
    container,
    style: build(config.value!),
    ...(start ? {center: [start.lon, start.lat], zoom: start.zoom} : {bounds: release.peek()!.bounds as Bounds, fitBoundsOptions: {padding: padded(container, margin)}}),
    minZoom: zooms.least, maxZoom: zooms.most, renderWorldCopies: false,
    refreshExpiredTiles: false, // under its number a release stays what it is, also when the server is away
    attributionControl: false, dragRotate: false, pitchWithRotate: false, rollEnabled: false, touchPitch: false,
    fadeDuration: 120,
    locale: {'Map.Title': t.peek().mapLabel},
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({maxWidth: 110}), 'bottom-left')
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
  // After a lost context MapLibre puts back what it had then.
  map.on('style.load', () => {
    withoutSky(map)
    const now = config.peek() // none while another release is on its way: the effect sets it then
    if (now) map.setStyle(build(now), {diff: true})
    hexagons.put(map)
  })
  void map.once('movestart', () => stood()) // a sketch does not move along

  // A link to a place without a camera goes there.
  const [here, {by, within}] = [chosen.peek(), state.peek()]
  if (!start && (here ?? within)) wish.value = here ? {to: by, code: here} : {to: 'district', code: within!}

  let seen = start
  const look = () => {
    const c = map.getCenter()
    return round({lon: c.lng, lat: c.lat, zoom: map.getZoom()})
  }
  let before = look()

  // figureOf returns a hexagon with its figure; undefined until it was told.
  const figureOf = (c: Cell): CellFigure | undefined => {
    const group = groupOf(c)
    const [figure, also] = hexagons.told.peek()?.at(rowOf(c)) ?? []
    return figure && {h3: h3Of(c), group, alike: cellsOf(hexagons.atlas.peek(), group).length, figure, also}
  }
  const areaAt = (at: PointLike) => map.queryRenderedFeatures(at, {layers: [touch.id]})[0]?.properties as {code: string; parent: string} | undefined
  const under = (e: MapMouseEvent) => {
    const area = areaAt(e.point)
    const cell = drawn.peek() === 'cells' && !state.peek().compare ? cellAt(hexagons.atlas.peek(), e.lngLat.lng, e.lngLat.lat) : undefined
    return {village: area?.code, district: area?.parent, cell: cell && figureOf(cell)}
  }

  map.on('mousemove', e => {
    pointed.value = {...under(e), at: {x: e.originalEvent.clientX, y: e.originalEvent.clientY}}
    map.getCanvas().style.cursor = pointed.value.village ? 'pointer' : ''
  })
  // What is pointed at in the table stays: the pointer may have left the map for it already.
  const leave = () => { if (pointed.peek().at) pointed.value = {} }
  map.on('mouseout', leave)
  map.on('movestart', leave)
  map.on('click', e => pickOnMap(under(e)))
  const sight = () => map.getBounds().toArray().flat() as Bounds
  const size = () => { tellSight({lat: map.getCenter().lat, zoom: map.getZoom()}, sight(), container.clientWidth) }
  map.on('move', () => { inSight.value = {zoom: map.getZoom(), bounds: sight()} })
  for (const event of ['zoom', 'moveend', 'resize'] as const) map.on(event, size)
  size()
  map.on('moveend', () => {
    const now = look()
    if (same(now, before)) return // a window that changed its size
    before = seen = now
    moved(now)
  })
  // What is in sight is counted once the map stands still, and shows it: hexagons, and the first time all else.
  let [due, first] = [true, true]
  const stands = () => !map.isMoving()
    && (drawn.peek() !== 'cells' || hexagons.whole.peek())
    && (drawn.peek() === 'cells' && !first || map.areTilesLoaded() && map.isSourceLoaded('areas'))
  const count = () => {
    if (!due || !stands()) return
    due = false
    inView.value = drawn.peek() === 'cells' ? untracked(watch) : undefined
    if (first) stood()
    first = false
    container.dataset.drawn = indicator.peek()?.id // for who waits for the map from outside
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

  let wishes = 0 // the latest alone is fulfilled, and none once the reader has moved the map
  map.on('movestart', e => { if ('originalEvent' in e && e.originalEvent) wishes++ })

  function fulfil(w: Wish) {
    const mine = ++wishes
    const find = (to: 'village' | 'district', code: string, then: (b: Bounds) => void) => void places.find(to, code).then(b => { if (b && mine === wishes) then(b) })
    if ('zoom' in w) map.zoomTo(map.getZoom() + w.zoom)
    else if ('see' in w) find(w.see, w.code, uncover)
    else if (w.to === 'all') map.fitBounds(release.peek()!.bounds as Bounds, {padding: padded(container, margin)})
    else find(w.to, w.code, b => map.fitBounds(b, {padding: padded(container, margin * 1.6), maxZoom: 11.8}))
  }

  // uncover moves the map as little as brings an area into what the card leaves free.
  function uncover([west, south, east, north]: Bounds) {
    const {width, height} = container.getBoundingClientRect()
    const free = padded(container, margin / 2)
    const [a, b] = [map.project([west, north]), map.project([east, south])]
    const by = [shift(a.x, b.x, free.left, width - free.right), shift(a.y, b.y, free.top, height - free.bottom)] as const
    if (by[0] || by[1]) map.panBy([-by[0], -by[1]])
  }

  // watch counts what is drawn, and reads the chosen hexagon again.
  function watch() {
    const {cell} = state.value
    const chosen = cell && cellsIn(hexagons.atlas.value, sight()).find(c => h3Of(c) === cell)
    if (chosen) picked.value = figureOf(chosen)
    return hexagons.count(sight(), cellClasses.value)
  }

  const photograph = () => { paper.value = photo(map, () => hexagons.inked(sight())) }
  drawers.add(photograph)

  const stops = [
    () => { drawers.delete(photograph); paper.value = undefined; clearTimeout(still) },
    besides(map, names),
    fetchSymbols(),
    tiles.stop,
    effect(() => { if (attempt.value) tiles.retry() }),
    explore(map, {
      shapes: places.shapes, figureOf, uncover, cells: () => cellsOf(hexagons.atlas.peek()),
      under: (x, y) => {
        const area = areaAt([x, y])
        return {village: area?.code, district: area?.parent}
      },
    }),
    effect(() => {
      if (mapless.value !== 'lostWebGL') map.setMinZoom(drawn.value === 'villages' ? minzoom : zooms.least) // the camera is not the reader's then
    }),
    effect(() => {
      attempt.value
      const path = beneath.peek() ? undefined : basemap.value
      if (path) void import('./basemap').then(m => m.open(path)).then(b => { beneath.value = b; attribution.value = b.attribution; miss('basemap', false) }).catch(() => { miss('basemap', true) })
    }),
    effect(() => {
      if (!config.value || mapless.peek() === 'lostWebGL') return
      map.setStyle(build(config.value), {diff: true})
      hexagons.put(map)
    }),
    effect(() => {
      drawing.value
      hexagons.whole.value
      hexagons.atlas.value
      if (!hexagons.told.value) inView.value = undefined
      recount()
    }),
    // A hexagon that is chosen has the figure of the measure that is drawn, or none yet.
    effect(() => {
      toldOf.value
      picked.value = undefined
    }),
    effect(() => {
      attempt.value
      const r = release.value
      if (!r) return
      fetchSheet(r).then(() => miss('release cells', false)).catch(() => { if (release.peek()?.id === r.id) miss('release cells', true) })
      places.of(r)
    }),
    effect(() => {
      const p = pointed.value
      if (mapless.peek() === 'lostWebGL') return
      for (const id of pointedLayers) map.setFilter(id, isArea(p[state.value.by]))
    }),
    effect(() => {
      const cells = {picked: chosenCells.peek(), pointed: pointedCells.value}
      if (mapless.peek() !== 'lostWebGL') point(map, cells)
    }),
    effect(() => {
      const {camera} = state.value
      if (same(camera, seen)) return
      seen = camera
      if (camera) map.jumpTo({center: [camera.lon, camera.lat], zoom: camera.zoom})
      else map.fitBounds(release.peek()!.bounds as Bounds, {padding: padded(container, margin), duration: 0})
      before = look()
    }),
    effect(() => {
      const w = wish.value
      // A wish waits while a phone shows the table: a map without size cannot be fitted.
      if (!w || state.value.whatIf || (phone.matches && state.value.tab !== 'map')) return
      wish.value = undefined
      requestAnimationFrame(() => {
        map.resize()
        fulfil(w)
      })
    }),
    effect(() => {
      map.getCanvas().setAttribute('aria-label', t.value.mapLabel)
      map.getCanvas().setAttribute('aria-description', t.value.explore.help)
    }),
  ]
  return () => {
    wishes++
    stops.forEach(stop => stop())
    map.remove()
  }
}

// gather fetches the shapes of districts and villages once a release, for
// names and for the camera.
function gather(names: {value: GeoJSON.FeatureCollection}) {
  let release: number | undefined
  let attempts = 0 // an answer counts for the latest alone
  let byLevel: Partial<Record<Level, Promise<globalThis.Map<string, Bounds>>>> = {}
  let outlines: Partial<Record<Level, readonly Shape[]>> = {}

  async function fetch(r: Release, level: Level) {
    const attempt = attempts
    const all = (await fetchShapes(r.id, level, r.indicators[0]!.id)).filter(s => s.geometry?.coordinates.length)
    if (attempt === attempts) {
      outlines[level] = all
      names.value = {type: 'FeatureCollection', features: [...names.value.features, ...all.map(s => nameOf(s, level))]}
      if (level === 'district') districts.value = all
    }
    return new globalThis.Map(all.map(s => [s.properties.code, bounds(s)]))
  }
  return {
    of(r: Release) {
      if (release === r.id) return
      release = r.id
      const attempt = ++attempts
      names.value = nothing
      outlines = {}
      byLevel = {district: fetch(r, 'district'), village: fetch(r, 'village')}
      // Without them there are no names and no flights; the map itself stands.
      miss('names', false)
      for (const answer of Object.values(byLevel)) answer.catch(() => {
        if (attempt !== attempts) return
        miss('names', true)
        release = undefined // for the next attempt
      })
    },
    shapes: async (level: 'village' | 'district'): Promise<readonly Shape[]> => {
      await byLevel[level]
      return outlines[level] ?? []
    },
    find: (level: 'village' | 'district', code: string) =>
      byLevel[level]?.then(all => all.get(code)).catch(() => undefined) ?? Promise.resolve(undefined),
  }
}

const same = (a: Camera | undefined, b: Camera | undefined) =>
  a === b || (!!a && !!b && a.lon === b.lon && a.lat === b.lat && a.zoom === b.zoom)
