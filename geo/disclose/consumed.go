package disclose

import (
	"tepat/geo/area"
	"tepat/geo/poverty"
)

// Consumption are raw sums of what families live on, of whom consumption and
// members are known.
type Consumption struct {
	Line      *poverty.Line
	Whole     Consumed
	Districts map[int]*Consumed // by their place in Areas
}

// Consumed are those of one place. A part is what one family adds.
type Consumed struct {
	Known, Unknown Tally
	Largest        uint32 // members of the largest family of Known
	Poor, Others   uint32 // families of Known below the line, and not
	FGT            poverty.FGT
	Gini           float64
	Total          Parts // consumption × members
	Gap            Parts // (line − consumption) ÷ line × members, of the poor
}

// Parts are a sum and its two largest parts.
type Parts struct{ Sum, First, Second float64 }

// Add adds a part.
func (p *Parts) Add(part float64) { *p = p.plus(Parts{Sum: part, First: part}) }

func (p Parts) plus(q Parts) Parts {
	return Parts{p.Sum + q.Sum, max(p.First, q.First), max(min(p.First, q.First), p.Second, q.Second)}
}

// dominated is the p % rule: who adds the second part and takes it off the sum
// knows the first to within less than a tenth.
func (p Parts) dominated() bool { return p.Sum-p.First-p.Second < 0.1*p.First }

func (c *Consumed) plus(d *Consumed) *Consumed {
	tally := func(a, b Tally) Tally { return Tally{a.Families + b.Families, a.Persons + b.Persons, a.Key + b.Key} }
	return &Consumed{
		Known: tally(c.Known, d.Known), Unknown: tally(c.Unknown, d.Unknown), Largest: max(c.Largest, d.Largest), Poor: c.Poor + d.Poor, Others: c.Others + d.Others,
		FGT: c.FGT.Plus(d.FGT), Total: c.Total.plus(d.Total), Gap: c.Gap.plus(d.Gap),
	}
}

// consumption clears what families live on; nil where nothing is known of it.
// Sums of gaps are magnitudes: a few families, or one far from the others, would
// be told by them. So a place is shown only where many are behind each figure and
// no family is nearly all of one; its figures are rounded; and there are no
// villages.
func (x *clearing) consumption(own poverty.Audience, before []*Release) *poverty.Consumed {
	c := x.Consumption
	if c == nil {
		return nil
	}
	then := recallConsumed(own, before, c.Line)
	x.foreseeConsumed(own, before, c, then)
	rules, safe := x.districtRules(c, then)
	out := &poverty.Consumed{Line: c.Line, Whole: x.consumedIn(&c.Whole, x.wholeRule(c, then, safe), c.Line, then.whole)}
	for i, a := range x.Areas {
		if a.Level != area.District {
			continue
		}
		in := x.consumedIn(c.Districts[i], rules[i], c.Line, then.districts[a.Code])
		out.Districts = append(out.Districts, poverty.ConsumedArea{Code: string(a.Code), Name: a.Name, ConsumedIn: in})
	}
	return out
}

// foreseeConsumed withholds what audiences that are shown more would not be shown
// of the same families, where they have no release before: theirs may come.
func (x *clearing) foreseeConsumed(own poverty.Audience, before []*Release, c *Consumption, then consumedBefore) {
	for _, audience := range audiences {
		if audience == own {
			return
		}
		if releaseFor(audience, before) != nil {
			continue
		}
		more := *x
		more.policy = PolicyFor(audience)
		rules, _ := more.districtRules(c, consumedBefore{})
		for i, rule := range rules {
			if rule != "" && rule != noDataRule {
				then.withheld[x.Areas[i].Code] = true
			}
		}
	}
}

// The rules by which a place is withheld, as JSON spells them.
const (
	fewRule       = "few"       // families or persons of whom it is known
	fewPoorRule   = "few_poor"  // families below the line, or not below it
	dominanceRule = "dominance" // one family makes up nearly all of a sum
	linkedRule    = "linked"    // the number of families there is withheld
	previousRule  = "previous"  // withheld in the release before, or from those who are shown more
	secondaryRule = "secondary" // else another's would come back by subtraction
	protectedRule = "protected" // one of these: to the public
	noDataRule    = "no_data"   // none of these: it is known of nobody
)

// wholeRule returns the rule of the whole; safe says whether the districts that
// are withheld can be had from it.
func (x *clearing) wholeRule(c *Consumption, then consumedBefore, safe bool) string {
	switch {
	case c.Whole.Known.Families == 0:
		return noDataRule
	case !x.wholeSeen():
		return linkedRule
	case then.wholeWithheld:
		return previousRule
	}
	if rule := x.tooMuch(&c.Whole, c.Line); rule != "" || safe {
		return rule
	}
	return secondaryRule
}

// districtRules returns by which rule each district is withheld, by its place.
// What they are together must be no more telling than a place that is shown, for
// the whole less those that are shown tells it; where that cannot be had, safe is
// false and the whole is to be withheld.
//
// A district that an audience which is shown less has seen hides nothing. One of
// which nothing is known has nothing to hide.
func (x *clearing) districtRules(c *Consumption, then consumedBefore) (rules map[int]string, safe bool) {
	rules = map[int]string{}
	for i := range x.Areas {
		if x.Areas[i].Level == area.District {
			rules[i] = x.districtRule(i, c, then)
		}
	}
	for {
		hidden, least, some := &Consumed{}, -1, false
		for i, a := range x.Areas { // not the map's order: equal registers, equal releases
			rule, district := rules[i]
			switch {
			case !district || rule == noDataRule || then.open[a.Code]:
			case rule == "":
				if least < 0 || c.Districts[i].Known.Families < c.Districts[least].Known.Families {
					least = i
				}
			default:
				hidden, some = hidden.plus(c.Districts[i]), true
			}
		}
		if !some || x.tooMuch(hidden, c.Line) == "" {
			return rules, true
		}
		if least < 0 {
			return rules, false
		}
		rules[least] = secondaryRule
	}
}

func (x *clearing) districtRule(i int, c *Consumption, then consumedBefore) string {
	d := c.Districts[i]
	switch {
	case d == nil || d.Known.Families == 0:
		return noDataRule
	case x.plan != nil && !x.plan.visible(x.plan.families, x.frame.cells+i):
		return linkedRule
	}
	if rule := x.tooMuch(d, c.Line); rule != "" {
		return rule
	}
	if then.withheld[x.Areas[i].Code] {
		return previousRule
	}
	return ""
}

// tooMuch returns the rule by which the figures of families would tell too much; "" for none.
func (x *clearing) tooMuch(c *Consumed, line *poverty.Line) string {
	k := x.policy.k()
	switch {
	case k == 0 || c.Known.Families < k || c.Known.Persons < uint32(x.policy.MinPersons) || x.policy.step(c.influence(), 0) == 0:
		return fewRule
	case line != nil && (c.Poor < k || c.Others < k):
		return fewPoorRule
	case c.Total.dominated() || line != nil && c.Gap.dominated():
		return dominanceRule
	}
	return ""
}
