package disclose

import (
	"math"
	"slices"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
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
		for _, f := range r.fieldResults(said, 5) {
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
