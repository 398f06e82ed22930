package stat

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestFayHerriotOfSae fits the first 15 areas of R's sae::milk.
func TestFayHerriotOfSae(t *testing.T) {
	d := read(t, "fh_milk15.csv")
	if d == nil {
		return
	}
	y, ψ := d.floats(t, "yi"), d.floats(t, "sd")
	x := make([][]float64, len(y))
	for i, major := range d["major_area"] {
		ψ[i] *= ψ[i]
		x[i] = []float64{1, 0, 0}
		if major > "1" {
			x[i][major[0]-'1'] = 1
		}
	}
	for by, name := range map[Method]string{REML: "reml", ML: "ml"} {
		m := must(FayHerriot(y, ψ, x, by))
		near(t, name+" σ²", m.Sigma2, d.floats(t, "sigma2_"+name)[0], 1e-5)
		for i := range y {
			near(t, fmt.Sprint(name, " EBLUP ", i), m.EBLUP[i], d.floats(t, "eblup_"+name)[i], 1e-5)
			near(t, fmt.Sprint(name, " MSE ", i), m.MSE[i], d.floats(t, "mse_"+name)[i], 1e-5)
		}
	}
}

func TestFayHerriotRefuses(t *testing.T) {
	y, ψ, x, _ := survey(8, seeded())
	twice := make([][]float64, 8)
	for i, row := range x {
		twice[i] = []float64{1, row[1], 1 - row[1]}
	}
	nearly := make([][]float64, 8)
	for i, row := range twice {
		nearly[i] = []float64{1, row[1], row[2] + 2e-7*float64(i%2)}
	}
	ragged := slices.Clone(x)
	ragged[3] = []float64{1}
	for _, tc := range []struct {
		name string
		y, ψ []float64
		x    [][]float64
		want error
	}{
		{"no area", nil, nil, nil, ErrTooFew},
		{"as many variables as areas", y[:2], ψ[:2], x[:2], ErrTooFew},
		{"no variable", y, ψ, make([][]float64, 8), ErrTooFew},
		{"a variance too few", y, ψ[:7], x, ErrLength},
		{"a row too few", y, ψ, x[:7], ErrLength},
		{"a row too short", y, ψ, ragged, ErrLength},
		{"variance 0", y, append(slices.Clone(ψ[:7]), 0), x, ErrVariance},
		{"no number", append(slices.Clone(y[:7]), math.NaN()), ψ, x, ErrNotFinite},
		{"no number beside it", y, ψ, append(slices.Clone(x[:7]), []float64{1, math.Inf(1)}), ErrNotFinite},
		{"variables that depend on each other", y, ψ, twice, ErrCollinear},
		{"variables that nearly do", y, ψ, nearly, ErrCollinear},
		{"variables that are 0", y, ψ, slices.Repeat([][]float64{{0}}, 8), ErrCollinear},
	} {
		if _, err := FayHerriot(tc.y, tc.ψ, tc.x, REML); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
}

// TestFayHerriotWithoutAreaEffects has areas that xβ explains: σ² is 0, and is
// said so; every estimate lies on the line, with an error of its own.
func TestFayHerriotWithoutAreaEffects(t *testing.T) {
	x, ψ := [][]float64{{1, 0}, {1, 1}, {1, 2}, {1, 3}, {1, 4}}, []float64{1, 1, 1, 1, 1}
	for name, y := range map[string][]float64{"on a line": {1, 3, 5, 7, 9}, "all equal": {2, 2, 2, 2, 2}, "near a line": {1.1, 2.9, 5, 7.1, 8.9}} {
		for _, by := range []Method{REML, ML} {
			m := must(FayHerriot(y, ψ, x, by))
			if m.Sigma2 != 0 {
				t.Errorf("%s: σ² is %v", name, m.Sigma2)
			}
			for i, e := range m.EBLUP {
				near(t, name, e, m.Beta[0]+m.Beta[1]*x[i][1], 1e-9)
				if m.Gamma[i] != 0 || !(m.MSE[i] > 0) {
					t.Errorf("%s: γ %v, MSE %v", name, m.Gamma[i], m.MSE[i])
				}
			}
		}
	}
}

// TestFayHerriotCreepsToZero has surveys whose likelihood is flat near σ² = 0.
func TestFayHerriotCreepsToZero(t *testing.T) {
	for by, number := range map[Method]uint64{REML: 42_408, ML: 48_113} {
		y, ψ, x, _ := survey(4+int(number%8), rand.New(rand.NewPCG(number, 1)))
		if m := must(FayHerriot(y, ψ, x, by)); m.Sigma2 != 0 {
			t.Errorf("method %d: σ² is %v", by, m.Sigma2)
		}
	}
}

// TestFayHerriotCreeps has surveys for which 200 steps of scoring alone are not enough.
func TestFayHerriotCreeps(t *testing.T) {
	for number, by := range map[uint64]Method{2686: REML, 11_085: REML, 11_250: ML, 17_607: REML, 18_276: REML, 18_699: REML} {
		y, ψ, x, _ := survey(4+int(number%8), rand.New(rand.NewPCG(number, 1)))
		d := must(newAreaData(y, ψ, x))
		g := must(d.score(by))
		slope, information := g.slope(by)
		if g.σ2 > 0 && math.Abs(slope) > 1e-9*information || g.σ2 == 0 && slope > 0 {
			t.Errorf("survey %d: the likelihood slopes by %v at σ² = %v", number, slope, g.σ2)
		}
	}
}

func TestFayHerriotDoesNotDependOnOrderOrUnit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, ψ, x, _ := survey(rapid.IntRange(4, 30).Draw(t, "areas"), drawRNG(t))
		by := rapid.SampledFrom([]Method{REML, ML}).Draw(t, "method")
		m := must(FayHerriot(y, ψ, x, by))
		order, unit := drawRNG(t).Perm(len(y)), rapid.SampledFrom([]float64{1, 1e-4, 1e6}).Draw(t, "unit")
		y2, ψ2, x2 := shuffled(y, order), shuffled(ψ, order), shuffled(x, order)
		for i := range y2 {
			y2[i], ψ2[i] = y2[i]*unit, ψ2[i]*unit*unit
			x2[i] = []float64{1000 * x2[i][0], x2[i][1] / 1000}
		}
		o := must(FayHerriot(y2, ψ2, x2, by))
		for i, old := range order {
			isNumber(t, "MSE", m.MSE[old])
			xβ := m.Beta[0] + m.Beta[1]*x[old][1]
			if !alike(o.EBLUP[i]/unit, m.EBLUP[old]) || !alike(o.MSE[i]/unit/unit, m.MSE[old]) {
				t.Fatalf("area %d: %v ± %v, in another order and unit %v ± %v", old, m.EBLUP[old], m.MSE[old], o.EBLUP[i]/unit, o.MSE[i]/unit/unit)
			}
			if (m.EBLUP[old]-xβ)*(m.EBLUP[old]-y[old]) > 1e-9 || m.MSE[old] <= 0 {
				t.Fatalf("%v is not between %v and %v, or its MSE %v", m.EBLUP[old], xβ, y[old], m.MSE[old])
			}
		}
	})
}

func alike(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(b)) }

// TestCoverageOfFayHerriot holds the mean squared error against the errors of
// 200 made-up surveys of 40 areas.
func TestCoverageOfFayHerriot(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for _, by := range []Method{REML, ML} {
		var held coverage
		var direct, mse, squared float64
		for range 200 {
			y, ψ, x, θ := survey(40, rng)
			m := must(FayHerriot(y, ψ, x, by))
			for i := range y {
				e := m.EBLUP[i] - θ[i]
				held.see(math.Abs(e) <= 1.96*math.Sqrt(m.MSE[i]))
				direct, mse, squared = direct+ψ[i], mse+m.MSE[i], squared+e*e
			}
		}
		held.within(t, fmt.Sprint("EBLUP ± 1.96 √MSE by method ", by), 0.93, 0.98)
		near(t, fmt.Sprint("mean MSE ÷ mean squared error by method ", by), mse/squared, 1, 0.08)
		if squared > 0.7*direct {
			t.Errorf("the EBLUP's squared error is %.2f of the direct estimate's: nothing is gained", squared/direct)
		}
	}
}

// survey returns direct estimates of m areas with their variances and auxiliary variables, and the truth.
func survey(m int, rng *rand.Rand) (y, ψ []float64, x [][]float64, θ []float64) {
	for range m {
		u, v := rng.Float64(), 0.5+2*rng.Float64()
		truth := 1 + 3*u + rng.NormFloat64()
		x, ψ, θ = append(x, []float64{1, u}), append(ψ, v), append(θ, truth)
		y = append(y, truth+math.Sqrt(v)*rng.NormFloat64())
	}
	return y, ψ, x, θ
}

func TestBenchmarkTo(t *testing.T) {
	for _, tc := range []struct {
		name             string
		known            float64
		estimates, sizes []float64
		factor           float64
		far              bool
		err              error
	}{
		{"agrees", 0.2, []float64{0.1, 0.3}, []float64{10, 10}, 1, false, nil},
		{"a little more", 0.25, []float64{0.1, 0.3}, []float64{10, 10}, 1.25, false, nil},
		{"too much more", 0.26, []float64{0.1, 0.3}, []float64{10, 10}, 1.3, true, nil},
		{"too little", 0.1, []float64{0.1, 0.2}, []float64{10, 30}, 40 * 0.1 / 7, true, nil},
		{"nothing is known to be", 0, []float64{0.1, 0.2}, []float64{10, 30}, 0, true, nil},
		{"nothing to scale", 0.1, []float64{0, 0}, []float64{10, 30}, 0, false, ErrNoFactor},
		{"no area", 0.1, nil, nil, 0, false, ErrNoFactor},
		{"nobody", 0.1, []float64{0.1}, []float64{0}, 0, false, ErrNoFactor},
		{"negative size", 0.1, []float64{0.1}, []float64{-1}, 0, false, ErrNegative},
		{"negative figure", -0.1, []float64{0.1}, []float64{1}, 0, false, ErrNegative},
		{"another length", 0.1, []float64{0.1}, nil, 0, false, ErrLength},
		{"no number", math.NaN(), []float64{0.1}, []float64{1}, 0, false, ErrNotFinite},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b, err := BenchmarkTo(tc.known, tc.estimates, tc.sizes)
			if !errors.Is(err, tc.err) || math.Abs(b.Factor-tc.factor) > 1e-12 || b.Far != tc.far {
				t.Fatalf("got %+v, %v", b, err)
			}
			total, size := 0.0, 0.0
			for i, θ := range b.Scaled {
				total, size = total+θ*tc.sizes[i], size+tc.sizes[i]
			}
			if err == nil && math.Abs(total-tc.known*size) > 1e-12 {
				t.Errorf("the areas add up to %v, want %v", total, tc.known*size)
			}
		})
	}
}
