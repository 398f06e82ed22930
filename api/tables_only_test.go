package api

import (
	"fmt"
	"html"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A table keeps the places of one class, those that lie in it by the API's own bounds, and all classes together are all places.
func TestTheTableKeepsOneClass(t *testing.T) {
	s := plain(t)
	for _, tc := range []struct{ name, ask, of, parting string }{
		{"counts of a ranking", "about=pkh&measure=gap_pkh", "gap_pkh", ""},
		{"coverage of a ranking", "about=pkh&measure=coverage_pkh", "coverage_pkh", "&method=quantile&classes=4"},
		{"another figure", "about=desil_1_4", "desil_1_4", "&method=natural&classes=6"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			all := ranked(t, s, "level=village&limit=1000&sort=code&indicators="+tc.of).Areas
			var parted classesAnswer
			get(t, s, "/v1/releases/7/classes?level=village&indicator="+tc.of+tc.parting).json(t, &parted)
			for i, c := range parted.Classes {
				var want []string
				for _, a := range all {
					f := a.Indicators[tc.of]
					if f.State != "value" || c.From != nil && *f.Value < *c.From || c.Below != nil && *f.Value >= *c.Below {
						continue
					}
					want = append(want, string(a.Code))
				}
				page := string(get(t, s, fmt.Sprintf("/tables/7?%s%s&only=%d&lang=en", tc.ask, tc.parting, i+1)).body)
				if got := listed(page); !slices.Equal(got, want) || len(want) != c.Areas {
					t.Errorf("class %d keeps %v, want %v", i+1, got, want)
				}
				if !strings.Contains(page, `<p class="kept">`) || !strings.Contains(page, "only="+strconv.Itoa(i+1)) {
					t.Error("the page does not say which class it keeps, or does not lead to the same on the map")
				}
				for _, format := range []string{"csv", "xlsx", "geojson"} {
					if got := filed(t, s, page, format, tc.ask); !slices.Equal(got, want) {
						t.Errorf("class %d as %s has %v, want %v", i+1, format, got, want)
					}
				}
				svg := string(get(t, s, fmt.Sprintf("/tables/7/map.svg?%s%s&only=%d", tc.ask, tc.parting, i+1)).body)
				if faint := strings.Count(svg, `fill-opacity="0.12"`); faint != len(all)-len(want) {
					t.Errorf("class %d: %d areas are faint of %d, %d of which are kept", i+1, faint, len(all), len(want))
				}
			}
		})
	}
}

// listed returns the codes of the places in a page's table.
func listed(page string) (codes []string) {
	_, page, _ = strings.Cut(page, `<section id="table"`)
	page, _, _ = strings.Cut(page, `<p class="files">`)
	for _, link := range regexp.MustCompile(`<th[^>]*scope="row"><a href="/tables/7/areas/([\d.]+)`).FindAllStringSubmatch(page, -1) {
		codes = append(codes, link[1])
	}
	slices.Sort(codes)
	return codes
}

// filed returns the codes of the places that a page's file has, which says of itself of which class it is.
func filed(t *testing.T, s *Server, page, format, ask string) (codes []string) {
	t.Helper()
	link := html.UnescapeString(regexp.MustCompile(`href="(/v1/releases/7/[a-z-]+\.` + format + `[^"]*)"`).FindStringSubmatch(page)[1])
	a := get(t, s, link)
	if a.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", link, a.Code, a.body)
	}
	class := html.UnescapeString(regexp.MustCompile(`<p class="kept">[^<]*<b>([^<]*)</b>`).FindStringSubmatch(page)[1])
	measure := regexp.MustCompile(`measure=(\w+)`).FindStringSubmatch(ask + "&measure=desil_1_4")[1]
	if strings.Contains(link, "/areas.") && !strings.Contains(a.Header().Get("Content-Disposition"), "-village-"+measure+"-") {
		t.Errorf("the name of %s does not say which class it is of: %s", link, a.Header().Get("Content-Disposition"))
	}
	switch format {
	case "geojson":
		for _, code := range regexp.MustCompile(`"code":"([\d.]+)"`).FindAllStringSubmatch(string(a.body), -1) {
			codes = append(codes, code[1])
		}
	case "csv":
		for _, row := range table(t, a) {
			kept, told := row["kept"]
			if state := row["state"]; told && state != "value" { // not ranked, or the total: of all
				if kept != "" {
					t.Errorf("%s, which is %s, is of %q", row["code"], state, kept)
				}
				continue
			}
			if told && !strings.Contains(kept, class) {
				t.Errorf("the file is of %q, the page of %q", kept, class)
			}
			codes = append(codes, row["code"])
		}
	default:
		sheet := "Areas"
		if strings.Contains(link, "under-covered") {
			sheet = "Ranking"
		}
		if _, about := sheetOf(t, a.body, "About"); !slices.ContainsFunc(about, func(line []string) bool { return line[0] == "Class kept" && strings.Contains(line[1], class) }) {
			t.Errorf("the workbook does not say that it is of %q: %q", class, about)
		}
		_, rows := sheetOf(t, a.body, sheet)
		if len(rows) == 0 { // GDAL takes a single line for data
			return nil
		}
		states := rows[1:]
		for i, code := range valuesOf(t, rows, "Code") {
			if sheet == "Areas" || slices.Contains(states[i], "with a figure") {
				codes = append(codes, code)
			}
		}
	}
	slices.Sort(codes)
	return codes
}

// A file refuses a class that it cannot keep, and keeps one of hexagons of the page by the bounds of those.
func TestAFileOfAClass(t *testing.T) {
	s := plain(t)
	for query, want := range map[string]string{
		"areas.csv?only=1": "measure", "areas.csv?measure=desil_1_4": "goes with only", "areas.csv?only=9&measure=desil_1_4": "only", "areas.csv?only=7&measure=gap_pkh": "classes",
		"areas.csv?only=1&measure=gap_pkh&level=regency": "villages and districts", "areas.csv?only=1&measure=gap_pkh&classes=other,5": "method", "areas.csv?only=1&measure=gap_pkh&basis=99": "basis",
		"areas.csv?only=1&measure=gap_pkh&parted=street": "parted", "areas.csv?only=1&programme=pkh&measure=desil_1_4": "measure",
		"under-covered.csv?programme=pkh&only=1&with=desil_1_4": "with", "under-covered.csv?programme=pkh&only=1&by=cell": "villages and districts",
	} {
		if a := get(t, s, "/v1/releases/7/"+query); a.Code != http.StatusBadRequest || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s", query, a.Code, a.body)
		}
	}
	var parted classesAnswer
	get(t, s, "/v1/releases/7/classes?level=cell_7&indicator=desil_1_4&method=natural&classes=4").json(t, &parted)
	for i, c := range parted.Classes {
		var want, got []string
		for _, a := range ranked(t, s, "level=village&limit=1000&sort=code&indicators=desil_1_4").Areas {
			if f := a.Indicators["desil_1_4"]; f.State == "value" && (c.From == nil || *f.Value >= *c.From) && (c.Below == nil || *f.Value < *c.Below) {
				want = append(want, string(a.Code))
			}
		}
		for _, row := range table(t, get(t, s, fmt.Sprintf("/v1/releases/7/areas.csv?only=%d&measure=desil_1_4&classes=natural,4&parted=cell_7", i+1))) {
			got = append(got, row["code"])
		}
		if !slices.Equal(got, want) {
			t.Errorf("class %d of hexagons keeps %v, want %v", i+1, got, want)
		}
	}
}

// Every file of areas keeps the places of one class of two measures that the table does, and is called by it.
func TestAFileOfAClassOfTwoMeasures(t *testing.T) {
	s := plain(t)
	for _, class := range []string{"high,low", "low,low", "mid,high"} {
		for _, level := range []string{"village", "district"} {
			table7 := string(get(t, s, "/tables/7?about=pkh&lang=en&with=desil_1_4&class="+class+"&level="+level).body)
			want := slices.Sorted(slices.Values(placesOf(table7)))
			for _, name := range []string{"CSV", "XLSX", "GeoJSON"} {
				link := html.UnescapeString(regexp.MustCompile(`<a href="([^"]*)">` + name).FindStringSubmatch(table7)[1])
				if a := get(t, s, link); a.Code != http.StatusOK {
					t.Errorf("%s: %d %s", link, a.Code, a.body)
				}
			}
			asked := "/v1/releases/7/areas.%s?level=" + level + "&programme=pkh&indicators=coverage_pkh&lang=en&with=desil_1_4&class=" + class
			var files [3][]string
			for _, row := range table(t, get(t, s, fmt.Sprintf(asked, "csv"))) {
				files[0] = append(files[0], row["code"])
			}
			a := get(t, s, fmt.Sprintf(asked, "geojson"))
			for _, m := range regexp.MustCompile(`"code":"([^"]*)"`).FindAllStringSubmatch(string(a.body), -1) {
				files[1] = append(files[1], m[1])
			}
			linked := html.UnescapeString(regexp.MustCompile(`<a href="([^"]*)">GeoJSON`).FindStringSubmatch(table7)[1])
			for _, m := range regexp.MustCompile(`"code":"([^"]*)"`).FindAllStringSubmatch(string(get(t, s, linked).body), -1) {
				files[2] = append(files[2], m[1])
			}
			for i, got := range files {
				if slices.Sort(got); !slices.Equal(got, want) {
					t.Errorf("%s, %s: file %d has %v, want %v", class, level, i, got, want)
				}
			}
			if name := a.Header().Get("Content-Disposition"); !strings.Contains(name, level+"-desil_1_4-"+strings.ReplaceAll(class, ",", "-")+".geojson") {
				t.Errorf("the file is called %s", name)
			}
			if _, about := sheetOf(t, get(t, s, fmt.Sprintf(asked, "xlsx")).body, "About"); !strings.Contains(fmt.Sprint(about), "[Class kept Poverty ") {
				t.Errorf("the workbook does not say its class: %q", about)
			}
		}
	}
	for query, want := range map[string]string{
		"with=desil_1_4&class=high,low": "programme", "programme=pkh&class=high,low": "class goes with", "programme=pkh&with=families&class=high,low": "with", "programme=pkh&with=desil_1_4&class=high": "class",
		"programme=pkh&with=desil_1_4&class=high,low&only=1": "only", "programme=pkh&with=desil_1_4&class=high,low&level=regency": "villages and districts", "programme=pkh&with=desil_1_4&basis=4": "goes with only",
	} {
		if a := get(t, s, "/v1/releases/7/areas.geojson?"+query); a.Code != http.StatusBadRequest || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s", query, a.Code, a.body)
		}
	}
	all := get(t, s, "/v1/releases/7/areas.geojson?programme=pkh&with=desil_1_4")
	if n := strings.Count(string(all.body), `"code":`); n != 24 {
		t.Errorf("without a class %d areas", n)
	}
}

// What belongs to another measure is left behind, what does not exist is dropped and said, and the classes of an earlier release stay.
func TestAClassGoesWithItsMeasure(t *testing.T) {
	s := opened(t, Options{Releases: newPress(made(t, 4, poverty.Planner, 20), made(t, 7, poverty.Planner, 40)), Audience: poverty.Planner, Web: page})
	kept := func(ask string) (string, bool) {
		a := get(t, s, "/tables/7?lang=en&"+ask)
		if a.Code != http.StatusOK {
			t.Fatalf("%s: %d", ask, a.Code)
		}
		return string(a.body), strings.Contains(string(a.body), `<p class="kept">`)
	}
	if _, is := kept("about=desil_1_4&measure=gap_pkh&only=2"); is {
		t.Error("the class of another measure is kept")
	}
	if page, is := kept("about=desil_1_4&only=7"); is || !strings.Contains(page, "class that is kept <code>only=7</code>") {
		t.Error("a class that there is not is kept, or its being dropped is not said")
	}
	if page, _ := kept("about=desil_1_4&basis=99"); !strings.Contains(page, "<code>basis=99</code>") {
		t.Error("a release that has gone is not said to be dropped")
	}
	var parted classesAnswer
	get(t, s, "/v1/releases/7/classes?level=village&indicator=desil_1_4&method=quantile&classes=5&basis=4").json(t, &parted)
	page, _ := kept("about=desil_1_4&method=quantile&classes=5&basis=4")
	if !strings.Contains(page, "The bounds are those of release 4") || !strings.Contains(page, fmt.Sprintf("below %.1f%%", 100**parted.Classes[0].Below)) {
		t.Error("the classes are not those of the basis")
	}
	if !strings.Contains(page, "basis=4") {
		t.Error("the way to the map forgets the basis")
	}
}

// Counts are circles, as on the page: one for each area with a figure, whose area grows with the number.
func TestCountsAreCircles(t *testing.T) {
	s := plain(t)
	svg := string(get(t, s, "/tables/7/map.svg?about=gap_pkh&lang=en").body)
	svg, key, _ := strings.Cut(svg, `<g fill="none"`)
	var radii []float64
	for _, r := range regexp.MustCompile(`<circle [^>]* r="([\d.]+)"`).FindAllStringSubmatch(svg, -1) {
		v, _ := strconv.ParseFloat(r[1], 64)
		radii = append(radii, v)
	}
	var counts []float64
	for _, a := range ranked(t, s, "level=village&limit=1000&indicators=gap_pkh").Areas {
		if f := a.Indicators["gap_pkh"]; f.State == "value" {
			counts = append(counts, *f.Value)
		}
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	if len(radii) != len(counts) || len(counts) == 0 {
		t.Fatalf("%d circles, want %d", len(radii), len(counts))
	}
	for i, n := range counts {
		if math.Abs(radii[i]*radii[i]/(mostRadius*mostRadius)-n/counts[0]) > 0.01 {
			t.Errorf("%v families have a circle of %v", n, radii[i])
		}
	}
	if strings.Count(key, "<circle") == 0 {
		t.Error("no circle says how many it stands for")
	}
	if strings.Contains(string(get(t, s, "/tables/7/map.svg?about=desil_1_4").body), "<circle") {
		t.Error("a share is a circle")
	}
}

// A class of hexagons that the map keeps is none of the table's: that is said, and the way back still leads to it.
func TestAClassOfHexagonsIsSaidToBeDropped(t *testing.T) {
	s := plain(t)
	for _, tc := range []struct {
		name, ask, view string
		dropped         bool
	}{
		{"counts of hexagons", "about=pkh&measure=gap_pkh", "v=1&indicator=gap_pkh&only=2", true},
		{"a state of counts", "about=pkh&measure=gap_pkh", "v=1&indicator=gap_pkh&only=withheld", true},
		{"shares of hexagons, parted by number", "about=desil_1_4&method=natural&classes=4", "v=1&indicator=desil_1_4&classes=natural,4&only=2", true},
		{"of villages, let go of here", "about=pkh&measure=gap_pkh", "v=1&indicator=gap_pkh&map=villages&only=2", false},
		{"of another figure", "about=desil_1_4", "v=1&indicator=gap_pkh&only=2", false},
		{"nothing kept", "about=pkh&measure=gap_pkh", "v=1&indicator=gap_pkh", false},
	} {
		for lang, words := range map[string]string{"en": "The places of this table have other classes", "id": "Tempat dalam tabel ini memiliki kelas lain"} {
			page := string(get(t, s, "/tables/7?"+tc.ask+"&lang="+lang+"&view="+url.QueryEscape(tc.view)).body)
			back := html.UnescapeString(regexp.MustCompile(`href="([^"]*)" class="to-map"`).FindStringSubmatch(page)[1])
			if strings.Contains(page, words) != tc.dropped || strings.Contains(back, "only=") != tc.dropped {
				t.Errorf("%s in %s: want it said to be dropped %v; the way back is %s", tc.name, lang, tc.dropped, back)
			}
		}
	}
}

// A circle stands inside its area, whatever the shape of that.
func TestACircleStandsInside(t *testing.T) {
	crescent := orb.Polygon{{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 3.9}, {3.9, 3.9}, {3.9, 0.1}, {0, 0.1}, {0, 0}}}
	if at := inside(crescent); !planar.PolygonContains(crescent, at) {
		t.Errorf("%v lies outside", at)
	}
}

// Where no figure is shown, the legend has no class of none.
func TestNoClassOfNoFigures(t *testing.T) {
	for _, tc := range []struct {
		classes []mapClass
		why     string
		want    int
	}{
		{[]mapClass{{State: disclose.Value, Below: math.Inf(1)}, {State: disclose.Withheld, Areas: 9}}, whyNoFigures, 1},
		{[]mapClass{{State: disclose.Value, Below: math.Inf(1), Areas: 2}, {State: disclose.Withheld, Areas: 9}}, whyOneValue, 2},
	} {
		s := mapScale{Classes: tc.classes}
		s.Why = tc.why
		if got := len(s.Legend()); got != tc.want {
			t.Errorf("%d lines, want %d", got, tc.want)
		}
	}
}
