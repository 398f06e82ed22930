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

// TestCheckSystem holds both traps: Kutai Kartanegara is Kemendagri 64.02 and
// BPS 6403, and each of these numbers is another regency in the other system.
func TestCheckSystem(t *testing.T) {
	for _, tc := range []struct {
		name     string
		declared area.System
		codes    []area.Code
		names    []string
		refused  bool
	}{
		{"kemendagri villages", area.Kemendagri, []area.Code{"64.02.01.2001", "64.02.01.2002"}, nil, false},
		{"bps villages", area.BPS, []area.Code{"6403010001", "6403010002", "6403011003"}, nil, false},
		{"kemendagri villages declared as bps", area.BPS, []area.Code{"64.02.01.2001", "64.02.01.2002"}, nil, true},
		{"the same without dots", area.BPS, []area.Code{"6402012001", "6402012002"}, nil, true},
		{"bps villages declared as kemendagri", area.Kemendagri, []area.Code{"6403010001", "6403010002"}, nil, true},
		{"kutai kartanegara under its kemendagri code declared as bps", area.BPS, []area.Code{"6402"}, []string{"Kabupaten Kutai Kartanegara"}, true},
		{"kutai kartanegara under its bps code declared as kemendagri", area.Kemendagri, []area.Code{"6403"}, []string{"KAB. KUTAI KARTANEGARA"}, true},
		{"berau under its kemendagri code", area.Kemendagri, []area.Code{"64.03"}, []string{"Kabupaten Berau"}, false},
		{"kutai barat under its bps code", area.BPS, []area.Code{"6402"}, []string{"Kutai Barat"}, false},
		{"one damaged code of many", area.Kemendagri, []area.Code{"64.02.01.2001", "64.02.01.2002", "33.1"}, nil, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := area.CheckSystem(tc.declared, tc.codes, tc.names)
			var wrong *area.SystemError
			if errors.As(err, &wrong) != tc.refused {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestGazetteerOnKukar(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	areas := append(villages, area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Regency, Code: "64.02", Name: "Kabupaten Kutai Kartanegara"})
	for code, name := range map[area.Code]string{"64.02.02": "Loa Kulu", "64.02.07": "Sebulu", "64.02.08": "Kota Bangun",
		"64.02.19": "Kota Bangun Darat", "64.02.20": "Samboja Barat", "64.02.06": "Tenggarong", "64.02.14": "Samboja"} {
		areas = append(areas, area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.District, Code: code, Name: name, Parent: "64.02"})
	}
	g := area.NewGazetteer(areas, area.KukarAliases, area.KukarLinks)

	for _, tc := range []struct {
		name, regency, district, village string
		want                             area.Code
		err                              error
	}{
		{"Sumber Sari, first of three", "Kutai Kartanegara", "Loa Kulu", "Sumber Sari", "64.02.02.2014", nil},
		{"Sumber Sari, second", "KAB. KUTAI KARTANEGARA", "SEBULU", "SUMBER SARI", "64.02.07.2007", nil},
		{"Sumber Sari, third", "", "Kota Bangun Darat", "Sumber Sari", "64.02.19.2007", nil},
		{"the third in its old district", "", "Kota Bangun", "Sumber Sari", "64.02.19.2007", nil},
		{"old spelling", "", "Loa Kulu", "Marga Rahayu", "64.02.02.2008", nil},
		{"one letter amiss", "", "Loa Kulu", "Jembayan  Tengahh", "64.02.02.2011", nil},
		{"another name", "", "Loa Kulu", "Kedang Ipil", "", area.ErrUnknownArea},
		{"no district", "", "", "Sumber Sari", "", area.ErrUnknownArea},
		{"another regency", "Berau", "Loa Kulu", "Sumber Sari", "", area.ErrUnknownArea},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := g.ByName(tc.regency, tc.district, tc.village)
			if got.Code != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("got %s, %v; want %s, %v", got.Code, err, tc.want, tc.err)
			}
		})
	}
	t.Run("codes of 2020", func(t *testing.T) {
		for _, l := range area.KukarLinks {
			if a, err := g.ByCode(area.Kemendagri, "2020", l.From); err != nil || a.Code != l.To {
				t.Errorf("%s of 2020 is %s, %v; want %s", l.From, a.Code, err, l.To)
			}
			if a, err := g.ByCode(area.Kemendagri, "2025", l.To); err != nil || a.Code != l.To {
				t.Errorf("%s of 2025 is %s, %v", l.To, a.Code, err)
			}
		}
	})
	t.Run("unknown code", func(t *testing.T) {
		if _, err := g.ByCode(area.Kemendagri, "2025", "64.02.99.2001"); !errors.Is(err, area.ErrUnknownArea) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("every name that repeats finds its own village", func(t *testing.T) {
		byName := map[string][]area.Area{}
		for _, v := range villages {
			byName[area.Fold(v.Name)] = append(byName[area.Fold(v.Name)], v)
		}
		repeated := 0
		for name, same := range byName {
			if len(same) > 1 {
				repeated++
				t.Logf("%s: %d villages", name, len(same))
			}
		}
		if repeated != 8 {
			t.Errorf("%d names repeat, want 8", repeated)
		}
	})
	t.Run("errors name no village", func(t *testing.T) {
		if _, err := g.ByName("", "Loa Kulu", "Rahasia"); err == nil || strings.Contains(err.Error(), "Rahasia") {
			t.Errorf("got %v", err)
		}
	})
}
