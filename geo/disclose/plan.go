package disclose

import (
	"cmp"
	"errors"
	"maps"
	"slices"
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
	why     [][]rule // by column and place; nil for columns that are not guarded
	without []rule   // by area: why the number of families without a cell is withheld
}

// The terms on which an audience is shown anything.
type terms struct {
	k       int64
	slices  bool   // whatever can be subtracted is guarded, also where it is no place
	mine    []bool // by place: the audience is shown it
	audited []bool // by place: what is withheld there must be safe
	// primary returns the rule by which a count is withheld whatever is shown elsewhere.
	primary func(column, place int) rule
	without []rule // by area: the same of the number of families without a cell, besides the threshold; nil for none
}

// errUnbalanced says that the counts of parts and whole differ.
var errUnbalanced = errors.New("the counts of atoms, villages and areas do not add up")

// newPlan plans what the terms say, and what must be withheld besides.
func newPlan(f *frame, s *sums, t terms) (*plan, error) {
	p := &plan{frame: f, sums: s, terms: t, why: make([][]rule, len(s.same)), without: make([]rule, len(f.counts.Areas))}
	copy(p.without, t.without)
	for i := range p.without {
		if n := f.flowOf(s.families)[f.loose+i]; n > 0 && n < p.k {
			p.without[i] = few
		}
	}
	broken := map[int]bool{}
	for _, column := range slices.Clone(s.order) {
		p.why[column] = make([]rule, f.places)
		for place := range f.places {
			if t.mine[place] {
				p.why[column][place] = t.primary(column, place)
			}
		}
	}
	for _, column := range slices.Clone(s.order) {
		if err := p.solve(column, t.mine, secondary, broken); err != nil {
			return nil, err
		}
	}
	return p, p.solveSums(broken)
}

// solve withholds, for reason because, what protects all that is withheld of
// the column by now. Only places that may be withheld are. Where larger
// populations are in the way, these are withheld there too, and their columns
// are broken. What cannot be protected even so fails the audit.
func (p *plan) solve(column int, may []bool, because rule, broken map[int]bool) error {
	f := p.flow(column)
	if !f.balanced() {
		return errUnbalanced
	}
	g := &guard{flow: f, enough: p.k, cost: p.prices(f, column, may), raise: p.raising(column, may)}
	g.protect(p.targets(f, column))
	for _, a := range g.added {
		if int(a) < p.places {
			p.why[column][a] = because
		} else {
			p.without[int(a)-p.frame.loose] = because
		}
	}
	for _, a := range g.raised {
		for _, larger := range p.binding(column, int(a)) {
			p.hide(larger, int(a), because)
			broken[larger] = true
		}
	}
	return nil
}

// hide withholds the column in the place; it is guarded from then on.
func (p *plan) hide(column, place int, because rule) {
	if p.why[column] == nil {
		p.why[column] = make([]rule, p.places)
		p.order = append(p.order, column)
	}
	p.why[column][place] = because
}

// binding returns the larger populations that are seen in the place and leave
// less than the threshold of room above the column's count.
func (p *plan) binding(column, place int) (larger []int) {
	for _, l := range p.holding[column] {
		if p.flowOf(l)[place] < p.flowOf(column)[place]+p.k && p.visible(l, place) {
			larger = append(larger, l)
		}
	}
	return larger
}

// raising returns a function that prices withholding what binds the column.
func (p *plan) raising(column int, may []bool) func(arc int32) int64 {
	prices := map[int32]int64{}
	return func(arc int32) int64 {
		if int(arc) >= p.places || !may[arc] {
			return 0
		}
		price, met := prices[arc]
		if !met {
			for _, larger := range p.binding(column, int(arc)) {
				price += p.price(int(arc), p.flowOf(larger)[arc])
			}
			prices[arc] = price
		}
		return price
	}
}

// targets returns the arcs that must be safe: what is withheld and, where
// slices are guarded, every piece and every village's families without a cell
// that are fewer than the threshold.
func (p *plan) targets(f *flow, column int) (targets []int32) {
	for a, n := range f.flow {
		switch {
		case n == 0:
		case f.standing[a] == hidden && (a < p.places && p.audited[a] || a >= p.places && column == p.families && p.without[a-p.frame.loose] != none),
			f.standing[a] == free && a >= p.places && p.slices && n < p.k:
			targets = append(targets, int32(a))
		}
	}
	return targets
}

// price returns what it costs to withhold n families in a place: their number,
// so that those are withheld of which fewest are lost from view. An area is a
// line in every table and weighs four times as much as a cell.
func (p *plan) price(place int, n int64) int64 {
	if place >= p.cells && place < p.places {
		return 4 * (8 + n)
	}
	return 8 + n
}

// prices returns what it costs to withhold each arc that is shown and may be.
func (p *plan) prices(f *flow, column int, may []bool) []int64 {
	prices := make([]int64, len(f.flow))
	for a, n := range f.flow[:p.pieces] {
		switch {
		case n == 0 || f.standing[a] != known:
		case a < p.places && may[a], a >= p.places && column == p.families && may[p.cells+a-p.frame.loose]:
			prices[a] = p.price(a, n)
		}
	}
	return prices
}

// flow returns the column's flow with what the audience knows of it: what it
// is shown; that what is withheld is not empty, which would be said; and that
// no place holds more than is shown of a larger population there.
func (p *plan) flow(column int) *flow {
	f := p.trueFlow(column, p.mine)
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
// come to rest.
func (p *plan) solveSums(broken map[int]bool) error {
	for range 16 {
		maps.Copy(broken, p.hideUnseen())
		for _, sum := range p.adding {
			for place := range p.places {
				if column := p.breach(sum, place); column >= 0 {
					p.hide(column, place, linked)
					broken[column] = true
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
	return errors.New("sums of columns do not come to rest")
}

// hideUnseen withholds guarded counts that no indicator shows because of its
// other count, so that they are protected too, and returns their columns.
func (p *plan) hideUnseen() map[int]bool {
	hid := map[int]bool{}
	for _, column := range p.order {
		for place, why := range p.why[column] {
			if why == none && p.mine[place] && p.flowOf(column)[place] > 0 && !p.visible(column, place) {
				p.why[column][place] = linked
				hid[column] = true
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
	if seen == 2 && p.flowOf(best)[place] > 0 {
		return best
	}
	return -1
}

// Sums is what is the same, what holds what, and what adds up, among the
// columns of a release.
type sums struct {
	families     int      // the column of all families
	located      int      // the column of those with a cell; -1 where none counts them
	shareLocated int      // an indicator that shows it among all; -1 for none
	same         []int    // by column: the first with the same counts
	shownBy      [][]int  // by column: the indicators that show it
	order        []int    // the guarded columns, the larger populations first
	holding      [][]int  // by guarded column: shown columns that count at least as many in every atom
	adding       [][3]int // columns of which the first is the sum of the others
}

func newSums(c *Counts) *sums {
	columns := len(c.ByArea)
	s := &sums{same: make([]int, columns), shownBy: make([][]int, columns), holding: make([][]int, columns)}
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
	s.guard(c)
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
		// splitmix64: Steele, Lea & Flood 2014
		z := uint64(i+1) * 0x9e3779b97f4a7c15
		z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		sum += uint64(n) * (z ^ z>>31)
	}
	return sum
}

// guard finds the columns that are guarded: denominators, and numerators that
// hold a guarded column, because a part is never more than the whole.
func (s *sums) guard(c *Counts) {
	guarded := map[int]bool{}
	for i := range c.Indicators {
		guarded[s.same[c.Denominator[i]]] = true
	}
	for _, d := range slices.Sorted(maps.Keys(guarded)) {
		for i := range c.Indicators {
			if n := s.same[c.Numerator[i]]; holds(c.ByAtom[n], c.ByAtom[d]) {
				guarded[n] = true
			}
		}
	}
	totals := make([]uint64, len(s.same))
	for column := range s.same {
		totals[column] = total(c.ByAtom[column])
		if guarded[column] {
			s.order = append(s.order, column)
		}
	}
	slices.SortStableFunc(s.order, func(a, b int) int { return cmp.Compare(totals[b], totals[a]) })
	for column := range s.same {
		for larger := range s.same {
			if s.same[larger] == larger && larger != column && len(s.shownBy[larger]) > 0 && totals[larger] > totals[column] &&
				holds(c.ByAtom[larger], c.ByAtom[column]) {
				s.holding[column] = append(s.holding[column], larger)
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

// bind sets the bounds that follow from larger populations: where one is seen,
// no more are in a part of it, and where the share of families that have a cell
// is seen, no more lack one.
func (s *sums) bind(f *flow, column int, fr *frame, sees func(column, place int) bool, locatedSeen func(area int) bool) {
	for _, larger := range s.holding[column] {
		for place, most := range fr.flowOf(larger)[:fr.places] {
			if sees(larger, place) {
				f.high[place] = min(f.high[place], most)
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
