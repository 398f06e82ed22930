package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestLocalMoranCountsAsEnumerating holds p against all choices of neighbours.
func TestLocalMoranCountsAsEnumerating(t *testing.T) {
	x := []float64{0, 0, 1, 2, 2, 3, 5, 8, 9, 14}
	w := must(Binary([][]int{{1, 2, 3}, {0, 2, 3, 4}, {5, 6, 7}, {7, 8, 9}, {0, 1, 2}, {6, 7, 8, 9}, {3, 4, 5}, {8, 9, 6},
		{7, 9, 6}, {0, 1, 2, 3, 4, 5, 6, 7, 8}}))
	z, _ := centred(x)
	for i, s := range must(LocalMoran(x, w, 40_000, rand.New(rand.NewPCG(1, 1)))) {
		k, lag := len(w.Neighbours(i)), 0.0
		for _, j := range w.Neighbours(i) {
			lag += z[j]
		}
		expected := -z[i] / 9 * float64(k)
		far, all := 0.0, 0.0
		for set := range 1 << 10 {
			sum, size := 0.0, 0
			for j := range z {
				if set>>j&1 == 1 {
					sum, size = sum+z[j], size+1
				}
			}
			if size != k || set>>i&1 == 1 {
				continue
			}
			all++
			if math.Abs(sum-expected) >= math.Abs(lag-expected)-1e-9 {
				far++
			}
		}
		near(t, fmt.Sprint("p of ", i), s.P, far/all, 0.008)
	}
}

// TestLocalMoranQuadrants draws a high half and a low one, and in each an area that is unlike its surroundings.
func TestLocalMoranQuadrants(t *testing.T) {
	x := make([]float64, 100)
	for i := range x {
		if i%10 < 5 {
			x[i] = 1
		}
	}
	x[52], x[57] = 0, 1
	spots := must(LocalMoran(x, hexagons(100), 999, seeded()))
	for i, want := range map[int]Kind{22: HighHigh, 28: LowLow, 52: LowHigh, 57: HighLow} {
		if s := spots[i]; s.Kind != want || s.P > 0.05 || (s.Score > 0) != (want == HighHigh || want == LowLow) {
			t.Errorf("area %d is %+v, want %v", i, s, want)
		}
	}
	for k, name := range []string{"none", "hot", "cold", "HH", "LL", "HL", "LH"} {
		if Kind(k).String() != name {
			t.Errorf("kind %d is %v, want %s", k, Kind(k), name)
		}
	}
}

func TestLocalMoranWithoutPermutations(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	for _, s := range must(LocalMoran(x, hexagons(9), 0, seeded())) {
		if s.P != 1 || s.Q != 1 {
			t.Errorf("%+v", s)
		}
	}
}

// TestLocalMoranRefuses values of which nothing can be said.
func TestLocalMoranRefuses(t *testing.T) {
	w := hexagons(9)
	fails(t, []failure{
		{"local Moran of no number", second(LocalMoran([]float64{1, 2, 3, 4, 5, 6, 7, 8, math.NaN()}, w, 9, seeded())), ErrNotFinite},
		{"rates of nobody", second(Standardise(make([]Rate, 9))), ErrNoPeople},
	})
}

// TestLocalTestsOfNothing has values in which nothing can stand out.
func TestLocalTestsOfNothing(t *testing.T) {
	ring := must(Binary([][]int{{1, 2, 3}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}})) // each beside all others
	for _, tc := range []struct {
		name   string
		x      []float64
		w      Weights
		tested bool
	}{
		{"no area", nil, Weights{}, false},
		{"one area", []float64{1}, hexagons(1), false},
		{"two neighbours", []float64{1, 2, 3}, hexagons(3), false},
		{"no neighbours", []float64{1, 2, 3, 4}, must(Binary(make([][]int, 4))), false},
		{"all equal, and rounded", []float64{0.1, 0.1, 0.1, 0.1}, ring, true},
		{"all equal to 0", make([]float64, 4), ring, true},
		{"all are neighbours", []float64{1, 2, 3, 5}, ring, true},
		{"the others are equal", []float64{9, 0.1, 0.1, 0.1}, ring, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, spots := range map[string][]Spot{
				"Gi": must(Gi(tc.x, tc.w)), "Gi*": must(GiStar(tc.x, tc.w)), "local Moran": must(LocalMoran(tc.x, tc.w, 9, seeded())),
			} {
				if len(spots) != len(tc.x) {
					t.Fatalf("%s has %d spots of %d areas", name, len(spots), len(tc.x))
				}
				for _, s := range spots {
					if s.Tested != tc.tested || s.P != 1 || s.Q != 1 || !tc.tested && s != untested || math.IsNaN(s.Score) {
						t.Errorf("%s: %+v", name, s)
					}
					if tc.x[0] == tc.x[1%len(tc.x)] && (s.Score != 0 || s.Kind != None) {
						t.Errorf("%s of equal values: %+v", name, s)
					}
				}
			}
		})
	}
}

// TestLocalTestsAreSane holds spots against their definitions, and against the same areas in another order.
func TestLocalTestsAreSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "areas")
		w, x, order := drawWeights(t, n), drawValues(t, n), drawRNG(t).Perm(n)
		for name, of := range map[string]func([]float64, Weights) ([]Spot, error){
			"Gi": Gi, "Gi*": GiStar,
			"local Moran": func(x []float64, w Weights) ([]Spot, error) { return LocalMoran(x, w, 19, drawRNG(t)) },
		} {
			spots := must(of(x, w))
			other := must(of(shuffled(x, order), relabelled(w, order)))
			for i, s := range spots {
				isNumber(t, name, s.Score)
				isProbability(t, name, s.P)
				isProbability(t, name, s.Q)
				if s.P == 0 || s.Q < s.P || s.Tested != (len(w.Neighbours(i)) >= MinNeighbours) || !s.Tested && s != untested {
					t.Fatalf("%s: %+v", name, s)
				}
				if o := other[slices.Index(order, i)]; !same(o.Score, s.Score) || o.Kind != s.Kind && math.Abs(s.Score) > 1e-9 {
					t.Fatalf("%s: %+v is %+v in another order", name, s, o)
				}
			}
		}
	})
}

// TestPValuesWherePlaceDoesNotMatter counts how often noise looks significant.
func TestPValuesWherePlaceDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 4))
	w := hexagons(400)
	var gi, gistar, moran coverage
	for range 60 {
		x := make([]float64, w.Len())
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		for c, spots := range map[*coverage][]Spot{
			&gi: must(Gi(x, w)), &gistar: must(GiStar(x, w)), &moran: must(LocalMoran(x, w, 399, rng)),
		} {
			for _, s := range spots {
				if s.Tested {
					c.see(s.P <= 0.1)
				}
			}
		}
	}
	gi.within(t, "Gi's 0.1", 0.09, 0.11)
	gistar.within(t, "Gi*'s 0.1", 0.09, 0.11)
	moran.within(t, "local Moran's 0.1", 0.09, 0.11)
}
