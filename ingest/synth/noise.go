package synth

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/resample"
)

// The strands of chance: each part of a regency draws from its own, so that a
// change in one leaves the others as they were.
const (
	strandLand = iota + 1
	strandPlaces
	strandBorders
	strandNames
	strandSettlements
	strandFamilies
	strandProgrammes
	strandP3KE
	strandDTSEN
	strandLists // and one more for each list
	strandBulk  = 100
)

func chance(seed, strand uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, strand)) }

// A noise is smooth random ground, −1 to 1: the same number, the same hills.
type noise uint64

// at returns the height at a point; hills are about one unit wide.
func (n noise) at(x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	u, v := ease(x-x0), ease(y-y0)
	i, j := int64(x0), int64(y0)
	low := mix(n.corner(i, j), n.corner(i+1, j), u)
	high := mix(n.corner(i, j+1), n.corner(i+1, j+1), u)
	return mix(low, high, v)
}

// fractal adds hills of half the width and half the height, five times over.
func (n noise) fractal(x, y float64) (sum float64) {
	height := 0.5
	for range 5 {
		sum += height * n.at(x, y)
		x, y, height, n = 2*x+17.3, 2*y-9.1, height/2, n+1
	}
	return sum
}

func (n noise) corner(i, j int64) float64 {
	h := scramble(uint64(n) ^ scramble(uint64(i)^scramble(uint64(j))))
	return float64(h>>11)/(1<<52) - 1
}

// scramble is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func scramble(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func ease(t float64) float64      { return t * t * (3 - 2*t) }
func mix(a, b, t float64) float64 { return a + (b-a)*t }

// clamp returns x, or the nearer bound.
func clamp(x, low, high float64) float64 { return max(low, min(high, x)) }

// towards returns the point d from p in the direction of angle (radians).
func towards(p orb.Point, angle, d float64) orb.Point {
	return orb.Point{p[0] + d*math.Cos(angle), p[1] + d*math.Sin(angle)}
}

// heading returns the angle from a to b in radians.
func heading(a, b orb.Point) float64 { return math.Atan2(b[1]-a[1], b[0]-a[0]) }

// along returns the point at distance d from the start of line; its end where the line is shorter.
func along(line orb.LineString, d float64) orb.Point {
	for i := 1; i < len(line); i++ {
		l := planar.Distance(line[i-1], line[i])
		if d <= l && l > 0 {
			return orb.Point{mix(line[i-1][0], line[i][0], d/l), mix(line[i-1][1], line[i][1], d/l)}
		}
		d -= l
	}
	return line[len(line)-1]
}

// even returns the line with points at about every step km.
func even(line orb.LineString, step float64) orb.LineString {
	return resample.ToInterval(line.Clone(), planar.Distance, step)
}

// round cuts the corners of a line a few times (Chaikin 1974) and keeps its ends.
func round(line orb.LineString, times int) orb.LineString {
	for range times {
		cut := orb.LineString{line[0]}
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			cut = append(cut, quarter(a, b), quarter(b, a))
		}
		line = append(cut, line[len(line)-1])
	}
	return line
}

// quarter returns the point a quarter of the way from a to b.
func quarter(a, b orb.Point) orb.Point {
	return orb.Point{0.75*a[0] + 0.25*b[0], 0.75*a[1] + 0.25*b[1]}
}

// winding returns a river that follows spine to its end, swinging as the
// sine-generated curve of Langbein and Leopold (1966) does: swing is the
// widest angle to the valley in radians, wave the length of one bend in km.
func winding(r *rand.Rand, spine orb.LineString, swing, wave float64) orb.LineString {
	const step = 0.4 // km
	total, done := planar.Length(spine), 0.0
	p, phase := spine[0], 2*math.Pi*r.Float64()
	river := orb.LineString{p}
	for done < total {
		bend := swing * math.Sin(phase)
		ahead := along(spine, done+max(6, 0.6*wave))
		if planar.Distance(p, ahead) < 2*step {
			break
		}
		p = towards(p, heading(p, ahead)+bend, step)
		river = append(river, p)
		done += step * math.Cos(bend)
		phase += 2 * math.Pi * step / wave * (0.6 + 0.8*r.Float64())
	}
	return append(river, spine[len(spine)-1])
}

// wander returns a road from a to b that is nowhere quite straight.
func wander(r *rand.Rand, a, b orb.Point) orb.LineString {
	d := planar.Distance(a, b)
	if d < 0.6 {
		return orb.LineString{a, b}
	}
	aside := towards(orb.Point{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2}, heading(a, b)+math.Pi/2, 0.12*d*r.NormFloat64())
	return append(wander(r, a, aside), wander(r, aside, b)[1:]...)
}
