package stat

import (
	"math/rand/v2"
	"sort"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// released is the table of the cell-key method that public releases use: how
// likely a count of 0, 1, 2, and 3 or more is moved by −3 to 3 families. Of all
// with variance 1 and mean 0 it has most entropy, as R's ptable makes it.
var released = [4][7]float64{
	{3: 1},
	{2: .3814331, 3: .3395006, 4: .1928996, 5: .0699666, 6: .0162001},
	{1: .0602765, 2: .2472310, 3: .3914996, 4: .2393498, 5: .0564948, 6: .0051482},
	{.0045082, .0543472, .2420373, .3982146, .2420373, .0543472, .0045082},
}

// moved returns a count as it is published.
func moved(count int, rng *rand.Rand) int {
	left := rng.Float64()
	for i, p := range released[min(count, 3)] {
		if left -= p; left < 0 {
			return count + i - 3
		}
	}
	return count
}

// TestCoverageOfNoisyRates draws families of whom each is a case with chance p,
// and publishes the counts with noise. 20 000 draws tell a hundredth from two.
// Where the population has no noise shares lie on a lattice, and the cover waves
// as that of [Wilson] does.
func TestCoverageOfNoisyRates(t *testing.T) {
	for _, tc := range []struct {
		noise       Noise
		least, most float64
	}{{Noise{1, 1}, 0.93, 0.982}, {Noise{1, 0}, 0.92, 0.987}} {
		worst := 1.0 // of the interval that forgets the noise
		for _, n := range []int{12, 13, 14, 16, 18, 20, 25, 30, 40, 60, 100, 200, 400} {
			for _, p := range []float64{.05, .1, .15, .2, .3, .4, .5, .6, .7, .8, .85, .9, .95} {
				knowing, forgetful := coverageOfNoisy(tc.noise, n, p)
				worst = min(worst, forgetful)
				if knowing < tc.least || knowing > tc.most {
					t.Errorf("%v, n %d, p %v: holds %.4f", tc.noise, n, p, knowing)
				}
			}
		}
		if worst > 0.9 {
			t.Errorf("%v: without the noise it holds %.3f at least, so the test tells nothing", tc.noise, worst)
		}
	}
}

// TestCoverageOfNoisyDifferences has the shares of two places.
func TestCoverageOfNoisyDifferences(t *testing.T) {
	for _, n := range []int{12, 20, 40, 100, 400} {
		for _, p := range [][2]float64{{.05, .1}, {.1, .3}, {.5, .5}, {.4, .7}, {.9, .95}, {.05, .95}} {
			rng := rand.New(rand.NewPCG(13, uint64(n)))
			x, y := townshipOf(n, p[0]), townshipOf(2*n, p[1])
			held := 0.0
			const times = 20_000
			for range times {
				a, b := x.published(Noise{1, 1}, rng), y.published(Noise{1, 1}, rng)
				of, _ := NoisyWilson(a, Noise{1, 1}, 0.95)
				from, _ := NoisyWilson(b, Noise{1, 1}, 0.95)
				if i := Difference(a.Share(), of, b.Share(), from); i.Low <= p[0]-p[1] && p[0]-p[1] <= i.High {
					held += 1. / times
				}
			}
			if held < 0.93 || held > 0.99 { // two shares near an end: as without noise
				t.Errorf("n %d, p %v: holds %.4f", n, p, held)
			}
		}
	}
}

// TestScanOfNoisyCounts has regencies in which place does not matter. A circle
// stands out of one in twenty by chance, and of many more by the noise alone.
func TestScanOfNoisyCounts(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	const regencies, side, reached = 150, 8, 0.94
	distance := func(i, j int) float64 {
		x, y := i%side-j%side, i/side-j/side
		return float64(x*x + y*y)
	}
	stands := func(rates []Rate) int {
		found := must(Scan{Share: .5, Replications: 99}.Clusters(rates, distance, rng))
		if len(found) > 0 && found[0].P <= 0.05 {
			return 1
		}
		return 0
	}
	knowing, forgetful := 0, 0
	for range regencies {
		noisy, effective := make([]Rate, side*side), make([]Rate, side*side)
		for i := range noisy {
			r := townshipOf(15+rng.IntN(60), reached).published(Noise{1, 1}, rng)
			e := Noise{1, 1}.Effective(r, reached)
			noisy[i] = Rate{r.Population - r.Cases, r.Population} // those missed
			effective[i] = Rate{e.Population - e.Cases, e.Population}
		}
		knowing += stands(effective)
		forgetful += stands(noisy)
	}
	if knowing > regencies/10 || forgetful < regencies/8 {
		t.Errorf("of %d regencies something stands out in %d, in %d where the noise is forgotten", regencies, knowing, forgetful)
	}
	if r := (Rate{3, 12}); (Noise{}).Effective(r, .5) != r || (Noise{1, 1}).Effective(Rate{}, .5) != (Rate{}) || (Noise{1, 1}).Effective(r, 0).Population != 0 {
		t.Error("without noise a rate is effective itself")
	}
}

// A township has so many people, with the chance that so many of them, or fewer, are cases.
type township struct {
	n      int
	chance []float64
}

func townshipOf(n int, p float64) township {
	at := township{n, make([]float64, n)}
	for x := range at.chance {
		at.chance[x] = distuv.Binomial{N: float64(n), P: p}.CDF(float64(x))
	}
	return at
}

// published returns the rate of a place as it is published.
func (at township) published(noise Noise, rng *rand.Rand) Rate {
	r := Rate{sort.SearchFloat64s(at.chance, rng.Float64()), at.n}
	if noise.Population > 0 {
		r.Population = moved(at.n, rng)
	}
	r.Cases = min(moved(r.Cases, rng), r.Population)
	return r
}

func coverageOfNoisy(noise Noise, n int, p float64) (knowing, forgetful float64) {
	rng := rand.New(rand.NewPCG(12, uint64(n)))
	at := townshipOf(n, p)
	const times = 20_000
	for range times {
		r := at.published(noise, rng)
		for to, of := range map[*float64]Noise{&knowing: noise, &forgetful: {}} {
			if i, ok := NoisyWilson(r, of, 0.95); ok && i.Low <= p && p <= i.High {
				*to += 1. / times
			}
		}
	}
	return knowing, forgetful
}

func TestNoisyWilson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Population: rapid.IntRange(1, 10_000).Draw(t, "n")}
		r.Cases = rapid.IntRange(0, r.Population).Draw(t, "x")
		noise := Noise{rapid.Float64Range(0, 5).Draw(t, "cases"), rapid.Float64Range(0, 5).Draw(t, "population")}
		exact, _ := Wilson(r, 0.95)
		if none, ok := NoisyWilson(r, Noise{}, 0.95); !ok || none != exact {
			t.Fatalf("%v without noise is %v, %v, want %v", r, none, ok, exact)
		}
		i, ok := NoisyWilson(r, noise, 0.95)
		if !ok || !(0 <= i.Low && i.Low <= r.Share() && r.Share() <= i.High && i.High <= 1) || i.Low > exact.Low+1e-9 || i.High < exact.High-1e-9 {
			t.Fatalf("%v with %v is %v, without %v", r, noise, i, exact)
		}
	})
	for _, noise := range []Noise{{-1, 0}, {0, -1}} {
		if i, ok := NoisyWilson(Rate{1, 2}, noise, 0.95); ok || i != (Interval{}) {
			t.Errorf("%v: %v", noise, i)
		}
	}
}

// In 200 regencies without any hot spot, of 225 places of which those in one corner
// hold 12 families and all others 150, counts are published with noise: tests that take
// them for exact label places in two regencies of five, those that allow for the
// noise in as few as five in a hundred, or what chance makes of that.
func TestNoiseMakesNoHotSpots(t *testing.T) {
	const side, regencies, missed = 15, 200, 0.05
	w, noise := hexagons(side*side), Noise{1, 1}
	label := func(left func(rates []Rate) []float64) (gi, moran int) {
		for seed := range uint64(regencies) {
			rng := rand.New(rand.NewPCG(seed, 61))
			rates := make([]Rate, side*side)
			for i := range rates {
				n := 150
				if i%side < 6 && i/side < 6 {
					n = 12
				}
				reached := 0
				for range n {
					if rng.Float64() >= missed {
						reached++
					}
				}
				n, reached = moved(n, rng), moved(reached, rng)
				rates[i] = Rate{max(0, n-reached), n}
			}
			z := left(rates)
			gi += labelled(must(GiStar(z, w)))
			moran += labelled(must(LocalMoran(z, w, 999, rng)))
		}
		return gi, moran
	}
	most := int(distuv.Binomial{N: regencies, P: 0.05}.Mean() + 3*distuv.Binomial{N: regencies, P: 0.05}.StdDev())
	gi, moran := label(func(rates []Rate) []float64 { return must(StandardiseLeft(rates, noise)) })
	blindGi, blindMoran := label(func(rates []Rate) []float64 { return must(Standardise(rates)) })
	t.Logf("of %d regencies Gi* labels places in %d and local Moran in %d; taken for exact, in %d and %d", regencies, gi, moran, blindGi, blindMoran)
	if gi > most || moran > most {
		t.Errorf("Gi* labels places in %d of %d regencies, local Moran in %d, want %d at most", gi, regencies, moran, most)
	}
	if blindGi <= most {
		t.Errorf("taken for exact only %d: this proves nothing", blindGi)
	}
}

// labelled is 1 where some place is significant, else 0.
func labelled(spots []Spot) int {
	for _, s := range spots {
		if s.Q <= 0.05 {
			return 1
		}
	}
	return 0
}
