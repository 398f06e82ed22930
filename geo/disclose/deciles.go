package disclose

import "tepat/geo/poverty"

// targeting clears the programmes' tallies by desil. A table that holds a part,
// or leaves one over, of some families but fewer than the threshold is withheld
// whole: of a table whose sums are published, what is withheld alone comes back.
func (x *clearing) targeting() (out []poverty.Targeting) {
	for i := range x.Deciles {
		d := &x.Deciles[i]
		t := poverty.Targeting{Programme: d.Programme, Withheld: x.tells(d)}
		for desil := 1; desil <= 11 && !t.Withheld; desil++ {
			t.Deciles = append(t.Deciles, x.decile(d, desil%11))
		}
		out = append(out, t)
	}
	return out
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

// decile returns the counts of one desil as they are published: with the
// policy's noise, and where it has bounds with as many recipients as the
// threshold at least, and as many others: a desil of a regency holds thousands,
// of whom the bound of a village's share would tell too little.
func (x *clearing) decile(d *Deciles, desil int) poverty.Decile {
	n := func(t Tally) uint32 {
		if x.table.max == 0 {
			return t.Families
		}
		return x.table.of(t.Families, t.Key)
	}
	among := func(part Tally, whole uint32) uint32 {
		b := min(boundOf(whole, x.policy.Bound), x.policy.k())
		return min(max(min(n(part), whole), b), whole-b)
	}
	out := poverty.Decile{Desil: desil}
	families := n(d.Families[desil])
	eligible := min(n(d.Eligible[desil]), families)
	recipients := among(d.Recipients[desil], families)
	reached := min(among(d.Reached[desil], eligible), recipients)
	out.Families, out.Eligible, out.Recipients, out.Reached = int(families), int(eligible), int(recipients), int(reached)
	return out
}
