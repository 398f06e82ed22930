import {afterEach, expect, test, vi} from 'vitest'
import {allocate, areas, classes, published, release, Trouble} from '../src/api/client'
import type {Scenario} from '../src/scenario'

// answered lets the next question be answered so.
const answered = (body: BodyInit | null, init: ResponseInit = {}) => vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, init)))
afterEach(() => { vi.unstubAllGlobals() })

// told returns why an answer did not come.
const told = (asked: Promise<unknown>) => asked.then(() => undefined, why => why as Trouble)
const page = '<!doctype html><title>Sign in</title>'
const problem = JSON.stringify({type: 'about:blank', title: 'Bad Request', status: 400, detail: 'budget: too large', text: {id: 'anggaran terlalu besar', en: 'the budget is too large'}})

for (const [name, body, status, kind] of [
  ['a fault of the server', problem, 500, 'unreachable'],
  ['a gateway whose server is away', page, 502, 'unreachable'],
  ['a fault of the server with a page of its own', page, 500, 'unreachable'],
  ['a page where figures were asked for', page, 200, 'unreachable'],
  ['an answer that breaks off', '{"indicators":[{"id":"co', 200, 'unreachable'],
  ['an answer without a body', null, 200, 'unreachable'],
  ['JSON of another shape', '{}', 200, 'unreachable'],
  ['JSON that is nothing', 'null', 200, 'unreachable'],
  ['a question that the server refuses', problem, 400, 'refused'],
  ['a refusal with a page of its own', page, 403, 'refused'],
  ['a release that has gone', problem, 404, 'missing'],
] as const) {
  test(`${name} (${status}) is ${kind}`, async () => {
    answered(body, {status})
    const why = await told(release(1))
    expect(why).toBeInstanceOf(Trouble)
    expect(why!.kind).toBe(kind)
    if (kind !== 'unreachable') expect(why!.said('en')).not.toMatch(/Error|token|JSON/)
  })
}

test('no server is unreachable', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect((await told(published()))!.kind).toBe('unreachable')
})

test('what the reader gave up is no trouble', async () => {
  const giveUp = new AbortController()
  giveUp.abort()
  vi.stubGlobal('fetch', () => Promise.reject(giveUp.signal.reason))
  expect(await told(release(1, giveUp.signal))).toBe(giveUp.signal.reason)
})

test('a refusal is said in the language of the reader', async () => {
  answered(problem, {status: 400})
  const s: Scenario = {programme: 'pkh', budget: 1, cost: 1, rule: 'gap', minimum: 0}
  const why = await told(allocate(1, s))
  expect([why!.said('id'), why!.said('en')]).toEqual(['anggaran terlalu besar', 'the budget is too large'])
})

test('an answer of the right shape comes as it is', async () => {
  answered('{"areas":[{"code":"64.69.01.2001"}],"next":null}')
  expect(await areas(1, 'village', ['gap_pkh'])).toEqual([{code: '64.69.01.2001'}])
  answered('{"classes":[]}')
  expect(await classes(1, 'gap_pkh', 'village', {})).toEqual({classes: []})
})

test('a server that keeps silent is unreachable after a while, and not before', async () => {
  vi.useFakeTimers()
  const late = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockImplementation(ms => { setTimeout(() => late.abort(new DOMException('late', 'TimeoutError')), ms); return late.signal })
  vi.stubGlobal('fetch', (_: string, {signal}: RequestInit) => new Promise((_, fail) => signal!.addEventListener('abort', () => fail(signal!.reason))))
  let why: Trouble | undefined
  const asked = told(release(1, new AbortController().signal)).then(t => { why = t as Trouble })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(why).toBeUndefined()
  await vi.advanceTimersByTimeAsync(30_000)
  await asked
  expect(why!.kind).toBe('unreachable')
  vi.useRealTimers()
  vi.restoreAllMocks()
})
