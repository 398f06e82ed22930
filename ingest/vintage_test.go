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
