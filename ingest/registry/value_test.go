package registry

import (
	"testing"
	"time"
)

var asOf = time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)

func TestParseDate(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"P3KE with a clock", "17/08/1945 0:00:00", "1945-08-17"},
		{"dashes", "17-08-1945", "1945-08-17"},
		{"no leading zeros", "7/8/1945", "1945-08-07"},
		{"dots", "17.08.1945", "1945-08-17"},
		{"ISO", "1945-08-17", "1945-08-17"},
		{"ISO with slashes", "1945/08/17", "1945-08-17"},
		{"ISO with a clock", "1945-08-17T00:00:00Z", "1945-08-17"},
		{"ISO with a zone", "1945-08-17T00:00:00+08:00", "1945-08-17"},
		{"SQL with a clock", "1945-08-17 00:00:00.000", "1945-08-17"},
		{"an afternoon", "17/08/1945 12:00:00 PM", "1945-08-17"},
		{"compact", "19450817", "1945-08-17"},
		{"Excel's day number", "16666", "1945-08-17"},
		{"Excel's day number as a fraction", "16666.0", "1945-08-17"},
		{"Excel's last day before its leap day that never was", "61", "1900-03-01"},
		{"in words", "17 Agustus 1945", "1945-08-17"},
		{"short words", "17-Agu-1945", "1945-08-17"},
		{"English words", "17-Aug-1945", "1945-08-17"},
		{"the longest month", "1 September 1980", "1980-09-01"},
		{"two digits of a year, last century", "17/08/45", "1945-08-17"},
		{"two digits of a year, this century", "17/08/10", "2010-08-17"},
		{"two digits, this year before the list", "30/06/24", "2024-06-30"},
		{"two digits, this year after the list", "01/07/24", "1924-07-01"},
		{"29 February", "29/02/2000", "2000-02-29"},
		{"no 29 February", "29/02/1900", ""},
		{"month before day", "12/31/1980", ""},
		{"day 0", "00/01/1980", ""},
		{"three digits of a year", "01/01/198", ""},
		{"a year alone", "1980", ""},
		{"words", "tidak tahu", ""},
		{"half a date", "01/1980", ""},
		{"more behind it", "01/01/1980 Tenggarong", ""},
		{"the year 0", "0000-00-00", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, ok := ParseDate(tc.in, asOf)
			got := ""
			if ok {
				got = d.Format(time.DateOnly)
			}
			if got != tc.want {
				t.Errorf("ParseDate(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"17/08/1945 0:00:00", "1945-08-17T00:00:00Z", "17-Agu-45", "16666", "\xff/1/1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := ParseDate(s, asOf); ok && (d.Year() < 1800 || d.Year() > 2200) {
			t.Errorf("ParseDate(%q) = %v", s, d)
		}
	})
}

func TestParseNumbers(t *testing.T) {
	for _, tc := range []struct {
		in   string
		want int8
		ok   bool
	}{
		{"1", 1, true}, {"10", 10, true}, {"Desil 3", 3, true}, {"desil 10", 10, true}, {"D4", 4, true}, {"2.0", 2, true},
		{"1,0", 1, true}, {"10,00", 10, true}, {"-10", 0, false}, {"1 0", 0, false}, {"1.5", 0, false}, {"D-1", 0, false},
		{"", 0, true}, {"belum ditentukan", 0, true}, {"11", 0, false}, {"1-4", 0, false}, {"-1", 0, false}, {"miskin", 0, false},
	} {
		if got, ok := parseDesil(tc.in); got != tc.want || ok != tc.ok {
			t.Errorf("parseDesil(%q) = %d, %v; want %d, %v", tc.in, got, ok, tc.want, tc.ok)
		}
	}
	for _, tc := range []struct {
		in   string
		want int64
		ok   bool
	}{
		{"600000", 600000, true}, {"Rp 600.000,00", 600000, true}, {"Rp. 600.000,-", 600000, true}, {"600,000.00", 600000, true},
		{"1.200.000", 1200000, true}, {"600000.0", 600000, true}, {"IDR 750,000", 750000, true}, {"0", 0, true},
		{"60.00.000", 0, false}, {"-5", 0, false}, {"enam ratus", 0, false}, {"1e6", 0, false},
	} {
		if got, ok := parseAmount(tc.in); ok != tc.ok || ok && got != tc.want {
			t.Errorf("parseAmount(%q) = %d, %v; want %d, %v", tc.in, got, ok, tc.want, tc.ok)
		}
	}
	for in, want := range map[string]int32{"": 0, "-": 0, "412000": 412_000, "Rp 1.250.000,00": 1_250_000, "416666.666666667": 416_666, "416666,667": 416_666, "1,250,000": 1_250_000} {
		if got, ok := parseConsumption(in); got != want || !ok {
			t.Errorf("parseConsumption(%q) = %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{"412", "9999", "2000000000", "-500000", "sedang", "1.250.00"} {
		if got, ok := parseConsumption(in); ok || got != 0 {
			t.Errorf("parseConsumption(%q) is taken as %d", in, got)
		}
	}
	for in, want := range map[string]int16{"": 0, "4": 4, "4.0": 4, "99": 99} {
		if got, ok := parseMembers(in); got != want || !ok {
			t.Errorf("parseMembers(%q) = %d, %v", in, got, ok)
		}
	}
	for _, in := range []string{"100", "-3", "empat", "2.5"} {
		if _, ok := parseMembers(in); ok {
			t.Errorf("parseMembers(%q) is taken", in)
		}
	}
}
