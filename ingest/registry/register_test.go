package registry

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestARegisterIsNoList: the headers of registers are those of domain.md §1.2
// and of an extract of DTSEN; lists are headed as programmes' systems do.
func TestARegisterIsNoList(t *testing.T) {
	const (
		p3ke = "id_keluarga_P3KE,provinsi,kabupaten_kota,kecamatan,desa_kelurahan,kode_kemdagri,desil_kesejahteraan,alamat,kepala_keluarga,nik," +
			"padan_dukcapil,jenis_kelamin,tanggal_lahir,pekerjaan,pendidikan,kepemilikan_rumah,memiliki_simpanan_uang_perhiasan_ternak_lainnya," +
			"jenis_atap,jenis_dinding,jenis_lantai,sumber_penerangan,bahan_bakar_memasak,sumber_air_minum,memiliki_fasilitas_buang_air_besar," +
			"penerima _bpnt,penerima_bpum,penerima_bst,penerima_pkh,penerima_sembako,resiko_stunting"
		persons = "id_keluarga_p3ke,provinsi,kabupaten_kota,kecamatan,desa_kelurahan,kode_kemdagri,desil_kesejahteraan,alamat,id_individu,nama," +
			"nik,padan_dukcapil,jenis_kelamin,hubungan_dengan_kepala_keluarga,tanggal_lahir,status_kawin,pekerjaan,pendidikan," +
			"penerima_bpnt,penerima_bpum,penerima_bst,penerima_pkh,penerima_sembako,resiko_stunting"
	)
	for _, tc := range []struct {
		name, header string
		mapping      *Mapping
		content      Content
		register     bool
	}{
		{"P3KE families", p3ke, nil, Recipients, true},
		{"P3KE families as families", p3ke, nil, Families, false},
		{"P3KE families, meant", p3ke, &Mapping{List: true}, Recipients, false},
		{"P3KE persons", persons, nil, Recipients, true},
		{"an extract of DTSEN", "id_keluarga,nomor_kartu_keluarga,nomor_induk_kependudukan,nama,kode_desa,desil_nasional,pkh_flag,bpnt_flag", nil, Recipients, true},
		{"with a desil of its own name", "nik,nama,peringkat,lantai", &Mapping{Columns: map[string]string{"desil": "peringkat"}}, Recipients, true},
		{"a list", "no,nik,nomor_kartu_keluarga,nama_kpm,kecamatan,kelurahan_desa,periode,jumlah_bantuan,status_penyaluran", nil, Recipients, false},
		{"a list of names", "nik,nama,alamat", nil, Recipients, false},
		{"a list with the desil", "no,nik,nama,alamat,desil_nasional", nil, Recipients, false},
		{"a list with desil and its own flag", "no,nik,nama,desil,penerima_pkh", nil, Recipients, false},
		{"a list with desil, house and payment", "nik,nama,desil,jenis_lantai,jenis_dinding,tahap,nominal", nil, Recipients, false},
		{"a list of houses to mend", "nik,nama,jenis_lantai,jenis_atap", nil, Recipients, false},
		{"flags of other programmes", "nik,nama,alamat,bpnt_flag", nil, Recipients, true},
		{"its own flag among others", "nik,nama,pkh_flag,bpnt_flag", nil, Recipients, false},
		{"house and its own flag", "nik,nama,jenis_lantai,pkh_flag", nil, Recipients, true},
		{"house, flags and payment", "nik,nama,jenis_lantai,pkh_flag,tahap,nominal", nil, Recipients, true},
		{"an extract with a status", "nik,nama,desil_nasional,pkh_flag,bpnt_flag,status", nil, Recipients, true},
		{"an extract with a number", "nik,nama,desil_nasional,jenis_lantai,jumlah", nil, Recipients, true},
		{"a list that tells of another programme", "nik,nama,tahap,nominal,penerima_bpnt", nil, Recipients, false},
		{"an extract whose own column is named", p3ke, &Mapping{Receives: map[string]string{"pkh": "penerima_pkh"}}, Recipients, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "file.csv")
			if err := os.WriteFile(path, []byte(tc.header+"\n1,2,3\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			table, err := f.Table(Options{Content: tc.content, Programme: "pkh", Mapping: tc.mapping})
			if err == nil {
				table.Close()
			}
			if tc.register != errors.Is(err, ErrRegister) || !tc.register && err != nil {
				t.Fatalf("%v, want a register: %v", err, tc.register)
			}
			header := func(s string) bool { return strings.Contains(err.Error(), `"`+s) }
			if tc.register && (!header("desil") && !header("peringkat") && !header("jenis_lantai") && !header("bpnt_flag") || !strings.Contains(err.Error(), "list: true")) {
				t.Errorf("it does not say which columns, or what to do: %v", err)
			}
		})
	}
}

// TestAListIsNoRegister: the headings are those of lists, and of registers that tell of a payment.
func TestAListIsNoRegister(t *testing.T) {
	for _, tc := range []struct {
		name, header string
		mapping      *Mapping
		list         bool
	}{
		{"a list", "NIK,No KK,Nama Penerima,Kabupaten/Kota,Kecamatan,Desa/Kelurahan,Kode Desa,Tahap,Nominal,Status Penyaluran", nil, true},
		{"with the stage alone", "nik,nama,desa,Tahap", nil, true},
		{"with a status of payment", "nik,nama,desa,Status Penyaluran", nil, true},
		{"meant", "nik,nama,desa,tahap,nominal", &Mapping{Register: true}, false},
		{"with some status", "nik,nama,desa,status", nil, false},
		{"with a number", "nik,nama,desa,jumlah", nil, false},
		{"a register that tells of a payment", "nik,nama,desa,desil,tahap,nominal", nil, false},
		{"with members", "nik,nama,desa,jumlah_anggota,tahap,nominal", nil, false},
		{"with a house", "nik,nama,desa,jenis_lantai,tahap,nominal", nil, false},
		{"with flags", "nik,nama,desa,pkh_flag,bpnt_flag,bulan,status", nil, false},
	} {
		f, err := Open(write(t, "list.csv", []byte(tc.header+"\n1,2,3\n")))
		if err != nil {
			t.Fatal(err)
		}
		table, err := f.Table(Options{Mapping: tc.mapping})
		if err == nil {
			table.Close()
		}
		f.Close()
		if tc.list != errors.Is(err, ErrList) || !tc.list && err != nil {
			t.Errorf("%s: %v, want a list: %v", tc.name, err, tc.list)
		}
		if tc.list && (!strings.Contains(err.Error(), "tepat import recipients") || !strings.Contains(err.Error(), "register: true")) {
			t.Errorf("%s: it does not say what to do: %v", tc.name, err)
		}
	}
}
