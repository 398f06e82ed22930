package ingest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/registry"
)

func TestRecipientsFindTheirFamilies(t *testing.T) {
	w := newWorld(t)
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", ""), line(2, "64.02.06.1001", 1, "", "")), poverty.DTSEN, w.settings(june))
	r := w.recipients(w.file("no;nik;no_kk;nama;desa;kecamatan;periode;nominal;status",
		"1;"+nik(1)+";;Ibu Contoh;Loa Tebu;Tenggarong;2024-06;600.000;salur", // by the head's NIK
		"2;"+nik(77)+";"+kk(2)+";Anak Contoh;;;2024-06;Rp 600.000,00;salur",  // by the card: another person of the family
		"3;"+nik(88)+";"+kk(88)+";Ibu Lain;;;2024-06;;",                      // matches nobody
		"4;;;Bapak Contoh;Antah Berantah;;2024-06;-5;",                       // nothing to match by
		"5;;;;;;;;", // nobody
		"6;"+nik(1)+";;Ibu Contoh;;;2024-07;600000;salur", // a second line of one family
	), "pkh", june)
	if r.Read != 6 || r.Kept != 5 || r.Aside != 1 || r.Counts.Records != 5 || r.Counts.Unmatched != 2 {
		t.Errorf("report %+v %+v", r.Import, r.Counts)
	}
	got := w.ask(`
		select format('%s %s %s %s %s %s', seq, period, coalesce(amount::text, '-'), coalesce(status, '-'), coalesce(village::text, '-'),
			exists (select from register.household h left join register.same_family s using (family)
				where coalesce(s.same_as, h.family) = coalesce(ms.same_as, m.family)))
		from register.membership m left join register.same_family ms using (family)
		where programme = 'pkh' and as_of = '2024-06-30' order by seq`)
	want := []string{"1 2024-06 600000 salur 11 t", "2 2024-06 600000 salur - t", "3 2024-06 - - - f", "4 2024-06 - - - f", "5 2024-07 600000 salur - t"}
	if !slices.Equal(got, want) {
		t.Errorf("memberships\n%q, want\n%q", got, want)
	}
	if !has(r, "A10", poverty.Warning, 1) || !has(r, "V05", poverty.Warning, 1) || !has(r, "D01", poverty.Aside, 1) {
		t.Errorf("rules %+v", r.Counts.Rules)
	}
	if again := w.recipients(w.file("nik;desa", nik(5)+";6402061001"), "pkh", june); again.Kept != 1 {
		t.Errorf("a second list of the same date: %+v", again.Import)
	}
}

// TestARoundedRecipientIsSetAside: nobody can say who is meant, and kept it
// would count as one who matches no family.
func TestARoundedRecipientIsSetAside(t *testing.T) {
	w := newWorld(t)
	r := w.recipients(w.file("nik;no_kk;nama", nik(1)+";;Ibu Contoh", "6.40206E+15;;Ibu Contoh", "6.40206E+15;"+kk(2)+";Ibu Contoh"), "pkh", june)
	if r.Aside != 1 || r.Kept != 2 || !has(r, "N03", poverty.Aside, 1) || !has(r, "N03", poverty.Warning, 1) {
		t.Errorf("%+v, rules %+v", r.Import, r.Counts.Rules)
	}
}

// TestPersonsOfOneCardAreOneNumber: a family of twelve on a list of persons,
// whose KK ends in 0, is no trace of rounding.
func TestPersonsOfOneCardAreOneNumber(t *testing.T) {
	w := newWorld(t)
	lines := []string{"nik;no_kk;nama"}
	for i := range 14 {
		lines = append(lines, nik(i)+";"+kk(15)+";Anak Contoh")
	}
	if r := w.recipients(w.file(lines...), "pbi_jkn", june); r.Kept != 14 {
		t.Errorf("%+v", r.Import)
	}
}

func TestRecipientsBeforeTheirRegistry(t *testing.T) {
	w := newWorld(t)
	if r := w.recipients(w.file("nik", nik(1)), "pkh", june); r.Counts.Unmatched != 1 {
		t.Errorf("%+v", r.Counts)
	}
	w.households(w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, w.settings(june))
	if n := w.ask(`select count(*)::text from register.membership join register.household using (family)`); n[0] != "1" {
		t.Errorf("%s lines match after the registry came, want 1", n[0])
	}
}

// TestRowsThatSayNoAreNoRecipients: where the file has a column of yes and no
// for the programme, by its usual spelling or by the mapping.
func TestRowsThatSayNoAreNoRecipients(t *testing.T) {
	rows := func(header string, words ...string) (lines []string) {
		lines = append(lines, header)
		for i, word := range words {
			lines = append(lines, nik(i)+",Ibu Contoh,"+word)
		}
		return lines
	}
	for _, tc := range []struct {
		name, mapping string
		lines         []string
		recipients    int64
		not, unclear  int64
		refused       string
	}{
		{"its flag", "", rows("nik,nama,pkh_flag", "ya", "TIDAK", "Ya", "", "-", "0"), 2, 4, 0, ""},
		{"its flag, and another", "", rows("nik,nama,pkh_flag,bpnt_flag", "ya,tidak", "tidak,ya"), 1, 1, 0, ""},
		{"named", "receives: {pkh: Dapat}", rows("nik,nama,Dapat", "ya", "tidak"), 1, 1, 0, ""},
		{"with desil and payment", "", rows("nik,nama,penerima_pkh,desil,tahap,nominal", "ya,1,1,600000", "tidak,2,,"), 1, 1, 0, ""},
		{"an unknown word", "", rows("nik,nama,pkh_flag", "ya", "barangkali", "tidak"), 1, 1, 1, ""},
		{"all are meant", "list: true", rows("nik,nama,pkh_flag", "ya", "tidak"), 2, 0, 0, ""},
		{"nobody", "", rows("nik,nama,pkh_flag", "tidak", "tidak"), 0, 2, 0, "none of its rows says yes"},
		{"another programme's", "", rows("nik,nama,bpnt_flag", "ya", "tidak"), 0, 0, 0, `it has "bpnt_flag"`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			set := w.settings(june)
			if tc.mapping != "" {
				var err error
				if set.Mapping, err = registry.ReadMapping(strings.NewReader(tc.mapping)); err != nil {
					t.Fatal(err)
				}
			}
			r, err := ingest.Recipients(context.Background(), w.file(tc.lines...), "pkh", set, w.store, w.places, w.keys)
			var refused *ingest.RefusedError
			if tc.refused != "" {
				if !errors.As(err, &refused) || !strings.Contains(err.Error(), tc.refused) {
					t.Errorf("%v, want %q", err, tc.refused)
				}
				return
			} else if err != nil {
				t.Fatal(err)
			}
			if r.Counts.Records != tc.recipients || r.Kept != tc.recipients || r.Aside != tc.unclear ||
				tc.not > 0 && !has(r, "D04", poverty.Read, tc.not) || tc.unclear > 0 && !has(r, "V03", poverty.Aside, tc.unclear) {
				t.Errorf("%+v, rules %+v", r.Import, r.Counts.Rules)
			}
		})
	}
}
