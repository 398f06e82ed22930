package poverty

import (
	"cmp"
	"slices"
)

// Gini returns the Gini coefficient of the records' values, each counting its
// weight: G = 1 − Σ fᵢ(Sᵢ + Sᵢ₋₁)/Sₙ, in order of value, with fᵢ = wᵢ/Σw and
// Sᵢ = Σ fⱼyⱼ up to i. It is 0 where all have the same, also where all have
// nothing, and below 1. Lines mean nothing here. It returns [ErrEmpty] where
// nothing weighs anything, a [*RecordError] for a record that cannot be used.
//
// Haughton and Khandker (2009), Handbook on Poverty and Inequality, chapter 6.
func Gini(records []Welfare) (float64, error) {
	if err := check(records, false); err != nil {
		return 0, err
	}
	sorted := slices.SortedFunc(slices.Values(records), func(a, b Welfare) int {
		return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Weight, b.Weight))
	})
	var W, S, area float64
	for _, r := range sorted {
		before := S
		W += r.Weight
		S += r.Weight * r.Value
		area += r.Weight * (S + before)
	}
	switch {
	case W == 0:
		return 0, ErrEmpty
	case S == 0:
		return 0, nil
	}
	return max(0, 1-area/(W*S)), nil // rounding may leave −1e-16
}
