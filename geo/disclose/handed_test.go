package disclose

import (
	"maps"
	"slices"
)

// Ranges are between what a count lies, by place.
type ranges struct{ low, high []int64 }

func (r *ranges) same(s *ranges) bool {
	return slices.Equal(r.low, s.low) && slices.Equal(r.high, s.high)
}

// handOn is an attacker who narrows every withheld count by the sums of its own
// column, then hands the bounds on to larger and smaller populations and to
// what adds up with it, and begins again. It returns how many populations below
// the threshold he knows exactly in the end, of those that the first release
// withholds.
func (a *attacker) handOn(rounds int) (exact int) {
	mine := a.drawn(0)
	var known map[int]*ranges
	bounds := map[int]*ranges{} // by column: what was handed to it last
	for range rounds {
		next := map[int]*ranges{}
		exact = 0
		for _, column := range a.order {
			f, targets := a.seenFlow(column, mine)
			a.tighten(f, column, known)
			if was := bounds[column]; was != nil && was.same(&ranges{f.low, f.high}) {
				next[column] = known[column] // and so it would tell the same
			} else {
				f.open()
				next[column] = a.narrow(f, targets)
			}
			bounds[column] = &ranges{f.low, f.high}
			for _, t := range targets {
				if n := f.flow[t]; a.population[column] && n < a.k && next[column].low[t] == next[column].high[t] {
					exact++
				}
			}
		}
		if maps.EqualFunc(known, next, (*ranges).same) {
			break // the rounds to come would find the same
		}
		known = next
	}
	return exact
}

// seenFlow returns a column's flow as the attacker sees it, and what is withheld.
func (a *attacker) seenFlow(column int, mine []bool) (f *flow, targets []int32) {
	f = a.trueFlow(column, a.populated(column, mine))
	for place := range a.places {
		if a.sees(column, place) {
			f.standing[place] = known
		} else if mine[place] && f.flow[place] > 0 {
			f.standing[place] = hidden
			targets = append(targets, int32(place))
		}
	}
	a.bind(f, column, a.frame, a.sees, func(at int) bool { return a.located[at] })
	return f, targets
}

// tighten takes in what is known of other columns.
func (a *attacker) tighten(f *flow, column int, known map[int]*ranges) {
	if known == nil {
		return
	}
	for place := range a.places {
		for _, l := range a.larger[column] {
			f.high[place] = min(f.high[place], known[l].high[place])
		}
		for _, s := range a.smaller[column] {
			f.low[place] = max(f.low[place], known[s].low[place])
		}
		for _, sum := range a.adding {
			whole, b, c := known[sum[0]], known[sum[1]], known[sum[2]]
			switch column {
			case sum[0]:
				f.low[place] = max(f.low[place], b.low[place]+c.low[place])
				f.high[place] = min(f.high[place], b.high[place]+c.high[place])
			case sum[1]:
				f.low[place] = max(f.low[place], whole.low[place]-c.high[place])
				f.high[place] = min(f.high[place], whole.high[place]-c.low[place])
			case sum[2]:
				f.low[place] = max(f.low[place], whole.low[place]-b.high[place])
				f.high[place] = min(f.high[place], whole.high[place]-b.low[place])
			}
		}
	}
}

// narrow returns between what the counts of all places lie; of an interval that
// is wider than 40 on one side, that side is not looked for.
func (a *attacker) narrow(f *flow, targets []int32) *ranges {
	const far = 40
	r := &ranges{make([]int64, a.places), make([]int64, a.places)}
	for place := range a.places {
		r.low[place], r.high[place] = f.least(int32(place)), f.high[place]
		if f.standing[place] == known {
			r.low[place], r.high[place] = f.flow[place], f.flow[place]
		}
	}
	for _, t := range targets {
		above, up := f.around(t, true, min(far, f.has(2*t)), nil)
		f.undo(up)
		below, down := f.around(t, false, min(far, f.has(2*t+1)), nil)
		f.undo(down)
		if above < far {
			r.high[t] = f.flow[t] + above
		}
		if below < far {
			r.low[t] = f.flow[t] - below
		}
	}
	return r
}
