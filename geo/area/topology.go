package area

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A vertex is a point on a grid of 10⁻⁷ degrees, about a centimetre.
type vertex struct{ x, y int32 }

const vertexUnit = 1e-7

func vertexOf(p orb.Point) vertex {
	return vertex{int32(math.Round(p[0] / vertexUnit)), int32(math.Round(p[1] / vertexUnit))}
}

func (v vertex) point() orb.Point { return orb.Point{float64(v.x) / 1e7, float64(v.y) / 1e7} }

// An arc is a stretch of border between two junctions, or a closed one without any.
type arc struct {
	vertices    []vertex
	weight      []float32 // by vertex: the tolerance in degrees above which it goes
	from, to    int32     // nodes
	left, right []int32   // shapes on either side, more than one where they overlap
}

// A halfArc is an arc seen from one side: i runs along arc i, ^i against it.
// The shape is on its left.
type halfArc int32

func (h halfArc) arc() int { return int(max(h, ^h)) }

// A ring is a walk along arcs that ends where it began.
type ring []halfArc

// A network is what shapes are joined into: their vertices, each once, and the
// edges between them.
type network struct {
	nodes []vertex
	edges map[span]*sides
}

// A span is an edge between two nodes, the lower one first.
type span struct{ a, b int32 }

// sides are the shapes that lie to the left and right of a span.
type sides struct{ left, right []int32 }

// add notes that the shape lies to the left of the way from a to b.
func (n *network) add(a, b, shape int32) {
	if a == b {
		return
	}
	k := span{min(a, b), max(a, b)}
	s := n.edges[k]
	if s == nil {
		s = &sides{}
		n.edges[k] = s
	}
	if a < b {
		s.left = append(s.left, shape)
	} else {
		s.right = append(s.right, shape)
	}
}

// A step is one end of an edge, seen from the other.
type step struct {
	to          int32
	left, right []int32
}

// steps returns the edges at each node that some shape has on a side, in order.
func (n *network) steps() [][]step {
	at := make([][]step, len(n.nodes))
	for k, s := range n.edges {
		left, right := difference(s.left, s.right), difference(s.right, s.left)
		if len(left)+len(right) > 0 {
			at[k.a] = append(at[k.a], step{k.b, left, right})
			at[k.b] = append(at[k.b], step{k.a, right, left})
		}
	}
	for _, s := range at {
		slices.SortFunc(s, func(a, b step) int { return cmp.Compare(a.to, b.to) })
	}
	return at
}

// difference returns the shapes without those, one for one, sorted: what a
// shape has on both sides of an edge is no border of it.
func difference(shapes, those []int32) []int32 {
	out := slices.Sorted(slices.Values(shapes))
	for _, s := range those {
		if i, found := slices.BinarySearch(out, s); found {
			out = slices.Delete(out, i, i+1)
		}
	}
	return out
}

// junction says whether a border ends or changes its sides at a node.
func junction(s []step) bool {
	return len(s) != 2 || !slices.Equal(s[0].left, s[1].right) || !slices.Equal(s[0].right, s[1].left)
}

// cut returns the arcs of a network: first those between junctions, then the closed ones.
func cut(n *network) (arcs []arc) {
	at := n.steps()
	done := map[span]bool{}
	walk := func(from int32, s step) {
		if done[span{min(from, s.to), max(from, s.to)}] {
			return
		}
		a := arc{vertices: []vertex{n.nodes[from]}, from: from, left: s.left, right: s.right}
		for last := from; ; {
			done[span{min(last, s.to), max(last, s.to)}] = true
			a.vertices = append(a.vertices, n.nodes[s.to])
			if s.to == from || junction(at[s.to]) {
				a.to = s.to
				arcs = append(arcs, a)
				return
			}
			ahead := at[s.to][0]
			if ahead.to == last {
				ahead = at[s.to][1]
			}
			last, s = s.to, ahead
		}
	}
	for _, closed := range []bool{false, true} {
		for node := range at {
			if len(at[node]) > 0 && junction(at[node]) != closed {
				for _, s := range at[node] {
					walk(int32(node), s)
				}
			}
		}
	}
	return arcs
}

// weigh gives every vertex of every arc its weight.
func (c *Coverage) weigh() {
	parallel := map[span]int{}
	for _, a := range c.arcs {
		parallel[span{min(a.from, a.to), max(a.from, a.to)}]++
	}
	for i := range c.arcs {
		a := &c.arcs[i]
		a.weight = weights(a.vertices)
		// A ring of one arc or two must not become a line.
		switch {
		case a.from == a.to:
			keep(a.weight, 2)
		case parallel[span{min(a.from, a.to), max(a.from, a.to)}] > 1:
			keep(a.weight, 1)
		}
	}
}

// keep makes the n weightiest inner vertices stay at any tolerance.
func keep(weight []float32, n int) {
	for ; n > 0 && len(weight) > 2; n-- {
		heaviest := 1
		for i := 1; i < len(weight)-1; i++ {
			if w, h := weight[i], weight[heaviest]; !isInf(w) && (w > h || isInf(h)) {
				heaviest = i
			}
		}
		weight[heaviest] = inf
	}
}

var inf = float32(math.Inf(1))

func isInf(w float32) bool { return w == inf }

// weights returns the tolerance, in degrees, above which Douglas and Peucker
// drop each vertex of line; never for its ends. A vertex weighs no more than
// the one that split the line before it, so that tolerances nest.
func weights(line []vertex) []float32 {
	w := make([]float32, len(line))
	w[0], w[len(line)-1] = inf, inf
	type part struct {
		first, last int
		most        float32
	}
	for todo := []part{{0, len(line) - 1, inf}}; len(todo) > 0; {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if p.last-p.first < 2 {
			continue
		}
		at, far := farthest(line, p.first, p.last)
		w[at] = min(float32(far*vertexUnit), p.most)
		todo = append(todo, part{p.first, at, w[at]}, part{at, p.last, w[at]})
	}
	return w
}

// farthest returns the vertex between first and last that is farthest from the
// segment between them, and how far.
func farthest(line []vertex, first, last int) (at int, far float64) {
	at = first + 1
	for i := first + 1; i < last; i++ {
		if d := line[i].toSegment(line[first], line[last]); d > far {
			at, far = i, d
		}
	}
	return at, far
}

// toSegment returns the distance from v to the segment a–b, in vertex units.
func (v vertex) toSegment(a, b vertex) float64 {
	t := v.along(a, b)
	x, y := float64(a.x)+t*(float64(b.x)-float64(a.x)), float64(a.y)+t*(float64(b.y)-float64(a.y))
	return math.Hypot(float64(v.x)-x, float64(v.y)-y)
}

// along returns how far along the segment a–b the point nearest to v lies, 0 to 1.
func (v vertex) along(a, b vertex) float64 {
	dx, dy := float64(b.x)-float64(a.x), float64(b.y)-float64(a.y)
	l := dx*dx + dy*dy
	if l == 0 {
		return 0
	}
	return max(0, min(1, ((float64(v.x)-float64(a.x))*dx+(float64(v.y)-float64(a.y))*dy)/l))
}

// stitch makes each of n shapes of the arcs that have it on a side.
func (c *Coverage) stitch(n int) {
	c.shapes = make([][][]ring, n)
	halves := c.halves()
	for s := range c.shapes {
		c.shapes[s] = c.nest(c.rings(halves[int32(s)]))
	}
}

// halves returns the arcs that each shape has on its left; those with nothing
// there are of [Outside].
func (c *Coverage) halves() map[int32][]halfArc {
	out := map[int32][]halfArc{}
	for i, a := range c.arcs {
		if len(a.left)+len(a.right) == 0 {
			continue
		}
		for _, s := range orOutside(a.left) {
			out[s] = append(out[s], halfArc(i))
		}
		for _, s := range orOutside(a.right) {
			out[s] = append(out[s], ^halfArc(i))
		}
	}
	return out
}

func orOutside(shapes []int32) []int32 {
	if len(shapes) == 0 {
		return []int32{Outside}
	}
	return shapes
}

// rings joins half arcs into rings. Where several go on from a node it takes
// the sharpest turn to the left, so that no ring touches itself. A walk that finds no
// way on, as around nothing where shapes overlap, is left out.
func (c *Coverage) rings(halves []halfArc) (rings []ring) {
	leaving := map[int32][]halfArc{}
	left := map[halfArc]int{} // how often each is still to be walked
	for _, h := range halves {
		from, _ := c.ends(h)
		leaving[from] = append(leaving[from], h)
		left[h]++
	}
	for _, start := range halves {
		if left[start] == 0 {
			continue
		}
		r := ring{start}
		for h, ok := c.next(start, leaving, left); ok; h, ok = c.next(h, leaving, left) {
			if h == start {
				rings = append(rings, r)
				break
			}
			r = append(r, h)
		}
	}
	return rings
}

// next returns the half arc to follow h with, and counts it as walked.
func (c *Coverage) next(h halfArc, leaving map[int32][]halfArc, left map[halfArc]int) (best halfArc, ok bool) {
	_, node := c.ends(h)
	back, least := c.direction(^h), math.Inf(1)
	for _, n := range leaving[node] {
		// Clockwise from where we came: the first edge bounds the face on the left.
		turn := back - c.direction(n)
		if turn <= 0 {
			turn += 2 * math.Pi
		}
		if left[n] > 0 && turn < least {
			best, least, ok = n, turn, true
		}
	}
	if ok {
		left[best]--
	}
	return best, ok
}

// ends returns the nodes that h leads from and to.
func (c *Coverage) ends(h halfArc) (from, to int32) {
	a := c.arcs[h.arc()]
	if h < 0 {
		return a.to, a.from
	}
	return a.from, a.to
}

// direction returns the angle in which h leaves its first node.
func (c *Coverage) direction(h halfArc) float64 {
	v := c.arcs[h.arc()].vertices
	a, b := v[0], v[1]
	if h < 0 {
		a, b = v[len(v)-1], v[len(v)-2]
	}
	return math.Atan2(float64(b.y)-float64(a.y), float64(b.x)-float64(a.x))
}

// nest sorts rings into polygons: those that turn left are outer ones, the
// others holes of the smallest that holds them. A ring that would cover twice
// or uncover twice, as where the parts of a union overlap, is left out.
func (c *Coverage) nest(rings []ring) (polygons [][]ring) {
	lines, areas := make([]orb.Ring, len(rings)), make([]float64, len(rings))
	order, holders := make([]int, len(rings)), make([]holder, len(rings))
	for i, r := range rings {
		lines[i], order[i] = c.full(r), i
		areas[i] = planar.Area(lines[i])
		holders[i] = holder{ring: lines[i], bound: lines[i].Bound()}
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(math.Abs(areas[j]), math.Abs(areas[i])) })
	polygon := map[int]int{} // by outer ring
	var kept []int
	for _, i := range order {
		depth, around := 0, -1
		for _, o := range kept {
			if !holders[o].bound.Intersects(holders[i].bound) || !holders[o].mostly(lines[i]) {
				continue
			}
			if areas[o] > 0 {
				depth, around = depth+1, o
			} else {
				depth--
			}
		}
		switch {
		case areas[i] > 0 && depth == 0:
			polygon[i] = len(polygons)
			polygons = append(polygons, []ring{rings[i]})
		case areas[i] < 0 && depth == 1:
			polygons[polygon[around]] = append(polygons[polygon[around]], rings[i])
		default:
			continue
		}
		kept = append(kept, i)
	}
	return polygons
}

// A holder is a ring that others are held against.
type holder struct {
	ring     orb.Ring
	bound    orb.Bound
	prepared *Prepared // from the first question on
}

// mostly says whether more than half of the vertices of r lie in the ring:
// single ones may touch its edge.
func (h *holder) mostly(r orb.Ring) bool {
	if h.prepared == nil {
		h.prepared = Prepare(orb.MultiPolygon{{h.ring}})
	}
	in := 0
	for _, p := range r {
		if h.prepared.Contains(p) {
			in++
		}
	}
	return 2*in > len(r)
}

// full returns the line of r with every vertex.
func (c *Coverage) full(r ring) (line orb.Ring) {
	for _, h := range r {
		v := c.arcs[h.arc()].vertices
		for i := range v {
			if h < 0 {
				i = len(v) - 1 - i
			}
			line = append(line, v[i].point())
		}
	}
	return line
}
