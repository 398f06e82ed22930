package area

import "github.com/paulmach/orb"

// A Prepared is a shape made ready to be asked about many points.
type Prepared struct{ outline outline }

// Prepare makes a shape ready, at about the cost of asking orb about it once.
func Prepare(shape orb.MultiPolygon) *Prepared {
	return &Prepared{newOutline(Area{Shape: shape})}
}

// Contains says whether the shape holds p.
func (s *Prepared) Contains(p orb.Point) bool { return s.outline.contains(p) }
