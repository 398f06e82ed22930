package release

import (
	"fmt"
	"math"

	"tepat/geo/census"
	"tepat/geo/cql2"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// counted is a tally to be made, and of whom.
type counted struct {
	to    *disclose.Tally
	where string
}

// countDeciles tallies, for every programme of which something is known and
// that has a rule, families by desil; nothing where no desil is known.
func countDeciles(families *census.Census, programmes []poverty.Programme, properties cql2.Properties) (out []disclose.Deciles, err error) {
	if !families.Known("desil") {
		return nil, nil
	}
	for _, p := range programmes {
		receives := poverty.Receives(p.ID)
		if p.Eligible == "" || !families.Known(receives) {
			continue
		}
		d := disclose.Deciles{Programme: p.ID}
		for desil := range d.All {
			of := fmt.Sprintf("desil = %d", desil)
			if desil == 0 {
				of = "desil IS NULL"
			}
			known := of + " AND " + receives + " IS NOT NULL"
			for _, c := range []counted{
				{&d.All[desil], of},
				{&d.Families[desil], known},
				{&d.Eligible[desil], known + " AND (" + p.Eligible + ")"},
				{&d.Recipients[desil], of + " AND " + receives},
				{&d.Reached[desil], of + " AND " + receives + " AND (" + p.Eligible + ")"},
			} {
				if *c.to, err = tallyOf(families, c.where, properties); err != nil {
					return nil, fmt.Errorf("programme %q by desil: %w", p.ID, err)
				}
			}
		}
		out = append(out, d)
	}
	return out, nil
}

// countHouses tallies what houses lack; nil where nobody's house is known.
func countHouses(families *census.Census, properties cql2.Properties) (*disclose.Houses, error) {
	for _, q := range poverty.Questions {
		if q.Name != "light" && !families.Known(q.Name) {
			return nil, nil
		}
	}
	h := &disclose.Houses{}
	all, poor := poverty.DeprivationsKnown(), poverty.Deprived()
	counts := []counted{{&h.Families, all}, {&h.Unknown, "NOT (" + all + ")"}, {&h.Poor, all + " AND " + poor}}
	for j, d := range poverty.Deprivations {
		counts = append(counts, counted{&h.Known[j], d.Known}, counted{&h.Deprived[j], all + " AND " + d.Deprived}, counted{&h.Censored[j], all + " AND " + d.Deprived + " AND " + poor})
	}
	for _, c := range counts {
		var err error
		if *c.to, err = tallyOf(families, c.where, properties); err != nil {
			return nil, fmt.Errorf("houses: %w", err)
		}
	}
	return h, nil
}

// tallyOf counts the families of whom the sentence is true.
func tallyOf(families *census.Census, text string, properties cql2.Properties) (t disclose.Tally, err error) {
	e, err := cql2.Parse(text, properties)
	if err != nil {
		return t, err
	}
	where, err := families.Where(e)
	if err != nil {
		return t, err
	}
	t.Families = uint32(where.Len())
	t.Key = sum(families.KeysByAtom(where))
	// A family of whom the members are not known has one at least. Where they are
	// known of nobody, persons are no reason to withhold anything.
	if persons := families.SumByAtom(where, "members", 1); persons != nil {
		t.Persons = sum(persons)
	} else {
		t.Persons = math.MaxUint32
	}
	return t, nil
}

// sum adds up modulo 2^32.
func sum(numbers []uint32) (s uint32) {
	for _, n := range numbers {
		s += n
	}
	return s
}
