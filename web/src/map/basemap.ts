// Opens the operator's basemap. Loaded only where there is one.

import {addProtocol} from 'maplibre-gl'
import {PMTiles, Protocol, TileType} from 'pmtiles'
import type {Basemap} from './layer/basemap'

const protocol = new Protocol()
addProtocol('pmtiles', protocol.tile)

// open reads the head of the file: its tiles, and which layers they have.
export async function open(path: string): Promise<Basemap> {
  const url = new URL(path, location.href).href
  const file = new PMTiles(url)
  protocol.add(file)
  const [h, about] = await Promise.all([file.getHeader(), file.getMetadata() as Promise<{vector_layers?: {id: string}[]; attribution?: string} | undefined>])
  return {
    url, kind: h.tileType === TileType.Mvt ? 'vector' : 'raster', layers: about?.vector_layers?.map(l => l.id) ?? [],
    minzoom: h.minZoom, maxzoom: h.maxZoom, bounds: [h.minLon, h.minLat, h.maxLon, h.maxLat], attribution: plain(about?.attribution ?? ''),
  }
}

// plain is a text without markup: what stands in a file is not trusted with the page.
export const plain = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll('&copy;', '©').replaceAll('&amp;', '&').trim().slice(0, 200)
