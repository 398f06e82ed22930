package target

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"tepat/geo/poverty"

	"gonum.org/v1/gonum/mathext"
)

// A State says whether the figures of a place may be used; the zero State withholds them.
type State uint8

// The states of a place.
const (
	Withheld State = iota // protected: too few families
	NoData                // nothing to count
	Known                 // Eligible and Reached are figures
)

// A HotSpot says what a test found about the missed families around a place.
type HotSpot string

// The labels of hot spots; "" where nobody tested.
const (
	NotTested   HotSpot = "not_tested"   // too few neighbours
	NotUnusual  HotSpot = "not_unusual"  // nothing that chance could not do
	Hot         HotSpot = "hot"          // many missed, here and around
	Cold        HotSpot = "cold"         // few missed, here and around
	HotOutlier  HotSpot = "hot_outlier"  // many missed here, few around
	ColdOutlier HotSpot = "cold_outlier" // few missed here, many around
)

var hotSpots = []HotSpot{"", NotTested, NotUnusual, Hot, Cold, HotOutlier, ColdOutlier}

// A Posterior is what is believed about a share: Beta(A, B). The zero value is
// no belief; else both are above 0.
type Posterior struct{ A, B float64 }

// Mean returns the expected share; 0 without a belief.
func (p Posterior) Mean() float64 {
	if !p.known() {
		return 0
	}
	return p.A / (p.A + p.B)
}

func (p Posterior) known() bool { return p != Posterior{} }

func (p Posterior) valid() bool {
	return !p.known() || p.A > 0 && p.B > 0 && !math.IsInf(p.A+p.B, 1)
}

// An Interval holds a share, 0 to 1, at 95 %; the zero value is none.
type Interval struct{ Low, High float64 }

// A RankRange holds a rank, from 1, at 95 %; the zero value is none.
type RankRange struct{ Best, Worst int }

// holding returns the range, widened to hold a position: that follows the families
// counted, and the range the shares that are believed after all places were seen.
func (r RankRange) holding(position int) RankRange {
	if r == (RankRange{}) {
		return r
	}
	return RankRange{min(r.Best, position), max(r.Worst, position)}
}

// Facts say what keeps the figures of a place uncertain.
type Facts struct {
	NotLocated poverty.Rate // families without a location, among all
	Hidden     bool         // NotLocated is withheld
	Discordant poverty.Rate // families about whom registries disagree, among those in several
	Old        poverty.Rate // families whom no registry has confirmed for more than a year, among all
}

// A Place is what is known of one area, cell or cluster. Posterior, Interval and
// Rank are of its coverage, made where the statistics are; each may be missing.
type Place struct {
	Code      string
	State     State
	Eligible  int   // families of whom it is known whether they are reached
	Reached   int   // of these; where noise protects figures it may be above Eligible
	Bound     Bound // of those missed, where figures are shown as bounds
	Posterior Posterior
	Interval  Interval
	Rank      RankRange
	HotSpot   HotSpot
	Ratio     float64 // of a cluster: its share of missed ÷ that of the rest; 0 where there is none
	Facts     Facts
}

// A Question asks for the under-covered.
type Question struct {
	Kind      string  // village, district, regency, cell, cluster
	Within    string  // name of the area that holds all places, for sentences; "" leaves it out
	Threshold float64 // coverage, 0 to 1, below which a place is called under-covered
	Gap       int     // families missed, where places beside the ranked ones miss some too; 0: in these alone
	Bound     Bound   // of Gap, or of every sum where noise is on all figures
}

// A Ranking lists places in order of eligible families missed.
type Ranking struct {
	Places []Ranked

	// Places that are not in the order, by code: their figures are protected, or
	// not there, or nobody in them is eligible.
	Withheld, NoData, NobodyEligible []string

	// NotTested are those of Places whose surroundings no test could judge, by code.
	NotTested []string

	question         Question
	missed, eligible int
	rough            Bound // of the sum of those ranked
}

// A Ranked place is one of a [Ranking].
type Ranked struct {
	Place
	Position int // from 1
	Missed   int // eligible families not reached

	running int // missed here and in the places before
	in      *Ranking
}

// Share returns the missed among the eligible families of the place.
func (p *Ranked) Share() poverty.Rate {
	return poverty.Rate{Part: float64(p.Missed), Whole: float64(p.Eligible)}
}

// OfGap returns the missed of the place among those of all ranked places.
func (p *Ranked) OfGap() poverty.Rate {
	return poverty.Rate{Part: float64(p.Missed), Whole: float64(p.in.gap())}
}

// Running returns the missed of the place and of those before it among those
// of all ranked places; the last one's is 1.
func (p *Ranked) Running() poverty.Rate {
	return poverty.Rate{Part: float64(p.running), Whole: float64(p.in.gap())}
}

// Rank orders places by families missed, most first; among equals by the share
// that is missed, then by code. Places without figures are listed apart. Where
// nobody is missed anywhere, OfGap and Running have no value.
//
// It returns an [*poverty.InputError] for a question or a place that cannot be.
func Rank(places []Place, q Question) (*Ranking, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	places, err := check(places)
	if err != nil {
		return nil, err
	}
	r := &Ranking{question: q, rough: q.Bound}
	r.order(r.file(places))
	return r, nil
}

// check returns the places by code. It refuses one that cannot be, and one that occurs twice.
func check(places []Place) ([]Place, error) {
	places = sorted(places, func(p Place) string { return p.Code })
	for i := range places {
		if err := places[i].check(); err != nil {
			return nil, err
		}
		if i > 0 && places[i].Code == places[i-1].Code {
			return nil, twice(places[i].Code)
		}
	}
	return places, nil
}

// sorted returns the list by code: itself, or a copy where it was out of order.
func sorted[T any](list []T, code func(T) string) []T {
	compare := func(a, b T) int { return strings.Compare(code(a), code(b)) }
	if slices.IsSortedFunc(list, compare) {
		return list
	}
	return slices.SortedStableFunc(slices.Values(list), compare)
}

func twice(code string) error {
	return &poverty.InputError{Field: "code", Got: code, Allowed: "each place once"}
}

// file puts the places without figures in their lists, and returns the others.
func (r *Ranking) file(places []Place) (ranked []*Place) {
	for i := range places {
		switch p := &places[i]; {
		case p.State == Withheld:
			r.Withheld = append(r.Withheld, p.Code)
		case p.State == NoData:
			r.NoData = append(r.NoData, p.Code)
		case p.Eligible == 0:
			r.NobodyEligible = append(r.NobodyEligible, p.Code)
		default:
			ranked = append(ranked, p)
			r.eligible += p.Eligible
			r.missed += p.missed()
			r.rough = r.rough.And(p.Bound)
			if p.HotSpot == NotTested {
				r.NotTested = append(r.NotTested, p.Code)
			}
		}
	}
	return ranked
}

// missed returns the eligible families not reached; noise may reach more than there are.
func (p *Place) missed() int { return max(0, p.Eligible-p.Reached) }

// order sorts, copies and numbers the places that are ranked.
func (r *Ranking) order(byCode []*Place) {
	// Places are large: 30 000 are sorted faster by what decides, side by side.
	type key struct{ missed, eligible, i int }
	keys := make([]key, len(byCode))
	for i, p := range byCode {
		keys[i] = key{p.missed(), p.Eligible, i}
	}
	slices.SortFunc(keys, func(a, b key) int {
		switch {
		case a.missed != b.missed:
			return b.missed - a.missed
		case a.eligible != b.eligible:
			return a.eligible - b.eligible // as many of fewer
		}
		return a.i - b.i
	})
	running := 0
	r.Places = make([]Ranked, len(keys))
	for i, k := range keys {
		running += k.missed
		r.Places[i] = Ranked{Place: *byCode[k.i], Position: i + 1, Missed: k.missed, running: running, in: r}
		r.Places[i].Rank = r.Places[i].Rank.holding(i + 1)
	}
}

// AdministrativeGap returns the gap over all ranked places.
func (r *Ranking) AdministrativeGap() AdministrativeGap {
	return AdministrativeGap{float64(r.missed), float64(r.eligible)}
}

// Missed returns the eligible families not reached in all ranked places.
func (r *Ranking) Missed() int { return r.missed }

// Holding returns how many places, from the first, hold at least a share, 0 to
// 1, of the gap; 0 where nobody is missed.
func (r *Ranking) Holding(share float64) int {
	if r.missed == 0 {
		return 0
	}
	at := sort.Search(len(r.Places), func(i int) bool { return float64(r.Places[i].running) >= share*float64(r.missed) })
	return min(at+1, len(r.Places))
}

// gap returns the families missed that places are held against.
func (r *Ranking) gap() int { return max(r.missed, r.question.Gap) }

// Under returns the first places of the ranking, all where it has no more, as a
// question with another threshold sees them: the order does not hang on it.
func (r *Ranking) Under(threshold float64, first int) []Ranked {
	asked := *r
	asked.question.Threshold = threshold
	places := slices.Clone(r.Places[:min(first, len(r.Places))])
	for i := range places {
		places[i].in = &asked
	}
	return places
}

// BelowThreshold returns the probability that coverage lies below the
// question's threshold; 0 and false for a place without a posterior.
func (p *Ranked) BelowThreshold() (probability float64, ok bool) {
	if !p.Posterior.known() {
		return 0, false
	}
	return mathext.RegIncBeta(p.Posterior.A, p.Posterior.B, p.in.question.Threshold), true
}

func (q Question) check() error {
	if _, known := kinds[q.Kind]; !known {
		return &poverty.InputError{Field: "by", Got: q.Kind, Allowed: "village, district, regency, cell or cluster"}
	}
	if !(q.Threshold >= 0 && q.Threshold <= 1) {
		return &poverty.InputError{Field: "threshold", Got: fmt.Sprint(q.Threshold), Allowed: "0 to 1"}
	}
	return nil
}

func (p *Place) check() error {
	refuse := func(field string, got any, allowed string) error {
		return &poverty.InputError{Field: field + " of " + p.Code, Got: fmt.Sprint(got), Allowed: allowed}
	}
	switch {
	case p.State > Known:
		return refuse("state", p.State, "withheld, no data or known")
	case !families(p.Eligible):
		return refuse("eligible", p.Eligible, allowedFamilies)
	case !families(p.Reached):
		return refuse("reached", p.Reached, allowedFamilies)
	case !p.Posterior.valid():
		return refuse("posterior", p.Posterior, "two numbers above 0")
	case !slices.Contains([]Bound{"", AtLeast, AtMost, About}, p.Bound):
		return refuse("bound", p.Bound, "at_least, at_most or about")
	case !slices.Contains(hotSpots, p.HotSpot):
		return refuse("hot_spot", p.HotSpot, fmt.Sprintf("%q", hotSpots))
	}
	return nil
}

const allowedFamilies = "0 to 10000000000"

// families says that n may be a number of families; the Earth holds fewer, and
// a million such numbers can be added up.
func families(n int) bool { return n >= 0 && n <= 1e10 }
