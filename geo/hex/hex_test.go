package hex

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/uber/h3-go/v4"
)

func TestAt(t *testing.T) {
	for _, tc := range []struct {
		name     string
		lon, lat float64
		want     error
	}{
		{"jakarta", 106.8, -6.2, nil},
		{"on the equator", 116.9, 0, nil},
		{"antimeridian", 180, -16, nil},
		{"pole", 0, 90, nil},
		{"coordinates swapped", -6.2, 106.8, ErrNotOnEarth},
		{"latitude 91", 0, 91, ErrNotOnEarth},
		{"longitude 181", 181, 0, ErrNotOnEarth},
		{"not a number", math.NaN(), 0, ErrNotOnEarth},
		{"infinite", 0, math.Inf(1), ErrNotOnEarth},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, err := At(orb.Point{tc.lon, tc.lat}, 8)
			if !errors.Is(err, tc.want) || (err == nil) != c.Valid() {
				t.Errorf("got %v, %v", c, err)
			}
		})
	}
}

// somewhere returns a point spread evenly over the Earth.
func somewhere(rng *rand.Rand) orb.Point {
	return orb.Point{rng.Float64()*360 - 180, math.Asin(2*rng.Float64()-1) * 180 / math.Pi}
}

// pentagons returns all cells with five sides, at every resolution.
func pentagons(t testing.TB) (cells []Cell) {
	for res := range 16 {
		at, err := h3.Pentagons(res)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range at {
			cells = append(cells, Cell(c))
		}
	}
	return cells
}

func TestParentIsH3s(t *testing.T) {
	cells := pentagons(t)
	rng := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		c, err := At(somewhere(rng), rng.IntN(16))
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	for _, c := range cells {
		for res := range c.Res() + 1 {
			want, err := h3.Cell(c).Parent(res)
			if err != nil {
				t.Fatal(err)
			}
			p := c.Parent(res)
			if p != Cell(want) {
				t.Fatalf("parent of %v at %d is %v, want %v", c, res, p, want)
			}
			if c < p.First(c.Res()) || c > p.Last(c.Res()) {
				t.Fatalf("%v is not between the first and last child of its parent %v", c, p)
			}
		}
	}
}

func TestChildrenAreH3s(t *testing.T) {
	cells := pentagons(t)
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		c, err := At(somewhere(rng), rng.IntN(16))
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	for _, c := range cells {
		for res := c.Res(); res <= min(15, c.Res()+4); res++ {
			want, err := h3.Cell(c).Children(res)
			if err != nil {
				t.Fatal(err)
			}
			got := slices.Collect(c.Children(res))
			if !slices.EqualFunc(got, want, func(a Cell, b h3.Cell) bool { return a == Cell(b) }) {
				t.Fatalf("%v has %d children at %d, H3 says %d, or they differ", c, len(got), res, len(want))
			}
		}
	}
	if c := cells[20]; len(slices.Collect(c.Children(c.Res()-1))) != 0 {
		t.Error("a cell has children at a coarser resolution")
	}
}

func TestIDIsExactInJavaScript(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 3))
	for res := range Base + 1 {
		c, err := At(somewhere(rng), res)
		if err != nil {
			t.Fatal(err)
		}
		if c.ID() >= 1<<53 || FromID(c.ID()) != c || uint64(float64(c.ID())) != c.ID() {
			t.Errorf("%v has the id %d", c, c.ID())
		}
	}
}

// TestOutline looks at pentagons, where corners are five or ten, at cells on the
// antimeridian, and at ordinary ones.
func TestOutline(t *testing.T) {
	cells := pentagons(t)
	rng := rand.New(rand.NewPCG(1, 4))
	for range 2000 {
		p := somewhere(rng)
		if rng.IntN(4) == 0 {
			p[0] = 180 // the antimeridian
		}
		c, err := At(p, 1+rng.IntN(15))
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	for _, c := range cells {
		corners, err := c.Outline()
		if err != nil {
			t.Fatal(err)
		}
		center, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		switch n := len(corners); {
		case c.Pentagon() && n != 5 && n != 10, !c.Pentagon() && (n < 6 || n > 8):
			t.Errorf("%v has %d corners", c, n)
		}
		if math.Abs(center.Lat()) > 85 || c.Res() == 0 {
			continue // around a pole an outline is no ring in degrees
		}
		ring := orb.Ring{}
		for _, p := range corners {
			ring = append(ring, orb.Point{center[0] + wrap(p[0]-center[0]), p[1]})
		}
		ring = append(ring, ring[0])
		if planar.Area(ring) <= 0 || !planar.RingContains(ring, center) {
			t.Errorf("%v does not run anticlockwise around its centre", c)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"888c10db45fffff", "8001fffffffffff", "0", "", "-1", "ffffffffffffffff", "888C10DB45FFFFF"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := Parse(s)
		if err != nil {
			return
		}
		if again, err := Parse(c.String()); err != nil || again != c || !c.Valid() {
			t.Errorf("%q is %v, and that is %v, %v", s, c, again, err)
		}
	})
}
