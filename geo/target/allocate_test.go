package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"

	"pgregory.net/rapid"
)

func allocate(t reporter, b Budget, needs ...Need) *Allocation {
	t.Helper()
	a, err := Allocate(needs, b)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return a
}

// need misses some families of twice as many.
func need(code string, missed int) Need {
	return Need{Code: code, District: code[:1], State: Known, Eligible: 2 * missed, Reached: missed}
}

// given says how many packages each area gets: "a1:3 b1:4".
func given(a *Allocation) string {
	var words []string
	for _, g := range a.Areas {
		words = append(words, fmt.Sprintf("%s:%d", g.Code, g.Packages))
	}
	return strings.Join(words, " ")
}

// packagesOf is a budget of n packages at 600 000 rupiah, and some change.
func packagesOf(n int, rule Rule) Budget {
	return Budget{Amount: Rupiah(n)*600_000 + 599_999, UnitCost: 600_000, Rule: rule}
}

func TestRules(t *testing.T) {
	poor := func(code string, missed, desil1 int) Need {
		n := need(code, missed)
		n.Families, n.Desil1 = 100, desil1
		return n
	}
	minimum := func(b Budget, m int) Budget { b.MinimumPerDistrict = m; return b }
	for _, tc := range []struct {
		name  string
		b     Budget
		needs []Need
		want  string
	}{
		{"gap: 10 of 60, 30, 10", packagesOf(10, Gap), []Need{need("a1", 60), need("b1", 30), need("c1", 10)}, "a1:6 b1:3 c1:1"},
		{"gap: 5.88, 2.94, 0.98 and 0.2", packagesOf(10, Gap), []Need{need("a1", 60), need("b1", 30), need("c1", 10), need("d1", 2)}, "a1:6 b1:3 c1:1 d1:0"},
		{"gap: equal remainders go to more missed, then by code", packagesOf(2, Gap), []Need{need("c1", 1), need("b1", 1), need("a1", 1), need("d1", 3)}, "a1:1 b1:0 c1:0 d1:1"},
		{"gap: more packages than families", packagesOf(200, Gap), []Need{need("a1", 60), need("b1", 30)}, "a1:60 b1:30"},
		{"gap: nobody missed", packagesOf(200, Gap), []Need{need("a1", 0), need("b1", 0)}, "a1:0 b1:0"},
		{"gap: one area", packagesOf(7, Gap), []Need{need("a1", 9)}, "a1:7"},
		{"equal: caps first", packagesOf(20, EqualShare), []Need{need("a1", 60), need("b1", 30), need("c1", 3)}, "a1:9 b1:8 c1:3"},
		{"equal: all alike, by code", packagesOf(5, EqualShare), []Need{need("c1", 9), need("b1", 9), need("a1", 9)}, "a1:2 b1:2 c1:1"},
		{"equal: fewer packages than areas, to most missed", packagesOf(1, EqualShare), []Need{need("a1", 5), need("b1", 9)}, "a1:0 b1:1"},
		{"poorest first", packagesOf(25, PoorestFirst), []Need{poor("a1", 40, 20), poor("b1", 20, 30), poor("c1", 50, 10)}, "a1:5 b1:20 c1:0"},
		{"poorest first: nobody's desil known is like nobody poor", packagesOf(3, PoorestFirst), []Need{poor("a1", 30, 0), need("b1", 40)}, "a1:0 b1:3"},
		{"poorest first: as poor, more of its own missed", packagesOf(3, PoorestFirst),
			[]Need{poor("a1", 30, 20), {Code: "b1", State: Known, Eligible: 5, Reached: 2, Families: 10, Desil1: 2}}, "a1:0 b1:3"},
		{"poorest first: as poor, as many of its own, more missed", packagesOf(3, PoorestFirst), []Need{poor("a1", 30, 20), poor("b1", 40, 20)}, "a1:0 b1:3"},
		{"minimum: each district, the rest by gap", minimum(packagesOf(20, Gap), 4), []Need{need("a1", 50), need("a2", 40), need("b1", 10), need("c1", 3)}, "a1:7 a2:6 b1:4 c1:3"},
		{"minimum: within the district by gap", minimum(packagesOf(100, Gap), 10), []Need{need("a1", 1000), need("b1", 6), need("b2", 14)}, "a1:90 b1:3 b2:7"},
		{"minimum: the poorest wait for it", minimum(packagesOf(25, PoorestFirst), 3), []Need{poor("a1", 10, 20), poor("b1", 20, 30), poor("c1", 10, 10)}, "a1:3 b1:19 c1:3"},
		{"minimum: lower than what the rule gives", minimum(packagesOf(10, EqualShare), 2), []Need{need("a1", 60), need("b1", 30)}, "a1:5 b1:5"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := given(allocate(t, tc.b, tc.needs...)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestMoneyIsAccountedFor(t *testing.T) {
	a := allocate(t, packagesOf(200, Gap), need("a1", 60), Need{Code: "w1", Eligible: 9}, Need{Code: "n1", State: NoData})
	if a.Packages != 200 || a.Given != 60 || a.Left != 140*600_000+599_999 {
		t.Errorf("%d packages, %d given, %d rupiah left", a.Packages, a.Given, a.Left)
	}
	if !slices.Equal(a.LeftOut, []string{"n1", "w1"}) || given(a) != "a1:60" {
		t.Errorf("left out %v, given %s", a.LeftOut, given(a))
	}
}

// 30 packages at a precision of exactly 3/4: 22.5 families of 100 are then reached.
func TestExpectedEffect(t *testing.T) {
	a := allocate(t, packagesOf(30, Gap),
		Need{Code: "a", State: Known, Eligible: 60, Reached: 10, ReachedNotEligible: 4, Precision: Posterior{3e6, 1e6}},
		Need{Code: "b", State: Known, Eligible: 40, Reached: 30, ReachedNotEligible: 6, Precision: Posterior{3e6, 1e6}},
	)
	near(t, "EE before", value(t, a.ExclusionError.Before), .6, 0)
	near(t, "EE expected", a.ExclusionError.Expected, .375, 1e-12)
	near(t, "IE before", value(t, a.InclusionError.Before), .2, 0)
	near(t, "IE expected", a.InclusionError.Expected, (10+7.5)/80, 1e-12)
	// Binomial(30, ¾): 95 % lie in 18 to 27 (qbinom).
	near(t, "EE low", a.ExclusionError.Low, .33, .011)
	near(t, "EE high", a.ExclusionError.High, .42, .011)
	near(t, "IE low", a.InclusionError.Low, (10+3.)/80, .013)
	near(t, "IE high", a.InclusionError.High, (10+12.)/80, .013)
}

// Without a precision, that of today is taken: 90 rightly reached and 10 wrongly
// make 90.5 of 101.
func TestPrecisionOfToday(t *testing.T) {
	a := allocate(t, packagesOf(101, Gap), Need{Code: "a", State: Known, Eligible: 1000, Reached: 90, ReachedNotEligible: 10})
	near(t, "EE expected", a.ExclusionError.Expected, (910-90.5)/1000, 1e-12)
	// Noise may reach five of three: then all three are reached.
	a = allocate(t, packagesOf(1, Gap), Need{Code: "a", State: Known, Eligible: 3, Reached: 5, ReachedNotEligible: 1})
	near(t, "IE before", value(t, a.InclusionError.Before), .25, 0)
	// Nobody was ever reached: anything is possible.
	a = allocate(t, packagesOf(100, Gap), Need{Code: "a", State: Known, Eligible: 100})
	if e := a.ExclusionError; e.Low > .01 || e.High < .99 || e.Expected != .5 {
		t.Errorf("who never chose chooses like %+v", e)
	}
}

// Nobody can say whom b reaches wrongly: then the inclusion error has no value, and
// what packages change in b has none either, unless b's precision is known.
func TestEffectOfWhatIsNotKnown(t *testing.T) {
	a := Need{Code: "a", State: Known, Eligible: 60, Reached: 10, ReachedNotEligible: 4}
	b := Need{Code: "b", State: Known, Eligible: 40, Reached: 30, ReachedNotEligible: NotKnown}
	all := b
	all.Reached = all.Eligible
	judged := b
	judged.Precision = Posterior{3, 1}
	for _, tc := range []struct {
		name      string
		b         Need
		exclusion bool
	}{{"b gets packages", b, false}, {"b gets none", all, true}, {"the precision of b is known", judged, true}} {
		t.Run(tc.name, func(t *testing.T) {
			got := allocate(t, packagesOf(30, Gap), a, tc.b)
			if _, said := got.InclusionError.Before.Value(); said || got.InclusionError.Known {
				t.Errorf("inclusion error %+v, want none", got.InclusionError)
			}
			if _, said := got.ExclusionError.Before.Value(); !said || got.ExclusionError.Known != tc.exclusion {
				t.Errorf("exclusion error %+v, want it said before, and after: %v", got.ExclusionError, tc.exclusion)
			}
		})
	}
}

func TestEffectOnNobody(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		needs                []Need
		exclusion, inclusion bool
	}{
		{"no area", nil, false, false},
		{"nobody eligible or reached", []Need{{Code: "a", State: Known}}, false, false},
		{"nobody eligible", []Need{{Code: "a", State: Known, ReachedNotEligible: 3}}, false, true},
		{"all reached", []Need{{Code: "a", State: Known, Eligible: 3, Reached: 3}}, true, true},
		{"noise reaches more than there are", []Need{{Code: "a", State: Known, Eligible: 3, Reached: 5}}, true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := allocate(t, packagesOf(3, Gap), tc.needs...)
			if a.ExclusionError.Known != tc.exclusion || a.InclusionError.Known != tc.inclusion {
				t.Errorf("exclusion %+v, inclusion %+v", a.ExclusionError, a.InclusionError)
			}
			for _, e := range []Effect{a.ExclusionError, a.InclusionError} {
				if e.Low != e.Expected || e.High != e.Expected || e.Expected < 0 {
					t.Errorf("no package changes an error: %+v", e)
				}
			}
		})
	}
}

// The draws have the mean and the variance of a beta-binomial; tiny parameters,
// which divide 0 by 0, end at 0 and 1.
func TestDraws(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, p := range []Posterior{{3, 1}, {.5, .5}, {1e-9, 3e-9}, {40, 900}} {
		const n, times = 60, 20_000
		var sum, squares float64
		for range times {
			x := binomial(n, p.draw(rng), rng)
			sum, squares = sum+x, squares+x*x
		}
		mean, π, s := sum/times, p.Mean(), p.A+p.B
		variance := n * π * (1 - π) * (s + n) / (s + 1)
		near(t, fmt.Sprint("mean of ", p), mean, n*π, 5*math.Sqrt(variance/times))
		near(t, fmt.Sprint("variance of ", p), (squares/times-mean*mean)/variance, 1, .1)
	}
}

func TestQuantile(t *testing.T) {
	xs := []float64{1, 2, 3, 4}
	for q, want := range map[float64]float64{0: 1, .25: 1, .26: 2, .5: 2, .975: 4, 1: 4} {
		near(t, fmt.Sprint(q), quantile(xs, q), want, 0)
	}
}

func TestAllocateRefuses(t *testing.T) {
	good := packagesOf(10, Gap)
	with := func(change func(b *Budget)) Budget { b := good; change(&b); return b }
	needs := []Need{need("a1", 60), need("b1", 30), need("c1", 2)}
	but := func(change func(n *Need)) []Need {
		n := need("d1", 5)
		change(&n)
		return append(slices.Clone(needs), n)
	}
	for _, tc := range []struct {
		name                string
		needs               []Need
		b                   Budget
		field, got, allowed string
	}{
		{"a budget below one package", needs, with(func(b *Budget) { b.Amount = 599_999 }), "budget", "599999", "600000, the cost of one unit, or more"},
		{"no cost", needs, with(func(b *Budget) { b.UnitCost = 0 }), "unit_cost", "0", "1 or more"},
		{"an unknown rule", needs, with(func(b *Budget) { b.Rule = "richest_first" }), "rule", "richest_first", "gap, poorest_first or equal_share"},
		{"a negative minimum", needs, with(func(b *Budget) { b.MinimumPerDistrict = -1 }), "minimum_per_district", "-1", "0 or more"},
		{"a minimum of too much", needs, with(func(b *Budget) { b.MinimumPerDistrict = 5 }), "minimum_per_district", "5", "0 to 4: there are 10 packages for 3 districts, and fewer families missed in 1 of them"},
		{"where nobody is missed nobody waits", but(func(n *Need) { n.Eligible = n.Reached })[1:], with(func(b *Budget) { b.MinimumPerDistrict = 9 }), "minimum_per_district", "9", "0 to 8: there are 10 packages for 2 districts, and fewer families missed in 1 of them"},
		{"a minimum for a district without a code", but(func(n *Need) { n.District = "" }), with(func(b *Budget) { b.MinimumPerDistrict = 1 }), "district of d1", "", "the code of a district, where every one has a minimum"},
		{"an area twice", append(needs, needs[0]), good, "code", "a1", "each place once"},
		{"fewer than none", but(func(n *Need) { n.Families = -1 }), good, "families of d1", "-1", allowedFamilies},
		{"more in desil 1 than families", but(func(n *Need) { n.Desil1 = 1 }), good, "desil_1 of d1", "1", "at most 0, all families"},
		{"half a precision", but(func(n *Need) { n.Precision.B = 1 }), good, "precision of d1", "{0 1}", "two numbers above 0"},
		{"an unknown state", but(func(n *Need) { n.State = 9 }), good, "state of d1", "9", "withheld, no data or known"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := Allocate(tc.needs, tc.b)
			var refused *poverty.InputError
			if !errors.As(err, &refused) || *refused != (poverty.InputError{Field: tc.field, Got: tc.got, Allowed: tc.allowed}) {
				t.Errorf("got %v, want %s %q refused, %s", err, tc.field, tc.got, tc.allowed)
			}
		})
	}
}

// Whatever the rule: packages sum to what is bought, or to the gap when there
// are more; no area gets more than it misses, no district less than its minimum;
// the order of areas does not matter, and equal input gives equal bytes.
func TestAllocateHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := packagesOf(rapid.IntRange(1, 120).Draw(t, "packages"), rapid.SampledFrom([]Rule{Gap, PoorestFirst, EqualShare}).Draw(t, "rule"))
		b.MinimumPerDistrict, b.Seed = rapid.IntRange(0, 12).Draw(t, "minimum"), rapid.Uint64().Draw(t, "seed")
		var needs []Need
		for i := range rapid.IntRange(0, 14).Draw(t, "areas") {
			families := rapid.IntRange(0, 30).Draw(t, "families")
			needs = append(needs, Need{
				Code:     fmt.Sprintf("%02d", i),
				District: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "district"),
				State:    rapid.SampledFrom([]State{Known, Known, Known, Withheld}).Draw(t, "state"),
				Eligible: rapid.IntRange(0, 20).Draw(t, "eligible"), Reached: rapid.IntRange(0, 20).Draw(t, "reached"),
				ReachedNotEligible: rapid.IntRange(0, 9).Draw(t, "wrongly"),
				Families:           families, Desil1: rapid.IntRange(0, families).Draw(t, "desil 1"),
			})
		}
		a, err := Allocate(needs, b)
		var refused *poverty.InputError
		if errors.As(err, &refused) && refused.Field == "minimum_per_district" {
			checkLargestMinimum(t, needs, b, refused.Allowed)
			return
		} else if err != nil {
			t.Fatal(err)
		}
		checkAllocation(t, a, b)
		again := allocate(t, b, rapid.Permutation(needs).Draw(t, "order")...)
		if one, two := encoded(t, a), encoded(t, again); !bytes.Equal(one, two) {
			t.Fatalf("%s\nis not\n%s", one, two)
		}
	})
}

func checkAllocation(t *rapid.T, a *Allocation, b Budget) {
	packages, missed := 0, 0
	district, districtMissed := map[string]int{}, map[string]int{}
	for _, g := range a.Areas {
		if g.Packages < 0 || g.Packages > g.Missed {
			t.Fatalf("%+v", g)
		}
		packages, missed = packages+g.Packages, missed+g.Missed
		district[g.District] += g.Packages
		districtMissed[g.District] += g.Missed
	}
	if packages != min(a.Packages, missed) || packages != a.Given || Rupiah(packages)*b.UnitCost+a.Left != b.Amount {
		t.Fatalf("%d packages of %d for %d families, %d given, %d left", packages, a.Packages, missed, a.Given, a.Left)
	}
	for d := range district {
		if district[d] < min(b.MinimumPerDistrict, districtMissed[d]) {
			t.Fatalf("district %s gets %d of a minimum of %d", d, district[d], b.MinimumPerDistrict)
		}
	}
	if b.Rule == Gap && b.MinimumPerDistrict == 0 && missed > 0 {
		for _, g := range a.Areas {
			if due := float64(packages) * float64(g.Missed) / float64(missed); math.Abs(float64(g.Packages)-due) >= 1 {
				t.Fatalf("%+v is due %v", g, due)
			}
		}
	}
	for _, e := range []Effect{a.ExclusionError, a.InclusionError} {
		if e.Known && !(0 <= e.Low && e.Low <= e.High && e.High <= 1 && 0 <= e.Expected && e.Expected <= 1) {
			t.Fatalf("%+v", e)
		}
	}
}

// checkLargestMinimum sees that the largest minimum that is said to be allowed is, and one more is not.
func checkLargestMinimum(t *rapid.T, needs []Need, b Budget, allowed string) {
	var most int
	if _, err := fmt.Sscanf(allowed, "0 to %d:", &most); err != nil {
		t.Fatal(allowed)
	}
	b.MinimumPerDistrict = most
	if _, err := Allocate(needs, b); err != nil {
		t.Fatal(err)
	}
	b.MinimumPerDistrict = most + 1
	if _, err := Allocate(needs, b); err == nil {
		t.Fatalf("a minimum of %d is possible too", most+1)
	}
}

func encoded(t *rapid.T, a *Allocation) []byte {
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestAnotherSeedDrawsAnotherRange(t *testing.T) {
	n := Need{Code: "a", State: Known, Eligible: 5000, Reached: 20, ReachedNotEligible: 5}
	b := packagesOf(2000, Gap)
	first := allocate(t, b, n)
	b.Seed++
	if second := allocate(t, b, n); second.ExclusionError.Low == first.ExclusionError.Low {
		t.Error("the seed is not used")
	}
}

func BenchmarkAllocate(b *testing.B) {
	var needs []Need
	for i := range 237 {
		needs = append(needs, Need{Code: fmt.Sprintf("64.02.%04d", i), District: fmt.Sprint(i % 20), State: Known, Eligible: 200 + i, Reached: i % 150, ReachedNotEligible: i % 40})
	}
	budget := packagesOf(10_000, Gap)
	budget.MinimumPerDistrict = 20
	for b.Loop() {
		if _, err := Allocate(needs, budget); err != nil {
			b.Fatal(err)
		}
	}
}
