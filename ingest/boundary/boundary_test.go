package boundary

import (
	"archive/zip"
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// Two made-up villages: one with a lake that holds an island, and an island of
// its own; the other with a letter beyond ASCII in its name.
const made = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"kode":"64.99.01.2001","nama":"Désa Danau","kecamatan":"Satu"},"geometry":{"type":"MultiPolygon","coordinates":[
 [[[117,0],[117.1,0],[117.1,0.1],[117,0.1],[117,0]],[[117.02,0.02],[117.02,0.08],[117.08,0.08],[117.08,0.02],[117.02,0.02]]],
 [[[117.04,0.04],[117.06,0.04],[117.06,0.06],[117.04,0.06],[117.04,0.04]]],
 [[[117.2,0],[117.21,0],[117.21,0.01],[117.2,0]]]]}},
{"type":"Feature","properties":{"kode":"64.99.01.2002","nama":"Désa Lain","kecamatan":"Satu"},"geometry":{"type":"Polygon","coordinates":
 [[[117.1,0],[117.2,0],[117.2,0.1],[117.1,0.1],[117.1,0]]]}}]}`

// write makes a file of the test's own.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// features reads a whole file of villages.
func features(t testing.TB, path string, o Options) ([]Feature, *File) {
	t.Helper()
	f, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	c, err := f.Columns(area.Kemendagri, area.Village, "", "")
	if err != nil {
		t.Fatal(err)
	}
	var list []Feature
	for feature, err := range f.Features(c) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, feature)
	}
	return list, f
}

// ogr2ogr converts a file; GDAL is also the second opinion on what is in it.
func ogr2ogr(t testing.TB, out, in string, args ...string) {
	t.Helper()
	cmd := exec.Command("ogr2ogr", append(args, out, in)...)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ogr2ogr (Debian: gdal-bin): %v: %s", err, text)
	}
}

// zipped puts the files of a folder that begin with base into an archive.
func zipped(t testing.TB, folder, base string, leaveOut ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	found, _ := filepath.Glob(filepath.Join(folder, base+".*"))
	for _, path := range found {
		if slices.Contains(leaveOut, filepath.Ext(path)) {
			continue
		}
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create("peta/" + filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
	}
	z.Close()
	return write(t, base+".zip", b.String())
}

// TestDamagedNames: what no text of the database can hold does not reach it.
func TestDamagedNames(t *testing.T) {
	text := strings.NewReplacer("Désa Danau", `Desa\u0000Danau`, "Satu", `Sa\u0000tu`).Replace(made)
	list, _ := features(t, write(t, "made.geojson", text), Options{})
	if f := list[0]; f.Name != "Desa\x1aDanau" || f.District != "Sa\x1atu" {
		t.Errorf("got %q in %q, want U+001A in place of NUL", f.Name, f.District)
	}
}

// TestUTF16 reads what some programs of Windows write for text.
func TestUTF16(t *testing.T) {
	for name, as := range map[string]encoding.Encoding{
		"little endian": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "big endian": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"little endian without a mark": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "big endian without a mark": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	} {
		text, err := as.NewEncoder().String(made)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := features(t, write(t, "made.geojson", text), Options{})
		want, _ := features(t, write(t, "made.geojson", made), Options{})
		if len(got) == 0 || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %d features, in UTF-8 %d", name, len(got), len(want))
		}
		f, err := Open(write(t, "short.geojson", text[:len(text)*3/4/2*2]), Options{})
		if err == nil {
			for _, err = range f.Features(Columns{}) {
			}
			f.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "of its text in UTF-8: ") {
			t.Errorf("%s, cut off: %v", name, err)
		}
	}
}

// TestAgainstGDAL reads what GDAL writes in every format, and compares it with
// what GDAL itself reads from the same file.
func TestAgainstGDAL(t *testing.T) {
	sources := map[string]string{"made up": write(t, "made.geojson", made)}
	if path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson"); ok {
		sources["kukar"] = path
	}
	for _, tc := range []struct {
		name, driver, crs string
		args              []string
		leaveOut          string
		want              CRS // "": well-known text
		layer             bool
	}{
		{"utm", "ESRI Shapefile", "EPSG:32750", nil, "", "", false},
		{"tm-3", "ESRI Shapefile", "EPSG:23836", nil, "", "", false},
		{"srgi2013", "ESRI Shapefile", "EPSG:9470", nil, "", "", false},
		{"wgs 84", "ESRI Shapefile", "EPSG:4326", nil, "", WGS84, false},
		{"windows-1252", "ESRI Shapefile", "EPSG:4326", []string{"-lco", "ENCODING=CP1252"}, "", WGS84, false},
		{"windows-1252 said by the dbf alone", "ESRI Shapefile", "EPSG:4326", []string{"-lco", "ENCODING=CP1252"}, ".cpg", WGS84, false},
		{"dos code page 850", "ESRI Shapefile", "EPSG:4326", []string{"-lco", "ENCODING=CP850"}, "", WGS84, false},
		{"utf-8 said by nobody", "ESRI Shapefile", "EPSG:4326", []string{"-lco", "ENCODING=UTF-8"}, ".cpg", WGS84, false},
		{"without prj", "ESRI Shapefile", "EPSG:4326", nil, ".prj", "", false},
		{"with heights", "ESRI Shapefile", "EPSG:4326", []string{"-dim", "XYZ", "-lco", "SHPT=POLYGONZ"}, "", WGS84, false},
		{"geopackage", "GPKG", "EPSG:4326", nil, "", WGS84, true},
		{"geopackage utm with heights", "GPKG", "EPSG:32750", []string{"-dim", "XYZ", "-nlt", "MULTIPOLYGONZ"}, "", "EPSG:32750", true},
		{"geopackage srgi2013", "GPKG", "EPSG:9470", nil, "", "EPSG:9470", true},
		{"geojson with crs", "GeoJSON", "EPSG:32750", []string{"-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=15"}, "", "EPSG:32750", false},
		{"newline-delimited", "GeoJSONSeq", "EPSG:4326", []string{"-lco", "RS=NO", "-lco", "COORDINATE_PRECISION=15"}, "", WGS84, false},
		{"rfc 8142", "GeoJSONSeq", "EPSG:4326", []string{"-lco", "RS=YES", "-lco", "COORDINATE_PRECISION=15"}, "", WGS84, false},
	} {
		for source, path := range sources {
			if source == "kukar" && tc.want == WGS84 && tc.name != "geopackage" {
				continue // the code page is all that is new
			}
			t.Run(tc.name+"/"+source, func(t *testing.T) {
				folder := t.TempDir()
				file := filepath.Join(folder, "desa"+map[string]string{"ESRI Shapefile": ".shp", "GPKG": ".gpkg", "GeoJSON": ".geojson", "GeoJSONSeq": ".geojsonl"}[tc.driver])
				ogr2ogr(t, file, path, append([]string{"-f", tc.driver, "-t_srs", tc.crs}, tc.args...)...)
				oracle := filepath.Join(folder, "oracle.geojson")
				ogr2ogr(t, oracle, file, "-f", "GeoJSON", "-dim", "XY", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=15")
				if tc.driver == "ESRI Shapefile" {
					file = zipped(t, folder, "desa", tc.leaveOut)
				}
				got, f := features(t, file, Options{})
				want, _ := features(t, oracle, Options{})
				if tc.want != "" && f.CRS != tc.want || tc.leaveOut == ".prj" && f.CRS != "" {
					t.Errorf("coordinate system %q, want %q", f.CRS, tc.want)
				}
				compareFeatures(t, got, want)
			})
		}
	}
}

func compareFeatures(t *testing.T, got, want []Feature) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d features, GDAL has %d", len(got), len(want))
	}
	for i, g := range got {
		w := want[i]
		if g.Code != w.Code || g.Name != w.Name || g.District != w.District {
			t.Errorf("feature %d: %q %q %q, GDAL has %q %q %q", i, g.Code, g.Name, g.District, w.Code, w.Name, w.District)
		}
		if describe(g.Shape) != describe(w.Shape) {
			t.Errorf("feature %d: shape %s, GDAL has %s", i, describe(g.Shape), describe(w.Shape))
		}
		if a, b := planar.Area(g.Shape), planar.Area(w.Shape); math.Abs(a-b) > 1e-9*b {
			t.Errorf("feature %d: area %g, GDAL has %g", i, a, b)
		}
	}
}

// describe tells two shapes apart without regard to where a ring begins and
// in which order rings come: polygons, and in them the vertices of each ring.
func describe(shape orb.MultiPolygon) string {
	var polygons []string
	for _, p := range shape {
		holes := []int{}
		for _, r := range p[1:] {
			holes = append(holes, len(r))
		}
		slices.Sort(holes)
		polygons = append(polygons, fmt.Sprint(len(p[0]), holes))
	}
	slices.Sort(polygons)
	return strings.Join(polygons, " ")
}

func TestRealNames(t *testing.T) {
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	list, f := features(t, path, Options{})
	if len(list) != 237 || f.CRS != WGS84 || list[0].Code != "64.02.01.2001" || list[0].Name != "Perian" {
		t.Errorf("%d features in %s, the first %s %s", len(list), f.CRS, list[0].Code, list[0].Name)
	}
}

func TestOpenRefuses(t *testing.T) {
	shp := func(t *testing.T, leaveOut ...string) string {
		folder := t.TempDir()
		ogr2ogr(t, filepath.Join(folder, "desa.shp"), write(t, "made.geojson", made), "-f", "ESRI Shapefile")
		return zipped(t, folder, "desa", leaveOut...)
	}
	feature := func(crs, rest string) string {
		return `{"type":"FeatureCollection",` + crs + `"features":[{"type":"Feature","properties":{"kode":"64.99.01.2001","nama":"X"},"geometry":` + rest
	}
	for _, tc := range []struct {
		name string
		path func(t *testing.T) string
		o    Options
		want string
	}{
		{"a text", func(t *testing.T) string { return write(t, "a", "kode,nama\n") }, Options{}, "neither GeoJSON"},
		{"nothing in it", func(t *testing.T) string { return write(t, "a", "") }, Options{}, "neither GeoJSON"},
		{"TopoJSON", func(t *testing.T) string { return write(t, "a", `{"type":"Topology","objects":{}}`) }, Options{}, "no features"},
		{"no feature", func(t *testing.T) string { return write(t, "a", `{"type":"FeatureCollection","features":[]}`) }, Options{}, "no features"},
		{"broken off", func(t *testing.T) string {
			return write(t, "a", feature("", `{"type":"Polygon","coordinates":[[[117,0]`))
		}, Options{}, "breaks off"},
		{"half a position", func(t *testing.T) string {
			return write(t, "a", feature("", `{"type":"Polygon","coordinates":[[[117,0],[118,0],[118],[117,0]]]}}]}`))
		}, Options{}, "no polygon"},
		{"unknown coordinate system", func(t *testing.T) string {
			return write(t, "a", feature(`"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:ESRI::102100"}},`, `null}]}`))
		}, Options{}, "not known"},
		{"shp without dbf", func(t *testing.T) string { return shp(t, ".dbf") }, Options{}, ".dbf is missing"},
		{"zip without shp", func(t *testing.T) string { return shp(t, ".shp") }, Options{}, "no Shapefile"},
		{"another layer", func(t *testing.T) string { return shp(t) }, Options{Layer: "kelurahan"}, `no layer "kelurahan"; there are desa`},
		{"not zipped", func(t *testing.T) string {
			folder := t.TempDir()
			ogr2ogr(t, filepath.Join(folder, "desa.shp"), write(t, "made.geojson", made), "-f", "ESRI Shapefile")
			return filepath.Join(folder, "desa.shp")
		}, Options{}, "zip it"},
		{"sqlite that is no geopackage", func(t *testing.T) string {
			path := filepath.Join(t.TempDir(), "a.sqlite")
			ogr2ogr(t, path, write(t, "made.geojson", made), "-f", "SQLite")
			return path
		}, Options{}, "no GeoPackage"},
		{"a bomb", bomb, Options{}, "times its size"},
		{"a link to another place in the coordinate system", func(t *testing.T) string { return write(t, "a", made) },
			Options{CRS: `+proj=longlat +nadgrids=/etc/passwd`}, "--crs"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := readAll(tc.path(t), tc.o)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// readAll opens a file and reads it to its end, or to its first error.
func readAll(path string, o Options) error {
	f, err := Open(path, o)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, err := range f.Features(Columns{}) {
		if err != nil {
			return err
		}
	}
	return nil
}

// bomb is an archive of 64 MB of zeros.
func bomb(t *testing.T) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, ext := range []string{".shp", ".dbf"} {
		w, err := z.Create("desa" + ext)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(make([]byte, 32<<20))
	}
	z.Close()
	return write(t, "bomb.zip", b.String())
}

func TestColumns(t *testing.T) {
	for _, tc := range []struct {
		name       string
		fields     []string
		system     area.System
		level      area.Level
		code, text string // flags
		want       Columns
	}{
		{"ours", []string{"kode", "lat", "lng", "nama"}, area.Kemendagri, area.Village, "", "", Columns{Code: "kode", Name: "nama"}},
		{"map of BIG, both systems in it", []string{"KDCPUM", "KDEBPS", "KDEPUM", "NAMOBJ", "WADMKC", "WADMKD", "WADMKK"}, area.Kemendagri, area.Village, "", "",
			Columns{"KDEPUM", "WADMKD", "WADMKC", "WADMKK"}},
		{"map of BIG, codes of BPS", []string{"KDCPUM", "KDEBPS", "KDEPUM", "NAMOBJ"}, area.BPS, area.Village, "", "", Columns{Code: "KDEBPS", Name: "NAMOBJ"}},
		{"map of BIG, districts", []string{"KDCPUM", "KDEPUM", "NAMOBJ", "WADMKC", "WADMKK"}, area.Kemendagri, area.District, "", "",
			Columns{Code: "KDCPUM", Name: "WADMKC", Regency: "WADMKK"}},
		{"map of BPS", []string{"iddesa", "kdkab", "nmdesa", "nmkab", "nmkec"}, area.BPS, area.Village, "", "", Columns{"iddesa", "nmdesa", "nmkec", "nmkab"}},
		{"flags in another case", []string{"A", "B"}, area.BPS, area.Regency, "b", "a", Columns{Code: "B", Name: "A"}},
		{"underscores and blanks", []string{"Kode Desa", "NAMA_DESA"}, area.Kemendagri, area.Village, "", "", Columns{Code: "Kode Desa", Name: "NAMA_DESA"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := (&File{Fields: tc.fields}).Columns(tc.system, tc.level, tc.code, tc.text)
			if err != nil || got != tc.want {
				t.Errorf("got %+v, %v, want %+v", got, err, tc.want)
			}
		})
	}
	for name, f := range map[string]func(*File) error{
		"unknown":      func(f *File) error { _, err := f.Columns(area.BPS, area.Village, "", ""); return err },
		"no such flag": func(f *File) error { _, err := f.Columns(area.BPS, area.Village, "x", ""); return err },
	} {
		if err := f(&File{Fields: []string{"gid", "nama"}}); err == nil || !strings.Contains(err.Error(), "gid, nama") {
			t.Errorf("%s: got %v, want the fields that there are", name, err)
		}
	}
}

// A code that is a number in the file keeps what is left of it.
func TestNumbersStayText(t *testing.T) {
	for number, want := range map[string]string{"6402011001": "6402011001", "33.1": "33.1", "6.40201e+09": "6.40201e+09", `"07.01"`: "07.01", "null": ""} {
		list, _ := features(t, write(t, "a.geojson", `{"type":"Feature","properties":{"kode":`+number+`,"nama":"X"},"geometry":null}`), Options{})
		if list[0].Code != want {
			t.Errorf("%s became %q", number, list[0].Code)
		}
	}
}

func TestNest(t *testing.T) {
	square := func(x, y, side float64, clockwise bool) orb.Ring {
		r := orb.Ring{{x, y}, {x, y + side}, {x + side, y + side}, {x + side, y}, {x, y}}
		if !clockwise {
			slices.Reverse(r)
		}
		return r
	}
	shell, lake, island, pond, elsewhere := square(0, 0, 10, true), square(1, 1, 8, false), square(2, 2, 6, true), square(3, 3, 1, false), square(20, 0, 5, false)
	// The pond lies on the island in the lake, and comes before both.
	got := nest([]orb.Ring{pond, lake, shell, island, elsewhere})
	want := orb.MultiPolygon{{shell, lake}, {island, pond}, {elsewhere}}
	if !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
