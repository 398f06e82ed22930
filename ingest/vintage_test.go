package ingest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/store/storetest"
)

// TestAVintageThatNobodyKnows is a slip of the hand: codes of 2052 would be
// read as those of the areas.
func TestAVintageThatNobodyKnows(t *testing.T) {
	w := newWorld(t)
	w.places.Knowing([]area.Area{{System: area.Kemendagri, Vintage: "2022", Level: area.Village, Code: "64.02.06.1001", Name: "Loa Tebu"}})
	path := w.file(dtsen, line(1, "64.02.06.1001", 1, "", ""))
	set := w.settings(june)
	for _, tc := range []struct {
		name    string
		system  area.System
		vintage string
		known   []string
	}{
		{"a typo", area.Kemendagri, "2052", []string{"2022", "2025"}},
		{"a year without a list", area.Kemendagri, "2023", []string{"2022", "2025"}},
		{"a system without a list", area.BPS, "2022", nil},
	} {
		set.System, set.Vintage = tc.system, tc.vintage
		_, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, w.store, w.places, w.keys)
		var unknown *ingest.VintageError
		if !errors.As(err, &unknown) || !slices.Equal(unknown.Known, tc.known) || unknown.Vintage != tc.vintage {
			t.Errorf("%s: %v, want those of %v named", tc.name, err, tc.known)
		}
		_, err = ingest.Recipients(context.Background(), path, "pkh", set, w.store, w.places, w.keys)
		if !errors.As(err, &unknown) {
			t.Errorf("%s, in a list: %v", tc.name, err)
		}
	}
	if err := (&ingest.VintageError{System: area.Kemendagri, Vintage: "2052", Known: []string{"2022", "2025"}}); !strings.Contains(err.Error(), "2022, 2025") {
		t.Error(err)
	}
	set.System = area.Kemendagri
	for _, known := range []string{"", "2022", "2025"} {
		set.Vintage = known
		if r := w.households(path, poverty.DTSEN, set); r.Kept != 1 {
			t.Errorf("vintage %q: %+v", known, r.Import)
		}
	}
	set.System, set.Vintage = "", "2052" // P3KE says its system itself
	if _, err := ingest.Households(context.Background(), path, poverty.P3KE, set, w.store, w.places, w.keys); err == nil {
		t.Error("a vintage that nobody knows, in a registry that says its system, is accepted")
	}
}

// TestFamiliesByCodesOfAnotherYear: a file that says 2025 and has the codes from
// before the district was divided.
func TestFamiliesByCodesOfAnotherYear(t *testing.T) {
	w := newWorld(t)
	places := ingest.NewPlaces(villages, nil, []area.Link{{FromSystem: area.Kemendagri, FromVintage: "2020", From: "64.02.05.1009",
		ToSystem: area.Kemendagri, ToVintage: "2022", To: "64.02.06.1001"}})
	path := w.file(dtsen, line(1, "64.02.05.1009", 1, "", ""))
	set := w.settings(june)
	set.System, set.Vintage = area.Kemendagri, "2025"
	_, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, w.store, places, w.keys)
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "written as in 2020") {
		t.Errorf("got %v", err)
	}
	set.Vintage = "2020"
	if r, err := ingest.Households(context.Background(), path, poverty.DTSEN, set, w.store, places, w.keys); err != nil || r.Kept != 1 {
		t.Errorf("as it is: %v, %v", r, err)
	}
}

// TestAStaleCodeAmongMany: a map that is of its year but for one code comes in, and
// says which, and what its newer code is.
func TestAStaleCodeAmongMany(t *testing.T) {
	s := storetest.New(t)
	link := func(old, now area.Code) area.Link {
		return area.Link{FromSystem: area.Kemendagri, FromVintage: "2020", From: old, ToSystem: area.Kemendagri, ToVintage: "2022", To: now}
	}
	set := areaSettings(area.Village) // of 2025
	set.Known = area.NewCodebook(nil, nil, []area.Link{link("64.02.01.2001", "64.02.18.2001"), link("64.02.01.2002", "64.02.18.2002"), link("64.02.01.2003", "64.02.18.2003")})
	path := areasFile(t, `"kode":"64.02.18.2001","nama":"Satu"`, `"kode":"64.02.01.2002","nama":"Dua"`, `"kode":"64.02.18.2003","nama":"Tiga"`)
	r, err := ingest.Areas(t.Context(), path, set, s)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(r.Faults, func(f poverty.Fault) bool { return f.Rule == "G17" })
	if !has(r, "G17", poverty.Warning, 1) || i < 0 || r.Faults[i].Row != 2 || r.Faults[i].Message.ID != "64.02.01.2002 menjadi 64.02.18.2002 dalam kode tahun 2022" {
		t.Errorf("%+v", r.Counts.Rules)
	}
	if s := r.Summary("en"); !strings.Contains(s, "64.02.01.2002 is 64.02.18.2002 in the codes of 2022") {
		t.Error(s)
	}
	set.Vintage = "2021" // the old one is of that year, and so is none of the others
	if _, err := ingest.Areas(t.Context(), path, set, s); !errors.As(err, new(*ingest.RefusedError)) {
		t.Errorf("as of 2021: %v", err)
	}
}
