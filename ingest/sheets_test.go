package ingest_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"

	"github.com/xuri/excelize/v2"
)

// TestSheetsWithoutAHeaderAreTold: the families of a second sheet, whose header
// somebody has left out, must not be missing without a word.
func TestSheetsWithoutAHeaderAreTold(t *testing.T) {
	for _, tc := range []struct {
		name        string
		with, notes int // rows
		sheet       string
		want        string // in the report
		refused     bool
	}{
		{"a cover", 12, 3, "", `"Lain" (3)`, false},
		{"a longer cover than a table", 2, 9, "", `"Lain" (9)`, false},
		{"less than half", 30, 29, "", `"Lain" (29)`, false},
		{"most rows", 30, 31, "", `"Lain" (31)`, true},
		{"another sheet is not asked for", 30, 31, "Data", "", false},
		{"an empty sheet", 3, 0, "", "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			book := excelize.NewFile()
			book.SetSheetName("Sheet1", "Data")
			book.NewSheet("Lain")
			book.SetSheetRow("Data", "A1", &[]any{"nik", "nama", "kode_desa"})
			for i := range tc.with {
				book.SetSheetRow("Data", fmt.Sprintf("A%d", i+2), &[]any{nik(i), "Ibu Contoh", "64.02.06.1001"})
			}
			for i := range tc.notes { // every second row
				book.SetSheetRow("Lain", fmt.Sprintf("A%d", 2*i+1), &[]any{nik(100 + i), "Ibu Contoh", "64.02.06.1001"})
			}
			path := filepath.Join(t.TempDir(), "book.xlsx")
			if err := book.SaveAs(path); err != nil {
				t.Fatal(err)
			}
			set := w.settings(june)
			set.Sheet = tc.sheet
			report, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, w.store, w.places, w.keys)
			var refused *ingest.RefusedError
			if errors.As(err, &refused) {
				report = refused.Report
			} else if err != nil {
				t.Fatal(err)
			}
			if tc.refused != (refused != nil) || tc.refused && (!strings.Contains(err.Error(), tc.want) || !strings.Contains(err.Error(), "--sheet")) {
				t.Errorf("%v, want refused: %v", err, tc.refused)
			}
			if has(report, "R03", poverty.Warning, int64(tc.notes)) != (tc.want != "") || !strings.Contains(report.Summary("en"), tc.want) {
				t.Errorf("want %q:\n%s", tc.want, report.Summary("en"))
			}
		})
	}
}
