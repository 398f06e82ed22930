// What is printed, and saved as a picture.

import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {
  api, count, drawn, indicator, mock, open, press, printed, query, release, rowsOf, step, finish,
} from './common.mjs'

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

await finish()
