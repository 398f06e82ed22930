// Package disclose decides what may be shown. It is the only maker of a
// cleared cell or area: everything that leaves tepat for a map, a table or a
// file is read from a [Release], whose fields nobody else can write.
//
// # What is protected, and from whom
//
// A count of families is withheld where it is below the audience's threshold
// k, wherever it is a population, that is a denominator or what holds one: who
// knows of three families that two are reached knows too much of the third.
// (Other counts are small wherever a programme reaches few, and are shown; see
// [Policy] for what the public gets instead.) The attacker knows the rules and the thresholds, the ground, every
// figure at every zoom and level, of all indicators, of his audience's release
// and those of audiences that are shown less, and the releases before. He
// subtracts. He does not know the record keys.
//
// # How
//
//   - The hexagons are a mosaic of leaves that hold k families each, and k of
//     those whom the main programmes are for; the mosaics of audiences and of
//     releases that follow each other nest.
//   - A count has one state in a place, in whatever indicator it appears:
//     shown everywhere or withheld everywhere. Of columns of which one is
//     the sum of the others, never exactly one is withheld.
//   - What is published of a column is a flow in a network of hexagons, pieces
//     of leaves in villages, villages, districts and regency. The interval in
//     which a withheld count must lie is the range of its arc over all flows
//     that agree with what is shown, which two greatest flows give exactly, and
//     lies between the smaller and the larger populations that are shown there.
//     Further counts are withheld until every such interval is k wide, the
//     cheapest in families first, and what binds them where that leaves no room.
//   - Who takes all columns together hands intervals on: from what is withheld of
//     one population to those that hold it, that it holds, and that add up with
//     it. What he can know of a population below the threshold by that is k/3
//     wide, and at least two numbers remain possible.
//   - A numerator that is withheld with its denominator, or for another's sake,
//     is not told exactly either; nor is what is no place but can be had by
//     subtraction: those of a population in one village and one leaf.
//   - The plan of an audience that is shown less withholds all that is withheld
//     from those that are shown more, and every sum of its own that would tell.
//   - What was withheld stays so in the next release, under whatever indicator
//     the count is shown. A planner may see that a
//     place that is shown in both has changed by a few families; for the public
//     it keeps all its figures until some number of it has moved by more than
//     noise and three families can move it.
//   - The public's numbers have noise by cell keys; none and all are bounds.
//
// [Audit] checks the releases themselves, knowing nothing of the plan. Clear
// returns no release that fails it.
//
// # What is not protected
//
// A part that is itself below the threshold is shown as a numerator, by the
// policy; that the place's withheld whole is no less is not held against it.
// That none are reached may be told where it is withheld.
//
// Columns are held against each other place by place and piece by piece: what is
// known of one bounds the others there, over and over, and the exact range of
// each in its own network is found within these bounds. A linear program over
// all columns at once may know more: that a family which one column moves from
// one place to another is moved in the columns that hold it too is not followed
// through. Nor are differences followed of columns that neither hold each other
// nor add up (of two that overlap, say).
//
// He is kept from a third of the threshold and not from all of it because that
// would withhold 60 to 70 % more figures (of 250,000 families of the real
// villages 126,424 from planners, and 73,767), leave coverage seen at resolution
// 8 or finer for 41 % of the eligible there, and not for half, and take twice as
// long to plan.
//
// Sums of two columns are found by their counts, of more by the counts and record
// keys of the atoms. A search that is as long as all atoms and columns allow is
// given up: of a register with as few atoms as columns some sum may be missed.
//
// A planner's release is held against the public's of the same indicators. One
// with other indicators, and any but the last release of an audience, is guarded
// by the memory of what was withheld alone, not audited.
//
// Sums of what families live on stand outside of the audit. They are guarded by
// rules of their own, see consumption. From release to release they are guarded
// by their rounding: one family alone moves nothing that was rounded anew, but
// when several have joined, one by one, a figure moves with the last.
//
// Figures that a public place keeps are old. On the real villages the mean error of
// public shares is 0.9 percentage points in a first release and 1.1, 1.3, 1.4, 1.5 and
// 1.5 in the five after it, when two families in a hundred change between each and
// the next; the description says how many places keep theirs, and within how many
// families.
//
// And who was shown a place yesterday, and sees by the district that one family
// left, knows what is withheld of it today. That a place fell below the
// threshold, and a leaf was put together with its neighbour for it, is seen.
package disclose

import (
	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// A State says why a figure is there or not.
type State uint8

// The four states; the zero State shows nothing.
const (
	Withheld State = iota // protected: too few families
	NoData                // nothing to count: the denominator is empty
	Zero                  // a true zero
	Value                 // a figure
)

// String returns the state as columns and JSON spell it.
func (s State) String() string {
	return [...]string{"withheld", "no_data", "zero", "value"}[s&3]
}

// A Figure is one cleared indicator at one place.
type Figure struct {
	state    State
	num, den uint32
	share    bool
	bound    Bound
}

// A Bound says that a figure is only known to lie on one side of a number.
type Bound int8

// The bounds; the zero Bound is a figure as it is.
const (
	AtMost  Bound = -1 // at most this: 5 %, or one family where that is more, or none
	Exactly Bound = 0
	AtLeast Bound = 1 // at least this: 95 %, or all but one family, or all
)

// String returns the bound as columns and JSON spell it; "" for none.
func (b Bound) String() string { return [...]string{"at_most", "", "at_least"}[b+1] }

// State returns the figure's state.
func (f Figure) State() State { return f.state }

// Shown says whether the numbers may be read: the state is Value or Zero.
func (f Figure) Shown() bool { return f.state >= Zero }

// Numerator returns the families counted; 0 unless Shown.
func (f Figure) Numerator() uint32 { return f.num }

// Denominator returns the families they are counted among; 0 unless Shown.
func (f Figure) Denominator() uint32 { return f.den }

// Bound says whether the numerator stands for all that are smaller or greater.
func (f Figure) Bound() Bound { return f.bound }

// Value returns the figure in its indicator's unit: families, or a share of 0 to 1; 0 unless Shown.
func (f Figure) Value() float64 {
	if !f.share {
		return float64(f.num)
	}
	if f.den == 0 {
		return 0
	}
	return float64(f.num) / float64(f.den)
}

// A Release is everything that may be shown of one numbered release.
type Release struct {
	about poverty.Release
	cells Cells
	areas Areas
}

// About describes the release.
func (r *Release) About() poverty.Release { return r.about }

// Cells returns the cleared cells of all resolutions.
func (r *Release) Cells() *Cells { return &r.cells }

// Areas returns the cleared areas of all levels.
func (r *Release) Areas() *Areas { return &r.areas }

// figures are packed columns, one an indicator: numerator and denominator by
// place. A denominator is kept plus one, so that 0, the honest zero, is
// withheld; where it is not shown the numerator is 0 too. Indicators that
// count among the same families share the column.
type figures struct {
	num, den [][]uint32
	share    []bool
	bound    float64 // shares up to this, and from its complement on, are bounds; 0: none are
}

func (f *figures) at(i, indicator int) Figure {
	num, den := f.num[indicator][i], f.den[indicator][i]
	state := stateOf(num, den)
	if state < Zero {
		return Figure{state: state, share: f.share[indicator]}
	}
	return Figure{state, num, den - 1, f.share[indicator], f.boundOf(num, den-1)}
}

// boundOf returns whether the numbers are written as a bound: none is where
// numerator and denominator are one count.
func (f *figures) boundOf(num, den uint32) Bound {
	switch b := boundOf(den, f.bound); {
	case b == 0 || num == 0 || num == den:
		return Exactly
	case num <= b:
		return AtMost
	case num >= den-b:
		return AtLeast
	}
	return Exactly
}

// stateOf returns the state of a cleared numerator and of its denominator plus one.
func stateOf(num, den uint32) State {
	switch {
	case den == 0:
		return Withheld
	case den == 1:
		return NoData
	case num == 0:
		return Zero
	}
	return Value
}

// Cells are the nodes of the mosaic, sorted by resolution, then by cell.
//
// A node is either a leaf (drawn at its own and every finer resolution) or was
// split into finer leaves (drawn at its own resolution only, as their sum).
type Cells struct {
	cell, group []hex.Cell
	leaf        []bool
	figures
}

// Len returns the number of nodes.
func (c *Cells) Len() int { return len(c.cell) }

// At returns node i.
func (c *Cells) At(i int) Cell { return Cell{c, i} }

// A Cell is one cleared cell.
type Cell struct {
	of *Cells
	i  int
}

// H3 returns the cell.
func (c Cell) H3() hex.Cell { return c.of.cell[c.i] }

// Group returns the lowest cell of the leaf that c belongs to; c itself where
// the leaf is one cell. Cells of one group carry the group's figures, not their own.
func (c Cell) Group() hex.Cell { return c.of.group[c.i] }

// Leaf says whether c is (part of) a leaf.
func (c Cell) Leaf() bool { return c.of.leaf[c.i] }

// Figure returns the cleared figure of the indicator at that place in Release.About().Indicators.
func (c Cell) Figure(indicator int) Figure { return c.of.at(c.i, indicator) }

// Areas are the cleared areas, sorted by level (regency, district, village), then by code.
type Areas struct {
	area []area.Area
	figures
}

// Len returns the number of areas.
func (a *Areas) Len() int { return len(a.area) }

// At returns area i.
func (a *Areas) At(i int) Area { return Area{a, i} }

// An Area is one cleared administrative area.
type Area struct {
	of *Areas
	i  int
}

// Area returns code, name, level and shape.
func (a Area) Area() area.Area { return a.of.area[a.i] }

// Figure returns the cleared figure of the indicator at that place in Release.About().Indicators.
func (a Area) Figure(indicator int) Figure { return a.of.at(a.i, indicator) }

// A Policy says what is withheld. Its zero shows nothing at all.
type Policy struct {
	MinFamilies int     // families in a denominator, and in a leaf of the mosaic
	MinPersons  int     // persons in those families, where the register knows any; 0 asks for none
	Noise       Noise   // laid on every number by cell keys; its zero lays none
	Bound       float64 // shares up to this, and from its complement on, are shown as bounds; 0 shows all
}

// PolicyFor returns the policy of an audience; an unknown one sees nothing.
func PolicyFor(audience poverty.Audience) Policy {
	switch audience {
	case poverty.Planner:
		return Policy{MinFamilies: 5}
	case poverty.Public:
		return Policy{MinFamilies: 10, MinPersons: 20, Noise: Noise{Max: 3, Variance: 1}, Bound: 0.05}
	}
	return Policy{}
}

// k returns the threshold; 0 shows nothing.
func (p Policy) k() uint32 { return uint32(max(0, p.MinFamilies)) }

// steps lists the audiences that are shown more, whose mosaics p's must be made
// of, and last p's own. Their threshold is that of their release before; the
// one of their policy where there is none.
func (p Policy) steps(own poverty.Audience, before []*Release) (steps []step) {
	for _, audience := range audiences {
		k, last := PolicyFor(audience).k(), releaseFor(audience, before)
		if last != nil {
			k = uint32(last.about.K)
		}
		if audience != own && k < p.k() {
			steps = append(steps, step{k, last})
		}
	}
	return append(steps, step{p.k(), releaseFor(own, before)})
}

// next returns the step of the audience that is shown less next; none for the last.
func (p Policy) next(own poverty.Audience, before []*Release) []step {
	for _, audience := range audiences {
		k, last := PolicyFor(audience).k(), releaseFor(audience, before)
		if last != nil {
			k = uint32(last.about.K)
		}
		if p.k() > 0 && audience != own && k > p.k() {
			return []step{{k, last}}
		}
	}
	return nil
}

// audiences in the order in which less is shown.
var audiences = []poverty.Audience{poverty.Planner, poverty.Public}

// releaseFor returns the release that was made for the audience; nil where there is none.
func releaseFor(audience poverty.Audience, releases []*Release) *Release {
	for _, r := range releases {
		if r != nil && r.about.Audience == audience {
			return r
		}
	}
	return nil
}

// Counts are raw tallies of families. Nothing of them may leave the program but through [Clear].
//
// Where ByAtom is missing, Clear does not know what can be subtracted from
// what: it withholds by the thresholds alone, and the description lacks a plan.
type Counts struct {
	Indicators  []poverty.Indicator
	Numerator   []int        // by indicator: which column
	Denominator []int        // by indicator: which column
	Families    int          // the column that counts every family
	Cells       []hex.Cell   // resolution 9, ascending; each with a located family
	ByCell      [][]uint32   // [column][cell]
	Areas       []area.Area  // with shapes, sorted as [Areas]
	ByArea      [][]uint32   // [column][area]; located or not
	Atoms       []Atom       // every populated piece of a village
	ByAtom      [][]uint32   // [column][atom]
	Persons     [][]uint32   // [column][atom], of denominators; nil where nobody's number of members is known
	Keys        [][]uint32   // [column][atom]: sums of the families' record keys, modulo 2^32; nil without a key
	Deciles     []Deciles    // of the whole ground, by programme
	Houses      *Houses      // of the whole ground; nil where nothing is known of houses
	Consumption *Consumption // nil where nothing is known of it
}

// Houses are the raw tallies of families by what their houses lack; all but
// Unknown and Known are of families of whom every one of [poverty.Deprivations]
// is known.
type Houses struct {
	Families, Unknown, Poor   Tally
	Known, Deprived, Censored [len(poverty.Deprivations)]Tally // Known: families of whom that one is known
}

// Deciles are a programme's raw tallies by desil; at 0 those of families whose
// desil is not known. All but All count only families of whom it is known
// whether they receive.
type Deciles struct {
	Programme                                    string
	All, Families, Eligible, Recipients, Reached [11]Tally
}

// A Tally is one count with what clearing it takes.
type Tally struct {
	Families uint32
	Persons  uint32 // in them
	Key      uint32 // sum of their record keys, modulo 2^32
}

// An Atom is the part of a village that lies in one cell, or has no cell.
type Atom struct {
	Cell int32 // its place in Cells; -1 for the families without a cell
	Area int32 // its village's place in Areas
}
