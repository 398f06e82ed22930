package area

import (
	"math"
	"slices"
)

// A chord stands for the vertices between two of an arc.
type chord struct{ arc, from, to int32 }

// chords returns, by arc, the chords that are left at a tolerance.
func (c *Coverage) chords(tolerance float64) [][]chord {
	out := make([][]chord, len(c.arcs))
	for i, a := range c.arcs {
		from := 0
		for to := 1; to < len(a.vertices); to++ {
			if float64(a.weight[to]) >= tolerance {
				out[i] = append(out[i], chord{int32(i), int32(from), int32(to)})
				from = to
			}
		}
	}
	return out
}

// uncross gives chords that cross each other their weightiest vertex back, and
// says whether it found any to give.
func (c *Coverage) uncross(chords [][]chord) (found bool) {
	for k := range c.crossed(chords) {
		if k.to-k.from < 2 {
			continue
		}
		found = true
		of := chords[k.arc]
		at := slices.Index(of, k)
		mid := k.from + 1
		for i := mid + 1; i < k.to; i++ {
			if c.arcs[k.arc].weight[i] > c.arcs[k.arc].weight[mid] {
				mid = i
			}
		}
		chords[k.arc] = slices.Replace(of, at, at+1, chord{k.arc, k.from, mid}, chord{k.arc, mid, k.to})
	}
	return found
}

// crossed returns the chords that cross another one, looking only where one
// of the two stands for several edges.
func (c *Coverage) crossed(chords [][]chord) map[chord]bool {
	grid := map[[2]int32][]chord{}
	width := c.squareSide(chords)
	out := map[chord]bool{}
	for _, of := range chords {
		for _, k := range of {
			a, b := c.chordEnds(k)
			for x := min(a.x, b.x) / width; x <= max(a.x, b.x)/width; x++ {
				for y := min(a.y, b.y) / width; y <= max(a.y, b.y)/width; y++ {
					square := [2]int32{x, y}
					for _, o := range grid[square] {
						if p, q := c.chordEnds(o); cross(a, b, p, q) {
							out[k], out[o] = true, true
						}
					}
					grid[square] = append(grid[square], k)
				}
			}
		}
	}
	return out
}

// squareSide returns a side for grid squares: about twice the mean chord.
func (c *Coverage) squareSide(chords [][]chord) int32 {
	sum, n := 0.0, 0
	for _, of := range chords {
		for _, k := range of {
			a, b := c.chordEnds(k)
			sum += math.Hypot(float64(a.x-b.x), float64(a.y-b.y))
		}
		n += len(of)
	}
	return int32(2*sum/float64(max(n, 1))) + 1
}

func (c *Coverage) chordEnds(k chord) (a, b vertex) {
	v := c.arcs[k.arc].vertices
	return v[k.from], v[k.to]
}

// cross says whether the segments a–b and p–q cross at an inner point of both.
func cross(a, b, p, q vertex) bool {
	return side(a, b, p)*side(a, b, q) < 0 && side(p, q, a)*side(p, q, b) < 0
}

// side returns −1, 0 or 1: v lies to the right of the way from a to b, on its line, to the left.
func side(a, b, v vertex) int {
	d := (float64(b.x)-float64(a.x))*(float64(v.y)-float64(a.y)) - (float64(b.y)-float64(a.y))*(float64(v.x)-float64(a.x))
	switch {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}
