// The figures of hexagons by the row of their outline, as tables say them. Pure.

import type {Figure, Values} from './api/client'

const states = {v: 'value', z: 'zero', n: 'no_data', w: 'withheld'} as const satisfies Record<string, Figure['state']>
const bounds: Record<string, Figure['bound']> = {'<': 'at_most', '>': 'at_least'}

export interface Table {
  rows: readonly number[] // ascending
  at: (row: number) => Figure | undefined
  figure: (i: number) => Figure // of row i
}

// read returns a table that finds figures by row.
export function read(v: Values): Table {
  let row = 0
  const rows = v.rows.map(step => row += step)
  const figure = (i: number): Figure => {
    const state = states[v.states[i] as keyof typeof states]
    if (state !== 'value' && state !== 'zero') return {state}
    const numerator = v.numerators[i]!
    const bound = v.bounds && bounds[v.bounds[i]!]
    const denominator = v.denominators?.[i]
    const value = v.unit === 'families' ? numerator : denominator ? Math.round(numerator / denominator * 1e4) / 1e4 : 0
    const f: Figure = {state, numerator, value}
    if (denominator !== undefined) f.denominator = denominator
    if (bound) f.bound = bound
    return f
  }
  return {
    rows, figure,
    at(row) {
      const i = find(rows, row)
      return i < 0 ? undefined : figure(i)
    },
  }
}

// find returns the place of x in what ascends; -1 where it is not.
function find(all: readonly number[], x: number): number {
  let [low, high] = [0, all.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (all[middle]! < x) low = middle + 1
    else high = middle
  }
  return all[low] === x ? low : -1
}
