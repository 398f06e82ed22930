package stat

import (
	"cmp"
	"slices"
)

// BenjaminiHochberg returns the q value of each p: the smallest false discovery
// rate at which its test is among the rejected. q ≥ p, q ≤ 1, and q keeps the
// order of p. A p that is no number counts as 1.
//
// Benjamini and Hochberg (1995), JRSS B 57, 289–300: q₍ᵢ₎ = min over j ≥ i of m p₍ⱼ₎/j.
func BenjaminiHochberg(p []float64) (q []float64) {
	q = make([]float64, len(p))
	order := make([]int, len(p))
	for i, v := range p {
		order[i], q[i] = i, v
		if v != v {
			q[i] = 1
		}
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(q[j], q[i]) })
	least, m := 1.0, float64(len(p))
	for k, i := range order {
		least = min(least, q[i]*(m/(m-float64(k))))
		q[i] = least
	}
	return q
}
