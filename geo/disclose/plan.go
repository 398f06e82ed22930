package disclose

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A rule is why a number is withheld.
type rule uint8

const (
	none        rule = iota // it is not
	few                     // primary: fewer families, or persons, than the threshold
	previous                // the release before withheld it
	audience                // it would tell what another audience's release withholds
	linked                  // it and another number add up to one that is withheld
	secondary               // so that nothing else can be had by subtraction
	homogeneity             // all families or none, and too few to say so as a bound
	rules       = homogeneity + 1
)

// String returns the rule as the description spells it.
func (r rule) String() string {
	return [rules]string{"shown", "few", "previous", "audience", "linked", "secondary", "homogeneity"}[r]
}

// A plan says which numbers are withheld from an audience, and why.
//
// What is planned is the state of a count, not of a figure: a count that
// several indicators show, as numerator or denominator, is withheld in all of
// them or in none. A figure is withheld where one of its two counts is.
type plan struct {
	*frame
	*sums
	terms
	why      [][]rule          // by column and place; nil for columns that no indicator shows
	without  []rule            // by area: why the number of families without a cell is withheld
	given    map[int]int       // by column: how many counts could not be protected when it was solved last
	safe     []map[int32]int64 // by column and target: how wide its interval was found to be, to who takes the column by itself
	joint    *joint            // what is known of all columns together; nil while each is planned by itself
	open     []openGoals       // by column: what may lack room since all were last looked at together
	refused  []map[int32]bool  // by column and way: where no more was to be had
	refusals int
}

// Open goals are targets, and ways with the room that other columns' counts need there.
type openGoals struct {
	targets map[int32]bool
	wants   map[int32]int64
}

// The terms on which an audience is shown anything.
type terms struct {
	k       int64
	slices  bool   // whatever can be subtracted is guarded, also where it is no place
	mine    []bool // by place: the audience is shown it
	audited []bool // by place: what is withheld there must be safe
	// primary returns the rule by which a population's count is withheld whatever
	// is shown elsewhere, and any count that was withheld before or from others.
	primary func(column, place int) rule
	without []rule // by area: the same of the number of families without a cell, besides the threshold; nil for none
}

// errUnbalanced says that the counts of parts and whole differ.
var errUnbalanced = errors.New("the counts of atoms, villages and areas do not add up")

// newPlan plans what the terms say, and what must be withheld besides.
func newPlan(f *frame, s *sums, t terms) (*plan, error) {
	p := &plan{frame: f, sums: s, terms: t, why: make([][]rule, len(s.same)), without: make([]rule, len(f.counts.Areas)), given: map[int]int{}, refused: make([]map[int32]bool, len(s.same)), safe: make([]map[int32]int64, len(s.same))}
	copy(p.without, t.without)
	for i := range p.without {
		if n := f.flowOf(s.families)[f.loose+i]; n > 0 && n < p.k {
			p.without[i] = few
		}
	}
	broken := map[int]bool{}
	for _, column := range s.order {
		p.why[column] = make([]rule, f.places)
		for place := range f.places {
			if t.mine[place] {
				p.why[column][place] = t.primary(column, place)
			}
		}
	}
	for _, column := range s.order {
		if !s.population[column] {
			broken[column] = true // once it is known where its figures are withheld
			continue
		}
		if err := p.solve(column, t.mine, secondary, broken); err != nil {
			return nil, err
		}
	}
	if err := p.solveSums(broken, t.mine, secondary); err != nil {
		return nil, err
	}
	// What is withheld from those who take all columns together is guarded by the
	// whole threshold too, and so on until both are at rest. To withhold more of
	// other columns only widens what can be known of one.
	for {
		before := p.hiddenNow()
		if err := p.solveJointly(t.mine, secondary); err != nil {
			return nil, err
		}
		p.joint = nil
		more := map[int]bool{}
		for column, n := range p.hiddenNow() {
			if n != before[column] {
				more[column] = true
			}
		}
		if len(more) == 0 {
			return p, nil
		}
		before = p.hiddenNow()
		if err := p.solveSums(more, t.mine, secondary); err != nil {
			return nil, err
		}
		if slices.Equal(p.hiddenNow(), before) {
			return p, nil
		}
	}
}

// solve withholds, for reason because, what protects all that is withheld of
// the column by now. Only places that may be withheld are. Where larger or
// smaller populations are in the way, these are withheld there too, and their
// columns are broken. What cannot be protected even so is given up: mostly it is
// safe once the columns beside it are solved; where it is not, it fails the audit.
func (p *plan) solve(column int, may []bool, because rule, broken map[int]bool) error {
	f, err := p.flowBeside(column)
	if err != nil {
		return err
	}
	g := &guard{flow: f, enough: p.room(), cost: p.prices(f, column, may), loose: p.loosening(column, may)}
	g.need = func(target int32) int64 { return p.needed(column, target) }
	targets := p.targets(f, column)
	if p.joint != nil {
		targets = slices.DeleteFunc(targets, func(t int32) bool { return !p.open[column].targets[t] })
		for _, way := range slices.Sorted(maps.Keys(p.open[column].wants)) {
			g.wants = append(g.wants, want{way, p.open[column].wants[way]})
		}
		p.open[column] = openGoals{}
	} else {
		targets = slices.DeleteFunc(targets, func(t int32) bool { return p.safe[column][t] >= p.needed(column, t) })
	}
	failed := g.protect(targets)
	p.noteSafe(column, g, failed)
	p.given[column] = len(failed)
	for _, of := range failed {
		if of.way >= 0 {
			p.refuse(column, of.way)
		}
	}
	for _, a := range g.added {
		p.withhold(column, int(a), because)
		p.loseSum(column, a, broken)
	}
	for _, way := range slices.Sorted(maps.Keys(g.loosened)) {
		for _, b := range p.binding(column, way) {
			if b.room == 0 {
				p.hide(b.column, int(b.way/2), because, broken)
			} else {
				p.wantOf(b, broken)
			}
		}
	}
	return nil
}

// noteSafe notes which intervals a guard has found, or made, wide enough. They
// stay so: to withhold more, of this column or of others, only widens them.
func (p *plan) noteSafe(column int, g *guard, failed []goal) {
	if p.joint != nil {
		return
	}
	if p.safe[column] == nil {
		p.safe[column] = map[int32]int64{}
	}
	for _, of := range g.goals {
		if g.standing[of.arc] != known {
			p.safe[column][of.arc] = of.need
		}
	}
	for _, of := range failed {
		delete(p.safe[column], of.arc)
	}
}

// needed returns how wide the interval of a target must be.
func (p *plan) needed(column int, target int32) int64 {
	if int(target) >= p.pieces { // a slice is no figure: it must not be told exactly
		return min(p.k, 1)
	}
	need := p.enough(column, int(target), p.k, p.visible)
	if p.joint != nil {
		return together(p.flowOf(column)[target], need, p.k)
	}
	return need
}

// room returns how wide intervals must be: the threshold while each column is
// planned by itself, see [byAll] for those who take all of them.
func (p *plan) room() int64 {
	if p.joint != nil {
		return byAll(p.k)
	}
	return p.k
}

// flowBeside returns the column's flow with what the audience knows of it, and
// what is known of the columns beside it.
func (p *plan) flowBeside(column int) (*flow, error) {
	f := p.flow(column)
	if p.joint != nil {
		p.joint.hand(f, column)
		f.open()
	}
	if !f.balanced() {
		return nil, errUnbalanced
	}
	return f, nil
}

// solveJointly withholds what protects all that is withheld from those who take
// all columns together, until nothing lacks room. Where no way is found, what is
// shown around a count that lacks it is withheld of all columns that bear on it,
// further and further.
func (p *plan) solveJointly(may []bool, because rule) error {
	for far := 0; ; {
		told, err := p.lookJointly()
		if err != nil || len(told) == 0 || far > farthest {
			return err
		}
		broken := map[int]bool{}
		for column, targets := range told {
			for _, t := range targets {
				p.reopen(column, t, broken)
			}
		}
		before, refused := p.hiddenNow(), p.refusals
		if err := p.solveSums(broken, may, because); err != nil {
			return err
		}
		if p.refusals == refused && slices.Equal(p.hiddenNow(), before) {
			far++
			p.hideAround(told, far, may, because, broken)
			if err := p.solveSums(broken, may, because); err != nil {
				return err
			}
		}
	}
}

// farthest is how many steps around a count all is withheld before it is given up.
const farthest = 6

// hideAround withholds what is shown around counts of all columns that bear on them.
func (p *plan) hideAround(told map[int][]int32, far int, may []bool, because rule, broken map[int]bool) {
	for _, column := range slices.Sorted(maps.Keys(told)) {
		bearing := slices.Concat([]int{column}, p.larger[column], p.smaller[column])
		for _, i := range p.addingOf[column] {
			bearing = append(bearing, p.adding[i]...)
		}
		for _, t := range told[column] {
			for _, arc := range p.around(t, far) {
				for _, other := range bearing {
					if int(arc) < p.places && may[arc] && p.why[other][arc] == none && !p.saidEmpty(other, int(arc)) {
						p.hide(other, int(arc), because, broken)
					}
				}
			}
		}
	}
}

// around returns the arcs within so many steps of one, not over the ground.
func (p *plan) around(arc int32, far int) (arcs []int32) {
	met := map[int32]bool{ground: true}
	nodes := []int32{p.from[arc], p.to[arc]}
	for range far {
		var next []int32
		for _, node := range nodes {
			if met[node] {
				continue
			}
			met[node] = true
			for _, t := range p.touch[p.start[node]:p.start[node+1]] {
				arcs, next = append(arcs, t.way/2), append(next, t.next)
			}
		}
		nodes = next
	}
	slices.Sort(arcs)
	return slices.Compact(arcs)
}

// hiddenNow counts what is withheld, by column; the families without a cell
// are some of all.
func (p *plan) hiddenNow() []int {
	hidden := func(why []rule) (n int) {
		for _, w := range why {
			if w != none {
				n++
			}
		}
		return n
	}
	counts := make([]int, len(p.why))
	for column, why := range p.why {
		counts[column] = hidden(why)
	}
	counts[p.families] += hidden(p.without)
	return counts
}

// lookJointly finds what is known of all columns together, and returns by column
// the counts that are too well known.
func (p *plan) lookJointly() (told map[int][]int32, err error) {
	flows, targets := make([]*flow, len(p.same)), make([][]int32, len(p.same))
	for _, column := range p.order {
		flows[column] = p.flow(column)
		targets[column] = p.targets(flows[column], column)
	}
	p.open = make([]openGoals, len(p.same))
	p.joint = newJoint(p.frame, p.sums, byAll(p.k), flows, targets)
	p.joint.narrow()
	told = map[int][]int32{}
	for column, narrow := range p.joint.narrowed(p.needed) {
		f, err := p.flowBeside(column)
		if err != nil {
			return nil, err
		}
		for _, t := range narrow {
			if lack, _, _, _ := f.safe(t, p.needed(column, t)); lack > 0 {
				told[column] = append(told[column], t)
			}
		}
	}
	return told, nil
}

// givenUp names the indicators that show a count which could not be protected, and how many.
func (p *plan) givenUp() string {
	var names []string
	for _, column := range p.order {
		if p.given[column] == 0 {
			continue
		}
		shown := "a sum"
		if by := p.shownBy[column]; len(by) > 0 {
			shown = p.counts.Indicators[by[0]].ID
		}
		names = append(names, fmt.Sprintf("%s (%d)", shown, p.given[column]))
	}
	if names == nil {
		return ""
	}
	return "; no way was found to protect " + strings.Join(names, ", ")
}

// hide withholds the column on the arc, which is broken by that.
func (p *plan) hide(column, arc int, because rule, broken map[int]bool) {
	p.withhold(column, arc, because)
	p.reopen(column, int32(arc), broken)
	p.loseSum(column, int32(arc), broken)
}

// withhold notes that the column is withheld on the arc.
func (p *plan) withhold(column, arc int, because rule) {
	if arc < p.places {
		p.why[column][arc] = because
	} else {
		p.without[arc-p.frame.loose] = because
	}
	if p.joint != nil {
		p.joint.forget(column, int32(arc))
	}
}

// wantOf notes that the column needs more room, which is broken by that.
func (p *plan) wantOf(b binder, broken map[int]bool) {
	g := &p.open[b.column]
	if g.wants == nil {
		g.wants = map[int32]int64{}
	}
	if p.joint.grant(b) {
		g.wants[b.way] = b.room
		broken[b.column] = true
	}
}

// loseSum says that the column is withheld on one more arc: its addends, where
// it has any, may have to be told less closely there.
func (p *plan) loseSum(column int, arc int32, broken map[int]bool) {
	for _, i := range p.addingOf[column] {
		if sum := p.adding[i]; sum[0] == column && p.population[column] {
			for _, part := range sum[1:] {
				p.reopen(part, arc, broken)
			}
		}
	}
}

// reopen says that the column's count on an arc may lack room.
func (p *plan) reopen(column int, arc int32, broken map[int]bool) {
	broken[column] = true
	if p.joint == nil {
		return // all of the column is solved
	}
	g := &p.open[column]
	if g.targets == nil {
		g.targets = map[int32]bool{}
	}
	g.targets[arc] = true
}

// A binder is another column that leaves a count less than the threshold of
// room: it must be withheld there or, where it is, have more room its way.
type binder struct {
	column int
	want
}

// impossible is the room of a binder that cannot give way.
const impossible = -1

// refuse notes that no way was found to give the column the room that was wanted.
func (p *plan) refuse(column int, way int32) {
	if p.refused[column] == nil {
		p.refused[column] = map[int32]bool{}
	}
	if !p.refused[column][way] {
		p.refused[column][way] = true
		p.refusals++
	}
}

// binding returns the other columns that leave the column's count less than the
// threshold of room along a way: larger ones along the arc, smaller ones against
// it, and those that add up with it.
func (p *plan) binding(column int, way int32) (binders []binder) {
	arc, among := int(way/2), p.larger
	if way&1 == 1 {
		among = p.smaller
	}
	n := p.flowOf(column)[arc]
	for _, other := range among[column] {
		m := p.flowOf(other)[arc]
		switch {
		case p.seenOn(other, arc):
			if (m > 0 || way&1 == 0) && m-n < p.room() && n-m < p.room() {
				binders = append(binders, binder{other, want{way, 0}})
			}
		case p.joint != nil:
			if room := p.joint.wanting(other, way, n); room > 0 {
				binders = append(binders, p.asked(other, way, room))
			}
		}
	}
	if p.joint == nil {
		return binders
	}
	return append(binders, p.addingUp(column, way)...)
}

// seenOn says whether the column's count on an arc is shown.
func (p *plan) seenOn(column, arc int) bool {
	if arc >= p.places {
		return arc < p.pieces && column == p.families && p.locatedSeen(arc-p.frame.loose)
	}
	return p.visible(column, arc)
}

// asked returns what another column is asked for; impossible where it was
// refused before.
func (p *plan) asked(other int, way int32, room int64) binder {
	if p.refused[other][way] {
		room = impossible
	}
	return binder{other, want{way, room}}
}

// addingUp returns what is to be asked for of others where a sum leaves the
// column too little room.
func (p *plan) addingUp(column int, way int32) (binders []binder) {
	arc := way / 2
	n := p.flowOf(column)[arc]
	for _, i := range p.addingOf[column] {
		sum := p.adding[i]
		low, high := p.joint.added(sum, column, arc)
		lack := n + p.room() - high
		if way&1 == 1 {
			lack = low - max(0, n-p.room())
		}
		if lack <= 0 || p.joint.restKnown(sum, column, arc) {
			continue
		}
		for at, member := range sum {
			if lack <= 0 || member == column || p.seenOn(member, int(arc)) {
				continue
			}
			along := way
			if column != sum[0] && at > 0 { // what one part has more the other has less
				along ^= 1
			}
			if had, most := p.joint.room(member, along); most > had && !p.refused[member][along] {
				more := min(most-had, lack)
				binders = append(binders, p.asked(member, along, had+more))
				lack -= more
			}
		}
		if lack > 0 && way&1 == 0 {
			binders = append(binders, binder{column, want{way, impossible}})
		}
	}
	return binders
}

// loosening returns a function that prices withholding what binds the column.
func (p *plan) loosening(column int, may []bool) func(way int32) int64 {
	prices := map[int32]int64{}
	return func(way int32) int64 {
		arc := int(way / 2)
		if p.joint == nil && arc >= p.pieces || way&1 == 0 && arc < p.places && p.saidEmpty(column, arc) {
			return 0
		}
		price, met := prices[way]
		if !met {
			for _, b := range p.binding(column, way) {
				if b.room == impossible || b.room == 0 && !may[p.placeOf(arc)] {
					price = 0
					break
				}
				price += p.price(arc, p.flowOf(b.column)[arc])
			}
			prices[way] = price
		}
		return price
	}
}

// placeOf returns the place of an arc, which is the area of a loose one.
func (p *plan) placeOf(arc int) int {
	if arc >= p.places {
		return arc - p.frame.loose + p.cells
	}
	return arc
}

// targets returns the arcs that must be safe: what is withheld and, where
// slices are guarded, every piece and every village's families without a cell
// of a population that are fewer than the threshold.
func (p *plan) targets(f *flow, column int) (targets []int32) {
	for a, n := range f.flow {
		switch {
		case n == 0:
		case f.standing[a] == hidden && (a < p.places && p.audited[a] || a >= p.places && column == p.families && p.without[a-p.frame.loose] != none),
			f.standing[a] == free && a >= p.places && p.slices && p.population[column] && n < p.k && !p.isLeaf(a):
			targets = append(targets, int32(a))
		}
	}
	return targets
}

// price returns what it costs to withhold n families in a place: their number,
// so that those are withheld of which fewest are lost from view. An area is a
// line in every table and weighs four times as much as a cell. The whole of the
// ground comes last.
func (p *plan) price(arc int, n int64) int64 {
	if arc < p.cells {
		return 8 + n
	}
	if arc >= p.pieces {
		return 8 + n
	}
	if p.up[p.placeOf(arc)] < 0 {
		return last + n
	}
	return 4 * (8 + n)
}

// prices returns what it costs to withhold each arc that is shown and may be.
func (p *plan) prices(f *flow, column int, may []bool) []int64 {
	prices := make([]int64, len(f.flow))
	for a, n := range f.flow[:p.pieces] {
		switch {
		case f.standing[a] != known:
		case a < p.places && may[a] && !p.saidEmpty(column, a), a >= p.places && n > 0 && column == p.families && may[p.placeOf(a)]:
			prices[a] = p.price(a, n)
		}
	}
	return prices
}

// flow returns the column's flow with what the audience knows of it: what it
// is shown; that what is withheld is not empty, which would be said; and that
// no place holds more than is shown of a larger population there, nor less than
// of a smaller one.
func (p *plan) flow(column int) *flow {
	f := p.trueFlow(column, p.populated(column, p.mine))
	for place, why := range p.why[column] {
		switch {
		case why != none:
			f.standing[place] = hidden
		case p.mine[place]:
			f.standing[place] = known
		}
	}
	p.bind(f, column, p.frame, p.visible, p.locatedSeen)
	f.open()
	return f
}

// locatedSeen says whether it is shown how many families of the area have a cell.
func (p *plan) locatedSeen(at int) bool {
	return p.shareLocated >= 0 && p.withheld(p.shareLocated, p.cells+at) == none
}

// withheld returns why the indicator's figure is withheld in the place.
func (p *plan) withheld(indicator, place int) rule {
	n, d := p.same[p.counts.Numerator[indicator]], p.same[p.counts.Denominator[indicator]]
	if w := p.why[d]; w != nil && w[place] != none {
		return w[place]
	}
	if w := p.why[n]; w != nil && w[place] != none {
		return w[place]
	}
	if n == p.located && d == p.families && n != d && place >= p.cells {
		return p.without[place-p.cells]
	}
	return none
}

// visible says whether any indicator shows the column in the place.
func (p *plan) visible(column, place int) bool {
	if !p.mine[place] {
		return false
	}
	for _, i := range p.shownBy[p.same[column]] {
		if p.withheld(i, place) == none {
			return true
		}
	}
	return false
}

// solveSums withholds a second number of every sum of columns of which one is
// withheld while all others are shown, until that and the broken columns come to
// rest: every round withholds something more.
func (p *plan) solveSums(broken map[int]bool, may []bool, because rule) error {
	for {
		maps.Copy(broken, p.hideUnseen(may))
		for _, sum := range p.adding {
			for place := range p.places {
				if column := p.breach(sum, place); may[place] && column >= 0 {
					p.hide(column, place, linked, broken)
				}
			}
		}
		if len(broken) == 0 {
			return nil
		}
		next := map[int]bool{}
		for _, column := range slices.Sorted(maps.Keys(broken)) {
			if err := p.solve(column, may, because, next); err != nil {
				return err
			}
		}
		broken = next
	}
}

// hideUnseen withholds counts that no indicator shows because of its other
// count, so that they are protected too, and returns their columns.
func (p *plan) hideUnseen(may []bool) map[int]bool {
	hid := map[int]bool{}
	for _, column := range p.order {
		for place, why := range p.why[column] {
			if why == none && may[place] && !p.saidEmpty(column, place) && !p.visible(column, place) {
				p.hide(column, place, linked, hid)
			}
		}
	}
	return hid
}

// breach returns the column to withhold in the place, -1 where there is no
// need: of those that are shown the one that fewest indicators show.
func (p *plan) breach(sum []int, place int) int {
	best, seen := -1, 0
	for _, column := range sum {
		if !p.visible(column, place) {
			continue
		}
		seen++
		if best < 0 || len(p.shownBy[column]) < len(p.shownBy[best]) {
			best = column
		}
	}
	if seen == len(sum)-1 && !p.saidEmpty(best, place) {
		return best
	}
	return -1
}

// saidEmpty says whether the column has nothing in the place that could be
// withheld: a population is said to be empty where it is, and with it all that
// it holds; that none of those who are there are reached is not.
func (p *plan) saidEmpty(column, place int) bool {
	if p.flowOf(column)[place] > 0 {
		return false
	}
	return p.population[column] || slices.ContainsFunc(p.larger[column], func(l int) bool {
		return p.population[l] && p.flowOf(l)[place] == 0
	})
}

// sums are what is the same, what holds what, and what adds up, among the
// columns of a release.
type sums struct {
	families     int     // the column of all families
	located      int     // the column of those with a cell; -1 where none counts them
	shareLocated int     // an indicator that shows it among all; -1 for none
	same         []int   // by column: the first with the same counts
	shownBy      [][]int // by column: the indicators that show it
	population   []bool  // by column: something is counted among it, or it holds what is
	order        []int   // the columns shown: populations first, and the larger ones before the smaller
	larger       [][]int // by column: shown columns that count at least as many in every atom
	smaller      [][]int // by column: shown columns that count at most as many
	adding       [][]int // columns of which the first is the sum of the others
	addingOf     [][]int // by column: which of these it is in
}

func newSums(c *Counts) *sums {
	columns := len(c.ByArea)
	s := &sums{same: make([]int, columns), shownBy: make([][]int, columns)}
	marks := make([]uint64, columns)
	first := map[uint64]int{}
	for i := range marks {
		marks[i] = fingerprint(c.ByAtom[i])
		at, met := first[marks[i]]
		if !met {
			at = i
			first[marks[i]] = i
		}
		s.same[i] = at
	}
	for i := range c.Indicators {
		n, d := s.same[c.Numerator[i]], s.same[c.Denominator[i]]
		s.shownBy[d] = append(s.shownBy[d], i)
		if n != d {
			s.shownBy[n] = append(s.shownBy[n], i)
		}
	}
	s.findLocated(c, first)
	s.rank(c)
	s.nest(c)
	s.findSums(c, marks, first)
	return s
}

// findLocated finds where it is shown how many families have a cell.
func (s *sums) findLocated(c *Counts, first map[uint64]int) {
	s.families, s.located, s.shareLocated = s.same[c.Families], -1, -1
	located := slices.Clone(c.ByAtom[c.Families])
	for i, a := range c.Atoms {
		if a.Cell < 0 {
			located[i] = 0
		}
	}
	if column, met := first[fingerprint(located)]; met {
		s.located = column
	}
	for i := range c.Indicators {
		if n, d := s.same[c.Numerator[i]], s.same[c.Denominator[i]]; n == s.located && d == s.families && n != d {
			s.shareLocated = i
		}
	}
}

// fingerprint returns a sum of the counts with random weights: that of a sum
// of columns is the sum of theirs, and different columns hardly ever share one.
func fingerprint(counts []uint32) (sum uint64) {
	for i, n := range counts {
		sum += uint64(n) * mix(uint64(i+1)*0x9e3779b97f4a7c15)
	}
	return sum
}

// mix makes neighbours strangers: the finalizer of SplitMix64 (Steele, Lea & Flood 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// rank finds the populations: denominators, and numerators that hold one,
// because a part is never more than the whole; and puts all columns in order.
func (s *sums) rank(c *Counts) {
	s.population = make([]bool, len(s.same))
	for i := range c.Indicators {
		s.population[s.same[c.Denominator[i]]] = true
	}
	for d, counted := range slices.Clone(s.population) {
		for i := range c.Indicators {
			if n := s.same[c.Numerator[i]]; counted && holds(c.ByAtom[n], c.ByAtom[d]) {
				s.population[n] = true
			}
		}
	}
	for _, population := range []bool{true, false} {
		first := len(s.order)
		for column := range s.same {
			if len(s.shownBy[column]) > 0 && s.population[column] == population {
				s.order = append(s.order, column)
			}
		}
		slices.SortStableFunc(s.order[first:], func(a, b int) int { return cmp.Compare(total(c.ByAtom[b]), total(c.ByAtom[a])) })
	}
}

// populated returns where it is known that the column is not empty unless it is
// said to be: of populations where they are drawn. Whether any of them are
// reached is not said where that is withheld.
func (s *sums) populated(column int, drawn []bool) []bool {
	if s.population[column] {
		return drawn
	}
	return nil
}

// enough returns how wide the interval of a count that is withheld in a place
// must be under threshold k: that of a population k, and that of a part which
// tells it, because what else adds up to it is seen; any other must not be told
// exactly.
func (s *sums) enough(column, place int, k int64, sees func(column, place int) bool) int64 {
	if s.population[column] {
		return k
	}
	for _, i := range s.addingOf[column] {
		sum := s.adding[i]
		if sum[0] == column || !s.population[sum[0]] || sees(sum[0], place) {
			continue
		}
		if !slices.ContainsFunc(sum[1:], func(other int) bool { return other != column && !sees(other, place) }) {
			return k
		}
	}
	return min(k, 1)
}

// nest finds which columns hold which.
func (s *sums) nest(c *Counts) {
	s.larger, s.smaller = make([][]int, len(s.same)), make([][]int, len(s.same))
	totals := make([]uint64, len(s.same))
	for _, column := range s.order {
		totals[column] = total(c.ByAtom[column])
	}
	for _, large := range s.order {
		for _, small := range s.order {
			if totals[large] > totals[small] && holds(c.ByAtom[large], c.ByAtom[small]) {
				s.larger[small], s.smaller[large] = append(s.larger[small], large), append(s.smaller[large], small)
			}
		}
	}
}

// holds says whether larger counts at least as many as smaller in every place.
func holds(larger, smaller []uint32) bool {
	for i, n := range smaller {
		if larger[i] < n {
			return false
		}
	}
	return true
}

// findSums finds the columns that are the sum of others everywhere.
func (s *sums) findSums(c *Counts, marks []uint64, first map[uint64]int) {
	shown := slices.DeleteFunc(span(0, len(marks)), func(column int32) bool {
		return s.same[column] != int(column) || marks[column] == 0 || len(s.shownBy[column]) == 0
	})
	for i, b := range shown {
		for _, c := range shown[:i] {
			s.addSum(marks, first, int(b), int(c))
		}
	}
	s.findLargeSums(c, shown)
	s.addingOf = make([][]int, len(s.same))
	for i, sum := range s.adding {
		for _, column := range sum {
			s.addingOf[column] = append(s.addingOf[column], i)
		}
	}
}

// addSum notes the column that is the sum of the parts, if there is one.
func (s *sums) addSum(marks []uint64, first map[uint64]int, parts ...int) {
	mark := uint64(0)
	for _, part := range parts {
		mark += marks[part]
	}
	if whole, met := first[mark]; met && len(s.shownBy[whole]) > 0 {
		s.adding = append(s.adding, append([]int{whole}, parts...))
	}
}

// findLargeSums finds sums of three columns and more. Of families whose record
// keys are known the parts must be the same families as the whole, for in a small
// register many numbers add up by chance.
func (s *sums) findLargeSums(c *Counts, shown []int32) {
	for _, whole := range shown {
		search := split{c: c, whole: int(whole), steps: mostSteps}
		for _, column := range s.smaller[whole] {
			if s.same[column] == column && total(c.ByAtom[column]) > 0 {
				search.parts = append(search.parts, column)
			}
		}
		search.cover(slices.Clone(c.ByAtom[whole]), 0, 0, nil)
		s.adding = append(s.adding, search.found...)
	}
}

// mostSteps is how long the sums of one column are looked for. Those of the
// classes of a measure are found long before, unless there are as few atoms as columns.
const mostSteps = 20_000

// A split is a search for the columns that a whole is the sum of, as a puzzle is
// laid: whatever covers the first atom that is left (Knuth 2000, Dancing links).
type split struct {
	c     *Counts
	whole int
	parts []int
	steps int
	found [][]int
}

// cover tries the parts from next on for the atom, given what is left of the whole
// once those taken are gone.
func (s *split) cover(left []uint32, atom, next int, taken []int) {
	for atom < len(left) && left[atom] == 0 {
		atom, next = atom+1, 0
	}
	if atom == len(left) {
		s.take(taken)
		return
	}
	for i := next; i < len(s.parts); i++ {
		part := s.c.ByAtom[s.parts[i]]
		if s.steps--; s.steps < 0 {
			return
		}
		if part[atom] == 0 || !holds(left, part) || slices.Contains(taken, s.parts[i]) {
			continue
		}
		rest := slices.Clone(left)
		for a, n := range part {
			rest[a] -= n
		}
		s.cover(rest, atom, i+1, append(slices.Clone(taken), s.parts[i]))
	}
}

// take notes a sum of three parts or more.
func (s *split) take(parts []int) {
	if keys := s.c.Keys; keys != nil && keys[s.whole] != nil {
		left := sumOf(keys[s.whole])
		for _, part := range parts {
			left -= sumOf(keys[part])
		}
		if left != 0 {
			return
		}
	}
	if len(parts) > 2 {
		s.found = append(s.found, append([]int{s.whole}, parts...))
	}
}

// sumOf returns the sum modulo 2^32.
func sumOf(keys []uint32) (sum uint32) {
	for _, k := range keys {
		sum += k
	}
	return sum
}

// bind sets the bounds that follow from larger and smaller populations: where
// one is seen, no more are in a part of it, and no fewer in a whole; and where
// the share of families that have a cell is seen, no more lack one.
func (s *sums) bind(f *flow, column int, fr *frame, sees func(column, place int) bool, locatedSeen func(area int) bool) {
	for _, larger := range s.larger[column] {
		for place, most := range fr.flowOf(larger)[:fr.places] {
			if most < f.high[place] && sees(larger, place) {
				f.high[place] = most
			}
		}
	}
	for _, smaller := range s.smaller[column] {
		for place, least := range fr.flowOf(smaller)[:fr.places] {
			if least > f.low[place] && sees(smaller, place) {
				f.low[place] = least
			}
		}
	}
	for i := range fr.counts.Areas {
		a := fr.loose + i
		switch {
		case locatedSeen(i) && column == s.families:
			f.standing[a] = known
		case locatedSeen(i):
			f.high[a] = fr.flowOf(s.families)[a]
		case column == s.families:
			f.standing[a] = hidden
		}
	}
}
