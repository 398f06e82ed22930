package api

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
)

// A said is what one way out of tepat says of one indicator in one village.
type said struct {
	state, bound                   string
	value, numerator, denominator  float64 // NaN where nothing is said
	hidesNumerator, hidesBareState bool    // this way says no numbers of counts, or no state beside a value
}

// What is read in a table, a file, or a tile is the same figure, the same state
// and the same bound: nobody learns by one way what another does not tell.
func TestEveryWayOutSaysTheSame(t *testing.T) {
	about := poverty.Release{ID: 9, Audience: poverty.Public, AsOf: "2024-06-30", System: "kemendagri", Vintage: "2025",
		PublishedAt: time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC), Plan: &poverty.Plan{Bound: 0.2}}
	r, err := disclose.Clear(about, madeCounts(t, 40), disclose.Policy{MinFamilies: 10, Bound: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{Releases: newPress(r), Audience: poverty.Public, Web: page})
	ways := map[string]map[string]said{
		"csv":     inCSV(t, s),
		"geojson": inGeoJSON(t, s),
		"tiles":   inTiles(t, s),
		"profile": inProfiles(t, s),
	}
	var answer areasAnswer
	get(t, s, "/v1/releases/9/areas?limit=1000").json(t, &answer)
	states := map[string]int{}
	for _, a := range answer.Areas {
		for id, f := range a.Indicators {
			want := said{state: f.State, bound: f.Bound, value: math.NaN(), numerator: math.NaN(), denominator: math.NaN()}
			if f.Value != nil {
				want.value, want.numerator, want.denominator = four(*f.Value), float64(*f.Numerator), float64(*f.Denominator)
			}
			states[f.State+f.Bound]++
			for way, all := range ways {
				got, met := all[string(a.Code)+" "+id]
				if !met || !got.agrees(want) {
					t.Errorf("%s in %s is %+v in JSON, %+v in %s (met: %v)", id, a.Code, want, got, way, met)
				}
			}
		}
	}
	for _, state := range []string{"withheld", "no_data", "value", "valueat_most", "valueat_least"} {
		if states[state] == 0 {
			t.Errorf("no figure is %s: %v", state, states)
		}
	}
}

func (got said) agrees(want said) bool {
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	if got.hidesBareState && got.state == "" && !math.IsNaN(want.value) {
		got.state = want.state
	}
	if got.hidesNumerator && math.IsNaN(got.numerator) {
		got.numerator, got.denominator = want.numerator, want.denominator
	}
	return got.state == want.state && got.bound == want.bound &&
		same(got.value, want.value) && same(got.numerator, want.numerator) && same(got.denominator, want.denominator)
}

func inCSV(t *testing.T, s *Server) map[string]said {
	out := map[string]said{}
	for _, row := range table(t, get(t, s, "/v1/releases/9/areas.csv")) {
		properties := map[string]any{}
		for k, v := range row {
			if n, err := strconv.ParseFloat(v, 64); err == nil && k != "code" {
				properties[k] = n
			} else if v != "" {
				properties[k] = v
			}
		}
		read(out, properties, false, false)
	}
	return out
}

func inGeoJSON(t *testing.T, s *Server) map[string]said {
	features, err := geojson.UnmarshalFeatureCollection(get(t, s, "/v1/releases/9/areas.geojson").body)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]said{}
	for _, f := range features.Features {
		read(out, f.Properties, false, false)
	}
	return out
}

// inProfiles asks after every village alone.
func inProfiles(t *testing.T, s *Server) map[string]said {
	out := map[string]said{}
	for i := range 24 {
		var p profileAnswer
		get(t, s, "/v1/releases/9/areas/"+squareCode(i%6, i/6)).json(t, &p)
		properties := map[string]any{"code": string(p.Area.Code)}
		for id, f := range p.Area.Indicators {
			properties[id+"_state"], properties[id+"_bound"] = f.State, f.Bound
			if f.Value != nil {
				properties[id], properties[id+"_numerator"], properties[id+"_denominator"] = *f.Value, uint64(*f.Numerator), uint64(*f.Denominator)
			}
		}
		read(out, properties, false, false)
	}
	return out
}

// inTiles reads the villages of all tiles of a zoom, of which no two may
// contradict each other.
func inTiles(t *testing.T, s *Server) map[string]said {
	const zoom = 9
	out := map[string]said{}
	at := maptile.At([2]float64{west, south}, zoom)
	for dx := range uint32(3) {
		for dy := range uint32(3) {
			a := get(t, s, fmt.Sprintf("/v1/releases/9/tiles/areas/%d/%d/%d.mvt", zoom, at.X+dx-1, at.Y+dy-1))
			layers, err := mvt.Unmarshal(a.body)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range layers {
				for _, f := range l.Features {
					if f.Properties["level"] == "village" && f.Properties["code"] != nil {
						read(out, f.Properties, true, true)
					}
				}
			}
		}
	}
	return out
}

func read(out map[string]said, properties map[string]any, hidesNumerator, hidesBareState bool) {
	for _, ind := range madeIndicators {
		number := func(key string) float64 {
			switch n := properties[key].(type) {
			case float64:
				return n
			case float32:
				return four(float64(n))
			case uint64:
				return float64(n)
			case int64:
				return float64(n)
			}
			return math.NaN()
		}
		text := func(key string) string { s, _ := properties[key].(string); return s }
		code, _ := properties["code"].(string)
		out[code+" "+ind.ID] = said{
			state: text(ind.ID + "_state"), bound: text(ind.ID + "_bound"), value: number(ind.ID),
			numerator: number(ind.ID + "_numerator"), denominator: number(ind.ID + "_denominator"),
			hidesNumerator: hidesNumerator && ind.Unit == poverty.UnitFamilies, hidesBareState: hidesBareState,
		}
	}
}

// A release that withholds everything says null of its families, not none.
func TestFamiliesWithheld(t *testing.T) {
	about := poverty.Release{ID: 9, Audience: poverty.Planner, AsOf: "2024-06-30", PublishedAt: time.Unix(1, 0)}
	r, err := disclose.Clear(about, madeCounts(t, 4), disclose.Policy{MinFamilies: 1e6})
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{Releases: newPress(r), Audience: poverty.Planner})
	var got map[string]any
	get(t, s, "/v1/releases/9").json(t, &got)
	for _, name := range []string{"families", "located"} {
		if n, said := got[name]; n != nil || !said {
			t.Errorf("%s: %v, want null", name, n)
		}
	}
	if page := get(t, s, "/tables/9?lang=en"); !strings.Contains(string(page.body), "<dd>withheld, with a place on the map withheld</dd>") {
		t.Error("the table does not say that the families are withheld")
	}
}
