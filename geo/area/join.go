package area

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// near is the distance, in vertex units, within which a vertex joins the border
// of another shape: 10⁻⁴ degrees, about 11 m. Between real villages drawn one by
// one most faults are smaller.
const near = 1000

// join draws the shapes as one network: vertices that lie near each other in
// different shapes become one node, and an edge that passes near a node of
// another shape goes through it. A shape's own detail is left as it is.
func join(shapes []orb.MultiPolygon) *network {
	j := joiner{grid: map[vertex][]int32{}}
	var rings []path
	for i, shape := range shapes {
		for _, polygon := range shape {
			for k, r := range polygon {
				if len(r) < 4 || !r.Closed() {
					continue
				}
				// The shape is on the left: outer rings anticlockwise, holes clockwise.
				if r.Orientation() == orb.CW == (k == 0) {
					r = slices.Clone(r)
					r.Reverse()
				}
				rings = append(rings, path{int32(i), j.nodesOf(r, int32(i))})
			}
		}
	}
	// A bent edge may come near further nodes; three rounds find nearly all.
	for range 3 {
		for i := range rings {
			rings[i].nodes = j.bend(rings[i])
		}
	}
	n := &network{nodes: j.nodes, edges: map[span]*sides{}}
	for _, r := range rings {
		for i, node := range r.nodes {
			n.add(node, r.nodes[(i+1)%len(r.nodes)], r.shape)
		}
	}
	return n
}

// A path is a ring of a shape by its nodes, not closed.
type path struct {
	shape int32
	nodes []int32
}

// A joiner gives vertices their nodes.
type joiner struct {
	nodes  []vertex
	shapes [][]int32          // that have the node
	grid   map[vertex][]int32 // nodes by square of the grid
}

// square is the side of the grid's squares, in vertex units: some 200 m, less
// than most edges, so that few are looked at for each.
const square = 20 * near

func squareOf(x, y int32) vertex {
	return vertex{int32(math.Floor(float64(x) / square)), int32(math.Floor(float64(y) / square))}
}

// around calls f for the nodes in the squares that the box from a to b, grown by near, touches.
func (j *joiner) around(a, b vertex, f func(node int32)) {
	low := squareOf(min(a.x, b.x)-near, min(a.y, b.y)-near)
	high := squareOf(max(a.x, b.x)+near, max(a.y, b.y)+near)
	for x := low.x; x <= high.x; x++ {
		for y := low.y; y <= high.y; y++ {
			for _, node := range j.grid[vertex{x, y}] {
				f(node)
			}
		}
	}
}

// nodesOf returns the nodes of a closed ring's vertices.
func (j *joiner) nodesOf(r orb.Ring, shape int32) (nodes []int32) {
	for _, p := range r[:len(r)-1] {
		node := j.node(vertexOf(p), shape)
		if len(nodes) == 0 || nodes[len(nodes)-1] != node {
			nodes = append(nodes, node)
		}
	}
	for len(nodes) > 1 && nodes[0] == nodes[len(nodes)-1] {
		nodes = nodes[:len(nodes)-1]
	}
	return nodes
}

// node returns the node of v: one at the very place, else the nearest of
// another shape within reach, else a new one.
func (j *joiner) node(v vertex, shape int32) int32 {
	best, least := int32(-1), math.Inf(1)
	j.around(v, v, func(node int32) {
		d := v.toSegment(j.nodes[node], j.nodes[node])
		if d < least && (d == 0 || d <= near && !slices.Contains(j.shapes[node], shape)) {
			best, least = node, d
		}
	})
	if best < 0 {
		best = int32(len(j.nodes))
		j.nodes, j.shapes = append(j.nodes, v), append(j.shapes, nil)
		s := squareOf(v.x, v.y)
		j.grid[s] = append(j.grid[s], best)
	}
	j.has(best, shape)
	return best
}

func (j *joiner) has(node, shape int32) {
	if !slices.Contains(j.shapes[node], shape) {
		j.shapes[node] = append(j.shapes[node], shape)
	}
}

// bend leads every edge of a path through the nodes of other shapes that it passes near.
func (j *joiner) bend(p path) (nodes []int32) {
	for i, a := range p.nodes {
		nodes = append(nodes, a)
		for _, n := range j.beside(a, p.nodes[(i+1)%len(p.nodes)], p.shape) {
			j.has(n, p.shape)
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// beside returns the nodes near the edge from a to b that the shape does not
// have yet, in the order in which the edge passes them.
func (j *joiner) beside(a, b, shape int32) (nodes []int32) {
	va, vb := j.nodes[a], j.nodes[b]
	j.around(va, vb, func(node int32) {
		v := j.nodes[node]
		if v.toSegment(va, vb) <= near && !slices.Contains(j.shapes[node], shape) {
			if t := v.along(va, vb); t > 0 && t < 1 {
				nodes = append(nodes, node)
			}
		}
	})
	slices.SortFunc(nodes, func(n, m int32) int {
		return cmp.Or(cmp.Compare(j.nodes[n].along(va, vb), j.nodes[m].along(va, vb)), cmp.Compare(n, m))
	})
	return nodes
}
