package tiles

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"golang.org/x/sync/errgroup"
)

// A Snapshot is a release in memory, ready to draw. It never changes, and any
// number of tiles may be drawn from it at once.
type Snapshot struct {
	release *disclose.Release
	about   poverty.Release
	names   []names // by indicator

	corners []corner // of all cells, clockwise on the page
	first   []uint32 // by cell: its first corner; and one past the last
	shared  []bool   // by cell: whether others have its figures too
	levels  [hex.Base + 1]level
	zooms   [maxCellZoom + 1]int // resolution drawn at a zoom; 0 none

	areas *areas
}

// A level is what a map at one resolution draws: the cells of that resolution,
// and coarser leaves as they are. Cells are in H3's order.
type level struct {
	cells []int32 // places in the release's cells
	tree  tree
}

// Names are the attributes of an indicator's figure.
type names struct {
	share                                       bool // it has numerator and denominator
	value, numerator, denominator, state, bound string
}

// NewSnapshot prepares the release for drawing: 1 M cells take about two
// seconds on two cores, nearly all of it for the outlines of H3.
func NewSnapshot(ctx context.Context, r *disclose.Release) (*Snapshot, error) {
	s := &Snapshot{release: r, about: r.About()}
	for _, i := range s.about.Indicators {
		s.names = append(s.names, names{i.Unit == poverty.UnitShare, i.ID, i.ID + "_numerator", i.ID + "_denominator", i.ID + "_state", i.ID + "_bound"})
	}
	if err := s.outline(ctx); err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	s.share()
	s.climb()
	if err := s.chooseZooms(ctx); err != nil {
		return nil, fmt.Errorf("tiles: %w", err)
	}
	s.areas = newAreas(r.Areas())
	return s, nil
}

// Release returns the release that s draws.
func (s *Snapshot) Release() *disclose.Release { return s.release }

// outline computes the corners of all cells, on all processors.
func (s *Snapshot) outline(ctx context.Context) error {
	const chunk = 1 << 14
	cells := s.release.Cells()
	n := cells.Len()
	parts := make([][]corner, (n+chunk-1)/chunk)
	s.first = make([]uint32, n+1)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for p := range parts {
		g.Go(func() error {
			part := make([]corner, 0, 6*chunk)
			for i := p * chunk; i < min(n, (p+1)*chunk); i++ {
				ring, err := cells.At(i).H3().Outline()
				if err != nil {
					return err
				}
				// H3 runs anticlockwise.
				for _, v := range slices.Backward(ring) {
					part = append(part, toWorld(v))
				}
				s.first[i+1] = uint32(len(ring))
			}
			parts[p] = part
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i := range n {
		s.first[i+1] += s.first[i]
	}
	s.corners = slices.Concat(parts...)
	return nil
}

// ring returns the outline of cell i, unwrapped, in a buffer that it may use.
func (s *Snapshot) ring(i int32, buffer ring) ring {
	corners := s.corners[s.first[i]:s.first[i+1]]
	x0 := corners[0].x
	buffer = buffer[:0]
	for _, c := range corners {
		// A cell is far narrower than half the world, so the short way round is its own.
		buffer = append(buffer, point{int64(x0) + int64(int32(c.x-x0)), int64(c.y)})
	}
	return buffer
}

// share finds the cells whose group has more than one.
func (s *Snapshot) share() {
	cells := s.release.Cells()
	several := map[hex.Cell]bool{}
	for i := range cells.Len() {
		if c := cells.At(i); c.Group() != c.H3() {
			several[c.Group()] = true
		}
	}
	s.shared = make([]bool, cells.Len())
	for i := range s.shared {
		s.shared[i] = several[cells.At(i).Group()]
	}
}

// climb lists what each resolution draws. The release's cells are sorted by
// resolution, then by cell.
func (s *Snapshot) climb() {
	cells := s.release.Cells()
	var coarser []int32
	i := 0
	for res := hex.Root; res <= hex.Base; res++ {
		from := i
		for i < cells.Len() && cells.At(i).H3().Res() == res {
			i++
		}
		drawn := s.merge(s.leaves(coarser), int32(from), int32(i))
		s.levels[res] = level{drawn, s.newTree(drawn)}
		coarser = drawn
	}
}

func (s *Snapshot) leaves(of []int32) (leaves []int32) {
	for _, i := range of {
		if s.release.Cells().At(int(i)).Leaf() {
			leaves = append(leaves, i)
		}
	}
	return leaves
}

// merge returns a and the cells from…to in H3's order: that of their first descendants.
func (s *Snapshot) merge(a []int32, from, to int32) []int32 {
	key := func(i int32) hex.Cell { return s.release.Cells().At(int(i)).H3().First(hex.Base) }
	out := make([]int32, 0, len(a)+int(to-from))
	for len(a) > 0 || from < to {
		if from == to || len(a) > 0 && key(a[0]) < key(from) {
			out, a = append(out, a[0]), a[1:]
			continue
		}
		out = append(out, from)
		from++
	}
	return out
}

func (s *Snapshot) newTree(cells []int32) tree {
	var buffer [maxCorners]point
	return newTree(len(cells), func(i int) box { return s.ring(cells[i], buffer[:0]).box() })
}

// maxCorners is the most a cell has, where H3's icosahedron folds.
const maxCorners = 10

// touching appends the places of the drawn cells of a resolution that share a
// point with b, in H3's order.
func (s *Snapshot) touching(res int, b box, to []int32) []int32 {
	l := &s.levels[res]
	var buffer [maxCorners]point
	l.tree.visit(b, func(lo, hi int, sure bool) bool {
		for _, i := range l.cells[lo:hi] {
			if sure || s.ring(i, buffer[:0]).touches(b) {
				to = append(to, i)
			}
		}
		return true
	})
	return to
}
