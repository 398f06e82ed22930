// Package target says how well a programme reaches those whom it is meant for,
// where it reaches them least, and what a budget could change about it.
//
// Eligibility and receipt are known of different days: a family that became
// eligible after the lists were drawn up counts as missed, though nobody erred.
// Whoever shows these figures shows their date.
package target

import "tepat/geo/poverty"

// A Confusion counts families, or their weights, by eligibility and receipt.
// Counts of places that share no family add up by [Confusion.Plus].
type Confusion struct {
	TP float64 // eligible, reached
	FP float64 // not eligible, reached
	FN float64 // eligible, not reached
	TN float64 // neither
}

// Add counts one family.
func (c *Confusion) Add(eligible, reached bool, weight float64) {
	switch {
	case eligible && reached:
		c.TP += weight
	case reached:
		c.FP += weight
	case eligible:
		c.FN += weight
	default:
		c.TN += weight
	}
}

// Plus returns the counts of two places that share no family.
func (c Confusion) Plus(d Confusion) Confusion {
	return Confusion{c.TP + d.TP, c.FP + d.FP, c.FN + d.FN, c.TN + d.TN}
}

func (c Confusion) eligible() float64    { return c.TP + c.FN }
func (c Confusion) noneligible() float64 { return c.FP + c.TN }
func (c Confusion) reached() float64     { return c.TP + c.FP }

// Coverage returns the share of the eligible who are reached.
func (c Confusion) Coverage() poverty.Rate { return poverty.Rate{Part: c.TP, Whole: c.eligible()} }

// ExclusionError returns the share of the eligible who are not reached: undercoverage.
//
// Coady, Grosh and Hoddinott (2004), Targeting of Transfers in Developing Countries.
func (c Confusion) ExclusionError() poverty.Rate {
	return poverty.Rate{Part: c.FN, Whole: c.eligible()}
}

// InclusionError returns the share of those reached who are not eligible:
// leakage. It is a share of beneficiaries, as the World Bank counts it;
// [Confusion.NoneligibleCoverage] is what others mean by the same name.
//
// World Bank (2022), Revisiting Targeting in Social Assistance, table 7.3.
func (c Confusion) InclusionError() poverty.Rate {
	return poverty.Rate{Part: c.FP, Whole: c.reached()}
}

// NoneligibleCoverage returns the share of those not eligible who are reached.
func (c Confusion) NoneligibleCoverage() poverty.Rate {
	return poverty.Rate{Part: c.FP, Whole: c.noneligible()}
}

// TargetingDifferential returns the coverage of the eligible less that of the
// others, −1 to 1; 1 is perfect, 0 what a lottery does. It is 0 and false where
// there are no eligible families, or no others.
//
// Ravallion (2000), World Bank Economic Review 14, 331–345.
func (c Confusion) TargetingDifferential() (td float64, ok bool) {
	covered, ok1 := c.Coverage().Value()
	leaked, ok2 := c.NoneligibleCoverage().Value()
	if !ok1 || !ok2 {
		return 0, false
	}
	return covered - leaked, true
}

// DifferentialOfBest returns the targeting differential as a share of the
// largest that as many beneficiaries allow, which is less than 1 when they are
// fewer or more than the eligible. It is 0 and false where the differential is,
// and where nobody or everybody is reached.
//
// This is tepat's own way of comparing programmes of different sizes. The
// normalised differential of the literature is [Transfers.NormalisedDifferential].
func (c Confusion) DifferentialOfBest() (share float64, ok bool) {
	td, ok := c.TargetingDifferential()
	best := c.best()
	if !ok || best == 0 {
		return 0, false
	}
	return td / best, true
}

// best returns the targeting differential if eligible families came first: all
// of them are reached and some others, or some of them and nobody else.
func (c Confusion) best() float64 {
	if c.FP > c.FN {
		return (c.FN + c.TN) / c.noneligible()
	}
	return c.reached() / c.eligible()
}

// CGH returns the index of Coady, Grosh and Hoddinott where the eligible are the
// poorest and every family gets the same: their share among those reached ÷
// their share of all families. Above 1 is progressive. It is 0 and false where
// nobody is eligible or nobody reached. [CGH] takes amounts.
func (c Confusion) CGH() (index float64, ok bool) {
	families := c.eligible() + c.noneligible()
	if c.eligible() == 0 || c.reached() == 0 {
		return 0, false
	}
	return c.TP / c.reached() * families / c.eligible(), true
}
