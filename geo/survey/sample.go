package survey

import (
	"errors"
	"math"

	"tepat/geo/poverty"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Visit is one family of a sample, as it was found.
type Visit struct {
	Stratum  string
	PSU      string  // the primary unit in its stratum, e.g. an RT; "" where families were drawn directly
	PSUs     int     // units of the stratum, drawn or not; 0 unlimited
	Weight   float64 // 1 ÷ the probability with which the family was drawn; 0 or more
	Eligible bool    // as the visit found
	Receives bool    // as the visit found
}

// A Design says of what sample an estimate is.
type Design struct {
	Visits, PSUs, Strata int
	Eligible, Recipients int      // among the visited
	Lonely               []string // strata of which one unit of several was drawn: how they vary is guessed
}

// VerifySample estimates exclusion and inclusion error from a sample with a
// design of strata and primary units, which must be drawn from all dwellings,
// registered or not. The exclusion error is Σ w·(eligible, not reached) / Σ w·
// eligible; standard errors are those of [RatioOf].
//
// Intervals hold 95 %: on the logit scale, with Student's t of PSUs − strata
// degrees of freedom; where all or none were missed, by Clopper and Pearson with
// the units that have somebody to count as the number of draws. There is none
// of fewer than 8 degrees of freedom, whose standard error is hardly known
// itself, nor where units agree to the last in a share that is neither all nor
// none: an interval without width would claim to know it.
//
// It returns the errors of [RatioOf], and [ErrNoWeight]; a share of nobody is no
// error but missing.
//
// Korn and Graubard (1998), Survey Methodology 24, 193–201; the interval is what
// svyciprop of R's survey package calls xlogit.
func VerifySample(visits []Visit) (v Verified, d Design, err error) {
	d.Visits = len(visits)
	if err := d.units(visits); err != nil {
		return Verified{}, d, err
	}
	for _, visit := range visits {
		if visit.Eligible {
			d.Eligible++
		}
		if visit.Receives {
			d.Recipients++
		}
	}
	v.Exclusion.missed, err = ratioShare(visits, func(visit Visit) (among, wrong bool) { return visit.Eligible, !visit.Receives })
	if err != nil {
		return Verified{}, d, err
	}
	v.Inclusion.ineligible, err = ratioShare(visits, func(visit Visit) (among, wrong bool) { return visit.Receives, !visit.Eligible })
	return v, d, err
}

// units counts strata and units, whatever the visits found.
func (d *Design) units(visits []Visit) error {
	sample, weight := make([]Observation, len(visits)), 0.0
	for i, v := range visits {
		sample[i] = Observation{Stratum: v.Stratum, PSU: v.PSU, PSUs: v.PSUs, Weight: v.Weight}
		weight += v.Weight
	}
	e, err := TotalOf(sample)
	if err != nil {
		return err
	}
	if weight == 0 {
		return ErrNoWeight
	}
	d.PSUs, d.Strata, d.Lonely = e.PSUs, e.Strata, e.Lonely
	return nil
}

// leastFreedom are the degrees of freedom below which the share of a design is
// not relied on: Parker and others (2017), National Center for Health Statistics
// Data Presentation Standards for Proportions, Vital and Health Statistics 2(175).
const leastFreedom = 8

// ratioShare estimates of how many that are among the others something is wrong.
func ratioShare(visits []Visit, of func(Visit) (among, wrong bool)) (s share, err error) {
	sample := make([]Observation, len(visits))
	units := map[[2]string]bool{} // that hold somebody who is among them
	alone := 0
	for i, v := range visits {
		sample[i] = Observation{Stratum: v.Stratum, PSU: v.PSU, PSUs: v.PSUs, Weight: v.Weight}
		among, wrong := of(v)
		if !among {
			continue
		}
		if sample[i].X = 1; wrong {
			sample[i].Y = 1
		}
		switch {
		case v.Weight == 0:
		case v.PSU == "":
			alone++
		default:
			units[[2]string{v.Stratum, v.PSU}] = true
		}
	}
	e, err := RatioOf(sample)
	if errors.Is(err, poverty.ErrEmpty) && len(visits) > 0 {
		return share{}, nil
	} else if err != nil {
		return share{}, err
	}
	s = share{value: e.Value, se: e.SE, hasValue: true, hasSE: true}
	df := e.PSUs - e.Strata
	alike := e.SE < 1e-9 && 0 < e.Value && e.Value < 1
	s.hasSE = !alike
	if s.tooFew = df < leastFreedom || alike; s.tooFew {
		return s, nil
	}
	s.low, s.high = logitInterval(e.Value, e.SE, df, len(units)+alone)
	s.hasBounds = true
	return s, nil
}

// logitInterval returns the bounds of a share of n draws.
func logitInterval(p, se float64, df, n int) (low, high float64) {
	switch {
	case p <= 0:
		return 0, 1 - math.Pow(0.025, 1/float64(n))
	case p >= 1:
		return math.Pow(0.025, 1/float64(n)), 1
	}
	t := distuv.StudentsT{Sigma: 1, Nu: float64(df)}.Quantile(0.975)
	middle, half := math.Log(p/(1-p)), t*se/(p*(1-p))
	expit := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	return expit(middle - half), expit(middle + half)
}
