// What walks of the page in Chromium share. Each goes as a planner would, and holds what it sees against
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
import {chromium} from 'playwright-core'

export const flags = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
export const wide = {width: 1440, height: 900}

if (!process.env.TEPAT_URL && !existsSync(new URL('../../dist/index.html', import.meta.url))) {
  throw new Error('web/dist is not built: npm run build')
}
export const mock = process.env.TEPAT_URL ? undefined : await (await import('../mock/server.mjs')).serve()
export const base = (process.env.TEPAT_URL ?? mock.url).replace(/\/$/, '')
export const chrome = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags})

export const api = async path => (await fetch(base + path)).json()
export const release = await api('/v1/releases/latest')
export const indicator = release.indicators.find(i => i.id.startsWith('gap_')) ?? release.indicators[0]
export const classesOf = (id, how) => api(`/v1/releases/${release.id}/classes?indicator=${id}&${how}`)
export const villagesOf = async id => (await api(`/v1/releases/${release.id}/areas?level=village&limit=1000&indicators=${id}`)).areas

let failed = 0
const only = process.env.STEP && new RegExp(process.env.STEP)
export async function step(name, run) {
  if (only && !only.test(name)) return
  const begun = performance.now()
  const took = () => `${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s`
  try {
    await run()
    console.log(`ok    ${took()}  ${name}`)
  } catch (why) {
    failed++
    console.log(`FAIL  ${took()}  ${name}\n${String(why.stack ?? why).replace(/^/gm, '      ')}`)
  }
}

// open opens a page that notes every request, console error and breach of the policy; alone, nobody is there.
export async function open(search = '', {alone, ...options} = {}) {
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
export async function barriers(page) {
  await page.evaluate(axe)
  const {violations, passes} = await page.evaluate(() => globalThis.axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))
  assert.ok(passes.length > 15, 'axe looked')
  return violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`)
}

// sheetOf reads a sheet of a workbook as CSV.
export function sheetOf(path, sheet) {
  writeFileSync(`${path}.xlsx`, readFileSync(path))
  return execFileSync('ogr2ogr', ['-f', 'CSV', '/vsistdout/', `${path}.xlsx`, sheet]).toString()
}

export const rowsOf = page => page.locator('.ranking tr[data-code]')
export const apartOf = page => page.locator('.apart li button')
// underCovered asks what the table of families missed is drawn from.
export const underCovered = (id, more = '') => api(`/v1/releases/${release.id}/under-covered?programme=${id.replace(/^[a-z]+_/, '')}&limit=1000${more}`)
export const nowhere = a => a.withheld.length + a.no_data.length + a.nobody_eligible.length
export const inIndonesian = n => n.toLocaleString('id-ID')
// shareOf writes a share as it is rounded once, from its parts.
export const shareOf = f => (f.numerator / f.denominator).toLocaleString('id-ID', {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1})
export const number = text => Number(text.replaceAll(/[^\d]/g, ''))
export const query = page => new URL(page.url()).searchParams

// drawn waits until the map stands still and counts the pixels of each colour of the legend on it.
export async function drawn(page) {
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
export const bench = await (await chrome.newContext()).newPage()
export const count = (png, colours) => bench.evaluate(async ([png, colours]) => {
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
export async function pressable(page) {
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
export const stretched = page => page.evaluate(async () => {
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
  // What of a thing can be seen: what scrolls is cut off by what it scrolls in.
  const box = e => {
    let {left, top, right, bottom} = e.getBoundingClientRect()
    for (let p = e.parentElement; p; p = p.parentElement) {
      if (getComputedStyle(p).overflow === 'visible') continue
      const q = p.getBoundingClientRect();
      [left, top, right, bottom] = [Math.max(left, q.left), Math.max(top, q.top), Math.min(right, q.right), Math.min(bottom, q.bottom)]
    }
    return {left, top, right, bottom, width: right - left, height: bottom - top}
  }
  const boxes = new Map(pressed.map(e => [e, box(e)]))
  for (const [i, a] of pressed.entries()) for (const b of pressed.slice(i + 1)) {
    if (a.contains(b) || b.contains(a)) continue
    const [r, q] = [boxes.get(a), boxes.get(b)]
    const [w, h] = [Math.min(r.right, q.right) - Math.max(r.left, q.left), Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top)]
    const on = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2)
    if (w > 2 && h > 2 && (on === a || a.contains(on))) wrong.push(`${said(a)} lies on ${said(b)}`)
  }
  return wrong
})

// printed returns what stands on paper: how many pages, their text, how many pictures.
export async function printed(page, options) {
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
export async function press(page, button) {
  await page.evaluate(() => { globalThis.printed = 0; globalThis.print = () => { globalThis.printed++ } })
  await button.click()
  await page.waitForFunction(() => globalThis.printed, undefined, {timeout: 20_000})
}

// What needs an earlier release for the same readers; .ci/journey makes two.
export const earlier = (await api('/v1/releases')).releases.find(r => r.audience === release.audience && r.id < release.id)

// picture returns what a part of the map looks like once it stands still, and how many pixels hold each colour.
export async function still(page, colours, part = {x: 0, width: 1}) {
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

// finish says how it went, and ends.
export async function finish() {
  await chrome.close()
  await mock?.close()
  console.log(failed ? `${failed} failed` : 'all is well')
  process.exit(failed ? 1 : 0)
}
