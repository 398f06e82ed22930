package disclose

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/stat"

	"gonum.org/v1/gonum/stat/distuv"
)

// TestFieldSharesHideTheCount tells every share that up to 200 visited can have: one
// family more or less is never seen by more than a step, nobody and everybody not at
// all, and what is told holds the truth.
func TestFieldSharesHideTheCount(t *testing.T) {
	for _, k := range []int{5, 10, 25} {
		for n := k; n <= 200; n++ {
			told := map[float64]int{}
			for missed := 0; missed <= n; missed++ {
				share := float64(missed) / float64(n)
				f := roughly(poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Value: share,
					Low: max(0, share-0.05), High: min(1, share+0.05), Families: n}, k)
				told[f.Value]++
				if f.Families > n || f.Families < k || f.Families%10 != 0 && f.Families != k {
					t.Fatalf("of %d families %d are told", n, f.Families)
				}
				if f.Value <= 0 || f.Value >= 1 || f.Low > share-0.05+1e-9 && f.Low > 0 || f.High < min(1, share+0.05)-1e-9 || f.High > 1 || f.Low < 0 || f.Low > f.Value || f.Value > f.High {
					t.Fatalf("%d of %d is told as %v (%v–%v)", missed, n, f.Value, f.Low, f.High)
				}
			}
			for value, counts := range told {
				if counts < 2 {
					t.Fatalf("of %d families, from %d: %v says how many", n, k, value)
				}
			}
		}
	}
}

// Share, interval and families together leave open how many were missed, to who knows
// that the visits are a simple sample: of the intervals of Wilson, and of the survey's
// own (logit, Student's t).
func TestFieldIntervalsTellNoCount(t *testing.T) {
	logit := func(missed, n int) (low, high float64) {
		p, t := float64(missed)/float64(n), distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(0.975)
		half := t * math.Sqrt(p*(1-p)/float64(n-1)) / (p * (1 - p))
		odds := math.Log(p / (1 - p))
		return 1 / (1 + math.Exp(half-odds)), 1 / (1 + math.Exp(-half-odds))
	}
	wilson := func(missed, n int) (low, high float64) {
		i, _ := stat.Wilson(stat.Rate{Cases: missed, Population: n}, 0.95)
		return i.Low, i.High
	}
	for name, interval := range map[string]func(missed, n int) (low, high float64){"Wilson": wilson, "logit": logit} {
		of := map[poverty.FieldResult]map[int]bool{}
		for n := 10; n < 300; n++ {
			for missed := 1; missed < n; missed++ {
				f := poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Value: float64(missed) / float64(n), Families: n}
				f.Low, f.High = interval(missed, n)
				told := roughly(f, 10)
				if of[told] == nil {
					of[told] = map[int]bool{}
				}
				if of[told][missed] = true; told.Low > f.Low+1e-9 || told.High < f.High-1e-9 {
					t.Fatalf("%s: %+v is told as %+v", name, f, told)
				}
			}
		}
		alone := 0
		for _, counts := range of {
			if len(counts) < 2 {
				alone++
			}
		}
		if alone > 0 {
			t.Errorf("%s: %d of %d results that are told say how many were missed", name, alone, len(of))
		}
	}
}

// One visit more, in an edition of the results after the one that was told, changes
// nothing of what is told, however many were visited and missed; many visits do. The
// share and its interval (Wilson, as if the visits were a simple sample) are told anew together.
func TestOneVisitMoreDoesNotShow(t *testing.T) {
	of := func(missed, n int) poverty.FieldResult {
		i, _ := stat.Wilson(stat.Rate{Cases: missed, Population: n}, 0.95)
		share := float64(missed) / float64(n)
		return poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Programme: "pkh", Area: "1", AsOf: fmt.Sprint(n), Value: share, Low: min(i.Low, share), High: max(i.High, share), Families: n}
	}
	tell := func(f poverty.FieldResult, before *Release) *Release {
		r := &Release{areas: Areas{area: []area.Area{{Level: area.Regency, Code: "1"}}}}
		r.about.K = 5
		r.about.Field = r.fieldResults([]poverty.FieldResult{f}, 5, before)
		return r
	}
	moved := 0
	for n := 8; n < 300; n++ {
		for missed := 0; missed <= n; missed++ {
			was := tell(of(missed, n), nil)
			for more := range 2 {
				next := of(missed+more, n+1)
				if got := tell(next, was).about.Field[0]; got != was.about.Field[0] {
					t.Fatalf("%d of %d, then one visit more: %+v becomes %+v", missed, n, was.about.Field[0], got)
				}
				if tell(next, nil).about.Field[0].Value != was.about.Field[0].Value {
					moved++
				}
			}
		}
	}
	if moved == 0 {
		t.Error("nothing is told where the release before is forgotten: this proves nothing")
	}
	by := func(rules func(*Release), r *Release) *Release {
		r.about.Field = slices.Clone(r.about.Field)
		rules(r)
		return r
	}
	for _, tc := range []struct {
		was  *Release
		next poverty.FieldResult
	}{
		{tell(of(20, 100), nil), of(30, 100)}, {tell(of(20, 100), nil), of(40, 200)}, {tell(of(2, 19), nil), of(10, 19)},
		{by(func(r *Release) { r.about.K = 8 }, tell(of(20, 100), nil)), of(21, 101)},
		{by(func(r *Release) { r.about.Field[0].Low += 0.03 }, tell(of(20, 100), nil)), of(21, 101)},
	} {
		if got := tell(tc.next, tc.was).about.Field[0]; got != tell(tc.next, nil).about.Field[0] {
			t.Errorf("after %+v %+v is told as %+v", tc.was.about.Field[0], tc.next, got)
		}
	}
}

// A result is told neither of villages to the public, nor where a figure of its
// programme is withheld.
func TestFieldOfWhom(t *testing.T) {
	of := func(code string, level area.Level) area.Area { return area.Area{Level: level, Code: area.Code(code)} }
	told := func(audience poverty.Audience) (codes []string) {
		r := &Release{about: poverty.Release{Audience: audience, Indicators: []poverty.ReleasedIndicator{
			{Indicator: poverty.Indicator{ID: "families"}}, {Indicator: poverty.Indicator{ID: "coverage_pkh", Programme: "pkh"}}}}}
		r.areas.area = []area.Area{of("1", area.Regency), of("1.1", area.District), of("1.2", area.District), of("1.1.1", area.Village), of("1.1.2", area.Village)}
		r.areas.num = [][]uint32{make([]uint32, 5), make([]uint32, 5)}
		r.areas.den = [][]uint32{{9, 9, 9, 9, 9}, {9, 9, 0, 9, 0}}
		var said []poverty.FieldResult
		for _, a := range r.areas.area {
			said = append(said, poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Programme: "pkh", Area: string(a.Code), Value: 0.5, Families: 80})
		}
		said = append(said, poverty.FieldResult{Kind: poverty.UnregisteredPoor, Area: "1.2", Value: math.E, Families: 80})
		for _, f := range r.fieldResults(said, 5, nil) {
			codes = append(codes, f.Area)
		}
		return codes
	}
	if got, want := told(poverty.Planner), []string{"1", "1.1", "1.1.1", "1.2"}; !slices.Equal(got, want) {
		t.Errorf("planners are told of %v, want %v", got, want)
	}
	if got, want := told(poverty.Public), []string{"1", "1.1", "1.2"}; !slices.Equal(got, want) {
		t.Errorf("the public is told of %v, want %v", got, want)
	}
}
