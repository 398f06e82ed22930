// Which place lies beside another, and in which direction. Pure.

export const directions = ['north', 'east', 'south', 'west'] as const
export type Direction = typeof directions[number]

// A Spot is a place with its middle, in any plane whose y grows southward, as a page's does.
export interface Spot {id: string; x: number; y: number}

// ofKey is the direction of an arrow key.
export const ofKey = (key: string): Direction | undefined =>
  ({ArrowUp: 'north', ArrowRight: 'east', ArrowDown: 'south', ArrowLeft: 'west'} as const)[key as 'ArrowUp']

const ahead: Record<Direction, readonly [number, number]> = {north: [0, -1], east: [1, 0], south: [0, 1], west: [-1, 0]}

// towards returns the place that a reader expects in a direction: among those
// that share a border with it if one of them lies within 67.5° of straight on,
// else among all within 45°; the nearest, where one to the side counts as farther.
export function towards<T extends Spot>(from: Spot, direction: Direction, all: readonly T[], beside?: ReadonlySet<string>): T | undefined {
  const [ux, uy] = ahead[direction]
  const nearest = (spots: readonly T[], widest: number) => {
    let best: T | undefined
    let least = Infinity
    for (const s of spots) {
      const [dx, dy] = [s.x - from.x, s.y - from.y]
      const far = Math.hypot(dx, dy)
      const cosine = (dx * ux + dy * uy) / far
      if (s.id === from.id || !far || cosine < Math.cos(widest * Math.PI / 180) - 1e-9) continue
      const cost = far * (2 - cosine)
      if (cost < least || (cost === least && s.id < best!.id)) [best, least] = [s, cost]
    }
    return best
  }
  return (beside && nearest(all.filter(s => beside.has(s.id)), 67.5)) ?? nearest(all, beside ? 45 : 60)
}

// bordering returns, by code, the areas that share a stretch of border: two
// corners or more, at the same place to a metre.
export function bordering(shapes: readonly {code: string; rings: readonly GeoJSON.Position[][]}[]): Map<string, Set<string>> {
  const at = new Map<string, string[]>()
  for (const {code, rings} of shapes) {
    for (const corner of new Set(rings.flat().map(([x, y]) => `${x!.toFixed(5)} ${y!.toFixed(5)}`))) at.set(corner, [...at.get(corner) ?? [], code])
  }
  const shared = new Map<string, number>()
  for (const codes of at.values()) {
    for (const a of codes) for (const b of codes) if (a < b) shared.set(`${a} ${b}`, (shared.get(`${a} ${b}`) ?? 0) + 1)
  }
  const all = new Map<string, Set<string>>(shapes.map(s => [s.code, new Set()]))
  for (const [pair, n] of shared) {
    const [a, b] = pair.split(' ') as [string, string]
    if (n < 2) continue
    all.get(a)!.add(b)
    all.get(b)!.add(a)
  }
  return all
}
