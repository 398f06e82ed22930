package synth

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A lattice covers the map with hexagons, rows from south to north. Three
// hexagons meet at each corner, never four: borders drawn along their edges
// cannot cross, and no two areas touch in a point alone.
type lattice struct {
	size          float64 // km from centre to centre
	width, height int
}

func newLattice(size, x, y float64) lattice {
	return lattice{size, int(x/size) + 2, int(y/(size*math.Sqrt(3)/2)) + 2}
}

func (l lattice) cells() int { return l.width * l.height }

// centre returns the middle of cell c, in km from the south-western corner.
func (l lattice) centre(c int) orb.Point {
	i, j := c%l.width, c/l.width
	return orb.Point{l.size * (float64(i) + 0.5*float64(j&1)), l.size * math.Sqrt(3) / 2 * float64(j)}
}

// edge says whether c lies on the rim of the lattice and misses neighbours.
func (l lattice) edge(c int) bool {
	i, j := c%l.width, c/l.width
	return i == 0 || j == 0 || i == l.width-1 || j == l.height-1
}

// around returns the neighbours of c that is not on the rim: to the upper
// right, upper left, left, lower left, lower right, right.
func (l lattice) around(c int) [6]int {
	shift := (c / l.width) & 1
	up, down := c+l.width+shift, c-l.width+shift
	return [6]int{up, up - 1, c - 1, down - 1, down, c + 1}
}

// corners returns the corners of c: between each neighbour of around and the
// one before it. A cell owns its upper (2c) and its lower corner (2c+1).
func (l lattice) corners(c int) [6]int {
	n := l.around(c)
	return [6]int{2*n[0] + 1, 2 * c, 2*n[1] + 1, 2 * n[3], 2*c + 1, 2 * n[4]}
}

// meeting returns the three cells at a corner.
func (l lattice) meeting(corner int) [3]int {
	c := corner / 2
	n := l.around(c)
	if corner%2 == 0 {
		return [3]int{c, n[0], n[1]}
	}
	return [3]int{c, n[3], n[4]}
}

// corner returns where a corner of the perfect lattice lies.
func (l lattice) corner(v int) orb.Point {
	p, r := l.centre(v/2), l.size/math.Sqrt(3)
	if v%2 == 1 {
		r = -r
	}
	return orb.Point{p[0], p[1] + r}
}

// at returns the cell that holds p; false beyond the rim.
func (l lattice) at(p orb.Point) (int, bool) {
	row := int(math.Round(p[1] / (l.size * math.Sqrt(3) / 2)))
	best, distance := -1, math.Inf(1)
	for j := row - 1; j <= row+1; j++ {
		i := int(math.Round(p[0]/l.size - 0.5*float64(j&1)))
		if i < 0 || j < 0 || i >= l.width || j >= l.height {
			continue
		}
		if d := planar.DistanceSquared(p, l.centre(j*l.width+i)); d < distance {
			best, distance = j*l.width+i, d
		}
	}
	return best, best >= 0
}
