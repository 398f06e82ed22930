package registry

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// TestNumbersInCells: of a workbook's cells, those that hold a number and end in
// 0 were rounded, unless the file shows that its program writes all 16 digits.
func TestNumbersInCells(t *testing.T) {
	nik := func(i int) int64 { return 6402060101809000 + int64(i) } // synthetic: serials from 9000 up
	text := func(i int) any { return fmt.Sprint(nik(i)) }
	exact := func(i int) any { return nik(i) }
	kept := func(i int) any { return (nik(i) + 1e10) / 10 * 10 } // of the next district
	for _, tc := range []struct {
		name    string
		cell    func(i int) any
		rounded int // of 40 numbers
	}{
		{"texts, one in ten ends in 0", text, 0},
		{"numbers of another program, one in ten ends in 0", exact, 0},
		{"texts, and three typed anew", func(i int) any {
			if i == 3 || i == 17 || i == 31 {
				return kept(i)
			}
			return text(i)
		}, 3},
		{"one number alone", func(i int) any {
			if i == 5 {
				return kept(i)
			}
			return text(i)
		}, 1},
		{"numbers of another program, and nine typed anew", func(i int) any {
			if i%4 == 1 {
				return kept(i)
			}
			return exact(i)
		}, 10 + 4}, // those of the rest end in 0 by chance
		{"no dates: codes of settlements", func(i int) any { return int64(6402010001000100) }, 0}, // no NIK: no birthday in it
	} {
		t.Run(tc.name, func(t *testing.T) {
			book := excelize.NewFile()
			book.SetSheetRow("Sheet1", "A1", &[]any{"nik", "nama"})
			for i := 1; i <= 40; i++ {
				book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &[]any{tc.cell(i), "Ibu Contoh"})
			}
			path := filepath.Join(t.TempDir(), "book.xlsx")
			if err := book.SaveAs(path); err != nil {
				t.Fatal(err)
			}
			if got := roundedIn(t, path); got != tc.rounded {
				t.Errorf("%d are rounded, want %d", got, tc.rounded)
			}
		})
	}
}

// roundedIn counts the rows of a list whose NIK was surely rounded.
func roundedIn(t *testing.T, path string) (n int) {
	f, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := f.Table(Options{Content: Recipients, TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	r := table.Reader(time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC))
	for {
		b, err := table.Next()
		if err == io.EOF {
			return n
		} else if err != nil {
			t.Fatal(err)
		}
		for f := range r.Families(b) {
			if f.NIKEnd == Shortened {
				n++
			}
		}
	}
}

// TestRoundingOfBothNumbers: a row whose NIK and KK both end in 0 weighs more
// than one of either.
func TestRoundingOfBothNumbers(t *testing.T) {
	for _, tc := range []struct {
		name            string
		both, one, none int // rows whose numbers end in 0
		found, doubtful bool
	}{
		{"as chance makes it", 10, 180, 810, false, false},
		{"one family of few", 1, 0, 20, false, false},
		{"three rows, all of them", 3, 0, 0, true, true},
		{"five rows of twenty", 5, 2, 13, true, true},
		{"five rows of fifty", 5, 5, 40, false, true},
		{"nine rows of a hundred", 9, 10, 81, true, true},
		{"one list in one column, by chance many", 0, 24, 76, false, false},
	} {
		var r Rounding
		for range tc.both {
			r.Saw(ZeroDigit, ZeroDigit)
			r.Saw(NoNumber, OtherDigit) // no two stand together
		}
		for i := range tc.one {
			if i%2 == 0 {
				r.Saw(ZeroDigit, OtherDigit)
			} else {
				r.Saw(OtherDigit, ZeroDigit)
			}
		}
		for range tc.none {
			r.Saw(OtherDigit, OtherDigit)
		}
		doubt, _ := r.Doubtful()
		if found := r.Found(); (found.EN != "") != tc.found || (doubt.EN != "") != tc.doubtful {
			t.Errorf("%s: found %q, doubtful %q", tc.name, found, doubt)
		}
	}
	var r Rounding
	for range 6 {
		r.Saw(ZeroDigit, Shortened)
	}
	if r.Found().EN == "" || r.FoundInPart().EN == "" {
		t.Error("six rows one after another are not found")
	}
}
