package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tepat/geo/reach"
	"tepat/geo/survey"
	"tepat/ingest"
	"tepat/store/local"
)

// squares writes square villages, each in a district of its own.
func squares(t *testing.T, districts int) string {
	t.Helper()
	var features []string
	for i := range districts {
		west := 116.5 + 0.1*float64(i)
		features = append(features, fmt.Sprintf(`{"type":"Feature","properties":{"KDEPUM":"64.69.%02d.1001","NAMOBJ":"Desa %d","WADMKD":"Desa %[2]d","WADMKC":"Kecamatan %[2]d","WADMKK":"Kabupaten Contoh","WADMPR":"Provinsi Contoh"},`+
			`"geometry":{"type":"Polygon","coordinates":[[[%[3]f,0],[%[4]f,0],[%[4]f,0.1],[%[3]f,0.1],[%[3]f,0]]]}}`, 1+i, 1+i, west, west+0.1))
	}
	path := filepath.Join(t.TempDir(), "areas.geojson")
	write(t, path, `{"type":"FeatureCollection","features":[`+strings.Join(features, ",")+`]}`)
	return path
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPovertyWay takes consumption from a file of any shape to the measures of
// Haughton and Khandker's handbook, p. 70 to 72: 100, 110, 150 and 160 below a
// line of 125 have P0 .5, P1 .08, P2 .0136. Here each stands for 5 000 times as
// much, and for many families of four.
func TestPovertyWay(t *testing.T) {
	dir, files := folder(t), t.TempDir()
	cluster, err := local.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()
	at := "--dir=" + dir
	must(t, "import", "areas", squares(t, 4), "--level=village", "--code-system=kemendagri", "--vintage=2025", at)

	rows := []string{"Nomor;Kode Desa;Jiwa;Konsumsi RT"}
	add := func(district, n int, cells func(i int) string) {
		for i := range n {
			rows = append(rows, fmt.Sprintf("R%d;64.69.%02d.1001;%s", len(rows), district, cells(i)))
		}
	}
	handbook := func(i int) string {
		return fmt.Sprintf("4;%s", []string{"500000", "Rp 550.000", "750000.00", "800000"}[i%4])
	}
	add(1, 3000, handbook)
	add(2, 2000, handbook)
	add(3, 1400, handbook)
	add(4, 30, handbook)                                                              // of so few persons one family would show
	add(1, 6, func(i int) string { return []string{"4;625", "4;-", ";600000"}[i%3] }) // in thousands, not known, nobody to weigh it by
	households := filepath.Join(files, "families.csv")
	write(t, households, strings.Join(rows, "\n")+"\n")
	mapping := filepath.Join(files, "map.yaml")
	write(t, mapping, "columns: {id: Nomor, village_code: Kode Desa, members: Jiwa, consumption: Konsumsi RT}\n")

	imported := decode[ingest.Report](t, must(t, "import", "households", households, "--registry=generic", "--map="+mapping, "--as-of=2025-06-30", "--code-system=kemendagri", "--json", at))
	if len(imported.Counts.Rules) == 0 || imported.Aside != 0 {
		t.Errorf("a consumption in thousands is no fault: %+v", imported.Counts)
	}
	release := []string{"release", "--poverty-line-source=BPS", "--poverty-line-as-of=2025-03-31", at}
	for _, tc := range []struct{ word, want string }{
		{"--poverty-line=625", "--poverty-line: "}, {"--poverty-line=-625000", "--poverty-line: "}, {"--poverty-line-source=", "--poverty-line-source: "}, {"--poverty-line-as-of=2025", "--poverty-line-as-of: "},
	} {
		if code, _, err := tepat(t, append(append([]string{}, "release", "--poverty-line=625000", "--poverty-line-source=BPS", "--poverty-line-as-of=2025-03-31", at), tc.word)...); code != exitUsage || !strings.Contains(err, tc.want) {
			t.Errorf("%s: exit %d, %s", tc.word, code, err)
		}
	}
	must(t, append(release, "--poverty-line=625000")...)

	p := decode[reach.Poverty](t, must(t, "poverty", "--format=json", at))
	if p.Line == nil || p.Line.Rupiah != 625_000 || p.Whole.State != "value" || len(p.Districts) != 4 {
		t.Fatalf("%+v", p)
	}
	near := func(name string, got *float64, want float64, step float64) {
		t.Helper()
		if got == nil || math.Abs(*got-want) > step/2+1e-9 {
			t.Errorf("%s: %v, want %v by steps of %v", name, got, want, step)
		}
	}
	first := p.Districts[0]
	if first.Code != "64.69.01" || *first.Families != 3000 || *first.Persons != 12000 || *first.Unknown != 10 || *first.Step != 0.002 || *first.GiniStep != 0.005 {
		t.Errorf("%s: %d families, %d persons, %d unknown, steps of %v and %v", first.Code, *first.Families, *first.Persons, *first.Unknown, *first.Step, *first.GiniStep)
	}
	near("P0", first.P0, 0.5, 0.002)
	near("P1", first.P1, 0.08, 0.002)
	near("P2", first.P2, 0.0136, 0.002)
	// 2·(100 + 2·110 + 3·150 + 4·160) ÷ (4·520) − 5/4
	near("Gini", first.Gini, 0.105769, 0.005)
	// The fourth holds few; the third is withheld lest the whole tells of it.
	for i, want := range []string{"value", "value", "withheld", "withheld"} {
		if d := p.Districts[i]; d.State != want || want == "withheld" && (d.Reason == nil || d.P0 != nil || d.Families != nil) {
			t.Errorf("%s: %+v", d.Code, d)
		}
	}
	for language, word := range map[string]string{"en": "too few families", "id": "terlalu sedikit"} {
		out := must(t, "poverty", "--language", language, at)
		if !strings.Contains(out, word) || !strings.Contains(out, "BPS, 2025-03-31") || !strings.Contains(out, map[string]string{"en": "0.080", "id": "0,080"}[language]) || len(out) > 1500 {
			t.Errorf("the table is\n%s", out)
		}
	}
	if lines, err := csv.NewReader(strings.NewReader(must(t, "poverty", "--format=csv", at))).ReadAll(); err != nil || len(lines) != 6 {
		t.Errorf("%d lines of CSV, %v", len(lines), err)
	}

	// A covariate may come from the release as well as from the file.
	areas := filepath.Join(files, "areas.csv")
	write(t, areas, "code,direct,se,families\n64.69.01,0.21,0.02,3006\n646902,0.25,0.03,2000\n64.69.03,0.2,0.02,1400\n64.69.04,0.3,0.05,30\n")
	ofFile := decode[survey.SmallAreas](t, must(t, "small-area", areas, "--covariates=families", "--format=json"))
	ofRelease := decode[survey.SmallAreas](t, must(t, "small-area", areas, "--indicators=families", "--format=json", at))
	if !reflect.DeepEqual(ofFile, ofRelease) || ofFile.Coefficients[1].Value == 0 {
		t.Errorf("with families of the file %+v, of the release %+v", ofFile, ofRelease)
	}
	write(t, areas, "code,direct,se\n64.69.01,0.21,0.02\n64.69.02,0.25,0.03\n64.69.03,0.2,0.02\n64.69.09,0.3,0.05\n")
	for word, want := range map[string]string{"families": `line 5, column "code": release 1 has no area`, "bahagia": `does not count "bahagia"`} {
		if code, _, err := tepat(t, "small-area", areas, "--indicators="+word, at); code == exitDone || !strings.Contains(err, want) {
			t.Errorf("%s: exit %d, %s", word, code, err)
		}
	}

	// A second line for the same families is refused; none keeps the first.
	if code, _, err := tepat(t, append(release, "--poverty-line=630000")...); code != exitUsage || !strings.Contains(err, "625000") {
		t.Errorf("a second line: exit %d, %s", code, err)
	}
	if out := must(t, "release", at); !strings.Contains(out, "poverty line: Rp 625000 a person and month (BPS, 2025-03-31), as in the releases before") {
		t.Errorf("which line is used: %s", out)
	}
	if again := decode[reach.Poverty](t, must(t, "poverty", "--format=json", at)); again.Line == nil || again.Line.Rupiah != 625_000 {
		t.Errorf("the line is not kept: %+v", again.Line)
	}

	// A later edition with other consumption: what was goes to the past.
	write(t, households, strings.ReplaceAll(strings.Join(rows, "\n"), "Rp 550.000", "Rp 750.000")+"\n")
	later := decode[ingest.Report](t, must(t, "import", "households", households, "--registry=generic", "--map="+mapping, "--as-of=2025-12-31", "--code-system=kemendagri", "--json", at))
	if later.Counts.Changed < 1600 {
		t.Errorf("of 1,600 families who consume more, %d have changed", later.Counts.Changed)
	}
	must(t, "release", at)
	richer := decode[reach.Poverty](t, must(t, "poverty", "--format=json", at))
	if richer.Line == nil || richer.Line.Rupiah != 625_000 {
		t.Fatalf("the line is dropped: %+v", richer)
	}
	near("P0", richer.Districts[0].P0, 0.25, 0.002)
	if out := must(t, "release", "--fresh", at); !strings.Contains(out, "poverty line: none") {
		t.Errorf("beginning anew: %s", out)
	}
	if out := must(t, append(release, "--fresh", "--poverty-line=630000")...); !strings.Contains(out, "poverty line: Rp 630000 a person and month (BPS, 2025-03-31)\n") {
		t.Errorf("another line, beginning anew: %s", out)
	}
}
