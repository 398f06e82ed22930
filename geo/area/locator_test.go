package area_test

import (
	"cmp"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

// kukar returns the real villages of Kutai Kartanegara.
func kukar(t testing.TB) []area.Area {
	t.Helper()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file geojson.FeatureCollection
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var out []area.Area
	for i, f := range file.Features {
		a := area.Area{ID: int32(1000 + i), System: area.Kemendagri, Vintage: "2025", Level: area.Village,
			Code: area.Code(f.Properties.MustString("kode")), Name: f.Properties.MustString("nama")}
		a.Parent = a.Code.Parent(a.System)
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			a.Shape = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			a.Shape = g
		}
		out = append(out, a)
	}
	return out
}

// squares are two villages side by side that overlap by a strip, and a third far off with a hole.
func squares() []area.Area {
	box := func(x0, y0, x1, y1 float64) orb.Ring {
		return orb.Ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}
	}
	hole := box(117.02, -0.98, 117.08, -0.92)
	slices.Reverse(hole)
	return []area.Area{
		{ID: 7, Code: "64.90.01.2002", Shape: orb.MultiPolygon{{box(116.09, -0.05, 116.2, 0.05)}}},
		{ID: 8, Code: "64.90.01.2001", Shape: orb.MultiPolygon{{box(116, -0.05, 116.1, 0.05)}}},
		{ID: 9, Code: "64.90.01.2003", Shape: orb.MultiPolygon{{box(117, -1, 117.1, -0.9), hole}}},
	}
}

// brute is the answer without cover and bands: the lowest code of the villages that hold p.
func brute(villages []area.Area, p orb.Point) (int32, bool) {
	sorted := slices.SortedFunc(slices.Values(villages), func(a, b area.Area) int { return cmp.Compare(a.Code, b.Code) })
	for _, a := range sorted {
		if a.Shape.Bound().Contains(p) && planar.MultiPolygonContains(a.Shape, p) {
			return a.ID, true
		}
	}
	return 0, false
}

func TestLocatorAgreesWithBruteForce(t *testing.T) {
	for name, villages := range map[string][]area.Area{"squares": squares(), "Kutai Kartanegara": kukar(t)} {
		if villages == nil {
			continue
		}
		l, err := area.NewLocator(villages)
		if err != nil {
			t.Fatal(err)
		}
		bound := villages[0].Shape.Bound()
		for _, a := range villages {
			bound = bound.Union(a.Shape.Bound())
		}
		bound = bound.Pad(0.02)
		rng := rand.New(rand.NewPCG(1, 2))
		inside := 0
		for range 30_000 {
			p := orb.Point{bound.Min[0] + rng.Float64()*(bound.Max[0]-bound.Min[0]), bound.Min[1] + rng.Float64()*(bound.Max[1]-bound.Min[1])}
			c, err := hex.At(p, hex.Base)
			if err != nil {
				t.Fatal(err)
			}
			want, wantOK := brute(villages, p)
			for _, cell := range []hex.Cell{c, 0} {
				if got, ok := l.Village(p, cell); got != want || ok != wantOK {
					t.Fatalf("%s: a point of cell %s lies in %d (%v), want %d (%v)", name, c, got, ok, want, wantOK)
				}
			}
			if wantOK {
				inside++
				if d := l.Distance(want, p); d != 0 {
					t.Errorf("%s: distance %v inside", name, d)
				}
			}
		}
		if inside < 500 {
			t.Errorf("%s: only %d points fell inside", name, inside)
		}
	}
}

func TestDistanceOutside(t *testing.T) {
	l, err := area.NewLocator(squares())
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		id   int32
		p    orb.Point
		want float64
	}{
		{"a hundredth of a degree west", 8, orb.Point{115.99, 0}, 1111.9},
		{"in the hole", 9, orb.Point{117.03, -0.95}, 1111.9},
		{"unknown village", 1, orb.Point{116, 0}, math.Inf(1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := float64(l.Distance(tc.id, tc.p)); math.Abs(got-tc.want) > 2 && got != tc.want {
				t.Errorf("got %.1f m, want %.1f m", got, tc.want)
			}
		})
	}
}

func BenchmarkLocator(b *testing.B) {
	villages := kukar(b)
	if villages == nil {
		return
	}
	l, err := area.NewLocator(villages)
	if err != nil {
		b.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	points, cells := make([]orb.Point, 1<<16), make([]hex.Cell, 1<<16)
	for i := range points {
		v := villages[rng.IntN(len(villages))].Shape[0][0]
		p := v[rng.IntN(len(v))]
		points[i] = orb.Point{p[0] + rng.NormFloat64()*0.02, p[1] + rng.NormFloat64()*0.02}
		cells[i], _ = hex.At(points[i], hex.Base)
	}
	b.ResetTimer()
	for i := range b.N {
		l.Village(points[i&0xffff], cells[i&0xffff])
	}
}

func BenchmarkNewLocator(b *testing.B) {
	villages := kukar(b)
	for range b.N {
		if _, err := area.NewLocator(villages); err != nil {
			b.Fatal(err)
		}
	}
}
