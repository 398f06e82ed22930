package hex

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// cells returns cells at random of all resolutions, pentagons, and cells around
// those, where directions are turned.
func cells(t *testing.T, rng *rand.Rand) (out []Cell) {
	for _, c := range pentagons(t) {
		out = append(out, c)
		p, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			side := 12 / math.Pow(7, float64(c.Res())/2)
			q := orb.Point{wrap(p[0] + 5*side*rng.NormFloat64()), p[1] + 5*side*rng.NormFloat64()}
			if near, err := At(q, c.Res()); err == nil {
				out = append(out, near)
			}
		}
	}
	for range 20_000 {
		c, err := At(somewhere(rng), rng.IntN(16))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

func TestDiskIsH3s(t *testing.T) {
	known := 0
	for _, c := range cells(t, rand.New(rand.NewPCG(4, 1))) {
		around, ok := lattice.around(c)
		if ok {
			known++
		}
		got, err := c.Disk()
		if err != nil {
			t.Fatal(err)
		}
		var want []Cell
		disk, err := h3.Cell(c).GridDisk(1)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range disk {
			want = append(want, Cell(n))
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("around %v are %v, H3 says %v; known without it: %v %v", c, got, want, ok, around)
		}
	}
	if known < 10_000 {
		t.Errorf("only %d are known without H3", known)
	}
	for _, c := range []Cell{0, math.MaxUint64, 0x88ffffffffffffff, FromID(1<<53 - 1)} {
		c.Disk() // is nothing that there is, and must not end the program
	}
}
