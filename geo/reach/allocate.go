package reach

import (
	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/target"
)

// A Budget is what there is to share over villages, and how.
type Budget struct {
	Programme          string        `json:"programme"`
	Budget             target.Rupiah `json:"budget"`
	UnitCost           target.Rupiah `json:"unit_cost"` // of one package, which goes to one family
	Rule               target.Rule   `json:"rule"`
	MinimumPerDistrict int           `json:"minimum_per_district"`
	Within             area.Code     `json:"within,omitempty"`
}

// An Allocation is a simulation of what a budget would change.
type Allocation struct {
	Release  int64         `json:"release"`
	AsOf     string        `json:"as_of"`
	Label    poverty.Text  `json:"label"` // says that it is a simulation
	Budget                 // as it was asked
	Packages int           `json:"packages"` // that the budget pays for
	Given    int           `json:"given"`    // of these, those that find a family
	Left     target.Rupiah `json:"left"`

	ExclusionError Effect   `json:"exclusion_error"`
	InclusionError Effect   `json:"inclusion_error"` // share of those reached
	Draws          int      `json:"draws"`           // behind the ranges
	Areas          []Given  `json:"areas"`
	LeftOut        []string `json:"left_out"` // villages without figures

	Note *poverty.Text `json:"note,omitempty"` // what it means that some are left out
}

// An Effect is what the allocation is expected to do to an error over all
// villages with figures, a share of 0 to 1. What has no value is nil, and Note
// says why.
type Effect struct {
	Before *float64      `json:"before"`
	After  *float64      `json:"after"`
	Range  *[2]float64   `json:"range"`          // 95 % of the draws
	Note   *poverty.Text `json:"note,omitempty"` // why there is no value, or what it rests on
}

// Given is what one village gets.
type Given struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	District string `json:"district"`
	Missed   int    `json:"missed"`
	Packages int    `json:"packages"`
}

const leakageOf = "leakage_"

// Allocate shares a budget over the villages of the release, see
// [target.Allocate] for the model. Equal questions of one release have equal
// answers, kept and not to be changed. It returns a [*poverty.InputError] that says which word cannot be answered.
func (g *Ground) Allocate(b Budget) (*Allocation, error) {
	if err := g.checkProgramme(b.Programme); err != nil {
		return nil, err
	}
	k := g.kinds[Village]()
	if err := g.checkWithin(k, b.Within); err != nil {
		return nil, err
	}
	return g.shared.of(b, func() (*Allocation, error) { return g.allocate(k, b) })
}

func (g *Ground) allocate(k *kind, b Budget) (*Allocation, error) {
	about := g.release.About()
	scope, err := g.scope(k, b.Within)
	if err != nil {
		return nil, err
	}
	leaks := g.leaks(b.Programme)
	needs := make([]target.Need, len(scope))
	for i, at := range scope {
		needs[i] = g.need(&k.places[at], b.Programme, leaks)
	}
	found, err := target.Allocate(needs, target.Budget{
		Amount: b.Budget, UnitCost: b.UnitCost, Rule: b.Rule, MinimumPerDistrict: b.MinimumPerDistrict, Seed: uint64(about.ID),
	})
	if err != nil {
		return nil, err
	}
	on := g.basis(leaks, k, scope, needs)
	a := &Allocation{
		Release: about.ID, AsOf: about.AsOf, Label: found.Label(), Budget: b, Packages: found.Packages, Given: found.Given, Left: found.Left,
		ExclusionError: effectOf(found.ExclusionError, on), InclusionError: effectOf(found.InclusionError, on), Draws: found.Draws,
		Areas: []Given{}, LeftOut: list(found.LeftOut),
	}
	if note := found.LeftOutNote(); note != (poverty.Text{}) {
		a.Note = &note
	}
	for _, v := range found.Areas {
		at, _ := g.find(area.Code(v.Code))
		a.Areas = append(a.Areas, Given{v.Code, g.release.Areas().At(at).Area().Name, v.District, v.Missed, v.Packages})
	}
	return a, nil
}

// checkProgramme refuses a programme of which it is not known whom it reaches wrongly.
func (g *Ground) checkProgramme(programme string) error {
	about := g.release.About()
	var may []string
	for _, p := range Programmes(about) {
		if indicator(about, leakageOf+p) >= 0 {
			if p == programme {
				return nil
			}
			may = append(may, p)
		}
	}
	return unknownProgramme(programme, may)
}

// need describes what a village lacks. Its figures are those that may be shown.
func (g *Ground) need(p *place, programme string, l leaks) target.Need {
	about := g.release.About()
	f := g.figure(p, indicator(about, coverageOf+programme))
	n := target.Need{Code: p.code, District: g.parent(p), State: g.state(p, programme)}
	if n.State != target.Known {
		return n
	}
	n.Eligible, n.Reached, n.ReachedNotEligible = int(f.Denominator()), int(f.Numerator()), l.of[p.area]
	if d := g.figure(p, indicator(about, "desil_1")); d.Shown() {
		n.Families, n.Desil1 = int(d.Denominator()), int(d.Numerator())
	}
	return n
}

func effectOf(e target.Effect, on basis) Effect {
	out := Effect{Note: on.note(e.Known)}
	if before, ok := e.Before.Value(); ok {
		out.Before = &before
	}
	if e.Known {
		out.After, out.Range = &e.Expected, &[2]float64{e.Low, e.High}
	}
	return out
}
