// Counts are drawn as circles whose area grows with them: of villages at a point
// inside, of hexagons once for all that share a figure.

import {computed, effect, signal} from '@preact/signals'
import {density, type Density} from '../api/client'
import {drawn, drawsCircles} from '../compared'
import {attempt, cellParted, current, indicator, load, release, value, villageParted, waiting, type Remote} from '../data'
import {mostRadius} from '../scale'
import {resolution} from '../state'

// A Symbols is what is drawn: where, how much, and how large the circle of the largest is.
export interface Symbols {points: GeoJSON.FeatureCollection<GeoJSON.Point, {value: number}>; largest: number; most: number}

const densities = signal<Remote<Density & {resolution: number}>>(waiting())

const point = ([lon, lat]: readonly number[], value: number): GeoJSON.Feature<GeoJSON.Point, {value: number}> =>
  ({type: 'Feature', geometry: {type: 'Point', coordinates: [lon!, lat!]}, properties: {value}})

const ofCells = computed((): Symbols | undefined => {
  const d = value(densities.value)
  if (!d || !cellParted.value || d.release !== release.value?.id || d.indicator !== indicator.value?.id || d.resolution !== resolution.value) return undefined
  return {points: {type: 'FeatureCollection', features: d.points.map((p, i) => point(p, d.families[i]!))}, largest: cellParted.value.largest, most: mostRadius.cells}
})

// symbols returns the circles; of villages they stand where their names do.
export function symbols(names: GeoJSON.FeatureCollection): Symbols | undefined {
  if (!drawsCircles.value) return undefined
  if (drawn.value === 'cells') return ofCells.value
  const [f, i, p] = [current.value, indicator.value, villageParted.value]
  if (!f || !i || !p) return undefined
  const figures = new Map(f.village.map(a => [a.code, a.indicators[i.id]]))
  return {
    points: {type: 'FeatureCollection', features: names.features.flatMap(n => {
      const figure = n.properties!.level === 'village' ? figures.get(n.properties!.code as string) : undefined
      return figure?.state === 'value' ? [point((n.geometry as GeoJSON.Point).coordinates, figure.value!)] : []
    })}, largest: p.largest, most: mostRadius.villages,
  }
}

// fetchSymbols keeps those of hexagons in step with what is looked at; it returns how to stop.
export function fetchSymbols(): () => void {
  const asked = computed(() => drawsCircles.value && drawn.value === 'cells' && release.value && resolution.value !== undefined
    && JSON.stringify([release.value.id, indicator.value!.id, resolution.value]))
  return effect(() => {
    attempt.value
    if (!asked.value) return
    const [id, of, at] = JSON.parse(asked.value) as [number, string, number]
    return load(densities, async signal => ({...await density(id, of, signal, at), resolution: at}))
  })
}
