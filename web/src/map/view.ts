// The only file that holds the map, and beside.ts its other half. It draws what
// the signals say, and tells what the reader does on it.

import './setup'
import 'maplibre-gl/dist/maplibre-gl.css'
import {computed, effect, signal, untracked} from '@preact/signals'
import {Map, ScaleControl, type GeoJSONSource, type MapMouseEvent, type PointLike} from 'maplibre-gl'
import {round, type Camera} from '../address'
import {shapes as fetchShapes, tileJSON, tileURL, type Level, type Release, type Shape, type TileJSON} from '../api/client'
import type {ChangeKey} from '../change'
import {both, dense, drawn, drawsCircles, kinds} from '../compared'
import {peak, points} from '../density'
import {attempt, basemap, cellClasses, indicator, pairing, poverty, release, villageClasses} from '../data'
import {
  chosen, emphasis, ground, inView, mapless, miss, moved, picked, pickOnMap, pointed, pointedClass, state, t, wish, resolution, type CellFigure, type Wish,
} from '../state'
import {phone} from './lazy'

import type {Basemap} from './layer/basemap'
import {isArea, pointed as pointedLayers} from './layer/marks'
import {minzoom, touch} from './layer/villages'
import {cellAt, cellsIn, cellsOf, groupOf, h3Of, inSight, rowOf, shapes, tileZoom, type Cell} from './atlas'
import {across} from './ground'
import {besides} from './beside'
import {explore} from './explore'
import {drawImages} from './images'
import {mosaic} from './mosaic'
import {bounds, nameOf, shift, type Bounds} from './place'
import {questionOf} from '../question'
import {zeroOf, type Bare} from '../scale'
import {attribution, districts, drawers, extent, sheet as paper} from '../print'
import {watchTiles} from './missing'
import {photo} from './photo'
import {fetchSymbols, symbols} from './symbols'
import {build, type Config, type Tiles} from './style'

// A Sheet is what the map fetches once for a release.
interface Sheet {release: number; outlines: TileJSON; areas: TileJSON}

const nothing: GeoJSON.FeatureCollection = {type: 'FeatureCollection', features: []}

// mount draws the map into an element and returns how to take it down. It
// throws where the browser cannot draw.
export async function mount(container: HTMLElement): Promise<() => void> {
  const first = release.value!
  const sheet = signal(await fetchSheet(first))
  const names = signal(nothing)
  // The operator's basemap comes by itself, after the figures.
  const beneath = signal<Basemap | undefined>(undefined)
  const places = gather(names)

  const heat = computed(() => dense.value && {data: points(dense.value), peak: peak(dense.value)})

  const drawing = computed((): Config['drawing'] | undefined => {
    const [i, s, pair] = [indicator.value, state.value, pairing.value]
    if (!i) return undefined
    if (s.compare?.look === 'difference') return {changes: both.value?.village.areas ?? [], classes: kinds.value, emphasis: emphasis.value as ChangeKey | undefined}
    if (pair) return {...pair, emphasis: pointedClass.value ?? s.class}
    return {
      indicator: i.id, unit: i.unit, zero: zeroOf(questionOf(i)), emphasis: (emphasis.value ?? s.only) as Bare | number | undefined, circles: drawsCircles.value,
      classes: drawn.value === 'cells' ? cellClasses.value : villageClasses.value,
    }
  })
  const hexagons = mosaic('map', () => {
    const [r, i, p, d] = [release.value, indicator.value, pairing.value, drawing.value]
    // Two measures wait for the classes that both of them have together.
    return r && i && d && !('changes' in d) && drawn.value === 'cells' && sheet.value.release === r.id
      ? {release: r.id, indicators: p ? [i.id, p.poverty.id] : [i.id], tiles: sheet.value.outlines, drawing: d} : undefined
  })
  const marked = (group: string | undefined) => group ? shapes(cellsOf(hexagons.atlas.value, group)) : nothing
  // What is chosen or pointed at is drawn of the tiles that are here.
  const chosenCells = computed(() => {
    const {cell} = state.value
    return marked(cell && (picked.value?.h3 === cell ? picked.value.group : cell))
  })

  const config = computed<Config | undefined>(() => {
    const [r, i, s] = [release.value, indicator.value, state.value]
    if (!r || !i || sheet.value.release !== r.id) return undefined
    const [also, pair] = [poverty.value, pairing.value]
    const of = (json: TileJSON, ids = also && pair ? [i.id, also.id] : [i.id]): Tiles => ({...json, tiles: json.tiles.map(url => tileURL(url, ids))})
    // Where villages are not drawn by their figure any will do: with always the same, borders stay while measures change.
    const byFigure = drawn.value === 'villages' && s.compare?.look !== 'difference'
    return {
      drawn: drawn.value,
      dense: heat.value,
      symbols: symbols(names.value),
      drawing: drawing.value!,
      areas: byFigure ? of(sheet.value.areas) : of(sheet.value.areas, [r.indicators[0]!.id]),
      names: names.value,
      basemap: beneath.value,
      marks: {
        within: s.within, area: chosen.value, pointedArea: pointed.peek()[s.by],
        ...(drawn.value === 'cells' && {cells: {picked: chosenCells.value, pointed: untracked(() => marked(pointed.value.cell?.group))}}),
      },
    }
  })

  const start = state.peek().camera
  const map = new Map({
    container,
    style: build(config.value!),
    ...(start ? {center: [start.lon, start.lat], zoom: start.zoom} : {bounds: first.bounds as Bounds, fitBoundsOptions: {padding: margin}}),
    minZoom: farthest, maxZoom: 15,
    attributionControl: false, dragRotate: false, pitchWithRotate: false, rollEnabled: false, touchPitch: false,
    fadeDuration: 120,
    locale: {'Map.Title': t.peek().mapLabel},
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new ScaleControl({maxWidth: 110}), 'bottom-left')
  map.on('webglcontextlost', () => { mapless.value = 'lostWebGL' })
  map.on('webglcontextrestored', () => { mapless.value = undefined })
  const tiles = watchTiles(map, 'map')
  await map.once('style.load')
  drawImages(map)
  map.on('style.load', () => hexagons.put(map)) // after a lost context

  // A link to a place without a camera goes there.
  const [here, {by, within}] = [chosen.peek(), state.peek()]
  if (!start && (here ?? within)) wish.value = here ? {to: by, code: here} : {to: 'district', code: within!}

  let seen = start
  const look = () => {
    const c = map.getCenter()
    return round({lon: c.lng, lat: c.lat, zoom: map.getZoom()})
  }
  let before = look()

  const figureOf = (c: Cell): CellFigure => {
    const group = groupOf(c)
    const [figure, also] = hexagons.told.peek()?.at(rowOf(c)) ?? []
    return {h3: h3Of(c), group, alike: cellsOf(hexagons.atlas.peek(), group).length, figure: figure ?? {state: 'no_data'}, also}
  }
  const areaAt = (at: PointLike) => map.queryRenderedFeatures(at, {layers: [touch.id]})[0]?.properties as {code: string; parent: string} | undefined
  const under = (e: MapMouseEvent) => {
    const area = areaAt(e.point)
    const cell = drawn.peek() === 'cells' && !state.peek().compare && hexagons.told.peek() ? cellAt(hexagons.atlas.peek(), e.lngLat.lng, e.lngLat.lat) : undefined
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
  const see = () => { inSight.value = {zoom: map.getZoom(), bounds: sight()} }
  const size = () => {
    see()
    resolution.value = sheet.peek().outlines.resolutions?.[tileZoom(sheet.peek().outlines, map.getZoom())]
    extent.value = sight()
    ground.value = across({lat: map.getCenter().lat, zoom: map.getZoom()}, container.clientWidth) || ground.peek()
  }
  map.on('move', see)
  for (const event of ['zoom', 'moveend', 'resize'] as const) map.on(event, size)
  size()
  map.on('moveend', () => {
    const now = look()
    if (same(now, before)) return // a window that changed its size
    before = seen = now
    moved(now)
  })
  // What is in sight is counted once the map stands still, and shows it.
  let due = true
  const stands = () => !map.isMoving() && (drawn.peek() === 'cells'
    ? !!hexagons.told.peek() && hexagons.atlas.peek().whole
    : map.areTilesLoaded() && map.isSourceLoaded('areas'))
  const count = () => {
    if (!due || !stands()) return
    due = false
    inView.value = drawn.peek() === 'cells' ? untracked(watch) : undefined
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
    else if (due) still = setTimeout(count, 300)
  })

  function fulfil(w: Wish) {
    if ('zoom' in w) map.zoomTo(map.getZoom() + w.zoom)
    else if ('see' in w) void places.find(w.see, w.code).then(b => b && uncover(b))
    else if (w.to === 'all') map.fitBounds(release.peek()!.bounds as Bounds, {padding: margin})
    else void places.find(w.to, w.code).then(b => b && map.fitBounds(b, {padding: padded(margin * 1.6), maxZoom: 11.8}))
  }

  // padded keeps a margin, and free what the card of the chosen place covers:
  // the right of a wide map, the bottom of a narrow one.
  function padded(margin: number) {
    const all = {top: margin, right: margin, bottom: margin, left: margin}
    const card = document.querySelector('.detail')?.getBoundingClientRect()
    const frame = container.getBoundingClientRect()
    if (!card) return all
    if (card.width > frame.width * 0.8) return {...all, bottom: margin / 2 + frame.bottom - card.top}
    return {...all, right: margin / 2 + frame.right - card.left}
  }

  // uncover moves the map as little as brings an area into what the card leaves free.
  function uncover([west, south, east, north]: Bounds) {
    const {width, height} = container.getBoundingClientRect()
    const free = padded(margin / 2)
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
    effect(() => { map.setMinZoom(drawn.value === 'villages' ? minzoom : farthest) }),
    effect(() => {
      attempt.value
      const path = beneath.peek() ? undefined : basemap.value
      if (path) void import('./basemap').then(m => m.open(path)).then(b => { beneath.value = b; attribution.value = b.attribution; miss('basemap', false) }).catch(() => { miss('basemap', true) })
    }),
    hexagons.stop,
    effect(() => {
      if (!config.value) return
      map.setStyle(build(config.value), {diff: true})
      hexagons.put(map)
    }),
    effect(() => {
      drawing.value
      hexagons.told.value
      hexagons.atlas.value
      recount()
    }),
    effect(() => {
      attempt.value
      const r = release.value
      if (!r) return
      if (r.id !== sheet.peek().release) fetchSheet(r).then(s => { sheet.value = s; miss('release cells', false) }).catch(() => { miss('release cells', true) })
      places.of(r)
    }),
    effect(() => {
      const p = pointed.value
      for (const id of pointedLayers) map.setFilter(id, isArea(p[state.value.by]))
      map.getSource<GeoJSONSource>('pointed-cell')?.setData(marked(p.cell?.group))
    }),
    effect(() => {
      const {camera} = state.value
      if (same(camera, seen)) return
      seen = camera
      if (camera) map.jumpTo({center: [camera.lon, camera.lat], zoom: camera.zoom})
      else map.fitBounds(release.peek()!.bounds as Bounds, {padding: margin, duration: 0})
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
    stops.forEach(stop => stop())
    map.remove()
  }
}

const farthest = 3 // zoom
const margin = 28 // pixels kept free around what the camera shows

async function fetchSheet(r: Release): Promise<Sheet> {
  const [outlines, areas] = await Promise.all([tileJSON(r.tiles.outlines!), tileJSON(r.tiles.areas!)])
  return {release: r.id, outlines, areas}
}

// gather fetches the shapes of districts and villages once a release, for
// names and for the camera.
function gather(names: {value: GeoJSON.FeatureCollection}) {
  let release: number | undefined
  let byLevel: Partial<Record<Level, Promise<globalThis.Map<string, Bounds>>>> = {}
  let outlines: Partial<Record<Level, readonly Shape[]>> = {}

  async function fetch(r: Release, level: Level) {
    const all = (await fetchShapes(r.id, level, r.indicators[0]!.id)).filter(s => s.geometry?.coordinates.length)
    if (r.id === release) outlines[level] = all
    if (r.id === release) names.value = {type: 'FeatureCollection', features: [...names.value.features, ...all.map(s => nameOf(s, level))]}
    if (level === 'district') districts.value = all
    return new globalThis.Map(all.map(s => [s.properties.code, bounds(s)]))
  }
  return {
    of(r: Release) {
      if (release === r.id) return
      release = r.id
      names.value = nothing
      outlines = {}
      byLevel = {district: fetch(r, 'district'), village: fetch(r, 'village')}
      // Without them there are no names and no flights; the map itself stands.
      miss('names', false)
      for (const answer of Object.values(byLevel)) answer.catch(() => {
        miss('names', true)
        if (release === r.id) release = undefined // for the next attempt
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
