// Hangs the map into the page late, behind the table: first a sketch of it, then, once the
// reader is there, the map itself, whose code is forty times that of the table.

import {effect, untracked} from '@preact/signals'
import {drawn} from '../compared'
import {attempt, figures, release} from '../data'
import {mapless, resolution, state} from '../state'

// phone says whether the page shows either the table or the map: 760 pixels, fewer letters of a larger size.
export const phone = matchMedia('(max-width: 47.5em)')

// hang loads and mounts the map once the table has its figures and the map
// would be seen; it returns how to take it down.
export function hang(container: HTMLElement): () => void {
  let down = false
  let unmount: (() => void) | undefined
  const stop = effect(() => {
    attempt.value
    const ready = release.value && figures.value.is !== 'waiting'
    const seen = !state.value.whatIf && (state.value.tab === 'map' || !phone.matches)
    if (!ready || !seen || unmount || down) return
    unmount = () => {}
    untracked(async () => {
      try {
        await quiet()
        const stop = await show(container)
        if (down) stop()
        else unmount = stop
        if (mapless.value === 'mapFailed') mapless.value = undefined
      } catch (why) {
        mapless.value = why instanceof NoWebGL ? 'noWebGL' : 'mapFailed'
        resolution.value = undefined // villages stand in
        container.replaceChildren()
        if (why instanceof NoWebGL) return // no attempt changes that
        unmount = undefined // the next attempt makes it anew
        throw why
      }
    })
  })
  return () => {
    down = true
    stop()
    unmount?.()
  }
}

class NoWebGL extends Error {}

// show draws the map, and until it stands a sketch of it.
async function show(container: HTMLElement): Promise<() => void> {
  const [stage, over] = [layer('stage'), layer('sketch')]
  container.replaceChildren(stage, over)
  const erase = sketchable() ? await draw(over) : () => {}
  try {
    if (!document.createElement('canvas').getContext('webgl2')) throw new NoWebGL()
    const {mount} = await import('./view')
    return await mount(stage, erase)
  } catch (why) {
    erase(true)
    throw why
  }
}

function layer(name: string): HTMLElement {
  const element = document.createElement('div')
  element.className = name
  return element
}

// sketchable says whether the sketch would show what the map does.
function sketchable(): boolean {
  const {compare, within, village, cell, only, class: c} = state.value
  return drawn.value === 'cells' && !compare && !within && !village && !cell && only === undefined && !c
}

// draw draws the sketch and waits for the reader; it returns how to take it away, and blind, that no map follows.
async function draw(over: HTMLElement): Promise<(blind?: boolean) => void> {
  const come = reader()
  const {sketch} = await import('./sketch')
  let stop: ((blind?: boolean) => void) | undefined
  let gone = false
  const erase = (blind?: boolean) => {
    gone = true
    stop?.(blind)
    stop = undefined
    watching()
  }
  const standing = new Promise<void>((go, fail) => void sketch(over, go).then(s => { gone ? s() : stop = s }, fail))
  // What the sketch does not show must not lie over it.
  const watching: () => void = effect(() => { if (!sketchable()) untracked(() => { gone = true; stop?.(); stop = undefined }) })
  await Promise.race([come, standing.then(() => pause(patience))])
  return erase
}

const patience = 4000 // ms after which the map comes to a reader who does nothing
const pause = (ms: number) => new Promise<void>(go => setTimeout(go, ms))

// reader waits for the first sign of somebody; whose fingers do the pointing gives none before the first touch.
const reader = () => new Promise<void>(go => {
  if (matchMedia('(pointer: coarse)').matches) return go()
  const signs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'focusin'] as const
  const here = () => {
    for (const s of signs) removeEventListener(s, here)
    go()
  }
  for (const s of signs) addEventListener(s, here, {passive: true})
})

// quiet waits until the browser has drawn what it has.
const quiet = () => new Promise<void>(go =>
  'requestIdleCallback' in window ? requestIdleCallback(() => go(), {timeout: 500}) : setTimeout(go, 50))
