package disclose

import (
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// What is told of consumption is rounded so that one family moves nothing by
// more than half of what it is rounded to, and what the release before told is
// told again while it is no further than that from what is so now. So a figure
// that was rounded anew does not move when one family joins or leaves; else a
// step up would prove that the one who joined is poor.
//
// That is of one family, after a figure was rounded anew. When several have
// joined, one by one or at once, the figure moves with the last: who knows that
// it alone joined then, knows on which side of the figure it is, and not how far.

// largeFamily is of more members than nearly all. Where one is larger, it counts.
const largeFamily = 10

func (c *Consumed) largest() float64 { return float64(max(c.Largest, largeFamily)) }

// influence is by how much one family moves a mean over persons at most.
func (c *Consumed) influence() float64 { return c.largest() / float64(max(c.Known.Persons, 1)) }

// giniInfluence is by how much one family moves the Gini coefficient at most: its
// share of the persons and its share of what all consume.
func (c *Consumed) giniInfluence() float64 {
	if c.Total.Sum <= 0 {
		return c.influence()
	}
	return c.influence() + c.Total.First/c.Total.Sum
}

var figureSteps = []float64{0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1}

// step returns the step for figures that one family moves by so much at most; 0
// where all are too fine. The step of the release before stays where it is the
// next coarser: that a place has grown past a border says something of who joined.
func (p Policy) step(influence, was float64) float64 {
	least := 2 * influence
	if p.Noise.Max > 0 {
		least = max(least, 0.01) // those who see numbers with noise see no finer shares
	}
	for i, s := range figureSteps {
		if s < least {
			continue
		}
		if i+1 < len(figureSteps) && was == figureSteps[i+1] {
			return was
		}
		return s
	}
	return 0
}

// steady returns v to the step, or what was told before while v is within a step of it.
func steady(v, step float64, was *float64) *float64 {
	round := func(v float64) float64 { return math.Round(math.Round(v/step)*step*1e3) / 1e3 }
	if was != nil {
		if kept := round(*was); math.Abs(v-kept) <= step+1e-9 {
			return &kept
		}
	}
	now := round(v)
	return &now
}

func steadyCount(n uint32, step float64, was *int) *int {
	var before *float64
	if was != nil {
		f := float64(*was)
		before = &f
	}
	out := int(*steady(float64(n), step, before))
	return &out
}

// consumedIn returns the figures of a place as they are published, or the rule by
// which they are not. The public is told no rule: that one family has nearly all
// says too much of it already.
func (x *clearing) consumedIn(c *Consumed, rule string, line *poverty.Line, was poverty.ConsumedIn) poverty.ConsumedIn {
	switch {
	case rule == noDataRule:
		return poverty.ConsumedIn{NoData: true}
	case rule != "":
		return poverty.ConsumedIn{Withheld: x.ruleTold(rule)}
	}
	persons := math.Ceil(2*c.largest()/10) * 10
	out := poverty.ConsumedIn{
		Families: steadyCount(x.published(c.Known), 10, was.Families), Persons: steadyCount(c.Known.Persons, persons, was.Persons),
		Step: x.policy.step(c.influence(), was.Step),
	}
	if n := c.Unknown.Families; n == 0 || n >= x.policy.k() {
		out.Unknown = steadyCount(x.published(c.Unknown), 10, was.Unknown)
	}
	if out.GiniStep = x.policy.step(c.giniInfluence(), was.GiniStep); out.GiniStep > 0 {
		out.Gini = steady(c.Gini, out.GiniStep, was.Gini)
	} else {
		out.GiniWithheld = x.ruleTold(dominanceRule)
	}
	if line == nil {
		return out
	}
	for _, m := range []struct {
		to  **float64
		of  poverty.Rate
		was *float64
	}{{&out.P0, c.FGT.P0(), was.P0}, {&out.P1, c.FGT.P1(), was.P1}, {&out.P2, c.FGT.P2(), was.P2}} {
		if v, ok := m.of.Value(); ok {
			*m.to = steady(v, out.Step, m.was)
		}
	}
	return out
}

func (x *clearing) ruleTold(rule string) string {
	if x.policy.Noise.Max > 0 {
		return protectedRule
	}
	return rule
}

// consumedBefore is what the releases before told of consumption.
type consumedBefore struct {
	whole         poverty.ConsumedIn               // as the same audience was told
	districts     map[area.Code]poverty.ConsumedIn // likewise
	withheld      map[area.Code]bool               // from it, or from an audience that is shown more
	wholeWithheld bool                             // from an audience that is shown more
	open          map[area.Code]bool               // shown to an audience that is shown less
}

// recallConsumed recalls the releases before. Figures by another line are none
// to hold on to.
func recallConsumed(own poverty.Audience, before []*Release, line *poverty.Line) consumedBefore {
	then := consumedBefore{districts: map[area.Code]poverty.ConsumedIn{}, withheld: map[area.Code]bool{}, open: map[area.Code]bool{}}
	for _, r := range before {
		if r == nil || r.about.Consumption == nil {
			continue
		}
		c, was := r.about.Consumption, r.about.Audience
		same := func(in poverty.ConsumedIn) poverty.ConsumedIn {
			if in.Withheld != "" || in.NoData {
				return poverty.ConsumedIn{}
			}
			if c.Line == nil || line == nil || c.Line.Rupiah != line.Rupiah {
				in.P0, in.P1, in.P2 = nil, nil, nil
			}
			return in
		}
		less := slices.Index(audiences, was) > slices.Index(audiences, own)
		then.wholeWithheld = then.wholeWithheld || was != own && !less && c.Whole.Withheld != ""
		if was == own {
			then.whole = same(c.Whole)
		}
		for _, d := range c.Districts {
			code := area.Code(d.Code)
			switch shown := d.Withheld == "" && !d.NoData; {
			case less && shown:
				then.open[code] = true
			case !less && d.Withheld != "":
				then.withheld[code] = true
			}
			if was == own {
				then.districts[code] = same(d.ConsumedIn)
			}
		}
	}
	return then
}
