// Printing. What the map draws for paper must have come to stand before the browser prints.

import {computed, signal} from '@preact/signals'
import type {Drawn} from './address'
import type {Shape} from './api/client'
import {drawn} from './compared'
import {phone} from './map/lazy'
import type {Bounds} from './map/place'
import type {Drawing} from './map/trace'
import {mapless, resolution, state} from './state'

// Who has something to draw before the page is printed.
export const drawers = new Set<() => void>()

// When it was printed: that of the last print, or of the page until then.
export const printed = signal(new Date().toISOString())

// A Sheet is the map as it is printed, in pixels of the page: lines and letters, or a picture; partial, where not all of it had come.
export interface Sheet {width: number; height: number; partial: boolean; drawing?: Drawing; picture?: string}
export const sheet = signal<Sheet | undefined>(undefined)
export const otherSheet = signal<Sheet | undefined>(undefined) // of the other half of a comparison

// The districts, and what the map shows of them, for the small map beside it.
export const districts = signal<readonly Shape[]>([])
export const extent = signal<Bounds | undefined>(undefined)

// Whose basemap lies beneath, which must be said on screen and on paper.
export const attribution = signal('')

const asked = signal(false)

// Where there is no map, the server's map of villages stands in: without WebGL, and on
// paper for a phone that shows the table.
export const standIn = computed(() => {
  const table = phone.matches && state.value.tab === 'table'
  return mapless.value !== undefined || (resolution.value === undefined ? asked.value || table : asked.value && table)
})

// shown is how the figures are drawn. The server's map draws villages; density and difference it
// cannot draw, and nothing stands in for them.
export const shown = computed((): Drawn => standIn.value && drawn.value === 'cells' ? 'villages' : drawn.value)
export const undrawn = computed(() => standIn.value && (state.value.compare?.look === 'difference' ? 'difference' : drawn.value === 'heat' ? 'heat' : undefined))

let ready = false

export function prepare() {
  printed.value = new Date().toISOString()
  asked.value = true
  for (const draw of drawers) draw()
}

// Where the reader prints by the browser's own menu, there is no time to wait.
addEventListener('beforeprint', () => { if (!ready) prepare() })

// printPage prints once all is drawn.
export async function printPage() {
  prepare()
  dispatchEvent(new Event('tepat:paper'))
  await import('./qr').catch(() => {})
  await new Promise(requestAnimationFrame)
  const pictures = [...document.querySelectorAll<HTMLImageElement>('.map img[src]')]
  await Promise.all(pictures.map(p => p.decode().catch(() => {})))
  await new Promise(requestAnimationFrame)
  ready = true
  print()
  ready = false
}
