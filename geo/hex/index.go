package hex

import (
	"math"
	"math/bits"

	"github.com/paulmach/orb"
)

// index returns the cell of resolution res that holds p (lon, lat in degrees,
// on the Earth), the same as H3 in an eighth of the time: it calls no C. It is
// not sure, and H3 is to be asked, where rounding might part the two (see
// [slack]), near the centre of a face, in a few slivers around pentagons, and
// at a resolution that is not 0 to 15.
//
// H3 lays its grids on the twenty faces of an icosahedron, seen from the middle
// of the Earth. A point goes to the nearest face, to the hexagon there that it
// lies in, and from parent to parent to a base cell, whose directions may be
// turned against those of the face. So in faceijk.c, coordijk.c and h3Index.c
// of H3 4, https://github.com/uber/h3 (Apache-2.0).
func index(p orb.Point, res int) (c Cell, sure bool) {
	lattice.once.Do(lattice.learn)
	s, sure := lattice.locate(p, res)
	if !sure {
		return 0, false
	}
	b := lattice.bases[s.face][s.i][s.j]
	t := b.turn(lead(s.digits))
	if t == unknown {
		return 0, false
	}
	return 1<<59 | Cell(res)<<52 | b.cell()<<45 | turned(s.digits, t) | (step(res) - 1), true
}

// A spot is a cell as a face sees it: where its base cell lies in the face's
// grid, and the digits from there down, placed as in a [Cell], in the face's
// own directions.
type spot struct {
	face   int
	i, j   uint // middle at the centre of the face, and 2 at most away from it
	digits Cell
}

const middle = 4

// slack is how close to the side of a cell or of a face rounding might decide,
// in steps from cell to cell of resolution 0.
//
// H3 and index compute the same place in the plane that touches the Earth at a
// face's centre, but for rounding by u = 2⁻⁵³ at a time. Index takes dot products
// with vectors good to 6 u, and a quotient: 60 u of the radius. H3 takes the
// azimuth of a vector (15 u), sums of angles up to 2π (28 u), a scale made step
// by step (25 u), some sines (10 u), and an arc by its cosine: 15 u and, at a
// distance of r from the centre, 1.6 u/r more. A radius has 2.6 steps, [round]
// looks at twice the distance, and r is more than 10⁻³ (nearCenter): 10⁻¹² in
// all. This is ten times as much; what six million points showed was 17 u, and
// 500 u at 10⁻³, or 3·10⁻¹³.
const slack = 1e-11

// nearCenter is the cosine of 10⁻³, the least distance from a face's centre.
const nearCenter = 1 - 5e-7

// locate returns the cell that holds p as the nearest face sees it.
func (l *grid) locate(p orb.Point, res int) (s spot, sure bool) {
	if uint(res) > 15 {
		return spot{}, false
	}
	face, i, j, sure := l.project(p)
	if !sure {
		return spot{}, false
	}
	scale := sevens[res/2]
	i, j = i*scale, j*scale
	if res%2 != 0 { // a turn to the left and √7 times as fine
		i, j, scale = 2*i+j, 3*j-i, scale*math.Sqrt(7)
	}
	m, n, sure := round(i, j, slack*scale)
	if !sure {
		return spot{}, false
	}
	return l.climb(face, m, n, res), true
}

// sevens are the powers of 7: a grid is that of two resolutions above, 7 times as fine.
var sevens = [8]float64{1, 7, 49, 343, 2401, 16807, 117649, 823543}

// project returns the face that p lies on, and where: i and j along axes 120
// degrees apart, in steps of the grid of resolution 0. It is sure if no other
// face is as near and the centre of this one not too near.
func (l *grid) project(p orb.Point) (face int, i, j float64, sure bool) {
	v := toVector(p)
	n := l.nearest(v)
	f := &l.faces[n]
	d := f.center.dot(v)
	i, j = f.x.dot(v)/d, f.y.dot(v)/d
	if d < 0 { // the opposite face sees the same plane in a mirror
		j, d, n = -j, -d, n+10
	}
	i += j / 2
	sure = d < nearCenter && i+j < 2-slack && i-2*j < 2-slack && j-2*i < 2-slack
	return n, i, j, sure
}

// toVector returns p on the unit sphere.
func toVector(p orb.Point) vector {
	sinφ, cosφ := math.Sincos(p.Lat() * (math.Pi / 180))
	sinλ, cosλ := math.Sincos(p.Lon() * (math.Pi / 180))
	return vector{cosλ * cosφ, sinλ * cosφ, sinφ}
}

// nearest returns the face whose centre, or the point opposite to it, lies
// nearest to v; of two that are equally near but for 2·10⁻¹⁵ either.
func (l *grid) nearest(v vector) int {
	best := uint64(0)
	for n := range l.faces {
		// Bits of positive numbers have their order. The lowest four carry n, so
		// that there is no branch to mispredict.
		near := math.Float64bits(math.Abs(l.faces[n].center.dot(v)))
		best = max(best, near&^15|uint64(n))
	}
	return int(best & 15)
}

// round returns the hexagon around whole numbers that (i, j) lies in. It is sure
// if no side is nearer than half of margin.
func round(i, j, margin float64) (m, n float64, sure bool) {
	p, q, r := 2*i-j, i+j, 2*j-i // across the sides
	const third = 1. / 3
	m = math.Floor((math.Floor(p) + math.Floor(q) + 2.5) * third)
	n = math.Floor((math.Floor(r) + math.Floor(q) + 2.5) * third)
	i, j, margin = i-m, j-n, 1-margin
	return m, n, math.Abs(2*i-j) < margin && math.Abs(i+j) < margin && math.Abs(2*j-i) < margin
}

// climb goes up from the cell (m, n) of a face to its base cell.
func (l *grid) climb(face int, m, n float64, res int) spot {
	s := spot{face: face}
	i, j := int(m), int(n)
	if res%2 != 0 {
		var d Cell
		i, j, d = up(i, j, res)
		s.digits = d * step(res)
		res--
	}
	const far = 1 << 24 // beyond any coordinate, so that none is negative
	a, b := uint32(i+7*far), uint32(j+7*far)
	for ; res > 0; res -= 2 {
		a7, b7 := a/7, b/7
		two := &l.climbs[a-7*a7][b-7*b7]
		a, b = a7+two.i+6*far, b7+two.j+6*far
		s.digits |= two.digits * step(res)
	}
	s.i, s.j = uint(a-7*far+middle)&7, uint(b-7*far+middle)&7
	return s
}

// up returns the parent of the cell (i, j) of resolution res, and the digit that
// leads back. Grids of odd resolutions are turned to the left of those above
// them, those of even ones to the right.
func up(i, j, res int) (m, n int, digit Cell) {
	if res%2 != 0 {
		n = floor7(i + 2*j + 3)
		d := &odd[i+2*j+3-7*n]
		return 3*n + d.j - j, n, d.digit
	}
	m = floor7(2*i + j + 3)
	d := &even[2*i+j+3-7*m]
	return m, 3*m + d.i - i, d.digit
}

// down returns the child, of resolution res, that the cell (m, n) has by a
// digit. It is the inverse of up.
func down(m, n, res, digit int) (i, j int) {
	k := digit & 1
	i, j = digit>>2-k, digit>>1&1-k
	if res%2 != 0 {
		return 2*m + n + i, 3*n - m + j
	}
	return 3*m - n + i, m + 2*n + j
}

// floor7 returns n/7, rounded down.
func floor7(n int) int {
	const far = 1 << 28
	return int(uint(n+7*far)/7) - far
}

// A direction is a step from the middle of a cell to one of its children.
type direction struct {
	i, j  int
	digit Cell
}

// The directions at odd and even resolutions by what is left of i + 2j and of
// 2i + j in a division by 7, from -3 on.
var (
	odd  = [7]direction{{-1, -1, 1}, {0, -1, 5}, {-1, 0, 3}, {0, 0, 0}, {1, 0, 4}, {0, 1, 2}, {1, 1, 6}}
	even = [7]direction{{-1, -1, 1}, {-1, 0, 3}, {0, -1, 5}, {0, 0, 0}, {0, 1, 2}, {1, 0, 4}, {1, 1, 6}}
)

// lead returns the first digit that is not 0, or 0.
func lead(digits Cell) uint {
	top := bits.Len64(uint64(digits|1)) - 1
	return uint(digits>>(top-top%3)) & 7
}

// turned returns digits after n turns of 60 degrees to the left. A digit names
// axes, i 4, j 2 and k 1: half a turn leads to those that it does not name, a
// third of one from i to j to k to i.
func turned(digits Cell, n uint) Cell {
	const each = Cell(0o111_111_111_111_111)
	if n%2 != 0 {
		digits ^= 7 * ((digits | digits>>1 | digits>>2) & each)
	}
	switch n % 3 {
	case 1: // half a turn and two thirds of one, or these alone
		return digits<<1&(6*each) | digits>>2&each
	case 2:
		return digits>>1&(3*each) | digits&each<<2
	}
	return digits
}
