package api

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"

	"github.com/paulmach/orb"
)

// thrice returns a planner's server of three planner's releases and a public one.
func thrice(t *testing.T) *Server {
	t.Helper()
	return opened(t, Options{
		Releases: newPress(made(t, 3, poverty.Public, 20), made(t, 4, poverty.Planner, 20), made(t, 5, poverty.Planner, 30), made(t, 7, poverty.Planner, 40)),
		Audience: poverty.Planner,
	})
}

func figuresOf(t *testing.T, s *Server, release, indicator string) map[area.Code]figureAnswer {
	t.Helper()
	var a areasAnswer
	get(t, s, "/v1/releases/"+release+"/areas?limit=1000&indicators="+indicator).json(t, &a)
	all := map[area.Code]figureAnswer{}
	for _, v := range a.Areas {
		all[v.Code] = v.Indicators[indicator]
	}
	return all
}

// The answer is held against the two that it is made of.
func TestCompare(t *testing.T) {
	s := thrice(t)
	for _, tc := range []struct{ query, before, against string }{
		{"indicator=coverage_pkh&with=5", "5", "coverage_pkh"},
		{"indicator=gap_pkh&with=5", "5", "gap_pkh"},
		{"indicator=coverage_pkh&against=desil_1_4", "7", "desil_1_4"},
	} {
		t.Run(tc.query, func(t *testing.T) {
			var a compareAnswer
			got := get(t, s, "/v1/releases/7/compare?"+tc.query)
			got.json(t, &a)
			after, before := figuresOf(t, s, "7", a.Indicator), figuresOf(t, s, tc.before, tc.against)
			if got.Code != http.StatusOK || len(a.Areas) != 24 || a.States["value"] < 5 || a.States["withheld"] == 0 {
				t.Fatalf("%d: %+v", got.Code, a)
			}
			counted := map[string]int{"value": 0, "withheld": 0, "no_data": 0}
			for _, c := range a.Areas {
				counted[c.State]++
				f, g := after[c.Code], before[c.Code]
				if (c.State == "withheld") != (f.State == "withheld" || g.State == "withheld") {
					t.Errorf("%s is %s of %s and %s", c.Code, c.State, f.State, g.State)
				}
				if c.State != "value" {
					if c.Difference != nil || c.Interval != nil || c.Clear {
						t.Errorf("%s is %s and has a difference", c.Code, c.State)
					}
					continue
				}
				x, y := stat.Rate{Cases: int(*f.Numerator), Population: int(*f.Denominator)}, stat.Rate{Cases: int(*g.Numerator), Population: int(*g.Denominator)}
				of, _ := stat.NoisyWilson(x, stat.Noise{Cases: 1, Population: 1}, 0.95) // as the release says
				from, _ := stat.NoisyWilson(y, stat.Noise{Cases: 1, Population: 1}, 0.95)
				want := stat.Difference(x.Share(), of, y.Share(), from)
				if math.Abs(*c.Difference-(x.Share()-y.Share())) > 1e-4 || math.Abs(c.Interval[0]-want.Low) > 1e-4 || math.Abs(c.Interval[1]-want.High) > 1e-4 {
					t.Errorf("%s: %v %v, want %v", c.Code, *c.Difference, *c.Interval, want)
				}
				if c.Clear != (want.Low > 0 || want.High < 0) {
					t.Errorf("%s is clear: %v, of %v", c.Code, c.Clear, want)
				}
			}
			for state, n := range counted {
				if a.States[state] != n {
					t.Errorf("%s: %d counted, %d said", state, n, a.States[state])
				}
			}
			if !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
				t.Errorf("kept as %q", got.Header().Get("Cache-Control"))
			}
			var part compareAnswer
			get(t, s, "/v1/releases/7/compare?within=64.02.01&"+tc.query).json(t, &part)
			if len(part.Areas) != 12 || !slices.Equal(part.Breaks, a.Breaks) {
				t.Errorf("of one district: %d areas, breaks %v, not %v", len(part.Areas), part.Breaks, a.Breaks)
			}
		})
	}
}

// boundedServer has releases 5 and 7 in which shares up to a fifth, and from four fifths on, are bounds.
func boundedServer(t *testing.T) *Server {
	t.Helper()
	p := newPress()
	for id, n := range map[int64]int{5: 10, 7: 20} {
		r, err := disclose.Clear(made(t, id, poverty.Planner, n).About(), madeCounts(t, n), disclose.Policy{MinFamilies: 5, Bound: 0.2})
		if err != nil {
			t.Fatal(err)
		}
		p.publish(r)
	}
	return opened(t, Options{Releases: p, Audience: poverty.Planner})
}

// Of what is at most, or at least, something, the difference is a bound too.
func TestCompareOfBounds(t *testing.T) {
	want := map[[2]string]target.Bound{ // by those of after and before
		{"at_least", ""}: target.AtLeast, {"at_most", ""}: target.AtMost, {"", "at_most"}: target.AtLeast, {"", "at_least"}: target.AtMost,
		{"at_least", "at_most"}: target.AtLeast, {"at_most", "at_least"}: target.AtMost, {"at_least", "at_least"}: target.About, {"at_most", "at_most"}: target.About,
	}
	s, met := boundedServer(t), map[target.Bound]bool{}
	for _, query := range []string{"indicator=coverage_pkh&with=5", "indicator=coverage_pkh&against=desil_1_4", "indicator=female_headed&against=coverage_pkh"} {
		var a compareAnswer
		get(t, s, "/v1/releases/7/compare?"+query).json(t, &a)
		for _, c := range a.Areas {
			if c.State != measured {
				if c.Bound != "" {
					t.Errorf("%s is %s and has the bound %s", c.Code, c.State, c.Bound)
				}
				continue
			}
			if c.Bound != want[[2]string{c.After.Bound, c.Before.Bound}] {
				t.Errorf("%s: %q, of %q and %q", c.Code, c.Bound, c.After.Bound, c.Before.Bound)
			}
			met[c.Bound] = true
		}
	}
	if !met[target.AtLeast] || !met[target.AtMost] || !met[""] {
		t.Errorf("not all are tested: %v", met)
	}
}

func TestCompareRefuses(t *testing.T) {
	s := thrice(t)
	for query, want := range map[string]struct {
		code int
		word string
	}{
		"indicator=coverage_pkh":                        {400, "one of with"},
		"indicator=coverage_pkh&with=5&against=gap_pkh": {400, "one of with"},
		"indicator=coverage_pkh&with=7":                 {400, "itself"},
		"indicator=coverage_pkh&against=coverage_pkh":   {400, "itself"},
		"indicator=coverage_pkh&with=9":                 {404, "9"},
		"indicator=coverage_pkh&with=3":                 {400, "audience"},
		"indicator=coverage_pkh&with=x":                 {400, "number"},
		"indicator=wealth&with=5":                       {400, "wealth"},
		"with=5":                                        {400, "indicator"},
		"indicator=coverage_pkh&against=wealth":         {400, "wealth"},
		"indicator=coverage_pkh&against=gap_pkh":        {400, "families"},
		"indicator=families&with=5":                     {400, "no share"},
		"indicator=coverage_pkh&with=5&level=island":    {400, "island"},
		"indicator=coverage_pkh&with=5&within=99":       {400, "99"},
		"indicator=coverage_pkh&with=5&colour=red":      {400, "colour"},
	} {
		got := get(t, s, "/v1/releases/7/compare?"+query)
		if got.Code != want.code || !strings.Contains(string(got.body), want.word) {
			t.Errorf("%s: %d %s, want %d with %q", query, got.Code, got.body, want.code, want.word)
		}
	}
}

// Villages that were divided, added or dissolved between two vintages are told apart.
func TestCompareVintages(t *testing.T) {
	older, newer := clearedAreas(t, 5, "2020", nil), clearedAreas(t, 7, "2025", func(a []area.Area) []area.Area {
		a[3].Shape = orb.MultiPolygon{{{{west, south}, {west + side/2, south}, {west + side/2, south + side}, {west, south + side}, {west, south}}}}
		a[14].Code = "64.02.01.2999"
		return a
	})
	s := opened(t, Options{Releases: newPress(older, newer), Audience: poverty.Planner})
	var a compareAnswer
	get(t, s, "/v1/releases/7/compare?indicator=coverage_pkh&with=5").json(t, &a)
	if a.States["redrawn"] != 1 || a.States["added"] != 1 || a.States["gone"] != 1 || len(a.Areas) != 25 {
		t.Errorf("%v", a.States)
	}
	var h historyAnswer
	get(t, s, "/v1/releases/7/history?indicator=coverage_pkh").json(t, &h)
	if i := slices.IndexFunc(h.Areas, func(p pastArea) bool { return p.Code == "64.02.01.2999" }); h.Areas[i].Figures[0] != nil || h.Areas[i].Figures[1] == nil {
		t.Errorf("the village that was added: %v", h.Areas[i])
	}
	// What compare calls redrawn is no figure of a history, asked of either release.
	for _, asked := range []string{"7", "5"} {
		var h historyAnswer
		get(t, s, "/v1/releases/"+asked+"/history?indicator=coverage_pkh").json(t, &h)
		for _, c := range a.Areas {
			i := slices.IndexFunc(h.Areas, func(p pastArea) bool { return p.Code == c.Code })
			if i < 0 {
				continue
			}
			for n, f := range h.Areas[i].Figures {
				if elsewhere := strconv.FormatInt(h.Releases[n].Release, 10) != asked; f != nil && (f.State == "redrawn") != (c.State == "redrawn" && elsewhere) {
					t.Errorf("asked of %s, %s in column %d is %+v and compares as %s", asked, c.Code, n, f, c.State)
				}
				if f != nil && f.State == "redrawn" && (f.Value != nil || f.Numerator != nil) {
					t.Errorf("%s has a number: %+v", c.Code, f)
				}
			}
		}
	}
}

func clearedAreas(t *testing.T, id int64, vintage string, change func([]area.Area) []area.Area) *disclose.Release {
	t.Helper()
	about := made(t, id, poverty.Planner, 10).About()
	about.Vintage = vintage
	counts := madeCounts(t, 10)
	if change != nil {
		counts.Areas = change(counts.Areas)
	}
	for i := range counts.Areas {
		counts.Areas[i].Vintage = vintage
	}
	r, err := disclose.Clear(about, counts, disclose.Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHistory(t *testing.T) {
	s := thrice(t)
	var a historyAnswer
	got := get(t, s, "/v1/releases/5/history?indicator=coverage_pkh&within=64.02.01")
	got.json(t, &a)
	if got.Code != http.StatusOK || len(a.Areas) != 12 || len(a.Releases) != 3 || a.Releases[0].Release != 4 || a.Releases[2].Release != 7 {
		t.Fatalf("%d: %+v", got.Code, a)
	}
	if c := got.Header().Get("Cache-Control"); c != "no-cache" {
		t.Errorf("kept as %q, though a release may come out", c)
	}
	for n, release := range []string{"4", "5", "7"} {
		want := figuresOf(t, s, release, "coverage_pkh")
		for _, p := range a.Areas {
			if f := p.Figures[n]; f == nil || f.State != want[p.Code].State || (f.Value == nil) != (want[p.Code].Value == nil) || f.Value != nil && *f.Value != *want[p.Code].Value {
				t.Errorf("%s in release %s: %+v, not %+v", p.Code, release, f, want[p.Code])
			}
		}
	}
	for query, word := range map[string]string{"": "indicator", "indicator=wealth": "wealth", "indicator=gap_pkh&level=x": "level", "indicator=gap_pkh&within=9": "9", "indicator=gap_pkh&limit=1": "limit"} {
		if got := get(t, s, "/v1/releases/7/history?"+query); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), word) {
			t.Errorf("%s: %d %s", query, got.Code, got.body)
		}
	}
}

// What is shown as a bound is no exact number of families, and so is their sum.
func TestDensityOfBounds(t *testing.T) {
	for _, tc := range []struct {
		s     *Server
		noise bool
	}{{boundedServer(t), true}, {bare(t), false}} {
		var a densityAnswer
		get(t, tc.s, "/v1/releases/7/density?indicator=gap_pkh").json(t, &a)
		e, err := tc.s.shelf.edition(t.Context(), 7)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		cells := e.Release().Cells()
		for i := range cells.Len() {
			c := cells.At(i)
			if f := c.Figure(2); c.Leaf() && c.Group() == c.H3() && f.State() == disclose.Value {
				want = append(want, f.Bound().String())
			}
		}
		bounded := slices.ContainsFunc(want, func(b string) bool { return b != "" })
		if !slices.Equal(a.Bounds, want) || bounded != tc.noise {
			t.Errorf("bounds %v, want %v", a.Bounds, want)
		}
		if (a.Bound == target.About) != tc.noise || !tc.noise && a.Bound != "" {
			t.Errorf("the total is said to be %q", a.Bound)
		}
	}
}

// bare has a release without noise or bounds.
func bare(t *testing.T) *Server {
	t.Helper()
	about := made(t, 7, poverty.Planner, 10).About()
	about.Plan = nil
	r, err := disclose.Clear(about, madeCounts(t, 10), disclose.Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, Options{Releases: newPress(r), Audience: poverty.Planner})
}

// A history reads each release once, and keeps no more than its areas.
func TestHistoryReadsOnce(t *testing.T) {
	p := newPress()
	for id := int64(1); id <= 20; id++ {
		p.publish(made(t, id, poverty.Planner, 6))
	}
	s := opened(t, Options{Releases: p, Audience: poverty.Planner, Kept: 1})
	for range 3 {
		var a historyAnswer
		get(t, s, "/v1/releases/20/history?indicator=coverage_pkh").json(t, &a)
		if len(a.Releases) != limitHistory || a.Releases[0].Release != 9 {
			t.Fatalf("%+v", a.Releases)
		}
	}
	if p.loads != limitHistory || len(s.shelf.open) > 2 {
		t.Errorf("%d releases were read, %d are open", p.loads, len(s.shelf.open))
	}
}

// Older data that comes out later stands before newer data.
func TestHistoryIsInOrderOfItsData(t *testing.T) {
	p := newPress()
	for id, asOf := range map[int64]string{4: "2024-06-30", 5: "2023-06-30", 6: "2024-06-30", 7: "2024-01-31"} {
		about := made(t, id, poverty.Planner, 6).About()
		about.AsOf = asOf
		r, err := disclose.Clear(about, madeCounts(t, 6), disclose.Policy{MinFamilies: 5})
		if err != nil {
			t.Fatal(err)
		}
		p.publish(r)
	}
	var a historyAnswer
	get(t, opened(t, Options{Releases: p, Audience: poverty.Planner}), "/v1/releases/7/history?indicator=coverage_pkh").json(t, &a)
	var got []int64
	for _, r := range a.Releases {
		got = append(got, r.Release)
	}
	if !slices.Equal(got, []int64{5, 7, 4, 6}) {
		t.Errorf("%v", got)
	}
}

func TestHistoryLeavesOut(t *testing.T) {
	otherwise := madeIndicators
	madeIndicators = slices.Clone(madeIndicators)
	madeIndicators[4].Numerator = "desil <= 3 and receives_pkh"
	older := made(t, 5, poverty.Planner, 10)
	madeIndicators = otherwise
	s := opened(t, Options{Releases: newPress(older, made(t, 7, poverty.Planner, 10)), Audience: poverty.Planner})
	var a historyAnswer
	get(t, s, "/v1/releases/7/history?indicator=coverage_pkh").json(t, &a)
	if len(a.Releases) != 1 || len(a.LeftOut) != 1 || a.LeftOut[0] != (leftOut{5, "counted_otherwise"}) {
		t.Errorf("%+v", a)
	}
	if got := get(t, s, "/v1/releases/7/compare?indicator=coverage_pkh&with=5"); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), "another way") {
		t.Errorf("%d %s", got.Code, got.body)
	}
}

// Every figure of the mosaic is one point, and points and the rest are all figures.
func TestDensity(t *testing.T) {
	s := thrice(t)
	var a densityAnswer
	get(t, s, "/v1/releases/7/density?indicator=gap_pkh").json(t, &a)
	e, err := s.shelf.edition(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	about := e.about.Indicators[2]
	var total uint64
	for i := range a.Points {
		if _, err := hex.At(orb.Point(a.Points[i]), 9); err != nil {
			t.Error(err)
		}
		total += uint64(a.Families[i])
	}
	for i, km2 := range a.Areas {
		if km2 < 0.1 || km2 > 2000 || len(a.Areas) != len(a.Points) {
			t.Fatalf("area %d of %d is %v", i, len(a.Areas), km2)
		}
	}
	var want uint64 // the sum over the cells at resolution 9, a figure each
	seen := map[hex.Cell]bool{}
	cells := e.Release().Cells()
	for i := range cells.Len() {
		if c := cells.At(i); c.Leaf() && !seen[c.Group()] {
			seen[c.Group()] = true
			want += uint64(c.Figure(2).Numerator())
		}
	}
	if total != want || a.Total != want || len(a.Points) != len(a.Families) || len(seen) != len(a.Points)+a.Withheld+a.NoData+a.Zero {
		t.Errorf("%d families in %d points, want %d; %+v of %d figures; %v", total, len(a.Points), want, a.Withheld, len(seen), about.States)
	}
	if got := get(t, s, "/v1/releases/7/density?indicator=wealth"); got.Code != http.StatusBadRequest {
		t.Errorf("%d", got.Code)
	}
}
