package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// leukaemia returns cases of leukaemia in 281 tracts of upstate New York, and where they lie.
func leukaemia(t *testing.T) (rates []Rate, x, y []float64) {
	d := read(t, "scan_nyleuk281.csv")
	if d == nil {
		return nil, nil, nil
	}
	return d.rates(t, "cases_floor", "population"), d.floats(t, "longitude"), d.floats(t, "latitude")
}

// TestScanOfSaTScan has all clusters of SaTScan 9.6 (kept in R's smerc, satscan_ny_out).
func TestScanOfSaTScan(t *testing.T) {
	rates, x, y := leukaemia(t)
	if rates == nil {
		return
	}
	distance := func(i, j int) float64 { return math.Hypot(x[i]-x[j], y[i]-y[j]) }
	scan := Scan{Model: Poisson, Share: 0.1, Replications: 999}
	clusters := must(scan.Clusters(rates, distance, rand.New(rand.NewPCG(1, 1))))
	for k, want := range []struct {
		members   []int // by their number in the file, from 1
		cases     int
		rr, llr   float64
		p, within float64
	}{
		{[]int{1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 35, 36, 37, 38, 47, 48, 49, 50, 51, 52}, 85, 1.84, 11.577255, .001, .002},
		{[]int{84, 85, 86, 87, 88, 89, 90, 92}, 38, 2.22, 9.019716, .013, .01},
		{[]int{110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 131, 132, 133, 134,
			138, 139, 140, 141, 142, 215, 216, 217, 218, 219, 220}, 64, 1.64, 6.114140, .216, .05},
		{[]int{62, 64, 65, 67}, 25, 1.99, 4.651839, .609, .05},
		{[]int{41, 43, 44, 45, 46, 53, 54}, 28, 1.84, 4.169203, .755, .05},
		{[]int{265, 266, 267, 281}, 12, 2.37, 3.363518, .961, .02},
		{[]int{159, 166, 167}, 11, 2.41, 3.209485, .976, .02},
	} {
		c := clusters[k]
		ratio, _ := c.Ratio()
		near(t, fmt.Sprint("LLR of ", k+1), c.LLR, want.llr, 5.1e-7)
		near(t, fmt.Sprint("RR of ", k+1), ratio, want.rr, .0051)
		near(t, fmt.Sprint("p of ", k+1), c.P, want.p, want.within)
		if got := fromOne(c.Members); !slices.Equal(got, want.members) || c.Cases != want.cases || c.Rest.Cases != 552-c.Cases {
			t.Errorf("cluster %d is %v with %d cases, want %v with %d", k+1, got, c.Cases, want.members, want.cases)
		}
	}
}

// TestScanOfFleXScan has the Bernoulli model: the circular scan of FleXScan
// 3.1.2, of at most ten tracts on a globe of 6370 km (kept in R's smerc, scan_binomial).
func TestScanOfFleXScan(t *testing.T) {
	rates, x, y := leukaemia(t)
	if rates == nil {
		return
	}
	globe := func(i, j int) float64 {
		φ1, φ2, λ := y[i]*math.Pi/180, y[j]*math.Pi/180, (x[i]-x[j])*math.Pi/180
		return 6370 * math.Acos(min(1, math.Sin(φ1)*math.Sin(φ2)+math.Cos(φ1)*math.Cos(φ2)*math.Cos(λ)))
	}
	c := must(drawCircles(Bernoulli, rates, must(sum(rates)), 1, globe))
	for i := range c.around {
		c.around[i] = c.around[i][:10]
	}
	clusters := c.apart(rates)
	for k, want := range []struct {
		members []int
		llr     float64
	}{
		{[]int{1, 2, 3, 12, 13, 14, 15, 35, 47, 49}, 8.47836},
		{[]int{85, 86, 87, 88, 89, 90, 91, 92, 93}, 8.29257},
		{[]int{37, 38, 39, 40, 43, 44, 45, 46, 52, 53}, 6.43049},
		{[]int{113, 117, 118, 119, 124, 125, 126, 127}, 5.77247},
		{[]int{62, 64, 65, 67}, 4.65493},
		{[]int{265, 266, 281}, 3.82302},
		{[]int{120, 121, 131, 132, 138, 139}, 3.77633},
		{[]int{159, 166, 167}, 3.21181},
		{[]int{171}, 2.62418},
		{[]int{155, 225}, 2.29244},
	} {
		near(t, fmt.Sprint("LLR of ", k+1), clusters[k].LLR, want.llr, 5.1e-6)
		if got := fromOne(clusters[k].Members); !slices.Equal(got, want.members) {
			t.Errorf("cluster %d is %v, want %v", k+1, got, want.members)
		}
	}
}

func fromOne(members []int) (ids []int) {
	for _, m := range members {
		ids = append(ids, m+1)
	}
	return ids
}

// TestScanOfNothing has areas in which no cluster can be.
func TestScanOfNothing(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rates []Rate
		share float64
	}{
		{"no area", nil, 0.5},
		{"one area", []Rate{{1, 2}}, 1},
		{"no cases", []Rate{{0, 9}, {0, 9}}, 1},
		{"all cases", []Rate{{9, 9}, {9, 9}}, 1},
		{"equal rates", []Rate{{1, 9}, {2, 18}, {3, 27}}, 1},
		{"nobody", []Rate{{0, 0}, {0, 0}}, 1},
		{"no circle allowed", []Rate{{1, 9}, {5, 9}}, 0},
		{"every area too large", []Rate{{1, 9}, {5, 9}}, 0.4},
		{"share not a number", []Rate{{1, 9}, {5, 9}}, math.NaN()},
	} {
		for _, m := range []Model{Bernoulli, Poisson} {
			c, err := Scan{m, tc.share, 9}.Clusters(tc.rates, line, seeded())
			if len(c) != 0 || err != nil {
				t.Errorf("%s: got %v, %v", tc.name, c, err)
			}
		}
	}
}

// TestScanRefuses rates and distances that are none.
func TestScanRefuses(t *testing.T) {
	far := func(i, j int) float64 { return math.Inf(1) }
	rates := []Rate{{1, 2}, {0, 2}}
	fails(t, []failure{
		{"scan of no rate", second(Scan{Share: 0.5}.Clusters([]Rate{{2, 1}}, far, seeded())), ErrNotARate},
		{"scan of no distance", second(Scan{Share: 0.5}.Clusters(rates, far, seeded())), ErrNotFinite},
	})
}

// TestScanTakesAreasEquallyFarTogether has the cases east of the middle, and as many people west of it.
func TestScanTakesAreasEquallyFarTogether(t *testing.T) {
	rates := []Rate{{0, 9}, {0, 9}, {9, 9}, {9, 9}, {0, 9}}
	at := []float64{-2, -1, 0, 1, 9}
	distance := func(i, j int) float64 { return math.Abs(at[i] - at[j]) }
	c := must(drawCircles(Bernoulli, rates, must(sum(rates)), 1, distance))
	var sizes []int
	for _, k := range c.around[2] {
		if !k.incomplete {
			sizes = append(sizes, k.population)
		}
	}
	if want := []int{9, 27, 36, 45}; !slices.Equal(sizes, want) {
		t.Errorf("circles around the middle hold %v people, want %v", sizes, want)
	}
	clusters := must(Scan{Share: 0.5, Replications: 99}.Clusters(rates, distance, seeded()))
	if got := clusters[0].Members; !slices.Equal(got, []int{2, 3}) {
		t.Errorf("the cluster is %v, want the two areas with cases", got)
	}
}

// drawPlaces makes up areas in the plane, some of them in one place or equally far.
func drawPlaces(t *rapid.T, n int) func(i, j int) float64 {
	x, y := make([]int, n), make([]int, n)
	for i := range n {
		x[i], y[i] = rapid.IntRange(0, 6).Draw(t, "x"), rapid.IntRange(0, 6).Draw(t, "y")
	}
	return func(i, j int) float64 { return math.Hypot(float64(x[i]-x[j]), float64(y[i]-y[j])) }
}

func TestScanIsSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := drawRates(t)
		distance, order := drawPlaces(t, len(rates)), drawRNG(t).Perm(len(rates))
		s := Scan{Model: rapid.SampledFrom([]Model{Bernoulli, Poisson}).Draw(t, "model"), Share: rapid.SampledFrom([]float64{0, 0.1, 0.5, 1}).Draw(t, "share"),
			Replications: rapid.SampledFrom([]int{0, 9}).Draw(t, "replications")}
		clusters := must(s.Clusters(rates, distance, drawRNG(t)))
		other := must(s.Clusters(shuffled(rates, order), func(i, j int) float64 { return distance(order[i], order[j]) }, drawRNG(t)))
		all := must(sum(rates))
		seen, last, most := map[int]bool{}, math.Inf(1), s.Share*float64(all.Population)
		for _, c := range clusters {
			var of Rate
			for _, i := range c.Members {
				if seen[i] {
					t.Fatalf("area %d is in two clusters", i)
				}
				seen[i] = true
				of = of.plus(rates[i])
			}
			ratio, ok := c.Ratio()
			isNumber(t, "LLR", c.LLR, ratio)
			if of != c.Rate || of.plus(c.Rest) != all || float64(of.Population) > most || c.LLR > last || c.LLR <= 0 || ok && ratio <= 1 {
				t.Fatalf("%+v", c)
			}
			if !(c.P > 0 && c.P <= 1) || c.Q != c.P || s.Replications == 0 && c.P != 1 {
				t.Fatalf("p is %v, q %v", c.P, c.Q)
			}
			last = c.LLR
		}
		if (len(clusters) == 0) != (len(other) == 0) || len(clusters) > 0 && !same(clusters[0].LLR, other[0].LLR) {
			t.Fatalf("%v is %v in another order", clusters, other)
		}
	})
}

func TestScanScattersAllCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates, m := drawRates(t), rapid.SampledFrom([]Model{Bernoulli, Poisson}).Draw(t, "model")
		all, cases := must(sum(rates)), make([]int, len(rates))
		c := &circles{model: m, all: all}
		c.scatter(cases, rates, seed(1).source(0))
		total := 0
		for i, x := range cases {
			total += x
			if x < 0 || x > 0 && rates[i].Population == 0 || m == Bernoulli && x > rates[i].Population {
				t.Fatalf("%d cases among %d", x, rates[i].Population)
			}
		}
		if total != all.Cases {
			t.Fatalf("%d cases, want %d", total, all.Cases)
		}
	})
}

// TestHypergeometric holds draws against the probabilities.
func TestHypergeometric(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 3))
	for _, tc := range []struct {
		n    int
		from Rate
	}{
		{0, Rate{3, 10}}, {4, Rate{0, 10}}, {4, Rate{10, 10}}, {9, Rate{9, 10}}, {5, Rate{3, 10}},
		{200, Rate{40, 1000}}, {200, Rate{960, 1000}}, {2, Rate{40_000, 60_000}},
	} {
		const draws = 20_000
		count := map[int]float64{}
		for range draws {
			count[hypergeometric(rng, tc.n, tc.from)]++
		}
		χ2, cells := 0.0, 0.0
		for x := range tc.n + 1 {
			if x > tc.from.Cases || tc.n-x > tc.from.Population-tc.from.Cases {
				if count[x] > 0 {
					t.Errorf("%v: %d cases cannot be", tc, x)
				}
				continue
			}
			want := draws * math.Exp(logChoose(tc.from.Cases, x)+logChoose(tc.from.Population-tc.from.Cases, tc.n-x)-logChoose(tc.from.Population, tc.n))
			if want > 5 {
				χ2 += (count[x] - want) * (count[x] - want) / want
				cells++
			}
		}
		if χ2 > cells+5*math.Sqrt(2*cells)+5 {
			t.Errorf("%v: χ² is %.1f of %v numbers", tc, χ2, cells)
		}
	}
}

// TestScanPValuesWherePlaceDoesNotMatter counts how often noise looks significant.
func TestScanPValuesWherePlaceDoesNotMatter(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 5))
	var scan coverage
	s := Scan{Share: 0.5, Replications: 99}
	for range 200 {
		c := must(s.Clusters(noise(25, rng), line, rng))
		scan.see(len(c) > 0 && c[0].P <= 0.1)
	}
	scan.within(t, "the scan's 0.1", 0.05, 0.15)
}

// noise returns rates of areas that differ by chance alone.
func noise(n int, rng *rand.Rand) (rates []Rate) {
	for range n {
		r := Rate{Population: 10 + rng.IntN(50)}
		r.Cases = int(distuv.Binomial{N: float64(r.Population), P: 0.3, Src: rng}.Rand())
		rates = append(rates, r)
	}
	return rates
}

// line is the distance of areas in a row.
func line(i, j int) float64 { return math.Abs(float64(i - j)) }

// TestSameOnAnyNumberOfProcessors repeats what is spread over processors.
func TestSameOnAnyNumberOfProcessors(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	rates := noise(40, rand.New(rand.NewPCG(3, 1)))
	prior := must(BetaBinomial(rates, Noise{}))
	var posteriors []Posterior
	for _, r := range rates {
		posteriors = append(posteriors, prior.Posterior(r, Noise{}))
	}
	run := func(processors int) string {
		runtime.GOMAXPROCS(processors)
		rng := rand.New(rand.NewPCG(3, 2))
		return fmt.Sprint(
			must(Ranks(posteriors, nil, 101, rng)),
			must(LocalMoran(must(Standardise(rates)), hexagons(40), 99, rng)),
			must(Scan{Share: 0.5, Replications: 99}.Clusters(rates, line, rng)))
	}
	one := run(1)
	for _, processors := range []int{2, 3, 7} {
		if got := run(processors); got != one {
			t.Errorf("on %d processors the result is another than on one", processors)
		}
	}
}
