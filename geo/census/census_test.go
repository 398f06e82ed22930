package census

import (
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tepat/geo/census/censustest"
	"tepat/geo/cql2"
	"tepat/geo/cql2/cql2test"
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

// vocabulary asks everything that the families have.
var vocabulary = func() cql2test.Vocabulary {
	v := cql2test.Vocabulary{Properties: cql2.Properties{}, Texts: []string{"F", "M", "f", "X", ""}}
	for _, p := range properties {
		v.Properties[p.Name] = p.Type
	}
	return v
}()

// A naive evaluator works out a sentence for one family. Of its results, nil is
// not known, and the others are bool, float64 or string.
type naive family

func (f naive) value(e cql2.Expr) any {
	switch e := e.(type) {
	case cql2.And:
		return f.fewest(e, true)
	case cql2.Or:
		return f.not(f.fewest(e, false))
	case cql2.Not:
		return f.not(f.value(e.Of))
	case cql2.IsNull:
		return f.value(e.Of) == nil
	case cql2.Property:
		return f.property(string(e))
	case cql2.Value:
		return map[cql2.Type]any{cql2.Bool: e.Bool, cql2.Number: e.Number, cql2.Text: e.Text}[e.Type]
	case cql2.Between:
		return f.fewest([]cql2.Expr{
			cql2.Not{Of: cql2.Compare{Left: e.Low, Op: ">", Right: e.Of}}, cql2.Not{Of: cql2.Compare{Left: e.High, Op: "<", Right: e.Of}},
		}, true)
	case cql2.In:
		var equal []cql2.Expr
		for _, one := range e.List {
			equal = append(equal, cql2.Compare{Left: e.Of, Op: "=", Right: one})
		}
		return f.not(f.fewest(equal, false))
	}
	return f.ofTwo(e)
}

// ofTwo works out what is not known where one of its parts is not.
func (f naive) ofTwo(e cql2.Expr) any {
	known := func(a, b cql2.Expr) (any, any, bool) {
		x, y := f.value(a), f.value(b)
		return x, y, x != nil && y != nil
	}
	switch e := e.(type) {
	case cql2.Compare:
		if x, y, ok := known(e.Left, e.Right); ok {
			return holds(x, string(e.Op), y)
		}
	case cql2.Like:
		if x, y, ok := known(e.Of, e.Pattern); ok {
			return asRegexp(y.(string)).MatchString(x.(string))
		}
	case cql2.CaseI:
		if x, _, ok := known(e.Of, e.Of); ok {
			return strings.ToLower(x.(string)) // the texts of the test are ASCII
		}
	case cql2.Arithmetic:
		if x, y, ok := known(e.Left, e.Right); ok {
			if n := reckon(x.(float64), string(e.Op), y.(float64)); !math.IsNaN(n) && !math.IsInf(n, 0) {
				return n
			}
		}
	}
	return nil
}

// fewest returns whether all parts are as wanted: not known where only some
// that are not known keep it from being so.
func (f naive) fewest(parts []cql2.Expr, want bool) any {
	out := any(true)
	for _, part := range parts {
		switch f.value(part) {
		case !want:
			return false
		case nil:
			out = nil
		}
	}
	return out
}

func (f naive) not(v any) any {
	if v == nil {
		return nil
	}
	return !v.(bool)
}

func (f naive) property(name string) any {
	i := slices.IndexFunc(properties, func(p poverty.Property) bool { return p.Name == name })
	v := f.values[i]
	switch {
	case v == Unknown:
		return nil
	case properties[i].Type == cql2.Bool:
		return v == 1
	case properties[i].Type == cql2.Text:
		return properties[i].Texts[v]
	}
	return float64(v)
}

func holds(x any, op string, y any) bool {
	less := func(x, y any) bool {
		switch x := x.(type) {
		case bool:
			return !x && y.(bool)
		case string:
			return x < y.(string)
		}
		return x.(float64) < y.(float64)
	}
	return strings.Contains(op, "=") && x == y || strings.Contains(op, "<") && less(x, y) || strings.Contains(op, ">") && less(y, x)
}

func reckon(x float64, op string, y float64) float64 {
	switch op {
	case "+":
		return x + y
	case "-":
		return x - y
	case "*":
		return x * y
	case "/":
		return x / y
	case "div":
		return math.Trunc(x / y)
	case "%":
		return x - float64(y*math.Trunc(x/y))
	}
	return math.Pow(x, y)
}

// asRegexp writes a pattern of LIKE as a regular expression.
func asRegexp(pattern string) *regexp.Regexp {
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case !escaped && r == '\\':
			escaped = true
			continue
		case !escaped && r == '%':
			b.WriteString("(?s:.*)")
		case !escaped && r == '_':
			b.WriteString("(?s:.)")
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
		escaped = false
	}
	return regexp.MustCompile("^(?:" + b.String() + ")$")
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
		e := vocabulary.Sentence(3).Draw(t, "sentence")
		counted, err := c.Where(e)
		if err != nil {
			t.Fatal(err)
		}
		all, byCell, byVillage := uint32(0), map[hex.Cell]uint32{}, map[int32]uint32{}
		for _, f := range families {
			n := uint32(0)
			if naive(f).value(e) == true {
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

// Every comparison of every property with constants of every kind counts what
// going through the families counts: what is worked out on bits.
func TestComparisonsWithConstants(t *testing.T) {
	var families []family
	b := NewBuilder(properties)
	for i := range int32(70) {
		unlessSeventh := func(v int32) int32 {
			if i%7 == 0 {
				return Unknown
			}
			return v
		}
		f := family{village: i, values: []int32{unlessSeventh(i % 11), unlessSeventh(i % 2), i % 2, unlessSeventh(i / 2 % 2), unlessSeventh(i * i % 301)}}
		families = append(families, f)
		if err := b.Add(0, i, f.values); err != nil {
			t.Fatal(err)
		}
	}
	c := b.Build()
	nothing := cql2.Arithmetic{Left: cql2.Value{Type: cql2.Number, Number: 1}, Op: cql2.Divide, Right: cql2.Value{Type: cql2.Number}}
	constants := map[cql2.Type][]cql2.Expr{cql2.Int: {nothing}}
	for _, n := range []float64{-1 << 63, -1, -0.5, 0, 0.5, 1, 3, 7, 7.5, 8, 10, 16, 300, 1 << 53, 1e22} {
		constants[cql2.Int] = append(constants[cql2.Int], cql2.Value{Type: cql2.Number, Number: n})
	}
	for _, s := range []string{"", "F", "G", "M", "X"} {
		constants[cql2.Text] = append(constants[cql2.Text], cql2.Value{Type: cql2.Text, Text: s}, cql2.CaseI{Of: cql2.Value{Type: cql2.Text, Text: s}})
	}
	constants[cql2.Bool] = []cql2.Expr{cql2.Value{Type: cql2.Bool}, cql2.Value{Type: cql2.Bool, Bool: true}}
	check := func(e cql2.Expr) {
		for _, e := range []cql2.Expr{e, cql2.Not{Of: e}, cql2.IsNull{Of: e}} {
			counted, err := c.Where(e)
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range c.ByVillage(counted) {
				if want := naive(families[i]).value(e) == true; (n == 1) != want {
					t.Errorf("%s: family %d is counted %d times, want %v", e, i, n, want)
				}
			}
		}
	}
	for _, p := range properties {
		property := cql2.Property(p.Name)
		for i, one := range constants[p.Type] {
			for _, op := range []cql2.Op{"=", "<>", "<", "<=", ">", ">="} {
				check(cql2.Compare{Left: property, Op: op, Right: one})
				check(cql2.Compare{Left: one, Op: op, Right: property})
			}
			other := constants[p.Type][(i*3+1)%len(constants[p.Type])]
			check(cql2.In{Of: property, List: []cql2.Expr{one, other}})
			if p.Type == cql2.Int {
				check(cql2.Between{Of: property, Low: one, High: other})
			}
		}
	}
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
		nil, cql2.Property("poor"), cql2.Property("desil"), cql2.IsNull{Of: cql2.Property("poor")},
		cql2.Not{Of: cql2.Compare{Left: cql2.Property("desil"), Op: cql2.Equal, Right: cql2.Value{Type: cql2.Text}}},
	} {
		if _, err := c.Where(e); err == nil {
			t.Errorf("Where(%v) takes it", e)
		}
	}
}

// Properties of so many values that combinations are not kept are counted too.
func TestManyValues(t *testing.T) {
	b := NewBuilder([]poverty.Property{{Name: "a", Type: cql2.Int}, {Name: "b", Type: cql2.Int}, {Name: "c", Type: cql2.Text}})
	for i := range int32(1000) {
		if err := b.Add(0, i, []int32{i * 1_000_003 % 99_991, 70_000 - 60*i, Unknown}); err != nil {
			t.Fatal(err)
		}
	}
	c := b.Build()
	e, err := cql2.Parse("a * 2 > b + 1 AND CASEI(c) IS NULL", c.properties())
	if err != nil {
		t.Fatal(err)
	}
	counted, err := c.Where(e)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range c.ByVillage(counted) {
		if got, want := n == 1, i*1_000_003%99_991*2 > 70_000-60*i+1; got != want {
			t.Fatalf("family %d: %v, want %v", i, got, want)
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
	e := cql2.And{cql2.Property("flag_0"), cql2.Property("flag_1"), cql2.Not{Of: cql2.Property("flag_2")}}
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

// BenchmarkLookUp10M judges a condition on two numbers of ten million families.
func BenchmarkLookUp10M(b *testing.B) {
	builder := NewBuilder(properties)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 10_000_000 {
		if err := builder.Add(0, 1, []int32{int32(1 + rng.IntN(10)), 0, 0, 0, int32(1 + rng.IntN(12))}); err != nil {
			b.Fatal(err)
		}
	}
	c := builder.Build()
	e, err := cql2.Parse("members * 2 > desil + 3", c.properties())
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := c.Where(e); err != nil {
			b.Fatal(err)
		}
	}
}

// What is counted by atom adds up to what is counted by cell and by village;
// sums of a number and of record keys are those of the families counted.
func TestAtomsAddUp(t *testing.T) {
	properties := []poverty.Property{{Name: "members", Type: cql2.Int}, {Name: "poor", Type: cql2.Bool}}
	type row struct {
		cell       hex.Cell
		village    int32
		members, p int32
		key        uint32
	}
	rng := rand.New(rand.NewPCG(1, 2))
	cells := []hex.Cell{0, 0x8968000003fffff, 0x8968000007fffff, 0x896800000bfffff}
	var rows []row
	b := NewBuilder(properties)
	for range 5000 {
		r := row{cells[rng.IntN(4)], int32(rng.IntN(3)), int32(rng.IntN(9)) - 1, int32(rng.IntN(2)), rng.Uint32()}
		rows = append(rows, r)
		if err := b.Add(r.cell, r.village, []int32{r.members, r.p}); err != nil {
			t.Fatal(err)
		}
		b.Key(r.key)
	}
	c := b.Build()
	e, err := cql2.Parse("poor", c.properties())
	if err != nil {
		t.Fatal(err)
	}
	poor, err := c.Where(e)
	if err != nil {
		t.Fatal(err)
	}
	counts, members, keys := c.ByAtom(poor), c.SumByAtom(poor, "members", 1), c.KeysByAtom(poor)
	for i, a := range c.Atoms() {
		var n, m, k uint32
		for _, r := range rows {
			cell := hex.Cell(0)
			if a.Cell >= 0 {
				cell = c.Cells()[a.Cell]
			}
			if r.cell != cell || r.village != c.Villages()[a.Village] || r.p == 0 {
				continue
			}
			n, k = n+1, k+r.key
			if m++; r.members != Unknown {
				m += uint32(r.members) - 1
			}
		}
		if counts[i] != n || members[i] != m || keys[i] != k {
			t.Errorf("atom %+v: %d families, %d persons, key %x; want %d, %d, %x", a, counts[i], members[i], keys[i], n, m, k)
		}
	}
	if len(c.Atoms()) != 12 || c.SumByAtom(poor, "unheard_of", 1) != nil {
		t.Errorf("%d atoms", len(c.Atoms()))
	}
}
