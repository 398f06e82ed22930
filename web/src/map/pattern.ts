// The patterns of the states, drawn at twice the size of the page's pixels. Pure.

import {looks} from '../scale'

export const ratio = 2

export interface Picture {width: number; height: number; data: Uint8ClampedArray<ArrayBuffer>}

// hatch is stripes that run up to the right.
export const hatch = (): Picture => picture(22, looks.withheld, (x, y) => {
  const across = ((x + y + 1) % 22) / Math.SQRT2
  return stroke(Math.min(across, 22 / Math.SQRT2 - across), 0.9)
})

// rings are small noughts.
export const rings = (look: 'zero' | 'none'): Picture => picture(14, looks[look], (x, y) => stroke(Math.abs(Math.hypot(x - 6.5, y - 6.5) - 3.2), 0.7))

// dashes are short level strokes, row against row: nothing rises and nothing falls.
export const dashes = (): Picture => picture(24, looks.same, (x, y) => {
  const row = Math.floor(y / 12)
  const along = Math.abs((x + 12 * row) % 24 - 11.5)
  return Math.min(stroke(Math.abs(y % 12 - 5.5), 0.8), stroke(along, 4.5))
})

// dots stand where two things have no common measure.
export const dots = (): Picture => picture(12, looks.unlike, (x, y) => stroke(Math.hypot(x - 5.5, y - 5.5), 1.6))

// stroke returns how much ink lies at a distance from the middle of a line, with soft edges.
const stroke = (distance: number, half: number) => Math.min(1, Math.max(0, half + 0.5 - distance))

function picture(size: number, look: {ground: string; ink: string}, covered: (x: number, y: number) => number): Picture {
  const [ground, ink] = [rgb(look.ground), rgb(look.ink)]
  const data = new Uint8ClampedArray(size * size * 4)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const share = covered(x, y)
      const at = 4 * (y * size + x)
      for (let i = 0; i < 3; i++) data[at + i] = Math.round(ground[i]! + (ink[i]! - ground[i]!) * share)
      data[at + 3] = 255
    }
  }
  return {width: size, height: size, data}
}

const rgb = (hex: string) => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16))
