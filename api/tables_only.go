package api

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// A table keeps the places of one class of its map, or of one state, as the page does.

// classForm is how an address names a class, by its place in the legend, or a state.
var classForm = regexp.MustCompile(`^(?:[1-7]|zero|no_data|withheld)$`)

// measured reads what the map beside a table shows, and which of its classes is kept. What belongs to another
// measure than the table's is left behind by who turns the form to another figure; the rest of the question is returned.
func (q *tableQuery) measured(about *listing, p map[string]string) (map[string]string, error) {
	if of := p["measure"]; of != "" {
		if indexOf(about.Release, of) < 0 {
			return p, bad("measure names an indicator of the release, not %q", of)
		}
		if of != q.About && !about.isReach(q.About) || about.isReach(q.About) && of != "coverage_"+q.About && of != "gap_"+q.About {
			left := map[string]string{}
			for name, value := range p {
				if !slices.Contains([]string{"measure", "basis", "method", "classes", "target", "only"}, name) {
					left[name] = value
				}
			}
			return left, nil
		}
		if about.isReach(q.About) {
			q.Measure = of
		}
	}
	if q.Only = p["only"]; q.Only != "" && !classForm.MatchString(q.Only) {
		return p, bad("only is a class from 1 to 7, zero, no_data or withheld, not %q", q.Only)
	}
	if p["basis"] == "" {
		return p, nil
	}
	basis, err := strconv.ParseInt(p["basis"], 10, 64)
	if err != nil || basis < 1 {
		return p, bad("basis is the number of a release, not %q", p["basis"])
	}
	q.Basis = basis
	return p, nil
}

// shows returns the place of the indicator that the map shows.
func (q tableQuery) shows(about *listing) int {
	if q.Measure != "" {
		return indexOf(about.Release, q.Measure)
	}
	return about.measure(q.About)
}

// basisEdition returns the release whose figures part those of a table.
func (s *Server) basisEdition(r *http.Request, e *edition, about *listing, q tableQuery) (*edition, error) {
	if q.Basis == 0 || q.Basis == about.ID {
		return e, nil
	}
	id, err := s.basis(about, strconv.FormatInt(q.Basis, 10), about.Indicators[q.shows(about)].ID)
	if statusOf(err) == http.StatusNotFound { // a release that has gone is a stale part, not a missing page
		return nil, bad("basis is the number of a release, not %q", strconv.FormatInt(q.Basis, 10))
	} else if err != nil {
		return nil, err
	}
	return s.shelf.edition(r.Context(), id)
}

// checkOnly refuses a class beyond those that there are.
func (s mapScale) checkOnly() error {
	if n, err := strconv.Atoi(s.only); err == nil && n > len(s.bounds)+1 {
		return bad("only names one of %d classes, not %q", len(s.bounds)+1, s.only)
	}
	return nil
}

// key names the class or state of the legend at a place.
func (s mapScale) key(at int) string {
	if c := s.Classes[at]; c.Bare() {
		return c.State.String()
	}
	return strconv.Itoa(at + 1)
}

// keeps says whether an area is of the class that is kept.
func (s mapScale) keeps(a disclose.Area) bool {
	return s.only == "" || s.key(s.class(a.Figure(s.indicator))) == s.only
}

// paint returns how the class of an area is filled; beside one that is kept the others are faint.
func (s mapScale) paint(a disclose.Area) string {
	fill := `fill="` + s.Classes[s.class(a.Figure(s.indicator))].Colour + `"`
	if !s.keeps(a) {
		fill += ` fill-opacity="0.12"`
	}
	return fill
}

// IsShare says whether the map shows a share.
func (s mapScale) IsShare() bool { return s.unit == poverty.UnitShare }

// Missed says whether the map shows what is missed, which no page but the tables' parts.
func (s mapScale) Missed() bool { return s.missed }

// A keyedClass is a line of the legend with the name that an address has for it.
type keyedClass struct {
	Class  mapClass
	Key    string
	Kept   bool
	Circle bool
}

// Legend are the classes and states of the map. Where no figure is shown there is no class to show.
func (s mapScale) Legend() (lines []keyedClass) {
	for i, c := range s.Classes {
		if c.Bare() || c.Areas > 0 || s.Why != whyNoFigures {
			lines = append(lines, keyedClass{c, s.key(i), s.key(i) == s.only, s.drawsCircles() && !c.Bare()})
		}
	}
	return lines
}

// Measured is the indicator that the map shows.
func (p *tablePage) Measured() poverty.Indicator {
	return p.Release.Indicators[p.Scale.indicator].Indicator
}

// Parted says whether the classes are other than the usual ones.
func (p *tablePage) Parted() bool { return p.classing(p.Measured()) != "" }

// OnlyClass is the class or state that is kept; nil where all are.
func (p *tablePage) OnlyClass() *mapClass {
	for _, c := range p.Scale.Legend() {
		if c.Kept && p.Pair == nil {
			return &c.Class
		}
	}
	return nil
}

// OfDrawn says whether the map that led here keeps a class, or a state, that the places of this table do not have: one of
// hexagons, or of villages where districts are listed. Only shares have states, and thresholds, alike for all. (web/src/tables.ts)
func (p *tablePage) OfDrawn() bool {
	v := p.view()
	only, about := v.Get("only"), p.Measured()
	if !classForm.MatchString(only) || p.Only != "" || p.Pair != nil || v.Get("indicator") != about.ID || v.Get("map") == "villages" && v.Get("by") == "" {
		return false
	}
	if _, err := strconv.Atoi(only); err != nil {
		return about.Unit != poverty.UnitShare
	}
	return about.Unit != poverty.UnitShare || about.Thresholds == nil || v.Get("classes") != "" && v.Get("classes") != byThresholds
}

// OnlySum says how many places the table keeps.
func (p *tablePage) OnlySum() string {
	n := len(p.Rows)
	if p.Answer != nil {
		n = len(p.Places())
	}
	return p.Count(n) + " " + p.levelWords(string(p.Level))
}
