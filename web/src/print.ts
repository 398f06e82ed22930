// Printing. What the map draws for paper must have come to stand as a picture before the browser prints.

import {signal} from '@preact/signals'

// Who has something to draw before the page is printed.
export const drawers = new Set<() => void>()

// When it was printed: that of the last print, or of the page until then.
export const printed = signal(new Date().toISOString())

let ready = false

function prepare() {
  printed.value = new Date().toISOString()
  for (const draw of drawers) draw()
}

// Where the reader prints by the browser's own menu, there is no time to wait.
addEventListener('beforeprint', () => { if (!ready) prepare() })

// printPage prints once all is drawn.
export async function printPage() {
  prepare()
  const pictures = [...document.querySelectorAll<HTMLImageElement>('.paper-map[src]')]
  await Promise.all(pictures.map(p => p.decode().catch(() => {})))
  await new Promise(requestAnimationFrame)
  ready = true
  print()
  ready = false
}
