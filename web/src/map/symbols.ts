// Counts are drawn as circles whose area grows with them: of villages at a point
// inside, of hexagons once for all that share a figure. Both halves of a comparison
// have theirs, and one circle stands for the same in both.

import {computed, effect, signal} from '@preact/signals'
import {density, type Density, type Figure, type Indicator, type Release} from '../api/client'
import {both, drawn, drawsCircles, later, other} from '../compared'
import {attempt, cellParted, current, indicator, load, release, value, villageParted, waiting, type Remote} from '../data'
import {mostRadius} from '../scale'
import {resolution} from '../state'

// A Symbols is what is drawn: where, how much, and how large the circle of the largest is.
export interface Symbols {points: GeoJSON.FeatureCollection<GeoJSON.Point, {value: number}>; largest: number; most: number}

const point = ([lon, lat]: readonly number[], value: number): GeoJSON.Feature<GeoJSON.Point, {value: number}> =>
  ({type: 'Feature', geometry: {type: 'Point', coordinates: [lon!, lat!]}, properties: {value}})

interface Half {release: Release; indicator: Indicator}

// circles are those of a map that shows an indicator of a release; of villages by their figures.
function circles(half: () => Half | undefined, villages: () => Map<string, Figure | undefined> | undefined) {
  const densities = signal<Remote<Density & {resolution: number}>>(waiting())
  const ofCells = computed((): Symbols | undefined => {
    const [d, h] = [value(densities.value), half()]
    if (!d || !h || !cellParted.value || d.release !== h.release.id || d.indicator !== h.indicator.id || d.resolution !== resolution.value) return undefined
    return {points: {type: 'FeatureCollection', features: d.points.map((p, i) => point(p, d.families[i]!))}, largest: cellParted.value.largest, most: mostRadius.cells}
  })
  // symbols returns the circles; of villages they stand where their names do.
  const symbols = (names: GeoJSON.FeatureCollection): Symbols | undefined => {
    if (!drawsCircles.value) return undefined
    if (drawn.value === 'cells') return ofCells.value
    const [figures, p] = [villages(), villageParted.value]
    if (!figures || !p) return undefined
    return {
      points: {type: 'FeatureCollection', features: names.features.flatMap(n => {
        const figure = n.properties!.level === 'village' ? figures.get(n.properties!.code as string) : undefined
        return figure?.state === 'value' ? [point((n.geometry as GeoJSON.Point).coordinates, figure.value!)] : []
      })}, largest: p.largest, most: mostRadius.villages,
    }
  }
  // fetchSymbols keeps those of hexagons in step with what is looked at; it returns how to stop.
  const fetchSymbols = (): () => void => {
    const asked = computed(() => {
      const h = half()
      return drawsCircles.value && drawn.value === 'cells' && h && resolution.value !== undefined && JSON.stringify([h.release.id, h.indicator.id, resolution.value])
    })
    return effect(() => {
      attempt.value
      if (!asked.value) return
      const [id, of, at] = JSON.parse(asked.value) as [number, string, number]
      return load(densities, async signal => ({...await density(id, of, signal, at), resolution: at}))
    })
  }
  return {symbols, fetchSymbols}
}

export const {symbols, fetchSymbols} = circles(
  () => release.value && indicator.value && {release: release.value, indicator: indicator.value},
  () => current.value && indicator.value && new Map(current.value.village.map(a => [a.code, a.indicators[indicator.value!.id]])),
)

// Those of the other half.
export const {symbols: otherSymbols, fetchSymbols: fetchOtherSymbols} = circles(
  () => other.value,
  () => both.value && new Map(both.value.village.areas.map(c => [c.code, later.value ? c.after : c.before])),
)
