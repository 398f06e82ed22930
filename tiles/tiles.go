// Package tiles draws a release as Mapbox vector tiles.
//
// A [Snapshot] holds what a release shows, ready to draw: for each resolution
// the cells of the mosaic in H3's order, their corners quantised once, and a
// tree of boxes over them. [Snapshot.Draw] selects the cells that touch a tile
// and writes whole hexagons, so neighbours share every corner and no seam shows.
package tiles

import (
	"fmt"

	"tepat/geo/poverty"
)

// The layers that can be drawn; a release has one tile set of each.
const (
	Cells    = "cells"    // hexagons of the mosaic
	Outlines = "outlines" // the same without figures: one tile for every measure
	Areas    = "areas"    // administrative areas

	// Borders is a second layer in the tiles of areas: lines, each drawn once.
	Borders = "borders"
)

// Zooms of the tile sets. Beyond the last a map enlarges: resolution 9, the
// finest there is, is drawn at zoom 12, and borders are exact to 0.3 m at 14.
const (
	minCellZoom = 3 // below it a cell is smaller than a pixel
	maxCellZoom = 12
	maxAreaZoom = 14
	villageZoom = 5 // from here on villages are drawn
)

const (
	extent     = 4096 // units of a tile's side
	extentBits = 12
	buffer     = 64   // units drawn beyond a tile's sides
	budget     = 4000 // cells of one tile, at most
)

// ErrOutside says that a tile set has no such tile: no such zoom, column or row.
var ErrOutside = fmt.Errorf("tiles: outside the zooms: %w", poverty.ErrNotFound)

// A Tile is one tile of a tile set, counted from the north-west, with the
// indicators it carries: places in the release's list, ascending. Outlines carry none.
type Tile struct {
	Layer      string
	Z, X, Y    int
	Indicators []int
}

// inside says whether t lies in the grid of its zoom.
func (t Tile) inside() bool {
	return t.Z >= 0 && t.Z <= maxAreaZoom && t.X >= 0 && t.X < 1<<t.Z && t.Y >= 0 && t.Y < 1<<t.Z
}

// box returns the ground of t with its buffer.
func (t Tile) box() box {
	side := int64(worldSize) >> t.Z
	pad := int64(buffer) << unitShift(t.Z)
	x, y := int64(t.X)*side, int64(t.Y)*side
	return box{x - pad, y - pad, x + side + pad, y + side + pad}
}
