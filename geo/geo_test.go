package geo_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"tepat/geo"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// TestDistance compares with PROJ 9.1 (geod +ellps=WGS84 -I), which follows Karney.
func TestDistance(t *testing.T) {
	for _, tc := range []struct {
		name     string
		from, to orb.Point
		want     float64 // metres
		within   float64 // share
	}{
		{"between villages", orb.Point{116.9, -0.4}, orb.Point{116.95, -0.41}, 5674.6104, 1e-6},
		{"across the equator", orb.Point{117, 0.001}, orb.Point{117, -0.001}, 221.1486, 1e-5},
		{"Jakarta to Tenggarong", orb.Point{106.8, -6.2}, orb.Point{116.9, -0.4}, 1292361.5783, 1e-5},
		{"London to Jakarta", orb.Point{-0.1, 51.5}, orb.Point{106.8, -6.2}, 11713277.1665, 1e-5},
		{"along 60 north", orb.Point{10, 60}, orb.Point{10.5, 60}, 27899.9344, 1e-5},
		{"across the antimeridian", orb.Point{179.9, -16.8}, orb.Point{-179.9, -16.8}, 21319.6252, 1e-5},
		{"across the pole", orb.Point{0, 89}, orb.Point{180, 89}, 223387.7298, 1e-5},
		{"antipodes, nearly", orb.Point{0, 0}, orb.Point{179.5, 0.5}, 19936288.5790, 5e-3},
		{"nowhere", orb.Point{117, -0.4}, orb.Point{117, -0.4}, 0, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := float64(geo.Distance(tc.from, tc.to))
			if math.Abs(got-tc.want) > tc.within*tc.want {
				t.Errorf("got %.3f m, want %.3f m", got, tc.want)
			}
			if tc.want < 50_000 {
				plane := float64(geo.PlaneAt(tc.from).ToSegment(tc.to, tc.to))
				if math.Abs(tc.to[0]-tc.from[0]) < 180 && math.Abs(plane-tc.want) > 0.01*tc.want {
					t.Errorf("on the plane %.3f m, want %.3f m", plane, tc.want)
				}
			}
		})
	}
}

func TestToSegment(t *testing.T) {
	plane := geo.PlaneAt(orb.Point{117, 0})
	degree := float64(plane.ToLatitude(1))
	for _, tc := range []struct {
		name     string
		from, to orb.Point
		want     float64 // degrees of latitude
	}{
		{"beside it", orb.Point{116, 1}, orb.Point{118, 1}, 1},
		{"beyond its end", orb.Point{117, 2}, orb.Point{117, 3}, 2},
		{"on it", orb.Point{117, -1}, orb.Point{117, 3}, 0},
		{"a point", orb.Point{117, -1}, orb.Point{117, -1}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := float64(plane.ToSegment(tc.from, tc.to)) / degree; math.Abs(got-tc.want) > 1e-9 {
				t.Errorf("got %v, want %v", got, tc.want)
			}
		})
	}
}

func TestArea(t *testing.T) {
	octant := orb.Ring{{0, 0}, {90, 0}, {90, 90}, {0, 90}, {0, 0}}
	if got, want := float64(geo.Area(orb.MultiPolygon{{octant}})), 510_065_621_724_089.0/8; math.Abs(got-want) > 1 {
		t.Errorf("an eighth of the Earth has %.1f m², want %.1f", got, want)
	}
	box := func(x0, y0, x1, y1 float64) orb.Ring {
		return orb.Ring{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}
	}
	whole, hole := orb.Polygon{box(0, 0, 2, 2)}, orb.Polygon{box(0, 0, 2, 2), box(0, 0, 1, 2)}
	if r := geo.Area(orb.MultiPolygon{hole}) / geo.Area(orb.MultiPolygon{whole}); math.Abs(float64(r)-0.5) > 1e-12 {
		t.Errorf("a hole of one half leaves %v", r)
	}
}

// TestAreaOfKukar compares with the area that PostGIS gives for the 237 villages as geography.
func TestAreaOfKukar(t *testing.T) {
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file geojson.FeatureCollection
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var sum geo.SquareMetres
	for _, f := range file.Features {
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			sum += geo.Area(orb.MultiPolygon{g})
		case orb.MultiPolygon:
			sum += geo.Area(g)
		}
	}
	if km2 := float64(sum) / 1e6; math.Abs(km2-26_926.5) > 0.1 {
		t.Errorf("got %.2f km², want 26 926.5 km²", km2)
	}
}
