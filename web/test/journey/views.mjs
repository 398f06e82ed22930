// Links, widths, searches, words: the page in its other shapes.

import assert from 'node:assert/strict'
import {
  barriers, base, chrome, classesOf, count, drawn, indicator, mock, number, open, printed, query, release, rowsOf,
  step, stretched, underCovered, villagesOf, finish,
} from './common.mjs'

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

await step('Back to a view without a camera leaves it without', async () => {
  const {page, close} = await open('?lang=en')
  await drawn(page)
  const first = query(page).get('indicator')
  await page.locator('input[name=question][value=poverty]').click()
  await page.waitForFunction(first => new URLSearchParams(location.search).get('indicator') !== first, first)
  await page.locator('.zoom button').first().click()
  await page.waitForFunction(() => new URLSearchParams(location.search).has('at'))
  await page.goBack()
  await page.waitForFunction(() => !new URLSearchParams(location.search).has('at'))
  await page.waitForTimeout(1500)
  assert.equal(query(page).get('at'), null)
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
  // The note takes its example from this legend.
  const example = (await page.locator('.key .note').allInnerTexts()).join(' ').match(/“(.+?)” includes/)[1]
  assert.equal((await said())[1][0], example)
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

const said = page => page.locator('.newer', {hasText: 'left out of the link'})

await step('what a link names and there is not is dropped without a step for Back, and each part once', async () => {
  const {page, close} = await open('tables/latest')
  await page.goto(`${base}/?v=1&lang=en&release=${release.id}&indicator=bogus&within=64.69.77`)
  await rowsOf(page).first().waitFor()
  await said(page).waitFor()
  await page.waitForFunction(() => !location.search.includes('64.69.77'))
  assert.equal((await said(page).textContent()).split('bogus').length, 2)
  await page.goBack()
  await page.waitForURL(/tables/)
  await page.goForward()
  await rowsOf(page).first().waitFor()
  await close()
})

await step('Back to an address that names what there is not mends it again', async () => {
  const {page, close} = await open('?v=1&lang=en')
  await rowsOf(page).first().waitFor()
  await page.evaluate(() => {
    const now = location.search
    history.replaceState(null, '', now.replace(/indicator=[^&]*/, 'indicator=bogus') + '&village=64.69.77.2001')
    history.pushState(null, '', now)
  })
  await page.goBack()
  await said(page).waitFor()
  await rowsOf(page).first().waitFor()
  assert.deepEqual(['indicator', 'village'].map(key => /bogus|64.69.77/.test(query(page).get(key))), [false, false])
  await close()
})

await step('of parts of a link that do not go together the lesser is left out, and said; of a stale basis no more than that', async () => {
  const look = async (search, kept, gone) => {
    const {page, close} = await open(`?v=1&lang=en&${search}`)
    await rowsOf(page).first().waitFor({state: 'attached'})
    await said(page).waitFor()
    await page.waitForTimeout(500)
    assert.deepEqual([kept.filter(key => !query(page).has(key)), gone.filter(key => query(page).has(key))], [[], []], search)
    await close()
  }
  await look('indicator=gap_pkh&with=desil_1_4&class=high,low', [], ['with', 'class'])
  await look('indicator=coverage_pkh&with=desil_1_4&only=2', ['with'], ['only'])
  await look('indicator=coverage_pkh&classes=natural,5&basis=99&only=2', ['classes', 'only'], ['basis'])
  await look('indicator=coverage_pkh&colour=red', ['indicator'], ['colour'])
})

await step('a server that fails over classes leaves the link as it is, and says so', async () => {
  const {page, close} = await open('', {serviceWorkers: 'block'})
  await page.route('**/classes?*', r => r.fulfill({status: 500, body: '<html>'}))
  await page.goto(`${base}/?v=1&lang=en&indicator=coverage_pkh&classes=natural,5&only=2`)
  await page.getByRole('alert').waitFor()
  assert.deepEqual([query(page).get('classes'), query(page).get('only'), await said(page).count()], ['natural,5', '2', 0])
  assert.deepEqual(await page.locator('.key tr[data-key="0"]').count(), 0, 'no class is made up')
  await page.unroute('**/classes?*')
  await page.getByRole('alert').getByRole('button').click({timeout: 5000}).catch(() => {}) // a map that comes meanwhile asks again by itself
  await page.locator('.key tr[data-key="1"]').waitFor({state: 'attached'})
  await close()
})

await step('a class of what is drawn is kept though places of another kind have fewer classes', async () => {
  const {page, close} = await open('', {serviceWorkers: 'block'})
  await page.route(/classes[?].*level=(cell|district)/, async r => {
    const answer = await r.fetch()
    const json = await answer.json()
    await r.fulfill({response: answer, json: {...json, classes: json.classes.slice(0, 2)}})
  })
  await page.goto(`${base}/?v=1&lang=en&indicator=coverage_pkh&classes=quantile,5&map=villages&only=5`)
  await page.locator('.kept').waitFor()
  await page.waitForTimeout(1500)
  assert.deepEqual([query(page).get('only'), await said(page).count()], ['5', 0])
  await close()
})

await step('a tip tells nothing of the measure before, and counts nothing of the place before', async () => {
  const {page, close} = await open('?v=1&lang=en&indicator=gap_pkh', {serviceWorkers: 'block'})
  await drawn(page)
  const box = await page.locator('.map .canvas').boundingBox()
  for (const [fx, fy] of [[0.5, 0.5], [0.45, 0.6], [0.6, 0.45], [0.4, 0.4]]) {
    await page.mouse.move(box.x + box.width * fx, box.y + box.height * fy)
    await page.waitForTimeout(200)
    if (/famil/.test(await page.locator('.tip').allInnerTexts().then(all => all.join()))) break
  }
  await page.evaluate(() => document.querySelector('input[name=question][value=coverage]').click())
  await page.waitForFunction(() => location.search.includes('coverage_pkh'))
  await page.locator('[data-drawn="coverage_pkh"]').waitFor({state: 'attached'})
  assert.doesNotMatch((await page.locator('.tip').allInnerTexts()).join(), /\d{3,}(\.\d)?%/)
  const here = page.locator('.key tr[data-key] td.here')
  await here.filter({hasText: /\d/}).first().waitFor({state: 'attached'})
  await page.route('**/values?*', () => {})
  for (let i = 0; i < 2; i++) {
    await page.locator('.zoom button').first().click()
    await page.waitForTimeout(700)
  }
  assert.match((await here.allTextContents()).join(''), /^[–\s]*$/)
  await close()
})

await step('while figures of villages are on their way none is counted', async () => {
  const {page, close} = await open('?v=1&lang=en&indicator=gap_pkh&map=villages&within=64.69.02', {serviceWorkers: 'block'})
  await page.locator('.key tr[data-key] td.here').filter({hasText: /[1-9]/}).first().waitFor({state: 'attached'})
  await page.route(/\/areas[?]/, () => {})
  await page.evaluate(() => document.querySelector('input[name=question][value=eligible]').click())
  await page.waitForFunction(() => location.search.includes('eligible_pkh'))
  await page.waitForTimeout(1500)
  assert.match((await page.locator('.key tr[data-key] td.here').allTextContents()).join(''), /^[–\s]*$/)
  await close()
})

await step('poverty opens with a measure of poverty, and the way back leads to the programme', async () => {
  const {page, close} = await open('?v=1&lang=en&indicator=gap_uep')
  const turn = async (value, to) => {
    await page.locator(`input[name=question][value=${value}]`).click()
    await page.waitForFunction(to => new URLSearchParams(location.search).get('indicator') === to, to)
  }
  await rowsOf(page).first().waitFor()
  await turn('poverty', 'desil_1_4')
  await turn('coverage', 'coverage_uep')
  await close()
})

await step('with little room the map keeps a height, and the page goes on below', async () => {
  for (const [width, height] of [[720, 450], [1024, 420]]) {
    const {page, close} = await open('?v=1&lang=en&map=villages', {viewport: {width, height}})
    await rowsOf(page).first().waitFor({state: 'attached'})
    const map = await page.locator('.map').boundingBox()
    assert.ok(map.height >= 230, `${width} × ${height}: ${map.height}`)
    await close()
  }
})

await finish()
