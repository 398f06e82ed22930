package figures

import (
	"errors"
	"slices"
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

// A sign is read where the column proves it, or nothing else can be meant.
func TestSigns(t *testing.T) {
	const unclear, between = "decimals or thousands", "write thousands without a sign"
	for _, tc := range []struct {
		name, separator, column string // its values, apart by blanks
		want                    []float64
		line                    int // with the fault
		fault                   string
	}{
		{"thousands with a point", ";", "980 1.250 1.300", nil, 3, unclear},
		{"thousands with a comma", ";", "980 1,250 1,300", nil, 3, unclear},
		{"in tabs", "\t", "1.250", nil, 2, unclear},
		{"what to write", ";", "980 1250 1.2500", []float64{980, 1250, 1.25}, 0, ""},
		{"proved by a comma", ";", "1,250 0,5 7", []float64{1.25, .5, 7}, 0, ""},
		{"proved by a point", ";", "1.250 12.5", []float64{1.25, 12.5}, 0, ""},
		{"by an exponent", ";", "1.250 1.5e3", []float64{1.25, 1500}, 0, ""},
		{"nought before it", ";", "0.125 0,125", nil, 2, "a comma in others"},
		{"a point among commas", ";", "0,5 1.250", nil, 3, between},
		{"a comma among points", ";", "0.5 1,250", nil, 3, between},
		{"words prove nothing", ";", "1.250 a,b", nil, 2, unclear},
		{"both signs", ";", "1.234,5", nil, 2, "not a number"},
		{"two points", ";", "1.234.567", nil, 2, "not a number"},
		{"quoted between commas", ",", "0,10 12,5 3", []float64{.1, 12.5, 3}, 0, ""},
		{"quoted thousands", ",", "1,250 980", nil, 2, unclear},
		{"quoted, proved", ",", "1,250 0,75", []float64{1.25, .75}, 0, ""},
		{"three decimals between commas", ",", "54.423 9.745", []float64{54.423, 9.745}, 0, ""},
		{"points among commas", ",", "0.10 0,10", nil, 2, "a comma in others"},
		{"below nought", ";", "-1.250 -0,5", nil, 2, between},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := "code" + tc.separator + "estimate\n"
			for _, v := range strings.Fields(tc.column) {
				text += "1" + tc.separator + `"` + v + "\"\n"
			}
			tab, err := Read(strings.NewReader(text), wanted...)
			if err != nil {
				t.Fatal(err)
			}
			var got []float64
			for i := 0; err == nil && i < tab.Len(); i++ {
				var v float64
				if v, err = tab.Number("estimate", i); err == nil {
					got = append(got, v)
				}
			}
			fault := &Fault{}
			if tc.fault == "" {
				if err != nil || !slices.Equal(got, tc.want) {
					t.Errorf("%v, %v, want %v", got, err, tc.want)
				}
			} else if !errors.As(err, &fault) || fault.Line != tc.line || fault.Column != "estimate" || !strings.Contains(fault.Problem, tc.fault) {
				t.Errorf("%v, %v, want line %d: %s", got, err, tc.line, tc.fault)
			}
		})
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
