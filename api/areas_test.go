package api

import (
	"tepat/geo/stat"

	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

func ranked(t *testing.T, s *Server, query string) areasAnswer {
	t.Helper()
	var a areasAnswer
	get(t, s, "/v1/releases/7/areas?"+query).json(t, &a)
	return a
}

// Pages, one after the other, hold every area once, in the order of one page;
// what is withheld comes last, whichever way round.
func TestPages(t *testing.T) {
	s := plain(t)
	for _, sort := range []string{"code", "-code", "name", "-name", "desil_1_4", "-desil_1_4", "gap_pkh", "-families"} {
		t.Run(sort, func(t *testing.T) {
			whole := ranked(t, s, "limit=1000&sort="+sort)
			if whole.Total != 24 || len(whole.Areas) != 24 || whole.Next != nil {
				t.Fatalf("%d of %d areas, next %v", len(whole.Areas), whole.Total, whole.Next)
			}
			var paged []areaAnswer
			cursor := ""
			for range 5 {
				page := ranked(t, s, "limit=5&sort="+sort+cursor)
				paged = append(paged, page.Areas...)
				if page.Next == nil {
					break
				}
				if strings.ContainsAny(*page.Next, "+/=") {
					t.Errorf("cursor %s is not for URLs", *page.Next)
				}
				cursor = "&cursor=" + url.QueryEscape(*page.Next)
			}
			if !reflect.DeepEqual(paged, whole.Areas) {
				t.Error("pages differ from the whole")
			}
			inOrder(t, sort, whole.Areas)
		})
	}
}

func inOrder(t *testing.T, sort string, areas []areaAnswer) {
	t.Helper()
	word, descending := strings.CutPrefix(sort, "-")
	hidden := false
	for i := 1; i < len(areas); i++ {
		a, b := areas[i-1], areas[i]
		if descending {
			a, b = b, a
		}
		switch word {
		case "code":
			if a.Code >= b.Code {
				t.Errorf("%s before %s", a.Code, b.Code)
			}
			continue
		case "name":
			if a.Name > b.Name {
				t.Errorf("%s before %s", a.Name, b.Name)
			}
			continue
		}
		f, g := a.Indicators[word], b.Indicators[word]
		last := areas[i].Indicators[word]
		if hidden && last.Value != nil {
			t.Error("a shown figure comes after one that is not")
		}
		hidden = hidden || last.Value == nil
		if f.Value != nil && g.Value != nil && *f.Value > *g.Value {
			t.Errorf("%v before %v", *f.Value, *g.Value)
		}
	}
	if word != "code" && word != "name" && !hidden {
		t.Error("nothing is withheld, so its place is not tested")
	}
}

func TestAreasWithin(t *testing.T) {
	s := plain(t)
	for query, want := range map[string]int{
		"level=village&within=64.02.01": 12, "level=village&within=64.02": 24, "level=district&within=64.02": 2,
		"level=district&within=64.02.01": 1, "level=regency": 1, "within=64.02.01.2000": 1,
	} {
		if a := ranked(t, s, query); a.Total != want || len(a.Areas) != want {
			t.Errorf("%s: %d of %d areas, want %d", query, len(a.Areas), a.Total, want)
		}
	}
	// An area in which none of the level can lie is no place without need.
	for _, query := range []string{"areas?level=regency&within=64.02.01", "areas?level=district&within=64.02.01.2000", "areas.csv?level=district&within=64.02.01.2000", "areas.geojson?level=regency&within=64.02.01"} {
		if got := get(t, s, "/v1/releases/7/"+query); got.Code != http.StatusBadRequest || !strings.Contains(string(got.body), "lies") {
			t.Errorf("%s: %d %.200s", query, got.Code, got.body)
		}
	}
	a := ranked(t, s, "level=village&within=64.02.02&indicators=gap_pkh,families&limit=1").Areas[0]
	if a.Parent != "64.02.02" || a.ParentName != `Loa "Kulu"` || len(a.Indicators) != 2 {
		t.Errorf("village %+v", a)
	}
}

// Numbers are in an answer just where their state says so.
func TestWithheldHasNoNumbers(t *testing.T) {
	states := map[string]int{}
	for _, a := range ranked(t, plain(t), "level=village").Areas {
		for id, f := range a.Indicators {
			states[f.State]++
			shown := f.State == "value" || f.State == "zero"
			if shown != (f.Value != nil) || shown != (f.Numerator != nil) || shown != (f.Denominator != nil) || f.State == "zero" && *f.Value != 0 {
				t.Errorf("%s of %s: %+v", id, a.Code, f)
			}
		}
	}
	if states["withheld"] == 0 || states["value"] == 0 {
		t.Errorf("states %v: not all are tested", states)
	}
}

// A share that is shown has its interval, and says where it is of too few, whatever
// their share; a count has none.
func TestSharesHaveIntervals(t *testing.T) {
	insufficient := 0
	for _, a := range ranked(t, plain(t), "limit=1000").Areas {
		for id, f := range a.Indicators {
			share := id == "desil_1_4" || id == "coverage_pkh" || id == "female_headed"
			switch {
			case !share || f.Value == nil || *f.Denominator == 0:
				if f.Interval != nil {
					t.Errorf("%s in %s has the interval %v", id, a.Code, *f.Interval)
				}
			case f.Interval == nil || f.Interval[0] > *f.Value || f.Interval[1] < *f.Value:
				t.Errorf("%s in %s is %v, between %v", id, a.Code, *f.Value, f.Interval)
			case *f.Interval != noisyInterval(f):
				t.Errorf("%s in %s has the interval %v, with the release's noise it is %v", id, a.Code, *f.Interval, noisyInterval(f))
			case f.Insufficient != (*f.Denominator < 17): // without noise, 12
				t.Errorf("%s in %s: of %d it is said to be insufficient: %v", id, a.Code, *f.Denominator, f.Insufficient)
			case f.Insufficient:
				insufficient++
			}
		}
	}
	if insufficient == 0 {
		t.Error("no share is insufficient")
	}
}

// noisyInterval is that of counts with the noise that made releases tell of.
func noisyInterval(f figureAnswer) [2]float64 {
	i, _ := stat.NoisyWilson(stat.Rate{Cases: int(*f.Numerator), Population: int(*f.Denominator)}, stat.Noise{Cases: 1, Population: 1}, 0.95)
	return [2]float64{four(i.Low), four(i.High)}
}

func TestWholeRelease(t *testing.T) {
	var r wholeRelease
	get(t, plain(t), "/v1/releases/7").json(t, &r)
	if r.Levels["village"] != 24 || r.Levels["district"] != 2 || r.Levels["regency"] != 1 {
		t.Errorf("levels %v", r.Levels)
	}
	if r.Tiles["cells"] != "/v1/releases/7/tiles/cells.json" || r.Tiles["outlines"] != "/v1/releases/7/tiles/outlines.json" || r.Tiles["areas"] != "/v1/releases/7/tiles/areas.json" {
		t.Errorf("tiles %v", r.Tiles)
	}
	for res := 5; res <= 9; res++ {
		if r.Resolutions[fmt.Sprint(res)] == 0 {
			t.Errorf("resolutions %v", r.Resolutions)
		}
	}
	for _, in := range r.Indicators {
		for res, want := range r.Resolutions {
			sum := 0
			for _, n := range in.States["cell_"+res] {
				sum += n
			}
			if sum != want {
				t.Errorf("%s: the states of cells at resolution %s are of %d, drawn are %d", in.ID, res, sum, want)
			}
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, q := range []string{"level=village&sort=-gap_pkh&limit=5", "cursor=" + cursor("code", "1"), "bbox=1,2,3,4&resolution=7", "indicators=a,,b", "%zz", "limit=-1", "bbox=NaN,1e999,,"} {
		f.Add(q)
	}
	about := made(f, 7, poverty.Planner, 2).About()
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q := map[string]string{}
		for k := range values {
			q[k] = values.Get(k)
		}
		if a, err := areasQuestion(about, q); err == nil && (a.limit < 1 || a.limit > limitAreas || a.by >= len(about.Indicators) || len(a.indicators) == 0) {
			t.Errorf("%q is read as %+v", raw, a)
		}
		if b, err := bbox(q["bbox"]); err == nil && !(b.Min[1] <= b.Max[1] && b.Min[0] >= -180 && b.Max[0] <= 180) {
			t.Errorf("%q is read as %v", raw, b)
		}
		if res, err := resolution(q["resolution"]); err == nil && (res < 5 || res > 9) {
			t.Errorf("%q is read as resolution %d", raw, res)
		}
	})
}

func FuzzPath(f *testing.F) {
	for _, p := range []string{"/v1/releases/7/tiles/cells/10/843/512.mvt", "/v1/releases/latest/areas", "//", "/assets/..", "/v1/releases/7/tiles/areas/9/1/1.mvt", "/v1/releases/7/cells.csv"} {
		f.Add(p)
	}
	s := plain(f)
	f.Fuzz(func(t *testing.T, path string) {
		if u, err := url.ParseRequestURI("/" + path); err != nil || u.Host != "" || strings.ContainsAny(path, " \x00") {
			return
		}
		if a := get(t, s, "/"+strings.TrimLeft(path, "/")); a.Code >= 500 {
			t.Errorf("GET %q: %d", path, a.Code)
		}
	})
}
