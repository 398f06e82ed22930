package hex

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// ErrFarNorth says that a shape reaches beyond 80 degrees of latitude, where
// [Cover] does not go.
var ErrFarNorth = errors.New("beyond 80 degrees of latitude")

// Cover returns the cells of resolution res, 3 or finer, whose families can lie
// in a shape (lon, lat in degrees), in ascending order. A family lies in the
// cell to which its cell at [Base] climbs, and children reach over the sides of
// their parent. So a full cell is one all of whose descendants' ground lies in
// the shape; an edge cell is one that only may have ground in it. A shape that
// crosses the antimeridian may be cut there or go on beyond 180 degrees.
//
// H3's own cover answers for the hexagon alone, takes a shape wider than half
// the world for one across the antimeridian, errs at −180 and panics when it
// runs out of memory.
func Cover(shape orb.MultiPolygon, res int) (full, edge []Cell, err error) {
	if res < 3 || res > 15 {
		return nil, nil, fmt.Errorf("hex: cover: resolution %d is not 3 to 15", res)
	}
	c := &cover{res: res, shape: shape, bound: shape.Bound(), grounds: map[Cell]*ground{}, is: map[Cell]part{}}
	for _, polygon := range shape {
		for _, ring := range polygon {
			if err := c.trace(ring); err != nil {
				return nil, nil, fmt.Errorf("hex: cover: %w", err)
			}
		}
	}
	if err := c.fill(); err != nil {
		return nil, nil, fmt.Errorf("hex: cover: %w", err)
	}
	for cell, p := range c.is {
		switch p {
		case onEdge:
			edge = append(edge, cell)
		case inside:
			full = append(full, cell)
		}
	}
	slices.Sort(full)
	slices.Sort(edge)
	return full, edge, nil
}

// part is where a cell lies as to the shape.
type part uint8

const (
	outside part = 1 + iota
	inside
	onEdge
)

type cover struct {
	res     int
	shape   orb.MultiPolygon
	bound   orb.Bound
	grounds map[Cell]*ground
	is      map[Cell]part
}

// trace marks the cells whose ground a ring touches.
func (c *cover) trace(ring orb.Ring) error {
	for _, p := range ring {
		if !(math.Abs(p.Lon()) <= 360 && math.Abs(p.Lat()) <= 90) {
			return ErrNotOnEarth
		}
		if math.Abs(p.Lat()) > 80 {
			return ErrFarNorth
		}
	}
	for i := 1; i < len(ring); i++ {
		if err := c.traceEdge(ring[i-1], ring[i]); err != nil {
			return err
		}
	}
	return nil
}

// traceEdge looks at the cells along the segment from a to b and around them.
func (c *cover) traceEdge(a, b orb.Point) error {
	var last Cell
	for p := range along(a, b, c.res) {
		at, err := At(orb.Point{wrap(p.Lon()), p.Lat()}, c.res)
		if err != nil {
			return err
		}
		if at == last {
			continue
		}
		last = at
		g, err := c.ground(at)
		if err != nil {
			return err
		}
		around, err := c.around(g)
		if err != nil {
			return err
		}
		for _, g := range around {
			if !g.onEdge && g.touches(a, b, p.Lon()) {
				g.onEdge = true
				c.is[g.cell] = onEdge
			}
		}
	}
	return nil
}

// fill marks the cells inside: from a cell next to an edge cell, if its centre
// lies in the shape, on to all that no edge parts from it.
func (c *cover) fill() error {
	var todo []Cell
	for cell := range c.is {
		todo = append(todo, cell)
	}
	for len(todo) > 0 {
		cell := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		around, err := cell.Disk()
		if err != nil {
			return err
		}
		for _, next := range around {
			if c.is[next] != 0 {
				continue
			}
			in := c.is[cell] == inside
			if !in {
				center, err := centerOf(next)
				if err != nil {
					return err
				}
				in = c.holds(center)
			}
			c.is[next] = outside
			if in {
				c.is[next] = inside
				todo = append(todo, next)
			}
		}
	}
	return nil
}

// holds says whether the shape holds p, here or a world further.
func (c *cover) holds(p orb.Point) bool {
	for _, world := range []float64{0, -360, 360} {
		if q := (orb.Point{p[0] + world, p[1]}); c.bound.Contains(q) && crossings(c.shape, q)%2 == 1 {
			return true
		}
	}
	return false
}

// crossings counts the edges of shape that a ray from p to the east crosses.
func crossings(shape orb.MultiPolygon, p orb.Point) (n int) {
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				if crossed(ring[i-1], ring[i], p) {
					n++
				}
			}
		}
	}
	return n
}

// crossed says whether a ray from v to the east crosses the segment a–b.
func crossed(a, b, v orb.Point) bool {
	return (a[1] > v[1]) != (b[1] > v[1]) && v[0] < (b[0]-a[0])*(v[1]-a[1])/(b[1]-a[1])+a[0]
}

// A ground is where the points of a cell's descendants can lie.
type ground struct {
	cell   Cell
	center orb.Point
	ring   []orb.Point  // around the centre, unwrapped, not closed
	six    [6]orb.Point // room for a ring of six
	bound  orb.Bound    // of the ring
	around []*ground    // of the cell and those that touch it; nil until asked for
	onEdge bool
}

// overhang is how much larger than a cell its ground is. The children of a
// hexagon reach over its sides by an eighth of a side, and theirs by an eighth
// of theirs, which sums to a fifth of a side or 0.23 of the inner radius.
const overhang = 1.25

// ground returns the ground of cell.
func (c *cover) ground(cell Cell) (*ground, error) {
	if g := c.grounds[cell]; g != nil {
		return g, nil
	}
	g := &ground{cell: cell}
	if err := g.outline(); err != nil {
		return nil, err
	}
	g.bound = orb.Bound{Min: g.center, Max: g.center}
	for i, p := range g.ring {
		x := g.center[0] + overhang*wrap(p[0]-g.center[0])
		y := g.center[1] + overhang*(p[1]-g.center[1])
		g.ring[i] = orb.Point{x, y}
		g.bound.Min = orb.Point{min(g.bound.Min[0], x), min(g.bound.Min[1], y)}
		g.bound.Max = orb.Point{max(g.bound.Max[0], x), max(g.bound.Max[1], y)}
	}
	c.grounds[cell] = g
	return g, nil
}

// outline finds the centre and the corners of the bare cell.
func (g *ground) outline() (err error) {
	if s, ok := lattice.see(g.cell); ok {
		g.center = s.point(thirds{})
		for i, c := range sixCorners {
			g.six[i] = s.point(c)
		}
		g.ring = g.six[:]
		return nil
	}
	if g.center, err = g.cell.Center(); err != nil {
		return err
	}
	g.ring, err = g.cell.Outline()
	return err
}

// around returns the grounds of g's cell and of those that touch it.
func (c *cover) around(g *ground) ([]*ground, error) {
	if g.around != nil {
		return g.around, nil
	}
	disk, err := g.cell.Disk()
	if err != nil {
		return nil, err
	}
	around := make([]*ground, len(disk))
	for i, cell := range disk {
		if around[i], err = c.ground(cell); err != nil {
			return nil, err
		}
	}
	g.around = around
	return around, nil
}

// centerOf returns the centre of cell.
func centerOf(cell Cell) (orb.Point, error) {
	if s, ok := lattice.see(cell); ok {
		return s.point(thirds{}), nil
	}
	return cell.Center()
}

// touches says whether the segment from a to b, seen in the world around the
// longitude near, touches the ground.
func (g *ground) touches(a, b orb.Point, near float64) bool {
	world := math.Round((near-g.center[0])/360) * 360
	a[0], b[0] = a[0]-world, b[0]-world
	if max(a[0], b[0]) < g.bound.Min[0] || min(a[0], b[0]) > g.bound.Max[0] ||
		max(a[1], b[1]) < g.bound.Min[1] || min(a[1], b[1]) > g.bound.Max[1] {
		return false
	}
	in := false
	p := g.ring[len(g.ring)-1]
	for _, q := range g.ring {
		if meet(a, b, p, q) {
			return true
		}
		if crossed(p, q, a) {
			in = !in
		}
		p = q
	}
	return in
}

// meet says whether the segments a–b and p–q have a point in common.
func meet(a, b, p, q orb.Point) bool {
	return turn(a, b, p)*turn(a, b, q) <= 0 && turn(p, q, a)*turn(p, q, b) <= 0
}

// turn is positive where v lies to the left of the way from a to b.
func turn(a, b, v orb.Point) float64 {
	return (b[0]-a[0])*(v[1]-a[1]) - (b[1]-a[1])*(v[0]-a[0])
}

// along yields points on the segment from a to b, its ends among them, no more
// than a quarter of a cell's side apart: a cell whose ground the segment touches
// is the cell of one of them or a neighbour of it.
func along(a, b orb.Point, res int) iter.Seq[orb.Point] {
	const side0 = 11.5 // degrees of latitude: the side of a cell of resolution 0
	spacing := side0 / math.Pow(7, float64(res)/2) / 4
	c := math.Cos(min(math.Abs(a[1]), math.Abs(b[1])) * math.Pi / 180)
	n := max(1, math.Ceil(math.Hypot((b[0]-a[0])*c, b[1]-a[1])/spacing))
	return func(yield func(orb.Point) bool) {
		for i := range int(n) + 1 {
			k := float64(i) / n
			if !yield(orb.Point{a[0] + k*(b[0]-a[0]), a[1] + k*(b[1]-a[1])}) {
				return
			}
		}
	}
}

// wrap returns a longitude, or a difference of two, within ±180 degrees.
func wrap(λ float64) float64 { return λ - 360*math.Round(λ/360) }
