package target

import (
	"fmt"
	"slices"
	"sort"

	"tepat/geo/poverty"
)

// Rupiah is an amount of money.
type Rupiah int64

// A Rule says how packages are shared over areas.
type Rule string

// The rules.
const (
	Gap          Rule = "gap"           // in proportion to the families missed
	PoorestFirst Rule = "poorest_first" // by share of families in desil 1; the first area in full, then the next
	EqualShare   Rule = "equal_share"   // the same number for every area
)

// A Budget is what there is to share, and how.
type Budget struct {
	Amount             Rupiah
	UnitCost           Rupiah // of one package, which goes to one family
	Rule               Rule
	MinimumPerDistrict int    // packages that every district gets, or as many as it misses families; 0 none
	Seed               uint64 // of the draws behind the ranges of effects
}

// A Need is what an area lacks, and what is known of how well it chooses.
type Need struct {
	Code, District     string
	State              State // of the figures: an area that is not Known gets nothing, and is listed
	Eligible, Reached  int   // families, as in [Place]
	ReachedNotEligible int   // families reached that are not eligible; [NotKnown] where nobody can say
	Families, Desil1   int   // all families of known desil, and those of desil 1

	// Precision is the share of families chosen for a package that are eligible.
	// Without one it is taken from those reached today, as Beta(Reached + ½,
	// ReachedNotEligible + ½), Jeffreys' posterior.
	Precision Posterior
}

// NotKnown stands for a number of families that nobody can say. Without it an
// area has no precision but its own, and no error that hangs on it has a value.
const NotKnown = -1

// missed returns the eligible families not reached.
func (n *Need) missed() int { return max(0, n.Eligible-n.Reached) }

// poorest returns the share of families in desil 1; 0 where there is none.
func (n *Need) poorest() float64 {
	if n.Families == 0 {
		return 0
	}
	return float64(n.Desil1) / float64(n.Families)
}

// wrongly returns the families reached that are not eligible, as far as anybody can say.
func (n *Need) wrongly() int {
	if n.ReachedNotEligible == NotKnown {
		return 0
	}
	return n.ReachedNotEligible
}

// blind says whether nothing is known of how well the area chooses.
func (n *Need) blind() bool { return n.ReachedNotEligible == NotKnown && !n.Precision.known() }

// precision returns what is believed about the area's choices; it is not blind.
func (n *Need) precision() Posterior {
	if n.Precision.known() {
		return n.Precision
	}
	return Posterior{float64(n.Reached) + .5, float64(n.ReachedNotEligible) + .5}
}

// A Given is what one area gets.
type Given struct {
	Code, District string
	Missed         int // families before
	Packages       int
}

// An Allocation shares packages over areas. It is a simulation, and says so in
// [Allocation.Label].
type Allocation struct {
	Budget   Budget
	Packages int // that the budget pays for
	Given    int // of these, those that find a family; the rest stays unspent
	Left     Rupiah
	Areas    []Given  // by code, also those that get nothing
	LeftOut  []string // areas without figures, by code

	// What is expected of the two errors over all areas with figures.
	ExclusionError, InclusionError Effect
	Draws                          int // behind their ranges
}

// Label says what the numbers are.
func (*Allocation) Label() poverty.Text {
	return poverty.Text{
		EN: "A simulation, not a forecast: it takes each place to choose families as well as it does today.",
		ID: "Simulasi, bukan ramalan: dengan anggapan ketepatan sasaran tiap tempat tetap seperti sekarang.",
	}
}

// Allocate shares the packages that a budget pays for over areas. No area gets
// more than it misses families; every district gets the minimum, or all that it
// misses; fractions go to the largest remainders, then to more families missed,
// then by code. The order of needs does not matter, and equal input gives equal
// output. Who is poorest among areas of equal shares in desil 1 is decided by
// the share of eligible families missed, then by families missed, then by code.
//
// The expected effect follows a model, no more: an area hands its packages to
// families drawn among its candidates, and each of them is eligible and missed
// with probability π, the area's precision, whatever the others are; else it is
// neither eligible nor reached. π is Beta-distributed as its [Need] says, areas
// are independent, nobody loses what is received today. The eligible who are
// then reached are Σ Binomial(packages, π); ranges hold 95 % of the draws.
//
// It returns an [*poverty.InputError] for a budget below one package, for a
// minimum that the packages do not suffice for, for an unknown rule, and for a
// need that cannot be.
func Allocate(needs []Need, b Budget) (*Allocation, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	needs, err := checkNeeds(needs, b)
	if err != nil {
		return nil, err
	}
	a := &Allocation{Budget: b, Packages: int(b.Amount / b.UnitCost), Draws: draws}
	needs = a.leaveOut(needs)
	a.Given = min(a.Packages, sumMissed(needs))
	a.Left = b.Amount - Rupiah(a.Given)*b.UnitCost
	if err := b.checkMinimum(needs, a.Packages); err != nil {
		return nil, err
	}
	packages := share(needs, a.Given, b)
	for i := range needs {
		n := &needs[i]
		a.Areas = append(a.Areas, Given{n.Code, n.District, n.missed(), packages[i]})
	}
	a.ExclusionError, a.InclusionError = effects(needs, packages, b.Seed)
	return a, nil
}

// leaveOut lists the areas without figures, and returns the others.
func (a *Allocation) leaveOut(needs []Need) (known []Need) {
	for _, n := range needs {
		if n.State == Known {
			known = append(known, n)
		} else {
			a.LeftOut = append(a.LeftOut, n.Code)
		}
	}
	return known
}

func sumMissed(needs []Need) (sum int) {
	for i := range needs {
		sum += needs[i].missed()
	}
	return sum
}

func (b Budget) check() error {
	switch {
	case b.UnitCost <= 0:
		return &poverty.InputError{Field: "unit_cost", Got: fmt.Sprint(b.UnitCost), Allowed: "1 or more"}
	case b.Amount < b.UnitCost:
		return &poverty.InputError{Field: "budget", Got: fmt.Sprint(b.Amount), Allowed: fmt.Sprintf("%d, the cost of one unit, or more", b.UnitCost)}
	case !slices.Contains([]Rule{Gap, PoorestFirst, EqualShare}, b.Rule):
		return &poverty.InputError{Field: "rule", Got: string(b.Rule), Allowed: fmt.Sprintf("%s, %s or %s", Gap, PoorestFirst, EqualShare)}
	case b.MinimumPerDistrict < 0:
		return &poverty.InputError{Field: "minimum_per_district", Got: fmt.Sprint(b.MinimumPerDistrict), Allowed: "0 or more"}
	}
	return nil
}

// checkMinimum refuses a minimum that the packages do not suffice for.
func (b Budget) checkMinimum(needs []Need, packages int) error {
	missed := map[string]int{} // by district, where there is any
	for i := range needs {
		if n := needs[i].missed(); n > 0 {
			missed[needs[i].District] += n
		}
	}
	takes := func(minimum int) (sum int) {
		for _, m := range missed {
			sum += min(m, minimum)
		}
		return sum
	}
	if takes(b.MinimumPerDistrict) <= packages {
		return nil
	}
	most := sort.Search(b.MinimumPerDistrict, func(m int) bool { return takes(m+1) > packages })
	allowed := fmt.Sprintf("0 to %d: there are %d packages for %d districts", most, packages, len(missed))
	// Else the reader divides one by the other and wonders.
	if fewer := below(missed, most); fewer > 0 {
		allowed += fmt.Sprintf(", and fewer families missed in %d of them", fewer)
	}
	return &poverty.InputError{Field: "minimum_per_district", Got: fmt.Sprint(b.MinimumPerDistrict), Allowed: allowed}
}

// below counts the districts that miss fewer families than a minimum.
func below(missed map[string]int, minimum int) (districts int) {
	for _, m := range missed {
		if m < minimum {
			districts++
		}
	}
	return districts
}

// checkNeeds returns the needs by code. It refuses one that cannot be, and one that occurs twice.
func checkNeeds(needs []Need, b Budget) ([]Need, error) {
	needs = sorted(needs, func(n Need) string { return n.Code })
	for i := range needs {
		if err := needs[i].check(); err != nil {
			return nil, err
		}
		if b.MinimumPerDistrict > 0 && needs[i].District == "" {
			return nil, &poverty.InputError{Field: "district of " + needs[i].Code, Allowed: "the code of a district, where every one has a minimum"}
		}
		if i > 0 && needs[i].Code == needs[i-1].Code {
			return nil, twice(needs[i].Code)
		}
	}
	return needs, nil
}

func (n *Need) check() error {
	refuse := func(field string, got any, allowed string) error {
		return &poverty.InputError{Field: field + " of " + n.Code, Got: fmt.Sprint(got), Allowed: allowed}
	}
	for _, count := range []struct {
		field    string
		families int
	}{
		{"eligible", n.Eligible}, {"reached", n.Reached}, {"reached_not_eligible", n.wrongly()},
		{"families", n.Families}, {"desil_1", n.Desil1},
	} {
		if !families(count.families) {
			return refuse(count.field, count.families, allowedFamilies)
		}
	}
	switch {
	case n.State > Known:
		return refuse("state", n.State, "withheld, no data or known")
	case n.Desil1 > n.Families:
		return refuse("desil_1", n.Desil1, fmt.Sprintf("at most %d, all families", n.Families))
	case !n.Precision.valid():
		return refuse("precision", n.Precision, "two numbers above 0")
	}
	return nil
}
