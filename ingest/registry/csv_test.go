package registry

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

// standard reads text as encoding/csv does, with its blank lines left out.
func standard(text string, sep rune) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = sep, true, -1
	return r.ReadAll()
}

// ours reads text through blocks of the given size.
func ours(text string, sep byte) (records [][]string, err error) {
	blocks := csvBlocks{in: iotest.OneByteReader(strings.NewReader(text)), sep: sep, row: 1}
	row := int64(1)
	for {
		block, first, n, err := blocks.next()
		if errors.Is(err, io.EOF) {
			return records, nil
		} else if err != nil {
			return records, err
		}
		if first != row {
			return nil, fmt.Errorf("the block begins with row %d, want %d", first, row)
		}
		row += n
		for ; block != ""; n-- {
			var cells []string
			cells, block = nextRecord(block, sep, nil)
			if len(cells) > 1 || cells[0] != "" {
				records = append(records, cells)
			}
		}
		if n != 0 {
			return nil, fmt.Errorf("a block has %d records more than it says", -n)
		}
	}
}

var csvs = []string{
	"a,b,c\n1,2,3\n",
	"a,b\r\n1,2\r\n",
	"a;b\n\n\n1;2",
	"\"a\",\"b,c\"\n\"d\"\"e\",\"f\ng\"\n",
	"\"a\r\nb\",c\r\n",
	"a,\"b\" c\n",
	"a \"b\",c\n",
	"\"a\"b\",c\n",
	",,\n,\n",
	"\"\",\"\"\n",
	"\"\n\n\n\",x\n",
	"x\r",
	"\"x\"\r",
	"\"never closed\n1,2\n3,4\n",
	"a,b\n1,2\n\"\"\"\",\"a\"\"\"\n",
	"\r\r\n,\"\r\"\n",
}

// Encoding/csv did not learn CSV from us.
func FuzzCSV(f *testing.F) {
	for _, s := range csvs {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, sep := range []byte{',', ';', '\t'} {
			want, err := standard(text, rune(sep))
			if err != nil {
				t.Skip()
			}
			got, err := ours(text, sep)
			if errors.Is(err, ErrOpenQuote) {
				continue // encoding/csv takes the rest of the file for one field
			} else if err != nil {
				t.Fatal(err)
			}
			// A record of one empty quoted field looks like a blank line.
			want = withoutBlank(want)
			if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("sep %q: %q\n got %q\nwant %q", sep, text, got, want)
			}
		}
	})
}

func withoutBlank(records [][]string) (kept [][]string) {
	for _, r := range records {
		if len(r) > 1 || r[0] != "" {
			kept = append(kept, r)
		}
	}
	return kept
}

func TestRecordsLongerThanABlock(t *testing.T) {
	long := strings.Repeat("word ", blockSize/4) + "\nand a second line"
	text := "a,b\n1,\"" + long + "\"\n2,x\n"
	want, err := standard(text, ',')
	if err != nil {
		t.Fatal(err)
	}
	if got, err := ours(text, ','); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%d records, %v; want %d", len(got), err, len(want))
	}
}

func TestAQuoteThatIsNeverClosed(t *testing.T) {
	for name, text := range map[string]string{
		"at the end":      "a,b\n1,2\n\"3,4\n",
		"far from an end": "a,b\n1,2\n\"" + strings.Repeat("3,4\n", maxRecord),
	} {
		_, err := ours(text, ',')
		if !errors.Is(err, ErrOpenQuote) || !strings.Contains(err.Error(), "row 3") {
			t.Errorf("%s: %v, want row 3 and ErrOpenQuote", name, err)
		}
	}
}

func TestARowWithoutAnEnd(t *testing.T) {
	_, err := ours("a,b\n1,2\n"+strings.Repeat("x", 3*maxRecord), ',')
	if !errors.Is(err, ErrLongRow) || !strings.Contains(err.Error(), "row 3") {
		t.Errorf("%v, want row 3 and ErrLongRow", err)
	}
}

func BenchmarkCSV(b *testing.B) {
	line := strings.Repeat("some value,", 30) + "end\n"
	text := strings.Repeat(line, 1000)
	b.Run("ours", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		var cells []string
		for b.Loop() {
			for rest := text; rest != ""; {
				cells, rest = nextRecord(rest, ',', cells)
			}
		}
	})
	b.Run("encoding/csv", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			r := csv.NewReader(strings.NewReader(text))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); err != nil {
					break
				}
			}
		}
	})
}

// TestALostQuoteIsNotARow: one quote too many must not swallow the rows behind it.
func TestALostQuoteIsNotARow(t *testing.T) {
	var text strings.Builder
	text.WriteString("nik,nama,desa\n")
	for i := range 300 {
		if i == 100 {
			text.WriteString("1,\"Contoh,Loa Tebu\n")
			continue
		}
		if i == 200 {
			text.WriteString("1,Contoh\",Loa Tebu\n")
			continue
		}
		text.WriteString("1,Contoh,Loa Tebu\n")
	}
	file, err := Open(write(t, "quote.csv", []byte(text.String())))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table, err := file.Table(Options{})
	for err == nil {
		_, err = table.Next()
	}
	if !errors.Is(err, ErrOpenQuote) || !strings.Contains(err.Error(), "row 102") {
		t.Errorf("got %v, want ErrOpenQuote in row 102", err)
	}
}

// TestDamagedBytes: what no text of a database can hold does not reach it.
func TestDamagedBytes(t *testing.T) {
	for name, text := range map[string]string{
		"NUL":                  "nik,nama,desa\n1,Con\x00toh,Loa Tebu\n",
		"a mark, and no UTF-8": "\xef\xbb\xbfnik,nama,desa\n1,Con\xe9toh,Loa Tebu\n",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := Open(write(t, "x.csv", []byte(text)))
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			table, err := file.Table(Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close()
			b, err := table.Next()
			if err != nil {
				t.Fatal(err)
			}
			for f := range table.Reader(asOf).Families(b) {
				if s := string(f.Name); !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
					t.Errorf("the name reaches the database as it was: % x", s)
				}
			}
		})
	}
}
