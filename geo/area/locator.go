package area

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"tepat/geo"
	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// coverResolution is that of the locator's cells: fine enough that most points
// lie in a cell that one village fills, coarse enough to be built in a second.
const coverResolution = 8

// A Locator says which village holds a point. A cover of H3 cells answers where
// one village fills the cell; only in cells on a border is the point tested
// against the village's edges, found by bands of latitude. It never changes and
// may be asked from many goroutines at once.
type Locator struct {
	villages []outline
	index    map[int32]int32 // Area.ID → place in villages
	cells    cellTable
	lists    [][]int32 // candidates of border cells, by place in villages, lowest code first
}

// NewLocator makes a locator of the areas that have a shape. Where villages
// overlap, the one with the lowest code holds the point.
func NewLocator(villages []Area) (*Locator, error) {
	sorted := slices.SortedFunc(slices.Values(villages), func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	l := &Locator{index: map[int32]int32{}}
	cover := map[hex.Cell][]candidate{}
	for _, a := range sorted {
		if len(a.Shape) == 0 {
			continue
		}
		at := int32(len(l.villages))
		l.villages = append(l.villages, newOutline(a))
		l.index[a.ID] = at
		if err := addCover(cover, at, a); err != nil {
			return nil, err
		}
	}
	return l, l.pack(cover)
}

// A candidate is a village that touches a cell.
type candidate struct {
	village int32
	full    bool
}

func addCover(cover map[hex.Cell][]candidate, at int32, a Area) error {
	for _, polygon := range a.Shape {
		full, edge, err := hex.Cover(polygon, coverResolution)
		if err != nil {
			return fmt.Errorf("area: %s: %w", a.Code, err)
		}
		for _, c := range full {
			cover[c] = append(cover[c], candidate{at, true})
		}
		for _, c := range edge {
			if has := cover[c]; len(has) == 0 || has[len(has)-1].village != at {
				cover[c] = append(cover[c], candidate{at, false})
			}
		}
	}
	return nil
}

// pack turns the cover into the table that is asked. The cell of a point is
// known as a parent, and children reach a little over their parent's edge: a
// cell answers at once only where the same village fills all cells around it
// too, and a border cell's candidates are those of all cells around it.
func (l *Locator) pack(cover map[hex.Cell][]candidate) error {
	near := map[hex.Cell][]candidate{}
	for c := range cover {
		around, err := c.Disk()
		if err != nil {
			return err
		}
		for _, n := range around {
			if _, done := near[n]; !done {
				if near[n], err = nearby(cover, n); err != nil {
					return err
				}
			}
		}
	}
	l.cells = newCellTable(len(near))
	for c, candidates := range near {
		if candidates[0].full {
			l.cells.put(c, candidates[0].village)
			continue
		}
		list := make([]int32, len(candidates))
		for i, k := range candidates {
			list[i] = k.village
		}
		l.cells.put(c, ^int32(len(l.lists)))
		l.lists = append(l.lists, list)
	}
	return nil
}

// nearby returns the villages of c and of the cells around it, lowest code
// first; full are those that fill all of them.
func nearby(cover map[hex.Cell][]candidate, c hex.Cell) ([]candidate, error) {
	around, err := c.Disk()
	if err != nil {
		return nil, err
	}
	fills := map[int32]int{}
	for _, n := range around {
		for _, k := range cover[n] {
			if k.full {
				fills[k.village]++
			} else {
				fills[k.village] += 0
			}
		}
	}
	var out []candidate
	for v, n := range fills {
		out = append(out, candidate{v, n == len(around)})
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Compare(a.village, b.village) })
	return out, nil
}

// Village returns the Area.ID of the village that holds p. c is the cell of p
// at resolution 9 (or 8); where it is 0 Village finds it itself.
func (l *Locator) Village(p orb.Point, c hex.Cell) (id int32, ok bool) {
	if c == 0 {
		var err error
		if c, err = hex.At(p, coverResolution); err != nil {
			return 0, false
		}
	}
	v, found := l.cells.get(c.Parent(coverResolution))
	if !found {
		return 0, false
	}
	if v >= 0 {
		return l.villages[v].id, true
	}
	for _, k := range l.lists[^v] {
		if l.villages[k].contains(p) {
			return l.villages[k].id, true
		}
	}
	return 0, false
}

// Within says whether the village id holds p, overlaps apart.
func (l *Locator) Within(id int32, p orb.Point) bool {
	at, ok := l.index[id]
	return ok && l.villages[at].contains(p)
}

// Distance returns how far p lies outside the village id: 0 inside it, +Inf
// where the village is not known.
func (l *Locator) Distance(id int32, p orb.Point) geo.Metres {
	at, ok := l.index[id]
	switch {
	case !ok:
		return geo.Metres(math.Inf(1))
	case l.villages[at].contains(p):
		return 0
	}
	return geo.DistanceToEdge(p, l.villages[at].shape)
}

// An outline is a village's shape with its edges sorted into bands of latitude.
type outline struct {
	id     int32
	shape  orb.MultiPolygon
	bound  orb.Bound
	perLat float64 // bands per degree
	bands  [][]edge
}

// An edge runs from (x0, y0) to (x1, y1), in degrees.
type edge struct{ x0, y0, x1, y1 float64 }

func newOutline(a Area) outline {
	o := outline{id: a.ID, shape: a.Shape, bound: a.Shape.Bound()}
	vertices := 0
	for _, polygon := range a.Shape {
		for _, ring := range polygon {
			vertices += len(ring)
		}
	}
	n := max(1, vertices/2)
	o.bands = make([][]edge, n)
	if height := o.bound.Top() - o.bound.Bottom(); height > 0 {
		o.perLat = float64(n) / height
	}
	for _, polygon := range a.Shape {
		for _, ring := range polygon {
			o.addRing(ring)
		}
	}
	return o
}

func (o *outline) addRing(ring orb.Ring) {
	for i := 1; i < len(ring); i++ {
		e := edge{ring[i-1][0], ring[i-1][1], ring[i][0], ring[i][1]}
		if e.y0 == e.y1 {
			continue // a ray along a parallel never crosses it
		}
		for b := o.band(min(e.y0, e.y1)); b <= o.band(max(e.y0, e.y1)); b++ {
			o.bands[b] = append(o.bands[b], e)
		}
	}
}

func (o *outline) band(lat float64) int {
	return max(0, min(len(o.bands)-1, int((lat-o.bound.Bottom())*o.perLat)))
}

// contains casts a ray to the east and counts the edges that it crosses; holes
// and several parts come out right by parity.
func (o *outline) contains(p orb.Point) bool {
	x, y := p[0], p[1]
	if !o.bound.Contains(p) {
		return false
	}
	in := false
	for _, e := range o.bands[o.band(y)] {
		if (e.y0 > y) != (e.y1 > y) && x < (e.x1-e.x0)*(y-e.y0)/(e.y1-e.y0)+e.x0 {
			in = !in
		}
	}
	return in
}

// A cellTable maps cells to numbers by open addressing: half the cost of a Go map.
type cellTable struct {
	keys   []hex.Cell
	values []int32
	mask   uint64
}

func newCellTable(n int) cellTable {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return cellTable{make([]hex.Cell, size), make([]int32, size), uint64(size - 1)}
}

func (t *cellTable) slot(c hex.Cell) uint64 {
	h := uint64(c) * 0x9e3779b97f4a7c15
	for i := (h >> 32) & t.mask; ; i = (i + 1) & t.mask {
		if t.keys[i] == c || t.keys[i] == 0 {
			return i
		}
	}
}

func (t *cellTable) put(c hex.Cell, v int32) {
	i := t.slot(c)
	t.keys[i], t.values[i] = c, v
}

func (t *cellTable) get(c hex.Cell) (int32, bool) {
	i := t.slot(c)
	return t.values[i], t.keys[i] == c
}
