package stat

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestBenjaminiHochberg has the fifteen p of their paper of 1995, shuffled.
func TestBenjaminiHochberg(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	want := []float64{.0015, .003, .0095, .035625, .0603, .0638571429, .0638571429, .0645, .0765, .486,
		.5811818182, .714875, .7532307692, .8132142857, 1}
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(p))
	shuffled := make([]float64, len(p))
	for i, k := range order {
		shuffled[i] = p[k]
	}
	rejected := 0
	for i, q := range BenjaminiHochberg(shuffled) {
		near(t, fmt.Sprint("q of ", shuffled[i]), q, want[order[i]], 1e-10)
		if q <= .05 {
			rejected++
		}
	}
	if rejected != 4 {
		t.Errorf("%d are rejected at .05, want 4", rejected)
	}
}

func TestBenjaminiHochbergIsMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOf(rapid.Float64Range(0, 1)).Draw(t, "p")
		q := BenjaminiHochberg(p)
		order := drawRNG(t).Perm(len(p))
		if !slices.Equal(shuffled(q, order), BenjaminiHochberg(shuffled(p, order))) {
			t.Fatal("q depends on the order")
		}
		for i := range p {
			if q[i] < p[i] || q[i] > 1 {
				t.Fatalf("q of %v is %v", p[i], q[i])
			}
			for j := range p {
				if p[i] < p[j] && q[i] > q[j] {
					t.Fatalf("q of %v is %v, of %v %v", p[i], q[i], p[j], q[j])
				}
			}
		}
	})
}
