package synth

import (
	"math"
	"math/rand/v2"
)

// consumed is what a person of a family in the middle of a desil consumes in a
// month, in rupiah: from what is poor by a line of 550,000 to what is well off.
var consumed = [...]float64{0, 545_000, 690_000, 810_000, 930_000, 1_060_000, 1_220_000, 1_420_000, 1_700_000, 2_150_000, 3_300_000}

// spread is the standard deviation of its logarithm within a desil, which follows
// other things besides.
const spread = 0.2

// consumption writes what a person of the family consumes in a month, in full
// thousands; of one family in sixteen nobody asked. It comes of the family's
// number alone, so that every edition says the same.
func consumption(f *family) string {
	rng := rand.New(rand.NewPCG(uint64(f.number), 0x636f6e73756d65))
	if rng.Float64() < 1./16 {
		return ""
	}
	return number(1000 * int(math.Round(consumed[f.desil]*math.Exp(spread*rng.NormFloat64())/1000)))
}
