package ingest_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/registry"
)

// TestColumnsThatAreNotReadAreReported, as information that stays with the
// import: no row is at fault for it.
func TestColumnsThatAreNotReadAreReported(t *testing.T) {
	w := newWorld(t)
	families := w.file("no,id_keluarga,nik,desa,kecamatan,Peringkat,pekerjaan,pendidikan,6402064101809001",
		"1,D1,"+nik(1)+",Loa Tebu,Tenggarong,3,petani,SD,x")
	set := w.settings(june)
	var err error
	if set.Mapping, err = registry.ReadMapping(strings.NewReader("columns: {desil: Peringkat}")); err != nil {
		t.Fatal(err)
	}
	list := w.recipients(w.file("nik,nama,Nama Ibu Kandung,nominal", nik(1)+",Ibu Contoh,x,600000"), "pkh", june)
	for _, tc := range []struct {
		r    *ingest.Report
		want []string
	}{
		{w.households(families, poverty.DTSEN, set), []string{"no", "pekerjaan", "pendidikan", "column 9"}},
		{w.households(families, poverty.DTSEN, set), []string{"no", "pekerjaan", "pendidikan", "column 9"}}, // came in before
		{list, []string{"Nama Ibu Kandung"}},
	} {
		if !slices.Equal(tc.r.Counts.NotRead, tc.want) || len(tc.r.Faults) != 0 {
			t.Errorf("not read: %q, faults %v; want %q, none", tc.r.Counts.NotRead, tc.r.Faults, tc.want)
		}
		kept, err := w.store.FindImportByID(context.Background(), tc.r.ID)
		if err != nil || !slices.Equal(kept.Counts.NotRead, tc.want) {
			t.Errorf("the register says %q, %v; want %q", kept.Counts.NotRead, err, tc.want)
		}
		if line := "\ncolumns not read: " + strings.Join(tc.want, ", ") + "\n"; !strings.HasSuffix(tc.r.Summary("en"), line) {
			t.Errorf("the summary does not end with %q:\n%s", line, tc.r.Summary("en"))
		}
		var json bytes.Buffer
		if err := tc.r.WriteJSON(&json); err != nil || !strings.Contains(json.String(), `"columns_not_read": [`) {
			t.Errorf("the JSON does not tell:\n%s", json.String())
		}
	}
}

func TestManyColumnsAreToldShortly(t *testing.T) {
	r := ingest.Report{}
	for i := range 42 {
		r.Counts.NotRead = append(r.Counts.NotRead, fmt.Sprintf("k%d", i))
	}
	if s := r.Summary("en"); !strings.HasSuffix(s, " k38, k39 and 2 more\n") {
		t.Errorf("%q", s)
	}
}
