package synth

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A settlement is a cluster of houses along a way.
type settlement struct {
	at      orb.Point
	angle   float64 // of the way, radians
	long    float64 // spread along the way, km
	broad   float64 // spread across it, km
	share   float64 // of the village's families; shares add up to those who live in settlements
	fortune float64
}

// A strip is a piece of a river bank or road.
type strip struct {
	at    orb.Point
	angle float64
}

// scattered and strung are the shares of families that live in no settlement.
const (
	scattered = 0.05
	strung    = 0.12
)

// settle places the village's settlements: the main one where it stands, the
// others along its river and roads.
func (v *village) settle(r *rand.Rand) {
	v.fortune = 0.3 * r.NormFloat64()
	hamlets := min(6, int(r.ExpFloat64()*float64(v.families)/160+0.6))
	rest := 1 - scattered - strung
	for i := range hamlets + 1 {
		share := rest
		if i < hamlets {
			share = rest * (0.2 + 0.3*r.Float64())
			if i == 0 {
				share = rest * (0.5 + 0.2*r.Float64())
			}
		}
		rest -= share
		v.settlements = append(v.settlements, v.newSettlement(r, i == 0, share))
	}
}

func (v *village) newSettlement(r *rand.Rand, first bool, share float64) settlement {
	s := settlement{at: v.at, angle: 2 * math.Pi * r.Float64(), share: share, fortune: 0.25 * r.NormFloat64()}
	if at := v.stripFor(r, first); at != nil {
		s.at, s.angle = at.at, at.angle
	}
	lot, stretch := 0.0014, 4.5 // km² a house; times longer than broad
	if v.urban {
		lot, stretch = 0.0006, 1.6
	}
	ground := lot * max(8, share*float64(v.families)) / (2 * math.Pi)
	s.long, s.broad = math.Sqrt(ground*stretch), math.Sqrt(ground/stretch)
	return s
}

// stripFor returns the strip that a settlement grows along: the nearest for the
// first, any for others; nil where the village has none.
func (v *village) stripFor(r *rand.Rand, first bool) *strip {
	if len(v.strips) == 0 {
		return nil
	}
	best := r.IntN(len(v.strips))
	if first {
		for i, s := range v.strips {
			if planar.DistanceSquared(s.at, v.at) < planar.DistanceSquared(v.strips[best].at, v.at) {
				best = i
			}
		}
	}
	return &v.strips[best]
}

// A home is where a family lives, in degrees, and how its place treats it.
type home struct {
	orb.Point
	fortune float64
}

// home draws where a family of the village lives; it lies inside its borders.
func (v *village) home(r *rand.Rand) home {
	for range 30 {
		at, fortune := v.spot(r)
		if p := degrees(at); v.holds(p) {
			return home{p, fortune}
		}
	}
	return home{degrees(v.at), 0} // the office; it is inside
}

// spot draws a place by the way people live.
func (v *village) spot(r *rand.Rand) (orb.Point, float64) {
	u := r.Float64()
	switch {
	case u < scattered:
		b := v.box
		return plane(orb.Point{mix(b.Min[0], b.Max[0], r.Float64()), mix(b.Min[1], b.Max[1], r.Float64())}), 0.5
	case u < scattered+strung && len(v.strips) > 0:
		s := v.strips[r.IntN(len(v.strips))]
		at := towards(s.at, s.angle, 0.1*r.NormFloat64())
		return towards(at, s.angle+math.Pi/2, 0.05*r.NormFloat64()), 0.25
	}
	s := v.pick(r)
	at := towards(s.at, s.angle, s.long*r.NormFloat64())
	return towards(at, s.angle+math.Pi/2, s.broad*r.NormFloat64()), s.fortune
}

// pick draws a settlement by its share.
func (v *village) pick(r *rand.Rand) *settlement {
	u := (1 - scattered - strung) * r.Float64()
	for i := range v.settlements {
		if u -= v.settlements[i].share; u < 0 {
			return &v.settlements[i]
		}
	}
	return &v.settlements[0]
}
