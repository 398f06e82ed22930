package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"tepat/geo/poverty"
)

// meaning says what the rules of a plan are, in the order in which they are told.
var meaning = []struct{ rule, text string }{
	{"few", "fewer families or persons than the threshold"},
	{"previous", "withheld in the release before"},
	{"audience", "would tell what another audience's release withholds"},
	{"linked", "adds up, with what is shown, to something withheld"},
	{"secondary", "so that nothing else can be had by subtraction"},
	{"homogeneity", "shown, as a bound: all families or none look like nearly all or few"},
}

// explain says what a release withholds, by which rule, and what that costs.
func explain(w io.Writer, about poverty.Release) {
	p := about.Plan
	if p == nil {
		fmt.Fprintln(w, "the release has no plan: only thresholds were applied")
		return
	}
	fmt.Fprintf(w, "withheld below %d families", about.K)
	if p.MinPersons > 0 {
		fmt.Fprintf(w, " or %d persons", p.MinPersons)
	}
	if p.NoiseMax > 0 {
		fmt.Fprintf(w, "; numbers are off by up to %d families, variance %g, 0 on average, and need not add up", p.NoiseMax, p.NoiseVariance)
	}
	fmt.Fprintf(w, "\naudit: of %d counts withheld, none can be told closer than %d families\n", p.Audited, p.Narrowest)
	explainRules(w, p)
	explainIndicators(w, p)
}

// explainRules prices every rule by level.
func explainRules(w io.Writer, p *poverty.Plan) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\nrule\tlevel\tfigures\tfamilies\t")
	for _, m := range meaning {
		places, families := map[string]int{}, map[string]int{}
		for _, one := range p.Withheld {
			if one.Rule == m.rule {
				places[one.Level] += one.Places
				families[one.Level] += one.Families
			}
		}
		for _, level := range sortLevels(places) {
			fmt.Fprintf(t, "%s\t%s\t%d\t%d\t\n", m.rule, level, places[level], families[level])
		}
	}
	t.Flush()
	fmt.Fprintln(w)
	for _, m := range meaning {
		fmt.Fprintf(w, "%12s  %s\n", m.rule, m.text)
	}
}

// explainIndicators prices all rules together by indicator.
func explainIndicators(w io.Writer, p *poverty.Plan) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	defer t.Flush()
	fmt.Fprintln(t, "\nindicator\twithheld, by rule and level")
	var ids []string
	parts := map[string][]string{}
	for _, one := range p.Withheld {
		if parts[one.Indicator] == nil {
			ids = append(ids, one.Indicator)
		}
		parts[one.Indicator] = append(parts[one.Indicator], fmt.Sprintf("%s %s %d", one.Rule, one.Level, one.Places))
	}
	for _, id := range ids {
		fmt.Fprintf(t, "%s\t%s\n", id, strings.Join(parts[id], ", "))
	}
}

// sortLevels returns the levels, areas from coarse to fine, then cells.
func sortLevels(of map[string]int) []string {
	order := []string{"regency", "district", "village"}
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		i, j := slices.Index(order, a), slices.Index(order, b)
		return cmp.Or(cmp.Compare(uint(i), uint(j)), cmp.Compare(a, b)) // cells, at -1, come last
	})
}
