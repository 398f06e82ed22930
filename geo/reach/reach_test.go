package reach

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"

	"github.com/paulmach/orb"
)

const side = 0.05

// A made place is a village: how many families are eligible, and reached, and how
// many others there are beside one for each of the eligible.
type made struct{ eligible, reached, others uint32 }

// grid makes a release of w×h villages in two districts, west and east.
func grid(t testing.TB, w, h int, at func(x, y int) made) *disclose.Release {
	t.Helper()
	return cleared(t, disclose.Policy{MinFamilies: 5}, poverty.Release{ID: 7, AsOf: "2024-06-30", Audience: poverty.Planner}, w, h, at)
}

// cleared makes such a release under a policy.
func cleared(t testing.TB, policy disclose.Policy, about poverty.Release, w, h int, at func(x, y int) made) *disclose.Release {
	t.Helper()
	square := func(x, y, w, h float64) orb.MultiPolygon {
		b := orb.Bound{Min: orb.Point{116 + x*side, -0.2 + y*side}, Max: orb.Point{116 + (x+w)*side, -0.2 + (y+h)*side}}
		return orb.MultiPolygon{b.ToPolygon()}
	}
	c := disclose.Counts{
		Indicators: []poverty.Indicator{
			{ID: "families", Unit: poverty.UnitFamilies}, {ID: "located_share", Unit: poverty.UnitShare},
			{ID: "coverage_pkh", Unit: poverty.UnitShare, Programme: "pkh"}, {ID: "coverage_any", Unit: poverty.UnitShare},
			{ID: "registry_discordance", Unit: poverty.UnitShare}, {ID: "leakage_pkh", Unit: poverty.UnitFamilies}, {ID: "desil_1", Unit: poverty.UnitShare},
			{ID: "eligible_pkh", Unit: poverty.UnitFamilies, Programme: "pkh"},
		},
		Numerator: []int{0, 1, 3, 3, 4, 4, 4, 2}, Denominator: []int{0, 0, 2, 2, 0, 3, 0, 0},
		ByCell: make([][]uint32, 5), ByArea: make([][]uint32, 5),
	}
	add := func(to [][]uint32, m made) {
		for j, v := range [...]uint32{2*m.eligible + m.others, m.eligible, m.eligible, m.reached, m.eligible / 4} {
			to[j] = append(to[j], v)
		}
	}
	var all made
	halves := [2]made{}
	type cell struct {
		hex.Cell
		made
	}
	var cells []cell
	var villages []made
	var areas []area.Area
	for x := range w {
		for y := range h {
			m := at(x, y)
			d := 2 * x / w
			halves[d].eligible, halves[d].reached = halves[d].eligible+m.eligible, halves[d].reached+m.reached
			halves[d].others, all.others = halves[d].others+m.others, all.others+m.others
			all.eligible, all.reached = all.eligible+m.eligible, all.reached+m.reached
			villages = append(villages, m)
			areas = append(areas, area.Area{Level: area.Village, Code: area.Code(fmt.Sprintf("64.02.%02d.%04d", d+1, 2001+y+h*x)),
				Name: fmt.Sprintf("Desa %d-%d", x, y), Parent: area.Code(fmt.Sprintf("64.02.%02d", d+1)), Shape: square(float64(x), float64(y), 1, 1)})
			h3, err := hex.At(orb.Point{116 + (float64(x)+.5)*side, -0.2 + (float64(y)+.5)*side}, hex.Base)
			if err != nil {
				t.Fatal(err)
			}
			if m.eligible > 0 {
				cells = append(cells, cell{h3, m})
			}
		}
	}
	c.Areas = append([]area.Area{
		{Level: area.Regency, Code: "64.02", Name: "Kutai Rekaan", Shape: square(0, 0, float64(w), float64(h))},
		{Level: area.District, Code: "64.02.01", Name: "Barat", Parent: "64.02", Shape: square(0, 0, float64(w)/2, float64(h))},
		{Level: area.District, Code: "64.02.02", Name: "Timur", Parent: "64.02", Shape: square(float64(w)/2, 0, float64(w)/2, float64(h))},
	}, areas...)
	for _, m := range append([]made{all, halves[0], halves[1]}, villages...) {
		add(c.ByArea, m)
	}
	slices.SortFunc(cells, func(a, b cell) int { return int(a.Cell>>20) - int(b.Cell>>20) })
	for _, m := range cells {
		c.Cells = append(c.Cells, m.Cell)
		add(c.ByCell, m.made)
	}
	r, err := disclose.Clear(about, c, policy)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// hole misses many families in three by three villages around (4, 4), few elsewhere.
func hole(x, y int) made {
	switch {
	case x == 0 && y == 0:
		return made{eligible: 3, reached: 1} // withheld
	case x == 0 && y == 1:
		return made{} // nobody
	case x >= 3 && x <= 5 && y >= 3 && y <= 5:
		return made{eligible: 100, reached: 30 + uint32(x)}
	}
	return made{eligible: 100, reached: 85 + uint32(x+y)%5}
}

func ask(t testing.TB, g *Ground, q Question) *Answer {
	t.Helper()
	a, err := g.UnderCovered(q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestTheUnderCoveredComeFirst(t *testing.T) {
	g := NewGround(grid(t, 10, 8, hole))
	a := ask(t, g, Question{By: Village, Programme: "pkh", Threshold: 0.7})
	if a.Total != 78 || len(a.Places) != 78 || !slices.Equal(a.Withheld, []string{"64.02.01.2001"}) || len(a.NoData)+len(a.NobodyEligible) != 1 {
		t.Fatalf("%d of %d places, withheld %v, no data %v, nobody %v", len(a.Places), a.Total, a.Withheld, a.NoData, a.NobodyEligible)
	}
	running, missed := 0.0, 0
	for i, p := range a.Places {
		if p.Position != i+1 || p.Missed != p.Eligible-p.Reached || i > 0 && p.Missed > a.Places[i-1].Missed {
			t.Fatalf("place %d: %+v", i, p)
		}
		running, missed = running+p.OfGap, missed+p.Missed
		if math.Abs(p.Running-running) > 1e-9 {
			t.Errorf("place %d: running %v, want %v", i, p.Running, running)
		}
		if !(p.Wilson[0] <= p.Share && p.Share <= p.Wilson[1]) || !(p.Credible[0] <= *p.Expected && *p.Expected <= p.Credible[1]) || p.Rank[0] > p.Rank[1] {
			t.Errorf("place %d: intervals %+v", i, p)
		}
	}
	if missed != a.Gap.NotReached || math.Abs(running-1) > 1e-9 || a.Gap.Name.ID == "" {
		t.Errorf("%d missed in all places, the gap is %+v, running ends at %v", missed, a.Gap, running)
	}
	first := a.Places[0]
	if first.HotSpot != target.Hot || *first.Below < 0.99 || first.Q == nil || *first.Q > 0.05 || first.Why.EN == "" || first.Why.ID == "" || len(first.Doubts) == 0 {
		t.Errorf("the first: %+v", first)
	}
	if last := a.Places[77]; last.HotSpot == target.Hot || *last.Below > 0.01 {
		t.Errorf("the last: %+v", last)
	}
	if a.HoldHalf < 5 || a.HoldHalf > 30 || !strings.Contains(a.Headline.EN, fmt.Sprint(a.HoldHalf)) {
		t.Errorf("%d places hold half: %s", a.HoldHalf, a.Headline.EN)
	}
}

func TestEqualQuestionsHaveEqualAnswers(t *testing.T) {
	r := grid(t, 10, 8, hole)
	for by, within := range map[string]area.Code{Regency: "", District: "64.02", Village: "64.02.01", Cell: "64.02.01", Cluster: "64.02.01"} {
		q := Question{By: by, Programme: "any", Within: within, Threshold: 0.7}
		one, _ := json.Marshal(ask(t, NewGround(r), q))
		g := NewGround(r)
		ask(t, g, Question{By: by, Programme: "pkh", Threshold: 0.2}) // what was asked before is no matter
		two, _ := json.Marshal(ask(t, g, q))
		if string(one) != string(two) {
			t.Errorf("%s: two answers", by)
		}
	}
}

// Where families live and none of them is eligible that is what is said: it is
// neither withheld nor a lack of data.
func TestNobodyEligible(t *testing.T) {
	at := func(x, y int) made {
		switch {
		case x == 0 && y == 0:
			return made{others: 30}
		case x == 0 && y == 1:
			return made{} // nobody lives there
		case x == 0 && y == 2:
			return made{eligible: 3, others: 30} // withheld
		}
		return made{eligible: 100, reached: 40}
	}
	g := NewGround(grid(t, 4, 4, at))
	for _, by := range []string{Village, Cluster} {
		a := ask(t, g, Question{By: by, Programme: "pkh"})
		if !slices.Equal(a.NobodyEligible, []string{"64.02.01.2001"}) || !slices.Equal(a.NoData, []string{"64.02.01.2002"}) || !slices.Equal(a.Withheld, []string{"64.02.01.2003"}) {
			t.Errorf("by %s: nobody eligible %v, no data %v, withheld %v", by, a.NobodyEligible, a.NoData, a.Withheld)
		}
	}
	a, err := g.Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap})
	if err != nil || !slices.Equal(a.LeftOut, []string{"64.02.01.2002", "64.02.01.2003"}) {
		t.Errorf("an allocation leaves out %v, %v", a.LeftOut, err)
	}

	// A nought that may be noise says nothing.
	noisy := poverty.Release{ID: 7, Plan: &poverty.Plan{NoiseMax: 3}}
	if a := ask(t, NewGround(cleared(t, disclose.Policy{MinFamilies: 5}, noisy, 4, 4, at)), Question{By: Village, Programme: "pkh"}); len(a.NobodyEligible) != 0 {
		t.Errorf("with noise, nobody is eligible in %v", a.NobodyEligible)
	}
}

// How many have a location is known, or withheld: silence would read as all.
func TestLocationsThatAreWithheld(t *testing.T) {
	g := NewGround(grid(t, 2, 1, func(x, y int) made { return made{eligible: uint32(2 + 98*x), reached: 1} }))
	for i, want := range []bool{true, false} {
		if f := g.facts(&g.kinds[Village]().places[i]); f.Hidden != want || f.Hidden == (f.NotLocated.Whole > 0) {
			t.Errorf("village %d: %+v", i, f)
		}
	}
}

// Where everything is withheld the words say so: silence would read as no need.
func TestEverythingWithheld(t *testing.T) {
	g := NewGround(grid(t, 4, 2, func(x, y int) made { return made{eligible: 3, reached: 1} }))
	for _, by := range []string{Village, Cluster} {
		h := ask(t, g, Question{By: by, Programme: "pkh"}).Headline
		if !strings.Contains(h.EN, "8 villages are withheld. That does not mean") || !strings.Contains(h.ID, "disamarkan. Itu tidak berarti") {
			t.Errorf("by %s: %s %s", by, h.EN, h.ID)
		}
	}
	a, err := g.Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap})
	if err != nil || a.Note == nil || !strings.HasPrefix(a.Note.EN, "Nothing can be shared: the figures of all 8 villages are withheld") || !strings.Contains(a.Note.ID, "disamarkan") {
		t.Errorf("an allocation says %+v, %v", a.Note, err)
	}
	if e := a.InclusionError; e.Before != nil || e.Note == nil || !strings.Contains(e.Note.EN, "no village has figures") {
		t.Errorf("inclusion error %+v", e)
	}
	if some, _ := NewGround(grid(t, 10, 8, hole)).Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap}); some.Note == nil || !strings.HasPrefix(some.Note.EN, "2 villages are left out") {
		t.Errorf("where some are withheld it says %+v", some.Note)
	}
}

// Shares that are shown as bounds are said to be bounds, and so is their sum.
func TestBounds(t *testing.T) {
	reached := map[int]uint32{0: 0, 1: 3, 2: 40, 3: 97, 4: 100, 5: 60}
	bounded := disclose.Policy{MinFamilies: 10, Bound: 0.05}
	g := NewGround(cleared(t, bounded, poverty.Release{ID: 7}, 6, 1, func(x, y int) made { return made{eligible: 100, reached: reached[x]} }))
	a := ask(t, g, Question{By: Village, Programme: "pkh", Threshold: 0.97})
	bounds := map[target.Bound]int{}
	for _, p := range a.Places {
		bounds[p.Bound]++
		// The number that a bound is written as is no count to expect anything from.
		told, said := p.Expected != nil && p.Below != nil && p.Rank != nil, len(p.Doubts) > 0 && strings.Contains(p.Doubts[0].EN, "bound") && strings.Contains(p.Doubts[0].ID, "batas")
		if told != (p.Bound == "") || said == told || (p.Expected == nil) == told || (p.Below == nil) == told || (p.Rank == nil) == told {
			t.Errorf("%s: expected %v, below %v, rank %v; %v", p.Bound, p.Expected, p.Below, p.Rank, p.Doubts)
		}
		switch {
		case p.Bound == target.AtLeast && (p.Missed != 95 || p.Wilson[1] != 1 || p.Credible[1] != 1 || !strings.HasPrefix(p.Why.EN, "At least 95 of 100") || !strings.HasPrefix(p.Why.ID, "Sedikitnya 95 dari 100")),
			p.Bound == target.AtMost && (p.Missed != 5 || p.Wilson[0] != 0 || p.Credible[0] != 0 || !strings.HasPrefix(p.Why.EN, "At most 5 of 100") || !strings.Contains(p.Why.EN, "is not shown")):
			t.Errorf("%+v", p)
		}
	}
	if bounds[target.AtLeast] != 2 || bounds[target.AtMost] != 2 || bounds[""] != 2 {
		t.Errorf("bounds %v", bounds)
	}
	if a.Gap.Bound != target.About || !strings.Contains(a.Headline.EN, "about half of about 300") || !strings.Contains(a.Headline.ID, "sekitar 300") {
		t.Errorf("the gap is %+v: %s", a.Gap, a.Headline.EN)
	}
	if c := ask(t, g, Question{By: Cluster, Programme: "pkh"}); c.Gap != a.Gap || !strings.Contains(c.Headline.EN, "about") {
		t.Errorf("by cluster the gap is %+v: %s", c.Gap, c.Headline.EN)
	}

	shared, err := g.Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap})
	if err != nil || shared.ExclusionError.Note == nil || !strings.Contains(shared.ExclusionError.Note.EN, "roughly") {
		t.Errorf("an allocation over bounds: %+v, %v", shared.ExclusionError, err)
	}

	// A sum of places one of which is withheld is at least that.
	if a := ask(t, NewGround(grid(t, 10, 8, hole)), Question{By: Village, Programme: "pkh"}); a.Gap.Bound != target.AtLeast {
		t.Errorf("with one place withheld the gap is %+v", a.Gap)
	}
	if a := ask(t, NewGround(grid(t, 4, 4, func(x, y int) made { return made{eligible: 50, reached: 25} })), Question{By: Village, Programme: "pkh"}); a.Gap.Bound != "" {
		t.Errorf("where all is shown the gap is %+v", a.Gap)
	}
	noisy := poverty.Release{ID: 7, Plan: &poverty.Plan{NoiseMax: 3}}
	if a := ask(t, NewGround(cleared(t, disclose.Policy{MinFamilies: 5}, noisy, 4, 4, func(x, y int) made { return made{eligible: 50, reached: 25} })), Question{By: Village, Programme: "pkh"}); a.Gap.Bound != target.About {
		t.Errorf("with noise the gap is %+v", a.Gap)
	}
}

// The intervals of shares know the noise of the release: of places, of what
// stands out together as of so many places, and of a programme's targeting.
func TestIntervalsKnowTheNoise(t *testing.T) {
	at := func(x, y int) made {
		return made{eligible: 60, reached: uint32(50 - 40*(x/5)*(y/4))}
	}
	places := func(by string, variance float64) []Place {
		about := poverty.Release{ID: 7, Plan: &poverty.Plan{NoiseVariance: variance}}
		return ask(t, NewGround(cleared(t, disclose.Policy{MinFamilies: 5}, about, 10, 8, at)), Question{By: by, Programme: "pkh", Threshold: 1}).Places
	}
	for _, by := range []string{Village, Cluster} {
		exact, noisy := places(by, 0), places(by, 4)
		if len(exact) == 0 || len(exact) != len(noisy) {
			t.Fatalf("by %s: %d places, with noise %d", by, len(exact), len(noisy))
		}
		for i, p := range noisy {
			n := 4 * float64(max(1, len(p.Members)))
			reached, _ := stat.NoisyWilson(stat.Rate{Cases: p.Reached, Population: p.Eligible}, stat.Noise{Cases: n, Population: n}, level)
			if p.Bound != "" {
				continue
			}
			if p.Wilson != [2]float64{1 - reached.High, 1 - reached.Low} || p.Wilson[0] >= exact[i].Wilson[0] || p.Wilson[1] <= exact[i].Wilson[1] {
				t.Errorf("%s: %v, without noise %v", p.Code, p.Wilson, exact[i].Wilson)
			}
			if wide, narrow := p.Credible, exact[i].Credible; wide[1]-wide[0] <= narrow[1]-narrow[0] {
				t.Errorf("%s: expected in %v, without noise in %v", p.Code, wide, narrow)
			}
		}
	}
	about := func(variance float64) poverty.Release {
		return poverty.Release{Plan: &poverty.Plan{NoiseVariance: variance}, Targeting: []poverty.Targeting{{Programme: "pkh", Deciles: []poverty.Decile{
			{Desil: 1, Families: 100, Eligible: 80, Recipients: 60, Reached: 50}, {Desil: 2, Families: 90, Eligible: 20, Recipients: 30, Reached: 10}, {Desil: 3, Families: 95},
		}}}}
	}
	of := func(variance float64) []*Share {
		a, err := NewTargeting(about(variance), "pkh")
		if err != nil {
			t.Fatal(err)
		}
		m := a.Measures
		return []*Share{m.Coverage, m.ExclusionError, m.InclusionError, m.NoneligibleCoverage, a.Deciles[0].Coverage}
	}
	exact, noisy := of(0), of(1)
	for i, s := range noisy {
		if s.Interval[0] >= exact[i].Interval[0] || s.Interval[1] <= exact[i].Interval[1] {
			t.Errorf("measure %d: %v, without noise %v", i, s.Interval, exact[i].Interval)
		}
	}
	two, _ := stat.NoisyWilson(stat.Rate{Cases: 60, Population: 100}, stat.Noise{Cases: 2, Population: 2}, level)
	if got := noisy[0].Interval; got != [2]float64{two.Low, two.High} {
		t.Errorf("coverage of two deciles is %v, want %v", got, two)
	}
}

func TestWithinAnArea(t *testing.T) {
	g := NewGround(grid(t, 10, 8, hole))
	all := ask(t, g, Question{By: Village, Programme: "pkh"})
	west := ask(t, g, Question{By: Village, Programme: "pkh", Within: "64.02.01"})
	if west.Total != 38 || len(west.Withheld) != 1 || west.Gap.NotReached >= all.Gap.NotReached {
		t.Errorf("west: %d places, gap %+v of %+v", west.Total, west.Gap, all.Gap)
	}
	for _, p := range west.Places {
		if p.Parent != "64.02.01" {
			t.Errorf("%s is of %s", p.Code, p.Parent)
		}
	}
	cells, part := ask(t, g, Question{By: Cell, Programme: "pkh"}), ask(t, g, Question{By: Cell, Programme: "pkh", Within: "64.02.02"})
	if cells.Total == 0 || part.Total == 0 || part.Total >= cells.Total {
		t.Errorf("%d cells, %d of them in the east", cells.Total, part.Total)
	}
	for _, p := range cells.Places {
		if len(p.Cells) == 0 || p.Cells[0] != p.Code {
			t.Errorf("leaf %s has the cells %v", p.Code, p.Cells)
		}
	}
}

func TestClustersByEveryMethod(t *testing.T) {
	g := NewGround(grid(t, 10, 8, hole))
	for _, m := range []Method{GiStar, LocalMoran, Scan} {
		a := ask(t, g, Question{By: Cluster, Programme: "pkh", Method: m, Threshold: 0.7})
		if len(a.Places) != 1 {
			t.Errorf("%s: %d clusters, want 1", m, len(a.Places))
			continue
		}
		c := a.Places[0]
		middle := "64.02.01.2037" // x 4, y 4
		if whole := ask(t, g, Question{By: Village, Programme: "pkh"}).Gap; a.Gap != whole || math.Abs(c.OfGap-float64(c.Missed)/float64(whole.NotReached)) > 1e-9 || !strings.Contains(a.Headline.EN, fmt.Sprint(c.Missed)) || !strings.Contains(c.Why.EN, fmt.Sprintf("(%.0f%% of", 100*c.OfGap)) || c.Name == "" {
			t.Errorf("%s: gap %+v, of it %v: %s", m, a.Gap, c.OfGap, a.Headline.EN)
		}
		if !slices.Contains(c.Members, middle) || len(c.Members) < 5 || len(c.Members) > 25 || c.Ratio == nil || *c.Ratio < 2 || c.P == nil || *c.P > 0.05 {
			t.Errorf("%s: %+v", m, c)
		}
	}
}

func TestWhatCannotBeAsked(t *testing.T) {
	g := NewGround(grid(t, 4, 4, hole))
	for _, tc := range []struct {
		field string
		q     Question
	}{
		{"by", Question{By: "street", Programme: "pkh"}},
		{"programme", Question{By: Village, Programme: "wrse"}},
		{"strategy", Question{By: Village, Programme: Strategy("D")}},
		{"method", Question{By: Village, Programme: "pkh", Method: "guess"}},
		{"threshold", Question{By: Village, Programme: "pkh", Threshold: 1.2}},
		{"threshold", Question{By: Village, Programme: "pkh", Threshold: math.NaN()}},
		{"within", Question{By: Village, Programme: "pkh", Within: "64.99"}},
		{"within", Question{By: Village, Programme: "pkh", Within: "64.02.01.2004"}},
		{"within", Question{By: Cluster, Programme: "pkh", Within: "64.02.01.2004"}},
		{"within", Question{By: District, Programme: "pkh", Within: "64.02.01.2004"}},
		{"within", Question{By: District, Programme: "pkh", Within: "64.02.01"}},
		{"within", Question{By: Regency, Programme: "pkh", Within: "64.02"}},
		{"limit", Question{By: Village, Programme: "pkh", Limit: -5}},
		{"method", Question{By: Village, Programme: "pkh", Method: Scan}},
	} {
		var refused *poverty.InputError
		if _, err := g.UnderCovered(tc.q); !errors.As(err, &refused) || refused.Field != tc.field || refused.Allowed == "" {
			t.Errorf("%+v: %v, want %s refused", tc.q, err, tc.field)
		}
	}
}

// A word that a release does not know is named as it was asked, with those it knows.
func TestUnknownProgrammes(t *testing.T) {
	for _, tc := range []struct {
		name, asked string
		known       []string
		want        string
	}{
		{"a programme", "uang", []string{"any", "pkh"}, `programme: "uang", allowed is any, pkh`},
		{"a strategy", Strategy("D"), []string{"strategy_a", "strategy_b", "pkh"}, `strategy: "D", allowed is A, B`},
		{"a strategy where there is none", Strategy("A"), []string{"pkh"}, `strategy: "A", allowed is nothing: this release counts no strategy, only pkh`},
		{"no programmes at all", Any, nil, `programme: "any", allowed is nothing: this release counts no programme`},
		{"a strategy without programmes", Strategy("A"), nil, `strategy: "A", allowed is nothing: this release counts no programme`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := unknownProgramme(tc.asked, tc.known); err.Error() != tc.want {
				t.Errorf("%q, want %q", err, tc.want)
			}
		})
	}
}

func TestLittleToAsk(t *testing.T) {
	for name, at := range map[string]func(x, y int) made{
		"nobody is eligible":   func(x, y int) made { return made{} },
		"everybody is reached": func(x, y int) made { return made{eligible: 50, reached: 50} },
		"nobody is reached":    func(x, y int) made { return made{eligible: 50, reached: 0} },
		"all are withheld":     func(x, y int) made { return made{eligible: 2, reached: 1} },
		"all are equal":        func(x, y int) made { return made{eligible: 50, reached: 25} },
	} {
		for _, size := range []int{1, 2, 5} {
			g := NewGround(grid(t, 2*size, size, at))
			for _, by := range Kinds {
				for _, m := range []Method{GiStar, LocalMoran, Scan} {
					if m == Scan && by != Cluster {
						continue
					}
					a := ask(t, g, Question{By: by, Programme: "pkh", Threshold: 0.5, Method: m})
					if _, err := json.Marshal(a); err != nil {
						t.Errorf("%s, %s by %s: %v", name, m, by, err) // NaN is no JSON
					}
					if a.Headline.EN == "" || a.Headline.ID == "" {
						t.Errorf("%s, %s by %s has no headline", name, m, by)
					}
				}
			}
		}
	}
}

// What is said of how places differ is said where some can: of none nothing is, and
// one alone does not tell.
func TestHowPlacesDiffer(t *testing.T) {
	for shown, want := range []string{"", "One place alone", "no more than chance"} {
		g := NewGround(grid(t, 4, 1, func(x, y int) made {
			if x < shown {
				return made{eligible: 50, reached: 25}
			}
			return made{eligible: 2, reached: 1}
		}))
		note := ask(t, g, Question{By: Village, Programme: "pkh"}).Prior.Note
		if (note == nil) != (want == "") || note != nil && (!strings.Contains(note.EN, want) || note.ID == "") {
			t.Errorf("of %d places it says %+v", shown, note)
		}
	}
}

func TestABudgetIsShared(t *testing.T) {
	g := NewGround(grid(t, 10, 8, hole))
	b := Budget{Programme: "pkh", Budget: 300_000_000, UnitCost: 1_000_000, Rule: target.Gap, MinimumPerDistrict: 20}
	a, err := g.Allocate(b)
	if err != nil {
		t.Fatal(err)
	}
	sum, district := 0, map[string]int{}
	for _, v := range a.Areas {
		sum, district[v.District] = sum+v.Packages, district[v.District]+v.Packages
		if v.Packages > v.Missed || v.Name == "" {
			t.Errorf("%+v", v)
		}
	}
	if sum != 300 || a.Given != 300 || a.Left != 0 || district["64.02.01"] < 20 || district["64.02.02"] < 20 || !slices.Equal(a.LeftOut, []string{"64.02.01.2001", "64.02.01.2002"}) {
		t.Errorf("%d packages, by district %v, left out %v", sum, district, a.LeftOut)
	}
	if e := a.ExclusionError; e.Before == nil || e.After == nil || *e.After >= *e.Before || e.Range[0] > *e.After || e.Range[1] < *e.After {
		t.Errorf("exclusion error %+v", e)
	}
	one, _ := json.Marshal(a)
	again, _ := NewGround(grid(t, 10, 8, hole)).Allocate(b)
	if two, _ := json.Marshal(again); string(one) != string(two) || !strings.Contains(string(one), "imulasi") {
		t.Error("equal questions, two answers, or one that does not say that it is a simulation")
	}
	for field, wrong := range map[string]Budget{
		"programme": {Programme: "any", Budget: 1, UnitCost: 1, Rule: target.Gap},
		"budget":    {Programme: "pkh", Budget: 1, UnitCost: 2, Rule: target.Gap},
		"rule":      {Programme: "pkh", Budget: 1, UnitCost: 1, Rule: "mine"},
		"within":    {Programme: "pkh", Budget: 1, UnitCost: 1, Rule: target.Gap, Within: "64.99"},
	} {
		var refused *poverty.InputError
		if _, err := g.Allocate(wrong); !errors.As(err, &refused) || refused.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// Whom a programme reaches wrongly is withheld of places with few recipients: it
// is what the district holds beyond the places shown, and never nobody.
func TestLeakageThatIsWithheld(t *testing.T) {
	few := func(x, y int) made {
		if x == 0 && y == 0 {
			return made{eligible: 100, reached: 40} // 25 of the recipients are not eligible
		}
		return made{eligible: 20, reached: 4}
	}
	g := NewGround(grid(t, 4, 2, few))
	a, err := g.Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap})
	if err != nil {
		t.Fatal(err)
	}
	// West 40 of 160/4 families, of which 25 are shown; east 16 of 16 recipients.
	reached, wrongly := 40.+7*4, 40.+16
	if e := a.InclusionError; e.Before == nil || math.Abs(*e.Before-wrongly/(wrongly+reached)) > 1e-9 || e.Note == nil || !strings.Contains(e.Note.EN, "7 villages") {
		t.Errorf("inclusion error %+v, want %v before, and that 7 villages are withheld", e, wrongly/(wrongly+reached))
	}
	if a.ExclusionError.Note == nil || a.ExclusionError.After == nil {
		t.Errorf("exclusion error %+v", a.ExclusionError)
	}

	// Four recipients in the whole regency: no area above is shown either.
	a, err = NewGround(grid(t, 2, 1, func(x, y int) made { return made{eligible: 20, reached: 2} })).Allocate(Budget{Programme: "pkh", Budget: 3, UnitCost: 1, Rule: target.Gap})
	if err != nil {
		t.Fatal(err)
	}
	if e := a.InclusionError; e.Before != nil || e.After != nil || e.Range != nil || e.Note == nil || !strings.Contains(e.Note.ID, "disamarkan di 2 desa") {
		t.Errorf("inclusion error %+v, want none and why", e)
	}
	if e := a.ExclusionError; e.Before == nil || e.After != nil || e.Note == nil {
		t.Errorf("exclusion error %+v, want it before, and none after", e)
	}
}

// What was worked out is kept, not more than there is room for, and nothing for
// questions that are refused.
func TestAnswersAreKept(t *testing.T) {
	g := NewGround(grid(t, 10, 8, hole))
	for i := range 3 * mostKept {
		code := area.Code(fmt.Sprintf("99.%d", i))
		if _, err := g.UnderCovered(Question{By: Village, Programme: "pkh", Within: code}); err == nil {
			t.Fatalf("an area %s", code)
		}
		g.Allocate(Budget{Programme: "pkh", Budget: 1, UnitCost: 1, Rule: target.Gap, Within: code})
		g.Allocate(Budget{Programme: "pkh", Budget: 1, UnitCost: 2, Rule: target.Gap, MinimumPerDistrict: i})
	}
	if len(g.ranked.kept)+len(g.clustered.kept)+len(g.shared.kept)+len(g.told) > 0 {
		t.Errorf("what was refused is kept: %d, %d, %d, %d", len(g.ranked.kept), len(g.clustered.kept), len(g.shared.kept), len(g.told))
	}
	allocate := func(packages target.Rupiah) *Allocation {
		a, err := g.Allocate(Budget{Programme: "pkh", Budget: packages, UnitCost: 1, Rule: target.Gap})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if allocate(5) != allocate(5) {
		t.Error("an allocation is made anew")
	}
	for i := range 2 * mostKept {
		allocate(target.Rupiah(1 + i))
	}
	ask(t, g, Question{By: Cluster, Programme: "pkh", Threshold: .5})
	ask(t, g, Question{By: Cluster, Programme: "pkh", Threshold: .7})
	if n := len(g.shared.kept); n > mostKept || len(g.clustered.kept) != 1 {
		t.Errorf("%d allocations and %d sets of clusters are kept", n, len(g.clustered.kept))
	}
}

func BenchmarkUnderCovered(b *testing.B) {
	r := grid(b, 20, 12, hole)
	b.Run("first/villages", func(b *testing.B) {
		for b.Loop() {
			ask(b, NewGround(r), Question{By: Village, Programme: "pkh", Threshold: 0.7})
		}
	})
	g := NewGround(r)
	b.Run("again/villages", func(b *testing.B) {
		for b.Loop() {
			ask(b, g, Question{By: Village, Programme: "pkh", Threshold: 0.7})
		}
	})
}
