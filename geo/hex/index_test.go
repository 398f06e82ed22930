package hex

import (
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/paulmach/orb"
	"github.com/uber/h3-go/v4"
)

// A drawer draws points at which At is compared with H3, and the resolution
// that is of interest there.
type drawer func(rng *rand.Rand) (p orb.Point, res int)

// within draws from a box.
func within(b orb.Bound) drawer {
	return func(rng *rand.Rand) (orb.Point, int) {
		return orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}, rng.IntN(16)
	}
}

// around draws points close to those that draw draws: from far fewer than a
// cell to the last bit of a coordinate, and the points themselves.
func around(draw drawer) drawer {
	return func(rng *rand.Rand) (orb.Point, int) {
		p, res := draw(rng)
		switch rng.IntN(5) {
		case 0:
		case 1:
			k := rng.IntN(2)
			p[k] = math.Nextafter(p[k], 360*rng.NormFloat64())
		default:
			off := math.Pow(10, 1-17*rng.Float64())
			p = orb.Point{p[0] + off*rng.NormFloat64()/max(1e-3, math.Cos(p[1]*math.Pi/180)), p[1] + off*rng.NormFloat64()}
		}
		if math.Abs(p[0]) > 180 {
			p[0] = wrap(p[0])
		}
		return orb.Point{p[0], min(max(p[1], -90), 90)}, res
	}
}

// oneOf draws from a list.
func oneOf(points ...vector) drawer {
	return func(rng *rand.Rand) (orb.Point, int) { return points[rng.IntN(len(points))].point(), rng.IntN(16) }
}

// between draws from the great circles between two of the points of each list,
// their middle often.
func between(lists ...[]vector) drawer {
	return func(rng *rand.Rand) (orb.Point, int) {
		l := lists[rng.IntN(len(lists))]
		i, k := rng.IntN(len(l)), rng.Float64()
		if rng.IntN(3) == 0 {
			k = 0.5
		}
		return l[i].times(k).plus(l[(i+1)%len(l)].times(1 - k)).unit().point(), rng.IntN(16)
	}
}

// outlines draws a cell at one of the places and then from its outline, ten times.
func outlines(t *testing.T, from func(corners []vector) drawer, places ...drawer) drawer {
	var draw drawer
	var res, left int
	return func(rng *rand.Rand) (orb.Point, int) {
		if left == 0 {
			p, _ := places[rng.IntN(len(places))](rng)
			res, left = rng.IntN(16), 10
			draw = from(corners(t, p, res))
		}
		left--
		p, other := draw(rng)
		if rng.IntN(4) == 0 {
			return p, other
		}
		return p, res
	}
}

// corners returns those of the cell around p.
func corners(t *testing.T, p orb.Point, res int) (out []vector) {
	c, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := Cell(c).Outline()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ring {
		out = append(out, toVector(p))
	}
	return out
}

// points returns how many points to compare: two million, or as many as the
// environment's TEPAT_TEST_POINTS says.
func points(t *testing.T) int {
	if s := os.Getenv("TEPAT_TEST_POINTS"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 2_000_000
}

// TestAtIsH3s compares with H3 all over the Earth, and where there is most to
// go wrong.
func TestAtIsH3s(t *testing.T) {
	var edges [][]vector
	var centers, fives []vector
	for _, c := range faceCorners(vertices()) {
		edges = append(edges, c[:])
		centers = append(centers, c.face().center)
	}
	for _, c := range pentagons(t) {
		p, err := c.Center()
		if err != nil {
			t.Fatal(err)
		}
		fives = append(fives, toVector(p))
	}
	n := points(t)
	anywhere := func(rng *rand.Rand) (orb.Point, int) { return somewhere(rng), rng.IntN(16) }
	fiveSided, onEdges, central := around(oneOf(fives...)), around(between(edges...)), around(oneOf(centers...))
	for i, tc := range []struct {
		name  string
		share float64
		draw  drawer
	}{
		{"anywhere", 0.2, anywhere},
		{"Indonesia", 0.1, within(indonesia)},
		{"Kutai Kartanegara", 0.1, within(kutai)},
		{"pentagons", 0.1, fiveSided},
		{"edges of the icosahedron", 0.1, onEdges},
		{"centres of its faces", 0.05, central},
		{"poles", 0.05, around(oneOf(vector{0, 0, 1}, vector{0, 0, -1}))},
		{"antimeridian", 0.05, around(within(orb.Bound{Min: orb.Point{180, -90}, Max: orb.Point{180, 90}}))},
		{"equator", 0.05, around(within(orb.Bound{Min: orb.Point{-180, 0}, Max: orb.Point{180, 0}}))},
		{"corners of cells", 0.1, around(outlines(t, func(corners []vector) drawer { return oneOf(corners...) }, anywhere, fiveSided, onEdges, central))},
		{"sides of cells", 0.1, around(outlines(t, func(corners []vector) drawer { return between(corners) }, anywhere, fiveSided, onEdges, central))},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(3, uint64(i)))
			different := 0
			for range int(tc.share * float64(n)) {
				p, res := tc.draw(rng)
				got, err := At(p, res)
				if err != nil {
					t.Fatal(err)
				}
				want, err := h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, res)
				if err != nil {
					t.Fatal(err)
				}
				if got != Cell(want) {
					if different++; different <= 3 {
						t.Errorf("%v is in %v, H3 says %v", p, got, want)
					}
				}
			}
			if different > 0 {
				t.Errorf("%d differences", different)
			}
		})
	}
}

var (
	indonesia = orb.Bound{Min: orb.Point{95, -11}, Max: orb.Point{141, 6}}
	kutai     = orb.Bound{Min: orb.Point{115.4, -1.5}, Max: orb.Point{117.7, 1.3}}
)

// TestIndexIsSure holds that H3 is asked rarely, and that learn has found the
// sixteen base cells that have points on each face.
func TestIndexIsSure(t *testing.T) {
	for _, tc := range []struct {
		name string
		draw drawer
		most int // of 20 000
	}{
		{"anywhere", func(rng *rand.Rand) (orb.Point, int) { return somewhere(rng), 0 }, 10},
		{"Indonesia", within(indonesia), 4},
	} {
		rng := rand.New(rand.NewPCG(3, 100))
		for res := range 16 {
			asked := 0
			for range 20_000 {
				p, _ := tc.draw(rng)
				if _, sure := index(p, res); !sure {
					asked++
				}
			}
			if asked > tc.most {
				t.Errorf("%s, resolution %d: H3 is asked about %d points of 20 000", tc.name, res, asked)
			}
		}
	}
	for f, rows := range lattice.bases {
		known := 0
		for _, row := range rows {
			for _, b := range row {
				if b != allUnknown {
					known++
				}
			}
		}
		if known != 16 {
			t.Errorf("face %d has %d base cells", f, known)
		}
	}
	p := orb.Point{117, -0.4}
	if n := testing.AllocsPerRun(100, func() { At(p, Base) }); n > 0 {
		t.Errorf("At allocates %v times", n)
	}
	for _, res := range []int{-1, 16} {
		if _, err := At(p, res); err == nil {
			t.Errorf("resolution %d is accepted", res)
		}
	}
}

func BenchmarkLearn(b *testing.B) {
	for b.Loop() {
		new(grid).learn()
	}
}

// BenchmarkAt tells how many times as long H3 takes by cgo, in turns with it
// because other work on the machine slows both.
func BenchmarkAt(b *testing.B) {
	for _, tc := range []struct {
		name string
		draw drawer
	}{
		{"Kutai Kartanegara", within(kutai)},
		{"anywhere", func(rng *rand.Rand) (orb.Point, int) { return somewhere(rng), 0 }},
	} {
		b.Run(tc.name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(3, 200))
			points := make([]orb.Point, 1<<14)
			for i := range points {
				points[i], _ = tc.draw(rng)
			}
			At(points[0], Base)
			b.ReportAllocs()
			var ours, h3s time.Duration
			for n := b.N; n > 0; n -= len(points) {
				batch := points[:min(n, len(points))]
				start := time.Now()
				for _, p := range batch {
					At(p, Base)
				}
				ours += time.Since(start)
				b.StopTimer()
				start = time.Now()
				for _, p := range batch {
					h3.LatLngToCell(h3.LatLng{Lat: p.Lat(), Lng: p.Lon()}, Base)
				}
				h3s += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(h3s)/float64(ours), "×H3")
		})
	}
}
