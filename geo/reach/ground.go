package reach

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A Ground is a release that questions are asked of. What is the same for many
// questions is worked out once; it may be asked from many goroutines.
type Ground struct {
	release *disclose.Release
	place   map[area.Code]int       // of an area in the release
	kinds   map[string]func() *kind // made when first asked after

	mu   sync.Mutex
	told map[survey]*told

	ranked    memo[scoped, *ranked]
	clustered memo[scoped, *clustered]
	shared    memo[Budget, *Allocation]
}

// A kind is the places of one kind.
type kind struct {
	name   string
	places []place
	near   func() (stat.Weights, error) // which of them are neighbours
}

// A place is an area, or a leaf of the mosaic, that figures are of.
type place struct {
	code   string // of the area, or of the lowest cell
	name   string // "" for cells
	area   int    // place in the release's areas; −1 for cells
	cell   int    // place in the release's cells
	centre orb.Point
	cells  []hex.Cell // of a leaf
}

// NewGround makes a ground of a release. It costs next to nothing.
func NewGround(r *disclose.Release) *Ground {
	g := &Ground{release: r, place: map[area.Code]int{}, kinds: map[string]func() *kind{}, told: map[survey]*told{}}
	areas := r.Areas()
	for i := range areas.Len() {
		g.place[areas.At(i).Area().Code] = i
	}
	for _, level := range []area.Level{area.Regency, area.District, area.Village} {
		g.kinds[string(level)] = sync.OnceValue(func() *kind { return ofLevel(r, level) })
	}
	g.kinds[Cluster] = g.kinds[Village]
	g.kinds[Cell] = sync.OnceValue(func() *kind { return leaves(r) })
	return g
}

// ofLevel returns the areas of a level.
func ofLevel(r *disclose.Release, level area.Level) *kind {
	k := &kind{name: string(level)}
	areas := r.Areas()
	for i := range areas.Len() {
		if a := areas.At(i).Area(); a.Level == level {
			k.places = append(k.places, place{code: string(a.Code), name: a.Name, area: i, cell: -1})
		}
	}
	k.near = sync.OnceValues(func() (stat.Weights, error) { return contiguous(r, k.places) })
	return k
}

// contiguous returns as neighbours the areas that touch.
func contiguous(r *disclose.Release, places []place) (stat.Weights, error) {
	shapes := make([]orb.MultiPolygon, len(places))
	for i, p := range places {
		shapes[i] = r.Areas().At(p.area).Area().Shape
	}
	return stat.Binary(area.NewCoverage(shapes).Contiguity(true))
}

// Neighbours returns the codes of the areas of its level that touch an area, in
// their order; none of one that the release does not have.
func (g *Ground) Neighbours(code area.Code) ([]area.Code, error) {
	i, ok := g.find(code)
	if !ok {
		return nil, nil
	}
	k := g.kinds[string(g.release.Areas().At(i).Area().Level)]()
	near, err := k.near()
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(k.places, func(p place) bool { return p.area == i })
	var codes []area.Code
	for _, j := range near.Neighbours(at) {
		codes = append(codes, area.Code(k.places[j].code))
	}
	return codes, nil
}

// leaves returns the leaves of the mosaic in the order of their cells.
func leaves(r *disclose.Release) *kind {
	k := &kind{name: Cell}
	lead := map[hex.Cell]int{} // place by the lowest cell of a leaf
	at := map[hex.Cell]int{}   // place by cell
	cells := r.Cells()
	for i := range cells.Len() {
		c := cells.At(i)
		if !c.Leaf() {
			continue
		}
		p, known := lead[c.Group()]
		if !known {
			p = len(k.places)
			lead[c.Group()] = p
			k.places = append(k.places, place{code: c.Group().String(), area: -1, cell: i})
		}
		k.places[p].cells = append(k.places[p].cells, c.H3())
		at[c.H3()] = p
	}
	k.near = sync.OnceValues(func() (stat.Weights, error) { return touching(k.places, at) })
	return k
}

// touching returns as neighbours the leaves that share an edge. Of a fine leaf
// beside a coarse one only the fine one sees the other: what one sees, both do.
func touching(places []place, at map[hex.Cell]int) (stat.Weights, error) {
	near := make([][]int, len(places))
	for i, p := range places {
		for _, c := range p.cells {
			around, err := c.Neighbours()
			if err != nil {
				return stat.Weights{}, err
			}
			for _, n := range around {
				if j, ok := leafOf(n, at); ok && j != i {
					near[i], near[j] = append(near[i], j), append(near[j], i)
				}
			}
		}
	}
	for i := range near {
		slices.Sort(near[i])
		near[i] = slices.Compact(near[i])
	}
	return stat.Binary(near)
}

// leafOf returns the leaf that a cell is, or lies in.
func leafOf(c hex.Cell, at map[hex.Cell]int) (int, bool) {
	for res := c.Res(); res >= hex.Root; res-- {
		if i, ok := at[c.Parent(res)]; ok {
			return i, true
		}
	}
	return 0, false
}

// About describes the release that the ground is of.
func (g *Ground) About() poverty.Release { return g.release.About() }

// find returns the place of an area in the release.
func (g *Ground) find(code area.Code) (int, bool) {
	i, ok := g.place[code]
	return i, ok
}

// lies says whether an area is the one at within, or lies in it.
func (g *Ground) lies(i, within int) bool {
	for ok := true; ok; i, ok = g.find(g.release.Areas().At(i).Area().Parent) {
		if i == within {
			return true
		}
	}
	return false
}

// levels are those of areas, from coarse to fine.
var levels = []string{Regency, District, Village}

// holds refuses an area in which no place of the kind can lie: one of its own
// level, or below. Cells lie in areas of every level.
func (k *kind) holds(a area.Area) error {
	own := slices.Index(levels, k.name)
	if own < 0 || slices.Index(levels, string(a.Level)) < own {
		return nil
	}
	allowed := "nothing where places are regencies"
	if own > 0 {
		allowed = "the code of an area above: " + strings.Join(levels[:own], " or ")
	}
	return &poverty.InputError{Field: "within", Got: string(a.Code), Allowed: allowed}
}

// checkWithin refuses an area that the release does not have, or that holds no place of the kind.
func (g *Ground) checkWithin(k *kind, within area.Code) error {
	if within == "" {
		return nil
	}
	at, ok := g.find(within)
	if !ok {
		return &poverty.InputError{Field: "within", Got: string(within), Allowed: "the code of an area of this release"}
	}
	return k.holds(g.release.Areas().At(at).Area())
}

// scope returns the places of a kind that lie in an area that was checked; all where it is "".
// A leaf lies where the centre of its lowest cell does.
func (g *Ground) scope(k *kind, within area.Code) ([]int, error) {
	var found []int
	if within == "" {
		for i := range k.places {
			found = append(found, i)
		}
		return found, nil
	}
	at, _ := g.find(within)
	shape := g.release.Areas().At(at).Area().Shape
	box := shape.Bound()
	for i := range k.places {
		p := &k.places[i]
		switch {
		case p.area >= 0 && g.lies(p.area, at):
			found = append(found, i)
		case p.area < 0:
			centre, err := p.cells[0].Center()
			if err != nil {
				return nil, err
			}
			if box.Contains(centre) && planar.MultiPolygonContains(shape, centre) {
				found = append(found, i)
			}
		}
	}
	return found, nil
}

// A survey is what places of a kind are asked about.
type survey struct {
	kind, programme string
	method          Method
}

// told is what the statistics say of all places of a kind.
type told struct {
	programme string

	once  sync.Once
	rates []stat.Rate // missed, of eligible; nobody where there is no figure
	known []bool
	bound []target.Bound // of those missed; at least none, where that is withheld
	prior stat.Prior     // of the share reached
	spots []stat.Spot
	err   error

	standing func() ([]stat.Cluster, error) // what stands out together
}

// tell works out what the statistics say, once for every kind, programme and method.
func (g *Ground) tell(k *kind, s survey) (*told, error) {
	g.mu.Lock()
	t := g.told[s]
	if t == nil {
		t = &told{programme: s.programme}
		t.standing = sync.OnceValues(func() ([]stat.Cluster, error) { return g.stand(s.method, k, t) })
		g.told[s] = t
	}
	g.mu.Unlock()
	t.once.Do(func() { t.err = g.work(t, k, s) })
	return t, t.err
}

func (g *Ground) work(t *told, k *kind, s survey) (err error) {
	at := indicator(g.release.About(), coverageOf+s.programme)
	for i := range k.places {
		f := g.figure(&k.places[i], at)
		var r stat.Rate
		if f.Shown() {
			r = stat.Rate{Cases: max(0, int(f.Denominator())-int(f.Numerator())), Population: int(f.Denominator())}
		}
		t.rates, t.known = append(t.rates, r), append(t.known, f.Shown() && r.Population > 0)
		t.bound = append(t.bound, boundOf(f))
	}
	t.spots = make([]stat.Spot, len(k.places))
	reached := make([]stat.Rate, len(t.rates))
	for i, missed := range t.rates {
		reached[i] = rest(missed)
	}
	if t.prior, err = stat.BetaBinomial(reached, noiseOf(g.release.About())); errors.Is(err, stat.ErrNoPeople) {
		return nil // nothing is known of anybody
	} else if err != nil {
		return err
	}
	t.spots, err = t.unusual(k, s.method, noiseOf(g.release.About()), rand.New(rand.NewPCG(uint64(g.release.About().ID), seed)))
	return err
}

// places returns how many places have figures.
func (t *told) places() (n int) {
	for _, known := range t.known {
		if known {
			n++
		}
	}
	return n
}

// rest returns the others of a population.
func rest(r stat.Rate) stat.Rate {
	return stat.Rate{Cases: r.Population - r.Cases, Population: r.Population}
}

// seed begins all random numbers, after the number of the release: equal
// questions of equal releases have equal answers.
const seed = 0x74657061742d3031

// permutations of local Moran, and replications of a scan.
const permutations = 999

// unusual tests which places stand out among those with figures.
func (t *told) unusual(k *kind, m Method, noise stat.Noise, rng *rand.Rand) ([]stat.Spot, error) {
	w, err := k.near()
	if err != nil {
		return nil, err
	}
	known, back := t.among(len(k.places))
	near := make([][]int, len(known))
	rates := make([]stat.Rate, len(known))
	for i, at := range known {
		rates[i] = t.rates[at]
		for _, n := range w.Neighbours(at) {
			if j := back[n]; j >= 0 {
				near[i] = append(near[i], j)
			}
		}
	}
	if w, err = stat.Binary(near); err != nil {
		return nil, err
	}
	found, err := spots(rates, noise, w, m, rng)
	if err != nil {
		return nil, err
	}
	all := make([]stat.Spot, len(k.places))
	for i := range all {
		all[i] = stat.Spot{P: 1, Q: 1} // not tested
	}
	for i, at := range known {
		all[at] = found[i]
	}
	return all, nil
}

// among lists the places with figures, and where each place is in that list; −1 where it is not.
func (t *told) among(n int) (known, back []int) {
	back = make([]int, n)
	for i := range back {
		back[i] = -1
		if t.known[i] {
			back[i] = len(known)
			known = append(known, i)
		}
	}
	return known, back
}

// spots tests rates of those missed, which are what those reached leave of the eligible;
// noise is that of either count.
func spots(missed []stat.Rate, noise stat.Noise, w stat.Weights, m Method, rng *rand.Rand) ([]stat.Spot, error) {
	if len(missed) == 0 {
		return nil, nil
	}
	x, err := stat.StandardiseLeft(missed, noise)
	if err != nil {
		return nil, err
	}
	if m == LocalMoran {
		return stat.LocalMoran(x, w, permutations, rng)
	}
	return stat.GiStar(x, w)
}

// figure returns an indicator of a place; withheld where the release does not count it.
func (g *Ground) figure(p *place, indicator int) disclose.Figure {
	switch {
	case indicator < 0:
		return disclose.Figure{}
	case p.area >= 0:
		return g.release.Areas().At(p.area).Figure(indicator)
	}
	return g.release.Cells().At(p.cell).Figure(indicator)
}

// state returns what is known of the coverage of a place. Where nobody is
// eligible that is known: of the eligible, none, are none reached.
func (g *Ground) state(p *place, programme string) target.State {
	about := g.release.About()
	coverage := g.figure(p, indicator(about, coverageOf+programme))
	eligible := g.figure(p, indicator(about, eligibleOf+programme))
	switch {
	case coverage.Shown(), eligible.State() == disclose.Zero && g.noise() == "": // a nought may be noise
		return target.Known
	case coverage.State() == disclose.NoData:
		return target.NoData
	}
	return target.Withheld
}
