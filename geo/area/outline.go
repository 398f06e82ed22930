package area

import (
	"math"

	"tepat/geo"

	"github.com/paulmach/orb"
)

// A Prepared is a shape made ready to be asked about many points.
type Prepared struct{ outline outline }

// Prepare makes a shape ready, at about the cost of asking orb about it once.
func Prepare(shape orb.MultiPolygon) *Prepared { return &Prepared{newOutline(shape)} }

// Contains says whether the shape holds p, its border included.
func (s *Prepared) Contains(p orb.Point) bool { return s.outline.contains(p) }

// An outline is a shape's edges, sorted into rows of latitude of equal height,
// about one for two vertices.
type outline struct {
	bound  orb.Bound
	perLat float64     // rows per degree
	points []orb.Point // edge i runs from points[i] to points[i+1]
	row    []int32     // row r has the edges[row[r]:row[r+1]]
	edges  []int32
}

func newOutline(shape orb.MultiPolygon) outline {
	o := outline{bound: shape.Bound()}
	var starts []int32
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				starts = append(starts, int32(len(o.points)+i-1))
			}
			o.points = append(o.points, ring...)
		}
	}
	rows := max(1, len(starts)/2)
	if height := o.bound.Top() - o.bound.Bottom(); height > 0 {
		o.perLat = float64(rows) / height
	}
	o.row = make([]int32, rows+1)
	// Count, sum, then put the edges in from behind.
	o.eachRow(starts, func(r int, _ int32) { o.row[r]++ })
	for r := range rows {
		o.row[r+1] += o.row[r]
	}
	o.edges = make([]int32, o.row[rows])
	o.eachRow(starts, func(r int, edge int32) {
		o.row[r]--
		o.edges[o.row[r]] = edge
	})
	return o
}

// eachRow calls f for every edge with every row that it touches.
func (o *outline) eachRow(edges []int32, f func(row int, edge int32)) {
	for _, e := range edges {
		a, b := o.rowOf(o.points[e][1]), o.rowOf(o.points[e+1][1])
		for r := min(a, b); r <= max(a, b); r++ {
			f(r, e)
		}
	}
}

// rowOf returns the row of a latitude, the nearest where there is none.
func (o *outline) rowOf(lat float64) int {
	return int(max(0, min(float64(len(o.row)-2), (lat-o.bound.Bottom())*o.perLat)))
}

// contains casts a ray to the east and counts the edges that it crosses: holes
// and several parts come out right by parity. A point on an edge is inside.
func (o *outline) contains(p orb.Point) bool {
	if !o.bound.Contains(p) {
		return false
	}
	r := o.rowOf(p[1])
	in := false
	for _, e := range o.edges[o.row[r]:o.row[r+1]] {
		a, b := o.points[e], o.points[e+1]
		switch {
		case (a[1] > p[1]) != (b[1] > p[1]):
			d := (b[0]-a[0])*(p[1]-a[1]) - (p[0]-a[0])*(b[1]-a[1])
			if d == 0 {
				return true
			}
			if (d > 0) == (b[1] > a[1]) {
				in = !in
			}
		case a[1] == p[1] || b[1] == p[1]:
			if p == a || p == b || a[1] == b[1] && (a[0] > p[0]) != (b[0] > p[0]) {
				return true
			}
		}
	}
	return in
}

// distance returns how far p lies outside: 0 inside, +Inf where there is no edge.
func (o *outline) distance(p orb.Point) geo.Metres {
	nearest := geo.Metres(math.Inf(1))
	if o.contains(p) {
		return 0
	}
	plane := geo.PlaneAt(p)
	look := func(r int) {
		for _, e := range o.edges[o.row[r]:o.row[r+1]] {
			nearest = min(nearest, plane.ToSegment(o.points[e], o.points[e+1]))
		}
	}
	// From p's row up and down, until the rows are further away than an edge.
	from := o.rowOf(p[1])
	for r := from; r < len(o.row)-1 && (r == from || plane.ToLatitude(o.bottom(r)) < nearest); r++ {
		look(r)
	}
	for r := from - 1; r >= 0 && plane.ToLatitude(o.bottom(r+1)) < nearest; r-- {
		look(r)
	}
	return nearest
}

// bottom returns the lowest latitude of a row.
func (o *outline) bottom(r int) float64 { return o.bound.Bottom() + float64(r)/max(o.perLat, 1e-300) }
