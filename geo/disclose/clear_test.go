package disclose

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

var indicators = []poverty.Indicator{
	{ID: "families", Unit: poverty.UnitFamilies},
	{ID: "desil_1", Unit: poverty.UnitShare},
	{ID: "gap_pkh", Unit: poverty.UnitFamilies},
}

func square(lon, lat float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{lon, lat}, {lon + 1, lat}, {lon + 1, lat + 1}, {lon, lat + 1}, {lon, lat}}}}
}

// drawCounts makes up counts: column 0 counts all families, 1 to 3 some of them.
func drawCounts(t *rapid.T) Counts {
	cells, families := drawCells(t)
	areas := []area.Area{
		{Level: area.Regency, Code: "64.02"},
		{Level: area.District, Code: "64.02.01", Parent: "64.02"},
		{Level: area.Village, Code: "64.02.01.1001", Parent: "64.02.01"},
		{Level: area.Village, Code: "64.02.01.2002", Parent: "64.02.01"},
	}
	some := func(all []uint32, name string) []uint32 {
		out := make([]uint32, len(all))
		for i, n := range all {
			out[i] = rapid.Uint32Range(0, n).Draw(t, name)
		}
		return out
	}
	villages := []uint32{rapid.Uint32Range(0, 9).Draw(t, "first"), rapid.Uint32Range(0, 3000).Draw(t, "second")}
	all := []uint32{villages[0] + villages[1], villages[0] + villages[1], villages[0], villages[1]}
	c := Counts{
		Indicators: indicators, Numerator: []int{0, 1, 3}, Denominator: []int{0, 2, 2},
		Cells: cells, Areas: areas, ByCell: [][]uint32{families}, ByArea: [][]uint32{all},
	}
	c.ByCell = append(c.ByCell, nil, some(families, "desil"), nil)
	c.ByArea = append(c.ByArea, nil, some(all, "desil"), nil)
	for _, column := range []int{1, 3} {
		c.ByCell[column] = some(c.ByCell[2], "poor")
		c.ByArea[column] = some(c.ByArea[2], "poor")
	}
	return c
}

// What is shown is what was counted; what is withheld has a denominator below
// k; and a release comes back from its chunks as it was.
func TestClearHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCounts(t)
		p := Policy{MinFamilies: rapid.SampledFrom([]int{0, 1, 5, 10}).Draw(t, "k")}
		r, err := Clear(poverty.Release{}, c, p)
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Areas().Len() {
			for n := range indicators {
				checkFigure(t, r.Areas().At(i).Figure(n), c.ByArea[c.Numerator[n]][i], c.ByArea[c.Denominator[n]][i], p)
			}
		}
		m := lay(c.Cells, c.ByCell[0], nil, p.steps("", nil)...)
		for n := range indicators {
			num, den := m.sum(c.ByCell[c.Numerator[n]]), m.sum(c.ByCell[c.Denominator[n]])
			for i := range r.Cells().Len() {
				checkFigure(t, r.Cells().At(i).Figure(n), num[i], den[i], p)
			}
		}
		checkReturns(t, r)
	})
}

func checkFigure(t *rapid.T, f Figure, num, den uint32, p Policy) {
	switch {
	case p.MinFamilies == 0 || den > 0 && den < uint32(p.MinFamilies):
		if f != (Figure{share: f.share}) {
			t.Fatalf("%d of %d families is shown as %+v under %+v", num, den, f, p)
		}
	case den == 0:
		if f.State() != NoData || f.Numerator() != 0 {
			t.Fatalf("an empty denominator is %+v", f)
		}
	case f.Numerator() != num || f.Denominator() != den || (f.State() == Zero) != (num == 0) || !f.Shown():
		t.Fatalf("%d of %d families is shown as %+v", num, den, f)
	}
}

func checkReturns(t *rapid.T, r *Release) { checkReturnsPlain(t, r) }

func checkReturnsPlain(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, r *Release) {
	chunks := slices.Collect(r.Chunks())
	back, err := Open(r.About(), r.areas.area, chunks)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(back.About(), r.About()) || !reflect.DeepEqual(slices.Collect(back.Chunks()), chunks) {
		t.Fatal("the release changed between writing and reading")
	}
	if !slices.Equal(back.cells.cell, r.cells.cell) || !slices.Equal(back.cells.group, r.cells.group) || !slices.Equal(back.cells.leaf, r.cells.leaf) {
		t.Fatal("the nodes changed between writing and reading")
	}
	for n := range r.about.Indicators {
		for i := range r.cells.cell {
			if r.cells.at(i, n) != back.cells.at(i, n) {
				t.Fatalf("node %d changed from %+v to %+v", i, r.cells.at(i, n), back.cells.at(i, n))
			}
		}
		for i := range r.areas.area {
			if r.areas.at(i, n) != back.areas.at(i, n) {
				t.Fatalf("area %d changed from %+v to %+v", i, r.areas.at(i, n), back.areas.at(i, n))
			}
		}
	}
}

// small returns counts of three cells and one village, to be spoiled by tests.
func small(t testing.TB) Counts {
	var cells []hex.Cell
	for _, p := range []orb.Point{{116.99, -0.41}, {116.98, -0.42}, {117.1, -0.5}} {
		c, err := hex.At(p, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	slices.Sort(cells)
	return Counts{
		Indicators: indicators, Numerator: []int{0, 1, 1}, Denominator: []int{0, 0, 0},
		Cells: cells, ByCell: [][]uint32{{20, 6, 300}, {0, 1, 40}},
		Areas:  []area.Area{{Level: area.Village, Code: "64.02.01.1001", Shape: square(116, -1)}, {Level: area.Village, Code: "64.02.01.1002"}},
		ByArea: [][]uint32{{400, 0}, {41, 0}},
	}
}

func TestClearDescribes(t *testing.T) {
	r, err := Clear(poverty.Release{Audience: poverty.Planner}, small(t), Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	about := r.About()
	if about.Families == nil || *about.Families != 400 || about.Located == nil || *about.Located != 326 || about.K != 5 || about.Bounds != [4]float64{116, -1, 117, 0} {
		t.Errorf("families %v, located %v, k %d, bounds %v", about.Families, about.Located, about.K, about.Bounds)
	}
	if got := about.Indicators[1].States["village"]; !reflect.DeepEqual(got, map[string]int{"value": 1, "no_data": 1}) {
		t.Errorf("states of the villages: %v", got)
	}
	if got := about.Indicators[1].States["cell_9"]; !reflect.DeepEqual(got, map[string]int{"value": 2, "zero": 1}) {
		t.Errorf("states of the cells: %v", got)
	}
	if s := about.Shown[len(about.Shown)-1]; s.Resolution != hex.Base || s.Families != 1 || s.Area != 1 {
		t.Errorf("shown at the finest resolution: %+v", s)
	}
}

func TestClearRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		spoil func(c *Counts)
		want  string
	}{
		{"cells out of order", func(c *Counts) { slices.Reverse(c.Cells) }, "out of order"},
		{"a coarse cell", func(c *Counts) { c.Cells[0] = c.Cells[0].Parent(8) }, "resolution 9"},
		{"an empty cell", func(c *Counts) { c.ByCell[0][1] = 0 }, "holds no family"},
		{"a short column", func(c *Counts) { c.ByCell[1] = c.ByCell[1][1:] }, "column 1"},
		{"an unknown column", func(c *Counts) { c.Denominator = []int{0, 0, 7} }, "no column 7"},
		{"an area twice", func(c *Counts) { c.Areas[1] = c.Areas[0] }, "twice"},
		{"areas out of order", func(c *Counts) { slices.Reverse(c.Areas) }, "out of order"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := small(t)
			tc.spoil(&c)
			if _, err := Clear(poverty.Release{}, c, Policy{MinFamilies: 5}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Clear = %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	r, err := Clear(poverty.Release{}, small(t), Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	areas, good := r.areas.area, slices.Collect(r.Chunks())
	for _, tc := range []struct {
		name   string
		areas  []area.Area
		chunks []Chunk
	}{
		{"no areas", areas, good[1:]},
		{"a chunk twice", areas, append(slices.Clone(good), good[1])},
		{"another village", []area.Area{areas[0], {Code: "64.02.01.1003"}}, good},
		{"a village missing", areas[:1], good},
		{"an unknown layer", areas, append(slices.Clone(good), Chunk{Layer: "people"})},
		{"cut short", areas, []Chunk{good[0], {good[1].Layer, good[1].Part, good[1].Body[:len(good[1].Body)-1]}}},
		{"too long", areas, []Chunk{good[0], {good[1].Layer, good[1].Part, append(slices.Clone(good[1].Body), 0)}}},
		{"in the wrong part", areas, []Chunk{good[0], {good[1].Layer, good[1].Part + 1<<40, good[1].Body}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := Open(r.About(), tc.areas, tc.chunks); !errors.Is(err, ErrDamaged) {
				t.Errorf("Open = %v, want %v", err, ErrDamaged)
			}
		})
	}
}

func FuzzOpen(f *testing.F) {
	r, err := Clear(poverty.Release{}, small(f), Policy{MinFamilies: 5})
	if err != nil {
		f.Fatal(err)
	}
	chunks := slices.Collect(r.Chunks())
	f.Add(chunks[0].Body, chunks[1].Body)
	f.Fuzz(func(t *testing.T, areas, cells []byte) {
		back, err := Open(r.About(), r.areas.area, []Chunk{{LayerAreas, 0, areas}, {LayerCells, chunks[1].Part, cells}})
		if err != nil {
			return
		}
		for i := range back.Cells().Len() {
			back.Cells().At(i).Figure(len(indicators) - 1)
		}
	})
}

// BenchmarkOpen reads a release of a million cells and six indicators.
func BenchmarkOpen(b *testing.B) {
	corner, err := hex.At(orb.Point{113, -1}, 4)
	if err != nil {
		b.Fatal(err)
	}
	c := Counts{Families: 0, ByCell: make([][]uint32, 12), ByArea: make([][]uint32, 12)}
	for i := range 6 {
		c.Indicators = append(c.Indicators, poverty.Indicator{Unit: poverty.UnitShare})
		c.Numerator, c.Denominator = append(c.Numerator, 2*i), append(c.Denominator, 2*i+1)
	}
	for n := range uint64(59 * 16807) { // whole resolution-4 cells
		cell := corner + hex.Cell(n/16807)<<33
		base := uint64(cell.First(hex.Base))
		for d, rest := 0, n%16807; d < 5; d, rest = d+1, rest/7 {
			base |= (rest % 7) << (18 + 3*d)
		}
		c.Cells = append(c.Cells, hex.Cell(base))
	}
	slices.Sort(c.Cells)
	c.Cells = slices.Compact(c.Cells)
	for k := range c.ByCell {
		for i := range c.Cells {
			c.ByCell[k] = append(c.ByCell[k], uint32(10+k*i%500))
		}
	}
	r, err := Clear(poverty.Release{}, c, Policy{MinFamilies: 5})
	if err != nil {
		b.Fatal(err)
	}
	chunks := slices.Collect(r.Chunks())
	b.ResetTimer()
	for range b.N {
		if _, err := Open(r.About(), nil, chunks); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.cells.Len()), "nodes")
}

// How many families there are is withheld with nil, and none is a number.
func TestClearTellsNoneFromWithheld(t *testing.T) {
	for _, tc := range []struct {
		name string
		k    int
		none bool   // not located
		want [2]int // -1: withheld
	}{
		{"enough", 5, false, [2]int{400, 326}},
		{"none is located", 5, true, [2]int{400, 0}},
		{"too few", 500, false, [2]int{-1, -1}},
		{"nothing may be shown", 0, false, [2]int{-1, -1}},
	} {
		c := small(t)
		if tc.none {
			c.Cells, c.ByCell = nil, [][]uint32{{}, {}}
		}
		r, err := Clear(poverty.Release{Audience: poverty.Planner}, c, Policy{MinFamilies: tc.k})
		if err != nil {
			t.Fatal(err)
		}
		about := r.About()
		for i, got := range []*int{about.Families, about.Located} {
			if said := got == nil; said != (tc.want[i] < 0) || !said && *got != tc.want[i] {
				t.Errorf("%s: count %d is told as %v, want %d", tc.name, i, got, tc.want[i])
			}
		}
	}
}
