package tiles

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// odd are places where hexagons are not the plain ones, and a plain one.
var odd = []struct {
	name   string
	centre orb.Point
}{
	{"equator", kukar},
	{"antimeridian", orb.Point{179.999, -17}},
	{"high latitude", orb.Point{15.6, 78.2}},
	{"edge of the square world", orb.Point{20, 84.85}},
	{"pentagon", orb.Point{-5.24539, 2.30088}},
	{"another, where the icosahedron folds", orb.Point{36.52151, -50.1032}},
}

// slow says whether polygon and box share a point, in floating point and
// without any of the short cuts: it clips the polygon against the four sides.
func slow(r ring, b box) bool {
	type p = [2]float64
	poly := make([]p, len(r))
	for i, c := range r {
		poly[i] = p{float64(c.x - b.x0), float64(c.y - b.y0)}
	}
	w, h := float64(b.x1-b.x0), float64(b.y1-b.y0)
	for _, side := range [...]func(p) float64{
		func(q p) float64 { return q[0] }, func(q p) float64 { return w - q[0] },
		func(q p) float64 { return q[1] }, func(q p) float64 { return h - q[1] },
	} {
		var out []p
		for i, to := range poly {
			from := poly[(i+len(poly)-1)%len(poly)]
			f, g := side(from), side(to)
			if f < 0 != (g < 0) {
				s := f / (f - g)
				out = append(out, p{from[0] + s*(to[0]-from[0]), from[1] + s*(to[1]-from[1])})
			}
			if g >= 0 {
				out = append(out, to)
			}
		}
		poly = out
	}
	return len(poly) > 0
}

// Every cell that touches a tile is in it, and no other: 10 000 random tiles.
func TestTouchByBruteForce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for _, tc := range odd {
		t.Run(tc.name, func(t *testing.T) {
			s := made(t, disk(t, tc.centre, 0.4, 28), nil, 5)
			for range 1700 {
				z := 3 + rng.IntN(10)
				res := hex.Root + rng.IntN(5)
				around := s.levels[res].tree.bounds()
				tile := Tile{Z: z, X: column(rng, around.x0, around.x1, z) & (1<<z - 1), Y: column(rng, around.y0, around.y1, z)}
				for _, shift := range worlds {
					b := tile.box().shift(shift)
					got := s.touching(res, b, nil)
					for _, i := range s.levels[res].cells {
						want := slow(s.ring(i, nil), b)
						if found := slices.Contains(got, i); found != want {
							t.Fatalf("tile %d/%d/%d: cell %s found %v, touches %v", tile.Z, tile.X, tile.Y, s.release.Cells().At(int(i)).H3(), found, want)
						}
					}
				}
			}
		})
	}
}

// column returns a random tile column between two world coordinates, or next to them.
func column(rng *rand.Rand, from, to int64, z int) int {
	at := from + rng.Int64N(to-from+1)
	return max(0, min(1<<z-1, int(at>>(worldBits-z))+rng.IntN(3)-1))
}

// Neighbours share bit-identical corners: each corner is had by three cells,
// or by fewer at the rim.
func TestCornersAreShared(t *testing.T) {
	for _, tc := range odd {
		t.Run(tc.name, func(t *testing.T) {
			s := made(t, disk(t, tc.centre, 0.05, 80), nil, 1)
			if s.release.Cells().Len() < 50 {
				t.Fatalf("only %d cells", s.release.Cells().Len())
			}
			for i, c := range s.corners {
				for _, o := range s.corners[i+1:] {
					dx, dy := int64(int32(c.x-o.x)), int64(c.y)-int64(o.y)
					if c != o && math.Abs(float64(dx)) < 50 && math.Abs(float64(dy)) < 50 {
						t.Fatalf("corners %v and %v are nearly, not quite, the same", c, o)
					}
				}
			}
		})
	}
}

func TestRingTouchesBox(t *testing.T) {
	diamond := ring{{0, -10}, {10, 0}, {0, 10}, {-10, 0}}
	for _, tc := range []struct {
		name string
		b    box
		want bool
	}{
		{"box around the polygon", box{-20, -20, 20, 20}, true},
		{"box inside the polygon", box{-2, -2, 2, 2}, true},
		{"only a corner of the polygon inside", box{9, -3, 20, 3}, true},
		{"only a corner of the box inside", box{4, 4, 20, 20}, true},
		{"boxes meet, shapes do not", box{6, 6, 20, 20}, false},
		{"corner on an edge", box{5, 5, 20, 20}, true},
		{"sides touch in a corner", box{10, 0, 20, 20}, true},
		{"a bar across", box{-20, -1, 20, 1}, true},
		{"beside", box{11, -5, 20, 5}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := diamond.touches(tc.b); got != tc.want {
				t.Errorf("touches(%v) = %v, want %v", tc.b, got, tc.want)
			}
		})
	}
}
