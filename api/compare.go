package api

import (
	"cmp"
	"maps"
	"math"
	"net/http"
	"slices"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"
)

// A compareQuestion sets one indicator beside itself in another release, or
// beside another of the same release: after − before.
type compareQuestion struct {
	after, before int64  // releases
	indicator     string // after
	against       string // before
	level         area.Level
	within        string
}

// The states of a change, besides those of its two figures.
const (
	measured    = "value"
	unlike      = "redrawn" // the same code is another area there
	notInBefore = "added"
	notInAfter  = "gone"
)

type compareAnswer struct {
	Release   int64          `json:"release"`
	With      int64          `json:"with"`
	Indicator string         `json:"indicator"`
	Against   string         `json:"against"`
	Level     area.Level     `json:"level"`
	States    map[string]int `json:"states"`
	Clear     changes        `json:"clear"`
	Breaks    []float64      `json:"breaks"`
	Areas     []change       `json:"areas"`
}

// changes counts the areas whose share differs by more than its uncertainty.
type changes struct {
	Higher int `json:"higher"`
	Lower  int `json:"lower"`
}

// A change is one area on both sides. Difference and interval are of the
// shares, numerator ÷ denominator, whatever the indicator's unit.
type change struct {
	Code       area.Code     `json:"code"`
	Name       string        `json:"name"`
	Parent     area.Code     `json:"parent"`
	ParentName string        `json:"parent_name"`
	State      string        `json:"state"`
	Before     *figureAnswer `json:"before,omitempty"`
	After      *figureAnswer `json:"after,omitempty"`
	Difference *float64      `json:"difference,omitempty"`
	Bound      target.Bound  `json:"bound,omitempty"` // of the difference, where a side stands for all beyond it
	Interval   *[2]float64   `json:"interval,omitempty"`
	Clear      bool          `json:"clear,omitempty"` // the interval leaves zero out
}

// compare answers what changed between two releases, or differs between two
// indicators, by area.
func (s *Server) compare(w http.ResponseWriter, r *http.Request, about *listing) error {
	p, err := query(r, "with", "indicator", "against", "level", "within")
	if err != nil {
		return err
	}
	q, err := s.compareQuestion(about, p)
	if err != nil || about.known(w, r) {
		return err
	}
	after, err := s.shelf.edition(r.Context(), q.after)
	if err != nil {
		return err
	}
	before, err := s.shelf.edition(r.Context(), q.before)
	if err != nil {
		return err
	}
	a, err := compared(after, before, q)
	if err != nil {
		return err
	}
	return writeJSON(w, r, a)
}

func (s *Server) compareQuestion(about *listing, p map[string]string) (q compareQuestion, err error) {
	q = compareQuestion{after: about.ID, before: about.ID, indicator: p["indicator"],
		level: area.Level(cmp.Or(p["level"], string(area.Village))), within: p["within"]}
	q.against = cmp.Or(p["against"], q.indicator)
	if q.level != area.Village && q.level != area.District && q.level != area.Regency {
		return q, bad("level is village, district or regency, not %q", q.level)
	}
	if (p["with"] == "") == (p["against"] == "") {
		return q, bad("say one of with, another release, and against, another indicator of this one")
	}
	other := about
	if p["with"] != "" {
		if other, err = s.shelf.about(p["with"]); err != nil {
			return q, err
		}
		q.before = other.ID
	}
	if q.before == q.after && q.against == q.indicator {
		return q, bad("nothing differs from itself")
	}
	return q, alike(about.Release, q.indicator, other.Release, q.against)
}

// alike refuses what has no common measure: other readers' releases, other
// codes, an indicator that is counted in another way or in another unit, and
// one that counts all of its families and so has no share.
func alike(after poverty.Release, indicator string, before poverty.Release, against string) error {
	i, j := indexOf(after, indicator), indexOf(before, against)
	switch {
	case i < 0:
		return bad("release %d has no indicator %q", after.ID, indicator)
	case j < 0:
		return bad("release %d has no indicator %q", before.ID, against)
	case after.Audience != before.Audience:
		return bad("release %d is for another audience than release %d", before.ID, after.ID)
	case after.System != before.System:
		return bad("release %d has codes of %s, release %d of %s", before.ID, before.System, after.ID, after.System)
	}
	a, b := after.Indicators[i].Indicator, before.Indicators[j].Indicator
	switch {
	case a.Unit != b.Unit:
		return bad("%q is in %s, %q in %s", indicator, a.Unit, against, b.Unit)
	case !partOf(a) || !partOf(b):
		return bad("%q counts all of its families and has no share to compare", indicator)
	case indicator == against && !counted(a, b):
		return bad("release %d counts %q in another way than release %d", before.ID, indicator, after.ID)
	}
	return nil
}

// partOf says whether an indicator counts a part of its families.
func partOf(i poverty.Indicator) bool {
	return i.Numerator != i.Denominator && !(i.Numerator == "true" && i.Denominator == "")
}

// counted says whether two indicators of one name count the same.
func counted(a, b poverty.Indicator) bool {
	return a.Unit == b.Unit && a.Numerator == b.Numerator && a.Denominator == b.Denominator
}

// compared joins the areas of both editions by code, in order of code. The
// bounds of the classes come from all of a level, whatever is asked for.
func compared(after, before *edition, q compareQuestion) (a compareAnswer, err error) {
	a = compareAnswer{Release: q.after, With: q.before, Indicator: q.indicator, Against: q.against, Level: q.level,
		States: map[string]int{measured: 0, "withheld": 0, "no_data": 0}, Areas: []change{}}
	within := ""
	if q.within != "" {
		if _, err := after.find(q.within); err != nil {
			return a, err
		}
		within = q.within
	}
	all := joined(after, before, q)
	a.Breaks = differenceBreaks(all)
	for _, c := range all {
		if within != "" && !after.holds(c.Code, c.Parent, within) {
			continue
		}
		a.States[c.State]++
		if c.Clear && *c.Difference > 0 {
			a.Clear.Higher++
		} else if c.Clear {
			a.Clear.Lower++
		}
		a.Areas = append(a.Areas, c)
	}
	return a, nil
}

// holds says whether an area, or the parent of one that is only in another
// release, lies within a code.
func (e *edition) holds(code, parent area.Code, within string) bool {
	for _, c := range []area.Code{code, parent} {
		if i, ok := e.place[c]; ok {
			return e.lies(i, e.place[area.Code(within)])
		}
	}
	return false
}

func joined(after, before *edition, q compareQuestion) (all []change) {
	i, j := indexOf(after.about, q.indicator), indexOf(before.about, q.against)
	unit := after.about.Indicators[i].Unit
	list := after.Release().Areas()
	for x := range list.Len() {
		of := list.At(x)
		if of.Area().Level != q.level {
			continue
		}
		c := after.named(x)
		figure := answerOf(of.Figure(i), unit, noiseOf(after.about))
		c.After, c.State = &figure, notInBefore
		if y, ok := before.place[c.Code]; ok {
			from := before.Release().Areas().At(y)
			other := answerOf(from.Figure(j), unit, noiseOf(before.about))
			c.Before, c.State = &other, unlike
			if after == before || of.Area().SameGround(from.Area()) {
				c.measure(of.Figure(i), from.Figure(j), noiseOf(after.about), noiseOf(before.about))
			}
		}
		all = append(all, c)
	}
	old := before.Release().Areas()
	for y := range old.Len() {
		from := old.At(y)
		if _, here := after.place[from.Area().Code]; here || from.Area().Level != q.level {
			continue
		}
		c := before.named(y)
		figure := answerOf(from.Figure(j), unit, noiseOf(before.about))
		c.Before, c.State = &figure, notInAfter
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b change) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

func (e *edition) named(i int) change {
	a := e.Release().Areas().At(i).Area()
	c := change{Code: a.Code, Name: a.Name, Parent: a.Parent}
	if up, ok := e.above(i); ok {
		c.ParentName = e.Release().Areas().At(up).Area().Name
	}
	return c
}

// measure fills in the state, and the difference where both figures are shown.
func (c *change) measure(after, before disclose.Figure, noise, noiseBefore stat.Noise) {
	for _, f := range []disclose.Figure{after, before} {
		if f.State() == disclose.Withheld {
			c.State = "withheld"
			return
		}
	}
	if !after.Shown() || !before.Shown() || after.Denominator() == 0 || before.Denominator() == 0 {
		c.State = "no_data"
		return
	}
	a, of := shareOf(after, noise)
	b, from := shareOf(before, noiseBefore)
	i := stat.Difference(a, of, b, from)
	c.State, c.Clear = measured, i.Low > 0 || i.High < 0
	// What is at most this, taken away, leaves at least that.
	c.Bound = boundOf(after.Bound()).And(boundOf(-before.Bound()))
	difference := four(a - b)
	c.Difference, c.Interval = &difference, &[2]float64{four(max(-1, i.Low)), four(min(1, i.High))}
}

func boundOf(b disclose.Bound) target.Bound { return target.Bound(b.String()) }

// shareOf returns a figure's share with its 95 % interval, which reaches to the
// end where the figure stands for all beyond it.
func shareOf(f disclose.Figure, noise stat.Noise) (float64, stat.Interval) {
	i, _ := wilson(f, noise)
	if f.Bound() == disclose.AtMost {
		i.Low = 0
	} else if f.Bound() == disclose.AtLeast {
		i.High = 1
	}
	return float64(f.Numerator()) / float64(f.Denominator()), i
}

// isLater says whether a release is of a later time than another, by its data, then by its number. (web/src/change.ts)
func isLater(a, b poverty.Release) bool {
	return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.ID, b.ID)) > 0
}

// turned is a comparison seen from its other side: after is before, and a fall a rise.
func (a compareAnswer) turned() compareAnswer {
	a.Release, a.With, a.Indicator, a.Against = a.With, a.Release, a.Against, a.Indicator
	a.Clear = changes{Higher: a.Clear.Lower, Lower: a.Clear.Higher}
	a.States = maps.Clone(a.States)
	if n := map[string]int{notInAfter: a.States[notInBefore], notInBefore: a.States[notInAfter]}; n[notInAfter]+n[notInBefore] > 0 {
		maps.Copy(a.States, n)
	}
	a.Areas = slices.Clone(a.Areas)
	for i := range a.Areas {
		a.Areas[i] = a.Areas[i].turned()
	}
	return a
}

func (c change) turned() change {
	c.Before, c.After, c.Bound = c.After, c.Before, c.Bound.Other() // what is at least 3 more is at most 3 less
	switch c.State {
	case notInBefore:
		c.State = notInAfter
	case notInAfter:
		c.State = notInBefore
	}
	if c.Difference != nil {
		difference := -*c.Difference
		c.Difference, c.Interval = &difference, &[2]float64{-c.Interval[1], -c.Interval[0]}
	}
	return c
}

// differenceBreaks returns up to two bounds of how far shares differ, either
// way: thirds of those that differ clearly, rounded to read well.
func differenceBreaks(all []change) []float64 {
	var far []float64
	for _, c := range all {
		if c.Clear {
			far = append(far, math.Abs(*c.Difference))
		}
	}
	if len(far) == 0 {
		return []float64{}
	}
	slices.Sort(far)
	thirds := [2]float64{far[len(far)/3], far[len(far)*2/3]}
	var bounds []float64
	for _, size := range []float64{0.05, 0.01, 0.001} {
		bounds = bounds[:0]
		for _, v := range thirds {
			if v = step(v, size); v > 0 && !slices.Contains(bounds, v) {
				bounds = append(bounds, v)
			}
		}
		if len(bounds) == len(thirds) {
			break
		}
	}
	return append([]float64{}, bounds...)
}
