// What the tiles say. Pure.

import type {Figure} from '../api/client'

// figureOf reads the figure of a tile's feature.
export function figureOf(p: Record<string, unknown>, id: string, counts: boolean): Figure {
  const value = p[id] as number | undefined
  if (value === undefined) return {state: (p[`${id}_state`] ?? 'no_data') as Figure['state']}
  return {
    state: value === 0 ? 'zero' : 'value', value,
    numerator: counts ? value : p[`${id}_numerator`] as number | undefined,
    denominator: p[`${id}_denominator`] as number | undefined,
  }
}
