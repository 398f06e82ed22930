package tiles

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

// indicators of the made-up releases; the columns are all families, the poor,
// the poor that are reached, and the female-headed.
var indicators = []poverty.Indicator{
	{ID: "families", Unit: poverty.UnitFamilies},
	{ID: "desil_1_4", Unit: poverty.UnitShare},
	{ID: "coverage_pkh", Unit: poverty.UnitShare},
	{ID: "female_headed", Unit: poverty.UnitShare},
}

// made clears made-up families in the cells of resolution 9 under k.
func made(t testing.TB, cells []hex.Cell, areas []area.Area, k int) *Snapshot {
	t.Helper()
	r, err := disclose.Clear(poverty.Release{ID: 7}, counts(cells, areas), disclose.Policy{MinFamilies: k})
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSnapshot(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func counts(cells []hex.Cell, areas []area.Area) disclose.Counts {
	rng := rand.New(rand.NewPCG(1, 2))
	slices.Sort(cells)
	cells = slices.Compact(cells)
	return disclose.Counts{
		Indicators:  indicators,
		Numerator:   []int{0, 1, 2, 3},
		Denominator: []int{0, 0, 1, 0},
		Cells:       cells,
		ByCell:      columns(rng, len(cells), 1, 40),
		Areas:       areas,
		ByArea:      columns(rng, len(areas), 0, 4000),
	}
}

func columns(rng *rand.Rand, n, least, most int) [][]uint32 {
	c := make([][]uint32, 4)
	for range n {
		families := uint32(least + rng.IntN(most))
		poor := rng.Uint32N(families + 1)
		for i, v := range [...]uint32{families, poor, rng.Uint32N(poor + 1), rng.Uint32N(families + 1)} {
			c[i] = append(c[i], v)
		}
	}
	return c
}

// disk returns the cells of resolution 9 at the n² points of a square grid of
// degrees around centre.
func disk(t testing.TB, centre orb.Point, degrees float64, n int) (cells []hex.Cell) {
	t.Helper()
	for i := range n * n {
		lon := centre.Lon() + degrees*(float64(i%n)/float64(n)-0.5)
		if lon > 180 {
			lon -= 360
		}
		c, err := hex.At(orb.Point{lon, centre.Lat() + degrees*(float64(i/n)/float64(n)-0.5)}, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	return cells
}

// kukar lies on the equator, at the Mahakam.
var kukar = orb.Point{116.6, -0.4}
