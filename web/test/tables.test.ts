import {expect, test} from 'vitest'
import {initial, read, type State} from '../src/address'
import type {Indicator, Release} from '../src/api/client'
import {opening} from '../src/question'
import {tablesOf, tablesOfArea} from '../src/tables'
import shared from './views.json'

const indicators = ['coverage_pkh', 'gap_pkh', 'leakage_pkh', 'desil_1_2'].map(id => ({id, unit: 'share', programme: id.endsWith('pkh') ? 'pkh' : undefined}) as unknown as Indicator)
const release = {id: 7, indicators, programmes: []} as unknown as Release
const asked = (s: Partial<State>) => {
  const state = {...initial, ...s}
  const url = new URL(tablesOf(state, release, indicators.find(i => i.id === state.indicator)), 'http://x')
  return {path: url.pathname, q: Object.fromEntries(url.searchParams)}
}

test('the tables are asked for the whole view, and carry the rest of it', () => {
  const view: State = {...initial, release: 7, language: 'en', indicator: 'coverage_pkh', with: 'desil_1_2', class: {poverty: 'high', coverage: 'low'}, within: '64.02.01', threshold: 0.55, drawn: 'villages', camera: {lon: 116.9, lat: -0.35, zoom: 9.5}, village: '64.02.01.2001', sort: {column: 'reached', down: true}}
  const {path, q} = asked(view)
  expect(path).toBe('/tables/7')
  expect(q).toMatchObject({about: 'pkh', level: 'village', within: '64.02.01', threshold: '0.55', with: 'desil_1_2', class: 'high,low', lang: 'en'})
  expect(read('?' + q.view)).toEqual({...view, release: undefined, language: 'id'})
  expect(q.view).toMatch(/^[A-Za-z0-9.,_=&-]*$/)
})

test('the class that is kept goes along where the tables have the same, and what the map shows', () => {
  const view = {indicator: 'gap_pkh', drawn: 'villages', only: 2, basis: 5} as const
  expect(asked(view).q).toMatchObject({about: 'pkh', measure: 'gap_pkh', only: '3', basis: '5'})
  expect(asked({...view, only: 'withheld'}).q.only).toBe('withheld')
  expect(asked({...view, drawn: 'cells'}).q).not.toHaveProperty('only')
  expect(asked({...view, by: 'district'}).q).not.toHaveProperty('only')
  expect(asked({indicator: 'desil_1_2', only: 0}).q).not.toHaveProperty('only')
  expect(asked({indicator: 'desil_1_2', only: 0, drawn: 'villages'}).q).toMatchObject({only: '1'})
})

test('the classes go along, and the one that is kept is carried', () => {
  const view: State = {...initial, indicator: 'leakage_pkh', classes: {method: 'diverging', classes: 6, target: 0.25}, only: 1}
  expect(asked(view).q).toMatchObject({method: 'diverging', classes: '6', target: '0.25'})
  expect(read('?' + asked(view).q.view)).toEqual(view)
  expect(asked({indicator: 'leakage_pkh', classes: {method: 'thresholds'}}).q).toMatchObject({method: 'thresholds'})
  expect(asked({indicator: 'leakage_pkh'}).q).not.toHaveProperty('method')
})

test('what is not about whom a programme reaches goes by its own name, and a district is no place of districts', () => {
  expect(asked({indicator: 'leakage_pkh'}).q.about).toBe('leakage_pkh')
  expect(asked({indicator: 'gap_pkh'}).q.about).toBe('pkh')
  expect(asked({indicator: 'gap_pkh', by: 'district', within: '64.02.01'}).q).not.toHaveProperty('within')
  expect(read('?' + asked({indicator: 'gap_pkh', by: 'district', within: '64.02.01'}).q.view)).toMatchObject({by: 'district', within: '64.02.01'}) // for the way back
})

test('scenarios are asked for as scenarios', () => {
  const {path, q} = asked({indicator: 'gap_pkh', whatIf: [{programme: 'pkh', budget: 9, cost: 3, rule: 'gap', minimum: 0}]})
  expect([path, q.whatif, q.about]).toEqual(['/tables/7/whatif', 'pkh,9,3,gap,0', undefined])
})

test('a comparison is asked for as one', () => {
  const {path, q} = asked({indicator: 'coverage_pkh', compare: {with: 3, look: 'swipe'}, within: '64.02.01'})
  expect([path, q.indicator, q.compare, q.within, q.about]).toEqual(['/tables/7/compare', 'coverage_pkh', '3', '64.02.01', undefined])
  expect(asked({indicator: 'coverage_pkh', compare: {with: 'gap_pkh', look: 'difference'}}).q.compare).toBe('gap_pkh')
})

// The server leads there too, for those without JavaScript: a test there reads the same file.
test.each(shared.views)('the tables of a view: $name', ({view, page, asked: want}) => {
  const r = {id: 7, indicators: shared.indicators, programmes: []} as unknown as Release
  const s = read('?' + view)
  const i = r.indicators.find(each => each.id === s.indicator) ?? opening(r)
  const url = new URL(tablesOf(s, r, i), 'http://x')
  expect([url.pathname, Object.fromEntries(url.searchParams)]).toEqual([`/tables/7${page}`, {...want, lang: 'id', view}])
  if (!s.village) return
  const place = new URL(tablesOfArea(s, r, i, s.village), 'http://x')
  expect([place.pathname, place.searchParams.get('about'), place.searchParams.get('view')]).toEqual([`/tables/7/areas/${s.village}`, 'pkh', view])
})
