package poverty

import "math"

// A Welfare is what one household has to live on.
type Welfare struct {
	Value  float64 // consumption or income of a person, in any money; 0 or more
	Line   float64 // the poverty line that holds for it, in the same money; above 0
	Weight float64 // persons of the population that it stands for; 0 or more
}

// check refuses the first record of which the measures would not be a number.
func check(records []Welfare, line bool) error {
	for i, r := range records {
		switch {
		case !number(r.Value):
			return &RecordError{i, "value", "a number, 0 or more"}
		case !number(r.Weight):
			return &RecordError{i, "weight", "a number, 0 or more"}
		case line && (!number(r.Line) || r.Line == 0):
			return &RecordError{i, "line", "a number above 0"}
		}
	}
	return nil
}

// number says that x is finite, and 0 or more.
func number(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

// An FGT holds the sums that the measures of Foster, Greer and Thorbecke are
// made of, in persons. The sums of subgroups add up by [FGT.Plus], so that the
// measures decompose exactly: P of the whole is the mean of P of the groups,
// weighted by their population.
//
// Foster, Greer and Thorbecke (1984), Econometrica 52, 761–766.
type FGT struct {
	Population float64 // Σw
	Poor       float64 // Σw of those below the line
	Gap        float64 // Σw·g of the same, g = (line − value) / line
	SquaredGap float64 // Σw·g²
}

// FGTOf sums over records. Who lives on exactly the line is not poor, as BPS
// counts. It returns a [*RecordError] for a record that cannot be used.
func FGTOf(records []Welfare) (f FGT, err error) {
	if err := check(records, true); err != nil {
		return f, err
	}
	for _, r := range records {
		f = f.Plus(r.fgt())
	}
	return f, nil
}

func (r Welfare) fgt() FGT {
	w := r.Weight
	if r.Value >= r.Line {
		return FGT{Population: w}
	}
	g := (r.Line - r.Value) / r.Line
	return FGT{w, w, w * g, w * g * g}
}

// Plus returns the sums of two groups that share nobody.
func (f FGT) Plus(g FGT) FGT {
	return FGT{f.Population + g.Population, f.Poor + g.Poor, f.Gap + g.Gap, f.SquaredGap + g.SquaredGap}
}

// P0 returns the headcount: the share of persons who are poor.
func (f FGT) P0() Rate { return Rate{f.Poor, f.Population} }

// P1 returns the poverty gap, 0 to 1: how far persons are below the line on
// average, as a share of it, the others counting 0.
func (f FGT) P1() Rate { return Rate{f.Gap, f.Population} }

// P2 returns the severity of poverty, 0 to 1: as P1, with squared gaps.
func (f FGT) P2() Rate { return Rate{f.SquaredGap, f.Population} }
