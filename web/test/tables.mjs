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
async function step(name, options, run) {
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
  const want = await api('/v1/releases/latest/under-covered?any&limit=1000')
  assert.equal(await rows(page).count(), want.places.length)
  assert.ok((await rows(page).first().innerText()).includes(want.places[0].name))
})

await step('another programme, districts, the other language', plain, async page => {
  await page.goto(base + '/tables')
  await page.getByLabel('Apa').selectOption('pkh')
  await page.getByLabel('Menurut').selectOption('district')
  await page.getByRole('button', {name: 'Tampilkan'}).click()
  const want = await api('/v1/releases/latest/under-covered?programme=pkh&by=district&limit=1000')
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

for (const [name, options] of [['wide', {}], ['320 px', {viewport: {width: 320, height: 640}}]]) {
  for (const lang of ['id', 'en']) {
    await step(`no barriers, ${name}, ${lang}`, options, async page => {
      for (const about of ['pkh', 'unfit_housing']) {
        await page.goto(`${base}/tables/latest?about=${about}&lang=${lang}`)
        // The policy forbids scripts but the page's own; the checker comes in by the debugger.
        const {violations, passes} = await page.evaluate(`${axe}; axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})`)
        assert.ok(passes.length > 8, 'axe looked')
        assert.deepEqual(violations.map(v => `${v.id}: ${v.nodes.map(n => n.html).join(' ')}`), [])
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(overflow <= 0, `the page is ${overflow} px too wide`)
      }
    })
  }
}

await chrome.close()
process.exit(failed ? 1 : 0)
