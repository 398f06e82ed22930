package target

import "tepat/geo/poverty"

// A Bundle is what one family has a right to and what it gets, in programmes.
type Bundle struct {
	Eligible int     // programmes it has a right to
	Received int     // programmes that reach it, by right or not
	Rightly  int     // programmes that reach it by right
	Weight   float64 // families that it stands for
}

// An Overlap sums bundles. Those of places that share no family add up field by field.
type Overlap struct {
	Covered  float64 // families that any programme reaches
	Multiple float64 // families that two programmes or more reach

	Eligible   float64 // families with a right to any programme
	Unreached  float64 // of these, those that no programme reaches
	Programmes float64 // programmes that reach the eligible, summed over families
	Missing    float64 // programmes that they have a right to and do not get, summed over families
}

// Add counts one family.
func (o *Overlap) Add(b Bundle) {
	if b.Received > 0 {
		o.Covered += b.Weight
	}
	if b.Received > 1 {
		o.Multiple += b.Weight
	}
	if b.Eligible == 0 {
		return
	}
	o.Eligible += b.Weight
	o.Programmes += b.Weight * float64(b.Received)
	o.Missing += b.Weight * float64(b.Eligible-b.Rightly)
	if b.Received == 0 {
		o.Unreached += b.Weight
	}
}

// Overlapping returns the share of covered families that two programmes or more reach.
func (o Overlap) Overlapping() poverty.Rate { return poverty.Rate{Part: o.Multiple, Whole: o.Covered} }

// ProgrammesPerEligible returns the average number of programmes that reach an eligible family.
func (o Overlap) ProgrammesPerEligible() poverty.Rate {
	return poverty.Rate{Part: o.Programmes, Whole: o.Eligible}
}

// GapAny returns the share of eligible families that no programme reaches.
func (o Overlap) GapAny() poverty.Rate { return poverty.Rate{Part: o.Unreached, Whole: o.Eligible} }

// GapDepth returns the average number of programmes that an eligible family has
// a right to and does not get.
func (o Overlap) GapDepth() poverty.Rate { return poverty.Rate{Part: o.Missing, Whole: o.Eligible} }
