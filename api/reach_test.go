package api

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/geo/reach"
)

func TestUnderCovered(t *testing.T) {
	s := plain(t)
	var a reach.Answer
	got := get(t, s, "/v1/releases/7/under-covered?programme=pkh&by=village&threshold=0.6&limit=5")
	got.json(t, &a)
	if got.Code != http.StatusOK || len(a.Places) != 5 || a.Total < 10 || a.Places[0].Missed < a.Places[4].Missed || a.Gap.NotReached == 0 || a.Threshold != 0.6 {
		t.Errorf("%d: %+v", got.Code, a)
	}
	// Three numbers of missed families have three names.
	if names := map[string]bool{a.Gap.Name.EN: true, a.Field[0].Name.EN: true, a.Field[1].Name.EN: true}; len(names) != 3 || names[""] || a.Field[1].How.ID == "" {
		t.Errorf("names %v, %+v", names, a.Field)
	}
	if got.Header().Get("ETag") == "" || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("headers %v", got.Header())
	}
	if again := get(t, s, "/v1/releases/7/under-covered?programme=pkh&by=village&threshold=0.6&limit=5", "If-None-Match", got.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", again.Code)
	}
	for by, within := range map[string]string{reach.Regency: "", reach.District: "64.02", reach.Village: "64.02.01", reach.Cell: "64.02.01", reach.Cluster: "64.02.01"} {
		if got := get(t, s, "/v1/releases/7/under-covered?programme=pkh&by="+by+"&within="+within); got.Code != http.StatusOK {
			t.Errorf("by %s: %d %s", by, got.Code, got.body)
		}
	}
	if got := get(t, s, "/v1/releases/latest/under-covered?programme=pkh"); got.Code != http.StatusTemporaryRedirect || !strings.Contains(got.Header().Get("Location"), "/7/under-covered?programme=pkh") {
		t.Errorf("latest: %d to %s", got.Code, got.Header().Get("Location"))
	}
}

func TestUnderCoveredRefuses(t *testing.T) {
	s := plain(t)
	for query, word := range map[string]string{
		"programme=uang":             "uang",
		"strategy=A":                 `strategy: \"A\", allowed is nothing: this release counts no strategy`,
		"programme=pkh&by=street":    "street",
		"programme=pkh&threshold=2":  "threshold",
		"programme=pkh&threshold=x":  "threshold",
		"programme=pkh&limit=0":      "limit",
		"programme=pkh&within=1.2":   "within",
		"programme=pkh&method=guess": "guess",

		"programme=pkh&by=district&within=64.02.01": "64.02.01\\\", allowed is the code of an area above: regency",
		"programme=pkh&within=64.02.01.2001":        "regency or district",
		"programme=pkh&by=regency&within=64.02":     "nothing where places are regencies",
		"programme=pkh&any":                         "one of programme, strategy and any",
		"programme=pkh&colour=red":                  "colour",
		"programme=pkh&programme=x":                 "2 times",
	} {
		if got := get(t, s, "/v1/releases/7/under-covered?"+query); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), word) {
			t.Errorf("%s: %d %s, want 400 with %q", query, got.Code, got.body, word)
		}
	}
}

func TestTargeting(t *testing.T) {
	s := plain(t)
	var a reach.Targeting
	got := get(t, s, "/v1/releases/7/targeting?programme=pkh")
	got.json(t, &a)
	if got.Code != http.StatusOK || len(a.Deciles) != 11 || a.Measures == nil || a.Measures.Coverage.Whole != 720 || a.Deciles[10].Desil != 0 {
		t.Errorf("%d: %+v", got.Code, a)
	}
	var withheld reach.Targeting
	get(t, s, "/v1/releases/7/targeting?programme=uep").json(t, &withheld)
	if !withheld.Withheld || withheld.Deciles != nil || withheld.Measures != nil {
		t.Errorf("withheld: %+v", withheld)
	}
	if again := get(t, s, "/v1/releases/7/targeting?programme=pkh", "If-None-Match", got.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", again.Code)
	}
	for query, word := range map[string]string{"": "pkh, uep", "?programme=uang": "uang", "?programme=pkh&by=village": "by"} {
		if got := get(t, s, "/v1/releases/7/targeting"+query); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), word) {
			t.Errorf("%q: %d %s, want 400 with %q", query, got.Code, got.body, word)
		}
	}
}

func TestDeprivation(t *testing.T) {
	s := plain(t)
	var a reach.Deprivation
	if got := get(t, s, "/v1/releases/7/deprivation"); got.Code != http.StatusOK {
		t.Errorf("%d %s", got.Code, got.body)
	} else if got.json(t, &a); a.Headcount == nil || a.Headcount.Whole != 1000 || len(a.Items) != 6 {
		t.Errorf("%+v", a)
	}
	if got := get(t, s, "/v1/releases/7/deprivation?by=village"); got.Code != http.StatusBadRequest {
		t.Errorf("an unknown word: %d", got.Code)
	}
}

// The three numbers of missed families stand apart, and the tables say each under its name.
func TestFieldNumbers(t *testing.T) {
	s := plain(t)
	var a reach.Answer
	get(t, s, "/v1/releases/7/under-covered?programme=pkh&by=village").json(t, &a)
	verified, unregistered := a.Field[0].Results, a.Field[1].Results
	if len(verified) != 1 || verified[0].Area != "64.02.01" || verified[0].Value != 0.24 || verified[0].Interval != [2]float64{0.12, 0.39} || verified[0].Families != 80 ||
		len(unregistered) != 1 || unregistered[0].Value != 380 || unregistered[0].Interval != [2]float64{260, 600} {
		t.Errorf("%+v", a.Field)
	}
	inFirst := a.Places[slices.IndexFunc(a.Places, func(p reach.Place) bool { return p.Parent == "64.02.01" })].Code
	for target, words := range map[string][]string{
		"/tables/7?about=pkh&lang=en":                       {"Verified exclusion error: ", "24% (12–39%) of the eligible are missed, 80 families, 31 May 2024", "about 380 (260–600) families"},
		"/tables/7/areas/" + inFirst + "?about=pkh&lang=id": {"<dd>belum diketahui; ", "24% (12–39%) dari yang berhak terlewat", "sekitar 380"},
		"/tables/7/areas/64.02?about=pkh&lang=en":           {"<dd>about 380"},
		"/tables/7/areas/64.02.02?about=pkh&lang=en":        {"<dd>not known</dd>", "about 380"},
		"/tables/7/areas/64.02.01?about=pkh&lang=en":        {"<dd>24% (12–39%) of the eligible are missed, 80 families, 31 May 2024</dd>"},
	} {
		page := string(get(t, s, target).body)
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("%s: %q is not there", target, word)
			}
		}
	}
	// Of a district the page tells what was said of it and of what it lies in.
	page := string(get(t, s, "/tables/7?about=pkh&within=64.02.02&lang=en").body)
	if strings.Contains(page, "24% (12–39%)") || !strings.Contains(page, "about 380") {
		t.Error("within a district another's result is told, or not that of the regency")
	}
}

// A public release names no planner release.
func TestPublicFollowsNobody(t *testing.T) {
	for audience, want := range map[poverty.Audience]int{poverty.Public: 0, poverty.Planner: 2} {
		if got := complete(poverty.Release{Audience: audience, Follows: []int64{1, 2}}).Follows; len(got) != want {
			t.Errorf("%s: %v", audience, got)
		}
	}
}

func TestPoverty(t *testing.T) {
	s := plain(t)
	var a reach.Poverty
	got := get(t, s, "/v1/releases/7/poverty")
	if got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.body)
	}
	if got.json(t, &a); a.Whole.P0 == nil || *a.Whole.P0 != 0.334 || *a.Whole.P1 != 0.05 || a.Line.Rupiah != 569_113 || len(a.Districts) == 0 || a.Districts[0].State != "no_data" || a.Districts[0].Reason == nil || a.Districts[0].P0 != nil {
		t.Errorf("%s", got.body)
	}
	if again := get(t, s, "/v1/releases/7/poverty", "If-None-Match", got.Header().Get("ETag")); again.Code != http.StatusNotModified {
		t.Errorf("the same again: %d", again.Code)
	}
	if got := get(t, s, "/v1/releases/7/poverty?line=600000"); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), "line") {
		t.Errorf("another line: %d %s", got.Code, got.body)
	}
}

// post sends a question in a body and holds the answer against the description.
func post(t *testing.T, s http.Handler, target, kind, body string) answer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	a := answer{w, w.Body.Bytes()}
	a.conforms(t, r)
	return a
}

func TestAllocations(t *testing.T) {
	s := plain(t)
	const question = `{"programme": "pkh", "budget": 90000000, "unit_cost": 3000000, "rule": "gap", "minimum_per_district": 2}`
	var a reach.Allocation
	got := post(t, s, "/v1/releases/7/allocations", "application/json; charset=utf-8", question)
	got.json(t, &a)
	sum := 0
	for _, g := range a.Areas {
		sum += g.Packages
	}
	if got.Code != http.StatusOK || a.Packages != 30 || sum != a.Given || a.Label.ID == "" || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d: %d packages, %d shared, %+v", got.Code, a.Packages, sum, a)
	}
	if again := post(t, s, "/v1/releases/7/allocations", "application/json", question); string(again.body) != string(got.body) {
		t.Error("equal questions have two answers")
	}
	if short := post(t, s, "/v1/releases/7/allocations", "application/json", `{"programme": "pkh", "budget": 90000000, "unit_cost": 3000000, "minimum_per_district": 2}`); string(short.body) != string(got.body) {
		t.Errorf("without a rule, which is then gap: %d %s", short.Code, short.body)
	}
	for body, word := range map[string]string{
		`{"budget":9,"unit_cost":2}`: `programme: \"any\", allowed is pkh`, // which this release does not count
		``:                           "EOF",
		`{`:                          "EOF",
		question + question:          "more than one",
		`{"programme":"pkh","budget":1,"unit_cost":2,"rule":"gap"}`:                "budget",
		`{"programme":"pkh","budget":9,"unit_cost":2,"rule":"mine"}`:               "mine",
		`{"programme":"uang","budget":9,"unit_cost":2,"rule":"gap"}`:               "uang",
		`{"programme":"pkh","budget":"9","unit_cost":2,"rule":"gap"}`:              "budget",
		`{"programme":"pkh","budget":9,"unit_cost":2,"rule":"gap","colour":"red"}`: "colour",
		`{"programme":"pkh","budget":9,"unit_cost":2,"rule":"gap","within":"99"}`:  "within",
		`{"programme":"pkh","budget":9e30,"unit_cost":2,"rule":"gap"}`:             "budget",
		`{"programme":"pkh","budget":1e9,"unit_cost":2,"rule":"gap"}`:              "number 1e9 is not a whole number in digits",
		`{"programme":7,"budget":9,"unit_cost":2,"rule":"gap"}`:                    "programme: number is not a text",
		`[]`: "it: array is not an object",
		`{"programme":"pkh","budget":9,"unit_cost":2,"rule":"gap"}}`:                   "more than one",
		`{"programme":"` + strings.Repeat("p", 20_000) + `","budget":9,"unit_cost":2}`: "longer",
	} {
		if got := post(t, s, "/v1/releases/7/allocations", "application/json", body); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), word) {
			t.Errorf("%.80s: %d %s, want 400 with %q", body, got.Code, got.body, word)
		}
	}
	if got := post(t, s, "/v1/releases/7/allocations", "text/plain", question); got.Code != http.StatusBadRequest {
		t.Errorf("as text: %d", got.Code)
	}
	if got := get(t, s, "/v1/releases/7/allocations"); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "POST" {
		t.Errorf("GET: %d, allow %q", got.Code, got.Header().Get("Allow"))
	}
	if got := post(t, s, "/v1/releases/7/under-covered", "application/json", question); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST of what is got: %d, allow %q", got.Code, got.Header().Get("Allow"))
	}
}

func TestAreasOfAProgramme(t *testing.T) {
	s := plain(t)
	var a areasAnswer
	got := get(t, s, "/v1/releases/7/areas?level=village&within=64.02.01&programme=pkh&sort=-gap&limit=50")
	got.json(t, &a)
	if got.Code != http.StatusOK || len(a.Areas) != 12 {
		t.Fatalf("%d: %d areas", got.Code, len(a.Areas))
	}
	last := 1e9
	for _, v := range a.Areas {
		if len(v.Indicators) != 3 {
			t.Errorf("%s has %v", v.Code, v.Indicators)
		}
		if gap := v.Indicators["gap_pkh"]; gap.Value != nil {
			if *gap.Value > last {
				t.Errorf("%s misses %v after %v", v.Code, *gap.Value, last)
			}
			last = *gap.Value
		}
	}
	if got := get(t, s, "/v1/releases/7/areas?programme=uang"); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), "uang") {
		t.Errorf("an unknown programme: %d %s", got.Code, got.body)
	}
}
