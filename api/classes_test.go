package api

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"testing"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/tiles"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

func TestParted(t *testing.T) {
	evenly := func(from, to float64, n int) (v []float64) {
		for i := range n {
			v = append(v, from+(to-from)*float64(i)/float64(n))
		}
		return v
	}
	many := func(v float64) []float64 { return slices.Repeat([]float64{v}, 30) }
	families := func(v []float64) []float64 {
		for i := range v {
			v[i] = math.Floor(v[i])
		}
		return v
	}
	for _, tc := range []struct {
		name, method, unit string
		values             []float64
		n                  int
		want               []float64
	}{
		{"nothing", byQuantile, poverty.UnitShare, nil, 5, nil},
		{"nothing", byNature, poverty.UnitShare, nil, 5, nil},
		{"nothing", byWidth, poverty.UnitFamilies, nil, 5, nil},
		{"one place", byQuantile, poverty.UnitFamilies, []float64{12}, 5, nil},
		{"all equal", byNature, poverty.UnitShare, many(0.5), 5, nil},
		{"spread shares", byQuantile, poverty.UnitShare, evenly(0, 1, 1000), 5, []float64{0.2, 0.4, 0.6, 0.8}},
		{"small shares", byQuantile, poverty.UnitShare, evenly(0, 0.05, 1000), 5, []float64{0.01, 0.02, 0.03, 0.04}},
		{"tiny shares", byQuantile, poverty.UnitShare, evenly(0, 0.005, 1000), 5, []float64{0.001, 0.002, 0.003, 0.004}},
		{"seven", byQuantile, poverty.UnitShare, evenly(0, 1, 1000), 7, []float64{0.15, 0.3, 0.45, 0.55, 0.7, 0.85}},
		{"hundreds", byQuantile, poverty.UnitFamilies, families(evenly(103, 998, 100)), 5, []float64{300, 450, 650, 800}},
		{"one far away", byQuantile, poverty.UnitFamilies, append(families(evenly(1, 11, 100)), 90000), 5, []float64{3, 5, 7, 9}},
		{"one far away", byNature, poverty.UnitFamilies, append(families(evenly(1, 11, 100)), 90000), 3, []float64{6, 90000}},
		{"clumps", byNature, poverty.UnitShare, slices.Concat(evenly(0.1, 0.13, 9), evenly(0.47, 0.5, 9), evenly(0.91, 0.93, 9)), 3, []float64{0.45, 0.9}},
		{"width", byWidth, poverty.UnitShare, []float64{0.1, 0.2, 0.9}, 4, []float64{0.3, 0.5, 0.7}},
		{"narrow width", byWidth, poverty.UnitFamilies, []float64{1, 2, 3}, 5, []float64{2, 3}},
	} {
		t.Run(tc.method+" "+tc.name, func(t *testing.T) {
			if got := parted(tc.values, classQuestion{method: tc.method, classes: tc.n}, tc.unit); !slices.Equal(got, tc.want) {
				t.Errorf("%v, want %v", got, tc.want)
			}
		})
	}
}

func TestDivergingIsEvenAboutItsCentre(t *testing.T) {
	values := []float64{0.02, 0.3, 0.35, 0.4, 0.45, 0.5, 0.8}
	for n := fewestClasses; n <= mostClasses; n++ {
		bounds, centre := diverging(values, n, 0.41234, poverty.UnitShare)
		if len(bounds) != n-1 || centre != 0.412 {
			t.Fatalf("%d: %v about %v", n, bounds, centre)
		}
		for i, b := range bounds {
			if other := bounds[len(bounds)-1-i]; math.Abs(b+other-2*centre) > 1e-9 {
				t.Errorf("%d: %v is not even about %v", n, bounds, centre)
			}
		}
	}
}

func classesOf(t *testing.T, s *Server, query string) (a classesAnswer) {
	t.Helper()
	got := get(t, s, "/v1/releases/7/classes?"+query)
	if got.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", query, got.Code, got.body)
	}
	got.json(t, &a)
	return a
}

func (c classAnswer) holds(v float64) bool {
	return (c.From == nil || v >= *c.From) && (c.Below == nil || v < *c.Below)
}

// Classes are held against the areas that another route answers with.
func TestClassesCountWhatTheAreasSay(t *testing.T) {
	s := thrice(t)
	for _, indicator := range []string{"coverage_pkh", "gap_pkh", "desil_1_4"} {
		figures := figuresOf(t, s, "7", indicator)
		for _, method := range []string{byQuantile, byNature, byWidth, byCentre} {
			for n := fewestClasses; n <= mostClasses; n++ {
				a := classesOf(t, s, fmt.Sprintf("indicator=%s&method=%s&classes=%d", indicator, method, n))
				counts, families, states := make([]int, len(a.Classes)), make([]int, len(a.Classes)), map[string]int{"zero": 0, "no_data": 0, "withheld": 0}
				for code, f := range figures {
					if code.Level(area.Kemendagri) != area.Village {
						continue
					}
					if f.State != "value" {
						states[f.State]++
						continue
					}
					at := slices.IndexFunc(a.Classes, func(c classAnswer) bool { return c.holds(*f.Value) })
					counts[at]++
					if indicator == "gap_pkh" {
						families[at] += int(*f.Numerator)
					} else {
						families[at] += int(*f.Denominator)
					}
				}
				for i, c := range a.Classes {
					if c.Areas != counts[i] || c.Families != families[i] {
						t.Errorf("%s %s %d: class %d is %+v, not %d and %d", indicator, method, n, i, c, counts[i], families[i])
					}
				}
				if len(a.Classes) > n || a.Asked != n || (len(a.Classes) < n) != (a.Why != "") || fmt.Sprint(a.States) != fmt.Sprint(states) {
					t.Errorf("%s %s %d: %d classes, %q, %v", indicator, method, n, len(a.Classes), a.Why, a.States)
				}
			}
		}
	}
}

// A district has the classes of all; both together have all that is counted.
func TestClassesWithinKeepTheBounds(t *testing.T) {
	s := thrice(t)
	all := classesOf(t, s, "indicator=coverage_pkh&method=natural")
	sums := make([][2]int, len(all.Classes))
	for _, code := range []string{"64.02.01", "64.02.02"} {
		part := classesOf(t, s, "indicator=coverage_pkh&method=natural&within="+code)
		for i, c := range part.Classes {
			if !slices.Equal(ends(c), ends(all.Classes[i])) {
				t.Errorf("%s: class %d is %v", code, i, ends(c))
			}
			sums[i][0] += c.Areas
			sums[i][1] += c.Families
		}
	}
	for i, c := range all.Classes {
		if sums[i] != [2]int{c.Areas, c.Families} {
			t.Errorf("class %d: the districts have %v of %+v", i, sums[i], c)
		}
	}
}

func ends(c classAnswer) (e []float64) {
	for _, p := range []*float64{c.From, c.Below} {
		if p == nil {
			e = append(e, -1)
		} else {
			e = append(e, *p)
		}
	}
	return e
}

// Shares have one set of classes near and far; the families of a group of
// hexagons are counted once, so that what is shown adds up to the same at every resolution of whole leaves.
func TestClassesOfHexagons(t *testing.T) {
	s := thrice(t)
	first := classesOf(t, s, "indicator=coverage_pkh&method=natural&classes=7&level=cell_5")
	e, err := s.shelf.edition(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	for res := hex.Root; res <= hex.Base; res++ {
		a := classesOf(t, s, fmt.Sprintf("indicator=coverage_pkh&method=natural&classes=7&level=cell_%d", res))
		areas := 0
		for i, c := range a.Classes {
			areas += c.Areas
			if !slices.Equal(ends(c), ends(first.Classes[i])) {
				t.Errorf("resolution %d: class %d is %v, not %v", res, i, ends(c), ends(first.Classes[i]))
			}
		}
		for _, n := range a.States {
			areas += n
		}
		sizes := 0
		for size, n := range a.Sizes {
			sizes += n
			if r, _ := strconv.Atoi(size); r > res {
				t.Errorf("resolution %d: hexagons of resolution %d", res, r)
			}
		}
		if areas != e.Count(res) || sizes != areas {
			t.Errorf("resolution %d: %d counted, %d by size, %d drawn", res, areas, sizes, e.Count(res))
		}
		gap, want := classesOf(t, s, fmt.Sprintf("indicator=gap_pkh&level=cell_%d", res)), 0
		for i := range e.Drawn(res, tiles.Everywhere) {
			c := e.Release().Cells().At(i)
			if f := c.Figure(2); f.State() == disclose.Value && c.Group() == c.H3() {
				want += int(f.Numerator())
			}
		}
		got := 0
		for _, c := range gap.Classes {
			got += c.Families
		}
		if got != want || want == 0 {
			t.Errorf("resolution %d: %d families, %d are drawn", res, got, want)
		}
	}
}

// Nobody's hexagons are found by trying points, as close as half a hexagon.
func TestUninhabited(t *testing.T) {
	s := thrice(t)
	e, err := s.shelf.edition(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	for _, res := range []int{6, 7, 8} {
		drawn := map[hex.Cell]bool{}
		for i := range e.Drawn(res, tiles.Everywhere) {
			drawn[e.Release().Cells().At(i).H3()] = true
		}
		var shape orb.MultiPolygon
		for i := range e.Release().Areas().Len() {
			if a := e.Release().Areas().At(i).Area(); a.Level == area.Regency {
				shape = a.Shape
			}
		}
		met, empty := map[hex.Cell]bool{}, 0
		for x := -10; x < 620; x++ {
			for y := -10; y < 420; y++ {
				c, err := hex.At(orb.Point{west + float64(x)*side/100, south + float64(y)*side/100}, res)
				if err != nil || met[c] {
					continue
				}
				met[c] = true
				middle, _ := c.Center()
				inhabited := false
				for up := res; up >= hex.Root; up-- {
					inhabited = inhabited || drawn[c.Parent(up)]
				}
				if !inhabited && planar.MultiPolygonContains(shape, middle) {
					empty++
				}
			}
		}
		a := classesOf(t, s, fmt.Sprintf("indicator=families&level=cell_%d", res))
		if a.Uninhabited == nil || *a.Uninhabited != empty {
			t.Errorf("resolution %d: %v, not %d", res, a.Uninhabited, empty)
		}
	}
}

// The classes of one release stay while another is counted in them.
func TestClassesStayOverPeriods(t *testing.T) {
	s := thrice(t)
	var before classesAnswer
	get(t, s, "/v1/releases/5/classes?indicator=coverage_pkh&method=natural").json(t, &before)
	now, own := classesOf(t, s, "indicator=coverage_pkh&method=natural&basis=5"), classesOf(t, s, "indicator=coverage_pkh&method=natural")
	if now.Release != 7 || now.Basis != 5 || own.Basis != 7 || len(now.Classes) != len(before.Classes) {
		t.Fatalf("%+v", now)
	}
	for i, c := range now.Classes {
		if !slices.Equal(ends(c), ends(before.Classes[i])) {
			t.Errorf("class %d is %v, not %v", i, ends(c), ends(before.Classes[i]))
		}
	}
}

func TestThresholds(t *testing.T) {
	in := poverty.Indicator{ID: "coverage_pkh", Unit: poverty.UnitShare, Thresholds: &poverty.Thresholds{Bounds: []float64{0.5, 0.7, 0.9}}}
	if got := methodsOf(in); usualMethod(in) != byThresholds || len(got) != 5 {
		t.Errorf("%v", got)
	}
	in.Thresholds = nil
	if got := methodsOf(in); usualMethod(in) != byQuantile || len(got) != 4 {
		t.Errorf("%v", got)
	}
}

func TestWhyFewer(t *testing.T) {
	for want, got := range map[string]string{
		"":           whyFewer([]float64{1, 2, 3, 4, 5}, 5, 4, 4),
		whyNoFigures: whyFewer(nil, 5, 0, 0),
		whyOneValue:  whyFewer([]float64{3, 3, 3}, 5, 0, 0),
		whyFewValues: whyFewer([]float64{3, 3, 4}, 5, 1, 1),
		whyCoincide:  whyFewer([]float64{1, 2, 3, 4, 5}, 5, 2, 2),
		whyBeyond:    whyFewer([]float64{1, 2, 3, 4, 5}, 5, 4, 3),
	} {
		if got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}

func TestClassesRefuse(t *testing.T) {
	s := thrice(t)
	for query, want := range map[string]int{
		"indicator=coverage_pkh":                              200,
		"":                                                    400,
		"indicator=nothing":                                   400,
		"indicator=coverage_pkh&level=cell":                   400,
		"indicator=coverage_pkh&level=cell_10":                400,
		"indicator=coverage_pkh&level=cell_4":                 400,
		"indicator=coverage_pkh&method=thresholds":            400, // this release has none
		"indicator=coverage_pkh&method=pretty":                400,
		"indicator=coverage_pkh&classes=2":                    400,
		"indicator=coverage_pkh&classes=8":                    400,
		"indicator=coverage_pkh&target=0.5":                   400,
		"indicator=coverage_pkh&method=diverging&target=NaN":  400,
		"indicator=coverage_pkh&method=diverging&target=1":    400,
		"indicator=coverage_pkh&method=diverging&target=-1":   400,
		"indicator=gap_pkh&method=diverging&target=Inf":       400,
		"indicator=gap_pkh&method=diverging&target=12":        200,
		"indicator=coverage_pkh&basis=99":                     404,
		"indicator=coverage_pkh&basis=3":                      400, // for the public
		"indicator=coverage_pkh&within=99":                    400,
		"indicator=coverage_pkh&method=diverging&target=0.8":  200,
		"indicator=families&level=regency&method=natural":     200,
		"indicator=families&level=district&method=equal":      200,
		"indicator=leakage_pkh&level=cell_9&method=diverging": 200,
		"indicator=female_headed&level=cell_7&method=natural": 200,
	} {
		if got := get(t, s, "/v1/releases/7/classes?"+query); got.Code != want {
			t.Errorf("%s: %d, not %d: %.200s", query, got.Code, want, got.body)
		}
	}
}
