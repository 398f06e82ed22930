import {expect, test} from 'vitest'
import {initial, write, type State} from '../src/address'
import {said} from '../src/panel/parts'

test('every part of a link has its words, in both languages', () => {
  const all: State = {
    ...initial, release: 1, language: 'en', indicator: 'a', with: 'b', class: {poverty: 'high', coverage: 'low'}, classes: {method: 'equal', classes: 4}, basis: 2, only: 1, compare: {with: 3, look: 'swipe'},
    divider: 3, drawn: 'heat', by: 'district', within: '1', village: '2', cell: '8', sort: {column: 'name', down: true}, threshold: 0.5, tab: 'table', whatIf: [{programme: 'p', budget: 9, cost: 3, rule: 'gap', minimum: 0}], camera: {lon: 1, lat: 2, zoom: 3},
  }
  const parts = [...new URLSearchParams(write(all))].map(([key, value]) => `${key}=${value}`)
  expect(parts.length).toBe(21)
  for (const part of parts) for (const language of ['id', 'en'] as const) {
    const [key, value] = part.split('=')
    expect(said(part, language)).toMatch(new RegExp(`^\\D{3,} “${value!.replaceAll(/[.*+?]/g, '\\$&')}”$`))
    if (!['version', 'release', 'class', 'divider', 'village', 'threshold', 'tab'].includes(key!)) expect(said(part, language)).not.toMatch(new RegExp(`^${key} `))
  }
  expect(said('within=64.69.77', 'id')).toBe('kecamatan “64.69.77”')
})
