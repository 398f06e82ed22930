// Scenarios that the reader named and kept. They stay in this browser.

import {signal} from '@preact/signals'
import {keyOf, readKept, writeKept, type Kept, type Scenario} from './scenario'

const key = 'tepat.scenarios'

// A browser that keeps nothing for us still works for the day.
const attempt = <T>(run: () => T): T | undefined => {
  try { return run() } catch { return undefined }
}

export const kept = signal<Kept[]>(attempt(() => readKept(localStorage.getItem(key))) ?? [])

function put(all: Kept[]) {
  kept.value = all
  attempt(() => localStorage.setItem(key, writeKept(all)))
}

// keep puts a scenario on the shelf; one of the same name or of the same numbers makes room.
export const keep = (name: string, scenario: Scenario) =>
  put([...kept.value.filter(k => k.name !== name && keyOf(k.scenario) !== keyOf(scenario)), {name, scenario}])

export const discard = (name: string) => put(kept.value.filter(k => k.name !== name))

export const nameKept = (s: Scenario) => kept.value.find(k => keyOf(k.scenario) === keyOf(s))?.name
