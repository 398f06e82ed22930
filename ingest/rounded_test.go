package ingest_test

import (
	"fmt"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
)

// TestAFewNumbersInCells: of a list in which nine NIK were typed anew, and so
// rounded, nobody is taken for whom they are of. The texts beside them that end
// in 0 are what they are.
func TestAFewNumbersInCells(t *testing.T) {
	w := newWorld(t)
	rows := [][]any{{"nik", "nama"}}
	for i := range 400 {
		cell := any(nik(i))
		if i%50 == 7 {
			cell = int64(6402070101809000 + i/10*10) // it was another person's, synthetic
		}
		rows = append(rows, []any{cell, "Ibu Contoh"})
	}
	r := w.recipients(w.sheet(rows...), "pkh", june)
	if r.Read != 400 || r.Aside != 8 || r.Kept != 392 || !has(r, "N03", poverty.Aside, 8) {
		t.Errorf("%+v, rules %+v", r.Import, r.Counts.Rules)
	}
	if f := r.Faults[0]; f.Row != 9 || f.Rule != "N03" {
		t.Errorf("%+v", f)
	}
	// A family of a registry stays, without the number.
	rows = [][]any{{"id_keluarga_p3ke", "kode_kemdagri", "nik", "kepala_keluarga"}}
	for i := range 60 {
		cell := any(nik(i))
		if i == 7 {
			cell = int64(6402070101809000) // synthetic
		}
		rows = append(rows, []any{fmt.Sprint("P", i), "64.02.06.1001", cell, "Ibu Contoh"})
	}
	r = w.households(w.sheet(rows...), poverty.P3KE, w.settings(june))
	if n := w.ask(`select count(*)::text from register.household where nik_mac is null`); r.Kept != 60 || n[0] != "1" || !has(r, "N03", poverty.Warning, 1) {
		t.Errorf("%+v, %s without NIK, rules %+v", r.Import, n, r.Counts.Rules)
	}
}

// TestRowsThatAreShort: of CSV they are broken; a workbook leaves empty cells
// at the end out.
func TestRowsThatAreShort(t *testing.T) {
	w := newWorld(t)
	r := w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", ""), "D2,"+kk(2)+","+nik(2)+",Ibu Contoh,,64.02.06.1001,3", line(3, "64.02.06.1001", 1, "", "")),
		poverty.DTSEN, w.settings(june))
	if r.Kept != 2 || r.Aside != 1 || !has(r, "R04", poverty.Aside, 1) {
		t.Errorf("%+v, rules %+v", r.Import, r.Counts.Rules)
	}
	if f := r.Faults[0]; f.Row != 3 || f.Column != "jumlah_anggota_keluarga" || f.Rule != "R04" {
		t.Errorf("%+v", f)
	}
	r = w.recipients(w.sheet([]any{"nik", "nama", "desa", "kecamatan", "status"}, []any{nik(4), "Ibu Contoh"}), "pkh", june)
	if r.Kept != 1 || r.Aside != 0 {
		t.Errorf("of a workbook: %+v, rules %+v", r.Import, r.Counts.Rules)
	}
	// Commas at the end of a header name nothing.
	r = w.recipients(w.file("nik,nama,,", nik(5)+",Ibu Contoh"), "sembako", june)
	if r.Kept != 1 {
		t.Errorf("behind a header that ends in commas: %+v, rules %+v", r.Import, r.Counts.Rules)
	}
	set := w.settings(june)
	set.AsideLimit = ingest.DefaultAsideLimit
	if _, err := ingest.Recipients(t.Context(), w.file("nik,nama,desa", nik(6)), "uep", set, w.store, w.places, w.keys); err == nil {
		t.Error("a list of broken rows is taken")
	}
}
