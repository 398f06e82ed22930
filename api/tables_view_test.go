package api

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

// viewed returns the table of an address with a view.
func viewed(t *testing.T, s *Server, address, view string) string {
	t.Helper()
	a := get(t, s, address+"&lang=en&view="+url.QueryEscape(view))
	if a.Code != http.StatusOK {
		t.Fatalf("%s, %s: %d %.200s", address, view, a.Code, a.body)
	}
	return string(a.body)
}

var placeLink = regexp.MustCompile(`<th (?:role="rowheader" )?scope="row"><a href="/tables/\d+/areas/([\d.]+)`)

func placesOf(page string) (codes []string) {
	for _, m := range placeLink.FindAllStringSubmatch(page, -1) {
		codes = append(codes, m[1])
	}
	return codes
}

// A table stands in the order of the view that led to it, and says so; an order of another table is none.
func TestTheTableStandsInTheOrderOfTheView(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	for _, tc := range []struct{ address, sort, heads, said string }{
		{"/tables/7?about=pkh", "", "descending>Missed", ""},
		{"/tables/7?about=pkh", "-missed", "descending>Missed", ""},
		{"/tables/7?about=pkh", "reached", "descending>Share missed (95% interval)", "share reached, lowest first."},
		{"/tables/7?about=pkh", "-reached", "ascending>Share missed (95% interval)", "share reached, highest first."},
		{"/tables/7?about=pkh", "name", "ascending>Village", "name, A–Z."},
		{"/tables/7?about=pkh", "change", "descending>Missed", ""},
		{"/tables/7?about=desil_1_4", "-name", "descending>Village", "name, Z–A."},
		{"/tables/7?about=desil_1_4", "base", "ascending>Families", "families counted, lowest first."},
		{"/tables/7?about=desil_1_4", "value", "ascending>", ", lowest first."},
		{"/tables/7/compare?indicator=desil_1_4&compare=4", "before", "ascending>Release 4, 30 June 2024", "Release 4, 30 June 2024, lowest first."},
		{"/tables/7/compare?indicator=desil_1_4&compare=4", "-name", "descending>Village", "name, Z–A."},
		{"/tables/7/compare?indicator=desil_1_4&compare=4", "change", "ascending>Difference, points", "difference, clear ones first, lowest first."},
		{"/tables/7/compare?indicator=coverage_pkh&compare=4", "change", "ascending>Difference, points", ""},
	} {
		page := viewed(t, s, tc.address, "sort="+tc.sort)
		var heads []string
		for _, m := range regexp.MustCompile(`aria-sort="(\w+)">([^<]*)`).FindAllStringSubmatch(page, -1) {
			heads = append(heads, m[1]+">"+html.UnescapeString(m[2]))
		}
		if len(heads) != 1 || heads[0] != tc.heads {
			t.Errorf("%s by %q: the heads say %q", tc.address, tc.sort, heads)
		}
		if said := strings.Contains(page, "In the order of the view: "); said != (tc.said != "") || !strings.Contains(page, tc.said) {
			t.Errorf("%s by %q: the order is said: %v", tc.address, tc.sort, said)
		}
		usual := placesOf(viewed(t, s, tc.address, ""))
		if got := placesOf(page); len(got) == 0 || slices.Equal(got, usual) != (tc.said == "") {
			t.Errorf("%s by %q: %v", tc.address, tc.sort, got)
		}
	}
	up, down := placesOf(viewed(t, s, "/tables/7?about=pkh", "sort=name")), placesOf(viewed(t, s, "/tables/7?about=pkh", "sort=-name"))
	slices.Reverse(down)
	if !slices.Equal(up, down) {
		t.Errorf("%v is not %v the other way round", up, down)
	}
}

// The file of a table stands in its order.
func TestTheFileStandsInTheOrderOfTheTable(t *testing.T) {
	s := plain(t)
	for _, address := range []string{"/tables/7?about=pkh&level=district", "/tables/7?about=pkh", "/tables/7?about=desil_1_4"} {
		for _, sort := range []string{"name", "-name", "reached", "-reached", "value"} {
			page := viewed(t, s, address, "sort="+sort)
			file := regexp.MustCompile(`<a href="([^"]*)">CSV`).FindStringSubmatch(page)
			var codes []string
			for _, line := range strings.Split(string(get(t, s, html.UnescapeString(file[1])).body), "\n") {
				if code := regexp.MustCompile(`64\.02\.\d\d(?:\.\d{4})?`).FindString(line); code != "" {
					codes = append(codes, code)
				}
			}
			if got := placesOf(page); len(codes) < len(got) || !slices.Equal(codes[:len(got)], got) {
				t.Errorf("%s by %s: %v in the file, %v in the table", address, sort, codes, got)
			}
		}
	}
}

// The chosen place is marked where it stands; one that is not in the release is said to be dropped.
func TestTheTableMarksTheChosenPlace(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	for _, tc := range []struct{ address, view, chosen string }{
		{"/tables/7?about=pkh", "village=64.02.01.2002", "64.02.01.2002"},
		{"/tables/7?about=desil_1_4", "village=64.02.01.2001", "64.02.01.2001"},
		{"/tables/7?about=pkh&level=district", "by=district&within=64.02.02", "64.02.02"},
		{"/tables/7/compare?indicator=desil_1_4&compare=4", "village=64.02.01.2001&compare=4,difference", "64.02.01.2001"},
		{"/tables/7/compare?indicator=desil_1_4&compare=4&level=district", "by=district&within=64.02.02", "64.02.02"},
	} {
		page := viewed(t, s, tc.address, tc.view)
		marked := regexp.MustCompile(`<tr[^>]* aria-current="true">.*?/areas/([\d.]+)`).FindAllStringSubmatch(page, -1)
		if len(marked) != 1 || marked[0][1] != tc.chosen || !strings.Contains(page, "Chosen on the map:") {
			t.Errorf("%s, %s: %q", tc.address, tc.view, marked)
		}
		if got := wayBack(t, page); tc.view[:2] == "vi" && got.Get("village") != tc.chosen {
			t.Errorf("the way back is %s", got)
		}
		lost := viewed(t, s, tc.address, strings.ReplaceAll(tc.view, "64.02", "99.02"))
		if !strings.Contains(lost, "<code>"+regexp.MustCompile(`(?:village|within)=99[\d.]*`).FindString(strings.ReplaceAll(tc.view, "64.02", "99.02"))+"</code>") {
			t.Errorf("%s, %s: a place that there is not is not said", tc.address, tc.view)
		}
	}
}

// What a table does not have of a view it names, in both languages.
func TestTheTableNamesWhatOnlyTheMapShows(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	const compared, table = "/tables/7/compare?indicator=desil_1_4&compare=4", "/tables/7?about=pkh"
	for _, tc := range []struct{ address, view, want string }{
		{table, "map=villages", ""},
		{table, "map=heat", "the map of density"},
		{table, "cell=8928308280fffff&at=117,-0.3,9", "the chosen hexagon, where the map stands"},
		{compared, "compare=4,difference", ""},
		{compared, "compare=4,swipe&divider=30&only=2&classes=equal,4&threshold=0.8", "both sides one over the other, the threshold, the classes of the map, the class that is kept"},
	} {
		page := viewed(t, s, tc.address, tc.view)
		m := regexp.MustCompile(`Not in this table, but kept for the way to the map: ([^.]*)\.`).FindStringSubmatch(page)
		if got := strings.Join(m[min(1, len(m)):], ""); got != tc.want {
			t.Errorf("%s, %s: %q, want %q", tc.address, tc.view, got, tc.want)
		}
		back := fmt.Sprint(wayBack(t, page))
		for part := range strings.SplitSeq(tc.view, "&") {
			if key, value, _ := strings.Cut(part, "="); !strings.Contains(back, key+":["+value+"]") && !(tc.address == compared && key == "compare") {
				t.Errorf("%s, %s: the way back is %s", tc.address, tc.view, back)
			}
		}
	}
	if page := string(get(t, s, table+"&view=map%3Dheat").body); !strings.Contains(page, "tetap ada saat kembali ke peta: peta kepadatan.") {
		t.Error("it is not said in Indonesian")
	}
}

// wayBack returns what the way to the map asks for.
func wayBack(t *testing.T, page string) url.Values {
	t.Helper()
	to, err := url.Parse(html.UnescapeString(regexp.MustCompile(`<a href="([^"]*)" class="to-map"`).FindStringSubmatch(page)[1]))
	if err != nil {
		t.Fatal(err)
	}
	return to.Query()
}

// A chosen place that is not ranked is marked among those that are not.
func TestTheChosenPlaceApart(t *testing.T) {
	s := plain(t)
	page := viewed(t, s, "/tables/7?about=pkh", "village=64.02.01.2001")
	if !strings.Contains(page, `<strong aria-current="true">Desa 23</strong>`) {
		t.Error("it is not marked")
	}
}
