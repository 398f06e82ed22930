package poverty

import "strings"

// A Deprivation is a thing that a house should have, as two sentences in CQL2
// about a family: whether it is known, and whether it is lacking.
type Deprivation struct {
	ID              string
	Name            Text
	Known, Deprived string
}

// Deprivations are the six that the registries' answers on the house tell
// (Regsosek 2022, see [Questions]), each of one weight. It is tepat's working
// choice: Indonesia has no official list.
var Deprivations = [...]Deprivation{
	{"floor", Text{"Floor of bamboo or earth", "Lantai bambu atau tanah"}, "floor IS NOT NULL", "floor IN (7, 8)"},
	{"wall", Text{"Makeshift walls", "Dinding darurat"}, "wall IS NOT NULL", "wall IN (4, 5, 6, 7)"},
	{"roof", Text{"Makeshift roof", "Atap darurat"}, "roof IS NOT NULL", "roof IN (6, 7)"},
	{"water", Text{"No improved drinking water", "Tanpa air minum layak"}, "water IS NOT NULL", "water IN (6, 8, 9, 11)"},
	{"toilet", Text{"No toilet of its own", "Tanpa jamban sendiri"}, "toilet IS NOT NULL", "toilet <> 1"},
	{"power", Text{"450 VA at most, or no electricity", "Listrik 450 VA atau tanpa listrik"}, "(power IS NOT NULL OR light IN (2, 3, 4))", "(power = 1 OR light = 4)"},
}

// DeprivedFrom is from how many deprivations on a family is poor: a third of
// their weight, the cutoff of the global index (Alkire and Santos 2014, World
// Development 59, 251–274).
const DeprivedFrom = 2

// DeprivationsKnown returns the sentence that all of them are known of a family.
func DeprivationsKnown() string {
	var known []string
	for _, d := range Deprivations {
		known = append(known, d.Known)
	}
	return strings.Join(known, " AND ")
}

// Deprived returns the sentence that a family lacks [DeprivedFrom] of them or more.
func Deprived() string {
	var pairs []string
	for i, a := range Deprivations {
		for _, b := range Deprivations[:i] {
			pairs = append(pairs, a.Deprived+" AND "+b.Deprived)
		}
	}
	return "(" + strings.Join(pairs, " OR ") + ")"
}

// A HouseDeprivation counts families of whom all of [Deprivations] are known,
// of the whole ground.
type HouseDeprivation struct {
	Withheld bool  `json:"withheld,omitempty"` // too few families
	Families int   `json:"families"`
	Unknown  int   `json:"unknown"` // families of whom not all are known
	Poor     int   `json:"poor"`
	Deprived []int `json:"deprived,omitempty"` // by deprivation: families that lack it
	Censored []int `json:"censored,omitempty"` // by deprivation: poor families that lack it
}

// Multidimensional returns the sums that the measures of Alkire and Foster are made of.
func (h *HouseDeprivation) Multidimensional() (m Multidimensional) {
	m.Population, m.Poor = float64(h.Families), float64(h.Poor)
	for j := range h.Censored {
		weight := 1 / float64(len(h.Censored))
		m.Deprived, m.Censored, m.Weights = append(m.Deprived, float64(h.Deprived[j])), append(m.Censored, float64(h.Censored[j])), append(m.Weights, weight)
		m.Score += weight * float64(h.Censored[j])
	}
	return m
}
