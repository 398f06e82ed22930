package disclose

import (
	"math"
	"slices"
)

// A network is what can be known of one column of counts, as a flow: families
// run from the regency through districts and villages, over one arc a leaf and
// village that share ground, into the leaves, and up through coarser cells; the
// ground node closes the circle. What is published of a place is the flow on
// the place's own arc, so that every sum that an attacker could set up is a
// cut of the network.
//
// The first arcs are the places in order. After them come the arcs that are
// never published: pieces of leaves in villages, and families without a cell.
type network struct {
	from, to []int32
	start    []int32 // by node: its first entry in touch; one more at the end
	touch    []touch // where one can go from each node
}

// A touch is a way over an arc: along it, or against it.
type touch struct {
	way  int32 // twice the arc, and one more against it
	next int32 // the node at its other end
}

// ground is the node where everything begins and ends.
const ground = 0

// unbounded is the capacity of an arc of which nothing is known.
const unbounded = math.MaxInt64 / 4

// newNetwork returns the network of the arcs.
func newNetwork(nodes int, from, to []int32) *network {
	n := &network{from: from, to: to, start: make([]int32, nodes+1), touch: make([]touch, 2*len(from))}
	for a := range from {
		n.start[from[a]]++
		n.start[to[a]]++
	}
	sum := int32(0)
	for i, degree := range n.start {
		sum += degree
		n.start[i] = sum
	}
	for a := int32(len(from)) - 1; a >= 0; a-- {
		n.start[from[a]]--
		n.touch[n.start[from[a]]] = touch{2 * a, to[a]}
		n.start[to[a]]--
		n.touch[n.start[to[a]]] = touch{2*a + 1, from[a]}
	}
	return n
}

// A standing of an arc says what is published of its flow.
type standing uint8

const (
	free   standing = iota // nothing, by nobody
	known                  // the number
	hidden                 // that it is withheld
)

// A flow is one column's true flow through a network, and the bounds between
// which an attacker must look for it.
type flow struct {
	*network
	flow      []int64
	low, high []int64 // what is known of an arc that is not shown
	handed    *handed // what of low and high is known from what is withheld of other columns; nil for nothing
	populated []bool  // it is known besides that the arc is not empty
	standing  []standing
	room      []int64 // by way: how much more may flow along an arc, or less, as far as is known of it alone
	blank     bool    // that is forgotten, and what was handed on
	search    search
}

// Handed are bounds as they were before other columns' were handed on, and what
// of these is held against a target itself.
type handed struct{ low, high, firm []int64 }

// open computes the room of every arc; it is called once all bounds are set.
func (f *flow) open() {
	if f.room == nil {
		f.room = make([]int64, 2*len(f.flow))
	}
	room, high, standing := f.room, f.high, f.standing
	for a, n := range f.flow {
		if standing[a] == known {
			room[2*a], room[2*a+1] = 0, 0
		} else {
			room[2*a], room[2*a+1] = high[a]-n, n-f.least(int32(a))
		}
	}
}

// set changes the standing of an arc.
func (f *flow) set(a int32, s standing) {
	f.standing[a] = s
	if f.room[2*a], f.room[2*a+1] = f.high[a]-f.flow[a], f.flow[a]-f.least(a); s == known {
		f.room[2*a], f.room[2*a+1] = 0, 0
	}
}

// least returns the least that an arc which is not shown can hold.
func (f *flow) least(a int32) int64 {
	if f.populated[a] {
		return max(1, f.low[a])
	}
	return f.low[a]
}

// has returns the room of a way, in the mind of him who takes a column by
// itself and does not know that what is withheld is not empty if blank is set.
func (f *flow) has(way int32) int64 {
	if f.blank && f.standing[way/2] != known {
		return f.forgotten(way)
	}
	return f.room[way]
}

func (f *flow) forgotten(way int32) int64 {
	a, low, high := way/2, f.low, f.high
	if f.handed != nil {
		low, high = f.handed.low, f.handed.high
	}
	if way&1 == 0 {
		return high[a] - f.flow[a]
	}
	return f.flow[a] - low[a]
}

// own returns the room, at most enough, that a target has of itself. What a
// place shows of a part that is as small as what is withheld it shows by the
// policy, as a numerator; it is not held against the whole.
func (f *flow) own(way int32, enough int64) int64 {
	a := way / 2
	if way&1 == 0 || f.low[a] >= enough {
		return min(f.has(way), enough)
	}
	least := int64(0)
	if f.handed != nil && !f.blank {
		least = f.handed.firm[a]
	}
	if f.populated[a] && !f.blank {
		least = max(1, least)
	}
	return min(f.flow[a]-least, enough)
}

// A change of an arc's flow, on the way from one feasible flow to another.
type change struct {
	arc int32
	by  int64
}

// interval returns how far below and above its true value the withheld flow of
// an arc may lie, given everything that is shown: its feasible interval,
// exactly, because a network's extreme points are whole numbers. It stops
// looking once the interval is enough wide. The witness lists every arc that
// had to give way.
//
// Each bound is a greatest flow around the arc in the residual network (Ahuja,
// Magnanti & Orlin 1993, ch. 6; for audits of tables: Cox 1995, Kelly, Golden &
// Assad 1992).
//
// The witness holds until the next one is asked for.
func (f *flow) interval(arc int32, enough int64) (below, above int64, witness []change) {
	return f.widths(arc, enough, f.search.changes[:0])
}

// widths is interval that adds to a witness.
func (f *flow) widths(arc int32, enough int64, witness []change) (below, above int64, longer []change) {
	was := len(witness)
	above, witness = f.around(arc, true, f.own(2*arc, enough), witness)
	f.undo(witness[was:])
	was = len(witness)
	below, witness = f.around(arc, false, min(enough-above, f.own(2*arc+1, enough)), witness)
	f.undo(witness[was:])
	f.search.changes = witness
	return below, above, witness
}

// safe returns how much the arc's interval lacks of being safe under threshold
// k, 0 or less where it is, with the witness. An interval is safe where it
// holds at least k whole numbers, and is at least k wide to an attacker who
// does not know that what is withheld is never empty.
func (f *flow) safe(arc int32, k int64) (lack, width, values int64, witness []change) {
	below, above, witness := f.interval(arc, k)
	width, values = below+above, below+above+1
	if width >= k || values < k {
		return k - min(values, k), width, values, witness
	}
	f.blank = true
	below, above, witness = f.widths(arc, k, witness)
	f.blank = false
	width = below + above
	return k - width, width, values, witness
}

// around raises (or lowers) the flow of the arc by up to limit, along circles
// through it, and returns by how much, and the changes with what changed.
func (f *flow) around(arc int32, up bool, limit int64, changes []change) (sum int64, longer []change) {
	begin, end := f.to[arc], f.from[arc]
	if !up {
		begin, end = end, begin
	}
	for sum < limit {
		ways := f.path(begin, end, arc)
		if ways == nil {
			break
		}
		by := limit - sum
		for _, w := range ways {
			by = min(by, f.has(w))
		}
		for _, w := range ways {
			c := change{w / 2, by}
			if w&1 == 1 {
				c.by = -by
			}
			f.push(c)
			changes = append(changes, c)
		}
		sum += by
	}
	return sum, changes
}

func (f *flow) push(c change) {
	f.flow[c.arc] += c.by
	f.room[2*c.arc] -= c.by
	f.room[2*c.arc+1] += c.by
}

func (f *flow) undo(changes []change) {
	for _, c := range changes {
		f.push(change{c.arc, -c.by})
	}
}

// A search is the scratch space of walks through the network, from both ends.
type search struct {
	steps   int      // touches looked at so far
	changes []change // of the last witness
	seen    []int32  // by node: the walk that met it, negative from the far end
	walk    int32
	via     []touch // by node: the way that led there, and the node before
	queue   [2][]int32
	ways    []int32
	dist    []int64
}

func (f *flow) begin() {
	s := &f.search
	if len(s.seen) == 0 {
		n := len(f.start) - 1
		s.seen, s.via, s.dist = make([]int32, n), make([]touch, n), make([]int64, n)
	}
	s.walk++
	s.queue[0], s.queue[1] = s.queue[0][:0], s.queue[1][:0]
}

// path finds a way with room from begin to end without the arc skip; nil where
// there is none. It walks from both ends in turn, so that where either is
// walled in, that is soon found.
func (f *flow) path(begin, end, skip int32) []int32 {
	f.begin()
	s := &f.search
	s.seen[begin], s.seen[end] = s.walk, -s.walk
	s.queue[0], s.queue[1] = append(s.queue[0], begin), append(s.queue[1], end)
	var at [2]int
	for {
		side := 0
		if len(s.queue[1])-at[1] < len(s.queue[0])-at[0] {
			side = 1
		}
		if at[side] == len(s.queue[side]) {
			return nil
		}
		node := s.queue[side][at[side]]
		at[side]++
		if meeting, over := f.walkFrom(node, side, skip); meeting >= 0 {
			return f.join(begin, end, node, meeting, over, side)
		}
	}
}

// walkFrom goes one step in all directions, and returns the node where the
// walks met, with the way there; -1 where they did not. What it reads of the
// flow is in variables of its own: this is where most of a release's time goes.
func (f *flow) walkFrom(node int32, side int, skip int32) (meeting, over int32) {
	s := &f.search
	mine := s.walk
	if side == 1 {
		mine = -mine
	}
	touches, room, seen, via, queue, blank := f.touch[f.start[node]:f.start[node+1]], f.room, s.seen, s.via, s.queue[side], f.blank
	s.steps += len(touches)
	meeting, over = -1, 0
	for _, t := range touches {
		way := t.way ^ int32(side) // from the far end one walks against the flow
		met := seen[t.next]
		if met == mine || t.way>>1 == skip {
			continue
		}
		if has := room[way]; has <= 0 && (!blank || f.has(way) <= 0) {
			continue
		}
		if met == -mine {
			meeting, over = t.next, way
			break
		}
		seen[t.next], via[t.next] = mine, touch{way, node}
		queue = append(queue, t.next)
	}
	s.queue[side] = queue
	return meeting, over
}

// join returns the ways from begin to end, given that one of the walks stepped
// from node over a way to where the other had been.
func (f *flow) join(begin, end, node, meeting, over int32, side int) []int32 {
	s := &f.search
	s.ways = append(s.ways[:0], over)
	near, far := node, meeting
	if side == 1 {
		near, far = meeting, node
	}
	for ; near != begin; near = s.via[near].next {
		s.ways = append(s.ways, s.via[near].way)
	}
	for ; far != end; far = s.via[far].next {
		s.ways = append(s.ways, s.via[far].way)
	}
	return s.ways
}

// balanced says whether as much flows into every node as out of it, within the
// bounds; only then is an audit worth anything.
func (f *flow) balanced() bool {
	net := make([]int64, len(f.start)-1)
	for a, n := range f.flow {
		net[f.from[a]] -= n
		net[f.to[a]] += n
		if f.standing[a] != known && (n < f.low[a] || n > f.high[a]) {
			return false
		}
	}
	return !slices.ContainsFunc(net, func(n int64) bool { return n != 0 })
}
