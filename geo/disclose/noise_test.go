package disclose

import (
	"math"
	"math/rand/v2"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// Every row of the table keeps the constraints that the R package ptable
// publishes for its own (pt_check): chances that sum to 1, no change on
// average, the variance, no negative counts, no change of zero; and falls from
// its middle on both sides, symmetric where nothing limits it.
func TestPerturbationKeepsItsConstraints(t *testing.T) {
	for _, n := range []Noise{{2, 1}, {3, 1}, {2, 1.05}, {5, 3}, {8, 2}, {10, 5}} {
		table, err := newPerturbation(n)
		if err != nil {
			t.Fatal(err)
		}
		for count, row := range table.chance {
			sum, mean, variance := 0.0, 0.0, 0.0
			for i, p := range row {
				v := float64(i - n.Max)
				sum, mean, variance = sum+p, mean+p*v, variance+p*v*v
				if p < 0 || count+i-n.Max < 0 && p > 0 {
					t.Errorf("%+v: %d becomes %d with chance %g", n, count, count+i-n.Max, p)
				}
			}
			want := n.Variance
			if count == 0 {
				want = 0
			}
			if math.Abs(sum-1) > 1e-9 || math.Abs(mean) > 1e-9 || math.Abs(variance-want) > 1e-9 {
				t.Errorf("%+v, row %d: sum %g, mean %g, variance %g", n, count, sum, mean, variance)
			}
		}
		last := table.chance[n.Max]
		for v := 1; v <= n.Max; v++ {
			if math.Abs(last[n.Max+v]-last[n.Max-v]) > 1e-9 || last[n.Max+v] > last[n.Max+v-1] {
				t.Errorf("%+v: the last row %v does not fall on both sides alike", n, last)
			}
		}
	}
}

// The row of greatest entropy for changes of at most 2 with variance 1 is known
// in closed form: exp(b·v²) with x = exp(b) solving 2x+8x⁴ = 1+2x+2x⁴.
func TestPerturbationAgreesWithTheClosedForm(t *testing.T) {
	table, err := newPerturbation(Noise{2, 1})
	if err != nil {
		t.Fatal(err)
	}
	x := math.Pow(1.0/6, 0.25)
	z := 1 + 2*x + 2*math.Pow(x, 4)
	for v, want := range map[int]float64{0: 1 / z, 1: x / z, 2: math.Pow(x, 4) / z} {
		if got := table.chance[2][2+v]; math.Abs(got-want) > 1e-12 {
			t.Errorf("a change of %d has chance %g, want %g", v, got, want)
		}
	}
}

// Drawn with random keys, changes have the chances of the table.
func TestPerturbationIsDrawnByKey(t *testing.T) {
	table, err := newPerturbation(Noise{3, 1})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for _, count := range []uint32{0, 1, 2, 3, 40} {
		sum, squares := 0.0, 0.0
		const draws = 200_000
		for range draws {
			v := float64(table.of(count, rng.Uint32())) - float64(count)
			sum, squares = sum+v, squares+v*v
		}
		want := 1.0
		if count == 0 {
			want = 0
		}
		if mean, variance := sum/draws, squares/draws; math.Abs(mean) > 0.01 || math.Abs(variance-want) > 0.02 {
			t.Errorf("%d: mean %.3f, variance %.3f", count, mean, variance)
		}
	}
	for _, key := range []uint32{0, 1, math.MaxUint32} {
		if n := table.of(1, key); n > 4 {
			t.Errorf("under key %x 1 becomes %d", key, n)
		}
	}
}

func TestNoiseThatCannotBeIsRefused(t *testing.T) {
	for _, n := range []Noise{{3, 0}, {3, 3}, {3, -1}, {-1, 1}, {0, 1}, {1000, 1}} {
		if _, err := newPerturbation(n); err == nil && n.Max != 0 {
			t.Errorf("%+v is accepted", n)
		}
	}
	c := newWorld(500, 4, 0.1, rand.New(rand.NewPCG(1, 2))).counts()
	c.Keys = nil
	if _, err := Clear(poverty.Release{}, c, PolicyFor(poverty.Public)); err == nil {
		t.Error("noise without record keys is accepted")
	}
}

// None and all look like few and nearly all, and say so; persons count too.
func TestPublicFigures(t *testing.T) {
	c := hamlets([]hamlet{
		{families: 100, poor: 0, persons: 300}, {families: 100, poor: 100, persons: 300}, {families: 100, poor: 50, persons: 300},
		{families: 14, poor: 0, persons: 40}, {families: 12, poor: 6, persons: 15}, {families: 12, poor: 6, persons: 40},
	})
	p := PolicyFor(poverty.Public)
	p.Noise = Noise{}
	r, err := Clear(poverty.Release{}, c, p)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Figure{
		{state: Value, num: 5, den: 100, bound: AtMost}, {state: Value, num: 95, den: 100, bound: AtLeast}, {state: Value, num: 50, den: 100},
		{state: Value, num: 1, den: 14, bound: AtMost}, {state: Withheld}, {},
	} {
		got := r.areas.at(1+i, 1)
		want.share = true
		if i < 5 && got != want {
			t.Errorf("village %d shows %+v, want %+v", i, got, want)
		}
		if i == 5 && got.Shown() {
			t.Errorf("village %d is shown, and with it the one of few persons", i)
		}
	}
	checkReturnsPlain(t, r)
}

// A hamlet is a village without coordinates.
type hamlet struct{ families, poor, persons uint32 }

// hamlets counts villages of one regency: all families, and the poor among them.
func hamlets(villages []hamlet) Counts {
	c := Counts{
		Indicators: []poverty.Indicator{{ID: "families", Unit: poverty.UnitFamilies}, {ID: "desil_1", Unit: poverty.UnitShare}},
		Numerator:  []int{0, 1}, Denominator: []int{0, 0},
		Areas:  []area.Area{{Level: area.Regency, Code: "64.02"}},
		ByCell: [][]uint32{{}, {}}, ByArea: [][]uint32{{0}, {0}}, ByAtom: [][]uint32{{}, {}}, Persons: [][]uint32{{}, {}}, Keys: [][]uint32{{}, {}},
	}
	for i, v := range villages {
		c.Areas = append(c.Areas, area.Area{Level: area.Village, Code: area.Code("64.02." + string(rune('a'+i))), Parent: "64.02"})
		c.Atoms = append(c.Atoms, Atom{Cell: -1, Area: int32(i + 1)})
		for column, n := range []uint32{v.families, v.poor} {
			c.ByArea[column] = append(c.ByArea[column], n)
			c.ByArea[column][0] += n
			c.ByAtom[column] = append(c.ByAtom[column], n)
			c.Persons[column] = append(c.Persons[column], v.persons)
			c.Keys[column] = append(c.Keys[column], 0)
		}
	}
	return c
}

// Registers in which there is nothing to choose still make a release.
func TestDegenerateRegisters(t *testing.T) {
	for _, tc := range []struct {
		name     string
		villages []hamlet
		withheld int
	}{
		{"one village", []hamlet{{300, 30, 900}}, 0},
		{"one small village", []hamlet{{3, 1, 9}}, 4},
		{"nobody is poor", []hamlet{{300, 0, 900}, {200, 0, 500}}, 0},
		{"all equal", []hamlet{{50, 10, 100}, {50, 10, 100}, {50, 10, 100}}, 0},
		{"all withheld but the whole", []hamlet{{3, 1, 9}, {4, 1, 9}, {2, 1, 9}, {4, 1, 9}}, 8},
		{"one withheld, and one for it", []hamlet{{3, 1, 9}, {40, 1, 90}, {20, 1, 60}, {400, 1, 900}}, 4},
		{"nobody at all", []hamlet{{0, 0, 0}}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := Clear(poverty.Release{}, hamlets(tc.villages), Policy{MinFamilies: 5})
			if err != nil {
				t.Fatal(err)
			}
			withheld := 0
			for i := range r.areas.area {
				for n := range r.about.Indicators {
					if r.areas.at(i, n).State() == Withheld {
						withheld++
					}
				}
			}
			if withheld != tc.withheld || r.about.Plan == nil {
				t.Errorf("%d figures are withheld, want %d; plan %+v", withheld, tc.withheld, r.about.Plan)
			}
		})
	}
}
