package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// missed returns rates of n areas that scatter around 0.3 with ρ = 0.05.
func missed(n, people int, rng *rand.Rand) (rates []Rate) {
	p := Posterior{0.3 * 19, 0.7 * 19}
	for range n {
		r := Rate{Population: people/2 + rng.IntN(people)}
		θ := p.draw(rng)
		for range r.Population {
			if rng.Float64() < θ {
				r.Cases++
			}
		}
		rates = append(rates, r)
	}
	return rates
}

func shares(rates []Rate) (x []float64) {
	for _, r := range rates {
		x = append(x, r.Share())
	}
	return x
}

func BenchmarkNeighbours30000Cells(b *testing.B) {
	for b.Loop() {
		hexagons(30_000)
	}
}

func BenchmarkGiStar30000Cells(b *testing.B) {
	w, x := hexagons(30_000), shares(missed(30_000, 20, rand.New(rand.NewPCG(1, 1))))
	for b.Loop() {
		must(GiStar(x, w))
	}
}

func BenchmarkLocalMoran30000Cells999(b *testing.B)   { benchmarkLocalMoran(b, 30_000, 999) }
func BenchmarkLocalMoran30000Cells99999(b *testing.B) { benchmarkLocalMoran(b, 30_000, 99_999) }
func BenchmarkLocalMoran237Cells9999(b *testing.B)    { benchmarkLocalMoran(b, 237, 9999) }

func benchmarkLocalMoran(b *testing.B, n, permutations int) {
	w, rates := hexagons(n), missed(n, 20, rand.New(rand.NewPCG(1, 1)))
	b.ReportAllocs()
	for b.Loop() {
		must(LocalMoran(must(Standardise(rates)), w, permutations, rand.New(rand.NewPCG(1, 2))))
	}
}

func BenchmarkScanBernoulli237Areas999(b *testing.B) { benchmarkScan(b, Bernoulli) }
func BenchmarkScanPoisson237Areas999(b *testing.B)   { benchmarkScan(b, Poisson) }

func benchmarkScan(b *testing.B, m Model) {
	rng := rand.New(rand.NewPCG(1, 1))
	rates, x, y := missed(237, 250, rng), make([]float64, 237), make([]float64, 237)
	for i := range x {
		x[i], y[i] = rng.Float64(), rng.Float64()
	}
	distance := func(i, j int) float64 { return math.Hypot(x[i]-x[j], y[i]-y[j]) }
	scan := Scan{Model: m, Share: 0.5, Replications: 999}
	for b.Loop() {
		must(scan.Clusters(rates, distance, rng))
	}
}

func BenchmarkRanks237Areas200(b *testing.B)   { benchmarkRanks(b, 237, 250, 200) }
func BenchmarkRanks237Areas1000(b *testing.B)  { benchmarkRanks(b, 237, 250, 1000) }
func BenchmarkRanks30000Areas200(b *testing.B) { benchmarkRanks(b, 30_000, 20, 200) }

func benchmarkRanks(b *testing.B, n, people, draws int) {
	rates := missed(n, people, rand.New(rand.NewPCG(1, 1)))
	prior := must(BetaBinomial(rates, Noise{}))
	var posteriors []Posterior
	var sizes []float64
	for _, r := range rates {
		posteriors, sizes = append(posteriors, prior.Posterior(r, Noise{})), append(sizes, float64(r.Population))
	}
	b.ReportAllocs()
	for b.Loop() {
		must(Ranks(posteriors, sizes, draws, rand.New(rand.NewPCG(1, 2))))
	}
}

func BenchmarkBetaBinomial30000Areas(b *testing.B) {
	rates := missed(30_000, 20, rand.New(rand.NewPCG(1, 1)))
	for b.Loop() {
		prior := must(BetaBinomial(rates, Noise{}))
		for _, r := range rates {
			p := prior.Posterior(r, Noise{})
			p.Interval(0.95)
			p.Below(0.7)
		}
	}
}

func BenchmarkFayHerriotREML237Areas(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	var y, ψ []float64
	var x [][]float64
	for range 237 {
		u := rng.Float64()
		x, ψ = append(x, []float64{1, u, rng.Float64()}), append(ψ, 0.5+rng.Float64())
		y = append(y, u+rng.NormFloat64()*1.5)
	}
	for b.Loop() {
		must(FayHerriot(y, ψ, x, REML))
	}
}
