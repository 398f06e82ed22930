package api

import (
	"fmt"
	"regexp"
	"strings"

	"tepat/geo/poverty"
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

// allowances are what a [poverty.InputError] allows, where that is more than a list of words.
var allowances = []struct {
	en *regexp.Regexp
	id string
}{
	{regexp.MustCompile(`^nothing: this release counts no programme$`), "tidak ada: rilis ini tidak menghitung program apa pun"},
	{regexp.MustCompile(`^nothing: this release counts no strategy, only (.*)$`), "tidak ada: rilis ini tidak menghitung strategi, hanya $1"},
	{regexp.MustCompile(`^nothing where places are regencies$`), "tidak ada, bila tempatnya kabupaten"},
	{regexp.MustCompile(`^(?:a share from )?0 to 1$`), "bagian dari 0 sampai 1"},
	{regexp.MustCompile(`^a number of places; 0 for all$`), "jumlah tempat; 0 untuk semua"},
	{regexp.MustCompile(`^by (\S+) only; otherwise (.*)$`), "hanya dengan by $1; selain itu $2"},
	{regexp.MustCompile(`^the code of an area of this release$`), "kode sebuah wilayah dalam rilis ini"},
	{regexp.MustCompile(`^the code of an area above: (.*)$`), "kode wilayah di atasnya: $1"},
	{regexp.MustCompile(`^(\d+), the cost of one unit, or more$`), "$1, biaya satu paket, atau lebih"},
	{regexp.MustCompile(`^(\d+) or more$`), "$1 atau lebih"},
	{regexp.MustCompile(`^0 to (\d+): there are (\d+) packages for (\d+) districts$`), "0 sampai $1: ada $2 paket untuk $3 kecamatan"},
}

// inIndonesian says which word of a question cannot be answered, and what can.
func inIndonesian(wrong *poverty.InputError) string {
	allowed := wrong.Allowed
	for _, a := range allowances {
		allowed = a.en.ReplaceAllString(allowed, a.id)
	}
	return fmt.Sprintf("%s: %q, yang dapat dipakai: %s", wrong.Field, wrong.Got, strings.ReplaceAll(allowed, " or ", " atau "))
}
