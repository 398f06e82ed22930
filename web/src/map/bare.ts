// Hexagons that a pattern is laid over, cut out of the tiles of outlines that
// are there already: MapLibre colours by state, but does not choose patterns by it.

import {addProtocol} from 'maplibre-gl'
import {outlines, patterned, type Outlines, type Patterns} from './patterned'

const served = new Map<string, {url: string; of: Patterns}>()

addProtocol('bare', async ({url}, giveUp) => {
  const [, name, z, x, y] = /^bare:\/\/(.+)\/(\d+)\/(\d+)\/(\d+)$/.exec(url)!
  const from = served.get(name!)
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

// serve says what the tiles of a map hold from now on; without patterns, nothing.
export function serve(name: string, from: {url: string; of: Patterns} | undefined) {
  if (from) served.set(name, from)
  else served.delete(name)
}
