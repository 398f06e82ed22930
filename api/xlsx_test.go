package api

import (
	"bytes"
	"encoding/csv"
	"html"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/reach"
)

// opened reads a sheet of a workbook with GDAL: the types of its columns, and its rows, heads first.
func sheetOf(t *testing.T, workbook []byte, sheet string) (types map[string]string, rows [][]string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "view.xlsx")
	if err := os.WriteFile(file, workbook, 0o600); err != nil {
		t.Fatal(err)
	}
	said, err := exec.Command("ogrinfo", "-ro", "-so", file, sheet).Output()
	if err != nil {
		t.Fatalf("ogrinfo (Debian: gdal-bin): %v %s", err, said)
	}
	types = map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^(.*): (String|Integer|Real)\b`).FindAllStringSubmatch(string(said), -1) {
		types[m[1]] = m[2]
	}
	text, err := exec.Command("ogr2ogr", "-f", "CSV", "/vsistdout/", file, sheet).Output()
	if err != nil {
		t.Fatal(err)
	}
	if rows, err = csv.NewReader(bytes.NewReader(text)).ReadAll(); err != nil {
		t.Fatal(err)
	}
	return types, rows
}

func valuesOf(t *testing.T, rows [][]string, name string) (values []string) {
	t.Helper()
	i := slices.Index(rows[0], name)
	if i < 0 {
		t.Fatalf("no column %q in %q", name, rows[0])
	}
	for _, row := range rows[1:] {
		values = append(values, row[i])
	}
	return values
}

// A ranking as a workbook, read by another: its places in its order, numbers as
// numbers, codes as texts, states as words, and what it is of.
func TestRankingAsWorkbook(t *testing.T) {
	s := plain(t)
	var want reach.Answer
	get(t, s, "/v1/releases/7/under-covered?programme=pkh&limit=1000&threshold=0.6").json(t, &want)
	a := get(t, s, "/v1/releases/7/under-covered.xlsx?programme=pkh&threshold=0.6&lang=id", "Accept-Encoding", "gzip")
	if a.Code != http.StatusOK || a.Header().Get("Content-Type") != xlsxKind || !strings.Contains(a.Header().Get("Content-Disposition"), `filename="tepat-7-pkh-village.xlsx"`) {
		t.Fatalf("%d %v", a.Code, a.Header())
	}
	types, rows := sheetOf(t, a.body, "Peringkat")
	for name, kind := range map[string]string{"Kode": "String", "Tempat": "String", "Terlewat": "Integer", "Berhak": "Integer", "Bagian terlewat": "Real", "Keadaan": "String"} {
		if types[name] != kind {
			t.Errorf("%s is %s, want %s", name, types[name], kind)
		}
	}
	codes, names, missed, shares, states := valuesOf(t, rows, "Kode"), valuesOf(t, rows, "Tempat"), valuesOf(t, rows, "Terlewat"), valuesOf(t, rows, "Bagian terlewat"), valuesOf(t, rows, "Keadaan")
	for i, p := range want.Places {
		share, err := strconv.ParseFloat(shares[i], 64)
		if err != nil || math.Abs(share-p.Share) > 1e-4 || codes[i] != p.Code || names[i] != p.Name || missed[i] != strconv.Itoa(p.Missed) || states[i] != "ada angka" {
			t.Errorf("row %d is %q, want %+v", i, rows[i+1], p)
		}
	}
	if n := len(want.Places); len(codes) != n+len(want.Withheld)+len(want.NoData)+len(want.NobodyEligible) || states[n] != "disamarkan" || missed[n] != "" {
		t.Errorf("behind the places stand %q", rows[len(want.Places)+1:])
	}
	_, about := sheetOf(t, a.body, "Tentang")
	text := ""
	for _, line := range about {
		text += strings.Join(line, "\t") + "\n"
	}
	for _, part := range []string{"Rilis\t7", "2024-06-30", "Cakupan kurang di bawah\t60,0%", "kurang dari 5 keluarga", "meleset hingga 3", want.Headline.ID} {
		if !strings.Contains(text, part) {
			t.Errorf("the workbook does not say %q: %s", part, text)
		}
	}
	for range 8 {
		if again := get(t, s, "/v1/releases/7/under-covered.xlsx?programme=pkh&threshold=0.6&lang=id"); !bytes.Equal(again.body, a.body) {
			t.Fatal("equal questions have other bytes")
		}
	}
}

// The workbook is of the very view: its order, and of two measures the class that it keeps.
func TestWorkbookOfAView(t *testing.T) {
	s := plain(t)
	page := string(get(t, s, "/tables/7?about=pkh&with=desil_1_4&class=high,low&lang=en").body)
	link := html.UnescapeString(regexp.MustCompile(`href="([^"]*)">XLSX<`).FindStringSubmatch(page)[1])
	_, rows := sheetOf(t, get(t, s, link+"&sort=name").body, "Ranking")
	kept := lines(page[strings.Index(page, `<section id="table"`):])
	var names []string
	for i, state := range valuesOf(t, rows, "State") {
		if state == "with a figure" {
			names = append(names, valuesOf(t, rows, "Place")[i])
			if class := valuesOf(t, rows, "Class")[i]; class != "Poverty high, coverage low" {
				t.Errorf("%s is in the class %q", names[len(names)-1], class)
			}
		}
	}
	if len(names) != len(kept) || len(names) == 0 || !slices.IsSorted(names) {
		t.Errorf("the file has %q, the page %d places", names, len(kept))
	}
	if rows := table(t, get(t, s, strings.Replace(link, ".xlsx", ".csv", 1))); len(rows) < len(kept) || rows[len(kept)]["state"] == "value" {
		t.Errorf("the CSV has another class: %d rows", len(rows))
	}
	for query, want := range map[string]string{"sort=code": "sort", "with=nothing": "with", "with=desil_1_4&class=x": "class", "with=desil_1_4&by=cell": "with", "lang=fr": "lang"} {
		if a := get(t, s, "/v1/releases/7/under-covered.xlsx?programme=pkh&"+query); a.Code != http.StatusBadRequest || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s", query, a.Code, a.body)
		}
	}
}

// Areas as a workbook have what their CSV has; a name that a spreadsheet would run is a text.
func TestAreasAsWorkbook(t *testing.T) {
	s := plain(t)
	query := "level=village&indicators=desil_1_4,gap_pkh&sort=-gap_pkh"
	written := table(t, get(t, s, "/v1/releases/7/areas.csv?"+query))
	types, rows := sheetOf(t, get(t, s, "/v1/releases/7/areas.xlsx?lang=en&"+query).body, "Areas")
	if types["Code"] != "String" || types["gap_pkh"] != "Integer" || types["desil_1_4"] != "Real" {
		t.Errorf("%v", types)
	}
	words := map[string]string{"value": "with a figure", "zero": "zero", "withheld": "withheld", "no_data": "no data"}
	codes, names, gap, state := valuesOf(t, rows, "Code"), valuesOf(t, rows, "Place"), valuesOf(t, rows, "gap_pkh"), valuesOf(t, rows, "gap_pkh: state")
	run := false
	for i, w := range written {
		run = run || strings.HasPrefix(names[i], "=cmd")
		if codes[i] != w["code"] || names[i] != strings.TrimPrefix(w["name"], "'") || gap[i] != w["gap_pkh"] || state[i] != words[w["gap_pkh_state"]] {
			t.Errorf("row %d is %q, in CSV %v", i, rows[i+1], w)
		}
	}
	if len(written) != len(codes) || !run {
		t.Errorf("%d rows, %d in CSV", len(codes), len(written))
	}
	if a := get(t, s, "/v1/releases/7/areas.xlsx?lang=fr"); a.Code != http.StatusBadRequest {
		t.Errorf("a language that nobody speaks here: %d", a.Code)
	}
}

// A ranking as a file is called after what is in it, as the page calls its own.
func TestARankingIsNamedAfterWhatIsInIt(t *testing.T) {
	s := plain(t)
	for asked, want := range map[string]string{
		"programme=pkh": "tepat-7-pkh-village",
		"programme=pkh&by=district&threshold=0.5&sort=name":           "tepat-7-pkh-district",
		"programme=pkh&within=64.02.01":                               "tepat-7-pkh-village-64.02.01",
		"programme=pkh&with=desil_1_4":                                "tepat-7-pkh-village",
		"programme=pkh&with=desil_1_4&class=high,low":                 "tepat-7-pkh-village-desil_1_4-high-low",
		"programme=pkh&within=64.02.01&measure=gap_pkh&only=1":        "tepat-7-pkh-village-64.02.01-gap_pkh-1",
		"programme=pkh&measure=coverage_pkh&only=zero&parted=village": "tepat-7-pkh-village-coverage_pkh-zero",
		"programme=pkh&only=1":                                        "tepat-7-pkh-village-coverage_pkh-missed-1",
	} {
		for _, format := range []string{"csv", "xlsx"} {
			a := get(t, s, "/v1/releases/7/under-covered."+format+"?"+asked)
			if got := a.Header().Get("Content-Disposition"); got != `attachment; filename="`+want+"."+format+`"` {
				t.Errorf("%s: %d %s", asked, a.Code, got)
			}
		}
	}
}
