// Hangs the map into the page late: its code is forty times that of the table,
// which comes first.

import {effect, untracked} from '@preact/signals'
import {attempt, figures, release} from '../data'
import {mapless, state} from '../state'

// phone says whether the page shows either the table or the map.
export const phone = matchMedia('(max-width: 760px)')

// hang loads and mounts the map once the table has its figures and the map
// would be seen; it returns how to take it down.
export function hang(container: HTMLElement): () => void {
  let down = false
  let unmount: (() => void) | undefined
  if (!document.createElement('canvas').getContext('webgl2')) {
    mapless.value = 'noWebGL'
    return () => {}
  }
  const stop = effect(() => {
    attempt.value
    const ready = release.value && figures.value.is !== 'waiting'
    const seen = !state.value.whatIf && (state.value.tab === 'map' || !phone.matches)
    if (!ready || !seen || unmount || down) return
    unmount = () => {}
    untracked(async () => {
      try {
        await quiet()
        const {mount} = await import('./view')
        const stop = await mount(container)
        if (down) stop()
        else unmount = stop
        if (mapless.value === 'mapFailed') mapless.value = undefined
      } catch (why) {
        mapless.value = 'mapFailed'
        container.replaceChildren()
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

// quiet waits until the browser has drawn what it has.
const quiet = () => new Promise<void>(go =>
  'requestIdleCallback' in window ? requestIdleCallback(() => go(), {timeout: 500}) : setTimeout(go, 50))
