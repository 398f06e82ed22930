package disclose

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/poverty"
)

// A count that one release withheld is not told by the next, though that shows
// it, or what it holds, under other indicators.
func TestMemoryIsOfCounts(t *testing.T) {
	t.Parallel()
	exact := 0
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 21))
		w := newWorld(200+rng.IntN(2500), 2+rng.IntN(20), 0.1, rng)
		for _, ids := range [][2][]string{
			{{"families", "coverage_uep"}, {"families", "eligible_uep", "gap_uep"}},
			{{"families", "located_share", "desil_1_2", "coverage_pkh", "coverage_uep"}, {"eligible_pkh", "desil_1_4", "gap_pkh", "gap_uep", "leakage_pkh"}},
			{{"families", "desil_1_2"}, {"desil_1_4"}},
		} {
			first := clearFor(t, poverty.Planner, w.only(ids[0]).counts())
			next := clearFor(t, poverty.Planner, w.only(ids[1]).counts(), first)
			exact += toldBy(t, w.only(slices.Concat(ids[0], ids[1])).counts(), next, first)
		}
	}
	if exact > 0 {
		t.Errorf("%d counts below the threshold are told by two releases with other indicators", exact)
	}
}

// only is the world with some of its indicators.
func (w *world) only(ids []string) *world {
	some := *w
	some.indicators = nil
	for _, i := range w.indicators {
		if slices.Contains(ids, i.ID) {
			some.indicators = append(some.indicators, i)
		}
	}
	return &some
}

// toldBy counts populations below the threshold that neither release shows in a
// place that the first draws, and that both tell exactly. All indicators of
// both are in c.
func toldBy(t *testing.T, c Counts, r *Release, others ...*Release) (exact int) {
	t.Helper()
	f, err := newFrame(&c, r.cells.mosaic())
	if err != nil {
		t.Fatal(err)
	}
	a := &attacker{auditor{frame: f, sums: newSums(&c), known: make([][]bool, len(c.ByArea)), located: make([]bool, len(c.Areas))}, int64(r.about.K)}
	a.look(r, f.place[0])
	for _, other := range others {
		a.look(other, nil)
	}
	for _, column := range a.order {
		f, targets := a.seenFlow(column, a.drawn(0))
		f.open()
		for _, t := range targets {
			if below, above, _ := f.interval(t, a.k); a.population[column] && below+above == 0 && f.flow[t] < a.k {
				exact++
			}
		}
	}
	return exact
}

// look takes in what a release shows of areas, and of cells where their places are given.
func (a *attacker) look(r *Release, nodes []int32) {
	see := func(i, place int) {
		for _, column := range []int{a.same[a.counts.Numerator[i]], a.same[a.counts.Denominator[i]]} {
			if a.known[column] == nil {
				a.known[column] = make([]bool, a.places)
			}
			a.known[column][place] = true
		}
		if i == a.shareLocated && place >= a.cells {
			a.located[place-a.cells] = true
		}
	}
	for i, ind := range a.counts.Indicators {
		j := slices.IndexFunc(r.about.Indicators, func(b poverty.ReleasedIndicator) bool { return b.ID == ind.ID })
		if j < 0 {
			continue
		}
		for at, den := range r.areas.den[j] {
			if den > 0 {
				see(i, a.cells+at)
			}
		}
		for node, place := range nodes {
			if place >= 0 && r.cells.den[j][node] > 0 {
				see(i, int(place))
			}
		}
	}
}
