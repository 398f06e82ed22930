package tiles

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
)

// villages returns the real villages of Kutai Kartanegara with their districts
// and their regency, which have no shape of their own; false where the file is missing.
func villages(t testing.TB) ([]area.Area, bool) {
	t.Helper()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return nil, false
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all geojson.FeatureCollection
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatal(err)
	}
	areas := []area.Area{{System: area.Kemendagri, Level: area.Regency, Code: "64.02", Name: "Kutai Kartanegara"}}
	for _, f := range all.Features {
		a := area.Area{System: area.Kemendagri, Level: area.Village, Code: area.Code(f.Properties.MustString("kode")), Name: f.Properties.MustString("nama")}
		a.Parent = a.Code[:8]
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			a.Shape = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			a.Shape = g
		}
		areas = append(areas, a)
		if district := (area.Area{System: area.Kemendagri, Level: area.District, Code: a.Parent, Parent: "64.02"}); !slices.ContainsFunc(areas, func(b area.Area) bool { return b.Code == district.Code }) {
			areas = append(areas, district)
		}
	}
	rank := []area.Level{area.Regency, area.District, area.Village}
	slices.SortFunc(areas, func(a, b area.Area) int {
		if a.Level != b.Level {
			return slices.Index(rank, a.Level) - slices.Index(rank, b.Level)
		}
		return strings.Compare(string(a.Code), string(b.Code))
	})
	return areas, true
}

// GDAL finds every area of a zoom in its tiles, with the figures of the release.
func TestAreasAgainstGDAL(t *testing.T) {
	all, ok := villages(t)
	if !ok {
		return
	}
	s := made(t, nil, all, 5)
	for _, z := range []int{4, 6, 7, 9} {
		sheet := s.areas.sheet(z)
		around := nothing
		for _, shape := range sheet.shapes {
			around = around.union(shape.box)
		}
		got := rows(t, Areas, grid(t, s, Areas, z, around))
		want := 0
		for i, a := range all {
			if a.Level == area.Village && z < villageZoom {
				continue
			}
			want++
			row := got[strconv.Itoa(i)]
			if row["code"] != string(a.Code) || row["name"] != a.Name || row["level"] != string(a.Level) || row["parent"] != string(a.Parent) {
				t.Errorf("zoom %d: area %s is %v", z, a.Code, row)
			}
			if f := s.release.Areas().At(i).Figure(0); f.Shown() && row["families"] != strconv.Itoa(int(f.Numerator())) || !f.Shown() && row["families_state"] != f.State().String() {
				t.Errorf("zoom %d: area %s has %v, want %v", z, a.Code, row, f)
			}
		}
		if len(got) != want {
			t.Errorf("zoom %d: %d areas, want %d", z, len(got), want)
		}
	}
}

// In every tile the villages cover the ground without a gap or an overlap that
// shows: their areas add up to the regency's.
func TestVillagesFillTheirRegency(t *testing.T) {
	all, ok := villages(t)
	if !ok {
		return
	}
	s := made(t, nil, all, 5)
	for _, tile := range []Tile{{Areas, 7, 105, 64, nil}, {Areas, 9, 421, 257, nil}, {Areas, 10, 843, 514, nil}, {Areas, 11, 1687, 1028, nil}} {
		body, err := s.Draw(tile)
		if err != nil {
			t.Fatal(err)
		}
		layers, err := mvt.UnmarshalGzipped(body)
		if err != nil {
			t.Fatal(err)
		}
		sums := map[string]float64{}
		for _, f := range layers[0].Features {
			sums[f.Properties.MustString("level")] += surface(t, f.Geometry)
		}
		for _, level := range []string{"village", "district"} {
			if d := sums[level] - sums["regency"]; sums["regency"] == 0 || d > 40 || d < -40 {
				t.Errorf("tile %d/%d/%d: the %ss have %.0f square units, their regency %.0f", tile.Z, tile.X, tile.Y, level, sums[level], sums["regency"])
			}
		}
		if len(layers) != 2 || layers[1].Name != Borders || len(layers[1].Features) == 0 {
			t.Errorf("tile %d/%d/%d has no borders", tile.Z, tile.X, tile.Y)
		}
	}
}

// surface returns the area of a decoded polygon; a hole counts against it.
func surface(t *testing.T, g orb.Geometry) (sum float64) {
	t.Helper()
	var polygons orb.MultiPolygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	default:
		t.Fatalf("a %T", g)
	}
	for _, p := range polygons {
		for i, r := range p {
			units := make([]unit, len(r))
			for j, c := range r {
				units[j] = unit{int32(c[0]), int32(c[1])}
			}
			a := turn(units)
			if outer := i == 0; outer != (a > 0) {
				t.Errorf("ring %d is wound the wrong way", i)
			}
			sum += float64(a) / 2
		}
	}
	return sum
}
