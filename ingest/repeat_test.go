package ingest_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/store/storetest"
)

// TestAnAreaFileAgainAfterAnotherOne: a file that came in before is known only
// while the areas are still as it brought them.
func TestAnAreaFileAgainAfterAnotherOne(t *testing.T) {
	s, url := storetest.NewURL(t)
	first := areasFile(t, `"kode":"64.02.01.2001","nama":"Lama"`, `"kode":"64.02.01.2002","nama":"Dua"`)
	second := areasFile(t, `"kode":"64.02.01.2001","nama":"Baru"`)
	elsewhere := textFile(t, "elsewhere.geojsonl", `{"type":"Feature","properties":{"kode":"64.05.01.2001","nama":"Lain"},"geometry":{"type":"Polygon","coordinates":[[[118,0],[118.1,0],[118.1,0.1],[118,0.1],[118,0]]]}}`)
	district := areasFile(t, `"kode":"64.02.01","nama":"Kecamatan"`)
	other := areaSettings(area.Village)
	other.Vintage = "2020"
	for i, step := range []struct {
		name     string
		file     string
		set      ingest.AreaSettings
		repeated bool
		village  string // what 64.02.01.2001 is called afterwards
	}{
		{"the first file", first, areaSettings(area.Village), false, "Lama"},
		{"again at once", first, areaSettings(area.Village), true, "Lama"},
		{"areas elsewhere", elsewhere, areaSettings(area.Village), false, "Lama"},
		{"the district", district, areaSettings(area.District), false, "Lama"},
		{"another vintage", second, other, false, "Lama"},
		{"again after what left it alone", first, areaSettings(area.Village), true, "Lama"},
		{"another file for one of its villages", second, areaSettings(area.Village), false, "Baru"},
		{"the first again", first, areaSettings(area.Village), false, "Lama"},
		{"and once more", first, areaSettings(area.Village), true, "Lama"},
		{"the other again", second, areaSettings(area.Village), false, "Baru"},
		{"and once more", second, areaSettings(area.Village), true, "Baru"},
		{"the first a third time", first, areaSettings(area.Village), false, "Lama"},
		{"the one elsewhere", elsewhere, areaSettings(area.Village), true, "Lama"},
	} {
		report := bring(t, s, step.file, step.set)
		if report.Repeated != step.repeated {
			t.Errorf("%d, %s: repeated %v, want %v", i, step.name, report.Repeated, step.repeated)
		}
		if name := ask[string](t, url, `select name from place.area where code = '64.02.01.2001' and vintage = '2025'`); name != step.village {
			t.Errorf("%d, %s: the village is called %s, want %s", i, step.name, name, step.village)
		}
		if report.Repeated && report.File != filepath.Base(step.file) {
			t.Errorf("%d, %s: the report is of %s", i, step.name, report.File)
		}
	}
}

// TestListsOfCodesOnlyAddUp: no crosswalk takes anything back, so that one
// which came in before is still known after another.
func TestListsOfCodesOnlyAddUp(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	set := ingest.CrosswalkSettings{System: area.Kemendagri, From: "2020", To: "2022", Now: time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)}
	first := textFile(t, "a.csv", "old_code,old_name,new_code,new_name\n64.02.08.2001,Lama,64.02.19.2001,Baru\n")
	second := textFile(t, "b.csv", "old_code,old_name,new_code,new_name\n64.02.08.2001,Kuno,64.02.19.2002,Baru\n")
	for i, repeated := range []bool{false, false, true} {
		report, err := ingest.Crosswalk(ctx, []string{first, second}[i%2], set, s)
		if err != nil || report.Repeated != repeated {
			t.Fatalf("%d: %+v, %v, want repeated %v", i, report, err, repeated)
		}
	}
	links, err := s.Links(ctx)
	if err != nil || len(links) != 2 {
		t.Errorf("%d links, %v; want both", len(links), err)
	}
	aliases, err := s.Aliases(ctx)
	if err != nil || len(aliases) != 2 || !strings.Contains(aliases[0].Name+aliases[1].Name, "lama") {
		t.Errorf("%v, %v; want both names", aliases, err)
	}
}

// TestAHouseholdFileAgainAfterAnotherOne: of one edition, too, the file that
// came last counts; it is known only while its villages are still its own.
func TestAHouseholdFileAgainAfterAnotherOne(t *testing.T) {
	w := newWorld(t)
	const a, b = "64.02.06.1001", "64.02.06.1002"
	first := w.file(dtsen, line(1, a, 1, "", ""), line(2, b, 2, "", ""))
	second := w.file(dtsen, line(1, a, 5, "", ""))
	elsewhere := w.file(dtsen, line(3, "64.02.06.2003", 3, "", ""))
	for i, step := range []struct {
		name     string
		file     string
		at       time.Time
		repeated bool
		desil    string // of the first family afterwards
	}{
		{"the first file", first, june, false, "1"},
		{"another village", elsewhere, june, false, "1"},
		{"again after what left it alone", first, june, true, "1"},
		{"a correction of one village", second, june, false, "5"},
		{"and once more", second, june, true, "5"},
		{"the first again", first, june, false, "1"},
		{"the correction again", second, june, false, "5"},
		{"a later edition", first, september, false, "1"},
		{"what was before it", second, june, true, "1"},
		{"elsewhere", elsewhere, june, true, "1"},
	} {
		r := w.households(step.file, poverty.DTSEN, w.settings(step.at))
		desil := w.ask(`select desil::text from register.household where id = (select min(id) from register.household where village = 11)`)
		if r.Repeated != step.repeated || len(desil) != 1 || desil[0] != step.desil {
			t.Errorf("%d, %s: repeated %v, desil %q, want %v, %s", i, step.name, r.Repeated, desil, step.repeated, step.desil)
		}
	}
}

// TestFamiliesThatMoveAreCounted: only from one edition to the next, and only
// where both know a point.
func TestFamiliesThatMoveAreCounted(t *testing.T) {
	w := newWorld(t)
	const a = "64.02.06.1001"
	w.households(w.file(dtsen, line(1, a, 1, "116.951000", "-0.451000"), line(2, a, 1, "116.952000", "-0.451000"), line(3, a, 1, "116.953000", "-0.451000"),
		line(4, a, 1, "", ""), line(5, a, 1, "116.955000", "-0.451000")), poverty.DTSEN, w.settings(june))
	// 1 moves by 222 m, 2 by 111 m, 3 loses its point, 4 gets one, 5 stays where it is.
	r := w.households(w.file(dtsen, line(1, a, 1, "116.953000", "-0.451000"), line(2, a, 1, "116.953000", "-0.451000"), line(3, a, 1, "", ""),
		line(4, a, 1, "116.951000", "-0.451000"), line(5, a, 2, "116.955000", "-0.451000")), poverty.DTSEN, w.settings(september))
	if !has(r, poverty.MovedRule, poverty.Warning, 1) {
		t.Errorf("rules %+v", r.Counts.Rules)
	}
	r = w.households(w.file(dtsen, line(5, a, 2, "116.995000", "-0.451000")), poverty.DTSEN, w.settings(september))
	if has(r, poverty.MovedRule, poverty.Warning, 1) {
		t.Errorf("a correction: rules %+v", r.Counts.Rules)
	}
}

// A refused file takes no number: those of imports follow each other.
func TestImportNumbersFollow(t *testing.T) {
	w := newWorld(t)
	first := w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, w.settings(june))
	bad := w.file(dtsen, line(2, "64.02.99.1001", 1, "", ""))
	set := w.settings(june)
	set.AsideLimit = 0
	if _, err := ingest.Households(t.Context(), bad, poverty.DTSEN, set, w.store, w.places, w.keys); !errors.As(err, new(*ingest.RefusedError)) {
		t.Fatalf("%v, want a refusal", err)
	}
	if second := w.households(w.file(dtsen, line(1, "64.02.06.1001", 2, "", "")), poverty.DTSEN, w.settings(june)); second.ID != first.ID+1 {
		t.Errorf("import %d follows %d", second.ID, first.ID)
	}
}
