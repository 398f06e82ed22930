import {converter, differenceCiede2000, parse, type Color, filterDeficiencyDeuter, filterDeficiencyProt, filterDeficiencyTrit, filterGrayscale, wcagContrast} from 'culori'
import {describe, expect, test} from 'vitest'
import {grades} from '../src/pair'
import {changePalette, classes, classOf, inkOn, looks, pairColours, palettes, paper, scaleOf, zeroOf} from '../src/scale'

const eyes: Record<string, (colour: Color) => Color> = {
  'all cones': c => c,
  'no red cones': filterDeficiencyProt(1),
  'no green cones': filterDeficiencyDeuter(1),
  'no blue cones': filterDeficiencyTrit(1),
}

describe.each(Object.entries(palettes))('palette of %s', (_, palette) => {
  test.each(Object.entries(eyes))('neighbouring classes differ for eyes with %s', (_, see) => {
    for (let i = 1; i < palette.length; i++) {
      expect(differenceCiede2000()(see(parse(palette[i - 1]!)!), see(parse(palette[i]!)!))).toBeGreaterThanOrEqual(10)
    }
  })
  test('it darkens step by step in grey', () => {
    const light = palette.map(c => converter('lab')(filterGrayscale(1)(c))!.l)
    for (let i = 1; i < light.length; i++) expect(light[i - 1]! - light[i]!).toBeGreaterThan(7)
  })
  test('its lightest class stands out from the land and from every state', () => {
    for (const ground of [paper.land, looks.zero.ground, looks.no_data.ground]) {
      expect(differenceCiede2000()(palette[0]!, ground)).toBeGreaterThanOrEqual(7)
    }
  })
})

describe('the nine colours of two measures', () => {
  const nine = grades.flatMap(poverty => grades.map(coverage => pairColours[poverty][coverage]))
  const light = (colour: string) => converter('lab')(filterGrayscale(1)(parse(colour)!))!.l
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
  const light = (colour: string) => converter('lab')(filterGrayscale(1)(parse(colour)!))!.l
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
  const light = (colour: string) => converter('lab')(filterGrayscale(1)(parse(colour)!))!.l
  test.each(['gap', 'eligible', 'leakage', 'poverty'] as const)('%s: the highest', q => {
    expect(light(scaleOf(q).at(-1)!)).toBeLessThan(light(scaleOf(q)[0]!))
    expect(zeroOf(q)).toBe('zero')
  })
  test('coverage: the lowest, and nobody reached before it', () => {
    const all = scaleOf('coverage')
    for (let i = 1; i < all.length; i++) expect(light(all[i]!) - light(all[i - 1]!)).toBeGreaterThan(7)
    expect(light(looks[zeroOf('coverage')].ground)).toBeLessThan(light(all[0]!))
    for (const see of Object.values(eyes)) {
      expect(differenceCiede2000()(see(parse(looks.none.ground)!), see(parse(looks.none.ink)!))).toBeGreaterThanOrEqual(30)
    }
  })
})

describe('classes', () => {
  const five = palettes.gap
  for (const {name, breaks, unit, want} of [
    {name: 'four breaks', breaks: [5, 10, 20, 50], unit: 'families', want: [[undefined, 5], [5, 10], [10, 20], [20, 50], [50, undefined]]},
    {name: 'no breaks: all values alike', breaks: [], unit: 'share', want: [[undefined, undefined]]},
    {name: 'one break', breaks: [0.5], unit: 'share', want: [[undefined, 0.5], [0.5, undefined]]},
    {name: 'breaks that repeat', breaks: [2, 2, 2, 9], unit: 'families', want: [[undefined, 2], [2, 9], [9, undefined]]},
    {name: 'no family lies below one', breaks: [1, 2, 3], unit: 'families', want: [[undefined, 2], [2, 3], [3, undefined]]},
    {name: 'no share lies below zero', breaks: [-1, 0, 0.2], unit: 'share', want: [[undefined, 0.2], [0.2, undefined]]},
    {name: 'what is no number parts nothing', breaks: [NaN, 3, Infinity], unit: 'families', want: [[undefined, 3], [3, undefined]]},
    {name: 'breaks out of order', breaks: [9, 2], unit: 'families', want: [[undefined, 2], [2, 9], [9, undefined]]},
  ] as const) {
    test(name, () => {
      const got = classes(breaks, five, unit)
      expect(got.map(c => [c.from, c.below])).toEqual(want)
      expect(new Set(got.map(c => c.colour)).size).toBe(got.length)
    })
  }
  test('a value is in the one class that holds it, a bound in the class above', () => {
    const all = classes([5, 10, 20, 50], five, 'families')
    expect([1, 4, 5, 9, 10, 49, 50, 1e9].map(v => classOf(all, v))).toEqual([0, 0, 1, 1, 2, 3, 4, 4])
    expect(classOf(classes([], five, 'share'), 0.3)).toBe(0)
  })
})
