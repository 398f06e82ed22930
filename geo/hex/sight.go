package hex

import "github.com/paulmach/orb"

// A sight is a cell as one face sees it that holds all of it, in the numbers of
// the grid of its resolution.
type sight struct {
	grid *grid
	face int
	m, n int // of the middle
	res  int
}

// see returns a sight of the valid cell c. It is false where no face holds all
// of c, or a pentagon turns the directions, and H3 is to be asked. Centre and
// corners by a sight take a quarter of H3's time by cgo.
func (l *grid) see(c Cell) (s sight, ok bool) {
	l.once.Do(l.learn)
	for _, h := range l.homes[c>>45&127] {
		s := sight{l, h.face, h.i, h.j, c.Res()}
		digits := turned(c&(1<<45-1), 6-h.turns)
		for r := 1; r <= s.res; r++ {
			s.m, s.n = down(s.m, s.n, r, digits.digit(r))
		}
		if s.whole() {
			return s, true
		}
	}
	return sight{}, false
}

// thirds are thirds of a step away from the middle of a cell, along i and j.
type thirds [2]int

// sixCorners are the corners of a cell, anticlockwise.
var sixCorners = [6]thirds{{2, 1}, {1, 2}, {-1, 1}, {-2, -1}, {-1, -2}, {1, -1}}

// place returns where the middle moved by t lies in the grid of resolution 0:
// i/unit and j/unit.
func (s *sight) place(t thirds) (i, j, unit int) {
	i, j = 3*s.m+t[0], 3*s.n+t[1]
	unit = 3 * int(sevens[s.res/2])
	if s.res%2 != 0 {
		return 3*i - j, i + 2*j, 7 * unit
	}
	return i, j, unit
}

// whole says whether the face holds all corners.
func (s *sight) whole() bool {
	for _, c := range sixCorners {
		i, j, unit := s.place(c)
		if max(i+j, i-2*j, j-2*i) > 2*unit {
			return false
		}
	}
	return true
}

// point returns the middle moved by t, in degrees. It is H3's point but for
// rounding, 10⁻¹¹ degrees or a micrometre; a corner is to the last bit the same
// from all cells with it that the face sees.
func (s *sight) point(t thirds) orb.Point {
	i, j, unit := s.place(t)
	return s.grid.fromPlane(s.face, float64(2*i-j)/float64(2*unit), float64(j)/float64(unit))
}

// fromPlane returns the point at i − j/2 and j in the plane of a face, in steps
// of the grid of resolution 0.
func (l *grid) fromPlane(face int, x, j float64) orb.Point {
	f := &l.faces[face%10]
	v := f.center.plus(f.x.times(x / (perRadius * perRadius)))
	if face >= 10 {
		v = v.times(-1)
	}
	return v.plus(f.y.times(j * 3 / 4 / (perRadius * perRadius))).point()
}
