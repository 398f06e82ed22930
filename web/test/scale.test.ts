import {readFileSync} from 'node:fs'
import {converter, differenceCiede2000, parse, type Color, filterDeficiencyDeuter, filterDeficiencyProt, filterDeficiencyTrit, filterGrayscale, wcagContrast} from 'culori'
import {describe, expect, test} from 'vitest'
import {grades} from '../src/pair'
import {changePalette, classes, classOf, inkOn, looks, middling, pairColours, palettes, paper, shades, zeroOf} from '../src/scale'
import type {Question} from '../src/question'

const eyes: Record<string, (colour: Color) => Color> = {
  'all cones': c => c,
  'no red cones': filterDeficiencyProt(1),
  'no green cones': filterDeficiencyDeuter(1),
  'no blue cones': filterDeficiencyTrit(1),
}

const numbers = [3, 4, 5, 6, 7]
const light = (colour: string) => converter('lab')(filterGrayscale(1)(parse(colour)!))!.l
const apart = (see: (colour: Color) => Color, a: string, b: string) => differenceCiede2000()(see(parse(a)!), see(parse(b)!))

describe.each(Object.entries(palettes))('palette of %s', (_, palette) => {
  describe.each(numbers)('in %i classes', n => {
    const all = shades(palette, n)
    test.each(Object.entries(eyes))('neighbouring classes differ for eyes with %s', (_, see) => {
      for (let i = 1; i < n; i++) expect(apart(see, all[i - 1]!, all[i]!), `${all[i - 1]} ${all[i]}`).toBeGreaterThanOrEqual(10)
    })
    test('it darkens step by step in grey', () => {
      expect(new Set(all).size).toBe(n)
      for (let i = 1; i < n; i++) expect(light(all[i - 1]!) - light(all[i]!)).toBeGreaterThan(7)
    })
    test('its lightest class stands out from the land and from every state', () => {
      for (const ground of [paper.land, looks.zero.ground, looks.no_data.ground]) {
        expect(differenceCiede2000()(all[0]!, ground)).toBeGreaterThanOrEqual(7)
      }
    })
  })
})

describe.each(numbers)('%i classes around a centre', n => {
  const step = 0.1
  const bounds = Array.from({length: n - 1}, (_, i) => 0.5 + step * (i + 1 - n / 2))
  describe.each(['coverage', 'gap'] as const)('of %s', q => {
    const all = classes(bounds, q, {centre: 0.5, asked: n}).map(c => c.colour)
    test.each(Object.entries(eyes))('any two differ for eyes with %s, neighbours or not', (_, see) => {
      for (const [i, a] of all.entries()) for (const b of all.slice(i + 1)) expect(apart(see, a, b), `${a} ${b}`).toBeGreaterThanOrEqual(10)
    })
    test('both sides darken away from the centre, in grey too', () => {
      const half = Math.floor(n / 2)
      for (const side of [all.slice(0, Math.ceil(n / 2)).reverse(), all.slice(half)]) {
        for (let i = 1; i < side.length; i++) expect(light(side[i - 1]!) - light(side[i]!)).toBeGreaterThan(7)
      }
    })
    test('what presses more is orange', () => {
      const orange = (c: string) => converter('lab')(parse(c)!)!.b > 20
      expect([orange(all[0]!), orange(all.at(-1)!)]).toEqual(q === 'coverage' ? [true, false] : [false, true])
    })
    test('each stands out from the land and from every state', () => {
      for (const colour of all) for (const ground of [paper.land, looks.zero.ground, looks.no_data.ground, looks.withheld.ground]) expect(differenceCiede2000()(colour, ground)).toBeGreaterThanOrEqual(7)
    })
  })
})

test('a side that ends early is no darker for it', () => {
  const whole = classes([0.7, 0.9], 'gap', {centre: 0.8, asked: 3}), cut = classes([0.45, 0.65, 0.85], 'gap', {centre: 0.75, asked: 5})
  expect(whole.map(c => c.colour)[1]).toBe(middling)
  expect(cut.map(c => c.colour).indexOf(middling)).toBe(2)
  expect(cut.at(-1)!.colour).toBe(changePalette.more[0])
})

test("the server's colours are the page's", () => {
  const go = readFileSync(new URL('../../api/tables_map.go', import.meta.url), 'utf8')
  for (const all of [...Object.values(palettes), changePalette.more, changePalette.less, [middling], [looks.none.ground]]) {
    expect(go).toContain(all.map(c => `"${c}"`).join(', '))
  }
})

describe('the nine colours of two measures', () => {
  const nine = grades.flatMap(poverty => grades.map(coverage => pairColours[poverty][coverage]))
  test.each(Object.entries(eyes))('any two differ for eyes with %s, neighbours or not', (_, see) => {
    for (const [i, a] of nine.entries()) {
      for (const b of nine.slice(i + 1)) expect(differenceCiede2000()(see(parse(a)!), see(parse(b)!)), `${a} ${b}`).toBeGreaterThanOrEqual(10)
    }
  })
  test('more poverty is darker in grey, and so is less coverage', () => {
    for (const a of grades) {
      for (const [less, more] of [['low', 'mid'], ['mid', 'high']] as const) {
        expect(light(pairColours[less][a]) - light(pairColours[more][a])).toBeGreaterThan(7)
        expect(light(pairColours[a][more]) - light(pairColours[a][less])).toBeGreaterThan(7)
      }
    }
  })
  test('each stands out from land and states, and what is written on it is read', () => {
    for (const colour of nine) {
      for (const ground of [paper.land, looks.no_data.ground, looks.withheld.ground]) expect(differenceCiede2000()(colour, ground)).toBeGreaterThanOrEqual(7)
      expect(wcagContrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5)
    }
  })
})

describe('the colours of a difference', () => {
  const all: string[] = [...changePalette.more, ...changePalette.less]
  test.each(Object.entries(eyes))('any two differ for eyes with %s, on one side of zero or on both', (_, see) => {
    for (const [i, a] of all.entries()) {
      for (const b of all.slice(i + 1)) expect(differenceCiede2000()(see(parse(a)!), see(parse(b)!)), `${a} ${b}`).toBeGreaterThanOrEqual(10)
    }
  })
  test('both sides darken away from zero', () => {
    for (const side of Object.values(changePalette)) {
      for (let i = 1; i < side.length; i++) expect(light(side[i - 1]!) - light(side[i]!)).toBeGreaterThan(7)
    }
  })
  test('each stands out from the land and from every state', () => {
    for (const colour of all) {
      for (const ground of [paper.land, looks.same.ground, looks.unlike.ground, looks.no_data.ground, looks.withheld.ground]) expect(differenceCiede2000()(colour, ground)).toBeGreaterThanOrEqual(7)
    }
  })
})

describe('what presses most is darkest', () => {
  const colours = (q: Question, n: number) => classes(Array.from({length: n - 1}, (_, i) => (i + 1) / n), q).map(c => c.colour)
  test.each(['gap', 'eligible', 'leakage', 'poverty'] as const)('%s: the highest', q => {
    const all = colours(q, 5)
    expect(light(all.at(-1)!)).toBeLessThan(light(all[0]!))
    expect(zeroOf(q)).toBe('zero')
  })
  test.each(numbers)('coverage: the lowest of %i, and nobody reached before it', n => {
    const all = colours('coverage', n)
    for (let i = 1; i < n; i++) expect(light(all[i]!) - light(all[i - 1]!)).toBeGreaterThan(7)
    expect(light(looks[zeroOf('coverage')].ground)).toBeLessThan(light(all[0]!))
    for (const see of Object.values(eyes)) expect(apart(see, looks.none.ground, looks.none.ink)).toBeGreaterThanOrEqual(30)
  })
})

describe('classes', () => {
  test('are the half-open intervals between bounds', () => {
    expect(classes([5, 10], 'gap').map(c => [c.from, c.below])).toEqual([[undefined, 5], [5, 10], [10, undefined]])
    expect(classes([], 'coverage').map(c => [c.from, c.below])).toEqual([[undefined, undefined]])
  })
  test('a value is in the one class that holds it, a bound in the class above', () => {
    const all = classes([5, 10, 20, 50], 'gap')
    expect([1, 4, 5, 9, 10, 49, 50, 1e9].map(v => classOf(all, v))).toEqual([0, 0, 1, 1, 2, 3, 4, 4])
    expect(classOf(classes([], 'gap'), 0.3)).toBe(0)
  })
})
