package hex

import (
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// At returns the cell of resolution res that holds p (lon, lat in degrees), to
// the last point the one that H3 gives: 0.1 µs.
// H3 itself would accept latitude 91; At returns [ErrNotOnEarth].
func At(p orb.Point, res int) (Cell, error) {
	if !(math.Abs(p.Lon()) <= 180 && math.Abs(p.Lat()) <= 90) {
		return 0, ErrNotOnEarth
	}
	if c, sure := index(p, res); sure {
		return c, nil
	}
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
	if err != nil {
		return 0, err
	}
	return Cell(c), nil
}

// Valid says whether c is a cell that H3 knows.
func (c Cell) Valid() bool { return h3.Cell(c).IsValid() }

// Pentagon says whether c is one of the twelve cells of its resolution that
// have five sides.
func (c Cell) Pentagon() bool { return h3.Cell(c).IsPentagon() }

// Center returns the middle of c (lon, lat in degrees).
func (c Cell) Center() (orb.Point, error) {
	p, err := h3.Cell(c).LatLng()
	if err != nil {
		return orb.Point{}, fmt.Errorf("hex: centre of %s: %w", c, err)
	}
	return orb.Point{p.Lng, p.Lat}, nil
}

// Disk returns c and the cells that touch it: seven, or six around a pentagon.
func (c Cell) Disk() ([]Cell, error) {
	if six, ok := lattice.around(c); ok {
		return append(append(make([]Cell, 0, 7), c), six[:]...), nil
	}
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
