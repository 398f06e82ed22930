// The first sight of the map, as a picture: MapLibre is forty times the script and
// takes a second or more to start where there is no graphics card. It follows
// as soon as the reader moves, and this is what it will show.

import {effect, signal} from '@preact/signals'
import {VectorTile} from '@mapbox/vector-tile'
import {PbfReader} from 'pbf'
import {absolute, type Level} from '../api/client'
import {drawsCircles} from '../compared'
import {attempt, cellClasses, release} from '../data'
import {drawAll} from '../panel/png'
import {drawers, sheet as page} from '../print'
import {classOf, paper, radius} from '../scale'
import {inView, state} from '../state'
import {cover, inSight, tileZoom, urlOf} from './atlas'
import {fit, margin, projection} from './camera'
import {padded} from './free'
import {across} from './ground'
import * as borders from './layer/borders'
import * as land from './layer/land'
import * as circles from './layer/symbols'
import type {Drawing} from './layer/figure'
import type {Bounds} from './place'
import {areaTiles, drawing, fetchSheet, hexagons, sheet, tellSight} from './shown'
import {place} from './style'
import {fetchSymbols, symbols, type Symbols} from './symbols'
import {trace, type Drawing as Lines, type Layer, type Seen} from './trace'

// sketch draws the hexagons in sight into an element and returns how to take it down, and blind,
// that no map follows; it tells when they stand there.
export async function sketch(container: HTMLElement, stood: () => void): Promise<(blind?: boolean) => void> {
  await fetchSheet(release.peek()!)
  const {clientWidth: width, clientHeight: height} = container
  const camera = state.peek().camera ?? fit(release.peek()!.bounds as Bounds, {width, height}, padded(container, margin))
  const {project, bounds} = projection(camera, {width, height})
  tellSight(camera, bounds, width)
  const areas = signal<Seen[] | undefined>(undefined)
  const layers = [...land.layers, place, circleLayer, ...borders.layers] as Layer[]
  let drawn: Lines | undefined
  const print = () => { page.value = drawn && {width, height, across: across(camera, width), partial: false, drawing: drawn} }
  drawers.add(print)
  const stops = [
    fetchSymbols(), () => { drawers.delete(print) },
    effect(() => {
      attempt.value
      if (!areas.peek()) fetchAreas(camera.zoom, bounds).then(all => { areas.value = all }).catch(() => {}) // the map asks again
    }),
    effect(() => {
      const [lines, points, d] = [areas.value, symbols(none), drawing.value as Drawing]
      if (!hexagons.told.value) { // another measure: nothing stands under its name
        drawn = undefined
        inView.value = undefined
        return container.replaceChildren()
      }
      if (!lines || !hexagons.whole.value || (drawsCircles.value && !points)) return
      drawn = trace(layers, [...lines, ...points ? circlesOf(points, d) : []], project, width, height, hexagons.inked(bounds))
      paint(container, drawn)
      inView.value = hexagons.count(bounds, cellClasses.value)
      stood()
    }),
  ]
  return blind => {
    for (const stop of stops) stop()
    page.value = undefined
    if (blind) inSight.value = inView.value = undefined
    container.replaceChildren()
  }
}

// paint draws into pixels: lines of many hexagons would be drawn anew with every frame of the map beneath.
function paint(container: HTMLElement, drawing: Lines) {
  const canvas = document.createElement('canvas')
  canvas.width = drawing.width * devicePixelRatio
  canvas.height = drawing.height * devicePixelRatio
  const pen = canvas.getContext('2d')!
  pen.scale(devicePixelRatio, devicePixelRatio)
  drawAll(pen, drawing)
  container.replaceChildren(canvas)
}

const none: GeoJSON.FeatureCollection = {type: 'FeatureCollection', features: []}
const circleLayer = {id: 'symbols', type: 'circle'}

// fetchAreas reads land and borders from the tiles that the map will ask for.
async function fetchAreas(zoom: number, bounds: Bounds): Promise<Seen[]> {
  const json = sheet.peek()!.areas
  const [template] = absolute(areaTiles(release.peek()!, json)).tiles
  const all = await Promise.all(cover(tileZoom(json, zoom), bounds).map(async tile => {
    const answer = await fetch(urlOf(template!, tile))
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
    const {layers} = new VectorTile(new PbfReader(new Uint8Array(await answer.arrayBuffer())))
    const read = (layer: string, of: (level: Level) => Seen['layer'] | undefined) => {
      const seen: Seen[] = []
      for (let i = 0; i < (layers[layer]?.length ?? 0); i++) {
        const feature = layers[layer]!.feature(i)
        const as = of(feature.properties.level as Level)
        if (as) seen.push({layer: as, source: 'areas', properties: {}, geometry: feature.toGeoJSON(tile.x, tile.y, tile.z).geometry})
      }
      return seen
    }
    return [
      ...read('areas', level => level === 'regency' ? {id: 'land', type: 'fill', paint: {'fill-color': paper.land}} : undefined),
      ...read('borders', level => borders.painted(level, zoom)),
    ]
  }))
  return all.flat()
}

const circlesOf = ({points, largest, most}: Symbols, d: Drawing): Seen[] => points.features.map(f => {
  const {value} = f.properties
  return {
    layer: {...circleLayer, paint: {
      ...circles.still, 'circle-radius': radius(value, largest, most), 'circle-color': d.classes[classOf(d.classes, value)]!.colour,
    }},
    source: 'symbols', geometry: f.geometry, properties: f.properties,
  }
})
