package target

import (
	"math"
	"math/rand/v2"
	"slices"

	"tepat/geo/poverty"

	"gonum.org/v1/gonum/stat/distuv"
)

// draws give a 95 % range whose ends move by about a fiftieth of its width from seed to seed.
const draws = 1000

// An Effect is what an allocation is expected to do to an error, a share of 0 to
// 1. Before has no value where nobody is eligible, or nobody reached, or where it
// hangs on a number that is [NotKnown].
type Effect struct {
	Before    poverty.Rate
	Known     bool    // false where the error has no value afterwards, for the same reasons
	Expected  float64 // the mean afterwards, exactly
	Low, High float64 // 95 % of the draws
}

// effects returns the effects on exclusion and inclusion error over all needs,
// under the model of [Allocate].
func effects(needs []Need, packages []int, seed uint64) (exclusion, inclusion Effect) {
	var before Confusion
	var given float64
	unknown, blind := false, false
	for i := range needs {
		n := &needs[i]
		before = before.Plus(Confusion{TP: float64(n.Eligible - n.missed()), FN: float64(n.missed()), FP: float64(n.wrongly())})
		given += float64(packages[i])
		unknown = unknown || n.ReachedNotEligible == NotKnown
		blind = blind || packages[i] > 0 && n.blind()
	}
	switch {
	case blind: // what is missed today is known, what the packages change is not
		return Effect{Before: before.ExclusionError()}, Effect{}
	case unknown:
		exclusion, _ = expected(needs, packages, before, given, seed)
		return exclusion, Effect{}
	}
	return expected(needs, packages, before, given, seed)
}

// expected draws the effects where precision is known wherever packages go.
func expected(needs []Need, packages []int, before Confusion, given float64, seed uint64) (exclusion, inclusion Effect) {
	mean := 0.0
	for i := range needs {
		if packages[i] > 0 {
			mean += float64(packages[i]) * needs[i].precision().Mean()
		}
	}
	low, high := hits(needs, packages, rand.New(rand.NewPCG(seed, 0)))

	// Both errors fall with every package that is handed out rightly.
	after := func(hits float64) Confusion {
		return before.Plus(Confusion{TP: hits, FN: -hits, FP: given - hits})
	}
	effect := func(of func(Confusion) poverty.Rate) (e Effect) {
		e.Before = of(before)
		e.Expected, e.Known = of(after(mean)).Value()
		e.Low, _ = of(after(high)).Value()
		e.High, _ = of(after(low)).Value()
		return e
	}
	return effect(Confusion.ExclusionError), effect(Confusion.InclusionError)
}

// hits returns the range that holds 95 % of the draws of how many packages go
// to families that are eligible and missed.
func hits(needs []Need, packages []int, rng *rand.Rand) (low, high float64) {
	sums := make([]float64, draws)
	for i := range needs {
		if packages[i] == 0 {
			continue
		}
		π := needs[i].precision()
		for d := range sums {
			sums[d] += binomial(packages[i], π.draw(rng), rng)
		}
	}
	slices.Sort(sums)
	return quantile(sums, .025), quantile(sums, .975)
}

// draw returns a share from the posterior.
func (p Posterior) draw(rng *rand.Rand) float64 {
	share := distuv.Beta{Alpha: p.A, Beta: p.B, Src: rng}.Rand()
	if !math.IsNaN(share) {
		return share
	}
	// Where A and B are tiny, all is at 0 and 1, and gonum may divide 0 by 0.
	if rng.Float64() < p.Mean() {
		return 1
	}
	return 0
}

// binomial returns how many of n succeed.
func binomial(n int, share float64, rng *rand.Rand) float64 {
	return distuv.Binomial{N: float64(n), P: share, Src: rng}.Rand()
}

// quantile returns the smallest value of sorted ones that at least a share q do not exceed.
func quantile(sorted []float64, q float64) float64 {
	return sorted[max(0, int(math.Ceil(q*float64(len(sorted))))-1)]
}
