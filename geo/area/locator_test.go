package area_test

import (
	"cmp"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"tepat/geo"
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

// brute returns the answer without cover and rows: the lowest code of the villages that hold p.
func brute(villages []area.Area) func(p orb.Point) (int32, bool) {
	sorted := slices.SortedFunc(slices.Values(villages), func(a, b area.Area) int { return cmp.Compare(a.Code, b.Code) })
	var bounds []orb.Bound
	for _, a := range sorted {
		bounds = append(bounds, a.Shape.Bound())
	}
	return func(p orb.Point) (int32, bool) {
		for i, a := range sorted {
			if bounds[i].Contains(p) && planar.MultiPolygonContains(a.Shape, p) {
				return a.ID, true
			}
		}
		return 0, false
	}
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
		search := brute(villages)
		inside := 0
		for i := range 30_000 {
			p := orb.Point{bound.Min[0] + rng.Float64()*(bound.Max[0]-bound.Min[0]), bound.Min[1] + rng.Float64()*(bound.Max[1]-bound.Min[1])}
			if i%3 == 0 { // near a border, as close as 10 cm
				ring := villages[rng.IntN(len(villages))].Shape[0][0]
				v, off := ring[rng.IntN(len(ring))], math.Pow(10, -2-4*rng.Float64())
				p = orb.Point{v[0] + off*rng.NormFloat64(), v[1] + off*rng.NormFloat64()}
			}
			c, err := hex.At(p, hex.Base)
			if err != nil {
				t.Fatal(err)
			}
			want, wantOK := search(p)
			for _, cell := range []hex.Cell{c, c.Parent(8), 0} {
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

// TestLocatorOnVertices asks about the corners of all villages: each lies in
// every village that it is a corner of, and in no village with a higher code.
// On an edge between two corners rounding decides, for orb as for us.
func TestLocatorOnVertices(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	l, err := area.NewLocator(villages)
	if err != nil {
		t.Fatal(err)
	}
	byID := map[int32]area.Area{}
	for _, v := range villages {
		byID[v.ID] = v
	}
	for _, v := range villages {
		for _, polygon := range v.Shape {
			for _, ring := range polygon {
				for _, p := range ring {
					if !l.Within(v.ID, p) || l.Distance(v.ID, p) != 0 {
						t.Fatalf("a corner of %s does not lie in it", v.Code)
					}
					got, ok := l.Village(p, 0)
					if !ok || byID[got].Code > v.Code {
						t.Fatalf("a corner of %s lies in %s (%v)", v.Code, byID[got].Code, ok)
					}
					if got != v.ID && !planar.MultiPolygonContains(byID[got].Shape, p) && toEdge(byID[got].Shape, p) > 0.001 {
						t.Fatalf("a corner of %s lies off %s, where it is found", v.Code, byID[got].Code)
					}
				}
			}
		}
	}
}

// toEdge returns the distance from p to the nearest edge of shape, by a look at each.
func toEdge(shape orb.MultiPolygon, p orb.Point) geo.Metres {
	plane, nearest := geo.PlaneAt(p), geo.Metres(math.Inf(1))
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				nearest = min(nearest, plane.ToSegment(ring[i-1], ring[i]))
			}
		}
	}
	return nearest
}

// TestDistanceIsThatToTheNearestEdge compares with a look at every edge.
func TestDistanceIsThatToTheNearestEdge(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	l, err := area.NewLocator(villages)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 3))
	for range 300 {
		v := villages[rng.IntN(len(villages))]
		c := v.Shape.Bound().Center()
		p := orb.Point{c[0] + 0.1*rng.NormFloat64(), c[1] + 0.1*rng.NormFloat64()}
		want := toEdge(v.Shape, p)
		if planar.MultiPolygonContains(v.Shape, p) {
			want = 0
		}
		if got := l.Distance(v.ID, p); got != want {
			t.Fatalf("%s is %.3f m away, want %.3f m", v.Code, got, want)
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
		{"a hundredth of a degree west", 8, orb.Point{115.99, 0}, 1113.2},
		{"in the hole", 9, orb.Point{117.03, -0.95}, 1113.0},
		{"unknown village", 1, orb.Point{116, 0}, math.Inf(1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := float64(l.Distance(tc.id, tc.p)); math.Abs(got-tc.want) > 2 && got != tc.want {
				t.Errorf("got %.1f m, want %.1f m", got, tc.want)
			}
		})
	}
}

// BenchmarkLocator asks about points all over the villages and about points
// within 2 km or so of their borders; the cell of each is known.
func BenchmarkLocator(b *testing.B) {
	villages := kukar(b)
	if villages == nil {
		return
	}
	l, err := area.NewLocator(villages)
	if err != nil {
		b.Fatal(err)
	}
	for name, somewhere := range map[string]func(*rand.Rand) orb.Point{
		"anywhere": func(rng *rand.Rand) orb.Point {
			box := villages[rng.IntN(len(villages))].Shape.Bound()
			return orb.Point{box.Min[0] + rng.Float64()*(box.Max[0]-box.Min[0]), box.Min[1] + rng.Float64()*(box.Max[1]-box.Min[1])}
		},
		"near borders": func(rng *rand.Rand) orb.Point {
			ring := villages[rng.IntN(len(villages))].Shape[0][0]
			p := ring[rng.IntN(len(ring))]
			return orb.Point{p[0] + rng.NormFloat64()*0.02, p[1] + rng.NormFloat64()*0.02}
		},
	} {
		b.Run(name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 2))
			points, cells := make([]orb.Point, 1<<16), make([]hex.Cell, 1<<16)
			for i := range points {
				points[i] = somewhere(rng)
				cells[i], _ = hex.At(points[i], hex.Base)
			}
			b.ResetTimer()
			for i := range b.N {
				l.Village(points[i&0xffff], cells[i&0xffff])
			}
		})
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
