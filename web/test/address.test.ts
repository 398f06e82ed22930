import {describe, expect, test} from 'vitest'
import {initial, isStep, read, round, unread, write, type Key, type Parting, type State} from '../src/address'

// random returns numbers of 0 to 1 that are the same in every run.
function random(seed: number) {
  let now = seed
  return () => (now = (now * 48271) % 2147483647) / 2147483647
}

function someState(next: () => number): State {
  const maybe = <T>(make: () => T): T | undefined => next() < 0.5 ? make() : undefined
  const pick = <T>(...of: T[]) => of[Math.floor(next() * of.length)]!
  const digits = (n: number) => Array.from({length: n}, () => Math.floor(next() * 10)).join('')
  const s: State = {language: pick('id', 'en'), tab: pick('map', 'table'), drawn: pick('cells', 'villages', 'heat'), by: pick('village', 'district')}
  const filled: Partial<State> = {
    release: maybe(() => 1 + Math.floor(next() * 1e6)),
    indicator: maybe(() => pick('families', 'gap_pkh', 'coverage_pbi_jkn', 'desil_1_2')),
    with: maybe(() => pick('desil_1_4', 'multiple_deprivation')),
    class: maybe(() => ({poverty: pick('low', 'mid', 'high'), coverage: pick('low', 'mid', 'high')})),
    within: maybe(() => `${digits(2)}.${digits(2)}.${digits(2)}`),
    village: maybe(() => pick(`${digits(2)}.${digits(2)}.${digits(2)}.${digits(4)}`, digits(10))),
    cell: maybe(() => '88' + Array.from({length: 13}, () => pick(...'0123456789abcdef')).join('')),
    sort: maybe(() => ({column: pick('name', 'value', 'base', 'missed', 'reached', 'before', 'after', 'change'), down: next() < 0.5})),
    compare: maybe(() => ({with: pick<number | string>(1 + Math.floor(next() * 1e6), 'coverage_pkh', 'desil_1_2'), look: pick('swipe', 'difference')})),
    classes: maybe(() => pick<Parting>({method: 'thresholds'}, {method: 'natural', classes: 3 + Math.floor(next() * 5)}, {method: 'diverging', classes: 6, target: pick(0.8, 12, 0.125)})),
    basis: maybe(() => 1 + Math.floor(next() * 1e6)),
    only: maybe(() => pick<Key>(0, 3, 6, 'zero', 'withheld')),
    divider: maybe(() => Math.floor(next() * 101)),
    threshold: maybe(() => pick(0.5, 0.6, 0.85, 0.05)),
    whatIf: maybe(() => Array.from({length: 1 + Math.floor(next() * 3)}, () => ({
      programme: pick('pkh', 'strategy_b', 'any'), budget: 1 + Math.floor(next() * 1e13), cost: 1 + Math.floor(next() * 1e8),
      rule: pick('gap', 'poorest_first', 'equal_share'), minimum: Math.floor(next() * 50), ...(next() < 0.5 && {within: `${digits(2)}.${digits(2)}.${digits(2)}`}),
    }))),
    camera: maybe(() => round({lon: next() * 360 - 180, lat: next() * 160 - 80, zoom: next() * 15})),
  }
  return {...s, ...Object.fromEntries(Object.entries(filled).filter(([, v]) => v !== undefined))}
}

test('a state comes back from its address', () => {
  const next = random(1)
  for (let i = 0; i < 2000; i++) {
    const s = someState(next)
    expect(read(write(s))).toEqual(s)
    expect(write(s).length).toBeLessThan(500)
  }
})

test('an address reads as it is written, without escapes', () => {
  expect(write({...initial, release: 7, language: 'en', indicator: 'gap_pkh', within: '64.02.06', sort: {column: 'value', down: true}, camera: {lon: 116.9, lat: -0.35, zoom: 9.25}}))
    .toBe('?v=1&release=7&lang=en&indicator=gap_pkh&within=64.02.06&sort=-value&at=116.9,-0.35,9.25')
})

test('what is compared reads as it is written', () => {
  expect(write({...initial, release: 3, compare: {with: 2, look: 'swipe'}, divider: 35})).toBe('?v=1&release=3&compare=2,swipe&divider=35')
  expect(write({...initial, compare: {with: 'coverage_bpnt', look: 'difference'}, drawn: 'heat'})).toBe('?v=1&compare=coverage_bpnt,difference&map=heat')
})

test('how figures are parted reads as it is written', () => {
  expect(write({...initial, release: 4, classes: {method: 'diverging', classes: 6, target: 0.8}, basis: 3, only: 0})).toBe('?v=1&release=4&classes=diverging,6,0.8&basis=3&only=1')
  expect(write({...initial, classes: {method: 'thresholds'}, only: 'withheld'})).toBe('?v=1&classes=thresholds&only=withheld')
})

test('two measures and the class that is kept read as they are written', () => {
  expect(write({...initial, indicator: 'coverage_pkh', with: 'desil_1_4', class: {poverty: 'high', coverage: 'low'}}))
    .toBe('?v=1&indicator=coverage_pkh&with=desil_1_4&class=high,low')
})

describe('what cannot be read is left at its default', () => {
  for (const [name, search] of [
    ['nothing', ''],
    ['an unknown key', '?v=1&colour=red'],
    ['another version with nothing that we know', '?v=9&x=1'],
    ['a language that is not spoken', '?lang=fr'],
    ['release 0', '?release=0'],
    ['markup', '?indicator=<b>&within=<i>&village="&cell=zz'],
    ['half a camera', '?at=116.9,-0.35'],
    ['a camera off the Earth', '?at=999,99,99'],
    ['a camera of words', '?at=a,b,c'],
    ['a budget of words, of nothing, by no rule', '?whatif=pkh,much,1,gap,0--pkh,0,1,gap,0--pkh,9,1,fair,0'],
    ['a threshold of all, none or more', '?threshold=1&threshold=0.0&threshold=70'],
    ['a comparison with nothing, with release 0, in no way', '?compare=swipe&compare=0,swipe&compare=2,both'],
    ['a divider off the map', '?divider=101&divider=-1&divider=05'],
    ['classes of two, of eight, of no way, around nothing', '?classes=natural,2'],
    ['eight classes', '?classes=natural,8'],
    ['thresholds by number', '?classes=thresholds,5'],
    ['a target of what does not diverge', '?classes=quantile,5,0.5'],
    ['a target of zero', '?classes=diverging,5,0'],
    ['a class before the first, and a state that is none', '?only=0&only=value'],
    ['a class of one measure, or of words', '?class=high&class=high,none'],
  ] as const) test(name, () => expect(read(search)).toEqual(initial))
})

test('Back steps over choices, not over the camera or what the page filled in', () => {
  const s: State = {...initial, release: 7, indicator: 'gap_pkh'}
  expect(isStep(initial, s)).toBe(false)
  expect(isStep(s, {...s, camera: {lon: 1, lat: 2, zoom: 3}})).toBe(false)
  expect(isStep(s, {...s, divider: 20})).toBe(false)
  expect(isStep({...s, divider: 20}, s)).toBe(false)
  expect(isStep(s, {...s, compare: {with: 2, look: 'swipe'}})).toBe(true)
  expect(isStep(s, {...s, indicator: 'coverage_pkh'})).toBe(true)
  expect(isStep(s, {...s, language: 'en'})).toBe(true)
  expect(isStep(s, {...s, village: '64.02.06.1001'})).toBe(true)
  expect(isStep(s, {...s, with: 'desil_1_4', class: {poverty: 'high', coverage: 'low'}})).toBe(true)
  expect(isStep({...s, village: '64.02.06.1001'}, s)).toBe(true)
})

test('what an address says and nobody can read is named, and what can be read is not', () => {
  expect(unread('?v=9&lang=fr&map=globe&cell=zz&class=high&sort=-size&whatif=x&release=0&classes=pretty,5&basis=0&only=8&at=999,99,99&colour=red'))
    .toEqual(['v=9', 'lang=fr', 'map=globe', 'cell=zz', 'class=high', 'sort=-size', 'whatif=x', 'release=0', 'classes=pretty,5', 'basis=0', 'only=8', 'at=999,99,99', 'colour=red'])
  expect(unread('?indicator=a&indicator=b&v=1&v=1')).toEqual(['indicator=b', 'v=1'])
  expect(unread('?whatif=pkh,9,1,gap,0--pkh,0,1,gap,0')).toHaveLength(1)
  expect(unread('?v=1&lang=id&map=cells&by=village&tab=map')).toEqual([])
  const next = random(2)
  for (let i = 0; i < 500; i++) expect(unread(write(someState(next)))).toEqual([])
})
