package area_test

import (
	"errors"
	"strings"
	"testing"

	"tepat/geo/area"
)

func TestParseCode(t *testing.T) {
	for _, tc := range []struct {
		name   string
		system area.System
		in     string
		want   area.Code
	}{
		{"kemendagri village", area.Kemendagri, "64.02.06.1001", "64.02.06.1001"},
		{"kemendagri village without dots", area.Kemendagri, "6402061001", "64.02.06.1001"},
		{"kemendagri district", area.Kemendagri, "640206", "64.02.06"},
		{"bps village", area.BPS, " 6403090001 ", "6403090001"},
		{"text mark of a spreadsheet", area.Kemendagri, "'64.02", "64.02"},
		{"lost zero", area.Kemendagri, "33.1", ""},
		{"saved as a number", area.Kemendagri, "6.40206E+09", ""},
		{"bps digits are no kemendagri village", area.Kemendagri, "6403090001", ""},
		{"kemendagri length in bps", area.BPS, "640206", ""},
		{"nineteen digits", area.BPS, "6403090001123456789", ""},
		{"empty", area.BPS, " ", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := area.ParseCode(tc.system, tc.in)
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
			if err != nil && !errors.Is(err, area.ErrCode) {
				t.Errorf("%v is not ErrCode", err)
			}
		})
	}
}

func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"64.02.06.1001", "6403090001", "33.1", "6.4E+09", "", "٣٣.١"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, system := range []area.System{area.Kemendagri, area.BPS} {
			c, err := area.ParseCode(system, s)
			if err != nil {
				continue
			}
			if again, err := area.ParseCode(system, string(c)); err != nil || again != c {
				t.Errorf("%q is not canonical: %q, %v", c, again, err)
			}
			if c.Level(system) == "" {
				t.Errorf("%q has no level", c)
			}
		}
	})
}

// TestParseCodeKeepsTheValue gives a text of another column: no error repeats it.
func TestParseCodeKeepsTheValue(t *testing.T) {
	for _, s := range []string{"Siti Rahayu", "081234567890", "6402060101159001", "6.40206E+09"} {
		if _, err := area.ParseCode(area.BPS, s); err == nil || strings.Contains(err.Error(), s) {
			t.Errorf("got %v", err)
		}
	}
}
