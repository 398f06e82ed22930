package api

import (
	"cmp"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/tiles"

	"github.com/paulmach/orb/planar"
)

// The ways to part figures into classes.
const (
	byThresholds = "thresholds" // those of the catalogue
	byQuantile   = "quantile"
	byNature     = "natural"
	byWidth      = "equal"
	byCentre     = "diverging" // around the mean of the whole, or a target
)

// Why there are fewer classes than were asked for.
const (
	whyNoFigures = "no_figures"
	whyOneValue  = "one_value"
	whyFewValues = "few_values" // fewer values than classes
	whyCoincide  = "coincide"   // bounds that are one when they are rounded
	whyBeyond    = "beyond"     // bounds that no value can lie beyond
)

const (
	fewestClasses = 3
	mostClasses   = 7
	usualClasses  = 5
)

// A classQuestion asks how the figures of an indicator are parted.
type classQuestion struct {
	level   string  // regency, district, village; cell_5 … cell_9: the cells drawn at a resolution
	method  string  // "" is thresholds where the indicator has any, else quantile
	classes int     // where the method takes a number
	target  float64 // the centre of diverging classes; 0 is the mean of the whole
}

type classesAnswer struct {
	Release     int64          `json:"release"`
	Basis       int64          `json:"basis"` // the release whose figures are parted
	Indicator   string         `json:"indicator"`
	Level       string         `json:"level"`
	Method      string         `json:"method"`
	Asked       int            `json:"asked"`
	Why         string         `json:"why,omitempty"` // there are fewer than asked for
	Centre      *float64       `json:"centre,omitempty"`
	Source      *poverty.Text  `json:"source,omitempty"` // of thresholds
	Classes     []classAnswer  `json:"classes"`
	States      map[string]int `json:"states"`                // places without a class
	Largest     float64        `json:"largest"`               // value
	Sizes       map[string]int `json:"sizes,omitempty"`       // of hexagons: how many by their resolution
	Uninhabited *int           `json:"uninhabited,omitempty"` // of hexagons: those that nobody lives in whose place is known
	bounds      []float64
}

// A classAnswer is a half-open interval of values. Places that share a figure
// are counted each, its families once.
type classAnswer struct {
	From     *float64 `json:"from,omitempty"`
	Below    *float64 `json:"below,omitempty"`
	Areas    int      `json:"areas"`
	Families int      `json:"families"` // those counted, or of a share those that it is of
}

// classes answers how an indicator is parted, and how much lies in each class.
func (s *Server) classes(w http.ResponseWriter, r *http.Request, about *listing) error {
	p, err := query(r, "indicator", "level", "method", "classes", "target", "basis", "within")
	if err != nil {
		return err
	}
	q, err := classQuestionOf(about, p)
	if err != nil {
		return err
	}
	basis, err := s.basis(about, p["basis"], p["indicator"])
	if err != nil || about.known(w, r) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	of, err := s.shelf.edition(r.Context(), basis)
	if err != nil {
		return err
	}
	within := -1
	if p["within"] != "" {
		if within, err = e.find(p["within"]); err != nil {
			return err
		}
	}
	a, err := e.classed(of, p["indicator"], q, within)
	if err != nil {
		return err
	}
	return writeJSON(w, r, a)
}

func classQuestionOf(about *listing, p map[string]string) (q classQuestion, err error) {
	i := indexOf(about.Release, p["indicator"])
	if i < 0 {
		return q, bad("release %d has no indicator %q", about.ID, p["indicator"])
	}
	q.level = cmp.Or(p["level"], string(area.Village))
	if _, ok := resolutionOf(q.level); !ok && !slices.Contains([]string{string(area.Village), string(area.District), string(area.Regency)}, q.level) {
		return q, bad("level is village, district, regency, or cell_5 to cell_9, not %q", q.level)
	}
	err = q.read(about.Indicators[i].Indicator, p)
	return q, err
}

// read reads how to part an indicator.
func (q *classQuestion) read(in poverty.Indicator, p map[string]string) (err error) {
	q.method = cmp.Or(p["method"], usualMethod(in))
	if !slices.Contains(methodsOf(in), q.method) {
		return bad("method is one of %s, not %q", strings.Join(methodsOf(in), ", "), q.method)
	}
	if q.classes, err = whole("classes", p["classes"], fewestClasses, mostClasses, usualClasses); err != nil {
		return err
	}
	t := p["target"]
	if t == "" {
		return nil
	}
	if q.method != byCentre {
		return bad("target goes with the method diverging, not %q", q.method)
	}
	if q.target, err = strconv.ParseFloat(t, 64); err != nil || !(q.target > 0) || math.IsInf(q.target, 0) || in.Unit == poverty.UnitShare && q.target >= 1 {
		return bad("target is a share between 0 and 1, or a number of families, not %q", t)
	}
	return nil
}

// methodsOf lists the ways in which an indicator can be parted, the usual one first.
func methodsOf(in poverty.Indicator) []string {
	all := []string{byQuantile, byNature, byWidth, byCentre}
	if in.Thresholds != nil {
		all = slices.Insert(all, 0, byThresholds)
	}
	return all
}

func usualMethod(in poverty.Indicator) string { return methodsOf(in)[0] }

// basis returns the release whose figures are parted: the one that is asked, or another that counts the same.
func (s *Server) basis(about *listing, number, indicator string) (int64, error) {
	if number == "" {
		return about.ID, nil
	}
	other, err := s.shelf.about(number)
	if err != nil {
		return 0, err
	}
	i, j := indexOf(about.Release, indicator), indexOf(other.Release, indicator)
	switch {
	case j < 0:
		return 0, bad("release %d has no indicator %q", other.ID, indicator)
	case about.Audience != other.Audience:
		return 0, bad("release %d is for another audience than release %d", other.ID, about.ID)
	case !counted(about.Indicators[i].Indicator, other.Indicators[j].Indicator):
		return 0, bad("release %d counts %q in another way than release %d", other.ID, indicator, about.ID)
	}
	return other.ID, nil
}

func resolutionOf(level string) (int, bool) {
	digits, ok := strings.CutPrefix(level, "cell_")
	res, err := strconv.Atoi(digits)
	return res, ok && err == nil && len(digits) == 1 && res >= hex.Root && res <= hex.Base
}

// classed parts the figures of the basis, and counts its own in those classes:
// all of a level, or areas within one.
func (e *edition) classed(basis *edition, indicator string, q classQuestion, within int) (classesAnswer, error) {
	a := basis.part(indicator, q)
	a.Release, a.Basis = e.about.ID, basis.about.ID
	in := indexOf(e.about, indicator)
	a.States = map[string]int{"zero": 0, "no_data": 0, "withheld": 0}
	res, cells := resolutionOf(q.level)
	if !cells {
		for i := range e.Release().Areas().Len() {
			each := e.Release().Areas().At(i)
			if string(each.Area().Level) == q.level && (within < 0 || e.lies(i, within)) {
				a.count(each.Figure(in), a.unit(e, in), true)
			}
		}
		return a, nil
	}
	a.Sizes = map[string]int{}
	all := e.Release().Cells()
	for i := range e.Drawn(res, tiles.Everywhere) {
		c := all.At(i)
		a.Sizes[strconv.Itoa(c.H3().Res())]++
		a.count(c.Figure(in), a.unit(e, in), c.Group() == c.H3())
	}
	n, err := e.empty[res]()
	a.Uninhabited = &n
	return a, err
}

func (a *classesAnswer) unit(e *edition, in int) string { return e.about.Indicators[in].Unit }

// count adds a place; its families where it is the first of those that share a figure.
func (a *classesAnswer) count(f disclose.Figure, unit string, first bool) {
	if f.State() != disclose.Value {
		a.States[f.State().String()]++
		return
	}
	v := classValue(f, unit)
	c := &a.Classes[stat.ClassOf(v, a.bounds)]
	c.Areas++
	a.Largest = max(a.Largest, v)
	if !first {
		return
	}
	if unit == poverty.UnitShare {
		c.Families += int(f.Denominator())
	} else {
		c.Families += int(f.Numerator())
	}
}

// classValue is a figure's value as it is shown everywhere: a share to four decimals.
func classValue(f disclose.Figure, unit string) float64 {
	if unit == poverty.UnitShare {
		return four(f.Value())
	}
	return float64(f.Numerator())
}

// part returns the classes of an indicator, empty.
func (e *edition) part(indicator string, q classQuestion) (a classesAnswer) {
	i := indexOf(e.about, indicator)
	in := e.about.Indicators[i].Indicator
	values := e.figures(i, in.Unit, q.level)
	a = classesAnswer{Indicator: indicator, Level: q.level, Method: q.method, Asked: q.classes}
	var bounds []float64
	switch q.method {
	case byThresholds:
		bounds, a.Asked, a.Source = slices.Clone(in.Thresholds.Bounds), len(in.Thresholds.Bounds)+1, &in.Thresholds.Source
	case byCentre:
		centre := cmp.Or(q.target, e.mean(i, in.Unit, values))
		bounds, centre = diverging(values, q.classes, centre, in.Unit)
		a.Centre = &centre
	default:
		bounds = parted(values, q, in.Unit)
	}
	possible := slices.DeleteFunc(slices.Clone(bounds), func(b float64) bool { return b <= least(in.Unit) || in.Unit == poverty.UnitShare && b >= 1 })
	a.Why = whyFewer(values, a.Asked, len(bounds), len(possible))
	a.bounds = possible
	a.Classes = make([]classAnswer, len(possible)+1)
	for i := range possible {
		a.Classes[i].Below, a.Classes[i+1].From = &possible[i], &possible[i]
	}
	return a
}

func whyFewer(values []float64, asked, bounds, possible int) string {
	distinct := len(slices.Compact(slices.Sorted(slices.Values(values))))
	switch {
	case possible+1 >= asked:
		return ""
	case distinct == 0:
		return whyNoFigures
	case distinct == 1:
		return whyOneValue
	case distinct < asked:
		return whyFewValues
	case possible < bounds:
		return whyBeyond
	}
	return whyCoincide
}

// figures returns what is parted: the true figures of a level, those that places
// share once. Shares of hexagons are parted alike at every size, by the leaves of the
// mosaic: a class is then the same near and far. Of counts a larger hexagon
// holds more, so that each size has its own.
func (e *edition) figures(indicator int, unit, level string) (values []float64) {
	add := func(f disclose.Figure) {
		if f.State() == disclose.Value {
			values = append(values, classValue(f, unit))
		}
	}
	res, cells := resolutionOf(level)
	all := e.Release().Cells()
	switch {
	case !cells:
		for i := range e.Release().Areas().Len() {
			if a := e.Release().Areas().At(i); string(a.Area().Level) == level {
				add(a.Figure(indicator))
			}
		}
	case unit == poverty.UnitShare:
		for i := range all.Len() {
			if c := all.At(i); c.Leaf() && c.Group() == c.H3() {
				add(c.Figure(indicator))
			}
		}
	default:
		for i := range e.Drawn(res, tiles.Everywhere) {
			if c := all.At(i); c.Group() == c.H3() {
				add(c.Figure(indicator))
			}
		}
	}
	return values
}

// mean returns the share of the regencies together, where they show it, or the
// mean of the values.
func (e *edition) mean(indicator int, unit string, values []float64) float64 {
	var n, of uint64
	for i := range e.Release().Areas().Len() {
		a := e.Release().Areas().At(i)
		if f := a.Figure(indicator); a.Area().Level == area.Regency && f.Shown() {
			n, of = n+uint64(f.Numerator()), of+uint64(f.Denominator())
		}
	}
	if unit == poverty.UnitShare && of > 0 {
		return float64(n) / float64(of)
	}
	mean := 0.0
	for i, v := range values {
		mean += (v - mean) / float64(i+1)
	}
	return mean
}

// parted returns bounds that read well.
func parted(values []float64, q classQuestion, unit string) (bounds []float64) {
	part := map[string]func([]float64, int) ([]float64, error){byQuantile: stat.QuantileBreaks, byNature: stat.NaturalBreaks, byWidth: stat.EqualBreaks}[q.method]
	exact := must(part(values, q.classes)) // figures are finite, and the number was checked
	if len(exact) == 0 {
		return nil
	}
	lowest, highest := slices.Min(values), slices.Max(values)
	for _, size := range steps(unit, q.method) {
		bounds = bounds[:0]
		for _, b := range exact {
			v := step(b, cmp.Or(size, magnitude(b)))
			if q.method == byNature {
				v = roundest(values, b, unit)
			}
			// A class that nothing can lie in is none.
			if v > lowest && v <= highest && !slices.Contains(bounds, v) {
				bounds = append(bounds, v)
			}
		}
		if len(bounds) == len(exact) {
			break
		}
	}
	return bounds
}

// steps are what bounds are multiples of, the coarsest that tells them apart; 0 is half a power of ten.
func steps(unit, method string) []float64 {
	switch {
	case unit == poverty.UnitShare && method == byWidth:
		return []float64{0.001}
	case unit == poverty.UnitShare:
		return []float64{0.05, 0.01, 0.001}
	case method == byWidth:
		return []float64{1}
	}
	return []float64{0, 1}
}

// roundest returns the roundest number that parts values as b does: it lies above all that are below b.
func roundest(values []float64, b float64, unit string) float64 {
	below := math.Inf(-1)
	for _, v := range values {
		if v < b {
			below = max(below, v)
		}
	}
	sizes := []float64{0.05, 0.01, 0.005, 0.001}
	if unit == poverty.UnitFamilies {
		sizes = nil
		for size := math.Pow(10, math.Floor(math.Log10(b))); size >= 1; size /= 10 {
			sizes = append(sizes, size, max(1, size/2))
		}
	}
	for _, size := range sizes {
		if v := step(math.Floor(b/size+1e-9)*size, size/10); v > below && v <= b {
			return v
		}
	}
	return step(b, sizes[len(sizes)-1])
}

// diverging returns bounds as far apart on both sides of a centre, and both as they read well.
func diverging(values []float64, n int, centre float64, unit string) ([]float64, float64) {
	size := 1.0
	if unit == poverty.UnitShare {
		size = 0.001
	}
	centre = step(centre, size)
	exact := must(stat.DivergingBreaks(values, n, centre))
	if len(exact) == 0 {
		return nil, centre
	}
	// Twice the step, so that half a width is a multiple of it too.
	width := 2 * size
	if len(exact) > 1 {
		nice := map[bool]float64{true: 0.02, false: max(2, 2*magnitude((exact[1]-exact[0])/2))}[unit == poverty.UnitShare]
		width = max(width, step(exact[1]-exact[0], nice))
	}
	bounds := stat.Around(centre, width, n)
	for i := range bounds {
		bounds[i] = step(bounds[i], size)
	}
	return bounds, centre
}

// least is the value that every class lies above: zero is none of them.
func least(unit string) float64 {
	if unit == poverty.UnitShare {
		return 0
	}
	return 1
}

// magnitude is half the power of ten below v, at least 1: 1 for 9, 5 for 14, 50 for 140.
func magnitude(v float64) float64 {
	return max(1, math.Pow(10, math.Floor(math.Log10(max(v, 1))))/2)
}

// step rounds v to a multiple of size, in decimals that print short.
func step(v, size float64) float64 {
	n, err := strconv.ParseFloat(strconv.FormatFloat(math.Round(v/size)*size, 'f', 4, 64), 64)
	if err != nil {
		panic(err) // a number that was just written
	}
	return n
}

// uninhabited counts the cells of a resolution whose middle lies in a regency
// and in no cell that is drawn.
func (e *edition) uninhabited(res int) (n int, err error) {
	drawn := map[hex.Cell]bool{}
	cells := e.Release().Cells()
	for i := range e.Drawn(res, tiles.Everywhere) {
		drawn[cells.At(i).H3()] = true
	}
	inhabited := func(c hex.Cell) bool {
		for up := res; up >= hex.Root; up-- {
			if drawn[c.Parent(up)] {
				return true
			}
		}
		return false
	}
	for i := range e.Release().Areas().Len() {
		a := e.Release().Areas().At(i).Area()
		if a.Level != area.Regency || len(a.Shape) == 0 {
			continue
		}
		full, edge, err := hex.Cover(a.Shape, res)
		if err != nil {
			return 0, fmt.Errorf("api: %w", err)
		}
		for _, c := range full {
			if !inhabited(c) {
				n++
			}
		}
		for _, c := range edge {
			p, err := c.Center()
			if err != nil {
				return 0, fmt.Errorf("api: %w", err)
			}
			if !inhabited(c) && planar.MultiPolygonContains(a.Shape, p) {
				n++
			}
		}
	}
	return n, nil
}
