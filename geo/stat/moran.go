package stat

import (
	"fmt"
	"math"
)

// A Test holds a statistic against what it would be if place did not matter.
type Test struct {
	Variance float64
	Z        float64 // 0 where the variance is 0
	P        float64 // two-sided, of the normal distribution
}

func testOf(value, expected, variance float64) Test {
	// A variance that should be 0 comes out as what rounding left of its terms.
	if variance <= 1e-12*expected*expected {
		return Test{0, 0, 1}
	}
	z := (value - expected) / math.Sqrt(variance)
	return Test{variance, z, twoSided(z)}
}

// A Moran is Moran's I: above its expectation where neighbours are alike.
type Moran struct {
	I, Expected float64 // Expected is −1/(n−1)
	Normal      Test    // when values are draws from one normal distribution
	Random      Test    // when the values are as they are and their places random
}

// MoransI returns Moran's I of x under w. x holds one value for each area, in
// any unit; I has none. For rates, hand in [Standardise] of them. Areas without
// neighbours count in n and add nothing. It returns [ErrLength],
// [ErrNotFinite], [ErrTooFew] for fewer than four areas, [ErrConstant] or
// [ErrNoNeighbours].
//
// Moran (1950), Biometrika 37, 17–23; variances after Cliff and Ord (1981),
// Spatial Processes, p. 21. Agrees with PySAL's esda.
func MoransI(x []float64, w Weights) (Moran, error) {
	if err := finite(x, w.Len()); err != nil {
		return Moran{}, err
	}
	z, Σz2 := centred(x)
	S0, S1, S2 := w.moments()
	if err := testable(len(x), Σz2, S0); err != nil {
		return Moran{}, fmt.Errorf("stat: Moran's I: %w", err)
	}
	var I, Σz4 float64
	for i := range z {
		I += z[i] * w.lag(i, z)
		Σz4 += z[i] * z[i] * z[i] * z[i]
	}
	n := float64(len(x))
	I *= n / (S0 * Σz2)
	E := -1 / (n - 1)
	normal := (n*n*S1-n*S2+3*S0*S0)/((n*n-1)*S0*S0) - E*E
	b2 := n * Σz4 / (Σz2 * Σz2) // kurtosis
	random := (n*((n*n-3*n+3)*S1-n*S2+3*S0*S0)-b2*((n*n-n)*S1-2*n*S2+6*S0*S0))/
		((n-1)*(n-2)*(n-3)*S0*S0) - E*E
	return Moran{I, E, testOf(I, E, normal), testOf(I, E, random)}, nil
}

func testable(n int, Σz2, S0 float64) error {
	switch {
	case n < 4:
		return ErrTooFew
	case Σz2 == 0:
		return ErrConstant
	case S0 == 0:
		return ErrNoNeighbours
	}
	return nil
}
