package synth

import (
	"archive/zip"
	"bytes"
	"cmp"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"

	"tepat/geo/poverty"

	"github.com/xuri/excelize/v2"
)

// A p3keRow is what the cells of one row are written from.
type p3keRow struct {
	*rand.Rand
	*family
	naming
	home  *village
	no    int
	nik   string // as the file has it
	birth any
}

// The columns of a P3KE file of families in their order, with the two ways in
// which files spell them. P3KE has no KK and no coordinates.
var p3keColumns = []struct {
	name, title string
	cell        func(r *p3keRow) any
}{
	{"No", "No", func(r *p3keRow) any { return r.no }},
	{"id_keluarga_P3KE", "ID Keluarga P3KE", func(r *p3keRow) any { return "P3KE" + r.kk[6:] + r.kk[4:6] }},
	{"provinsi", "Provinsi", func(r *p3keRow) any { return r.home.province }},
	{"kabupaten_kota", "Kabupaten/Kota", func(r *p3keRow) any { return r.home.regency }},
	{"kecamatan", "Kecamatan", func(r *p3keRow) any { return r.naming.district }},
	{"desa_kelurahan", "Desa/Kelurahan", func(r *p3keRow) any { return r.naming.village }},
	{"kode_kemdagri", "Kode Kemdagri", func(r *p3keRow) any { return r.naming.code }},
	{"desil_kesejahteraan", "Desil Kesejahteraan", func(r *p3keRow) any { return r.desilOld }},
	{"alamat", "Alamat", func(r *p3keRow) any { return r.address() }},
	{"kepala_keluarga", "Kepala Keluarga", func(r *p3keRow) any { return r.name() }},
	{"nik", "NIK", func(r *p3keRow) any { return r.nik }},
	{"padan_dukcapil", "Padan Dukcapil", func(r *p3keRow) any { return yesNo(r.Rand, r.dukcapil) }},
	{"jenis_kelamin", "Jenis Kelamin", func(r *p3keRow) any { return sexInWords(r.sex) }},
	{"tanggal_lahir", "Tanggal Lahir", func(r *p3keRow) any { return r.birth }},
	{"pekerjaan", "Pekerjaan", one("Petani", "Nelayan", "Buruh harian", "Pedagang", "Tidak bekerja")},
	{"pendidikan", "Pendidikan", one("SD/sederajat", "Tidak sekolah", "SMP/sederajat", "SMA/sederajat")},
	{"kepemilikan_rumah", "Kepemilikan Rumah", one("Milik sendiri", "Menumpang", "Sewa")},
	{"memiliki_simpanan_uang_perhiasan_ternak_lainnya", "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya", some(0.3)},
	{"jenis_atap", "Jenis Atap", answer(poverty.Roof)},
	{"jenis_dinding", "Jenis Dinding", answer(poverty.Wall)},
	{"jenis_lantai", "Jenis Lantai", answer(poverty.Floor)},
	{"sumber_penerangan", "Sumber Penerangan", answer(poverty.Light)},
	{"bahan_bakar_memasak", "Bahan Bakar Memasak", one("Gas 3 kg", "Kayu bakar", "Minyak tanah")},
	{"sumber_air_minum", "Sumber Air Minum", answer(poverty.Water)},
	{"memiliki_fasilitas_buang_air_besar", "Memiliki Fasilitas Buang Air Besar", func(r *p3keRow) any { return yesNo(r.Rand, house(r.family).Answer(poverty.Toilet) != 6) }},
	{"penerima_bpnt", "Penerima BPNT", func(r *p3keRow) any { return r.flag(sembako) }},
	{"penerima_bpum", "Penerima BPUM", some(0.06)},
	{"penerima_bst", "Penerima BST", some(0.12)},
	{"penerima_pkh", "Penerima PKH", func(r *p3keRow) any { return r.flag(pkh) }},
	{"penerima_sembako", "Penerima SEMBAKO", func(r *p3keRow) any { return r.flag(sembako) }},
	{"resiko_stunting", "Resiko Stunting", some(0.2)},
}

// one draws a word; those that come first are more frequent.
func one(words ...string) func(*p3keRow) any {
	return func(r *p3keRow) any { return words[min(r.IntN(len(words)), r.IntN(len(words)))] }
}

// answer says in words what the family's house is like.
func answer(q poverty.Question) func(*p3keRow) any {
	return func(r *p3keRow) any { return answerWords[q][house(r.family).Answer(q)] }
}

// some says yes in a share of the rows.
func some(share float64) func(*p3keRow) any {
	return func(r *p3keRow) any { return yesNo(r.Rand, r.Float64() < share) }
}

// flag says whether the family received a programme a year ago; that is not always what its list says now.
func (r *p3keRow) flag(programme int) any {
	return yesNo(r.Rand, r.receives.has(programme) != (r.Float64() < 0.05))
}

func sexInWords(sex byte) string {
	if sex == 'F' {
		return "Perempuan"
	}
	return "Laki-laki"
}

// The sheets of the workbook: how many rows stand above the header, and how it is spelled.
var p3keSheets = []struct {
	name  string
	above int
	spell func(name, title string) string
}{
	{"Keluarga 1", 3, func(name, _ string) string { return name }},
	{"Keluarga 2", 1, func(name, _ string) string {
		return strings.NewReplacer("kemdagri", "kemendagri", "P3KE", "p3ke", "penerima_bpnt", "penerima _bpnt", "tanggal_lahir", "tanggal_lahir ").Replace(name)
	}},
	{"Keluarga 3", 4, func(_, title string) string { return title }},
}

// writeP3KE writes the workbook of P3KE: the lower four desils of a year ago.
func (r *Regency) writeP3KE(w io.Writer, row func()) error {
	book := excelize.NewFile()
	defer book.Close()
	p := &p3keRow{Rand: chance(r.Seed, strandP3KE)}
	for k, sheet := range p3keSheets {
		if err := addSheet(book, k, sheet.name); err != nil {
			return err
		}
		out, err := book.NewStreamWriter(sheet.name)
		if err != nil {
			return err
		}
		first, last := k*len(r.families)/len(p3keSheets), (k+1)*len(r.families)/len(p3keSheets)
		s := &sheetWriter{out: out}
		r.writeSheet(s, p, k, r.families[first:last], row)
		if err := errors.Join(s.err, out.Flush()); err != nil {
			return err
		}
	}
	archive, err := book.WriteToBuffer()
	if err != nil {
		return err
	}
	return sorted(w, archive.Bytes())
}

// sorted writes a zip archive with its entries by name: excelize puts streamed
// sheets into it in the random order of a map.
func sorted(w io.Writer, archive []byte) error {
	in, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	out := zip.NewWriter(w)
	for _, f := range in.File {
		if err := out.Copy(f); err != nil {
			return err
		}
	}
	return out.Close()
}

// addSheet names the sheet that every new workbook has, or adds another.
func addSheet(book *excelize.File, k int, name string) error {
	if k == 0 {
		return book.SetSheetName("Sheet1", name)
	}
	_, err := book.NewSheet(name)
	return err
}

func (r *Regency) writeSheet(s *sheetWriter, p *p3keRow, k int, families []family, row func()) {
	s.write("DATA KELUARGA P3KE (SINTETIS)")
	for range p3keSheets[k].above - 1 {
		s.write("TAHUN " + number(r.AsOf.Year()-1))
	}
	cells := make([]any, len(p3keColumns))
	for i, c := range p3keColumns {
		cells[i] = p3keSheets[k].spell(c.name, c.title)
	}
	s.write(cells...)
	for i := range families {
		if families[i].listed&inP3KE == 0 {
			continue
		}
		r.fill(p, &families[i])
		for i, c := range p3keColumns {
			cells[i] = c.cell(p)
		}
		s.write(cells...)
		row()
	}
}

// fill makes p the row of a family, with what befalls it.
func (r *Regency) fill(p *p3keRow, f *family) {
	p.family, p.home = f, &r.villages[f.village]
	p.no++
	p.nik, _ = writeNumbers(p.Rand, f.nik, f.kk, p.nik)
	p.naming = writeVillage(p.Rand, p.home)
	p.birth = f.birth.Format(dateForms[0])
	switch u := p.Float64(); {
	case u < 0.12:
		p.birth = excelDay(f.birth)
	case u < 0.35:
		p.birth = f.birth.Format(dateForms[1])
	}
}

// A sheetWriter appends rows to a sheet and remembers the first error.
type sheetWriter struct {
	out *excelize.StreamWriter
	at  int
	err error
}

func (s *sheetWriter) write(cells ...any) {
	s.at++
	if s.err == nil {
		s.err = s.out.SetRow("A"+number(s.at), cells)
	}
}
