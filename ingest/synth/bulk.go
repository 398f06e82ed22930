package synth

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"math/rand/v2"
	"strconv"

	"tepat/geo/area"
)

// WriteCSV writes n families in the given villages as a plain extract of
// DTSEN, a row at a time, village by village, with little trouble in it: 2 %
// have no point, a few swapped axes or a NIK that is missing.
func WriteCSV(w io.Writer, areas []area.Area, n int, seed uint64) error {
	return WriteEdition(w, areas, n, seed, 0)
}

// WriteEdition writes what WriteCSV writes, with another desil in a share of
// the rows: a later edition of the same registry.
func WriteEdition(w io.Writer, areas []area.Area, n int, seed uint64, changed float64) error {
	o := Options{Households: n, Seed: seed, Areas: areas}.complete()
	p := newPlaces(o)
	f := newPeople(p, o, strandFamilies)
	b := &bulkWriter{Rand: chance(seed, strandBulk), edition: chance(seed, strandBulk+1), changed: changed}
	buffer := bufio.NewWriterSize(w, 1<<20)
	out := csv.NewWriter(buffer)
	out.Write(bulkHeader)
	for i := range p.villages {
		for range p.villages[i].families {
			who := f.next(i)
			out.Write(b.row(&who, &p.villages[i]))
		}
	}
	out.Flush()
	return errors.Join(out.Error(), buffer.Flush())
}

var bulkHeader = []string{
	"id_keluarga", "nomor_kartu_keluarga", "nomor_induk_kependudukan", "nama_kepala_keluarga", "jenis_kelamin", "tanggal_lahir",
	"kode_desa", "alamat_ktp", "desil_nasional", "jumlah_anggota_keluarga", "padan_dukcapil", "pkh_flag", "bpnt_flag", "pbi_nas",
	"longitude", "latitude",
}

type bulkWriter struct {
	*rand.Rand
	edition *rand.Rand // draws what changes, so that all else stays
	changed float64
	cells   []string
}

func (b *bulkWriter) row(f *family, v *village) []string {
	nik, lon, lat := f.nik, decimals(f.at[0], 6), decimals(f.at[1], 6)
	switch u := b.Float64(); {
	case u < 0.02:
		lon, lat = "", ""
	case u < 0.023:
		lon, lat = lat, lon
	case u < 0.028:
		nik = ""
	}
	desil := f.desil
	if b.edition.Float64() < b.changed {
		desil = desil%10 + 1
	}
	b.cells = append(b.cells[:0],
		"DTSEN"+strconv.Itoa(10_000_000+f.number), f.kk, nik, f.name(), sexLetter(f.sex), f.birth.Format(dateForms[2]),
		string(v.Code), f.address(), number(desil), number(f.members), plainly(f.dukcapil),
		plainly(f.receives.has(pkh)), plainly(f.receives.has(sembako)), plainly(f.receives.has(pbi)), lon, lat)
	return b.cells
}

func plainly(yes bool) string {
	if yes {
		return "YA"
	}
	return "TIDAK"
}
