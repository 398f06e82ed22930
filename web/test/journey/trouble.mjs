// The keyboard alone, no WebGL, no server, no script, a phone.

import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {chromium} from 'playwright-core'
import {
  api, barriers, base, chrome, count, drawn, earlier, flags, indicator, mock, open, press, query, release, rowsOf, step,
  still, underCovered, wide, finish,
} from './common.mjs'

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

await step('where the graphics card cannot draw hexagons a sentence and the map of villages stand for them', async () => {
  const context = await chrome.newContext({viewport: wide, locale: 'id-ID'})
  const page = await context.newPage()
  await page.addInitScript(() => {
    const {shaderSource} = WebGL2RenderingContext.prototype
    WebGL2RenderingContext.prototype.shaderSource = function (shader, source) { shaderSource.call(this, shader, source.includes('usampler2D places') ? 'no shader' : source) }
  })
  await page.goto(base)
  await page.mouse.move(3, 3)
  await page.locator('.mapless').waitFor()
  if (!mock) assert.ok((await page.locator('.static-map').boundingBox()).height > 300)
  await page.locator('input[name=question][value=poverty]').click()
  await rowsOf(page).first().waitFor()
  await context.close()
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
  const printed = page.locator('.colophon')
  await press(page, page.locator('.zoom .print'))
  assert.match(await printed.textContent(), /Sebagian peta belum termuat/)
  await page.unroute(asked)
  await page.locator('.patchy button').click()
  await page.locator('.patchy').waitFor({state: 'detached'})
  await count.filter({hasText: /[1-9]/}).waitFor({state: 'attached'})
  await drawn(page)
  await press(page, page.locator('.zoom .print'))
  assert.doesNotMatch(await printed.textContent(), /belum termuat/)
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
  // A link that somebody shared leads to its own measure and place.
  await page.goto(`${base}/?v=1&indicator=desil_1_2&village=${three[0].code}`)
  await page.getByRole('link', {name: 'Angka yang sama ada di tabel'}).click()
  assert.equal(await page.getByLabel('Apa').inputValue(), 'desil_1_2')
  await page.goBack()
  await page.getByRole('link', {name: 'All figures of the chosen village'}).click()
  await page.getByRole('heading', {level: 1, name: three[0].name}).waitFor()
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

for (const [what, how] of [
  ['a fault of the server', {status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>'}],
  ['the page of a proxy', {status: 200, contentType: 'text/html', body: '<!doctype html><title>Sign in</title>'}],
  ['JSON of another shape', {status: 200, contentType: 'application/json', body: '{}'}],
]) await step(`${what} is told as a server that cannot be reached, in words`, async () => {
  const {page, close} = await open(`?whatif=${indicator.id.slice(4)},300000000,3000000,gap,0`, {serviceWorkers: 'block'})
  await page.locator('.shares tbody tr').first().waitFor()
  await page.route('**/v1/**', r => r.fulfill(how))
  await page.locator('.rules input[value=equal_share]').check()
  assert.match(await page.locator('.trouble').innerText(), /^Server tidak dapat dihubungi\. Coba lagi$/)
  await page.goto(base)
  const alert = page.getByRole('alert')
  await alert.waitFor()
  assert.match(await alert.innerText(), /^Server tidak dapat dihubungi\.\s+Periksa sambungan/)
  // Where there is neither table nor map, no link leads to them.
  assert.equal(await page.locator('.skip').count(), 0)
  await close()
})

// focused says where the focus is: the id, the row or the heading.
const focused = page => page.evaluate(() => {
  const e = document.activeElement
  return e.closest('tr')?.dataset.code ?? (e.id || e.tagName)
})

await step('where what has the focus goes away, the focus goes on to what is read next', async () => {
  const {page, close} = await open(`?lang=en&indicator=${indicator.id}&map=villages&only=2&sort=nothing`, {serviceWorkers: 'block'})
  await rowsOf(page).first().waitFor()
  await page.locator('.newer button').press('Enter')
  await page.locator('.newer').waitFor({state: 'detached'})
  assert.equal(await focused(page), 'H1')
  await page.locator('.kept button').press('Enter')
  await page.locator('.kept').waitFor({state: 'detached'})
  assert.equal(await focused(page), 'ranking')
  const code = await rowsOf(page).nth(3).getAttribute('data-code')
  for (const away of [() => page.locator('.detail .close').press('Enter'), () => page.keyboard.press('Escape'), () => page.locator('.detail .close').click()]) {
    await rowsOf(page).nth(3).locator('.name button').press('Enter')
    await page.locator('.detail .close').focus()
    await away()
    await page.locator('.detail').waitFor({state: 'detached'})
    assert.equal(await focused(page), code)
  }
  await page.keyboard.press('ArrowDown')
  assert.equal(await focused(page), await rowsOf(page).nth(4).getAttribute('data-code'))
  // Elsewhere the focus stays where it is.
  await rowsOf(page).nth(3).locator('.name button').press('Enter')
  await page.locator('.detail').waitFor()
  await page.locator('.tables').focus()
  await page.keyboard.press('Escape')
  await page.locator('.detail').waitFor({state: 'detached'})
  assert.equal(await page.evaluate(() => document.activeElement.className), 'tables')
  await close()
})

await step('on a phone, which has no table beside the map, the focus goes from the card to the map', async () => {
  const {page, close} = await open(`?indicator=${indicator.id}&village=${(await underCovered(indicator.id)).places[0].code}`, {viewport: {width: 390, height: 844}, hasTouch: true, isMobile: true})
  await page.locator('.detail .close').press('Enter')
  await page.locator('.detail').waitFor({state: 'detached'})
  assert.equal(await focused(page), 'map')
  await close()
})

await step('a class kept of the map alone, and of two measures, gives the focus on too', async () => {
  const {page, close} = await open(`?lang=en&indicator=coverage_${indicator.id.slice(4)}&with=${release.indicators.find(i => i.id === 'desil_1_4')?.id ?? release.indicators.find(i => i.id.startsWith('desil')).id}&class=high,low&map=villages`)
  await page.locator('.kept button').press('Enter')
  await page.locator('.kept').waitFor({state: 'detached'})
  assert.equal(await focused(page), 'ranking')
  await page.goto(`${base}/?lang=en&indicator=${indicator.id}&map=cells&only=2`)
  await drawn(page)
  await page.locator('.key .only button').press('Enter')
  await page.locator('.key .only').waitFor({state: 'detached'})
  assert.equal(await page.evaluate(() => document.activeElement.name), 'method')
  await close()
})

for (const lang of ['id', 'en']) await step(`the words of the nine classes stand whole (${lang})`, async () => {
  const {page, close} = await open(`?lang=${lang}&indicator=coverage_${indicator.id.slice(4)}&with=${release.indicators.find(i => i.id.startsWith('desil')).id}&map=villages`, {alone: true})
  for (const width of [1440, 1024, 390, 320]) {
    await page.setViewportSize({width, height: 844})
    await page.locator('.pair').waitFor({state: 'attached'})
    await page.locator('.key').evaluate(e => { e.open = true })
    const broken = await page.locator('.pair').evaluate(table => {
      const words = document.createTreeWalker(table, NodeFilter.SHOW_TEXT)
      const found = []
      while (words.nextNode()) for (const m of words.currentNode.data.matchAll(/\p{L}+/gu)) {
        const range = document.createRange()
        range.setStart(words.currentNode, m.index)
        range.setEnd(words.currentNode, m.index + m[0].length)
        if (new Set([...range.getClientRects()].map(r => Math.round(words.currentNode.parentElement.closest('tbody .axis') ? r.x : r.y))).size > 1) found.push(m[0])
      }
      return found
    })
    assert.deepEqual(broken, [], `${width}`)
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${width}: nothing sticks out`)
  }
  await close()
})

await step('while other classes are on their way the choice stands, and the word of it lies over nothing', async () => {
  for (const width of [1440, 390]) {
    const {page, close} = await open(`?lang=en&indicator=coverage_${indicator.id.slice(4)}`, {serviceWorkers: 'block', viewport: {width, height: 844}})
    await drawn(page)
    await page.locator('.key').evaluate(e => { e.open = true })
    let go
    const held = new Promise(done => { go = done })
    await page.route('**/classes?*method=equal*', async r => { await held; await r.continue() })
    const method = page.locator('select[name=method]')
    await method.selectOption('equal')
    await page.locator('.legend[aria-busy=true]').waitFor()
    assert.equal(await method.inputValue(), 'equal')
    assert.deepEqual(await barriers(page), [])
    assert.equal(await page.locator('.parting .chosen-name').first().innerText(), 'Equal width')
    const word = await page.locator('.legend > .loading').boundingBox()
    for (const each of await page.locator('.toggle.drawn label').all()) {
      const b = await each.boundingBox()
      assert.ok(b.x >= word.x + word.width || b.x + b.width <= word.x || b.y >= word.y + word.height - 0.5 || b.y + b.height <= word.y + 0.5, `${width}: ${JSON.stringify([word, b])}`)
    }
    go()
    await page.locator('.legend[aria-busy=false]').waitFor()
    assert.equal(await method.inputValue(), 'equal')
    await close()
  }
})

await step('where the map was lost the sentence leads to the table, and on', async () => {
  const {page, close} = await open('?lang=en')
  await drawn(page)
  const lose = () => page.evaluate(() => { document.querySelector('.stage canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext() })
  await lose()
  const said = page.locator('.mapless', {hasText: 'The table of villages holds the same figures.'})
  await Promise.all([page.waitForEvent('load'), said.getByRole('button').click()])
  await page.mouse.move(5, 5)
  await drawn(page)
  assert.equal(await page.locator('.mapless').count(), 0)
  await close()
})

await finish()
