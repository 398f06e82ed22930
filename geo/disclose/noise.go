package disclose

import (
	"fmt"
	"math"
)

// A Noise says how numbers are perturbed: never by more than Max, with the
// given variance, by zero on average. Its zero perturbs nothing.
type Noise struct {
	Max      int     // families
	Variance float64 // families squared
}

// A perturbation is the table of the cell-key method: for every count the
// chances of each change. A count beyond the last row has the last row's.
//
// The rows are those of greatest entropy among all that change a count by at
// most Max, by zero on average and with the given variance, and make none
// negative; zero stays zero (Giessing 2016, doi:10.1007/978-3-319-45381-1_18;
// R package ptable 1.0.0). One count more than Max is like any other.
type perturbation struct {
	max    int
	chance [][]float64 // by count, 0 to max; by change, from -max to max
}

// newPerturbation returns the table, or an error where no such table exists.
func newPerturbation(n Noise) (*perturbation, error) {
	if n.Max < 0 || n.Max > 100 || n.Variance < 0 || n.Max > 0 && (n.Variance <= 0 || n.Variance >= float64(n.Max)) {
		return nil, fmt.Errorf("noise of at most %d families with variance %g: the variance must lie between 0 and the greatest change", n.Max, n.Variance)
	}
	t := &perturbation{max: n.Max, chance: make([][]float64, n.Max+1)}
	for count := range t.chance {
		t.chance[count] = make([]float64, 2*n.Max+1)
		t.chance[count][n.Max] = 1
		if count > 0 {
			greatestEntropy(t.chance[count][n.Max-count:], -count, n.Variance)
		}
	}
	return t, nil
}

// greatestEntropy fills p, the chances of the whole numbers from least on, with
// mean 0 and the variance. They are exp(a·v + b·v²) up to a factor; a and b are
// found by Newton's method on the dual, which is convex.
func greatestEntropy(p []float64, least int, variance float64) {
	var a, b float64
	objective := func(a, b float64) (z float64) {
		for i := range p {
			v := float64(least + i)
			z += math.Exp(a*v + b*v*v)
		}
		return math.Log(z) - b*variance
	}
	for range 200 {
		var z, m1, m2, m3, m4 float64
		for i := range p {
			v := float64(least + i)
			p[i] = math.Exp(a*v + b*v*v)
			z += p[i]
		}
		for i := range p {
			p[i] /= z
			v := float64(least + i)
			m1, m2, m3, m4 = m1+p[i]*v, m2+p[i]*v*v, m3+p[i]*v*v*v, m4+p[i]*v*v*v*v
		}
		g, h := m1, m2-variance
		if math.Abs(g)+math.Abs(h) < 1e-14 {
			return
		}
		aa, ab, bb := m2-m1*m1, m3-m1*m2, m4-m2*m2
		det := aa*bb - ab*ab
		da, db := (bb*g-ab*h)/det, (aa*h-ab*g)/det
		step, now := 1.0, objective(a, b)
		for step > 1e-6 && !(objective(a-step*da, b-step*db) <= now) {
			step /= 2
		}
		a, b = a-step*da, b-step*db
	}
}

// of returns the count as it is published under the cell key: the sum, modulo
// 2^32, of the record keys of the families counted. The same families give the
// same number wherever, however often and in whatever indicator they are counted.
func (t *perturbation) of(count uint32, key uint32) uint32 {
	left := float64(key) / (1 << 32)
	row := t.chance[min(int(count), t.max)]
	for i, p := range row {
		if left -= p; left < 0 {
			return uint32(int(count) + i - t.max)
		}
	}
	for i := len(row) - 1; ; i-- { // the chances sum to 1 but for rounding
		if row[i] > 0 {
			return uint32(int(count) + i - t.max)
		}
	}
}
