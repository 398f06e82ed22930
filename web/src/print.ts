// Printing. What the map draws for paper must have come to stand before the browser prints.

import {computed, effect, signal} from '@preact/signals'
import type {Drawn} from './address'
import type {Shape} from './api/client'
import {drawn} from './compared'
import {phone} from './map/lazy'
import type {Bounds} from './map/place'
import type {Drawing} from './map/trace'
import {byVillage, mapless, patchy, resolution, state} from './state'

// Who has something to draw before the page is printed; and who can say whether all of it is there.
export const drawers = new Set<() => void>()
export const witnesses = new Set<() => boolean>()

// When it was printed: that of the last print, or of the page until then.
export const printed = signal(new Date().toISOString())

// A Sheet is the map as it is printed, in pixels of the page, and the metres from its left to its right: lines and letters,
// or a picture; partial, where not all of it had come.
export interface Sheet {width: number; height: number; across: number; partial: boolean; drawing?: Drawing; picture?: string}
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
// cannot draw, and nothing stands in for them. Until a phone is turned to its map there is none, and none is missing.
effect(() => { byVillage.value = mapless.value !== undefined || (asked.value && standIn.value) })
export const shown = computed((): Drawn => byVillage.value && drawn.value === 'cells' ? 'villages' : drawn.value)
export const undrawn = computed(() => standIn.value && (state.value.compare?.look === 'difference' ? 'difference' : drawn.value === 'heat' ? 'heat' : undefined))

let ready = false

export function prepare() {
  printed.value = new Date().toISOString()
  asked.value = true
  for (const draw of drawers) draw()
}

// Where the reader prints by the browser's own menu, there is no time to wait.
addEventListener('beforeprint', () => { if (!ready) prepare() })
addEventListener('afterprint', () => { asked.value = false })

// preparing says that the reader has asked for paper, and waits.
export const preparing = signal(false)

// whole waits until the map has all that it shows, or for as long as a reader would; what failed will not come by waiting.
async function whole() {
  const till = performance.now() + 12_000
  const due = () => mapless.value === undefined && !patchy.value && !(phone.matches && state.value.tab === 'table') && performance.now() < till
  while (due() && !(witnesses.size && [...witnesses].every(there => there()))) await new Promise(go => setTimeout(go, 100))
}

// printPage prints once all is there and drawn.
export async function printPage() {
  if (preparing.value) return
  preparing.value = true
  await whole()
  preparing.value = false
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
