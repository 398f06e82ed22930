package api

import (
	"math"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// Two measures at once: poverty and coverage, each in thirds, make nine classes.
// The page makes the same ones, in web/src/pair.ts.

// Grades are the thirds from the lowest shares to the highest.
var grades = []string{"low", "mid", "high"}

// A third is a half-open interval of shares: From ≤ share < Below.
type third struct {
	Grade       string
	From, Below float64 // −Inf and +Inf where there is no end
}

func (t third) holds(share float64) bool { return t.From <= share && share < t.Below }

// thirds parts shares into three classes of about equally many, at bounds that
// read well: whole 5 % where they tell the classes apart, else finer. Where
// shares are too much alike there are two classes, or one.
func thirds(shares []float64) []third {
	sorted := slices.Sorted(slices.Values(shares))
	n := len(sorted)
	if n == 0 {
		return between(nil)
	}
	// What is alike with the lowest is in the lowest class, however many it is.
	above := slices.IndexFunc(sorted, func(x float64) bool { return x > sorted[0] })
	if above < 0 {
		return between(nil)
	}
	exact := slices.Compact([]float64{max(sorted[above], sorted[n/3]), max(sorted[above], sorted[2*n/3])})
	for _, step := range []float64{0.05, 0.01, 0.001} {
		rounded := make([]float64, len(exact))
		for i, x := range exact {
			rounded[i] = four(math.Round(x/step) * step)
		}
		all := between(slices.Compact(rounded))
		if len(all) == len(exact)+1 && !slices.ContainsFunc(all, func(t third) bool { return !slices.ContainsFunc(sorted, t.holds) }) {
			return all
		}
	}
	return between(exact)
}

func between(cuts []float64) (all []third) {
	names := [][]string{{"mid"}, {"low", "high"}, grades}[len(cuts)]
	from := math.Inf(-1)
	for i, below := range append(slices.Clone(cuts), math.Inf(1)) {
		all = append(all, third{names[i], from, below})
		from = below
	}
	return all
}

// A pairing is a coverage beside a measure of poverty, in the classes of a whole release.
type pairing struct {
	coverage, poverty             int // places of the indicators
	coverageThirds, povertyThirds []third
}

// pairUp makes the classes of all villages, whatever a table is about.
func pairUp(r *disclose.Release, coverage, poverty int) *pairing {
	shares := func(indicator int) (all []float64) {
		for i := range r.Areas().Len() {
			if a := r.Areas().At(i); a.Area().Level == area.Village && a.Figure(indicator).Shown() {
				all = append(all, four(a.Figure(indicator).Value()))
			}
		}
		return all
	}
	return &pairing{coverage, poverty, thirds(shares(coverage)), thirds(shares(poverty))}
}

// A pairClass is one of the nine, by the grades of both.
type pairClass struct{ Poverty, Coverage string }

// String writes a class as an address does; "" for none.
func (c pairClass) String() string {
	if c == (pairClass{}) {
		return ""
	}
	return c.Poverty + "," + c.Coverage
}

func readPairClass(s string) (c pairClass, err error) {
	if s == "" {
		return c, nil
	}
	c.Poverty, c.Coverage, _ = strings.Cut(s, ",")
	if !slices.Contains(grades, c.Poverty) || !slices.Contains(grades, c.Coverage) {
		return c, bad("class is a grade of poverty and one of coverage, each low, mid or high, as in high,low, not %q", s)
	}
	return c, nil
}

// of returns the class of an area, and its state: a figure that is not shown
// keeps both out of the classes. A true zero is a share like any other.
func (p *pairing) of(a disclose.Area) (pairClass, disclose.State) {
	poor, covered := a.Figure(p.poverty), a.Figure(p.coverage)
	switch {
	case poor.State() == disclose.Withheld || covered.State() == disclose.Withheld:
		return pairClass{}, disclose.Withheld
	case !poor.Shown() || !covered.Shown():
		return pairClass{}, disclose.NoData
	}
	return pairClass{gradeOf(p.povertyThirds, poor), gradeOf(p.coverageThirds, covered)}, disclose.Value
}

func gradeOf(all []third, f disclose.Figure) string {
	return all[slices.IndexFunc(all, func(t third) bool { return t.holds(four(f.Value())) })].Grade
}

// otherThanPoverty are shares that say how good the data are, or how programmes
// overlap, not how poor families are.
var otherThanPoverty = []string{"located_share", "dukcapil_match", "registry_discordance", "old_data", "overlap", "female_headed"}

// beside returns the measures of poverty that can stand beside a coverage.
func beside(about poverty.Release) (all []poverty.Indicator) {
	for _, i := range about.Indicators {
		head, _, _ := strings.Cut(i.ID, "_")
		ofProgramme := (i.Programme != "" || i.Group != "") && slices.Contains([]string{"coverage", "gap", "eligible", "leakage"}, head)
		if i.Unit == poverty.UnitShare && !ofProgramme && !slices.Contains(otherThanPoverty, i.ID) {
			all = append(all, i.Indicator)
		}
	}
	return all
}

// pairColours are those of the page's scale.ts, by poverty and coverage.
var pairColours = map[pairClass]string{
	{"low", "high"}: "#f5f6d1", {"low", "mid"}: "#b8d9de", {"low", "low"}: "#62a8c2",
	{"mid", "high"}: "#ecaf9d", {"mid", "mid"}: "#a3a0a0", {"mid", "low"}: "#52758a",
	{"high", "high"}: "#d56751", {"high", "mid"}: "#8c4a55", {"high", "low"}: "#2f2a3f",
}

// colour returns what an area is filled with.
func (p *pairing) colour(a disclose.Area) string {
	class, state := p.of(a)
	if state == disclose.Value {
		return pairColours[class]
	}
	return bareClasses[slices.IndexFunc(bareClasses, func(c mapClass) bool { return c.State == state })].Colour
}
