package area_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"tepat/geo/area"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// shapesOf returns the shapes of areas.
func shapesOf(areas []area.Area) (shapes []orb.MultiPolygon) {
	for _, a := range areas {
		shapes = append(shapes, a.Shape)
	}
	return shapes
}

// edges returns every edge, in its direction, with the shapes that have it.
func edges(shapes []orb.MultiPolygon) map[[2]orb.Point][]int {
	out := map[[2]orb.Point][]int{}
	for i, s := range shapes {
		for _, p := range s {
			for _, r := range p {
				for k := 1; k < len(r); k++ {
					out[[2]orb.Point{r[k-1], r[k]}] = append(out[[2]orb.Point{r[k-1], r[k]}], i)
				}
			}
		}
	}
	return out
}

// TestCoverageOfKukar looks at the real villages, which are drawn one by one:
// half of the edges between them are not the same on both sides.
func TestCoverageOfKukar(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	shapes := shapesOf(villages)
	c := area.NewCoverage(shapes)
	for _, tc := range []struct {
		tolerance float64
		vertices  int // no more than
		area      float64
	}{
		{0, 44_000, 0.002},
		{0.0001, 43_000, 0.002},
		{0.001, 12_000, 0.05},
		{0.01, 4_000, 0.5},
	} {
		t.Run(fmt.Sprint(tc.tolerance), func(t *testing.T) {
			simple := c.Simplify(tc.tolerance)
			vertices := 0
			for i, s := range simple {
				vertices += count(s)
				if got, want := planar.Area(s), planar.Area(shapes[i]); math.Abs(got/want-1) > tc.area {
					t.Errorf("%s: area changed by %.4f", villages[i].Name, got/want-1)
				}
			}
			if vertices > tc.vertices {
				t.Errorf("%d vertices are left, want at most %d", vertices, tc.vertices)
			}
			if n := crossings(simple); n > 1 { // one is in the villages as they were drawn
				t.Errorf("%d pairs of edges cross", n)
			}
			if km := alone(simple); km > 2950 { // the outer border and gaps over 10 m wide; 3,700 km before
				t.Errorf("%.0f km of edges have no neighbour", km)
			}
			bordersAreTheEdges(t, c.Borders(tc.tolerance), simple)
		})
	}
}

func count(s orb.MultiPolygon) (n int) {
	for _, p := range s {
		for _, r := range p {
			n += len(r)
		}
	}
	return n
}

// alone returns the length of the edges that no neighbour has the other way, in km.
func alone(shapes []orb.MultiPolygon) (km float64) {
	all := edges(shapes)
	for e := range all {
		if all[[2]orb.Point{e[1], e[0]}] == nil {
			km += planar.Distance(e[0], e[1]) * 111
		}
	}
	return km
}

// bordersAreTheEdges fails when a border is not the edge of its shapes, or an edge not a border exactly once.
func bordersAreTheEdges(t *testing.T, borders []area.Border, shapes []orb.MultiPolygon) {
	t.Helper()
	all := edges(shapes)
	seen := map[[2]orb.Point]bool{}
	for _, b := range borders {
		for k := 1; k < len(b.Line); k++ {
			e := [2]orb.Point{b.Line[k-1], b.Line[k]}
			back := [2]orb.Point{e[1], e[0]}
			if seen[e] || seen[back] {
				t.Fatal("an edge is in two borders")
			}
			seen[e], seen[back] = true, true
			owners := append(slices.Clone(all[e]), all[back]...)
			if !slices.Contains(owners, b.Left) && !slices.Contains(owners, b.Right) {
				t.Fatalf("a border of %d and %d is no edge of theirs", b.Left, b.Right)
			}
		}
	}
	for e := range all {
		if !seen[e] {
			t.Fatal("an edge is in no border")
		}
	}
}

func TestCoverageMergesVillagesToDistricts(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	var codes []area.Code
	var into []int
	for _, v := range villages {
		if !slices.Contains(codes, v.Parent) {
			codes = append(codes, v.Parent)
		}
		into = append(into, slices.Index(codes, v.Parent))
	}
	c := area.NewCoverage(shapesOf(villages))
	districts := c.Merge(len(codes), into)
	for _, tolerance := range []float64{0, 0.001} {
		sum := make([]float64, len(codes))
		fine := edges(c.Simplify(tolerance))
		for i, s := range c.Simplify(tolerance) {
			sum[into[i]] += planar.Area(s)
		}
		merged := districts.Simplify(tolerance)
		for i, s := range merged {
			// Overlaps count twice in the sum.
			if got := planar.Area(s); math.Abs(got/sum[i]-1) > 0.001 {
				t.Errorf("%s: area %.6f, its villages %.6f", codes[i], got, sum[i])
			}
		}
		for e := range edges(merged) {
			if fine[e] == nil {
				t.Fatalf("at %v an edge of a district is none of its villages", tolerance)
			}
		}
	}
	if len(codes) != 20 {
		t.Errorf("%d districts, want 20", len(codes))
	}
}

// TestBorderLevels draws three villages in a row, of two districts, with a gap
// of 50 m before the third, and one of another regency with a corner between.
func TestBorderLevels(t *testing.T) {
	box := func(x0, x1 float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{x0, 0}, {x1, 0}, {x1, 0.1}, {x0, 0.1}, {x0, 0}}}}
	}
	villages := []area.Area{
		{System: area.Kemendagri, Code: "64.90.01.2001", Shape: box(116, 116.1)},
		{System: area.Kemendagri, Code: "64.90.01.2002", Shape: box(116.10005, 116.2)}, // 5 m off
		{System: area.Kemendagri, Code: "64.90.02.2001", Shape: box(116.2005, 116.3)},  // 50 m off
		{System: area.Kemendagri, Code: "64.91.01.2001", Shape: orb.MultiPolygon{{{{116.3, 0.05}, {116.4, 0}, {116.4, 0.1}, {116.3, 0.05}}}}},
		{System: area.Kemendagri, Code: "64.91.01.2002"}, // no shape
	}
	length := map[area.Level]float64{}
	for _, b := range area.NewCoverage(shapesOf(villages)).Borders(0) {
		length[b.Level(villages)] += math.Round(planar.Length(b.Line)*1000) / 1000
	}
	if length[area.Village] != 0.1 || length[area.District] != 0 {
		t.Errorf("borders of villages are %v, want 0.1; of districts %v, want none across an open gap", length[area.Village], length[area.District])
	}
}

func TestCoverageOfNothing(t *testing.T) {
	c := area.NewCoverage([]orb.MultiPolygon{nil, {}, {{}}, {{{}}}, {{{{1, 1}, {1, 1}}}}})
	if got := c.Simplify(1); len(got) != 5 || len(c.Borders(1)) != 0 {
		t.Errorf("got %v", got)
	}
}

// TestCoverageJoins looks at two villages where one has a vertex that the other lacks.
func TestCoverageJoins(t *testing.T) {
	c := area.NewCoverage([]orb.MultiPolygon{
		{{{{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}}},
		{{{{1, 0}, {2, 0}, {2, 1}, {1, 1}, {1.00005, 0.4}, {1, 0}}}},
	})
	for _, tolerance := range []float64{0, 0.1, 10} {
		shapes := c.Simplify(tolerance)
		all := edges(shapes)
		shared := 0.0
		for e, of := range all {
			if back := all[[2]orb.Point{e[1], e[0]}]; len(back) > 0 && back[0] != of[0] {
				shared += planar.Distance(e[0], e[1])
			}
		}
		if shared < 2 {
			t.Errorf("at %v the shared border is %.3f long, want 1 on both sides", tolerance, shared/2)
		}
		for i, s := range shapes {
			if a := planar.Area(s); a < 0.4 || a > 1.1 {
				t.Errorf("at %v shape %d has the area %v", tolerance, i, a)
			}
		}
	}
}

func BenchmarkCoverage(b *testing.B) {
	villages := kukar(b)
	if villages == nil {
		return
	}
	shapes := shapesOf(villages)
	c := area.NewCoverage(shapes)
	b.Run("new", func(b *testing.B) {
		for range b.N {
			area.NewCoverage(shapes)
		}
	})
	b.Run("simplify", func(b *testing.B) {
		for range b.N {
			c.Simplify(0.001)
		}
	})
}

// crossings counts pairs of edges of the shapes that cross within.
func crossings(shapes []orb.MultiPolygon) int {
	type seg struct{ a, b orb.Point }
	grid := map[[2]int][]seg{}
	const g = 0.02
	seen := map[seg]bool{}
	n := 0
	hits := map[[2]seg]bool{}
	for _, s := range shapes {
		for _, p := range s {
			for _, r := range p {
				for k := 1; k < len(r); k++ {
					a, b := r[k-1], r[k]
					if a[0] > b[0] || a[0] == b[0] && a[1] > b[1] {
						a, b = b, a
					}
					e := seg{a, b}
					if seen[e] {
						continue
					}
					seen[e] = true
					for x := int(math.Floor(a[0] / g)); x <= int(math.Floor(b[0]/g)); x++ {
						for y := int(math.Floor(min(a[1], b[1]) / g)); y <= int(math.Floor(max(a[1], b[1])/g)); y++ {
							for _, o := range grid[[2]int{x, y}] {
								if crosses(e.a, e.b, o.a, o.b) && !hits[[2]seg{o, e}] {
									hits[[2]seg{o, e}] = true
									n++
								}
							}
							grid[[2]int{x, y}] = append(grid[[2]int{x, y}], e)
						}
					}
				}
			}
		}
	}
	return n
}

func crosses(a, b, c, d orb.Point) bool {
	if a == c || a == d || b == c || b == d {
		return false
	}
	o := func(p, q, r orb.Point) float64 { return (q[0]-p[0])*(r[1]-p[1]) - (q[1]-p[1])*(r[0]-p[0]) }
	return o(a, b, c)*o(a, b, d) < 0 && o(c, d, a)*o(c, d, b) < 0
}
