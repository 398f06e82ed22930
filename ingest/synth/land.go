package synth

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// The frame of the made-up map: km east and north of its south-western corner.
// It lies on the equator, where a degree is about as long either way.
const (
	west, south     = 115.7, -1.2 // degrees
	frameX          = 238.0       // km
	frameY          = 246.0
	kmPerLon        = 111.320
	kmPerLat        = 110.574
	typicalVillages = 237 // villages for which the lattice is made
)

// onMap returns where p of the lattice lies on the frame: everything is bent a
// little, so that no border keeps a direction of the lattice. The bends are
// gentle: wide for their height, so that nothing folds over.
func (l *land) onMap(p orb.Point) orb.Point {
	bend := func(n noise) float64 { return 2.1*n.at(p[0]/14, p[1]/14) + 0.7*(n+1).at(p[0]/6, p[1]/6) }
	return orb.Point{p[0] + bend(l.rough+29), p[1] + bend(l.rough+31)}
}

// degrees turns a place on the frame into lon, lat with six decimals.
func degrees(p orb.Point) orb.Point {
	micro := func(x float64) float64 { return math.Round(x*1e6) / 1e6 }
	return orb.Point{micro(west + p[0]/kmPerLon), micro(south + p[1]/kmPerLat)}
}

// plane is the inverse of degrees, without its rounding.
func plane(p orb.Point) orb.Point {
	return orb.Point{(p[0] - west) * kmPerLon, (p[1] - south) * kmPerLat}
}

// What a cell of the land is.
const (
	abroad = iota
	sea
	lake
	ground
)

// A land is the ground on which a made-up regency stands: one river from a
// narrow hinterland to a delta at the coast, with its side rivers and lakes.
type land struct {
	lattice
	kind   []uint8          // by cell
	rivers []orb.LineString // the great one first
	coast  []float64        // by cell: km to the sea
	bank   []float64        // by cell: km to a river
	rough  noise
}

// The valley of the great river and how wide the regency is on either side, in km.
var valley = []struct{ x, y, width float64 }{
	{22, 222, 13}, {36, 204, 20}, {60, 190, 29}, {84, 170, 42}, {104, 145, 58}, {132, 120, 56}, {160, 94, 54}, {186, 76, 56}, {228, 56, 56},
}

// newLand makes the land; cells are as fine as the number of villages asks for.
func newLand(seed uint64, villages int) *land {
	r := chance(seed, strandLand)
	size := clamp(0.85*math.Sqrt(typicalVillages/float64(villages)), 0.45, 1)
	l := &land{lattice: newLattice(size, frameX, frameY), rough: noise(r.Uint64())}
	l.kind = make([]uint8, l.cells())
	spine := l.spine(r)
	l.flow(r, spine)
	l.shape(r, spine)
	l.tidy()
	l.coast = l.distances(func(c int) bool { return l.kind[c] == sea })
	l.bank = l.distances(l.onLines(l.rivers))
	return l
}

// spine returns the line of the valley, bent a little differently by each seed.
func (l *land) spine(r *rand.Rand) (spine orb.LineString) {
	for _, v := range valley {
		spine = append(spine, orb.Point{v.x + 5*r.NormFloat64(), v.y + 5*r.NormFloat64()})
	}
	return round(spine, 3)
}

// apex is how far along the valley the delta begins, as a share of its length.
const apex = 0.84

// flow leads the great river to the delta, and the side rivers to the great one.
func (l *land) flow(r *rand.Rand, spine orb.LineString) {
	length := planar.Length(spine)
	var down orb.LineString
	for d := 0.02; d < apex; d += 0.02 {
		down = append(down, along(spine, d*length))
	}
	down = append(down, along(spine, apex*length))
	l.rivers = []orb.LineString{winding(r, down, 1.3, 19)}
	great := l.rivers[0]
	side := 1.0
	for _, at := range []float64{0.24, 0.36, 0.45, 0.56, 0.66, 0.8} {
		mouth := great[int(at*float64(len(great)))]
		upstream := heading(along(spine, at*apex*length), along(spine, (at*apex-0.05)*length))
		turn := side * (0.75 + 0.3*r.Float64())
		source := towards(mouth, upstream-turn, 36+22*r.Float64())
		bend := towards(mouth, upstream-1.35*turn, 17)
		l.rivers = append(l.rivers, winding(r, round(orb.LineString{source, bend, mouth}, 3), 0.9, 10))
		side = -side
	}
}

// shape says of each cell whether it is ground, water or abroad.
func (l *land) shape(r *rand.Rand, spine orb.LineString) {
	mouth := along(spine, apex*planar.Length(spine))
	fan := heading(along(spine, (apex-0.1)*planar.Length(spine)), mouth) - 0.12
	channels := l.onLines(l.channels(r, mouth, fan))
	lakes := l.lakes(r)
	shore := mouth[0] + 9
	for c := range l.kind {
		p := l.centre(c)
		switch {
		case l.edge(c) || !l.inBasin(p, spine):
			l.kind[c] = abroad
			if p[0] > l.shore(p, shore) {
				l.kind[c] = sea
			}
		case l.inDelta(p, mouth, fan):
			l.kind[c] = ground
			if channels(c) {
				l.kind[c] = sea
			}
		case p[0] > l.shore(p, shore):
			l.kind[c] = sea
		case slices.ContainsFunc(lakes, func(k pool) bool { return l.inLake(p, k) }):
			l.kind[c] = lake
		default:
			l.kind[c] = ground
		}
	}
}

// inBasin says whether p is near enough to the valley to belong to the regency.
func (l *land) inBasin(p orb.Point, spine orb.LineString) bool {
	nearest, at := math.Inf(1), 0
	for i, q := range spine {
		if d := planar.DistanceSquared(p, q); d < nearest {
			nearest, at = d, i
		}
	}
	t := float64(at) / float64(len(spine)-1) * float64(len(valley)-1)
	i := min(int(t), len(valley)-2)
	width := mix(valley[i].width, valley[i+1].width, t-float64(i))
	uneven := 1 + 0.9*l.rough.fractal(p[0]/30, p[1]/30)
	return math.Sqrt(nearest) < width*uneven
}

// shore returns how far east the coast lies at the height of p.
func (l *land) shore(p orb.Point, x float64) float64 {
	slant := 0.09 * (p[1] - 80)
	return x + slant + 15*(l.rough+7).fractal(0.3, p[1]/38) + 3*(l.rough+11).fractal(p[0]/7, p[1]/7)
}

// inDelta says whether p lies in the fan that the river has built into the sea.
func (l *land) inDelta(p, mouth orb.Point, fan float64) bool {
	turn := math.Remainder(heading(mouth, p)-fan, 2*math.Pi)
	reach := 35 * (1 - 0.28*turn*turn) * (1 + 0.3*(l.rough+13).fractal(p[0]/6, p[1]/6))
	return math.Abs(turn) < 1.25 && planar.Distance(mouth, p) < reach
}

// channels returns the arms of the river in the delta; each parts once.
func (l *land) channels(r *rand.Rand, mouth orb.Point, fan float64) (arms []orb.LineString) {
	for _, turn := range []float64{-0.95, -0.35, 0.2, 0.8} {
		angle := fan + turn + 0.08*r.NormFloat64()
		fork := towards(mouth, angle, 13+7*r.Float64())
		arms = append(arms, winding(r, orb.LineString{towards(mouth, angle, 2.5), fork}, 0.5, 11))
		for _, side := range []float64{-0.26, 0.24} {
			arms = append(arms, winding(r, orb.LineString{fork, towards(fork, angle+side, 32)}, 0.5, 9))
		}
	}
	return arms
}

// A pool is the middle of a lake and its width.
type pool struct {
	centre orb.Point
	radius float64
}

// lakes lie beside the great river where it leaves the hills.
func (l *land) lakes(r *rand.Rand) (pools []pool) {
	great := l.rivers[0]
	for i, at := range []float64{0.42, 0.5, 0.57} {
		p, q := along(great, at*planar.Length(great)), along(great, at*planar.Length(great)+8)
		side := math.Pi / 2 * float64(1-2*(i%2))
		radius := 4.6 + 2*r.Float64()
		pools = append(pools, pool{towards(p, heading(p, q)+side, radius+4.5), radius})
	}
	return pools
}

func (l *land) inLake(p orb.Point, k pool) bool {
	return planar.Distance(p, k.centre) < k.radius*(1+0.8*(l.rough+17).fractal(p[0]/8, p[1]/8))
}

// tidy drowns islets, drops specks of foreign ground, and fills ponds.
func (l *land) tidy() {
	const islet, pond = 5, 12 // cells
	l.sweep(func(k uint8) bool { return k == ground }, func(patch []int, first bool) {
		if !first && len(patch) < islet {
			l.fill(patch, sea)
		}
	})
	l.sweep(func(k uint8) bool { return k != ground }, func(patch []int, first bool) {
		if !first && len(patch) < pond && !slices.ContainsFunc(patch, l.edge) {
			l.fill(patch, ground)
		}
	})
	// What is cut off from the valley on the land side is not of the regency.
	l.sweep(func(k uint8) bool { return k == ground }, func(patch []int, first bool) {
		inland := slices.ContainsFunc(patch, func(c int) bool {
			for _, n := range l.around(c) {
				if l.kind[n] == abroad {
					return true
				}
			}
			return false
		})
		if !first && inland {
			l.fill(patch, abroad)
		}
	})
}

func (l *land) fill(patch []int, kind uint8) {
	for _, c := range patch {
		l.kind[c] = kind
	}
}

// sweep shows each connected patch of like cells, the largest first.
func (l *land) sweep(like func(uint8) bool, show func(patch []int, first bool)) {
	var patches [][]int
	seen := make([]bool, l.cells())
	for c := range seen {
		if seen[c] || !like(l.kind[c]) {
			continue
		}
		seen[c] = true
		patch := []int{c}
		for i := 0; i < len(patch); i++ {
			if l.edge(patch[i]) {
				continue
			}
			for _, n := range l.around(patch[i]) {
				if !seen[n] && like(l.kind[n]) {
					seen[n] = true
					patch = append(patch, n)
				}
			}
		}
		patches = append(patches, patch)
	}
	slices.SortStableFunc(patches, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	for i, patch := range patches {
		show(patch, i == 0)
	}
}

// onLines says whether a line passes through a cell.
func (l *land) onLines(lines []orb.LineString) func(c int) bool {
	on := make([]bool, l.cells())
	for _, line := range lines {
		for _, p := range even(line, l.size/2) {
			if c, ok := l.at(p); ok {
				on[c] = true
			}
		}
	}
	return func(c int) bool { return on[c] }
}

// distances returns the km from each cell to the nearest one that is from.
func (l *land) distances(from func(c int) bool) []float64 {
	d := make([]float64, l.cells())
	var front []int
	for c := range d {
		d[c] = math.Inf(1)
		if !l.edge(c) && from(c) {
			d[c] = 0
			front = append(front, c)
		}
	}
	for i := 0; i < len(front); i++ {
		for _, n := range l.around(front[i]) {
			if math.IsInf(d[n], 1) && !l.edge(n) {
				d[n] = d[front[i]] + l.size
				front = append(front, n)
			}
		}
	}
	return d
}
