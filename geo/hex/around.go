package hex

// around returns the six cells that touch c. It is false where one of them has
// another base cell, or a pentagon turns the directions, and H3 is to be asked.
// It is pure work on digits, a third of H3's time by cgo.
func (l *grid) around(c Cell) (out [6]Cell, ok bool) {
	l.once.Do(l.learn)
	if len(l.homes[c>>45&127]) == 0 {
		return out, false
	}
	for i := range out {
		if out[i], ok = l.beside(c, i+1); !ok {
			return out, false
		}
	}
	return out, true
}

// beside returns the neighbour of c in a direction. Going there from a child
// leads to a child of the same parent, or of the parent's neighbour.
func (l *grid) beside(c Cell, direction int) (Cell, bool) {
	for r := c.Res(); r > 0 && direction != 0; r-- {
		d := c.digit(r)
		if d == 7 {
			return c, false
		}
		to := l.sums[r%2][d][direction]
		c += Cell(to.digit-d) * step(r)
		direction = to.direction
	}
	return c, direction == 0
}

// A sum is where a step leads from a child: to the child with a digit of the
// parent's neighbour in a direction, 0 for the parent itself.
type sum struct{ digit, direction int }

func (l *grid) setSums() {
	for res := range 2 {
		for d := range 7 {
			for e := range 7 {
				i, j := down(0, 0, res, d)
				i2, j2 := down(0, 0, res, e)
				m, n, digit := up(i+i2, j+j2, res)
				l.sums[res][d][e] = sum{int(digit), directionOf(m, n)}
			}
		}
	}
}

// directionOf returns the digit of the child (m, n) of the cell (0, 0).
func directionOf(m, n int) int {
	_, _, digit := up(m, n, 0)
	return int(digit)
}
