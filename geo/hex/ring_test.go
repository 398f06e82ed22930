package hex

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNeighbours(t *testing.T) {
	cells := pentagons(t)
	rng := rand.New(rand.NewPCG(1, 5))
	for range 500 {
		c, err := At(somewhere(rng), rng.IntN(16))
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	for _, c := range cells {
		around := neighbours(t, c)
		want := 6
		if c.Pentagon() {
			want = 5
		}
		if len(around) != want || slices.Contains(around, c) || !slices.IsSorted(around) {
			t.Errorf("%v has the neighbours %v, want %d in order", c, around, want)
		}
		for _, n := range around {
			if n.Res() != c.Res() || !slices.Contains(neighbours(t, n), c) {
				t.Errorf("%v is a neighbour of %v, but not the other way", n, c)
			}
		}
	}
	if _, err := Cell(0).Neighbours(); err == nil {
		t.Error("no cell has neighbours")
	}
}

func neighbours(t *testing.T, c Cell) []Cell {
	t.Helper()
	around, err := c.Neighbours()
	if err != nil {
		t.Fatal(err)
	}
	return around
}

func BenchmarkNeighbours(b *testing.B) {
	c, err := Parse("888c10db45fffff")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Neighbours(); err != nil {
			b.Fatal(err)
		}
	}
}
