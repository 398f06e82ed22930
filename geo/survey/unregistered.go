package survey

import (
	"fmt"
	"math"

	"tepat/geo/poverty"
)

// fewestMatches are those from which [TwoLists.Chapman] is hardly biased: the
// rule of thumb of Robson and Regier (1964).
const fewestMatches = 7

// A FewMatchesError says that two lists have too few families in common to tell
// how many are on neither.
type FewMatchesError struct {
	Stratum string
	Matches int
}

func (e *FewMatchesError) Error() string {
	return fmt.Sprintf("stratum %q: %s", e.Stratum, e.Problem())
}

// Problem says it without the stratum.
func (e *FewMatchesError) Problem() string {
	return fmt.Sprintf("%d matches between the lists, at least %d are needed", e.Matches, fewestMatches)
}

// A TwoLists holds what two lists of poor families in one stratum have in common.
type TwoLists struct {
	Stratum  string // e.g. a village and the sex of the head
	Register int    // poor families that the register holds
	Listing  int    // poor families that a listing on the ground found, by itself
	Matches  int    // families on both
}

// Chapman returns the estimated number of families that could be on either
// list, and its variance: N̂ = (n₁ + 1)(n₂ + 1)/(m + 1) − 1.
//
// It holds where nobody moves between the lists, being on one does not change
// the chance to be on the other, every match is seen, and all families of the
// stratum are as easily found; strata make the last more likely. It returns a
// [*FewMatchesError] with fewer than 7 matches, and an [*poverty.InputError]
// for lists that cannot be.
//
// Chapman (1951), University of California Publications in Statistics 1,
// 131–160; variance after Wittes (1972), Biometrics 28, 592–597.
func (l TwoLists) Chapman() (families, variance float64, err error) {
	if err := l.check(); err != nil {
		return 0, 0, err
	}
	n1, n2, m := float64(l.Register), float64(l.Listing), float64(l.Matches)
	families = (n1+1)*(n2+1)/(m+1) - 1
	variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) * (m + 1) * (m + 2))
	return families, variance, nil
}

func (l TwoLists) check() error {
	refuse := func(field string, got int, allowed string) error {
		return &poverty.InputError{Field: field + " of " + l.Stratum, Got: fmt.Sprint(got), Allowed: allowed}
	}
	switch most := min(l.Register, l.Listing); {
	case l.Register < 0 || l.Register > 1e9:
		return refuse("register", l.Register, "0 to 1000000000")
	case l.Listing < 0 || l.Listing > 1e9:
		return refuse("listing", l.Listing, "0 to 1000000000")
	case l.Matches < 0 || l.Matches > most:
		return refuse("matches", l.Matches, fmt.Sprintf("0 to %d, the shorter list", most))
	case l.Matches < fewestMatches:
		return &FewMatchesError{l.Stratum, l.Matches}
	}
	return nil
}

// An UnregisteredPoor is the third of three numbers of missed families: poor
// families that the register does not hold, estimated by capture and recapture.
type UnregisteredPoor struct {
	poor, variance float64 // all poor families, registered or not
	registered     float64
	seen           float64 // on either list
	within         int     // strata in which one list lies within the other
}

// Unregistered estimates the poor families that the register does not hold, over
// strata that share no family, by [TwoLists.Chapman]. It returns the first
// stratum's error: an estimate that leaves strata out would be too low.
// [poverty.ErrEmpty] where there is no stratum.
func Unregistered(strata []TwoLists) (u UnregisteredPoor, err error) {
	if len(strata) == 0 {
		return u, poverty.ErrEmpty
	}
	for _, l := range strata {
		families, variance, err := l.Chapman()
		if err != nil {
			return UnregisteredPoor{}, err
		}
		u.poor += families
		u.variance += variance
		u.registered += float64(l.Register)
		u.seen += float64(l.Register + l.Listing - l.Matches)
		if l.Matches == min(l.Register, l.Listing) {
			u.within++
		}
	}
	return u, nil
}

// Name returns what to call the number.
func (UnregisteredPoor) Name() poverty.Text {
	return poverty.Text{EN: "Estimated unregistered poor families", ID: "Estimasi keluarga miskin tak terdata"}
}

// Families returns the estimated poor families that the register does not hold.
func (u UnregisteredPoor) Families() float64 { return u.poor - u.registered }

// OfPoor returns them as a part of all poor families, registered or not.
func (u UnregisteredPoor) OfPoor() poverty.Rate {
	return poverty.Rate{Part: u.Families(), Whole: u.poor}
}

// Unseen returns those of them whom the listing did not find either.
func (u UnregisteredPoor) Unseen() float64 { return u.poor - u.seen }

// StandardError returns that of Families, and of Unseen.
func (u UnregisteredPoor) StandardError() float64 { return math.Sqrt(u.variance) }

// Interval returns bounds of Families at 95 %: log-normal in those whom nobody
// saw, so that they never fall below the families that were seen.
//
// Where in every stratum one list lies within the other they tell nothing of
// families on neither, and the bounds are one number that is none.
//
// Chao (1987), Biometrics 43, 783–791.
func (u UnregisteredPoor) Interval() (low, high float64) {
	unseen, known := u.Unseen(), u.seen-u.registered
	if unseen <= 0 {
		return known, known
	}
	C := math.Exp(1.959964 * math.Sqrt(math.Log1p(u.variance/square(unseen))))
	return known + unseen/C, known + unseen*C
}
