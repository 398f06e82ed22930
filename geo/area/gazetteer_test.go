package area_test

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/sharedtest"
)

// kukarGazetteer knows the real villages, and the regency by its name; the
// districts it knows from the aliases alone.
func kukarGazetteer(t testing.TB) *area.Gazetteer {
	t.Helper()
	villages := kukar(t)
	if villages == nil {
		return nil
	}
	areas := append(villages, area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Regency, Code: "64.02", Name: "Kabupaten Kutai Kartanegara"})
	return area.NewGazetteer(areas, area.KukarAliases, area.KukarLinks)
}

func table(t testing.TB, name string) [][]string {
	t.Helper()
	path, ok := sharedtest.Path(t, name)
	if !ok {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestByName(t *testing.T) {
	g := kukarGazetteer(t)
	if g == nil {
		return
	}
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
		{"words for the kind", "kabupaten kutai kartanegara", "Kec. Loa Kulu", "Desa Jembayan", "64.02.02.2003", nil},
		{"blanks", "", "Marangkayu", "Sebuntal", "64.02.17.2001", nil},
		{"a hyphen", "", "SANGA-SANGA", "Jawa", "64.02.15.1001", nil},
		{"one letter amiss", "", "Loa Kulu", "Jembayan  Tengahh", "64.02.02.2011", nil},
		{"a number that is another village's", "", "Kota Bangun", "Kota Bangun III", "64.02.19.2006", nil},
		{"a number that is no village's", "", "Kota Bangun", "Kota Bangun IIII", "", area.ErrUnknownArea},
		{"another name", "", "Loa Kulu", "Kedang Ipil", "", area.ErrUnknownArea},
		{"no district", "", "", "Sumber Sari", "", area.ErrUnknownArea},
		{"no village", "", "Loa Kulu", "", "", area.ErrUnknownArea},
		{"another regency", "Berau", "Loa Kulu", "Sumber Sari", "", area.ErrUnknownArea},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := g.ByName(tc.regency, tc.district, tc.village)
			if got.Code != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("got %s, %v; want %s, %v", got.Code, err, tc.want, tc.err)
			}
			if err != nil && tc.village != "" && strings.Contains(err.Error(), tc.village) {
				t.Errorf("%v repeats what the row says", err)
			}
		})
	}
}

// TestNamesThatRepeat finds each of the villages that share the eight names.
func TestNamesThatRepeat(t *testing.T) {
	g, villages := kukarGazetteer(t), kukar(t)
	if g == nil {
		return
	}
	district := map[area.Code]string{}
	for _, a := range area.KukarAliases {
		if a.Code.Level(area.Kemendagri) == area.District {
			district[a.Code] = a.Name
		}
	}
	byName := map[string][]area.Area{}
	for _, v := range villages {
		byName[v.Name] = append(byName[v.Name], v)
	}
	repeated := map[string]int{}
	for name, same := range byName {
		if len(same) < 2 {
			continue
		}
		repeated[name] = len(same)
		for _, v := range same {
			got, err := g.ByName("Kutai Kartanegara", district[v.Parent], strings.ToUpper(name))
			if err != nil || got.ID != v.ID {
				t.Errorf("%s in %s is %s, %v; want %s", name, district[v.Parent], got.Code, err, v.Code)
			}
		}
	}
	want := map[string]int{"Bukit Raya": 2, "Kampung Baru": 2, "Sedulang": 2, "Sidomulyo": 2, "Sumber Sari": 3, "Tani Bhakti": 2, "Tanjung Harapan": 2, "Teluk Dalam": 2}
	for name, n := range want {
		if repeated[name] != n {
			t.Errorf("%s occurs %d times, want %d", name, repeated[name], n)
		}
	}
	if len(repeated) != len(want) {
		t.Errorf("%d names repeat, want %d: %v", len(repeated), len(want), repeated)
	}
}

// TestEveryVintage looks for every village of the code lists of 2016 to 2025, by
// the code and by the names that it had then.
func TestEveryVintage(t *testing.T) {
	g, rows := kukarGazetteer(t), table(t, "codes/kukar_kemendagri_vintages.csv")
	if g == nil || rows == nil {
		return
	}
	now := map[string]area.Code{}
	for _, row := range table(t, "codes/kukar_crosswalk_2020_2022.csv")[1:] {
		now[row[0]] = area.Code(row[2])
	}
	for col := 1; col < len(rows[0]); col++ {
		vintage := strings.TrimPrefix(rows[0][col], "name_")
		names := map[string]string{}
		for _, row := range rows[1:] {
			names[row[0]] = row[col]
		}
		villages := 0
		for _, row := range rows[1:] {
			code := area.Code(row[0])
			if row[col] == "" || code.Level(area.Kemendagri) != area.Village {
				continue
			}
			villages++
			want := code
			if moved, ok := now[row[0]]; ok {
				want = moved
			}
			if got, err := g.ByCode(area.Kemendagri, vintage, code); err != nil || got.Code != want {
				t.Errorf("%s of %s is %s, %v; want %s", code, vintage, got.Code, err, want)
			}
			district := names[string(code.Parent(area.Kemendagri))]
			if got, err := g.ByName("Kutai Kartanegara", district, row[col]); err != nil || got.Code != want {
				t.Errorf("%s in %s of %s is %s, %v; want %s", row[col], district, vintage, got.Code, err, want)
			}
		}
		if villages != 237 {
			t.Errorf("%d villages in %s, want 237", villages, vintage)
		}
	}
}

// TestByCode walks crosswalks made up for it: a village renumbered twice, one
// that was divided, two that became one, and BPS codes.
func TestByCode(t *testing.T) {
	village := func(c area.Code) area.Area {
		return area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: c}
	}
	in := func(vintages string, from, to area.Code) area.Link {
		f, t, _ := strings.Cut(vintages, "-")
		return area.Link{FromSystem: area.Kemendagri, FromVintage: f, From: from, ToSystem: area.Kemendagri, ToVintage: t, To: to}
	}
	links := []area.Link{
		in("2016-2018", "64.90.01.2001", "64.90.02.2001"), in("2020-2022", "64.90.02.2001", "64.90.03.2001"),
		in("2020-2022", "64.90.01.2002", "64.90.01.2003"), in("2020-2022", "64.90.01.2002", "64.90.01.2004"),
		in("2020-2022", "64.90.01.2005", "64.90.01.2007"), in("2020-2022", "64.90.01.2006", "64.90.01.2007"),
		{FromSystem: area.BPS, FromVintage: "2020", From: "6499010001", ToSystem: area.Kemendagri, ToVintage: "2020", To: "64.90.02.2001"},
		in("2026-2027", "64.90.03.2001", "64.90.04.2001"),
	}
	g := area.NewGazetteer([]area.Area{village("64.90.03.2001"), village("64.90.01.2003"), village("64.90.01.2004"), village("64.90.01.2007")}, nil, links)
	for _, tc := range []struct {
		name    string
		system  area.System
		vintage string
		code    area.Code
		want    area.Code
		err     error
	}{
		{"over both changes", area.Kemendagri, "2016", "64.90.01.2001", "64.90.03.2001", nil},
		{"of an older list than the crosswalk", area.Kemendagri, "2015", "64.90.01.2001", "64.90.03.2001", nil},
		{"of a list between the two of a change", area.Kemendagri, "2021", "64.90.02.2001", "64.90.03.2001", nil},
		{"new code, list between", area.Kemendagri, "2021", "64.90.03.2001", "64.90.03.2001", nil},
		{"vintage unsaid", area.Kemendagri, "", "64.90.02.2001", "64.90.03.2001", nil},
		{"the gazetteer's own", area.Kemendagri, "2025", "64.90.03.2001", "64.90.03.2001", nil},
		{"of a newer list, back", area.Kemendagri, "2027", "64.90.04.2001", "64.90.03.2001", nil},
		{"an old code in a new list", area.Kemendagri, "2025", "64.90.02.2001", "", area.ErrUnknownArea},
		{"divided", area.Kemendagri, "2020", "64.90.01.2002", "", area.ErrAmbiguous},
		{"become one", area.Kemendagri, "2020", "64.90.01.2006", "64.90.01.2007", nil},
		{"by BPS", area.BPS, "2020", "6499010001", "64.90.03.2001", nil},
		{"BPS without a link", area.BPS, "2020", "6402010001", "", area.ErrUnknownArea},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := g.ByCode(tc.system, tc.vintage, tc.code)
			if got.Code != tc.want || !errors.Is(err, tc.err) {
				t.Errorf("got %s, %v; want %s, %v", got.Code, err, tc.want, tc.err)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Muara  Muntai", "SANGA-SANGA", "Ma'u", "Kedang Ipil\u00a0", "Ünlü"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := area.Fold(s)
		if twice := area.Fold(once); twice != once {
			t.Errorf("%q folds to %q, and that to %q", s, once, twice)
		}
	})
}
