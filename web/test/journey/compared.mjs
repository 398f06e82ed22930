// Two releases or programmes side by side, and density.

import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {mkdtempSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {
  apartOf, api, barriers, base, bench, earlier, number, open, press, query, release, rowsOf,
  shareOf, step, still, finish,
} from './common.mjs'

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
    const points = x => { const n = Math.round(x * 1000) / 10; return n === 0 ? '0' : (n > 0 ? '+' : '−') + Math.abs(n).toLocaleString('id-ID', {minimumFractionDigits: 1}) }
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

await finish()
