package locate

import (
	"bytes"
	"encoding/csv"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"

	"tepat/geo"
	"tepat/geo/area"
	"tepat/ingest/synth"

	"github.com/paulmach/orb"
)

// families are points of made-up families, district by district, at most so
// many of each village.
func families(t testing.TB, villages []area.Area, n, most int, seed uint64) (districts map[area.Code][]Placed) {
	t.Helper()
	byCode := map[string]area.Area{}
	for i := range villages {
		v := &villages[i]
		v.System, v.Level = area.Kemendagri, area.Village
		byCode[string(v.Code)] = *v
	}
	var text bytes.Buffer
	if err := synth.WriteCSV(&text, villages, n, seed); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code, lon, lat := slices.Index(rows[0], "kode_desa"), slices.Index(rows[0], "longitude"), slices.Index(rows[0], "latitude")
	districts, taken := map[area.Code][]Placed{}, map[int32]int{}
	rng := rand.New(rand.NewPCG(seed, 5))
	rows = rows[1:]
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	for _, row := range rows {
		x, err1 := strconv.ParseFloat(row[lon], 64)
		y, err2 := strconv.ParseFloat(row[lat], 64)
		v := byCode[row[code]]
		if err1 != nil || err2 != nil || x < 90 || taken[v.ID] == most {
			continue
		}
		taken[v.ID]++
		d := v.Code.Parent(area.Kemendagri)
		districts[d] = append(districts[d], Placed{v.ID, orb.Point{x, y}})
	}
	return districts
}

// moved returns the points, moved.
func moved(points []Placed, by func(Placed) Shift) []Placed {
	out := slices.Clone(points)
	for i, p := range out {
		s := by(p)
		out[i].Point = Shift{-s.East, -s.North}.Undo(p.Point)
	}
	return out
}

func polar(metres, angle float64) Shift {
	return Shift{geo.Metres(metres * math.Cos(angle)), geo.Metres(metres * math.Sin(angle))}
}

// stray moves a share of the points anywhere, most by less than a kilometre.
func stray(rng *rand.Rand, share float64) func(Placed) Shift {
	return func(Placed) Shift {
		if rng.Float64() >= share {
			return Shift{}
		}
		return polar(200+800*rng.ExpFloat64(), 2*math.Pi*rng.Float64())
	}
}

// regency is the real villages of Kutai Kartanegara with made-up families, by district.
type regency struct {
	in        *area.Locator
	districts map[area.Code][]Placed
}

var (
	once        sync.Once
	kartanegara regency // made once
)

// theRegency returns it; false where the real villages are missing.
func theRegency(t testing.TB) (regency, bool) {
	t.Helper()
	once.Do(func() {
		villages := kukar(t)
		if villages == nil {
			return
		}
		var err error
		if kartanegara.in, err = area.NewLocator(villages); err != nil {
			t.Fatal(err)
		}
		kartanegara.districts = families(t, villages, 60_000, 128, 1)
	})
	return kartanegara, kartanegara.in != nil
}

// TestAShiftIsFoundInRealVillages moves the families of each district of Kutai
// Kartanegara together, in a direction of its own.
func TestAShiftIsFoundInRealVillages(t *testing.T) {
	r, ok := theRegency(t)
	if !ok {
		return
	}
	rng := rand.New(rand.NewPCG(14, 1))
	for _, tc := range []struct {
		metres float64
		least  int // districts of 20 in which it must be found
	}{{0, 0}, {300, 11}, {400, 14}, {500, 17}} {
		found, wrong := 0, 0
		for _, d := range slices.Sorted(maps.Keys(r.districts)) {
			by := polar(tc.metres, 2*math.Pi*rng.Float64())
			got, ok := FindShift(moved(moved(r.districts[d], func(Placed) Shift { return by }), stray(rng, 0.03)), r.in)
			if !ok {
				continue
			}
			found++
			if math.Hypot(float64(got.East-by.East), float64(got.North-by.North)) > 150 {
				wrong++
			}
		}
		t.Logf("%v m: found in %d of %d districts, in %d of them more than 150 m off", tc.metres, found, len(r.districts), wrong)
		if found < tc.least || wrong > 2 || tc.metres == 0 && found > 0 || len(r.districts) != 20 {
			t.Errorf("%v m: found in %d of %d districts, want %d; in %d of them more than 150 m off", tc.metres, found, len(r.districts), tc.least, wrong)
		}
	}
}

// TestNoShiftIsFound where there is none, in each district of the real
// villages: all is right, or wrong in ways that have no common direction.
func TestNoShiftIsFound(t *testing.T) {
	r, ok := theRegency(t)
	if !ok {
		return
	}
	rng := rand.New(rand.NewPCG(14, 2))
	for name, by := range map[string]func(Placed) Shift{
		"all is right":                  func(Placed) Shift { return Shift{} },
		"exact to 30 m":                 func(Placed) Shift { return polar(30*rng.NormFloat64(), 2*math.Pi*rng.Float64()) },
		"1 % stray":                     stray(rng, 0.01),
		"10 % stray":                    stray(rng, 0.1),
		"25 % stray":                    stray(rng, 0.25),
		"a map that is off by 100 m":    bent(100, 1),
		"off by 100 m, and 5 % stray":   both(bent(100, 2), stray(rng, 0.05)),
		"moved by less than a datum is": func(Placed) Shift { return polar(80, 1) },
	} {
		for _, d := range slices.Sorted(maps.Keys(r.districts)) {
			if got, ok := FindShift(moved(r.districts[d], by), r.in); ok {
				t.Errorf("%s: %s is moved by %.0f m to the %s", name, d, float64(got.Distance()), got.Direction())
			}
		}
	}
}

// bent moves points as a map is off that was drawn from another: here more,
// there less, one way and another, with some kilometres between.
func bent(metres, phase float64) func(Placed) Shift {
	return func(p Placed) (s Shift) {
		for k := range 6 {
			at := 1.7*float64(k) + phase
			x, y := 157*math.Cos(at), 157*math.Sin(at) // a wave is 0.04 degrees long
			s.East += geo.Metres(metres / 2.45 * math.Sin(x*p.Point[0]+y*p.Point[1]+3*at))
			s.North += geo.Metres(metres / 2.45 * math.Sin(y*p.Point[0]-x*p.Point[1]+5*at))
		}
		return s
	}
}

func both(a, b func(Placed) Shift) func(Placed) Shift {
	return func(p Placed) Shift {
		x, y := a(p), b(p)
		return Shift{x.East + y.East, x.North + y.North}
	}
}

// TestOneBorderIsNoShift: a hamlet that stands beyond the border of its
// village is no fault of a device, however many live there.
func TestOneBorderIsNoShift(t *testing.T) {
	in := country(t)
	var points []Placed
	rng := rand.New(rand.NewPCG(14, 3))
	for range 300 {
		points = append(points, Placed{1, orb.Point{117.02 + 0.06*rng.Float64(), -0.48 + 0.06*rng.Float64()}},
			Placed{2, orb.Point{117.12 + 0.06*rng.Float64(), -0.48 + 0.06*rng.Float64()}},
			Placed{3, orb.Point{117.02 + 0.06*rng.Float64(), -0.01 + 0.02*rng.Float64()}})
	}
	for range 200 {
		points = append(points, Placed{1, orb.Point{117.1 + 0.004*rng.Float64(), -0.45}})
	}
	if got, ok := FindShift(points, in); ok {
		t.Errorf("found %+v", got)
	}
}

func TestDirections(t *testing.T) {
	for angle, want := range map[float64]string{0: "east", 44: "north-east", 90: "north", 135: "north-west", 180: "west", -180: "west", -135: "south-west", -90: "south", -23: "south-east", -22: "east"} {
		if got := polar(400, angle*math.Pi/180).Direction(); got.EN != want {
			t.Errorf("%v degrees: %s, want %s", angle, got, want)
		}
	}
	from := orb.Point{117, 60}
	to := Shift{300, -400}.Undo(from)
	if d := geo.Distance(from, to); math.Abs(float64(d)-500) > 5 || to[0] > from[0] || to[1] < from[1] {
		t.Errorf("undone by %.1f m, to %v", d, to)
	}
}

// BenchmarkFindShift is what a batch costs: nearly all are like the first two.
func BenchmarkFindShift(b *testing.B) {
	r, ok := theRegency(b)
	if !ok {
		return
	}
	rng := rand.New(rand.NewPCG(14, 4))
	for _, tc := range []struct {
		name string
		by   func(Placed) Shift
	}{
		{"right", func(Placed) Shift { return Shift{} }},
		{"stray", stray(rng, 0.05)},
		{"shifted", func(Placed) Shift { return polar(400, 1) }},
	} {
		points := moved(r.districts["64.02.02"], tc.by)
		b.Run(tc.name, func(b *testing.B) {
			for b.Loop() {
				FindShift(points, r.in)
			}
			b.ReportMetric(float64(len(points)), "points")
		})
	}
}
