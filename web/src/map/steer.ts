// The camera: it and the address follow each other, and it goes where a panel asks it to.

import {effect} from '@preact/signals'
import type {Map} from 'maplibre-gl'
import {round, type Camera} from '../address'
import {drawn} from '../compared'
import {release} from '../data'
import {chosen, moved, state, wish, type Wish} from '../state'
import {margin} from './camera'
import {padded} from './free'
import type {Places} from './gather'
import {phone} from './lazy'
import {shift, type Bounds} from './place'

// whole is what shows all of the release in what of the map is free.
export const whole = (container: HTMLElement) => ({bounds: release.peek()!.bounds as Bounds, padding: padded(container, margin)})

// How near a flight comes. The smallest hexagons are too few families as a rule: nearer there would be less to see.
const [near, nearCells] = [11.8, 9.95]

// steer returns what moves the map as little as brings an area into what is free, and how to stop.
export function steer(map: Map, places: Places): {uncover: (b: Bounds) => void; stop: () => void} {
  const container = map.getContainer()
  const {camera: start, by, within} = state.peek()
  // A link to a place without a camera goes there.
  const here = chosen.peek()
  if (!start && (here ?? within)) wish.value = here ? {to: by, code: here} : {to: 'district', code: within!}

  const look = () => {
    const c = map.getCenter()
    return round({lon: c.lng, lat: c.lat, zoom: map.getZoom()})
  }
  let seen = start
  let before = look()
  let asked = false // by the address, which knows of it
  map.on('moveend', () => {
    const now = look()
    if (asked || same(now, before)) return // same: a window that changed its size
    before = seen = now
    moved(now)
  })

  let wishes = 0 // the latest alone is fulfilled, and none once the reader has moved the map
  map.on('movestart', e => { if ('originalEvent' in e && e.originalEvent) wishes++ })

  function fulfil(w: Wish) {
    const mine = ++wishes
    const find = (to: 'village' | 'district', code: string, then: (b: Bounds) => void) => void places.find(to, code).then(b => { if (b && mine === wishes) then(b) })
    if ('zoom' in w) map.zoomTo(map.getZoom() + w.zoom)
    else if ('see' in w) find(w.see, w.code, uncover)
    else if (w.to === 'all') {
      const {bounds, padding} = whole(container)
      map.fitBounds(bounds, {padding})
    } else find(w.to, w.code, b => map.fitBounds(b, {padding: padded(container, margin * 1.6), maxZoom: drawn.peek() === 'cells' ? nearCells : near}))
  }

  function uncover([west, south, east, north]: Bounds) {
    const {width, height} = container.getBoundingClientRect()
    const free = padded(container, margin / 2)
    const [a, b] = [map.project([west, north]), map.project([east, south])]
    const by = [shift(a.x, b.x, free.left, width - free.right), shift(a.y, b.y, free.top, height - free.bottom)] as const
    if (by[0] || by[1]) map.panBy([-by[0], -by[1]])
  }

  const stops = [
    effect(() => {
      const {camera} = state.value
      if (same(camera, seen)) return
      seen = camera
      asked = true
      if (camera) map.jumpTo({center: [camera.lon, camera.lat], zoom: camera.zoom})
      else {
        const {bounds, padding} = whole(container)
        map.fitBounds(bounds, {padding, duration: 0})
      }
      asked = false
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
  ]
  return {
    uncover,
    stop() {
      wishes++
      for (const stop of stops) stop()
    },
  }
}

const same = (a: Camera | undefined, b: Camera | undefined) =>
  a === b || (!!a && !!b && a.lon === b.lon && a.lat === b.lat && a.zoom === b.zoom)
