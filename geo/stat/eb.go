package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Prior is what the areas have in common: their rates scatter around M as a
// Beta distribution.
type Prior struct {
	// M is the rate of all areas together, 0 to 1.
	M float64
	// Rho, ρ, is the correlation of two people of one area, 0 ≤ ρ < 1. 0 says
	// that the areas differ no more than chance makes them: each is estimated
	// by the one common rate, and whoever shows the estimates must say so.
	Rho float64
	// Alpha and Beta are α and β of the rates' distribution. Where ρ = 0 they
	// are those of the common rate after all areas were seen, its Jeffreys
	// posterior, and no area's own count is added to them.
	Alpha, Beta float64
}

// mostRho keeps a prior proper where every area has all or none.
const mostRho = 0.99

// BetaBinomial returns the prior that fits areas with unequal populations, by
// Kleinman's moments. Areas without a population tell nothing; where fewer than
// two tell something, or nobody or everybody is a case, ρ is 0. It returns
// [ErrNotARate], or [ErrNoPeople] where no area has a population.
//
// Counts may have been moved by noise, which makes areas look more different
// than they are: what it adds to S is taken off.
//
// Kleinman (1973), JASA 68, 46–54, with weights wₐ = nₐ.
func BetaBinomial(rates []Rate, noise Noise) (Prior, error) {
	all, err := sum(rates)
	if err != nil {
		return Prior{}, err
	}
	if all.Population == 0 {
		return Prior{}, fmt.Errorf("stat: beta-binomial: %w", ErrNoPeople)
	}
	m, ρ := all.Share(), rho(rates, all, noise)
	if ρ == 0 {
		j := jeffreys(all)
		known := noise.Times(peopled(rates)).leaves(all.Population, j.Mean())
		return Prior{m, 0, known * j.Alpha, known * j.Beta}, nil
	}
	return Prior{m, ρ, m * (1 - ρ) / ρ, (1 - m) * (1 - ρ) / ρ}, nil
}

// peopled returns how many areas have a population: the others brought no noise.
func peopled(rates []Rate) (n int) {
	for _, r := range rates {
		if r.Population > 0 {
			n++
		}
	}
	return n
}

// rho returns ρ̂ = [S/(m(1−m)) − (K−1)] / [N − Σnₐ²/N − (K−1)], S = Σnₐ(pₐ−m)².
func rho(rates []Rate, all Rate, noise Noise) float64 {
	m, N := all.Share(), float64(all.Population)
	var K, S, Σn2 float64
	for _, r := range rates {
		if n := float64(r.Population); n > 0 {
			K++
			S += n*(r.Share()-m)*(r.Share()-m) - noise.of(m)/n
			Σn2 += n * n
		}
	}
	chance, room := m*(1-m), N-Σn2/N-(K-1)
	if chance == 0 || K < 2 || room <= 1e-9*N {
		return 0
	}
	return min(mostRho, max(0, (S/chance-(K-1))/room))
}

// Posterior returns what is known of an area's rate after its count r. An area
// without a population has what the others suggest. A count with noise counts for
// as many people as tell as much without.
func (p Prior) Posterior(r Rate, noise Noise) Posterior {
	if p.Rho == 0 {
		return Posterior{p.Alpha, p.Beta}
	}
	after := func(known float64) Posterior {
		return Posterior{p.Alpha + known*float64(r.Cases), p.Beta + known*float64(r.Population-r.Cases)}
	}
	return after(noise.leaves(r.Population, after(1).Mean()))
}

// A Posterior is a rate as far as it is known, distributed as Beta(α, β); both
// are above 0.
type Posterior struct{ Alpha, Beta float64 }

// Mean returns the expected rate, 0 to 1.
func (p Posterior) Mean() float64 { return p.Alpha / (p.Alpha + p.Beta) }

// Interval returns the equal-tailed interval that holds the rate with
// probability level, such as 0.95. It costs 3 to 10 µs.
func (p Posterior) Interval(level float64) Interval {
	d := distuv.Beta{Alpha: p.Alpha, Beta: p.Beta}
	return Interval{d.Quantile((1 - level) / 2), d.Quantile((1 + level) / 2)}
}

// Below returns the probability that the rate lies below threshold.
func (p Posterior) Below(threshold float64) float64 {
	switch {
	case threshold <= 0:
		return 0
	case threshold >= 1:
		return 1
	}
	return distuv.Beta{Alpha: p.Alpha, Beta: p.Beta}.CDF(threshold)
}

// A GlobalEB smooths rates of rare cases towards that of all areas, as far as
// they scatter more than Poisson counts would.
type GlobalEB struct {
	M float64 // rate of all areas together
	A float64 // variance of the areas' true rates; 0 where chance explains all
}

// Marshall returns the global empirical Bayes estimator of the areas, or
// [ErrNotARate] or [ErrNoPeople].
//
// Marshall (1991), Applied Statistics 40, 283–294: A = Σn(p−m)²/Σn − m/n̄, not
// below 0. As PySAL's Empirical_Bayes does, n̄ counts every area.
func Marshall(rates []Rate) (GlobalEB, error) {
	all, err := sum(rates)
	if err != nil {
		return GlobalEB{}, err
	}
	if all.Population == 0 {
		return GlobalEB{}, fmt.Errorf("stat: Marshall: %w", ErrNoPeople)
	}
	m, S := all.Share(), 0.0
	for _, r := range rates {
		S += float64(r.Population) * (r.Share() - m) * (r.Share() - m)
	}
	N, K := float64(all.Population), float64(len(rates))
	return GlobalEB{m, max(0, S/N-m*K/N)}, nil
}

// Smooth returns the estimate of an area's rate: p̃ = w p + (1−w) m with
// w = A/(A + m/n); m without a population.
func (g GlobalEB) Smooth(r Rate) float64 {
	n := float64(r.Population)
	if n == 0 || g.M == 0 {
		return g.M
	}
	w := g.A / (g.A + g.M/n)
	return w*r.Share() + (1-w)*g.M
}

// Standardised returns how far an area's rate is from that of all, in its own
// standard deviations: z = (p−m)/√(A + m/n), so that a thinly populated area
// does not stand out by chance alone; 0 without a population or without a case
// anywhere. It takes counts for Poisson ones, which for shares that are not
// small makes chance look larger than it is.
//
// Assunção and Reis (1999), Statistics in Medicine 18, 2147–2162; a negative A
// counts as 0.
func (g GlobalEB) Standardised(r Rate) float64 { return g.standardised(r, 0) }

// standardised is Standardised where noise gives x − m·n the variance V besides.
func (g GlobalEB) standardised(r Rate, V float64) float64 {
	n := float64(r.Population)
	if n == 0 || g.M == 0 {
		return 0
	}
	return (r.Share() - g.M) / math.Sqrt(g.A+g.M/n+V/(n*n))
}

// Standardise returns [GlobalEB.Standardised] of every area, or the errors of [Marshall].
func Standardise(rates []Rate) ([]float64, error) { return StandardiseLeft(rates, Noise{}) }

// StandardiseLeft is [Standardise] of rates whose cases are what others leave of the
// population, as the missed are of the eligible; the counts of those others and of the
// population have noise. That adds V/n² to the variance of a rate, V being that of
// x − m·n: z = (p−m)/√(A + m/n + V/n²), where A is what is left of the areas' variance
// once it is taken out. So thinly populated areas, whose rates noise moves most, do
// not stand out by it.
func StandardiseLeft(rates []Rate, noise Noise) ([]float64, error) {
	g, err := Marshall(rates)
	if err != nil {
		return nil, err
	}
	V, N, apart := noise.of(1-g.M), 0.0, 0.0 // apart: what noise adds to Σn(p−m)²
	for _, r := range rates {
		if n := float64(r.Population); n > 0 {
			N, apart = N+n, apart+V/n
		}
	}
	g.A = max(0, g.A-apart/N)
	z := make([]float64, len(rates))
	for i, r := range rates {
		z[i] = g.standardised(r, V)
	}
	return z, nil
}
