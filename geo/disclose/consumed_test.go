package disclose

import (
	"math"
	"math/rand/v2"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

var testLine = &poverty.Line{Rupiah: 500_000, Source: "test", AsOf: "2025-03-31"}

// consumedBy sums families of so many members and consumption, as ingest/release does.
func consumedBy(t *testing.T, families [][2]int, unknown int) Consumed {
	t.Helper()
	var records []poverty.Welfare
	c := Consumed{Unknown: Tally{Families: uint32(unknown), Persons: uint32(unknown)}}
	for _, f := range families {
		members, y, z := float64(f[0]), float64(f[1]), float64(testLine.Rupiah)
		records = append(records, poverty.Welfare{Value: y, Line: z, Weight: members})
		c.Known.Families++
		c.Known.Persons += uint32(f[0])
		c.Total.Add(members * y)
		if y < z {
			c.Poor++
			c.Gap.Add(members * (z - y) / z)
		} else {
			c.Others++
		}
	}
	var err error
	if c.FGT, err = poverty.FGTOf(records); err != nil {
		t.Fatal(err)
	}
	c.Gini, _ = poverty.Gini(records)
	return c
}

// place makes a place of so many families, half of them poor.
func place(n int) (families [][2]int) {
	for i := range n {
		families = append(families, [2]int{4, 300_000 + 400_000*(i%2) + 1000*(i%50)})
	}
	return families
}

func TestConsumptionIsWithheldWhereItTells(t *testing.T) {
	rich := append(place(100), [2]int{4, 900_000_000})
	twoRich := append(place(100), [2]int{4, 900_000_000}, [2]int{4, 900_000_000})
	few := place(200)
	for i := range few {
		if few[i][1] < 500_000 && i > 6 {
			few[i][1] = 600_000
		}
	}
	x := &clearing{Counts: &Counts{}, policy: PolicyFor(poverty.Planner)}
	for _, tc := range []struct {
		name string
		in   Consumed
		line *poverty.Line
		want string
	}{
		{"many", consumedBy(t, place(100), 0), testLine, ""},
		{"nobody", Consumed{}, testLine, fewRule},
		{"fewer than the threshold", consumedBy(t, place(4), 0), testLine, fewRule},
		{"so few persons that no step hides one family", consumedBy(t, place(40), 0), testLine, fewRule},
		{"of four it is not known", consumedBy(t, place(100), 4), testLine, fewRule},
		{"of five it is not known", consumedBy(t, place(100), 5), testLine, ""},
		{"four below the line", consumedBy(t, few, 0), testLine, fewPoorRule},
		{"the same without a line", consumedBy(t, few, 0), nil, ""},
		{"one has nearly all", consumedBy(t, rich, 0), testLine, dominanceRule},
		{"one of two who have nearly all knows the other", consumedBy(t, twoRich, 0), testLine, dominanceRule},
	} {
		if got := x.tooMuch(&tc.in, tc.line); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
	x.policy = Policy{}
	if many := consumedBy(t, place(100), 0); x.tooMuch(&many, nil) == "" {
		t.Error("the zero policy shows something")
	}
}

// A family's gap that makes up nearly all of the gaps is told by their sum.
func TestOneGapThatIsNearlyAllIsWithheld(t *testing.T) {
	var families [][2]int
	for i := range 200 {
		families = append(families, [2]int{4, 499_999 + i%2})
	}
	families = append(families, [2]int{9, 50_000})
	x := &clearing{Counts: &Counts{}, policy: PolicyFor(poverty.Planner)}
	c := consumedBy(t, families, 0)
	if got := x.tooMuch(&c, testLine); got != dominanceRule {
		t.Errorf("%q, want %q", got, dominanceRule)
	}
}

// The public is told that a place is withheld, and not by which rule.
func TestThePublicIsToldNoRule(t *testing.T) {
	for audience, want := range map[poverty.Audience]string{poverty.Planner: dominanceRule, poverty.Public: protectedRule} {
		x := &clearing{Counts: &Counts{}, policy: PolicyFor(audience)}
		if got := x.consumedIn(&Consumed{}, dominanceRule, testLine); got != (poverty.ConsumedIn{Withheld: want}) {
			t.Errorf("%s: %+v, want %q", audience, got, want)
		}
	}
}

// Whatever districts there are: the whole less those that are shown is nobody,
// or as untelling as a place that is shown.
func TestWithheldDistrictsDoNotComeBackBySubtraction(t *testing.T) {
	secondary := 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 8))
		counts := &Counts{Consumption: &Consumption{Line: testLine, Districts: map[int]*Consumed{}}}
		whole := &Consumed{}
		for i := range 2 + rng.IntN(6) {
			counts.Areas = append(counts.Areas, area.Area{Level: area.District, Code: area.Code(rune('a' + i))})
			d := consumedBy(t, place([]int{0, 3, 30, 60, 150, 400}[rng.IntN(6)]), rng.IntN(9))
			counts.Consumption.Districts[i] = &d
			whole = whole.plus(&d)
		}
		counts.Consumption.Whole = *whole
		x := &clearing{Counts: counts, policy: PolicyFor(poverty.Planner)}
		rules := x.districtRules(counts.Consumption)
		rest, shown, withheld := &Consumed{}, 0, 0
		for i, d := range counts.Consumption.Districts {
			switch rules[i] {
			case "":
				shown++
				if x.tooMuch(d, testLine) != "" {
					t.Fatalf("seed %d: district %d is shown", seed, i)
				}
				continue
			case secondaryRule:
				secondary++
			}
			withheld++
			rest = rest.plus(d)
		}
		if shown > 0 && withheld > 0 && x.tooMuch(rest, testLine) != "" {
			t.Errorf("seed %d: the whole less %d districts tells of %d families", seed, shown, rest.Known.Families)
		}
	}
	if secondary < 20 {
		t.Errorf("%d districts are withheld for another's sake: the test says nothing", secondary)
	}
}

// A family of ten persons that joins moves no figure by more than a step and
// the rounding of one.
func TestFiguresHideAFamilyThatJoins(t *testing.T) {
	for _, audience := range audiences {
		x := &clearing{Counts: &Counts{}, policy: PolicyFor(audience)}
		x.table, _ = newPerturbation(x.policy.Noise)
		for _, n := range []int{60, 200, 1000, 5000} {
			families := place(n)
			before := consumedBy(t, families, 0)
			after := consumedBy(t, append(families, [2]int{10, 10_000}), 0)
			a, b := x.consumedIn(&before, "", testLine), x.consumedIn(&after, "", testLine)
			if audience == poverty.Public && a.Step < 0.01 {
				t.Errorf("the public is told steps of %v", a.Step)
			}
			for i, pair := range [][2]*float64{{a.P0, b.P0}, {a.P1, b.P1}, {a.P2, b.P2}} {
				if math.Abs(*pair[0]-*pair[1]) > a.Step+1e-9 {
					t.Errorf("%s, %d families: P%d goes from %v to %v by steps of %v", audience, n, i, *pair[0], *pair[1], a.Step)
				}
				if r := math.Remainder(*pair[0], a.Step); math.Abs(r) > 1e-9 {
					t.Errorf("P%d is %v, no multiple of %v", i, *pair[0], a.Step)
				}
			}
			if a.Persons%10 != 0 || a.Gini == nil {
				t.Errorf("%+v", a)
			}
		}
	}
}
