package stat

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// TestMarshallOfPySAL smooths sudden infant deaths in North Carolina (esda, test_smoothing).
func TestMarshallOfPySAL(t *testing.T) {
	d := read(t, "sids2.csv")
	if d == nil {
		return
	}
	rates := d.rates(t, "sid74", "bir74")
	g := must(Marshall(rates))
	near(t, "m", g.M, .00202144, 1e-8)
	near(t, "A", g.A, 7.69293e-07, 1e-12)
	for i, want := range []float64{.0016973, .0017054, .0017731, .0020129, .0035349} {
		near(t, fmt.Sprint("rate ", i), g.Smooth(rates[i]), want, 5e-8)
	}
}

// TestPriorOfFewOrEqualAreas has areas that do not tell how areas differ: all
// are then estimated by the one common rate.
func TestPriorOfFewOrEqualAreas(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rates []Rate
		all   Rate
	}{
		{"one area", []Rate{{3, 10}}, Rate{3, 10}},
		{"one with a population", []Rate{{0, 0}, {3, 10}, {0, 0}}, Rate{3, 10}},
		{"equal rates", []Rate{{1, 10}, {2, 20}, {3, 30}}, Rate{6, 60}},
		{"no cases", []Rate{{0, 10}, {0, 20}}, Rate{0, 30}},
		{"all cases", []Rate{{10, 10}, {20, 20}}, Rate{30, 30}},
		{"one person each", []Rate{{0, 1}, {1, 1}, {1, 1}}, Rate{2, 3}},
		{"less apart than chance", []Rate{{49, 100}, {50, 100}, {51, 100}}, Rate{150, 300}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			prior, err := BetaBinomial(tc.rates, Noise{})
			if err != nil || prior.Rho != 0 || prior.M != tc.all.Share() {
				t.Fatalf("got %+v, %v", prior, err)
			}
			want, _ := Jeffreys(tc.all, 0.95)
			for _, r := range tc.rates {
				got := tc.all.snap(prior.Posterior(r, Noise{}).Interval(0.95))
				if got != want {
					t.Errorf("%v has %v, want that of all, %v", r, got, want)
				}
			}
		})
	}
}

// TestPriorOfPlacesWithNobody: a place without figures brings neither people nor noise.
func TestPriorOfPlacesWithNobody(t *testing.T) {
	noise := Noise{Cases: 1, Population: 1}
	for name, rates := range map[string][]Rate{
		"one area": {{3, 10}}, "less apart than chance": {{49, 100}, {50, 100}, {51, 100}}, "far apart": {{10, 100}, {50, 100}, {90, 100}},
	} {
		want := must(BetaBinomial(rates, noise))
		if got := must(BetaBinomial(append(rates, Rate{}, Rate{}, Rate{}), noise)); got != want {
			t.Errorf("%s: %+v with places where nobody is, %+v without", name, got, want)
		}
	}
}

func TestPriorWhereAreasHaveAllOrNone(t *testing.T) {
	prior := must(BetaBinomial([]Rate{{0, 50}, {50, 50}, {0, 50}}, Noise{}))
	if prior.Rho != mostRho || prior.Posterior(Rate{0, 50}, Noise{}).Mean() > 0.001 || prior.Posterior(Rate{50, 50}, Noise{}).Mean() < 0.999 {
		t.Errorf("got %+v", prior)
	}
}

func TestBelow(t *testing.T) {
	p := Posterior{1, 1} // any rate is as likely as another
	for threshold, want := range map[float64]float64{-1: 0, 0: 0, 0.25: 0.25, 1: 1, 2: 1} {
		near(t, "below", p.Below(threshold), want, 1e-12)
	}
}

// TestEmpiricalBayesRefuses what tells nothing of rates.
func TestEmpiricalBayesRefuses(t *testing.T) {
	fails(t, []failure{
		{"prior of nobody", second(BetaBinomial([]Rate{{0, 0}}, Noise{})), ErrNoPeople},
		{"prior of no area", second(BetaBinomial(nil, Noise{})), ErrNoPeople},
		{"prior of no rate", second(BetaBinomial([]Rate{{2, 1}}, Noise{})), ErrNotARate},
		{"Marshall of nobody", second(Marshall(nil)), ErrNoPeople},
		{"Marshall of no rate", second(Marshall([]Rate{{-1, 1}})), ErrNotARate},
	})
}

func TestEmpiricalBayesIsSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := drawRates(t)
		prior, err := BetaBinomial(rates, Noise{})
		g, err2 := Marshall(rates)
		if err != nil || err2 != nil {
			if all := must(sum(rates)); all.Population > 0 {
				t.Fatal(err, err2)
			}
			return
		}
		if !(0 <= prior.Rho && prior.Rho < 1 && prior.Alpha > 0 && prior.Beta > 0 && g.A >= 0) {
			t.Fatalf("%v, %v", prior, g)
		}
		order := drawRNG(t).Perm(len(rates))
		again, g2 := must(BetaBinomial(shuffled(rates, order), Noise{})), must(Marshall(shuffled(rates, order)))
		if !same(prior.Rho, again.Rho) || !same(prior.M, again.M) || !same(g.A, g2.A) {
			t.Fatalf("in another order %v is %v, %v is %v", prior, again, g, g2)
		}
		rng := drawRNG(t)
		for _, r := range rates {
			p := prior.Posterior(r, Noise{})
			i := p.Interval(0.95)
			isNumber(t, fmt.Sprint("posterior of ", r), p.Alpha, p.Beta, i.Low, i.High, p.draw(rng), g.Standardised(r))
			isProbability(t, "mean", p.Mean())
			isProbability(t, "below", p.Below(0.3))
			if !(0 <= i.Low && i.Low <= i.High && i.High <= 1) || p.Below(0.3) > p.Below(0.7) {
				t.Fatalf("%v: %v", p, i)
			}
			for _, smooth := range []float64{g.Smooth(r), p.Mean()} {
				// Up to half a case that Jeffreys' prior adds where ρ = 0.
				if r.Population > 0 && prior.Rho > 0 && (smooth-r.Share())*(smooth-g.M) > 1e-12 {
					t.Fatalf("%v is not between %v and %v", smooth, r.Share(), g.M)
				}
			}
		}
	})
}

// TestCoverageOfEmpiricalBayes makes up regencies of 150 villages with 3 to 120
// families each, as they are counted; and with 12 to 60 as they are published, where
// posteriors that forget the noise claim more than they know.
func TestCoverageOfEmpiricalBayes(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for _, tc := range []struct {
		m, ρ  float64
		noise Noise
	}{
		{m: 0.3, ρ: 0.02}, {m: 0.3, ρ: 0.1}, {m: 0.3, ρ: 0.3},
		{0.3, 0.02, Noise{1, 1}}, {0.3, 0.1, Noise{1, 1}}, {0.3, 0.3, Noise{1, 1}}, {0.7, 0.1, Noise{1, 1}}, {0.8, 0.1, Noise{1, 1}},
	} {
		name := fmt.Sprintf("%+v", tc)
		var rates, forgetful, ranks, below coverage
		const regencies = 40
		found, expected := 0.0, 0.0
		for range regencies {
			posteriors, naive, truth, prior := madeUp(150, tc.m, tc.ρ, tc.noise, rng)
			found += prior.Rho / regencies
			threshold := tc.m - 0.05
			for i, p := range posteriors {
				in := func(v Interval) bool { return v.Low <= truth[i] && truth[i] <= v.High }
				rates.see(in(p.Interval(0.95)))
				forgetful.see(in(naive[i].Interval(0.95)))
				expected += p.Below(threshold)
				below.see(truth[i] < threshold)
			}
			for i, r := range must(Ranks(posteriors, nil, 100, rng)) {
				ranks.see(r.Low <= place(truth, i) && place(truth, i) <= r.High)
			}
		}
		near(t, "mean ρ̂ of "+name, found, tc.ρ, 0.1*tc.ρ+0.003)
		rates.within(t, name+": interval of a rate", 0.93, 0.98)
		ranks.within(t, name+": range of a rank", 0.93, 0.98)
		near(t, name+": share below a threshold", expected/below.all, below.held/below.all, 0.02)
		if tc.noise != (Noise{}) && tc.ρ > 0.05 && forgetful.held >= 0.985*rates.held {
			t.Errorf("%s: without the noise it holds %.3f, so the test tells nothing", name, forgetful.held/forgetful.all)
		}
	}
}

// madeUp returns what is known of the rates of K areas, with and without regard
// to the noise of their counts, and the rates themselves.
func madeUp(K int, m, ρ float64, noise Noise, rng *rand.Rand) (posteriors, naive []Posterior, truth []float64, prior Prior) {
	rates := make([]Rate, K)
	of := Posterior{m * (1 - ρ) / ρ, (1 - m) * (1 - ρ) / ρ}
	for i := range rates {
		θ, n := of.draw(rng), 3+rng.IntN(118)
		if noise != (Noise{}) {
			n = 12 + rng.IntN(49)
		}
		rates[i] = Rate{int(distuv.Binomial{N: float64(n), P: θ, Src: rng}.Rand()), n}
		if noise != (Noise{}) {
			rates[i].Population = moved(n, rng)
			rates[i].Cases = min(moved(rates[i].Cases, rng), rates[i].Population)
		}
		truth = append(truth, θ)
	}
	prior = must(BetaBinomial(rates, noise))
	forgetful := must(BetaBinomial(rates, Noise{}))
	for _, r := range rates {
		posteriors = append(posteriors, prior.Posterior(r, noise))
		naive = append(naive, forgetful.Posterior(r, Noise{}))
	}
	return posteriors, naive, truth, prior
}

// place returns the place of x[i], 1 for the highest.
func place(x []float64, i int) int {
	n := 1
	for _, v := range x {
		if v > x[i] {
			n++
		}
	}
	return n
}
