package hex

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// TestSightIsH3s compares middles and corners with H3's.
func TestSightIsH3s(t *testing.T) {
	seen, most := 0, 0.0
	for _, c := range cells(t, rand.New(rand.NewPCG(4, 2))) {
		s, ok := lattice.see(c)
		if !ok {
			continue
		}
		seen++
		middle, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		most = max(most, apart(s.point(thirds{}), middle))
		ring, err := c.Outline()
		if err != nil {
			t.Fatal(err)
		}
		if len(ring) != 6 {
			t.Fatalf("%v has %d corners", c, len(ring))
		}
		most = max(most, min(turnedApart(s, ring, 0), turnedApart(s, ring, 2), turnedApart(s, ring, 4)))
	}
	if seen < 10_000 || most > 1e-11 {
		t.Errorf("%d seen, up to %v degrees off", seen, most)
	}
}

// turnedApart returns how far the corners are from those of ring, beginning at
// another: a face has three axes to begin with.
func turnedApart(s sight, ring []orb.Point, from int) (most float64) {
	for i, p := range ring {
		most = max(most, apart(s.point(sixCorners[(i+from)%6]), p))
	}
	return most
}

// apart returns the angle between two points in degrees.
func apart(p, q orb.Point) float64 {
	d := toVector(p).plus(toVector(q).times(-1))
	return math.Sqrt(d.dot(d)) * 180 / math.Pi
}

// TestNeighboursShareCorners holds that they do to the last bit.
func TestNeighboursShareCorners(t *testing.T) {
	corners := func(s sight) (out []orb.Point) {
		for _, c := range sixCorners {
			out = append(out, s.point(c))
		}
		return out
	}
	for _, c := range cells(t, rand.New(rand.NewPCG(4, 3))) {
		s, ok := lattice.see(c)
		around, known := lattice.around(c)
		if !ok || !known {
			continue
		}
		for _, n := range around {
			o, ok := lattice.see(n)
			if !ok || o.face != s.face {
				continue
			}
			shared := 0
			for _, p := range corners(o) {
				if slices.Contains(corners(s), p) {
					shared++
				}
			}
			if shared != 2 {
				t.Fatalf("%v and %v share %d corners", c, n, shared)
			}
		}
	}
}
