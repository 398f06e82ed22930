package figures

import (
	"errors"
	"strings"
	"testing"
)

var wanted = []Column{{Name: "code", Spellings: []string{"kode_wilayah"}}, {Name: "estimate"}, {Name: "size", Optional: true}}

func TestReadInEveryDress(t *testing.T) {
	for name, text := range map[string]string{
		"commas":       "code,estimate,size\n64.02,0.25,3\n",
		"semicolons":   "\ufeffNama;Kode Wilayah;ESTIMATE;size\r\nIbu Contoh;64.02;0,25;3\r\n\r\n",
		"tabs":         "code\testimate\tsize\n64.02\t0.25\t3",
		"quoted":       "\"code\",\"estimate\",size\n\"64.02\",\"0.25\",3\n",
		"empty at end": "code,estimate,size\n64.02,2.5e-1,3\n,,\n",
	} {
		tab, err := Read(strings.NewReader(text), wanted...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		v, err := tab.Number("estimate", 0)
		n, _ := tab.Count("size", 0)
		if tab.Len() != 1 || tab.Text("code", 0) != "64.02" || v != 0.25 || n != 3 || err != nil {
			t.Errorf("%s: %d lines, %v, %d, %v", name, tab.Len(), v, n, err)
		}
		for _, cells := range tab.cells {
			if strings.Contains(strings.Join(cells, ""), "Ibu") {
				t.Errorf("%s: a column that nobody asked for is kept", name)
			}
		}
	}
}

func TestFaultsNameLineAndColumnAndNoValue(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "the file is empty",
		"code,estimate\n":                     "there is no line below the header",
		"code,size\n1,2\n":                    `line 1: there is no column "estimate"`,
		"code,estimate,Estimate\n1,2,3\n":     `line 1, column "Estimate": means the same as column "estimate"`,
		"code,estimate\n1,2,Rahasia\n":        "line 2: more or fewer cells than the header has",
		"code,estimate\n1,2\n2,\"Rahasia\n":   "line 3: extraneous",
		"code,estimate\n1,2\n2,Rahasia\n":     `line 3, column "estimate": not a number`,
		"code,estimate\n1,2\n\n2,\n":          `line 4, column "estimate": a number is missing`,
		"code,estimate\n1,NaN\n":              `line 2, column "estimate": not a number`,
		"code;estimate\n1;1.234,5\n":          `line 2, column "estimate": not a number`,
		"code,estimate\n1,0x1p-2\n":           `line 2, column "estimate": not a number`,
		"code,estimate\n1,\xff\n":             "UTF-8",
		"PK\x03\x04\x00\x00workbook,estimate": "save the sheet as CSV",
	} {
		tab, err := Read(strings.NewReader(text), wanted...)
		for i := 0; err == nil && i < tab.Len(); i++ {
			_, err = tab.Number("estimate", i)
		}
		var fault *Fault
		if !errors.As(err, &fault) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Rahasia") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("code,estimate,size\n64.02,0.25,3\n")
	f.Add("code;estimate\n1;1,5\n\"")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := Read(strings.NewReader(text), wanted...)
		if err != nil {
			return
		}
		for i := range tab.Len() {
			tab.Number("estimate", i)
			tab.Count("size", i)
			tab.Bool("code", i)
		}
	})
}
