package disclose

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"tepat/geo/hex"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// drawCells makes up populated cells: towns and lonely houses around one point.
func drawCells(t *rapid.T) ([]hex.Cell, []uint32) {
	lon, lat := rapid.Float64Range(-179, 179).Draw(t, "lon"), rapid.Float64Range(-85, 85).Draw(t, "lat")
	spread := rapid.SampledFrom([]float64{0.005, 0.05, 0.5, 3}).Draw(t, "spread")
	held := map[hex.Cell]uint32{}
	for range rapid.IntRange(0, 120).Draw(t, "places") {
		p := orb.Point{
			math.Max(-180, math.Min(180, lon+spread*rapid.Float64Range(-1, 1).Draw(t, "dx"))),
			lat + spread*rapid.Float64Range(-1, 1).Draw(t, "dy"),
		}
		c, err := hex.At(p, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		held[c] += rapid.SampledFrom([]uint32{1, 1, 1, 2, 3, 7, 40}).Draw(t, "families")
	}
	cells := make([]hex.Cell, 0, len(held))
	for c := range held {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	families := make([]uint32, len(cells))
	for i, c := range cells {
		families[i] = held[c]
	}
	return cells, families
}

// leaves returns the cells of every leaf by its lowest cell.
func (m *mosaic) leaves() map[hex.Cell][]hex.Cell {
	out := map[hex.Cell][]hex.Cell{}
	for i, c := range m.cell {
		if m.leaf[i] {
			out[m.cell[m.lead[i]]] = append(out[m.cell[m.lead[i]]], c)
		}
	}
	return out
}

// Every family lies in one leaf, no leaf is below k, a leaf is one cell or
// siblings, and every node is the sum of whole leaves.
func TestMosaicHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells, families := drawCells(t)
		k := rapid.SampledFrom([]uint32{1, 2, 5, 10, 50}).Draw(t, "k")
		m := lay(cells, families, nil, step{k: k})
		if total(families) < uint64(k) || len(cells) == 0 {
			if len(m.cell) != 0 {
				t.Fatalf("%d families in all are fewer than %d, yet %d nodes are drawn", total(families), k, len(m.cell))
			}
			return
		}
		checkNodes(t, m)
		leafOf := checkLeaves(t, m, cells, families, k)
		checkSums(t, m, cells, families, leafOf)
	})
}

// The mosaics of two audiences nest: a leaf of the planner's lies wholly in one
// of the public's, so that one subtracted from the other isolates nobody.
func TestMosaicsNest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells, families := drawCells(t)
		fine := rapid.SampledFrom([]uint32{1, 2, 5}).Draw(t, "fine")
		coarse := fine + rapid.Uint32Range(1, 20).Draw(t, "more")
		if total(families) < uint64(coarse) {
			return
		}
		inner, outer := lay(cells, families, nil, step{k: fine}), lay(cells, families, nil, step{k: fine}, step{k: coarse})
		checkNodes(t, outer)
		small := checkLeaves(t, inner, cells, families, fine)
		big := checkLeaves(t, outer, cells, families, coarse)
		checkSums(t, outer, cells, families, big)
		in := map[hex.Cell]hex.Cell{}
		for _, c := range cells {
			if other, seen := in[small[c]]; seen && other != big[c] {
				t.Fatalf("the leaf of %v is cut by those of %v and %v", small[c], other, big[c])
			}
			in[small[c]] = big[c]
		}
	})
}

func checkNodes(t *rapid.T, m *mosaic) {
	for i, c := range m.cell {
		if i > 0 && (c.Res() < m.cell[i-1].Res() || c.Res() == m.cell[i-1].Res() && c <= m.cell[i-1]) {
			t.Fatalf("node %d is out of order", i)
		}
		lead := m.cell[m.lead[i]]
		if lead > c || lead.Res() != c.Res() || !m.leaf[i] && lead != c {
			t.Fatalf("node %v has lead %v", c, lead)
		}
		if c.Res() > hex.Root && c.Parent(c.Res()-1) != lead.Parent(c.Res()-1) {
			t.Fatalf("node %v is grouped with %v, which is no sibling", c, lead)
		}
	}
}

// checkLeaves returns the leaf of every base cell.
func checkLeaves(t *rapid.T, m *mosaic, cells []hex.Cell, families []uint32, k uint32) map[hex.Cell]hex.Cell {
	leafOf := map[hex.Cell]hex.Cell{}
	for lead, members := range m.leaves() {
		var held uint32
		for _, member := range members {
			for i, c := range cells {
				if c.Parent(member.Res()) != member {
					continue
				}
				if other, twice := leafOf[c]; twice {
					t.Fatalf("%v lies in leaf %v and in %v", c, lead, other)
				}
				leafOf[c] = lead
				held += families[i]
			}
		}
		if held < k {
			t.Fatalf("leaf %v holds %d families, fewer than %d", lead, held, k)
		}
	}
	if len(leafOf) != len(cells) {
		t.Fatalf("%d of %d cells lie in a leaf", len(leafOf), len(cells))
	}
	return leafOf
}

func checkSums(t *rapid.T, m *mosaic, cells []hex.Cell, families []uint32, leafOf map[hex.Cell]hex.Cell) {
	byLeaf := map[hex.Cell]uint32{}
	for i, c := range cells {
		byLeaf[leafOf[c]] += families[i]
	}
	sums := m.sum(families)
	for i, node := range m.cell {
		if m.leaf[i] {
			if want := byLeaf[m.cell[m.lead[i]]]; sums[i] != want {
				t.Fatalf("leaf %v shows %d, its leaf holds %d", node, sums[i], want)
			}
			continue
		}
		var want uint32
		for leaf, n := range byLeaf {
			if leaf.Parent(node.Res()) == node {
				want += n
			}
		}
		if sums[i] != want {
			t.Fatalf("node %v shows %d, its leaves hold %d", node, sums[i], want)
		}
	}
}

// A lonely house beside a town joins the sibling that loses least, not the town.
func TestLeftoverSparesTheTown(t *testing.T) {
	root, err := hex.At(orb.Point{116.99, -0.41}, 7)
	if err != nil {
		t.Fatal(err)
	}
	child := func(c hex.Cell, digits ...int) hex.Cell {
		for _, d := range digits {
			res := c.Res() + 1
			c = c&^(15<<52)&^(7<<(3*(15-res))) | hex.Cell(res)<<52 | hex.Cell(d)<<(3*(15-res))
		}
		return c
	}
	cells := []hex.Cell{child(root, 0, 1), child(root, 0, 2), child(root, 3, 3), child(root, 5, 0)}
	m := lay(cells, []uint32{100, 90, 6, 1}, nil, step{k: 5})
	want := map[hex.Cell][]hex.Cell{
		cells[0]:       {cells[0]},
		cells[1]:       {cells[1]},
		child(root, 3): {child(root, 3), child(root, 5)},
	}
	got := m.leaves()
	if len(got) != len(want) {
		t.Fatalf("leaves %v, want %v", got, want)
	}
	for lead := range want {
		if !slices.Equal(got[lead], want[lead]) {
			t.Errorf("leaf %v = %v, want %v", lead, got[lead], want[lead])
		}
	}
}

// On the real villages of Kutai Kartanegara, with families placed as
// settlements lie, a planner sees at least half of them at resolution 8 or finer.
func TestMostFamiliesAreSeenFine(t *testing.T) {
	t.Parallel()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	villages := readShapes(t, path)
	for _, n := range []int{60_000, 200_000} {
		cells, families := settle(villages, n, rand.New(rand.NewPCG(1, 2)))
		for _, k := range []uint32{5, 10} {
			m := lay(cells, families, nil, step{k: k})
			for _, s := range m.shown() {
				t.Logf("%d families, k=%d, resolution %d or finer: %.2f of families, %.2f of area", n, k, s.Resolution, s.Families, s.Area)
				if k == 5 && s.Resolution == 8 && s.Families < 0.5 {
					t.Errorf("%d families: only %.2f are seen at resolution 8 or finer", n, s.Families)
				}
			}
		}
	}
}

func readShapes(t *testing.T, path string) (shapes []orb.Geometry) {
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Geometry struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal(body, &file); err != nil {
		t.Fatal(err)
	}
	for _, f := range file.Features {
		var m orb.MultiPolygon
		if f.Geometry.Type == "Polygon" {
			var p orb.Polygon
			err = json.Unmarshal(f.Geometry.Coordinates, &p)
			m = orb.MultiPolygon{p}
		} else {
			err = json.Unmarshal(f.Geometry.Coordinates, &m)
		}
		if err != nil {
			t.Fatal(err)
		}
		shapes = append(shapes, m)
	}
	return shapes
}

// settle places n families in the villages: hamlets strung along a line, as
// rivers and roads string them, and one family in twenty anywhere.
func settle(villages []orb.Geometry, n int, rng *rand.Rand) ([]hex.Cell, []uint32) {
	held := map[hex.Cell]uint32{}
	settleIn(villages, n, rng, func(_ int, p orb.Point) {
		c, _ := hex.At(p, hex.Base)
		held[c]++
	})
	cells := make([]hex.Cell, 0, len(held))
	for c := range held {
		cells = append(cells, c)
	}
	slices.Sort(cells)
	families := make([]uint32, len(cells))
	for i, c := range cells {
		families[i] = held[c]
	}
	return cells, families
}

// settleIn is settle for whoever wants to know of every family.
func settleIn(villages []orb.Geometry, n int, rng *rand.Rand, put func(village int, p orb.Point)) {
	inside := func(v orb.Geometry) orb.Point {
		b := v.Bound()
		for {
			p := orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}
			if planar.MultiPolygonContains(v.(orb.MultiPolygon), p) {
				return p
			}
		}
	}
	weights, sum := make([]float64, len(villages)), 0.0
	for i := range weights {
		weights[i] = math.Exp(0.7 * rng.NormFloat64())
		sum += weights[i]
	}
	for i, v := range villages {
		families := int(float64(n) * weights[i] / sum)
		hamlets := 1 + rng.IntN(4)
		for range hamlets {
			at, angle := inside(v), rng.Float64()*2*math.Pi
			for range families * 19 / 20 / hamlets {
				along, across := 700*rng.NormFloat64(), 150*rng.NormFloat64() // metres
				x, y := along*math.Cos(angle)-across*math.Sin(angle), along*math.Sin(angle)+across*math.Cos(angle)
				put(i, orb.Point{at[0] + x/111_320, at[1] + y/110_574})
			}
		}
		for range families / 20 {
			put(i, inside(v))
		}
	}
}
