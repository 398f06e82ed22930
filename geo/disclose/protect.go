package disclose

import (
	"cmp"
	"slices"
)

// A guard withholds so much of a flow that all withheld numbers are safe under
// the threshold enough.
type guard struct {
	*flow
	enough int64
	need   func(target int32) int64 // how wide the interval of a target must be, at most enough; nil: enough
	wants  []want                   // what other columns need besides
	cost   []int64                  // of withholding an arc that is shown; 0 where it may not be
	// loose returns what it costs to withhold the other populations that leave a
	// way less than enough room, larger ones along its arc and smaller ones against
	// it; 0 where that may not be. Nil: nowhere.
	loose     func(way int32) int64
	loosening bool           // that is allowed now
	added     []int32        // arcs that were withheld to protect others: secondary suppressions
	loosened  map[int32]bool // ways whose other populations were withheld
	goals     []goal
	used      [][]int32 // by goal: the withheld arcs that it needs
	heap      queue
	now       []int32
	scratch   []int32
}

// A want is room along a way that the count of another column needs there.
type want struct {
	way  int32
	room int64
}

// A goal is how wide the interval of an arc must be; where one way only counts,
// how far it must reach that way.
type goal struct {
	arc  int32
	way  int32 // -1: either
	need int64
}

// protect widens the intervals of the targets, and of whatever it withholds
// for them, until all are as wide as needed. It reports false where that
// cannot be had.
//
// It is the shortest-path heuristic of network suppression: of all circles
// through a target that would give it the room it lacks, the arcs of the
// cheapest are withheld (Kelly, Golden & Assad 1992, Networks 22, 397–417;
// Castro 2007, EJOR 180, 1–14). What was protected once stays so, because
// withholding more only widens intervals.
func (g *guard) protect(targets []int32) (failed []goal) {
	g.goals, g.used, g.loosened = nil, nil, map[int32]bool{}
	targets = slices.Clone(targets)
	slices.SortStableFunc(targets, func(a, b int32) int { return cmp.Compare(g.flow.flow[b], g.flow.flow[a]) })
	g.aim(targets)
	for _, w := range g.wants {
		g.goals = append(g.goals, goal{w.way / 2, w.way, w.room})
	}
	for i := 0; i < len(g.goals); i++ {
		if !g.widen(i) {
			failed = append(failed, g.goals[i])
		}
	}
	g.relent()
	return failed
}

// aim makes goals of targets.
func (g *guard) aim(targets []int32) {
	for _, t := range targets {
		need := g.enough
		if g.need != nil {
			need = g.need(t)
		}
		g.goals = append(g.goals, goal{t, -1, need})
	}
}

// widen withholds what gives a goal its room, and aims at what it withheld; it
// reports false where that cannot be had.
func (g *guard) widen(i int) bool {
	g.used = append(g.used, nil)
	for {
		lack, blank, witness := g.lack(g.goals[i])
		g.used[i] = g.places(witness)
		if lack <= 0 {
			return true
		}
		way, ok := g.wayOut(g.goals[i], lack, blank)
		if !ok {
			return false
		}
		for _, w := range way.loosen {
			g.loosen(w)
		}
		for _, a := range way.hide {
			g.set(a, hidden)
			g.added = append(g.added, a)
		}
		g.aim(way.hide)
	}
}

// loosen gives a way the room that other populations leave it once those are
// withheld that left it less than enough.
func (g *guard) loosen(way int32) {
	a := way / 2
	if n := g.flow.flow[a]; way&1 == 0 {
		g.high[a] = max(g.high[a], n+g.enough)
	} else {
		g.low[a] = min(g.low[a], max(0, n-g.enough))
	}
	if h := g.handed; h != nil {
		h.low[a], h.high[a], h.firm[a] = min(h.low[a], g.low[a]), max(h.high[a], g.high[a]), min(h.firm[a], g.low[a])
	}
	g.set(a, g.standing[a])
	g.loosened[way] = true
}

// lack returns how much a goal lacks, with the witness, and whether only he
// finds it who does not know that what is withheld is not empty.
func (g *guard) lack(of goal) (lack int64, blank bool, witness []change) {
	if of.way >= 0 {
		room, witness := g.around(of.arc, of.way&1 == 0, min(of.need, g.has(of.way)), g.search.changes[:0])
		g.undo(witness)
		g.search.changes = witness
		return of.need - room, false, witness
	}
	lack, _, values, witness := g.safe(of.arc, of.need)
	return lack, values >= of.need, witness
}

// wayOut returns the cheapest that gives the goal more room: among what is
// shown; for him who thinks so, where what is withheld may be empty; else with
// other populations withheld as well.
func (g *guard) wayOut(of goal, lack int64, blank bool) (way out, found bool) {
	defer func() { g.blank, g.loosening = false, false }()
	for _, most := range [...]int64{last, unbounded} {
		for _, try := range [...]struct{ blank, loosening bool }{{}, {true, false}, {false, true}, {true, true}} {
			if try.blank && !blank {
				continue
			}
			if g.blank, g.loosening = try.blank, try.loosening; g.loosening && g.loose == nil {
				break
			}
			if way, found = g.cheapest(of, lack, most); found {
				return way, true
			}
		}
	}
	return way, false
}

// last is the price of what is withheld only where there is no other way.
const last = unbounded >> 20

// places returns the arcs of a witness that were withheld, each once.
func (g *guard) places(witness []change) (arcs []int32) {
	arcs = g.scratch[:0]
	for _, c := range witness {
		if g.standing[c.arc] == hidden {
			arcs = append(arcs, c.arc)
		}
	}
	g.scratch = arcs
	slices.Sort(arcs)
	return append([]int32{}, slices.Compact(arcs)...)
}

// patience is how many steps through the network are spent on showing again
// what turned out to be needless; to give up early costs figures, not safety.
const patience = 30_000_000

// relent shows again, the dearest first, what the others do not need any more.
func (g *guard) relent() {
	users := map[int32][]int{}
	for i, used := range g.used {
		for _, a := range used {
			users[a] = append(users[a], i)
		}
	}
	slices.SortStableFunc(g.added, func(a, b int32) int { return cmp.Compare(g.cost[b], g.cost[a]) })
	g.search.steps = 0
	g.added = slices.DeleteFunc(g.added, func(a int32) bool {
		return g.search.steps < patience && g.spared(a, users)
	})
}

// spared shows arc a if all that it protected can do without it.
func (g *guard) spared(a int32, users map[int32][]int) bool {
	g.set(a, known)
	fresh := map[int][]int32{}
	for _, i := range users[a] {
		of := g.goals[i]
		if _, uses := slices.BinarySearch(g.used[i], a); !uses || of.arc == a || g.standing[of.arc] == known || fresh[i] != nil {
			continue
		}
		lack, _, witness := g.lack(of)
		if lack > 0 {
			g.set(a, hidden)
			return false
		}
		fresh[i] = g.places(witness)
	}
	for _, i := range users[a] {
		if fresh[i] == nil {
			continue
		}
		g.used[i] = fresh[i]
		for _, b := range fresh[i] {
			users[b] = append(users[b], i)
		}
		delete(fresh, i)
	}
	return true
}

// An out is what to withhold so that a target has more room: arcs that are
// shown, and the other populations by which ways are bounded.
type out struct{ hide, loosen []int32 }

// cheapest returns what to withhold on the cheapest circle through the goal
// that gives it the room it lacks, or else any more room; false where there is
// none cheaper than most.
func (g *guard) cheapest(of goal, lack, most int64) (best out, found bool) {
	target := of.arc
	u, v := g.from[target], g.to[target]
	for _, room := range []int64{lack, 1} {
		least := most
		for _, up := range []bool{true, false} {
			begin, end, own := v, u, 2*target
			if !up {
				begin, end, own = u, v, 2*target+1
			}
			if of.way >= 0 && of.way != own {
				continue
			}
			// All that is to be had without withholding more is taken first, so
			// that the circle found brings some in addition.
			limit := g.own(own, g.enough)
			if of.way >= 0 {
				limit = min(g.has(own), of.need)
			}
			had, changes := g.around(target, up, limit, g.search.changes[:0])
			extra := int64(0)
			if limit-had < room {
				limit, extra = g.loosens(own, limit)
			}
			if limit-had >= room {
				if cost, met := g.way(begin, end, target, room, least-extra); met {
					best, least, found = g.trace(begin, end, room), cost+extra, true
					if extra > 0 {
						best.loosen = append(best.loosen, own)
					}
				}
			}
			g.undo(changes)
			g.search.changes = changes
		}
		if found {
			break
		}
	}
	return best, found
}

// loosens returns the room of a way, and the price, if other populations are
// withheld for it; room and 0 where they are not.
func (g *guard) loosens(way int32, room int64) (loosened, price int64) {
	if !g.loosening || g.loosened[way] {
		return room, 0
	}
	if price = g.loose(way); price == 0 {
		return room, 0
	}
	if a := way / 2; way&1 == 1 {
		// Of fewer families than enough no more than all can be missing, or all but one.
		return max(room, min(g.enough, g.flow.flow[a]-g.emptiest(a))), price
	}
	return g.enough, price
}

// emptiest returns the least that an arc can hold whatever else is withheld.
func (g *guard) emptiest(a int32) int64 {
	if g.populated[a] && !g.blank {
		return 1
	}
	return 0
}

// way finds the cheapest way from begin to end without arc skip, where each arc
// has room or can be given it, and returns its cost; false where none is
// cheaper than most. Dijkstra (1959), with a stack for what costs nothing.
func (g *guard) way(begin, end, skip int32, room, most int64) (cost int64, found bool) {
	g.begin()
	s := &g.search
	g.heap, g.now = g.heap[:0], append(g.now[:0], begin)
	s.seen[begin], s.dist[begin] = s.walk, 0
	for {
		var at int32
		if n := len(g.now); n > 0 {
			at, g.now = g.now[n-1], g.now[:n-1]
		} else if len(g.heap) > 0 {
			e := g.heap.pop()
			if at = e.node; e.dist > s.dist[at] {
				continue
			}
		} else {
			return 0, false
		}
		if at == end {
			return s.dist[end], true
		}
		for _, t := range g.touch[g.start[at]:g.start[at+1]] {
			has, price := g.priced(t.way, room)
			d := s.dist[at] + price
			if t.way>>1 == skip || has < room || d >= most || s.seen[t.next] == s.walk && s.dist[t.next] <= d {
				continue
			}
			s.seen[t.next], s.dist[t.next], s.via[t.next] = s.walk, d, touch{t.way, at}
			if price == 0 {
				g.now = append(g.now, t.next)
			} else {
				g.heap.push(entry{d, t.next})
			}
		}
	}
}

// trace returns what is to be withheld on the way found.
func (g *guard) trace(begin, end int32, room int64) (way out) {
	for at := end; at != begin; at = g.search.via[at].next {
		w := g.search.via[at].way
		if g.standing[w/2] == known {
			way.hide = append(way.hide, w/2)
		}
		if hidden, _ := g.asHidden(w); hidden < room {
			way.loosen = append(way.loosen, w)
		}
	}
	return way
}

// priced returns the room of a way, and the price of having it.
func (g *guard) priced(way int32, need int64) (room, price int64) {
	room, price = g.asHidden(way)
	if room < need && (price > 0 || g.standing[way/2] != known) {
		more, extra := g.loosens(way, room)
		return more, price + extra
	}
	return room, price
}

// asHidden returns the room of a way as if its arc were withheld, and the price of that.
func (g *guard) asHidden(way int32) (room, price int64) {
	a := way / 2
	if g.standing[a] != known {
		return g.has(way), 0
	}
	if price = g.cost[a]; price == 0 {
		return 0, 0
	}
	if g.blank {
		return g.forgotten(way), price
	}
	if way&1 == 0 {
		return g.high[a] - g.flow.flow[a], price
	}
	return g.flow.flow[a] - g.least(a), price
}

// A queue is a binary heap of nodes by distance.
type queue []entry

type entry struct {
	dist int64
	node int32
}

func (q *queue) push(e entry) {
	h := append(*q, e)
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if h[up].dist <= h[i].dist {
			break
		}
		h[up], h[i] = h[i], h[up]
		i = up
	}
	*q = h
}

func (q *queue) pop() entry {
	h := *q
	top, n := h[0], len(h)-1
	h[0], h = h[n], h[:n]
	for i := 0; ; {
		least := i
		for c := 2*i + 1; c <= 2*i+2 && c < n; c++ {
			if h[c].dist < h[least].dist {
				least = c
			}
		}
		if least == i {
			break
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
	*q = h
	return top
}
