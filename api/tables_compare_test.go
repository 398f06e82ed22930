package api

import (
	"fmt"
	"html"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/geo/target"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// A difference of two bounds that leave both sides open is not shown as if it were exact.
func TestTableCompareSaysAbout(t *testing.T) {
	p, points := &comparePage{tablePage: &tablePage{printer: message.NewPrinter(language.English)}}, 0.031
	for bound, want := range map[target.Bound]string{target.About: "≈ +3.1", target.AtLeast: "≥ +3.1", "": "+3.1"} {
		if got := p.Difference(change{Difference: &points, Bound: bound}); got != want {
			t.Errorf("%q: %q, want %q", bound, got, want)
		}
	}
}

// The page of a comparison has every area of the API's answer, once, with its
// figures; its map and its legend count them as the page's own classes do.
func TestTableCompare(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	for _, tc := range []struct{ asked, api string }{
		{"indicator=coverage_pkh&compare=female_headed", "indicator=coverage_pkh&against=female_headed"},
		{"about=pkh&compare=4", "indicator=coverage_pkh&with=4"},
		{"indicator=desil_1_4&compare=4&within=64.02.01", "indicator=desil_1_4&with=4&within=64.02.01"},
		{"indicator=desil_1_4&compare=female_headed&level=district", "indicator=desil_1_4&against=female_headed&level=district"},
	} {
		answer := get(t, s, "/v1/releases/7/compare?"+tc.api)
		if answer.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", tc.api, answer.Code, answer.body)
		}
		var want compareAnswer
		answer.json(t, &want)
		for _, lang := range []string{"id", "en"} {
			a := get(t, s, "/tables/7/compare?"+tc.asked+"&lang="+lang)
			page := string(a.body)
			if a.Code != http.StatusOK || strings.Contains(page, `role="status"`) {
				t.Fatalf("%s: %d %.600s", tc.asked, a.Code, page)
			}
			told, apart := 0, 0
			for _, c := range want.Areas {
				row := regexp.MustCompile(`(?s)<tr data-code="` + regexp.QuoteMeta(string(c.Code)) + `">(.*?)</tr>`).FindStringSubmatch(page)
				if (row != nil) != (c.State == measured) {
					t.Errorf("%s: %s is %s, in the table: %v", tc.asked, c.Code, c.State, row != nil)
					continue
				}
				if row == nil {
					apart++
					continue
				}
				told++
				parts := fmt.Sprint(*c.Before.Numerator)
				if !strings.Contains(row[1], ">"+parts+" ") || strings.Contains(row[1], "strong") != c.Clear {
					t.Errorf("%s: %+v stands there as %s", tc.asked, c, row[1])
				}
			}
			if told == 0 || apart > 0 && !strings.Contains(page, fmt.Sprintf("(%d)</h3>", apart)) {
				t.Errorf("%s: %d areas told, %d apart", tc.asked, told, apart)
			}
			way := regexp.MustCompile(`<img class="map" src="([^"]*)"`).FindStringSubmatch(page)
			svg := get(t, s, html.UnescapeString(way[1]))
			if svg.Code != http.StatusOK || !strings.HasPrefix(string(svg.body), "<svg") {
				t.Errorf("%s: %d %.200s", way[1], svg.Code, svg.body)
			}
			for _, link := range regexp.MustCompile(`<a href="(/(?:tables|v1)/[^"]*)"`).FindAllStringSubmatch(page, 4) {
				if got := get(t, s, html.UnescapeString(link[1])); got.Code != http.StatusOK || strings.Contains(string(got.body), `role="status"`) {
					t.Errorf("%s leads to %s: %d", tc.asked, link[1], got.Code)
				}
			}
		}
	}
}

// A comparison runs from the earlier release to the later, whichever of them was opened, as on the page.
func TestTableCompareRunsWithTime(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	row := regexp.MustCompile(`(?s)<tr data-code="([^"]*)">.*?</a>(.*?)</tr>`)
	for _, within := range []string{"", "&within=64.02.01"} {
		asked := "?lang=en&indicator=desil_1_4" + within + "&compare="
		early, late := string(get(t, s, "/tables/4/compare"+asked+"7").body), string(get(t, s, "/tables/7/compare"+asked+"4").body)
		lead := regexp.MustCompile(`<p class="lead">([^<]*)`)
		if a, b := lead.FindStringSubmatch(early)[1], lead.FindStringSubmatch(late)[1]; a != b || !strings.HasPrefix(a, "From Release 4, ") {
			t.Errorf("%q is not %q", a, b)
		}
		a, b := row.FindAllStringSubmatch(early, -1), row.FindAllStringSubmatch(late, -1)
		if len(a) == 0 || len(a) != len(b) {
			t.Fatalf("%d rows, %d rows", len(a), len(b))
		}
		for i := range a {
			if a[i][1] != b[i][1] || a[i][2] != b[i][2] {
				t.Errorf("%s: %s\n%s: %s", a[i][1], a[i][2], b[i][1], b[i][2])
			}
		}
		map4 := get(t, s, "/tables/4/compare.svg"+asked+"7")
		if map7 := get(t, s, "/tables/7/compare.svg"+asked+"4"); map4.Code != http.StatusOK || string(map4.body) != string(map7.body) {
			t.Error("the maps differ")
		}
		file := regexp.MustCompile(`<a href="(/v1/[^"]*)">JSON`)
		if a, b := file.FindStringSubmatch(early)[1], file.FindStringSubmatch(late)[1]; a != b {
			t.Errorf("the file is %s, not %s", a, b)
		}
	}
}

// The way from a comparison to the map keeps how the view compares, where its divider is, and the chosen district.
func TestTheWayFromAComparison(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	for _, tc := range []struct {
		asked, view string
		want        map[string]string
	}{
		{"compare=4", "", map[string]string{"compare": "4,difference"}},
		{"compare=4", "compare=4,difference", map[string]string{"compare": "4,difference"}},
		{"compare=4", "compare=4,swipe&divider=30&sort=-after", map[string]string{"compare": "4,swipe", "divider": "30", "sort": "-after"}},
		{"compare=female_headed", "compare=4,swipe", map[string]string{"compare": "female_headed,swipe"}},
		{"compare=4", "compare=4,upside_down", map[string]string{"compare": "4,difference"}},
		{"compare=4&level=district", "compare=4,swipe&by=district&within=64.02.02", map[string]string{"compare": "4,swipe", "by": "district", "within": "64.02.02"}},
		{"compare=4&within=64.02.01", "compare=4,swipe", map[string]string{"within": "64.02.01", "by": ""}},
	} {
		back := wayBack(t, viewed(t, s, "/tables/7/compare?indicator=desil_1_4&"+tc.asked, tc.view))
		for name, want := range tc.want {
			if got := back.Get(name); got != want {
				t.Errorf("%s, %s: %s is %q, want %q", tc.asked, tc.view, name, got, want)
			}
		}
	}
}

// Turned twice, a comparison is what it was; what is only in one release stays there.
func TestTurnedComparison(t *testing.T) {
	d, figure := 0.1, figureAnswer{}
	a := compareAnswer{Release: 7, With: 4, Indicator: "a", Against: "b", Clear: changes{Higher: 1}, States: map[string]int{measured: 1, notInBefore: 1},
		Areas: []change{{Code: "1", State: measured, Before: &figure, Difference: &d, Bound: target.AtLeast, Interval: &[2]float64{0.05, 0.2}, Clear: true}, {Code: "2", State: notInBefore, After: &figure}}}
	b := a.turned()
	if c := b.Areas[0]; *c.Difference != -0.1 || *c.Interval != [2]float64{-0.2, -0.05} || c.Bound != target.AtMost || c.After == nil || c.Before != nil {
		t.Errorf("%+v", c)
	}
	if b.Release != 4 || b.With != 7 || b.Against != "a" || b.Clear != (changes{Lower: 1}) || b.States[notInAfter] != 1 || b.States[notInBefore] != 0 || b.Areas[1].State != notInAfter {
		t.Errorf("%+v", b)
	}
	again := b.turned()
	again.States = a.States // counts nothing that is in neither
	if !reflect.DeepEqual(again, a) {
		t.Errorf("%+v is not %+v", again, a)
	}
}

// A comparison that the release does not have is dropped from the address, and
// said; without one, the first that can be made is.
func TestTableCompareWithoutAnother(t *testing.T) {
	s := plain(t)
	for _, stale := range []string{"compare=99", "compare=families", "compare=nothing", "level=cell", "within=99", "indicator=families&compare=desil_1_4"} {
		a := get(t, s, "/tables/7/compare?lang=en&"+stale)
		if a.Code != http.StatusOK || !strings.Contains(string(a.body), `role="status"`) {
			t.Errorf("%s: %d", stale, a.Code)
		}
	}
	if a := get(t, s, "/tables/7/compare?indicator=families&lang=en"); a.Code != http.StatusOK || !strings.Contains(string(a.body), "nothing that this measure can be compared with") {
		t.Errorf("a measure that counts all: %d", a.Code)
	}
	if a := get(t, s, "/tables/7/compare.svg?indicator=desil_1_4&compare=99"); a.Code != http.StatusBadRequest {
		t.Errorf("the map of nothing: %d", a.Code)
	}
	first := string(get(t, s, "/tables/7?about=pkh&lang=en").body)
	if !strings.Contains(first, `<a href="/tables/7/compare?indicator=coverage_pkh&amp;lang=en&amp;level=village">Compare</a>`) {
		t.Error("the table leads to no comparison")
	}
}

// Classes are alike on both sides of zero, and hold each difference once.
func TestChangeClasses(t *testing.T) {
	for _, breaks := range [][]float64{{}, {0.1}, {0.1, 0.25}} {
		all := changeClasses(breaks, true)
		if len(all) != 2*(1+len(breaks)) {
			t.Fatalf("%d classes of %v", len(all), breaks)
		}
		for i, c := range all {
			o := all[len(all)-1-i]
			if c.Sign != -o.Sign || c.From != o.From || c.Below != o.Below || c.Colour == o.Colour {
				t.Errorf("%+v and %+v are not alike", c, o)
			}
		}
		for _, d := range []float64{-0.9, -0.25, -0.2, -0.01, 0.01, 0.1, 0.3} {
			held := 0
			for _, c := range all {
				if classOf([]changeClass{c}, change{State: measured, Clear: true, Difference: &d}) == 0 {
					held++
				}
			}
			if held != 1 {
				t.Errorf("%v lies in %d classes of %v", d, held, breaks)
			}
		}
	}
}

// No page of the tables leads to one that has to drop a part of its address.
func TestTablesLeadToSoundAddresses(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	seen := map[string]bool{}
	todo := []string{"/tables/7?about=pkh&lang=en", "/tables/7?about=desil_1_4&method=natural&classes=4&within=64.02.01", "/tables/7?about=pkh&with=desil_1_4&class=high,low"}
	for len(todo) > 0 && len(seen) < 150 {
		at := todo[0]
		todo = todo[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		a := get(t, s, at)
		if a.Code != http.StatusOK || strings.Contains(string(a.body), `role="status"`) {
			t.Errorf("%s: %d", at, a.Code)
			continue
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="(/(?:tables|v1)/[^"]*)"`).FindAllStringSubmatch(string(a.body), -1) {
			address, _, _ := strings.Cut(html.UnescapeString(link[1]), "#")
			todo = append(todo, address)
		}
	}
	if len(seen) < 100 {
		t.Errorf("only %d addresses seen", len(seen))
	}
}
