package reach

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/geo/target"
)

// aboutDeciles describes a release of ten deciles of 100 families each and 50
// whose desil is not known, of whom the poorest four are eligible.
func aboutDeciles(recipients func(desil int) int) poverty.Release {
	t := poverty.Targeting{Programme: "pkh"}
	for i := 1; i <= 11; i++ {
		d := poverty.Decile{Desil: i % 11, Families: 100}
		if d.Desil == 0 {
			d.Families = 50
		}
		if d.Recipients = recipients(d.Desil); d.Desil >= 1 && d.Desil <= 4 {
			d.Eligible, d.Reached = 100, d.Recipients
		}
		t.Deciles = append(t.Deciles, d)
	}
	return poverty.Release{ID: 7, AsOf: "2025-06-30", Targeting: []poverty.Targeting{t, {Programme: "uep", Withheld: true}},
		Programmes: []poverty.Programme{{ID: "pkh", Name: poverty.Text{EN: "PKH", ID: "PKH"}}}}
}

// Of 400 eligible 200 are reached, and of 650 others 50: each measure by hand.
func TestTargetingByHand(t *testing.T) {
	got, err := NewTargeting(aboutDeciles(func(desil int) int {
		switch {
		case desil >= 1 && desil <= 4:
			return 50
		case desil == 5:
			return 40
		case desil == 0:
			return 10
		}
		return 0
	}), "pkh")
	if err != nil {
		t.Fatal(err)
	}
	m := got.Measures
	for _, tc := range []struct {
		name      string
		got, want float64
	}{
		{"coverage", m.Coverage.Share, 0.5},
		{"exclusion error", m.ExclusionError.Share, 0.5},
		{"inclusion error", m.InclusionError.Share, 50.0 / 250},
		{"coverage of the non-eligible", m.NoneligibleCoverage.Share, 50.0 / 650},
		{"differential", *m.TargetingDifferential, 0.5 - 50.0/650},
		// 250 recipients, were they the poorest, would all be eligible.
		{"of the best", *m.DifferentialOfBest, (0.5 - 50.0/650) / (250.0 / 400)},
		// The poorest 40 % of 1,000 get 200 of 240.
		{"CGH", *m.CGH, 200.0 / 240 / 0.4},
		{"incidence of desil 5", *got.Deciles[4].Incidence, 40.0 / 250},
		{"running to desil 5", *got.Deciles[4].Running, 240.0 / 250},
		{"running to the end", *got.Deciles[10].Running, 1},
		{"coverage of desil 5", got.Deciles[4].Coverage.Share, 0.4},
	} {
		if math.Abs(tc.got-tc.want) > 1e-12 {
			t.Errorf("%s is %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if !strings.Contains(got.Sentence.EN, "50.0% of the eligible families are on the list and 50.0% are not; of those on the list, 20.0% are not eligible") ||
		!strings.Contains(got.Sentence.ID, "20,0% tidak berhak") {
		t.Errorf("%+v", got.Sentence)
	}
}

// A public release tells of no desil that nearly none, or nearly all, of it receive:
// what it tells is a bound, and the truth, 0 to 400 of the same numbers, lies in the intervals.
func TestBoundsOfDecilesAreSaid(t *testing.T) {
	about := aboutDeciles(func(desil int) int {
		switch {
		case desil == 1:
			return 95 // of 100: or all of them
		case desil >= 2 && desil <= 4:
			return 50
		case desil == 0:
			return 20
		}
		return 5 // of 100: or nobody
	})
	exact, err := NewTargeting(about, "pkh")
	if err != nil {
		t.Fatal(err)
	}
	about.K, about.Plan = 10, &poverty.Plan{Bound: 0.05}
	got, err := NewTargeting(about, "pkh")
	if err != nil {
		t.Fatal(err)
	}
	for i, d := range got.Deciles {
		want := map[int]target.Bound{1: target.AtLeast, 2: "", 3: "", 4: "", 0: ""}
		bound, listed := want[d.Desil]
		if !listed {
			bound = target.AtMost
		}
		if d.Bound != bound || d.Coverage.Bound != bound || exact.Deciles[i].Bound != "" || exact.Deciles[i].Coverage.Bound != "" {
			t.Errorf("desil %d: %q, its coverage %+v", d.Desil, d.Bound, d.Coverage)
		}
	}
	if last := got.Deciles[9].Coverage; last.Interval[0] != 0 || got.Deciles[0].Coverage.Interval[1] != 1 {
		t.Errorf("desil 10: %+v", last)
	}
	m := got.Measures
	for _, tc := range []struct {
		name        string
		got, exact  *Share
		bound       target.Bound
		least, most float64 // that may be true
	}{
		{"coverage", m.Coverage, exact.Measures.Coverage, target.AtLeast, 245. / 400, 250. / 400},
		{"exclusion error", m.ExclusionError, exact.Measures.ExclusionError, target.AtMost, 150. / 400, 155. / 400},
		{"inclusion error", m.InclusionError, exact.Measures.InclusionError, target.AtMost, 20. / 270, 50. / 295},
		{"coverage of the non-eligible", m.NoneligibleCoverage, exact.Measures.NoneligibleCoverage, target.AtMost, 20. / 650, 50. / 650},
	} {
		if tc.got.Bound != tc.bound || tc.exact.Bound != "" || tc.got.Share != tc.exact.Share || tc.got.Interval[0] > tc.least || tc.got.Interval[1] < tc.most {
			t.Errorf("%s: %+v, want %q and %v to %v in it", tc.name, tc.got, tc.bound, tc.least, tc.most)
		}
	}
	if m.Bound != target.About || m.CGHBound != target.About || exact.Measures.Bound != "" || exact.Measures.CGHBound != "" {
		t.Errorf("differential and CGH are %q and %q of bounds, %q and %q of counts", m.Bound, m.CGHBound, exact.Measures.Bound, exact.Measures.CGHBound)
	}
	for i, d := range got.Deciles {
		if d.IncidenceBound != target.About || exact.Deciles[i].IncidenceBound != "" {
			t.Errorf("incidence of desil %d is %q of bounds, %q of counts", d.Desil, d.IncidenceBound, exact.Deciles[i].IncidenceBound)
		}
	}
	if !strings.Contains(got.Sentence.EN, "at most 16.9% are not eligible") || !strings.Contains(got.Sentence.ID, "paling banyak 16,9% tidak berhak") {
		t.Errorf("%+v", got.Sentence)
	}
}

// Only what rests on a bound is about so much: CGH on the recipients of deciles, the
// differential on who is reached of the eligible and of all others.
func TestAboutIsSaidOfWhatRestsOnABound(t *testing.T) {
	for _, tc := range []struct {
		name              string
		change            func(d *poverty.Decile)
		differential, cgh target.Bound
	}{
		{"nothing is a bound", func(*poverty.Decile) {}, "", ""},
		{"recipients of whom the desil is not known", func(d *poverty.Decile) {
			if d.Desil == 0 {
				d.Recipients = 2 // of 50: or nobody
			}
		}, target.About, ""},
		{"eligible reached in a desil", func(d *poverty.Decile) {
			if d.Desil == 4 {
				d.Eligible, d.Reached = 40, 39 // or all of them
			}
		}, target.About, ""},
		{"recipients of a desil", func(d *poverty.Decile) {
			if d.Desil == 9 {
				d.Recipients = 4
			}
		}, target.About, target.About},
	} {
		about := aboutDeciles(func(int) int { return 20 })
		for i := range about.Targeting[0].Deciles {
			d := &about.Targeting[0].Deciles[i]
			if d.Desil == 4 {
				d.Recipients = 60
				d.Reached = 60
			}
			tc.change(d)
		}
		about.K, about.Plan = 10, &poverty.Plan{Bound: 0.05}
		got, err := NewTargeting(about, "pkh")
		if err != nil {
			t.Fatal(err)
		}
		if m := got.Measures; m.TargetingDifferential == nil || m.CGH == nil || m.Bound != tc.differential || m.CGHBound != tc.cgh {
			t.Errorf("%s: the differential is %q and CGH %q, want %q and %q", tc.name, m.Bound, m.CGHBound, tc.differential, tc.cgh)
		}
	}
}

func TestLittleToTarget(t *testing.T) {
	for name, about := range map[string]poverty.Release{
		"nobody is reached":    aboutDeciles(func(int) int { return 0 }),
		"everybody is reached": aboutDeciles(func(desil int) int { return map[bool]int{true: 50, false: 100}[desil == 0] }),
		"nobody at all":        {Targeting: []poverty.Targeting{{Programme: "pkh", Deciles: make([]poverty.Decile, 11)}}},
	} {
		got, err := NewTargeting(about, "pkh")
		if err != nil || got.Sentence.EN == "" || got.Sentence.ID == "" {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if _, err := json.Marshal(got); err != nil {
			t.Errorf("%s: %v", name, err) // NaN is no JSON
		}
	}
	if got, err := NewTargeting(aboutDeciles(func(int) int { return 0 }), "uep"); err != nil || !got.Withheld || got.Measures != nil || got.Sentence.ID == "" {
		t.Errorf("withheld: %+v, %v", got, err)
	}
	var refused *poverty.InputError
	if _, err := NewTargeting(aboutDeciles(func(int) int { return 0 }), "wrse"); !errors.As(err, &refused) || refused.Allowed != "pkh, uep" {
		t.Errorf("unknown: %v", err)
	}
}

// 1,000 families, 200 of them poor, who lack 480 things together.
func TestDeprivationByHand(t *testing.T) {
	about := poverty.Release{Deprivation: &poverty.HouseDeprivation{
		Families: 1000, Unknown: 50, Poor: 200, Deprived: []int{150, 120, 110, 300, 250, 180}, Censored: []int{100, 80, 60, 90, 100, 50}}}
	d, err := NewDeprivation(about)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name      string
		got, want float64
	}{
		{"H", d.Headcount.Share, 0.2},
		{"A", *d.Intensity, 480.0 / 6 / 200},
		{"M0", *d.Adjusted, 480.0 / 6 / 1000},
		{"lack of water", d.Items[3].Headcount.Share, 0.3},
		{"of the poor", d.Items[3].Censored.Share, 0.09},
		{"its part of M0", *d.Items[3].Contribution, 90.0 / 480},
	} {
		if math.Abs(tc.got-tc.want) > 1e-12 {
			t.Errorf("%s is %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	if d.Sentence.ID != "20,0% keluarga tinggal di rumah dengan 2 dari 6 kekurangan atau lebih; rata-rata 2,4 kekurangan." {
		t.Errorf("%+v", d.Sentence)
	}
	for name, h := range map[string]*poverty.HouseDeprivation{
		"withheld": {Withheld: true}, "nobody": {Deprived: make([]int, 6), Censored: make([]int, 6)},
		"nobody is poor": {Families: 100, Deprived: make([]int, 6), Censored: make([]int, 6)},
	} {
		d, err := NewDeprivation(poverty.Release{Deprivation: h})
		if err != nil || d.Sentence.EN == "" || d.Sentence.ID == "" {
			t.Errorf("%s: %+v, %v", name, d, err)
		}
		if _, err := json.Marshal(d); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewDeprivation(poverty.Release{}); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("nothing known: %v", err)
	}
}

// Where nearly nobody is poor, or nearly nobody or nearly all lack a thing, what rests on that is about so much.
func TestBoundsOfHousesAreSaid(t *testing.T) {
	for _, tc := range []struct {
		name      string
		poor      int
		deprived  int // the first; the others are 300
		censored  int // of the first; the others 40, or all poor
		bound     target.Bound
		first     target.Bound // of the censored first
		last      target.Bound // and of another
		low, high float64      // in the interval of the first
	}{
		{"all are counts", 200, 150, 100, "", "", "", 0.1, 0.1},
		{"poor are a bound", 10, 150, 10, target.About, target.AtMost, target.AtMost, 0, 0.01},
		{"poor are a bound, and fewer lack it", 10, 150, 4, target.About, target.About, target.AtMost, 0.004, 0.004},
		{"few lack it", 200, 10, 10, target.About, target.AtMost, "", 0, 0.01},
		{"nearly all are poor and lack it", 990, 990, 990, target.About, target.AtLeast, target.About, 0.99, 1},
		{"nearly all lack it, and all poor", 200, 990, 200, target.About, target.About, "", 0.2, 0.2},
	} {
		h := &poverty.HouseDeprivation{Families: 1000, Unknown: 50, Poor: tc.poor, Deprived: []int{tc.deprived, 300, 300, 300, 300, 300}, Censored: []int{tc.censored}}
		for range 5 {
			h.Censored = append(h.Censored, min(40, tc.poor))
		}
		about := poverty.Release{K: 10, Plan: &poverty.Plan{Bound: 0.05}, Deprivation: h}
		d, err := NewDeprivation(about)
		if err != nil {
			t.Fatal(err)
		}
		first, last := d.Items[0].Censored, d.Items[5].Censored
		if d.Bound != tc.bound || first.Bound != tc.first || last.Bound != tc.last || first.Interval[0] > tc.low || first.Interval[1] < tc.high || first.Insufficient {
			t.Errorf("%s: %q; %+v, %+v", tc.name, d.Bound, first, last)
		}
		if said := strings.Contains(d.Sentence.EN, "these lack about ") && strings.Contains(d.Sentence.ID, "rata-rata sekitar "); said != (tc.bound != "") {
			t.Errorf("%s: %+v", tc.name, d.Sentence)
		}
	}
}
