// What the reader points at and has chosen: outlines, and a veil over the other districts.

import type {FilterSpecification, GeoJSONSource, LayerSpecification, Map, SourceSpecification} from 'maplibre-gl'
import {ink, paper} from '../../scale'

// Marks name areas by their code; of hexagons they hold the shapes.
export interface Marks {within?: string; area?: string; pointedArea?: string; cells?: Cells}

type Mark = 'pointed' | 'picked'
type Cells = Record<Mark, GeoJSON.FeatureCollection>

const none: FilterSpecification = ['==', ['literal', 0], 1]

// isArea holds for one area: no two have a code in common, whatever their level.
export const isArea = (code: string | undefined): FilterSpecification => code ? ['==', ['get', 'code'], code] : none

type Of = {source: string; 'source-layer'?: string; filter: FilterSpecification; layout?: {visibility: 'visible' | 'none'}}

const area = (code: string | undefined): Of => ({source: 'areas', 'source-layer': 'areas', filter: isArea(code)})

const outline = (id: string, of: Of, width: number, casing: number): LayerSpecification[] => {
  const line = (suffix: string, colour: string, width: number): LayerSpecification => ({
    id: id + suffix, type: 'line', ...of,
    layout: {...of.layout, 'line-join': 'round', 'line-cap': 'round'},
    paint: {'line-color': colour, 'line-width': width},
  })
  return [line('-casing', paper.halo, width + 2 * casing), line('', ink.strong, width)]
}

export const veil = (m: Marks): LayerSpecification => ({
  id: 'veil', type: 'fill', source: 'areas', 'source-layer': 'areas',
  filter: m.within ? ['all', ['==', ['get', 'level'], 'district'], ['!=', ['get', 'code'], m.within]] : none,
  paint: {'fill-color': paper.outside, 'fill-opacity': 0.78, 'fill-antialias': false},
})

const cellSource = 'marked-cells'

// sources hold the shapes of hexagons that are marked.
export const sources = ({cells}: Marks): Record<string, SourceSpecification> => cells ? {[cellSource]: {type: 'geojson', data: together(cells)}} : {}

const together = (cells: Cells): GeoJSON.FeatureCollection => ({
  type: 'FeatureCollection',
  features: (['pointed', 'picked'] as const).flatMap(mark => cells[mark].features.map(f => ({...f, properties: {mark}}))),
})

// A layer without anything in it stays hidden: for each source whose lines it might draw MapLibre draws every tile once more.
const visibility = (of: GeoJSON.FeatureCollection) => of.features.length ? 'visible' : 'none'

const cell = (mark: Mark, cells: Cells): Of => ({source: cellSource, filter: ['==', ['get', 'mark'], mark], layout: {visibility: visibility(cells[mark])}})

export const layers = (m: Marks): LayerSpecification[] => [
  ...(m.cells ? outline('pointed-cell', cell('pointed', m.cells), 1.2, 0.8) : []),
  ...(m.cells ? outline('picked-cell', cell('picked', m.cells), 2, 1) : []),
  ...outline('pointed-area', area(m.pointedArea), 1.4, 1),
  ...outline('picked-area', area(m.area), 2.4, 1.3),
]

// point moves the mark of what is pointed at without setting the style anew.
export function point(map: Map, cells: Cells) {
  const source = map.getSource<GeoJSONSource>(cellSource)
  if (!source) return
  for (const id of ['pointed-cell-casing', 'pointed-cell']) map.setLayoutProperty(id, 'visibility', visibility(cells.pointed))
  source.setData(together(cells))
}

// pointed lists the layers whose filter follows the pointer.
export const pointed = ['pointed-area-casing', 'pointed-area']
