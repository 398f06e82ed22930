package area

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"

	"tepat/geo"
	"tepat/geo/hex"

	"github.com/paulmach/orb"
	"golang.org/x/sync/errgroup"
)

// coverResolution is that of the locator's cells: fine enough that most points
// lie in a cell that one village fills, coarse enough to be built in a second.
const coverResolution = 8

// A Locator says which village holds a point. A cover of H3 cells answers where
// one village fills the cell; only in cells on a border is the point tested
// against the village's edges, found by rows of latitude. It never changes and
// may be asked from many goroutines at once. It keeps no part of the areas it
// was made of, but some 30 bytes for each of their vertices.
type Locator struct {
	ids      []int32
	outlines []outline
	regency  []Code          // by place
	index    map[int32]int32 // Area.ID → place in ids and outlines
	cells    cellTable       // → place of the village that fills the cell, or ^place in lists
	lists    []int32         // candidates of border cells by place, lowest code first, each list after its length
}

// NewLocator makes a locator of the areas that have a shape. Where villages
// overlap, the one with the lowest code holds the point.
func NewLocator(villages []Area) (*Locator, error) {
	sorted := slices.SortedStableFunc(slices.Values(villages), func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	sorted = slices.DeleteFunc(sorted, func(a Area) bool { return len(a.Shape) == 0 })
	l := &Locator{ids: make([]int32, len(sorted)), outlines: make([]outline, len(sorted)), regency: make([]Code, len(sorted)), index: map[int32]int32{}}
	claims := make([][]claim, len(sorted))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, a := range sorted {
		l.ids[i], l.index[a.ID], l.regency[i] = a.ID, int32(i), a.Code.Regency(a.System)
		g.Go(func() (err error) {
			l.outlines[i] = newOutline(a.Shape)
			claims[i], err = claimsOf(a, int32(i))
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	l.settle(slices.Concat(claims...))
	return l, nil
}

// A claim says that the village at a place fills or touches a cell.
type claim struct {
	cell  hex.Cell
	place int32
	full  bool
}

func claimsOf(a Area, place int32) ([]claim, error) {
	full, edge, err := hex.Cover(a.Shape, coverResolution)
	if err != nil {
		return nil, fmt.Errorf("area: %s: %w", a.Code, err)
	}
	claims := make([]claim, 0, len(full)+len(edge))
	for _, c := range full {
		claims = append(claims, claim{c, place, true})
	}
	for _, c := range edge {
		claims = append(claims, claim{c, place, false})
	}
	return claims, nil
}

// settle turns claims into the table that is asked. Behind a village that fills
// a cell no other has a chance.
func (l *Locator) settle(claims []claim) {
	slices.SortFunc(claims, func(a, b claim) int {
		return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.place, b.place))
	})
	l.cells = newCellTable(claims)
	known := map[string]int32{} // lists by their candidates: neighbours have many in common
	for len(claims) > 0 {
		n := 1
		for n < len(claims) && claims[n].cell == claims[0].cell {
			n++
		}
		l.cells.put(claims[0].cell, l.answer(claims[:n], known))
		claims = claims[n:]
	}
}

// answer returns what the table holds for a cell.
func (l *Locator) answer(claims []claim, known map[string]int32) int32 {
	if claims[0].full {
		return claims[0].place
	}
	var places []int32
	for _, c := range claims {
		places = append(places, c.place)
		if c.full {
			break
		}
	}
	key := fmt.Sprint(places)
	at, ok := known[key]
	if !ok {
		at = int32(len(l.lists))
		known[key] = at
		l.lists = append(append(l.lists, int32(len(places))), places...)
	}
	return ^at
}

// Village returns the Area.ID of the village that holds p, its border included.
// c is the cell of p at resolution 9, or finer than 7; where it is 0 Village
// finds it itself.
func (l *Locator) Village(p orb.Point, c hex.Cell) (id int32, ok bool) {
	if c == 0 {
		var err error
		if c, err = hex.At(p, hex.Base); err != nil {
			return 0, false
		}
	}
	at, ok := l.cells.get(c.Parent(coverResolution))
	switch {
	case !ok:
		return 0, false
	case at >= 0:
		return l.ids[at], true
	}
	list := l.lists[^at:]
	for _, place := range list[1 : 1+list[0]] {
		if l.outlines[place].contains(p) {
			return l.ids[place], true
		}
	}
	return 0, false
}

// Within says whether p lies in the village id or on its border, whichever
// others it lies in too.
func (l *Locator) Within(id int32, p orb.Point) bool {
	place, ok := l.index[id]
	return ok && l.outlines[place].contains(p)
}

// SameRegency says whether two villages that it knows lie in one regency.
func (l *Locator) SameRegency(a, b int32) bool { return l.regency[l.index[a]] == l.regency[l.index[b]] }

// Distance returns how far p lies outside the village id: 0 inside it, +Inf
// where the village is not known.
func (l *Locator) Distance(id int32, p orb.Point) geo.Metres {
	place, ok := l.index[id]
	if !ok {
		return geo.Metres(math.Inf(1))
	}
	return l.outlines[place].distance(p)
}

// A cellTable maps cells to numbers by open addressing: half the cost of a Go map.
type cellTable struct {
	slots []cellSlot
	mask  uint64
}

type cellSlot struct {
	cell  hex.Cell
	value int32
}

// newCellTable returns an empty table with room for the cells of claims, which are sorted.
func newCellTable(claims []claim) cellTable {
	n := 0
	for i, c := range claims {
		if i == 0 || c.cell != claims[i-1].cell {
			n++
		}
	}
	size := 16
	for size*3 < n*4 {
		size *= 2
	}
	return cellTable{make([]cellSlot, size), uint64(size - 1)}
}

// slot returns where c is or may be put.
func (t *cellTable) slot(c hex.Cell) *cellSlot {
	h := uint64(c) * 0x9e3779b97f4a7c15
	for i := (h >> 32) & t.mask; ; i = (i + 1) & t.mask {
		if s := &t.slots[i]; s.cell == c || s.cell == 0 {
			return s
		}
	}
}

func (t *cellTable) put(c hex.Cell, v int32) { *t.slot(c) = cellSlot{c, v} }

func (t *cellTable) get(c hex.Cell) (int32, bool) {
	s := t.slot(c)
	return s.value, s.cell == c
}
