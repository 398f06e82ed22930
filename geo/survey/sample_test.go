package survey

import (
	"errors"
	"math"
	"testing"

	"tepat/geo/poverty"
)

// With one family a unit, all of the same weight and all eligible, the exclusion
// error is the share of a simple random sample: p = 30/80, n = 80 of 400.
func TestVerifySampleOfASimpleRandomSample(t *testing.T) {
	var visits []Visit
	for i := range 80 {
		visits = append(visits, Visit{PSUs: 400, Weight: 5, Eligible: true, Receives: i >= 30})
	}
	v, d, err := VerifySample(visits)
	if err != nil {
		t.Fatal(err)
	}
	value, _ := v.Exclusion.Share()
	se, _ := v.Exclusion.StandardError()
	near(t, "share", value, 30.0/80, 1e-12)
	near(t, "SE", se, math.Sqrt((1-80.0/400)*(30.0/80)*(50.0/80)/79), 1e-12) // Cochran (1977), 3.2
	if d.Visits != 80 || d.Eligible != 80 || d.Recipients != 50 || d.PSUs != 80 || d.Strata != 1 {
		t.Errorf("%+v", d)
	}
	if s, ok := v.Inclusion.Share(); s != 0 || !ok {
		t.Errorf("inclusion error %v, %v", s, ok)
	}
	// None of 50 recipients: 1 − 0.025^(1/50).
	if low, high, ok := v.Inclusion.Interval(); low != 0 || math.Abs(high-0.0711) > 1e-4 || !ok {
		t.Errorf("none of fifty: %v to %v, %v", low, high, ok)
	}
}

// What R prints of svyciprop over dclus1 with a mean of .9897814 whose standard
// error is .0023275, 14 degrees of freedom: .983 to .994.
func TestLogitIntervalOfR(t *testing.T) {
	low, high := logitInterval(0.9897814, 0.0023275, 14, 183)
	near(t, "low", low, 0.983, 5e-4)
	near(t, "high", high, 0.994, 5e-4)
}

// The linearised standard error lies near that of the jackknife, which leaves
// out one unit after the other and knows no formula.
func TestVerifySampleAgainstTheJackknife(t *testing.T) {
	rng := seeded(11)
	var visits []Visit
	const psus = 40
	for c := range psus {
		tendency := 0.2 + 0.4*rng.Float64()
		for range 4 + rng.IntN(8) {
			visits = append(visits, Visit{PSU: string(rune('A' + c)), Weight: 1 + 3*rng.Float64(), Eligible: rng.IntN(3) > 0, Receives: rng.Float64() > tendency})
		}
	}
	ee := func(without string) float64 {
		var missed, eligible float64
		for _, v := range visits {
			if v.PSU != without && v.Eligible {
				eligible += v.Weight
				if !v.Receives {
					missed += v.Weight
				}
			}
		}
		return missed / eligible
	}
	var squares float64
	for c := range psus {
		squares += square(ee(string(rune('A'+c))) - ee(""))
	}
	want := math.Sqrt(squares * (psus - 1) / psus)
	v, _, err := VerifySample(visits)
	if err != nil {
		t.Fatal(err)
	}
	value, _ := v.Exclusion.Share()
	se, _ := v.Exclusion.StandardError()
	near(t, "share", value, ee(""), 1e-12)
	if math.Abs(se/want-1) > 0.03 {
		t.Errorf("SE %v, by the jackknife %v", se, want)
	}
}

// Of intervals of samples of clusters 93 to 98 % hold the truth.
func TestIntervalsOfClustersCover(t *testing.T) {
	rng := seeded(12)
	type family struct{ eligible, receives bool }
	var population [][]family
	var missed, eligible float64
	for range 300 {
		tendency := 0.1 + 0.5*rng.Float64()
		var cluster []family
		for range 20 + rng.IntN(30) {
			f := family{rng.IntN(5) < 3, rng.Float64() > tendency}
			if f.eligible {
				eligible++
				if !f.receives {
					missed++
				}
			}
			cluster = append(cluster, f)
		}
		population = append(population, cluster)
	}
	truth := missed / eligible
	held := 0
	const samples, clusters, families = 600, 25, 8
	for range samples {
		var visits []Visit
		for _, c := range rng.Perm(len(population))[:clusters] {
			cluster := population[c]
			for _, f := range rng.Perm(len(cluster))[:families] {
				w := float64(len(population)) / clusters * float64(len(cluster)) / families
				visits = append(visits, Visit{PSU: string(rune('A' + c)), PSUs: len(population), Weight: w, Eligible: cluster[f].eligible, Receives: cluster[f].receives})
			}
		}
		v, _, err := VerifySample(visits)
		if err != nil {
			t.Fatal(err)
		}
		if low, high, _ := v.Exclusion.Interval(); low <= truth && truth <= high {
			held++
		}
	}
	if share := float64(held) / samples; share < .93 || share > .98 {
		t.Errorf("%.3f of intervals hold %.3f", share, truth)
	}
}

// Few clusters, and clusters that agree to the last, do not tell how sure a share is.
func TestTooFewClusters(t *testing.T) {
	sample := func(clusters int, missed func(cluster, family int) bool) []Visit {
		var visits []Visit
		for c := range clusters {
			for f := range 4 {
				visits = append(visits, Visit{PSU: string(rune('A' + c)), Weight: 1, Eligible: true, Receives: !missed(c, f)})
			}
		}
		return visits
	}
	half := func(_, f int) bool { return f < 2 }
	some := func(c, f int) bool { return f < c%4 }
	none := func(_, _ int) bool { return false }
	for _, tc := range []struct {
		name       string
		visits     []Visit
		tooFew, se bool
	}{
		{"two with equal rates", sample(2, half), true, false},
		{"many with equal rates", sample(20, half), true, false},
		{"eight that differ", sample(8, some), true, true},
		{"nine that differ", sample(9, some), false, true},
		{"none missed in two", sample(2, none), true, true},
		{"none missed in nine", sample(9, none), false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v, d, err := VerifySample(tc.visits)
			if err != nil {
				t.Fatal(err)
			}
			a := v.Answer(d)
			if n := a.Exclusion; n.TooFew != tc.tooFew || (n.Interval == nil) != tc.tooFew || (n.SE != nil) != tc.se || n.Share == nil {
				t.Errorf("%+v", n)
			}
			if len(a.Notes) != map[bool]int{true: 2, false: 1}[tc.tooFew || a.Inclusion.TooFew] {
				t.Errorf("notes %v", a.Notes)
			}
		})
	}
}

// A weight of which sums overflow would make every share 0.
func TestWeightsHaveABound(t *testing.T) {
	for weight, ok := range map[float64]bool{1e9: true, 1.1e9: false, 1e308: false, -1: false} {
		_, _, err := VerifySample([]Visit{{Weight: weight, Eligible: true}, {Weight: weight, Eligible: true, Receives: true}})
		wrong := &poverty.RecordError{}
		if (err == nil) != ok || !ok && (!errors.As(err, &wrong) || wrong.Field != "weight") {
			t.Errorf("%v: %v", weight, err)
		}
	}
}

func TestVerifySampleOfNobody(t *testing.T) {
	if _, _, err := VerifySample(nil); !errors.Is(err, poverty.ErrEmpty) {
		t.Errorf("no visit: %v", err)
	}
	if _, _, err := VerifySample([]Visit{{PSU: "1", Eligible: true}, {PSU: "2"}}); !errors.Is(err, ErrNoWeight) {
		t.Errorf("visits that stand for nobody: %v", err)
	}
	if _, d, _ := VerifySample([]Visit{{Stratum: "a", PSU: "1", Weight: 1}, {Stratum: "b", PSU: "1", Weight: 1}, {Stratum: "b", PSU: "2", Weight: 1}}); d.PSUs != 3 || d.Strata != 2 {
		t.Errorf("visits that found nobody eligible are of a design all the same: %+v", d)
	}
	v, _, err := VerifySample([]Visit{{PSU: "1", Weight: 1}, {PSU: "2", Weight: 1}})
	if _, ok := v.Exclusion.Share(); ok || err != nil {
		t.Errorf("nobody eligible has an exclusion error: %v", err)
	}
	if _, _, err := VerifySample([]Visit{{PSU: "1", Weight: 1, Eligible: true}, {PSU: "1", Weight: 1, Eligible: true}}); !errors.Is(err, ErrOnePSU) {
		t.Errorf("one unit: %v", err)
	}
}
