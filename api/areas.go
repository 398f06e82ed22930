package api

import (
	"cmp"
	"encoding/base64"
	"math"
	"net/http"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/stat"
)

// An areaQuestion asks for areas of one level in some order.
type areaQuestion struct {
	level      area.Level
	within     string // code; "" anywhere
	sort       string // as it was asked: code, name or an indicator, − before it turns the order
	by         int    // place of the indicator sorted by; −1 code, −2 name
	descending bool
	limit      int
	after      string // code of the last area of the page before; "" begins
	indicators []int
}

const (
	byCode = -1
	byName = -2

	limitAreas = 1000
)

// areasQuestion reads the question from a query; the pages are of the JSON answer only.
func areasQuestion(about poverty.Release, q map[string]string) (a areaQuestion, err error) {
	a = areaQuestion{level: area.Level(cmp.Or(q["level"], string(area.Village))), within: q["within"], sort: cmp.Or(q["sort"], "code")}
	if !slices.Contains(levels, a.level) {
		return a, bad("level is village, district or regency, not %q", a.level)
	}
	if a.limit, err = whole("limit", q["limit"], 1, limitAreas, 100); err != nil {
		return a, err
	}
	programme := q["programme"]
	if a.indicators, err = indicators(about, q["indicators"]); err != nil {
		return a, err
	}
	if programme != "" && q["indicators"] == "" {
		if a.indicators = ofProgramme(about, programme); len(a.indicators) == 0 {
			return a, bad("release %d counts nothing of programme %q; it counts %s", about.ID, programme, strings.Join(reach.Programmes(about), ", "))
		}
	}
	word, descending := strings.CutPrefix(a.sort, "-")
	a.descending = descending
	if measure := word + "_" + programme; programme != "" && indexOf(about, measure) >= 0 {
		word = measure // gap of the programme asked for
	}
	if a.by, err = order(about, word); err != nil {
		return a, err
	}
	a.after, err = readCursor(q["cursor"], a.sort)
	return a, err
}

func order(about poverty.Release, word string) (int, error) {
	switch word {
	case "code":
		return byCode, nil
	case "name":
		return byName, nil
	}
	i := indexOf(about, word)
	if i < 0 {
		return 0, bad("sort is code, name, an indicator, or beside a programme coverage, gap, eligible or leakage, with - before it for the other way round, not %q", word)
	}
	return i, nil
}

// indicators returns the places of the indicators in a comma list; all where it is empty.
func indicators(about poverty.Release, ids string) (at []int, err error) {
	if ids == "" {
		at = make([]int, len(about.Indicators))
		for i := range at {
			at[i] = i
		}
		return at, nil
	}
	for _, id := range list(ids) {
		i := indexOf(about, id)
		if i < 0 {
			return nil, bad("release %d has no indicator %q", about.ID, id)
		}
		at = append(at, i)
	}
	slices.Sort(at)
	return slices.Compact(at), nil
}

// ofProgramme returns the places of the indicators of a programme, a strategy or any.
func ofProgramme(about poverty.Release, programme string) (at []int) {
	for i, in := range about.Indicators {
		if in.Programme == programme || in.Group == programme {
			at = append(at, i)
		}
	}
	return at
}

func indexOf(about poverty.Release, id string) int {
	return slices.IndexFunc(about.Indicators, func(in poverty.ReleasedIndicator) bool { return in.ID == id })
}

// A cursor names the order and the last area seen. A release never changes, so
// that is a place in it for ever.
func cursor(sort string, last area.Code) string {
	return base64.RawURLEncoding.EncodeToString([]byte(sort + " " + string(last)))
}

func readCursor(s, sort string) (after string, err error) {
	if s == "" {
		return "", nil
	}
	text, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return "", bad("the cursor %q is not one of this server", s)
	}
	of, after, ok := strings.Cut(string(text), " ")
	if !ok || of != sort || after == "" {
		return "", bad("the cursor is of another order than %q", sort)
	}
	return after, nil
}

// levels are those of areas, from coarse to fine.
var levels = []area.Level{area.Regency, area.District, area.Village}

// areas returns the places of the areas asked for, in order. It refuses to look for
// areas in a smaller one: an empty list would read as no need there.
func (e *edition) areas(q areaQuestion) ([]int, error) {
	within := -1
	if q.within != "" {
		i, err := e.find(q.within)
		if err != nil {
			return nil, err
		}
		within = i
		if a := e.Release().Areas().At(i).Area(); slices.Index(levels, a.Level) > slices.Index(levels, q.level) {
			return nil, bad("within: %q is a %s, in which no %s lies", q.within, a.Level, q.level)
		}
	}
	var found []int
	all := e.Release().Areas()
	for i := range all.Len() {
		if all.At(i).Area().Level == q.level && (within < 0 || e.lies(i, within)) {
			found = append(found, i)
		}
	}
	slices.SortFunc(found, func(a, b int) int { return q.compare(all.At(a), all.At(b)) })
	return found, nil
}

// compare orders two areas: by what was asked, equals by code. What is not
// shown comes last, whichever way round.
func (q areaQuestion) compare(a, b disclose.Area) int {
	x, y := a.Area(), b.Area()
	sign := 1
	if q.descending {
		sign = -1
	}
	switch q.by {
	case byCode:
		return sign * cmp.Compare(x.Code, y.Code)
	case byName:
		return cmp.Or(sign*cmp.Compare(x.Name, y.Name), cmp.Compare(x.Code, y.Code))
	}
	f, g := a.Figure(q.by), b.Figure(q.by)
	if f.Shown() != g.Shown() {
		if f.Shown() {
			return -1
		}
		return 1
	}
	return cmp.Or(sign*cmp.Compare(f.Value(), g.Value()), cmp.Compare(x.Code, y.Code))
}

// page cuts the page asked for out of the areas found.
func (e *edition) page(q areaQuestion, found []int) (page []int, next *string, err error) {
	from := 0
	all := e.Release().Areas()
	if q.after != "" {
		last, err := e.find(q.after)
		if err != nil {
			return nil, nil, err
		}
		from = slices.IndexFunc(found, func(i int) bool { return q.compare(all.At(i), all.At(last)) > 0 })
		if from < 0 {
			from = len(found)
		}
	}
	page = found[from:min(len(found), from+q.limit)]
	if from+len(page) < len(found) {
		c := cursor(q.sort, all.At(page[len(page)-1]).Area().Code)
		next = &c
	}
	return page, next, nil
}

type areasAnswer struct {
	Release int64        `json:"release"`
	Level   area.Level   `json:"level"`
	Total   int          `json:"total"`
	Next    *string      `json:"next"`
	Areas   []areaAnswer `json:"areas"`
}

type areaAnswer struct {
	Code       area.Code               `json:"code"`
	Name       string                  `json:"name"`
	Level      area.Level              `json:"level"`
	Parent     area.Code               `json:"parent"`
	ParentName string                  `json:"parent_name"`
	Indicators map[string]figureAnswer `json:"indicators"`
}

// A figureAnswer holds numbers only where they are shown.
type figureAnswer struct {
	State       string   `json:"state"`
	Value       *float64 `json:"value,omitempty"`
	Numerator   *uint32  `json:"numerator,omitempty"`
	Denominator *uint32  `json:"denominator,omitempty"`
	Bound       string   `json:"bound,omitempty"` // at_most or at_least, where the value stands for all beyond it
	// Of a share: its 95 % interval, and whether it is of so few that the share says nothing.
	Interval     *[2]float64 `json:"interval,omitempty"`
	Insufficient bool        `json:"insufficient,omitempty"`
}

// noiseOf returns the noise that every share of a release has.
func noiseOf(about poverty.Release) stat.Noise {
	if about.Plan == nil {
		return stat.Noise{}
	}
	return stat.Noise{Cases: about.Plan.NoiseVariance, Population: about.Plan.NoiseVariance}
}

func answerOf(f disclose.Figure, unit string, noise stat.Noise) figureAnswer {
	a := figureAnswer{State: f.State().String()}
	if f.Shown() {
		value, numerator, denominator := four(f.Value()), f.Numerator(), f.Denominator()
		a.Value, a.Numerator, a.Denominator = &value, &numerator, &denominator
		a.Bound = f.Bound().String()
		if i, ok := wilson(f, noise); ok && unit == poverty.UnitShare {
			a.Interval, a.Insufficient = &[2]float64{four(i.Low), four(i.High)}, stat.Insufficient(int(denominator), noise, i)
		}
	}
	return a
}

// wilson returns the 95 % interval of a figure that is a share and has noise;
// false where nothing is shown.
func wilson(f disclose.Figure, noise stat.Noise) (stat.Interval, bool) {
	return stat.NoisyWilson(stat.Rate{Cases: int(f.Numerator()), Population: int(f.Denominator())}, noise, 0.95)
}

// four rounds to the four decimals that every answer and tile has.
func four(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// An areasHandler answers with the areas that were found for a question.
type areasHandler func(w http.ResponseWriter, r *http.Request, e *edition, q areaQuestion, found []int) error

// found reads a question after areas and finds them for h, which may allow more
// parameters than all such questions have.
func (s *Server) found(h areasHandler, more ...string) func(http.ResponseWriter, *http.Request, *listing) error {
	allowed := append([]string{"level", "within", "sort", "programme", "indicators"}, more...)
	return func(w http.ResponseWriter, r *http.Request, about *listing) error {
		params, err := query(r, allowed...)
		if err != nil {
			return err
		}
		q, err := areasQuestion(about.Release, params)
		if err != nil || about.known(w, r) {
			return err
		}
		e, err := s.shelf.edition(r.Context(), about.ID)
		if err != nil {
			return err
		}
		found, err := e.areas(q)
		if err != nil {
			return err
		}
		return h(w, r, e, q, found)
	}
}

// areas ranks areas.
func (s *Server) areas(w http.ResponseWriter, r *http.Request, e *edition, q areaQuestion, found []int) error {
	page, next, err := e.page(q, found)
	if err != nil {
		return err
	}
	answer := areasAnswer{e.about.ID, q.level, len(found), next, make([]areaAnswer, 0, len(page))}
	for _, i := range page {
		answer.Areas = append(answer.Areas, e.answer(i, q.indicators))
	}
	return writeJSON(w, r, answer)
}

func (e *edition) answer(i int, indicators []int) areaAnswer {
	of := e.Release().Areas().At(i)
	a := of.Area()
	answer := areaAnswer{Code: a.Code, Name: a.Name, Level: a.Level, Parent: a.Parent, Indicators: map[string]figureAnswer{}}
	if up, ok := e.above(i); ok {
		answer.ParentName = e.Release().Areas().At(up).Area().Name
	}
	for _, j := range indicators {
		answer.Indicators[e.about.Indicators[j].ID] = answerOf(of.Figure(j), e.about.Indicators[j].Unit, noiseOf(e.about))
	}
	return answer
}
