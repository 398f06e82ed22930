package area

import (
	"math"

	"tepat/geo"
)

// redrawn is the part of its area by which an outline may be drawn anew without being another.
const redrawn = 0.02

// SameGround says whether b, of the same code, is the area that a is: one that
// was divided keeps its code, and what changed in it may be its border alone.
// Of one vintage it is; of two, where level and area agree within 2 %.
func (a Area) SameGround(b Area) bool {
	if a.Level != b.Level {
		return false
	}
	if a.Vintage == b.Vintage {
		return true
	}
	x, y := float64(geo.Area(a.Shape)), float64(geo.Area(b.Shape))
	return math.Abs(x-y) <= redrawn*max(x, y)
}
