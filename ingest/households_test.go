package ingest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/seal"
)

const dtsen = "id_keluarga,nomor_kartu_keluarga,nomor_induk_kependudukan,nama,alamat,kode_desa,desil_nasional,jumlah_anggota_keluarga,pkh_flag,bpnt_flag,longitude,latitude"

// line is one family of an extract.
func line(n int, village string, desil int, lon, lat string) string {
	return fmt.Sprintf("D%d,%s,%s,Ibu Contoh %d,Jl. Contoh %d,%s,%d,4,ya,tidak,%s,%s", n, kk(n), nik(n), n, n, village, desil, lon, lat)
}

func TestP3KEFamiliesAreKeptWithoutAPlace(t *testing.T) {
	w := newWorld(t)
	path := w.sheet(
		[]any{"DATA P3KE"},
		[]any{"No", "id_keluarga_p3ke", "kabupaten_kota", "kecamatan", "desa_kelurahan", "kode_kemdagri", "desil_kesejahteraan", "alamat",
			"kepala_keluarga", "nik", "padan_dukcapil", "jenis_kelamin", "tanggal_lahir", "penerima _bpnt", "penerima_pkh", "penerima_sembako"},
		[]any{1, "P1", "KUTAI KARTANEGARA", "TENGGARONG", "LOA TEBU", "64.02.06.1001", 1, "Jl. Contoh", "Bapak Contoh", nik(1), "Ya", "L", "01/01/1960 0:00:00", "TIDAK", "ya", "Ya"},
		[]any{2, "P2", "KUTAI KARTANEGARA", "TENGGARONG", "LOA TEBU", "6402061001", 2, "Jl. Contoh", "Ibu Contoh", "", "Tidak", "P", "", "", "", ""},
	)
	set := w.settings(june)
	set.System = "" // the layout says it
	r := w.households(path, poverty.P3KE, set)
	if r.Read != 2 || r.Kept != 2 || r.Aside != 0 || r.Counts.Located != 0 || r.Counts.New != 2 {
		t.Errorf("report %+v", r.Import)
	}
	got := w.ask(`select format('%s %s %s %s %s %s %s %s %s', h3, village, location_rule, desil, head_sex, coalesce(head_birth::text, '-'), dukcapil_match, receives, receives_not)
		from register.household h join register.flags f on f.id = h.flags order by desil`)
	want := []string{
		"0 11 C12 1 M 1960-01-01 t {pkh,sembako} {bpnt}",
		"0 11 C12 2 F - f {} {}",
	}
	if !slices.Equal(got, want) {
		t.Errorf("register:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !has(r, "N01", poverty.Warning, 1) || !has(r, "C12", poverty.Read, 2) {
		t.Errorf("rules %+v", r.Counts.Rules)
	}
}

// has says whether the report counts so many rows under a rule.
func has(r *ingest.Report, rule, severity string, rows int64) bool {
	return slices.ContainsFunc(r.Counts.Rules, func(c poverty.RuleCount) bool {
		return c.Rule == rule && c.Severity == severity && c.Rows == rows
	})
}

func TestCoordinates(t *testing.T) {
	w := newWorld(t)
	const loaTebu, equator = "64.02.06.1001", "64.02.06.2003"
	cases := []struct {
		name, village, lon, lat string
		located                 bool
		rule, severity          string
	}{
		{"plain", loaTebu, "116.951234", "-0.451234", true, "", ""},
		{"swapped", loaTebu, "-0.451234", "116.951234", true, "C01", poverty.Read},
		{"degrees and minutes", loaTebu, "116°57'04.4 BT", "0°27'04.4 LS", true, "C03", poverty.Read},
		{"a lost minus", loaTebu, "116.951234", "0.451234", false, "C04", poverty.Proposed},
		{"the mirrored point lies in the village too", equator, "116.951234", "0.031234", true, "", ""},
		{"on the equator", equator, "116.951234", "0.000012", true, "", ""},
		{"null island", loaTebu, "0", "0", false, "C05", poverty.Warning},
		{"a lost decimal point", loaTebu, "116951234", "-451234", false, "C07", poverty.Proposed},
		{"in the next village", loaTebu, "117.051234", "-0.451234", false, "C10", poverty.Proposed},
		{"in no village", loaTebu, "118.951234", "-0.451234", false, "C11", poverty.Proposed},
		{"nothing", loaTebu, "", "", false, "C12", poverty.Read},
		{"words", loaTebu, "tidak ada", "tidak ada", false, "unreadable", poverty.Warning},
	}
	lines := []string{dtsen}
	for i, tc := range cases {
		lines = append(lines, fmt.Sprintf("D%d,%s,%s,Ibu Contoh,,%s,1,4,,,\"%s\",\"%s\"", i, kk(i), nik(i), tc.village, tc.lon, tc.lat))
	}
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(june))
	if r.Kept != int64(len(cases)) {
		t.Fatalf("%d of %d families kept", r.Kept, len(cases))
	}
	for i, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			at := w.ask(`select format('%s %s %s', h3 <> 0, geom is not null, coalesce(location_rule, '')) from register.household where kk_mac = $1`, mac(w, "kk", kk(i)))
			flag := map[bool]string{true: "t", false: "f"}[tc.located]
			if want := flag + " " + flag + " " + tc.rule; len(at) != 1 || at[0] != want {
				t.Errorf("located, point, rule: %q, want %q", at, want)
			}
			if tc.severity == poverty.Warning || tc.severity == poverty.Proposed {
				if !slices.ContainsFunc(r.Faults, func(f poverty.Fault) bool {
					return f.Row == int64(i+2) && f.Rule == tc.rule && f.Severity == tc.severity
				}) {
					t.Errorf("no fault %s for row %d in %+v", tc.rule, i+2, r.Faults)
				}
			}
		})
	}
	if oracle := w.ask(`select count(*)::text from register.household where geom is not null and not st_dwithin(geom,
		case village when 11 then st_makeenvelope(116.9, -0.5, 117.0, -0.4, 4326) else st_makeenvelope(116.9, -0.05, 117.0, 0.05, 4326) end, 0.01)`); oracle[0] != "0" {
		t.Errorf("%s located families are far from their village", oracle[0])
	}
}

func mac(w *world, kind, value string) []byte {
	return w.keys.Sealer().MAC(nil, kind, seal.Text(value))
}

// TestUnusualFormsAreListedRowByRow: with column and rule, in the report, as CSV
// and JSON, and when it is asked for later.
func TestUnusualFormsAreListedRowByRow(t *testing.T) {
	w := newWorld(t)
	const a = "64.02.06.1001"
	lines := []string{dtsen,
		line(1, a, 1, "-0.451234", "116.951234"), line(2, a, 1, `"116,951234"`, `"-0,451234"`), line(3, a, 1, `116 57 4.0`, `0 27 4.0 LS`),
		line(4, a, 1, "494500", "9950100"), line(5, a, 1, "116.951234", "-0.451234")}
	for i := range 7 {
		lines = append(lines, line(10+i, a, 1, "116.960000", "-0.460000"))
	}
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(june))
	want := []string{"2 C01 read", "3 C02 read", "4 C03 read", "5 C06 read", "12 C09 warning", "13 C09 warning"}
	var got []string
	for _, f := range r.Faults {
		got = append(got, fmt.Sprintf("%d %s %s", f.Row, f.Rule, f.Severity))
		if f.Column != "longitude, latitude" || f.Message.EN == "" {
			t.Errorf("%+v", f)
		}
	}
	if !slices.Equal(got, want) || !has(r, "C01", poverty.Read, 1) || !has(r, "C09", poverty.Warning, 7) {
		t.Errorf("%q, rules %+v", got, r.Counts.Rules)
	}
	var text bytes.Buffer
	if err := r.WriteCSV(&text, "en"); err != nil || !strings.Contains(text.String(), `,2,"longitude, latitude",C01,longitude and latitude were exchanged: read,read`) {
		t.Errorf("as CSV: %v\n%s", err, text.String())
	}
	text.Reset()
	if err := r.WriteCSV(&text, "id"); err != nil || !strings.Contains(text.String(), `,2,"longitude, latitude",C01,bujur dan lintang tertukar: terbaca,read`) {
		t.Errorf("as CSV in Indonesian: %v\n%s", err, text.String())
	}
	if kept, err := w.store.Faults(context.Background(), r.ID); err != nil || len(kept) != len(want) || kept[0].Message != r.Faults[0].Message {
		t.Errorf("kept: %v %+v", err, kept)
	}
	if kept := w.ask(`select format('%s %s %s', row, rule, severity) from register.fault order by seq`); !slices.Equal(kept, want) {
		t.Errorf("kept: %q", kept)
	}
}

// TestAColumnOfOneFormIsListedInPart: where every row says it so, the first ten
// thousand are listed and all are counted.
func TestAColumnOfOneFormIsListedInPart(t *testing.T) {
	w := newWorld(t)
	lines := []string{dtsen}
	for i := range 10_500 {
		lines = append(lines, fmt.Sprintf(`D%d,,,Ibu Contoh,,64.02.06.1001,1,4,,,"116,95%04d","-0,45%04d"`, i, i%9000, i/3))
	}
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(june))
	n := w.ask(`select count(*)::text from register.fault where rule = 'C02'`)
	if !has(r, "C02", poverty.Read, 10_500) || n[0] != "10000" || r.Omitted != 500 {
		t.Errorf("%s listed, %d omitted: %+v", n[0], r.Omitted, r.Counts.Rules)
	}
}

// TestBothCoordinatesInOneCell: of a file with one column for them.
func TestBothCoordinatesInOneCell(t *testing.T) {
	w := newWorld(t)
	r := w.households(w.file("no_kk;nama;kode_desa;Titik Koordinat", kk(1)+";Ibu Contoh;64.02.06.1001;-0.451234, 116.951234",
		kk(2)+";Ibu Contoh;64.02.06.1001;-6.2, 106.8", kk(3)+";Ibu Contoh;64.02.06.1001;"), poverty.DTSEN, w.settings(june))
	if r.Counts.Located != 1 || !has(r, "C15", poverty.Read, 1) || !has(r, "C11", poverty.Proposed, 1) || !has(r, "C12", poverty.Read, 1) {
		t.Errorf("%+v", r.Counts)
	}
	for _, f := range r.Faults {
		if f.Rule == "C11" && f.Column != "Titik Koordinat" {
			t.Errorf("the point is said to stand in %q", f.Column)
		}
	}
}

func TestDecimalCommaIsDecidedByColumn(t *testing.T) {
	w := newWorld(t)
	lines := []string{strings.ReplaceAll(dtsen, ",", ";")}
	for i := range 3 {
		lines = append(lines, strings.ReplaceAll(line(i, "64.02.06.1001", 1, fmt.Sprintf("116%s95123%d", "#", i), fmt.Sprintf("-0.45123%d", i)), ",", ";"))
	}
	r := w.households(w.file(strings.ReplaceAll(strings.Join(lines, "\n"), "#", ",")), poverty.DTSEN, w.settings(june))
	if r.Counts.Located != 3 || !has(r, "C02", poverty.Read, 3) {
		t.Errorf("%d located, rules %+v; want 3, C02", r.Counts.Located, r.Counts.Rules)
	}
}

func TestRowsSetAsideCanBeOpenedAgain(t *testing.T) {
	w := newWorld(t)
	path := w.file(dtsen,
		line(1, "64.02.06.1001", 1, "116.95", "-0.45"),
		line(2, "64.02.99.1001", 1, "116.95", "-0.45"),
		line(1, "64.02.06.1001", 2, "116.95", "-0.45"),
		",,,,,64.02.06.1001,1,4,,,,",
		line(3, "6.4E+09", 1, "116.95", "-0.45"),
		line(4, "", 1, "116.95", "-0.45"),
		"D9,"+kk(9)+","+nik(9)+",Ibu Contoh, Binti Contoh,Jl. Contoh,64.02.06.1001,1,4,ya,tidak,116.95,-0.45",
		line(5, "64.02.06.1001", 1, "116.951234", "0.451234"),
	)
	r := w.households(path, poverty.DTSEN, w.settings(june))
	if r.Read != 8 || r.Kept != 2 || r.Aside != 6 {
		t.Errorf("%d read, %d kept, %d aside; want 8, 2, 6", r.Read, r.Kept, r.Aside)
	}
	faults, err := w.store.Faults(context.Background(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]string{}
	for _, f := range faults {
		if f.Severity == poverty.Warning {
			continue
		}
		row, err := ingest.OpenAside(w.keys, r.ID, f)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(row.Header, "nama") || len(row.Cells) != 1 {
			t.Errorf("row %d opens as %+v", f.Row, row)
		}
		got[f.Row] = f.Rule
		if f.Row == 3 && row.Cells[0][2] != nik(2) {
			t.Errorf("row 3 does not come back as it was: %q", row.Cells[0])
		}
		if f.Row == 9 && (row.Proposal == nil || row.Proposal.Latitude != -0.451234) {
			t.Errorf("row 9 has the proposal %+v", row.Proposal)
		}
	}
	if want := map[int64]string{3: "A03", 4: "D02", 5: "D01", 6: "A02", 7: "A01", 8: "R01", 9: "C04"}; !reflect.DeepEqual(got, want) {
		t.Errorf("rules by row %v, want %v", got, want)
	}
	var out bytes.Buffer
	report := &ingest.Report{Import: r.Import, Faults: faults}
	if err := ingest.WriteAside(&out, w.keys, report); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), nik(2)) || strings.Count(out.String(), "\n") != 8 {
		t.Errorf("rows aside as CSV:\n%s", out.String())
	}
	if _, err := ingest.OpenAside(newWorld(t).keys, r.ID, faults[0]); err == nil {
		t.Error("another key opens a row")
	}
}

func TestNumbersThatAreWrongDropNobody(t *testing.T) {
	w := newWorld(t)
	rows := []string{dtsen}
	for i, n := range []string{"", "x", "1111111111111111", "6402063002809001", "9902060101809001", nik(1), nik(1)} {
		rows = append(rows, fmt.Sprintf("D%d,%s,%s,Ibu Contoh,,64.02.06.1001,1,4,,,,", i, "", n))
	}
	r := w.households(w.file(rows...), poverty.DTSEN, w.settings(june))
	if r.Kept != 7 {
		t.Errorf("%d families kept, want 7", r.Kept)
	}
	for rule, n := range map[string]int64{"N01": 1, "N02": 1, "N04": 1, "N05": 1, "N06": 1, "N14": 1} {
		if !has(r, rule, poverty.Warning, n) {
			t.Errorf("rule %s does not count %d: %+v", rule, n, r.Counts.Rules)
		}
	}
	if got := w.ask(`select count(*)::text from register.household where nik_mac is not null`); got[0] != "2" {
		t.Errorf("%s records can be matched by NIK, want the 2 sound ones", got[0])
	}
}

func refused(t *testing.T, w *world, path string, name poverty.Registry, set ingest.Settings, why string) *ingest.Report {
	t.Helper()
	_, err := ingest.Households(context.Background(), path, name, set, w.store, w.places, w.keys)
	var r *ingest.RefusedError
	if !errors.As(err, &r) || !strings.Contains(err.Error(), why) {
		t.Fatalf("import: %v, want a refusal with %q", err, why)
	}
	if n := w.ask(`select (select count(*) from register.import) || ' ' || (select count(*) from register.fault)`); n[0] != "0 0" {
		t.Errorf("imports and faults that were kept: %s, want none", n[0])
	}
	return r.Report
}

func TestTooManyRowsAsideRefuseTheFile(t *testing.T) {
	lines := []string{dtsen, line(99, "64.02.99.1001", 1, "", "")}
	for i := range 19 {
		lines = append(lines, line(i, "64.02.06.1001", 1, "", ""))
	}
	w := newWorld(t)
	set := w.settings(june)
	set.AsideLimit = 0.0499
	r := refused(t, w, w.file(lines...), poverty.DTSEN, set, "1 of 20 rows")
	if r.Read != 20 || len(r.Faults) == 0 || !has(r, "A03", poverty.Aside, 1) || r.ID != 0 || r.Kept != 0 || r.Usable != 19 || r.Refused.EN == "" || r.Counts.Records != 0 {
		t.Errorf("the refusal's report: %+v", r)
	}
	if s := r.Summary("en"); !strings.HasPrefix(s, "NOTHING WAS IMPORTED") || strings.Contains(s, "19 kept") || !strings.Contains(s, "19 could have been used") {
		t.Errorf("the refusal says\n%s", s)
	}
	if s := r.Summary("id"); !strings.HasPrefix(s, "TIDAK ADA YANG DIIMPOR") || !strings.Contains(s, "desa itu tidak ada di antara wilayah") || !strings.Contains(r.Refused.ID, "1 dari 20 baris") || !strings.Contains(r.Refused.ID, "4,99 %") {
		t.Errorf("the refusal says %q and\n%s", r.Refused.ID, s)
	}
	set.AsideLimit = 0.05
	if kept := w.households(w.file(lines...), poverty.DTSEN, set); kept.Kept != 19 {
		t.Errorf("at the limit %d rows are kept, want 19", kept.Kept)
	}
}

// TestAWideRowRefusesTheWorkbook also where it is met while rows are read.
func TestAWideRowRefusesTheWorkbook(t *testing.T) {
	for _, wide := range []int{1, 2000} {
		rows := [][]any{{"NIK", "Desa"}}
		for i := range 1999 {
			rows = append(rows, []any{nik(i), "Loa Tebu"})
		}
		rows[wide-1] = append(rows[wide-1], slices.Repeat([]any{"x"}, 300)...)
		w := newWorld(t)
		refused(t, w, w.sheet(rows...), poverty.DTSEN, w.settings(june), fmt.Sprintf("row %d: more than 300 columns", wide))
	}
}

func TestFilesRefusedWhole(t *testing.T) {
	rounded := []string{dtsen}
	bps := []string{dtsen}
	for i := range 30 {
		rounded = append(rounded, fmt.Sprintf("D%d,,%s,Ibu Contoh,,64.02.06.1001,1,4,,,,", i, nik(i)[:15]+"0"))
		bps = append(bps, line(i, "6403090001", 1, "", ""))
	}
	trap := []string{strings.Replace(dtsen, "alamat", "kabupaten_kota", 1)}
	trap = append(trap, "D1,"+kk(1)+","+nik(1)+",Ibu Contoh,Kutai Kartanegara,6403090001,1,4,,,,")
	// A fifth of the file, one row in five or one block, is less than a third of all numbers.
	fifth, block := []string{dtsen}, []string{dtsen}
	for i := range 2000 {
		number := nik(i)
		if i%5 == 0 {
			number = number[:15] + "0"
		}
		fifth = append(fifth, fmt.Sprintf("D%d,,%s,Ibu Contoh,,64.02.06.1001,1,4,,,,", i, number))
		number = nik(i)
		if i >= 1000 && i < 1020 {
			number = strings.Replace(number[:1]+"."+number[1:6], ".", ",", 1) + "E+15"
			number = `"` + number + `"`
		}
		block = append(block, fmt.Sprintf("D%d,,%s,Ibu Contoh,,64.02.06.1001,1,4,,,,", i, number))
	}
	for name, tc := range map[string]struct {
		lines []string
		why   string
	}{
		"Excel has rounded a fifth of the NIK":     {fifth, "rounded"},
		"Excel has rounded a block of NIK":         {block, "one after another end in 0, 20 of them in scientific notation or kept as numbers"},
		"Excel has rounded the NIK":                {rounded, "rounded"},
		"BPS codes declared as Kemendagri":         {bps, "declared as kemendagri"},
		"6403 is Berau in the codes of Kemendagri": {trap, "declared as kemendagri"},
		"a quote that is never closed":             {[]string{dtsen, line(1, "64.02.06.1001", 1, "", ""), "\"D2,"}, "quote"},
		"no header":                                {[]string{"a,b", "1,2"}, "header"},
		"a header alone":                           {[]string{dtsen}, "no row below the header"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			refused(t, w, w.file(tc.lines...), poverty.DTSEN, w.settings(june), tc.why)
		})
	}
}

func TestVillageCodesNeedTheirSystem(t *testing.T) {
	w := newWorld(t)
	set := w.settings(june)
	set.System = ""
	_, err := ingest.Households(context.Background(), w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, set, w.store, w.places, w.keys)
	if !errors.Is(err, ingest.ErrNoSystem) {
		t.Errorf("import: %v, want ErrNoSystem", err)
	}
}

func TestVillagesByName(t *testing.T) {
	w := newWorld(t)
	set := w.settings(june)
	r := w.households(w.file("no_kk;nama;kabupaten;kecamatan;desa;kode_desa",
		kk(1)+";Ibu Contoh;Kab. Kutai Kartanegara;Tenggarong;LOA TEBU;",
		kk(2)+";Ibu Contoh;Kutai Kartanegara;Tenggarong;Rampak Lambur;",
		kk(3)+";Ibu Contoh;Kutai Kartanegara;Tenggarong;Mangkurawang;6402069999",
		kk(4)+";Ibu Contoh;Kutai Kartanegara;Tenggarong;Mangkurawang;6402061001",
		kk(5)+";Ibu Contoh;Kutai Kartanegara;Loa Kulu;Loa Tebu;",
		kk(6)+";Ibu Contoh;Kutai Kartanegara;Tenggarong;6402061001;",
	), poverty.DTKS, set)
	got := w.ask(`select village::text from register.household order by village`)
	if want := []string{"11", "11", "11", "12", "13"}; !slices.Equal(got, want) || r.Aside != 1 {
		t.Errorf("villages %v, %d aside; want %v, 1", got, r.Aside, want)
	}
	if !has(r, "A05", poverty.Warning, 1) || !has(r, "A06", poverty.Warning, 1) || !has(r, "A03", poverty.Aside, 1) {
		t.Errorf("rules %+v", r.Counts.Rules)
	}
}

func TestTheSameFileAgainChangesNothing(t *testing.T) {
	w := newWorld(t)
	path := w.file(dtsen, line(1, "64.02.06.1001", 1, "116.951", "-0.451"), line(2, "64.02.06.1001", 2, "", ""))
	first := w.households(path, poverty.DTSEN, w.settings(june))
	before := w.ask(`select h::text from register.household h order by id`)
	again := w.households(path, poverty.DTSEN, w.settings(june))
	if !again.Repeated || again.ID != first.ID || again.Kept != 2 || again.Counts.Records != 2 {
		t.Errorf("the second time: %+v", again.Import)
	}
	if first.Repeated || !slices.Equal(before, w.ask(`select h::text from register.household h order by id`)) {
		t.Error("the register changed")
	}
	other := w.settings(june)
	other.Vintage = "2025"
	if r := w.households(path, poverty.DTSEN, other); r.Repeated || r.Counts.Unchanged != 2 {
		t.Errorf("under other settings: %+v", r.Import)
	}
}

func TestANewEdition(t *testing.T) {
	w := newWorld(t)
	const a, b = "64.02.06.1001", "64.02.06.1002"
	w.households(w.file(dtsen, line(1, a, 1, "116.951", "-0.451"), line(2, a, 2, "116.952", "-0.452"), line(3, a, 3, "", ""), line(4, b, 4, "", ""), line(5, a, 5, "", "")),
		poverty.DTSEN, w.settings(june))
	unchanged := w.ask(`select h::text from register.household h where desil = 1`)

	// 1 stays, 2 moves, 3 is gone, village b is not in the file, 5 cannot be used, 6 is new.
	// 2 has a row that cannot be used before the one that can.
	broken := strings.Replace(line(5, a, 5, "", ""), a, "64.02.99.1001", 1)
	useless := strings.Replace(line(2, a, 2, "", ""), a, "64.02.99.1001", 1)
	r := w.households(w.file(dtsen, line(1, a, 1, "116.951", "-0.451"), useless, line(2, a, 1, "116.99", "-0.452"), broken, line(6, a, 6, "", "")),
		poverty.DTSEN, w.settings(september))
	c := r.Counts
	if c.New != 1 || c.Changed != 1 || c.Unchanged != 1 || c.Closed != 1 {
		t.Errorf("new, changed, unchanged, closed: %d %d %d %d, want 1 1 1 1", c.New, c.Changed, c.Unchanged, c.Closed)
	}
	now := w.ask(`select format('%s %s %s', desil, village, since) from register.household order by desil, since`)
	want := []string{"1 11 2024-06-30", "1 11 2024-09-30", "4 12 2024-06-30", "5 11 2024-06-30", "6 11 2024-09-30"}
	if !slices.Equal(now, want) {
		t.Errorf("register %q, want %q", now, want)
	}
	past := w.ask(`select format('%s %s %s %s', desil, village, since, until) from register.household_past order by desil`)
	if want := []string{"2 11 2024-06-30 2024-09-30", "3 11 2024-06-30 2024-09-30"}; !slices.Equal(past, want) {
		t.Errorf("past %q, want %q", past, want)
	}
	if !slices.Equal(unchanged, w.ask(`select h::text from register.household h where desil = 1 and since = '2024-06-30'`)) {
		t.Error("a record that did not change was touched")
	}

	// More of the same edition closes nothing, and its corrections leave no past.
	r = w.households(w.file(dtsen, line(6, a, 7, "", "")), poverty.DTSEN, w.settings(september))
	if c := r.Counts; c.Changed != 1 || c.Closed != 0 {
		t.Errorf("the same edition again: %+v", c)
	}
	if n := w.ask(`select count(*)::text from register.household_past`); n[0] != "2" {
		t.Errorf("%s past versions, want 2", n[0])
	}

	// An older edition is refused, but not for a village that has none.
	_, err := ingest.Households(context.Background(), w.file(dtsen, line(1, a, 1, "", "")), poverty.DTSEN, w.settings(june.AddDate(0, 1, 0)), w.store, w.places, w.keys)
	var refusal *ingest.RefusedError
	if !errors.As(err, &refusal) {
		t.Errorf("an older edition: %v, want a refusal", err)
	}
	if r := w.households(w.file(dtsen, line(4, b, 3, "", "")), poverty.DTSEN, w.settings(june.AddDate(0, 1, 0))); r.Counts.Changed != 1 {
		t.Errorf("an edition between, for a village whose edition is older: %+v", r.Counts)
	}
}

func TestTheOrderOfColumnsAndFlagsIsNoChange(t *testing.T) {
	w := newWorld(t)
	w.households(w.file("id_keluarga,nik,desa,kecamatan,pkh,bst,bpum", "D1,"+nik(1)+",Loa Tebu,Tenggarong,ya,ya,tidak"), poverty.DTSEN, w.settings(june))
	r := w.households(w.file("bst,pkh,bpum,kecamatan,desa,nik,id_keluarga", "ya,ya,tidak,Tenggarong,Loa Tebu,"+nik(1)+",D1"), poverty.DTSEN, w.settings(september))
	if r.Counts.Unchanged != 1 {
		t.Errorf("%+v, want 1 unchanged", r.Counts)
	}
}

// stack puts n families on one point.
func stack(from, n int, lon, lat string) (lines []string) {
	for i := range n {
		lines = append(lines, line(from+i, "64.02.06.1001", 1, lon, lat))
	}
	return lines
}

func TestManyFamiliesOnOnePointAreNotLocated(t *testing.T) {
	w := newWorld(t)
	located := func() string {
		return w.ask(`select format('%s located, %s stacked, %s by C09 without a point', count(*) filter (where h3 <> 0), count(*) filter (where location_rule = 'C09'),
			count(*) filter (where location_rule = 'C09' and h3 = 0 and h3p = 0 and geom is null)) from register.household`)[0]
	}
	edition := func(set ingest.Settings, stacks ...[]string) *ingest.Report {
		return w.households(w.file(slices.Concat(append([][]string{{dtsen}}, stacks...)...)...), poverty.DTSEN, set)
	}
	five, six := stack(0, 5, "116.950001", "-0.450001"), stack(10, 6, "116.950002", "-0.450002")
	r := edition(w.settings(june), five, six)
	if got := located(); got != "5 located, 6 stacked, 6 by C09 without a point" {
		t.Error(got)
	}
	if r.Counts.Located != 5 || !has(r, "C09", poverty.Warning, 6) {
		t.Errorf("report %+v", r.Counts)
	}

	// Nothing changed: nothing is written.
	r = edition(w.settings(june.AddDate(0, 1, 0)), five, six)
	if c := r.Counts; c.Unchanged != 11 || c.Changed != 0 || located() != "5 located, 6 stacked, 6 by C09 without a point" {
		t.Errorf("unchanged: %+v, %s", c, located())
	}

	// A sixth comes to the five, and one leaves the six: their own rows are as they were.
	r = edition(w.settings(june.AddDate(0, 2, 0)), five, stack(20, 1, "116.950001", "-0.450001"), six[1:])
	if got := located(); got != "5 located, 6 stacked, 6 by C09 without a point" {
		t.Errorf("the stacks change places: %s", got)
	}
	if c := r.Counts; c.New != 1 || c.Closed != 1 || c.Changed != 10 || c.Unchanged != 0 {
		t.Errorf("the stacks change places: %+v", c)
	}
	if got := w.ask(`select distinct round(st_x(geom)::numeric, 6)::text from register.household where geom is not null`); !slices.Equal(got, []string{"116.950002"}) {
		t.Errorf("located at %v", got)
	}
}

func TestAFamilyIsTheSameInEveryRegistry(t *testing.T) {
	w := newWorld(t)
	w.households(w.file("id_keluarga_p3ke,nik,kode_kemdagri", "P1,"+nik(1)+",64.02.06.1001", "P2,,64.02.06.1001"), poverty.P3KE, w.settings(june))
	w.households(w.file("id_keluarga,no_kk,nik,kode_desa", "D1,"+kk(1)+","+nik(1)+",64.02.06.1001", "D2,"+kk(2)+",,64.02.06.1001"), poverty.DTSEN, w.settings(june))
	w.households(w.file("id_dtks,no_kk,nik,kode_desa", "K1,"+kk(2)+","+nik(2)+",64.02.06.1001"), poverty.DTKS, w.settings(june))
	if n := w.ask(`select count(distinct family)::text from register.household`); n[0] != "4" {
		t.Errorf("%s family numbers, want 4: two of one NIK are one", n[0])
	}
	got := w.ask(`select count(distinct coalesce(same_as, family))::text from register.household left join register.same_family using (family)`)
	if got[0] != "3" {
		t.Errorf("%s families, want 3: two of one card are one", got[0])
	}
}

// A card that one registry writes beside several heads is a placeholder or a
// mistake: it makes no family of strangers, nor of them and a fourth elsewhere.
func TestASharedCardIsNoLink(t *testing.T) {
	w := newWorld(t)
	lines := []string{"id_keluarga,no_kk,nik,kode_desa"}
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("D%d,%s,%s,64.02.06.1001", i, kk(1), nik(i)))
	}
	w.households(w.file(lines...), poverty.DTSEN, w.settings(june))
	w.households(w.file("id_dtks,no_kk,nik,kode_desa", "K1,"+kk(1)+","+nik(99)+",64.02.06.1001"), poverty.DTKS, w.settings(june))
	if got := w.ask(`select count(*)::text from register.same_family`); got[0] != "0" {
		t.Errorf("%s families are taken for another one, want 0", got[0])
	}
}

// One card in two registries and another NIK in a third are a chain: one family.
func TestAChainOfCardsIsOneFamily(t *testing.T) {
	w := newWorld(t)
	w.households(w.file("id_keluarga,no_kk,nik,kode_desa", "D1,"+kk(1)+","+nik(1)+",64.02.06.1001"), poverty.DTSEN, w.settings(june))
	w.households(w.file("id_dtks,no_kk,nik,kode_desa", "K1,"+kk(1)+","+nik(2)+",64.02.06.1001"), poverty.DTKS, w.settings(june))
	w.households(w.file("id_keluarga_p3ke,no_kk,nik,kode_kemdagri", "P1,"+kk(2)+","+nik(2)+",64.02.06.1001"), poverty.P3KE, w.settings(june))
	w.households(w.file("id,no_kk,nik,kode_desa", "G1,"+kk(2)+","+nik(3)+",64.02.06.1001"), poverty.Generic, w.settings(june))
	got := w.ask(`select count(distinct coalesce(same_as, family))::text from register.household left join register.same_family using (family)`)
	if got[0] != "1" {
		t.Errorf("%s families, want 1", got[0])
	}
}

func TestRowsLieInTheOrderOfCells(t *testing.T) {
	w := newWorld(t)
	lines := []string{dtsen}
	for i := range 3000 {
		lines = append(lines, line(i, "64.02.06.1001", 1, fmt.Sprintf("116.9%05d", i*7919%100000), fmt.Sprintf("-0.4%05d", i*104729%100000)))
	}
	r := w.households(w.file(lines...), poverty.DTSEN, w.settings(june))
	if r.Counts.Located != 3000 {
		t.Fatalf("%d located, want 3000", r.Counts.Located)
	}
	physical := w.ask(`select h3::text || ' ' || id from register.household order by ctid`)
	sorted := w.ask(`select h3::text || ' ' || id from register.household order by h3, id`)
	if !slices.Equal(physical, sorted) {
		t.Error("the rows do not lie in the order of cell and id")
	}
	keys := w.ask(`select indexdef from pg_indexes where schemaname = 'register' and tablename = 'household' order by indexname`)
	if want := []string{
		"CREATE UNIQUE INDEX household_pkey ON register.household USING btree (h3, id, h3p)",
	}; !slices.Equal(keys, want) {
		t.Errorf("keys after a first import %q, want %q", keys, want)
	}
	wrong := w.ask(`select count(*)::text from register.household where h3p is distinct from ((h3 & ~(15::bigint << 52)) | (5::bigint << 52) | ((1::bigint << 30) - 1))`)
	if wrong[0] != "0" {
		t.Errorf("%s rows are not under the parent of their cell", wrong[0])
	}
}

func TestReportsHoldNoPersonalValue(t *testing.T) {
	w := newWorld(t)
	r := w.households(w.file(dtsen,
		line(1, "64.02.99.1001", 1, "116.95", "-0.45"),
		line(2, "64.02.06.1001", 99, "117.051234", "-0.451234"),
		"D3,x,"+nik(3)+"7,Ibu Contoh,,64.02.06.1001,1,4,ada apa,,abc,def",
	), poverty.DTSEN, w.settings(june))
	var out bytes.Buffer
	for _, language := range []string{"en", "id"} {
		if err := r.WriteCSV(&out, language); err != nil {
			t.Fatal(err)
		}
		out.WriteString(r.Summary(language))
	}
	if err := r.WriteJSON(&out); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{nik(1), nik(3), kk(1), "Contoh", "117.05", "0.4512", "ada apa", "abc"} {
		if strings.Contains(out.String(), secret) {
			t.Errorf("%q is in the report:\n%s", secret, out.String())
		}
	}
	for _, there := range []string{`"rule": "C10"`, ",4,nomor_kartu_keluarga,N20,", ",2,kode_desa,A03,"} {
		if !strings.Contains(out.String(), there) {
			t.Errorf("%q is not in the report:\n%s", there, out.String())
		}
	}
	var back ingest.Report
	text, _ := json.Marshal(r)
	if err := json.Unmarshal(text, &back); err != nil || back.Read != 3 || len(back.Faults) != len(r.Faults) {
		t.Errorf("the report does not come back from JSON: %v", err)
	}
}

func TestProgressOnlyGoesForward(t *testing.T) {
	w := newWorld(t)
	lines := []string{dtsen}
	for i := range 5000 {
		lines = append(lines, line(i, "64.02.06.1001", 1, "", ""))
	}
	set, last := w.settings(june), int64(-1)
	set.Progress = func(done, total int64) {
		if done < last || done > total {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}
	w.households(w.file(lines...), poverty.DTSEN, set)
	if last != 1000 {
		t.Errorf("it ends at %d of 1000", last)
	}
}

func TestAFailureKeepsNothing(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(context.Background())
	set := w.settings(june)
	set.Progress = func(int64, int64) { cancel() }
	if _, err := ingest.Households(ctx, w.file(dtsen, line(1, "64.02.06.1001", 1, "", "")), poverty.DTSEN, set, w.store, w.places, w.keys); err == nil {
		t.Error("a cancelled import succeeds")
	}
	if n := w.ask(`select (select count(*) from register.import) || ' ' || (select count(*) from register.household)`); n[0] != "0 0" {
		t.Errorf("imports and households after it: %s", n[0])
	}
}
