package api

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"tepat/geo/poverty"
)

// The server asks the tables for a view as the page does: a test of that reads the same file.
func TestTablesOfAView(t *testing.T) {
	body, err := os.ReadFile("../web/test/views.json")
	if err != nil {
		t.Fatal(err)
	}
	var shared struct {
		Indicators []poverty.ReleasedIndicator
		Views      []struct {
			Name, View, Page string
			Asked            map[string]string
		}
	}
	if err := json.Unmarshal(body, &shared); err != nil || len(shared.Views) < 10 {
		t.Fatalf("%d views, %v", len(shared.Views), err)
	}
	about := &listing{Release: poverty.Release{Indicators: shared.Indicators}}
	for _, tc := range shared.Views {
		v, err := url.ParseQuery(tc.View)
		if err != nil {
			t.Fatal(err)
		}
		page, q := about.askedOf(v)
		asked := map[string]string{}
		for name := range q {
			if q.Get(name) != "" {
				asked[name] = q.Get(name)
			}
		}
		if page != tc.Page || !reflect.DeepEqual(asked, tc.Asked) || viewOf(v) != tc.View {
			t.Errorf("%s: %s %v, carrying %s", tc.Name, page, asked, viewOf(v))
		}
	}
}

// scriptless returns a server with the page as it is written, and that page.
func scriptless(t *testing.T) (*Server, string) {
	t.Helper()
	index, err := os.ReadFile("../web/index.html")
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{
		Releases: newPress(made(t, 3, poverty.Public, 20), made(t, 7, poverty.Planner, 40)),
		Audience: poverty.Planner, Web: fstest.MapFS{"index.html": {Data: index}},
	})
	return s, string(index)
}

var anchor = regexp.MustCompile(`<a href="([^"]*)">([^<]*)</a>`)

// Who opens a shared link without JavaScript is led to the tables of that view, and of its village.
func TestALinkOpenedWithoutScriptLeadsToItsTables(t *testing.T) {
	s, index := scriptless(t)
	for _, tc := range []struct {
		name, query string
		tables      []string // what the links lead to, in the order of the page
	}{
		{"no view", "", []string{"/tables", "/tables?lang=en"}},
		{"a measure", "v=1&indicator=coverage_pkh&threshold=0.8", []string{
			"/tables/7?about=pkh&lang=id&level=village&measure=coverage_pkh&threshold=0.8&view=v%3D1%26indicator%3Dcoverage_pkh%26threshold%3D0.8",
			"/tables/7?about=pkh&lang=en&level=village&measure=coverage_pkh&threshold=0.8&view=v%3D1%26indicator%3Dcoverage_pkh%26threshold%3D0.8"}},
		{"a village", "v=1&release=3&lang=en&indicator=desil_1_4&village=64.02.01.2001", []string{
			"/tables/3/areas/64.02.01.2001?about=desil_1_4&lang=id&level=village&view=v%3D1%26indicator%3Ddesil_1_4%26village%3D64.02.01.2001",
			"/tables/3?about=desil_1_4&lang=id&level=village&view=v%3D1%26indicator%3Ddesil_1_4%26village%3D64.02.01.2001",
			"/tables/3/areas/64.02.01.2001?about=desil_1_4&lang=en&level=village&view=v%3D1%26indicator%3Ddesil_1_4%26village%3D64.02.01.2001",
			"/tables/3?about=desil_1_4&lang=en&level=village&view=v%3D1%26indicator%3Ddesil_1_4%26village%3D64.02.01.2001"}},
		{"a release that is not here", "v=1&release=99", []string{"/tables/99?lang=id", "/tables/99?lang=en"}},
		{"a word that is none", "v=1&threshold=%22%3E%3Cscript%3E", []string{
			"/tables/7?about=pkh&lang=id&level=village&measure=gap_pkh&threshold=%22%3E%3Cscript%3E&view=v%3D1",
			"/tables/7?about=pkh&lang=en&level=village&measure=gap_pkh&threshold=%22%3E%3Cscript%3E&view=v%3D1"}},
		{"more than a view has", "v=1&x=" + strings.Repeat("a", longestView), []string{"/tables", "/tables?lang=en"}},
		{"what cannot be read", "v=1&threshold=%zz", []string{"/tables", "/tables?lang=en"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := get(t, s, "/?"+tc.query)
			page := string(a.body)
			var led []string
			for _, m := range anchor.FindAllStringSubmatch(page, -1) {
				led = append(led, html.UnescapeString(m[1]))
			}
			if !reflect.DeepEqual(led, tc.tables) || strings.Count(page, "<script") != 1 {
				t.Errorf("led to %q", led)
			}
			bare := func(page string) string { return withoutScript.ReplaceAllString(page, "") }
			if bare(page) != bare(index) {
				t.Error("the page is another beside")
			}
			if policy := a.Header().Get("Content-Security-Policy"); policy != get(t, s, "/").Header().Get("Content-Security-Policy") || policy == "" {
				t.Errorf("policy %q", policy)
			}
			for _, link := range led {
				if answer := get(t, s, link); answer.Code != http.StatusOK && answer.Code != http.StatusTemporaryRedirect && !strings.Contains(link, "99") {
					t.Errorf("%s: %d", link, answer.Code)
				}
			}
		})
	}
}

// Each view has a tag of its own, by encoding; without one the page stays what it is.
func TestTagsOfThePageByView(t *testing.T) {
	s, _ := scriptless(t)
	seen := map[string]string{}
	for _, query := range []string{"", "?v=1&indicator=gap_pkh", "?v=1&indicator=desil_1_4", "?v=1&indicator=desil_1_4&village=64.02.01.2001"} {
		for _, encoding := range []string{"gzip", "identity"} {
			a := get(t, s, "/"+query, "Accept-Encoding", encoding)
			tag := a.Header().Get("ETag")
			if other, known := seen[tag]; known || strings.HasPrefix(tag, "W/") {
				t.Errorf("%s in %s has the tag of %s", query, encoding, other)
			}
			seen[tag] = query + " in " + encoding
			if again := get(t, s, "/"+query, "Accept-Encoding", encoding, "If-None-Match", tag); again.Code != http.StatusNotModified {
				t.Errorf("%s in %s: %d", query, encoding, again.Code)
			}
		}
	}
}
