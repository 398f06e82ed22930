package area_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
)

// mentions are codes with the names of their regencies beside them.
func mentions(codes []string, regencies ...string) (list []area.Mention) {
	for i, c := range codes {
		m := area.Mention{Code: c}
		if i < len(regencies) {
			m.Regency = regencies[i]
		}
		list = append(list, m)
	}
	return list
}

// TestCheckSystem holds both traps: Kutai Kartanegara is Kemendagri 64.02 and
// BPS 6403, and each of these numbers is another regency in the other system.
func TestCheckSystem(t *testing.T) {
	for _, tc := range []struct {
		name      string
		declared  area.System
		codes     []string
		regencies []string
		refused   bool
	}{
		{"nothing", area.BPS, nil, nil, false},
		{"kemendagri villages", area.Kemendagri, []string{"64.02.01.2001", "64.02.01.2002"}, nil, false},
		{"bps villages", area.BPS, []string{"6403010001", "6403010002", "6403011003"}, nil, false},
		{"kemendagri villages declared as bps", area.BPS, []string{"64.02.01.2001", "64.02.01.2002"}, nil, true},
		{"the same without dots", area.BPS, []string{"6402012001", "6402012002"}, nil, true},
		{"bps villages declared as kemendagri", area.Kemendagri, []string{"6403010001", "6403010002"}, nil, true},
		{"kutai kartanegara under its kemendagri code declared as bps", area.BPS, []string{"6402"}, []string{"Kabupaten Kutai Kartanegara"}, true},
		{"kutai kartanegara under its bps code declared as kemendagri", area.Kemendagri, []string{"6403"}, []string{"KAB. KUTAI KARTANEGARA"}, true},
		{"the same with a dot that somebody has put in", area.Kemendagri, []string{"64.03"}, []string{"Kutai Kartanegara"}, true},
		{"berau under its kemendagri code", area.Kemendagri, []string{"64.03"}, []string{"Kabupaten Berau"}, false},
		{"a kemendagri regency without dots", area.Kemendagri, []string{"6402"}, []string{"Kutai Kartanegara"}, false},
		{"kutai barat under its bps code", area.BPS, []string{"6402"}, []string{"Kutai Barat"}, false},
		{"one damaged code of many", area.Kemendagri, []string{"64.02.01.2001", "64.02.01.2002", "33.1"}, nil, false},
		{"mahakam ulu, as the other system spells it", area.Kemendagri, []string{"64.11"}, []string{"MAHAKAM HULU"}, false},
		{"one family of many that has moved", area.Kemendagri, []string{"64.02.01.2001", "64.02.01.2002", "64.02.01.2003"},
			[]string{"Kutai Kartanegara", "Kutai Kartanegara", "Kutai Barat"}, false},
		{"the villages of a bps district that ends in 1", area.BPS, []string{"6403021001", "6403021002"},
			[]string{"Kutai Kartanegara", "Kutai Kartanegara"}, false},
		{"the same declared as kemendagri", area.Kemendagri, []string{"6403021001", "6403021002"},
			[]string{"Kutai Kartanegara", "Kutai Kartanegara"}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := (*area.Codebook)(nil).CheckSystem(tc.declared, mentions(tc.codes, tc.regencies...))
			var wrong *area.SystemError
			if errors.As(err, &wrong) != tc.refused || err != nil && !tc.refused {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestCheckSystemByWhatIsKnown holds digits that fit both systems against the
// areas, names and crosswalks of a database. 99 is no province; its regency
// 99.01 lies elsewhere in the codes of BPS, whose district 9901021 reads as
// villages of 99.01.02.
func TestCheckSystemByWhatIsKnown(t *testing.T) {
	kemendagri := []area.Area{
		{System: area.Kemendagri, Vintage: "2025", Level: area.Regency, Code: "99.01", Name: "Hilir Contoh"},
		{System: area.Kemendagri, Vintage: "2025", Level: area.District, Code: "99.01.02", Name: "Rawa"},
		{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "99.01.02.1001", Name: "Rawa Indah"},
		{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "99.01.02.1002", Name: "Rawa Baru"},
	}
	bps := []area.Area{
		{System: area.BPS, Vintage: "2022", Level: area.Regency, Code: "9901", Name: "Kab. Hulu Contoh"},
		{System: area.BPS, Vintage: "2022", Level: area.District, Code: "9901021", Name: "9901021"}, // a file that tells no names above
		{System: area.BPS, Vintage: "2022", Level: area.Village, Code: "9901021001", Name: "Gunung Satu"},
		{System: area.BPS, Vintage: "2022", Level: area.Village, Code: "9901021002", Name: "Gunung Dua"},
	}
	bridge := []area.Link{ // from an old code of BPS over an old one of Kemendagri
		{FromSystem: area.BPS, FromVintage: "2020", From: "9901021001", ToSystem: area.Kemendagri, ToVintage: "2020", To: "99.02.07.2001"},
		{FromSystem: area.Kemendagri, FromVintage: "2020", From: "99.02.07.2001", ToSystem: area.Kemendagri, ToVintage: "2022", To: "99.02.09.2004"},
	}
	bridged := []area.Area{{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "99.02.09.2004", Name: "Gunung Satu"}}
	both := area.NewCodebook(slices.Concat(kemendagri, bps), nil, nil)
	one := func(code, village, district, regency string) []area.Mention {
		return []area.Mention{{Code: code, Name: village, District: district, Regency: regency}}
	}
	for _, tc := range []struct {
		name     string
		book     *area.Codebook
		declared area.System
		mentions []area.Mention
		refused  string // what the reason says; "" accepted
	}{
		{"a bps village declared as kemendagri", both, area.Kemendagri, one("9901021001", "GUNUNG SATU", "", ""),
			"9901021001 is gunung satu in the codes of bps, as the file calls it; in those of kemendagri, 99.01.02.1001 is rawa indah"},
		{"where kemendagri is not known", area.NewCodebook(bps, nil, nil), area.Kemendagri, one("9901021001", "Gunung Satu", "", ""), "gunung satu"},
		{"by its bridge alone", area.NewCodebook(bridged, nil, bridge), area.Kemendagri, one("9901021001", "Gunung Satu", "", ""), "gunung satu"},
		{"a bps village declared as bps", both, area.BPS, one("9901021001", "Gunung Satu", "", ""), ""},
		{"which nobody knows", nil, area.BPS, one("9901021001", "Gunung Satu", "", ""), "built like kemendagri"},
		{"by its bridge alone", area.NewCodebook(bridged, nil, bridge), area.BPS, one("9901021001", "Gunung Satu", "", ""), ""},
		{"a kemendagri village declared as bps", both, area.BPS, one("9901021001", "Rawa Indah", "", ""), "99.01.02.1001 is rawa indah in the codes of kemendagri"},
		{"declared as what it is", both, area.Kemendagri, one("9901021001", "Rawa Indah", "", ""), ""},
		{"misspelled", both, area.Kemendagri, one("9901021001", "Rawah Indah", "", ""), ""},
		{"by its former name", area.NewCodebook(slices.Concat(kemendagri, bps), []area.Alias{{System: area.Kemendagri, Code: "99.01.02.1001", Name: "gunung satu"}}, nil),
			area.Kemendagri, one("9901021001", "Gunung Satu", "", ""), ""},
		{"by its district's name", both, area.Kemendagri, one("9901021003", "Rawa Anyar", "Kec. Rawa", ""), ""},
		{"by its regency's name", both, area.Kemendagri, one("9901021003", "Anyar", "", "Kab. Hulu Contoh"),
			"9901 is hulu contoh in the codes of bps, as the file calls it; in those of kemendagri, 99.01 is hilir contoh"},
		{"a new village of a regency that both systems number alike", area.NewCodebook(bps, nil, nil), area.Kemendagri,
			one("9901031001", "Anyar", "", "Hulu Contoh"), ""},
		{"one village of many bears a name of the other list", both, area.Kemendagri,
			slices.Concat(one("9901021002", "Gunung Dua", "", ""), one("9901031001", "Anyar", "", ""), one("9901031002", "Baru", "", "")), ""},
		{"dots, where kemendagri is not known", area.NewCodebook(bps, nil, nil), area.Kemendagri, one("99.01.02.1001", "Gunung Satu", "", ""), ""},
		{"dots alone", area.NewCodebook(bps, nil, nil), area.Kemendagri, mentions([]string{"99.01.02.1001"}), ""},
		{"codes alone, known as bps", area.NewCodebook(bps, nil, nil), area.Kemendagri, mentions([]string{"9901021001", "9901021002"}), "2 of 2 are known as codes of bps"},
		{"codes alone, known as kemendagri", area.NewCodebook(kemendagri, nil, nil), area.BPS, mentions([]string{"9901021001", "9901021002"}), "known as codes of kemendagri"},
		{"codes alone, known as declared", area.NewCodebook(bps, nil, nil), area.BPS, mentions([]string{"9901021001", "9901021002"}), ""},
		{"codes alone, known in both", both, area.Kemendagri, mentions([]string{"9901021001", "9901021002"}), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.book.CheckSystem(tc.declared, tc.mentions)
			if (err == nil) != (tc.refused == "") || err != nil && !strings.Contains(err.Error(), tc.refused) {
				t.Errorf("got %v, want %q", err, tc.refused)
			}
		})
	}
}

// TestTheReasonRepeatsNoValue: a column of names may hold those of people.
func TestTheReasonRepeatsNoValue(t *testing.T) {
	book := area.NewCodebook([]area.Area{{System: area.BPS, Level: area.Village, Code: "9901021001", Name: "Gunung Satu"}}, nil, nil)
	for _, m := range []area.Mention{{Code: "Ibu Contoh", Name: "Ibu Contoh"}, {Code: "9901021001", Name: "Ibu Contoh", District: "Ibu Contoh", Regency: "Ibu Contoh"},
		{Code: "6471034101809001", Name: "Gunung Satu"}} {
		for _, declared := range []area.System{area.BPS, area.Kemendagri} {
			if err := book.CheckSystem(declared, []area.Mention{m}); err != nil && (strings.Contains(strings.ToLower(err.Error()), "ibu") || strings.Contains(err.Error(), "647103")) {
				t.Errorf("%v", err)
			}
		}
	}
}

func TestVintages(t *testing.T) {
	b := area.NewCodebook([]area.Area{{System: area.Kemendagri, Vintage: "2025", Code: "99.01"}, {System: area.BPS, Vintage: "2024", Code: "9901"}}, nil, area.KukarLinks)
	if got := fmt.Sprint(b.Vintages(area.Kemendagri), b.Vintages(area.BPS), (*area.Codebook)(nil).Vintages(area.BPS)); got != "[2020 2022 2025] [2024] []" {
		t.Error(got)
	}
}

// BenchmarkCheckSystem holds a country's villages against themselves.
func BenchmarkCheckSystem(b *testing.B) {
	var areas []area.Area
	var list []area.Mention
	for i := range 84_000 {
		code := fmt.Sprintf("%02d.%02d.%02d.2%03d", 11+i/5000, 1+i/250%20, 1+i/10%25, 1+i%10)
		areas = append(areas, area.Area{System: area.Kemendagri, Code: area.Code(code), Name: fmt.Sprint("desa ", i)})
		list = append(list, area.Mention{Code: code, Name: fmt.Sprint("Desa ", i), District: "Contoh", Regency: "Contoh"})
	}
	for b.Loop() {
		if err := area.NewCodebook(areas, nil, nil).CheckSystem(area.Kemendagri, list); err != nil {
			b.Fatal(err)
		}
	}
}
