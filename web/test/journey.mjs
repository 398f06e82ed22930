// Walks the page in Chromium as a planner would, and holds what it sees against
// the API: against the server at TEPAT_URL, or else the mock.
//
// Chromium draws WebGL in software here; without these flags it draws nothing
// and says nothing, so the first step asserts drawn pixels.

import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {gzipSync} from 'node:zlib'
import {chromium} from 'playwright-core'
import {raster, vector} from './pmtiles.mjs'

const flags = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
const wide = {width: 1440, height: 900}

if (!process.env.TEPAT_URL && !existsSync(new URL('../dist/index.html', import.meta.url))) {
  throw new Error('web/dist is not built: npm run build')
}
const mock = process.env.TEPAT_URL ? undefined : await (await import('./mock/server.mjs')).serve()
const base = (process.env.TEPAT_URL ?? mock.url).replace(/\/$/, '')
const chrome = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags})

const api = async path => (await fetch(base + path)).json()
const release = await api('/v1/releases/latest')
const indicator = release.indicators.find(i => i.id.startsWith('gap_')) ?? release.indicators[0]
const classesOf = (id, how) => api(`/v1/releases/${release.id}/classes?indicator=${id}&${how}`)
const villagesOf = async id => (await api(`/v1/releases/${release.id}/areas?level=village&limit=1000&indicators=${id}`)).areas

let failed = 0
const only = process.env.STEP && new RegExp(process.env.STEP)
async function step(name, run) {
  if (only && !only.test(name)) return
  try {
    await run()
    console.log(`ok    ${name}`)
  } catch (why) {
    failed++
    console.log(`FAIL  ${name}\n${String(why.stack ?? why).replace(/^/gm, '      ')}`)
  }
}

// open opens a page that notes every request, console error and breach of the policy; alone, nobody is there.
async function open(search = '', {alone, ...options} = {}) {
  const context = await chrome.newContext({viewport: wide, locale: 'id-ID', reducedMotion: 'reduce', ...options})
  const page = await context.newPage()
  const seen = {hosts: new Set(), errors: [], breaches: []}
  page.on('request', r => { if (/^(https?|wss?):/.test(r.url())) seen.hosts.add(new URL(r.url()).origin) })
  page.on('console', m => { if (m.type() === 'error') seen.errors.push(m.text()) })
  page.on('pageerror', e => seen.errors.push(String(e)))
  await page.exposeFunction('breach', what => seen.breaches.push(what))
  await page.addInitScript(() => addEventListener('securitypolicyviolation', e => globalThis.breach(`${e.violatedDirective} ${e.blockedURI}`)))
  await page.goto(`${base}/${search}`)
  if (!alone) await page.mouse.move(3, 3) // the map comes with the reader; until then there is a sketch of it
  return {page, seen, close: () => context.close()}
}

// barriers returns what axe finds on the page against WCAG 2.2 AA.
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
async function barriers(page) {
  await page.evaluate(axe)
  const {violations, passes} = await page.evaluate(() => globalThis.axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))
  assert.ok(passes.length > 15, 'axe looked')
  return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`)
}

// sheetOf reads a sheet of a workbook as CSV.
function sheetOf(path, sheet) {
  writeFileSync(`${path}.xlsx`, readFileSync(path))
  return execFileSync('ogr2ogr', ['-f', 'CSV', '/vsistdout/', `${path}.xlsx`, sheet]).toString()
}

const rowsOf = page => page.locator('.ranking tr[data-code]')
const apartOf = page => page.locator('.apart li button')
// underCovered asks what the table of families missed is drawn from.
const underCovered = (id, more = '') => api(`/v1/releases/${release.id}/under-covered?programme=${id.replace(/^[a-z]+_/, '')}&limit=1000${more}`)
const nowhere = a => a.withheld.length + a.no_data.length + a.nobody_eligible.length
const inIndonesian = n => n.toLocaleString('id-ID')
// shareOf writes a share as it is rounded once, from its parts.
const shareOf = f => (f.numerator / f.denominator).toLocaleString('id-ID', {style: 'percent', maximumFractionDigits: 1})
const number = text => Number(text.replaceAll(/[^\d]/g, ''))
const query = page => new URL(page.url()).searchParams

// drawn waits until the map stands still and counts the pixels of each colour of the legend on it.
async function drawn(page) {
  await page.locator('[data-drawn]').waitFor({state: 'attached', timeout: 30_000})
  await page.locator('.key tr[data-key="0"] td.here').filter({hasText: /\d/}).waitFor({state: 'attached', timeout: 30_000})
  const colours = await page.locator('.key tr[data-key] .swatch > :first-child').evaluateAll(all => all.map(r => r.getAttribute('fill')))
  let last
  for (let i = 0; i < 40; i++) {
    const box = await page.locator('.map').boundingBox()
    const picture = (await page.screenshot({clip: box})).toString('base64')
    const counts = await count(picture, colours)
    if (last && JSON.stringify(counts) === JSON.stringify(last)) return counts
    last = counts
    await page.waitForTimeout(250)
  }
  return last
}

// count reads a PNG in a page of its own, where no policy forbids it.
const bench = await (await chrome.newContext()).newPage()
const count = (png, colours) => bench.evaluate(async ([png, colours]) => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const pen = canvas.getContext('2d')
  pen.drawImage(picture, 0, 0)
  const {data} = pen.getImageData(0, 0, picture.width, picture.height)
  const counts = Object.fromEntries(colours.map(c => [c, 0]))
  for (let i = 0; i < data.length; i += 4) {
    const hex = '#' + [0, 1, 2].map(j => data[i + j].toString(16).padStart(2, '0')).join('')
    if (hex in counts) counts[hex]++
  }
  return counts
}, [png, colours])

// pressable returns a point of the map whose village the tip names and the table ranks.
async function pressable(page) {
  const box = await page.locator('.map .canvas').boundingBox()
  for (const [fx, fy] of [[0.5, 0.5], [0.45, 0.6], [0.6, 0.45], [0.4, 0.4], [0.55, 0.7], [0.35, 0.55]]) {
    const at = [box.x + box.width * fx, box.y + box.height * fy]
    await page.mouse.move(...at)
    await page.waitForTimeout(150)
    const tip = page.locator('.tip-place b')
    if (await tip.count() && await rowsOf(page).locator('th button', {hasText: await tip.textContent()}).count()) return at
  }
  throw new Error('no ranked village under the pointer')
}

// stretched makes every word of the page two fifths longer, as those of another language may be, and
// returns what then no longer fits: words that are cut off, what is pressed lying on something else, a page too wide.
const stretched = page => page.evaluate(async () => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const inside = (n, of) => !!n.parentElement?.closest(of)
  while (words.nextNode()) {
    const n = words.currentNode
    // Names and numbers are those of the data; what MapLibre writes is as long in any language.
    if (!/\p{L}{2}/u.test(n.data) || inside(n, 'script, style, .ranking tbody, .tip, .maplibregl-control-container, [data-code], option, .apart')) continue
    n.data = n.data.replace(/\p{L}{2,}/gu, w => w + w.slice(-Math.ceil(w.length * 0.4)))
  }
  for (const o of document.querySelectorAll('option')) o.text = o.text.replace(/\p{L}{2,}/gu, w => w + w.slice(-Math.ceil(w.length * 0.4)))
  await new Promise(requestAnimationFrame)
  const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true}) && e.getClientRects().length > 0
  const said = e => `${e.tagName.toLowerCase()}.${e.className} "${e.textContent.trim().slice(0, 40)}"`
  const wrong = []
  if (document.documentElement.scrollWidth > innerWidth) wrong.push(`the page is ${document.documentElement.scrollWidth} wide`)
  for (const e of document.querySelectorAll('body *')) {
    if (!seen(e) || !e.textContent.trim() || e.closest('svg, .maplibregl-map')) continue
    const {overflowX, textOverflow, position, clipPath} = getComputedStyle(e)
    if (clipPath !== 'none' || position === 'absolute' && e.clientWidth < 3) continue // for those who hear the page
    if (/hidden|clip/.test(overflowX) && textOverflow !== 'ellipsis' && e.scrollWidth > e.clientWidth + 1) wrong.push(`cut: ${said(e)}`)
    if (e.matches('button, a, label, th, h1, h2, h3, p') && overflowX === 'visible' && e.clientWidth && e.scrollWidth > e.clientWidth + 2) wrong.push(`too wide: ${said(e)}`)
  }
  const pressed = [...document.querySelectorAll('button, a, select, input, summary')].filter(e => seen(e) && !e.closest('.maplibregl-map, svg'))
  for (const [i, a] of pressed.entries()) for (const b of pressed.slice(i + 1)) {
    if (a.contains(b) || b.contains(a)) continue
    const [r, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
    const [w, h] = [Math.min(r.right, q.right) - Math.max(r.left, q.left), Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top)]
    const on = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
    if (w > 2 && h > 2 && (on === a || a.contains(on))) wrong.push(`${said(a)} lies on ${said(b)}`)
  }
  return wrong
})

const views = {
  hexagons: '', villages: '?v=1&map=villages', two: `?v=1&indicator=coverage_pkh&with=desil_1_4`, kept: '?v=1&only=2', card: '?v=1&village=',
  swipe: '?v=1&compare=1,swipe', difference: '?v=1&compare=1,difference', scenario: '?v=1&whatif=pkh,5e9,1e6', tables: 'tables/latest', questions: 'tables/latest/coverage_pkh',
}
for (const width of [1440, 1024, 390]) await step(`words two fifths longer fit, ${width} pixels`, async () => {
  const wrong = []
  for (const [name, search] of Object.entries(views)) {
    const {page, close} = await open(search, {viewport: {width, height: 900}})
    try {
      await page.waitForTimeout(1200)
      wrong.push(...(await stretched(page)).map(w => `${name}: ${w}`))
      if (process.env.SHOTS) await page.screenshot({path: `${process.env.SHOTS}/${name}-${width}.png`})
    } finally { await close() }
  }
  assert.deepEqual(wrong, [])
})

await step('before anybody is there a sketch stands in for the map, shows and counts the same, and the map follows', async () => {
  const {page, seen, close} = await open('', {alone: true})
  try {
    await page.locator('.sketch canvas').waitFor()
    const loaded = () => page.evaluate(() => performance.getEntriesByType('resource').some(r => /\/view-[^/]*\.js$/.test(r.name)))
    const picture = async () => [
      await page.locator('.key tr[data-key] td.here').allTextContents(),
      await count((await page.locator('.map').screenshot()).toString('base64'), await page.locator('.key tr[data-key] .swatch > :first-child').evaluateAll(all => all.map(r => r.getAttribute('fill')).filter(c => c?.startsWith('#')))),
    ]
    assert.equal(await loaded(), false, 'no MapLibre yet')
    const [counts, sketched] = await picture()
    assert.ok(counts.some(c => number(c) > 0))
    await page.mouse.move(5, 5)
    await page.locator('[data-drawn]').waitFor({state: 'attached', timeout: 30_000})
    await page.locator('.sketch canvas').waitFor({state: 'detached'})
    await drawn(page)
    const [again, mapped] = await picture()
    assert.deepEqual(again, counts)
    for (const [colour, n] of Object.entries(mapped)) if (n > 200) assert.ok(sketched[colour] > n / 3 && sketched[colour] < n * 3, `${colour}: ${JSON.stringify([sketched, mapped])}`)
    assert.deepEqual(seen.errors, [])
  } finally {
    await close()
  }
  const other = await open('', {alone: true})
  await other.page.locator('[data-drawn]').waitFor({state: 'attached', timeout: 30_000})
  await other.close()
})

const {page, seen, close} = await open()

await step('the table stands before the map has loaded', async () => {
  await rowsOf(page).first().waitFor()
  const a = await underCovered(query(page).get('indicator'))
  assert.equal(await rowsOf(page).count(), a.places.length)
  assert.equal(a.places.length + nowhere(a), release.levels.village, 'each village is somewhere')
})

await step('the table needs no more than 60 KB of script', async () => {
  const html = await (await fetch(base)).text()
  const scripts = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(m => m[1])
  let bytes = 0
  for (const path of scripts) bytes += gzipSync(await (await fetch(base + path)).arrayBuffer()).length
  assert.ok(scripts.length && bytes < 60 * 1024, `${bytes} bytes`)
})

await step('the map is drawn: several classes, the land, no errors', async () => {
  const counts = await drawn(page)
  const present = Object.entries(counts).filter(([, n]) => n > 60)
  assert.ok(present.length >= 3, `colours on the map: ${JSON.stringify(counts)}`)
})

await step('what the page filled in stands in the address', async () => {
  assert.equal(query(page).get('release'), String(release.id))
  assert.equal(query(page).get('indicator'), 'gap_pkh' in Object.fromEntries(release.indicators.map(i => [i.id, 0])) ? 'gap_pkh' : indicator.id)
})

await step('the legend counts villages by class and state as the API does', async () => {
  await page.locator('.drawn input[value=villages]').check()
  const id = query(page).get('indicator')
  const figures = (await villagesOf(id)).map(a => a.indicators[id])
  const parted = await classesOf(id, 'level=village')
  await page.locator('.key tr[data-key="0"] td.all').filter({hasText: /\d/}).waitFor()
  const classes = await page.locator('.key tr[data-key] td.here').evaluateAll(all => all.map(td => [td.parentElement.dataset.key, td.textContent]))
  const shown = Object.fromEntries(classes.map(([key, text]) => [key, number(text)]))
  for (const state of ['zero', 'no_data', 'withheld']) assert.equal(shown[state], figures.filter(f => f.state === state).length, state)
  const values = figures.filter(f => f.state === 'value').map(f => f.value)
  const expected = parted.classes.map(({from = -Infinity, below = Infinity}) => values.filter(v => v >= from && v < below).length)
  assert.deepEqual(Object.keys(shown).filter(k => /^\d/.test(k)).map(k => shown[k]), expected)
  const told = await page.locator('.key tbody:first-of-type tr[data-key]').evaluateAll(all => all.map(tr => [tr.querySelector('.all').textContent, tr.querySelector('.families').textContent]))
  assert.deepEqual(told.map(pair => pair.map(number)), parted.classes.map(c => [c.areas, c.families]))
  const ofRelease = await page.locator('.key tr[data-key=withheld] td.all').textContent()
  const states = release.indicators.find(i => i.id === id).states.village
  assert.equal(number(ofRelease), states.withheld ?? 0)
  await page.locator('.drawn input[value=cells]').check()
})

await step('the table says of each village how many are missed, how sure that is, and how much of all', async () => {
  const a = await underCovered(query(page).get('indicator'))
  const share = x => x.toLocaleString('id-ID', {style: 'percent', maximumFractionDigits: 1})
  const rows = await rowsOf(page).evaluateAll(all => all.map(tr => ['.missed span', '.reached b', '.reached span', '.rank span', '.running'].map(s => tr.querySelector(s).textContent)))
  for (const [i, p] of a.places.entries()) {
    const [missed, reached, interval, rank, running] = rows[i]
    assert.deepEqual([missed, reached, running], [inIndonesian(p.missed), p.insufficient ? 'data belum cukup' : share(1 - p.share), share(p.running)], p.name)
    assert.match(interval, /^[\d,]+(–[\d,]+)?%$/)
    assert.equal(rank, p.rank[0] === p.rank[1] ? inIndonesian(p.rank[0]) : p.rank.map(inIndonesian).join('–'))
  }
  assert.equal(await page.locator('.headline').textContent(), a.headline.id)
  assert.equal(await page.locator('tr.half').evaluate(tr => tr.previousElementSibling.dataset.code), a.places[a.hold_half - 1].code)
  assert.equal(await page.locator('.tag.hot').count(), a.places.filter(p => p.hot_spot === 'hot').length)
  assert.match(await page.locator('.what').textContent(), /kesenjangan administratif.*verifikasi lapangan.*tidak terdata.*belum diketahui/)
})

await step('what is withheld, without data or not tested stands apart with the reason, and nowhere as zero', async () => {
  const a = await underCovered(query(page).get('indicator'))
  assert.equal(await page.locator('.apart').getAttribute('open'), null)
  const listed = await page.locator('.apart section').evaluateAll(all => Object.fromEntries(all.map(s => [s.dataset.apart, s.querySelectorAll('li').length])))
  for (const each of ['withheld', 'no_data', 'nobody_eligible', 'not_tested']) assert.equal(listed[each] ?? 0, a[each].length, each)
  const [code] = [...a.withheld, ...a.no_data]
  if (!code) return
  assert.equal(await page.locator(`.ranking tr[data-code="${code}"]`).count(), 0)
  await page.locator('.apart summary').click()
  await apartOf(page).first().click()
  await page.locator('.apart [aria-current=true]').waitFor()
  assert.ok([...a.withheld, ...a.no_data].includes(query(page).get('village')))
  await page.keyboard.press('Escape')
})

await step('the arrows move through the rows, and Enter chooses one and says why it is listed', async () => {
  const a = await underCovered(query(page).get('indicator'))
  await rowsOf(page).first().locator('button').focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'End', 'Home', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key)
  assert.equal(await rowsOf(page).evaluateAll(all => all.filter(tr => tr.querySelector('button').tabIndex === 0).length), 1)
  await page.keyboard.press('Enter')
  assert.equal(query(page).get('village'), a.places[2].code)
  assert.ok((await page.locator('tr.why').textContent()).startsWith(a.places[2].why.id))
  const doubtful = a.places.find(p => p.doubts)
  if (doubtful) {
    await rowsOf(page).nth(doubtful.position - 1).locator('button').click()
    assert.ok((await page.locator('tr.why').textContent()).includes(doubtful.doubts[0].id))
  }
  await page.keyboard.press('Escape')
  await page.locator('tr.why').waitFor({state: 'detached'})
})

await step('the card says the share reached with its interval, keeps three numbers apart, and says how good the data are', async () => {
  const id = query(page).get('indicator')
  const [p] = (await underCovered(id)).places
  await rowsOf(page).first().locator('button').click()
  const card = page.locator('.detail')
  const row = await rowsOf(page).first().locator('.reached').evaluate(td => [td.querySelector('b').textContent, td.querySelector('span').textContent])
  assert.ok((await card.locator('.coverage .reading').innerText()).replaceAll(/\s+/g, ' ').startsWith(`${row[0]} terjangkau (${row[1]})`))
  assert.ok((await card.locator('.coverage').textContent()).includes(`${inIndonesian(p.reached)} dari ${inIndonesian(p.eligible)}`))
  assert.deepEqual(await card.locator('[data-detail=missed] dd').allTextContents(), [inIndonesian(p.missed), 'belum diketahui', 'belum diketahui'])
  const counted = ['located_share', 'dukcapil_match', 'registry_discordance', 'old_data'].filter(id => release.indicators.some(i => i.id === id))
  const [{indicators}] = (await api(`/v1/releases/${release.id}/areas?level=village&within=${p.code}&indicators=${counted}`)).areas
  const words = {withheld: 'disamarkan', no_data: 'tidak ada data'}
  const expected = counted.map(id => words[indicators[id].state] ?? shareOf(indicators[id]))
  await page.waitForFunction(() => !document.querySelector('[data-detail=quality]').textContent.includes('…'))
  assert.deepEqual((await card.locator('[data-detail=quality] dd').allTextContents()).slice(0, -1), expected)
  assert.ok(counted.length)
  await page.keyboard.press('Escape')
})

await step('where hexagons hold fewer families than there are, the legend says so', async () => {
  const {page, close} = await open('?indicator=gap_pkh')
  await page.locator('[data-note=rest]').waitFor()
  const [whole] = (await api(`/v1/releases/${release.id}/areas?level=regency&indicators=gap_pkh`)).areas
  const said = await page.locator('[data-note=rest]').innerText()
  assert.ok(said.includes(`${await page.locator('.key tr.sum td').last().innerText()} dari ${inIndonesian(whole.indicators.gap_pkh.numerator)}`), said)
  await close()
})

await step('the card names the neighbours of a village, leads to them, and has every measure beside those of district and regency', async () => {
  await rowsOf(page).first().locator('button').click()
  const code = query(page).get('village')
  const {neighbours, above} = await api(`/v1/releases/${release.id}/areas/${code}`)
  const card = page.locator('.detail')
  await card.locator('[data-detail=neighbours]').waitFor()
  assert.deepEqual(await card.locator('[data-detail=neighbours] button').allTextContents(), neighbours.map(a => a.name))
  await card.locator('summary').click()
  assert.equal(await card.locator('[data-detail=measures] dt').count(), release.indicators.length)
  assert.ok((await card.locator('[data-detail=measures] dd.quiet').first().textContent()).includes(above.at(-1).name))
  await card.locator('[data-detail=neighbours] button').first().click()
  await page.waitForFunction(name => document.querySelector('.detail h2').textContent === name, neighbours[0].name)
  assert.equal(query(page).get('village'), neighbours[0].code)
  if (!mock) assert.equal((await fetch(new URL(await card.locator('[data-detail=measures] p a').getAttribute('href'), base))).status, 200)
  await page.goBack()
  await page.keyboard.press('Escape')
})

await step('districts are ranked too; the one chosen is outlined, and its villages are next', async () => {
  const a = await underCovered(query(page).get('indicator'), '&by=district')
  await page.locator('input[name=by][value=district]').check()
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, a.places.length)
  await rowsOf(page).nth(1).locator('button').click()
  assert.deepEqual([query(page).get('by'), query(page).get('within')], ['district', a.places[1].code])
  await page.locator('input[name=by][value=village]').check()
  const inside = await underCovered(query(page).get('indicator'), `&within=${a.places[1].code}`)
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, inside.places.length)
  assert.equal(await page.locator('.headline').textContent(), inside.headline.id)
  for (const [by, within] of [['district', a.places[1].code], ['district', null], [null, null]]) {
    await page.goBack()
    assert.deepEqual([query(page).get('by'), query(page).get('within')], [by, within])
  }
})

await step('the file holds the view: its places in its order, and what is not ranked', async () => {
  const a = await underCovered(query(page).get('indicator'))
  await page.locator('th.reached button').click()
  const shown = await rowsOf(page).evaluateAll(all => all.map(tr => tr.dataset.code))
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.ranking footer a').first().click()])
  assert.match(download.suggestedFilename(), /^tepat-\d+-[a-z_]+-village\.csv$/)
  const lines = readFileSync(await download.path(), 'utf8').trim().split('\r\n')
  assert.deepEqual(lines.slice(1, 1 + shown.length).map(line => line.split(',')[4]), shown)
  assert.equal(lines.length, 1 + shown.length + nowhere(a))
  if (!mock) {
    const [workbook] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', {name: 'Unduh XLSX'}).click()])
    assert.equal(workbook.suggestedFilename(), `tepat-release-${release.id}-under-covered.xlsx`)
    await workbook.saveAs(`${await workbook.path()}.xlsx`)
    const rows = execFileSync('ogr2ogr', ['-f', 'CSV', '/vsistdout/', `${await workbook.path()}.xlsx`, 'Peringkat', '-select', 'Kode']).toString().trim().split('\n').slice(1)
    assert.deepEqual(rows.slice(0, shown.length).map(code => code.replaceAll('"', '')), shown)
    assert.equal(rows.length, shown.length + nowhere(a))
  }
  await page.goBack()
})

if (!mock) await step('where one class is kept, every file has the places that are listed, and says which class', async () => {
  for (const asked of ['indicator=gap_pkh&map=villages&only=2', 'indicator=coverage_pkh&map=villages&classes=quantile,4&only=3', 'indicator=desil_1_4&only=2', 'indicator=desil_1_4&classes=natural,4&only=2', 'indicator=coverage_pkh&by=district&only=2']) {
    const {page, close} = await open(`?lang=en&${asked}`)
    await page.locator('.kept').waitFor()
    const shown = (await rowsOf(page).evaluateAll(all => all.map(tr => tr.dataset.code))).sort()
    const label = await page.locator('.kept b').textContent()
    const codes = text => [...text.matchAll(/(?:^|,)"?(\d\d\.\d\d\.\d\d(?:\.\d{4})?)"?(?=,)/gm)].map(m => m[1])
    for (const name of ['CSV', 'XLSX', 'GeoJSON']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.ranking footer a', {hasText: name}).click()])
      const path = await file.path()
      let has
      if (name === 'GeoJSON') has = JSON.parse(readFileSync(path, 'utf8')).features.map(f => f.properties.code)
      else {
        const sheet = name === 'CSV' ? readFileSync(path, 'utf8') : sheetOf(path, /gap|coverage/.test(asked) ? 'Ranking' : 'Areas')
        const lines = sheet.split(/\r?\n/).filter(line => !/^"?(withheld|no_data|nobody_eligible)|,"?(withheld|no data|nobody is eligible)"?,/.test(line))
        has = lines.flatMap(line => codes(line).slice(0, 1))
        const said = name === 'CSV' ? sheet + file.suggestedFilename() : sheetOf(path, 'About')
        assert.ok(name === 'XLSX' ? said.includes('Class kept') && said.includes(label.match(/\d+/)[0]) : said.includes(label) || /-[a-z_0-9]+-\d\.csv/.test(said), `${asked}: ${name} says which class: ${label}`)
      }
      assert.deepEqual(has.sort(), shown, `${asked}: ${name}`)
    }
    await close()
  }
})

await step('another figure is one table; it sorts both ways, what is not shown last', async () => {
  await page.locator('input[name=question][value=leakage]').click()
  await page.locator('.ranking th.value').waitFor()
  const values = () => page.locator('.ranking td.value span').allTextContents().then(all => all.map(number))
  const down = await values()
  assert.deepEqual(down, [...down].sort((a, b) => b - a))
  await page.locator('.ranking th.value button').click()
  const up = await values()
  assert.deepEqual(up, [...up].sort((a, b) => a - b))
  assert.equal(query(page).get('sort'), 'value')
  const without = await rowsOf(page).evaluateAll(all => all.map(tr => !!tr.querySelector('.without')))
  assert.deepEqual(without, [...without].sort((a, b) => a - b))
  assert.equal(await rowsOf(page).count(), release.levels.village)
  await page.goBack()
  assert.equal(query(page).get('sort'), null)
  await page.goBack()
  await page.locator('.ranking th.missed').waitFor()
})

await step('a row pressed outlines its village, and the map flies there', async () => {
  await page.locator('.zoom button').nth(2).click()
  await drawn(page)
  const at = query(page).get('at')
  const row = rowsOf(page).nth(4)
  const code = await row.getAttribute('data-code')
  await row.locator('button').click()
  await page.waitForFunction(at => new URLSearchParams(location.search).get('at') !== at, at)
  assert.equal(query(page).get('village'), code)
  assert.equal(await row.getAttribute('aria-selected'), 'true')
  assert.equal(await page.locator('[data-detail=village] h2').textContent(), await row.locator('th button').textContent())
  const before = await outline(page)
  await page.locator('.detail .close').click()
  await page.waitForTimeout(600)
  assert.ok(before - await outline(page) > 100, 'an outline was on the map and is gone')
})

// outline counts the pixels of the colour that chosen places are outlined with.
async function outline(page) {
  await page.waitForTimeout(600)
  const picture = (await page.screenshot({clip: await page.locator('.map').boundingBox()})).toString('base64')
  return (await count(picture, ['#1c1a17']))['#1c1a17']
}

await step('a village pressed on the map is chosen in the table and scrolled to', async () => {
  await page.locator('.zoom button').nth(2).click()
  await drawn(page)
  const at = await pressable(page)
  const name = await page.locator('.tip-place b').textContent()
  await page.mouse.click(...at)
  const row = page.locator('.ranking tr[aria-selected=true]')
  await row.waitFor()
  assert.equal(await row.locator('th button').textContent(), name)
  // The table scrolls after it was drawn: that may take a moment.
  await page.waitForFunction(() => {
    const tr = document.querySelector('.ranking tr[aria-selected=true]')
    const [r, s] = [tr.getBoundingClientRect(), tr.closest('.scroll').getBoundingClientRect()]
    return r.top >= s.top && r.bottom <= s.bottom + 1
  })
  const code = await row.getAttribute('data-code')
  const id = query(page).get('indicator')
  const figure = (await villagesOf(id)).find(a => a.code === code).indicators[id]
  const detail = await page.locator('[data-detail=village]').textContent()
  if (figure.state === 'value') for (const n of [figure.numerator, figure.denominator]) assert.ok(detail.includes(n.toLocaleString('id-ID')), `${n} in ${detail}`)
})

await step('Escape closes the chosen place, after the dialog over it', async () => {
  await page.locator('.about-button').click()
  await page.locator('dialog.about').waitFor() // its code comes when it is wanted
  await page.keyboard.press('Escape')
  await page.locator('dialog.about').waitFor({state: 'hidden'})
  assert.equal(await page.locator('.detail').isVisible(), true)
  await page.keyboard.press('Escape')
  await page.locator('.detail').waitFor({state: 'detached'})
})

await step('a row hovered outlines its village too', async () => {
  const before = await outline(page)
  await rowsOf(page).filter({visible: true}).nth(3).hover()
  const row = page.locator('.ranking tr.pointed')
  assert.equal(await row.count(), 1)
  await page.waitForTimeout(300)
  assert.notEqual(await outline(page), before)
  await page.mouse.move(5, 5)
})

await step('a district narrows the table', async () => {
  const [district] = (await api(`/v1/releases/${release.id}/areas?level=district&limit=1000&indicators=${indicator.id}`)).areas
  const inside = await underCovered(query(page).get('indicator'), `&within=${district.code}`)
  const all = await rowsOf(page).count()
  await page.locator('select[name=within]').selectOption(district.code)
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, inside.places.length)
  assert.equal(query(page).get('within'), district.code)
  await page.goBack()
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, all)
})

await step('another question changes map, table and headline; Back returns', async () => {
  const before = await page.locator('h1').textContent()
  const first = query(page).get('indicator')
  await page.locator('input[name=question][value=coverage]').click()
  await page.waitForFunction(before => document.querySelector('h1').textContent !== before, before)
  const second = query(page).get('indicator')
  assert.match(second, /^coverage_/)
  const counts = await drawn(page)
  assert.ok(Object.values(counts).filter(n => n > 60).length >= 3, JSON.stringify(counts))
  await page.goBack()
  await page.waitForFunction(before => document.querySelector('h1').textContent === before, before)
  assert.equal(query(page).get('indicator'), first)
})

await step('English is complete, and Back speaks Indonesian again', async () => {
  const indonesian = await page.locator('body').innerText()
  await page.getByRole('button', {name: 'EN', exact: true}).click()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  await page.getByText('Villages ranked').waitFor()
  const english = await page.locator('body').innerText()
  for (const word of ['Peringkat', 'Kecamatan', 'Disamarkan', 'Unduh', 'keluarga', 'Heksagon']) {
    assert.ok(indonesian.includes(word), `${word} is Indonesian here`)
    assert.ok(!english.includes(word), `${word} in the English page`)
  }
  await page.goBack()
  assert.equal(await page.locator('html').getAttribute('lang'), 'id')
})

await step('poor and poorly covered is one press: nine classes that count as the API does', async () => {
  const {page, seen, close} = await open()
  await rowsOf(page).first().waitFor()
  await page.locator('.pockets').click()
  await page.locator('.pair button').first().waitFor()
  const [coverage, poverty] = [query(page).get('indicator'), query(page).get('with')]
  assert.match(coverage, /^coverage_/)
  assert.deepEqual([query(page).get('class'), query(page).get('map')], ['high,low', 'villages'])
  const all = await villagesOf(`${coverage},${poverty}`)
  const both = all.filter(a => [coverage, poverty].every(id => ['value', 'zero'].includes(a.indicators[id].state)))
  const withheld = all.filter(a => [coverage, poverty].some(id => a.indicators[id].state === 'withheld'))
  const counts = await page.locator('.pair button').evaluateAll(all => all.map(b => [b.dataset.class, Number(b.querySelector('b').textContent.replaceAll('.', ''))]))
  assert.equal(counts.length, 9)
  assert.equal(counts.reduce((n, [, places]) => n + places, 0), both.length)
  assert.deepEqual(await page.locator('.pair-states b').allTextContents(), [withheld.length, all.length - both.length - withheld.length].map(inIndonesian))
  // The bounds stand in the heads: what is at most one number is open to one side.
  const cut = text => (text.match(/[\d,]+(?=%)/g) ?? []).map(x => Number(x.replace(',', '.')) / 100).at(-1)
  const low = cut(await page.locator('.pair thead tr:nth-child(2) th').first().textContent())
  const high = cut(await page.locator('.pair tbody th[scope=row]').first().textContent())
  const expected = both.filter(a => a.indicators[poverty].value >= high && a.indicators[coverage].value < low).map(a => a.code)
  const listed = await rowsOf(page).evaluateAll(all => all.map(tr => tr.dataset.code))
  assert.deepEqual([...listed].sort(), expected.sort())
  assert.equal(counts.find(([c]) => c === 'high,low')[1], expected.length)
  await page.waitForTimeout(600)
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('the nine classes are pressed by keyboard alone, keep table and map, and Back lets go', async () => {
  const {page, close} = await open(`?indicator=coverage_${indicator.id.slice(4)}&map=villages`)
  await rowsOf(page).first().waitFor()
  await page.locator('[data-drawn]').waitFor({state: 'attached'})
  const options = await page.locator('select[name=with] option').evaluateAll(all => all.map(o => o.value))
  await page.locator('select[name=with]').selectOption(options[1])
  const button = page.locator('.pair button')
  await button.first().focus()
  const before = await rowsOf(page).count()
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowLeft', 'Enter']) await page.keyboard.press(key)
  assert.equal(query(page).get('class'), 'mid,low')
  const counted = number(await page.locator('.pair button[aria-pressed=true] b').textContent())
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, counted)
  assert.equal(await page.locator('.kept b').textContent(), 'Kemiskinan sedang, cakupan rendah')
  // The colour of the class is on the map, and none of the others in full.
  await page.mouse.move(5, 5)
  await button.first().evaluate(() => document.activeElement.blur())
  await page.waitForTimeout(2500)
  const colours = await button.evaluateAll(all => all.map(b => '#' + getComputedStyle(b).backgroundColor.match(/\d+/g).map(n => Number(n).toString(16).padStart(2, '0')).join('')))
  const pixels = await count((await page.screenshot({clip: await page.locator('.map').boundingBox()})).toString('base64'), colours)
  assert.deepEqual(Object.entries(pixels).filter(([, n]) => n > 60).map(([c]) => c), counted ? [colours[3]] : [])
  const bounds = await page.locator('.pair th > span').allTextContents()
  await page.locator('.zoom button').first().click()
  await page.locator('.drawn input[value=cells]').check()
  await page.waitForTimeout(1500)
  assert.deepEqual(await page.locator('.pair th > span').allTextContents(), bounds, 'bounds stay over zoom and size')
  for (const lang of ['EN', 'ID']) {
    await page.getByRole('button', {name: lang, exact: true}).click()
    assert.deepEqual(await barriers(page), [])
  }
  await page.locator('.kept button').click()
  await page.waitForFunction(n => document.querySelectorAll('.ranking tr[data-code]').length === n, before)
  assert.equal(query(page).get('class'), null)
  await page.goBack()
  assert.equal(query(page).get('class'), 'mid,low')
  await close()
})

await step('nine classes fit a phone, in forced colours too', async () => {
  for (const width of [320, 390]) {
    const {page, close} = await open(`?lang=en&indicator=coverage_${indicator.id.slice(4)}&with=desil_1_2&class=high,low`, {viewport: {width, height: 700}, hasTouch: true, isMobile: true, forcedColors: 'active'})
    await page.locator('.key summary').tap()
    await page.locator('.pair button').first().waitFor()
    const small = await page.locator('.pair button').evaluateAll(all => all.filter(b => b.getBoundingClientRect().height < 43.5 || b.scrollWidth > b.clientWidth).map(b => b.outerHTML))
    assert.deepEqual(small, [])
    assert.equal(new Set(await page.locator('.pair button').evaluateAll(all => all.map(b => getComputedStyle(b).backgroundColor))).size, 9)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    assert.deepEqual(await barriers(page), [])
    await close()
  }
})

const allocate = async body => (await fetch(`${base}/v1/releases/${release.id}/allocations`, {method: 'POST', headers: {'content-type': 'application/json'}, body: JSON.stringify(body)})).json()

await step('what if: a budget is shared as the API does, said to be a simulation, and compared', async () => {
  const {page, seen, close} = await open()
  await rowsOf(page).first().waitFor()
  await page.locator('.head .open-whatif').click()
  await page.locator('.shares tbody tr').first().waitFor()
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1')
  assert.equal(await page.locator('.body').isVisible(), false)
  const amount = name => page.locator('.scenario').last().getByLabel(name, {exact: true})
  await amount('Jumlah paket').fill('120')
  await page.keyboard.press('Tab')
  await amount('Biaya per paket').fill('3.000.000')
  await page.keyboard.press('Tab')
  await amount('Jumlah paket').fill('90')
  await page.keyboard.press('Enter')
  const [programme, budget, cost, rule] = query(page).get('whatif').split(',')
  assert.deepEqual([budget, cost, rule], ['270000000', '3000000', 'gap'])
  const a = await allocate({programme, budget: 270_000_000, unit_cost: 3_000_000, rule})
  await page.waitForFunction(given => document.querySelector('.shares tfoot td:nth-child(3)')?.textContent === given, inIndonesian(a.given))
  const rows = await page.locator('.shares tbody tr').evaluateAll(all => all.map(tr => [tr.dataset.code, ...[...tr.querySelectorAll('td')].map(td => Number(td.textContent.trim().replaceAll('.', '')))]))
  const want = a.areas.filter(v => v.packages).map(v => [v.code, v.missed, v.packages])
  assert.deepEqual([...rows].sort(), want.sort())
  const share = x => x.toLocaleString('id-ID', {style: 'percent', maximumFractionDigits: 1})
  const effects = await page.locator('.effect').allTextContents()
  for (const [i, e] of [a.exclusion_error, a.inclusion_error].entries()) {
    if (e.after === null) assert.match(effects[i], /belum diketahui/)
    else for (const n of [e.before, e.after, e.range[0]]) assert.ok(effects[i].includes(share(n).replace('%', '')), `${share(n)} in ${effects[i]}`)
  }
  if (a.left_out.length) assert.ok((await page.locator('.shares details').last().textContent()).includes(inIndonesian(a.left_out.length)))

  await page.getByRole('button', {name: 'Bandingkan dengan skenario lain'}).click()
  assert.equal(await page.locator('.scenario').count(), 2)
  await page.locator('.scenario').last().locator('input[value=equal_share]').check()
  await page.locator('.against').waitFor()
  assert.equal(await page.locator('.shares thead th').count(), 5)
  assert.equal(await page.locator('.scenario > .simulation').count(), 2)
  for (const text of await page.locator('.scenario > .simulation').allTextContents()) assert.equal(text, 'Simulasi, bukan penetapan')
  const link = page.url()
  for (const lang of ['EN', 'ID']) {
    await page.getByRole('button', {name: lang, exact: true}).click()
    assert.deepEqual(await barriers(page), [])
  }
  await page.getByRole('button', {name: 'EN', exact: true}).click()
  const english = await page.locator('.whatif').innerText()
  assert.match(english, /A simulation, not a decision/)
  for (const word of ['Simulasi', 'keluarga', 'Kecamatan', 'paket', 'desa']) assert.ok(!english.includes(word), `${word} in the English page`)
  await page.goBack()

  // A name stays in this browser, and is nowhere in the address.
  await page.locator('.scenario-name').first().fill('Tahun depan')
  await page.locator('.scenario .keep').first().click()
  assert.ok(!page.url().includes('Tahun'))
  await page.goto(link)
  await page.locator('.shelf li').waitFor()
  assert.deepEqual(await page.locator('.scenario-name').evaluateAll(all => all.map(i => i.value)), ['Tahun depan', 'Skenario B'])
  await page.locator('.shelf .discard').click()
  assert.equal(await page.locator('.shelf').count(), 0)
  await page.locator('.back').click()
  await rowsOf(page).first().waitFor()
  await page.locator('[data-drawn]').waitFor({state: 'attached'})
  assert.equal(query(page).get('whatif'), null)
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('scenarios are printed with their numbers, each as a simulation, and without buttons', async () => {
  const subject = indicator.id.slice(4)
  const {page, close} = await open(`?whatif=${subject},300000000,3000000,gap,0--${subject},300000000,3000000,equal_share,0`)
  await page.locator('.against').waitFor()
  await page.emulateMedia({media: 'print'})
  assert.deepEqual(await page.locator('.whatif button:visible, .head button:visible, .shelf:visible').allTextContents(), [])
  assert.equal(await page.locator('.scenario > .simulation:visible').count(), 2)
  for (const landscape of [true, false]) {
    const paper = await printed(page, {format: 'A4', landscape})
    assert.ok(paper.pages <= 3, `${paper.pages} pages`)
    assert.equal(paper.text.match(/Simulasi, bukan penetapan/g).length >= 3, true)
  }
  await close()
})

await step('another threshold asks how surely a village lies below that', async () => {
  const {page, close} = await open()
  const of = () => page.locator('.ranking tr.why').textContent()
  await rowsOf(page).first().locator('.name button').click()
  await page.locator('.ranking tr.why', {hasText: '70%'}).waitFor()
  await page.locator('.choices select[name=threshold]').selectOption('0.9')
  await page.locator('.ranking tr.why', {hasText: '90%'}).waitFor()
  const [first] = (await underCovered(query(page).get('indicator'), '&threshold=0.9')).places
  assert.ok((await of()).includes(first.below > 0.99 ? '> 99%' : first.below < 0.01 ? '< 1%' : `${Math.round(100 * first.below)}%`), await of())
  assert.equal(query(page).get('threshold'), '0.9')
  await page.locator('.choices select[name=threshold]').selectOption('0.7')
  assert.equal(query(page).get('threshold'), null)
  await close()
})

await step('what a link names and the release does not have is left out, and said', async () => {
  const {page, close} = await open('?within=64.69.77&village=64.69.77.2001&with=nothing&at=999,99,99')
  await page.locator('.newer', {hasText: 'kecamatan “64.69.77”, desa/kelurahan “64.69.77.2001”, ukuran kemiskinan “nothing”'}).waitFor()
  await rowsOf(page).first().waitFor()
  assert.equal(query(page).get('within'), null)
  await close()
  const stale = await open('?v=9&lang=fr&indicator=gap_nothing&map=globe&cell=zz&sort=change&class=high,low&whatif=x')
  const said = stale.page.locator('.newer')
  await rowsOf(stale.page).first().waitFor()
  for (const part of ['versi tautan “9”', 'bahasa “fr”', 'ukuran “gap_nothing”', 'cara menggambar “globe”', 'heksagon “zz”', 'urutan “change”', 'kelas kemiskinan dan cakupan “high,low”', 'skenario “x”']) await said.filter({hasText: part}).waitFor({timeout: 5000})
  assert.deepEqual(['class', 'sort', 'cell'].map(key => query(stale.page).get(key)), [null, null, null])
  await stale.page.locator('.languages [lang=en]').click()
  await said.filter({hasText: 'left out of the link'}).waitFor()
  await stale.close()
})

await step('a budget too small, and one that the server refuses, are said in words', async () => {
  const {page, close} = await open(`?whatif=${indicator.id.slice(4)},10,3000000,gap,0--nothing,3000000,3000000,gap,0`)
  await page.locator('.trouble').nth(1).waitFor()
  assert.match(await page.locator('.trouble').first().textContent(), /lebih kecil daripada biaya satu paket/)
  assert.match(await page.locator('.trouble').nth(1).textContent(), /Server menolak/)
  await close()
})

for (const width of [320, 390]) await step(`what if fits ${width} pixels, in forced colours too, and what is pressed is large enough`, async () => {
  const {page, close} = await open(`?lang=en&whatif=${indicator.id.slice(4)},300000000,3000000,gap,0--${indicator.id.slice(4)},300000000,3000000,equal_share,0`, {viewport: {width, height: 700}, hasTouch: true, isMobile: true, forcedColors: 'active'})
  await page.locator('.against').waitFor()
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
  const low = await page.locator('.whatif :is(.back, .actions button, .keep, .amount input, .select, .rules label, summary)').evaluateAll(all => all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`))
  assert.deepEqual(low, [])
  assert.deepEqual(await barriers(page), [])
  await close()
})

// printed returns what stands on paper: how many pages, their text, how many pictures.
async function printed(page, options) {
  const file = join(mkdtempSync(join(tmpdir(), 'tepat-')), 'page.pdf')
  await page.pdf({path: file, ...options})
  const run = (...command) => execFileSync(command[0], command.slice(1)).toString()
  const paper = {
    pages: Number(run('pdfinfo', file).match(/Pages:\s+(\d+)/)[1]), text: run('pdftotext', '-layout', file, '-'),
    pictures: run('pdfimages', '-list', file).trim().split('\n').length - 2,
  }
  run('pdftoppm', '-r', '100', '-f', '1', '-l', '1', '-singlefile', '-png', file, file)
  paper.first = readFileSync(`${file}.png`).toString('base64')
  rmSync(dirname(file), {recursive: true})
  return paper
}

// press prints by the page's own button, and waits until the browser is asked to.
async function press(page, button) {
  await page.evaluate(() => { globalThis.printed = 0; globalThis.print = () => { globalThis.printed++ } })
  await button.click()
  await page.waitForFunction(() => globalThis.printed, undefined, {timeout: 10_000})
}

for (const by of ['cells', 'villages']) await step(`map and ranking are printed, ${by}: lines and letters with true scale, north, inset and code, the ranking behind it, no buttons`, async () => {
  const {page, seen, close} = await open(`?lang=en&map=${by}`)
  const counts = await drawn(page)
  await page.waitForTimeout(1500)
  const shown = await page.locator('.map .canvas').boundingBox()
  const looked = release.indicators.find(i => i.id === query(page).get('indicator'))
  await press(page, page.locator('.zoom .print'))
  const districts = (await api(`/v1/releases/${release.id}/areas?level=district&limit=1000&indicators=${indicator.id}`)).areas
  for (const [format, landscape] of [['A4', false], ['A4', true], ['A3', false], ['A3', true], ['Letter', false], ['Letter', true]]) {
    const paper = await printed(page, {format, landscape})
    assert.equal(paper.pages, 2, `${format} ${landscape}`)
    // Map, legend and all that a map needs are on one sheet; the ranking's own says what it is of.
    const [sheet, ranking] = paper.text.split('\f')
    for (const word of ['Withheld', 'No data', 'Zero', 'Release', 'Sources', 'Printed', 'Link', 'Where this map lies', ' km', 'Drawn']) assert.ok(sheet.includes(word), `${format} ${landscape}: ${word} on the first sheet`)
    assert.ok(ranking.replaceAll(/\s+/g, ' ').includes(looked.name.en) && ranking.includes(`Release ${release.id}`), `${format} ${landscape}: the second sheet has a title`)
    assert.equal(paper.pictures, 0, 'the map is no picture')
    const words = districts.flatMap(d => d.name.toUpperCase().split(' '))
    assert.ok(words.filter(w => paper.text.includes(w)).length > words.length / 2, 'names are letters')
    for (const word of ['Release', 'Sources', 'Printed', 'Link', 'Withheld', 'No data', 'Zero', 'Where this map lies', 'administrative gap']) assert.ok(paper.text.includes(word), `${format} ${landscape}: ${word}`)
    const onPaper = await count(paper.first, Object.keys(counts))
    for (const c of Object.keys(counts).filter(c => counts[c] > 400)) assert.ok(onPaper[c] > 60, `${c}: ${onPaper[c]} on paper, ${counts[c]} on the page`)
  }
  await page.emulateMedia({media: 'print'})
  // Held against the outline of the regency itself.
  const [regency] = (await api(`/v1/releases/${release.id}/areas.geojson?level=regency&indicators=${indicator.id}`)).features
  const corners = regency.geometry.coordinates.flat(regency.geometry.type === 'Polygon' ? 1 : 2)
  const [w, e, n, s] = [0, 0, 1, 1].map((at, i) => Math[i % 3 ? 'max' : 'min'](...corners.map(c => c[at])))
  const metres = (e - w) / 360 * 40_075_016.686 * Math.cos((n + s) / 2 * Math.PI / 180)
  const [land, bar, long] = await page.evaluate(() => {
    const land = [...document.querySelectorAll('.paper-map path')].find(p => p.getAttribute('fill') === 'rgba(251,250,246,1)')
    const bar = document.querySelector('.paper .scale-bar')
    return [land.getBoundingClientRect().width, bar.getBoundingClientRect().width, Number(bar.dataset.metres)]
  })
  assert.ok(Math.abs(long / bar / (metres / land) - 1) < 0.01, `${long} m are ${bar} px, the regency of ${metres} m is ${land} px`)
  assert.deepEqual(await page.locator('button:visible').evaluateAll(all => all.filter(b => !b.closest('table, .apart')).map(b => b.outerHTML)), [])
  assert.equal(await page.locator('.inset rect').count(), 1)
  assert.ok((await page.locator('.qr').boundingBox()).width > 60)
  assert.ok((await page.locator('body').innerText()).includes(page.url()))
  assert.ok(await page.locator('.ranking tr[data-code]:visible').count() <= 20)
  await page.emulateMedia({media: 'screen'})
  await page.waitForTimeout(500)
  assert.deepEqual(await page.locator('.map .canvas').boundingBox(), shown)
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('beside a class that is kept, what is withheld is still hatched on paper', async () => {
  const {page, close} = await open(`?indicator=coverage_${indicator.id.slice(4)}&with=desil_1_2&class=high,low&map=villages`)
  await page.locator('.pair button').first().waitFor()
  await page.waitForTimeout(2500)
  await press(page, page.locator('.zoom .print'))
  // First the sheets, as they are printed; what lies on them is then looked at on the page.
  const {first, pages, pictures} = await printed(page, {format: 'A4', landscape: true})
  assert.deepEqual([pages, pictures], [2, 0])
  const kept = await page.locator('.pair [aria-pressed=true]').evaluate(b => '#' + getComputedStyle(b).backgroundColor.match(/\d+/g).map(n => Number(n).toString(16).padStart(2, '0')).join(''))
  const onPaper = await count(first, [kept, '#aaa497', '#e9e6de'])
  assert.ok(onPaper[kept] > 300 && onPaper['#e9e6de'] > 5000, `${JSON.stringify(onPaper)} on the sheet`)
  await page.emulateMedia({media: 'print'})
  const hatched = await page.locator('.paper-map path[fill="url(#paper-withheld)"]').evaluateAll(all => all.map(p => Number(p.getAttribute('opacity'))))
  assert.ok(hatched.length && hatched.every(o => o >= 0.5), `${hatched}`)
  await close()
})

await step('the sheet is saved as a picture of 150 and 300 dots to the inch, with the colours of the map', async () => {
  const {page, seen, close} = await open('?lang=en')
  const counts = await drawn(page)
  for (const [dpi, width, height] of [[150, 1754, 1240], [300, 3508, 2480]]) {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: `${dpi} dpi`}).click()])
    assert.match(download.suggestedFilename(), new RegExp(`^tepat-${release.id}-[a-z_]+-${dpi}dpi\\.png$`))
    const file = readFileSync(await download.path())
    assert.deepEqual([file.readUInt32BE(16), file.readUInt32BE(20)], [width, height])
    assert.equal(file.readUInt32BE(file.indexOf('pHYs') + 4), Math.round(dpi / 0.0254))
    const onSheet = await count(file.toString('base64'), Object.keys(counts))
    for (const c of Object.keys(counts).filter(c => counts[c] > 200)) assert.ok(onSheet[c] > counts[c] / 2, `${c}: ${onSheet[c]} on the sheet, ${counts[c]} on the page`)
  }
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

if (!mock) await step('a phone that shows the table prints the map of villages too', async () => {
  const {page, close} = await open('?lang=en&tab=table', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true})
  await rowsOf(page).first().waitFor()
  await press(page, page.locator('.ranking footer .open-whatif').last())
  await page.emulateMedia({media: 'print'})
  assert.ok(await page.locator('.static-map').isVisible())
  assert.ok(await page.locator('.key tr[data-key="0"]').isVisible(), 'the legend is there')
  const {text, pages, first} = await printed(page, {format: 'A4'})
  assert.ok((await count(first, ['#efece3']))['#efece3'] > 3000, 'the map is on the sheet, its counts as circles')
  assert.ok(pages <= 3 && text.includes('Withheld'), `${pages} pages`)
  await close()
})

await step('where every hexagon is withheld the map says so, and shows the villages', async () => {
  for (const lang of ['id', 'en']) {
    const context = await chrome.newContext({viewport: wide})
    const page = await context.newPage()
    await page.route(`**/v1/releases/${release.id}`, async r => {
      const answer = await (await r.fetch()).json()
      for (const i of answer.indicators) for (const kind of Object.keys(i.states)) if (kind.startsWith('cell_')) i.states[kind] = {withheld: 9}
      await r.fulfill({json: answer})
    })
    await page.goto(`${base}/?lang=${lang}&release=${release.id}`)
    const said = page.locator('.empty-map')
    await said.waitFor()
    assert.match(await said.innerText(), lang === 'id' ? /Semua heksagon disamarkan/ : /Every hexagon is withheld/)
    assert.deepEqual(await barriers(page), [])
    await said.getByRole('button').click()
    await said.waitFor({state: 'detached'})
    assert.equal(query(page).get('map'), 'villages')
    await context.close()
  }
})

await step('a scenario that is turned further is not waited for, and one that was refused is not asked again for another', async () => {
  const {page, seen, close} = await open(`?whatif=${indicator.id.slice(4)},300000000,3000000,gap,0--nothing,3000000,3000000,gap,0`)
  await page.locator('.trouble').waitFor()
  const asked = []
  const gone = []
  page.on('request', r => { if (r.url().includes('allocations')) asked.push(JSON.parse(r.postData())) })
  page.on('requestfailed', r => { if (r.url().includes('allocations')) gone.push(JSON.parse(r.postData()).rule) })
  await page.route('**/allocations', async r => {
    if (JSON.parse(r.request().postData()).rule === 'equal_share') await new Promise(go => setTimeout(go, 1500))
    await r.continue().catch(() => {})
  })
  const first = page.locator('.scenario').first()
  await first.locator('input[value=equal_share]').check()
  await first.locator('input[value=poorest_first]').check()
  await page.locator('.shares tbody tr').first().waitFor()
  await page.waitForTimeout(1800)
  assert.deepEqual(asked.map(a => [a.programme, a.rule]), [[indicator.id.slice(4), 'equal_share'], [indicator.id.slice(4), 'poorest_first']])
  assert.deepEqual(gone, ['equal_share'])
  assert.deepEqual(seen.breaches, [])
  await close()
})

const basemapFile = process.env.TEPAT_BASEMAP
if (basemapFile) await step('the basemap of the operator lies beneath the figures where it is there, and is not asked for where it is not', async () => {
  const look = async (file, colour) => {
    if (file) writeFileSync(basemapFile, file)
    const {page, seen, close} = await open('?lang=en')
    const asked = []
    page.on('request', r => { if (r.url().includes('pmtiles')) asked.push(r) })
    await drawn(page)
    await page.waitForTimeout(2500)
    const counts = await countIn(page, colour)
    const said = await page.locator('.attribution').allInnerTexts()
    assert.deepEqual(seen.errors.concat(seen.breaches), [])
    await close()
    return {counts, said, ranges: asked.map(r => r.headers().range)}
  }
  const countIn = async (page, colour) => (await count((await page.screenshot({clip: await page.locator('.map').boundingBox()})).toString('base64'), [colour]))[colour]
  try {
    const without = await look(undefined, '#d3e0e3')
    assert.deepEqual([without.counts, without.said, without.ranges], [0, [], []])
    const vectors = await look(vector(release.bounds), '#d3e0e3')
    assert.ok(vectors.counts > 5000, `${vectors.counts} pixels of water`)
    assert.deepEqual(vectors.said, ['© OpenStreetMap'])
    assert.ok(vectors.ranges.length && vectors.ranges.every(Boolean), 'it is read by ranges')
    const pictures = await look(raster([0, 90, 255]), '#d3e0e3')
    assert.ok(pictures.ranges.length && pictures.counts === 0)
  } finally {
    rmSync(basemapFile, {force: true})
  }
})

await step('axe finds no barrier, in both languages', async () => {
  assert.deepEqual(await barriers(page), [])
  await page.getByRole('button', {name: 'EN', exact: true}).click()
  assert.deepEqual(await barriers(page), [])
  await page.goBack()
})

await step('the figures say where they come from', async () => {
  await page.locator('.about-button').click()
  assert.deepEqual(await barriers(page), [])
  const text = await page.locator('dialog.about').innerText()
  for (const n of [release.families, release.located, release.families - release.located]) assert.ok(text.includes(n.toLocaleString('id-ID')), `${n}`)
  assert.equal(await page.locator('dialog .shown tr').count(), release.shown.length)
  assert.equal(await page.locator('dialog .sources tr').count(), release.sources.length)
  await page.keyboard.press('Escape')
  assert.equal(await page.locator('dialog.about').isVisible(), false)
})

await step('no other host, no error in the console, no breach of the policy', async () => {
  assert.deepEqual([...seen.hosts], [new URL(base).origin])
  assert.deepEqual(seen.errors, [])
  assert.deepEqual(seen.breaches, [])
  const policy = (await fetch(base)).headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe-|(script|worker|default)-src[^;]*(blob:|data:|\*)/)
})
await close()

await step('a link restores the view: language, indicator, village, district, camera', async () => {
  const all = await villagesOf(indicator.id)
  const village = all.find(a => a.indicators[indicator.id].state === 'value')
  const [w, s, e, n] = release.bounds
  const search = `?v=1&release=${release.id}&lang=en&indicator=${indicator.id}&map=villages&within=${village.parent}&village=${village.code}&sort=-reached&at=${((w + e) / 2).toFixed(2)},${((s + n) / 2).toFixed(2)},9.5`
  const {page, seen, close} = await open(search)
  await page.locator('.ranking tr[aria-selected=true]').waitFor()
  await drawn(page)
  assert.equal(new URL(page.url()).search.replaceAll(/(\.\d*?)0+(?=[,&]|$)/g, '$1'), search.replaceAll(/(\.\d*?)0+(?=[,&]|$)/g, '$1'))
  assert.equal(await page.locator('h1').textContent(), indicator.name.en)
  assert.equal(await page.locator('[data-detail=village] h2').textContent(), village.name)
  assert.equal(await page.locator('.ranking th.reached').getAttribute('aria-sort'), 'descending')
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('on a phone map and table take turns, and a village pressed turns to the map', async () => {
  const {page, seen, close} = await open('', {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true})
  const counts = await drawn(page)
  assert.ok(Object.values(counts).filter(n => n > 40).length >= 3, JSON.stringify(counts))
  assert.equal(await page.locator('.ranking').isVisible(), false)
  await page.locator('.tabs button').nth(1).tap()
  await rowsOf(page).nth(2).locator('button').tap()
  await page.locator('[data-detail=village]').waitFor()
  assert.ok(await page.locator('.map').isVisible())
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('made-up data are called so, on the page and where it says where they come from', async () => {
  const {page, close} = await open('?lang=en')
  assert.equal(await page.locator('.head > .made-up').innerText(), 'Made-up data')
  await page.locator('.about-button').click()
  assert.match(await page.locator('dialog .invented').innerText(), /none of them is real/)
  await close()
})

await step('of coverage the lowest class is the darkest, and a place where nobody is reached darker still', async () => {
  const {page, close} = await open(`?indicator=coverage_${indicator.id.slice(4)}&map=villages`)
  await drawn(page)
  const light = await page.locator('.key tr[data-key]').evaluateAll(all => all.filter(tr => /^(\d|zero)/.test(tr.dataset.key)).map(tr => {
    const [r, g, b] = tr.querySelector('.swatch rect').getAttribute('fill').match(/[0-9a-f]{2}/g).map(x => parseInt(x, 16))
    return [tr.dataset.key, 0.2126 * r + 0.7152 * g + 0.0722 * b]
  }))
  const classes = light.filter(([key]) => key !== 'zero').map(([, l]) => l)
  assert.ok(classes.length > 1)
  assert.deepEqual(classes, [...classes].sort((a, b) => a - b))
  assert.ok(light.find(([key]) => key === 'zero')[1] < classes[0])
  await close()
})

if (!mock) await step('classes parted as asked are the same in legend, map and table, on paper, in the tables, in the file and in the API; one that is pressed is kept, and a link says all of it', async () => {
  const {page, seen, close} = await open('?lang=en&indicator=desil_1_4&map=villages')
  const rows = page.locator('.key tbody:first-of-type tr[data-key]')
  const said = () => rows.evaluateAll(all => all.map(tr => [tr.querySelector('th').textContent, tr.querySelector('.all').textContent, tr.querySelector('.families').textContent]))
  await rows.first().waitFor()
  // Policy's thresholds first, with who set them.
  assert.equal(await page.locator('select[name=method]').inputValue(), 'thresholds')
  assert.deepEqual((await said()).map(([label]) => label), ['< 20%', '20 – <40%', '40 – <60%', '60 – <80%', '≥ 80%'])
  assert.match(await page.locator('.key .note').allInnerTexts().then(all => all.join(' ')), /Thresholds: .*national share.*40%/)
  await page.locator('select[name=method]').selectOption('natural')
  await page.locator('select[name=classes]').selectOption('6')
  await rows.nth(5).waitFor()
  assert.equal(query(page).get('classes'), 'natural,6')
  const parted = await classesOf('desil_1_4', 'level=village&method=natural&classes=6')
  // The map has the colour of every class that the legend counts somebody in, and of no other.
  const onMap = await drawn(page)
  for (const [i, c] of parted.classes.entries()) {
    const colour = await rows.nth(i).locator('.swatch rect').first().getAttribute('fill')
    assert.equal(onMap[colour] > 40, c.areas > 0, `${colour}: ${onMap[colour]} pixels, ${c.areas} villages`)
  }
  const onPage = await said()
  // The table lists as many places in each class.
  const inRows = await rowsOf(page).evaluateAll(all => all.map(tr => tr.dataset.code))
  const figuresNow = new Map((await villagesOf('desil_1_4')).map(a => [a.code, a.indicators.desil_1_4]))
  assert.deepEqual(parted.classes.map(({from = 0, below = 2}) => inRows.filter(code => { const f = figuresNow.get(code); return f.state === 'value' && f.value >= from && f.value < below }).length), parted.classes.map(c => c.areas))
  assert.deepEqual(onPage.map(([, areas, families]) => [number(areas), number(families)]), parted.classes.map(c => [c.areas, c.families]))
  const csv = await (await fetch(`${base}/v1/releases/${release.id}/areas.csv?level=village&indicators=desil_1_4`)).text()
  const [head, ...lines] = csv.replace(/^\ufeff/, '').trim().split(/\r?\n/).map(line => line.split(','))
  const at = name => head.indexOf(head.find(h => h === name))
  const figures = lines.filter(l => l[at('desil_1_4_state')] === 'value').map(l => [Number(l[at('desil_1_4')]), Number(l[at('desil_1_4_denominator')])])
  assert.deepEqual(parted.classes.map(({from = 0, below = 2}) => figures.filter(([v]) => v >= from && v < below)).map(all => [all.length, all.reduce((n, [, of]) => n + of, 0)]), parted.classes.map(c => [c.areas, c.families]))
  const tables = await (await chrome.newContext({javaScriptEnabled: false})).newPage()
  await tables.goto(new URL(await page.locator('.head .tables').getAttribute('href'), base).href)
  const inTables = await tables.locator('.legend tbody tr').evaluateAll(all => all.map(tr => [tr.querySelector('rect').getAttribute('fill'), ...[...tr.querySelectorAll('td.n')].map(td => td.textContent)]))
  const colours = await rows.evaluateAll(all => all.map(tr => tr.querySelector('.swatch rect').getAttribute('fill')))
  assert.deepEqual(inTables.slice(0, 6), onPage.map(([, areas, families], i) => [colours[i], areas, families]))
  assert.equal(new URL(await tables.locator('.to-map').getAttribute('href'), base).searchParams.get('classes'), 'natural,6')
  await tables.context().close()
  // Pressed by keyboard, one class is kept on map and table, in the address and on paper.
  await rows.nth(4).locator('button').focus()
  await page.keyboard.press('Enter')
  await page.locator('.kept').waitFor()
  assert.equal(query(page).get('only'), '5')
  assert.equal(await rowsOf(page).count(), parted.classes[4].areas)
  assert.equal(await rows.nth(4).locator('button').getAttribute('aria-pressed'), 'true')
  const {text} = await printed(page, {format: 'A4'})
  for (const [label, areas] of onPage) assert.ok(text.replaceAll(/\s+/g, ' ').includes(`${label} ${areas}`), `${label} ${areas} on paper`)
  const again = await open(new URL(page.url()).search)
  await again.page.locator('.kept').waitFor()
  assert.equal(await rowsOf(again.page).count(), parted.classes[4].areas)
  await again.close()
  await page.locator('.kept button').click()
  assert.equal(query(page).get('only'), null)
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
  // What another release cannot be parted by is left out, and said.
  const lost = await open('?lang=en&indicator=desil_1_4&classes=natural,4&basis=987')
  await lost.page.locator('.newer', {hasText: 'release that the classes are of “987”'}).waitFor()
  assert.equal(query(lost.page).get('basis'), null)
  await lost.close()
})

await step('counts are circles whose area is as their value, and a place is pressed under them', async () => {
  const {page, seen, close} = await open('?lang=en&map=villages')
  await drawn(page)
  assert.ok(await page.locator('.sizes circle').count() >= 1)
  const {largest} = await classesOf(query(page).get('indicator'), 'level=village')
  const [r, said] = await page.locator('.sizes g').first().evaluate(g => [Number(g.querySelector('circle').getAttribute('r')), g.querySelector('text').textContent])
  assert.ok(Math.abs((r / 20) ** 2 - number(said) / largest) < 1e-9)
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

await step('the longest name of a select is shown whole', async () => {
  for (const options of [{viewport: {width: 1280, height: 800}}, {viewport: {width: 320, height: 640}}]) {
    const {page, close} = await open('?indicator=families', options)
    await rowsOf(page).first().waitFor({state: 'attached'})
    const select = page.locator('select[name=indicator]')
    const names = await select.locator('option').evaluateAll(all => all.map(o => [o.value, o.textContent]))
    const [value, name] = names.reduce((a, b) => b[1].length > a[1].length ? b : a)
    await select.selectOption(value)
    await page.locator('.chosen-name', {hasText: name}).waitFor()
    const chosen = await page.locator('.chosen-name').evaluateAll(all => all.filter(e => e.checkVisibility()).map(e => [e.scrollWidth - e.clientWidth, e.scrollHeight - e.clientHeight]))
    for (const [x, y] of chosen) assert.ok(x <= 0 && y <= 0, `${name} is cut`)
    await close()
  }
})

await step('a place pressed near the edge of the map is moved out from under its card', async () => {
  const {page, close} = await open(`?lang=en&map=villages`, {viewport: {width: 1280, height: 800}})
  await drawn(page)
  const box = await page.locator('.map .canvas').boundingBox()
  let at
  for (let x = 0.97; !at && x > 0.6; x -= 0.04) {
    for (let y = 0.2; !at && y < 0.8; y += 0.06) {
      const point = [box.x + box.width * x, box.y + box.height * y]
      await page.mouse.move(...point)
      await page.waitForTimeout(60)
      if (await page.locator('.tip-place b').count()) at = point
    }
  }
  await page.mouse.click(...at)
  await page.locator('.detail').waitFor()
  await page.waitForTimeout(800)
  await page.mouse.move(5, 5)
  const card = await page.locator('.detail').boundingBox()
  const free = {x: box.x, y: box.y, width: card.x - box.x, height: box.height}
  const ink = async () => (await count((await page.screenshot({clip: free})).toString('base64'), ['#1c1a17']))['#1c1a17']
  const before = await ink()
  await page.keyboard.press('Escape')
  await page.waitForTimeout(800)
  assert.ok(before - await ink() > 30, `the outline lies beside the card: ${before}, ${await ink()}`)
  await close()
})

await step('a village is found by the keyboard, in old spelling, and the map goes there', async () => {
  const {page, close} = await open('?lang=id')
  const field = page.getByRole('combobox', {name: 'Cari desa atau kecamatan'})
  await field.waitFor()
  const of = (await villagesOf(indicator.id)).find(a => /u/.test(a.name) && a.name.length > 5)
  await field.fill(of.name.toUpperCase().replaceAll('U', 'OE'))
  const options = page.getByRole('option', {name: of.name})
  await options.first().waitFor()
  assert.equal(await field.getAttribute('aria-activedescendant'), 'found-0')
  assert.deepEqual(await barriers(page), [])
  if (process.env.TEPAT_SHOTS) await page.screenshot({path: `${process.env.TEPAT_SHOTS}/search.png`})
  const codes = new Set((await villagesOf(indicator.id)).filter(a => a.name === of.name).map(a => a.code))
  await field.press('Enter')
  await page.waitForFunction(() => new URL(location.href).searchParams.has('village'))
  assert.ok(codes.has(query(page).get('village')), query(page).get('village'))
  assert.equal(await field.inputValue(), '')
  await field.fill('zzzz')
  await page.getByText('Tidak ada desa atau kecamatan dengan nama itu.').waitFor()
  await close()
})

await step('a link to a place without a camera goes there', async () => {
  const [p] = (await underCovered(indicator.id)).places
  const {page, close} = await open(`?village=${p.code}`)
  await page.waitForFunction(() => new URLSearchParams(location.search).get('at'))
  await close()
  const district = await open(`?within=${p.parent}`)
  await district.page.waitForFunction(() => new URLSearchParams(location.search).get('at'))
  await district.close()
})

await step('the table says how many of its villages have no figure', async () => {
  const id = `leakage_${indicator.id.slice(4)}`
  const {page, close} = await open(`?lang=en&indicator=${id}`)
  await rowsOf(page).first().waitFor()
  const states = release.indicators.find(i => i.id === id).states.village
  const said = [`${release.levels.village} villages`, ...[['withheld', 'withheld'], ['no_data', 'no data']].filter(([s]) => states[s]).map(([s, word]) => `${states[s]} ${word}`)]
  assert.equal(await page.locator('.ranking header .quiet').innerText(), said.join(', '))
  await close()
})

await step('villages are drawn on the smallest phone too', async () => {
  const {page, close} = await open('?map=villages', {viewport: {width: 320, height: 480}, hasTouch: true, isMobile: true})
  const counts = await drawn(page)
  assert.ok(Object.values(counts).filter(n => n > 40).length >= 3, JSON.stringify(counts))
  await close()
})

for (const width of [360, 320]) await step(`at ${width} pixels the table fits, and what is pressed is large enough`, async () => {
  const {page, close} = await open('?tab=table', {viewport: {width, height: 700}, hasTouch: true, isMobile: true})
  await rowsOf(page).first().waitFor()
  assert.deepEqual(await page.locator('.ranking :is(th, td, p, a, summary, select, label):visible, .tabs button').evaluateAll((all, width) =>
    all.filter(e => e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < 0).map(e => e.outerHTML.slice(0, 80)), width), [])
  const low = await page.locator('.ranking tr[data-code], .ranking summary, .ranking select, .choices .toggle span, .ranking footer a, .tabs button, .questions span').evaluateAll(all =>
    all.filter(e => e.getBoundingClientRect().height < 43.5).map(e => `${e.outerHTML.slice(0, 80)} ${e.getBoundingClientRect().height}`))
  assert.deepEqual(low, [])
  for (const [lang, tab, question] of ['gap', 'coverage'].flatMap(q => ['ID', 'EN'].flatMap(l => [0, 1].map(tab => [l, tab, q])))) {
    await page.getByRole('button', {name: lang, exact: true}).tap()
    await page.locator(`input[name=question][value=${question}]`).check()
    await page.locator('.tabs button').nth(tab).tap()
    const out = await page.locator('.head *, .answer *, .legend summary *, .zoom *, .field *, .toggle *').evaluateAll((all, width) =>
      all.filter(e => e.checkVisibility() && !e.closest('dialog, .sheet') && (e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < 0)).map(e => e.outerHTML.slice(0, 80)), width)
    assert.deepEqual(out, [], `${lang} ${tab} ${question}`)
    assert.equal(await page.locator('.body').evaluate(e => e.scrollWidth - e.clientWidth), 0, `${lang} ${tab} ${question}`)
  }
  await close()
})

await step('in two columns the table stays in its own, and nothing lies over it', async () => {
  const {page, close} = await open('', {viewport: {width: 1024, height: 768}})
  await rowsOf(page).first().waitFor()
  const [column, footer, last] = await page.evaluate(() => ['.story', '.ranking footer', '.ranking tr[data-code]:last-of-type'].map(s => document.querySelector(s).getBoundingClientRect().toJSON()))
  assert.deepEqual(await page.locator('.ranking :is(th, td)').evaluateAll((all, right) => all.filter(e => e.getBoundingClientRect().right > right + 0.5).map(e => e.outerHTML.slice(0, 80)), column.right), [])
  assert.ok(footer.top >= last.bottom - 0.5, 'the footer is below the table')
  await close()
})

// What needs an earlier release for the same readers; .ci/journey makes two.
const earlier = (await api('/v1/releases')).releases.find(r => r.audience === release.audience && r.id < release.id)

// picture returns what a part of the map looks like once it stands still, and how many pixels hold each colour.
async function still(page, colours, part = {x: 0, width: 1}) {
  let last
  for (let i = 0; i < 60; i++) {
    const box = await page.locator('.map .canvas').boundingBox()
    const png = (await page.screenshot({clip: {x: box.x + part.x * box.width, y: box.y, width: part.width * box.width, height: box.height}})).toString('base64')
    if (png === last && i > 3) break
    last = png
    await page.waitForTimeout(300)
  }
  return count(last, colours)
}
const several = (counts, n = 60) => Object.values(counts).filter(c => c > n).length

// reddish counts the pixels that are far more red than blue.
const reddish = png => bench.evaluate(async png => {
  const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
  const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d')
  pen.drawImage(picture, 0, 0)
  const {data} = pen.getImageData(0, 0, picture.width, picture.height)
  let n = 0
  for (let i = 0; i < data.length; i += 4) if (data[i] - data[i + 2] > 90) n++
  return n
}, png)

if (earlier) {
  const swipe = `?release=${release.id}&indicator=coverage_pkh&map=villages&compare=${earlier.id}`
  const compared = await api(`/v1/releases/${release.id}/compare?indicator=coverage_pkh&level=village&with=${earlier.id}`)

  await step('two releases lie side by side: each half draws its own figures, in the same classes', async () => {
    const {page, seen, close} = await open(`${swipe},swipe`)
    await page.locator('.beside canvas').waitFor()
    const colours = await page.locator('.key tr[data-key] .swatch > :first-child').evaluateAll(all => all.slice(0, 5).map(r => r.getAttribute('fill')))
    const [left, right] = [await still(page, colours, {x: 0, width: 0.5}), await still(page, colours, {x: 0.5, width: 0.5})]
    assert.ok(several(left) >= 3 && several(right) >= 3, `both are drawn: ${JSON.stringify([left, right])}`)
    assert.match(await page.locator('.side.left').innerText(), new RegExp(`Rilis ${earlier.id}`))
    assert.match(await page.locator('.side.right').innerText(), new RegExp(`Rilis ${release.id}`))

    // By button: all of the one, all of the other.
    await page.locator('.only button', {hasText: 'Kiri saja'}).click()
    const before = await still(page, colours)
    await page.locator('.only button', {hasText: 'Kanan saja'}).click()
    const after = await still(page, colours)
    assert.notDeepEqual(before, after)
    assert.ok(several(before) >= 3 && several(after) >= 3)
    assert.equal(query(page).get('divider'), '0')

    // By keyboard.
    await page.locator('.only button', {hasText: 'Tengah'}).click()
    await page.locator('.divider input').focus()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft')
    assert.equal(query(page).get('divider'), '45')
    assert.match(await page.locator('.divider input').getAttribute('aria-valuetext'), /^45% kiri: Rilis/)
    const clip = await page.locator('.beside').evaluate(e => e.style.clipPath)
    assert.match(clip, /55%/)

    // By hand.
    const box = await page.locator('.map .canvas').boundingBox()
    await page.mouse.move(box.x + 0.45 * box.width, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + 0.8 * box.width, box.y + box.height / 2, {steps: 5})
    await page.mouse.up()
    assert.ok(Math.abs(Number(query(page).get('divider')) - 80) <= 2, page.url())

    // The map below still answers, on either side of the line.
    const at = await pressableBeside(page)
    await page.mouse.click(...at)
    await page.locator('[data-detail=change]').first().waitFor()
    assert.deepEqual(await barriers(page), [])
    assert.deepEqual([...seen.hosts], [base])
    assert.deepEqual([seen.errors, seen.breaches], [[], []])
    await page.goBack()
    await close()
  })

  async function pressableBeside(page) {
    const box = await page.locator('.map .canvas').boundingBox()
    for (const [fx, fy] of [[0.45, 0.55], [0.4, 0.4], [0.35, 0.5], [0.6, 0.6]]) {
      await page.mouse.move(box.x + box.width * fx, box.y + box.height * fy)
      await page.waitForTimeout(200)
      if (await page.locator('.tip [data-detail=change] dl').count()) return [box.x + box.width * fx, box.y + box.height * fy]
    }
    throw new Error('no change under the pointer')
  }

  await step('both halves are counted and printed, each by its name, or the one that is seen', async () => {
    const {page, seen, close} = await open(`${swipe},swipe`)
    await page.locator('.beside canvas').waitFor()
    const line = page.locator('.key tr[data-key=withheld] td.here')
    await line.nth(1).waitFor()
    const states = side => compared.areas.filter(a => a[side]?.state === 'withheld').length
    assert.deepEqual((await line.allTextContents()).map(number), [states('before'), states('after')])
    await page.waitForTimeout(1500)
    const prints = async () => {
      await press(page, page.locator('.zoom .print'))
      await page.emulateMedia({media: 'print'})
      const said = [await page.locator('.half p').allInnerTexts(), await page.locator('.half svg').count(), await page.locator('.colophon').innerText()]
      await page.emulateMedia({media: 'screen'})
      return said
    }
    const [both, maps, said] = await prints()
    assert.ok(maps === 2 && both[0].includes(`Rilis ${earlier.id}`) && both[1].includes(`Rilis ${release.id}`), `${both}`)
    assert.ok(said.includes(`Kiri: Rilis ${earlier.id}`), said)
    const folder = mkdtempSync(join(tmpdir(), 'tepat-'))
    await page.emulateMedia({media: 'print'})
    for (const format of ['A4', 'Letter', 'A3']) for (const landscape of [false, true]) {
      const file = join(folder, 'sheet.pdf')
      await page.pdf({path: file, format, landscape})
      const first = execFileSync('pdftotext', ['-l', '1', file, '-'], {encoding: 'utf8'})
      assert.ok(/Sumber/.test(first) && /Angka tersedia/.test(first), `${format}, landscape ${landscape}: maps, legend and sources are not on the first sheet, but ${first}`)
    }
    rmSync(folder, {recursive: true})
    await page.emulateMedia({media: 'screen'})
    await page.locator('.only button', {hasText: 'Kiri saja'}).click()
    const [left, one, only] = await prints()
    assert.ok(one === 1 && left.length === 1 && left[0].includes(`Rilis ${earlier.id}`), `${left}`)
    assert.ok(only.includes(`Kiri saja: Rilis ${earlier.id}`), only)
    assert.deepEqual((await line.allTextContents()).map(number), [states('before')])
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: '150 dpi'}).click()])
    assert.ok(readFileSync(await download.path()).length > 20_000)
    assert.deepEqual([seen.errors, seen.breaches], [[], []])
    await close()
  })

  await step('the halves move together', async () => {
    const {page, close} = await open(`${swipe},swipe&divider=100`)
    await page.locator('.beside canvas').waitFor()
    const colours = await page.locator('.key tr[data-key] .swatch > :first-child').evaluateAll(all => all.slice(0, 5).map(r => r.getAttribute('fill')))
    const far = await still(page, colours)
    await page.locator('.zoom button').first().click()
    const near = await still(page, colours)
    const sum = counts => Object.values(counts).reduce((a, b) => a + b)
    assert.ok(sum(near) > 1.5 * sum(far), `${sum(far)} pixels, then ${sum(near)}`)
    await close()
  })

  await step('the difference is drawn in points on both sides of zero, and what is not clear is neither', async () => {
    const {page, seen, close} = await open(`${swipe},difference`)
    await page.locator('.changes tr[data-key]').first().waitFor()
    const lines = Object.fromEntries(await page.locator('.changes tr[data-key]').evaluateAll(all => all.map(tr => [tr.dataset.key, {n: Number(tr.querySelector('.all').textContent), colour: tr.querySelector('rect').getAttribute('fill')}])))
    const clear = compared.areas.filter(a => a.clear)
    assert.ok(clear.length > 5)
    const [b1 = Infinity, b2 = Infinity] = compared.breaks
    const bins = [d => d <= -b2, d => d <= -b1 && d > -b2, d => d < 0 && d > -b1, d => d > 0 && d < b1, d => d >= b1 && d < b2, d => d >= b2]
    if (compared.breaks.length === 2) assert.deepEqual(bins.map((_, i) => lines[i].n), bins.map(b => clear.filter(a => b(a.difference)).length))
    assert.equal(lines.same.n, compared.areas.filter(a => a.state === 'value' && !a.clear).length)
    assert.equal(lines.withheld.n, compared.states.withheld)
    assert.equal(lines.no_data.n, compared.states.no_data)
    const colours = Object.keys(lines).filter(k => /^\d$/.test(k)).map(k => lines[k].colour)
    const drawn = await still(page, colours)
    for (const [key, {n, colour}] of Object.entries(lines)) if (/^\d$/.test(key) && n > 3) assert.ok(drawn[colour] > 30, `${key}: ${JSON.stringify(drawn)}`)

    // The table: what was, what is, and the difference with its interval; clear ones first.
    const rows = await rowsOf(page).evaluateAll(all => all.map(tr => ({code: tr.dataset.code, clear: !!tr.querySelector('.change.clear'), text: tr.querySelector('.change').textContent})))
    assert.equal(rows.length, compared.states.value)
    assert.ok(rows.findLastIndex(r => r.clear) < rows.findIndex(r => !r.clear))
    const points = x => { const n = Math.round(x * 1000) / 10; return n === 0 ? '0' : (n > 0 ? '+' : '−') + Math.abs(n).toLocaleString('id-ID') }
    for (const r of rows) {
      const c = compared.areas.find(a => a.code === r.code)
      assert.equal(r.text.trim(), `${points(c.difference)}${c.interval.map(points).join(' – ')}${c.clear ? '' : 'tidak jelas'}`)
    }
    const apart = compared.areas.filter(a => a.state !== 'value')
    assert.equal(await apartOf(page).count(), apart.length)
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.ranking footer a', {hasText: 'CSV'}).click()])
    const csv = readFileSync(await file.path(), 'utf8').trim().split('\r\n')
    assert.equal(csv.length, compared.areas.length + 1)
    assert.equal(csv[1].split(',')[1], rows[0].code)

    // Pointing at a class of the legend fades the others.
    await page.locator('.changes tr[data-key=same] button').focus()
    const faded = await still(page, colours)
    assert.ok(Object.values(faded).reduce((a, b) => a + b) < Object.values(drawn).reduce((a, b) => a + b) / 4)
    await page.locator('.changes tr[data-key=same] button').evaluate(b => b.blur())
    await page.locator('.languages [lang=en]').click()
    await page.getByText('No clear change').first().waitFor()
    assert.deepEqual(await barriers(page), [])
    assert.deepEqual([seen.errors, seen.breaches], [[], []])
    await close()
  })

  await step('a comparison with the later release runs from the earlier to the later too', async () => {
    const seenFrom = async (own, other) => {
      const {page, close} = await open(`?release=${own}&indicator=coverage_pkh&compare=${other},difference`)
      await page.locator('.changes tr[data-key]').first().waitFor()
      await rowsOf(page).first().waitFor()
      const said = [await page.locator('.of-change .standfirst').innerText(), ...await rowsOf(page).evaluateAll(all => all.slice(0, 5).map(tr => tr.dataset.code + tr.querySelector('.change').textContent))]
      await close()
      return said
    }
    assert.deepEqual(await seenFrom(earlier.id, release.id), await seenFrom(release.id, earlier.id))
  })

  await step('two programmes are compared too, and the way back is one choice', async () => {
    const {page, close} = await open(`?release=${release.id}&indicator=coverage_pkh`)
    await rowsOf(page).first().waitFor()
    await page.locator('select[name=compare]').selectOption('coverage_sembako')
    await page.locator('.look input[value=difference]').check()
    await page.locator('.changes tr[data-key]').first().waitFor()
    assert.equal(query(page).get('compare'), 'coverage_sembako,difference')
    const a = await api(`/v1/releases/${release.id}/compare?indicator=coverage_pkh&against=coverage_sembako`)
    await page.waitForFunction(n => document.querySelectorAll('.of-change tr[data-code]').length === n, a.states.value)
    await page.locator('select[name=compare]').selectOption('')
    await page.locator('.of-gap tr[data-code]').first().waitFor()
    await page.goBack()
    await page.locator('.changes tr[data-key]').first().waitFor()
    await close()
  })

  await step('a link to what cannot be compared says so, and shows the rest', async () => {
    for (const other of [999, 1, 'wealth'].filter(id => id !== earlier.id && id !== release.id)) {
      const {page, close} = await open(`?release=${release.id}&indicator=coverage_pkh&compare=${other},swipe`)
      await page.locator('.newer', {hasText: `pembanding “${other},swipe”`}).waitFor()
      await rowsOf(page).first().waitFor()
      assert.equal(query(page).get('compare'), null)
      await close()
    }
  })

  await step('each place has its history as a line with words, and gaps where it is withheld', async () => {
    const {page, close} = await open(`?release=${release.id}&indicator=coverage_pkh`)
    await page.locator('td.past .spark').first().waitFor()
    const h = await api(`/v1/releases/${release.id}/history?indicator=coverage_pkh`)
    assert.equal(await page.locator('td.past .spark').count(), await rowsOf(page).count())
    const code = await rowsOf(page).first().getAttribute('data-code')
    const label = await page.locator(`tr[data-code="${code}"] .spark`).getAttribute('aria-label')
    for (const [i, f] of h.areas.find(a => a.code === code).figures.entries()) {
      const said = f.value === undefined ? 'disamarkan' : shareOf(f)
      assert.ok(label.includes(`Rilis ${h.releases[i].release}`) && label.includes(said), label)
    }
    const hidden = h.areas.find(a => a.figures.some(f => f?.state === 'withheld') && a.figures.some(f => f?.value !== undefined)) ?? h.areas.find(a => a.figures.some(f => f?.state === 'withheld'))
    await page.goto(`${base}/?release=${release.id}&indicator=coverage_pkh&village=${hidden.code}`)
    await page.locator('[data-detail=history] .gap').first().waitFor()
    assert.equal(await page.locator('[data-detail=history] .gap').count(), hidden.figures.filter(f => f?.value === undefined).length)
    assert.match(await page.locator('[data-detail=history]').innerText(), /disamarkan/)
    assert.deepEqual(await barriers(page), [])
    await close()
  })

  for (const width of [390, 320]) await step(`a comparison fits ${width} pixels, and what is pressed is large enough`, async () => {
    const {page, close} = await open(`${swipe},swipe`, {viewport: {width, height: 780}, hasTouch: true})
    await page.locator('.only button').first().waitFor()
    for (const of of ['.only button', '.look label']) {
      for (const box of await page.locator(of).evaluateAll(all => all.map(e => e.getBoundingClientRect().toJSON()))) assert.ok(box.height >= 43.5 && box.right <= width && box.left >= 0, `${of} ${JSON.stringify(box)}`)
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    await page.locator('.tabs button').last().click()
    await rowsOf(page).first().waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth))
    assert.deepEqual(await page.locator('.ranking :is(th, td)').evaluateAll((all, right) => all.filter(e => e.getBoundingClientRect().right > right + 0.5).map(e => e.outerHTML.slice(0, 80)), width), [])
    assert.deepEqual(await barriers(page), [])
    await close()
  })

  await step('density is drawn without classes, and says how much is left out', async () => {
    const {page, seen, close} = await open(`?lang=en&release=${release.id}&indicator=coverage_pkh&map=heat`)
    await page.locator('.density [data-withheld]').waitFor({state: 'attached'})
    const d = await api(`/v1/releases/${release.id}/density?indicator=gap_pkh`)
    assert.equal(number(await page.locator('.density [data-withheld]').textContent()), d.withheld)
    assert.equal(await page.locator('.density tr').count(), 0)
    assert.match(await page.locator('.density .sheet').innerText(), /fewer\s+more/)
    await still(page, ['#ffffff'])
    const red = async () => {
      const box = await page.locator('.map .canvas').boundingBox()
      return reddish((await page.screenshot({clip: box})).toString('base64'))
    }
    const heat = await red()
    await page.locator('.drawn input[value=villages]').check()
    await page.locator('.key tr[data-key]').first().waitFor({state: 'attached'})
    await page.locator('.drawn input[value=heat]').check()
    await page.locator('.density').waitFor()
    assert.ok(heat > 500, `${heat} pixels`)
    assert.deepEqual(await barriers(page), [])
    assert.deepEqual([seen.errors, seen.breaches], [[], []])
    await close()
  })
}

for (const [drawnBy, language] of [['villages', 'id'], ['cells', 'en']]) await step(`the map is gone over by keyboard alone, from neighbour to neighbour (${drawnBy})`, async () => {
  const {page, close} = await open(`?lang=${language}&map=${drawnBy}&indicator=${indicator.id}`)
  await rowsOf(page).first().waitFor()
  await page.locator('.stage canvas').first().waitFor()
  await still(page, ['#ffffff'])
  const said = page.locator('[data-said]')
  const press = async key => {
    const before = await said.textContent()
    await page.keyboard.press(key)
    await page.waitForFunction(before => document.querySelector('[data-said]').textContent !== before, before, {timeout: 5000})
    return said.textContent()
  }
  assert.match(await page.locator('.stage canvas').first().getAttribute('aria-description'), language === 'id' ? /Tombol panah/ : /Arrow keys/)
  await page.locator('.stage canvas').first().focus()
  const first = await press('ArrowUp')
  assert.match(first, drawnBy === 'cells' ? /^Hexagon.*: / : /^[^:]+, [^:]+: .*(keluarga|nol|disamarkan|tidak ada data)/)
  const north = await press('ArrowUp')
  assert.match(north, language === 'id' ? /^Ke utara: / : /^North: /)
  const east = await press('ArrowRight')
  assert.match(east, language === 'id' ? /^Ke timur: / : /^East: /)
  if (drawnBy === 'villages') {
    // The name that is said lies where it is said to lie.
    const shapes = (await api(`/v1/releases/${release.id}/areas.geojson?level=village&indicators=${indicator.id}`)).features
    const named = text => shapes.filter(f => text.includes(`${f.properties.name}, `))
    const middle = f => {
      const all = (f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates).flat(2)
      return [0, 1].map(i => (Math.min(...all.map(c => c[i])) + Math.max(...all.map(c => c[i]))) / 2)
    }
    const [a, b, c] = [first, north, east].map(text => named(text).map(middle))
    assert.ok(a.some(p => b.some(q => q[1] > p[1])), `${north} is north of ${first}`)
    assert.ok(b.some(p => c.some(q => q[0] > p[0])), `${east} is east of ${north}`)
  }
  const camera = query(page).get('at')
  await page.keyboard.press('Shift+ArrowRight')
  await page.waitForFunction(at => new URLSearchParams(location.search).get('at') !== at, camera)
  await page.keyboard.press('Enter')
  await page.locator(drawnBy === 'cells' ? '[data-detail=cell]' : '[data-detail=village]').waitFor()
  assert.deepEqual(await barriers(page), [])
  assert.equal(await press('Escape'), language === 'id' ? 'Penjelajahan peta selesai.' : 'Left the map.')
  await page.locator('.detail').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.detail').waitFor({state: 'detached'})
  await close()
})

await step('a context that is lost leaves a sentence, the map of villages and its legend, and is taken up again', async () => {
  const {page, close} = await open(`?indicator=${indicator.id.replace('gap', 'coverage')}`)
  const before = await drawn(page)
  await page.evaluate(() => {
    globalThis.lose = document.querySelector('.stage canvas').getContext('webgl2').getExtension('WEBGL_lose_context')
    globalThis.lose.loseContext()
  })
  await page.locator('.mapless', {hasText: 'Peta berhenti'}).waitFor()
  if (!mock) assert.ok((await page.locator('.static-map').boundingBox()).height > 300, 'the map of the server stands in')
  await page.waitForFunction(n => [...document.querySelectorAll('.key tr[data-key] td.all')].reduce((sum, d) => sum + Number(d.textContent.replace(/\D/g, '')), 0) === n, release.levels.village)
  await page.evaluate(() => globalThis.lose.restoreContext())
  await page.locator('.mapless').waitFor({state: 'detached'})
  const after = await drawn(page)
  for (const [colour, n] of Object.entries(before)) assert.ok(Math.abs(after[colour] - n) <= 0.05 * n + 20, `${colour}: ${JSON.stringify([before, after])}`)
  await close()
})

await step('without WebGL a sentence stands for the map, and the table works', async () => {
  const blind = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-3d-apis']})
  const page = await blind.newPage({viewport: wide})
  await page.goto(base)
  await page.getByText('WebGL').waitFor()
  if (!mock) assert.ok((await page.locator('.static-map').boundingBox()).height > 300, 'the map of the server stands in')
  await rowsOf(page).nth(2).locator('button').click()
  await page.locator('[data-detail=village]').waitFor()
  await blind.close()
})

await step('without WebGL no other map stands beside the legend of density or of a difference', async () => {
  const blind = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-3d-apis']})
  const page = await blind.newPage({viewport: wide})
  for (const [search, word] of [['map=heat', 'kepadatan'], ...(earlier ? [[`compare=${earlier.id},difference`, 'perubahan']] : [])]) {
    await page.goto(`${base}/?release=${release.id}&indicator=coverage_pkh&${search}`)
    await page.locator('.undrawn', {hasText: word}).waitFor()
    assert.equal(await page.locator('.static-map').count(), 0)
    await page.emulateMedia({media: 'print'})
    assert.ok(await page.locator('.undrawn').isVisible())
    await page.emulateMedia({media: 'screen'})
  }
  await page.goto(`${base}/?release=${release.id}&indicator=coverage_pkh`)
  await page.locator('.static-map').waitFor()
  assert.equal(await page.locator('.drawn input:checked').getAttribute('value'), 'villages')
  await blind.close()
})

await step('what was withdrawn since a release was made is said beside its figures, on paper too', async () => {
  const {page, close} = await open('', {alone: true})
  await rowsOf(page).first().waitFor()
  assert.equal(await page.locator('.withdrawn').count(), 0)
  await page.route('**/v1/releases', async route => {
    const answer = await (await route.fetch()).json()
    answer.releases.find(r => r.id === release.id).withdrawn_since = [{import: 3, kind: 'recipients', name: 'pkh', as_of: '2025-06-30', withdrawn: '2025-07-01T08:00:00Z'}]
    await route.fulfill({json: answer})
  })
  await page.reload()
  await page.locator('.withdrawn', {hasText: /Program Keluarga Harapan.*30 Juni 2025/}).waitFor()
  await page.emulateMedia({media: 'print'})
  assert.ok(await page.locator('.withdrawn').isVisible())
  await close()
})

await step('a server that does not answer is said so, and tried again', async () => {
  const {page, close} = await open('', {serviceWorkers: 'block'})
  await rowsOf(page).first().waitFor()
  await page.route('**/v1/**', r => r.abort())
  await page.locator('input[name=question][value=leakage]').click() // what was loaded stays, and its question with it
  const notice = page.getByRole('alert')
  await notice.waitFor()
  assert.match(await notice.innerText(), /tidak dapat dihubungi/)
  await page.unroute('**/v1/**')
  await notice.getByRole('button').click()
  await page.locator('.ranking td.value span').first().waitFor()
  await close()
})

for (const [what, asked] of [['tiles', /outlines\/\d+\/\d+\/\d+/], ['values', /\/values\?/]]) await step(`${what} that did not come are not counted as none, and come with another attempt`, async () => {
  const {page, close} = await open('', {serviceWorkers: 'block'})
  await page.route(asked, r => r.abort())
  await page.locator('.patchy').waitFor()
  const count = page.locator('.key tr[data-key="0"] td.here')
  await count.filter({hasText: '–'}).waitFor({state: 'attached'})
  await page.unroute(asked)
  await page.locator('.patchy button').click()
  await page.locator('.patchy').waitFor({state: 'detached'})
  await count.filter({hasText: /[1-9]/}).waitFor({state: 'attached'})
  await close()
})

await step('a map of bare ground says so, and leads back', async () => {
  const {page, close} = await open('?at=10,10,5')
  const away = page.locator('.empty-map')
  await away.getByRole('button', {name: 'Kembali'}).click()
  await away.waitFor({state: 'detached'})
  await drawn(page)
  await close()
})

await step('where there is no release, the page says how to make one', async () => {
  const context = await chrome.newContext()
  const page = await context.newPage()
  await page.route('**/v1/releases/latest*', r => r.fulfill({status: 404, contentType: 'application/problem+json', body: '{"type":"about:blank","title":"Not Found","status":404,"detail":"none"}'}))
  await page.goto(base)
  await page.getByText('tepat release --audience planner').waitFor()
  await context.close()
})

// The three villages that miss the most, in their order, with how many.
const worst = async () => (await underCovered('gap_pkh')).places.slice(0, 3)
const csvOf = text => text.replace(/^\ufeff/, '').trim().split(/\r?\n/).map(line => line.split(','))

if (!mock) await step('a planner finds the three villages that miss the most families eligible for PKH, sees them on the map, and takes them along', async () => {
  const {page, seen, close} = await open('?lang=en')
  await page.getByRole('radio', {name: 'Families missed', exact: true}).check()
  await page.locator('select[name=indicator]').selectOption('gap_pkh')
  await rowsOf(page).first().waitFor()
  const three = await worst()
  for (const [i, p] of three.entries()) {
    const row = rowsOf(page).nth(i)
    const said = await row.innerText()
    assert.ok(said.includes(p.name) && said.includes(p.missed.toLocaleString('en-GB')), said)
    await row.locator('.name button').click()
    await page.locator('[data-detail=village] h2', {hasText: p.name}).waitFor()
    assert.match(await page.locator('.detail .coverage').innerText(), /reached\s+\(\d+(–\d+)?%\)/)
  }
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', {name: 'Download CSV'}).click()])
  const [head, ...lines] = csvOf(readFileSync(await file.path(), 'utf8'))
  assert.ok(head.length > 5)
  assert.deepEqual(lines.slice(0, 3).map(l => l[4]), three.map(p => p.code))
  assert.deepEqual([seen.errors, seen.breaches], [[], []])
  await close()
})

if (!mock) await step('the same by keyboard alone, through the accessibility tree, without the map', async () => {
  const {page, close} = await open('?lang=en&indicator=gap_pkh')
  await rowsOf(page).first().waitFor()
  const three = await worst()
  // Only keys, and only what the tree says has the focus.
  const focused = async () => {
    const name = await page.evaluate(() => {
      const e = document.activeElement
      return ['A', 'BUTTON', 'INPUT', 'SELECT', 'SUMMARY'].includes(e.tagName) ? e.getAttribute('aria-label') ?? e.textContent.trim() : ''
    })
    return name
  }
  const reach = async (what, key = 'Tab', most = 60) => {
    for (let i = 0; i < most; i++) {
      if (what.test(await focused())) return
      await page.keyboard.press(key)
    }
    throw new Error(`${what} was not reached, but ${await focused()}`)
  }
  await reach(/^Skip to the table/)
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'ranking')
  await reach(new RegExp(three[0].name))
  const tree = await page.locator('#ranking').ariaSnapshot()
  const at = three.map(p => tree.indexOf(p.name))
  assert.ok(at.every((n, i) => n > 0 && (i === 0 || n > at[i - 1])), 'the tree names the three in their order')
  assert.match(tree, /columnheader "Missed/)
  for (const p of three) assert.match(tree, new RegExp(`${p.name.replaceAll(/[()]/g, '.')}[^\\n]*(\\n[^\\n]*){0,8}${p.missed}`), p.name)
  for (const [i, p] of three.entries()) {
    if (i) await page.keyboard.press('ArrowDown')
    assert.match(await focused(), new RegExp(p.name))
    await page.keyboard.press('Enter')
    await page.locator('tr.why', {hasText: p.why.en.slice(0, 30)}).waitFor()
    // Values and neighbours are read from the card.
    await page.locator('.detail .neighbours li').first().waitFor()
    const card = await page.locator('.detail').ariaSnapshot()
    assert.ok(card.includes(p.name) && /Neighbours/i.test(card), card.slice(0, 200))
  }
  await reach(/Download CSV/, 'Tab')
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  assert.deepEqual(csvOf(readFileSync(await file.path(), 'utf8')).slice(1, 4).map(l => l[4]), three.map(p => p.code))
  await close()
})

if (!mock) await step('the same with JavaScript off', async () => {
  const context = await chrome.newContext({viewport: wide, javaScriptEnabled: false})
  const page = await context.newPage()
  await page.goto(`${base}/?lang=en`)
  await page.getByRole('link', {name: 'the same figures are in tables'}).click()
  await page.getByLabel('What').selectOption('pkh')
  await page.getByRole('button', {name: 'Show'}).click()
  await page.waitForURL(/about=pkh/)
  const three = await worst()
  const rows = await page.locator('#table tbody tr').evaluateAll(all => all.slice(0, 3).map(tr => [tr.querySelector('th a').textContent, tr.querySelector('.strong').textContent]))
  assert.deepEqual(rows, three.map(p => [p.name, p.missed.toLocaleString('en-GB')]))
  const text = await (await fetch(new URL(await page.getByRole('link', {name: 'CSV', exact: true}).getAttribute('href'), base))).text()
  for (const [i, p] of three.entries()) assert.ok(csvOf(text)[i + 1].includes(p.code))
  await context.close()
})

await step('on a phone, simulation, tables and what the figures are lie behind one button of the head; it folds by Escape and when one is taken', async () => {
  for (const width of [390, 320]) {
    const {page, close} = await open('?lang=en', {viewport: {width, height: 700}, hasTouch: true, isMobile: true})
    await rowsOf(page).first().waitFor({state: 'attached'})
    const menu = page.locator('.ways summary')
    await menu.tap()
    for (const link of [page.locator('.ways .open-whatif'), page.locator('.ways .tables'), page.locator('.ways .about-button')]) {
      const box = await link.boundingBox()
      assert.ok(box.height >= 43.5 && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box))
    }
    assert.deepEqual(await barriers(page), [])
    await menu.focus()
    await page.keyboard.press('Escape')
    assert.equal(await page.locator('.ways .tables').isVisible(), false)
    await menu.tap()
    await page.locator('.ways .open-whatif').tap()
    await page.locator('.whatif').waitFor()
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out')
    await close()
  }
})

await step('the buttons of a narrow map cover nothing of the regency', async () => {
  for (const height of [844, 640]) {
    const {page, close} = await open('', {viewport: {width: 390, height}, hasTouch: true, isMobile: true})
    await drawn(page)
    const box = await page.locator('.zoom').boundingBox()
    await page.locator('.zoom').evaluate(e => { e.style.visibility = 'hidden' })
    const outside = (await count((await page.screenshot({clip: box})).toString('base64'), ['#e9e6de']))['#e9e6de']
    assert.ok(outside > 0.98 * box.width * box.height, `${outside} of ${box.width * box.height}`)
    await close()
  }
})

await step('with letters of twice the size at 1024 pixels nothing covers another, and the table is whole', async () => {
  const large = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...flags, '--blink-settings=defaultFontSize=32']})
  const page = await large.newPage({viewport: {width: 1024, height: 768}, reducedMotion: 'reduce'})
  const code = (await underCovered(indicator.id)).places[0].code
  for (const tab of ['map', 'table']) {
    await page.goto(`${base}/?lang=en&indicator=${indicator.id}&village=${code}&tab=${tab}`)
    await page.locator('.detail').waitFor({state: 'attached'})
    await page.waitForTimeout(500)
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px')
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${tab}: nothing sticks out`)
    assert.deepEqual(await barriers(page), [])
  }
  assert.deepEqual(await page.locator('.ranking :is(th, td)').evaluateAll(all => all.filter(e => e.getBoundingClientRect().right > 1024.5).map(e => e.outerHTML.slice(0, 80))), [])
  await page.goto(`${base}/?lang=en&indicator=${indicator.id}&village=${code}`)
  const [story, card] = [await page.locator('.story').boundingBox(), await page.locator('.detail').boundingBox()]
  assert.ok(card.x >= story.x + story.width - 1 || card.y >= story.y + story.height - 1, `${JSON.stringify(card)} beside ${JSON.stringify(story)}`)
  await large.close()
})

await step('two notices lie one below the other, and over nothing', async () => {
  const {page, close} = await open('?lang=en&within=64.69.77&map=globe', {serviceWorkers: 'block'})
  await rowsOf(page).first().waitFor()
  await page.locator('.newer').waitFor()
  await page.route('**/v1/**', r => r.abort())
  await page.locator('input[name=question][value=leakage]').click() // what was loaded stays, and its question with it
  await page.getByRole('alert').waitFor()
  const boxes = await Promise.all(['.head', '.newer', '.body', '.body ~ .notice'].map(each => page.locator(each).boundingBox()))
  for (const [i, b] of boxes.entries()) if (i) assert.ok(Math.abs(b.y - boxes[i - 1].y - boxes[i - 1].height) < 1.5, JSON.stringify(boxes))
  assert.ok(boxes.at(-1).y + boxes.at(-1).height <= 901)
  await close()
})

for (const by of ['cells', 'villages']) await step(`when the server cannot be reached, what was drawn stays with its legend and table, one sentence says so, and it comes when the server is back (${by})`, async () => {
  const {page, seen, close} = await open(`?lang=en&indicator=coverage_${indicator.id.slice(4)}&map=${by}`, {serviceWorkers: 'block'})
  const before = await drawn(page)
  const said = async () => [await page.locator('h1').first().innerText(), await page.locator('.key table').innerText(), await rowsOf(page).count()]
  const [title, legend, rows] = await said()
  await page.route('**/v1/**', r => r.abort())
  await page.locator('input[name=question][value=leakage]').click()
  const notice = page.getByRole('alert')
  await notice.waitFor()
  assert.match(await notice.innerText(), /cannot be reached[^]*still shown: .*reached/)
  await page.waitForTimeout(1500)
  const after = await drawn(page)
  for (const c of Object.keys(before).filter(c => before[c] > 400)) assert.ok(after[c] > before[c] / 2, `${c}: ${after[c]} of ${before[c]}`)
  assert.deepEqual(await said(), [title, legend, rows])
  assert.deepEqual(await barriers(page), [])
  await page.unroute('**/v1/**')
  await notice.getByRole('button').click()
  await page.locator('h1', {hasText: 'outside the target'}).or(page.locator('h1', {hasText: /not eligible|leak/i})).first().waitFor()
  await notice.waitFor({state: 'detached'})
  assert.deepEqual(seen.breaches, [])
  await close()
})

await step('while other classes are on their way the legend says so, and the ones before stay until then', async () => {
  const {page, close} = await open(`?lang=en&indicator=${indicator.id}&map=villages`, {serviceWorkers: 'block'})
  await drawn(page)
  const legend = page.locator('.legend')
  assert.equal(await legend.getAttribute('aria-busy'), 'false')
  const before = await page.locator('.key table').innerText()
  let go
  const held = new Promise(done => { go = done })
  await page.route('**/classes?*method=equal*', async r => { await held; await r.continue() })
  await page.locator('select[name=method]').selectOption('equal')
  await page.locator('.legend[aria-busy=true]').waitFor()
  assert.equal(await legend.getByRole('status').first().innerText(), 'Loading …')
  assert.equal(await page.locator('.key table').innerText(), before)
  go()
  await page.locator('.legend[aria-busy=false]').waitFor()
  // And where they do not come, that is said.
  await page.route('**/classes?*method=natural*', r => r.abort())
  await page.locator('select[name=method]').selectOption('natural')
  await page.getByRole('alert').waitFor()
  await page.unroute('**/classes?*method=natural*')
  await page.getByRole('alert').getByRole('button').click()
  await page.getByRole('alert').waitFor({state: 'detached'})
  await page.locator('.legend[aria-busy=false]').waitFor()
  await close()
})

await step('one question is pressed at a time', async () => {
  const {page, close} = await open('?lang=en')
  await rowsOf(page).first().waitFor()
  const pressed = () => page.evaluate(() => document.querySelectorAll('.questions :checked, .questions [aria-pressed=true]').length)
  assert.equal(await pressed(), 1)
  await page.locator('.pockets').click()
  await page.locator('.pair').waitFor()
  assert.equal(await pressed(), 1)
  await page.locator('input[name=question][value=coverage]').click()
  await page.locator('.pair').waitFor({state: 'detached'})
  assert.equal(await pressed(), 1)
  assert.equal(query(page).get('with'), null)
  await close()
})

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

await chrome.close()
await mock?.close()
console.log(failed ? `${failed} failed` : 'all is well')
process.exit(failed ? 1 : 0)
