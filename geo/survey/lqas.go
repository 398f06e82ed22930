package survey

import (
	"fmt"
	"math"

	"tepat/geo/poverty"

	"gonum.org/v1/gonum/stat/distuv"
)

// An LQAS is a design that accepts or rejects an area by a few visits: lot
// quality assurance sampling.
type LQAS struct {
	Visits   int // families visited, 1 or more
	Decision int // the area is rejected when fewer are found correct; 1 to Visits
	Families int // in the area; 0 leaves it unlimited
}

// Errors returns the risks of the design: alpha, that an area of which a share
// good is correct is rejected, and beta, that one of which only a share bad is
// correct is accepted. Counts are binomial, or hypergeometric where more than a
// tenth of the families is visited; then an area of just the share good has
// good·Families correct ones, rounded up, and one of bad rounded down.
//
// It returns an [*poverty.InputError] for a design or a share that cannot be.
//
// Valadez (1991), Assessing Child Survival Programs in Developing Countries.
func (l LQAS) Errors(good, bad float64) (alpha, beta float64, err error) {
	if err := l.check(good, bad); err != nil {
		return 0, 0, err
	}
	if l.Visits*10 > l.Families && l.Families > 0 {
		N := float64(l.Families)
		alpha = l.fewerOf(int(math.Ceil(good*N - 1e-9)))
		return alpha, 1 - l.fewerOf(int(bad*N+1e-9)), nil
	}
	return l.fewer(good), 1 - l.fewer(bad), nil
}

// fewer returns the probability of fewer correct than the decision when each is with a share p.
func (l LQAS) fewer(p float64) float64 {
	return distuv.Binomial{N: float64(l.Visits), P: p}.CDF(float64(l.Decision - 1))
}

// fewerOf returns it when correct of the families are: a sum over the hypergeometric.
func (l LQAS) fewerOf(correct int) (sum float64) {
	least, most := max(0, l.Visits-(l.Families-correct)), min(l.Visits, correct)
	all := logChoose(l.Families, l.Visits)
	for x := least; x <= min(most, l.Decision-1); x++ {
		sum += math.Exp(logChoose(correct, x) + logChoose(l.Families-correct, l.Visits-x) - all)
	}
	return min(1, sum)
}

// logChoose returns ln of the ways to choose k of n.
func logChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

func (l LQAS) check(good, bad float64) error {
	refuse := func(field string, got any, allowed string) error {
		return &poverty.InputError{Field: field, Got: fmt.Sprint(got), Allowed: allowed}
	}
	switch {
	case l.Families < 0:
		return refuse("families", l.Families, "0 or more")
	case l.Visits < 1 || l.Visits > 1e6:
		return refuse("visits", l.Visits, "1 to 1000000")
	case l.Families > 0 && l.Visits > l.Families:
		return refuse("visits", l.Visits, fmt.Sprintf("1 to %d, all families", l.Families))
	case l.Decision < 1 || l.Decision > l.Visits:
		return refuse("decision", l.Decision, fmt.Sprintf("1 to %d, all visits", l.Visits))
	case !(good >= 0 && good <= 1):
		return refuse("good", good, "0 to 1")
	case !(bad >= 0 && bad <= good):
		return refuse("bad", bad, fmt.Sprintf("0 to %v, the good share", good))
	}
	return nil
}
