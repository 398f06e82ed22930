package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Insufficient says whether a share of so many leaves more open than it says, so
// that "insufficient data" tells more than the share does. That is so where its
// interval is wider than half of all that a share can be, and where that of another
// share of as many people would be: what is too thin is too thin whoever was found,
// or 0 of 5 would be told and 2 of 5 not, and the places told be those at the ends.
// Without noise 11 are too few and 12 are not.
func Insufficient(population int, noise Noise, of Interval) bool {
	return of.High-of.Low > 0.5 || widest(population, noise) > 0.5
}

// widest returns the width of the widest interval that a share of so many can have
// at 95 %: see [NoisyWilson], whose root over a is largest near half.
func widest(population int, noise Noise) float64 {
	n := float64(population)
	a := n*n + z95*z95*(n-noise.Population)
	if a <= 0 {
		return 1
	}
	x := n
	if n > noise.Population {
		x = min(n, n*n/(2*(n-noise.Population)))
	}
	b, c := x*n+z95*z95*n/2, x*x-z95*z95*noise.Cases
	return min(1, 2*math.Sqrt(max(0, b*b-a*c))/a)
}

var z95 = distuv.UnitNormal.Quantile(0.975)
