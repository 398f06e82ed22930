package disclose

import (
	"cmp"
	"fmt"
	"slices"

	"tepat/geo/hex"
)

// A Report is the outcome of an audit.
type Report struct {
	Withheld  int // counts that are withheld in a place
	Narrowest int // families: the least width of what a population can be told to lie in, at most the threshold; 0 without any
	Together  int // the same of populations below the threshold, to those who take all columns together
	Fewest    int // the least number of values that one of them may have
	Unsafe    int // how many populations can be told closer than that, and other counts exactly
}

// Audit finds, for every count that r withholds, the interval in which it must
// lie given all that r and the releases beside it show, over all resolutions,
// levels and indicators together. It knows nothing of how r was planned.
//
// The attacker that it stands for knows the rules and thresholds, the ground
// (which leaf touches which village), every figure shown, that a place without
// families would be said to be empty, that a part is never more than the whole
// nor the whole less than a part, and how many families of a village have no
// cell wherever the village is shown; he takes noisy numbers for exact ones. A
// population (a denominator, or what holds one) is safe where at least as many
// whole numbers as r's threshold are possible to him who takes each column by
// itself, and, where it is below the threshold, a third as many to him who takes
// all columns together, see joint and together; and where the interval is that wide to him who forgets that what is
// withheld is never empty. A part of it that is
// below the threshold and shown in the same place, as a numerator, is not held
// against it. Any other count is safe where it is not told exactly.
//
// c must be what r and the others were cleared from, with its atoms.
func Audit(c Counts, r *Release, beside ...*Release) (Report, error) {
	releases := append([]*Release{r}, beside...)
	slices.SortStableFunc(releases, func(a, b *Release) int { return cmp.Compare(len(b.cells.cell), len(a.cells.cell)) })
	mosaics := make([]*mosaic, len(releases))
	for i, one := range releases {
		mosaics[i] = one.cells.mosaic()
	}
	f, err := newFrame(&c, mosaics...)
	if err != nil {
		return Report{}, fmt.Errorf("disclose: audit: %w", err)
	}
	a := auditor{frame: f, sums: newSums(&c)}
	for i, one := range releases {
		a.read(one, f.place[i])
	}
	at := slices.Index(releases, r)
	return a.audit(f.drawn(at), a.seenIn(r, f.place[at]), int64(r.about.K))
}

// An auditor holds what is known, by column and place.
type auditor struct {
	*frame
	*sums
	known   [][]bool
	located []bool // by area: how many have a cell
}

func (a *auditor) sees(column, place int) bool {
	return a.known[a.same[column]] != nil && a.known[a.same[column]][place]
}

// read takes in all that the release shows.
func (a *auditor) read(r *Release, nodes []int32) {
	if a.known == nil {
		a.known, a.located = make([][]bool, len(a.same)), make([]bool, len(a.counts.Areas))
	}
	if a.shareLocated >= 0 {
		for at, den := range r.areas.den[a.shareLocated] {
			a.located[at] = a.located[at] || den > 0
		}
	}
	for column, seen := range a.seenIn(r, nodes) {
		if a.known[column] == nil {
			a.known[column] = make([]bool, a.places)
		}
		for place, yes := range seen {
			a.known[column][place] = a.known[column][place] || yes
		}
	}
}

// seenIn returns for every column where the release shows it.
func (a *auditor) seenIn(r *Release, nodes []int32) map[int][]bool {
	seen := map[int][]bool{}
	for i := range a.counts.Indicators {
		for _, column := range [2]int{a.same[a.counts.Numerator[i]], a.same[a.counts.Denominator[i]]} {
			if seen[column] == nil {
				seen[column] = make([]bool, a.places)
			}
			for node, den := range r.cells.den[i] {
				if at := nodes[node]; at >= 0 {
					seen[column][at] = seen[column][at] || den > 0
				}
			}
			for at, den := range r.areas.den[i] {
				seen[column][a.cells+at] = seen[column][a.cells+at] || den > 0
			}
		}
	}
	return seen
}

// audit audits all that is drawn, not seen and not empty.
func (a *auditor) audit(mine []bool, seen map[int][]bool, k int64) (Report, error) {
	report := Report{Narrowest: int(k), Together: int(byAll(k)), Fewest: int(k)}
	anyone := make([]bool, a.places)
	for i := range a.mosaics {
		for place, yes := range a.drawn(i) {
			anyone[place] = anyone[place] || yes
		}
	}
	flows, targets := make([]*flow, len(a.same)), make([][]int32, len(a.same))
	for _, column := range a.order {
		for place := range a.places {
			if !mine[place] || seen[column][place] {
				continue
			}
			report.Withheld++ // empty ones too, or their number would be told
			if a.flowOf(column)[place] > 0 {
				targets[column] = append(targets[column], int32(place))
			}
		}
		flows[column] = a.flow(column, anyone)
		if !flows[column].balanced() {
			return report, fmt.Errorf("disclose: audit: %w", errUnbalanced)
		}
	}
	j := newJoint(a.frame, a.sums, byAll(k), flows, targets)
	j.narrow()
	for _, column := range a.order {
		alone, all := a.flow(column, anyone), a.flow(column, anyone)
		j.hand(all, column)
		all.open()
		for _, t := range targets[column] {
			need := a.enough(column, int(t), k, a.sees)
			lack, width, values, _ := alone.safe(t, need)
			lackAll, widthAll, _, _ := all.safe(t, together(all.flow[t], need, k))
			if a.population[column] {
				report.Narrowest, report.Fewest = min(report.Narrowest, int(width)), min(report.Fewest, int(values))
				if all.flow[t] < k {
					report.Together = min(report.Together, int(widthAll))
				}
			}
			if max(lack, lackAll) > 0 {
				report.Unsafe++
			}
		}
	}
	if report.Withheld == 0 {
		report = Report{}
	}
	return report, nil
}

// flow returns a column's flow with what is shown of it and of larger and smaller ones.
func (a *auditor) flow(column int, anyone []bool) *flow {
	f := a.trueFlow(column, a.populated(column, anyone))
	for place := range a.places {
		if a.sees(column, place) {
			f.standing[place] = known
		} else if f.flow[place] > 0 && anyone[place] {
			f.standing[place] = hidden
		}
	}
	a.bind(f, column, a.frame, a.sees, func(at int) bool { return a.located[at] })
	f.open()
	return f
}

// mosaic returns the nodes as a mosaic that only knows what is drawn.
func (c *Cells) mosaic() *mosaic {
	m := &mosaic{cell: c.cell, leaf: c.leaf, lead: make([]int32, len(c.cell))}
	at := make(map[hex.Cell]int32, len(c.cell))
	for i, cell := range c.cell {
		at[cell] = int32(i)
		m.lead[i] = at[c.group[i]]
	}
	return m
}
