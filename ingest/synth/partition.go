package synth

import (
	"cmp"
	"container/heap"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// none is the label of a cell that belongs to no village.
const none = -1

// A partition gives each cell of the ground to a village, villages to districts.
type partition struct {
	*land
	district []int32 // by cell
	village  []int32 // by cell
	seats    []int   // cells where the districts' towns stand; the regency's first
	sites    []int   // cells where the villages stand, district by district, its seat first
	of       []int   // district of each village
	fords    []uint8 // by cell: a bit for each neighbour that lies across a river
}

// newPartition founds the towns along river and coast and gives every cell to
// the one that is nearest for a traveller, who does not like to cross a river.
// Districts come first and villages within them, so that they nest.
func newPartition(l *land, seed uint64, villages int) *partition {
	r := chance(seed, strandPlaces)
	p := &partition{land: l, fords: l.crossings()}
	districts := min(99, max(1, int(math.Round(float64(villages)/12))))
	p.seats = p.found(r, districts)
	p.district = p.grow(p.seats, func(c int) bool { return true })
	p.village = slices.Repeat([]int32{none}, l.cells())
	for d, n := range p.shares(r, villages) {
		p.divide(r, d, n)
	}
	return p
}

// km returns the distance between the middles of two cells.
func (p *partition) km(a, b int) float64 { return planar.Distance(p.centre(a), p.centre(b)) }

// found chooses where the districts' towns stand, the regency's town first.
func (p *partition) found(r *rand.Rand, n int) []int {
	cells := p.cellsOf(ground)
	bend := along(p.rivers[0], 0.74*planar.Length(p.rivers[0]))
	town := slices.MinFunc(cells, func(a, b int) int {
		return cmp.Compare(planar.Distance(p.centre(a), bend), planar.Distance(p.centre(b), bend))
	})
	attraction := func(c int) float64 {
		return math.Exp(-p.bank[c]/1.5) + 0.4*math.Exp(-p.coast[c]/2) + 0.03
	}
	gap := func(c int) float64 { return 17 + 0.14*p.km(c, town) }
	return p.spread(r, cells, n, []int{town}, attraction, gap)
}

// cellsOf returns the cells of one kind.
func (p *partition) cellsOf(k uint8) (cells []int) {
	for c, have := range p.kind {
		if have == k {
			cells = append(cells, c)
		}
	}
	return cells
}

// shares says how many villages each district gets: 5 to 20, more near the
// town and where the ground is wide.
func (p *partition) shares(r *rand.Rand, villages int) []int {
	size := make([]float64, len(p.seats))
	for _, d := range p.district {
		if d != none {
			size[d]++
		}
	}
	n := make([]int, len(p.seats))
	least := min(5, villages/len(n))
	for i := range n {
		n[i] = least
		size[i] = math.Sqrt(size[i]) * math.Exp(0.35*r.NormFloat64()) * (1 + 1.5*math.Exp(-p.km(p.seats[i], p.seats[0])/10))
	}
	for range villages - least*len(n) {
		best := 0
		for i := range n {
			if n[i] < 20 && size[i]/float64(n[i]) > size[best]/float64(n[best]) || n[best] >= 20 {
				best = i
			}
		}
		n[best]++
	}
	return n
}

// divide makes n villages of district d.
func (p *partition) divide(r *rand.Rand, d, n int) {
	var cells []int
	for c, of := range p.district {
		if int(of) == d {
			cells = append(cells, c)
		}
	}
	seat, town := p.seats[d], p.seats[0]
	attraction := func(c int) float64 {
		return math.Exp(-p.bank[c]/2) + 0.5*math.Exp(-p.coast[c]/2) + 0.8*math.Exp(-p.km(c, seat)/3) + 0.04
	}
	gap := func(c int) float64 {
		return min(1.6+0.12*p.km(c, town), 2.2+0.35*p.km(c, seat))
	}
	sites := p.spread(r, cells, n, p.seats[d:d+1], attraction, gap)
	labels := p.grow(sites, func(c int) bool { return p.kind[c] != ground || int(p.district[c]) == d })
	first := int32(len(p.sites))
	for _, c := range cells {
		p.village[c] = first + labels[c]
	}
	for _, c := range sites {
		p.sites = append(p.sites, c)
		p.of = append(p.of, d)
	}
}

// spread chooses n of the cells, first among them those that are given, likely
// ones where attraction is great, none nearer to another than its gap; the
// gaps shrink until there is room for all.
func (p *partition) spread(r *rand.Rand, cells []int, n int, chosen []int, attraction, gap func(c int) float64) []int {
	chosen = slices.Clone(chosen)
	// Keys of weighted sampling without replacement (Efraimidis and Spirakis 2006).
	keys := make([]float64, p.cells())
	for _, c := range cells {
		keys[c] = math.Log(1-r.Float64()) / attraction(c)
	}
	queue := slices.Clone(cells)
	slices.SortStableFunc(queue, func(a, b int) int { return cmp.Compare(keys[b], keys[a]) })
	for room := 1.0; len(chosen) < min(n, len(cells)); room *= 0.85 {
		for _, c := range queue {
			if len(chosen) == n {
				break
			}
			near := func(o int) bool { return o == c || p.km(o, c) < room*gap(c) }
			if !slices.ContainsFunc(chosen, near) {
				chosen = append(chosen, c)
			}
		}
	}
	return chosen
}

// grow gives each cell of the ground that may be entered to the site from
// which it is reached first; others are none's. Water can be crossed, slowly.
func (p *partition) grow(sites []int, may func(c int) bool) []int32 {
	label := slices.Repeat([]int32{none}, p.cells())
	done := make([]bool, p.cells())
	q := &queue{}
	for i, c := range sites {
		heap.Push(q, visit{0, c, int32(i)})
	}
	for q.Len() > 0 {
		v := heap.Pop(q).(visit)
		if done[v.cell] {
			continue
		}
		done[v.cell] = true
		if p.kind[v.cell] == ground {
			label[v.cell] = v.label
		}
		for k, n := range p.around(v.cell) {
			if !done[n] && p.kind[n] != abroad && !p.edge(n) && may(n) {
				heap.Push(q, visit{v.cost + p.effort(v.cell, n, k), n, v.label})
			}
		}
	}
	return label
}

// effort is what it takes to go from c to its neighbour n, number k around it.
func (p *partition) effort(c, n, k int) float64 {
	at := p.centre(n)
	cost := p.size * math.Exp(2.6*(p.rough+23).fractal(at[0]/6, at[1]/6))
	if p.fords[c]>>k&1 == 1 {
		cost += 8
	}
	if p.kind[n] != ground {
		cost *= 2
	}
	return cost
}

// A visit is a cell that the traveller can go to next.
type visit struct {
	cost  float64
	cell  int
	label int32
}

// A queue hands out the cheapest visit; equal ones by cell and label, so that
// equal seeds grow equal borders.
type queue []visit

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	return cmp.Or(cmp.Compare(a.cost, b.cost), cmp.Compare(a.cell, b.cell), cmp.Compare(a.label, b.label)) < 0
}
func (q *queue) Push(v any) { *q = append(*q, v.(visit)) }
func (q *queue) Pop() any {
	v := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return v
}

// crossings marks the pairs of neighbours that have a river between their middles.
func (l *land) crossings() []uint8 {
	across := make([]uint8, l.cells())
	for _, river := range l.rivers {
		line := even(river, l.size/3)
		for i := 1; i < len(line); i++ {
			c, ok := l.at(line[i])
			if !ok || l.edge(c) {
				continue
			}
			l.mark(across, c, line[i-1], line[i])
			for _, n := range l.around(c) {
				if !l.edge(n) {
					l.mark(across, n, line[i-1], line[i])
				}
			}
		}
	}
	return across
}

// mark notes which neighbours of c lie across the piece of river from a to b.
func (l *land) mark(across []uint8, c int, a, b orb.Point) {
	for k, n := range l.around(c) {
		if crosses(l.centre(c), l.centre(n), a, b) {
			across[c] |= 1 << k
		}
	}
}

// crosses says whether the line from p to q crosses that from a to b.
func crosses(p, q, a, b orb.Point) bool {
	side := func(p, q, r orb.Point) bool { return (q[0]-p[0])*(r[1]-p[1]) > (q[1]-p[1])*(r[0]-p[0]) }
	return side(p, q, a) != side(p, q, b) && side(a, b, p) != side(a, b, q)
}
