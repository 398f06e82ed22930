package census

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tepat/geo/census/censustest"
	"tepat/geo/cql2"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

var properties = []poverty.Property{
	{Name: "desil", Type: cql2.Int},
	{Name: "head_sex", Type: cql2.Text, Texts: []string{"F", "M"}},
	{Name: "located", Type: cql2.Bool},
	{Name: "receives_pkh", Type: cql2.Bool},
	{Name: "members", Type: cql2.Int},
}

// A family is a row as the tests remember it.
type family struct {
	cell    hex.Cell
	village int32
	values  []int32
}

var somewhere = func() (cells []hex.Cell) {
	for _, p := range []orb.Point{{116.99, -0.41}, {116.991, -0.411}, {116.99, -0.4105}, {117.2, -0.5}, {115.9, 0.3}, {0, 89.9}} {
		c, err := hex.At(p, hex.Base)
		if err != nil {
			panic(err)
		}
		cells = append(cells, c)
	}
	return append(cells, 0, 0x8900000003fffff) // the first cell of all, whose digits are 0
}()

func drawFamily(t *rapid.T) family {
	known := func(v *rapid.Generator[int32]) int32 {
		if rapid.IntRange(0, 4).Draw(t, "unknown") == 0 {
			return Unknown
		}
		return v.Draw(t, "value")
	}
	return family{
		cell:    rapid.SampledFrom(somewhere).Draw(t, "cell"),
		village: rapid.SampledFrom([]int32{7, 3, 90_000, 12}).Draw(t, "village"),
		values: []int32{
			known(rapid.Int32Range(0, 10)), known(rapid.Int32Range(0, 1)), rapid.Int32Range(0, 1).Draw(t, "located"),
			known(rapid.Int32Range(0, 1)), known(rapid.SampledFrom([]int32{0, 1, 4, 5, 300})),
		},
	}
}

func drawSentence(t *rapid.T, depth int) cql2.Expr {
	integer := rapid.SampledFrom([]string{"desil", "members"})
	boolean := rapid.SampledFrom([]string{"located", "receives_pkh"})
	number := func() int64 {
		return rapid.SampledFrom([]int64{-1 << 63, -1, 0, 1, 3, 4, 5, 10, 15, 16, 300, 1<<63 - 1}).Draw(t, "number")
	}
	sex := func() cql2.Value {
		return cql2.Value{Type: cql2.Text, Text: rapid.SampledFrom([]string{"F", "M", "X"}).Draw(t, "sex")}
	}
	kinds := 7
	if depth > 0 {
		kinds = 10
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		op := rapid.SampledFrom([]cql2.Op{"=", "<>", "<", "<=", ">", ">="}).Draw(t, "op")
		return cql2.Compare{Property: integer.Draw(t, "property"), Op: op, Value: cql2.Value{Type: cql2.Int, Int: number()}}
	case 1:
		op := rapid.SampledFrom([]cql2.Op{"=", "<>"}).Draw(t, "op")
		return cql2.Compare{Property: "head_sex", Op: op, Value: sex()}
	case 2:
		return cql2.Compare{Property: boolean.Draw(t, "property"), Op: "=", Value: cql2.Value{Type: cql2.Bool, Bool: rapid.Bool().Draw(t, "bool")}}
	case 3:
		return cql2.Between{Property: integer.Draw(t, "property"), Low: number(), High: number()}
	case 4:
		if rapid.Bool().Draw(t, "text") {
			return cql2.In{Property: "head_sex", Values: []cql2.Value{sex(), sex()}}
		}
		return cql2.In{Property: "desil", Values: []cql2.Value{{Type: cql2.Int, Int: number()}, {Type: cql2.Int, Int: number()}}}
	case 5:
		return cql2.IsNull{Property: rapid.SampledFrom([]string{"desil", "head_sex", "located", "receives_pkh"}).Draw(t, "property")}
	case 6:
		if rapid.Bool().Draw(t, "flag") {
			return cql2.Flag{Property: boolean.Draw(t, "property")}
		}
		return cql2.Literal(rapid.Bool().Draw(t, "literal"))
	case 7:
		return cql2.And{drawSentence(t, depth-1), drawSentence(t, depth-1)}
	case 8:
		return cql2.Or{drawSentence(t, depth-1), drawSentence(t, depth-1), drawSentence(t, depth-1)}
	}
	return cql2.Not{Of: drawSentence(t, depth-1)}
}

// A truth of the table that SQL uses: −1 false, 0 unknown, 1 true.
func truth(e cql2.Expr, f family) int {
	is := func(v bool) int {
		if v {
			return 1
		}
		return -1
	}
	value := func(property string) int64 {
		return int64(f.values[slices.IndexFunc(properties, func(p poverty.Property) bool { return p.Name == property })])
	}
	about := func(property string, condition func(v int64) bool) int {
		if v := value(property); v != Unknown {
			return is(condition(v))
		}
		return 0
	}
	literal := func(v cql2.Value) int64 {
		switch v.Type {
		case cql2.Text:
			return int64(strings.Index("FM", v.Text))
		case cql2.Bool:
			return int64(max(0, is(v.Bool)))
		}
		return v.Int
	}
	switch e := e.(type) {
	case cql2.And:
		out := 1
		for _, part := range e {
			out = min(out, truth(part, f))
		}
		return out
	case cql2.Or:
		out := -1
		for _, part := range e {
			out = max(out, truth(part, f))
		}
		return out
	case cql2.Not:
		return -truth(e.Of, f)
	case cql2.Literal:
		return is(bool(e))
	case cql2.Flag:
		return about(e.Property, func(v int64) bool { return v == 1 })
	case cql2.IsNull:
		return is(value(e.Property) == Unknown)
	case cql2.Between:
		return about(e.Property, func(v int64) bool { return e.Low <= v && v <= e.High })
	case cql2.In:
		return about(e.Property, func(v int64) bool {
			return slices.ContainsFunc(e.Values, func(w cql2.Value) bool { return literal(w) == v })
		})
	case cql2.Compare:
		return about(e.Property, func(v int64) bool {
			w := literal(e.Value)
			return map[cql2.Op]bool{"=": v == w, "<>": v != w, "<": v < w, "<=": v <= w, ">": v > w, ">=": v >= w}[e.Op]
		})
	}
	panic(fmt.Sprintf("%T", e))
}

// Every sentence counts what going through the families one by one counts, in
// every cell of every resolution and in every village.
func TestCountsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		families := rapid.SliceOfN(rapid.Custom(drawFamily), 0, 300).Draw(t, "families")
		b := NewBuilder(properties)
		for _, f := range families {
			if err := b.Add(f.cell, f.village, f.values); err != nil {
				t.Fatal(err)
			}
		}
		c := b.Build()
		e := drawSentence(t, 3)
		counted, err := c.Where(e)
		if err != nil {
			t.Fatal(err)
		}
		all, byCell, byVillage := uint32(0), map[hex.Cell]uint32{}, map[int32]uint32{}
		for _, f := range families {
			n := uint32(0)
			if truth(e, f) == 1 {
				n = 1
			}
			all += n
			byVillage[f.village] += n
			for res := 0; res <= hex.Base && f.cell != 0; res++ {
				byCell[f.cell.Parent(res)] += n
			}
		}
		if c.Len() != len(families) || counted.Len() != int(all) {
			t.Fatalf("%s: %d of %d families, want %d of %d", e, counted.Len(), c.Len(), all, len(families))
		}
		for cell, want := range byCell {
			if got := c.In(counted, cell); got != want {
				t.Fatalf("%s in %v: %d, want %d", e, cell, got, want)
			}
		}
		for i, got := range c.ByCell(counted) {
			if want, populated := byCell[c.Cells()[i]]; !populated || got != want {
				t.Fatalf("%s in %v: %d, want %d", e, c.Cells()[i], got, want)
			}
		}
		for i, got := range c.ByVillage(counted) {
			if want, populated := byVillage[c.Villages()[i]]; !populated || got != want {
				t.Fatalf("%s in village %d: %d, want %d", e, c.Villages()[i], got, want)
			}
		}
		if !slices.IsSorted(c.Cells()) || !slices.IsSorted(c.Villages()) || len(c.Villages()) != len(byVillage) {
			t.Fatalf("cells %v, villages %v", c.Cells(), c.Villages())
		}
	})
}

func TestAddRefuses(t *testing.T) {
	for _, tc := range []struct {
		name   string
		cell   hex.Cell
		values []int32
		want   string
	}{
		{"a coarse cell", somewhere[0].Parent(8), []int32{1, 0, 1, 1, 4}, "resolution 8"},
		{"a value too few", 0, []int32{1, 0, 1, 1}, "4 values for 5"},
		{"a negative number", 0, []int32{-2, 0, 1, 1, 4}, `"desil"`},
		{"a third sex", 0, []int32{1, 2, 1, 1, 4}, `"head_sex"`},
		{"a flag of 2", 0, []int32{1, 0, 2, 1, 4}, `"located"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			b := NewBuilder(properties)
			if err := b.Add(tc.cell, 1, tc.values); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("Add = %v, want an error with %q", err, tc.want)
			}
		})
	}
}

func TestWhereRefuses(t *testing.T) {
	c := NewBuilder(properties).Build()
	for _, e := range []cql2.Expr{
		cql2.Flag{Property: "poor"}, cql2.Flag{Property: "desil"}, cql2.IsNull{Property: "poor"},
		cql2.Not{Of: cql2.Compare{Property: "desil", Op: cql2.Equal, Value: cql2.Value{Type: cql2.Text}}}, nil,
	} {
		if _, err := c.Where(e); err == nil {
			t.Errorf("Where(%v) takes it", e)
		}
	}
}

func TestKnown(t *testing.T) {
	b := NewBuilder(properties)
	if err := b.Add(0, 1, []int32{Unknown, 0, 0, Unknown, Unknown}); err != nil {
		t.Fatal(err)
	}
	c := b.Build()
	if !c.Known("head_sex") || !c.Known("located") || c.Known("desil") || c.Known("poor") {
		t.Error("known is what one family has a value for")
	}
}

// madeUp returns a census of n families with eight flags, all known.
func madeUp(n int) *Census {
	b := NewBuilder(censustest.Properties())
	for f := range censustest.Families(n, rand.New(rand.NewPCG(1, 2))) {
		if err := b.Add(f.Cell, f.Village, f.Values); err != nil {
			panic(err)
		}
	}
	return b.Build()
}

// bytes returns what the columns take.
func (c *Census) bytes() (n int) {
	for _, col := range c.columns {
		n += 8 * len(col.null)
		for _, s := range col.slice {
			n += 8 * cap(s)
		}
	}
	return n
}

func TestEightFlagsTakeAByte(t *testing.T) {
	c := madeUp(64_000)
	for _, cell := range c.Cells() {
		if !cell.Valid() {
			t.Fatalf("%v is no cell", cell)
		}
	}
	if got := c.bytes(); got > c.Len() {
		t.Errorf("%d families take %d bytes for 8 flags", c.Len(), got)
	}
}

// BenchmarkCensus10M counts a condition of three properties in every cell of ten million families.
func BenchmarkCensus10M(b *testing.B) {
	c := madeUp(10_000_000)
	e := cql2.And{cql2.Flag{Property: "flag_0"}, cql2.Flag{Property: "flag_1"}, cql2.Not{Of: cql2.Flag{Property: "flag_2"}}}
	b.ReportAllocs()
	for b.Loop() {
		counted, err := c.Where(e)
		if err != nil {
			b.Fatal(err)
		}
		c.ByCell(counted)
	}
	b.ReportMetric(float64(len(c.cells)), "cells")
	b.ReportMetric(float64(c.bytes())/float64(c.Len()), "bytes/family")
}

func BenchmarkBuild1M(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	values := []int32{3, 1, 1, Unknown, 4}
	for b.Loop() {
		builder := NewBuilder(properties)
		for range 1_000_000 {
			values[0], values[3] = int32(rng.IntN(11)), int32(rng.IntN(3)-1)
			if err := builder.Add(somewhere[0]&^(1<<33-1)+hex.Cell(rng.IntN(1<<13)<<18|1<<18-1), int32(rng.IntN(237)), values); err != nil {
				b.Fatal(err)
			}
		}
		builder.Build()
	}
}
