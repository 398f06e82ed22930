package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/sharedtest"
	"tepat/geo/survey"
)

// TestSmallAreaOfSae estimates the first 15 areas of R's sae::milk by the
// command, and holds them against what that package gives.
func TestSmallAreaOfSae(t *testing.T) {
	path, ok := sharedtest.Path(t, "vectors/fh_milk15.csv")
	if !ok {
		return
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(row []string, column string) float64 {
		for i, name := range rows[0] {
			if name == column {
				n, err := strconv.ParseFloat(row[i], 64)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
		}
		t.Fatalf("no column %q", column)
		return 0
	}
	for _, method := range []string{"reml", "ml"} {
		words := []string{"small-area", path, "--code=small_area", "--direct=yi", "--se=sd", "--factors=major_area", "--method=" + method}
		s := decode[survey.SmallAreas](t, must(t, append(words, "--format=json")...))
		if len(s.Areas) != len(rows)-1 || math.Abs(s.Sigma2-number(rows[1], "sigma2_"+method)) > 1e-5 {
			t.Fatalf("%s: %d areas, σ² %v", method, len(s.Areas), s.Sigma2)
		}
		for i, a := range s.Areas {
			row := rows[i+1]
			if math.Abs(a.EBLUP-number(row, "eblup_"+method)) > 1e-5 || math.Abs(a.MSE-number(row, "mse_"+method)) > 1e-5 {
				t.Errorf("%s, area %s: EBLUP %v, MSE %v", method, a.Code, a.EBLUP, a.MSE)
			}
			if both := a.Weight*a.Direct + (1-a.Weight)*a.Synthetic; math.Abs(both-a.EBLUP) > 1e-9 || math.Abs(*a.CV-math.Sqrt(a.MSE)/a.EBLUP) > 1e-12 {
				t.Errorf("%s, area %s: %v of direct and synthetic is %v, EBLUP %v; CV %v", method, a.Code, a.Weight, both, a.EBLUP, *a.CV)
			}
		}
		if lines, err := csv.NewReader(strings.NewReader(must(t, append(words, "--format=csv")...))).ReadAll(); err != nil || len(lines) != 16 || lines[1][5] != strconv.FormatFloat(s.Areas[0].EBLUP, 'f', -1, 64) {
			t.Errorf("CSV: %v, %v", lines, err)
		}
		if out := must(t, append(words, "--language=en")...); !strings.Contains(out, "synthetic") || !strings.Contains(out, strings.ToUpper(method)) || !strings.Contains(out, "major_area=2") {
			t.Errorf("the table is\n%s", out)
		}
	}
}

const areasFile = `Kode;estimasi;se;penduduk;listrik
64.02.01;0,11;0,02;1000;0,5
64.02.02;0,14;0,03;2000;0,6
64.02.03;0,09;0,01;3000;0,35
64.02.04;0,21;0,05;1000;0,9
64.02.05;0,12;0,02;3000;0,55
`

func TestSmallAreaAgainstAKnownFigure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "areas.csv")
	write(t, path, areasFile)
	ask := func(words ...string) survey.SmallAreas {
		return decode[survey.SmallAreas](t, must(t, append([]string{"small-area", path, "--covariates=listrik", "--format=json"}, words...)...))
	}
	plain := ask()
	var mean float64
	for i, size := range []float64{1000, 2000, 3000, 1000, 3000} {
		mean += plain.Areas[i].EBLUP * size / 10000
		if plain.Areas[i].Benchmarked != nil {
			t.Error("scaled without being asked")
		}
	}
	near := ask(fmt.Sprint("--benchmark=", mean*1.2))
	if b := near.Benchmark; b == nil || b.Far || math.Abs(b.Factor-1.2) > 1e-9 || math.Abs(b.Mean-mean) > 1e-12 || math.Abs(*near.Areas[0].Benchmarked-1.2*plain.Areas[0].EBLUP) > 1e-9 {
		t.Errorf("%+v", near.Benchmark)
	}
	for _, factor := range []float64{0.79, 1.26} {
		far := ask(fmt.Sprint("--benchmark=", mean*factor))
		if b := far.Benchmark; b == nil || !b.Far || b.Warning == nil || far.Areas[0].Benchmarked != nil {
			t.Errorf("a factor of %v: %+v", factor, far.Benchmark)
		}
		for language, word := range map[string]string{"en": "WARNING", "id": "PERINGATAN"} {
			if out := must(t, "small-area", path, "--covariates=listrik", fmt.Sprint("--benchmark=", mean*factor), "--language", language); !strings.Contains(out, word) {
				t.Errorf("a factor of %v is not warned of:\n%s", factor, out)
			}
		}
	}
	// Equal estimates have no area effects, and that is said.
	write(t, path, "code,direct,variance\na,0.1,0.01\nb,0.1,0.01\nc,0.1,0.01\n")
	if out := must(t, "small-area", path, "--language=en"); !strings.Contains(out, "σ² is 0") {
		t.Errorf("σ² of 0 is not said:\n%s", out)
	}
}

func TestSmallAreaRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "areas.csv")
	for _, tc := range []struct {
		name, from, to string
		words          []string
		code           int
		want           string
	}{
		{"no number", "0,14", "sedang", nil, exitRefused, `line 3, column "estimasi": not a number`},
		{"no estimate", "0,14", "", nil, exitRefused, `line 3, column "estimasi": a number is missing`},
		{"an error of 0", "0,05", "0", nil, exitRefused, `line 5, column "se": not a number above 0`},
		{"an error below 0", "0,05", "-0,05", nil, exitRefused, `line 5, column "se": not a number above 0`},
		{"a code twice", "64.02.03", "64.02.02", nil, exitRefused, `line 4, column "Kode": an area needs a code of its own`},
		{"a code twice, once without dots", "64.02.03", "640202", nil, exitRefused, `line 4, column "Kode": an area needs a code of its own`},
		{"no column", "", "", []string{"--covariates=jalan"}, exitRefused, `there is no column "jalan"`},
		{"neither variance nor error", ";se;", ";x;", nil, exitUsage, "variance"},
		{"variables that depend on each other", "", "", []string{"--covariates=listrik", "--factors=Kode"}, exitUsage, "--areas"},
		{"the same variable twice", "", "", []string{"--covariates=listrik,listrik"}, exitUsage, "--covariates"},
		{"no such method", "", "", []string{"--method=mcmc"}, exitUsage, "reml, ml"},
		{"a benchmark of 0", "", "", []string{"--benchmark=0"}, exitUsage, "--benchmark"},
		{"a benchmark that is none", "", "", []string{"--benchmark=NaN"}, exitUsage, "--benchmark"},
		{"a benchmark without sizes", ";penduduk;", ";y;", []string{"--benchmark=0.1"}, exitRefused, `there is no column "size"`},
		{"a size below 0", ";2000;", ";-2000;", []string{"--benchmark=0.1"}, exitRefused, `line 3, column "penduduk"`},
	} {
		write(t, path, strings.Replace(areasFile, tc.from, tc.to, 1))
		if code, out, err := tepat(t, append([]string{"small-area", path}, tc.words...)...); code != tc.code || !strings.Contains(err, tc.want) || out != "" {
			t.Errorf("%s: exit %d, %q; want %d with %q", tc.name, code, err, tc.code, tc.want)
		}
	}
	if code, _, _ := tepat(t, "small-area"); code != exitUsage {
		t.Errorf("no file: exit %d", code)
	}
	if code, _, _ := tepat(t, "small-area", "nowhere.csv"); code != exitUsage {
		t.Errorf("a file that is not there: exit %d", code)
	}
}
