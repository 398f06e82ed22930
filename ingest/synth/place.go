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
	if o.madeUp() {
		rivers = p.madeUpVillages(o)
	} else {
		p.realVillages(o.Areas)
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

// realVillages takes over real boundaries, with the names that are known.
func (p *places) realVillages(areas []area.Area) {
	names := map[area.Code]string{}
	for _, a := range areas {
		names[a.Code] = a.Name
	}
	for _, a := range areas {
		if isVillage(a) {
			a.Parent = a.Code.Parent(a.System)
			p.villages = append(p.villages, village{Area: a, at: plane(inside(a.Shape)),
				district: names[a.Parent], regency: names[a.Code.Regency(a.System)]})
		}
	}
	slices.SortStableFunc(p.villages, func(a, b village) int { return cmp.Compare(a.Code, b.Code) })
	p.findTowns()
}

// isVillage says whether an area is one that can be filled.
func isVillage(a area.Area) bool { return a.Level == area.Village && len(a.Shape) > 0 }

// findTowns guesses the town and the districts' seats of real boundaries: they
// are where small villages crowd.
func (p *places) findTowns() {
	crowd := make([]float64, len(p.villages))
	seats, town := map[area.Code]int{}, 0
	for i, v := range p.villages {
		for _, w := range p.villages {
			crowd[i] += math.Exp(-planar.Distance(v.at, w.at) / 5)
		}
		if s, ok := seats[v.Parent]; !ok || crowd[i] > crowd[s] {
			seats[v.Parent] = i
		}
		if crowd[i] > crowd[town] {
			town = i
		}
	}
	p.town = p.villages[town].at
	for i := range p.villages {
		v := &p.villages[i]
		v.seat = seats[v.Parent] == i
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
	p.wholeFamilies(size, families)
}

// wholeFamilies rounds, carrying what is left over to the next village. What
// rounding and bounds have lost lives in the largest village.
func (p *places) wholeFamilies(size []float64, families int) {
	left, total, largest := 0.0, 0, 0
	for i := range p.villages {
		left += size[i]
		n := int(math.Round(left))
		left -= float64(n)
		total += n
		p.villages[i].families = n
		if n > p.villages[largest].families {
			largest = i
		}
	}
	p.villages[largest].families += families - total
}
