// Where families are dense: the kernel's strength. Pure.

import type {Density, Indicator, Release} from './api/client'
import {subject} from './question'

// least is how far from its point a figure is spread at least: km on the ground, at every zoom alike.
export const least = 6

// reach is how far the figure of hexagons of so many km² is spread: where in
// them its families live is not known, so it is a bell as wide as they are.
// MapLibre's bell ends at three standard deviations.
export const reach = (km2: number) => Math.max(least, 2 * Math.sqrt(km2 / Math.PI))

// weight is the height of the bell of a figure: the wider, the lower, so that each family counts alike.
export const weight = (families: number, km2: number) => families * (least / reach(km2)) ** 2

// placed returns the indicator whose families the density shows: those missed, where coverage is looked at.
export const placed = (r: Release, i: Indicator): Indicator | undefined =>
  i.id.startsWith('coverage_') ? r.indicators.find(each => each.id === `gap_${subject(i)}`) : i

// peak returns the sum of the bells at the point where all but one in fifty of
// the points have less: one town alone must not leave all others pale.
export function peak({points, families, areas}: Pick<Density, 'points' | 'families' | 'areas'>): number {
  if (!points.length) return 0
  const at = points.map(([lon, lat]) => [lon! * 111.32 * Math.cos(lat! * Math.PI / 180), lat! * 110.574] as const) // km
  const box = (km: number) => Math.floor(km / least)
  const boxes = new Map<string, number[]>()
  at.forEach(([x, y], n) => {
    const key = `${box(x)} ${box(y)}`
    boxes.set(key, [...boxes.get(key) ?? [], n])
  })
  const sums = points.map(() => 0)
  at.forEach(([x, y], n) => {
    const [far, height] = [reach(areas[n]!), weight(families[n]!, areas[n]!)]
    for (let i = box(x - far); i <= box(x + far); i++) {
      for (let j = box(y - far); j <= box(y + far); j++) {
        for (const m of boxes.get(`${i} ${j}`) ?? []) {
          const d2 = ((at[m]![0] - x) ** 2 + (at[m]![1] - y) ** 2) / far ** 2
          if (d2 <= 1) sums[m]! += height * Math.exp(-4.5 * d2)
        }
      }
    }
  })
  return sums.sort((a, b) => a - b)[Math.ceil(sums.length * 0.98) - 1]!
}

// points returns the figures as GeoJSON.
export const points = (d: Density): GeoJSON.FeatureCollection<GeoJSON.Point> => ({
  type: 'FeatureCollection',
  features: d.points.map((coordinates, i) => ({
    type: 'Feature', geometry: {type: 'Point', coordinates},
    properties: {reach: reach(d.areas[i]!), weight: weight(d.families[i]!, d.areas[i]!)},
  })),
})
