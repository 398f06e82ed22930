package ingest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo"
	"tepat/geo/area"
	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// points are n points of so many villages and enumerators, a village after another.
func points(n, villages int, unit func(i int) uint64) []taken {
	rng := rand.New(rand.NewPCG(1, 14))
	out := make([]taken, n)
	for i := range out {
		out[i] = taken{village: int32(1 + i*villages/n), unit: unit(i), row: int64(i + 2), at: orb.Point{117 + rng.Float64(), rng.Float64()}}
	}
	return out
}

func nobody(int) uint64 { return 0 }

// families counts what the cells have seen, and holds how many points they keep.
func (s *shifts) families(t *testing.T) (n int64) {
	t.Helper()
	kept := 0
	for _, c := range s.cells {
		n += c.families
		kept += len(c.points)
		if len(c.points) > s.size || int64(len(c.points)) > c.families {
			t.Errorf("a cell of %d families keeps %d points, at most %d", c.families, len(c.points), s.size)
		}
	}
	if kept != s.kept || kept > mostPoints {
		t.Errorf("%d points are kept, counted as %d", kept, s.kept)
	}
	return n
}

// TestTheSampleIsFair: of each cell the points of the lowest ranks, in
// whatever order they come.
func TestTheSampleIsFair(t *testing.T) {
	all := points(20_000, 3, nobody)
	var forth, back shifts
	forth.add("", all)
	slices.Reverse(all)
	back.add("", all)
	forth.inOrder()
	back.inOrder()
	for key, c := range forth.cells {
		if len(c.points) != perCell || !slices.Equal(c.points, back.cells[key].points) {
			t.Errorf("%v: %d points, other ones where they come in reverse", key, len(c.points))
		}
	}
	if n := forth.families(t); n != 20_000 {
		t.Errorf("%d families", n)
	}
}

// TestTheSampleIsBounded also in a file of a country, and where a column of
// enumerators holds another word in every row.
func TestTheSampleIsBounded(t *testing.T) {
	var country shifts
	country.add("", points(3_000_000, 30_000, nobody))
	if n := country.families(t); n != 3_000_000 || country.size >= perCell {
		t.Errorf("%d families, %d points a cell", n, country.size)
	}
	var words shifts
	words.add("", points(100_000, 100, func(i int) uint64 { return uint64(i + 1) }))
	if n := words.families(t); n != 100_000 || len(words.cells) != 100 || !words.crowd {
		t.Errorf("%d families in %d cells of 100 villages", n, len(words.cells))
	}
	var villages shifts
	villages.add("", points(200_000, 100_000, nobody))
	if villages.families(t); len(villages.cells) > mostCells {
		t.Errorf("%d cells", len(villages.cells))
	}
}

// everywhere holds every point.
type everywhere struct{}

func (everywhere) Village(orb.Point, hex.Cell) (int32, bool) { return 1, true }
func (everywhere) SameRegency(int32, int32) bool             { return true }
func (everywhere) Within(int32, orb.Point) bool              { return true }
func (everywhere) Distance(int32, orb.Point) geo.Metres      { return 0 }

// BenchmarkShifts is what looking for shifts costs a file without any.
func BenchmarkShifts(b *testing.B) {
	all := points(1_000_000, 237, nobody)
	for b.Loop() {
		var s shifts
		for batch := range slices.Chunk(all, 1500) {
			s.add("", batch)
		}
		if found := s.batches(everywhere{}, func(v int32) area.Code { return area.Code(rune(v / 12)) }); len(found) > 0 {
			b.Fatal(found)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/family")
}
