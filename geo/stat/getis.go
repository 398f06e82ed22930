package stat

import (
	"fmt"
	"math"
	"slices"
)

// A Kind says what an area is like in its surroundings.
type Kind uint8

// Hot and Cold come from Gi, Gi* and scans, the others from local Moran: high
// or low itself, then its neighbours.
const (
	None Kind = iota // neither, or not tested
	Hot
	Cold
	HighHigh
	LowLow
	HighLow
	LowHigh
)

// String returns the usual short name: hot, cold, HH, LL, HL or LH; none for None.
func (k Kind) String() string {
	return [...]string{"none", "hot", "cold", "HH", "LL", "HL", "LH"}[k]
}

// A Spot is what a local test says of one area, whether it is significant or not.
type Spot struct {
	Score  float64 // z of Gi and Gi*, Iᵢ of local Moran
	P      float64 // two-sided
	Q      float64 // Benjamini–Hochberg, among the areas tested
	Kind   Kind
	Tested bool // false: fewer than MinNeighbours neighbours, or all other areas are
}

// untested is a spot of which nothing is said.
var untested = Spot{P: 1, Q: 1}

// GiStar returns the z score of the sum of x over each area and its neighbours:
// Hot where it is above what it would be if place did not matter, Cold below.
// Neighbours count one each, whatever their weight in w. x holds one value for
// each area, in any unit. Where all values are equal every z is 0. It returns
// [ErrLength] or [ErrNotFinite].
//
// Getis and Ord (1992), Geographical Analysis 24, 189–206; Ord and Getis
// (1995), ibid. 27, 286–306. Agrees with PySAL's esda.
func GiStar(x []float64, w Weights) ([]Spot, error) { return getis(x, w, true, MinNeighbours) }

// Gi is [GiStar] of an area's neighbours without itself, held against all areas
// but itself.
//
// Ord and Getis (1995), Geographical Analysis 27, 286–306.
func Gi(x []float64, w Weights) ([]Spot, error) { return getis(x, w, false, MinNeighbours) }

func getis(x []float64, w Weights, star bool, least int) ([]Spot, error) {
	if err := finite(x, w.Len()); err != nil {
		return nil, err
	}
	z, Σz2 := centred(x)
	spots := make([]Spot, len(x))
	for i := range spots {
		row := w.Neighbours(i)
		if spots[i] = untested; len(row) < least {
			continue
		}
		// x̄ = 0 over all areas, so over the others −zᵢ/(n−1).
		n, W, sum, mean, ss := float64(len(z)), float64(len(row)), 0.0, 0.0, Σz2
		for _, j := range row {
			sum += z[j]
		}
		if star {
			W, sum = W+1, sum+z[i]
		} else {
			n--
			mean = -z[i] / n
			ss = Σz2 - z[i]*z[i] - n*mean*mean
		}
		spots[i] = spotOf(sum-W*mean, ss*(n-W)*W/(n*(n-1)), Σz2)
	}
	correct(spots)
	return spots, nil
}

// spotOf returns the spot of a deviation with a variance, which counts as 0
// where it is what rounding left of the sum of squares.
func spotOf(deviation, variance, Σz2 float64) Spot {
	s := Spot{P: 1, Tested: true}
	if !(variance > 1e-14*Σz2) {
		return s
	}
	s.Score = deviation / math.Sqrt(variance)
	s.P = twoSided(s.Score)
	switch {
	case s.Score > 0:
		s.Kind = Hot
	case s.Score < 0:
		s.Kind = Cold
	}
	return s
}

// correct sets the q values of the spots that were tested.
func correct(spots []Spot) {
	p := make([]float64, 0, len(spots))
	for _, s := range spots {
		if s.Tested {
			p = append(p, s.P)
		}
	}
	q := BenjaminiHochberg(p)
	for i := range spots {
		if spots[i].Tested {
			spots[i].Q, q = q[0], q[1:]
		}
	}
}

// A G is Getis and Ord's general G: above its expectation where high values lie
// together, below where low ones do.
type G struct {
	G, Expected float64
	Random      Test // when the values are as they are and their places random
}

// GeneralG returns the share of the products of all pairs that neighbours have.
// x holds one value for each area, none below 0. It returns the errors of
// [MoransI], [ErrNegative], and [ErrTooFew] where fewer than two values are above 0.
//
// Getis and Ord (1992), Geographical Analysis 24, 189–206, p. 194. Agrees with
// PySAL's esda.
func GeneralG(x []float64, w Weights) (G, error) {
	if err := finite(x, w.Len()); err != nil {
		return G{}, err
	}
	_, Σz2 := centred(x)
	S0, S1, S2 := w.moments()
	if err := testable(len(x), Σz2, S0); err != nil {
		return G{}, fmt.Errorf("stat: general G: %w", err)
	}
	if slices.Min(x) < 0 {
		return G{}, fmt.Errorf("stat: general G: %w", ErrNegative)
	}
	x = scaled(x)
	var m1, m2, m3, m4, sum float64
	for i, v := range x {
		m1, m2, m3, m4 = m1+v, m2+v*v, m3+v*v*v, m4+v*v*v*v
		sum += v * w.lag(i, x)
	}
	n, pairs := float64(len(x)), m1*m1-m2
	if pairs <= 1e-15*m2 {
		return G{}, fmt.Errorf("stat: general G: %w", ErrTooFew)
	}
	B0 := (n*n-3*n+3)*S1 - n*S2 + 3*S0*S0
	B1 := -((n*n-n)*S1 - 2*n*S2 + 6*S0*S0)
	B2 := -(2*n*S1 - (n+3)*S2 + 6*S0*S0)
	B3 := 4*(n-1)*S1 - 2*(n+1)*S2 + 8*S0*S0
	B4 := S1 - S2 + S0*S0
	E := S0 / (n * (n - 1))
	E2 := (B0*m2*m2 + B1*m4 + B2*m1*m1*m2 + B3*m1*m3 + B4*m1*m1*m1*m1) /
		(pairs * pairs * n * (n - 1) * (n - 2) * (n - 3))
	g := min(1, sum/pairs) // which rounding may exceed
	return G{g, E, testOf(g, E, E2-E*E)}, nil
}
