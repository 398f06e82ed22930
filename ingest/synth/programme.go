package synth

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// The programmes that come to the regency: whom they are meant for, whom they reach.
var programmes = [...]struct {
	id      string
	ceiling int     // highest desil that is eligible
	reach   float64 // share of the eligible that they reach where all goes well
	leak    float64 // share of the desil above the ceiling that they reach as well
	rupiah  []int   // of one payment
}{
	{"pkh", 4, 0.74, 0.05, []int{225_000, 375_000, 500_000, 600_000, 750_000}},
	{"sembako", 5, 0.80, 0.07, []int{600_000}},
	{"blt_dd", 1, 0.66, 0.06, []int{300_000, 900_000}},
	{"uep", 4, 0.07, 0.01, []int{2_000_000, 3_000_000, 5_000_000}},
	{"pbi_jkn", 5, 0.86, 0.10, []int{42_000}},
}

// Places in programmes of those that registries flag.
const (
	pkh = iota
	sembako
	_
	_
	pbi
)

// A programmeSet has a bit for each programme.
type programmeSet uint8

func (s programmeSet) has(p int) bool { return s>>p&1 == 1 }

// A pocket is a part of the regency that programmes miss.
type pocket struct {
	at     orb.Point
	radius float64 // km
	left   float64 // share of the reach that is left in its middle
}

// programmes says what share of the eligible each programme reaches in each
// village. Whole parts of the regency are missed, some by all programmes, some
// by one; a few villages let those in who are not meant.
func (p *places) programmes(r *rand.Rand) {
	shared := p.pockets(r, 3)
	for k, programme := range programmes {
		pockets := append(p.pockets(r, 3), shared...)
		for i := range p.villages {
			v := &p.villages[i]
			reach := logit(programme.reach) + 0.3*r.NormFloat64() - 0.15*math.Log1p(v.town/30)
			v.reach[k] = 1 / (1 + math.Exp(-reach))
			for _, pocket := range pockets {
				d := planar.Distance(v.at, pocket.at) / pocket.radius
				v.reach[k] *= 1 - (1-pocket.left)*math.Exp(-d*d*d*d)
			}
		}
	}
	for i := range p.villages {
		p.villages[i].leak = math.Exp(0.4 * r.NormFloat64())
		if r.Float64() < 0.07 {
			p.villages[i].leak *= 4
		}
	}
}

func (p *places) pockets(r *rand.Rand, n int) (pockets []pocket) {
	for range n {
		at := p.villages[r.IntN(len(p.villages))].at
		pockets = append(pockets, pocket{at, 9 + 12*r.Float64(), 0.1 + 0.35*r.Float64()})
	}
	return pockets
}

func logit(share float64) float64 { return math.Log(share / (1 - share)) }

// receipts draws what a family of the village receives.
func (f *people) receipts(v *village, desil int) (got programmeSet) {
	for k, p := range programmes {
		chance := v.reach[k]
		if above := desil - p.ceiling; above > 0 {
			chance = min(0.5, v.leak*p.leak*math.Exp(-0.7*float64(above-1)))
		}
		if f.Float64() < chance {
			got |= 1 << k
		}
	}
	return got
}
