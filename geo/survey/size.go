package survey

import (
	"fmt"
	"math"

	"tepat/geo/poverty"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Precision is what a sample is to achieve for a share.
type Precision struct {
	Share      float64 // expected, above 0 and below 1; ½ asks for the most visits
	Margin     float64 // half the width of the interval, above 0 and below 1
	Confidence float64 // of the interval, above 0 and below 1, e.g. .95
	Deff       float64 // design effect, above 0: variance ÷ that of a simple random sample
	Families   int     // in the population; 0 leaves it unlimited
}

// Visits returns how many families a sample must visit, at least 1 and at most
// all: n = n₀/(1 + (n₀ − 1)/N), rounded up, with n₀ = z²p(1 − p)·deff/e².
// It returns an [*poverty.InputError] for a wish outside its bounds.
//
// Cochran (1977), Sampling Techniques, 4.4.
func (p Precision) Visits() (int, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	z := distuv.UnitNormal.Quantile((1 + p.Confidence) / 2)
	n := z * z * p.Share * (1 - p.Share) * p.Deff / (p.Margin * p.Margin)
	if p.Families == 0 {
		return whole(n), nil
	}
	return whole(n / (1 + (n-1)/float64(p.Families))), nil
}

// whole rounds up, but not what only rounding put above a whole number.
func whole(n float64) int { return max(1, int(math.Ceil(n-1e-9))) }

func (p Precision) check() error {
	refuse := func(field string, got any, allowed string) error {
		return &poverty.InputError{Field: field, Got: fmt.Sprint(got), Allowed: allowed}
	}
	inside := func(x float64) bool { return x > 0 && x < 1 }
	switch {
	case !inside(p.Share):
		return refuse("share", p.Share, "above 0 and below 1")
	case !inside(p.Margin) || p.Margin < 1e-4:
		return refuse("margin", p.Margin, "0.0001 or more, below 1")
	case !inside(p.Confidence):
		return refuse("confidence", p.Confidence, "above 0 and below 1")
	case !(p.Deff > 0 && p.Deff <= 1000):
		return refuse("deff", p.Deff, "above 0, at most 1000")
	case p.Families < 0:
		return refuse("families", p.Families, "0 or more")
	}
	return nil
}
