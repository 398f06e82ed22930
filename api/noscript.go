package api

import (
	"bytes"
	"cmp"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// The page tells those without JavaScript where its figures are in tables. Who
// opens a link to a view is led to the tables of that view, as the page itself
// leads there (web/src/tables.ts; web/test/views.json holds both to it).

// withoutScript is where the page speaks to them; the links in it lead to the tables.
var withoutScript = regexp.MustCompile(`(?s)<noscript>.*?</noscript>`)

// led returns the page with links to the tables of a view, and what they are; "" where the page stays as it is.
func (s *Server) led(r *http.Request, page []byte) (body []byte, links string) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil || len(v) == 0 || len(r.URL.RawQuery) > longestView {
		return page, ""
	}
	body = withoutScript.ReplaceAllFunc(page, func(said []byte) []byte {
		for _, plain := range []struct{ lang, link string }{{"id", `<a href="/tables">`}, {"en", `<a href="/tables?lang=en">`}} {
			table, place := s.tablesOfView(v, plain.lang)
			link := `<a href="` + html.EscapeString(table) + `">`
			if place != "" {
				words := in(plain.lang, poverty.Text{EN: "All figures of the chosen village", ID: "Semua angka desa atau kelurahan yang dipilih"})
				link = `<a href="` + html.EscapeString(place) + `">` + words + `</a> · ` + link
			}
			links += link
			said = bytes.Replace(said, []byte(plain.link), []byte(link), 1)
		}
		return said
	})
	return body, links
}

// tablesOfView returns the address of the tables that say what a view of the page
// shows, and that of the village that is chosen in it; "" where none is.
func (s *Server) tablesOfView(v url.Values, lang string) (table, place string) {
	number := v.Get("release")
	if number == "" {
		id, err := s.shelf.latest("")
		if err != nil {
			return "/tables?lang=" + lang, ""
		}
		number = strconv.FormatInt(id, 10)
	}
	about, err := s.shelf.about(number)
	if err != nil { // that page says so
		return "/tables/" + url.PathEscape(number) + "?lang=" + lang, ""
	}
	link := func(v url.Values, page string, q url.Values) string {
		q.Set("lang", lang)
		q.Set("view", viewOf(v))
		for name := range q {
			if q.Get(name) == "" {
				q.Del(name)
			}
		}
		return fmt.Sprintf("/tables/%d%s?%s", about.ID, page, q.Encode())
	}
	page, q := about.askedOf(v)
	table = link(v, page, q)
	if code := v.Get("village"); code != "" {
		v := maps.Clone(v)
		v.Del("whatif")
		view := maps.Clone(v)
		v.Del("compare")
		_, q := about.askedOf(v)
		place = link(view, "/areas/"+url.PathEscape(code), q)
	}
	return table, place
}

// askedOf returns which of the tables a view asks for, and with what words.
func (about *listing) askedOf(v url.Values) (page string, q url.Values) {
	level := cmp.Or(v.Get("by"), string(area.Village))
	within := v.Get("within")
	if level != string(area.Village) {
		within = ""
	}
	if all := v.Get("whatif"); all != "" {
		return "/whatif", url.Values{"whatif": {all}, "by": {level}}
	}
	at := indexOf(about.Release, v.Get("indicator"))
	if at < 0 {
		at = about.opening()
	}
	var i poverty.Indicator
	if at >= 0 {
		i = about.Indicators[at].Indicator
	}
	q = url.Values{"level": {level}, "within": {within}}
	if with, _, compared := strings.Cut(v.Get("compare"), ","); compared {
		q.Set("indicator", i.ID)
		q.Set("compare", with)
		return "/compare", q
	}
	q.Set("about", i.ID)
	if of := i.Programme + i.Group; about.isReach(of) && (i.ID == "gap_"+of || i.ID == "coverage_"+of) {
		q.Set("about", of)
		q.Set("measure", i.ID)
	}
	parted := strings.Split(v.Get("classes"), ",")
	for at, name := range []string{"method", "classes", "target"} {
		if at < len(parted) {
			q.Set(name, parted[at])
		}
	}
	for _, name := range []string{"threshold", "with", "basis"} {
		q.Set(name, v.Get(name))
	}
	if v.Get("with") != "" {
		q.Set("class", v.Get("class"))
	}
	if keptInTables(v, i, parted[0]) {
		q.Set("only", v.Get("only"))
	}
	return "", q
}

// keptInTables says whether the class that a view keeps is one that the tables have: their
// classes are of the places that they list, those of a map of hexagons are of hexagons.
func keptInTables(v url.Values, i poverty.Indicator, method string) bool {
	listed := v.Get("map") == "villages" && (v.Get("by") == "" || v.Get("by") == string(area.Village))
	if _, err := strconv.Atoi(v.Get("only")); err != nil {
		return listed || i.Unit == poverty.UnitShare
	}
	return listed || i.Unit == poverty.UnitShare && i.Thresholds != nil && (method == "" || method == byThresholds)
}

// viewOf is what tables carry along of a view for the way back: all but its release and language.
func viewOf(v url.Values) string {
	parts := []string{"v=" + cmp.Or(v.Get("v"), "1")}
	for _, name := range []string{"indicator", "with", "class", "classes", "basis", "only", "compare", "divider", "map", "by", "within", "village", "cell", "sort", "threshold", "tab", "whatif", "at"} {
		if value := v.Get(name); value != "" && viewForm.MatchString(value) && !strings.ContainsAny(value, "&=") {
			parts = append(parts, name+"="+value)
		}
	}
	return strings.Join(parts, "&")
}
