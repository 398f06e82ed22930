package disclose

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"tepat/geo/poverty"
)

// A clearing is one audience's release in the making.
type clearing struct {
	*Counts
	policy Policy
	table  *perturbation
	mosaic *mosaic
	frame  *frame  // nil without atoms
	plan   *plan   // nil without atoms
	nodes  []int32 // by node of the mosaic: its place
	areas  []int32 // by area: its place
	cache  map[int][]uint32
	kept   *kept // nil where every number is said anew
}

func newClearing(c *Counts, p Policy, own poverty.Audience, before []*Release) (*clearing, error) {
	table, err := newPerturbation(p.Noise)
	if err != nil {
		return nil, err
	}
	x := &clearing{Counts: c, policy: p, table: table, cache: map[int][]uint32{}, kept: newKept(c, p, releaseFor(own, before))}
	if p.Noise.Max > 0 && len(c.Keys) == 0 && c.familiesByArea() > 0 {
		return nil, errors.New("noise needs a record key of every family")
	}
	if c.ByAtom == nil {
		x.mosaic = lay(c.Cells, c.ByCell[c.Families], nil, p.steps(own, before)...)
		x.nodes, x.areas = span(0, len(x.mosaic.cell)), span(len(x.mosaic.cell), len(c.Areas))
		return x, nil
	}
	return x, x.makePlan(p.steps(own, before), p.next(own, before)...)
}

// span returns n numbers from first on.
func span(first, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(first + i)
	}
	return out
}

// makePlan lays the mosaics of the audiences that are shown more, of this, and
// of the one that is shown less next, and plans for each but the last in turn:
// what an audience is shown, all those before it are shown as well. Each is
// planned with the leaves of the next in mind: what is known of them as wholes
// narrows what is withheld in them, whether they are shown or not.
func (x *clearing) makePlan(steps []step, next ...step) (err error) {
	sums := newSums(x.Counts)
	last := len(steps) - 1
	steps = append(steps, next...)
	var mosaics []*mosaic
	for i := range steps {
		mosaics = append(mosaics, lay(x.Cells, x.ByCell[x.Families], x.mainPopulations(), steps[:i+1]...))
	}
	if x.frame, err = newFrame(x.Counts, mosaics[:min(2, len(mosaics))]...); err != nil {
		return err
	}
	t := x.terms(sums, steps[0], 0, last == 0)
	for i := range steps[:last+1] {
		if x.plan, err = newPlan(x.frame, sums, t); err != nil {
			return err
		}
		if i == last {
			break
		}
		t = x.terms(sums, steps[i+1], 1, i+1 == last)
		if err := x.plan.restrict(&t); err != nil {
			return err
		}
		if err := x.moveOn(mosaics[i+1:min(i+3, len(mosaics))], &t); err != nil {
			return err
		}
	}
	x.mosaic, x.nodes, x.areas = mosaics[last], x.frame.place[0], span(x.frame.cells, len(x.Areas))
	return nil
}

// terms returns the terms of a step for a mosaic of the frame; the last is that of
// the audience of the release.
func (x *clearing) terms(sums *sums, of step, mosaic int, last bool) terms {
	mine := x.frame.drawn(mosaic)
	t := terms{k: int64(of.k), slices: true, mine: mine, audited: mine, primary: x.primary(sums, of.k, 0)}
	if last {
		t.slices = x.policy.Noise.Max == 0 // noise covers what is no place
		t.primary = x.primary(sums, of.k, x.policy.MinPersons)
	}
	if of.before != nil {
		newMemory(x.frame, sums, mosaic, of.before).recall(&t)
	}
	return t
}

// moveOn puts the terms of the frame's second mosaic on a frame that begins with
// it: its audience sees no finer one, and knows of the pieces of its own leaves.
func (x *clearing) moveOn(mosaics []*mosaic, t *terms) error {
	to, err := newFrame(x.Counts, mosaics...)
	if err != nil {
		return err
	}
	was, primary := make([]int, to.places), t.primary
	for i := range was {
		was[i] = -1
	}
	for node, place := range to.place[0] {
		was[place] = int(x.frame.place[1][node])
	}
	for i := range x.Areas {
		was[to.cells+i] = x.frame.cells + i
	}
	t.primary = func(column, place int) rule { return primary(column, was[place]) }
	t.mine = to.drawn(0)
	t.audited = t.mine
	x.frame = to
	return nil
}

// mainPopulations returns, by cell, the families that the shares of programmes
// are counted among, for the five programmes that concern most: the mosaic is
// made so that its leaves show them. One that concerns less than half as many
// as the first is left to coarser cells: to wait for its families would make
// the map coarse for all.
func (x *clearing) mainPopulations() (among [][]uint32) {
	var columns []int
	met := map[string]bool{}
	for i, ind := range x.Indicators {
		if ind.Programme != "" && ind.Unit == poverty.UnitShare && !met[ind.Programme] {
			met[ind.Programme] = true
			columns = append(columns, x.Denominator[i])
		}
	}
	slices.SortStableFunc(columns, func(a, b int) int { return cmp.Compare(total(x.ByCell[b]), total(x.ByCell[a])) })
	for _, column := range columns[:min(len(columns), 5)] {
		if 2*total(x.ByCell[column]) >= total(x.ByCell[columns[0]]) {
			among = append(among, x.ByCell[column])
		}
	}
	return among
}

// primary returns the rule that needs no look at other places. Only populations
// can be too small: that few are reached is shown.
func (x *clearing) primary(s *sums, k uint32, persons int) func(column, place int) rule {
	heads := map[int][]uint64{}
	frame := x.frame
	return func(column, place int) rule {
		n := frame.flowOf(column)[place]
		if n == 0 || !s.population[column] {
			return none
		}
		if k == 0 || n < int64(k) {
			return few
		}
		if persons == 0 || len(x.Persons) == 0 || x.Persons[column] == nil {
			return none
		}
		if heads[column] == nil {
			heads[column] = frame.addAtoms(x.Persons[column])
		}
		if heads[column][place] < uint64(persons) {
			return few
		}
		return none
	}
}

// restrict extends the terms of an audience that is shown less than p's: it is
// shown nothing that p's is not, and no sum of places of its own that would
// tell p's audience what p withholds.
func (p *plan) restrict(t *terms) error {
	both := *p
	both.mine, both.audited = make([]bool, p.places), p.mine
	own := make([]bool, p.places)
	for place := range own {
		both.mine[place], own[place] = p.mine[place] || t.mine[place], t.mine[place] && !p.mine[place]
	}
	primary := t.primary
	both.without, both.why = slices.Clone(p.without), make([][]rule, len(p.why))
	both.joint, both.refused, both.safe = nil, make([]map[int32]bool, len(p.why)), make([]map[int32]int64, len(p.why))
	for column, why := range p.why {
		both.why[column] = slices.Clone(why)
		for place := range why {
			if own[place] {
				both.why[column][place] = primary(column, place)
			}
		}
	}
	for _, column := range p.order {
		// What else is broken needs no protection here: the plan to come gives it.
		if err := both.solve(column, own, audience, map[int]bool{}); err != nil {
			return err
		}
	}
	if err := both.solveJointly(own, audience); err != nil {
		return err
	}
	t.primary = func(column, place int) rule {
		if w := primary(column, place); w != none {
			return w
		}
		if why := both.why[column]; why != nil && why[place] != none {
			return audience
		}
		return none
	}
	if t.without == nil {
		t.without = make([]rule, len(p.without))
	}
	for i, w := range p.without {
		if w != none && t.without[i] == none {
			t.without[i] = audience
		}
	}
	return nil
}

// value returns the true counts of a column by place.
func (x *clearing) value(column int) []uint32 {
	if x.cache[column] != nil {
		return x.cache[column]
	}
	var out []uint32
	if x.frame == nil {
		out = append(x.mosaic.sum(x.ByCell[column]), x.ByArea[column]...)
	} else {
		for _, n := range x.frame.flowOf(column)[:x.frame.places] {
			out = append(out, uint32(n))
		}
	}
	x.cache[column] = x.perturb(column, out)
	return out
}

// perturb lays the policy's noise on the counts of a column.
func (x *clearing) perturb(column int, counts []uint32) []uint32 {
	if x.table.max == 0 || len(x.Keys) == 0 {
		return counts
	}
	for place, key := range x.frame.addAtoms(x.Keys[column]) {
		counts[place] = x.table.of(counts[place], uint32(key))
	}
	return counts
}

// figures returns the cleared figures of all indicators in the given places,
// or those of old that they keep: at says where each place stood there, and is
// nil where there is none. Columns with the same content are shared.
func (x *clearing) figures(places []int32, old *figures, at []int) figures {
	f := figures{bound: x.policy.Bound}
	type pair struct{ n, d int }
	nums, dens := map[pair][]uint32{}, map[pair][]uint32{}
	for i, ind := range x.Indicators {
		of := pair{x.Numerator[i], x.Denominator[i]}
		if nums[of] == nil {
			nums[of], dens[of] = x.figure(i, places)
		}
		f.num, f.den = append(f.num, nums[of]), append(f.den, dens[of])
		f.share = append(f.share, ind.Unit == poverty.UnitShare)
	}
	if at != nil {
		x.kept.keep(&f, old, at)
	}
	for i := range f.den {
		for j := range i {
			if x.Denominator[i] == x.Denominator[j] && slices.Equal(f.den[i], f.den[j]) {
				f.den[i] = f.den[j]
				break
			}
		}
	}
	return f
}

// figure returns an indicator's numerators, and its denominators plus one.
func (x *clearing) figure(i int, places []int32) (num, den []uint32) {
	nums, dens := x.value(x.Numerator[i]), x.value(x.Denominator[i])
	num, den = make([]uint32, len(places)), make([]uint32, len(places))
	for at, place := range places {
		if x.withheld(i, int(place)) == none {
			num[at], den[at] = x.bound(i, nums[place], dens[place])
			den[at]++
		}
	}
	return num, den
}

// withheld returns why the indicator's figure is withheld in the place.
func (x *clearing) withheld(i, place int) rule {
	if x.plan != nil {
		if w := x.plan.withheld(i, place); w != none {
			return w
		}
	} else if n, k := x.value(x.Denominator[i])[place], x.policy.k(); n > 0 && n < k || k == 0 {
		return few
	}
	return none
}

// bounded says whether the indicator's shares are shown as bounds at either end.
func (x *clearing) bounded(i int) bool {
	return x.policy.Bound > 0 && x.Numerator[i] != x.Denominator[i]
}

// bound returns numerator and denominator as they are published.
func (x *clearing) bound(i int, n, d uint32) (uint32, uint32) {
	n = min(n, d)
	if x.bounded(i) && d > 0 {
		b := boundOf(d, x.policy.Bound)
		n = min(max(n, b), d-b)
	}
	return n, d
}

// boundOf returns the numerator that stands for all shares up to bound: one
// family at least, so that none and few look alike where 5 % are less than one.
// It is 0 where there are no bounds, or too few families for any.
func boundOf(d uint32, bound float64) uint32 {
	if bound <= 0 || d < 4 {
		return 0
	}
	return max(1, uint32(bound*float64(d)))
}

// totals returns all families and the located ones as the audience may know
// them: nil where the figures of the ground's areas do not show them.
func (x *clearing) totals() (told, toldLocated *int) {
	var families, located int
	for i, a := range x.Areas {
		if a.Level == x.Areas[0].Level {
			families += int(x.value(x.Families)[x.areas[i]])
		}
	}
	located = int(total(x.ByCell[x.Families]))
	if x.table.max > 0 {
		key := uint32(0)
		for i, a := range x.Atoms {
			if a.Cell >= 0 {
				key += x.Keys[x.Families][i]
			}
		}
		located = int(x.table.of(uint32(located), key))
	}
	if !x.wholeSeen() {
		return nil, nil
	}
	enough := func(n int) bool { k := x.policy.MinFamilies; return k > 0 && (n >= k || n == 0) }
	if enough(families) {
		told = &families
	}
	for i, a := range x.Areas {
		if x.plan != nil && a.Level == x.Areas[0].Level && !x.plan.locatedSeen(i) {
			return told, nil
		}
	}
	if enough(located) {
		toldLocated = &located
	}
	return told, toldLocated
}

// describe returns the plan as it is kept with the release, once the release
// has passed the audit.
func (x *clearing) describe(r *Release) (*poverty.Plan, error) {
	d := &poverty.Plan{
		MinPersons: x.policy.MinPersons, Bound: x.policy.Bound,
		NoiseMax: x.policy.Noise.Max, NoiseVariance: x.policy.Noise.Variance,
	}
	if x.kept != nil {
		d.Kept, d.KeptWithin = x.kept.places, int(x.kept.within)
	}
	report, err := Audit(*x.Counts, r)
	if err != nil {
		return nil, err
	}
	if report.Unsafe > 0 {
		return nil, fmt.Errorf("the plan fails its audit: %d counts of %d can be told%s", report.Unsafe, report.Withheld, x.plan.givenUp())
	}
	d.Audited, d.Narrowest, d.Together = report.Withheld, report.Narrowest, report.Together
	for i, ind := range x.Indicators {
		d.Withheld = append(d.Withheld, x.tally(i, ind.ID)...)
	}
	return d, nil
}

// roundTo is what sums of withheld families are rounded to: wider than any threshold.
const roundTo = 50

// atBound says whether the figure is written as a bound.
func (x *clearing) atBound(i, place int) bool {
	n, d := x.value(x.Numerator[i])[place], x.value(x.Denominator[i])[place]
	b := boundOf(d, x.policy.Bound)
	return x.bounded(i) && b > 0 && (n <= b || n >= d-b)
}

// tally counts by level and rule what is withheld of an indicator.
func (x *clearing) tally(i int, id string) (out []poverty.Withheld) {
	type key struct {
		level string
		rule  rule
	}
	at := map[key]int{}
	all := x.frame.flowOf(x.Denominator[i])
	met := map[int32]bool{}
	for _, place := range slices.Concat(x.nodes, x.areas) {
		if met[place] {
			continue
		}
		met[place] = true
		w := x.withheld(i, int(place))
		if w == none && x.atBound(i, int(place)) {
			w = homogeneity
		}
		if w == none {
			continue
		}
		k := key{x.frame.level[place], w}
		if _, known := at[k]; !known {
			at[k] = len(out)
			out = append(out, poverty.Withheld{Indicator: id, Level: k.level, Rule: w.String()})
		}
		out[at[k]].Places++
		out[at[k]].Families += int(all[place])
	}
	for i := range out {
		out[i].Families = (out[i].Families + roundTo/2) / roundTo * roundTo
	}
	slices.SortStableFunc(out, func(a, b poverty.Withheld) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Rule, b.Rule))
	})
	return out
}
