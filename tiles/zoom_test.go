package tiles

import (
	"slices"
	"testing"

	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// No tile holds more cells than the budget, and a zoom draws a coarser
// resolution than it might only because some tile of the finer one would.
func TestBudget(t *testing.T) {
	for _, tc := range []struct {
		name    string
		centre  orb.Point
		degrees float64
		n       int
	}{
		{"dense on the equator", kukar, 0.5, 300},
		{"dense on the antimeridian", orb.Point{180, -17}, 0.5, 300},
		{"wide and thin", kukar, 16, 400},
		{"far north", orb.Point{15.6, 78.2}, 1, 300},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := made(t, disk(t, tc.centre, tc.degrees, tc.n), nil, 1)
			for z := minCellZoom; z <= maxCellZoom; z++ {
				res := s.zooms[z]
				if n := fullest(s, z, res); res > 0 && n > budget {
					t.Errorf("zoom %d draws resolution %d with %d cells in a tile", z, res, n)
				}
				if next := max(res+1, hex.Root); next <= finest[z] {
					if n := fullest(s, z, next); n <= budget {
						t.Errorf("zoom %d draws resolution %d, though %d has no more than %d cells in a tile", z, res, next, n)
					}
				}
			}
		})
	}
}

// fullest returns the most drawn cells of any tile, found tile by tile.
func fullest(s *Snapshot, z, res int) (most int) {
	if res == 0 {
		return 0
	}
	b := s.levels[res].tree.bounds()
	bits := worldBits - z
	for x := b.x0>>bits - 1; x <= b.x1>>bits+1; x++ {
		for y := max(0, b.y0>>bits-1); y <= min(1<<z-1, b.y1>>bits+1); y++ {
			tile := Tile{Z: z, X: int(x) & (1<<z - 1), Y: int(y)}
			n := 0
			for _, shift := range worlds {
				n += len(s.touching(res, tile.box().shift(shift), nil))
			}
			most = max(most, n)
		}
	}
	return most
}

// Drawn yields every cell that touches a bound, once.
func TestDrawn(t *testing.T) {
	s := made(t, disk(t, orb.Point{180, -17}, 1, 80), nil, 5)
	bound := func(w, s, e, n float64) orb.Bound {
		return orb.Bound{Min: orb.Point{w, s}, Max: orb.Point{e, n}}
	}
	whole := slices.Sorted(s.Drawn(8, Everywhere))
	for _, tc := range []struct {
		name string
		b    orb.Bound
		want func(lon float64) bool // of a cell's centre
	}{
		{"across", bound(179, -18, -179, -16), func(float64) bool { return true }},
		{"almost everywhere", bound(-180, -89, 180, 89), func(float64) bool { return true }},
		{"the west", bound(-180, -18, -179, -16), func(lon float64) bool { return lon < 0 }},
		{"the east", bound(179, -18, 180, -16), func(lon float64) bool { return lon > 0 }},
		{"elsewhere", bound(0, -18, 1, -16), func(float64) bool { return false }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := slices.Sorted(s.Drawn(8, tc.b))
			if n := len(slices.Compact(slices.Clone(got))); n != len(got) {
				t.Errorf("%d cells, %d different ones", len(got), n)
			}
			for _, i := range whole {
				c := s.Center(i)
				// A cell on the border itself may be had from both sides.
				near := c.Lon() > 179.98 || c.Lon() < -179.98
				if _, found := slices.BinarySearch(got, i); found != tc.want(c.Lon()) && !near {
					t.Errorf("cell at %v: found %v", c, found)
				}
			}
		})
	}
	if n := len(slices.Sorted(s.Drawn(4, Everywhere))); n != 0 {
		t.Errorf("%d cells of a resolution that the lattice does not have", n)
	}
}
