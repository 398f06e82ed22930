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
	cost   []int64                  // of withholding an arc that is shown; 0 where it may not be
	// loose returns what it costs to withhold the other populations that leave a
	// way less than enough room, larger ones along its arc and smaller ones against
	// it; 0 where that may not be. Nil: nowhere.
	loose     func(way int32) int64
	loosening bool           // that is allowed now
	added     []int32        // arcs that were withheld to protect others: secondary suppressions
	loosened  map[int32]bool // ways whose other populations were withheld
	used      map[int32][]int32
	heap      queue
	now       []int32
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
func (g *guard) protect(targets []int32) (failed []int32) {
	g.used, g.loosened = map[int32][]int32{}, map[int32]bool{}
	queue := slices.Clone(targets)
	slices.SortStableFunc(queue, func(a, b int32) int { return cmp.Compare(g.flow.flow[b], g.flow.flow[a]) })
	for i := 0; i < len(queue); i++ {
		more, ok := g.widen(queue[i])
		if !ok {
			failed = append(failed, queue[i])
		}
		queue = append(queue, more...)
	}
	g.relent(queue)
	return failed
}

// widen withholds what gives the target its room, and returns what it withheld.
func (g *guard) widen(target int32) (more []int32, ok bool) {
	for {
		lack, witness := g.lack(target)
		g.used[target] = g.places(witness)
		if lack <= 0 {
			return more, true
		}
		way, ok := g.wayOut(target, lack)
		if !ok {
			return more, false
		}
		for _, w := range way.loosen {
			g.loosen(w)
		}
		for _, a := range way.hide {
			g.set(a, hidden)
			g.added = append(g.added, a)
		}
		more = append(more, way.hide...)
	}
}

// loosen gives a way the room that other populations leave it once those are
// withheld that left it less than enough.
func (g *guard) loosen(way int32) {
	a := way / 2
	if way&1 == 0 {
		g.high[a] = max(g.high[a], g.flow.flow[a]+g.enough)
	} else {
		g.low[a] = min(g.low[a], max(0, g.flow.flow[a]-g.enough))
	}
	g.set(a, g.standing[a])
	g.loosened[way] = true
}

// lack returns how much a target lacks of being safe, with the witness.
func (g *guard) lack(target int32) (lack int64, witness []change) {
	need := g.enough
	if g.need != nil {
		need = g.need(target)
	}
	lack, _, _, witness = g.safe(target, need)
	return lack, witness
}

// wayOut returns the cheapest that gives the target more room: among what is
// shown; else where what is withheld may be empty, as it may to one of the two
// attackers; else with other populations withheld as well.
func (g *guard) wayOut(target int32, lack int64) (way out, found bool) {
	defer func() { g.blank, g.loosening = false, false }()
	for _, most := range [...]int64{last, unbounded} {
		for _, try := range [...]struct{ blank, loosening bool }{{}, {true, false}, {false, true}, {true, true}} {
			if g.blank, g.loosening = try.blank, try.loosening; g.loosening && g.loose == nil {
				break
			}
			if way, found = g.cheapest(target, lack, most); found {
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
	for _, c := range witness {
		if g.standing[c.arc] == hidden {
			arcs = append(arcs, c.arc)
		}
	}
	slices.Sort(arcs)
	return slices.Compact(append([]int32{}, arcs...))
}

// patience is how many steps through the network are spent on showing again
// what turned out to be needless; to give up early costs figures, not safety.
const patience = 30_000_000

// relent shows again, the dearest first, what the others do not need any more.
func (g *guard) relent(targets []int32) {
	users := map[int32][]int32{}
	for _, t := range targets {
		for _, a := range g.used[t] {
			users[a] = append(users[a], t)
		}
	}
	slices.SortStableFunc(g.added, func(a, b int32) int { return cmp.Compare(g.cost[b], g.cost[a]) })
	g.search.steps = 0
	g.added = slices.DeleteFunc(g.added, func(a int32) bool {
		return g.search.steps < patience && g.spared(a, users)
	})
}

// spared shows arc a if all that it protected can do without it.
func (g *guard) spared(a int32, users map[int32][]int32) bool {
	g.set(a, known)
	fresh := map[int32][]int32{}
	for _, t := range users[a] {
		if _, uses := slices.BinarySearch(g.used[t], a); !uses || t == a || g.standing[t] == known || fresh[t] != nil {
			continue
		}
		lack, witness := g.lack(t)
		if lack > 0 {
			g.set(a, hidden)
			return false
		}
		fresh[t] = g.places(witness)
	}
	for _, t := range users[a] {
		if fresh[t] == nil {
			continue
		}
		g.used[t] = fresh[t]
		for _, b := range fresh[t] {
			users[b] = append(users[b], t)
		}
		delete(fresh, t)
	}
	return true
}

// An out is what to withhold so that a target has more room: arcs that are
// shown, and the other populations by which ways are bounded.
type out struct{ hide, loosen []int32 }

// cheapest returns what to withhold on the cheapest circle through the target
// that gives it the room it lacks, or else any more room; false where there is
// none cheaper than most.
func (g *guard) cheapest(target int32, lack, most int64) (best out, found bool) {
	u, v := g.from[target], g.to[target]
	for _, room := range []int64{lack, 1} {
		least := most
		for _, up := range []bool{true, false} {
			begin, end, own := v, u, 2*target
			if !up {
				begin, end, own = u, v, 2*target+1
			}
			// All that is to be had without withholding more is taken first, so
			// that the circle found brings some in addition.
			limit := g.own(own, g.enough)
			had, changes := g.around(target, up, limit)
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
	if way&1 == 0 {
		return g.high[a] - g.flow.flow[a], price
	}
	if g.blank {
		return g.flow.flow[a] - g.low[a], price
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
