package area

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A Coverage is a set of shapes side by side, cut into borders that neighbours
// share: each is simplified once and stays the same on both sides, so that no
// gap opens between them. It is for drawing: where two shapes lie within 10 m
// of each other they are joined first.
//
// A Coverage never changes and may be used from many goroutines at once.
type Coverage struct {
	arcs   []arc
	shapes [][][]ring // by shape and polygon, the outer ring first
}

// NewCoverage cuts shapes (lon, lat in degrees) into borders. A shape may be nil.
func NewCoverage(shapes []orb.MultiPolygon) *Coverage {
	c := &Coverage{arcs: cut(join(shapes))}
	c.weigh()
	c.stitch(len(shapes))
	return c
}

// Merge returns the coverage of n unions of c's shapes: shape i goes into union
// into[i]. Its borders are those of c, so that districts simplified to some
// tolerance fit their villages.
func (c *Coverage) Merge(n int, into []int) *Coverage {
	merged := &Coverage{arcs: slices.Clone(c.arcs)}
	for i := range merged.arcs {
		a := &merged.arcs[i]
		left, right := unions(a.left, into), unions(a.right, into)
		a.left, a.right = difference(left, right), difference(right, left)
	}
	merged.stitch(n)
	return merged
}

// unions returns the unions that shapes go into, one for one.
func unions(shapes []int32, into []int) (out []int32) {
	for _, s := range shapes {
		out = append(out, int32(into[s]))
	}
	return out
}

// Simplify returns the shapes without the vertices that lie closer than
// tolerance (degrees) to the line that is left, after Douglas and Peucker; 0
// keeps all. Neighbours have the same vertices along their border, no ring
// vanishes, and no two lines cross that did not cross before.
func (c *Coverage) Simplify(tolerance float64) []orb.MultiPolygon {
	lines := c.lines(tolerance)
	out := make([]orb.MultiPolygon, len(c.shapes))
	for i, polygons := range c.shapes {
		for _, rings := range polygons {
			var p orb.Polygon
			for _, r := range rings {
				p = append(p, r.along(lines))
			}
			out[i] = append(out[i], p)
		}
	}
	return out
}

// lines returns the arcs as lines, simplified.
func (c *Coverage) lines(tolerance float64) []orb.LineString {
	chords := c.chords(tolerance)
	for c.uncross(chords) {
	}
	lines := make([]orb.LineString, len(c.arcs))
	for i, a := range c.arcs {
		lines[i] = append(lines[i], a.vertices[0].point())
		for _, k := range chords[i] {
			lines[i] = append(lines[i], a.vertices[k.to].point())
		}
	}
	return lines
}

// along returns the closed ring that r makes of the lines of all arcs.
func (r ring) along(lines []orb.LineString) (out orb.Ring) {
	for _, h := range r {
		line := lines[h.arc()]
		if h < 0 {
			line = line.Clone()
			line.Reverse()
		}
		out = append(out, line[:len(line)-1]...)
	}
	return append(out, out[0])
}

// A Border is a line between two shapes, drawn once for both.
type Border struct {
	Left, Right int // places of the shapes; Outside where there is none
	Line        orb.LineString
}

// Outside is the other side of a coverage's outer border.
const Outside = -1

// Borders returns every border once, simplified as [Coverage.Simplify] does.
// Along a narrow gap or overlap the two shapes there are the two sides of its lines.
func (c *Coverage) Borders(tolerance float64) []Border {
	across := c.acrossSlivers()
	var out []Border
	for i, line := range c.lines(tolerance) {
		b := Border{first(c.arcs[i].left), first(c.arcs[i].right), line}
		switch other, ok := across[i]; {
		case b.Left == Outside && b.Right == Outside:
			continue // within a union
		case ok && b.Left == Outside:
			b.Left = other
		case ok:
			b.Right = other
		}
		out = append(out, b)
	}
	return out
}

func first(shapes []int32) int {
	if len(shapes) == 0 {
		return Outside
	}
	return int(slices.Min(shapes))
}

// Level returns the highest level that b separates: the border of a district is
// one of its villages too. The coverage must have been made of the shapes of
// areas, in their order.
func (b Border) Level(areas []Area) Level {
	if b.Left == Outside || b.Right == Outside {
		return Regency
	}
	l, r := areas[b.Left], areas[b.Right]
	for _, level := range []Level{Regency, District} {
		if l.Code.up(level, l.System) != r.Code.up(level, r.System) {
			return level
		}
	}
	return Village
}

// sliver is the mean width in degrees, about 200 m, below which a gap or an
// overlap between shapes is taken for a fault of drawing.
const sliver = 0.0018

// acrossSlivers returns, for each arc along a narrow gap or overlap, the shape
// that has most of its other side.
func (c *Coverage) acrossSlivers() map[int]int {
	across := map[int]int{}
	for _, r := range c.rings(c.halves()[Outside]) {
		line := c.full(r)
		if 2*math.Abs(planar.Area(line)) > sliver*planar.Length(line) {
			continue
		}
		lengths := map[int]float64{}
		for _, h := range r {
			lengths[c.owner(h)] += planar.Length(c.full(ring{h}))
		}
		for _, h := range r {
			if other := longest(lengths, c.owner(h)); other != Outside {
				across[h.arc()] = other
			}
		}
	}
	return across
}

// owner returns the shape on the side of h's arc that is not empty.
func (c *Coverage) owner(h halfArc) int {
	a := c.arcs[h.arc()]
	return max(first(a.left), first(a.right))
}

// longest returns the shape with the greatest length, but for one.
func longest(lengths map[int]float64, butFor int) int {
	best := Outside
	for shape, l := range lengths {
		if shape != butFor && (best == Outside || l > lengths[best] || l == lengths[best] && shape < best) {
			best = shape
		}
	}
	return best
}
