package main

import (
	"context"
	"math/rand/v2"
	"slices"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/store"

	"github.com/paulmach/orb"
)

// A shown is a release of about a million cells, published in a database of
// its own, where the peers find the same cells as polygons.
type shown struct {
	release *disclose.Release
	drawn   []int // what a map at resolution 9 draws: places in the release's cells, in H3's order
	url     string
}

var indicators = []poverty.Indicator{
	{ID: "families", Unit: poverty.UnitFamilies},
	{ID: "desil_1_4", Unit: poverty.UnitShare},
	{ID: "coverage_pkh", Unit: poverty.UnitShare},
	{ID: "female_headed", Unit: poverty.UnitShare},
}

func (b *bench) show(ctx context.Context) (*shown, error) {
	g, err := b.ground()
	if err != nil {
		return nil, err
	}
	r, err := madeUp(g, b.size(million))
	if err != nil {
		return nil, err
	}
	s := &shown{release: r, drawn: drawn(r.Cells())}
	if s.url, err = b.database(ctx, "shown"); err != nil {
		return nil, err
	}
	db, err := store.Open(ctx, s.url)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	id, err := db.SaveRelease(ctx, r)
	if err != nil {
		return nil, err
	}
	if err := db.PublishRelease(ctx, id); err != nil {
		return nil, err
	}
	return s, b.keepForPeers(ctx, s)
}

// madeUp clears made-up counts in n cells around Kutai Kartanegara and in its villages.
func madeUp(g *ground, n int) (*disclose.Release, error) {
	rng := rand.New(rand.NewPCG(4, 4))
	cells, err := populated(rng, orb.Point{116.6, -0.4}, n)
	if err != nil {
		return nil, err
	}
	about := poverty.Release{Audience: poverty.Planner, AsOf: "2025-06-30", System: "kemendagri", Vintage: "2025"}
	return disclose.Clear(about, disclose.Counts{
		Indicators: indicators, Numerator: []int{0, 1, 2, 3}, Denominator: []int{0, 0, 1, 0},
		Cells: cells, ByCell: columns(rng, len(cells), 40),
		Areas: g.villages, ByArea: columns(rng, len(g.villages), 4000),
	}, disclose.PolicyFor(poverty.Planner))
}

// columns counts all families (1 to most), the poor, the poor who are reached
// and those headed by a woman, in n places.
func columns(rng *rand.Rand, n, most int) [][]uint32 {
	c := make([][]uint32, 4)
	for range n {
		families := 1 + rng.Uint32N(uint32(most))
		poor := rng.Uint32N(families + 1)
		for i, v := range [...]uint32{families, poor, rng.Uint32N(poor + 1), rng.Uint32N(families + 1)} {
			c[i] = append(c[i], v)
		}
	}
	return c
}

// populated returns n cells of resolution 9, ascending: three in five around
// centre, so that a tile of zoom 11 has about 2,500 of them.
func populated(rng *rand.Rand, centre orb.Point, n int) (cells []hex.Cell, err error) {
	const children = 7 * 7 * 7 * 7 // of a root, at the base
	roots, err := around(centre, 1+n*5/3/children)
	if err != nil {
		return nil, err
	}
	for _, root := range roots {
		for i := range children {
			if len(cells) < n && rng.IntN(5) < 3 {
				cells = append(cells, descendant(root, i))
			}
		}
	}
	return cells, nil
}

// around returns at least n cells of the root resolution around p, ascending.
func around(p orb.Point, n int) ([]hex.Cell, error) {
	first, err := hex.At(p, hex.Root)
	if err != nil {
		return nil, err
	}
	found, seen := []hex.Cell{first}, map[hex.Cell]bool{first: true}
	for i := 0; len(found) < n; i++ {
		ring, err := found[i].Disk()
		if err != nil {
			return nil, err
		}
		slices.Sort(ring)
		for _, c := range ring {
			if !seen[c] {
				found, seen[c] = append(found, c), true
			}
		}
	}
	slices.Sort(found)
	return found, nil
}

// descendant returns descendant i at the base of a root that is no pentagon: its digits count to 6.
func descendant(root hex.Cell, i int) hex.Cell {
	c := root.First(hex.Base)
	for shift := 3 * (15 - hex.Base); i > 0; shift += 3 {
		c += hex.Cell(i%7) << shift
		i /= 7
	}
	return c
}

// drawn returns the cells of the base resolution and coarser leaves, in H3's order.
func drawn(cells *disclose.Cells) (at []int) {
	for i := range cells.Len() {
		if c := cells.At(i); c.Leaf() || c.H3().Res() == hex.Base {
			at = append(at, i)
		}
	}
	slices.SortFunc(at, func(a, b int) int {
		if cells.At(a).H3().First(hex.Base) < cells.At(b).H3().First(hex.Base) {
			return -1
		}
		return 1
	})
	return at
}
