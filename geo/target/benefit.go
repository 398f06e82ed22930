package target

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tepat/geo/poverty"
)

// A Benefit is what one family gets.
type Benefit struct {
	Welfare float64 // what ranks families, the poorest lowest: consumption a person, or desil
	Weight  float64 // families that it stands for; 0 or more
	Amount  float64 // what the family gets, in any money; 0 or more
}

// CGH returns the index of Coady, Grosh and Hoddinott: the share of all benefits
// that reaches the poorest share q of families, ÷ q. Above 1 is progressive, 1
// what a uniform transfer does, 1/q the most. Families of equal welfare across
// whom the border falls count in part, so that order does not matter.
//
// It returns an [*poverty.InputError] for q outside 0…1 or 0, a
// [*poverty.RecordError] for a record that cannot be used, and
// [poverty.ErrEmpty] where there is no family or no benefit.
//
// Coady, Grosh and Hoddinott (2002), Targeting Outcomes Redux, IFPRI FCND 144.
func CGH(benefits []Benefit, q float64) (index float64, err error) {
	if !(q > 0 && q <= 1) {
		return 0, &poverty.InputError{Field: "q", Got: fmt.Sprint(q), Allowed: "above 0, at most 1"}
	}
	groups, err := byWelfare(benefits)
	if err != nil {
		return 0, err
	}
	var families, all float64
	for _, g := range groups {
		families, all = families+g.families, all+g.benefit
	}
	if families == 0 || all == 0 {
		return 0, poverty.ErrEmpty
	}
	left, reaching := q*families, 0.
	for _, g := range groups {
		reaching += g.benefit * g.within(left)
		left -= g.families
	}
	return reaching / all / q, nil
}

// A group is the families of one welfare: how many, and what they get together.
type group struct{ welfare, families, benefit float64 }

// within returns the share of the group, 0 to 1, that a quota of families takes in.
func (g group) within(quota float64) float64 {
	switch {
	case quota >= g.families:
		return 1
	case quota <= 0:
		return 0
	}
	return quota / g.families
}

// byWelfare returns the groups that weigh anything, the poorest first.
func byWelfare(benefits []Benefit) (groups []group, err error) {
	for i, b := range benefits {
		switch {
		case math.IsNaN(b.Welfare):
			return nil, &poverty.RecordError{Record: i, Field: "welfare", Allowed: "a number"}
		case !number(b.Weight):
			return nil, &poverty.RecordError{Record: i, Field: "weight", Allowed: "a number, 0 or more"}
		case !number(b.Amount):
			return nil, &poverty.RecordError{Record: i, Field: "amount", Allowed: "a number, 0 or more"}
		case b.Weight > 0:
			groups = append(groups, group{b.Welfare, b.Weight, b.Weight * b.Amount})
		}
	}
	slices.SortFunc(groups, func(a, b group) int { return cmp.Compare(a.welfare, b.welfare) })
	return merge(groups), nil
}

// merge joins neighbours of equal welfare.
func merge(groups []group) (out []group) {
	for _, g := range groups {
		if n := len(out); n > 0 && out[n-1].welfare == g.welfare {
			out[n-1].families += g.families
			out[n-1].benefit += g.benefit
		} else {
			out = append(out, g)
		}
	}
	return out
}

// number says that x is finite, and 0 or more.
func number(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }

// An Incidence sums benefits by desil, in one money; 0 holds those of families
// whose desil is not known.
type Incidence [11]float64

// Share returns the share of all benefits that reaches desil, 1 to 10, or with 0
// families of unknown desil; the eleven sum to 1.
func (i Incidence) Share(desil int) poverty.Rate {
	var all float64
	for _, b := range i {
		all += b
	}
	return poverty.Rate{Part: i[desil], Whole: all}
}

// Transfers sums what eligible families and others get.
type Transfers struct {
	Eligible, Others   float64 // families
	ToEligible, ToRest float64 // money
	Recipients         float64 // families that get anything
}

// Add counts one family, which gets amount; 0 where it is not reached.
func (t *Transfers) Add(eligible bool, amount, weight float64) {
	if eligible {
		t.Eligible, t.ToEligible = t.Eligible+weight, t.ToEligible+weight*amount
	} else {
		t.Others, t.ToRest = t.Others+weight, t.ToRest+weight*amount
	}
	if amount > 0 {
		t.Recipients += weight
	}
}

// NormalisedDifferential returns the normalised targeting differential: the
// mean transfer to eligible families less that to the others, ÷ the mean that a
// recipient gets. Where all recipients get the same it is the
// [Confusion.TargetingDifferential]. It is 0 and false where there are no
// eligible families, no others or no transfers.
//
// Brown, Ravallion and van de Walle (2016), World Bank WPS 7915; their programs
// compute table 8 as (1 − Ĥ − EE)/(1 − H), which is this for equal transfers.
func (t Transfers) NormalisedDifferential() (ntd float64, ok bool) {
	all := t.ToEligible + t.ToRest
	if t.Eligible == 0 || t.Others == 0 || all == 0 {
		return 0, false
	}
	return (t.ToEligible/t.Eligible - t.ToRest/t.Others) * t.Recipients / all, true
}
