package synth

import (
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// borders draws the villages of a partition. Every corner of the lattice is
// moved once, for all that meet there, and every edge is rounded the same way
// from both sides: neighbours share their borders to the last bit.
type borders struct {
	*partition
	moved map[int]orb.Point // by corner
	shift []float64         // by corner: how far it is shaken, x and y in turn
	banks map[int][]segment // pieces of river by the cell they begin in
}

type segment struct{ a, b orb.Point }

// shapes returns the villages' polygons in degrees.
func (p *partition) shapes(seed uint64) []orb.MultiPolygon {
	b := &borders{partition: p, moved: map[int]orb.Point{}, banks: map[int][]segment{}}
	b.shake(chance(seed, strandBorders))
	b.pieces()
	edges := make([][][2]int, len(p.sites))
	for c, village := range p.village {
		if village == none {
			continue
		}
		corners := p.corners(c)
		for k, n := range p.around(c) {
			if p.village[n] != village {
				edges[village] = append(edges[village], [2]int{corners[k], corners[(k+1)%6]})
			}
		}
	}
	shapes := make([]orb.MultiPolygon, len(p.sites))
	for i := range shapes {
		shapes[i] = b.shape(edges[i])
	}
	return shapes
}

// shake draws how far each corner is moved, in cell sizes: little enough that
// each hexagon stays convex.
func (b *borders) shake(r *rand.Rand) {
	b.shift = make([]float64, 4*b.cells())
	for i := range b.shift {
		b.shift[i] = 0.13 * (2*r.Float64() - 1)
	}
}

// pieces sorts the rivers' pieces by cell.
func (b *borders) pieces() {
	for _, river := range b.rivers {
		line := even(river, b.size/3)
		for i := 1; i < len(line); i++ {
			if c, ok := b.at(line[i]); ok && !b.edge(c) {
				b.banks[c] = append(b.banks[c], segment{line[i-1], line[i]})
			}
		}
	}
}

// corner returns where a corner of the lattice lies on the map, in km.
func (b *borders) corner(v int) orb.Point {
	if p, ok := b.moved[v]; ok {
		return p
	}
	p := b.partition.corner(v)
	p[0] += b.size * b.shift[2*v]
	p[1] += b.size * b.shift[2*v+1]
	p = b.pull(p)
	b.moved[v] = p
	return p
}

// pull moves p most of the way to a river that is near, so that a border
// between two banks is the river. The nearer it is, the further it goes for
// its distance; what is in order across the river stays in order.
func (b *borders) pull(p orb.Point) orb.Point {
	reach := b.size
	nearest, foot := reach, p
	for _, s := range b.near(p) {
		q := projected(p, s)
		if d := planar.Distance(p, q); d < nearest {
			nearest, foot = d, q
		}
	}
	u := nearest / reach
	t := 0.7 * (1 - u*u) * (1 - u*u)
	return orb.Point{mix(p[0], foot[0], t), mix(p[1], foot[1], t)}
}

// near returns the pieces of river in the cell of p and the two rings around it.
func (b *borders) near(p orb.Point) (found []segment) {
	c, ok := b.at(p)
	if !ok || b.edge(c) {
		return nil
	}
	seen := map[int]bool{}
	look := func(c int) {
		if !seen[c] {
			seen[c] = true
			found = append(found, b.banks[c]...)
		}
	}
	look(c)
	for _, n := range b.around(c) {
		look(n)
		if !b.edge(n) {
			for _, m := range b.around(n) {
				look(m)
			}
		}
	}
	return found
}

// projected returns the point of s nearest to p.
func projected(p orb.Point, s segment) orb.Point {
	dx, dy := s.b[0]-s.a[0], s.b[1]-s.a[1]
	length := dx*dx + dy*dy
	if length == 0 {
		return s.a
	}
	t := clamp(((p[0]-s.a[0])*dx+(p[1]-s.a[1])*dy)/length, 0, 1)
	return orb.Point{s.a[0] + t*dx, s.a[1] + t*dy}
}

// shape joins the edges of one village, which run around it against the clock,
// to rings, and puts holes into the ring they lie in.
func (b *borders) shape(edges [][2]int) (shape orb.MultiPolygon) {
	next := make(map[int]int, len(edges))
	for _, e := range edges {
		next[e[0]] = e[1]
	}
	var holes []orb.Ring
	for _, e := range edges {
		var loop []int
		for v := e[0]; ; {
			w, ok := next[v]
			if !ok {
				break
			}
			delete(next, v)
			loop = append(loop, v)
			v = w
		}
		if len(loop) == 0 {
			continue
		}
		ring := b.ring(loop)
		if ring.Orientation() == orb.CCW {
			shape = append(shape, orb.Polygon{ring})
		} else {
			holes = append(holes, ring)
		}
	}
	for _, hole := range holes {
		for i := range shape {
			if planar.RingContains(shape[i][0], hole[0]) {
				shape[i] = append(shape[i], hole)
				break
			}
		}
	}
	return shape
}

// A knot is a point of a border; a fixed one, where three areas meet, is kept
// when corners are cut.
type knot struct {
	orb.Point
	fixed bool
}

// ring draws a loop of corners: twice the corners are cut, then degrees.
func (b *borders) ring(loop []int) orb.Ring {
	knots := make([]knot, len(loop))
	for i, v := range loop {
		knots[i] = knot{b.corner(v), b.fixed(v)}
	}
	for range 2 {
		knots = straighten(knots)
	}
	knots = cut(knots)
	var ring orb.Ring
	for _, k := range knots {
		if p := degrees(b.onMap(k.Point)); len(ring) == 0 || ring[len(ring)-1] != p {
			ring = append(ring, p)
		}
	}
	return append(ring, ring[0])
}

// fixed says whether three different areas, or two and the outside, meet at a corner.
func (b *borders) fixed(v int) bool {
	m := b.meeting(v)
	x, y, z := b.village[m[0]], b.village[m[1]], b.village[m[2]]
	return x != y && y != z && x != z
}

// straighten draws each knot that is not fixed half-way to the middle of its neighbours.
func straighten(knots []knot) []knot {
	out := make([]knot, len(knots))
	for i, k := range knots {
		a, b := knots[(i+len(knots)-1)%len(knots)], knots[(i+1)%len(knots)]
		if !k.fixed {
			k.Point = orb.Point{0.5*k.Point[0] + 0.25*(a.Point[0]+b.Point[0]), 0.5*k.Point[1] + 0.25*(a.Point[1]+b.Point[1])}
		}
		out[i] = k
	}
	return out
}

// cut cuts the corners of a ring once, but not the fixed ones.
func cut(knots []knot) []knot {
	out := make([]knot, 0, 2*len(knots)+4)
	for i, k := range knots {
		n := knots[(i+1)%len(knots)]
		if k.fixed {
			out = append(out, k)
		}
		out = append(out, knot{Point: quarter(k.Point, n.Point)}, knot{Point: quarter(n.Point, k.Point)})
	}
	return out
}
