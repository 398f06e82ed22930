import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import type {Scenario} from '../src/scenario'

// A browser with its storage and its tabs, each of which hears what the others write.
let store: Map<string, string>
let hears: ((e: {key: string | null}) => void)[]
let full: boolean

beforeEach(() => {
  [store, hears, full] = [new Map(), [], false]
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (full) throw new Error('QuotaExceededError')
      store.set(key, value)
    },
  })
  vi.stubGlobal('addEventListener', (_: string, hear: (e: {key: string | null}) => void) => { hears.push(hear) })
})
afterEach(() => { vi.unstubAllGlobals() })

async function tab() {
  vi.resetModules()
  return await import('../src/shelf')
}
const tell = (key: string | null) => { for (const hear of hears) hear({key}) }
const names = (of: {kept: {value: {name: string}[]}}) => of.kept.value.map(k => k.name)
const s = (minimum: number): Scenario => ({programme: 'pkh', budget: 300_000_000, cost: 3_000_000, rule: 'gap', minimum})

test('what two tabs keep is kept, also while neither has heard of the other', async () => {
  const [one, two] = [await tab(), await tab()]
  one.keep('Satu', s(1))
  two.keep('Dua', s(2))
  expect(names(two)).toEqual(['Satu', 'Dua'])
  one.discard('Satu')
  expect(names(one)).toEqual(['Dua'])
  expect(names(await tab())).toEqual(['Dua'])
})

test('a tab shows what another kept, and what was cleared', async () => {
  const [one, two] = [await tab(), await tab()]
  one.keep('Satu', s(1))
  tell('tepat.other')
  expect(names(two)).toEqual([])
  tell('tepat.scenarios')
  expect(names(two)).toEqual(['Satu'])
  store.clear()
  tell(null)
  expect(names(two)).toEqual([])
})

test('a browser that takes nothing works for the day', async () => {
  full = true
  const one = await tab()
  one.keep('Satu', s(1))
  one.keep('Dua', s(2))
  expect(names(one)).toEqual(['Satu', 'Dua'])
  vi.stubGlobal('localStorage', undefined)
  const two = await tab()
  two.keep('Satu', s(1))
  two.keep('Dua', s(2))
  expect(names(two)).toEqual(['Satu', 'Dua'])
})
