package ingest_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/sharedtest"
	"tepat/ingest"
	"tepat/ingest/boundary"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

func areaSettings(level area.Level) ingest.AreaSettings {
	return ingest.AreaSettings{Level: level, System: area.Kemendagri, Vintage: "2025", AsideLimit: ingest.DefaultAsideLimit,
		Now: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)}
}

// areasFile writes features of one square each, side by side from 117° E, 0°.
func areasFile(t *testing.T, properties ...string) string {
	t.Helper()
	var b strings.Builder
	for i, p := range properties {
		w := 117 + float64(i)/10
		fmt.Fprintf(&b, `{"type":"Feature","properties":{%s},"geometry":{"type":"Polygon","coordinates":[[[%g,0],[%g,0],[%g,0.1],[%g,0.1],[%g,0]]]}}`+"\n",
			p, w, w+0.1, w+0.1, w, w)
	}
	return textFile(t, "areas.geojsonl", b.String())
}

func textFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func bring(t *testing.T, s *store.Store, path string, set ingest.AreaSettings) *ingest.Report {
	t.Helper()
	report, err := ingest.Areas(context.Background(), path, set, s)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// rule returns how often a rule was found, and its message.
func rule(r *ingest.Report, id string) (int64, string) {
	for _, c := range r.Counts.Rules {
		if c.Rule == id {
			return c.Rows, c.Message.EN
		}
	}
	return 0, ""
}

func ask[T any](t *testing.T, url, sql string) T {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, _ := conn.Query(ctx, sql)
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRealAreas brings in the real boundaries of Kutai Kartanegara: villages
// first, then the districts and the regency, which are invalid in the files.
func TestRealAreas(t *testing.T) {
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	s, url := storetest.NewURL(t)
	report := bring(t, s, path, areaSettings(area.Village))
	if report.Read != 237 || report.Kept != 237 || report.Aside != 0 || report.Repeated {
		t.Errorf("report %+v", report.Import)
	}
	for level, want := range map[string]int{"village": 237, "district": 20, "regency": 1} {
		if n := ask[int](t, url, `select count(*) from place.area where level = '`+level+`' and derived = (level <> 'village')`); n != want {
			t.Errorf("%d of level %s, want %d", n, level, want)
		}
	}
	for _, level := range []string{"village", "district", "regency"} {
		km2 := ask[float64](t, url, `select sum(st_area(geom::geography)) / 1e6 from place.area where level = '`+level+`'`)
		if math.Abs(km2-26926.5) > 26.9265 {
			t.Errorf("%s: %.1f km², want 26926.5 within 0.1 %%", level, km2)
		}
	}
	if n := ask[int](t, url, `select count(*) from place.area where not st_isvalid(geom) or st_srid(geom) <> 4326`); n != 0 {
		t.Errorf("%d shapes are invalid", n)
	}
	for _, id := range []string{"G10", "G12", "G13", "G14"} {
		n, message := rule(report, id)
		t.Logf("%s %d %s", id, n, message)
		if n == 0 {
			t.Errorf("rule %s is not reported", id)
		}
	}

	again := bring(t, s, path, areaSettings(area.Village))
	if !again.Repeated || again.ID != report.ID {
		t.Errorf("the same file again: %+v", again.Import)
	}

	before := ask[int](t, url, `select id from place.area where code = '64.02.14'`)
	for _, next := range []struct {
		file  string
		level area.Level
		n     int64
	}{{"boundaries/kukar_kec.geojson", area.District, 20}, {"boundaries/kukar_kab.geojson", area.Regency, 1}} {
		path, _ := sharedtest.Path(t, next.file)
		report := bring(t, s, path, areaSettings(next.level))
		n, message := rule(report, "G11")
		t.Logf("%s: %s", next.file, message)
		if report.Kept != next.n || n == 0 || !strings.Contains(message, "repaired") {
			t.Errorf("%s: %d kept, %d repaired", next.file, report.Kept, n)
		}
	}
	if n := ask[int](t, url, `select count(*) from place.area where derived`); n != 0 {
		t.Errorf("%d derived areas are left", n)
	}
	if after := ask[int](t, url, `select id from place.area where code = '64.02.14'`); after != before {
		t.Errorf("district 64.02.14 was %d and became %d", before, after)
	}
	if name := ask[string](t, url, `select name from place.area where code = '64.02.14'`); name == "64.02.14" {
		t.Error("a district that was brought has no name")
	}
}

// TestOtherFormats brings in the real villages as GDAL writes them in other
// formats and systems; GDAL measures the same ground.
func TestOtherFormats(t *testing.T) {
	source, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return
	}
	for _, tc := range []struct{ name, driver, crs, declared string }{
		{"utm 50S shapefile", "ESRI Shapefile", "EPSG:32750", ""},
		{"tm-3 49.2 shapefile", "ESRI Shapefile", "EPSG:23836", ""},
		{"tm-3 without a name", "ESRI Shapefile", "+proj=tmerc +lat_0=0 +lon_0=115.5 +k=0.9999 +x_0=200000 +y_0=1500000 +datum=WGS84", ""},
		{"shapefile without prj", "ESRI Shapefile", "EPSG:32750", "EPSG:32750"},
		{"geopackage srgi2013 utm", "GPKG", "EPSG:9490", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			folder := t.TempDir()
			file := filepath.Join(folder, map[string]string{"ESRI Shapefile": "desa.shp", "GPKG": "desa.gpkg"}[tc.driver])
			cmd := exec.Command("ogr2ogr", "-f", tc.driver, "-t_srs", tc.crs, file, source)
			if text, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("ogr2ogr (Debian: gdal-bin): %v: %s", err, text)
			}
			if tc.driver == "ESRI Shapefile" {
				file = archive(t, folder, tc.declared != "")
			}
			s, url := storetest.NewURL(t)
			set := areaSettings(area.Village)
			if tc.declared != "" {
				_, err := ingest.Areas(context.Background(), file, set, s)
				if err == nil || !strings.Contains(err.Error(), "--crs") {
					t.Errorf("without a coordinate system: %v", err)
				}
			}
			set.CRS = tc.declared
			if report := bring(t, s, file, set); report.Kept != 237 {
				t.Errorf("%d kept", report.Kept)
			}
			km2 := ask[float64](t, url, `select sum(st_area(geom::geography)) / 1e6 from place.area where level = 'village'`)
			if math.Abs(km2-26926.5) > 2.7 {
				t.Errorf("%.2f km²", km2)
			}
			kept, err := s.Areas(context.Background(), area.Kemendagri, "2025")
			if err != nil {
				t.Fatal(err)
			}
			compareBounds(t, kept, source)
		})
	}
}

// compareBounds holds every village that was kept against the file from which
// GDAL made the one that came in, to a metre.
func compareBounds(t *testing.T, kept []area.Area, source string) {
	t.Helper()
	f, err := boundary.Open(source, boundary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := map[area.Code]orb.Bound{}
	for feature, err := range f.Features(boundary.Columns{Code: "kode"}) {
		if err != nil {
			t.Fatal(err)
		}
		want[area.Code(feature.Code)] = feature.Shape.Bound()
	}
	for _, a := range kept {
		w, ok := want[a.Code]
		b := a.Shape.Bound()
		for i := range 2 {
			if ok && (math.Abs(b.Min[i]-w.Min[i]) > 1e-5 || math.Abs(b.Max[i]-w.Max[i]) > 1e-5) {
				t.Errorf("%s lies at %v, want %v", a.Code, b, w)
			}
		}
		delete(want, a.Code)
	}
	if len(want) > 0 {
		t.Errorf("%d villages are missing", len(want))
	}
}

// archive zips the Shapefile of a folder.
func archive(t *testing.T, folder string, noPRJ bool) string {
	t.Helper()
	path := filepath.Join(folder, "desa.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, ending := range []string{".shp", ".shx", ".dbf", ".prj", ".cpg"} {
		body, err := os.ReadFile(filepath.Join(folder, "desa"+ending))
		if err != nil || noPRJ && ending == ".prj" {
			continue
		}
		w, err := z.Create("desa" + ending)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(body)
	}
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAreasRefused(t *testing.T) {
	s, url := storetest.NewURL(t)
	for _, tc := range []struct {
		name       string
		properties []string
		level      area.Level
		system     area.System
		want       string
	}{
		{"Kutai Kartanegara is 64.02 of Kemendagri, 6402 of BPS is Kutai Barat",
			[]string{`"kode":"6402","nama":"Kabupaten Kutai Kartanegara"`}, area.Regency, area.BPS, "kutai barat"},
		{"Kutai Kartanegara is 6403 of BPS, 64.03 of Kemendagri is Berau",
			[]string{`"kode":"64.03","nama":"KUTAI KARTANEGARA"`}, area.Regency, area.Kemendagri, "berau"},
		{"the same trap, in villages that name their regency",
			[]string{`"kode":"64.03.01.2001","nama":"X","kabupaten":"Kutai Kartanegara"`}, area.Village, area.Kemendagri, "berau"},
		{"dotted codes declared as BPS", []string{`"kode":"64.02.01.2001","nama":"X"`}, area.Village, area.BPS, "declared as bps"},
		{"BPS villages declared as Kemendagri", []string{`"kode":"6403010001","nama":"X"`, `"kode":"6403010002","nama":"Y"`},
			area.Village, area.Kemendagri, "declared as kemendagri"},
		{"districts declared as villages", []string{`"kode":"64.02.01","nama":"X"`}, area.Village, area.Kemendagri, "feature 1: the code is of another level"},
		{"a code twice", []string{`"kode":"64.02.01.2001","nama":"X"`, `"kode":"64.02.01.2002","nama":"Y"`, `"kode":"64.02.01.2001","nama":"Z"`},
			area.Village, area.Kemendagri, "feature 3: the code stands in an earlier feature"},
		{"one code is none", []string{`"kode":"64.02.01.2001","nama":"X"`, `"kode":"64.02.01.2002","nama":"Y"`, `"kode":"64.02.1","nama":"Z"`},
			area.Village, area.Kemendagri, "feature 3: the code is no code"},
		{"no name", []string{`"kode":"64.02.01.2001","nama":null`}, area.Village, area.Kemendagri, "no name"},
		{"a name that is none", []string{`"kode":"64.02.01.2001","nama":"` + strings.Repeat("x", 201) + `"`}, area.Village, area.Kemendagri, "--name-field"},
		{"no field of codes", []string{`"gid":"64.02.01.2001","nama":"X"`}, area.Village, area.Kemendagri, "--code-field"},
		{"half of them without a code", []string{`"kode":"64.02.01.2001","nama":"X"`, `"kode":null,"nama":"Danau"`},
			area.Village, area.Kemendagri, "1 of 2 features have no code or no polygon, the first is feature 2: the feature has no code"},
		{"no code at all of the system", []string{`"kode":"12345","nama":"X"`}, area.Village, area.Kemendagri, "written like 64.02.06.1001"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			set := areaSettings(tc.level)
			set.System = tc.system
			_, err := ingest.Areas(context.Background(), areasFile(t, tc.properties...), set, s)
			var refused *ingest.RefusedError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want a refusal with %q", err, tc.want)
			}
		})
	}
	square := func(crs, ring string) string {
		return textFile(t, "a.geojson", `{"type":"FeatureCollection",`+crs+`"features":[{"type":"Feature","properties":{"kode":"64.02.01.2001","nama":"X"},
			"geometry":{"type":"Polygon","coordinates":[`+ring+`]}}]}`)
	}
	for name, tc := range map[string]struct{ path, want string }{
		"latitude first":    {square("", `[[0,117],[0,117.1],[0.1,117.1],[0.1,117],[0,117]]`), "no degrees"},
		"metres as degrees": {square("", `[[500000,9990000],[510000,9990000],[510000,9995000],[500000,9990000]]`), "no degrees"},
		"in the wrong zone": {square(`"crs":{"properties":{"name":"EPSG:32630"}},`, `[[500000,10000],[510000,10000],[510000,15000],[500000,10000]]`), "outside Indonesia"},
		"nobody's system":   {square(`"crs":{"properties":{"name":"EPSG:99999"}},`, `[[500000,10000],[510000,10000],[510000,15000],[500000,10000]]`), "--crs"},
		"a line":            {square("", `[[117,0],[118,0],[117,0],[117,0]]`), "no extent"},
		"a line, by a hair": {square("", `[[116,-0.5],[116.1,-0.4],[116.2,-0.3],[116,-0.5]]`), "no extent"},
		"no file of areas":  {textFile(t, "a.csv", "kode,nama\n"), "tepat import crosswalk"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ingest.Areas(context.Background(), tc.path, areaSettings(area.Village), s)
			var refused *ingest.RefusedError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want a refusal with %q", err, tc.want)
			}
		})
	}
	if n := ask[int](t, url, `select (select count(*) from place.area) + (select count(*) from register.import)`); n != 0 {
		t.Errorf("%d rows were kept of refused files", n)
	}
}

// A map under the codes of another regency lies on the villages that are there.
func TestAMapUnderOtherCodes(t *testing.T) {
	s, url := storetest.NewURL(t)
	bring(t, s, areasFile(t, `"kode":"64.02.01.2001","nama":"Perian"`, `"kode":"64.02.01.2002","nama":"Muara Leka"`), areaSettings(area.Village))
	_, err := ingest.Areas(context.Background(), areasFile(t, `"kode":"64.03.01.2001","nama":"Perian"`, `"kode":"64.03.01.2002","nama":"Muara Leka"`), areaSettings(area.Village), s)
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "lie on areas of other codes") || !strings.Contains(err.Error(), "64.02.01.2001 Perian and 64.03.01.2001 Perian") {
		t.Errorf("got %v", err)
	}
	if n := ask[int](t, url, `select count(*) from place.area where code like '64.03%'`); n != 0 {
		t.Errorf("%d areas were kept", n)
	}
	// One that came in before imports of areas could be withdrawn holds nobody up.
	ask[int](t, url, `with older as (update register.import set withdrawable = false returning 1) select count(*) from older`)
	r := bring(t, s, areasFile(t, `"kode":"64.04.01.2001","nama":"Perian"`, `"kode":"64.04.01.2002","nama":"Muara Leka"`), areaSettings(area.Village))
	if n, message := rule(r, "G16"); n != 2 || !strings.Contains(message, "64.02.01.2001 Perian and 64.04.01.2001 Perian") || !strings.Contains(message, "new database") {
		t.Errorf("on older areas: %d, %q", n, message)
	}
	if _, err := s.WithdrawImport(context.Background(), r.ID); err != nil {
		t.Error(err)
	}
	// The same villages in another year, and one more beside them, lie where they should.
	later := areaSettings(area.Village)
	later.Vintage = "2026"
	bring(t, s, areasFile(t, `"kode":"64.03.01.2001","nama":"Perian"`), later)
	bring(t, s, areasFile(t, `"kode":"64.02.01.2001","nama":"Perian"`, `"kode":"64.02.01.2002","nama":"Muara Leka"`, `"kode":"64.02.01.2003","nama":"Muara Aloh"`), areaSettings(area.Village))
}

// A map of one year declared as one of another is known by the codes that changed.
func TestAMapOfAnotherYear(t *testing.T) {
	s := storetest.New(t)
	set := areaSettings(area.Village)
	set.Known = area.NewCodebook(nil, nil, []area.Link{{FromSystem: area.Kemendagri, FromVintage: "2020", From: "64.02.08.2001",
		ToSystem: area.Kemendagri, ToVintage: "2022", To: "64.02.19.2001"}})
	path := areasFile(t, `"kode":"64.02.19.2001","nama":"Kedang Ipil"`)
	set.Vintage = "2020"
	_, err := ingest.Areas(context.Background(), path, set, s)
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "--vintage") {
		t.Errorf("got %v", err)
	}
	set.Vintage = "2025"
	bring(t, s, path, set)
}

// A lake among the villages is set aside; what the file calls the district and
// the regency is what they are called.
func TestLakeAndNamesAbove(t *testing.T) {
	s, url := storetest.NewURL(t)
	set := areaSettings(area.Village)
	set.AsideLimit = 0.5
	report := bring(t, s, areasFile(t, `"KDEPUM":"64.02.01.2001","NAMOBJ":"Perian","WADMKC":"Muara Muntai","WADMKK":"Kutai Kartanegara"`,
		`"KDEPUM":"","NAMOBJ":"Danau Semayang","WADMKC":"","WADMKK":""`), set)
	if report.Read != 2 || report.Kept != 1 || report.Aside != 1 || len(report.Faults) == 0 || report.Faults[0].Row != 2 {
		t.Errorf("report %+v", report)
	}
	names := ask[string](t, url, `select string_agg(name, ', ' order by code) from place.area`)
	if names != "Kutai Kartanegara, Muara Muntai, Perian" {
		t.Errorf("the areas are called %s", names)
	}
}

func TestRealCrosswalk(t *testing.T) {
	path, ok := sharedtest.Path(t, "codes/kukar_crosswalk_2020_2022.csv")
	if !ok {
		return
	}
	ctx := context.Background()
	s := storetest.New(t)
	set := ingest.CrosswalkSettings{System: area.Kemendagri, From: "2020", To: "2022", Now: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)}
	report, err := ingest.Crosswalk(ctx, path, set, s)
	if err != nil || report.Kept != 20 {
		t.Fatalf("%+v, %v", report, err)
	}
	if again, err := ingest.Crosswalk(ctx, path, set, s); err != nil || !again.Repeated {
		t.Errorf("the same file again: %+v, %v", again, err)
	}
	links, err := s.Links(ctx)
	if err != nil || len(links) != 20 {
		t.Errorf("%d links, %v", len(links), err)
	}
	want := area.Link{FromSystem: "kemendagri", FromVintage: "2020", From: "64.02.08.2002", ToSystem: "kemendagri", ToVintage: "2022", To: "64.02.19.2003"}
	if len(links) > 1 && links[1] != want {
		t.Errorf("got %+v, want %+v: the order was shuffled", links[1], want)
	}
	names, _ := sharedtest.Path(t, "codes/kukar_kemendagri_vintages.csv")
	if _, err := ingest.Names(ctx, names, area.Kemendagri, set.Now, s); err != nil {
		t.Fatal(err)
	}
	aliases, err := s.Aliases(ctx)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, a := range aliases {
		found = found || a == area.Alias{System: area.Kemendagri, Code: "64.02.05.2001", Name: "seliki"}
	}
	if !found {
		t.Errorf("the former name of 64.02.05.2001 is not among %d aliases", len(aliases))
	}
}

func TestCrosswalkBetweenSystems(t *testing.T) {
	path, ok := sharedtest.Path(t, "codes/kaltim_kecamatan_bps_kemendagri.csv")
	if !ok {
		return
	}
	ctx := context.Background()
	s := storetest.New(t)
	_, err := ingest.Crosswalk(ctx, path, ingest.CrosswalkSettings{System: area.BPS, ToSystem: area.Kemendagri, From: "2022", To: "2022"}, s)
	if err != nil {
		t.Fatal(err)
	}
	links, err := s.Links(ctx)
	if err != nil || len(links) != 103 || links[0].From != "6401010" || links[0].To != "64.01.01" {
		t.Errorf("%d links, %v, the first %+v", len(links), err, links[0])
	}
}

// TestListsOfCodesInEveryDress: as spreadsheet programs save them.
func TestListsOfCodesInEveryDress(t *testing.T) {
	s := storetest.New(t)
	set := ingest.CrosswalkSettings{System: area.Kemendagri, From: "2020", To: "2022", Now: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)}
	const text = "old_code,old_name,new_code,new_name\n64.02.08.2001,Kedang Ipil,64.02.19.2001,Kedang Ipil\n"
	for name, text := range map[string]string{
		"commas": text, "semicolons": strings.ReplaceAll(text, ",", ";"), "tabs": strings.ReplaceAll(text, ",", "\t"),
		"a mark and carriage returns": "\ufeff" + strings.ReplaceAll(strings.ReplaceAll(text, ",", ";"), "\n", "\r\n"),
	} {
		if r, err := ingest.Crosswalk(context.Background(), textFile(t, "a.csv", text), set, s); err != nil || r.Kept != 1 || r.Repeated {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if links, err := s.Links(context.Background()); err != nil || len(links) != 1 {
		t.Errorf("%v, %v", links, err)
	}
}

func TestCrosswalkRefused(t *testing.T) {
	s := storetest.New(t)
	for name, tc := range map[string]struct{ text, want string }{
		"no column of codes": {"a,b\n1,2\n", "old_code"},
		"a number":           {"old_code,old_name,new_code,new_name\n64.02.08.2001,A,64.2,A\n", "row 2"},
		"two levels":         {"old_code,old_name,new_code,new_name\n64.02.08.2001,A,64.02.08,A\n", "different levels"},
		"broken":             {"old_code,new_code\n\"64", "parse error"},
		"empty":              {"", "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ingest.Crosswalk(context.Background(), textFile(t, "a.csv", tc.text), ingest.CrosswalkSettings{System: area.Kemendagri, From: "2020", To: "2022"}, s)
			var refused *ingest.RefusedError
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want a refusal with %q", err, tc.want)
			}
		})
	}
	if list, err := s.Imports(context.Background()); err != nil || len(list) != 0 {
		t.Errorf("%v, %v", list, err)
	}
}

var _ ingest.Ground = (*store.Store)(nil)

// TestOverlapsNameTheirAreas, those of an earlier file too.
func TestOverlapsNameTheirAreas(t *testing.T) {
	s := storetest.New(t)
	bring(t, s, areasFile(t, `"kode":"64.02.01.2002","nama":"Lama"`), areaSettings(area.Village))
	r := bring(t, s, areasFile(t, `"kode":"64.02.01.2001","nama":"Baru"`, // the same ground, and more
		`"kode":"64.02.01.2003","nama":"Tiga"`, `"kode":"64.02.01.2004","nama":"Empat"`), areaSettings(area.Village))
	const want = "64.02.01.2001 Baru and 64.02.01.2002 Lama by 123."
	if n, message := rule(r, "G12"); n != 1 || !strings.Contains(message, want) {
		t.Errorf("%d: %q", n, message)
	}
	if i := slices.IndexFunc(r.Faults, func(f poverty.Fault) bool { return f.Rule == "G12" }); i < 0 || !strings.Contains(r.Faults[i].Message.EN, want) {
		t.Errorf("%+v", r.Faults)
	}
}
