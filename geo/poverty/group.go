package poverty

import (
	"fmt"
	"strings"
)

// A group is programmes that are counted together: those of a strategy, or any.
// A family is eligible where it is so for one of them, and reached where one
// reaches it for which it is eligible.
type group struct {
	id         string
	name       Text
	programmes []Programme
}

// groups returns the groups of the programmes given, without those that would
// say no more than one programme does.
func groups(programmes []Programme) (found []group) {
	all := []group{
		{id: "strategy_a", name: Text{EN: "Programmes that reduce expenditure (strategy A)", ID: "Program pengurangan beban pengeluaran (strategi A)"}},
		{id: "strategy_b", name: Text{EN: "Programmes that raise income (strategy B)", ID: "Program peningkatan pendapatan (strategi B)"}},
		{id: "strategy_c", name: Text{EN: "Programmes for pockets of poverty (strategy C)", ID: "Program penurunan kantong kemiskinan (strategi C)"}},
		{id: "any", name: Text{EN: "Any programme", ID: "Program apa pun"}, programmes: programmes},
	}
	for _, p := range programmes {
		g := &all[strings.Index("ABC", p.Strategy)]
		g.programmes = append(g.programmes, p)
	}
	for _, g := range all {
		if len(g.programmes) > 0 {
			found = append(found, g)
		}
	}
	return found
}

func isGroupTemplate(i Indicator) bool { return strings.Contains(i.ID, "{group}") }

// ofGroup returns the template's indicator for a group.
func (i Indicator) ofGroup(g group) Indicator {
	var eligible, reached, receives []string
	for _, p := range g.programmes {
		eligible = append(eligible, "("+p.Eligible+")")
		reached = append(reached, fmt.Sprintf("((%s) AND %s)", p.Eligible, Receives(p.ID)))
		receives = append(receives, Receives(p.ID))
	}
	or := func(parts []string) string { return "(" + strings.Join(parts, " OR ") + ")" }
	fill := func(name string) func(string) string {
		return strings.NewReplacer("{group}", g.id, "{name}", name, "{eligible}", or(eligible), "{reached}", or(reached), "{receives}", or(receives)).Replace
	}
	en, id := fill(g.name.EN), fill(g.name.ID)
	return Indicator{
		ID: en(i.ID), Group: g.id, Unit: i.Unit, Name: Text{EN: en(i.Name.EN), ID: id(i.Name.ID)},
		Numerator: en(i.Numerator), Denominator: en(i.Denominator), Source: Text{EN: en(i.Source.EN), ID: id(i.Source.ID)}, Thresholds: i.Thresholds,
	}
}
