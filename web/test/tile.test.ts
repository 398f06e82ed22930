import {expect, test} from 'vitest'
import {layers} from '../src/map/layer/change'
import {tiles} from '../src/panel/tile'

test('each pattern that a difference is drawn with has lines for paper', () => {
  const patterns = layers({changes: [], classes: []}).map(l => l.paint?.['fill-pattern']).filter(p => p !== undefined)
  expect(patterns).toContain('same')
  for (const p of patterns) expect(tiles[p as keyof typeof tiles].d, String(p)).toBeTruthy()
  expect(tiles.same.d).not.toBe(tiles.zero.d)
})
