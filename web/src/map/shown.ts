// What the map shows, whoever draws it: first a sketch, then MapLibre.

import {computed, signal} from '@preact/signals'
import type {Camera} from '../address'
import {tileJSON, tileURL, type Release, type TileJSON} from '../api/client'
import type {ChangeKey} from '../change'
import {both, drawn, drawsCircles, kinds} from '../compared'
import {cellClasses, indicator, pairing, poverty, release, villageClasses} from '../data'
import {extent} from '../print'
import {questionOf} from '../question'
import {zeroOf, type Bare} from '../scale'
import {emphasis, ground, pointedClass, resolution, state} from '../state'
import {inSight, tileZoom} from './atlas'
import {across} from './ground'
import {mosaic} from './mosaic'
import type {Bounds} from './place'
import type {Drawing} from './style'

// A Sheet is what the map fetches once for a release.
export interface Sheet {release: number; outlines: TileJSON; areas: TileJSON}

export const sheet = signal<Sheet | undefined>(undefined)

// fetchSheet fetches that of a release, unless it is here.
export async function fetchSheet(r: Release): Promise<void> {
  if (r.id === sheet.peek()?.release) return
  const fetched = await sheetOf(r)
  if (release.peek()?.id === r.id) sheet.value = fetched
}

export async function sheetOf(r: Release): Promise<Sheet> {
  const [outlines, areas] = await Promise.all([tileJSON(r.tiles.outlines!), tileJSON(r.tiles.areas!)])
  return {release: r.id, outlines, areas}
}

// tellSight says what of the ground a map shows, that is so many pixels wide.
export function tellSight(camera: Pick<Camera, 'lat' | 'zoom'>, bounds: Bounds, width: number) {
  const {outlines} = sheet.peek()!
  inSight.value = {zoom: camera.zoom, bounds}
  resolution.value = outlines.resolutions?.[tileZoom(outlines, camera.zoom)]
  extent.value = bounds
  ground.value = across(camera, width) || ground.peek()
}

export const drawing = computed((): Drawing | undefined => {
  const [i, s, pair] = [indicator.value, state.value, pairing.value]
  if (!i) return undefined
  if (s.compare?.look === 'difference') return {changes: both.value?.village.areas ?? [], classes: kinds.value, emphasis: emphasis.value as ChangeKey | undefined}
  if (pair) return {...pair, emphasis: pointedClass.value ?? s.class}
  return {
    indicator: i.id, unit: i.unit, zero: zeroOf(questionOf(i)), emphasis: (emphasis.value ?? s.only) as Bare | number | undefined, circles: drawsCircles.value,
    classes: drawn.value === 'cells' ? cellClasses.value : villageClasses.value,
  }
})

// hexagons are those of the first map; a comparison has others.
export const hexagons = mosaic('map', () => {
  const [r, i, p, d, s] = [release.value, indicator.value, pairing.value, drawing.value, sheet.value]
  // Two measures wait for the classes that both of them have together.
  return r && i && d && !('changes' in d) && drawn.value === 'cells' && s?.release === r.id
    ? {release: r.id, indicators: p ? [i.id, p.poverty.id] : [i.id], tiles: s.outlines, drawing: d} : undefined
})

// areaTiles returns the tiles of areas with the figures that are drawn on them.
export function areaTiles(r: Release, json: TileJSON): TileJSON {
  const [i, also, pair] = [indicator.value, poverty.value, pairing.value]
  // Where villages are not drawn by their figure any will do: with always the same, borders stay while measures change.
  const byFigure = drawn.value === 'villages' && state.value.compare?.look !== 'difference'
  const ids = !byFigure ? [r.indicators[0]!.id] : also && pair ? [i!.id, also.id] : [i!.id]
  return {...json, tiles: json.tiles.map(url => tileURL(url, ids))}
}
