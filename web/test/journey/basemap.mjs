// The operator's basemap. It is there for all who read meanwhile, so this goes alone.

import assert from 'node:assert/strict'
import {rmSync, writeFileSync} from 'node:fs'
import {raster, vector} from '../pmtiles.mjs'
import {
  count, drawn, open, release, step, finish,
} from './common.mjs'

const basemapFile = process.env.TEPAT_BASEMAP
if (basemapFile) await step('the basemap of the operator lies beneath the figures where it is there, and is not asked for where it is not', async () => {
  const look = async (file, colour) => {
    if (file) writeFileSync(basemapFile, file)
    const {page, seen, close} = await open('?lang=en')
    const asked = []
    page.on('request', r => { if (r.url().includes('pmtiles')) asked.push(r) })
    await drawn(page)
    await page.waitForTimeout(2500)
    const counts = await countIn(page, colour)
    const said = await page.locator('.attribution').allInnerTexts()
    assert.deepEqual(seen.errors.concat(seen.breaches), [])
    await close()
    return {counts, said, ranges: asked.map(r => r.headers().range)}
  }
  const countIn = async (page, colour) => (await count((await page.screenshot({clip: await page.locator('.map').boundingBox()})).toString('base64'), [colour]))[colour]
  try {
    const without = await look(undefined, '#d3e0e3')
    assert.deepEqual([without.counts, without.said, without.ranges], [0, [], []])
    const vectors = await look(vector(release.bounds), '#d3e0e3')
    assert.ok(vectors.counts > 5000, `${vectors.counts} pixels of water`)
    assert.deepEqual(vectors.said, ['© OpenStreetMap'])
    assert.ok(vectors.ranges.length && vectors.ranges.every(Boolean), 'it is read by ranges')
    const pictures = await look(raster([0, 90, 255]), '#d3e0e3')
    assert.ok(pictures.ranges.length && pictures.counts === 0)
  } finally {
    rmSync(basemapFile, {force: true})
  }
})

await finish()
