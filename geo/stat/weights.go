package stat

import (
	"errors"
	"fmt"
	"slices"
)

// MinNeighbours is how many neighbours an area must have for a local test:
// with fewer, its surroundings are chance.
const MinNeighbours = 3

// ErrNotANeighbour says that an area cannot have a neighbour with that number.
var ErrNotANeighbour = errors.New("no such neighbour")

// Weights say which areas are neighbours, as sparse rows: 8 bytes an area and 4
// a neighbour. All neighbours of an area weigh the same: 1, or 1/k of k when
// row-standardised. No area is its own neighbour. The zero value has no areas.
// Weights never change and may be used from many goroutines at once.
type Weights struct {
	start        []int32 // of each row in to, and the end
	to           []int32 // ascending in each row
	standardised bool
}

// Binary returns weights of 1 for the neighbours of each area, in any order;
// one that is named twice counts once. It returns [ErrNotANeighbour] for a
// number that is no area or the area's own.
func Binary(neighbours [][]int) (Weights, error) {
	w := Weights{start: make([]int32, 1, len(neighbours)+1)}
	for i, row := range neighbours {
		for _, j := range row {
			if j < 0 || j >= len(neighbours) || j == i {
				return Weights{}, fmt.Errorf("stat: area %d, neighbour %d: %w", i, j, ErrNotANeighbour)
			}
			w.to = append(w.to, int32(j))
		}
		w.close()
	}
	return w, nil
}

// Adjacent returns weights of 1 for areas that have a key, such as an H3 cell:
// the neighbours of each are those that neighbours names and that are among the
// keys. It passes on the errors of neighbours. Keys must differ.
func Adjacent[K comparable](keys []K, neighbours func(K) ([]K, error)) (Weights, error) {
	place := make(map[K]int32, len(keys))
	for i, k := range keys {
		place[k] = int32(i)
	}
	w := Weights{start: make([]int32, 1, len(keys)+1)}
	for i, k := range keys {
		around, err := neighbours(k)
		if err != nil {
			return Weights{}, fmt.Errorf("stat: area %d: %w", i, err)
		}
		for _, n := range around {
			if j, ok := place[n]; ok && j != int32(i) {
				w.to = append(w.to, j)
			}
		}
		w.close()
	}
	return w, nil
}

// close ends a row: its neighbours become sorted, each once.
func (w *Weights) close() {
	from := w.start[len(w.start)-1]
	row := w.to[from:]
	slices.Sort(row)
	w.to = w.to[:int(from)+len(slices.Compact(row))]
	w.start = append(w.start, int32(len(w.to)))
}

// RowStandardised returns the weights with each row adding up to 1; that of an
// area without neighbours stays 0.
func (w Weights) RowStandardised() Weights {
	w.standardised = true
	return w
}

// Len returns the number of areas.
func (w Weights) Len() int { return max(0, len(w.start)-1) }

// Neighbours returns the neighbours of area i, ascending; not to be changed.
func (w Weights) Neighbours(i int) []int32 { return w.to[w.start[i]:w.start[i+1]:w.start[i+1]] }

// Islands returns the areas without neighbours.
func (w Weights) Islands() (islands []int) {
	for i := range w.Len() {
		if len(w.Neighbours(i)) == 0 {
			islands = append(islands, i)
		}
	}
	return islands
}

// sizes says which numbers of neighbours there are, up to the greatest.
func (w Weights) sizes() (sizes []bool) {
	for i := range w.Len() {
		k := len(w.Neighbours(i))
		for k >= len(sizes) {
			sizes = append(sizes, false)
		}
		sizes[k] = true
	}
	return sizes
}

// each returns the weight of each neighbour of area i.
func (w Weights) each(i int) float64 {
	if w.standardised {
		return 1 / float64(max(1, len(w.Neighbours(i))))
	}
	return 1
}

// lag returns Σⱼ wᵢⱼ xⱼ.
func (w Weights) lag(i int, x []float64) (sum float64) {
	for _, j := range w.Neighbours(i) {
		sum += x[j]
	}
	return sum * w.each(i)
}

// has says whether j is a neighbour of i.
func (w Weights) has(i, j int) bool {
	_, found := slices.BinarySearch(w.Neighbours(i), int32(j))
	return found
}

// moments returns S₀ = Σwᵢⱼ, S₁ = ½Σ(wᵢⱼ+wⱼᵢ)² and S₂ = Σ(wᵢ.+w.ᵢ)², as Cliff and Ord (1981) do.
func (w Weights) moments() (S0, S1, S2 float64) {
	both := make([]float64, w.Len())
	for i := range both {
		for _, j := range w.Neighbours(i) {
			wij := w.each(i)
			S0 += wij
			S1 += wij * wij
			if w.has(int(j), i) {
				S1 += wij * w.each(int(j))
			}
			both[i] += wij
			both[j] += wij
		}
	}
	for _, b := range both {
		S2 += b * b
	}
	return S0, S1, S2
}
