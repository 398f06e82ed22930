package api

import (
	"fmt"
	"html"
	"math"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"tepat/geo/reach"
	"tepat/geo/survey"
)

// The cases are those of web/test/pair.test.ts: page and table make the same classes.
func TestThirds(t *testing.T) {
	none, end := math.Inf(-1), math.Inf(1)
	for _, tc := range []struct {
		name   string
		shares []float64
		want   []third
	}{
		{"of even shares", []float64{.1, .2, .3, .4, .5, .6}, []third{{"low", none, .3}, {"mid", .3, .5}, {"high", .5, end}}},
		{"close to each other: finer bounds", []float64{.9, .91, .92, .93, .94, .95}, []third{{"low", none, .92}, {"mid", .92, .94}, {"high", .94, end}}},
		{"mostly alike: two classes", []float64{0, 0, 0, 0, .5}, []third{{"low", none, .5}, {"high", .5, end}}},
		{"all alike: one class", []float64{.4, .4, .4}, []third{{"mid", none, end}}},
		{"all zero", []float64{0, 0}, []third{{"mid", none, end}}},
		{"of one place", []float64{.7}, []third{{"mid", none, end}}},
		{"of none", nil, []third{{"mid", none, end}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := thirds(tc.shares); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("thirds(%v) = %v, want %v", tc.shares, got, tc.want)
			}
		})
	}
}

var nineCell = regexp.MustCompile(`<td data-class="([^"]*)">.*?<b>(\d+)</b>.*?<small>(\d+)`)

// The nine classes hold each village that has both figures once, and choosing one keeps its places.
func TestTableOfTwoMeasures(t *testing.T) {
	s := plain(t)
	var all areasAnswer
	get(t, s, "/v1/releases/7/areas?level=village&indicators=coverage_pkh,desil_1_4&limit=1000").json(t, &all)
	var a reach.Answer
	get(t, s, "/v1/releases/7/under-covered?programme=pkh&limit=1000").json(t, &a)
	page := string(get(t, s, "/tables/7?about=pkh&with=desil_1_4&lang=en").body)
	both, withheld, missed := 0, 0, 0
	for _, v := range all.Areas {
		c, d := v.Indicators["coverage_pkh"], v.Indicators["desil_1_4"]
		switch {
		case c.State == "withheld" || d.State == "withheld":
			withheld++
		case c.Value != nil && d.Value != nil:
			both++
			missed += int(*c.Denominator - *c.Numerator)
		}
	}
	places, gone := 0, 0
	for _, m := range nineCell.FindAllStringSubmatch(page, -1) {
		var n, g int
		fmt.Sscan(m[2], &n)
		fmt.Sscan(m[3], &g)
		places, gone = places+n, gone+g
		kept := string(get(t, s, "/tables/7?about=pkh&with=desil_1_4&lang=en&class="+url.QueryEscape(m[1])).body)
		if table := kept[strings.Index(kept, `<section id="table"`):]; n > 0 && len(lines(table)) != n {
			t.Errorf("%s holds %d villages, and its table %d", m[1], n, len(lines(table)))
		}
		if strings.Count(kept, `aria-current="true"`) != 2 { // and the language
			t.Errorf("%s is not said to be chosen", m[1])
		}
	}
	if places != both || gone != missed || withheld == 0 {
		t.Errorf("the classes hold %d villages and %d families missed; there are %d and %d", places, gone, both, missed)
	}
	if !strings.Contains(page, fmt.Sprintf(`<b data-state="withheld">%d</b>`, withheld)) {
		t.Errorf("the page does not say that %d are withheld", withheld)
	}
	table := page[strings.Index(page, `<section id="table"`):]
	if rows := lines(table); len(rows) != len(a.Places) || len(rows[0]) != 10 || !strings.HasSuffix(rows[0][5], gradeWord(rows[0][5])) {
		t.Errorf("%d rows, the first %q", len(rows), rows[0])
	}
	// The map has the colours of the classes, and what is about something else has none of this.
	svg := string(get(t, s, html.UnescapeString(regexp.MustCompile(`<img class="map" src="([^"]*)"`).FindStringSubmatch(page)[1])).body)
	found := 0
	for _, colour := range pairColours {
		found += strings.Count(svg, `fill="`+colour+`"`)
	}
	if found != both {
		t.Errorf("the map has %d villages in the colours of the nine, want %d", found, both)
	}
	if other := string(get(t, s, "/tables/7?about=families&with=desil_1_4&class=high,low&lang=en").body); strings.Contains(other, "nine") {
		t.Error("families have no coverage for poverty to stand beside")
	}
}

func gradeWord(cell string) string {
	words := strings.Fields(cell)
	return words[len(words)-1]
}

// The way to the map leads to the view that the table shows, with what was carried along.
func TestTheWayToTheMap(t *testing.T) {
	s := plain(t)
	carried := url.QueryEscape("v=1&indicator=coverage_pkh&map=villages&within=64.02.02&threshold=0.5&at=116.9,-0.35,9.5")
	for _, tc := range []struct {
		name, query string
		want        map[string]string
	}{
		{"with nothing carried along", "about=pkh&lang=en", map[string]string{"indicator": "gap_pkh", "lang": "en"}},
		{"coverage was looked at", "about=pkh&level=district&threshold=0.65&view=" + carried, map[string]string{"indicator": "coverage_pkh", "by": "district", "threshold": "0.65", "at": "116.9,-0.35,9.5", "map": "villages"}},
		{"two measures", "about=pkh&with=desil_1_4&class=high,low&within=64.02.01&view=" + carried, map[string]string{"indicator": "coverage_pkh", "with": "desil_1_4", "class": "high,low", "within": "64.02.01", "map": "villages", "at": "116.9,-0.35,9.5"}},
		{"a chosen district", "about=pkh&level=district&view=" + url.QueryEscape("by=district&within=64.02.02&indicator=gap_pkh"), map[string]string{"indicator": "gap_pkh", "by": "district", "within": "64.02.02"}},
		{"districts that were turned to villages", "about=pkh&view=" + url.QueryEscape("by=district&within=64.02.02"), map[string]string{"indicator": "gap_pkh"}},
		{"another figure", "about=leakage_pkh&view=" + carried, map[string]string{"indicator": "leakage_pkh", "map": "villages", "at": "116.9,-0.35,9.5"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := string(get(t, s, "/tables/7?"+tc.query).body)
			link, err := url.Parse(html.UnescapeString(regexp.MustCompile(`<a href="([^"]*)" class="to-map"`).FindStringSubmatch(page)[1]))
			if err != nil {
				t.Fatal(err)
			}
			got := link.Query()
			for name, want := range map[string]string{"v": "1", "release": "7"} {
				tc.want[name] = want
			}
			if tc.want["lang"] == "" {
				tc.want["lang"] = "id"
			}
			for name := range got {
				if got.Get(name) != tc.want[name] {
					t.Errorf("%s=%s, want %q", name, got.Get(name), tc.want[name])
				}
			}
			if len(got) != len(tc.want) {
				t.Errorf("%v, want %v", got, tc.want)
			}
		})
	}
}

// A grade and a figure of the field are called the same in the tables and on the page.
func TestTablesAndPageHaveTheSameWords(t *testing.T) {
	text, err := os.ReadFile("../web/src/text.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"id", "en"} {
		p := &tablePage{tableQuery: tableQuery{Lang: lang}}
		grades := fmt.Sprintf("grades: {low: '%s', mid: '%s', high: '%s'}", p.Grade("low"), p.Grade("mid"), p.Grade("high"))
		verified := fmt.Sprintf("verified: '%s'", p.Text(survey.VerifiedExclusionError{}.Name()))
		for _, words := range []string{grades, verified} {
			if !strings.Contains(string(text), words) {
				t.Errorf("the page does not say %s", words)
			}
		}
		if page := string(get(t, plain(t), "/tables/7/areas/64.02.01.2001?about=pkh&lang="+lang).body); !strings.Contains(page, "<dt>"+p.Text(survey.VerifiedExclusionError{}.Name())+"</dt>") {
			t.Error("the page of an area calls it otherwise")
		}
	}
}
