package stat

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// A Method estimates the variance of area effects.
type Method uint8

const (
	// REML allows for the coefficients that are estimated too: the usual one.
	REML Method = iota
	// ML is too small on average; the MSE allows for that.
	ML
)

// What a model may fail on.
var (
	ErrVariance   = errors.New("a sampling variance is not above 0")
	ErrCollinear  = errors.New("the auxiliary variables depend on each other")
	ErrNoSolution = errors.New("the variance of area effects was not found")
	ErrNoFactor   = errors.New("no factor makes the estimates agree with the known figure")
)

// An AreaModel is a Fay–Herriot model: the direct estimate of each area is its
// true value θ plus a sampling error of known variance ψ, and θ is xβ plus an
// area effect of variance σ².
type AreaModel struct {
	Sigma2 float64   // σ²; 0 says that xβ explains the areas, and each is estimated by it alone
	Beta   []float64 // β, one for each auxiliary variable
	Gamma  []float64 // γ = σ²/(σ²+ψ), the share of each direct estimate in its EBLUP
	EBLUP  []float64 // θ̂ = γ y + (1−γ) xβ̂, in the unit of y
	MSE    []float64 // of the EBLUP, in the unit of y squared
}

// FayHerriot fits the model to direct estimates y, one for each area, with
// sampling variances ψ above 0, and auxiliary variables x, a row for each area
// whose first value is usually 1. It returns [ErrLength], [ErrNotFinite],
// [ErrVariance], [ErrTooFew] where there are no more areas than variables,
// [ErrCollinear], or [ErrNoSolution].
//
// Fay and Herriot (1979), JASA 74, 269–277; MSE after Prasad and Rao (1990),
// JASA 85, 163–171, and Datta and Lahiri (2000), Statistica Sinica 10, 613–627.
// Agrees with R's sae.
func FayHerriot(y, ψ []float64, x [][]float64, by Method) (*AreaModel, error) {
	d, err := newAreaData(y, ψ, x)
	if err != nil {
		return nil, err
	}
	g, err := d.score(by)
	if err != nil {
		return nil, fmt.Errorf("stat: Fay–Herriot: %w", err)
	}
	return g.predict(d, by), nil
}

// areaData are the direct estimates of m areas and p auxiliary variables.
type areaData struct {
	y, ψ []float64
	X    *mat.Dense // m×p, each column in units of its largest value
	unit []float64  // of the columns
	m, p int
}

func newAreaData(y, ψ []float64, x [][]float64) (*areaData, error) {
	d := &areaData{y: y, ψ: ψ, m: len(y)}
	if err := cmp.Or(finite(y, d.m), finite(ψ, d.m)); err != nil {
		return nil, err
	}
	if len(x) != d.m {
		return nil, fmt.Errorf("stat: %d rows, %d areas: %w", len(x), d.m, ErrLength)
	}
	if d.m == 0 || len(x[0]) == 0 || d.m <= len(x[0]) {
		return nil, fmt.Errorf("stat: Fay–Herriot: %w", ErrTooFew)
	}
	d.p = len(x[0])
	d.X, d.unit = mat.NewDense(d.m, d.p, nil), make([]float64, d.p)
	for i, row := range x {
		switch {
		case len(row) != d.p:
			return nil, fmt.Errorf("stat: area %d: %d variables, not %d: %w", i, len(row), d.p, ErrLength)
		case finite(row, d.p) != nil:
			return nil, fmt.Errorf("stat: area %d: auxiliary variable: %w", i, ErrNotFinite)
		case ψ[i] <= 0:
			return nil, fmt.Errorf("stat: area %d: %w", i, ErrVariance)
		}
		d.X.SetRow(i, row)
	}
	d.scale()
	return d, nil
}

// scale puts each variable into units of its largest value, so that rounding
// does not depend on whether a population is in heads or in thousands.
func (d *areaData) scale() {
	for k := range d.p {
		column := mat.Col(nil, k, d.X)
		d.unit[k] = max(slices.Max(column), -slices.Min(column))
		d.X.SetCol(k, scaled(column))
	}
}

// score finds σ² by Fisher scoring from the median sampling variance.
func (d *areaData) score(by Method) (*gls, error) {
	start := slices.Sorted(slices.Values(d.ψ))[d.m/2]
	σ2, low, high := start, 0.0, math.Inf(1) // the likelihood rises at low and falls at high
	for k := range 200 {
		g, err := d.gls(σ2)
		if err != nil {
			return nil, err
		}
		slope, information := g.slope(by)
		if slope > 0 {
			low = σ2
		} else {
			high = σ2
		}
		next := max(0, σ2+slope/information)
		// Scoring steps too far where the likelihood is sharp, and creeps where it is flat.
		switch unfit := next < low || next > high || k > 50; {
		case unfit && math.IsInf(high, 1):
			next = 2*σ2 + start
		case unfit:
			next = (low + high) / 2
		}
		if math.Abs(next-σ2) <= 1e-12*(σ2+start) {
			if next < 1e-9*start {
				next = 0
			}
			return d.gls(next)
		}
		σ2 = next
	}
	return nil, ErrNoSolution
}

// A gls is the fit by generalised least squares for some σ².
type gls struct {
	σ2 float64
	v  []float64     // diagonal of V⁻¹: 1/(σ²+ψ)
	Q  *mat.SymDense // (X'V⁻¹X)⁻¹
	β  *mat.VecDense
	r  []float64 // y − Xβ

	trV, trV2    float64    // tr V⁻¹, tr V⁻²
	QXV2X, QXV3X *mat.Dense // Q X'V⁻²X, Q X'V⁻³X
}

func (d *areaData) gls(σ2 float64) (*gls, error) {
	g := &gls{σ2: σ2, v: make([]float64, d.m), Q: mat.NewSymDense(d.p, nil)}
	for i, ψ := range d.ψ {
		g.v[i] = 1 / (σ2 + ψ)
		g.trV += g.v[i]
		g.trV2 += g.v[i] * g.v[i]
	}
	var c mat.Cholesky
	if !c.Factorize(d.gram(g.v, 1)) || c.Cond() > 1e13 {
		return nil, ErrCollinear
	}
	if err := c.InverseTo(g.Q); err != nil {
		return nil, ErrCollinear
	}
	g.fit(d)
	g.QXV2X, g.QXV3X = &mat.Dense{}, &mat.Dense{}
	g.QXV2X.Mul(g.Q, d.gram(g.v, 2))
	g.QXV3X.Mul(g.Q, d.gram(g.v, 3))
	return g, nil
}

// gram returns X'V⁻ᵏX.
func (d *areaData) gram(v []float64, k int) *mat.SymDense {
	out := mat.NewSymDense(d.p, nil)
	for i := range d.m {
		out.SymRankOne(out, math.Pow(v[i], float64(k)), d.X.RowView(i))
	}
	return out
}

// fit sets β = Q X'V⁻¹y and r.
func (g *gls) fit(d *areaData) {
	var Xvy mat.VecDense
	vy := mat.NewVecDense(d.m, nil)
	for i, y := range d.y {
		vy.SetVec(i, g.v[i]*y)
	}
	Xvy.MulVec(d.X.T(), vy)
	g.β = mat.NewVecDense(d.p, nil)
	g.β.MulVec(g.Q, &Xvy)
	g.r = make([]float64, d.m)
	for i, y := range d.y {
		g.r[i] = y - mat.Dot(d.X.RowView(i), g.β)
	}
}

// slope returns the derivative of the log likelihood by σ² and its expected
// information. With P = V⁻¹ − V⁻¹X Q X'V⁻¹, Py is V⁻¹r.
func (g *gls) slope(by Method) (slope, information float64) {
	yPPy := 0.0
	for i, r := range g.r {
		yPPy += g.v[i] * r * g.v[i] * r
	}
	if by == ML {
		return (yPPy - g.trV) / 2, g.trV2 / 2
	}
	var squared mat.Dense
	squared.Mul(g.QXV2X, g.QXV2X)
	trP := g.trV - mat.Trace(g.QXV2X)
	trPP := g.trV2 - 2*mat.Trace(g.QXV3X) + mat.Trace(&squared)
	return (yPPy - trP) / 2, trPP / 2
}

// predict returns the model with an estimate for each area.
func (g *gls) predict(d *areaData, by Method) *AreaModel {
	m := &AreaModel{Sigma2: g.σ2, Gamma: make([]float64, d.m), EBLUP: make([]float64, d.m), MSE: make([]float64, d.m)}
	for k := range d.p {
		m.Beta = append(m.Beta, g.β.AtVec(k)/d.unit[k])
	}
	bias := 0.0
	if by == ML {
		bias = -mat.Trace(g.QXV2X) / g.trV2
	}
	for i, ψ := range d.ψ {
		γ, x := g.σ2*g.v[i], d.X.RowView(i)
		g1 := γ * ψ
		g2 := (1 - γ) * (1 - γ) * mat.Inner(x, g.Q, x)
		g3 := ψ * ψ * g.v[i] * g.v[i] * g.v[i] * 2 / g.trV2
		m.Gamma[i] = γ
		m.EBLUP[i] = d.y[i] - (1-γ)*g.r[i]
		m.MSE[i] = g1 + g2 + 2*g3 - bias*(1-γ)*(1-γ)
	}
	return m
}

// A Benchmark is what makes estimates of areas agree with a known figure of the whole.
type Benchmark struct {
	Factor float64   // that all are multiplied by; their root mean squared errors too
	Far    bool      // Factor is outside 0.8 to 1.25: the two sources disagree
	Scaled []float64 // estimates × Factor; a rate may come out above 1
}

// BenchmarkTo scales estimates of areas so that their mean, weighted by the
// areas' sizes, is the known figure of the whole, in the unit of the estimates:
// θ*ₐ = θ̂ₐ P ΣN / Σ(Nₐθ̂ₐ). Whoever shows Scaled shows Factor; where it is Far,
// the warning is the result rather than the scaled figures. It returns
// [ErrLength], [ErrNotFinite], [ErrNegative] for a size or the known figure, or
// [ErrNoFactor] where the estimates add up to nothing.
func BenchmarkTo(known float64, estimates, sizes []float64) (Benchmark, error) {
	if err := cmp.Or(finite(estimates, len(sizes)), finite(sizes, len(sizes)), finite([]float64{known}, 1)); err != nil {
		return Benchmark{}, err
	}
	var size, total float64
	for i, N := range sizes {
		if N < 0 || known < 0 {
			return Benchmark{}, fmt.Errorf("stat: benchmark: area %d: %w", i, ErrNegative)
		}
		size += N
		total += N * estimates[i]
	}
	b := Benchmark{Factor: known * size / total}
	if !(total > 0) || math.IsInf(b.Factor, 0) {
		return Benchmark{}, fmt.Errorf("stat: benchmark: %w", ErrNoFactor)
	}
	b.Far = b.Factor < 0.8 || b.Factor > 1.25
	for _, θ := range estimates {
		b.Scaled = append(b.Scaled, θ*b.Factor)
	}
	return b, nil
}
