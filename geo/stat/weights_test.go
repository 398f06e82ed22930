package stat

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// hexagons returns n cells in rows, each beside up to six others, as H3's are.
func hexagons(n int) Weights {
	width := int(math.Sqrt(float64(n)))
	type cell struct{ x, y int }
	var cells []cell
	for i := range n {
		cells = append(cells, cell{i % width, i / width})
	}
	return must(Adjacent(cells, func(c cell) ([]cell, error) {
		x, y := c.x, c.y
		return []cell{{x + 1, y}, {x - 1, y}, {x, y + 1}, {x, y - 1}, {x + 1, y - 1}, {x - 1, y + 1}}, nil
	}))
}

func TestAdjacentCells(t *testing.T) {
	w := must(Adjacent([]int{5, 7, 6, 100}, func(k int) ([]int, error) { return []int{k + 1, k - 1, k, k + 1}, nil }))
	want := [][]int32{{2}, {2}, {0, 1}, {}}
	for i := range want {
		if got := w.Neighbours(i); !slices.Equal(got, want[i]) {
			t.Errorf("neighbours of %d are %v, want %v", i, got, want[i])
		}
	}
	if got := w.Islands(); !slices.Equal(got, []int{3}) {
		t.Errorf("islands are %v", got)
	}
}

// TestWeightsRefuse neighbours that are none.
func TestWeightsRefuse(t *testing.T) {
	errTest := errors.New("test")
	fails(t, []failure{
		{"neighbour of itself", second(Binary([][]int{{0}})), ErrNotANeighbour},
		{"neighbour that is not", second(Binary([][]int{{1}})), ErrNotANeighbour},
		{"neighbour before the first", second(Binary([][]int{{-1}})), ErrNotANeighbour},
		{"neighbours fail", second(Adjacent([]int{1}, func(int) ([]int, error) { return nil, errTest })), errTest},
	})
}

// drawWeights makes up neighbours of n areas, not always mutual.
func drawWeights(t *rapid.T, n int) Weights {
	lists := make([][]int, n)
	for i := range lists {
		for range rapid.IntRange(0, min(8, n-1)).Draw(t, "neighbours") {
			lists[i] = append(lists[i], (i+rapid.IntRange(1, n-1).Draw(t, "step"))%n)
		}
	}
	return must(Binary(lists))
}

// relabelled returns w of areas in another order.
func relabelled(w Weights, order []int) Weights {
	lists := make([][]int, w.Len())
	for i, old := range order {
		for _, j := range w.Neighbours(old) {
			lists[i] = append(lists[i], slices.Index(order, int(j)))
		}
	}
	return must(Binary(lists))
}

func TestWeightsAreRowsOfNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWeights(t, rapid.IntRange(2, 20).Draw(t, "areas"))
		var s0, s1, s2 float64
		dense := make([][]float64, w.Len())
		for i := range dense {
			dense[i] = make([]float64, w.Len())
			row := w.Neighbours(i)
			if !slices.IsSorted(row) || slices.Contains(w.Islands(), i) != (len(row) == 0) {
				t.Fatalf("neighbours of %d are %v, islands %v", i, row, w.Islands())
			}
			for _, j := range row {
				dense[i][j] = 1 / float64(len(row))
			}
		}
		for i := range dense {
			both := 0.0
			for j := range dense {
				s0 += dense[i][j]
				s1 += (dense[i][j] + dense[j][i]) * (dense[i][j] + dense[j][i]) / 2
				both += dense[i][j] + dense[j][i]
			}
			s2 += both * both
		}
		if S0, S1, S2 := w.RowStandardised().moments(); !same(S0, s0) || !same(S1, s1) || !same(S2, s2) {
			t.Fatalf("moments are %v %v %v, want %v %v %v", S0, S1, S2, s0, s1, s2)
		}
	})
}
