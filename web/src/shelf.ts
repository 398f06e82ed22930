// Scenarios that the reader named and kept. They stay in this browser.

import {signal} from '@preact/signals'
import {keyOf, readKept, writeKept, type Kept, type Scenario} from './scenario'

const key = 'tepat.scenarios'

// A browser that keeps nothing for us still works for the day.
const attempt = <T>(run: () => T): T | undefined => {
  try { return run() } catch { return undefined }
}

const stored = () => attempt(() => readKept(localStorage.getItem(key)))

export const kept = signal<Kept[]>(stored() ?? [])

// What the browser did not take is on this page alone.
let untaken = false

// put changes what is kept, of which another tab may have kept some since.
function put(change: (now: Kept[]) => Kept[]) {
  kept.value = change((untaken ? undefined : stored()) ?? kept.value)
  untaken = !attempt(() => { localStorage.setItem(key, writeKept(kept.value)); return true })
}

// The browser tells of what other tabs keep; without a key, that all was cleared.
globalThis.addEventListener?.('storage', e => {
  if (e.key === key || e.key === null) kept.value = stored() ?? kept.value
})

// keep puts a scenario on the shelf; one of the same name or of the same numbers makes room.
export const keep = (name: string, scenario: Scenario) =>
  put(now => [...now.filter(k => k.name !== name && keyOf(k.scenario) !== keyOf(scenario)), {name, scenario}])

export const discard = (name: string) => put(now => now.filter(k => k.name !== name))

export const nameKept = (s: Scenario) => kept.value.find(k => keyOf(k.scenario) === keyOf(s))?.name
