package api

import (
	"fmt"
	"regexp"
	"strconv"

	"tepat/geo/poverty"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Refusals are what [bad] says, in Indonesian, by what it says in English. Words
// of the address stay as they are. A test finds every call and its line here.
var refusals = map[string]string{
	"a release is a number, or latest, not %q":                "rilis ditulis sebagai nomor atau latest, bukan %q",
	"level is village, district or regency, not %q":           "level ialah village, district atau regency, bukan %q",
	"release %d counts nothing of programme %q; it counts %s": "rilis %d tidak menghitung program %q; yang dihitung: %s",
	"sort is code, name, an indicator, or beside a programme coverage, gap, eligible or leakage, with - before it for the other way round, not %q": "sort ialah code, name, sebuah indikator, atau bersama programme: coverage, gap, eligible atau leakage, dengan - di depannya untuk urutan terbalik, bukan %q",
	"sort is name, missed or reached, with - before it for the other way round, not %q":                                                            "sort ialah name, missed atau reached, dengan - di depannya untuk urutan terbalik, bukan %q",
	"with goes with villages and districts, not %q":                                                                                                "with hanya untuk village dan district, bukan %q",
	"tiles of outlines carry no indicators; cells do, and /v1/releases/%d/values has their figures":                                                "tile outlines tidak memuat indikator; cells memuatnya, dan angkanya ada di /v1/releases/%d/values",
	"release %d has no indicator %q":                                                                 "rilis %d tidak memuat indikator %q",
	"the cursor %q is not one of this server":                                                        "cursor %q tidak berasal dari server ini",
	"the cursor is of another order than %q":                                                         "cursor berasal dari urutan lain, bukan %q",
	"threshold is a share from 0 to 1, not %q":                                                       "threshold ialah bagian dari 0 sampai 1, bukan %q",
	"lang is id or en, not %q":                                                                       "lang ialah id atau en, bukan %q",
	"there is no release %s to compare with":                                                         "tidak ada rilis %s untuk dibandingkan",
	"level is village or district, not %q":                                                           "level ialah village atau district, bukan %q",
	"by is village or district, not %q":                                                              "by ialah village atau district, bukan %q",
	"about names a programme, a strategy, any or an indicator of the release, not %q":                "about menyebut program, strategi, any atau indikator rilis ini, bukan %q",
	"with names a measure of poverty of the release, not %q":                                         "with menyebut ukuran kemiskinan dalam rilis ini, bukan %q",
	"class is a grade of poverty and one of coverage, each low, mid or high, as in high,low, not %q": "class ialah tingkat kemiskinan dan tingkat cakupan, masing-masing low, mid atau high, misalnya high,low, bukan %q",
	"view is an address of the page, not %q":                                                         "view ialah alamat halaman peta, bukan %q",
	"any has no value, not %q":                                                                       "any tidak diberi nilai, bukan %q",
	"say one of programme, strategy and any":                                                         "sebutkan salah satu saja dari programme, strategy dan any",
	"the body is application/json, not %q":                                                           "isi permintaan ialah application/json, bukan %q",
	"the body cannot be read":                                                                        "isi permintaan tidak dapat dibaca",
	"the body is longer than %d bytes":                                                               "isi permintaan lebih panjang dari %d bita",
	"the body: %s":                                                                                   "isi permintaan: %s",
	"the body holds more than one question":                                                          "isi permintaan memuat lebih dari satu pertanyaan",
	"this release has no area %q":                                                                    "rilis ini tidak memuat wilayah %q",
	"the query cannot be read: %v":                                                                   "alamat tidak dapat dibaca: %v",
	"unknown parameter %q":                                                                           "kata %q dalam alamat tidak dikenal",
	"parameter %q is given %d times":                                                                 "kata %q dalam alamat diberikan %d kali",
	"%s is a whole number from %d to %d, not %q":                                                     "%s ialah bilangan bulat dari %d sampai %d, bukan %q",
	"%s is a whole number, not %q":                                                                   "%s ialah bilangan bulat, bukan %q",
	"bbox is west,south,east,north in degrees, not %q":                                               "bbox ialah barat,selatan,timur,utara dalam derajat, bukan %q",
	"bbox has its south %v above its north %v":                                                       "batas selatan bbox %v berada di atas batas utaranya %v",
	"audience is planner or public, not %q":                                                          "audience ialah planner atau public, bukan %q",
	"within: %q is a %s, in which no %s lies":                                                        "within: %q ialah %s, tidak ada %s di dalamnya",
	"say one of with, another release, and against, another indicator of this one":                   "sebutkan salah satu saja: with, rilis lain, atau against, indikator lain dalam rilis ini",
	"nothing differs from itself":                                                                    "sesuatu tidak berbeda dari dirinya sendiri",
	"release %d is for another audience than release %d":                                             "rilis %d diperuntukkan bagi pembaca lain daripada rilis %d",
	"release %d has codes of %s, release %d of %s":                                                   "rilis %d memakai kode %s, rilis %d memakai kode %s",
	"%q is in %s, %q in %s":                                                                          "%q dalam satuan %s, %q dalam %s",
	"%q counts all of its families and has no share to compare":                                      "%q menghitung semua keluarganya dan tidak punya bagian untuk dibandingkan",
	"release %d counts %q in another way than release %d":                                            "rilis %d menghitung %q dengan cara lain daripada rilis %d",
	"level is village, district, regency, or cell_5 to cell_9, not %q":                               "level ialah village, district, regency, atau cell_5 sampai cell_9, bukan %q",
	"method is one of %s, not %q":                                                                    "method salah satu dari %s, bukan %q",
	"target goes with the method diverging, not %q":                                                  "target hanya untuk method diverging, bukan %q",
	"target is a share between 0 and 1, or a number of families, not %q":                             "target ialah bagian antara 0 dan 1, atau jumlah keluarga, bukan %q",
	"measure names an indicator of the release, not %q":                                              "measure menyebut indikator rilis ini, bukan %q",
	"only is a class from 1 to 7, zero, no_data or withheld, not %q":                                 "only ialah kelas dari 1 sampai 7, zero, no_data atau withheld, bukan %q",
	"only names one of %d classes, not %q":                                                           "only menyebut salah satu dari %d kelas, bukan %q",
	"only is a class of one measure, and does not go with with":                                      "only ialah kelas satu ukuran, dan tidak dapat dipakai bersama with",
	"%s goes with only, the class that is kept":                                                      "%s dipakai bersama only, yaitu kelas yang dipilih",
	"class goes with with, the measure of poverty beside coverage":                                   "class dipakai bersama with, yaitu ukuran kemiskinan di samping cakupan",
	"with goes with a programme, a strategy or any, whose coverage it stands beside, not %q":         "with dipakai bersama programme (program, strategi, atau any) yang cakupannya didampingi, bukan %q",
	"only goes with villages and districts, not %q":                                                  "only berlaku untuk desa/kelurahan (village) dan kecamatan (district), bukan %q",
	"only is of a measure: an indicator of the release, not %q":                                      "only berlaku untuk sebuah ukuran: indikator rilis ini, bukan %q",
	"measure is coverage or gap of what the file is of, not %q":                                      "measure ialah cakupan (coverage) atau kesenjangan (gap) dari isi berkas, bukan %q",
	"parted is village, district, or cell_5 to cell_9, not %q":                                       "parted ialah village, district, atau cell_5 sampai cell_9, bukan %q",
	"basis is the number of a release, not %q":                                                       "basis ialah nomor sebuah rilis, bukan %q",
	"this release counts no programme that a budget could be shared for":                             "rilis ini tidak menghitung program yang anggarannya dapat dibagi",
}

// sentences say a [poverty.InputError] to people: what of it stands in which blank, numbers as the language writes them.
var sentences = []struct {
	wrong  *regexp.Regexp // of its Error
	en, id string
}{
	{regexp.MustCompile(`^(?:programme|strategy): ".*", allowed is nothing: this release counts no programme$`),
		"This release counts no programme.", "Rilis ini tidak menghitung program apa pun."},
	{regexp.MustCompile(`^strategy: (".*"), allowed is nothing: this release counts no strategy, only (.*)$`),
		"This release does not count strategy %s, nor any other; it counts: %s.", "Rilis ini tidak menghitung strategi %s dan tidak ada strategi lain; yang dihitung: %s."},
	{regexp.MustCompile(`^strategy: (".*"), allowed is (.*)$`),
		"This release does not count strategy %s; it counts: %s.", "Rilis ini tidak menghitung strategi %s; yang dihitung: %s."},
	{regexp.MustCompile(`^programme: (".*"), allowed is (.*)$`),
		"This release does not count programme %s; it counts: %s.", "Rilis ini tidak menghitung program %s; yang dihitung: %s."},
	{regexp.MustCompile(`^threshold: "(.*)", allowed is .*0 to 1$`),
		"The threshold is a share from 0 to 1, that is 0 to 100%%, not %s.", "Ambang ialah bagian dari 0 sampai 1, yaitu 0 sampai 100%%, bukan %s."},
	{regexp.MustCompile(`^limit: "(.*)", allowed is a number of places; 0 for all$`),
		"The list can be as long as you say, in whole numbers; 0 lists all places, %s cannot be.", "Daftar dapat sepanjang bilangan bulat yang disebut; 0 berarti semua tempat, %s tidak dapat."},
	{regexp.MustCompile(`^method: (".*"), allowed is by (\S+) only; otherwise (.*)$`),
		"The method %s looks for places of its own (by=%s); for others there is: %s.", "Metode %s mencari tempatnya sendiri (by=%s); untuk tempat lain ada: %s."},
	{regexp.MustCompile(`^within: (".*"), allowed is the code of an area of this release$`),
		"This release has no area with the code %s.", "Rilis ini tidak memuat wilayah dengan kode %s."},
	{regexp.MustCompile(`^within: (".*"), allowed is nothing where places are regencies$`),
		"Regencies lie in no other area, so none lie in %s.", "Kabupaten tidak berada di dalam wilayah lain, jadi tidak ada yang berada di %s."},
	{regexp.MustCompile(`^within: (".*"), allowed is the code of an area above: regency$`),
		"No district lies in the area %s; choose a regency.", "Tidak ada kecamatan di dalam wilayah %s; pilih sebuah kabupaten."},
	{regexp.MustCompile(`^within: (".*"), allowed is the code of an area above: regency or district$`),
		"No village lies in the area %s; choose a district or a regency.", "Tidak ada desa atau kelurahan di dalam wilayah %s; pilih sebuah kecamatan atau kabupaten."},
	{regexp.MustCompile(`^unit_cost: "(.*)", allowed is 1 or more$`),
		"One package costs at least 1 rupiah, not %s.", "Satu paket berbiaya sedikitnya 1 rupiah, bukan %s."},
	{regexp.MustCompile(`^budget: "(.*)", allowed is (\d+), the cost of one unit, or more$`),
		"A budget of %s rupiah does not pay for one package, which costs %s rupiah.", "Anggaran %s rupiah tidak cukup untuk satu paket, yang berbiaya %s rupiah."},
	{regexp.MustCompile(`^rule: (".*"), allowed is `),
		"A budget is shared by the gap (gap), poorest first (poorest_first) or in equal shares (equal_share), not by %s.",
		"Anggaran dibagi menurut kesenjangan (gap), termiskin dahulu (poorest_first) atau sama rata (equal_share), bukan menurut %s."},
	{regexp.MustCompile(`^minimum_per_district: "(.*)", allowed is 0 or more$`),
		"The least that each district gets is 0 packages or more, not %s.", "Minimum per kecamatan ialah 0 paket atau lebih, bukan %s."},
	{regexp.MustCompile(`^minimum_per_district: "(.*)", allowed is 0 to (\d+): there are (\d+) packages for (\d+) districts$`),
		"A minimum of %[1]s packages in each district is too much: the budget pays for %[3]s packages, and eligible families are missed in %[4]s districts. The minimum can be %[2]s at most.",
		"Minimum %[1]s paket per kecamatan terlalu besar: anggaran cukup untuk %[3]s paket, dan keluarga berhak terlewat di %[4]s kecamatan. Minimum paling besar %[2]s."},
	{regexp.MustCompile(`^minimum_per_district: "(.*)", allowed is 0 to (\d+): there are (\d+) packages for (\d+) districts, and fewer families missed in (\d+) of them$`),
		"A minimum of %[1]s packages in each district is too much: the budget pays for %[3]s packages, and eligible families are missed in %[4]s districts. The minimum can be %[2]s at most; districts that miss fewer families than that (%[5]s of them) take only as many.",
		"Minimum %[1]s paket per kecamatan terlalu besar: anggaran cukup untuk %[3]s paket, dan keluarga berhak terlewat di %[4]s kecamatan. Minimum paling besar %[2]s; kecamatan dengan keluarga terlewat kurang dari itu (ada %[5]s) hanya memerlukan sebanyak keluarganya."},
	{regexp.MustCompile(`^(\w+): (".*"), allowed is (.*)$`),
		"%[2]s cannot be used as %[1]s; there is: %[3]s.", "%[2]s tidak dapat dipakai sebagai %[1]s; yang ada: %[3]s."},
}

// inSentences says in both languages what of a question cannot be answered, and what can.
func inSentences(wrong *poverty.InputError) poverty.Text {
	for _, s := range sentences {
		if found := s.wrong.FindStringSubmatch(wrong.Error()); found != nil {
			return poverty.Text{EN: fill(language.English, s.en, found[1:]), ID: fill(language.Indonesian, s.id, found[1:])}
		}
	}
	return poverty.Text{EN: wrong.Error(), ID: wrong.Error()}
}

// fill puts words and whole numbers in the blanks of a sentence.
func fill(tag language.Tag, sentence string, found []string) string {
	p, args := message.NewPrinter(tag), make([]any, len(found))
	for i, word := range found {
		args[i] = word
		if n, err := strconv.ParseInt(word, 10, 64); err == nil {
			args[i] = p.Sprint(number.Decimal(n))
		}
	}
	return fmt.Sprintf(sentence, args...)
}
