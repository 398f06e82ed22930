package disclose

import (
	"math"

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
		Known: tally(c.Known, d.Known), Unknown: tally(c.Unknown, d.Unknown), Poor: c.Poor + d.Poor, Others: c.Others + d.Others,
		FGT: c.FGT.Plus(d.FGT), Total: c.Total.plus(d.Total), Gap: c.Gap.plus(d.Gap),
	}
}

// The steps in which figures are told. A family of ten persons, larger than
// nearly all, moves no figure by more than one of them, so that of two releases
// of which it is in one alone neither tells of it.
var figureSteps = []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05}

const largeFamily = 10

// step returns the step for a place; 0 where all are too fine.
func (p Policy) step(persons uint32) float64 {
	least := largeFamily / float64(max(persons, 1))
	if p.Noise.Max > 0 {
		least = max(least, 0.01) // those who see numbers with noise see no finer shares
	}
	for _, s := range figureSteps {
		if s >= least {
			return s
		}
	}
	return 0
}

// consumption clears what families live on; nil where nothing is known of it.
// Sums of gaps are magnitudes: a few families, or one far from the others, would
// be told by them. So a place is shown only where many are behind each figure and
// no family is nearly all of one; its figures are rounded; and there are no
// villages.
func (x *clearing) consumption() *poverty.Consumed {
	c := x.Consumption
	if c == nil {
		return nil
	}
	rule := x.tooMuch(&c.Whole, c.Line)
	if !x.wholeSeen() {
		rule = linkedRule
	}
	out := &poverty.Consumed{Line: c.Line, Whole: x.consumedIn(&c.Whole, rule, c.Line)}
	rules := x.districtRules(c)
	for i, a := range x.Areas {
		if a.Level != area.District {
			continue
		}
		out.Districts = append(out.Districts, poverty.ConsumedArea{Code: string(a.Code), Name: a.Name, ConsumedIn: x.consumedIn(c.Districts[i], rules[i], c.Line)})
	}
	return out
}

// The rules by which a place is withheld, as JSON spells them.
const (
	fewRule       = "few"       // families or persons of whom it is known, or unknown
	fewPoorRule   = "few_poor"  // families below the line, or not below it
	dominanceRule = "dominance" // one family makes up nearly all of a sum
	linkedRule    = "linked"    // the number of families there is withheld
	secondaryRule = "secondary" // else another's would come back by subtraction
	protectedRule = "protected" // one of these: to the public
)

// districtRules returns by which rule each district is withheld, by its place;
// what they are together must be no more telling than a place that is shown, for
// the whole less those that are shown tells it.
func (x *clearing) districtRules(c *Consumption) map[int]string {
	rules := map[int]string{}
	for i := range x.Areas {
		if x.Areas[i].Level == area.District {
			rules[i] = x.districtRule(i, c)
		}
	}
	for {
		hidden, least := &Consumed{}, -1
		some := false
		for i := range x.Areas { // not the map's order: equal registers, equal releases
			rule, district := rules[i]
			switch d := c.Districts[i]; {
			case !district:
			case rule == "":
				if least < 0 || d.Known.Families < c.Districts[least].Known.Families {
					least = i
				}
			case d != nil:
				hidden, some = hidden.plus(d), true
			}
		}
		if !some || least < 0 || x.tooMuch(hidden, c.Line) == "" {
			return rules
		}
		rules[least] = secondaryRule
	}
}

func (x *clearing) districtRule(i int, c *Consumption) string {
	d := c.Districts[i]
	if d == nil {
		return fewRule
	}
	if x.plan != nil && !x.plan.visible(x.plan.families, x.frame.cells+i) {
		return linkedRule
	}
	return x.tooMuch(d, c.Line)
}

// tooMuch returns the rule by which the figures of families would tell too much; "" for none.
func (x *clearing) tooMuch(c *Consumed, line *poverty.Line) string {
	k := x.policy.k()
	switch {
	case k == 0 || c.Known.Families < k || c.Known.Persons < uint32(x.policy.MinPersons) || x.policy.step(c.Known.Persons) == 0,
		c.Unknown.Families > 0 && c.Unknown.Families < k:
		return fewRule
	case line != nil && (c.Poor < k || c.Others < k):
		return fewPoorRule
	case c.Total.dominated() || line != nil && c.Gap.dominated():
		return dominanceRule
	}
	return ""
}

// consumedIn returns the figures of a place as they are published, or the rule by
// which they are not. The public is told no rule: that one family has nearly all
// says too much of it already.
func (x *clearing) consumedIn(c *Consumed, rule string, line *poverty.Line) poverty.ConsumedIn {
	if rule != "" && x.policy.Noise.Max > 0 {
		rule = protectedRule
	}
	if rule != "" {
		return poverty.ConsumedIn{Withheld: rule}
	}
	step := x.policy.step(c.Known.Persons)
	told := func(v float64) *float64 {
		v = math.Round(math.Round(v/step)*step*1e3) / 1e3
		return &v
	}
	out := poverty.ConsumedIn{
		Families: int(x.published(c.Known)), Unknown: int(x.published(c.Unknown)), Persons: int(c.Known.Persons+5) / 10 * 10,
		Step: step, Gini: told(c.Gini),
	}
	if line == nil {
		return out
	}
	for _, m := range []struct {
		to **float64
		of poverty.Rate
	}{{&out.P0, c.FGT.P0()}, {&out.P1, c.FGT.P1()}, {&out.P2, c.FGT.P2()}} {
		if v, ok := m.of.Value(); ok {
			*m.to = told(v)
		}
	}
	return out
}
