package synth

import (
	"encoding/csv"
	"io"
	"math/rand/v2"
	"strconv"
	"time"

	"tepat/geo/poverty"
)

// byteOrderMark stands before what some programs save as UTF-8.
const byteOrderMark = "\ufeff"

// dtsenHeader are the columns of an extract of DTSEN, with the local additions
// that regencies make: the village's code, the place of the house, and what the
// ranking takes a person of the family to consume.
var dtsenHeader = []string{
	"id_keluarga", "nomor_kartu_keluarga", "nomor_induk_kependudukan", "nama_kepala_keluarga", "jenis_kelamin", "tanggal_lahir",
	"provinsi", "kabupaten_kota", "kecamatan", "kelurahan_desa", "kode_desa", "alamat_ktp", "rt_ktp",
	"desil_nasional", "jumlah_anggota_keluarga", "padan_dukcapil", "pkh_flag", "bpnt_flag", "pbi_nas",
	"status_kepemilikan_rumah", "luas_lantai", "jenis_lantai_terluas", "jenis_dinding_terluas", "jenis_atap_terluas",
	"sumber_air_minum_utama", "fasilitas_bab", "sumber_penerangan_utama", "daya_terpasang",
	"longitude", "latitude", "pengeluaran_per_kapita",
}

// writeDTSEN writes the extract of DTSEN: nearly all families, with coordinates.
func (r *Regency) writeDTSEN(w io.Writer, row func()) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	out.Write(dtsenHeader)
	d := &dtsenWriter{Rand: chance(r.Seed, strandDTSEN)}
	for i := range r.families {
		f := &r.families[i]
		if f.listed&inDTSEN == 0 {
			continue
		}
		v := &r.villages[f.village]
		out.Write(d.row(f, v, f.number))
		switch u := d.Float64(); {
		case u < 0.001: // the same record once more
			out.Write(d.row(f, v, f.number))
		case u < 0.003: // C13: the same family under another number, its point taken again
			f := *f
			f.at = v.home(d.Rand).Point
			out.Write(d.row(&f, v, f.number+len(r.families)))
		}
		row()
	}
	out.Flush()
	return out.Error()
}

// A dtsenWriter writes rows with what befalls them.
type dtsenWriter struct {
	*rand.Rand
	last  string // NIK of the row before
	cells []string
}

func (d *dtsenWriter) row(f *family, v *village, id int) []string {
	nik, kk := writeNumbers(d.Rand, f.nik, f.kk, d.last)
	d.last = f.nik
	place := writeVillage(d.Rand, v)
	lon, lat := writePoint(d.Rand, f.at, v)
	d.cells = append(d.cells[:0],
		"DTSEN"+strconv.Itoa(10_000_000+id), kk, nik, f.name(), sexLetter(f.sex), d.date(f.birth),
		v.province, v.regency, place.district, place.village, place.code, f.address(), f.rt(),
		d.desil(f.desil), number(f.members), yesNo(d.Rand, f.dukcapil),
		d.flag(f.receives.has(pkh)), d.flag(f.receives.has(sembako)), d.flag(f.receives.has(pbi)),
		number(1+d.IntN(4)), number(18+4*f.desil+d.IntN(40)))
	h := house(f)
	for q := poverty.Floor; q < poverty.Power; q++ {
		d.cells = append(d.cells, number(h.Answer(q)))
	}
	d.cells = append(d.cells, voltAmperes[h.Answer(poverty.Power)], lon, lat, consumption(f))
	return d.cells
}

func sexLetter(sex byte) string {
	if sex == 'F' {
		return "P"
	}
	return "L"
}

// date writes a date in one of the forms that extracts have.
func (d *dtsenWriter) date(t time.Time) string {
	switch u := d.Float64(); {
	case u < 0.03:
		return number(excelDay(t))
	case u < 0.1:
		return t.Format(dateForms[1])
	case u < 0.13:
		return t.Format(dateForms[0])
	}
	return t.Format(dateForms[2])
}

// desil is blank where it is not decided yet.
func (d *dtsenWriter) desil(desil int) string {
	if d.Float64() < 0.02 {
		return ""
	}
	return number(desil)
}

// flag writes a flag; registries hear late of what a list says.
func (d *dtsenWriter) flag(yes bool) string { return yesNo(d.Rand, yes != (d.Float64() < 0.03)) }
