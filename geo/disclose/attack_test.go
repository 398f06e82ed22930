package disclose

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
)

// An attacker sees figures and solves whatever sum has one number missing,
// again and again. He takes numbers with noise for exact, which helps him.
type attacker struct {
	auditor
	k int64
}

// An attack sets up the sums that it knows of.
type attack struct {
	name string
	sums func(a *attacker, column int) (sums [][]int32)
}

// attacks by what is subtracted from what; a sum lists arcs, the whole first.
var attacks = []attack{
	{"parent minus children, hexagons", func(a *attacker, column int) [][]int32 { return a.parents(0, a.cells) }},
	{"parent minus children, areas", func(a *attacker, column int) [][]int32 { return a.parents(a.cells, a.places) }},
	{"village minus hexagons", func(a *attacker, column int) [][]int32 { return append(a.ofVillages(column), a.ofLeaves()...) }},
	{"all of them together", func(a *attacker, column int) [][]int32 {
		return append(append(a.parents(0, a.places), a.ofVillages(column)...), a.ofLeaves()...)
	}},
}

// parents says of the places lo to hi that their parts add up.
func (a *attacker) parents(lo, hi int) (sums [][]int32) {
	parts := map[int32][]int32{}
	for place := lo; place < hi; place++ {
		if up := a.up[place]; up >= 0 {
			parts[up] = append(parts[up], int32(place))
		}
	}
	for place := int32(lo); place < int32(hi); place++ {
		if parts[place] != nil {
			sums = append(sums, append([]int32{place}, parts[place]...))
		}
	}
	return sums
}

// ofVillages says that a village is its pieces and its families without a cell.
func (a *attacker) ofVillages(column int) (sums [][]int32) {
	at := map[int32]int{}
	for i, whole := range a.whole {
		if village := int32(a.cells + i); whole {
			at[village] = len(sums)
			sums = append(sums, []int32{village, int32(a.loose + i)})
		}
	}
	for piece := a.pieces; piece < len(a.from); piece++ {
		i := at[a.from[piece]-1]
		sums[i] = append(sums[i], int32(piece))
	}
	return sums
}

// ofLeaves says that a leaf is its pieces.
func (a *attacker) ofLeaves() (sums [][]int32) {
	at := map[int32]int{}
	for piece := a.pieces; piece < len(a.from); piece++ {
		leaf := a.to[piece] - 1
		if _, met := at[leaf]; !met {
			at[leaf] = len(sums)
			sums = append(sums, []int32{leaf})
		}
		sums[at[leaf]] = append(sums[at[leaf]], int32(piece))
	}
	return sums
}

// A haul counts what an attack brought in: counts below the threshold that were
// withheld, how many there were, and the families in them.
type haul struct{ recovered, withheld, families int }

// try carries out the attack on all columns.
func (a *attacker) try(one attack) (h haul) {
	mine := a.drawn(0)
	for _, column := range a.order {
		flow := a.flowOf(column)
		knows := make([]bool, len(flow))
		for place := range a.places {
			knows[place] = a.sees(column, place) || flow[place] == 0 && a.population[column]
			if flow[place] > 0 && flow[place] < a.k && !a.sees(column, place) {
				h.withheld++
			}
		}
		for i := range a.located {
			knows[a.loose+i] = a.located[i] && (column == a.families || a.flowOf(a.families)[a.loose+i] == 0)
		}
		for _, found := range solve(one.sums(a, column), knows) {
			if !a.population[column] && (int(found) >= a.places || !mine[found]) {
				continue // of what is no place of the first release, a numerator may be told
			}
			if flow[found] > 0 && flow[found] < a.k {
				h.recovered++
				h.families += int(flow[found])
			}
		}
	}
	return h
}

// solve returns the arcs that follow from what is known.
func solve(sums [][]int32, knows []bool) (found []int32) {
	for again := true; again; {
		again = false
		for _, sum := range sums {
			missing, n := int32(0), 0
			for _, a := range sum {
				if !knows[a] {
					missing, n = a, n+1
				}
			}
			if n == 1 {
				knows[missing], again = true, true
				found = append(found, missing)
			}
		}
	}
	return found
}

// indicatorSums takes columns that add up, in one place.
func (a *attacker) indicatorSums() (h haul) {
	for _, sum := range a.adding {
		for place := range a.places {
			missing, n := 0, 0
			for _, column := range sum {
				if !a.sees(column, place) {
					missing, n = column, n+1
				}
			}
			if v := a.flowOf(missing)[place]; n == 1 && v > 0 && v < a.k {
				h.recovered++
				h.families += int(v)
			}
		}
	}
	return h
}

// onReleases is an attacker who reads releases.
func onReleases(t *testing.T, c *Counts, k int, releases ...*Release) *attacker {
	t.Helper()
	var mosaics []*mosaic
	for _, r := range releases {
		mosaics = append(mosaics, r.cells.mosaic())
	}
	f, err := newFrame(c, mosaics...)
	if err != nil {
		t.Fatal(err)
	}
	a := &attacker{auditor{frame: f, sums: newSums(c)}, int64(k)}
	for i, r := range releases {
		a.read(r, f.place[i])
	}
	return a
}

// onNaive is an attacker who reads what cutting each value at k by itself
// leaves of all cells of all resolutions, and of all areas.
func onNaive(t *testing.T, c *Counts, k int) *attacker {
	t.Helper()
	f, err := newFrame(c, lay(c.Cells, c.ByCell[c.Families], nil, step{k: 1}))
	if err != nil {
		t.Fatal(err)
	}
	a := &attacker{auditor{frame: f, sums: newSums(c), known: make([][]bool, len(c.ByArea)), located: make([]bool, len(c.Areas))}, int64(k)}
	for i := range c.Indicators {
		n, d := a.same[c.Numerator[i]], a.same[c.Denominator[i]]
		for place := range f.places {
			if den := f.flowOf(d)[place]; den > 0 && den < int64(k) {
				continue
			}
			for _, column := range []int{n, d} {
				if a.known[column] == nil {
					a.known[column] = make([]bool, f.places)
				}
				a.known[column][place] = true
			}
			if i == a.shareLocated && place >= f.cells {
				a.located[place-f.cells] = true
			}
		}
	}
	return a
}

// The suite: against the naive rule it finds families, against the plan none.
func TestAttacks(t *testing.T) {
	worlds := map[string]*world{
		"a small regency": newWorld(4000, 12, 0.1, rand.New(rand.NewPCG(1, 1))),
		"a wide one":      newWorld(6000, 30, 0.4, rand.New(rand.NewPCG(2, 1))),
	}
	releases := map[string]*firstReleases{}
	for name, w := range worlds {
		c := w.counts()
		releases[name] = &firstReleases{w, c, clearFor(t, poverty.Planner, c), clearFor(t, poverty.Public, c)}
	}
	if real := realReleases(t); real != nil {
		releases["the real villages"] = real
	}
	for name, first := range releases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, planner, public := first.counts, first.planner, first.public
			for _, who := range []struct {
				name  string
				plan  *attacker
				naive *attacker
			}{
				{"planner", onReleases(t, &c, 5, planner), onNaive(t, &c, 5)},
				{"public", onReleases(t, &c, 10, public), onNaive(t, &c, 10)},
				{"public against planner", onReleases(t, &c, 5, planner, public), onNaive(t, &c, 5)},
			} {
				for _, one := range attacks {
					got, naive := who.plan.try(one), who.naive.try(one)
					t.Logf("%s, %s: %+v; of the naive rule %+v, %.1f %%", who.name, one.name, got, naive, 100*float64(naive.recovered)/float64(naive.withheld))
					if got.recovered > 0 && (who.name != "public" || one.name != attacks[2].name && one.name != attacks[3].name) {
						t.Errorf("%s, %s: %+v came back", who.name, one.name, got)
					}
					if naive.recovered == 0 && name == "the real villages" && one.name != attacks[1].name {
						t.Errorf("%s, %s: nothing came back of the naive rule, so this proves nothing", who.name, one.name)
					}
				}
				got, naive := who.plan.indicatorSums(), who.naive.indicatorSums()
				t.Logf("%s, indicator sums: %+v; of the naive rule %+v", who.name, got, naive)
				if got.recovered > 0 || naive.recovered == 0 && who.name == "planner" {
					t.Errorf("%s, indicator sums: %+v came back, of the naive rule %+v", who.name, got, naive)
				}
			}
			if n := onReleases(t, &c, 5, planner).handOn(3); n > 0 {
				t.Errorf("planner, bounds handed on: %d counts came back", n)
			}
			for _, r := range [][]*Release{{planner}, {public}, {planner, public}} {
				report, err := Audit(c, r[0], r[1:]...)
				if err != nil || report.Unsafe > 0 || report.Withheld > 0 && report.Narrowest < r[0].about.K {
					t.Errorf("audit of %s: %+v, %v", r[0].about.Audience, report, err)
				}
			}
		})
	}
}

func clearFor(t *testing.T, audience poverty.Audience, c Counts, before ...*Release) *Release {
	t.Helper()
	r, err := Clear(poverty.Release{Audience: audience}, c, PolicyFor(audience), before...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A release, and the next with a few families come, gone, moved or reached:
// what both withhold stays hidden from him who takes all that he was shown, now
// or before, for what it still is. Without the release before in mind, it does not.
func TestReleaseAgainstNext(t *testing.T) {
	t.Parallel()
	narrowed, forgotten, narrowedForgotten := 0, 0, 0
	for seed := range uint64(12) {
		rng := rand.New(rand.NewPCG(seed, 3))
		w := newWorld(3000, 12, 0.15, rng)
		old := w.counts()
		first := map[poverty.Audience]*Release{}
		for _, a := range audiences {
			first[a] = clearFor(t, a, old)
		}
		w.change(1+int(seed)*3, rng)
		c := w.counts()
		for _, a := range audiences {
			next := clearFor(t, a, c, first[poverty.Planner], first[poverty.Public])
			exact, close := told(t, &c, next, first[a], true)
			exactOld, closeOld := told(t, &old, first[a], next, false)
			if exact+exactOld > 0 {
				t.Errorf("seed %d: %d counts that the %s is shown in neither release are told by both", seed, exact+exactOld, a)
			}
			narrowed += close + closeOld
			exact, close = told(t, &old, first[a], clearFor(t, a, c), false)
			forgotten, narrowedForgotten = forgotten+exact, narrowedForgotten+close
		}
	}
	t.Logf("with the release before in mind %d counts are told closer than the threshold, without %d, and %d exactly", narrowed, narrowedForgotten, forgotten)
	if forgotten == 0 {
		t.Error("nothing is told where the release before is forgotten: this proves nothing")
	}
}

// told counts what r withholds, and the other does not show, that both together
// tell exactly though it is below the threshold, and those that they tell closer
// than the threshold.
// All that either shows is taken for the truth of c.
func told(t *testing.T, c *Counts, r, other *Release, later bool) (exact, close int) {
	t.Helper()
	k := int64(r.about.K)
	f, err := newFrame(c, lay(c.Cells, c.ByCell[c.Families], nil, step{k: 1}), r.cells.mosaic())
	if err != nil {
		t.Fatal(err)
	}
	a := &attacker{auditor{frame: f, sums: newSums(c)}, k}
	mine := f.drawn(1)
	a.read(r, f.place[1])
	a.readOther(c, r, other)
	for _, column := range a.order {
		f, targets := a.seenFlow(column, mine)
		f.open()
		for _, target := range targets {
			if f.flow[target] >= k {
				continue
			}
			if lack, _, _, _ := f.safe(target, k); lack > 0 {
				close++
			}
			f.blank = later // what stays withheld may have become empty
			if below, above, _ := f.interval(target, k); below+above == 0 {
				exact++
			}
			f.blank = false
		}
	}
	return exact, close
}

// readOther takes in what the other release shows of places that r draws as
// well: the same cells, or all parts of them.
func (a *attacker) readOther(c *Counts, r, other *Release) {
	at := map[hex.Cell]int{}
	for j, cell := range other.cells.cell {
		at[cell] = j
	}
	nodes := map[int32][]int32{} // by place of r: the other's groups there
	whole := map[int32]bool{}
	for i, cell := range r.cells.cell {
		place := a.place[1][i]
		if _, met := whole[place]; !met {
			whole[place] = true
		}
		if j, drawn := at[cell]; drawn {
			nodes[place] = append(nodes[place], int32(j))
		} else {
			whole[place] = false
		}
	}
	size, covers := map[hex.Cell]int{}, map[int32]bool{}
	for _, group := range other.cells.group {
		size[group]++
	}
	for place, parts := range nodes {
		covers[place] = other.covers(size, parts)
	}
	for i := range c.Indicators {
		for _, column := range [2]int{a.same[c.Numerator[i]], a.same[c.Denominator[i]]} {
			if a.known[column] == nil {
				continue
			}
			for place, parts := range nodes {
				all := place >= 0 && whole[place] && covers[place]
				for _, j := range parts {
					all = all && other.cells.den[i][j] > 0
				}
				if all {
					a.known[column][place] = true
				}
			}
			for at, den := range other.areas.den[i] {
				a.known[column][a.cells+at] = a.known[column][a.cells+at] || den > 0
			}
		}
	}
	if a.shareLocated >= 0 {
		for at, den := range other.areas.den[a.shareLocated] {
			a.located[at] = a.located[at] || den > 0
		}
	}
}

// covers says whether the nodes are whole groups of the release, given how many
// nodes each group has.
func (r *Release) covers(size map[hex.Cell]int, nodes []int32) bool {
	met := map[hex.Cell]int{}
	for _, n := range nodes {
		met[r.cells.group[n]]++
	}
	for group, n := range met {
		if n < size[group] {
			return false
		}
	}
	return true
}

// change lets n families come, go, move, or be reached.
func (w *world) change(n int, rng *rand.Rand) {
	for range n {
		i := rng.IntN(len(w.families))
		p := &w.families[i]
		switch rng.IntN(4) {
		case 0:
			came := *p
			came.key, came.desil = rng.Uint32(), 1+rng.IntN(4)
			w.families = append(w.families, came)
		case 1:
			w.families = append(w.families[:i], w.families[i+1:]...)
		case 2:
			to := w.families[rng.IntN(len(w.families))]
			p.cell, p.village = to.cell, to.village
		case 3:
			p.pkh = !p.pkh
		}
	}
}

// The same families have the same number wherever they are counted, so that no
// average over indicators, levels or releases gets closer; noise drawn afresh
// for each figure would be averaged away.
func TestNoiseCannotBeAveraged(t *testing.T) {
	c := newWorld(3000, 12, 0.1, rand.New(rand.NewPCG(5, 5))).counts()
	r, again := clearFor(t, poverty.Public, c), clearFor(t, poverty.Public, c)
	rng := rand.New(rand.NewPCG(6, 6))
	fresh, kept, figures := 0, 0, 0
	for i := range r.areas.area {
		seen := map[int]uint32{}
		for n := range c.Indicators {
			f := r.areas.at(i, n)
			if f != again.areas.at(i, n) {
				t.Fatalf("the same register shows %+v and %+v", f, again.areas.at(i, n))
			}
			if !f.Shown() || f.Denominator() == 0 {
				continue
			}
			if other, met := seen[c.Denominator[n]]; met && other != f.Denominator() {
				t.Fatalf("area %d: one count is shown as %d and as %d", i, other, f.Denominator())
			}
			seen[c.Denominator[n]] = f.Denominator()
		}
		if n, shown := seen[0]; shown {
			figures++
			truth, sum := c.ByArea[0][i], 0.0
			table, _ := newPerturbation(PolicyFor(poverty.Public).Noise)
			for range 60 {
				sum += float64(table.of(truth, rng.Uint32()))
			}
			if math.Round(sum/60) == float64(truth) {
				fresh++
			}
			if n == truth {
				kept++
			}
		}
	}
	if fresh*10 < figures*9 || kept*4 > figures*3 {
		t.Errorf("of %d counts, averaging finds %d where noise is drawn afresh, and %d where it is kept", figures, fresh, kept)
	}
}

// On the real villages the public's shares are right to a percentage point on
// average, and the planner sees what the mosaic was made for.
func TestUtilityOnTheRealVillages(t *testing.T) {
	t.Parallel()
	first := realReleases(t)
	if first == nil {
		return
	}
	c, planner, public := first.counts, first.planner, first.public
	pkh := 5 // coverage_pkh
	seen, fine := sight(&c, planner, pkh)
	t.Logf("coverage of PKH is seen for %.3f of the located eligible families, for %.3f at resolution 8 or finer", seen, fine)
	if seen < 0.9 || fine < 0.5 {
		t.Errorf("too little is seen")
	}
	sum, n := 0.0, 0
	for i, a := range c.Areas {
		for j, ind := range c.Indicators {
			f := public.areas.at(i, j)
			if a.Level == area.Village && ind.Unit == poverty.UnitShare && f.Shown() && f.Bound() == Exactly {
				truth := float64(c.ByArea[c.Numerator[j]][i]) / float64(c.ByArea[c.Denominator[j]][i])
				sum, n = sum+math.Abs(f.Value()-truth), n+1
			}
		}
	}
	t.Logf("mean absolute error of %d public shares of villages: %.2f percentage points", n, 100*sum/float64(n))
	if 100*sum/float64(n) > 1 {
		t.Errorf("too far off")
	}
}

// sight returns the share of the denominator's located families for whom the
// indicator is seen, and is seen at resolution 8 or finer.
func sight(c *Counts, r *Release, indicator int) (seen, fine float64) {
	at := map[hex.Cell]int{}
	for i, cell := range r.cells.cell {
		at[cell] = i
	}
	all := 0.0
	for i, cell := range c.Cells {
		n := float64(c.ByCell[c.Denominator[indicator]][i])
		all += n
		for res := hex.Base; res >= hex.Root; res-- {
			if j, drawn := at[cell.Parent(res)]; drawn && r.cells.at(j, indicator).Shown() {
				seen += n
				if res >= 8 {
					fine += n
				}
				break
			}
		}
	}
	return seen / all, fine / all
}

// First releases are both audiences' of a world.
type firstReleases struct {
	world           *world
	counts          Counts
	planner, public *Release
}

var realOnce struct {
	sync.Once
	made *firstReleases
}

// realReleases returns the first releases of 60,000 families in the real
// villages; nil without their file. They are made once, and the tests that read
// them change nothing of them.
func realReleases(t *testing.T) *firstReleases {
	t.Helper()
	if _, ok := sharedtest.Path(t, realVillages); !ok {
		return nil
	}
	realOnce.Do(func() {
		w := realWorld(t, 60_000)
		c := w.counts()
		realOnce.made = &firstReleases{w, c, clearFor(t, poverty.Planner, c), clearFor(t, poverty.Public, c)}
	})
	if realOnce.made == nil {
		t.Fatal("another test failed to make the releases of the real villages")
	}
	return realOnce.made
}

const realVillages = "boundaries/kukar_desa.geojson"

// realWorld settles n families in the real villages; nil without their file.
func realWorld(t *testing.T, n int) *world {
	path, ok := sharedtest.Path(t, realVillages)
	if !ok {
		return nil
	}
	rng := rand.New(rand.NewPCG(1, 2))
	w := &world{sentences: worldSentences, indicators: worldIndicators}
	at := 0
	settleIn(readShapes(t, path), n, rng, func(village int, p orb.Point) {
		at++
		if village >= w.villages {
			w.villages = village + 1
		}
		one := person{village: village, desil: 1 + rng.IntN(9), woman: rng.IntN(6) == 0, members: 1 + rng.Uint32N(7), key: rng.Uint32()}
		one.pkh, one.uep = rng.Float64() < max(0.04, 0.75-0.15*float64(one.desil)), rng.IntN(8) == 0
		if rng.IntN(12) > 0 {
			one.cell, _ = hex.At(p, hex.Base)
		}
		w.families = append(w.families, one)
	})
	return w
}
