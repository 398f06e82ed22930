// What the reader points at and has chosen: outlines, and a veil over the other districts.

import type {FilterSpecification, LayerSpecification} from 'maplibre-gl'
import {ink, paper} from '../../scale'

export interface Marks {within?: string; area?: string; group?: string; pointedArea?: string; pointedGroup?: string}

const none: FilterSpecification = ['==', ['literal', 0], 1]

// isArea holds for one area: no two have a code in common, whatever their level.
export const isArea = (code: string | undefined): FilterSpecification => code ? ['==', ['get', 'code'], code] : none

// isGroup holds for the hexagons that share a figure; the one that names the group carries no group of its own.
export const isGroup = (h3: string | undefined): FilterSpecification =>
  h3 ? ['any', ['==', ['get', 'h3'], h3], ['==', ['get', 'group'], h3]] : none

const outline = (id: string, source: string, sourceLayer: string, filter: FilterSpecification, width: number, casing: number): LayerSpecification[] => {
  const line = (suffix: string, colour: string, width: number): LayerSpecification => ({
    id: id + suffix, type: 'line', source, 'source-layer': sourceLayer, filter,
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

export const layers = (m: Marks, cells: boolean): LayerSpecification[] => [
  ...(cells ? outline('pointed-cell', 'cells', 'outlines', isGroup(m.pointedGroup), 1.2, 0.8) : []),
  ...(cells ? outline('picked-cell', 'cells', 'outlines', isGroup(m.group), 2, 1) : []),
  ...outline('pointed-area', 'areas', 'areas', isArea(m.pointedArea), 1.4, 1),
  ...outline('picked-area', 'areas', 'areas', isArea(m.area), 2.4, 1.3),
]

// pointed lists the layers whose filter follows the pointer.
export const pointed = {
  cell: ['pointed-cell-casing', 'pointed-cell'],
  area: ['pointed-area-casing', 'pointed-area'],
}
