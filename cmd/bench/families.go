package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"time"
)

// header is that of an extract of DTSEN.
const header = "id_keluarga_dtsen,nomor_kk,nik,nama,alamat,kabupaten_kota,kecamatan,desa_kelurahan,kode_desa_kelurahan,desil_nasional," +
	"jenis_kelamin,tanggal_lahir,jumlah_anggota_keluarga,longitude,latitude,penerima_pkh,penerima_sembako,pbi_jkn,padan_dukcapil\n"

// desilColumn is the place of desil_nasional in the header.
const desilColumn = 9

// writeFamilies writes n plainly made-up families, whose NIK have serials from
// 9000 on, village by village.
func writeFamilies(path string, g *ground, n int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	_, err = w.WriteString(header)
	rng := rand.New(rand.NewPCG(5, 5))
	var row []byte
	for i := 0; i < n && err == nil; i++ {
		row = g.appendFamily(row[:0], rng, i, i*len(g.villages)/n)
		_, err = w.Write(row)
	}
	return errors.Join(err, w.Flush(), f.Close())
}

// appendFamily appends row i, a family of a village.
func (g *ground) appendFamily(to []byte, rng *rand.Rand, i, village int) []byte {
	v := &g.villages[village]
	code := strings.ReplaceAll(string(v.Code), ".", "")
	// A thousand serials for each of 20,160 days: no two families have one NIK.
	day := i / 1000
	born := time.Date(1940+day/336%60, time.Month(1+day/28%12), 1+day%28, 0, 0, 0, 0, time.UTC)
	sex, coded := "L", born.Day()
	if rng.IntN(5) == 0 {
		sex, coded = "P", coded+40
	}
	home := g.home(rng, village)
	to = fmt.Appendf(to, "DT%d,%s%s%04d,%s%02d%s%04d,Keluarga Contoh %d,Jalan Contoh RT %d,KUTAI KARTANEGARA,Kecamatan %s,%s,%s,",
		1_000_000_000+i, code[:6], born.Format("020106"), 1000+i%7000, code[:6], coded, born.Format("0106"), 9000+i%1000,
		i, 1+rng.IntN(30), v.Parent, v.Name, code)
	to = fmt.Appendf(to, "%d,%s,%s,%d,%.6f,%.6f", 1+rng.IntN(10), sex, born.Format(time.DateOnly), 1+rng.IntN(8), home.Lon(), home.Lat())
	for range 4 {
		to = append(to, [...]string{",YA", ",TIDAK"}[rng.IntN(2)]...)
	}
	return append(to, '\n')
}

// writeEdition copies a file of families; every fiftieth has another desil.
func writeEdition(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	r, w := csv.NewReader(bufio.NewReaderSize(in, 1<<16)), csv.NewWriter(out)
	r.ReuseRecord = true
	for i := 0; ; i++ {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			w.Flush()
			return errors.Join(w.Error(), out.Close())
		} else if err != nil {
			return errors.Join(err, out.Close())
		}
		if i%50 == 1 {
			desil, _ := strconv.Atoi(row[desilColumn])
			row[desilColumn] = strconv.Itoa(desil%10 + 1)
		}
		if err := w.Write(row); err != nil {
			return errors.Join(err, out.Close())
		}
	}
}
