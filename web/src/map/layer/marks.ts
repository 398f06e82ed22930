// What the reader points at and has chosen: outlines, and a veil over the other districts.

import type {FilterSpecification, LayerSpecification, SourceSpecification} from 'maplibre-gl'
import {ink, paper} from '../../scale'

// Marks name areas by their code; of hexagons they hold the shapes.
export interface Marks {within?: string; area?: string; pointedArea?: string; cells?: Record<'picked' | 'pointed', GeoJSON.FeatureCollection>}

const none: FilterSpecification = ['==', ['literal', 0], 1]

// isArea holds for one area: no two have a code in common, whatever their level.
export const isArea = (code: string | undefined): FilterSpecification => code ? ['==', ['get', 'code'], code] : none

type Of = {source: string; 'source-layer'?: string; filter?: FilterSpecification}

const area = (code: string | undefined): Of => ({source: 'areas', 'source-layer': 'areas', filter: isArea(code)})

const outline = (id: string, of: Of, width: number, casing: number): LayerSpecification[] => {
  const line = (suffix: string, colour: string, width: number): LayerSpecification => ({
    id: id + suffix, type: 'line', ...of,
    layout: {'line-join': 'round', 'line-cap': 'round'},
    paint: {'line-color': colour, 'line-width': width},
  })
  return [line('-casing', paper.halo, width + 2 * casing), line('', ink.strong, width)]
}

export const veil = (m: Marks): LayerSpecification => ({
  id: 'veil', type: 'fill', source: 'areas', 'source-layer': 'areas',
  filter: m.within ? ['all', ['==', ['get', 'level'], 'district'], ['!=', ['get', 'code'], m.within]] : none,
  paint: {'fill-color': paper.outside, 'fill-opacity': 0.78, 'fill-antialias': false},
})

// sources hold the shapes of hexagons that are marked.
export const sources = ({cells}: Marks): Record<string, SourceSpecification> =>
  cells ? {'pointed-cell': {type: 'geojson', data: cells.pointed}, 'picked-cell': {type: 'geojson', data: cells.picked}} : {}

export const layers = (m: Marks): LayerSpecification[] => [
  ...(m.cells ? outline('pointed-cell', {source: 'pointed-cell'}, 1.2, 0.8) : []),
  ...(m.cells ? outline('picked-cell', {source: 'picked-cell'}, 2, 1) : []),
  ...outline('pointed-area', area(m.pointedArea), 1.4, 1),
  ...outline('picked-area', area(m.area), 2.4, 1.3),
]

// pointed lists the layers whose filter follows the pointer.
export const pointed = ['pointed-area-casing', 'pointed-area']
