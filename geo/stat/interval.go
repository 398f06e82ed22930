package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// An Interval holds a quantity with a stated probability; in its unit.
type Interval struct{ Low, High float64 }

// Wilson returns the score interval of a share, 0 to 1, at a level such as
// 0.95: the usual interval of a raw rate. Its coverage is the level on average,
// and a little less for some shares. Without a population, for a rate that is
// none, or a level outside (0, 1), ok is false.
//
// Wilson (1927), JASA 22, 209–212; Brown, Cai and DasGupta (2001), Statistical
// Science 16, 101–133.
func Wilson(r Rate, level float64) (i Interval, ok bool) {
	if !sayable(r, level) {
		return Interval{}, false
	}
	n, p := float64(r.Population), r.Share()
	κ := distuv.UnitNormal.Quantile((1 + level) / 2)
	mid := (p + κ*κ/(2*n)) / (1 + κ*κ/n)
	half := κ / (1 + κ*κ/n) * math.Sqrt(p*(1-p)/n+κ*κ/(4*n*n))
	return r.snap(Interval{max(0, mid-half), min(1, mid+half)}), true
}

// ClopperPearson returns the exact interval of a share: its coverage is never
// below the level, and often well above. For ok see [Wilson].
//
// Clopper and Pearson (1934), Biometrika 26, 404–413.
func ClopperPearson(r Rate, level float64) (i Interval, ok bool) {
	if !sayable(r, level) {
		return Interval{}, false
	}
	x, n := float64(r.Cases), float64(r.Population)
	i = Interval{0, 1}
	if x > 0 {
		i.Low = distuv.Beta{Alpha: x, Beta: n - x + 1}.Quantile((1 - level) / 2)
	}
	if x < n {
		i.High = distuv.Beta{Alpha: x + 1, Beta: n - x}.Quantile((1 + level) / 2)
	}
	return i, true
}

// Jeffreys returns the equal-tailed interval of a share under the prior
// Beta(½, ½); it begins at 0 without a case and ends at 1 where all are cases.
// For ok see [Wilson].
//
// Brown, Cai and DasGupta (2001), Statistical Science 16, 101–133.
func Jeffreys(r Rate, level float64) (i Interval, ok bool) {
	if !sayable(r, level) {
		return Interval{}, false
	}
	return r.snap(jeffreys(r).Interval(level)), true
}

// jeffreys returns what r says of a share under the prior Beta(½, ½).
func jeffreys(r Rate) Posterior {
	return Posterior{float64(r.Cases) + 0.5, float64(r.Population-r.Cases) + 0.5}
}

func sayable(r Rate, level float64) bool {
	return r.valid() && r.Population > 0 && 0 < level && level < 1
}

// snap makes i begin at 0 without a case and end at 1 where all are cases.
func (r Rate) snap(i Interval) Interval {
	if r.Cases == 0 {
		i.Low = 0
	}
	if r.Cases == r.Population {
		i.High = 1
	}
	return i
}
