package store

import (
	"math/rand/v2"
	"testing"
)

// TestUnionIsClosed: in whatever order pairs come, a chain becomes one group,
// named by its lowest number.
func TestUnionIsClosed(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 2 + rng.IntN(20)
		chain := rng.Perm(n)
		pairs := rng.Perm(n - 1)
		var u union
		for _, i := range pairs {
			u.join(int64(chain[i]), int64(chain[i+1]))
		}
		numbers, lowest := u.groups()
		if len(numbers) != n-1 {
			t.Fatalf("%d of %d numbers are led on", len(numbers), n-1)
		}
		for i, l := range lowest {
			if l != 0 || numbers[i] == 0 {
				t.Fatalf("%d is led to %d, want 0", numbers[i], l)
			}
		}
	}
}
