package disclose

import "tepat/geo/poverty"

// targeting clears the programmes' tallies by desil. A table that holds a part,
// or leaves one over, of some families but fewer than the threshold is withheld
// whole: of a table whose sums are published, what is withheld alone comes back.
func (x *clearing) targeting() (out []poverty.Targeting) {
	for i := range x.Deciles {
		d := &x.Deciles[i]
		t := poverty.Targeting{Programme: d.Programme, Withheld: x.tells(d) || !x.wholeSeen()}
		for desil := 1; desil <= 11 && !t.Withheld; desil++ {
			t.Deciles = append(t.Deciles, x.decile(d, desil%11))
		}
		out = append(out, t)
	}
	return out
}

// wholeSeen says whether the number of all families of the ground is shown,
// which the sums of a table would tell.
func (x *clearing) wholeSeen() bool {
	for i, a := range x.Areas {
		if x.plan != nil && a.Level == x.Areas[0].Level && !x.plan.visible(x.plan.families, x.frame.cells+i) {
			return false
		}
	}
	return true
}

// tells says whether some part of a table is too small to be shown: those who
// are counted, the eligible, and what either leaves of the population above.
func (x *clearing) tells(d *Deciles) bool {
	k := x.policy.k()
	small := func(n uint32) bool { return n > 0 && n < k }
	fewPersons := func(t Tally) bool { return t.Families > 0 && t.Persons < uint32(x.policy.MinPersons) }
	for desil := range d.All {
		all, families, eligible := d.All[desil], d.Families[desil], d.Eligible[desil]
		if k == 0 || small(families.Families) || small(eligible.Families) || fewPersons(families) || fewPersons(eligible) ||
			small(all.Families-families.Families) || small(families.Families-eligible.Families) {
			return true
		}
	}
	return false
}

// published returns a tally with the policy's noise.
func (x *clearing) published(t Tally) uint32 {
	if x.table.max == 0 {
		return t.Families
	}
	return x.table.of(t.Families, t.Key)
}

// among returns a part of a whole, both as they are published. Where the policy
// has bounds it is the threshold at least, and leaves as many over: a regency
// holds thousands, of whom the bound of a village's share would tell too little.
func (x *clearing) among(part Tally, whole uint32) uint32 {
	b := leastAmong(whole, x.policy.Bound, x.policy.k())
	return min(max(min(x.published(part), whole), b), whole-b)
}

func leastAmong(whole uint32, bound float64, k uint32) uint32 { return min(boundOf(whole, bound), k) }

// Among returns what a part of a whole is a bound of, as the tables of a release
// by desil, or of houses, tell it.
func Among(about poverty.Release, part, whole int) Bound {
	if about.Plan == nil || part < 0 || whole < part {
		return Exactly
	}
	switch b := int(leastAmong(uint32(whole), about.Plan.Bound, uint32(about.K))); {
	case b == 0:
		return Exactly
	case part <= b:
		return AtMost
	case part >= whole-b:
		return AtLeast
	}
	return Exactly
}

// decile returns the counts of one desil as they are published.
func (x *clearing) decile(d *Deciles, desil int) poverty.Decile {
	families := x.published(d.Families[desil])
	eligible := min(x.published(d.Eligible[desil]), families)
	recipients := x.among(d.Recipients[desil], families)
	reached := min(x.among(d.Reached[desil], eligible), recipients)
	return poverty.Decile{Desil: desil, Families: int(families), Eligible: int(eligible), Recipients: int(recipients), Reached: int(reached)}
}

// deprivation clears the tallies of houses; nil where there are none. They are
// withheld whole where those who are counted, or who are not, are too few.
func (x *clearing) deprivation() *poverty.HouseDeprivation {
	h := x.Houses
	if h == nil {
		return nil
	}
	if !x.wholeSeen() || x.housesTell(h) {
		return &poverty.HouseDeprivation{Withheld: true}
	}
	families := x.published(h.Families)
	poor := x.among(h.Poor, families)
	out := &poverty.HouseDeprivation{Families: int(families), Unknown: int(x.published(h.Unknown)), Poor: int(poor)}
	for j := range h.Deprived {
		deprived := x.among(h.Deprived[j], families)
		out.Deprived = append(out.Deprived, int(deprived))
		out.Censored = append(out.Censored, int(min(x.published(h.Censored[j]), deprived, poor)))
	}
	return out
}

// housesTell says whether the tallies of houses tell of a few families: of those
// who are counted, of those who are not, or of those of whom one thing is known
// and not all. Of these the indicator of that thing less its line here would
// give the answer.
func (x *clearing) housesTell(h *Houses) bool {
	few := func(n uint32) bool { return n > 0 && n < x.policy.k() }
	if x.policy.k() == 0 || few(h.Families.Families) || few(h.Unknown.Families) || h.Families.Persons < uint32(x.policy.MinPersons) {
		return true
	}
	for _, known := range h.Known {
		if known.Families > h.Families.Families && few(known.Families-h.Families.Families) {
			return true
		}
	}
	return false
}
