// A planner reads map, legend, table and card, on one page from its start on.

import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {gzipSync} from 'node:zlib'
import {
  apartOf, api, barriers, base, chrome, classesOf, count, drawn, inIndonesian, indicator, mock, nowhere, number, open,
  pressable, query, release, rowsOf, shareOf, sheetOf, step, underCovered, villagesOf, wide, finish,
} from './common.mjs'

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
  const share = x => x.toLocaleString('id-ID', {style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1})
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
  assert.match(await page.locator('.what').textContent(), /kesenjangan administratif.*terverifikasi.*tidak terdata.*belum diketahui/)
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
    assert.equal(workbook.suggestedFilename(), download.suggestedFilename().replace('.csv', '.xlsx'))
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
    await page.waitForFunction(() => document.querySelector('.ranking[aria-busy=false]') && Number(document.querySelector('.kept .quiet')?.textContent.match(/\d+/)[0]) === document.querySelectorAll('.ranking tr[data-code]').length)
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

await finish()
