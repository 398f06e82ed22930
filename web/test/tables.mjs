// Walks the tables that the server at TEPAT_URL renders, without JavaScript,
// and holds them against the API.

import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {createRequire} from 'node:module'
import {chromium} from 'playwright-core'

const base = process.env.TEPAT_URL.replace(/\/$/, '')
const chrome = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']})
const api = async path => (await fetch(base + path)).json()
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let failed = 0
const only = process.env.STEP && new RegExp(process.env.STEP)
async function step(name, options, run) {
  if (only && !only.test(name)) return
  const context = await chrome.newContext({viewport: {width: 1280, height: 900}, ...options})
  const page = await context.newPage()
  const faults = []
  page.on('console', m => { if (m.type() === 'error') faults.push(m.text()) })
  page.on('pageerror', e => faults.push(String(e)))
  try {
    await run(page)
    assert.deepEqual(faults, [], 'nothing is complained of')
    console.log(`ok    ${name}`)
  } catch (why) {
    failed++
    console.log(`FAIL  ${name}\n${String(why.stack ?? why).replace(/^/gm, '      ')}`)
  }
  await context.close()
}

const plain = {javaScriptEnabled: false}
const rows = page => page.locator('#table tbody tr')

await step('from the map to the table, without JavaScript', plain, async page => {
  await page.goto(base + '/')
  await page.getByRole('link', {name: 'angka yang sama ada di tabel'}).click()
  await page.waitForURL(/\/tables\/\d+/)
  const want = await api('/v1/releases/latest/under-covered?programme=pkh&limit=1000') // as the page opens
  assert.equal(await rows(page).count(), want.places.length)
  assert.ok((await rows(page).first().innerText()).includes(want.places[0].name))
})

await step('made-up data are called so, in both languages', plain, async page => {
  const {id} = await api('/v1/releases/latest')
  for (const path of ['', '/whatif']) for (const [lang, said] of [['id', 'Data buatan'], ['en', 'Made-up data']]) {
    await page.goto(`${base}/tables/${id}${path}?lang=${lang}`)
    assert.equal(await page.locator('.brand .made-up').innerText(), said)
  }
})

await step('another programme, districts, the other language', plain, async page => {
  await page.goto(base + '/tables')
  await page.locator('select[name=about]').selectOption('uep')
  await page.getByLabel('Menurut').selectOption('district')
  await page.getByRole('button', {name: 'Tampilkan'}).click()
  const want = await api('/v1/releases/latest/under-covered?programme=uep&by=district&limit=1000')
  assert.equal(await rows(page).count(), want.places.length)
  await page.getByRole('link', {name: 'English'}).click()
  assert.equal(await page.locator('html').getAttribute('lang'), 'en')
  assert.equal(await rows(page).count(), want.places.length)
  assert.ok((await rows(page).first().innerText()).includes(want.places[0].why.en))
})

await step('the map and the files are there', plain, async page => {
  await page.goto(base + '/tables/latest?about=pkh')
  assert.ok((await page.locator('img.map').boundingBox()).height > 200, 'the map is drawn')
  for (const link of await page.locator('.files a').all()) {
    const answer = await fetch(base + await link.getAttribute('href'))
    assert.equal(answer.status, 200, answer.url)
  }
})

await step('classes are chosen without JavaScript, and say how they came about', plain, async page => {
  await page.goto(`${base}/tables/latest?about=desil_1_4&lang=en`)
  const legend = () => page.locator('.legend tbody tr').evaluateAll(all => all.map(tr => [...tr.querySelectorAll('td.n')].map(td => Number(td.textContent.replaceAll(',', '')))))
  const {id} = await api('/v1/releases/latest')
  for (const [method, n, target] of [['quantile', 3], ['natural', 7], ['equal', 4], ['diverging', 6, 0.35]]) {
    await page.getByLabel('Classes by').selectOption(method)
    await page.getByLabel('How many').selectOption(String(n))
    await page.getByLabel(/^Target/).fill(target ? String(target) : '')
    await page.locator('.parting button').click()
    await page.waitForURL(to => to.searchParams.get('method') === method && to.searchParams.get('classes') === String(n))
    await page.locator('.legend tbody tr').last().waitFor()
    const want = await api(`/v1/releases/${id}/classes?indicator=desil_1_4&method=${method}&classes=${n}${target ? `&target=${target}` : ''}`)
    const got = await legend()
    assert.deepEqual(got.slice(0, want.classes.length), want.classes.map(c => [c.areas, c.families]), method)
    assert.deepEqual(got.slice(want.classes.length).map(([areas]) => areas), [want.states.zero, want.states.no_data, want.states.withheld])
    assert.match(await page.locator('.legend + .note').innerText(), target ? /Target: 35.0%/ : /Parted by /)
    assert.ok((await page.locator('img.map').getAttribute('src')).includes(`method=${method}`))
  }
  // What a count does not have is left behind; the rest of the form works on.
  await page.goto(`${base}/tables/latest?about=gap_pkh&method=thresholds&lang=en`)
  assert.equal(await page.getByLabel('Classes by').inputValue(), 'quantile')
})

await step('one class is kept without JavaScript: its places are listed, it stands out on the map, and the way to the map and back keeps it', plain, async page => {
  await page.goto(`${base}/tables/latest?about=pkh&measure=gap_pkh&lang=en`)
  const classes = page.locator('.legend tbody tr')
  const [areas] = (await classes.nth(4).locator('td.n').allInnerTexts()).map(Number)
  await classes.nth(4).locator('a').click()
  await page.locator('.kept', {hasText: `${areas} villages`}).waitFor()
  assert.equal(await page.locator('#table tbody tr').count(), areas)
  const svg = await (await fetch(new URL(await page.locator('img.map').getAttribute('src'), base))).text()
  assert.equal(svg.match(/<circle fill="[^"]*" stroke/g).length, areas, 'the circles that are not faint')
  const onMap = new URL(await page.locator('.to-map').getAttribute('href'), base).searchParams
  assert.deepEqual([onMap.get('indicator'), onMap.get('only')], ['gap_pkh', '5'])
  await page.getByLabel('Within').selectOption({index: 1})
  await page.getByRole('button', {name: 'Show'}).click()
  await page.waitForURL(/within=/)
  assert.equal(await page.locator('.legend [aria-current=true]').count(), 1, 'the class stays in a district')
  await page.locator('.kept a').click()
  await page.locator('.kept').waitFor({state: 'detached'})
})

// The page, with JavaScript and without WebGL: what it says of a view, and where its tables are.
async function onPage(context, search) {
  const page = await context.newPage()
  await page.goto(`${base}/?${search}`)
  await page.locator('.head .tables').waitFor()
  await page.waitForFunction(() => new URLSearchParams(location.search).get('indicator'))
  return page
}

await step('a class that is kept on the page is kept in its tables, which list the same places', {}, async page => {
  for (const search of ['lang=en&indicator=gap_pkh&map=villages&only=4', 'lang=en&indicator=desil_1_4&map=villages&classes=natural,6&only=2', 'lang=en&indicator=coverage_pkh&only=1']) {
    const map = await onPage(page.context(), search)
    await map.locator('.kept').waitFor()
    await map.locator('[data-drawn]').waitFor({state: 'attached'}) // classes of hexagons are known once their size is
    await map.locator('.legend[aria-busy=false]').waitFor()
    await map.locator('.ranking[aria-busy=false] tr[data-code]').first().waitFor()
    const listed = await map.locator('.ranking tr[data-code]').evaluateAll(all => all.map(tr => tr.dataset.code))
    await map.goto(new URL(await map.locator('.head .tables').getAttribute('href'), base).href)
    const inTable = await map.locator('#table th[scope=row] a').evaluateAll(all => all.map(a => a.pathname.split('/').at(-1)))
    assert.deepEqual(inTable.sort(), listed.sort(), search)
    assert.ok(listed.length, search)
    await map.close()
  }
})

const compact = text => text.replaceAll(/\s+/g, ' ').trim()

await step('two measures: the nine classes and the places of the one kept are those of the page, and the way back leads to it', {}, async page => {
  const shown = await onPage(page.context(), 'indicator=coverage_pkh&with=desil_1_2&class=high,low&map=villages&threshold=0.8&lang=en')
  await shown.locator('.pair button').first().waitFor()
  await shown.locator('.ranking[aria-busy=false]').waitFor()
  const nine = await shown.locator('.pair button').evaluateAll(all => all.map(b => [b.dataset.class, b.querySelector('b').textContent, b.querySelector('span').textContent]))
  const bounds = await shown.locator('.pair thead tr:nth-child(2) th span').allTextContents()
  const places = await shown.locator('.ranking tr[data-code] .name button').allTextContents()
  const kept = await shown.locator('.kept .headline').count() ? await shown.locator('.kept .headline').innerText() : ''
  await page.goto(base + await shown.locator('.head .tables').getAttribute('href'))
  assert.deepEqual(await page.locator('.nine td').evaluateAll(all => all.map(td => [td.dataset.class, td.querySelector('b').textContent, td.querySelector('small').textContent])), nine)
  assert.deepEqual(await page.locator('.nine thead th small').allTextContents(), bounds)
  assert.deepEqual(await rows(page).locator('th').evaluateAll(all => all.map(th => th.firstChild.textContent)), places)
  const inFile = async link => (await api(await link.getAttribute('href'))).features.map(f => f.properties.name)
  for (const link of [page.locator('.files a', {hasText: 'GeoJSON'}), shown.locator('.ranking footer a', {hasText: 'GeoJSON'})]) {
    assert.deepEqual((await inFile(link)).sort(), [...places].sort(), 'the GeoJSON has the places of the class')
  }
  if (kept) assert.equal(compact(await page.locator('p.kept').innerText()).match(/[\d,]+ of [\d,]+ eligible families/)[0], kept.match(/[\d,]+ of [\d,]+ eligible families/)[0])
  await page.locator('.nine a').last().click()
  const back = new URL(await page.locator('.to-map').getAttribute('href'), base).searchParams
  const before = new URL(shown.url()).searchParams
  for (const name of ['indicator', 'with', 'map', 'threshold', 'lang', 'release']) assert.equal(back.get(name), before.get(name), name)
  assert.equal(back.get('class'), await page.locator('.nine td').last().getAttribute('data-class'))
})

await step('the way from the tables back to the map leads to the view that led to them', {}, async page => {
  const releases = (await api('/v1/releases')).releases.filter(r => r.audience === 'planner')
  const district = (await api('/v1/releases/latest/areas?level=district&limit=1')).areas[0].code
  const village = (await api('/v1/releases/latest/areas?limit=1')).areas[0].code
  const views = [`indicator=gap_pkh&by=district&within=${district}&sort=name`, `indicator=coverage_pkh&map=villages&village=${village}&sort=-reached&threshold=0.8`]
  if (releases.length > 1) views.push(`indicator=gap_pkh&compare=${releases.at(-1).id},swipe&divider=30&sort=name`, `release=${releases.at(-1).id}&indicator=gap_pkh&compare=${releases[0].id},difference`)
  for (const view of views) {
    const shown = await onPage(page.context(), `v=1&lang=en&${view}`)
    await shown.locator('.ranking[aria-busy=false] tr[data-code]').first().waitFor()
    const order = await shown.locator('.ranking tr[data-code]').evaluateAll(all => all.map(tr => tr.dataset.code))
    const before = Object.fromEntries(new URL(shown.url()).searchParams)
    await page.goto(base + await shown.locator('.head .tables').getAttribute('href'))
    assert.deepEqual(await page.locator('#table th[scope=row] a').evaluateAll(all => all.map(a => a.pathname.split('/').at(-1))), order, `${view}: the same order`)
    if (/village|within/.test(view)) assert.equal(await page.locator('#table tr[aria-current]').count(), 1, `${view}: the chosen place`)
    assert.deepEqual(Object.fromEntries(new URL(await page.locator('.to-map').getAttribute('href'), base).searchParams), before, view)
    await shown.close()
  }
})

await step('scenarios without JavaScript: asked, compared, refused in words, and the same as on the page', plain, async page => {
  await page.goto(`${base}/tables/latest?about=pkh`)
  await page.getByRole('link', {name: 'Simulasi anggaran'}).click()
  await page.getByLabel('Anggaran (Rp)').fill('300.000.000')
  await page.getByLabel('Biaya per paket (Rp)').fill('3.000.000')
  await page.getByRole('button', {name: 'Hitung'}).click()
  await page.getByRole('link', {name: 'Bandingkan dengan skenario lain'}).click()
  await page.getByLabel('Cara membagi').last().selectOption('equal_share')
  await page.getByRole('button', {name: 'Hitung'}).last().click()
  const whatif = new URL(page.url()).searchParams.get('whatif')
  assert.equal(whatif, 'pkh,300000000,3000000,gap,0--pkh,300000000,3000000,equal_share,0')
  assert.equal(await page.locator('.simulation').count(), 2)
  const table = await rows(page).evaluateAll(all => all.map(tr => [tr.querySelector('th').firstChild.textContent, ...[...tr.querySelectorAll('td')].map(td => td.textContent)]))
  const said = (await page.locator('.scenario > p.strong').allInnerTexts()).map(text => text.match(/[\d.]+ \([\d.–]+\)/)[0])

  const withScripts = await chrome.newContext()
  const shown = await onPage(withScripts, new URL(await page.locator('.to-map').getAttribute('href'), base).searchParams)
  await shown.locator('.against').waitFor()
  // A name that two villages share carries its kecamatan there, which the table says of all.
  const there = await shown.locator('.shares tbody tr').evaluateAll(all => all.map(tr => [tr.querySelector('th').textContent.replace(/ \([^)]*\)$/, ''), ...[...tr.querySelectorAll('td')].slice(0, 3).map(td => td.firstChild.textContent)]))
  assert.deepEqual(table, there)
  assert.deepEqual((await shown.locator('.figure b').allInnerTexts()).map(text => text.match(/[\d.]+ \([\d.–]+\)/)[0]), said)
  assert.equal(compact(await page.locator('p.kept').innerText()), compact(await shown.locator('.against').innerText()))
  const tables = new URL(await shown.locator('.head .tables').getAttribute('href'), base)
  assert.deepEqual([tables.pathname.split('/').at(-1), tables.searchParams.get('whatif')], ['whatif', whatif])
  await withScripts.close()

  await page.getByLabel('Paket minimum per kecamatan').first().fill('5000')
  await page.getByRole('button', {name: 'Hitung'}).first().click()
  assert.match(await page.getByRole('alert').innerText(), /Minimum [\d.]+ paket per kecamatan terlalu besar: anggaran cukup untuk 100 paket, .* di \d+ kecamatan\. Minimum paling besar \d+/)
})

await step('what changed since the last release, without JavaScript, as the API says it; and from there to one place', plain, async page => {
  const latest = await api('/v1/releases/latest')
  const before = (await api('/v1/releases')).releases.find(r => r.id !== latest.id && r.audience === latest.audience)
  await page.goto(`${base}/tables/latest?about=pkh&lang=en`)
  await page.getByRole('link', {name: 'Compare', exact: true}).click()
  await page.getByLabel('Compare with').selectOption(before ? String(before.id) : {index: 0})
  await page.getByRole('button', {name: 'Show'}).click()
  const asked = new URL(page.url()).searchParams
  const other = asked.get('compare')
  const want = await api(`/v1/releases/${latest.id}/compare?indicator=${asked.get('indicator')}&${/^\d+$/.test(other) ? 'with' : 'against'}=${other}`)
  const known = want.areas.filter(a => a.state === 'value')
  assert.equal(await rows(page).count(), known.length)
  const clear = await page.locator('#table tbody td.strong').count()
  assert.equal(clear, want.clear.higher + want.clear.lower)
  const name = await rows(page).first().locator('a').innerText()
  await rows(page).first().locator('a').click()
  await page.getByRole('heading', {level: 1, name, exact: true}).waitFor()
  assert.equal(await page.locator('#table tbody th[scope=row]').count(), latest.indicators.length)
})

await step('what the server refuses is said in the language of the page', {}, async page => {
  const shown = await onPage(page.context(), 'whatif=pkh,300000000,3000000,gap,5000')
  await shown.locator('.trouble').waitFor()
  assert.match(await shown.locator('.trouble').innerText(), /Server menolak permintaan ini: Minimum .* anggaran cukup untuk 100 paket/)
  await page.goto('about:blank')
})

const village = (await api('/v1/releases/latest/areas?limit=1')).areas[0].code
for (const [name, options] of [['wide', {}], ['320 px', {viewport: {width: 320, height: 640}}]]) {
  for (const lang of ['id', 'en']) {
    await step(`no barriers, ${name}, ${lang}`, options, async page => {
      for (const path of ['?about=pkh', '?about=unfit_housing', '?about=desil_1_4&method=diverging&classes=7', '?about=pkh&with=desil_1_2&class=high,low', '?about=pkh&with=desil_1_2', `/areas/${village}?about=pkh`, '/compare?indicator=coverage_pkh', `?about=pkh&view=sort%3Dname%26at%3D117,-0.3,9%26village%3D${village}`, `/compare?indicator=coverage_pkh&view=sort%3D-name%26village%3D${village}`, '/poverty?about=pkh', '/whatif?', '/whatif?whatif=pkh,300000000,3000000,gap,0--pkh,300000000,3000000,equal_share,0--pkh,3,9,gap,0']) {
        await page.goto(`${base}/tables/latest${path}&lang=${lang}`)
        // The policy forbids scripts but the page's own; the checker comes in by the debugger.
        const {violations, passes} = await page.evaluate(`${axe}; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})`)
        assert.ok(passes.length > 8, 'axe looked')
        assert.deepEqual(violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`), [], path)
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(overflow <= 0, `${path} is ${overflow} px too wide`)
      }
    })
  }
}

await chrome.close()
process.exit(failed ? 1 : 0)
