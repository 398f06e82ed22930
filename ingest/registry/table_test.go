package registry

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tepat/geo/sharedtest"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// write makes a file for one test.
func write(t testing.TB, name string, content []byte) string {
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// workbook makes an XLSX file of sheets, in order; text stays text.
func workbook(t testing.TB, names []string, sheets ...[][]any) string {
	book := excelize.NewFile()
	for i, rows := range sheets {
		if i == 0 {
			book.SetSheetName("Sheet1", names[0])
		} else if _, err := book.NewSheet(names[i]); err != nil {
			t.Fatal(err)
		}
		for r, row := range rows {
			if err := book.SetSheetRow(names[i], fmt.Sprintf("A%d", r+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "book.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// families reads a whole file.
func families(t testing.TB, path string, o Options) (all []Family, table *Table) {
	t.Helper()
	file, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	o.TempDir = t.TempDir()
	if table, err = file.Table(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { table.Close() })
	r := table.Reader(asOf)
	for {
		b, err := table.Next()
		if errors.Is(err, io.EOF) {
			return all, table
		} else if err != nil {
			t.Fatal(err)
		}
		for f := range r.Families(b) {
			copied := *f
			copied.Faults, copied.Cells = append([]Fault(nil), f.Faults...), nil
			copied.layout = nil
			all = append(all, copied)
		}
	}
}

// P3ke is the header of the keluarga file, in the order of regency apps.
var p3ke = strings.Fields(`no id_keluarga_P3KE provinsi kabupaten_kota kecamatan desa_kelurahan
	kode_kemdagri desil_kesejahteraan alamat kepala_keluarga nik
	padan_dukcapil jenis_kelamin tanggal_lahir pekerjaan pendidikan
	kepemilikan_rumah memiliki_simpanan_uang_perhiasan_ternak_lainnya jenis_atap jenis_dinding jenis_lantai
	sumber_penerangan bahan_bakar_memasak sumber_air_minum memiliki_fasilitas_buang_air_besar penerima_bpnt
	penerima_bpum penerima_bst penerima_pkh penerima_sembako resiko_stunting`)

var p3keRow = strings.Split("1,P9001,KALIMANTAN TIMUR,KUTAI KARTANEGARA,TENGGARONG,LOA TEBU,64.02.06.1001,1,"+
	"Jl. Contoh 1 RT 1,Ibu Contoh Satu,6402064101809001,Ya,Perempuan,01/01/1980 0:00:00,Petani,SD,"+
	"Milik sendiri,Tidak,Seng,Kayu,Kayu,PLN,Kayu bakar,Sungai,Tidak,ya,TIDAK,tidak,Ya, ,Ya", ",")

func row(cells []string) []any {
	r := make([]any, len(cells))
	for i, c := range cells {
		r[i] = c
	}
	return r
}

// respell writes each header in another of the ways that were met.
func respell(headers []string, how func(string) string) []string {
	out := make([]string, len(headers))
	for i, h := range headers {
		out[i] = how(h)
	}
	return out
}

func TestP3KEFamiliesInEverySpelling(t *testing.T) {
	want := Family{
		Rows: 1, ID: "P9001", NIK: "6402064101809001", NIKSound: true, Name: "Ibu Contoh Satu", Address: "Jl. Contoh 1 RT 1",
		Regency: "KUTAI KARTANEGARA", District: "TENGGARONG", Village: "LOA TEBU", VillageCode: "64.02.06.1001",
		Desil: 1, Dukcapil: 1, Sex: 'F', Birth: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), NIKEnd: OtherDigit,
		Housing: housing(5, 3, 3, 9, 6, 1, 0), // wood, wood, zinc, river, no toilet, PLN
	}
	camel := func(s string) string {
		return strings.ReplaceAll(strings.Title(strings.ReplaceAll(s, "_", " ")), " ", "") //nolint:staticcheck
	}
	for name, how := range map[string]func(string) string{
		"snake case":          func(s string) string { return s },
		"capitals":            strings.ToUpper,
		"camel case":          camel,
		"words":               func(s string) string { return strings.ReplaceAll(s, "_", " ") },
		"kode_kemendagri":     func(s string) string { return strings.ReplaceAll(s, "kemdagri", "kemendagri") },
		"inner and end blank": func(s string) string { return strings.ReplaceAll(s, "penerima_", "penerima _") + " " },
		"with a slash":        func(s string) string { return strings.ReplaceAll(s, "kabupaten_kota", "Kabupaten/Kota") },
	} {
		for _, above := range []int{0, 3, 9} {
			t.Run(fmt.Sprintf("%s, header on row %d", name, above+1), func(t *testing.T) {
				sheet := make([][]any, above)
				for i := range sheet {
					sheet[i] = []any{"DATA P3KE TAHUN 2023"}
				}
				sheet = append(sheet, row(respell(p3ke, how)), row(p3keRow))
				got, table := families(t, workbook(t, []string{"Data"}, sheet), Options{})
				if len(got) != 1 {
					t.Fatalf("%d families, want 1", len(got))
				}
				f := got[0]
				if r := table.Programmes(f.Receives); !reflect.DeepEqual(r, []string{"bpnt", "pkh"}) {
					t.Errorf("receives %v", r)
				}
				if r := table.Programmes(f.ReceivesNot); !reflect.DeepEqual(r, []string{"bpum", "bst"}) {
					t.Errorf("does not receive %v", r)
				}
				want := want
				want.Sheet, want.Row, want.Receives, want.ReceivesNot = "Data", int64(above+2), f.Receives, f.ReceivesNot
				if !reflect.DeepEqual(f, want) {
					t.Errorf("\n got %+v\nwant %+v", plainly(f), plainly(want))
				}
			})
		}
	}
}

// plainly is f with its texts readable, for the eyes of a failing test alone.
func plainly(f Family) string {
	return fmt.Sprintf("%q %q %q %q %q %+v", string(f.ID), string(f.KK), string(f.NIK), string(f.Name), string(f.Address), f)
}

func TestP3KEPersonsBecomeFamilies(t *testing.T) {
	header := strings.Split("No|ID Keluarga P3KE|Provinsi|Kabupaten/Kota|Kecamatan|Desa/Kelurahan|Kode Kemdagri|Desil Kesejahteraan|Alamat|"+
		"ID Individu|Nama|NIK|Padan Dukcapil|Jenis Kelamin|Hubungan dengan Kepala Keluarga|Tanggal Lahir|Penerima PKH", "|")
	person := func(family, name, nik, sex, relation, pkh string) []any {
		return row(strings.Split("1|"+family+"|KALTIM|KUKAR|TENGGARONG|LOA TEBU|64.02.06.1001|2|Jl. Contoh|1|"+name+"|"+nik+"|Ya|"+sex+"|"+relation+"|01-01-1980|"+pkh, "|"))
	}
	path := workbook(t, []string{"Individu"}, [][]any{
		{"P3KE"}, {"2023"}, nil, row(header),
		person("P9001", "Anak Contoh", "6402060101809003", "L", "Anak", "Tidak"),
		person("P9001", "Ibu Contoh", "6402064101809001", "P", "Kepala Keluarga", "Tidak"),
		person("P9001", "Bapak Contoh", "6402060101809002", "L", "Suami", "Ya"),
		person("P9002", "Bapak Contoh", "6402060101809004", "L", "Kepala Keluarga", "Tidak"),
	})
	got, table := families(t, path, Options{})
	if len(got) != 2 {
		t.Fatalf("%d families, want 2", len(got))
	}
	first := got[0]
	if first.Name != "Ibu Contoh" || first.Sex != 'F' || first.Row != 6 || first.Members != 3 || first.Rows != 3 {
		t.Errorf("the first family: %s", plainly(first))
	}
	if r := table.Programmes(first.Receives); !reflect.DeepEqual(r, []string{"pkh"}) || len(first.Faults) > 0 {
		t.Errorf("receives %v, faults %v; want pkh, none", r, first.Faults)
	}
	if got[1].Members != 1 || got[1].Row != 8 {
		t.Errorf("the second family: %s", plainly(got[1]))
	}
}

func TestPersonsInCSVStayTogetherOverBlocks(t *testing.T) {
	var b strings.Builder
	b.WriteString("id_keluarga;kode_desa;nama;shdk\n")
	filler := strings.Repeat("x", 100)
	for family := range 3000 {
		for person := range 1 + family%5 {
			relation := "anak"
			if person == 0 {
				relation = "1"
			}
			fmt.Fprintf(&b, "F%d;6402061001;Contoh %s;%s\n", family, filler, relation)
		}
	}
	got, _ := families(t, write(t, "persons.csv", []byte(b.String())), Options{})
	if len(got) != 3000 {
		t.Fatalf("%d families, want 3000", len(got))
	}
	row := int64(2)
	for i, f := range got {
		if int(f.Members) != 1+i%5 || f.Row != row {
			t.Fatalf("family %d: %d members from row %d, want %d from %d", i, f.Members, f.Row, 1+i%5, row)
		}
		row += f.Rows
	}
}

func TestDTSENExtract(t *testing.T) {
	text := "nomor_kartu_keluarga\tnomor_induk_kependudukan\tid_keluarga\tdesil_nasional\tjumlah_anggota_keluarga\tpbi_nas\tpkh_flag\tkelurahan_desa\tkecamatan\tkabupaten_kota\tlatitude\tlongitude\n" +
		"6402060101159001\t6402064101809001\tD1\t\t4\tYA\tTIDAK\tLoa Tebu\tTenggarong\tKutai Kartanegara\t-0,4\t116,9\n" +
		"6402060101159001x\tx\tD2\t11\t0.5\tmungkin\t\tLoa Tebu\tTenggarong\tKutai Kartanegara\t\t\n"
	got, table := families(t, write(t, "dtsen.txt", []byte(text)), Options{})
	if len(got) != 2 {
		t.Fatalf("%d families, want 2", len(got))
	}
	a, b := got[0], got[1]
	if a.KK != "6402060101159001" || !a.KKSound || a.Desil != 0 || a.Members != 4 || a.Latitude != "-0,4" || a.Longitude != "116,9" || len(a.Faults) > 0 {
		t.Errorf("the first: %s", plainly(a))
	}
	if a.Sex != 'F' || a.Birth.Year() != 1980 {
		t.Errorf("sex and birth are not taken from the NIK: %c %v", a.Sex, a.Birth)
	}
	if r := table.Programmes(a.Receives); !reflect.DeepEqual(r, []string{"pbi_jkn"}) {
		t.Errorf("receives %v", r)
	}
	var ids []string
	for _, f := range b.Faults {
		ids = append(ids, f.ID+" "+f.Column)
	}
	want := []string{"N20 nomor_kartu_keluarga", "V01 desil_nasional", "V04 jumlah_anggota_keluarga", "N02 nomor_induk_kependudukan", "V03 pbi_nas"}
	if !reflect.DeepEqual(ids, want) {
		t.Errorf("faults %q, want %q", ids, want)
	}
}

// Who took a point is read, so that batches can be told apart, and does not print.
func TestEnumerator(t *testing.T) {
	got, table := families(t, write(t, "x.csv", []byte("nik,desa,Nama Petugas,x,y\n6402064101809001,Loa Tebu,Ibu Contoh,116.9,-0.4\n")), Options{})
	if len(got) != 1 || string(got[0].Enumerator) != "Ibu Contoh" || strings.Contains(fmt.Sprintf("%+v", got[0]), "Contoh") {
		t.Errorf("read %+v", got)
	}
	if table.Header(Enumerator) != "Nama Petugas" || table.Header(Longitude) != "x" || table.Header(Desil) != "" {
		t.Errorf("headers %q, %q, %q", table.Header(Enumerator), table.Header(Longitude), table.Header(Desil))
	}
}

// The list of spellings that others collected is the judge of ours.
func TestHeadersOfTheNotesAreKnown(t *testing.T) {
	path, ok := sharedtest.Path(t, "formats/P3KE_DTSEN_columns.md")
	if !ok {
		return
	}
	notes, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(notes), "\n") {
		sep := " "
		if strings.Contains(line, " | ") {
			sep = " | "
		}
		if cells := strings.Split(strings.TrimPrefix(line, "Database names: "), sep); len(cells) >= 31 {
			l := understand(cells, spelled, &programmeIDs{})
			for _, c := range []Column{ID, Regency, District, Village, VillageCode, Desil, Address, Person, Name, NIK, Dukcapil, Sex, Relation, Birth} {
				if !l.has(c) {
					t.Errorf("no %v among %q", c, cells)
				}
			}
			if len(l.flags) != 5 {
				t.Errorf("%d programmes, want 5", len(l.flags))
			}
		}
	}
}

func TestEncodingsSayTheSame(t *testing.T) {
	text := "nik;nama;desa;garis_lintang\r\n6402064101809001;\"Rénée; Contoh\";Loa Tebu;0,1\r\n"
	latin, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	bigEndian, err := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"UTF-8": text, "with a mark": "\xef\xbb\xbf" + text, "windows-1252": latin, "UTF-16": wide,
		"UTF-16 without a mark": strings.TrimPrefix(wide, "\xff\xfe"), "big endian without a mark": bigEndian,
		"lines ended as on old Macintoshes": strings.ReplaceAll(text, "\r\n", "\r"),
		"numbers kept by a formula":         strings.Replace(text, "6402064101809001", `="6402064101809001"`, 1),
		"the formula in quotes":             strings.Replace(text, "6402064101809001", `"=""6402064101809001"""`, 1),
	} {
		got, _ := families(t, write(t, "list.csv", []byte(content)), Options{})
		if len(got) != 1 || got[0].Name != "Rénée; Contoh" || got[0].NIK != "6402064101809001" {
			t.Errorf("%s: %d families, the first %s", name, len(got), plainly(append(got, Family{})[0]))
		}
	}
}

func opened(t *testing.T, text string) *File {
	t.Helper()
	file, err := Open(write(t, "list.csv", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// In a file whose lines end in a carriage return alone every cell would be one
// of the header, and a report names the columns of the header that are not read.
func TestFamiliesAreNoHeader(t *testing.T) {
	const text = "nik,nama,desa,alamat\r6402064101809001,Ibu Contoh,Loa Tebu,RT 001 Contoh\r6402060101809002,Bapak Contoh,Loa Tebu,RT 002 Contoh\r"
	file := opened(t, text)
	table, err := file.Table(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	if got := table.NotRead(); len(got) > 0 {
		t.Errorf("columns not read: %q", got)
	}
}

// TestACarriageReturnInTheHeader: one in a name of a column ends no line of a
// file whose lines end as they do on Windows.
func TestACarriageReturnInTheHeader(t *testing.T) {
	const text = "nik,nama,desa,catatan\rlain\r\n6402064101809001,Ibu Contoh,Loa Tebu,\"RT 001\r\nContoh\"\r\n6402060101809002,Bapak Contoh,Loa Tebu,\r\n"
	file := opened(t, text)
	in, err := file.text()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(in); err != nil || string(got) != text {
		t.Errorf("%q, %v", got, err)
	}
	if got, _ := families(t, write(t, "list.csv", []byte(text)), Options{}); len(got) != 2 || got[0].Name != "Ibu Contoh" {
		t.Errorf("%d families", len(got))
	}
}

func TestUTF8IsJudgedOverBlocks(t *testing.T) {
	for _, shift := range []int{0, 1, 2, 3} {
		text := strings.Repeat("x", 1<<20-shift) + "é‰😀" + strings.Repeat("é", 1<<20)
		file, err := Open(write(t, "x", []byte(text)))
		if err != nil {
			t.Fatal(err)
		}
		if !file.valid {
			t.Errorf("shift %d: valid text is taken for windows-1252", shift)
		}
		file.Close()
	}
	file, err := Open(write(t, "x", []byte(strings.Repeat("x", 1<<20-1)+"\xe9")))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if file.valid {
		t.Error("a letter cut off at the end is taken for UTF-8")
	}
}

func TestARowWithMoreCellsThanItsHeader(t *testing.T) {
	text := "nik,desa,alamat\n6402064101809001,Loa Tebu,Jl. Contoh\n6402064101809001,Loa Tebu,Jl. Contoh,RT 1\n6402064101809001,Loa Tebu,Jl. Contoh,,\n"
	got, _ := families(t, write(t, "list.csv", []byte(text)), Options{})
	for i, want := range []bool{false, true, false} {
		if broken := got[i].Broken(); (broken != nil) != want {
			t.Errorf("row %d: %v", got[i].Row, broken)
		}
	}
}

func TestSeveralSheets(t *testing.T) {
	path := workbook(t, []string{"Sampul", "Kecamatan A", "Kecamatan B"},
		[][]any{{"Laporan"}, {"2024"}},
		[][]any{{"NIK", "Desa", "Nama"}, {"6402064101809001", "Loa Tebu", "Ibu Contoh"}},
		[][]any{{"judul"}, {"Nama", "Desil", "NIK", "Desa"}, {"Bapak Contoh", 3, "6402060101809002", "Mangkurawang"}, nil, {"Bapak Lain", 4.0, "6402060101809003", "Mangkurawang"}})
	got, _ := families(t, path, Options{})
	if len(got) != 3 || got[0].Sheet != "Kecamatan A" || got[1].Sheet != "Kecamatan B" || got[1].Desil != 3 || got[1].Row != 3 || got[2].Row != 5 {
		t.Errorf("read %+v", got)
	}
	only, _ := families(t, path, Options{Sheet: "Kecamatan B"})
	if len(only) != 2 {
		t.Errorf("the sheet alone has %d families, want 2", len(only))
	}
}

func TestExcelNumbersAndDates(t *testing.T) {
	book := excelize.NewFile()
	book.SetSheetRow("Sheet1", "A1", &[]any{"NIK", "Desa", "Tanggal Lahir", "kode_desa"})
	book.SetSheetRow("Sheet1", "A2", &[]any{6402064101809001.0, "Loa Tebu", time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), "6402061001"})
	path := filepath.Join(t.TempDir(), "numbers.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	got, _ := families(t, path, Options{})
	if len(got) != 1 || got[0].Birth.Format(time.DateOnly) != "1980-01-01" || got[0].NIKEnd == NoNumber {
		t.Errorf("read %s", plainly(got[0]))
	}
}

func TestNoHeader(t *testing.T) {
	for name, path := range map[string]string{
		"a table of something else": write(t, "x.csv", []byte("a,b\n1,2\n")),
		"no village":                write(t, "x.csv", []byte("nik,nama\n6402064101809001,Ibu Contoh\n")),
		"an image":                  write(t, "x.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00")),
		"an empty workbook":         workbook(t, []string{"A"}, nil),
		"a header on row 11":        write(t, "x.csv", []byte(strings.Repeat("\n", 10)+"nik,desa\n")),
	} {
		file, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Table(Options{TempDir: t.TempDir()}); !errors.Is(err, ErrNoHeader) {
			t.Errorf("%s: %v, want ErrNoHeader", name, err)
		}
		file.Close()
	}
}

// failure reads a file until it fails.
func failure(t *testing.T, path string) error {
	t.Helper()
	file, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := file.Table(Options{TempDir: t.TempDir()})
	if err != nil {
		return err
	}
	defer table.Close()
	for err == nil {
		_, err = table.Next()
	}
	return err
}

func TestAHeaderAndNothingBelow(t *testing.T) {
	for name, path := range map[string]string{
		"CSV":                         write(t, "x.csv", []byte("nik,desa\n")),
		"CSV without a line end":      write(t, "x.csv", []byte("nik,desa")),
		"CSV of persons":              write(t, "x.csv", []byte("nik,desa,shdk\n")),
		"CSV with blank rows":         write(t, "x.csv", []byte("nik,desa\n\n , \n,\n")),
		"a workbook":                  workbook(t, []string{"A"}, [][]any{{"NIK", "Desa"}}),
		"a workbook with a blank row": workbook(t, []string{"A"}, [][]any{{"NIK", "Desa"}, nil, {" "}}),
	} {
		t.Run(name, func(t *testing.T) {
			if err := failure(t, path); !errors.Is(err, ErrNoRows) {
				t.Errorf("%v, want ErrNoRows", err)
			}
		})
	}
	got, _ := families(t, workbook(t, []string{"A", "B"}, [][]any{{"NIK", "Desa"}}, [][]any{{"NIK", "Desa"}, {"6402064101809001", "Loa Tebu"}}), Options{})
	if len(got) != 1 {
		t.Errorf("%d families of two sheets, one of them empty; want 1", len(got))
	}
}

func TestMoreColumnsThanAnyRegistryHas(t *testing.T) {
	wide := make([]any, maxColumns+1)
	for i := range wide {
		wide[i] = "x"
	}
	header, below := slices.Concat([]any{"NIK", "Desa"}, wide), []any{"6402064101809001", "Loa Tebu"}
	for name, path := range map[string]string{
		"a wide header": workbook(t, []string{"A"}, [][]any{header, below}),
		"a wide row":    workbook(t, []string{"A"}, [][]any{header[:2], below, wide}),
	} {
		t.Run(name, func(t *testing.T) {
			if err := failure(t, path); !errors.Is(err, ErrArchive) {
				t.Errorf("%v, want ErrArchive", err)
			}
		})
	}
}

func TestAFileThatChangesIsRefused(t *testing.T) {
	path := write(t, "x.csv", []byte("nik,desa\n6402064101809001,Loa Tebu\n"))
	file, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := file.Table(Options{})
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, []byte("nik,desa\n6402064101809001,Loa Tebu\n6402064101809002,Loa Tebu\n"), 0o600)
	for err == nil {
		_, err = table.Next()
	}
	if !strings.Contains(err.Error(), "changed") {
		t.Errorf("read to the end: %v", err)
	}
}

// bomb is an ordinary workbook but for one sheet of a row repeated to size.
func bomb(t testing.TB, size int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	part := func(name, text string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, text)
	}
	part("[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`)
	part("xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="A" sheetId="1"/></sheets></workbook>`)
	cells := "<row>" + strings.Repeat(`<c t="inlineStr"><is><t>a</t></is></c>`, 64) + "</row>"
	part("xl/worksheets/sheet1.xml", "<worksheet><sheetData>"+strings.Repeat(cells, size/len(cells))+"</sheetData></worksheet>")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// letters are n letters that pack badly.
func letters(n int) string {
	rng, text := rand.New(rand.NewPCG(1, 2)), make([]byte, n)
	for i := range text {
		text[i] = 'a' + byte(rng.IntN(26))
	}
	return string(text)
}

// withPart is an ordinary workbook with parts of its own: names and texts in turn.
func withPart(t testing.TB, parts ...string) []byte {
	whole, err := zip.OpenReader(workbook(t, []string{"A"}, [][]any{{"NIK", "Desa"}}))
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, e := range whole.File {
		if !slices.Contains(parts, e.Name) {
			if err := z.Copy(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, parts[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// lie makes a bomb's directory say that the sheet is small.
func lie(b []byte) []byte {
	b = bytes.Clone(b)
	name := []byte("xl/worksheets/sheet1.xml")
	at := bytes.LastIndex(b, name) // in the directory, 46 bytes behind the beginning of its entry
	binary.LittleEndian.PutUint32(b[at-46+24:], 1000)
	return b
}

func manyEntries(t testing.TB) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range 300_000 {
		z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(i)})
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func entry(t testing.TB, name string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	z.CreateHeader(&zip.FileHeader{Name: name})
	z.Close()
	return b.Bytes()
}

// parts makes a workbook of n further parts of size zeros each.
func parts(t testing.TB, n, size int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range n {
		w, err := z.Create(fmt.Sprintf("xl/media/%d.bin", i))
		if err != nil {
			t.Fatal(err)
		}
		w.Write(make([]byte, size))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// longCell makes a workbook of one cell of size letters that do not pack well.
func longCell(t testing.TB, size int) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, size)
	for i := range text {
		text[i] = byte('a' + rng.IntN(20))
	}
	fmt.Fprintf(w, `<worksheet><sheetData><row><c t="inlineStr"><is><t>%s</t></is></c></row></sheetData></worksheet>`, text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestABombIsRefusedSmall: the time that it takes, which depends on the machine,
// is in BenchmarkBomb.
func TestABombIsRefusedSmall(t *testing.T) {
	const (
		sheet1 = "xl/worksheets/sheet1.xml"
		cell   = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row><c t="inlineStr"><is><t>`
		end    = "</t></is></c></row></sheetData></worksheet>"
	)
	big := bomb(t, 100<<20)
	for name, content := range map[string][]byte{
		"unpacks to 100 MB":                     big,
		"unpacks to 100 MB and says 1000 bytes": lie(big),
		"many parts that each seem harmless":    parts(t, 150, 1<<20),
		"one cell of 4 MB":                      longCell(t, 4<<20),
		"pictures of 40 MB":                     parts(t, 40, 1<<20),
		"300 000 files":                         manyEntries(t),
		"points outside":                        entry(t, "../../etc/passwd"),
		"points outside, as Windows writes it":  entry(t, `..\..\x.xml`),
		"an archive in an archive":              entry(t, "a.zip"),
		"cut in half":                           big[:len(big)/2],
		"one long cell":                         withPart(t, sheet1, cell+letters(20<<20)+end),
		"one long cell that looks like many":    withPart(t, sheet1, cell+"<![CDATA["+strings.Repeat(letters(64<<10)+"<c>", 300)+"]]>"+end),
		"one long shared text":                  withPart(t, "xl/sharedStrings.xml", "<sst><si><t>"+letters(20<<20)+"</t></si></sst>"),
		"a sheet by another name":               withPart(t, "xl/worksheets/a.xml", letters(40<<20)),
	} {
		t.Run(name, func(t *testing.T) {
			file, err := Open(write(t, "book.xlsx", content))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err = file.Table(Options{TempDir: t.TempDir()})
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrArchive) {
				t.Errorf("%v, want ErrArchive", err)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
				t.Errorf("allocated %d MB, want 64 at most", used>>20)
			}
		})
	}
}

// TestTextsOfACell: what Excel itself can write is read, wherever a block of the part ends.
func TestTextsOfACell(t *testing.T) {
	for _, tc := range []struct {
		name string
		size int
		want error
	}{
		{"the longest texts of Excel", excelize.TotalCellChars, nil},
		{"every other text as long as may be", maxText - 100, nil},
		{"texts that are too long", maxText + 1, ErrArchive},
	} {
		t.Run(tc.name, func(t *testing.T) {
			book := withPart(t, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si><t>"+letters(tc.size)+"</t></si><si><t>a</t></si>", 10)+"</sst>")
			if _, err := checkArchive(bytes.NewReader(book), int64(len(book))); !errors.Is(err, tc.want) {
				t.Errorf("%v, want %v", err, tc.want)
			}
		})
	}
}

// BenchmarkCheckArchive is what a large honest workbook pays.
func BenchmarkCheckArchive(b *testing.B) {
	var sheet strings.Builder
	rng := rand.New(rand.NewPCG(1, 2))
	for sheet.Len() < 100<<20 {
		fmt.Fprintf(&sheet, `<c r="A1" s="1"><v>%d</v></c>`, rng.IntN(1e9))
	}
	book := withPart(b, "xl/worksheets/sheet1.xml", sheet.String())
	b.SetBytes(int64(sheet.Len()))
	for b.Loop() {
		if _, err := checkArchive(bytes.NewReader(book), int64(len(book))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBomb(b *testing.B) {
	path := write(b, "book.xlsx", bomb(b, 400<<20))
	dir := b.TempDir()
	for b.Loop() {
		file, err := Open(path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := file.Table(Options{TempDir: dir}); !errors.Is(err, ErrArchive) {
			b.Fatal(err)
		}
		file.Close()
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("nik,desa\n6402064101809001,Loa Tebu\n"))
	f.Add([]byte("\xff\xfen\x00i\x00k\x00"))
	f.Add(entry(f, "xl/workbook.xml"))
	f.Add([]byte("id_keluarga;kode_desa;nama;shdk;x;y;pkh\nF1;6402061001;Contoh;1;116,9;-0,4;ya\nF1;;;anak;;;\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		file, err := Open(write(t, "fuzz", content))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		table, err := file.Table(Options{TempDir: t.TempDir()})
		if err != nil {
			return
		}
		defer table.Close()
		r := table.Reader(asOf)
		for {
			b, err := table.Next()
			if err != nil {
				return
			}
			for range r.Families(b) {
			}
		}
	})
}

func BenchmarkReader(b *testing.B) {
	var text strings.Builder
	text.WriteString(strings.Join(p3ke, ",") + "\n")
	for range 100_000 {
		text.WriteString(strings.Join(p3keRow, ",") + "\n")
	}
	path := write(b, "p3ke.csv", []byte(text.String()))
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		got, _ := families(b, path, Options{})
		if len(got) != 100_000 {
			b.Fatal(len(got))
		}
	}
}
