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
func (a Area) SameGround(b Area) bool { return a.Ground().Same(b.Ground()) }

// A Ground is what is kept of an area to tell whether another of its code is it.
type Ground struct {
	level   Level
	vintage string
	size    geo.SquareMetres
}

// Ground returns that of the area.
func (a Area) Ground() Ground { return Ground{a.Level, a.Vintage, geo.Area(a.Shape)} }

// Same is [Area.SameGround] for what is kept of two areas.
func (g Ground) Same(h Ground) bool {
	if g.level != h.level {
		return false
	}
	x, y := float64(g.size), float64(h.size)
	return g.vintage == h.vintage || math.Abs(x-y) <= redrawn*max(x, y)
}
