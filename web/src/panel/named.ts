// The names of places and of what was imported, where they stand in a row of text.

import {computed} from '@preact/signals'
import type {By} from '../address'
import {areaName, names, release} from '../data'
import {date} from '../format'
import {language, t} from '../state'

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

// sourceTitle names a registry, a programme or a level of areas.
export const sourceTitle = (kind: string, name: string): string => kind === 'areas' ? t.value.level[name as 'village'] ?? name
  : release.value?.programmes.find(p => p.id === name)?.name[language.value] ?? name.toUpperCase()

// sourceName is a source with its kind and its day.
export const sourceName = (s: {kind: string; name: string; as_of?: string}): string =>
  `${t.value.meta.sourceKinds[s.kind] ?? s.kind} ${sourceTitle(s.kind, s.name)}${s.as_of ? ` (${date(s.as_of, language.value)})` : ''}`
