package registry

import (
	"strings"
	"unicode"
)

// A Column is what a column of a file means to tepat.
type Column uint8

// The columns, in the words of a mapping file (see [Columns]).
const (
	ID Column = iota
	KK
	NIK
	Name
	Address
	Regency
	District
	Village
	VillageCode
	Desil
	Dukcapil
	Sex
	Birth
	Members
	Longitude
	Latitude
	Enumerator
	Person
	Relation
	Period
	Amount
	Status
	Floor // and the other questions of [poverty.Questions], in their order
	Wall
	Roof
	Water
	Toilet
	Light
	Power
	Consumption
	columns // how many there are
)

// Columns is the one table of header spellings: what a column is called in a
// mapping, what it holds, and how files spell it. Case, blanks, signs and
// underscores do not count: `penerima _bpnt` is `Penerima BPNT`. Where a file
// has two columns of one meaning, the spelling that stands first here counts.
var Columns = [columns]struct {
	Name, Holds string
	Spellings   []string
}{
	ID: {"id", "the registry's own number of the family", []string{
		"id_keluarga_p3ke", "id_keluarga_dtsen", "id_keluarga", "id_dtsen", "id_dtks", "id_bdt", "id_rumah_tangga", "id_kel"}},
	KK: {"kk", "number of the family card, 16 digits", []string{
		"nomor_kartu_keluarga", "no_kartu_keluarga", "nomor_kk", "no_kk", "nkk", "kk"}},
	NIK: {"nik", "number of the person (in a file of families: of the head), 16 digits", []string{
		"nomor_induk_kependudukan", "nik_kepala_keluarga", "nik_krt", "nik", "no_nik", "nomor_nik", "no_ktp", "nomor_ktp"}},
	Name: {"name", "name of the person (in a file of families: of the head)", []string{
		"kepala_keluarga", "nama_kepala_keluarga", "nama_krt", "nama_lengkap", "nama_penerima", "nama_kpm", "nama"}},
	Address: {"address", "street, RT, RW", []string{
		"alamat", "alamat_lengkap", "alamat_domisili", "alamat_ktp", "alamat_rumah"}},
	Regency: {"regency", "name of the regency or city", []string{
		"kabupaten_kota", "kab_kota", "nama_kabupaten_kota", "nama_kabupaten", "kabupaten", "kota", "kab"}},
	District: {"district", "name of the district", []string{
		"kecamatan", "nama_kecamatan", "kec"}},
	Village: {"village", "name of the village; where it is digits, its code", []string{
		"desa_kelurahan", "kelurahan_desa", "nama_desa_kelurahan", "nama_kelurahan_desa", "nama_desa", "nama_kelurahan", "desa", "kelurahan", "kel"}},
	VillageCode: {"village_code", "code of the village, all ten digits", []string{
		"kode_kemdagri", "kode_kemendagri", "kode_desa_kelurahan", "kode_kelurahan_desa", "kode_desa", "kode_kelurahan", "kode_wilayah", "kode_bps", "kd_desa", "kd_kel", "id_desa"}},
	Desil: {"desil", "decile of welfare, 1 to 10", []string{ // not quintile: its 1 to 5 would be read as deciles
		"desil_nasional", "desil_kesejahteraan", "desil_dtsen", "desil_ekonomi", "kategori_desil", "desil", "r104"}},
	Dukcapil: {"dukcapil", "whether the civil registry knows the person", []string{
		"padan_dukcapil", "status_padan", "padan"}},
	Sex: {"sex", "L or P", []string{
		"jenis_kelamin", "jenis_kelamin_kepala_keluarga", "jenis_kelamin_krt", "jk", "kelamin"}},
	Birth: {"birth", "date of birth", []string{
		"tanggal_lahir", "tanggal_lahir_kepala_keluarga", "tgl_lahir", "tanggal_lahir_krt"}},
	Members: {"members", "persons in the family", []string{
		"jumlah_anggota_keluarga", "jml_anggota_keluarga", "jumlah_anggota", "jumlah_art", "jml_art", "jumlah_jiwa"}},
	Longitude: {"longitude", "in whatever form", []string{
		"longitude", "lon", "lng", "long", "garis_bujur", "bujur", "koordinat_bujur", "x"}},
	Latitude: {"latitude", "in whatever form", []string{
		"latitude", "lat", "garis_lintang", "lintang", "koordinat_lintang", "y",
		"titik_koordinat", "koordinat_rumah", "koordinat_gps", "koordinat", "lat_long", "lat_lon", "latitude_longitude"}}, // both in one cell
	Enumerator: {"enumerator", "who, or which device, took the point; not kept", []string{
		"device_id", "id_perangkat", "perangkat", "imei", "id_enumerator", "kode_enumerator", "enumerator", "nama_enumerator",
		"id_petugas", "kode_petugas", "petugas", "nama_petugas", "petugas_pendata", "id_pencacah", "kode_pencacah", "pencacah", "nama_pencacah",
		"pendata", "nama_pendata", "surveyor", "nama_surveyor"}},
	Person: {"person", "number of a person; makes the file one of persons", []string{
		"id_individu", "id_art", "id_anggota"}},
	Relation: {"relation", "relation to the head; makes the file one of persons", []string{
		"hubungan_dengan_kepala_keluarga", "hubungan_keluarga", "hubungan_krt", "hubungan", "shdk"}},
	Period: {"period", "what the payment is for", []string{
		"periode", "periode_salur", "tahap", "bulan"}},
	Amount: {"amount", "rupiah", []string{
		"nominal", "nominal_bantuan", "jumlah_bantuan", "jumlah_uang", "nilai_bantuan", "jumlah"}},
	Status: {"status", "of the payment", []string{
		"status", "status_salur", "status_penyaluran"}}, // not keterangan: free text names people
	Floor: {"floor", "most of the floor: code of Regsosek 303, or words", []string{
		"jenis_lantai_terluas", "jenis_lantai", "bahan_lantai", "lantai"}},
	Wall: {"wall", "most of the walls: code of Regsosek 304, or words", []string{
		"jenis_dinding_terluas", "jenis_dinding", "bahan_dinding", "dinding"}},
	Roof: {"roof", "most of the roof: code of Regsosek 305, or words", []string{
		"jenis_atap_terluas", "jenis_atap", "bahan_atap", "atap"}},
	Water: {"water", "drinking water: code of Regsosek 306a, or words", []string{
		"sumber_air_minum_utama", "sumber_air_minum", "air_minum"}},
	Toilet: {"toilet", "code of Regsosek 309a, or words", []string{
		"fasilitas_bab", "memiliki_fasilitas_buang_air_besar", "fasilitas_buang_air_besar", "fasilitas_tempat_bab"}},
	Light: {"light", "source of light: code of Regsosek 307a, or words", []string{
		"sumber_penerangan_utama", "sumber_penerangan", "penerangan"}},
	Power: {"power", "of the meter: code of Regsosek 307b, or VA", []string{
		"daya_terpasang", "daya_listrik", "daya"}},
	Consumption: {"consumption", "what a person of the family consumes in a month, in rupiah", []string{ // not that of the whole family
		"pengeluaran_per_kapita", "pengeluaran_per_kapita_sebulan", "pengeluaran_per_kapita_per_bulan", "rata_rata_pengeluaran_per_kapita_sebulan",
		"konsumsi_per_kapita", "konsumsi_per_kapita_sebulan", "konsumsi_per_kapita_per_bulan"}},
}

// Flags is the table of columns that say whether a family receives a
// programme, by the programme's id in the catalogue. Sembako and BPNT are one
// programme in two years; both are kept as the file says them.
var Flags = []struct {
	Programme string
	Spellings []string
}{
	{"bpnt", []string{"penerima_bpnt", "bpnt_flag", "bpnt"}},
	{"bpum", []string{"penerima_bpum", "bpum_flag", "bpum"}},
	{"bst", []string{"penerima_bst", "bst_flag", "bst"}},
	{"pkh", []string{"penerima_pkh", "pkh_flag", "pkh"}},
	{"sembako", []string{"penerima_sembako", "sembako_flag", "sembako"}},
	{"pbi_jkn", []string{"penerima_pbi_jkn", "penerima_pbi", "pbi_nas", "pbi_flag", "pbi_jkn", "pbi_jk", "pbi"}},
	{"pbi_pemda", []string{"penerima_pbi_pemda", "pbi_pemda"}},
	{"pip", []string{"penerima_pip", "pip_flag", "pip"}},
	{"blt_dd", []string{"penerima_blt_dd", "penerima_blt_desa", "blt_dd", "blt_desa"}},
	{"prakerja", []string{"penerima_prakerja", "prakerja"}},
	{"kur", []string{"penerima_kur", "kur"}},
	{"umi", []string{"penerima_umi", "umi"}},
}

// String returns the name of the column in a mapping.
func (c Column) String() string { return Columns[c].Name }

// columnNamed is the inverse of [Column.String].
func columnNamed(name string) (Column, bool) {
	for c := range columns {
		if Columns[c].Name == name {
			return c, true
		}
	}
	return 0, false
}

// A meaning is what a header cell was understood as.
type meaning struct {
	column Column // or, where flag is set:
	flag   string // programme id
	rank   int    // position among the spellings; lower counts more
}

// spelled maps folded headers to what they mean.
var spelled = func() map[string]meaning {
	m := map[string]meaning{}
	for c := range columns {
		for rank, s := range Columns[c].Spellings {
			m[foldHeader(s)] = meaning{column: c, rank: rank}
		}
	}
	for _, f := range Flags {
		for rank, s := range f.Spellings {
			m[foldHeader(s)] = meaning{flag: f.Programme, rank: rank}
		}
	}
	return m
}()

// foldHeader keeps letters and digits, in lower case.
func foldHeader(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
