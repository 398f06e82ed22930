package stat

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// TestIntervalsOfR has rows of R's package binom, by way of statsmodels.
func TestIntervalsOfR(t *testing.T) {
	for _, tc := range []struct {
		name string
		of   func(Rate, float64) (Interval, bool)
		rate Rate
		want Interval
	}{
		{"Wilson", Wilson, Rate{18, 20}, Interval{.6989663548, .9721335188}},
		{"Wilson", Wilson, Rate{4, 20}, Interval{.0806576626, .4160174323}},
		{"Wilson", Wilson, Rate{4, 200}, Interval{.0078044264, .0502870869}},
		{"Wilson", Wilson, Rate{1, 30}, Interval{.00590859, .16670391}},
		{"Wilson", Wilson, Rate{0, 30}, Interval{0, .11351339}},
		{"exact", ClopperPearson, Rate{18, 20}, Interval{.6830172860, .9876514729}},
		{"exact", ClopperPearson, Rate{4, 20}, Interval{.0573339971, .4366140030}},
	} {
		t.Run(fmt.Sprint(tc.name, tc.rate), func(t *testing.T) {
			got, ok := tc.of(tc.rate, 0.95)
			if !ok {
				t.Fatal("no interval")
			}
			near(t, "low", got.Low, tc.want.Low, 1e-8)
			near(t, "high", got.High, tc.want.High, 1e-8)
		})
	}
}

// TestIntervalOfNothing has what no interval is said of.
func TestIntervalOfNothing(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rate  Rate
		level float64
	}{
		{"no population", Rate{0, 0}, 0.95},
		{"more cases than people", Rate{3, 2}, 0.95},
		{"fewer than no cases", Rate{-1, 2}, 0.95},
		{"level 0", Rate{1, 2}, 0},
		{"level 1", Rate{1, 2}, 1},
		{"level in per cent", Rate{1, 2}, 95},
		{"level not a number", Rate{1, 2}, math.NaN()},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, of := range []func(Rate, float64) (Interval, bool){Wilson, ClopperPearson, Jeffreys} {
				if i, ok := of(tc.rate, tc.level); ok || i != (Interval{}) {
					t.Errorf("got %v, %v", i, ok)
				}
			}
		})
	}
}

func TestIntervalsHoldTheShare(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := Rate{Population: rapid.IntRange(1, 1_000_000).Draw(t, "n")}
		r.Cases = rapid.IntRange(0, r.Population).Draw(t, "x")
		for name, of := range map[string]func(Rate, float64) (Interval, bool){"Wilson": Wilson, "exact": ClopperPearson, "Jeffreys": Jeffreys} {
			i, ok := of(r, 0.95)
			wide, _ := of(r, 0.99)
			if !ok || !(0 <= i.Low && i.Low <= r.Share() && r.Share() <= i.High && i.High <= 1 && i.Low < i.High) {
				t.Fatalf("%s of %v is %v", name, r, i)
			}
			if wide.Low > i.Low || wide.High < i.High {
				t.Fatalf("%s of %v is %v at 0.95, %v at 0.99", name, r, i, wide)
			}
			mirrored, _ := of(Rate{r.Population - r.Cases, r.Population}, 0.95)
			if math.Abs(mirrored.Low-(1-i.High)) > 1e-7 {
				t.Fatalf("%s of %v is %v, of the others %v", name, r, i, mirrored)
			}
		}
	})
}

// TestCoverageOfRawIntervals counts exactly, over all outcomes of n draws.
func TestCoverageOfRawIntervals(t *testing.T) {
	for _, tc := range []struct {
		name              string
		of                func(Rate, float64) (Interval, bool)
		mean, most, least float64 // over shares from 0 to 1
	}{
		{"Wilson", Wilson, 0.93, 0.98, 0.83},
		{"Jeffreys", Jeffreys, 0.93, 0.98, 0.83},
		{"Clopper and Pearson", ClopperPearson, 0.95, 1, 0.95},
	} {
		for _, n := range []int{5, 10, 30, 100, 400} {
			mean, least := covered(t, tc.of, n)
			if mean < tc.mean || mean > tc.most || least < tc.least-1e-9 {
				t.Errorf("%s of %d: coverage is %.4f on average, %.4f at least", tc.name, n, mean, least)
			}
		}
	}
}

// covered returns the mean and the least probability that an interval of x of n holds the share.
func covered(t *testing.T, of func(Rate, float64) (Interval, bool), n int) (mean, least float64) {
	var intervals []Interval
	for x := range n + 1 {
		i, ok := of(Rate{x, n}, 0.95)
		if !ok {
			t.Fatalf("no interval of %d of %d", x, n)
		}
		intervals = append(intervals, i)
	}
	const steps = 200
	least = 1
	for k := range steps {
		p, held := (float64(k)+0.5)/steps, 0.0
		for x, i := range intervals {
			if i.Low <= p && p <= i.High {
				held += distuv.Binomial{N: float64(n), P: p}.Prob(float64(x))
			}
		}
		mean, least = mean+held/steps, min(least, held)
	}
	return mean, least
}

// What is too thin is so whatever the numerator is, and it is the widest interval that says so.
func TestInsufficient(t *testing.T) {
	for n, want := range map[int]bool{1: true, 3: true, 5: true, 10: true, 11: true, 12: false, 13: false, 1000: false} {
		for x := range n + 1 {
			i, ok := Wilson(Rate{Cases: x, Population: n}, 0.95)
			if !ok || Insufficient(n, Noise{}, i) != want {
				t.Errorf("%d of %d: %v, insufficient %v, want %v", x, n, i, !want, want)
			}
		}
	}
	if !Insufficient(1000, Noise{}, Interval{0.2, 0.8}) {
		t.Error("a bound can be as wide")
	}
}

// With noise too, all shares of as many are told, or none: no interval is wider than the widest, and one nearly is.
func TestTheWidestInterval(t *testing.T) {
	for _, noise := range []Noise{{}, {1, 1}, {4, 4}, {2, 0}, {0, 9}, Noise{1, 1}.Times(20)} {
		fewest := 0
		for n := 1; n <= 200; n++ {
			most := 0.0
			for x := range n + 1 {
				i, _ := NoisyWilson(Rate{Cases: x, Population: n}, noise, 0.95)
				most = max(most, i.High-i.Low)
			}
			if w := widest(n, noise); most > w+1e-12 || n > 60 && most < w-0.002 {
				t.Errorf("%v: of %d the widest is %v, not %v", noise, n, most, w)
			}
			if fewest == 0 && widest(n, noise) <= 0.5 {
				fewest = n
			} else if fewest > 0 && widest(n, noise) > 0.5 {
				t.Errorf("%v: of %d less is known than of %d", noise, n, fewest)
			}
		}
		if fewest < 12 {
			t.Errorf("%v: %d suffice", noise, fewest)
		}
	}
}
