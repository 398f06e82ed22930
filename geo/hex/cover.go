package hex

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// Cover returns the cells of resolution res that touch p: full ones lie wholly
// inside, edge ones partly. Each list may hold a cell of p once. The polygon
// must be smaller than a hemisphere and must not cross the antimeridian.
func Cover(p orb.Polygon, res int) (full, edge []Cell, err error) {
	if len(p) == 0 || len(p[0]) < 4 {
		return nil, nil, nil
	}
	shape := h3.GeoPolygon{GeoLoop: loop(p[0])}
	for _, hole := range p[1:] {
		shape.Holes = append(shape.Holes, loop(hole))
	}
	touching, err := h3.PolygonToCellsExperimental(shape, res, h3.ContainmentOverlapping)
	if err != nil {
		return nil, nil, fmt.Errorf("hex: cover: %w", err)
	}
	inside, err := h3.PolygonToCellsExperimental(shape, res, h3.ContainmentFull)
	if err != nil {
		return nil, nil, fmt.Errorf("hex: cover: %w", err)
	}
	isFull := make(map[h3.Cell]bool, len(inside))
	for _, c := range inside {
		isFull[c] = true
	}
	for _, c := range touching {
		if isFull[c] {
			full = append(full, Cell(c))
		} else {
			edge = append(edge, Cell(c))
		}
	}
	return full, edge, nil
}

// loop returns ring as H3 likes it: not closed.
func loop(ring orb.Ring) h3.GeoLoop {
	if ring.Closed() {
		ring = ring[:len(ring)-1]
	}
	out := make(h3.GeoLoop, len(ring))
	for i, p := range ring {
		out[i] = h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}
	}
	return out
}

// Disk returns c and the cells that touch it: seven, or six around a pentagon.
func (c Cell) Disk() ([]Cell, error) {
	around, err := h3.Cell(c).GridDisk(1)
	if err != nil {
		return nil, fmt.Errorf("hex: around %s: %w", c, err)
	}
	out := make([]Cell, len(around))
	for i, n := range around {
		out[i] = Cell(n)
	}
	return out, nil
}
