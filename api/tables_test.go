package api

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"

	"github.com/paulmach/orb"
)

var (
	tableLine = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	tableCell = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	markup    = regexp.MustCompile(`<[^>]*>`)
)

// lines returns the texts of the cells of every row of the first table's body.
func lines(page string) (rows [][]string) {
	body := page[strings.Index(page, "<tbody"):]
	for _, row := range tableLine.FindAllStringSubmatch(body[:strings.Index(body, "</tbody>")], -1) {
		var cells []string
		for _, c := range tableCell.FindAllStringSubmatch(row[1], -1) {
			cells = append(cells, html.UnescapeString(strings.TrimSpace(markup.ReplaceAllString(c[1], " "))))
		}
		rows = append(rows, cells)
	}
	return rows
}

// The table says what the API says, in its order, in both languages.
func TestTableOfTheUnderCovered(t *testing.T) {
	s := plain(t)
	var want reach.Answer
	get(t, s, "/v1/releases/7/under-covered?programme=pkh&limit=1000").json(t, &want)
	for lang, words := range map[string][2]string{"id": {`<html lang="id">`, "kesenjangan administratif"}, "en": {`<html lang="en">`, "administrative gap"}} {
		a := get(t, s, "/tables/7?about=pkh&lang="+lang)
		page := string(a.body)
		if a.Code != http.StatusOK || !strings.Contains(page, words[0]) || !strings.Contains(page, words[1]) {
			t.Fatalf("%d: %.300s", a.Code, page)
		}
		rows := lines(page)
		if len(rows) != len(want.Places) || len(rows) == 0 {
			t.Fatalf("%d rows, want %d", len(rows), len(want.Places))
		}
		for i, p := range want.Places {
			why := p.Why.EN
			if lang == "id" {
				why = p.Why.ID
			}
			if !strings.HasPrefix(rows[i][1], p.Name) || rows[i][2] != fmt.Sprint(p.Missed) || rows[i][3] != fmt.Sprint(p.Eligible) || !strings.HasPrefix(rows[i][8], why) {
				t.Errorf("%s, row %d is %q, want %+v", lang, i, rows[i], p)
			}
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
			t.Error("the page has scripts or inline styles, which its policy forbids")
		}
		if len(want.Withheld) == 0 || !strings.Contains(page, fmt.Sprintf("(%d)</h3>", len(want.Withheld))) {
			t.Errorf("%d villages are withheld, which the page does not say", len(want.Withheld))
		}
	}
}

// The form says what the page shows, whatever was asked for, and asks again for all of it.
func TestTheFormSaysWhatIsShown(t *testing.T) {
	s := plain(t)
	for _, about := range []string{"pkh", "gap_pkh", "desil_1_4", "families", "leakage_pkh", "coverage_pkh"} {
		page := string(get(t, s, "/tables/7?about="+about+"&threshold=0.55").body)
		chosen := regexp.MustCompile(`<select name="about">.*<option value="([^"]*)" selected>.*</select>`).FindStringSubmatch(page)
		if chosen == nil || chosen[1] != about {
			t.Errorf("about %s the form has chosen %q", about, chosen)
		}
		if strings.Contains(page, `name="threshold" inputmode="decimal" size="6" autocomplete="off" value="55%"`) != (about == "pkh") {
			t.Errorf("about %s: the threshold belongs to rankings, and is what was asked", about)
		}
	}
	if page := string(get(t, s, "/tables/7?about=families&lang=en").body); len(lines(page)[0]) != 2 {
		t.Error("a count has a column of parts")
	}
	if page := string(get(t, s, "/tables/7?about=pkh&lang=en").body); !strings.Contains(page, "fewer than 5 families or 20 persons") {
		t.Error("the page does not say below how many persons a figure is withheld")
	}
}

var csvLink = regexp.MustCompile(`href="([^"]*)">CSV<`)

// The file beside a ranking holds its places in its order, and why others are not in it.
func TestTheFileOfATableIsItsRanking(t *testing.T) {
	s := plain(t)
	page := string(get(t, s, "/tables/7?about=pkh&within=64.02.01&threshold=0.6&lang=en").body)
	file := get(t, s, html.UnescapeString(csvLink.FindStringSubmatch(page)[1]))
	if file.Code != http.StatusOK {
		t.Fatalf("%d %s", file.Code, file.body)
	}
	written, err := csv.NewReader(strings.NewReader(string(file.body))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := func(name string) int { return slices.Index(written[0], name) }
	rows := lines(page)
	for i, row := range rows {
		w := written[i+1]
		if !strings.HasPrefix(row[1], strings.TrimPrefix(w[column("name")], "'")) || row[2] != w[column("missed")] || !strings.HasPrefix(row[8], w[column("why")]) || w[column("threshold")] != "0.6" {
			t.Errorf("row %d is %q in the page and %q in the file", i, row, w)
		}
	}
	if last := written[len(written)-1]; len(rows) == 0 || len(written) < len(rows)+2 || last[column("state")] != "total" {
		t.Errorf("%d rows in the page, %d in the file; the last is %q", len(rows), len(written), last)
	}
	for query, word := range map[string]string{"programme=pkh&lang=fr": "lang", "programme=uang": "uang", "programme=pkh&limit=0": "limit"} {
		if got := get(t, s, "/v1/releases/7/under-covered.csv?"+query); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), word) {
			t.Errorf("%s: %d %s", query, got.Code, got.body)
		}
	}
}

// About one programme the page says how it reaches the deciles.
func TestTableOfTargeting(t *testing.T) {
	s := plain(t)
	for _, want := range []string{"Apakah tepat sasaran?", "tidak diketahui", "Kesalahan eksklusi", "Indeks CGH"} {
		if page := string(get(t, s, "/tables/7?about=pkh").body); !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if page := string(get(t, s, "/tables/7?about=desil_1_4").body); strings.Contains(page, "Apakah tepat sasaran?") {
		t.Error("an indicator has no recipients")
	}
}

// The figures of an indicator, their bounds, and why there are none.
func TestTableOfAnIndicator(t *testing.T) {
	about := poverty.Release{ID: 9, Audience: poverty.Public, AsOf: "2024-06-30", System: "kemendagri", Vintage: "2025",
		PublishedAt: time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), Plan: &poverty.Plan{Bound: 0.2, NoiseMax: 3}}
	r, err := disclose.Clear(about, madeCounts(t, 40), disclose.Policy{MinFamilies: 10, Bound: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{Releases: newPress(r), Audience: poverty.Public, Web: page})
	rows := lines(string(get(t, s, "/tables/9?about=desil_1_4&lang=en").body))
	names := map[string]string{}
	for _, row := range rows {
		names[strings.Fields(row[0])[0]+row[1]] = row[1]
	}
	seen := map[string]int{}
	for i := range r.Areas().Len() {
		a := r.Areas().At(i)
		if a.Area().Level != area.Village {
			continue
		}
		f := a.Figure(1)
		want := fmt.Sprintf("%.1f%%", 100*f.Value())
		switch {
		case f.State() == disclose.Withheld:
			want = "withheld"
		case f.State() == disclose.NoData:
			want = "no data"
		case f.Denominator() < 12: // too few for any share, and for a bound
			want = "insufficient data"
		case f.Bound() == disclose.AtMost:
			want = "≤ " + want
		case f.Bound() == disclose.AtLeast:
			want = "≥ " + want
		}
		seen[strings.Fields(want)[0]]++
		if _, ok := names[strings.Fields(a.Area().Name)[0]+want]; !ok {
			t.Errorf("%s is not said to be %s", a.Area().Name, want)
		}
	}
	if len(rows) != 24 || seen["withheld"] == 0 || seen["≤"]+seen["≥"] == 0 {
		t.Errorf("%d rows, of which %v", len(rows), seen)
	}
}

// The map has a path for every area and the classes of the legend hold all of them.
func TestTableMap(t *testing.T) {
	s := plain(t)
	for level, want := range map[string]int{"village": 24 + 2 + 1, "district": 2 + 2 + 1} {
		a := get(t, s, "/tables/7/map.svg?about=pkh&level="+level)
		paths := 0
		for d := xml.NewDecoder(strings.NewReader(string(a.body))); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "path" && e.Attr[0].Name.Local == "fill" {
				paths++
			}
		}
		if paths != want || a.Header().Get("Content-Type") != "image/svg+xml" {
			t.Errorf("%s: %d paths, want %d; %s", level, paths, want, a.Header().Get("Content-Type"))
		}
	}
	e, err := s.shelf.edition(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	about := listingOf(t, s)
	for _, q := range []tableQuery{{Level: area.Village}, {Level: area.Village, Within: "64.02.01"}, {Level: area.District}} {
		want := map[tableQuery]int{{Level: area.Village}: 24, {Level: area.Village, Within: "64.02.01"}: 12, {Level: area.District}: 2}[q]
		for _, q.About = range []string{"families", "desil_1_4", "gap_pkh", "coverage_pkh", "pkh"} {
			q.Method, q.Classes = byQuantile, 5
			scale, err := scaleOf(e, e, about, q)
			if err != nil {
				t.Fatal(err)
			}
			sum := 0
			for _, c := range scale.Classes {
				sum += c.Areas
			}
			if sum != want {
				t.Errorf("the classes of %+v hold %d areas, want %d", q, sum, want)
			}
		}
	}
}

// listingOf returns the description of release 7 as the server keeps it.
func listingOf(t *testing.T, s *Server) *listing {
	t.Helper()
	for _, l := range s.shelf.display.Load().releases {
		if l.ID == 7 {
			return l
		}
	}
	t.Fatal("no release 7")
	return nil
}

// The map beside a ranking shows what the ranking is by: the share missed, dark where it is large.
func TestTableMapShowsWhatTheTableRanks(t *testing.T) {
	s := plain(t)
	e, err := s.shelf.edition(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	q := tableQuery{About: "pkh", Level: area.Village}
	q.Method, q.Classes = byQuantile, 5
	scale, err := scaleOf(e, e, listingOf(t, s), q)
	if err != nil {
		t.Fatal(err)
	}
	a, err := e.ground.UnderCovered(reach.Question{By: reach.Village, Programme: "pkh"})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range a.Places {
		c := scale.Classes[scale.class(e.Release().Areas().At(e.place[area.Code(p.Code)]).Figure(scale.indicator))]
		inside := c.State == disclose.Value && c.From-1e-4 < p.Share && p.Share <= c.Below+1e-4
		if !inside && !(p.Missed == 0 && c.State == disclose.Zero) {
			t.Errorf("%s misses %v and is in the class %+v", p.Code, p.Share, c)
		}
	}
	if dark := scale.Classes[4]; dark.Colour != shades[5] || !dark.Last() {
		t.Errorf("the class of those who miss most is %+v", dark)
	}
	if page := string(get(t, s, "/tables/7?about=pkh&lang=en").body); strings.Count(page, "Share of eligible families missed") != 2 {
		t.Error("the legend does not say what the map shows")
	}
}

// A name stands on the largest part of a district, not on the one with most corners.
func TestNamesStandOnTheLargestPart(t *testing.T) {
	square := orb.Polygon{{{0, 0}, {9, 0}, {9, 9}, {0, 9}, {0, 0}}}
	ragged := orb.Polygon{{{20, 0}, {21, 0}, {21, 1}, {20.8, .5}, {20.6, 1}, {20.4, .5}, {20, 1}, {20, 0}}}
	if got := largest(orb.MultiPolygon{ragged, square}); !got.Equal(square) {
		t.Errorf("the largest part is %v", got)
	}
}

func TestTableRefuses(t *testing.T) {
	s := plain(t)
	for target, want := range map[string]int{
		"/tables":                         http.StatusTemporaryRedirect,
		"/tables/latest?about=pkh":        http.StatusTemporaryRedirect,
		"/tables/style.css":               http.StatusOK,
		"/tables/7":                       http.StatusOK,
		"/tables/7?level=district":        http.StatusOK,
		"/tables/7?within=64.02.01":       http.StatusOK,
		"/tables/8":                       http.StatusNotFound,
		"/tables/7/map.svg?about=nothing": http.StatusBadRequest,
		"/tables/7/map.png":               http.StatusNotFound,
	} {
		if a := get(t, s, target); a.Code != want {
			t.Errorf("%s: %d, want %d: %.200s", target, a.Code, want, a.body)
		}
	}
	first := get(t, s, "/tables/7?about=pkh")
	if again := get(t, s, "/tables/7?about=pkh", "If-None-Match", first.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("a known table: %d", again.Code)
	}
}

// Without a word the tables are about what the page opens with: a test of that reads the same file.
func TestTablesOpenWithWhatThePageDoes(t *testing.T) {
	body, err := os.ReadFile("../web/test/opening.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Opening, About string
		Indicators           []poverty.ReleasedIndicator
	}
	if err := json.Unmarshal(body, &cases); err != nil || len(cases) < 5 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, tc := range cases {
		about, opening := &listing{Release: poverty.Release{Indicators: tc.Indicators}}, ""
		if i := about.opening(); i >= 0 {
			opening = about.Indicators[i].ID
		}
		if opening != tc.Opening || about.first() != tc.About {
			t.Errorf("%s: %q, a table about %q", tc.Name, opening, about.first())
		}
	}
	if page := string(get(t, plain(t), "/tables/7").body); !strings.Contains(page, `<option value="pkh" selected>`) {
		t.Error("the tables do not open with PKH")
	}
}

// A share is read as people write it, stands in the field as the language writes it, and in links as 0.7.
func TestAThresholdAsPeopleWriteIt(t *testing.T) {
	s := plain(t)
	for written, want := range map[string]struct{ id, en, link string }{
		"0,7": {"70%", "70%", "0.7"}, "0.7": {"70%", "70%", "0.7"}, "70%": {"70%", "70%", "0.7"}, "70 %": {"70%", "70%", "0.7"}, "70\u00a0%": {"70%", "70%", "0.7"}, " 70 ": {"70%", "70%", "0.7"},
		"62,5%": {"62,5%", "62.5%", "0.625"}, "0.625": {"62,5%", "62.5%", "0.625"}, "1": {"100%", "100%", "1"}, "1%": {"1%", "1%", "0.01"}, "100": {"100%", "100%", "1"}, "0": {"0%", "0%", "0"},
		"29,9": {"29,9%", "29.9%", "0.299"}, "7%": {"7%", "7%", "0.07"},
	} {
		for lang, field := range map[string]string{"id": want.id, "en": want.en} {
			page := string(get(t, s, "/tables/7?about=pkh&lang="+lang+"&threshold="+url.QueryEscape(written)).body)
			if !strings.Contains(page, `autocomplete="off" value="`+field+`"`) || strings.Contains(page, "Tidak dikenal") || strings.Contains(page, "does not know") {
				t.Errorf("%q in %s: not %s in the field", written, lang, field)
			}
			links := regexp.MustCompile(`under-covered\.csv\?[^"]*threshold=([\d.]+)[&"]`).FindStringSubmatch(page)
			if links == nil || links[1] != want.link {
				t.Errorf("%q: links say %v, not %s", written, links, want.link)
			}
		}
	}
	page := string(get(t, s, "/tables/7?about=pkh&method=diverging&target="+url.QueryEscape("62,5 %")).body)
	if !strings.Contains(page, `<input name="target" inputmode="decimal" size="6" autocomplete="off" value="62,5%">`) || !strings.Contains(page, "target=0.625") {
		t.Error("a target is written as a threshold is")
	}
	for _, other := range []string{"much", "0,7,1", "70%%", "%", "101", "101%", "-1", "1.000,5"} {
		if v, err := writtenShare(other); err == nil {
			t.Errorf("%q is read as %v", other, v)
		}
	}
}

// A link that is older than the release opens with what is still valid of it,
// and says what was dropped; a program that asks for the same is refused.
func TestStaleLinkToATable(t *testing.T) {
	s := plain(t)
	for _, tc := range []struct {
		stale, valid string
		dropped      []string
	}{
		{"about=nothing", "", []string{"about=nothing"}},
		{"about=pkh&level=cell&within=64.02.01", "about=pkh&within=64.02.01", []string{"level=cell"}},
		{"lang=fr&about=pkh", "about=pkh", []string{"lang=fr"}},
		{"threshold=101&about=pkh", "about=pkh", []string{"threshold=101"}},
		{"threshold=-0.1&about=pkh", "about=pkh", []string{"threshold=-0.1"}},
		{"threshold=NaN", "", []string{"threshold=NaN"}},
		{"about=desil_1_4&within=99", "about=desil_1_4", []string{"within=99"}},
		{"about=pkh&level=district&within=64.02.01", "about=pkh&level=district", []string{"within=64.02.01"}},
		{"about=pkh&with=families", "about=pkh", []string{"with=families"}},
		{"about=pkh&with=desil_1_4&class=high", "about=pkh&with=desil_1_4", []string{"class=high"}},
		{"about=pkh&method=astrology&classes=99", "about=pkh", []string{"classes=99", "method=astrology"}},
		{"view=%3Cscript%3E", "", []string{"view=&lt;script&gt;"}},
		{"nothing=1&about=pkh", "about=pkh", []string{"nothing"}},
		{"about=%zz", "", []string{"about=%zz"}},
		{"about=pkh;level=district", "", []string{"about=pkh;level=district"}},
		{"about=pkh&about=desil_1_4", "about=pkh", []string{"about=desil_1_4"}},
		{"about=nothing&about=pkh&about=desil_1_4&level=village&level=village", "about=pkh", []string{"about=desil_1_4", "about=nothing", "level=village"}},
		{"about=pkh&=1&nothing=%g", "about=pkh", []string{"=", "nothing=%g"}},
	} {
		for _, path := range []string{"/tables/7", "/tables/7/areas/" + squareCode(1, 1)} {
			if strings.HasSuffix(path, "1.2007") && strings.Contains(tc.stale, "within") {
				continue // the page of an area shows that area
			}
			a, want := get(t, s, path+"?"+tc.stale), get(t, s, path+"?"+tc.valid)
			page := string(a.body)
			note := strings.Index(page, `<p class="kept" role="status">`)
			if a.Code != http.StatusOK || note < 0 {
				t.Fatalf("%s?%s: %d, and no word of what was dropped", path, tc.stale, a.Code)
			}
			end := note + strings.Index(page[note:], "</p>\n") + len("</p>\n")
			for _, part := range tc.dropped {
				if !strings.Contains(page[note:end], "<code>"+part+"</code>") {
					t.Errorf("%s: %s is not said to be dropped in %s", tc.stale, part, page[note:end])
				}
			}
			if n := strings.Count(page[note:end], "<code>"); n != len(tc.dropped) {
				t.Errorf("%s: %d parts are said to be dropped, not %d", tc.stale, n, len(tc.dropped))
			}
			page = page[:note] + page[end:]
			if page != string(want.body) {
				t.Errorf("%s?%s is another page than %s", path, tc.stale, tc.valid)
			}
		}
	}
	what := get(t, s, "/tables/7/whatif?by=street&lang=en")
	if what.Code != http.StatusOK || !strings.Contains(string(what.body), "<code>by=street</code>") {
		t.Errorf("what if: %d", what.Code)
	}
}

// What goes wrong with a page is said on a page, in the reader's language, with a way on.
func TestTroubleWithATableIsAPage(t *testing.T) {
	s := plain(t)
	for _, tc := range []struct {
		name, target, accept string
		status               int
		want                 string
	}{
		{"an area that is not known", "/tables/7/areas/99?lang=en", "", 404, "There is no such page"},
		{"the browser's language", "/tables/99", "en-GB,en;q=0.9", 404, "There is no such page"},
		{"a language that nobody speaks here", "/tables/99?lang=fr", "fr", 404, "Halaman ini tidak ada"},
		{"a form that cannot be read", "/tables/7/whatif?set=0&budget=much&lang=en", "", 400, "This question has no answer"},
		{"no such release", "/tables/99", "", 404, "Halaman ini tidak ada"},
		{"no number of a release", "/tables/none", "", 400, "Pertanyaan ini tidak dapat dijawab"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, s, tc.target, "Accept-Language", tc.accept)
			page := string(a.body)
			if a.Code != tc.status || a.Header().Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(page, tc.want) || !strings.Contains(page, `href="/tables?lang=`) {
				t.Errorf("%d %s: %s", a.Code, a.Header().Get("Content-Type"), page)
			}
			if strings.Contains(page, "<script") {
				t.Error("the page has scripts")
			}
		})
	}
	if a := get(t, s, "/tables/7?about=%3Cscript%3E&%3Cscript%3E=1"); strings.Contains(string(a.body), "<script>") {
		t.Error("a word of the address is markup in the page")
	}
	if a := get(t, s, "/tables/7/map.svg?about=nothing"); a.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("the map is read by programs; its trouble is %s", a.Header().Get("Content-Type"))
	}
}

// Only the regency that is made up is called so, and on both kinds of table.
func TestMadeUpDataAreCalledSo(t *testing.T) {
	for _, a := range []struct {
		code, name string
		want       bool
	}{{"64.69", "Kabupaten Contoh", true}, {"64.69", "Kutai Kartanegara", false}, {"64.02", "Kabupaten Contoh", false}} {
		if got := madeUp(area.Area{Code: area.Code(a.code), Name: a.name}); got != a.want {
			t.Errorf("%s %s: %v", a.code, a.name, got)
		}
	}
	s := plain(t)
	for _, path := range []string{"/tables/7", "/tables/7/whatif"} {
		a := get(t, s, path)
		if a.Code != http.StatusOK || strings.Contains(string(a.body), "Data buatan") {
			t.Errorf("%s: %d, or real places are called made up", path, a.Code)
		}
	}
}
