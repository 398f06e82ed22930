package registry

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// notRead opens a file and returns the columns that are not read.
func notRead(t *testing.T, path string, o Options) []string {
	t.Helper()
	file, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	o.TempDir = t.TempDir()
	table, err := file.Table(o)
	if err != nil {
		t.Fatal(err)
	}
	defer table.Close()
	return table.NotRead()
}

func TestColumnsThatAreNotReadAreNamed(t *testing.T) {
	mapping, err := ReadMapping(strings.NewReader("columns: {desil: Peringkat}\nreceives: {blt_dd: BLT Kampung}\n"))
	if err != nil {
		t.Fatal(err)
	}
	csv := func(header string) string {
		return write(t, "x.csv", []byte(header+"\n"+strings.Repeat("x,", strings.Count(header, ","))+"x\n"))
	}
	for _, tc := range []struct {
		name string
		path string
		o    Options
		want []string
	}{
		{"P3KE", csv(strings.Join(p3ke, ",")), Options{}, strings.Fields(`no provinsi pekerjaan pendidikan kepemilikan_rumah
			memiliki_simpanan_uang_perhiasan_ternak_lainnya bahan_bakar_memasak resiko_stunting`)},
		{"all are read", csv("nik,desa,kecamatan"), Options{}, nil},
		{"the second of two columns of one meaning", csv("nik,alamat_ktp,alamat,desa"), Options{}, []string{"alamat_ktp"}},
		{"a mapping reads what is not known by its spelling", csv("nik,desa,desil,Peringkat,BLT Kampung,Suku"), Options{Mapping: mapping},
			[]string{"desil", "Suku"}},
		{"what a list of recipients has no use for", csv("nik,desa,desil,longitude,latitude,status,pkh,jenis_lantai"), Options{Content: Recipients, Mapping: &Mapping{List: true}},
			[]string{"desil", "longitude", "latitude", "pkh", "jenis_lantai"}},
		{"what a file of families has no use for", csv("nik,desa,periode,nominal,status"), Options{Mapping: &Mapping{Register: true}}, []string{"periode", "nominal", "status"}},
		{"the id that tells persons apart is read", csv("id_keluarga,nik,desa,shdk"), Options{Content: Recipients}, nil},
		{"over all sheets, each once", workbook(t, []string{"A", "B"},
			[][]any{{"NIK", "Desa", "Pekerjaan"}, {"x", "x", "x"}},
			[][]any{{"Data"}, {"Suku", "PEKERJAAN ", "NIK", "Desa"}, {"x", "x", "x", "x"}}), Options{}, []string{"Pekerjaan", "Suku"}},
		{"a header in several lines", csv("nik,desa,\"Jenis\n  \x1b[31mAtap\""), Options{}, []string{"Jenis [31mAtap"}},
		{"a very long header", csv("nik,desa," + strings.Repeat("é", 100)), Options{}, []string{strings.Repeat("é", 59) + "…"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := notRead(t, tc.path, tc.o); !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestAValueInTheHeaderIsNotRepeated: where a header cell holds what a person
// might be known by, its place is named instead.
func TestAValueInTheHeaderIsNotRepeated(t *testing.T) {
	for _, value := range []string{"6402064101809001", "NIK 6402064101809001", "6402 0641 0180 9001", "08xx-5409-0001", "01/01/1980",
		"1 Jan 1980", "116.951234", "-0,45", "6.40206E+15", "ibu@contoh.id", "2023", "٦٤٠٢٠٦", "Rp 600.000"} {
		got := notRead(t, write(t, "x.csv", []byte("nik;"+value+";desa\nx;x;x\n")), Options{})
		if want := []string{"column 2"}; !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %q, want %q", value, got, want)
		}
	}
	for _, header := range []string{"R215", "penghasilan_2023", "No.", "Luas lantai (m²)", "Kelas 1-4"} {
		if got := notRead(t, write(t, "x.csv", []byte("nik;"+header+";desa\nx;x;x\n")), Options{}); !reflect.DeepEqual(got, []string{header}) {
			t.Errorf("%q: got %q", header, got)
		}
	}
}

// TestNamesOfColumnsAreBounded: a header may be a quarter of a megabyte long.
func TestNamesOfColumnsAreBounded(t *testing.T) {
	var header strings.Builder
	header.WriteString("nik,desa")
	for i := range 5000 {
		fmt.Fprintf(&header, ",a%cb%c", 'a'+i%26, 'a'+i/26%26)
		fmt.Fprintf(&header, "%c", 'a'+i/676%26)
	}
	if got := notRead(t, write(t, "x.csv", []byte(header.String()+"\nx,x\n")), Options{}); len(got) != maxColumns {
		t.Errorf("%d columns are named, want the first %d", len(got), maxColumns)
	}
}
