package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRanks(t *testing.T) {
	sure := []Posterior{{1000, 9000}, {5000, 5000}, {3000, 7000}}
	if got, want := must(Ranks(sure, nil, 200, seeded())), []Rank{{3, 3, 3}, {1, 1, 1}, {2, 2, 2}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// 100, 50 and 3000 families missed.
	if got, want := must(Ranks(sure, []float64{1000, 100, 10_000}, 200, seeded())), []Rank{{2, 2, 2}, {3, 3, 3}, {1, 1, 1}}; !slices.Equal(got, want) {
		t.Errorf("with sizes got %v, want %v", got, want)
	}
	for _, r := range must(Ranks(slices.Repeat([]Posterior{{3, 7}}, 100), nil, 1000, seeded())) {
		if r.Place != 1 || r.Low != 1 || r.High < 95 {
			t.Errorf("of equal areas one has %v", r)
		}
	}
	if got, want := must(Ranks(sure, nil, -99, seeded())), []Rank{{3, 1, 3}, {1, 1, 3}, {2, 1, 3}}; !slices.Equal(got, want) {
		t.Errorf("without draws got %v, want %v", got, want)
	}
	nobody := must(Ranks(sure, []float64{0, 0, 1}, 50, seeded()))
	if want := []Rank{{2, 2, 2}, {2, 2, 2}, {1, 1, 1}}; !slices.Equal(nobody, want) {
		t.Errorf("of areas without people got %v, want %v", nobody, want)
	}
	if got := must(Ranks(nil, nil, 10, seeded())); len(got) != 0 {
		t.Errorf("of nothing got %v", got)
	}
}

// TestRanksRefuse sizes that are none.
func TestRanksRefuse(t *testing.T) {
	fails(t, []failure{
		{"ranks of other sizes", second(Ranks([]Posterior{{1, 1}}, []float64{1, 2}, 9, seeded())), ErrLength},
		{"ranks of a negative size", second(Ranks([]Posterior{{1, 1}}, []float64{-1}, 9, seeded())), ErrNegative},
		{"ranks of no size", second(Ranks([]Posterior{{1, 1}}, []float64{math.Inf(1)}, 9, seeded())), ErrNotFinite},
	})
}

// TestDrawsThatUnderflow has rates that are all or none.
func TestDrawsThatUnderflow(t *testing.T) {
	source, sum := seed(1).source(0), 0.0
	for range 1000 {
		θ := Posterior{1e-5, 3e-5}.draw(source)
		if !(θ >= 0 && θ <= 1) {
			t.Fatalf("drew %v", θ)
		}
		sum += θ
	}
	near(t, "mean", sum/1000, 0.25, 0.05)
}

// TestRanksAreThoseOfAllDraws holds ranges against every draw sorted in full.
func TestRanksAreThoseOfAllDraws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, draws := rapid.IntRange(0, 12).Draw(t, "areas"), rapid.SampledFrom([]int{0, 1, 39, 40, 100}).Draw(t, "draws")
		var posteriors []Posterior
		var sizes []float64
		for range n {
			posteriors = append(posteriors, Posterior{rapid.Float64Range(0.3, 50).Draw(t, "α"), rapid.Float64Range(0.3, 50).Draw(t, "β")})
			sizes = append(sizes, float64(rapid.IntRange(0, 4).Draw(t, "size")))
		}
		ranks := must(Ranks(posteriors, sizes, draws, rand.New(rand.NewPCG(1, 1))))
		s, all := seedOf(rand.New(rand.NewPCG(1, 1))), make([][]int, n)
		for d := range draws {
			source, x := s.source(d), make([]float64, n)
			for i, p := range posteriors {
				x[i] = p.draw(source) * sizes[i]
			}
			for i := range x {
				x[i] = math.Float64frombits(math.Float64bits(x[i]) >> indexBits << indexBits)
			}
			for i := range x {
				all[i] = append(all[i], place(x, i))
			}
		}
		for i, r := range ranks {
			low, high := 1, n
			if draws > 0 {
				slices.Sort(all[i])
				low, high = all[i][draws/40], all[i][draws-1-draws/40]
			}
			if r.Low != min(low, r.Place) || r.High != max(high, r.Place) {
				t.Fatalf("area %d: %v, want %d to %d", i, r, low, high)
			}
		}
	})
}
