package registry_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tepat/ingest/registry"
)

// A mapping tells tepat what the columns and words of a table mean that it
// does not know by their usual spelling.
func ExampleReadMapping() {
	mapping, err := registry.ReadMapping(strings.NewReader(`
sheet: Data             # XLSX: the one sheet to read; left out: all with a header
header: 2               # the header's row; left out: looked for in the first ten

columns:                # what tepat needs: how the file spells it
  id: No. Registrasi    # the registry's own number of the family
  kk: Nomor Kartu
  nik: NIK KRT
  name: Nama KRT
  address: Domisili
  regency: Kab
  district: Kec
  village: Nama Kampung
  village_code: Kode Kampung
  desil: Kelas
  sex: L/P
  birth: Lahir
  members: Jiwa
  longitude: X
  latitude: Y

receives:               # programme id of the catalogue: the column of its flag
  blt_dd: BLT Kampung

values:                 # words beside the usual ones: yes, no, female, male, head
  yes: [dapat]
  no: [belum]
`))
	if err != nil {
		log.Fatal(err)
	}

	path := filepath.Join(os.TempDir(), "tepat-example.csv")
	defer os.Remove(path)
	os.WriteFile(path, []byte(`Pendataan kampung 2024
No. Registrasi;Nomor Kartu;NIK KRT;Nama KRT;Domisili;Kab;Kec;Nama Kampung;Kode Kampung;Kelas;L/P;Lahir;Jiwa;X;Y;BLT Kampung
R-1;6402060101159001;6402064101809001;Ibu Contoh;Jl. Contoh 1;Kukar;Tenggarong;Loa Tebu;6402061001;2;P;1-1-1980;4;116,95;-0,41;dapat
`), 0o600)
	file, err := registry.Open(path)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	table, err := file.Table(registry.Options{Mapping: mapping})
	if err != nil {
		log.Fatal(err)
	}
	defer table.Close()
	batch, err := table.Next()
	if err != nil {
		log.Fatal(err)
	}
	for f := range table.Reader(time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)).Families(batch) {
		fmt.Println("row", f.Row, "village", f.VillageCode, "desil", f.Desil, "members", f.Members)
		fmt.Printf("receives %v; head %c, born %d\n", table.Programmes(f.Receives), f.Sex, f.Birth.Year())
		fmt.Println("name:", f.Name) // personal values do not print
	}
	// Output:
	// row 3 village 6402061001 desil 2 members 4
	// receives [blt_dd]; head F, born 1980
	// name: [redacted]
}
