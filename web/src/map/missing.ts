// Which tiles of what a map shows did not come, and how to ask for them again:
// MapLibre asks once, and takes a tile that failed for one that is there.

import type {ErrorEvent, Map, MapSourceDataEvent, VectorTileSource} from 'maplibre-gl'
import {miss} from '../state'
import {latitude, longitude, type Tile} from './camera'
import {meets} from './ground'
import type {Bounds} from './place'

// watchTiles keeps the account of a map's tiles by source, and returns how to ask again and how to stop.
export function watchTiles(map: Map, name: string): {retry: () => void; stop: () => void} {
  const missing: Record<string, Tile[]> = {}
  const tell = (source: string) => miss(`${name} ${source}`, !!missing[source]?.length)
  const without = (source: string, {z, x, y}: Tile) => (missing[source] ?? []).filter(t => t.z !== z || t.x !== x || t.y !== y)
  const placeOf = (e: unknown) => (e as {tile?: {tileID: {canonical: Tile}}}).tile?.tileID.canonical

  map.on('error', (e: ErrorEvent & {sourceId?: string}) => {
    const [tile, source] = [placeOf(e), e.sourceId ?? '']
    if (!tile) return miss(`${name} ${source}`, true)
    missing[source] = [...without(source, tile), tile]
    tell(source)
  })
  map.on('sourcedata', (e: MapSourceDataEvent) => {
    const tile = placeOf(e)
    if (!tile) return
    missing[e.sourceId] = without(e.sourceId, tile)
    tell(e.sourceId)
  })
  // What is out of sight is asked for again when it comes back.
  map.on('idle', () => {
    const view = map.getBounds().toArray().flat() as Bounds
    for (const [id, tiles] of Object.entries(missing)) {
      const source = map.getSource(id) as VectorTileSource | undefined
      const zoom = source && Math.min(source.maxzoom, Math.max(source.minzoom, Math.floor(map.getZoom())))
      missing[id] = tiles.filter(t => t.z === zoom && meets(boundsOf(t), view))
      tell(id)
    }
  })
  return {
    retry: () => {
      for (const [id, tiles] of Object.entries(missing)) if (tiles.length && map.getSource(id)) map.refreshTiles(id, tiles)
    },
    stop: () => { for (const id of Object.keys(missing)) miss(`${name} ${id}`, false) },
  }
}

// boundsOf is what of the Earth a tile holds.
export function boundsOf({z, x, y}: Tile): Bounds {
  const n = 2 ** z
  return [longitude(x / n), latitude((y + 1) / n), longitude((x + 1) / n), latitude(y / n)]
}
