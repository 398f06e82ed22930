package ingest_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/store/storetest"
)

// TestAreasThatAreKnownTellTheSystem: the digits of one district fit both
// systems, the names of the areas that were imported fit one.
func TestAreasThatAreKnownTellTheSystem(t *testing.T) {
	ctx, s := context.Background(), storetest.New(t)
	bring(t, s, areasFile(t, `"kode":"99.01.02.1001","nama":"Rawa Indah"`, `"kode":"99.01.02.1002","nama":"Rawa Baru"`), areaSettings(area.Village))
	set := areaSettings(area.Village)
	set.System = area.BPS
	codes, err := s.Codes(ctx)
	if err != nil || len(codes) != 4 || codes[3].Code != "99.01.02.1002" || codes[3].Name != "Rawa Baru" || codes[3].Vintage != "2025" {
		t.Fatalf("the store knows %+v, %v", codes, err)
	}
	set.Known = area.NewCodebook(codes, nil, nil)
	_, err = ingest.Areas(ctx, areasFile(t, `"kode":"9901021001","nama":"RAWA INDAH"`, `"kode":"9901021002","nama":"RAWA BARU"`), set, s)
	var refused *ingest.RefusedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "99.01.02.1001 is rawa indah in the codes of kemendagri") {
		t.Errorf("kemendagri's villages declared as those of BPS: %v", err)
	}
	set.Known = area.NewCodebook(append(codes, area.Area{System: area.Kemendagri, Level: area.District, Code: "99.02.07", Name: "Gunung"}), nil,
		[]area.Link{{FromSystem: area.BPS, FromVintage: "2022", From: "9901021", ToSystem: area.Kemendagri, ToVintage: "2022", To: "99.02.07"}})
	report, err := ingest.Areas(ctx, areasFile(t, `"iddesa":"9901021001","nmdesa":"GUNUNG SATU","nmkec":"GUNUNG"`, `"iddesa":"9901021002","nmdesa":"GUNUNG DUA","nmkec":"GUNUNG"`), set, s)
	if err != nil || report.Kept != 2 {
		t.Errorf("villages of BPS, whose district the bridge knows: %v", err)
	}
}

// TestFamiliesByCodesThatFitBothSystems: what the places know decides, also
// where the file has codes alone.
func TestFamiliesByCodesThatFitBothSystems(t *testing.T) {
	w := newWorld(t)
	set := w.settings(june)
	set.System = area.BPS
	path := w.file(dtsen, line(1, "6402061001", 1, "", ""), line(2, "6402061002", 1, "", ""))
	refused(t, w, path, poverty.DTSEN, set, "2 of 2 are known as codes of kemendagri")
	refused(t, w, w.file("nik,kode_desa,desa,kecamatan", nik(1)+",6402061001,Loa Tebu,Tenggarong"), poverty.DTSEN, set,
		"64.02.06.1001 is loa tebu in the codes of kemendagri")

	// The same digits are villages of BPS in the eyes of who has imported those.
	w.places.Knowing([]area.Area{{System: area.BPS, Vintage: "2022", Level: area.Village, Code: "6403021001", Name: "Gunung Satu"}})
	set.System = area.Kemendagri
	refused(t, w, w.file("nik,kode_desa,desa,kecamatan", nik(1)+",6403021001,Gunung Satu,Gunung"), poverty.DTSEN, set,
		"6403021001 is gunung satu in the codes of bps")
}
