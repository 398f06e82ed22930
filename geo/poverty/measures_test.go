package poverty

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func near(t interface {
	Helper()
	Errorf(string, ...any)
}, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

// value returns the share of a rate that must have one.
func value(t interface {
	Helper()
	Fatalf(string, ...any)
}, r Rate) float64 {
	t.Helper()
	v, ok := r.Value()
	if !ok || math.IsNaN(v) {
		t.Fatalf("%v has no value", r)
	}
	return v
}

// Four incomes and a line of 125: Haughton and Khandker (2009), pp. 70–72.
func TestFGTOfTheHandbook(t *testing.T) {
	f, err := FGTOf([]Welfare{{100, 125, 1}, {110, 125, 1}, {150, 125, 1}, {160, 125, 1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "P0", value(t, f.P0()), .5, 0)
	near(t, "P1", value(t, f.P1()), .08, 1e-15)
	near(t, "P2", value(t, f.P2()), .0136, 1e-15)
}

func TestFGTOfSpecialRecords(t *testing.T) {
	for _, tc := range []struct {
		name    string
		records []Welfare
		want    FGT
	}{
		{"nobody", nil, FGT{}},
		{"on the line is not poor", []Welfare{{125, 125, 3}}, FGT{Population: 3}},
		{"nothing at all", []Welfare{{0, 125, 3}}, FGT{3, 3, 3, 3}},
		{"without weight", []Welfare{{0, 125, 0}}, FGT{}},
		{"lines of two places", []Welfare{{50, 100, 1}, {50, 50, 1}}, FGT{2, 1, .5, .25}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := FGTOf(tc.records); err != nil || got != tc.want {
				t.Errorf("got %+v, %v; want %+v", got, err, tc.want)
			}
		})
	}
	if v, ok := (FGT{}).P0().Value(); ok || v != 0 {
		t.Errorf("the headcount of nobody is %v, %v", v, ok)
	}
}

func TestRecordsThatCannotBeUsed(t *testing.T) {
	good := Welfare{100, 125, 1}
	for _, tc := range []struct {
		name  string
		bad   Welfare
		field string
	}{
		{"not a number", Welfare{math.NaN(), 125, 1}, "value"},
		{"below nothing", Welfare{-1, 125, 1}, "value"},
		{"endless", Welfare{math.Inf(1), 125, 1}, "value"},
		{"a negative weight", Welfare{100, 125, -1}, "weight"},
		{"a line of nothing", Welfare{100, 0, 1}, "line"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := FGTOf([]Welfare{good, tc.bad})
			var at *RecordError
			if !errors.As(err, &at) || at.Record != 1 || at.Field != tc.field {
				t.Errorf("got %v, want record 1, %s", err, tc.field)
			}
		})
	}
}

func TestGini(t *testing.T) {
	for _, tc := range []struct {
		name    string
		records []Welfare
		want    float64
	}{
		{"all equal", []Welfare{{7, 0, 1}, {7, 0, 5}}, 0},
		{"all have nothing", []Welfare{{0, 0, 1}, {0, 0, 1}}, 0},
		{"one alone", []Welfare{{9, 0, 2}}, 0},
		{"one of four has all", []Welfare{{0, 0, 3}, {8, 0, 1}}, .75},
		{"1, 2, 3, 4: 2·30/(4·10) − 5/4", []Welfare{{4, 0, 1}, {2, 0, 1}, {1, 0, 1}, {3, 0, 1}}, .25},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := Gini(tc.records)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "G", got, tc.want, 1e-15)
		})
	}
	if _, err := Gini([]Welfare{{5, 0, 0}}); !errors.Is(err, ErrEmpty) {
		t.Errorf("nobody of weight: %v, want ErrEmpty", err)
	}
}

// The worked example of Alkire and Foster (2011): four persons, four dimensions, k = 2.
var four = Dimensions{Cutoffs: []float64{13, 12, 3, 1}, Weights: []float64{1, 1, 1, 1}, K: 2}

var achievements = []Achievement{
	{[]float64{13.1, 14, 4, 1}, 1}, {[]float64{15.2, 7, 5, 0}, 1}, {[]float64{12.5, 10, 1, 0}, 1}, {[]float64{20, 11, 3, 1}, 1},
}

func TestAlkireFosterOfThePaper(t *testing.T) {
	m, err := four.Measure(achievements)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "H", value(t, m.H()), .5, 0)
	near(t, "A", value(t, m.A()), .75, 0)
	near(t, "M0", value(t, m.M0()), .375, 0)
	near(t, "M1", value(t, m.M1()), .205529, 5e-7)
	near(t, "M2", value(t, m.M2()), .165457, 5e-7)
	for j, want := range []struct{ raw, censored, contribution float64 }{
		{.25, .25, 1. / 6}, {.75, .5, 1. / 3}, {.25, .25, 1. / 6}, {.5, .5, 1. / 3},
	} {
		near(t, "headcount", value(t, m.Headcount(j)), want.raw, 0)
		near(t, "censored headcount", value(t, m.CensoredHeadcount(j)), want.censored, 0)
		near(t, "contribution", value(t, m.Contribution(j)), want.contribution, 1e-15)
	}
}

// Deprived of .7 and .1 of the weights, one is poor when .8 makes poor, although
// the computer's sum is 0.7999999999999999.
func TestCutoffIsReachedBySumsOfDecimals(t *testing.T) {
	d := Dimensions{Cutoffs: []float64{1, 1, 1, 1}, Weights: []float64{.7, .1, .1, .1}, K: .8}
	m, err := d.Measure([]Achievement{{[]float64{0, 0, 1, 1}, 1}, {[]float64{0, 1, 1, 1}, 1}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "H", value(t, m.H()), .5, 0)
}

func TestNobodyIsMultidimensionallyPoor(t *testing.T) {
	m, err := four.Measure(achievements[:1])
	if err != nil {
		t.Fatal(err)
	}
	near(t, "H", value(t, m.H()), 0, 0)
	if _, ok := m.A().Value(); ok {
		t.Error("nobody is poor, but has an intensity")
	}
	if _, ok := m.Contribution(0).Value(); ok {
		t.Error("nobody is poor, but a dimension contributes")
	}
}

func TestDimensionsThatDoNotFit(t *testing.T) {
	one := []float64{1}
	for _, tc := range []struct {
		name  string
		d     Dimensions
		field string
	}{
		{"no dimension", Dimensions{}, "cutoffs"},
		{"a weight too few", Dimensions{one, nil, 1}, "weights"},
		{"a cutoff of nothing", Dimensions{[]float64{0}, one, 1}, "cutoffs"},
		{"a weight of nothing", Dimensions{one, []float64{0}, 1}, "weights"},
		{"everybody is poor", Dimensions{one, one, 0}, "k"},
		{"nobody can be poor", Dimensions{one, one, 2}, "k"},
		{"k is not a number", Dimensions{one, one, math.NaN()}, "k"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := tc.d.Measure(nil)
			var refused *InputError
			if !errors.As(err, &refused) || refused.Field != tc.field {
				t.Errorf("got %v, want %s refused", err, tc.field)
			}
		})
	}
	for _, bad := range []Achievement{{one, 1}, {[]float64{1, 2, 3, math.NaN()}, 1}, {[]float64{1, 2, 3, 4}, -1}} {
		var at *RecordError
		if _, err := four.Measure([]Achievement{bad}); !errors.As(err, &at) {
			t.Errorf("%v is measured: %v", bad, err)
		}
	}
}

var welfare = rapid.Custom(func(t *rapid.T) Welfare {
	return Welfare{
		Value:  rapid.Float64Range(0, 300).Draw(t, "value"),
		Line:   rapid.SampledFrom([]float64{90, 125}).Draw(t, "line"),
		Weight: rapid.Float64Range(.5, 40).Draw(t, "weight"),
	}
})

// The measures do not depend on the order of records, and those of a whole are
// the means of its groups', weighted by population.
func TestFGTDecomposes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := rapid.SliceOfN(rapid.SliceOfN(welfare, 1, 9), 1, 5).Draw(t, "groups")
		all := slices.Concat(groups...)
		whole, _ := FGTOf(rapid.Permutation(all).Draw(t, "order"))
		var summed FGT
		var rate Rate
		var mean float64
		for _, g := range groups {
			f, _ := FGTOf(g)
			summed, rate = summed.Plus(f), rate.Plus(f.P0())
			mean += f.Population / whole.Population * value(t, f.P2())
		}
		near(t, "P0", value(t, rate), value(t, whole.P0()), 1e-12)
		near(t, "P1", value(t, summed.P1()), value(t, whole.P1()), 1e-12)
		near(t, "mean of P2", mean, value(t, whole.P2()), 1e-12)
	})
}

// Gini is 0 to 1, is blind to order and to the unit of money, and takes a
// weight of 2 as two who have the same.
func TestGiniHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		records := rapid.SliceOfN(welfare, 1, 20).Draw(t, "records")
		g, err := Gini(records)
		if err != nil || !(g >= 0 && g < 1) {
			t.Fatalf("G = %v, %v", g, err)
		}
		dollars, twice := slices.Clone(records), slices.Concat(records, records)
		for i := range records {
			dollars[i].Value /= 16_000
			records[i].Weight *= 2
		}
		weighed, _ := Gini(records)
		counted, _ := Gini(rapid.Permutation(twice).Draw(t, "order"))
		other, _ := Gini(dollars)
		near(t, "G counted twice", counted, weighed, 1e-9)
		near(t, "G in dollars", other, g, 1e-9)
	})
}

func TestAlkireFosterDecomposes(t *testing.T) {
	person := rapid.Custom(func(t *rapid.T) Achievement {
		return Achievement{
			Values: rapid.SliceOfN(rapid.Float64Range(0, 20), 4, 4).Draw(t, "values"),
			Weight: rapid.Float64Range(.5, 40).Draw(t, "weight"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		d := four
		d.Weights = rapid.SliceOfN(rapid.Float64Range(.1, 1), 4, 4).Draw(t, "weights")
		d.K = rapid.Float64Range(.01, 1).Draw(t, "k") * sum(d.Weights)
		groups := rapid.SliceOfN(rapid.SliceOfN(person, 1, 9), 1, 5).Draw(t, "groups")
		whole, _ := d.Measure(rapid.Permutation(slices.Concat(groups...)).Draw(t, "order"))
		var summed Multidimensional
		var mean float64
		for _, g := range groups {
			m, _ := d.Measure(g)
			summed = summed.Plus(m)
			mean += m.Population / whole.Population * value(t, m.M0())
		}
		near(t, "mean of M0", mean, value(t, whole.M0()), 1e-12)
		near(t, "M1", value(t, summed.M1()), value(t, whole.M1()), 1e-12)
		near(t, "M2", value(t, summed.M2()), value(t, whole.M2()), 1e-12)
		if a, poor := whole.A().Value(); poor {
			near(t, "H·A", value(t, whole.H())*a, value(t, whole.M0()), 1e-12)
			var contributions float64
			for j := range d.Cutoffs {
				contributions += value(t, whole.Contribution(j))
			}
			near(t, "contributions", contributions, 1, 1e-9)
		}
		if H, M0, M1, M2 := value(t, whole.H()), value(t, whole.M0()), value(t, whole.M1()), value(t, whole.M2()); H > 1 || M0 > H+1e-12 || M1 > M0+1e-12 || M2 > M1+1e-12 {
			t.Fatalf("H %v ≥ M0 %v ≥ M1 %v ≥ M2 %v does not hold", H, M0, M1, M2)
		}
	})
}
