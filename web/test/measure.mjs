// Measures the page of the server at TEPAT_URL in Chromium, and writes what it
// found as JSON, times in milliseconds. `make bench` asks it for one thing:
//
//   measure.mjs paint           first useful paint of tables and of map, medians of five visits
//   measure.mjs recolour        from one measure to another until the map is drawn anew: hexagons drawn, p50, p95
//   measure.mjs memory          what the page's heap grows by over 200 changes of measure, bytes
//
// WebGL is drawn in software: on a machine with a graphics card it is faster.

import {chromium} from 'playwright-core'

const base = process.env.TEPAT_URL.replace(/\/$/, '')
const chrome = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--enable-precise-memory-info'],
})
const middle = (all, share = 0.5) => [...all].sort((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))]

async function open(path, viewport = {width: 1440, height: 900}) {
  const context = await chrome.newContext({viewport, locale: 'id-ID'})
  const page = await context.newPage()
  // The largest paint so far: of tables the table, of the map what stands around it.
  await page.addInitScript(() => {
    globalThis.painted = 0
    new PerformanceObserver(l => { for (const e of l.getEntries()) globalThis.painted = e.startTime }).observe({type: 'largest-contentful-paint', buffered: true})
  })
  await page.goto(base + path)
  return {page, close: () => context.close()}
}

// The counts of the legend stand there once the map, or the sketch that comes before it, stands still.
const counts = '.key tr[data-key] td.here'
async function still(page) {
  await page.waitForFunction(counts => [...document.querySelectorAll(counts)].some(d => /\d/.test(d.textContent ?? '')), counts, {timeout: 60_000})
  return page.evaluate(() => performance.now())
}

async function paint() {
  const [tables, maps] = [[], []]
  for (let i = 0; i < 5; i++) {
    const table = await open('/tables/latest')
    await table.page.locator('table').first().waitFor()
    await table.page.waitForFunction(() => globalThis.painted > 0)
    tables.push(await table.page.evaluate(() => globalThis.painted))
    await table.close()
    const map = await open('/')
    maps.push(await still(map.page))
    await map.close()
  }
  return {table: middle(tables), map: middle(maps)}
}

// mapped moves the pointer, as a reader does, and waits for the map itself.
async function mapped(page) {
  await page.mouse.move(3, 3)
  await page.locator('[data-drawn]').waitFor({state: 'attached', timeout: 60_000})
}

// measures are what the reader can turn to while one question is looked at.
const measures = page => page.locator('select[name=indicator] option').evaluateAll(all => all.map(o => o.value))

// turn chooses a measure and waits until the map shows it: it names the measure
// that it last stood still with, a pixel that is read waits until all of it is drawn,
// and the page's own clock tells how long that took.
const turn = (page, to) => page.evaluate(async to => {
  const select = document.querySelector('select[name=indicator]')
  const begun = performance.now()
  select.value = to
  select.dispatchEvent(new Event('change', {bubbles: true}))
  const map = document.querySelector('[data-drawn]')
  while (map.dataset.drawn !== to) {
    if (performance.now() - begun > 60_000) throw new Error(`${to} was not drawn`)
    await new Promise(requestAnimationFrame)
  }
  const gl = map.querySelector('canvas.maplibregl-canvas').getContext('webgl2')
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
  return performance.now() - begun
}, to)

async function recolour() {
  const {page} = await open(process.env.TEPAT_VIEW ?? '/', {width: 3200, height: 2000})
  await mapped(page)
  const ids = await measures(page)
  const times = []
  for (let i = 0; i < 24; i++) {
    await page.waitForTimeout(1000) // a reader looks before turning to another
    const took = await turn(page, ids[(i + 1) % ids.length])
    if (i >= ids.length) times.push(took) // each was seen once
  }
  await still(page)
  const hexagons = (await page.locator(counts).allTextContents()).reduce((sum, text) => sum + Number(text.replace(/\D/g, '')), 0)
  return {hexagons, p50: middle(times), p95: middle(times, 0.95)}
}

async function memory() {
  const {page} = await open('/')
  await mapped(page)
  const ids = await measures(page)
  const client = await page.context().newCDPSession(page)
  const heap = async () => {
    await client.send('HeapProfiler.collectGarbage')
    const {metrics} = await client.send('Performance.getMetrics')
    return metrics.find(m => m.name === 'JSHeapUsedSize').value
  }
  await client.send('Performance.enable')
  const at = async n => { for (let i = 0; i < n; i++) await turn(page, ids[(i + 1) % ids.length]) }
  await at(Math.max(20, ids.length + 1))
  const before = await heap()
  await at(200)
  return {before, after: await heap()}
}

try {
  console.log(JSON.stringify(await {paint, recolour, memory}[process.argv[2]]()))
} finally {
  await chrome.close()
}
