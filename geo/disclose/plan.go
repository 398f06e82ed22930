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
	why     [][]rule    // by column and place; nil for columns that no indicator shows
	without []rule      // by area: why the number of families without a cell is withheld
	given   map[int]int // by column: how many counts could not be protected when it was solved last
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
	p := &plan{frame: f, sums: s, terms: t, why: make([][]rule, len(s.same)), without: make([]rule, len(f.counts.Areas)), given: map[int]int{}}
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
	return p, p.solveSums(broken)
}

// solve withholds, for reason because, what protects all that is withheld of
// the column by now. Only places that may be withheld are. Where larger or
// smaller populations are in the way, these are withheld there too, and their
// columns are broken. What cannot be protected even so is given up: mostly it is
// safe once the columns beside it are solved; where it is not, it fails the audit.
func (p *plan) solve(column int, may []bool, because rule, broken map[int]bool) error {
	f := p.flow(column)
	if !f.balanced() {
		return errUnbalanced
	}
	g := &guard{flow: f, enough: p.k, cost: p.prices(f, column, may), loose: p.loosening(column, may)}
	g.need = func(target int32) int64 {
		if f.standing[target] == free { // a slice is no figure: it must not be told exactly
			return min(p.k, 1)
		}
		return p.enough(column, int(target), p.k, p.visible)
	}
	p.given[column] = len(g.protect(p.targets(f, column)))
	for _, a := range g.added {
		if int(a) < p.places {
			p.why[column][a] = because
		} else {
			p.without[int(a)-p.frame.loose] = because
		}
	}
	if len(g.added) > 0 {
		p.loseSum(column, broken)
	}
	for _, way := range slices.Sorted(maps.Keys(g.loosened)) {
		for _, other := range p.binding(column, way) {
			p.hide(other, int(way/2), because, broken)
		}
	}
	return nil
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

// hide withholds the column in the place, which is broken by that.
func (p *plan) hide(column, place int, because rule, broken map[int]bool) {
	p.why[column][place] = because
	broken[column] = true
	p.loseSum(column, broken)
}

// loseSum says that the column is withheld in more places: its addends, where
// it has any, may have to be told less closely there.
func (p *plan) loseSum(column int, broken map[int]bool) {
	for _, sum := range p.adding {
		if sum[0] == column && p.population[column] {
			broken[sum[1]], broken[sum[2]] = true, true
		}
	}
}

// binding returns the other populations that are seen in a place and leave the
// column's count less than the threshold of room: larger ones along the place's
// arc, smaller ones against it.
func (p *plan) binding(column int, way int32) (others []int) {
	place, among := int(way/2), p.larger
	if way&1 == 1 {
		among = p.smaller
	}
	n := p.flowOf(column)[place]
	for _, other := range among[column] {
		if m := p.flowOf(other)[place]; (m > 0 || way&1 == 0) && m-n < p.k && n-m < p.k && p.visible(other, place) {
			others = append(others, other)
		}
	}
	return others
}

// loosening returns a function that prices withholding what binds the column.
func (p *plan) loosening(column int, may []bool) func(way int32) int64 {
	prices := map[int32]int64{}
	return func(way int32) int64 {
		place := int(way / 2)
		if place >= p.places || !may[place] || way&1 == 0 && p.saidEmpty(column, place) {
			return 0
		}
		price, met := prices[way]
		if !met {
			for _, other := range p.binding(column, way) {
				price += p.price(place, p.flowOf(other)[place])
			}
			prices[way] = price
		}
		return price
	}
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
	area := arc
	if arc >= p.places {
		area = arc - p.frame.loose + p.cells
	}
	if p.up[area] < 0 {
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
		case a < p.places && may[a] && !p.saidEmpty(column, a), a >= p.places && n > 0 && column == p.families && may[p.cells+a-p.frame.loose]:
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

// solveSums withholds a second number of every sum of two columns of which one
// is withheld while both others are shown, until that and the broken columns
// come to rest: every round withholds something more.
func (p *plan) solveSums(broken map[int]bool) error {
	for {
		maps.Copy(broken, p.hideUnseen())
		for _, sum := range p.adding {
			for place := range p.places {
				if column := p.breach(sum, place); column >= 0 {
					p.hide(column, place, linked, broken)
				}
			}
		}
		if len(broken) == 0 {
			return nil
		}
		next := map[int]bool{}
		for _, column := range slices.Sorted(maps.Keys(broken)) {
			if err := p.solve(column, p.mine, secondary, next); err != nil {
				return err
			}
		}
		broken = next
	}
}

// hideUnseen withholds counts that no indicator shows because of its other
// count, so that they are protected too, and returns their columns.
func (p *plan) hideUnseen() map[int]bool {
	hid := map[int]bool{}
	for _, column := range p.order {
		for place, why := range p.why[column] {
			if why == none && p.mine[place] && !p.saidEmpty(column, place) && !p.visible(column, place) {
				p.hide(column, place, linked, hid)
			}
		}
	}
	return hid
}

// breach returns the column to withhold in the place, -1 where there is no
// need: of the two that are shown the one that fewer indicators show.
func (p *plan) breach(sum [3]int, place int) int {
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
	if seen == 2 && !p.saidEmpty(best, place) {
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
	families     int      // the column of all families
	located      int      // the column of those with a cell; -1 where none counts them
	shareLocated int      // an indicator that shows it among all; -1 for none
	same         []int    // by column: the first with the same counts
	shownBy      [][]int  // by column: the indicators that show it
	population   []bool   // by column: something is counted among it, or it holds what is
	order        []int    // the columns shown: populations first, and the larger ones before the smaller
	larger       [][]int  // by column: shown columns that count at least as many in every atom
	smaller      [][]int  // by column: shown columns that count at most as many
	adding       [][3]int // columns of which the first is the sum of the others
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
	s.findSums(marks, first)
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
	for _, sum := range s.adding {
		other := sum[1]
		switch column {
		case sum[1]:
			other = sum[2]
		case sum[2]:
		default:
			continue
		}
		if s.population[sum[0]] && !sees(sum[0], place) && sees(other, place) {
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

// findSums finds the columns that are the sum of two others everywhere.
func (s *sums) findSums(marks []uint64, first map[uint64]int) {
	for b := range marks {
		for c := range b {
			sum, met := first[marks[b]+marks[c]]
			if met && s.same[b] == b && s.same[c] == c && marks[b] != 0 && marks[c] != 0 &&
				len(s.shownBy[sum]) > 0 && len(s.shownBy[b]) > 0 && len(s.shownBy[c]) > 0 {
				s.adding = append(s.adding, [3]int{sum, b, c})
			}
		}
	}
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
