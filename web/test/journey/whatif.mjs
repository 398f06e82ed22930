// Budgets that are shared.

import assert from 'node:assert/strict'
import {
  barriers, base, inIndonesian, indicator, open, printed, query, release, rowsOf, step, underCovered, finish,
} from './common.mjs'

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

await step('more packages than an address holds are refused with the reason, and so is a minimum; what stood there stays', async () => {
  const whatif = `${indicator.id.slice(4)},300000000,2000000,gap,0`
  const {page, close} = await open(`?lang=en&whatif=${whatif}`)
  await page.locator('.shares tbody tr').first().waitFor()
  for (const [name, typed, said] of [
    ['Packages', '100000000000000', 'Write a whole number from 1 to 50,000,000.'], ['Packages', '50000001', 'Write a whole number from 1 to 50,000,000.'],
    ['Minimum per district', '1000000000', 'Write a whole number from 0 to 999,999,999.'], ['Budget', '0', 'Write a whole number from 1 to 100,000,000,000,000.'],
  ]) {
    const field = page.locator('.scenario').getByLabel(name, {exact: true})
    const stood = await field.inputValue()
    await field.fill(typed)
    await page.keyboard.press('Enter')
    assert.equal(await field.evaluate(e => e.validationMessage), said)
    assert.equal(await field.inputValue(), stood)
    assert.equal(query(page).get('whatif'), whatif)
  }
  await close()
})

await finish()
