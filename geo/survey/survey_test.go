package survey

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"testing"

	"tepat/geo/poverty"
	"tepat/geo/sharedtest"
	"tepat/geo/target"

	"pgregory.net/rapid"
)

type reporter interface {
	Helper()
	Errorf(string, ...any)
	Fatalf(string, ...any)
}

func near(t reporter, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s = %.10g, want %.10g", what, got, want)
	}
}

func known(t reporter, v float64, ok bool) float64 {
	t.Helper()
	if !ok || math.IsNaN(v) {
		t.Fatalf("there is no value")
	}
	return v
}

func seeded(n uint64) *rand.Rand { return rand.New(rand.NewPCG(n, 0)) }

func verify(t reporter, areas ...TwoFrame) Verified {
	t.Helper()
	v, err := Verify(areas, seeded(1))
	if err != nil {
		t.Fatalf("%v", err)
	}
	return v
}

// 30 of 200 beneficiaries, 6 of them not eligible; 40 of 400 others, 12 eligible:
// a = 120 and b = 160 families.
var village = TwoFrame{"64.02.01.2001", Frame{Families: 200, Visited: 30, Found: 6}, Frame{Families: 400, Visited: 40, Found: 12}}

func TestVerify(t *testing.T) {
	v := verify(t, village)
	ee, ok := v.Exclusion.Share()
	near(t, "EE", known(t, ee, ok), 120./280, 1e-15)
	ie, ok := v.Inclusion.Share()
	near(t, "IE", known(t, ie, ok), .2, 1e-15)

	va := 400 * 400 * .9 * .3 * .7 / 39
	vb := 200 * 200 * .85 * .2 * .8 / 29
	se, ok := v.Exclusion.StandardError()
	near(t, "SE of EE", known(t, se, ok), math.Sqrt((160*160*va+120*120*vb)/math.Pow(280, 4)), 1e-15)
	se, ok = v.Inclusion.StandardError()
	near(t, "SE of IE", known(t, se, ok), math.Sqrt(vb)/200, 1e-15)

	low, high, ok := v.Exclusion.Interval()
	if !ok || !(low > .25 && low < .35 && high > .5 && high < .6) {
		t.Errorf("EE lies in %v to %v", low, high)
	}
	// The unvisited 170 of 200 are drawn with p from Beta(6½, 24½).
	low, high, _ = v.Inclusion.Interval()
	near(t, "IE low", low, .096, .01)
	near(t, "IE high", high, .347, .012)
}

// Two villages are strata: their families add up, and the larger counts more.
func TestVerifyOfSeveralAreas(t *testing.T) {
	second := TwoFrame{"64.02.01.2002", Frame{Families: 20, Visited: 20, Found: 0}, Frame{Families: 100, Visited: 10, Found: 5}}
	v := verify(t, village, second)
	ee, _ := v.Exclusion.Share()
	near(t, "EE", ee, (120+50)/(120.+50+160+20), 1e-15)
	ie, _ := v.Inclusion.Share()
	near(t, "IE", ie, 40./220, 1e-15)
	se, _ := v.Inclusion.StandardError()
	alone, _ := verify(t, village).Inclusion.StandardError()
	near(t, "SE of IE", se, alone*200/220, 1e-15)
}

func TestVerifyOfSpecialFrames(t *testing.T) {
	full := func(n, found int) Frame { return Frame{Families: n, Visited: n, Found: found} }
	for _, tc := range []struct {
		name                     string
		area                     TwoFrame
		ee, ie                   float64
		hasEE, hasIE, hasSE      bool
		low, high                float64
		hasBounds, hasBoundsOfIE bool
	}{
		{"all visited leaves no doubt", TwoFrame{"", full(20, 5), full(30, 10)}, .4, .25, true, true, true, .4, .4, true, true},
		{"no beneficiaries: all are missed", TwoFrame{"", Frame{}, full(30, 10)}, 1, 0, true, false, true, 1, 1, true, false},
		{"no others: nobody is missed", TwoFrame{"", full(20, 5), Frame{}}, 0, .25, true, true, true, 0, 0, true, true},
		{"one family each", TwoFrame{"", full(1, 0), full(1, 1)}, .5, 0, true, true, true, .5, .5, true, true},
		{"nobody eligible", TwoFrame{"", full(20, 20), full(30, 0)}, 0, 1, false, true, false, 0, 0, false, true},
		{"nobody at all", TwoFrame{}, 0, 0, false, false, false, 0, 0, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := verify(t, tc.area)
			ee, hasEE := v.Exclusion.Share()
			ie, hasIE := v.Inclusion.Share()
			se, hasSE := v.Exclusion.StandardError()
			low, high, ok := v.Exclusion.Interval()
			_, _, okIE := v.Inclusion.Interval()
			got := fmt.Sprint(ee, ie, hasEE, hasIE, hasSE, low, high, ok, okIE, se)
			if want := fmt.Sprint(tc.ee, tc.ie, tc.hasEE, tc.hasIE, tc.hasSE, tc.low, tc.high, tc.hasBounds, tc.hasBoundsOfIE, 0); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestOneVisitHasNoStandardError(t *testing.T) {
	one := TwoFrame{"", Frame{Families: 9, Visited: 1}, Frame{Families: 9, Visited: 1, Found: 1}}
	for _, areas := range [][]TwoFrame{{one}, {one, village}, {village, one}} {
		v := verify(t, areas...)
		if _, ok := v.Exclusion.StandardError(); ok {
			t.Errorf("EE of %d areas has one", len(areas))
		}
		if _, ok := v.Inclusion.StandardError(); ok {
			t.Errorf("IE of %d areas has one", len(areas))
		}
	}
	v := verify(t, one)
	if low, high, ok := v.Exclusion.Interval(); !ok || high-low < .5 {
		t.Errorf("two visits make EE lie in %v to %v", low, high)
	}
}

func TestPriorIsUsed(t *testing.T) {
	told := village
	told.Others.Prior = Prior{3000, 7000} // other areas: 30 %, surely
	told.Beneficiaries.Prior = Prior{2000, 8000}
	low, high, _ := verify(t, village).Exclusion.Interval()
	low2, high2, _ := verify(t, told).Exclusion.Interval()
	if high2-low2 > (high-low)/2 {
		t.Errorf("%v to %v, and %v to %v with a strong prior", low, high, low2, high2)
	}
}

func TestVerifyRefuses(t *testing.T) {
	ok := Frame{Families: 9, Visited: 3, Found: 1}
	for _, tc := range []struct {
		name    string
		bad     Frame
		field   string
		allowed string
	}{
		{"fewer than none", Frame{Families: -1}, "families", "0 or more"},
		{"nobody visited", Frame{Families: 9}, "visited", "1 to 9"},
		{"more visited than there are", Frame{Families: 9, Visited: 10}, "visited", "1 to 9"},
		{"visits to nobody", Frame{Visited: 1}, "visited", "0 to 0"},
		{"more found than visited", Frame{Families: 9, Visited: 3, Found: 4}, "found", "0 to 3"},
		{"half a prior", Frame{Families: 9, Visited: 3, Prior: Prior{A: 1}}, "prior", "two numbers above 0"},
		{"a prior without end", Frame{Families: 9, Visited: 3, Prior: Prior{1, math.Inf(1)}}, "prior", "two numbers above 0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, area := range map[string]TwoFrame{"beneficiaries of x": {"x", tc.bad, ok}, "others of x": {"x", ok, tc.bad}} {
				_, err := Verify([]TwoFrame{area}, seeded(1))
				var refused *poverty.InputError
				if !errors.As(err, &refused) || refused.Field != tc.field+", "+name || refused.Allowed != tc.allowed {
					t.Errorf("got %v, want %s of %s refused", err, tc.field, name)
				}
			}
		})
	}
}

// The intervals hold the truth in 93 to 98 % of samples, for the three designs
// of the domain reference, also where few are found; the delta method's do not.
func TestIntervalsCover(t *testing.T) {
	rng := seeded(3)
	for _, tc := range []struct {
		listed     [2]int // beneficiaries, others
		visited    [2]int
		ineligible float64
		eligible   float64
	}{
		{[2]int{200, 400}, [2]int{30, 40}, .15, .10},
		{[2]int{200, 400}, [2]int{20, 30}, .10, .05},
		{[2]int{1000, 2000}, [2]int{60, 80}, .20, .30},
	} {
		t.Run(fmt.Sprint(tc.listed, tc.visited), func(t *testing.T) {
			wrong := int(tc.ineligible * float64(tc.listed[0]))
			missed := int(tc.eligible * float64(tc.listed[1]))
			truth := float64(missed) / float64(missed+tc.listed[0]-wrong)
			const samples = 600
			held, heldByDelta := 0, 0
			for range samples {
				area := TwoFrame{"",
					Frame{Families: tc.listed[0], Visited: tc.visited[0], Found: drawWithout(rng, wrong, tc.visited[0], tc.listed[0])},
					Frame{Families: tc.listed[1], Visited: tc.visited[1], Found: drawWithout(rng, missed, tc.visited[1], tc.listed[1])}}
				var v Verified
				v.Exclusion.fill(area.Others.found(), area.Beneficiaries.rest())
				v.draw([]TwoFrame{area}, 300, rng)
				if low, high, _ := v.Exclusion.Interval(); low <= truth && truth <= high {
					held++
				}
				share, _ := v.Exclusion.Share()
				if se, _ := v.Exclusion.StandardError(); math.Abs(share-truth) <= 1.96*se {
					heldByDelta++
				}
			}
			t.Logf("%.1f %% of intervals hold %.3f, %.1f %% by the delta method", 100*float64(held)/samples, truth, 100*float64(heldByDelta)/samples)
			if share := float64(held) / samples; share < .93 || share > .98 {
				t.Errorf("%.3f of intervals hold the truth", share)
			}
		})
	}
}

// drawWithout draws n of N, of whom some are marked, and returns how many it draws of these.
func drawWithout(rng *rand.Rand, marked, n, N int) (drawn int) {
	for i := range n {
		if rng.IntN(N-i) < marked-drawn {
			drawn++
		}
	}
	return drawn
}

// What three numbers of missed families have in common is nothing that Go would
// convert, assign or add.
func TestThreeNumbersStayApart(t *testing.T) {
	numbers := []interface{ Name() poverty.Text }{target.AdministrativeGap{}, VerifiedExclusionError{}, UnregisteredPoor{}, VerifiedInclusionError{}}
	names := map[string]bool{}
	for i, a := range numbers {
		for j, b := range numbers {
			if i != j && reflect.TypeOf(a).ConvertibleTo(reflect.TypeOf(b)) {
				t.Errorf("%T can be made into %T", a, b)
			}
		}
		typ := reflect.TypeOf(a)
		if typ.Kind() != reflect.Struct {
			t.Errorf("%T can be added up", a)
		}
		for f := range typ.NumField() {
			if typ.Field(f).IsExported() {
				t.Errorf("%T can be made up: field %s", a, typ.Field(f).Name)
			}
		}
		for _, name := range []string{a.Name().EN, a.Name().ID} {
			if name == "" || names[name] {
				t.Errorf("%T is called %q", a, name)
			}
			names[name] = true
		}
	}
}

func TestVisits(t *testing.T) {
	for _, tc := range []struct {
		name string
		p    Precision
		want int
	}{
		{"15 % to 10 points", Precision{.15, .10, .95, 1, 0}, 49},
		{"the same of 75", Precision{.15, .10, .95, 1, 75}, 30},
		{"twice the variance", Precision{.15, .10, .95, 2, 0}, 98},
		{"half to 5 points", Precision{.5, .05, .95, 1, 0}, 385},
		{"90 % sure", Precision{.5, .05, .90, 1, 0}, 271},
		{"never more than all", Precision{.5, .01, .95, 4, 20}, 20},
		{"never none", Precision{.001, .9, .5, 1e-9, 0}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, err := tc.p.Visits(); got != tc.want || err != nil {
				t.Errorf("%d, %v; want %d", got, err, tc.want)
			}
		})
	}
	for field, bad := range map[string]Precision{
		"share": {0, .1, .95, 1, 0}, "margin": {.5, 0, .95, 1, 0}, "confidence": {.5, .1, 95, 1, 0}, "deff": {.5, .1, .95, 0, 0}, "families": {.5, .1, .95, 1, -1},
	} {
		var refused *poverty.InputError
		if _, err := bad.Visits(); !errors.As(err, &refused) || refused.Field != field {
			t.Errorf("got %v, want %s refused", err, field)
		}
	}
}

// The rows of the table, and the last against sums of fractions by hand.
func TestLQAS(t *testing.T) {
	for _, tc := range []struct {
		name        string
		l           LQAS
		good, bad   float64
		alpha, beta float64
	}{
		{"19, 13 for 80 and 50 %", LQAS{19, 13, 0}, .8, .5, .068, .084},
		{"19, 16 for 90 and 70 %", LQAS{19, 16, 0}, .9, .7, .115, .133},
		{"24, 20", LQAS{24, 20, 0}, .9, .7, .085, .111},
		{"30, 25", LQAS{30, 25, 0}, .9, .7, .073, .077},
		{"40, 33", LQAS{40, 33, 0}, .9, .7, .042, .055},
		{"50, 41", LQAS{50, 41, 0}, .9, .7, .025, .040},
		{"a tenth of all is binomial still", LQAS{19, 13, 190}, .8, .5, .068, .084},
		// 3 of 10, of whom 8 or 5 are correct: 1 − (56 + 56)/120, and (50 + 10)/120.
		{"3, 2 of 10", LQAS{3, 2, 10}, .8, .5, 8. / 120, 60. / 120},
		// ⌈.75·10⌉ = 8 and ⌊.55·10⌋ = 5.
		{"3, 2 of 10, shares between families", LQAS{3, 2, 10}, .75, .55, 8. / 120, 60. / 120},
		{"all visited leaves no doubt", LQAS{10, 8, 10}, .8, .5, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			alpha, beta, err := tc.l.Errors(tc.good, tc.bad)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "alpha", alpha, tc.alpha, .0005)
			near(t, "beta", beta, tc.beta, .0005)
		})
	}
	for field, call := range map[string]func() (float64, float64, error){
		"families": func() (float64, float64, error) { return LQAS{3, 2, -1}.Errors(.8, .5) },
		"visits":   func() (float64, float64, error) { return LQAS{0, 2, 0}.Errors(.8, .5) },
		"decision": func() (float64, float64, error) { return LQAS{3, 4, 0}.Errors(.8, .5) },
		"good":     func() (float64, float64, error) { return LQAS{3, 2, 0}.Errors(80, .5) },
		"bad":      func() (float64, float64, error) { return LQAS{3, 2, 0}.Errors(.5, .8) },
	} {
		var refused *poverty.InputError
		if _, _, err := call(); !errors.As(err, &refused) || refused.Field != field {
			t.Errorf("got %v, want %s refused", err, field)
		}
	}
	if _, _, err := (LQAS{11, 2, 10}).Errors(.8, .5); err == nil {
		t.Error("eleven of ten are visited")
	}
}

// rows reads a table of the R package survey, by column.
func rows(t *testing.T, name string) []map[string]string {
	path, ok := sharedtest.Path(t, "vectors/"+name)
	if !ok {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, cells := range table[1:] {
		row := map[string]string{}
		for i, c := range cells {
			row[table[0][i]] = c
		}
		out = append(out, row)
	}
	return out
}

func number(t *testing.T, text string) float64 {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// observations takes y and x from columns; "" is 1.
func observations(t *testing.T, table []map[string]string, stratum, psu, y, x string) (out []Observation) {
	for _, row := range table {
		o := Observation{Stratum: row[stratum], PSU: row[psu], PSUs: int(number(t, row["fpc"])), Weight: number(t, row["pw"]), Y: number(t, row[y]), X: 1}
		if x != "" {
			o.X = number(t, row[x])
		}
		out = append(out, o)
	}
	return out
}

// R survey, data(api): svymean, svytotal and svyratio over dclus1 and dstrat.
func TestAgreesWithRSurvey(t *testing.T) {
	clusters, strata := rows(t, "apiclus1.csv"), rows(t, "apistrat.csv")
	if clusters == nil || strata == nil {
		return
	}
	for _, tc := range []struct {
		name              string
		estimate          func([]Observation) (Estimate, error)
		sample            []Observation
		value, se         float64
		valueTo, seTo     float64
		psus, strataCount int
	}{
		{"apiclus1 mean api00", MeanOf, observations(t, clusters, "", "dnum", "api00", ""), 644.17, 23.542, .005, .0005, 15, 1},
		{"apiclus1 total enroll", TotalOf, observations(t, clusters, "", "dnum", "enroll", ""), 3404940, 932235, .5, .5, 15, 1},
		{"apiclus1 ratio api.stu/enroll", RatioOf, observations(t, clusters, "", "dnum", "api_stu", "enroll"), .8497087, .0083863, 5e-8, 5e-8, 15, 1},
		{"apistrat mean api00", MeanOf, observations(t, strata, "stype", "", "api00", ""), 662.29, 9.4089, .005, .00005, 200, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			e, err := tc.estimate(tc.sample)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "value", e.Value, tc.value, tc.valueTo)
			near(t, "SE", e.SE, tc.se, tc.seTo)
			if e.PSUs != tc.psus || e.Strata != tc.strataCount || e.Lonely != nil {
				t.Errorf("%+v", e)
			}
		})
	}
}

// Two strata: in a, units of 4 and 8; b has one unit of 3 of several. Around the
// mean of all, 5, that is 2²; around its own a has 2·(2² + 2²).
func TestLonelyStratumIsFlagged(t *testing.T) {
	sample := []Observation{
		{Stratum: "a", PSU: "1", Weight: 1, Y: 1}, {Stratum: "b", PSU: "1", Weight: 1, Y: 3},
		{Stratum: "a", PSU: "2", Weight: 1, Y: 8}, {Stratum: "a", PSU: "1", Weight: 3, Y: 1},
	}
	e, err := TotalOf(sample)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "total", e.Value, 15, 0)
	near(t, "variance", e.SE*e.SE, 2*(4+4)+4, 1e-12)
	if !slices.Equal(e.Lonely, []string{"b"}) {
		t.Errorf("lonely are %v", e.Lonely)
	}
	// The only unit that there is leaves no doubt.
	sample[1].PSUs = 1
	e, _ = TotalOf(sample)
	if near(t, "variance", e.SE*e.SE, 16, 1e-12); e.Lonely != nil {
		t.Errorf("lonely are %v", e.Lonely)
	}
}

// A domain of one unit of three: the others count with 0, so that the total
// varies as 6, 0, 0 do: 3/2·(4² + 2² + 2²).
func TestDomainKeepsAllUnits(t *testing.T) {
	sample := []Observation{
		{PSU: "1", Weight: 2, Y: 3}, {PSU: "2", Weight: 2, Y: 5, Outside: true}, {PSU: "3", Weight: 2, Y: 7, Outside: true},
	}
	e, err := TotalOf(sample)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "total", e.Value, 6, 0)
	near(t, "variance", e.SE*e.SE, 36, 1e-12)
	if e.PSUs != 3 {
		t.Errorf("%d units", e.PSUs)
	}
	m, err := MeanOf(sample)
	near(t, "mean", m.Value, 3, 0)
	if near(t, "its SE", m.SE, 0, 1e-15); err != nil {
		t.Error(err)
	}
}

func TestSamplesThatCannotBeUsed(t *testing.T) {
	good := Observation{Weight: 1, Y: 1, X: 1}
	for _, tc := range []struct {
		name  string
		bad   Observation
		field string
	}{
		{"a negative weight", Observation{Weight: -1}, "weight"},
		{"an endless weight", Observation{Weight: math.Inf(1)}, "weight"},
		{"y is not a number", Observation{Y: math.NaN()}, "y"},
		{"x is not a number", Observation{X: math.Inf(-1)}, "x"},
		{"another number of units", Observation{PSUs: 9}, "psus"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := RatioOf([]Observation{good, tc.bad})
			var at *poverty.RecordError
			if !errors.As(err, &at) || at.Record != 1 || at.Field != tc.field {
				t.Errorf("got %v, want record 1, %s", err, tc.field)
			}
		})
	}
	var at *poverty.RecordError
	if _, err := TotalOf([]Observation{{PSUs: -1}}); !errors.As(err, &at) || at.Field != "psus" {
		t.Errorf("fewer units than none: %v", err)
	}
	if _, err := TotalOf([]Observation{{PSU: "1", PSUs: 1}, {PSU: "2", PSUs: 1}}); !errors.As(err, &at) || at.Field != "psus" {
		t.Errorf("two of one unit: %v", err)
	}
	for name, sample := range map[string][]Observation{"nobody": nil, "nobody of the domain": {{Weight: 1, Y: 1, Outside: true}, {Weight: 1, Outside: true}}} {
		if _, err := MeanOf(sample); !errors.Is(err, poverty.ErrEmpty) {
			t.Errorf("%s: %v, want ErrEmpty", name, err)
		}
	}
	if _, err := TotalOf(nil); !errors.Is(err, poverty.ErrEmpty) {
		t.Errorf("no sample: %v, want ErrEmpty", err)
	}
	if _, err := TotalOf([]Observation{good}); !errors.Is(err, ErrOnePSU) {
		t.Errorf("one unit: %v, want ErrOnePSU", err)
	}
}

// The order of records does not matter; a total of a domain and of the rest make
// the whole; weights all twice make the total twice and leave the mean.
func TestDesignHolds(t *testing.T) {
	family := rapid.Custom(func(t *rapid.T) Observation {
		return Observation{
			Stratum: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "stratum"),
			PSU:     rapid.SampledFrom([]string{"1", "2", "3", ""}).Draw(t, "unit"),
			PSUs:    40,
			Weight:  rapid.Float64Range(1, 30).Draw(t, "weight"),
			Y:       rapid.Float64Range(-5, 50).Draw(t, "y"),
			Outside: rapid.Bool().Draw(t, "outside"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		sample := rapid.SliceOfN(family, 2, 25).Draw(t, "sample")
		whole, rest, twice := slices.Clone(sample), slices.Clone(sample), slices.Clone(sample)
		for i := range sample {
			whole[i].Outside, rest[i].Outside = false, !sample[i].Outside
			twice[i].Weight *= 2
		}
		part, err := TotalOf(sample)
		if errors.Is(err, ErrOnePSU) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		shuffled, _ := TotalOf(rapid.Permutation(sample).Draw(t, "order"))
		near(t, "total in another order", shuffled.Value, part.Value, 1e-9)
		near(t, "SE in another order", shuffled.SE, part.SE, 1e-7)
		all, _ := TotalOf(whole)
		others, _ := TotalOf(rest)
		near(t, "the domain and the rest", part.Value+others.Value, all.Value, 1e-8)
		doubled, _ := TotalOf(twice)
		near(t, "total of twice the weights", doubled.Value, 2*part.Value, 1e-8)
		near(t, "its SE", doubled.SE, 2*part.SE, 1e-6)
		mean, err1 := MeanOf(sample)
		mean2, err2 := MeanOf(twice)
		if near(t, "mean of twice the weights", mean2.Value, mean.Value, 1e-9); (err1 == nil) != (err2 == nil) {
			t.Fatal(err1, err2)
		}
		if math.IsNaN(mean.SE) || math.IsNaN(part.SE) {
			t.Fatalf("%+v, %+v", mean, part)
		}
	})
}

// recapr: NChapman(100, 100, 20).
func TestChapman(t *testing.T) {
	families, variance, err := TwoLists{Register: 100, Listing: 100, Matches: 20}.Chapman()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "N", families, 484.7619, .00005)
	near(t, "SE", math.Sqrt(variance), 82.0315, .00005)
}

func TestUnregistered(t *testing.T) {
	one := TwoLists{Stratum: "village 1, women", Register: 100, Listing: 100, Matches: 20}
	u, err := Unregistered([]TwoLists{one, {Stratum: "village 1, men", Register: 50, Listing: 30, Matches: 30}})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "unregistered", u.Families(), 384.7619, .00005)
	near(t, "on neither list", u.Unseen(), 304.7619, .00005)
	near(t, "SE", u.StandardError(), 82.0315, .00005)
	share, ok := u.OfPoor().Value()
	near(t, "of all poor", known(t, share, ok), 384.7619/534.7619, 1e-7)

	low, high := u.Interval()
	C := math.Exp(1.959964 * math.Sqrt(math.Log(1+u.variance/(u.Unseen()*u.Unseen()))))
	near(t, "low", low, 80+u.Unseen()/C, 1e-9)
	near(t, "high", high, 80+u.Unseen()*C, 1e-9)

	// Whom the listing found, the register holds: nobody is missed.
	u, _ = Unregistered([]TwoLists{{Register: 50, Listing: 30, Matches: 30}})
	low, high = u.Interval()
	for _, n := range []float64{u.Families(), u.Unseen(), u.StandardError(), low, high} {
		near(t, "nobody missed", n, 0, 1e-9)
	}
}

func TestUnregisteredRefuses(t *testing.T) {
	good := TwoLists{Register: 100, Listing: 100, Matches: 20}
	_, err := Unregistered([]TwoLists{good, {Stratum: "village 2", Register: 100, Listing: 100, Matches: 6}})
	var few *FewMatchesError
	if !errors.As(err, &few) || few.Stratum != "village 2" || few.Matches != 6 {
		t.Errorf("six matches: %v", err)
	}
	if _, err := Unregistered([]TwoLists{{Register: 100, Listing: 100, Matches: 7}}); err != nil {
		t.Errorf("seven matches: %v", err)
	}
	if _, err := Unregistered(nil); !errors.Is(err, poverty.ErrEmpty) {
		t.Errorf("no stratum: %v", err)
	}
	for field, bad := range map[string]TwoLists{
		"register of x": {"x", -1, 9, 9}, "listing of x": {"x", 9, -1, 9}, "matches of x": {"x", 9, 8, 9},
	} {
		var refused *poverty.InputError
		if _, err := Unregistered([]TwoLists{bad}); !errors.As(err, &refused) || refused.Field != field {
			t.Errorf("got %v, want %s refused", err, field)
		}
	}
}
