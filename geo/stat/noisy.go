package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Noise says how far the two counts of a rate were moved before they were
// published, to keep families from being told: the variances of independent
// changes that are 0 on average.
type Noise struct{ Cases, Population float64 }

// Times returns the noise of a sum of n such rates.
func (v Noise) Times(n int) Noise { return Noise{float64(n) * v.Cases, float64(n) * v.Population} }

// of returns the variance that the noise gives to x − p·n, the cases less a share
// p of the population.
func (v Noise) of(p float64) float64 { return v.Cases + p*p*v.Population }

// leaves returns the share of n people who would tell as much of a share p as all
// of them do with the noise: 1 without any, else less.
func (v Noise) leaves(n int, p float64) float64 {
	if v == (Noise{}) || n == 0 {
		return 1
	}
	chance := float64(n) * p * (1 - p)
	return chance / (chance + v.of(p))
}

// Effective returns the rate, in whole people, that tells as much of a share near p
// as r does with the noise; r without any. For tests that take each person for one
// who was counted: counts with noise scatter more, and would stand out by it.
//
// Kish (1965), Survey Sampling, 8.2, has it of samples that scatter more.
func (v Noise) Effective(r Rate, p float64) Rate {
	known := v.leaves(r.Population, p)
	return Rate{int(math.Round(known * float64(r.Cases))), int(math.Round(known * float64(r.Population)))}
}

// NoisyWilson returns the score interval of a share whose counts have noise:
// all p that lie no further from the counts than z standard deviations,
//
//	(x − p·n)² ≤ z² (n·p(1−p) + V[cases] + p²·V[population]),
//
// the sampling variance and that of the noise together. Without noise it is
// [Wilson]; of few people it may say nothing, 0 to 1. For ok see [Wilson].
//
// Fieller (1954), JRSS B 16, 175–185, with the variance of Wilson (1927).
func NoisyWilson(r Rate, noise Noise, level float64) (i Interval, ok bool) {
	if !sayable(r, level) || !(noise.Cases >= 0 && noise.Population >= 0) {
		return Interval{}, false
	}
	if noise == (Noise{}) {
		return Wilson(r, level)
	}
	x, n := float64(r.Cases), float64(r.Population)
	z := distuv.UnitNormal.Quantile((1 + level) / 2)
	// a·p² − 2b·p + c ≤ 0
	a := n*n + z*z*(n-noise.Population)
	b := x*n + z*z*n/2
	c := x*x - z*z*noise.Cases
	if a <= 0 { // the population itself may be noise
		return Interval{0, 1}, true
	}
	half := math.Sqrt(max(0, b*b-a*c))
	return r.snap(Interval{max(0, (b-half)/a), min(1, (b+half)/a)}), true
}
