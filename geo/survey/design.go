package survey

import (
	"errors"
	"fmt"
	"math"

	"tepat/geo/poverty"
)

// ErrOnePSU says that one primary unit was drawn in all, which does not tell how much units differ.
var ErrOnePSU = errors.New("one primary unit does not tell how much units differ")

// ErrNoWeight says that the visits stand for nobody.
var ErrNoWeight = errors.New("no visit has a weight above 0")

// mostWeight is more than a family can stand for, and less than what sums of overflow.
const mostWeight = 1e9

// An Observation is one family of a sample in which strata were fixed, primary
// units drawn in each, and families drawn in these.
type Observation struct {
	Stratum string
	PSU     string  // the primary unit in its stratum, e.g. an RT; "" where families were drawn directly
	PSUs    int     // units of the stratum, drawn or not (families, where drawn directly); 0 unlimited
	Weight  float64 // 1 ÷ the probability with which the family was drawn; 0 to 10⁹
	Y       float64 // what is asked
	X       float64 // what Y is related to by [RatioOf]
	Outside bool    // not of the domain that is asked about
}

// An Estimate is a figure of a population, from a sample.
type Estimate struct {
	Value        float64
	SE           float64 // standard error
	PSUs, Strata int     // of the sample

	// Lonely are the strata, in order of records, of which one unit of several
	// was drawn. How they vary is guessed from all others, and SE with it.
	Lonely []string
}

// TotalOf estimates Σ Y over the families of the domain.
//
// Its variance, and that of the other estimators, is that of primary units: in
// each stratum (1 − f)·n/(n − 1)·Σ(z − z̄)², with n units drawn, f the share that
// they are of the stratum's, and z what a unit adds to the estimate. The one
// unit of a lonely stratum counts (1 − f)(z − z̄)² around the mean of all units.
// Units without a family of the domain count as well, with z = 0.
//
// It returns a [*poverty.RecordError] for an observation that cannot be used,
// [poverty.ErrEmpty] where there is none, and [ErrOnePSU].
//
// Särndal, Swensson and Wretman (1992), Model Assisted Survey Sampling, 5.5 and
// 10.3; agrees with R's survey package, lonely units with lonely.psu = "adjust".
func TotalOf(sample []Observation) (Estimate, error) {
	if err := check(sample); err != nil {
		return Estimate{}, err
	}
	y, _ := totals(sample)
	return estimate(sample, y, func(o *Observation) float64 { return o.weight() * o.Y })
}

// RatioOf estimates Σ Y / Σ X over the families of the domain, linearised: z
// sums w(y − R·x)/Σwx. Errors are those of [TotalOf]; [poverty.ErrEmpty] too
// where Σ X is 0.
func RatioOf(sample []Observation) (Estimate, error) {
	if err := check(sample); err != nil {
		return Estimate{}, err
	}
	y, x := totals(sample)
	if x == 0 {
		return Estimate{}, poverty.ErrEmpty
	}
	R := y / x
	return estimate(sample, R, func(o *Observation) float64 { return o.weight() * (o.Y - R*o.X) / x })
}

// MeanOf estimates the mean of Y over the families of the domain, as a ratio to
// their number. Where Y is 1 or 0 it is a share. Errors are those of [RatioOf].
func MeanOf(sample []Observation) (Estimate, error) {
	ones := make([]Observation, len(sample))
	for i, o := range sample {
		o.X = 1
		ones[i] = o
	}
	return RatioOf(ones)
}

// weight returns what the family stands for in the domain: nobody, outside.
func (o *Observation) weight() float64 {
	if o.Outside {
		return 0
	}
	return o.Weight
}

func totals(sample []Observation) (y, x float64) {
	for i := range sample {
		o := &sample[i]
		y += o.weight() * o.Y
		x += o.weight() * o.X
	}
	return y, x
}

// A stratum of the sample: what each drawn unit adds to the estimate.
type stratum struct {
	name  string
	units []float64
	of    int // units of the stratum; 0 unlimited
}

// rest returns the share of the stratum's units that was not drawn: 1 − f.
func (s *stratum) rest() float64 {
	if s.of == 0 {
		return 1
	}
	return 1 - float64(len(s.units))/float64(s.of)
}

// estimate returns value with its standard error, from what each observation adds to it.
func estimate(sample []Observation, value float64, adds func(*Observation) float64) (Estimate, error) {
	strata, err := units(sample, adds)
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Value: value, Strata: len(strata)}
	var sum float64
	for i := range strata {
		e.PSUs += len(strata[i].units)
		for _, z := range strata[i].units {
			sum += z
		}
	}
	var variance float64
	for i := range strata {
		s := &strata[i]
		if len(s.units) == 1 && s.rest() > 0 {
			e.Lonely = append(e.Lonely, s.name)
		}
		variance += s.variance(sum / float64(e.PSUs))
	}
	if e.PSUs == 1 && e.Lonely != nil {
		return Estimate{}, ErrOnePSU
	}
	e.SE = math.Sqrt(variance)
	return e, nil
}

func (s *stratum) variance(grandMean float64) float64 {
	n := float64(len(s.units))
	if n == 1 {
		return s.rest() * square(s.units[0]-grandMean)
	}
	var mean, squares float64
	for _, z := range s.units {
		mean += z / n
	}
	for _, z := range s.units {
		squares += square(z - mean)
	}
	return s.rest() * n / (n - 1) * squares
}

// units sums what observations add by stratum and unit. It refuses a stratum
// that is said to have fewer units than were drawn, or several numbers of them.
func units(sample []Observation, adds func(*Observation) float64) (strata []stratum, err error) {
	type unit struct{ stratum, psu string }
	stratumAt, unitAt := map[string]int{}, map[unit]int{}
	for i := range sample {
		o := &sample[i]
		at, known := stratumAt[o.Stratum]
		if !known {
			at = len(strata)
			stratumAt[o.Stratum] = at
			strata = append(strata, stratum{name: o.Stratum, of: o.PSUs})
		}
		s := &strata[at]
		u, known := unitAt[unit{o.Stratum, o.PSU}]
		if !known || o.PSU == "" {
			u = len(s.units)
			unitAt[unit{o.Stratum, o.PSU}] = u
			s.units = append(s.units, 0)
		}
		s.units[u] += adds(o)
		if o.PSUs != s.of {
			return nil, &poverty.RecordError{Record: i, Field: "psus", Allowed: "one number in a stratum"}
		}
		if s.of > 0 && len(s.units) > s.of {
			return nil, &poverty.RecordError{Record: i, Field: "psus", Allowed: fmt.Sprintf("%d or more, which were drawn", len(s.units))}
		}
	}
	return strata, nil
}

// check refuses an empty sample, and the first observation of which estimates would not be numbers.
func check(sample []Observation) error {
	if len(sample) == 0 {
		return poverty.ErrEmpty
	}
	finite := func(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
	for i, o := range sample {
		switch {
		case !(o.Weight >= 0 && o.Weight <= mostWeight):
			return &poverty.RecordError{Record: i, Field: "weight", Allowed: "a number, 0 to 1000000000"}
		case !finite(o.Y):
			return &poverty.RecordError{Record: i, Field: "y", Allowed: "a number"}
		case !finite(o.X):
			return &poverty.RecordError{Record: i, Field: "x", Allowed: "a number"}
		case o.PSUs < 0:
			return &poverty.RecordError{Record: i, Field: "psus", Allowed: "0 or more"}
		}
	}
	return nil
}
