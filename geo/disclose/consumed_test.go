package disclose

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
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
		c.Largest = max(c.Largest, uint32(f[0]))
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
		{"of four it is not known", consumedBy(t, place(100), 4), testLine, ""},
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
		if got := x.consumedIn(&Consumed{}, dominanceRule, testLine, poverty.ConsumedIn{}); got != (poverty.ConsumedIn{Withheld: want}) {
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
		rules, safe := x.districtRules(counts.Consumption, consumedBefore{})
		safe = safe && x.tooMuch(whole, testLine) == ""
		rest, shown, withheld := &Consumed{}, 0, 0
		for i, d := range counts.Consumption.Districts {
			switch rules[i] {
			case noDataRule:
				if d.Known.Families > 0 {
					t.Fatalf("seed %d: of %d families it is known", seed, d.Known.Families)
				}
				continue
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
		if safe && withheld > 0 && x.tooMuch(rest, testLine) != "" {
			t.Errorf("seed %d: the whole less %d districts tells of %d families", seed, shown, rest.Known.Families)
		}
	}
	if secondary < 20 {
		t.Errorf("%d districts are withheld for another's sake: the test says nothing", secondary)
	}
}

// clearingFor returns a clearing of the places for the audience.
func clearingFor(t *testing.T, audience poverty.Audience, districts ...[][2]int) *clearing {
	t.Helper()
	c := &Consumption{Line: testLine, Districts: map[int]*Consumed{}}
	counts := &Counts{Consumption: c}
	var all [][2]int
	for i, families := range districts {
		d := consumedBy(t, families, 0)
		counts.Areas = append(counts.Areas, area.Area{Level: area.District, Code: area.Code(rune('a' + i))})
		c.Districts[i] = &d
		all = append(all, families...)
	}
	c.Whole = consumedBy(t, all, 0)
	x := &clearing{Counts: counts, policy: PolicyFor(audience)}
	x.table, _ = newPerturbation(Noise{})
	return x
}

// toldConsumed makes a release of what the audience was told.
func toldConsumed(audience poverty.Audience, c *poverty.Consumed) *Release {
	return &Release{about: poverty.Release{Audience: audience, Consumption: c}}
}

// mixed makes a place of so many families of so many members, of whom some are poor.
func mixed(n, poor, members int) (families [][2]int) {
	for i := range n {
		y := 700_000 + 1000*(i%50)
		if i < poor {
			y = 300_000 + 1000*(i%50)
		}
		families = append(families, [2]int{members, y})
	}
	return families
}

func withheldOf(c *poverty.Consumed) (out []string) {
	for _, d := range c.Districts {
		out = append(out, d.Withheld)
	}
	return out
}

// A family that joins or leaves after a figure was rounded anew moves none:
// neither shares nor counts. Rounding alone let through a fourth of them.
func TestOneFamilyMovesNoFigure(t *testing.T) {
	t.Parallel()
	anew := 0
	for _, audience := range audiences {
		for n := 300; n < 1000; n += 7 {
			with := func(more ...[2]int) *clearing {
				return clearingFor(t, audience, append(mixed(n, n/4+n%17, 4), more...))
			}
			was := with().consumption(audience, nil)
			for _, one := range [][2]int{{6, 400_000}, {6, 800_000}, {10, 10_000}, {10, 4_000_000}} {
				now := with(one).consumption(audience, []*Release{toldConsumed(audience, was)})
				if math.Abs(*was.Whole.P0-*with(one).consumption(audience, nil).Whole.P0) > 1e-9 {
					anew++
				}
				a, b := was.Whole, now.Whole
				if a.Step != b.Step || a.GiniStep != b.GiniStep { // the place has grown past a border
					continue
				}
				for i, pair := range [][2]float64{{*a.P0, *b.P0}, {*a.P1, *b.P1}, {*a.P2, *b.P2}, {*a.Gini, *b.Gini},
					{float64(*a.Families), float64(*b.Families)}, {float64(*a.Persons), float64(*b.Persons)}} {
					if pair[0] != pair[1] {
						t.Errorf("%s, %d families and one of %d with %d: number %d goes from %v to %v", audience, n, one[0], one[1], i, pair[0], pair[1])
					}
				}
				back := with().consumption(audience, []*Release{toldConsumed(audience, clearingFor(t, audience, append(mixed(n, n/4+n%17, 4), one)).consumption(audience, nil))})
				fresh := with(one).consumption(audience, nil)
				if back.Whole.Step == fresh.Whole.Step && (*back.Whole.P0 != *fresh.Whole.P0 || *back.Whole.Families != *fresh.Whole.Families) {
					t.Errorf("%s, %d families: one of %d left, and P0 goes from %v to %v", audience, n, one[0], *fresh.Whole.P0, *back.Whole.P0)
				}
			}
		}
	}
	if anew < 50 {
		t.Errorf("only %d families would have moved a figure that is rounded anew: the test says nothing", anew)
	}
}

// What is told is a multiple of its step, never further than one from what is
// so, and no finer than the audience is told.
func TestFiguresAreWithinAStep(t *testing.T) {
	for _, audience := range audiences {
		var before []*Release
		for n := 120; n < 3000; n += 37 {
			x := clearingFor(t, audience, mixed(n, n/3, 5))
			c := x.Consumption.Whole
			told := x.consumption(audience, before)
			before = []*Release{toldConsumed(audience, told)}
			in := told.Whole
			p0, _ := c.FGT.P0().Value()
			for _, m := range []struct{ got, want, step float64 }{
				{*in.P0, p0, in.Step}, {*in.Gini, c.Gini, in.GiniStep}, {float64(*in.Families), float64(n), 10}, {float64(*in.Persons), float64(5 * n), 20},
			} {
				if math.Abs(m.got-m.want) > m.step+1e-9 || math.Abs(math.Remainder(m.got, m.step)) > 1e-9 {
					t.Errorf("%s, %d families: %v by steps of %v, want %v", audience, n, m.got, m.step, m.want)
				}
			}
			if audience == poverty.Public && min(in.Step, in.GiniStep) < 0.01 {
				t.Errorf("the public is told steps of %v and %v", in.Step, in.GiniStep)
			}
			if in.Step < 20/float64(5*n) {
				t.Errorf("%d families: half a step of %v is less than a family of ten", n, in.Step)
			}
		}
	}
}

// A place that grows past a border keeps its step, until the next but one would do.
func TestTheStepStaysWhileItIsTheNextCoarser(t *testing.T) {
	p := PolicyFor(poverty.Planner)
	for _, tc := range []struct{ influence, was, want float64 }{
		{0.0024, 0, 0.005}, {0.0024, 0.01, 0.01}, {0.0024, 0.02, 0.005}, {0.0024, 0.002, 0.005}, {0.004, 0.005, 0.01}, {0.06, 0.1, 0},
	} {
		if got := p.step(tc.influence, tc.was); got != tc.want {
			t.Errorf("influence %v, step before %v: %v, want %v", tc.influence, tc.was, got, tc.want)
		}
	}
}

// By whatever families: the one that is taken out moves Gini by no more than its
// share of persons and its share of what all consume.
func TestGiniInfluence(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 14))
	for range 20_000 {
		var records []poverty.Welfare
		for range 2 + rng.IntN(12) {
			records = append(records, poverty.Welfare{Value: math.Exp(4 * rng.NormFloat64()), Weight: float64(1 + rng.IntN(12))})
		}
		at := rng.IntN(len(records))
		one := records[at]
		var persons, sum float64
		for _, r := range records {
			persons, sum = persons+r.Weight, sum+r.Weight*r.Value
		}
		with, _ := poverty.Gini(records)
		without, _ := poverty.Gini(append(records[:at:at], records[at+1:]...))
		if most := one.Weight/persons + one.Weight*one.Value/sum; math.Abs(with-without) > most+1e-9 {
			t.Fatalf("%v and %v by one of %v", with, without, most)
		}
	}
}

// One family whose consumption would come back from two releases' Gini: it alone
// is withheld, with the reason.
func TestGiniOfOneWhoHasMuchIsWithheldAlone(t *testing.T) {
	for audience, want := range map[poverty.Audience]string{poverty.Planner: dominanceRule, poverty.Public: protectedRule} {
		was := clearingFor(t, audience, mixed(500, 100, 4)).consumption(audience, nil)
		for _, rich := range []int{5_000_000, 20_000_000, 50_000_000, 100_000_000} {
			x := clearingFor(t, audience, append(mixed(500, 100, 4), [2]int{4, rich}))
			in := x.consumption(audience, []*Release{toldConsumed(audience, was)}).Whole
			if in.P0 == nil || (in.Gini == nil) != (in.GiniWithheld == want) {
				t.Fatalf("%s, %d: %+v", audience, rich, in)
			}
			share := x.Consumption.Whole.Total.First / x.Consumption.Whole.Total.Sum
			if withheld := in.Gini == nil; withheld != (2*(share+10/2004.) > 0.1) {
				t.Errorf("%s, %d, of a share of %.3f: withheld is %v", audience, rich, share, withheld)
			}
			if in.Gini != nil && in.GiniStep < 2*share {
				t.Errorf("%s, %d: half a step of %v is less than a share of %v", audience, rich, in.GiniStep, share)
			}
		}
	}
}

// Few families of whom it is not known: their number is withheld, and nothing else.
func TestFewUnknownWithholdTheirNumberAlone(t *testing.T) {
	x := clearingFor(t, poverty.Planner, place(100))
	for unknown, want := range map[int]bool{0: true, 1: false, 4: false, 5: true, 40: true} {
		c := consumedBy(t, place(100), unknown)
		if in := x.consumedIn(&c, x.tooMuch(&c, testLine), testLine, poverty.ConsumedIn{}); in.P0 == nil || (in.Unknown != nil) != want {
			t.Errorf("of %d it is not known: %+v", unknown, in)
		}
	}
}

// A district of which nothing is known hides nothing: no other is withheld for it.
func TestDistrictsOfNobodyWithholdNoOther(t *testing.T) {
	for _, audience := range audiences {
		x := clearingFor(t, audience, mixed(300, 100, 4), mixed(200, 60, 4), nil, nil)
		for i := range 2 {
			x.Consumption.Districts[2+i].Unknown = Tally{Families: 400, Persons: 900}
		}
		c := x.consumption(audience, nil)
		if got := withheldOf(c); got[0]+got[1]+got[2]+got[3] != "" || !c.Districts[2].NoData || c.Districts[0].NoData || c.Districts[0].P0 == nil || c.Districts[2].Families != nil {
			t.Errorf("%s: %+v", audience, c.Districts)
		}
	}
}

// The first district has four families above the line; the second hides it from
// planners. The public's rules would hide it by the third: so planners would read
// the second off the public's release and the first off their own.
func TestThePublicIsNotShownWhatPlannersAreNot(t *testing.T) {
	districts := [][][2]int{mixed(100, 96, 5), mixed(120, 40, 4), mixed(300, 8, 4), mixed(900, 300, 4)}
	planner := clearingFor(t, poverty.Planner, districts...).consumption(poverty.Planner, nil)
	if got := withheldOf(planner); got[1] != secondaryRule || got[2] != "" {
		t.Fatalf("planners: %q", got)
	}
	public := clearingFor(t, poverty.Public, districts...)
	if rules, _ := public.districtRules(public.Consumption, consumedBefore{}); rules[1] != "" {
		t.Fatalf("the public by its own rules: %v: the test says nothing", rules)
	}
	told := public.consumption(poverty.Public, []*Release{toldConsumed(poverty.Planner, planner)})
	first := public.consumption(poverty.Public, nil)
	for name, c := range map[string]*poverty.Consumed{"after planners": told, "before planners": first} {
		if got := withheldOf(c); got[0] == "" || got[1] == "" {
			t.Errorf("the public %s: %q", name, got)
		}
	}

	// Planners know the public's release: what that shows hides nothing.
	first.Districts[1].Withheld = ""
	again := clearingFor(t, poverty.Planner, districts...).consumption(poverty.Planner, []*Release{toldConsumed(poverty.Public, first)})
	if got := withheldOf(again); got[2] != secondaryRule {
		t.Errorf("planners after the public: %q", got)
	}
	// Where the whole is withheld from planners it is from the public.
	planner.Whole = poverty.ConsumedIn{Withheld: secondaryRule}
	if got := public.consumption(poverty.Public, []*Release{toldConsumed(poverty.Planner, planner)}); got.Whole.Withheld == "" {
		t.Errorf("the whole: %+v", got.Whole)
	}
}

// The district that hides another is not shown because a third has become smaller.
func TestWithheldDistrictsStayWithheld(t *testing.T) {
	was := clearingFor(t, poverty.Planner, mixed(100, 96, 5), mixed(120, 40, 4), mixed(121, 30, 4)).consumption(poverty.Planner, nil)
	x := clearingFor(t, poverty.Planner, mixed(100, 96, 5), mixed(122, 40, 4), mixed(121, 30, 4))
	if got := withheldOf(x.consumption(poverty.Planner, nil)); got[1] != "" {
		t.Fatalf("%q: the test says nothing", got)
	}
	if got := withheldOf(x.consumption(poverty.Planner, []*Release{toldConsumed(poverty.Planner, was)})); got[1] != previousRule || got[2] != "" {
		t.Errorf("%q", got)
	}
}

// Where what the public has seen leaves nothing to hide a district by, the whole is withheld.
func TestTheWholeIsWithheldWhereNothingElseHides(t *testing.T) {
	open := &poverty.Consumed{Districts: []poverty.ConsumedArea{{Code: "b"}, {Code: "c"}}}
	x := clearingFor(t, poverty.Planner, mixed(100, 96, 5), mixed(120, 40, 4), mixed(121, 30, 4))
	if got := x.consumption(poverty.Planner, []*Release{toldConsumed(poverty.Public, open)}); got.Whole.Withheld != secondaryRule {
		t.Errorf("%+v", got.Whole)
	}
}

// A place that is withheld, or of which nothing is known, has no number in JSON.
func TestWithheldConsumptionHasNoNumbers(t *testing.T) {
	x := clearingFor(t, poverty.Planner, mixed(100, 96, 5), mixed(300, 100, 4), mixed(300, 100, 4), nil)
	got, err := json.Marshal(x.consumption(poverty.Planner, nil).Districts)
	if want := `[{"code":"a","name":"","withheld":"few_poor"},{"code":"b","name":"","withheld":"secondary"},`; err != nil || !strings.HasPrefix(string(got), want) || !strings.HasSuffix(string(got), `{"code":"d","name":"","no_data":true}]`) {
		t.Errorf("%s, %v", got, err)
	}
}
