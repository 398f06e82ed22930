// Degenerate data, and axe in every state.

import assert from 'node:assert/strict'
import {
  api, barriers, base, indicator, mock, number, open, release, rowsOf, step, underCovered, finish,
} from './common.mjs'

// Degenerate data: what the server would say of few, equal, hidden and outlying figures.
const degenerate = {
  'no area': [], 'one area': [7], 'two areas': [7, 9], 'four areas': [1, 2, 3, 40], 'all equal': Array(24).fill(5), 'all withheld': Array(24).fill(undefined),
  'one outlier': [...Array(23).fill(3), 90_000], 'fewer values than classes': Array.from({length: 24}, (_, i) => 2 + i % 2), 'all zero': Array(24).fill(0),
}
for (const [what, values] of Object.entries(degenerate)) await step(`degenerate data: ${what}`, async () => {
  const real = (await api(`/v1/releases/${release.id}/areas?level=village&limit=1000&sort=code&indicators=eligible_${indicator.id.slice(4)}`)).areas
  const id = `eligible_${indicator.id.slice(4)}`
  const figure = v => v === undefined ? {state: 'withheld'} : {state: v ? 'value' : 'zero', value: v, numerator: v, denominator: 100_000}
  const areas = values.map((v, i) => ({...real[i], indicators: {[id]: figure(v)}}))
  const shown = values.filter(v => v > 0)
  const bounds = [...new Set(shown)].sort((a, b) => a - b).slice(1, 5)
  const classes = [undefined, ...bounds].map((from, i) => {
    const own = shown.filter(v => v >= (from ?? 0) && v < (bounds[i] ?? Infinity))
    return {...(from && {from}), ...(bounds[i] && {below: bounds[i]}), areas: own.length, families: own.reduce((a, b) => a + b, 0)}
  })
  const {page, seen, close} = await open('', {serviceWorkers: 'block'})
  await page.route(u => /\/areas$/.test(u.pathname) && u.searchParams.get('level') === 'village', r => r.fulfill({json: {release: release.id, level: 'village', total: areas.length, next: null, areas}}))
  await page.route('**/classes?*', r => r.fulfill({json: {
    release: release.id, basis: release.id, indicator: id, level: 'village', method: 'quantile', asked: 5, largest: Math.max(0, ...shown), classes, states: {zero: values.filter(v => v === 0).length, no_data: 0, withheld: values.filter(v => v === undefined).length},
    ...(shown.length === 0 ? {why: 'no_figures'} : new Set(shown).size === 1 ? {why: 'one_value'} : classes.length < 5 ? {why: 'few_values'} : {}),
  }}))
  for (const lang of ['id', 'en']) {
    await page.goto(`${base}/?lang=${lang}&indicator=${id}&map=villages`)
    await page.locator('.legend[aria-busy=false] .key tr.sum').waitFor()
    await page.waitForFunction(n => document.querySelectorAll('.ranking[aria-busy=false] tr[data-code]').length === n, values.length)
    // Each class that the legend has holds somebody; together they hold all.
    const counts = await page.locator('.key tbody:first-of-type tr[data-key] .all').allInnerTexts()
    assert.deepEqual(counts.map(number), shown.length ? classes.map(c => c.areas) : [])
    assert.equal(number(await page.locator('.key tr[data-key=withheld] .all').innerText()), values.filter(v => v === undefined).length)
    assert.deepEqual(await page.locator('.key tbody:first-of-type tr[data-key] th').evaluateAll(all => all.map(th => th.textContent).filter(text => /NaN|undefined|Infinity|null/.test(text))), [])
    assert.ok(!/NaN|undefined|Infinity/.test(await page.locator('body').innerText()))
    assert.deepEqual(await barriers(page), [])
  }
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

// Every route in every state, in both languages, wide and narrow.
const subject = indicator.id.slice(4)
const states = {
  map: ['', async () => {}],
  villages: [`indicator=coverage_${subject}&map=villages`, async () => {}],
  'another figure': ['indicator=desil_1_4', async () => {}],
  density: [`indicator=gap_${subject}&map=heat`, async () => {}],
  'two measures': [`indicator=coverage_${subject}&with=desil_1_2`, async () => {}],
  'one class': ['indicator=desil_1_4&map=villages&only=2', async () => {}],
  districts: [`indicator=gap_${subject}&by=district`, async () => {}],
  'a place': [`indicator=gap_${subject}&village=PLACE`, page => page.locator('.detail').first().waitFor({state: 'attached'})],
  table: [`indicator=gap_${subject}&tab=table`, async () => {}],
  'stale link': ['within=64.69.77&map=globe', page => page.locator('.newer').waitFor()],
  'one scenario': [`whatif=${subject},300000000,3000000,gap,0`, page => page.locator('.shares').waitFor()],
  'a release that has gone': ['release=987', page => page.getByRole('alert').waitFor()],
  'no server': ['', async page => {
    await page.route('**/v1/**', r => r.abort())
    await page.locator('input[name=question][value=poverty]').click()
    await page.getByRole('alert').waitFor()
  }],
  about: ['', async page => {
    if (await page.locator('.ways summary').isVisible()) await page.locator('.ways summary').click()
    await page.locator('.about-button').click()
    await page.locator('dialog').waitFor()
  }],
}
for (const width of [1440, 390]) for (const lang of ['id', 'en']) await step(`no barrier in any state, ${width} pixels, ${lang}`, async () => {
  const [place] = (await underCovered(`gap_${subject}`)).places
  const found = []
  for (const [name, [search, ready]] of Object.entries(states)) {
    const {page, close} = await open(`?lang=${lang}&${search.replace('PLACE', place.code)}`, {viewport: {width, height: 844}, serviceWorkers: 'block'})
    if (name !== 'a release that has gone' && name !== 'one scenario') await rowsOf(page).first().waitFor({state: 'attached'})
    await ready(page)
    await page.waitForTimeout(300)
    found.push(...(await barriers(page)).map(b => `${name}: ${b}`))
    await close()
  }
  assert.deepEqual(found, [])
})

if (mock) {
  await step('a newer release is offered, not forced', async () => {
    const {page, close} = await open()
    await rowsOf(page).first().waitFor()
    mock.publish(release.id + 1)
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    await page.locator('.newer button').click()
    await page.waitForFunction(id => new URLSearchParams(location.search).get('release') === String(id), release.id + 1)
    await close()
  })
}

await finish()
