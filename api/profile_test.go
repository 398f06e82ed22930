package api

import (
	"fmt"
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
)

// An area is what the ranking says it is; above it are its district and its
// regency; its neighbours are those of its level whose squares touch its own.
func TestProfile(t *testing.T) {
	s := plain(t)
	all := map[string]areaAnswer{}
	for _, level := range []string{"village", "district", "regency"} {
		for _, a := range ranked(t, s, "limit=1000&level="+level).Areas {
			all[string(a.Code)] = a
		}
	}
	for i := range 24 {
		x, y := i%6, i/6
		code := squareCode(x, y)
		var p profileAnswer
		get(t, s, "/v1/releases/7/areas/"+code).json(t, &p)
		var near []string
		for j := range 24 {
			if dx, dy := j%6-x, j/6-y; j != i && max(dx, -dx) <= 1 && max(dy, -dy) <= 1 {
				near = append(near, squareCode(j%6, j/6))
			}
		}
		slices.Sort(near)
		same(t, code, []areaAnswer{p.Area}, all, code)
		same(t, code, p.Above, all, code[:8], code[:5])
		same(t, code, p.Neighbours, all, near...)
	}
	var district, regency profileAnswer
	get(t, s, "/v1/releases/7/areas/64.02.01?indicators=gap_pkh").json(t, &district)
	if len(district.Neighbours) != 1 || district.Neighbours[0].Code != "64.02.02" || len(district.Above) != 1 || len(district.Area.Indicators) != 1 {
		t.Errorf("district %+v", district)
	}
	get(t, s, "/v1/releases/7/areas/64.02").json(t, &regency)
	if len(regency.Above)+len(regency.Neighbours) != 0 {
		t.Errorf("regency %+v", regency)
	}
	for target, want := range map[string]int{
		"/v1/releases/7/areas/99": 404, "/v1/releases/7/areas/64.02?colour=red": 400, "/v1/releases/7/areas/64.02?indicators=wealth": 400,
		"/v1/releases/8/areas/64.02": 404, "/v1/releases/latest/areas/64.02": 307,
		"/tables/7/areas/99": 404, "/tables/latest/areas/64.02": 307,
	} {
		if a := get(t, s, target); a.Code != want {
			t.Errorf("%s: %d, want %d", target, a.Code, want)
		}
	}
}

func squareCode(x, y int) string { return fmt.Sprintf("64.02.%02d.2%03d", 1+x/3, 6*y+x) }

// same says whether the areas are those of the codes, as the ranking has them.
func same(t *testing.T, of string, got []areaAnswer, all map[string]areaAnswer, codes ...string) {
	t.Helper()
	var found []string
	for _, a := range got {
		found = append(found, string(a.Code))
		if fmt.Sprint(saidOf(a)) != fmt.Sprint(saidOf(all[string(a.Code)])) || a.Name == "" {
			t.Errorf("%s: %s differs from the ranking", of, a.Code)
		}
	}
	if !slices.Equal(found, codes) {
		t.Errorf("%s: %v, want %v", of, found, codes)
	}
}

// saidOf writes the figures of an area with what they point to.
func saidOf(a areaAnswer) map[string]string {
	out := map[string]string{}
	for id, f := range a.Indicators {
		out[id] = f.State + f.Bound
		if f.Value != nil {
			out[id] += fmt.Sprint(*f.Value, *f.Numerator, *f.Denominator)
		}
	}
	return out
}

// The page of an area says what the ranking and the table of every measure say,
// in both languages, and leads on to its neighbours and back.
func TestTableProfile(t *testing.T) {
	s := plain(t)
	state := regexp.MustCompile(`(?s)<th scope="row">([^<]*)</th><td class="n"><span class="strong">([^<]*)</span>`)
	for _, lang := range []string{"id", "en"} {
		for _, code := range []string{squareCode(1, 1), squareCode(5, 3)} { // of the last nothing is shown
			page := string(get(t, s, "/tables/7/areas/"+code+"?about=pkh&lang="+lang).body)
			a := ranked(t, s, "limit=1000").Areas
			i := slices.IndexFunc(a, func(a areaAnswer) bool { return string(a.Code) == code })
			rows := state.FindAllStringSubmatch(page, -1)
			if len(rows) != len(madeIndicators) {
				t.Fatalf("%s: %d measures, want %d", code, len(rows), len(madeIndicators))
			}
			words := map[string]string{"withhelden": "withheld", "withheldid": "disamarkan", "no_dataen": "no data", "no_dataid": "tidak ada data"}
			for _, r := range rows {
				if html.UnescapeString(r[1]) != "Families" && r[1] != "Keluarga" {
					continue
				}
				f := a[i].Indicators["families"]
				want := words[f.State+lang]
				if f.Value != nil {
					want = fmt.Sprint(int(*f.Value))
				}
				if r[2] != want {
					t.Errorf("%s families %q, want %q", code, r[2], want)
				}
			}
		}
	}
	page := string(get(t, s, "/tables/7?about=pkh&lang=en").body)
	way := regexp.MustCompile(`<a href="(/tables/7/areas/64\.02\.01\.[^"]*)"`).FindStringSubmatch(page)
	if way == nil {
		t.Fatal("the table leads to no area")
	}
	one := get(t, s, html.UnescapeString(way[1]))
	if one.Code != http.StatusOK {
		t.Fatalf("%s: %d", way[1], one.Code)
	}
	for _, want := range []string{"Neighbours", "three numbers", `href="/tables/7?about=pkh&amp;lang=en&amp;level=village"`, "/tables/7/areas/64.02.01?", "village=64.02.01."} {
		if !strings.Contains(string(one.body), want) {
			t.Errorf("the page of an area has no %s", want)
		}
	}
}

// What an area was in other releases stands on its page; a border that moved is no history.
func TestTableProfileTellsThePast(t *testing.T) {
	s := plain(t)
	page := string(get(t, s, "/tables/7/areas/"+string(area.Code(squareCode(1, 1)))+"?about=pkh&lang=en").body)
	var h historyAnswer
	get(t, s, "/v1/releases/7/history?indicator=coverage_pkh").json(t, &h)
	if got := strings.Contains(page, "In other releases"); got != (len(h.Releases) > 1) {
		t.Errorf("a history: %v, with %d releases", got, len(h.Releases))
	}
}
