package registry

import (
	"strings"
	"testing"
	"time"
)

// The first six are the test vectors of python-stdnum; all others are made up,
// with serials from 9000 on.
func TestParseNIK(t *testing.T) {
	for _, tc := range []struct {
		name, in, want string
		broken         *Rule
	}{
		{"python-stdnum: valid", "3171011708450001", "3171011708450001", nil},
		{"python-stdnum: bad length", "31710117084500", "31710117084500", NIKLength},
		{"python-stdnum: bad province", "9971011708450001", "9971011708450001", NIKProvince},
		{"python-stdnum: a woman", "3171015708450001", "3171015708450001", nil},
		{"python-stdnum: 29 February", "3171012902001234", "3171012902001234", nil},
		{"python-stdnum: 30 February", "3171013002001234", "3171013002001234", NIKDate},
		{"29 February of no leap year in either century", "6402062902019001", "6402062902019001", NIKDate},
		{"day 72", "6402067201809001", "6402067201809001", NIKDate},
		{"day 40", "6402064001809001", "6402064001809001", NIKDate},
		{"month 13", "6402060113809001", "6402060113809001", NIKDate},
		{"blanks, dots and an apostrophe", "'64.02.06 010180-9001", "6402060101809001", nil},
		{"no-break blanks", "640206\u00a0010180\u00a09001", "6402060101809001", nil},
		{"empty", "", "", NIKMissing},
		{"a dash", "-", "", NIKMissing},
		{"letters", "64020601018O9001", "64020601018O9001", NIKLength},
		{"rounded by a spreadsheet program", "6.40206E+15", "6.40206E+15", NIKRounded},
		{"as a floating number", "6402060101809001.0", "6402060101809001", nil},
		{"as a floating number that cannot hold it", "9171060101809001.0", "9171060101809001.0", NIKRounded},
		{"rounded, decimal comma", "6,402060101809E15", "6,402060101809E15", NIKRounded},
		{"all one digit", "1111111111111111", "1111111111111111", NIKPattern},
		{"a run up", "1234567890123456", "1234567890123456", NIKPattern},
		{"a run down", "9876543210987654", "9876543210987654", NIKPattern},
		{"serial 0000", "6402060101800000", "6402060101800000", NIKPattern},
		{"17 digits", "64020601018090011", "64020601018090011", NIKLength},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got, broken := ParseNIK(tc.in); got != tc.want || broken != tc.broken {
				t.Errorf("ParseNIK(%q) = %q, %v; want %q, %v", tc.in, got, broken, tc.want, tc.broken)
			}
		})
	}
}

func TestEncoded(t *testing.T) {
	at := time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		name, nik, birth string
		sex              byte
	}{
		{"python-stdnum: a woman of 1945", "3171015708450001", "1945-08-17", 'F'},
		{"a man of 1980", "6402060101809001", "1980-01-01", 'M'},
		{"14 or 114 years old: 14, for nobody is above 110", "6402060101109001", "2010-01-01", 'M'},
		{"a child of 2020 or a person of 104 years", "6402060101209001", "0001-01-01", 'M'},
		{"29 February 2000, which 1900 did not have", "3171012902001234", "2000-02-29", 'M'},
	} {
		birth, sex := Encoded(tc.nik, at)
		if birth.Format(time.DateOnly) != tc.birth || sex != tc.sex {
			t.Errorf("%s: %s %c, want %s %c", tc.name, birth.Format(time.DateOnly), sex, tc.birth, tc.sex)
		}
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{"6402060101809001", "6.40206E+15", "64.02.06", "’", "\xff", strings.Repeat("9", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		nik, broken := ParseNIK(s)
		if broken == nil && (len(nik) != 16 || !allDigits(nik)) {
			t.Errorf("ParseNIK(%q) = %q and no rule", s, nik)
		}
		if broken == nil {
			Encoded(nik, time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
		}
	})
}
