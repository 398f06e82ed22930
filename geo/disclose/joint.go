package disclose

import "slices"

// A joint is what an attacker makes of all columns together. He narrows the
// interval of every count on every arc: by what flows into and out of its node
// and by the counts of larger and smaller columns on the arc, and of those that
// add up with it, over and over; then he looks for the exact range of each
// withheld count in its own column within these bounds, and begins again, until
// nothing moves.
//
// Where an interval is wider than the threshold on one side, it is not looked
// for how much: bounds so far away bind nobody's interval.
type joint struct {
	*frame
	*sums
	k       int64
	flows   []*flow // by column: low and high are what is known by now; nil for columns not shown
	targets [][]int32
	used    [][][]int32      // by column and target: the arcs that gave way
	moved   []map[int32]bool // by column: arcs whose bounds have come near, by other columns, since it was measured
	nodes   [][]int32        // by column: nodes to settle
	queued  [][]bool
	waiting [][]bool   // by column: arcs to be held against other columns
	arcs    []crossing // to be held against other columns
	scratch []int32
}

// A crossing is an arc of a column.
type crossing struct {
	column int
	arc    int32
}

// newJoint takes the flows of all columns as they are seen, and what is
// withheld of each that is worth looking for. It sharpens the flows' bounds.
func newJoint(f *frame, s *sums, k int64, flows []*flow, targets [][]int32) *joint {
	n := len(flows)
	j := &joint{frame: f, sums: s, k: k, flows: flows, targets: targets,
		used: make([][][]int32, n), moved: make([]map[int32]bool, n), nodes: make([][]int32, n), queued: make([][]bool, n), waiting: make([][]bool, n)}
	for _, column := range s.order {
		f := flows[column]
		j.queued[column], j.waiting[column] = make([]bool, len(f.start)-1), make([]bool, len(f.flow))
		j.moved[column] = map[int32]bool{}
		for a := range f.flow {
			f.low[a] = f.least(int32(a))
			if f.standing[a] == known {
				f.low[a], f.high[a] = f.flow[a], f.flow[a]
			}
			if f.low[a] > 0 || f.high[a] < unbounded {
				j.waits(column, int32(a))
			}
		}
		for node := range j.queued[column] {
			j.queue(column, int32(node))
		}
	}
	return j
}

// narrow narrows all intervals until nothing moves.
func (j *joint) narrow() {
	for first := true; ; first = false {
		j.settle()
		again := false
		for _, column := range j.order {
			if first || len(j.moved[column]) > 0 {
				again = true
				j.measure(column, first)
			}
		}
		if !again {
			return
		}
	}
}

// measure finds the range of what is withheld of a column within its bounds:
// at first of all, and then where an arc that gave way has moved.
func (j *joint) measure(column int, all bool) {
	f, moved := j.flows[column], j.moved[column]
	f.open()
	if all {
		j.used[column] = make([][]int32, len(j.targets[column]))
	}
	j.moved[column] = map[int32]bool{}
	for i, t := range j.targets[column] {
		if all || slices.ContainsFunc(j.used[column][i], func(a int32) bool { return moved[a] }) {
			j.used[column][i] = j.measureOne(column, t)
		}
	}
}

// measureOne returns the arcs that gave way.
func (j *joint) measureOne(column int, t int32) (used []int32) {
	f, n := j.flows[column], j.flows[column].flow[t]
	used = append(j.scratch[:0], t)
	for _, way := range [2]int32{2 * t, 2*t + 1} {
		room, changes := f.around(t, way&1 == 0, min(j.k, f.has(way)), f.search.changes[:0])
		f.undo(changes)
		f.search.changes = changes
		for _, c := range changes {
			used = append(used, c.arc)
		}
		switch {
		case room == j.k:
		case way&1 == 0:
			j.tighten(column, t, f.low[t], n+room)
		default:
			j.tighten(column, t, n-room, f.high[t])
		}
	}
	j.scratch = used
	slices.Sort(used)
	return slices.Clone(slices.Compact(used))
}

// tighten takes in that the count of an arc lies between low and high.
func (j *joint) tighten(column int, arc int32, low, high int64) {
	f := j.flows[column]
	if low <= f.low[arc] && high >= f.high[arc] {
		return
	}
	f.low[arc], f.high[arc] = max(low, f.low[arc]), min(high, f.high[arc])
	j.queue(column, f.from[arc])
	j.queue(column, f.to[arc])
	j.waits(column, arc)
}

// waits puts an arc in the line of those to be held against other columns.
func (j *joint) waits(column int, arc int32) {
	if !j.waiting[column][arc] {
		j.waiting[column][arc] = true
		j.arcs = append(j.arcs, crossing{column, arc})
	}
}

func (j *joint) queue(column int, node int32) {
	if !j.queued[column][node] {
		j.queued[column][node] = true
		j.nodes[column] = append(j.nodes[column], node)
	}
}

// settle narrows by sums in place and between columns until nothing moves.
func (j *joint) settle() {
	for again := true; again; {
		again = false
		for _, column := range j.order {
			// First come, first settled: a node of many arcs waits until the others have moved them.
			for i := 0; i < len(j.nodes[column]); i++ {
				again = true
				node := j.nodes[column][i]
				j.queued[column][node] = false
				j.conserve(column, node)
			}
			j.nodes[column] = j.nodes[column][:0]
		}
		for i := 0; i < len(j.arcs); i++ {
			again = true
			j.waiting[j.arcs[i].column][j.arcs[i].arc] = false
			j.cross(j.arcs[i])
		}
		j.arcs = j.arcs[:0]
	}
}

// A reach is a sum of intervals; of those without a bound only the number is kept.
type reach struct {
	low, high int64
	open      int
}

func (r *reach) add(low, high int64) {
	r.low += low
	if high >= unbounded {
		r.open++
	} else {
		r.high += high
	}
}

// without returns the greatest sum of all but one interval.
func (r *reach) without(high int64) int64 {
	switch {
	case r.open > 1 || r.open == 1 && high < unbounded:
		return unbounded
	case high >= unbounded:
		return r.high
	}
	return r.high - high
}

// conserve narrows the arcs of a node: as much flows in as out.
func (j *joint) conserve(column int, node int32) {
	f := j.flows[column]
	var side [2]reach // out of the node, into it
	touches, lows, highs, standings := f.touch[f.start[node]:f.start[node+1]], f.low, f.high, f.standing
	for _, t := range touches {
		side[t.way&1].add(lows[t.way/2], highs[t.way/2])
	}
	if side[0].open > 1 && side[1].open > 1 {
		return // it tells nothing of any
	}
	out := [2]int64{side[0].without(0), side[1].without(0)} // the greatest sums
	for _, t := range touches {
		a := t.way / 2
		if standings[a] == known {
			continue
		}
		mine, other := &side[t.way&1], out[1-t.way&1]
		low, high, hadLow, hadHigh := int64(0), int64(unbounded), lows[a], highs[a]
		if rest := mine.without(hadHigh); rest < unbounded {
			low = side[1-t.way&1].low - rest
		}
		if other < unbounded {
			high = other - (mine.low - hadLow)
		}
		if low > hadLow || high < hadHigh {
			j.tighten(column, a, low, high)
		}
	}
}

// cross holds an arc's interval against those of other columns.
func (j *joint) cross(c crossing) {
	f := j.flows[c.column]
	low, high := f.low[c.arc], f.high[c.arc]
	if high < unbounded {
		for _, small := range j.smaller[c.column] {
			j.tightenFree(small, c.arc, 0, high)
		}
	}
	if low > 0 {
		for _, large := range j.larger[c.column] {
			j.tightenFree(large, c.arc, low, unbounded)
		}
	}
	for _, i := range j.addingOf[c.column] {
		for _, column := range j.adding[i] {
			low, high := j.added(j.adding[i], column, c.arc)
			j.tightenFree(column, c.arc, low, high)
		}
	}
}

// tightenFree tightens an arc that is not shown by what is known of another column.
func (j *joint) tightenFree(column int, arc int32, low, high int64) {
	f := j.flows[column]
	hadLow, hadHigh := f.low[arc], f.high[arc]
	if low <= hadLow && high >= hadHigh || f.standing[arc] == known {
		return
	}
	if n := f.flow[arc]; low > hadLow && n-low < j.k || high < hadHigh && high-n < j.k {
		j.moved[column][arc] = true
	}
	j.tighten(column, arc, low, high)
}

// added returns between what a column must lie on an arc by a sum that it is in.
func (j *joint) added(sum []int, column int, arc int32) (low, high int64) {
	whole := j.flows[sum[0]]
	var parts reach
	for _, part := range sum[1:] {
		parts.add(j.flows[part].low[arc], j.flows[part].high[arc])
	}
	if column == sum[0] {
		return parts.low, parts.without(0)
	}
	f := j.flows[column]
	high = unbounded
	if whole.high[arc] < unbounded {
		high = whole.high[arc] - (parts.low - f.low[arc])
	}
	if rest := parts.without(f.high[arc]); rest < unbounded {
		low = whole.low[arc] - rest
	}
	return low, high
}

// handed returns between what a column must lie on an arc by what is known of
// the others.
func (j *joint) handed(column int, arc int32) (low, high int64) {
	high = unbounded
	for _, large := range j.larger[column] {
		high = min(high, j.flows[large].high[arc])
	}
	for _, small := range j.smaller[column] {
		low = max(low, j.flows[small].low[arc])
	}
	for _, i := range j.addingOf[column] {
		if j.restKnown(j.adding[i], column, arc) {
			continue // were it withheld there, so would another be
		}
		l, h := j.added(j.adding[i], column, arc)
		low, high = max(low, l), min(high, h)
	}
	return low, high
}

// restKnown says whether all others of a sum are shown on the arc.
func (j *joint) restKnown(sum []int, column int, arc int32) bool {
	return !slices.ContainsFunc(sum, func(other int) bool {
		return other != column && j.flows[other].standing[arc] != known
	})
}

// hand puts the bounds that the other columns hand on into a flow that knows
// what is shown of them. They are held against a target itself where they are
// more than is shown of a small part of it there.
func (j *joint) hand(f *flow, column int) {
	f.handed = &handed{slices.Clone(f.low), slices.Clone(f.high), make([]int64, len(f.flow))}
	for a := range f.flow {
		low, high := j.handed(column, int32(a))
		f.high[a] = min(f.high[a], high)
		if low > max(1, f.low[a]) {
			f.low[a], f.handed.firm[a] = low, low
		}
	}
}

// narrowed returns by column the targets that may be too well known, given how
// wide each interval must be: those that are not among them are safe.
func (j *joint) narrowed(need func(column int, target int32) int64) map[int][]int32 {
	narrow := map[int][]int32{}
	for _, column := range j.order {
		f := j.flows[column]
		for _, t := range j.targets[column] {
			if f.high[t]-f.low[t] < need(column, t) {
				narrow[column] = append(narrow[column], t)
			}
		}
	}
	return narrow
}

// wanting returns how much further a column's count must reach along a way so
// that it leaves a count of n the threshold of room; 0 where it does.
func (j *joint) wanting(column int, way int32, n int64) int64 {
	f, a := j.flows[column], way/2
	if f.standing[a] == known {
		return 0
	}
	if way&1 == 0 {
		if f.high[a] < n+j.k {
			return n + j.k - f.flow[a]
		}
		return 0
	}
	least := max(0, n-j.k)
	if f.populated[a] {
		least = max(1, least)
	}
	if f.low[a] > least {
		return f.flow[a] - least
	}
	return 0
}

// forget says that the column is no more shown on the arc.
func (j *joint) forget(column int, arc int32) {
	f := j.flows[column]
	f.standing[arc] = hidden
	f.low[arc], f.high[arc] = 0, unbounded
}

// grant takes a wanted room for given; false where it was there.
func (j *joint) grant(b binder) bool {
	f, a := j.flows[b.column], b.way/2
	if b.way&1 == 0 {
		if f.high[a] >= f.flow[a]+b.room {
			return false
		}
		f.high[a] = f.flow[a] + b.room
		return true
	}
	if f.low[a] <= f.flow[a]-b.room {
		return false
	}
	f.low[a] = f.flow[a] - b.room
	return true
}

// room returns how far a column's count may reach along a way, at most the
// threshold, and how far it may come to.
func (j *joint) room(column int, way int32) (has, most int64) {
	f, a := j.flows[column], way/2
	if way&1 == 0 {
		return min(j.k, f.high[a]-f.flow[a]), j.k
	}
	least := int64(0)
	if f.populated[a] {
		least = 1
	}
	return min(j.k, f.flow[a]-f.low[a]), min(j.k, f.flow[a]-least)
}

// byAll returns how wide the interval of a population below threshold k must be
// to those who take all columns together: a third of it, and never so narrow
// that it is told exactly.
func byAll(k int64) int64 { return max(min(k, 2), k/3) }

// together returns how wide the interval of a count of n must be to them, where
// need is what it must be to those who take its column by itself. A count that
// is no smaller than the threshold is withheld for others' sake: that it may be
// known is taken into account for those, and does no harm itself. Nor does a
// part that is no population.
func together(n, need, k int64) int64 {
	if n >= k || need < 2 {
		return 0
	}
	return min(need, byAll(k))
}
