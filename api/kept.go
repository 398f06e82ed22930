package api

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
)

// A file keeps the places of one class, or of one state, as the table of the view does.

// keptWords are what an address of a file has of that: the class, and the figure and the parting that make it.
var keptWords = []string{"only", "measure", "classes", "basis", "parted"}

// keeping returns the page of tables that keeps the class asked for; nil where none is. What it keeps is of a measure,
// or else, of a programme, of the share missed.
func (s *Server) keeping(r *http.Request, e *edition, programme string, level area.Level, lang string, p map[string]string) (*tablePage, error) {
	if p["only"] == "" {
		for _, name := range keptWords[1:] {
			if p[name] != "" {
				return nil, bad("%s goes with only, the class that is kept", name)
			}
		}
		return nil, nil
	}
	about, err := s.shelf.about(strconv.FormatInt(e.about.ID, 10))
	if err != nil {
		return nil, err
	}
	q := tableQuery{About: cmp.Or(programme, p["measure"]), Level: level, Lang: lang, Parted: p["parted"]}
	if err := q.keep(about, p); err != nil {
		return nil, err
	}
	basis, err := s.basisEdition(r, e, about, q)
	if err != nil {
		return nil, err
	}
	page := blankPage(e, q)
	page.Scale, err = scaleOf(e, basis, about, q)
	return page, err
}

// keep reads which class is kept, of what, and how that is parted.
func (q *tableQuery) keep(about *listing, p map[string]string) error {
	switch {
	case q.Level != area.Village && q.Level != area.District:
		return bad("only goes with villages and districts, not %q", q.Level)
	case about.measure(q.About) < 0:
		return bad("only is of a measure: an indicator of the release, not %q", q.About)
	}
	if _, err := q.measured(about, p); err != nil {
		return err
	}
	if q.Only == "" { // it was left behind
		return bad("measure is coverage or gap of what the file is of, not %q", p["measure"])
	}
	method, rest, _ := strings.Cut(p["classes"], ",")
	classes, target, _ := strings.Cut(rest, ",")
	if _, err := classQuestionOf(about, map[string]string{"indicator": about.Indicators[q.shows(about)].ID, "level": q.Parted}); err != nil {
		return bad("parted is village, district, or cell_5 to cell_9, not %q", q.Parted)
	}
	var of classQuestion
	err := of.read(about.Indicators[q.shows(about)].Indicator, map[string]string{"method": method, "classes": classes, "target": target})
	q.Method, q.Classes, q.Target = of.method, of.classes, of.target
	return err
}

// KeptClass says of what figure a file keeps which class, and how the classes came about.
func (p *tablePage) KeptClass() string {
	c := p.OnlyClass()
	if c == nil {
		return ""
	}
	return strings.TrimSpace(p.Shown() + ": " + p.Class(*c) + ". " + p.HowParted())
}

// classFile says of what figure a file keeps which class, in its name.
func (p *tablePage) classFile() string {
	of := p.Measured().ID
	if p.Scale.missed {
		of += "-missed"
	}
	return of + "-" + p.Only
}

// A keptClass is what a file says of the class that it keeps; both are "" where it has all.
type keptClass struct{ said, name string }

// keepAreas returns the areas found that are of the class that is kept, of one measure or of two; all where none is.
func (s *Server) keepAreas(r *http.Request, e *edition, level area.Level, lang string, found []int, p map[string]string) ([]int, keptClass, error) {
	only, err := s.keeping(r, e, p["programme"], level, lang, p)
	switch {
	case err != nil:
		return nil, keptClass{}, err
	case p["with"] != "" || p["class"] != "":
		return s.keepPaired(e, level, lang, found, p)
	case only == nil:
		return found, keptClass{}, nil
	}
	return e.keep(found, only.Scale.keeps), keptClass{only.KeptClass(), "-" + only.classFile()}, nil
}

// keepPaired keeps one of the nine classes that a measure of poverty makes with the coverage of a programme.
func (s *Server) keepPaired(e *edition, level area.Level, lang string, found []int, p map[string]string) ([]int, keptClass, error) {
	about, err := s.shelf.about(strconv.FormatInt(e.about.ID, 10))
	if err != nil {
		return nil, keptClass{}, err
	}
	switch {
	case p["only"] != "":
		return nil, keptClass{}, bad("only is a class of one measure, and does not go with with")
	case p["with"] == "":
		return nil, keptClass{}, bad("class goes with with, the measure of poverty beside coverage")
	case !about.isReach(p["programme"]):
		return nil, keptClass{}, bad("with goes with a programme, a strategy or any, whose coverage it stands beside, not %q", p["programme"])
	case level != area.Village && level != area.District:
		return nil, keptClass{}, bad("with goes with villages and districts, not %q", level)
	}
	q := tableQuery{About: p["programme"], Lang: lang}
	if err := q.pair(about, p["with"], p["class"]); err != nil || q.Kept == (pairClass{}) {
		return found, keptClass{}, err
	}
	pair := pairUp(e.Release(), indexOf(e.about, "coverage_"+q.About), indexOf(e.about, q.With))
	of := func(a disclose.Area) bool { class, _ := pair.of(a); return class == q.Kept }
	return e.keep(found, of), keptClass{blankPage(e, q).ClassOf(q.Kept), "-" + q.With + "-" + q.Kept.Poverty + "-" + q.Kept.Coverage}, nil
}

// keep returns the areas found that are to be kept.
func (e *edition) keep(found []int, keeps func(disclose.Area) bool) []int {
	return slices.DeleteFunc(slices.Clone(found), func(i int) bool { return !keeps(e.Release().Areas().At(i)) })
}
