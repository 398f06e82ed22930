package hex

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"
)

// TestGround holds what Cover stands on: a point lies in the ground of every
// cell that its own climbs to, at pentagons too and up to 80 degrees north.
func TestGround(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	var near []orb.Point
	for _, c := range pentagons(t) {
		p, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		near = append(near, p)
	}
	for range 30_000 {
		res := 3 + rng.IntN(7)
		p := somewhere(rng)
		if rng.IntN(3) == 0 {
			n, side := near[rng.IntN(len(near))], 12/math.Pow(7, float64(res)/2)
			p = orb.Point{wrap(n[0] + side*rng.NormFloat64()), n[1] + side*rng.NormFloat64()}
		}
		if math.Abs(p.Lat()) > 80 {
			continue
		}
		fine, err := At(p, res+rng.IntN(15-res+1))
		if err != nil {
			t.Fatal(err)
		}
		c := &cover{res: res, grounds: map[Cell]*ground{}}
		g, err := c.ground(fine.Parent(res))
		if err != nil {
			t.Fatal(err)
		}
		if !g.touches(p, p, p.Lon()) {
			t.Fatalf("a point of %v at latitude %.0f is off the ground of its parent %v", fine, p.Lat(), fine.Parent(res))
		}
	}
}

// blob returns a ring around p with corners some size degrees away.
func blob(rng *rand.Rand, p orb.Point, size float64) orb.Ring {
	var ring orb.Ring
	n := 3 + rng.IntN(30)
	for i := range n {
		s, c := math.Sincos(2 * math.Pi * float64(i) / float64(n))
		r := size * (0.3 + rng.Float64())
		ring = append(ring, orb.Point{p[0] + r*c/math.Cos(p[1]*math.Pi/180), p[1] + r*s})
	}
	return append(ring, ring[0])
}

func TestCover(t *testing.T) {
	five, err := pentagons(t)[8*12].Center()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		at   orb.Point
		size float64
		hole bool
	}{
		{"on the equator", orb.Point{116.9, 0}, 0.1, false},
		{"with a hole", orb.Point{116.9, -0.4}, 0.1, true},
		{"smaller than a cell", orb.Point{116.9, -0.4}, 0.0005, false},
		{"on the antimeridian", orb.Point{180, -16.8}, 0.1, true},
		{"at a pentagon", five, 0.1, true},
		{"far north", orb.Point{20, 78}, 0.1, false},
		{"far south, across the antimeridian", orb.Point{-179.9, -78}, 0.2, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(2, 2))
			for range 5 {
				shape := orb.MultiPolygon{{blob(rng, tc.at, tc.size)}}
				if tc.hole {
					hole := blob(rng, tc.at, tc.size/5)
					slices.Reverse(hole)
					shape[0] = append(shape[0], hole)
				}
				coversExactly(t, rng, shape, tc.at, 2*tc.size, 7+rng.IntN(2))
			}
		})
	}
}

// coversExactly asks orb about points around a place: full cells must hold none
// outside the shape, and cells that are not in the cover none inside.
func coversExactly(t *testing.T, rng *rand.Rand, shape orb.MultiPolygon, at orb.Point, size float64, res int) {
	t.Helper()
	full, edge, err := Cover(shape, res)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.IsSorted(full) || !slices.IsSorted(edge) {
		t.Error("the cover is not sorted")
	}
	for range 4000 {
		p := orb.Point{at[0] + size*(2*rng.Float64()-1)/math.Cos(at[1]*math.Pi/180), at[1] + size*(2*rng.Float64()-1)}
		in := planar.MultiPolygonContains(shape, p)
		p[0] = wrap(p[0])
		c, err := At(p, Base)
		if err != nil {
			t.Fatal(err)
		}
		c = c.Parent(res)
		_, isFull := slices.BinarySearch(full, c)
		_, isEdge := slices.BinarySearch(edge, c)
		if isFull && isEdge {
			t.Fatalf("%v is full and edge", c)
		}
		if isFull && !in || in && !isFull && !isEdge {
			t.Fatalf("a point inside: %v; its cell %v is full: %v, edge: %v", in, c, isFull, isEdge)
		}
	}
}

// TestCoverIsH3sAndMore compares with H3's own cover, which answers for bare
// hexagons: ours calls fewer full and more edge, by the overhang of children.
func TestCoverIsH3sAndMore(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	for range 20 {
		ring := blob(rng, orb.Point{117, rng.Float64() * 2}, 0.15)
		full, edge, err := Cover(orb.MultiPolygon{{ring}}, 8)
		if err != nil {
			t.Fatal(err)
		}
		var loop h3.GeoLoop
		for _, p := range ring[1:] {
			loop = append(loop, h3.LatLng{Lat: p[1], Lng: p[0]})
		}
		h3Full, err := h3.PolygonToCellsExperimental(h3.GeoPolygon{GeoLoop: loop}, 8, h3.ContainmentFull)
		if err != nil {
			t.Fatal(err)
		}
		h3All, err := h3.PolygonToCellsExperimental(h3.GeoPolygon{GeoLoop: loop}, 8, h3.ContainmentOverlapping)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range full {
			if !slices.Contains(h3Full, h3.Cell(c)) {
				t.Errorf("%v is full for us alone", c)
			}
		}
		for _, c := range h3All {
			if !slices.Contains(full, Cell(c)) && !slices.Contains(edge, Cell(c)) {
				t.Errorf("%v is missing", c)
			}
		}
		if more := len(full) + len(edge) - len(h3All); more > len(edge)/2 || len(h3Full)-len(full) > len(edge)/2 {
			t.Errorf("%d cells more than H3 of %d edge cells, %d full of %d", more, len(edge), len(full), len(h3Full))
		}
	}
}

func TestCoverRefuses(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}}
	}
	for _, tc := range []struct {
		name  string
		shape orb.MultiPolygon
		res   int
		want  error
	}{
		{"not a number", box(math.NaN(), 0, 1, 1), 8, ErrNotOnEarth},
		{"latitude first", box(-0.5, 117, -0.4, 117.1), 8, ErrNotOnEarth},
		{"the pole", box(0, 79, 1, 81), 8, ErrFarNorth},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, _, err := Cover(tc.shape, tc.res); !errors.Is(err, tc.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, _, err := Cover(box(0, 0, 1, 1), 2); err == nil {
		t.Error("resolution 2 is accepted")
	}
	for _, nothing := range []orb.MultiPolygon{nil, {}, {{}}, {{{}}}} {
		if full, edge, err := Cover(nothing, 8); len(full)+len(edge) > 0 || err != nil {
			t.Errorf("nothing is covered by %v %v, %v", full, edge, err)
		}
	}
}
