// Where families are dense: a bell over each figure of the mosaic, as wide on
// the ground as its hexagons. It says more and less, and no number.

import type {ExpressionSpecification, HeatmapLayerSpecification} from 'maplibre-gl'
import {densityRamp} from '../../scale'

export interface Dense {data: GeoJSON.FeatureCollection<GeoJSON.Point>; peak: number}

// MapLibre's bell is this high in its middle.
const height = 0.3989422804014327

// A km takes this many pixels at zoom 0 on the equator, which the map is near.
const pixels = 512 / 40_075.016686

const zooms = [3, 13] as const // between them the bells stay as wide on the ground

const wide = (zoom: number): ExpressionSpecification => ['*', ['get', 'reach'], pixels * 2 ** zoom]

export const layer = (peak: number): HeatmapLayerSpecification => ({
  id: 'density', type: 'heatmap', source: 'density',
  paint: {
    'heatmap-weight': ['get', 'weight'],
    'heatmap-intensity': peak > 0 ? 1 / (peak * height) : 0,
    'heatmap-radius': ['interpolate', ['exponential', 2], ['zoom'], zooms[0], wide(zooms[0]), zooms[1], wide(zooms[1])],
    'heatmap-color': ['interpolate', ['linear'], ['heatmap-density'], ...densityRamp.flat()] as unknown as ExpressionSpecification,
    'heatmap-opacity': 0.92,
  },
})
