package ingest_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

// astride returns a point whose spot has its middle in another cell, and two
// corners or more in that of the point.
func astride(t *testing.T) orb.Point {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1_000_000 {
		p := orb.Point{116.9 + 0.1*rng.Float64(), -0.5 + 0.1*rng.Float64()}
		a, err := hex.At(p, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		middle := poverty.SpotOf(p).Point()
		if b, err := hex.At(middle, hex.Base); err != nil || a == b {
			continue
		}
		corners := 0
		for _, d := range [][2]float64{{-1, -1}, {-1, 1}, {1, -1}, {1, 1}} {
			if c, err := hex.At(orb.Point{middle[0] + d[0]*0.5e-6, middle[1] + d[1]*0.5e-6}, hex.Base); err == nil && c == a {
				corners++
			}
		}
		if corners > 1 {
			return p
		}
	}
	t.Fatal("no such point")
	return orb.Point{}
}

// A spot may reach into a second cell, at two of its corners: who stands there
// leaves the map once.
func TestASpotOnTheEdgeOfACell(t *testing.T) {
	w := newWorld(t)
	p := astride(t)
	lon, lat := strconv.FormatFloat(p[0], 'f', 12, 64), strconv.FormatFloat(p[1], 'f', 12, 64)
	lines := []string{dtsen}
	for n := range 7 {
		lines = append(lines, line(n+1, "64.02.06.1001", 1, lon, lat))
	}
	w.households(w.file(lines[:2]...), poverty.DTSEN, w.settings(june))
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(september))
	if r.Counts.New != 6 || r.Counts.Changed != 1 || r.Counts.Unchanged != 0 || r.Counts.Located != 0 {
		t.Errorf("%+v", r.Counts)
	}
	if n := w.ask(`select count(*) filter (where h3 = 0) || ' of ' || count(*) from register.household`); n[0] != "7 of 7" {
		t.Errorf("%s are off the map", n[0])
	}
}
