package api

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tepat/geo/area"
)

// Where a table leads: to itself otherwise asked, to its map, to files of the
// same, and to the map of the page that shows it.

// Link returns the address of this table with one part of the question changed.
func (p *tablePage) Link(name, value string) string {
	v := p.values()
	v.Set(name, value)
	if value == "" {
		v.Del(name)
	}
	return fmt.Sprintf("/tables/%d?%s", p.Release.ID, p.carry(v).Encode())
}

// Profile returns the address of all that is known of an area.
func (p *tablePage) Profile(code string) string {
	return fmt.Sprintf("/tables/%d/areas/%s?%s", p.Release.ID, url.PathEscape(code), p.carry(p.values()).Encode())
}

// Map returns the address of the map beside the table.
func (p *tablePage) Map() string {
	return fmt.Sprintf("/tables/%d/map.svg?%s", p.Release.ID, p.values().Encode())
}

// File returns the address of the same areas as a file; of a ranking as CSV or XLSX, the ranking.
func (p *tablePage) File(format string) string {
	v := url.Values{}
	if p.Within != "" {
		v.Set("within", string(p.Within))
	}
	what := "areas"
	switch {
	case p.Answer == nil:
		v.Set("level", string(p.Level))
		v.Set("indicators", p.Indicator.ID)
		word, down := strings.CutPrefix(p.sortedBy(), "-")
		if order := map[string]string{"name": "name", "value": p.Indicator.ID}[word]; order != "" { // none for the families counted
			v.Set("sort", map[bool]string{true: "-"}[down]+order)
		}
		if format == "xlsx" {
			v.Set("lang", p.Lang)
		}
	case format != "geojson":
		what = "under-covered"
		v.Set("by", string(p.Level))
		v.Set("programme", p.tableQuery.About)
		v.Set("threshold", decimal(p.Threshold))
		if sort := p.sortedBy(); sort != p.ordering.usual {
			v.Set("sort", sort)
		}
		v.Set("lang", p.Lang)
	default:
		v.Set("level", string(p.Level))
		v.Set("programme", p.tableQuery.About)
	}
	for name, value := range map[string]string{"with": p.With, "class": p.Kept.String()} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.OnlyClass() != nil {
		for name, value := range map[string]string{"only": p.Only, "classes": p.classing(p.Measured()), "measure": p.Measure} {
			if value != "" {
				v.Set(name, value)
			}
		}
		if p.Answer == nil {
			v.Set("measure", p.Measured().ID)
		}
		if p.Basis != 0 {
			v.Set("basis", strconv.FormatInt(p.Basis, 10))
		}
	}
	return fmt.Sprintf("/v1/releases/%d/%s.%s?%s", p.Release.ID, what, format, v.Encode())
}

// values are the question of this table as an address has it, without what is
// only carried along: equal maps have equal addresses.
func (p *tablePage) values() url.Values {
	v := url.Values{"about": {p.tableQuery.About}, "level": {string(p.Level)}, "lang": {p.Lang}}
	for name, value := range map[string]string{"within": string(p.Within), "with": p.With, "class": p.Kept.String()} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if p.Threshold != 0.7 {
		v.Set("threshold", strconv.FormatFloat(p.Threshold, 'f', -1, 64))
	}
	if p.Measure != "" {
		v.Set("measure", p.Measure)
	}
	if p.Only != "" {
		v.Set("only", p.Only)
	}
	if p.Basis != 0 {
		v.Set("basis", strconv.FormatInt(p.Basis, 10))
	}
	if p.classing(p.Measured()) != "" {
		v.Set("method", p.Method)
		v.Set("classes", strconv.Itoa(p.Classes))
		if p.Target > 0 {
			v.Set("target", p.Goal())
		}
	}
	return v
}

func (p *tablePage) carry(v url.Values) url.Values {
	if p.View != "" {
		v.Set("view", p.View)
	}
	return v
}

// viewForm is what an address of the page is made of: it has no more than words and numbers.
var viewForm = regexp.MustCompile(`^[A-Za-z0-9.,_=&-]*$`)

const longestView = 1500

func checkView(view string) error {
	if len(view) > longestView || !viewForm.MatchString(view) {
		return bad("view is an address of the page, not %q", view)
	}
	return nil
}

// Page returns the address of the map that shows what the table says: the view
// that was carried along, with what the table was turned to since.
func (p *tablePage) Page() string {
	v := p.view()
	for name, value := range map[string]string{
		"indicator": p.indicatorOf(v.Get("indicator")), "with": p.With, "class": p.Kept.String(), "within": p.placed(), "whatif": "", "by": "",
		"classes": p.classing(p.Measured()), "only": "", "basis": "",
	} {
		v.Set(name, value)
	}
	switch {
	case p.OfDrawn(): // the map still has it
		v.Set("only", p.view().Get("only"))
	case !p.Scale.missed: // the page parts what is reached, not what is missed
		v.Set("only", p.Only)
	}
	if p.Basis != 0 {
		v.Set("basis", strconv.FormatInt(p.Basis, 10))
	}
	if p.Level != "village" {
		v.Set("by", string(p.Level))
	}
	v.Del("threshold")
	if rounded := strconv.FormatFloat(p.Threshold, 'f', 2, 64); p.Threshold != 0.7 {
		v.Set("threshold", strings.TrimSuffix(rounded, "0"))
	}
	return p.pageLink(v)
}

// placed returns the district that the page is asked for: the one that the table is within. Where the view lists
// districts, that is the chosen one, which does not narrow the table.
func (p *tablePage) placed() string {
	if v := p.view(); p.Within == "" && p.Level == area.District && v.Get("by") == string(area.District) {
		return v.Get("within")
	}
	return string(p.Within)
}

// view is what was carried along.
func (p *tablePage) view() url.Values {
	v, err := url.ParseQuery(p.View)
	if err != nil {
		return url.Values{} // its form was checked, so this cannot be
	}
	return v
}

// pageLink writes an address of the page; what has no value is left out.
func (p *tablePage) pageLink(v url.Values) string {
	v.Set("v", cmp.Or(v.Get("v"), "1"))
	v.Set("release", strconv.FormatInt(p.Release.ID, 10))
	v.Set("lang", p.Lang)
	for name := range v {
		if v.Get(name) == "" {
			v.Del(name)
		}
	}
	return "/?" + v.Encode()
}

// indicatorOf returns the indicator of the page that a table is about: where that
// is a programme, the one that was looked at before, else families missed.
func (p *tablePage) indicatorOf(before string) string {
	coverage, gap := "coverage_"+p.tableQuery.About, "gap_"+p.tableQuery.About
	switch {
	case p.Measure != "":
		return p.Measure
	case indexOf(p.Release, coverage) < 0:
		return p.tableQuery.About
	case p.With != "" || before == coverage || indexOf(p.Release, gap) < 0:
		return coverage
	}
	return gap
}
