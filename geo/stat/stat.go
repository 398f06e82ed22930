// Package stat says how sure a figure is, and where figures are unusual:
// intervals of rates, small-area estimates, ranks with their ranges, spatial
// weights, hot spots, scans, and the clusters that come of them.
//
// Areas (villages, cells) are numbered from 0 in the order in which the caller
// hands them over. Randomness is handed in too: equal input and an equal seed
// give equal results on any number of processors. Nothing that is returned is
// NaN or infinite; what cannot be said is an error, false, or "not tested".
package stat

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
)

// What a caller may test for. An area's number is said where one is at fault.
var (
	ErrLength       = errors.New("not one value for each area")
	ErrNotFinite    = errors.New("not a finite number")
	ErrNegative     = errors.New("below 0")
	ErrNotARate     = errors.New("cases do not lie between 0 and the population")
	ErrNoPeople     = errors.New("no population in any area")
	ErrTooFew       = errors.New("too few areas")
	ErrConstant     = errors.New("all areas have the same value")
	ErrNoNeighbours = errors.New("no area has a neighbour")
)

// A Rate is cases in a population: families missed of families eligible.
type Rate struct{ Cases, Population int }

// Share returns cases ÷ population, 0 to 1; 0 without a population.
func (r Rate) Share() float64 {
	if r.Population == 0 {
		return 0
	}
	return float64(r.Cases) / float64(r.Population)
}

func (r Rate) valid() bool { return 0 <= r.Cases && r.Cases <= r.Population }

func (r Rate) plus(s Rate) Rate { return Rate{r.Cases + s.Cases, r.Population + s.Population} }

func (r Rate) minus(s Rate) Rate { return Rate{r.Cases - s.Cases, r.Population - s.Population} }

// sum returns the rate of all areas together, or [ErrNotARate] with the first
// area that is at fault.
func sum(rates []Rate) (all Rate, err error) {
	for i, r := range rates {
		if !r.valid() {
			return Rate{}, fmt.Errorf("stat: area %d: %w", i, ErrNotARate)
		}
		all = all.plus(r)
	}
	return all, nil
}

// finite returns [ErrLength] unless x holds n values, and [ErrNotFinite] with
// the first area whose value is none.
func finite(x []float64, n int) error {
	if len(x) != n {
		return fmt.Errorf("stat: %d values, %d areas: %w", len(x), n, ErrLength)
	}
	for i, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("stat: area %d: %w", i, ErrNotFinite)
		}
	}
	return nil
}

// centred returns x − x̄ in units of its largest, and the sum of its squares: at
// least 1, or 0 where all values are equal. The statistics here do not depend on
// the unit, and in this one no power of a value overflows.
func centred(x []float64) (z []float64, ss float64) {
	z = scaled(x)
	mean := 0.0
	for i, v := range z {
		mean += (v - mean) / float64(i+1) // exact where all are equal
	}
	for i := range z {
		z[i] -= mean
	}
	z = scaled(z)
	for _, v := range z {
		ss += v * v
	}
	return z, ss
}

// scaled returns x in units of its largest absolute value; x where that is 0.
func scaled(x []float64) []float64 {
	unit, out := 0.0, slices.Clone(x)
	for _, v := range x {
		unit = max(unit, math.Abs(v))
	}
	for i := range out {
		if unit > 0 {
			out[i] /= unit
		}
	}
	return out
}

// twoSided returns the probability of a standard normal deviate at least as far
// from 0 as z; never 0.
func twoSided(z float64) float64 {
	return max(math.SmallestNonzeroFloat64, math.Erfc(math.Abs(z)/math.Sqrt2))
}

// inParts calls f for parts of 0 … n−1, one for each processor, and waits.
func inParts(n int, f func(from, to int)) {
	parts := max(1, min(n, runtime.GOMAXPROCS(0)))
	var w sync.WaitGroup
	for p := range parts {
		w.Go(func() { f(n*p/parts, n*(p+1)/parts) })
	}
	w.Wait()
}

// A seed makes one generator for each piece of work, so that results do not
// depend on who does it.
type seed uint64

func seedOf(rng *rand.Rand) seed { return seed(rng.Uint64()) }

// source returns the generator of the i-th piece.
func (s seed) source(i int) *rand.PCG { return rand.NewPCG(uint64(s), uint64(i)) }
