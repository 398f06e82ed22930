package api

import (
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tepat/geo/reach"
)

func allocated(t *testing.T, s *Server, body string) (a reach.Allocation) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/v1/releases/7/allocations", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return a
}

// Scenarios without JavaScript share as the API does, and each says that it is a simulation.
func TestTableOfScenarios(t *testing.T) {
	s := plain(t)
	by := map[string]reach.Allocation{
		"gap":         allocated(t, s, `{"programme":"pkh","budget":90,"unit_cost":3,"rule":"gap"}`),
		"equal_share": allocated(t, s, `{"programme":"pkh","budget":90,"unit_cost":3,"rule":"equal_share"}`),
	}
	for lang, label := range map[string]string{"id": "Simulasi, bukan penetapan", "en": "A simulation, not a decision"} {
		page := string(get(t, s, "/tables/7/whatif?lang="+lang+"&whatif=pkh,90,3,gap,0--pkh,90,3,equal_share,0").body)
		if n := strings.Count(page, `<p class="simulation">`+label); n != 2 {
			t.Errorf("%s: %d scenarios say that they are simulations", lang, n)
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "style=") {
			t.Error("the page has scripts or inline styles, which its policy forbids")
		}
		sums := [2]int{}
		for _, row := range lines(page) {
			for i, rule := range []string{"gap", "equal_share"} {
				for _, v := range by[rule].Areas {
					if strings.HasPrefix(row[0], v.Name+" ") && (row[2+i] != fmt.Sprint(v.Packages) || row[1] != fmt.Sprint(v.Missed)) {
						t.Errorf("%s, %s: %q, want %+v", lang, rule, row, v)
					}
				}
				var n int
				fmt.Sscan(row[2+i], &n)
				sums[i] += n
			}
		}
		if sums != [2]int{by["gap"].Given, by["equal_share"].Given} || sums[0] == 0 {
			t.Errorf("%s: the table gives %v", lang, sums)
		}
	}
	page := string(get(t, s, "/tables/7/whatif?lang=en&by=district&whatif=pkh,90,3,gap,0").body)
	if rows := lines(page); len(rows) != 2 {
		t.Errorf("%d districts", len(rows))
	}
	e := by["gap"].ExclusionError
	if want := fmt.Sprintf("%.1f%%", 100**e.After); !strings.Contains(page, want) {
		t.Errorf("the page does not say that exclusion error becomes %s", want)
	}
}

// The form of a scenario leads to an address that says all of them.
func TestTheFormOfAScenario(t *testing.T) {
	s := plain(t)
	page := string(get(t, s, "/tables/7/whatif?lang=en&whatif=pkh,90,3,gap,0--pkh,60,3,gap,0&view=map%3Dvillages").body)
	form := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]*name="(\w+)"[^>]*value="([^"]*)"`).FindAllStringSubmatch(page[strings.LastIndex(page, "<form"):], -1) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	for name, value := range map[string]string{"programme": "pkh", "where": "64.02.01", "budget": "2.500.000", "cost": "1,000", "rule": "equal_share"} {
		form.Set(name, value)
	}
	a := get(t, s, "/tables/7/whatif?"+form.Encode())
	to, err := url.Parse(a.Header().Get("Location"))
	if err != nil || a.Code != http.StatusSeeOther {
		t.Fatalf("%d %v", a.Code, err)
	}
	q := to.Query()
	if got := q.Get("whatif"); got != "pkh,90,3,gap,0--pkh,2500000,1000,equal_share,0,64.02.01" || q.Get("view") != "map=villages" || q.Get("lang") != "en" {
		t.Errorf("%s", to)
	}
	next := string(get(t, s, to.String()).body)
	if !strings.Contains(next, "Close Scenario B") || strings.Count(next, `<article`) != 2 {
		t.Error("the two scenarios are not there")
	}
	back := regexp.MustCompile(`<a href="([^"]*)" class="to-map"`).FindStringSubmatch(next)
	if link, err := url.Parse(html.UnescapeString(back[1])); err != nil || link.Query().Get("whatif") != q.Get("whatif") || link.Query().Get("map") != "villages" {
		t.Errorf("the way to the page is %s", back[1])
	}
}

// Scenarios that cannot be read, and more than three, are left out and said; those that stand are no others.
func TestScenariosThatAreLeftOut(t *testing.T) {
	s := plain(t)
	const one = "pkh,90,3,gap,0"
	for _, tc := range []struct {
		asked string
		stand int
		left  []string
	}{
		{"", 1, nil},
		{"whatif=", 1, nil},
		{"whatif=" + one, 1, nil},
		{"whatif=garbage", 1, []string{"whatif=garbage"}},
		{"whatif=" + one + "--pkh,90", 1, []string{"whatif=pkh,90"}},
		{"whatif=" + one + "--" + one + "--" + one + "--pkh,60,3,gap,0", 3, []string{"whatif=pkh,60,3,gap,0"}},
		{"whatif=garbage&by=street", 1, []string{"by=street", "whatif=garbage"}},
	} {
		page := string(get(t, s, "/tables/7/whatif?lang=en&"+tc.asked).body)
		var left []string
		if note := regexp.MustCompile(`<p class="kept" role="status">.*</p>`).FindString(page); note != "" {
			for _, m := range regexp.MustCompile(`<code>([^<]*)</code>`).FindAllStringSubmatch(note, -1) {
				left = append(left, m[1])
			}
		}
		slices.Sort(left)
		if n := strings.Count(page, "<article"); n != tc.stand || !slices.Equal(left, tc.left) {
			t.Errorf("%s: %d scenarios, and %q left out", tc.asked, n, left)
		}
	}
}

// What cannot be shared is said where it was asked, in the reader's language; the others stand.
func TestScenariosThatCannotBe(t *testing.T) {
	s := plain(t)
	page := string(get(t, s, "/tables/7/whatif?whatif=pkh,90,3,gap,0--pkh,2,3,gap,0--uang,90,3,gap,0--pkh,9,3,gap,0").body)
	refusals := regexp.MustCompile(`<p class="refusal" role="alert">([^<]*)</p>`).FindAllStringSubmatch(page, -1)
	if len(refusals) != 2 || !strings.Contains(refusals[0][1], "lebih kecil daripada biaya satu paket") || !strings.Contains(refusals[1][1], "yang dihitung: pkh") {
		t.Errorf("%q", refusals)
	}
	if len(lines(page)) == 0 || strings.Count(page, "<article") != 3 {
		t.Error("what can be shared is not there")
	}
	for target, want := range map[string]int{
		"/tables/7/whatif":                                http.StatusOK,
		"/tables/latest/whatif?lang=en":                   http.StatusTemporaryRedirect,
		"/tables/7/whatif?whatif=nonsense":                http.StatusOK,
		"/tables/7/whatif?lang=fr":                        http.StatusOK,
		"/tables/7/whatif?by=cell":                        http.StatusOK,
		"/tables/7/whatif?set=1&budget=1&cost=1":          http.StatusBadRequest,
		"/tables/7/whatif?set=0&budget=uang&cost=1":       http.StatusBadRequest,
		"/tables/7/whatif?set=0&budget=1&cost=0":          http.StatusBadRequest,
		"/tables/7/whatif?view=%22":                       http.StatusOK,
		"/tables/9/whatif":                                http.StatusNotFound,
		"/tables/7/whatif?whatif=pkh,90,3,gap,0,99":       http.StatusOK, // said beside the scenario
		"/tables/7/whatif?whatif=pkh,90,3,gap,0&nothing=": http.StatusOK,
	} {
		if a := get(t, s, target); a.Code != want {
			t.Errorf("%s: %d, want %d: %.200s", target, a.Code, want, a.body)
		}
	}
}
