package hex

import (
	"iter"
	"math"
	"slices"
	"sync"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// lattice is what [index], around and see know of H3's grids. It is learned once
// and never changes then.
var lattice grid

type grid struct {
	once   sync.Once
	faces  [10]face       // of the icosahedron, no two of them opposite
	climbs [7][7]twoUp    // by i and j modulo 7
	sums   [2][7][7]sum   // by resolution modulo 2, digit and direction
	bases  [20][8][8]base // by face, the second ten opposite to the first, and i and j of a spot
	homes  [128][]home    // by base cell; none for pentagons
}

// A face is the plane that touches the unit sphere at its centre. The lengths
// of its axes are such as to give i − j/2 and j.
type face struct {
	center vector
	x, y   vector // toward a vertex, and to the left of that
}

// A twoUp is the step from a cell of an even resolution to the one two above it.
type twoUp struct {
	i, j   uint32 // to be added to quotients by 7, modulo 2³²
	digits Cell
}

// A base is a base cell and the turns of 60 degrees from a face's directions to
// its own, by the leading digit. A hexagon has one for all digits; a pentagon
// lacks a direction, so that those behind it are turned once more.
type base uint32

// A home is where a face sees a base cell.
type home struct {
	face, i, j int
	turns      uint // from the face's directions to the cell's
}

const (
	unknown    = 7         // no number of turns
	allUnknown = 1<<21 - 1 // for each of the seven digits
)

func (b base) cell() Cell          { return Cell(b >> 21) }
func (b base) turn(lead uint) uint { return uint(b>>(3*lead)) & 7 }

// hexagon says whether the turn for every digit is known: no face sees a
// pentagon from all sides.
func (b base) hexagon() bool {
	for d := range uint(7) {
		if b.turn(d) == unknown {
			return false
		}
	}
	return true
}

func (b *base) set(cell Cell, lead, turns uint) {
	*b = base(cell)<<21 | *b&allUnknown&^(7<<(3*lead)) | base(turns)<<(3*lead)
}

// learn asks H3 for the centres of the twelve pentagons, which are the vertices
// of its icosahedron, and about points all over the faces, until every base
// cell is known: 0.7 ms. Whatever H3 would not say stays unknown. Which face
// comes first and where its axes lead does not matter.
func (l *grid) learn() {
	l.setClimbs()
	l.setSums()
	corners := faceCorners(vertices())
	l.setFaces(corners)
	l.setBases(corners)
	l.setHomes()
}

func (l *grid) setClimbs() {
	for i := range l.climbs {
		for j := range l.climbs[i] {
			m, n, fine := up(i, j, 2)
			m, n, coarse := up(m, n, 1)
			l.climbs[i][j] = twoUp{uint32(m), uint32(n), 8*coarse + fine}
		}
	}
}

func (l *grid) setFaces(corners []triple) {
	n := 0
	for _, c := range corners {
		f := c.face()
		opposite := func(g face) bool { return g.center.dot(f.center) < -0.99 }
		if n < len(l.faces) && !slices.ContainsFunc(l.faces[:n], opposite) {
			l.faces[n] = f
			n++
		}
	}
}

func (l *grid) setBases(corners []triple) {
	for f := range l.bases {
		for i := range l.bases[f] {
			for j := range l.bases[f][i] {
				l.bases[f][i][j] = allUnknown
			}
		}
	}
	for _, c := range corners {
		for v := range c.points() {
			l.learnAt(v)
		}
	}
}

func (l *grid) setHomes() {
	for face, rows := range l.bases {
		for i, row := range rows {
			for j, b := range row {
				if t := b.turn(1); b.hexagon() {
					l.homes[b.cell()] = append(l.homes[b.cell()], home{face, i - middle, j - middle, t})
				}
			}
		}
	}
}

// learnAt asks H3 about v, if there is something to be learned there.
func (l *grid) learnAt(v vector) {
	const res = 2
	p := v.point()
	s, sure := l.locate(p, res)
	b := &l.bases[s.face][s.i][s.j]
	if !sure || s.digits == 0 || b.turn(lead(s.digits)) != unknown {
		return
	}
	known, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
	if err != nil {
		return
	}
	c := Cell(known)
	pentagon := c.Parent(0).Pentagon()
	for turns := range uint(6) {
		if turned(s.digits, turns) != c&(1<<45-step(res)) {
			continue
		}
		for d := range uint(7) {
			if d == 0 || d == lead(s.digits) || !pentagon {
				b.set(c>>45&127, d, turns)
			}
		}
	}
}

// vertices returns those of the icosahedron; none if H3 does not know them.
func vertices() (out []vector) {
	pentagons, err := h3.Pentagons(0)
	if err != nil {
		return nil
	}
	for _, c := range pentagons {
		p, err := Cell(c).Center()
		if err != nil {
			return nil
		}
		out = append(out, toVector(p))
	}
	return out
}

// A triple is the corners of a face.
type triple [3]vector

func faceCorners(vertices []vector) (out []triple) {
	near := func(a, b vector) bool { return a.dot(b) > 0.4 } // 1/√5 for neighbours
	for i, a := range vertices {
		for j, b := range vertices[:i] {
			for _, c := range vertices[:j] {
				if near(a, b) && near(b, c) && near(c, a) {
					out = append(out, triple{a, b, c})
				}
			}
		}
	}
	return out
}

// perRadius is how many steps of the grid of resolution 0 a radius has, in H3's digits.
const perRadius = 2.61803398874989588842

// face returns the face between the corners.
func (t triple) face() face {
	c := t[0].plus(t[1]).plus(t[2]).unit()
	x := t[0].plus(c.times(-c.dot(t[0]))).unit()
	return face{c, x.times(perRadius), c.cross(x).times(perRadius * 2 / math.Sqrt(3))}
}

// points yields points on the face, close enough to its edges to find the base
// cells whose children reach over them.
func (t triple) points() iter.Seq[vector] {
	const n = 16
	return func(yield func(vector) bool) {
		for i := range n {
			for j := range n - i {
				u, v := (float64(i)+1./3)/n, (float64(j)+1./3)/n
				if !yield(t[0].times(u).plus(t[1].times(v)).plus(t[2].times(1 - u - v)).unit()) {
					return
				}
			}
		}
	}
}

type vector struct{ x, y, z float64 }

func (a vector) dot(b vector) float64   { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vector) plus(b vector) vector   { return vector{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vector) times(u float64) vector { return vector{u * a.x, u * a.y, u * a.z} }
func (a vector) unit() vector           { return a.times(1 / math.Sqrt(a.dot(a))) }
func (a vector) cross(b vector) vector {
	return vector{a.y*b.z - a.z*b.y, a.z*b.x - a.x*b.z, a.x*b.y - a.y*b.x}
}

// point returns the point under a, in degrees.
func (a vector) point() orb.Point {
	return orb.Point{
		math.Atan2(a.y, a.x) * 180 / math.Pi,
		math.Atan2(a.z, math.Sqrt(a.x*a.x+a.y*a.y)) * 180 / math.Pi,
	}
}
