package poverty

import (
	"fmt"
	"slices"
)

// Dimensions say who is deprived in what, and who is poor: the dual cutoff of
// Alkire and Foster.
type Dimensions struct {
	Cutoffs []float64 // z: below it a person is deprived in that dimension; above 0
	Weights []float64 // v: what each deprivation counts, in any unit; above 0
	K       float64   // a person whose deprivations count at least K is poor; unit of Weights, above 0
}

// An Achievement is what one household reaches in each dimension.
type Achievement struct {
	Values []float64 // in the order of the dimensions; 0 or more
	Weight float64   // persons of the population that it stands for; 0 or more
}

// A Multidimensional holds the sums that the measures of Alkire and Foster are
// made of, in persons. The sums of subgroups add up by [Multidimensional.Plus],
// so that H, M0, M1, M2 and the censored headcounts decompose exactly. The mean
// of A does not, nor does H·A of such means.
//
// Alkire and Foster (2011), Journal of Public Economics 95, 476–487.
type Multidimensional struct {
	Population float64   // Σw
	Poor       float64   // Σw of the poor
	Score      float64   // Σw·c of the poor; c, 0 to 1, is the share of all weights in which one is deprived
	Gap        float64   // Σw·Σv·g of the same, g = (z − x)/z where deprived, Σv = 1
	SquaredGap float64   // Σw·Σv·g²
	Deprived   []float64 // by dimension: Σw of the deprived, poor or not
	Censored   []float64 // by dimension: Σw of the deprived who are poor
	Weights    []float64 // v, summing to 1
}

// Measure sums over records. A value on the cutoff is no deprivation. Gap and
// SquaredGap mean nothing where values only order (a floor of earth, of tiles).
//
// It returns an [*InputError] for dimensions that do not fit together, a
// [*RecordError] for a record that cannot be used.
func (d Dimensions) Measure(records []Achievement) (m Multidimensional, err error) {
	if err := d.check(); err != nil {
		return m, err
	}
	if err := d.checkRecords(records); err != nil {
		return m, err
	}
	m = d.empty()
	// Weights of .7 and .1 must reach .8: sums of decimals are a little off.
	k := d.K/sum(d.Weights) - 1e-9
	for _, r := range records {
		m.add(r, d.Cutoffs, k)
	}
	return m, nil
}

func (d Dimensions) empty() Multidimensional {
	n := len(d.Cutoffs)
	m := Multidimensional{Deprived: make([]float64, n), Censored: make([]float64, n), Weights: make([]float64, n)}
	for j, v := range d.Weights {
		m.Weights[j] = v / sum(d.Weights)
	}
	return m
}

// add counts r, who is poor when the weights of its deprivations reach k.
func (m *Multidimensional) add(r Achievement, z []float64, k float64) {
	var c, gap, squared float64
	for j, x := range r.Values {
		if x < z[j] {
			v, g := m.Weights[j], (z[j]-x)/z[j]
			c, gap, squared = c+v, gap+v*g, squared+v*g*g
			m.Deprived[j] += r.Weight
		}
	}
	m.Population += r.Weight
	if c < k {
		return
	}
	m.Poor += r.Weight
	m.Score += r.Weight * c
	m.Gap += r.Weight * gap
	m.SquaredGap += r.Weight * squared
	for j, x := range r.Values {
		if x < z[j] {
			m.Censored[j] += r.Weight
		}
	}
}

// Plus returns the sums of two groups that share nobody; the zero value is
// nobody. It panics when they were measured in other dimensions.
func (m Multidimensional) Plus(n Multidimensional) Multidimensional {
	switch {
	case m.Weights == nil:
		return n
	case n.Weights == nil:
		return m
	case !slices.Equal(m.Weights, n.Weights):
		panic("poverty: groups measured in different dimensions have no sum")
	}
	return Multidimensional{
		m.Population + n.Population, m.Poor + n.Poor, m.Score + n.Score, m.Gap + n.Gap, m.SquaredGap + n.SquaredGap,
		plus(m.Deprived, n.Deprived), plus(m.Censored, n.Censored), m.Weights,
	}
}

// H returns the share of persons who are poor.
func (m Multidimensional) H() Rate { return Rate{m.Poor, m.Population} }

// A returns the intensity: the share of deprivations that the poor suffer, on average.
func (m Multidimensional) A() Rate { return Rate{m.Score, m.Poor} }

// M0 returns the adjusted headcount, H·A.
func (m Multidimensional) M0() Rate { return Rate{m.Score, m.Population} }

// M1 returns the adjusted gap: M0 times the mean gap of the deprivations of the poor.
func (m Multidimensional) M1() Rate { return Rate{m.Gap, m.Population} }

// M2 returns the adjusted severity: as M1, with squared gaps.
func (m Multidimensional) M2() Rate { return Rate{m.SquaredGap, m.Population} }

// Headcount returns the share of persons deprived in dimension j, poor or not.
func (m Multidimensional) Headcount(j int) Rate { return Rate{m.Deprived[j], m.Population} }

// CensoredHeadcount returns the share of persons who are poor and deprived in dimension j.
func (m Multidimensional) CensoredHeadcount(j int) Rate { return Rate{m.Censored[j], m.Population} }

// Contribution returns the share of M0 that comes from dimension j; they sum to 1.
func (m Multidimensional) Contribution(j int) Rate {
	return Rate{m.Weights[j] * m.Censored[j], m.Score}
}

func (d Dimensions) check() error {
	n := len(d.Cutoffs)
	switch {
	case n == 0:
		return &InputError{"cutoffs", "0 dimensions", "1 or more"}
	case len(d.Weights) != n:
		return &InputError{"weights", fmt.Sprint(len(d.Weights)), fmt.Sprintf("one for each of %d cutoffs", n)}
	}
	for j := range n {
		if !number(d.Cutoffs[j]) || d.Cutoffs[j] == 0 {
			return &InputError{"cutoffs", fmt.Sprint(d.Cutoffs[j]), "a number above 0"}
		}
		if !number(d.Weights[j]) || d.Weights[j] == 0 {
			return &InputError{"weights", fmt.Sprint(d.Weights[j]), "a number above 0"}
		}
	}
	if total := sum(d.Weights); !(d.K > 0 && d.K <= total*(1+1e-9)) {
		return &InputError{"k", fmt.Sprint(d.K), fmt.Sprintf("above 0, at most the sum of weights, %v", total)}
	}
	return nil
}

func (d Dimensions) checkRecords(records []Achievement) error {
	for i, r := range records {
		if len(r.Values) != len(d.Cutoffs) {
			return &RecordError{i, "values", fmt.Sprintf("one for each of %d dimensions", len(d.Cutoffs))}
		}
		if !number(r.Weight) {
			return &RecordError{i, "weight", "a number, 0 or more"}
		}
		for _, x := range r.Values {
			if !number(x) {
				return &RecordError{i, "values", "numbers, 0 or more"}
			}
		}
	}
	return nil
}

func sum(xs []float64) (s float64) {
	for _, x := range xs {
		s += x
	}
	return s
}

func plus(xs, ys []float64) []float64 {
	out := make([]float64, len(xs))
	for i := range xs {
		out[i] = xs[i] + ys[i]
	}
	return out
}
