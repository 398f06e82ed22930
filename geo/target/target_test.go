package target

import (
	"errors"
	"math"
	"slices"
	"testing"

	"tepat/geo/poverty"

	"pgregory.net/rapid"
)

type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

func near(t reporter, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// value returns the share of a rate that must have one.
func value(t reporter, r poverty.Rate) float64 {
	t.Helper()
	v, ok := r.Value()
	return known(t, v, ok)
}

func known(t reporter, v float64, ok bool) float64 {
	t.Helper()
	if !ok || math.IsNaN(v) {
		t.Fatalf("there is no value")
	}
	return v
}

// The ten incomes of World Bank (2022), Revisiting Targeting in Social
// Assistance, table 7.3: four are poor, two are the poorest 20 %.
var incomes = []float64{6, 8, 11, 15, 21, 25, 30, 40, 50, 100}

func reach(members ...int) (poor, poorest Confusion, benefits []Benefit) {
	for i, y := range incomes {
		got := slices.Contains(members, i+1)
		poor.Add(y < 20, got, 1)
		poorest.Add(i < 2, got, 1)
		amount := 0.
		if got {
			amount = 10
		}
		benefits = append(benefits, Benefit{y, 1, amount})
	}
	return poor, poorest, benefits
}

func TestWorldBankTable73(t *testing.T) {
	for _, tc := range []struct {
		name           string
		members        []int
		ee, ie         float64 // of the four poor
		ee20, ie20     float64 // of the poorest 20 %
		td20, cgh20    float64
		best           float64 // the differential as a share of the best one
		noneligible    float64
		everybodyThere bool
	}{
		{"1: the two poorest", []int{1, 2}, .5, 0, 0, 0, 1, 5, 1, 0, false},
		{"2: the second and third", []int{2, 3}, .5, 0, .5, .5, .375, 2.5, .375, .125, false},
		{"3: the third and fourth", []int{3, 4}, .5, 0, 1, 1, -.25, 0, -.25, .25, false},
		{"4: all", []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0, .6, 0, .8, 0, 1, 0, 1, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			poor, poorest, benefits := reach(tc.members...)
			near(t, "EE", value(t, poor.ExclusionError()), tc.ee, 0)
			near(t, "coverage", value(t, poor.Coverage()), 1-tc.ee, 0)
			near(t, "IE", value(t, poor.InclusionError()), tc.ie, 0)
			near(t, "gap", poor.AdministrativeGap().NotReached(), 4*tc.ee, 0)
			near(t, "eligible", poor.AdministrativeGap().Eligible(), 4, 0)
			near(t, "EE P20", value(t, poorest.ExclusionError()), tc.ee20, 0)
			near(t, "IE P20", value(t, poorest.InclusionError()), tc.ie20, 0)
			near(t, "coverage of the non-eligible", value(t, poorest.NoneligibleCoverage()), tc.noneligible, 0)
			td, ok := poorest.TargetingDifferential()
			near(t, "TD", known(t, td, ok), tc.td20, 1e-15)
			share, ok := poorest.DifferentialOfBest()
			if near(t, "of best", share, tc.best, 1e-15); ok == tc.everybodyThere {
				t.Errorf("a best differential: %v", ok)
			}
			index, ok := poorest.CGH()
			near(t, "CGH of counts", known(t, index, ok), tc.cgh20, 1e-15)
			index, err := CGH(benefits, .2)
			if near(t, "CGH", index, tc.cgh20, 1e-15); err != nil {
				t.Error(err)
			}
		})
	}
}

// Twice as many as are eligible can at best reach 7/8 less of the others, one
// of two eligible half of the differential.
func TestDifferentialOfBest(t *testing.T) {
	for _, tc := range []struct {
		name    string
		members []int
		want    float64
	}{
		{"fewer, all rightly", []int{1}, 1},
		{"fewer, wrongly", []int{9}, -.25},
		{"more, as well as can be", []int{1, 2, 3}, 1},
		{"more, one of them missed", []int{1, 3, 4}, (.5 - .25) / .875},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, poorest, _ := reach(tc.members...)
			share, ok := poorest.DifferentialOfBest()
			near(t, "of best", known(t, share, ok), tc.want, 1e-15)
		})
	}
}

func TestMeasuresOfNobody(t *testing.T) {
	for _, tc := range []struct {
		name                                   string
		c                                      Confusion
		coverage, inclusion, differential, cgh bool
	}{
		{"no family", Confusion{}, false, false, false, false},
		{"nobody eligible", Confusion{FP: 3, TN: 4}, false, true, false, false},
		{"nobody reached", Confusion{FN: 3, TN: 4}, true, false, true, false},
		{"everybody eligible", Confusion{TP: 3, FN: 4}, true, true, false, true},
		{"everybody reached", Confusion{TP: .1, FP: .7}, true, true, true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			coverage, ok1 := tc.c.Coverage().Value()
			inclusion, ok2 := tc.c.InclusionError().Value()
			td, ok3 := tc.c.TargetingDifferential()
			index, ok4 := tc.c.CGH()
			best, ok := tc.c.DifferentialOfBest()
			if ok {
				t.Errorf("there is a best differential, and a share of it: %v", best)
			}
			if got, want := []bool{ok1, ok2, ok3, ok4}, []bool{tc.coverage, tc.inclusion, tc.differential, tc.cgh}; !slices.Equal(got, want) {
				t.Errorf("known are %v, want %v", got, want)
			}
			for _, v := range []float64{coverage, inclusion, td, index, best} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%v", v)
				}
			}
		})
	}
}

// The poorest 40 % of ten are the two of desil 1 and two in four of desil 2,
// whose three benefits count as one and a half.
func TestCGHSharesTheBorder(t *testing.T) {
	index, err := CGH([]Benefit{
		{3, 1, 10}, {2, 1, 10}, {1, 1, 0}, {2, 1, 0}, {3, 1, 0}, {2, 1, 10}, {1, 1, 0}, {2, 1, 10}, {3, 1, 0}, {3, 1, 0},
	}, .4)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "CGH", index, 15./40/.4, 1e-15)
}

func TestCGHRefuses(t *testing.T) {
	one := []Benefit{{1, 1, 1}}
	for _, q := range []float64{0, -1, 1.5, math.NaN()} {
		var refused *poverty.InputError
		if _, err := CGH(one, q); !errors.As(err, &refused) || refused.Field != "q" {
			t.Errorf("q = %v: %v", q, err)
		}
	}
	for _, empty := range [][]Benefit{nil, {{1, 0, 1}}, {{1, 1, 0}}} {
		if _, err := CGH(empty, .4); !errors.Is(err, poverty.ErrEmpty) {
			t.Errorf("%v: %v, want ErrEmpty", empty, err)
		}
	}
	for field, bad := range map[string]Benefit{"welfare": {math.NaN(), 1, 1}, "weight": {1, -1, 1}, "amount": {1, 1, math.Inf(1)}} {
		var at *poverty.RecordError
		if _, err := CGH([]Benefit{one[0], bad}, .4); !errors.As(err, &at) || at.Record != 1 || at.Field != field {
			t.Errorf("a bad %s: %v", field, err)
		}
	}
}

// Among scores 1 2 2 3 3, the three eligible have 1, 2 and 3: the quota of three
// takes 1, 2 and 2, one of them wrongly.
func TestTargetingErrorRate(t *testing.T) {
	ter, err := TargetingErrorRate([]Scored{{3, false, 1}, {2, false, 1}, {1, true, 1}, {3, true, 1}, {2, true, 1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "TER", value(t, ter), 1./3, 1e-15)

	// Lots among all: whoever is taken is eligible as often as anybody.
	ter, _ = TargetingErrorRate([]Scored{{5, true, 1}, {5, false, 3}})
	near(t, "TER by lot", value(t, ter), .75, 1e-15)

	ter, err = TargetingErrorRate([]Scored{{5, false, 1}})
	if _, ok := ter.Value(); ok || err != nil {
		t.Errorf("nobody is eligible: %v, %v", ter, err)
	}
	var at *poverty.RecordError
	if _, err = TargetingErrorRate([]Scored{{math.NaN(), true, 1}}); !errors.As(err, &at) || at.Field != "score" {
		t.Errorf("a score that is no number: %v", err)
	}
}

func TestIncidence(t *testing.T) {
	i := Incidence{0: 50, 1: 100, 4: 50}
	near(t, "desil 1", value(t, i.Share(1)), .5, 0)
	near(t, "desil not known", value(t, i.Share(0)), .25, 0)
	near(t, "desil 10", value(t, i.Share(10)), 0, 0)
	if _, ok := (Incidence{}).Share(1).Value(); ok {
		t.Error("a share of no benefit")
	}
}

func TestNormalisedDifferential(t *testing.T) {
	// Mean 30 for two eligible, 5 for two others; three recipients get 70/3 on average.
	var transfers Transfers
	transfers.Add(true, 40, 1)
	transfers.Add(true, 20, 1)
	transfers.Add(false, 10, 1)
	transfers.Add(false, 0, 1)
	ntd, ok := transfers.NormalisedDifferential()
	near(t, "NTD", known(t, ntd, ok), 25./(70./3), 1e-15)
	for _, empty := range []Transfers{{}, {Eligible: 1, ToEligible: 1, Recipients: 1}, {Others: 1, ToRest: 1, Recipients: 1}, {Eligible: 1, Others: 1}} {
		if v, ok := empty.NormalisedDifferential(); ok || v != 0 {
			t.Errorf("%+v has a differential of %v", empty, v)
		}
	}
}

func TestOverlap(t *testing.T) {
	var o Overlap
	for _, b := range []Bundle{
		{3, 2, 1, 1}, // one of three by right, and one without
		{2, 0, 0, 2}, // two such families that get nothing
		{0, 1, 0, 1}, // one programme without a right
		{0, 0, 0, 9}, // neither
	} {
		o.Add(b)
	}
	near(t, "overlapping", value(t, o.Overlapping()), .5, 0)
	near(t, "programmes an eligible family", value(t, o.ProgrammesPerEligible()), 2./3, 1e-15)
	near(t, "gap of any", value(t, o.GapAny()), 2./3, 1e-15)
	near(t, "depth of the gap", value(t, o.GapDepth()), 2, 0)
	for _, r := range []poverty.Rate{(Overlap{}).Overlapping(), (Overlap{}).GapDepth(), (Overlap{}).GapAny(), (Overlap{}).ProgrammesPerEligible()} {
		if _, ok := r.Value(); ok {
			t.Error("a rate of nobody")
		}
	}
}

type family struct {
	eligible, reached bool
	desil, weight     float64
}

var someone = rapid.Custom(func(t *rapid.T) family {
	return family{
		rapid.Bool().Draw(t, "eligible"), rapid.Bool().Draw(t, "reached"),
		float64(rapid.IntRange(1, 10).Draw(t, "desil")), rapid.Float64Range(.5, 40).Draw(t, "weight"),
	}
})

func measure(families []family) (c Confusion, flat Transfers, benefits []Benefit, scored []Scored) {
	for _, f := range families {
		amount := 0.
		if f.reached {
			amount = 200
		}
		c.Add(f.eligible, f.reached, f.weight)
		flat.Add(f.eligible, amount, f.weight)
		benefits = append(benefits, Benefit{f.desil, f.weight, amount})
		scored = append(scored, Scored{f.desil, f.eligible, f.weight})
	}
	return c, flat, benefits, scored
}

// Order does not matter; villages add up to their kecamatan; every measure stays
// within its bounds; for equal transfers the two differentials are one.
func TestTargetingHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		villages := rapid.SliceOfN(rapid.SliceOfN(someone, 1, 8), 1, 4).Draw(t, "villages")
		families := slices.Concat(villages...)
		c, flat, benefits, scored := measure(families)
		shuffled, _, benefits2, scored2 := measure(rapid.Permutation(families).Draw(t, "order"))
		var summed Confusion
		for _, v := range villages {
			part, _, _, _ := measure(v)
			summed = summed.Plus(part)
		}
		for _, other := range []Confusion{shuffled, summed} {
			near(t, "TP", other.TP, c.TP, 1e-9)
			near(t, "FP", other.FP, c.FP, 1e-9)
			near(t, "FN", other.FN, c.FN, 1e-9)
			near(t, "TN", other.TN, c.TN, 1e-9)
		}
		if td, ok := c.TargetingDifferential(); ok && c.reached() > 0 {
			ntd, ok := flat.NormalisedDifferential()
			near(t, "NTD of equal transfers", known(t, ntd, ok), td, 1e-9)
			if best, ok := c.DifferentialOfBest(); ok && best > 1+1e-9 {
				t.Fatalf("better than the best: %v", best)
			}
		}
		q := rapid.Float64Range(.05, 1).Draw(t, "q")
		index, err := CGH(benefits, q)
		index2, _ := CGH(benefits2, q)
		if near(t, "CGH", index2, index, 1e-9); err == nil && !(index >= 0 && index <= 1/q+1e-9) {
			t.Fatalf("CGH = %v for q = %v", index, q)
		}
		ter, _ := TargetingErrorRate(scored)
		ter2, _ := TargetingErrorRate(scored2)
		v, _ := ter.Value()
		v2, _ := ter2.Value()
		if near(t, "TER", v2, v, 1e-9); !(v >= 0 && v <= 1) {
			t.Fatalf("TER = %v", v)
		}
	})
}
