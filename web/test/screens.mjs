// Takes pictures of the main views of the server at TEPAT_URL, which holds made-up data, in both
// languages and three widths, small, into web/test/screens: what changed can be seen in a review.

import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'
import {crc32, deflateSync} from 'node:zlib'
import {chromium} from 'playwright-core'

const base = process.env.TEPAT_URL.replace(/\/$/, '')
const folder = fileURLToPath(new URL('screens/', import.meta.url))
const budget = 'whatif=pkh,300000000,3000000,gap,0--pkh,300000000,3000000,equal_share,0'
const {releases: [latest, ...older]} = await (await fetch(`${base}/v1/releases`)).json()
const before = older.find(r => r.audience === latest.audience).id
const views = {
  map: l => `/?lang=${l}`,
  villages: l => `/?lang=${l}&indicator=coverage_pkh&map=villages`,
  pockets: l => `/?lang=${l}&indicator=coverage_pkh&with=desil_1_2&class=high,low&map=villages`,
  heat: l => `/?lang=${l}&map=heat`,
  swipe: l => `/?lang=${l}&indicator=coverage_pkh&map=villages&compare=${before},swipe`,
  difference: l => `/?lang=${l}&indicator=coverage_pkh&compare=${before},difference`,
  whatif: l => `/?lang=${l}&${budget}`,
  table: l => `/tables/latest?lang=${l}&about=pkh`,
  nine: l => `/tables/latest?lang=${l}&about=pkh&with=desil_1_2&class=high,low`,
  scenarios: l => `/tables/latest/whatif?lang=${l}&${budget}`,
}
const sizes = {1440: 900, 1024: 768, 390: 844}

// VIEW='heat-390' takes those alone, and leaves the others as they are.
const only = process.env.VIEW && new RegExp(process.env.VIEW)
if (!only) rmSync(folder, {recursive: true, force: true})
mkdirSync(folder, {recursive: true})
const flags = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
const chrome = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags})
const bench = await (await chrome.newContext()).newPage()
let [pictures, bytes] = [0, 0]
for (const [width, height] of Object.entries(sizes)) {
  const page = await (await chrome.newContext({viewport: {width: Number(width), height}, reducedMotion: 'reduce', isMobile: width < 500, hasTouch: width < 500})).newPage()
  for (const [name, path] of Object.entries(views)) for (const lang of ['id', 'en']) {
    if (only && !only.test(`${name}-${width}-${lang}`)) continue
    await page.goto(base + path(lang))
    const map = path(lang).startsWith('/?') && name !== 'whatif'
    if (name === 'whatif') await page.locator('.against').waitFor()
    if (map) await page.locator('[data-drawn]').waitFor({state: 'attached'})
    if (map) await page.locator('.legend[aria-busy=false]').waitFor()
    await page.waitForTimeout(map ? 5000 : 500)
    const file = `${folder}${name}-${width}-${lang}.png`
    const picture = await shrink(await page.screenshot())
    writeFileSync(file, picture)
    bytes += picture.length
    pictures++
  }
}
await chrome.close()
console.log(`${pictures} pictures, ${Math.round(bytes / 1024)} kB`)

// shrink returns a picture of two thirds of the width in 64 of its colours, as PNG with a palette: the most frequent, and
// those farthest from them, so that the few pixels of a strong colour keep it.
async function shrink(picture) {
  const {width, height, palette, at} = await bench.evaluate(async ([png, most]) => {
    const whole = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob())
    const [width, height] = [Math.round(whole.width * 0.66), Math.round(whole.height * 0.66)]
    const pen = new OffscreenCanvas(width, height).getContext('2d')
    pen.imageSmoothingQuality = 'high'
    pen.drawImage(whole, 0, 0, width, height)
    const {data} = pen.getImageData(0, 0, width, height)
    const coarse = i => data[i] >> 3 << 10 | data[i + 1] >> 3 << 5 | data[i + 2] >> 3
    const boxes = new Map()
    for (let i = 0; i < data.length; i += 4) {
      const box = boxes.get(coarse(i)) ?? [0, 0, 0, 0]
      boxes.set(coarse(i), [box[0] + 1, box[1] + data[i], box[2] + data[i + 1], box[3] + data[i + 2]])
    }
    const all = [...boxes.values()].sort((a, b) => b[0] - a[0]).map(([n, ...sum]) => ({n, c: sum.map(x => Math.round(x / n))}))
    const apart = (a, b) => a.reduce((sum, x, j) => sum + (x - b[j]) ** 2, 0)
    const palette = all.slice(0, most / 2).map(box => box.c)
    const loss = all.map(({n, c}) => n ** 0.5 * Math.min(...palette.map(p => apart(p, c))))
    while (palette.length < Math.min(most, all.length)) {
      const worst = all[loss.indexOf(Math.max(...loss))].c
      palette.push(worst)
      all.forEach(({n, c}, i) => { loss[i] = Math.min(loss[i], n ** 0.5 * apart(worst, c)) })
    }
    const nearest = new Map()
    const at = []
    for (let i = 0; i < data.length; i += 4) {
      const key = coarse(i)
      if (!nearest.has(key)) {
        const far = palette.map(c => c.reduce((sum, x, j) => sum + (x - data[i + j]) ** 2, 0))
        nearest.set(key, far.indexOf(Math.min(...far)))
      }
      at.push(nearest.get(key))
    }
    return {width, height, palette, at}
  }, [picture.toString('base64'), 64])
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    size.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(at.slice(y * width, (y + 1) * width), y * (width + 1) + 1)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('PLTE', Buffer.from(palette.flat())), chunk('IDAT', deflateSync(rows, {level: 9})), chunk('IEND', Buffer.alloc(0))])
}
