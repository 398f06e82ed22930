// Hexagons that a pattern is laid over, cut out of the tiles of outlines that
// are there already: MapLibre colours by state, but does not choose patterns by it.

import {addProtocol} from 'maplibre-gl'
import {outlines, patterned, type Outlines, type Patterns} from './patterned'

const served = new Map<string, {url: string; of: Patterns}>()

addProtocol('bare', async ({url}, giveUp) => {
  const [, version, z, x, y] = /^bare:\/\/(.+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url)!
  const from = served.get(version!)
  if (!from) return {data: new ArrayBuffer(0)}
  return {data: patterned(await outlinesOf(from.url.replace('{z}', z!).replace('{x}', x!).replace('{y}', y!), giveUp.signal), from.of)}
})

// What was read stays for the next measure: as many tiles as fill a wide screen twice.
const most = 40
const had = new Map<string, Outlines>()

async function outlinesOf(url: string, signal: AbortSignal): Promise<Outlines> {
  const known = had.get(url)
  if (known) return known
  const answer = await fetch(url, {signal})
  if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`)
  const read = outlines(await answer.arrayBuffer())
  had.set(url, read)
  if (had.size > most) had.delete(had.keys().next().value!)
  return read
}

let last = 0

// serve returns the name of a version of the tiles, and how to drop it.
export function serve(url: string, of: Patterns): {version: string; drop: () => void} {
  const version = String(++last)
  served.set(version, {url, of})
  return {version, drop: () => served.delete(version)}
}
