package ingest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/sharedtest"
	"tepat/ingest"
	"tepat/ingest/boundary"
	"tepat/ingest/seal"
	"tepat/ingest/synth"

	"github.com/xuri/excelize/v2"
)

// kukar returns the real villages of Kutai Kartanegara, none where they are missing.
func kukar(t testing.TB) (villages []area.Area) {
	t.Helper()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return nil
	}
	file, err := boundary.Open(path, boundary.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for f, err := range file.Features(boundary.Columns{Code: "kode", Name: "nama"}) {
		if err != nil {
			t.Fatal(err)
		}
		code := area.Code(f.Code)
		villages = append(villages, area.Area{ID: int32(len(villages) + 1), System: area.Kemendagri, Vintage: "2025", Level: area.Village,
			Code: code, Name: f.Name, Parent: code.Parent(area.Kemendagri), Shape: f.Shape})
	}
	return villages
}

// extract is an extract of DTSEN of made-up families with the usual troubles.
func extract(t testing.TB, o synth.Options) (rows [][]string, villages []area.Area) {
	t.Helper()
	regency := synth.Make(o)
	dir := t.TempDir()
	if _, err := regency.Write(dir, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "households-dtsen.csv"))
	if err != nil {
		t.Fatal(err)
	}
	rows, err = csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	villages = regency.Villages()
	for i := range villages {
		v := &villages[i]
		v.ID, v.Vintage, v.Parent = int32(i+1), "2025", v.Code.Parent(v.System)
	}
	return rows, villages
}

// shift moves the points of rows that are written plainly and stand in a
// column for a district, or all.
func shift(rows [][]string, in func(row []string) bool, east, north float64) [][]string {
	out := [][]string{rows[0]}
	lon, lat := slices.Index(rows[0], "longitude"), slices.Index(rows[0], "latitude")
	for _, row := range rows[1:] {
		x, err1 := strconv.ParseFloat(row[lon], 64)
		y, err2 := strconv.ParseFloat(row[lat], 64)
		if in(row) && err1 == nil && err2 == nil && x > 90 && x < 180 {
			row = slices.Clone(row)
			row[lon] = strconv.FormatFloat(x+east/(111_320*math.Cos(y*math.Pi/180)), 'f', 6, 64)
			row[lat] = strconv.FormatFloat(y+north/110_574, 'f', 6, 64)
		}
		out = append(out, row)
	}
	return out
}

// district says whether a row names a village of a district by its code.
func district(rows [][]string, code string) func([]string) bool {
	at := slices.Index(rows[0], "kode_desa")
	return func(row []string) bool { return strings.HasPrefix(row[at], code) }
}

// lies imports rows and returns what is said under C14, and of how many families.
func lies(t testing.TB, path string, villages []area.Area) (told []poverty.Fault, families int64) {
	t.Helper()
	keys, err := seal.Load(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	set := ingest.Settings{AsOf: june, System: area.Kemendagri, AsideLimit: 1, CloseLimit: 1, NewLimit: 1, TempDir: t.TempDir(), Now: june}
	r, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, &hollow{}, ingest.NewPlaces(villages, area.KukarAliases, area.KukarLinks), keys)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Faults {
		if f.Rule == "C14" {
			told = append(told, f)
		}
	}
	for _, c := range r.Counts.Rules {
		if c.Rule == "C14" {
			families += c.Rows
		}
	}
	return told, families
}

func csvFile(t testing.TB, rows [][]string) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "dtsen.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// says holds the one fault of a report against words.
func says(t *testing.T, told []poverty.Fault, families, least, most int64, words ...string) {
	t.Helper()
	if len(told) != 1 || families < least || families > most {
		t.Errorf("%d batches lie off, with %d families, want one with %d to %d: %+v", len(told), families, least, most, told)
		return
	}
	if told[0].Severity != poverty.Warning || told[0].Sealed != nil {
		t.Errorf("it is of severity %s", told[0].Severity)
	}
	for _, w := range words {
		if !strings.Contains(told[0].Message.EN, w) {
			t.Errorf("no %q in %q", w, told[0].Message.EN)
		}
	}
}

// TestNoShiftInTheUsualTroubles: points that are swapped, coarse, stacked or
// kilometres away, and villages whose points are taken from an old map, 130 m
// off, are no shift of the file.
func TestNoShiftInTheUsualTroubles(t *testing.T) {
	for seed := range uint64(2) {
		rows, villages := extract(t, synth.Options{Households: 15_000, Villages: 90, Seed: seed + 1})
		if told, _ := lies(t, csvFile(t, rows), villages); len(told) > 0 {
			t.Errorf("made-up land, seed %d: %+v", seed+1, told)
		}
	}
	areas := kukar(t)
	if areas == nil {
		return
	}
	rows, villages := extract(t, synth.Options{Households: 30_000, Seed: 1, Areas: areas})
	if told, _ := lies(t, csvFile(t, rows), villages); len(told) > 0 {
		t.Errorf("real villages: %+v", told)
	}
}

func TestAShiftedBatch(t *testing.T) {
	areas := kukar(t)
	if areas == nil {
		return
	}
	rows, villages := extract(t, synth.Options{Households: 30_000, Seed: 1, Areas: areas})
	all := func([]string) bool { return true }
	t.Run("one district among twenty", func(t *testing.T) {
		told, families := lies(t, csvFile(t, shift(rows, district(rows, "64.02.07"), 280, -280)), villages)
		says(t, told, families, 1000, 3000, "of district 64.02.07 ", "some 400 m too far south-east", "kept as they are")
	})
	t.Run("the file of one district", func(t *testing.T) {
		in := district(rows, "64.02.13")
		part := slices.DeleteFunc(slices.Clone(rows), func(row []string) bool { return row[0] != "id_keluarga" && !in(row) })
		told, families := lies(t, csvFile(t, shift(part, all, -300, 0)), villages)
		says(t, told, families, 1000, 3000, "families seem", "some 300 m too far west")
		if told, _ := lies(t, csvFile(t, part), villages); len(told) > 0 {
			t.Errorf("as it was: %+v", told)
		}
	})
	t.Run("the whole regency", func(t *testing.T) {
		told, families := lies(t, csvFile(t, shift(rows, all, 0, 500)), villages)
		says(t, told, families, 24_000, 30_000, "families seem", "some 500 m too far north,")
	})
	t.Run("every third enumerator", func(t *testing.T) {
		// They work side by side, in all villages of some districts.
		with := [][]string{append(slices.Clone(rows[0]), "Petugas")}
		for i, row := range rows[1:] {
			with = append(with, append(slices.Clone(row), fmt.Sprintf("SINTETIS PENCACAH %d", i%3)))
		}
		second := func(row []string) bool { return strings.HasSuffix(row[len(row)-1], " 1") }
		told, families := lies(t, csvFile(t, shift(with, second, -280, -280)), villages)
		says(t, told, families, 8000, 10_000, "whose enumerator is that of this row", "some 400 m too far south-west")
		if len(told) == 1 && (told[0].Row != 3 || told[0].Column != "Petugas" || strings.Contains(told[0].Message.EN, "SINTETIS")) {
			t.Errorf("it is told as %+v", told[0])
		}
	})
	t.Run("a column that names no enumerator", func(t *testing.T) {
		with := [][]string{append(slices.Clone(rows[0]), "Petugas")}
		for i, row := range rows[1:] {
			with = append(with, append(slices.Clone(row), fmt.Sprint("catatan ", i)))
		}
		told, families := lies(t, csvFile(t, shift(with, district(rows, "64.02.07"), 280, -280)), villages)
		says(t, told, families, 1000, 3000, "of district 64.02.07 ")
	})
	t.Run("one sheet of three", func(t *testing.T) {
		book := excelize.NewFile()
		for k, code := range []string{"64.02.06", "64.02.07", "64.02.16"} {
			name, n := "Kecamatan "+code, 1
			if _, err := book.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			sheet := rows
			if k == 1 {
				sheet = shift(rows, all, 280, 280)
			}
			in := district(rows, code)
			for i, row := range sheet {
				if i == 0 || in(row) {
					cells := make([]any, len(row))
					for c := range row {
						cells[c] = row[c]
					}
					if err := book.SetSheetRow(name, fmt.Sprint("A", n), &cells); err != nil {
						t.Fatal(err)
					}
					n++
				}
			}
		}
		path := filepath.Join(t.TempDir(), "book.xlsx")
		if err := book.SaveAs(path); err != nil {
			t.Fatal(err)
		}
		told, families := lies(t, path, villages)
		says(t, told, families, 1000, 3000, "of this sheet", "some 400 m too far north-east")
		if len(told) == 1 && told[0].Sheet != "Kecamatan 64.02.07" {
			t.Errorf("it is told of sheet %q", told[0].Sheet)
		}
	})
}

// TestAShiftIsTheSameEveryTime: the sample follows from the rows, whichever core reads them.
func TestAShiftIsTheSameEveryTime(t *testing.T) {
	areas := kukar(t)
	if areas == nil {
		return
	}
	rows, villages := extract(t, synth.Options{Households: 15_000, Seed: 2, Areas: areas})
	path := csvFile(t, shift(rows, func([]string) bool { return true }, 350, 0))
	first, n := lies(t, path, villages)
	for range 2 {
		if again, m := lies(t, path, villages); m != n || fmt.Sprint(again) != fmt.Sprint(first) {
			t.Errorf("%v, %d families; before %v, %d", again, m, first, n)
		}
	}
}
