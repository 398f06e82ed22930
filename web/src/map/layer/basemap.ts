// The operator's basemap, quiet beneath the figures: of a schema that is known, Protomaps or OpenMapTiles,
// water, roads and the names of places; of pictures, these.

import type {LayerSpecification, SourceSpecification} from 'maplibre-gl'
import {ink, paper} from '../../scale'

export interface Basemap {url: string; kind: 'vector' | 'raster'; layers: readonly string[]; minzoom: number; maxzoom: number; bounds: number[]; attribution: string}

export const source = (b: Basemap): SourceSpecification => ({
  ...(b.kind === 'vector' ? {type: 'vector'} as const : {type: 'raster', tileSize: 256} as const),
  tiles: [`pmtiles://${b.url}/{z}/{x}/{y}`], minzoom: b.minzoom, maxzoom: b.maxzoom, bounds: b.bounds as [number, number, number, number],
})

const quiet = {water: '#d3e0e3', road: '#d9d2c4'}

export function layers(b: Basemap): LayerSpecification[] {
  if (b.kind === 'raster') return [{id: 'basemap', type: 'raster', source: 'basemap', paint: {'raster-saturation': -0.7, 'raster-opacity': 0.6}}]
  const has = (id: string) => b.layers.includes(id)
  return [
    ...(has('water') ? [{
      id: 'basemap-water', type: 'fill', source: 'basemap', 'source-layer': 'water', filter: ['==', ['geometry-type'], 'Polygon'], paint: {'fill-color': quiet.water},
    } satisfies LayerSpecification] : []),
    ...['waterway', 'physical_line'].filter(has).map((id): LayerSpecification => ({
      id: `basemap-${id}`, type: 'line', source: 'basemap', 'source-layer': id, paint: {'line-color': quiet.water, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 13, 2.5]},
    })),
    ...['roads', 'transportation'].filter(has).map((id): LayerSpecification => ({
      id: `basemap-${id}`, type: 'line', source: 'basemap', 'source-layer': id, paint: {'line-color': quiet.road, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 13, 2]},
    })),
  ]
}

// names stand above the figures, below our own.
export const names = (b: Basemap): LayerSpecification[] => b.kind === 'raster' ? [] : ['places', 'place'].filter(id => b.layers.includes(id)).map(id => ({
  id: `basemap-${id}`, type: 'symbol', source: 'basemap', 'source-layer': id, minzoom: 7,
  layout: {'text-field': ['coalesce', ['get', 'name:id'], ['get', 'name']], 'text-font': ['Tepat Sans'], 'text-size': 10.5, 'text-max-width': 7, 'text-padding': 10},
  paint: {'text-color': ink.quiet, 'text-halo-color': paper.halo, 'text-halo-width': 1.2},
}))
