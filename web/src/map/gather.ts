// The shapes of districts and villages, fetched once a release: for names, for the camera and for the keyboard.

import {shapes as fetchShapes, type Level, type Release, type Shape} from '../api/client'
import {districts} from '../print'
import {miss} from '../state'
import {bounds, nameOf, type Bounds} from './place'

type Listed = 'village' | 'district'

export interface Places {
  of: (r: Release) => void
  settled: () => boolean // whether those of the release have come, or will not
  shapes: (level: Listed) => Promise<readonly Shape[]>
  find: (level: Listed, code: string) => Promise<Bounds | undefined>
}

// gather writes the names into a signal as they come.
export function gather(names: {value: GeoJSON.FeatureCollection}): Places {
  let release: number | undefined
  let attempts = 0 // an answer counts for the latest alone
  let settled = false
  let byLevel: Partial<Record<Level, Promise<Map<string, Bounds>>>> = {}
  let outlines: Partial<Record<Level, readonly Shape[]>> = {}

  async function fetch(r: Release, level: Level) {
    const attempt = attempts
    const all = (await fetchShapes(r.id, level, r.indicators[0]!.id)).filter(s => s.geometry?.coordinates.length)
    if (attempt === attempts) {
      outlines[level] = all
      names.value = {type: 'FeatureCollection', features: [...names.value.features, ...all.map(s => nameOf(s, level))]}
      if (level === 'district') districts.value = all
    }
    return new Map(all.map(s => [s.properties.code, bounds(s)]))
  }
  return {
    of(r) {
      if (release === r.id) return
      release = r.id
      const attempt = ++attempts
      names.value = {type: 'FeatureCollection', features: []}
      outlines = {}
      byLevel = {district: fetch(r, 'district'), village: fetch(r, 'village')}
      settled = false
      void Promise.allSettled(Object.values(byLevel)).then(() => { settled ||= attempt === attempts })
      // Without them there are no names and no flights; the map itself stands.
      miss('names', false)
      for (const answer of Object.values(byLevel)) answer.catch(() => {
        if (attempt !== attempts) return
        miss('names', true)
        release = undefined // for the next attempt
      })
    },
    settled: () => settled,
    shapes: async level => {
      await byLevel[level]
      return outlines[level] ?? []
    },
    find: (level, code) => byLevel[level]?.then(all => all.get(code)).catch(() => undefined) ?? Promise.resolve(undefined),
  }
}
