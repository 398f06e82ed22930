package target

import (
	"math"

	"tepat/geo/poverty"
)

// A Scored family has a score that decides who comes first, and a benchmark
// that knows whether it should.
type Scored struct {
	Score    float64 // lowest first: predicted consumption, desil
	Eligible bool    // by the benchmark
	Weight   float64 // families that it stands for; 0 or more
}

// TargetingErrorRate returns the targeting error rate at fixed quota: when as
// many families are taken, lowest scores first, as are eligible, the share of
// them who are not. Inclusion and exclusion error are then the same number.
// Families of equal score across whom the quota falls count in part, which is
// the mean over all ways of drawing lots among them.
//
// The rate has no value where nobody is eligible. It returns a
// [*poverty.RecordError] for a record that cannot be used.
//
// Brown, Ravallion and van de Walle (2018), Journal of Development Economics 134, 109–124.
func TargetingErrorRate(families []Scored) (ter poverty.Rate, err error) {
	asBenefits := make([]Benefit, len(families))
	var quota float64
	for i, f := range families {
		if math.IsNaN(f.Score) {
			return ter, &poverty.RecordError{Record: i, Field: "score", Allowed: "a number"}
		}
		asBenefits[i] = Benefit{Welfare: f.Score, Weight: f.Weight}
		if f.Eligible {
			asBenefits[i].Amount = 1 // the "benefit" of a group is its eligible families
			quota += f.Weight
		}
	}
	groups, err := byWelfare(asBenefits)
	if err != nil {
		return ter, err
	}
	left, right := quota, 0.
	for _, g := range groups {
		right += g.benefit * g.within(left)
		left -= g.families
	}
	return poverty.Rate{Part: max(0, quota-right), Whole: quota}, nil
}
