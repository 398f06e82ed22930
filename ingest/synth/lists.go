package synth

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// A dialect is how the office of one programme keeps its list.
type dialect struct {
	above  []string // lines above the header
	header []string // of: no, NIK, KK, name, regency, district, village, code, period, amount, status
	comma  rune
	mark   bool // begins with a byte order mark
	ansi   bool // windows-1252
	period string
	rupiah func(n int) string
	status []string // the first is the usual one
}

// dialects of the lists, in the order of [programmes].
var dialects = [len(programmes)]dialect{
	{ // pkh
		header: []string{"No", "NIK", "No KK", "Nama Penerima", "Kabupaten/Kota", "Kecamatan", "Desa/Kelurahan", "Kode Desa", "Tahap", "Nominal", "Status Salur"},
		comma:  ',', period: "2", rupiah: number, status: []string{"Berhasil", "Gagal", "Belum transaksi"},
	},
	{ // sembako
		header: []string{"no", "nik", "nomor_kartu_keluarga", "nama_kpm", "kabupaten_kota", "kecamatan", "kelurahan_desa", "kode_kemendagri", "periode", "jumlah_bantuan", "status_penyaluran"},
		comma:  ';', mark: true, period: "2025-06", rupiah: dotted, status: []string{"TERSALUR", "RETUR"},
	},
	{ // blt_dd
		header: []string{"No.", "NIK", "Nomor KK", "Nama KPM", "Kabupaten", "Kecamatan", "Desa", "Kode Wilayah", "Bulan", "Nilai Bantuan", "Status"},
		comma:  '\t', period: "Juni 2025", rupiah: func(n int) string { return "Rp " + dotted(n) + ",00" }, status: []string{"Diterima", "Diwakilkan"},
	},
	{ // uep
		above:  []string{"DAFTAR PENERIMA UEP (SINTETIS)", "DINAS SOSIAL KABUPATEN"},
		header: []string{"No", "NIK", "No Kartu Keluarga", "Nama", "Kabupaten", "Kecamatan", "Kelurahan/Desa", "Kode Desa", "Tahap", "Nilai Bantuan", "Status Penyaluran"},
		comma:  ';', ansi: true, period: "I", rupiah: dotted, status: []string{"Tersalur – modal usaha", "Proses – verifikasi"},
	},
	{ // pbi_jkn
		header: []string{"NO", "NIK", "NO_KK", "NAMA", "KAB_KOTA", "KECAMATAN", "KELURAHAN_DESA", "KODE_KELURAHAN_DESA", "BULAN", "NOMINAL", "STATUS"},
		comma:  ',', period: "2025-06", rupiah: number, status: []string{"Aktif", "Nonaktif"},
	},
}

// dotted writes 600.000.
func dotted(n int) string {
	if n < 1000 {
		return number(n)
	}
	return dotted(n/1000) + fmt.Sprintf(".%03d", n%1000)
}

// writeList writes the recipients of programme k. Families that no registry
// knows are on it too, and some rows that cannot be matched.
func (r *Regency) writeList(w io.Writer, k int, row func()) error {
	d := &dialects[k]
	if d.ansi {
		w = charmap.Windows1252.NewEncoder().Writer(w)
	}
	head := strings.Repeat(byteOrderMark, map[bool]int{true: 1}[d.mark])
	for _, line := range d.above {
		head += line + "\r\n"
	}
	if _, err := io.WriteString(w, head); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = d.comma, true
	out.Write(d.header)
	chance, no, last := chance(r.Seed, strandLists+uint64(k)), 0, ""
	for i := range r.families {
		f := &r.families[i]
		if !f.receives.has(k) {
			continue
		}
		for range 1 + twice(chance) {
			no++
			out.Write(r.recipient(chance, k, f, no, last))
		}
		last = f.nik
		row()
	}
	out.Flush()
	return out.Error()
}

// twice is 1 in the few cases in which a family stands on a list once more.
func twice(r *rand.Rand) int {
	if r.Float64() < 0.003 {
		return 1
	}
	return 0
}

func (r *Regency) recipient(chance *rand.Rand, k int, f *family, no int, last string) []string {
	d, v := &dialects[k], &r.villages[f.village]
	nik, kk := writeNumbers(chance, f.nik, f.kk, last)
	place := writeVillage(chance, v)
	amounts := programmes[k].rupiah
	status := d.status[0]
	if chance.Float64() < 0.03 {
		status = d.status[chance.IntN(len(d.status))]
	}
	return []string{number(no), nik, kk, f.name(), v.regency, place.district, place.village, place.code,
		d.period, d.rupiah(amounts[chance.IntN(len(amounts))]), status}
}
