// Hexagons that a pattern is laid over, cut out of the tiles of outlines that
// are there already: MapLibre colours by state, but does not choose patterns by it.

import {addProtocol} from 'maplibre-gl'
import {patterned, type Patterns} from './patterned'

const served = new Map<string, {url: string; of: Patterns}>()

addProtocol('bare', async ({url}, giveUp) => {
  const [, version, z, x, y] = /^bare:\/\/(.+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url)!
  const from = served.get(version!)
  if (!from) return {data: new ArrayBuffer(0)}
  const answer = await fetch(from.url.replace('{z}', z!).replace('{x}', x!).replace('{y}', y!), {signal: giveUp.signal})
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  return {data: patterned(await answer.arrayBuffer(), from.of)}
})

let last = 0

// serve returns the name of a version of the tiles, and how to drop it.
export function serve(url: string, of: Patterns): {version: string; drop: () => void} {
  const version = String(++last)
  served.set(version, {url, of})
  return {version, drop: () => served.delete(version)}
}
