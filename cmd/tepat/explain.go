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
var meaning = []struct {
	rule string
	text poverty.Text
}{
	{"few", poverty.Text{EN: "fewer families or persons than the threshold", ID: "keluarga atau jiwa kurang dari ambang"}},
	{"previous", poverty.Text{EN: "withheld in the release before", ID: "disamarkan dalam rilis sebelumnya"}},
	{"audience", poverty.Text{EN: "would tell what another audience's release withholds", ID: "akan membuka yang disamarkan dalam rilis untuk pembaca lain"}},
	{"linked", poverty.Text{EN: "adds up, with what is shown, to something withheld", ID: "bersama yang ditampilkan berjumlah sama dengan yang disamarkan"}},
	{"secondary", poverty.Text{EN: "so that nothing else can be had by subtraction", ID: "agar yang lain tidak dapat dihitung dari selisih"}},
	{"homogeneity", poverty.Text{EN: "shown, as a bound: all families or none look like nearly all or few", ID: "ditampilkan sebagai batas: semua atau tidak satu pun tampak seperti hampir semua atau sedikit"}},
}

// An explanation says in one language what a release withholds, by which rule,
// and what that costs.
type explanation struct {
	io.Writer
	say func(en, id string) string
}

func (e explanation) of(about poverty.Release) {
	p := about.Plan
	if p == nil {
		fmt.Fprintln(e, e.say("the release has no plan: only thresholds were applied", "rilis ini tidak berencana: hanya ambang yang diterapkan"))
		return
	}
	fmt.Fprintf(e, e.say("withheld below %d families", "disamarkan di bawah %d keluarga"), about.K)
	if p.MinPersons > 0 {
		fmt.Fprintf(e, e.say(" or %d persons", " atau %d jiwa"), p.MinPersons)
	}
	if p.NoiseMax > 0 {
		fmt.Fprintf(e, e.say("; numbers are off by up to %d families, variance %g, 0 on average, and need not add up",
			"; angka meleset hingga %d keluarga, ragam %g, rata-rata 0, dan jumlahnya tidak harus pas"), p.NoiseMax, p.NoiseVariance)
	}
	if p.Kept > 0 {
		fmt.Fprintf(e, e.say("; %d places keep the figures of the release before, none of which has changed by more than %d families",
			"; %d tempat memakai angka rilis sebelumnya, yang tidak satu pun berubah lebih dari %d keluarga"), p.Kept, p.KeptWithin)
	}
	fmt.Fprintln(e)
	e.audit(p)
	e.rules(p)
	e.indicators(p)
}

// audit says how closely what is withheld can be told.
func (e explanation) audit(p *poverty.Plan) {
	if p.Audited == 0 {
		fmt.Fprintln(e, e.say("audit: no count is withheld", "audit: tidak ada hitungan yang disamarkan"))
		return
	}
	fmt.Fprintf(e, e.say("audit: of %d counts withheld, no population can be told closer than %d families, and no other count exactly\n",
		"audit: dari %d hitungan yang disamarkan, tidak satu populasi pun dapat diperkirakan lebih dekat dari %d keluarga, dan tidak satu hitungan lain pun dapat diketahui tepat\n"), p.Audited, p.Narrowest)
	if p.Together > 0 {
		fmt.Fprintf(e, e.say("       nor closer than %d by those who take all counts together\n",
			"       atau lebih dekat dari %d oleh yang menggabungkan semua hitungan\n"), p.Together)
	}
}

// rules prices every rule by level.
func (e explanation) rules(p *poverty.Plan) {
	if len(p.Withheld) == 0 {
		return
	}
	t := tabwriter.NewWriter(e, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, e.say("\nrule\tlevel\tfigures\tfamilies\t", "\naturan\ttingkat\tangka\tkeluarga\t"))
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
	fmt.Fprintln(e)
	for _, m := range meaning {
		fmt.Fprintf(e, "%12s  %s\n", m.rule, e.say(m.text.EN, m.text.ID))
	}
}

// indicators prices all rules together by indicator.
func (e explanation) indicators(p *poverty.Plan) {
	if len(p.Withheld) == 0 {
		return
	}
	t := tabwriter.NewWriter(e, 0, 0, 2, ' ', 0)
	defer t.Flush()
	fmt.Fprintln(t, e.say("\nindicator\twithheld, by rule and level", "\nindikator\tdisamarkan, menurut aturan dan tingkat"))
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
