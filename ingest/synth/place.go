package synth

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"tepat/geo/area"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A village is an area with what its people live by. Places in it are in km on
// the frame; only its shape is in degrees.
type village struct {
	area.Area
	district, regency, province string

	box   orb.Bound // of the shape, degrees
	at    orb.Point // where it stands
	urban bool      // a kelurahan: dense
	seat  bool      // its district's town
	town  float64   // km to the regency's town
	near  float64   // km to the nearest seat
	water float64   // km to river or sea; 0 where they are not known

	families    int
	settlements []settlement
	strips      []strip // river banks and roads in it
	fortune     float64 // how much poorer than others like it, in standard deviations
	reach       [len(programmes)]float64
	leak        float64   // how many times more often than elsewhere others receive
	offset      orb.Point // by how much its points were taken wrongly, km
	stamped     float64   // share of its families that were put at the village office
}

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

// Places are the villages with their settlements.
type places struct {
	villages []village
	town     orb.Point
}

// newPlaces founds villages, on made-up land or in real boundaries, joins them
// by roads, settles them, and says how many families each has.
func newPlaces(o Options) *places {
	p := &places{}
	var rivers []orb.LineString
	if len(o.Areas) > 0 {
		p.realVillages(o.Areas)
	} else {
		rivers = p.madeUpVillages(o)
	}
	r := chance(o.Seed, strandSettlements)
	p.measure()
	p.lines(r, rivers)
	p.count(r, o.Households)
	for i := range p.villages {
		p.villages[i].settle(r)
	}
	p.programmes(chance(o.Seed, strandProgrammes))
	p.operators(r)
	return p
}

// madeUpVillages founds villages on made-up land, and returns its rivers.
func (p *places) madeUpVillages(o Options) []orb.LineString {
	l := newLand(o.Seed, o.Villages)
	part := newPartition(l, o.Seed, o.Villages)
	p.villages = part.name(o.Seed)
	for i, shape := range part.shapes(o.Seed) {
		p.villages[i].Shape = shape
		p.villages[i].at = l.onMap(l.centre(part.sites[i]))
	}
	p.town = p.villages[0].at
	rivers := make([]orb.LineString, len(l.rivers))
	for i, river := range l.rivers {
		for _, q := range river {
			rivers[i] = append(rivers[i], l.onMap(q))
		}
	}
	return rivers
}

// realVillages takes over real boundaries. The town is where small villages
// crowd, a district's seat its village in the thickest of them.
func (p *places) realVillages(areas []area.Area) {
	names := map[area.Code]string{}
	for _, a := range areas {
		names[a.Code] = a.Name
	}
	for _, a := range areas {
		if a.Level != area.Village || len(a.Shape) == 0 {
			continue
		}
		v := village{Area: a, at: plane(inside(a.Shape))}
		v.district = names[a.Code.Parent(a.System)]
		v.regency = names[a.Code.Regency(a.System)]
		p.villages = append(p.villages, v)
	}
	slices.SortStableFunc(p.villages, func(a, b village) int { return cmp.Compare(a.Code, b.Code) })
	crowd := make([]float64, len(p.villages))
	seats := map[area.Code]int{}
	best := 0
	for i, v := range p.villages {
		for _, w := range p.villages {
			crowd[i] += math.Exp(-planar.Distance(v.at, w.at) / 5)
		}
		district := v.Code.Parent(v.System)
		if s, ok := seats[district]; !ok || crowd[i] > crowd[s] {
			seats[district] = i
		}
		if crowd[i] > crowd[best] {
			best = i
		}
	}
	p.town = p.villages[best].at
	for i := range p.villages {
		v := &p.villages[i]
		v.seat = seats[v.Code.Parent(v.System)] == i
		v.urban = squareKm(v.Shape) < 12 && planar.Distance(v.at, p.town) < 25
	}
}

// measure says how far each village is from the town and the nearest seat.
func (p *places) measure() {
	for i := range p.villages {
		v := &p.villages[i]
		v.box = v.Shape.Bound()
		v.town, v.near = planar.Distance(v.at, p.town), math.Inf(1)
		for _, w := range p.villages {
			if w.seat {
				v.near = min(v.near, planar.Distance(v.at, w.at))
			}
		}
	}
}

// lines lays roads between the villages and cuts roads and river banks into
// strips of the villages that they run through.
func (p *places) lines(r *rand.Rand, rivers []orb.LineString) {
	const step, bank = 0.15, 0.14 // km
	for _, road := range p.roads(r) {
		p.cutStrips(even(road, step), 0)
	}
	for _, river := range rivers {
		line := even(river, step)
		p.cutStrips(line, bank)
		p.cutStrips(line, -bank)
	}
}

// cutStrips gives the pieces of a line, moved aside by some km, to their villages.
func (p *places) cutStrips(line orb.LineString, aside float64) {
	for i := 1; i < len(line); i++ {
		angle := heading(line[i-1], line[i])
		at := towards(line[i], angle+math.Pi/2, aside)
		if v := p.villageAt(at); v != nil {
			v.strips = append(v.strips, strip{at, angle})
		}
	}
}

// villageAt returns the village that holds a place on the frame, or nil.
func (p *places) villageAt(at orb.Point) *village {
	q := degrees(at)
	for i := range p.villages {
		if p.villages[i].holds(q) {
			return &p.villages[i]
		}
	}
	return nil
}

// inside returns a point of a shape, in its middle where that lies within.
func inside(shape orb.MultiPolygon) orb.Point {
	middle, _ := planar.CentroidArea(shape)
	best, distance := middle, math.Inf(1)
	if contains(shape, middle) {
		return middle
	}
	b := shape.Bound()
	for k := range 1024 { // an even lattice of the box
		p := orb.Point{mix(b.Min[0], b.Max[0], (float64(k%32)+0.5)/32), mix(b.Min[1], b.Max[1], (float64(k/32)+0.5)/32)}
		if d := planar.Distance(p, middle); d < distance && contains(shape, p) {
			best, distance = p, d
		}
	}
	return best
}

// holds says whether a point in degrees lies in the village.
func (v *village) holds(p orb.Point) bool {
	return v.box.Contains(p) && contains(v.Shape, p)
}

// contains counts the edges east of p: an odd number where p lies in a
// polygon and in none of its holes.
func contains(shape orb.MultiPolygon, p orb.Point) (odd bool) {
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				a, b := ring[i-1], ring[i]
				if (a[1] > p[1]) != (b[1] > p[1]) && p[0] < a[0]+(b[0]-a[0])*(p[1]-a[1])/(b[1]-a[1]) {
					odd = !odd
				}
			}
		}
	}
	return odd
}

// roads joins all villages by the shortest set of ways (Prim 1957).
func (p *places) roads(r *rand.Rand) (roads []orb.LineString) {
	n := len(p.villages)
	cost, from := slices.Repeat([]float64{math.Inf(1)}, n), make([]int, n)
	joined := make([]bool, n)
	for at, k := 0, 1; k < n; k++ {
		joined[at] = true
		next := -1
		for i := range n {
			if joined[i] {
				continue
			}
			if d := planar.Distance(p.villages[at].at, p.villages[i].at); d < cost[i] {
				cost[i], from[i] = d, at
			}
			if next < 0 || cost[i] < cost[next] {
				next = i
			}
		}
		roads = append(roads, wander(r, p.villages[from[next]].at, p.villages[next].at))
		at = next
	}
	return roads
}

// count says how many families live in each village: about 60 to 1,500 where
// there are 253 on average, most in towns.
func (p *places) count(r *rand.Rand, families int) {
	mean := float64(families) / float64(len(p.villages))
	size := make([]float64, len(p.villages))
	for i, v := range p.villages {
		size[i] = math.Exp(0.5*r.NormFloat64()) * (1 + 2.2*math.Exp(-v.town/9) + 0.9*math.Exp(-v.near/2.5) + 0.4*math.Exp(-v.water/2))
	}
	for range 20 { // until nobody is beyond the bounds any more
		sum := 0.0
		for _, s := range size {
			sum += s
		}
		for i := range size {
			size[i] = clamp(size[i]*float64(families)/sum, mean*61/253, mean*1480/253)
		}
	}
	// Whole families, by carrying what is left over to the next village.
	left := 0.0
	for i := range p.villages {
		left += size[i]
		p.villages[i].families = int(math.Round(left))
		left -= math.Round(left)
	}
	// What rounding and bounds have lost lives in the largest village.
	total, largest := 0, 0
	for i, v := range p.villages {
		total += v.families
		if v.families > p.villages[largest].families {
			largest = i
		}
	}
	p.villages[largest].families += families - total
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
