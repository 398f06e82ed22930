package hex

import "iter"

// Children yields the descendants of c at resolution res in ascending order:
// seven a step down, six of a pentagon; c itself at its own resolution, none at
// a coarser one. It holds none of them in memory: there may be 10¹².
func (c Cell) Children(res int) iter.Seq[Cell] {
	return func(yield func(Cell) bool) {
		if res < c.Res() || res > 15 {
			return
		}
		pentagon := c.Pentagon()
		for d := c.First(res); d <= c.Last(res); d = d.next(res, c.Res()) {
			// A pentagon lacks the children in direction 1.
			if j := d.turn(c.Res(), res); pentagon && j > 0 && d.digit(j) == 1 {
				d += step(j)
			}
			if !yield(d) {
				return
			}
		}
	}
}

// step is the difference of two cells whose digits at resolution res differ by one.
func step(res int) Cell { return 1 << (3 * (15 - uint(res))) }

// digit returns the digit of c at resolution res: 0 the middle, 1 to 6 a
// direction, 7 finer than c.
func (c Cell) digit(res int) int { return int(c/step(res)) & 7 }

// turn returns the first resolution after from, up to res, at which c does not
// go to the middle; 0 where it always does.
func (c Cell) turn(from, res int) int {
	for j := from + 1; j <= res; j++ {
		if c.digit(j) != 0 {
			return j
		}
	}
	return 0
}

// next counts c's digits between two resolutions up by one; there is no digit 7.
func (c Cell) next(res, above int) Cell {
	c += step(res)
	for j := res; j > above && c.digit(j) == 7; j-- {
		c += step(j)
	}
	return c
}
