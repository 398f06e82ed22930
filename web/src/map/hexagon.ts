// What an H3 index says without H3. Pure.

import {count} from '../format'
import type {Language} from '../address'

// resolution is the second digit of an index, 0 to 15.
export const resolution = (h3: string) => parseInt(h3[1]!, 16)

// Average area of a hexagon in km², resolutions 0 to 15 (h3geo.org, table of cell statistics).
const areas = [4357449.416, 609788.442, 86801.78, 12393.435, 1770.348, 252.904, 36.129, 5.161, 0.737, 0.105, 0.015, 0.00215, 0.000307, 0.0000439, 0.00000627, 0.000000895]

// size names the average area of a hexagon in the unit that fits.
export function size(resolution: number, language: Language): string {
  const km2 = areas[resolution]!
  if (km2 >= 10) return `${count(Math.round(km2), language)} km²`
  if (km2 >= 0.5) return `${count(Number(km2.toPrecision(2)), language)} km²`
  return `${count(Number((km2 * 100).toPrecision(2)), language)} ha`
}
