package survey

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// beta returns a share drawn from Beta(a, b).
func beta(a, b float64, rng *rand.Rand) float64 {
	share := distuv.Beta{Alpha: a, Beta: b, Src: rng}.Rand()
	if !math.IsNaN(share) {
		return share
	}
	// Where a and b are tiny, all is at 0 and 1, and gonum may divide 0 by 0.
	if rng.Float64() < a/(a+b) {
		return 1
	}
	return 0
}

// binomial returns how many of n succeed.
func binomial(n int, share float64, rng *rand.Rand) float64 {
	if n == 0 {
		return 0
	}
	return distuv.Binomial{N: float64(n), P: share, Src: rng}.Rand()
}

// quantile returns the smallest value of sorted ones that at least a share q do not exceed.
func quantile(sorted []float64, q float64) float64 {
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}
