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

func TestInsufficient(t *testing.T) {
	for _, tc := range []struct {
		cases, population int
		want              bool
	}{{5, 10, true}, {6, 12, false}, {0, 5, false}, {2, 5, true}, {1, 3, true}, {500, 1000, false}} {
		i, ok := Wilson(Rate{Cases: tc.cases, Population: tc.population}, 0.95)
		if !ok || i.Insufficient() != tc.want {
			t.Errorf("%d of %d: %v, insufficient %v, want %v", tc.cases, tc.population, i, i.Insufficient(), tc.want)
		}
	}
}
