// The whole map as a value. Pure.

import type {LayerSpecification, SourceSpecification, StyleSpecification} from 'maplibre-gl'
import * as basemap from './layer/basemap'
import * as borders from './layer/borders'
import type {Drawn} from '../address'
import type {ChangeDrawing} from './layer/change'
import * as density from './layer/density'
import type {Drawing as FigureDrawing} from './layer/figure'
import * as land from './layer/land'
import * as marks from './layer/marks'
import type {PairDrawing} from './layer/pair'
import * as symbols from './layer/symbols'
import type {Symbols} from './symbols'
import * as names from './layer/names'
import * as villages from './layer/villages'

export interface Tiles {tiles: string[]; minzoom: number; maxzoom: number; bounds: number[]}

export type Drawing = FigureDrawing | PairDrawing | ChangeDrawing

export interface Config {
  drawn: Drawn
  drawing: Drawing
  dense?: density.Dense // what is drawn of density, once it is here
  symbols?: Symbols // circles for counts, once they are here
  areas: Tiles
  names: GeoJSON.FeatureCollection
  marks: marks.Marks
  basemap?: basemap.Basemap
}

const tiled = (t: Tiles): SourceSpecification => ({
  type: 'vector', tiles: t.tiles, minzoom: t.minzoom, maxzoom: t.maxzoom,
  bounds: t.bounds as [number, number, number, number],
})

// place draws nothing: hexagons, which are no layer of a style, are drawn right under it.
export const place: LayerSpecification = {id: 'place-of-hexagons', type: 'background', layout: {visibility: 'none'}}

// build returns the style of a config: equal configs, equal styles.
export function build(c: Config): StyleSpecification {
  const dense = c.drawn === 'heat' ? c.dense : undefined
  return {
    version: 8,
    // No glyphs: names are drawn with the page's own fonts.
    sources: {
      ...(dense ? {density: {type: 'geojson', data: dense.data} as const} : {}),
      ...(c.symbols ? {symbols: {type: 'geojson', data: c.symbols.points} as const} : {}),
      areas: tiled(c.areas),
      ...(c.basemap ? {basemap: basemap.source(c.basemap)} : {}),
      ...marks.sources(c.marks),
      names: {type: 'geojson', data: c.names},
    },
    layers: [
      ...land.layers,
      ...(c.basemap ? basemap.layers(c.basemap) : []),
      ...(c.drawn === 'villages' ? villages.layers(c.drawing) : []),
      place,
      ...(dense ? [density.layer(dense.peak)] : []),
      ...(c.symbols ? [symbols.layer(c.symbols, c.drawing as FigureDrawing)] : []),
      villages.touch,
      marks.veil(c.marks),
      ...borders.layers,
      ...marks.layers(c.marks),
      ...(c.basemap ? basemap.names(c.basemap) : []),
      ...names.layers(!!c.symbols),
    ],
  }
}
