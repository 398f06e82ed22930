// Package reach answers the planner's question of a cleared release: where are
// eligible families not reached, how sure is that, and what could a budget
// change. It reads what disclose has cleared and nothing else, so whatever it
// says may be shown to whom the release may be shown.
package reach

import (
	"fmt"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// The kinds of places that a question is asked of.
const (
	Village  = string(area.Village)
	District = string(area.District)
	Regency  = string(area.Regency)
	Cell     = "cell"    // leaves of the mosaic: one hexagon, or several shown together
	Cluster  = "cluster" // villages that stand out together
)

// Kinds lists them as a question may name them.
var Kinds = []string{Village, District, Regency, Cell, Cluster}

// Any stands for all programmes together: a family is reached by any programme
// that it is eligible for.
const Any = "any"

// A Question asks where the eligible are not reached.
type Question struct {
	By        string    // one of Kinds
	Programme string    // id in the catalogue, a strategy as "strategy_a", or Any
	Within    area.Code // an area of the release; "" asks everywhere
	Threshold float64   // coverage, 0 to 1, below which a place is under-covered
	Method    Method    // how clusters are found; "" is Gi*
	Limit     int       // places of the answer, from the first; 0 is all
}

// A Method finds places that stand out.
type Method string

// The methods.
const (
	GiStar     Method = "gi_star"     // Getis and Ord's Gi*: the place with its neighbours
	LocalMoran Method = "local_moran" // unlike its surroundings, or like them
	Scan       Method = "scan"        // Kulldorff's circles
)

var methods = []string{string(GiStar), string(LocalMoran), string(Scan)}

// Strategy returns how a question names a strategy of the catalogue: A, B or C.
func Strategy(letter string) string { return "strategy_" + strings.ToLower(letter) }

// coverageOf is what the ids of coverage indicators begin with.
const coverageOf = "coverage_"

// eligibleOf is what the ids of those that count the eligible begin with.
const eligibleOf = "eligible_"

// Programmes lists what a question about the release may name: every programme,
// strategy or all together whose coverage the release counts.
func Programmes(about poverty.Release) (names []string) {
	for _, i := range about.Indicators {
		if name, ok := strings.CutPrefix(i.ID, coverageOf); ok {
			names = append(names, name)
		}
	}
	return names
}

// unknownProgramme refuses a programme, or a strategy as a strategy, with those
// that the release counts.
func unknownProgramme(name string, known []string) error {
	refused := &poverty.InputError{Field: "programme", Got: name, Allowed: strings.Join(known, ", ")}
	if letter, ok := strings.CutPrefix(name, Strategy("")); ok {
		refused.Field, refused.Got, refused.Allowed = "strategy", strings.ToUpper(letter), strings.Join(strategies(known), ", ")
	}
	switch {
	case len(known) == 0:
		refused.Allowed = "nothing: this release counts no programme"
	case refused.Allowed == "":
		refused.Allowed = "nothing: this release counts no strategy, only " + strings.Join(known, ", ")
	}
	return refused
}

// strategies lists the letters of the strategies among the known.
func strategies(known []string) (letters []string) {
	for _, name := range known {
		if letter, ok := strings.CutPrefix(name, Strategy("")); ok {
			letters = append(letters, strings.ToUpper(letter))
		}
	}
	return letters
}

// check refuses what cannot be asked, with the word and what is allowed.
func (q *Question) check(r *disclose.Release) error {
	if q.Method == "" {
		q.Method = GiStar
	}
	for _, c := range []struct {
		field, word string
		allowed     []string
	}{
		{"by", q.By, Kinds},
		{"method", string(q.Method), methods},
	} {
		if !slices.Contains(c.allowed, c.word) {
			return &poverty.InputError{Field: c.field, Got: c.word, Allowed: strings.Join(c.allowed, ", ")}
		}
	}
	if known := Programmes(r.About()); !slices.Contains(known, q.Programme) {
		return unknownProgramme(q.Programme, known)
	}
	switch {
	case !(q.Threshold >= 0 && q.Threshold <= 1):
		return &poverty.InputError{Field: "threshold", Got: fmt.Sprint(q.Threshold), Allowed: "a share from 0 to 1"}
	case q.Limit < 0:
		return &poverty.InputError{Field: "limit", Got: fmt.Sprint(q.Limit), Allowed: "a number of places; 0 for all"}
	case q.Method == Scan && q.By != Cluster:
		return &poverty.InputError{Field: "method", Got: string(q.Method), Allowed: "by " + Cluster + " only; otherwise " + string(GiStar) + ", " + string(LocalMoran)}
	}
	return nil
}

// first returns how many of n places are listed.
func (q *Question) first(n int) int {
	if q.Limit > 0 {
		return min(q.Limit, n)
	}
	return n
}

// indicator returns the place of an indicator in the release; −1 where it is not counted.
func indicator(about poverty.Release, id string) int {
	return slices.IndexFunc(about.Indicators, func(i poverty.ReleasedIndicator) bool { return i.ID == id })
}
