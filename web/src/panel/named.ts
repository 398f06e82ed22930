// The names of places where they stand in a row of text.

import {computed} from '@preact/signals'
import type {By} from '../address'
import {areaName, names} from '../data'

const shared = computed(() => {
  const counts = new Map<string, number>()
  for (const {name} of names.value?.village ?? []) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
})

// placeName is the name of a place; of a village that shares it with another, with its kecamatan.
export function placeName(by: By, code: string): string {
  const name = areaName(by, code)
  const village = by === 'village' && (shared.value.get(name) ?? 0) > 1 && names.value?.village.find(a => a.code === code)
  return village ? `${name} (${village.parent_name})` : name
}
