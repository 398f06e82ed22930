package main

import (
	"encoding/csv"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/survey"
)

// TestVerifiedOfTheWorldBank: ten persons of whom the first four are poor, in
// the four scenarios of "Revisiting Targeting" (2022), table 7.3.
func TestVerifiedOfTheWorldBank(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.csv")
	for _, tc := range []struct {
		receives             string
		exclusion, inclusion float64
	}{{"1100000000", .5, 0}, {"0110000000", .5, 0}, {"0011000000", .5, 0}, {"1111111111", 0, .6}} {
		text := "nama,bobot,berhak,menerima\n"
		for i, r := range tc.receives {
			text += fmt.Sprintf("Orang %d,1,%s,%s\n", i, map[bool]string{true: "ya", false: "tidak"}[i < 4], map[rune]string{'1': "Ya", '0': "Tidak"}[r])
		}
		write(t, path, text)
		a := decode[survey.VerifiedAnswer](t, must(t, "verified", path, "--format=json"))
		if math.Abs(*a.Exclusion.Share-tc.exclusion) > 1e-12 || math.Abs(*a.Inclusion.Share-tc.inclusion) > 1e-12 || a.Visits != 10 || a.Eligible != 4 {
			t.Errorf("%s: exclusion %v, inclusion %v of %d", tc.receives, *a.Exclusion.Share, *a.Inclusion.Share, a.Visits)
		}
	}
}

const sampleFile = `strata;klaster;jumlah_klaster;bobot;berhak;menerima;nama
a;1;10;12,5;ya;ya;Rahasia
a;1;10;12,5;ya;tidak;Rahasia
a;2;10;10;ya;ya;Rahasia
a;2;10;10;tidak;ya;Rahasia
b;1;8;20;ya;ya;Rahasia
b;1;8;20;tidak;tidak;Rahasia
b;2;8;15;ya;tidak;Rahasia
b;2;8;15;ya;ya;Rahasia
`

func TestVerifiedOfADesign(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sample.csv")
	write(t, path, sampleFile)
	a := decode[survey.VerifiedAnswer](t, must(t, "verified", path, "--format=json"))
	// Eligible 12.5·2 + 10 + 20 + 15·2 = 85, of whom 12.5 + 15 are missed; units
	// add (y − R·x)/85 each, and 1 − f is 0.8 in a, 0.75 in b.
	R := 27.5 / 85
	z := func(y, x float64) float64 { return (y - R*x) / 85 }
	half := func(p, q float64) float64 { return (p - q) * (p - q) } // n/(n−1)·Σ(z−z̄)² of two
	se := math.Sqrt(0.8*half(z(12.5, 25), z(0, 10)) + 0.75*half(z(0, 20), z(15, 30)))
	if math.Abs(*a.Exclusion.Share-R) > 1e-12 || math.Abs(*a.Exclusion.SE-se) > 1e-12 || a.PSUs != 4 || a.Strata != 2 || !a.Exclusion.TooFew || a.Exclusion.Interval != nil {
		t.Errorf("exclusion %v ± %v, want %v ± %v; %+v", *a.Exclusion.Share, *a.Exclusion.SE, R, se, a)
	}
	for language, words := range map[string][]string{"en": {"Verified exclusion error", "Verified inclusion error", "  too few clusters to tell  "}, "id": {"Kesalahan eksklusi terverifikasi", "  klaster terlalu sedikit untuk disimpulkan  "}} {
		out := must(t, "verified", path, "--language", language)
		for _, word := range words {
			if !strings.Contains(out, word) {
				t.Errorf("%q is not in\n%s", word, out)
			}
		}
		if strings.Contains(out, "Rahasia") {
			t.Error("a name of the file is shown")
		}
	}
	if lines, err := csv.NewReader(strings.NewReader(must(t, "verified", path, "--format=csv"))).ReadAll(); err != nil || len(lines) != 3 || lines[1][0] != "verified_exclusion_error" || lines[1][2] != "" || lines[1][8] != "true" {
		t.Errorf("CSV: %v, %v", lines, err)
	}
	for _, tc := range []struct{ from, to, want string }{
		{"a;2;10;10;ya", "a;2;10;10;mungkin", `line 4, column "berhak": neither yes nor no`},
		{"a;2;10;10;ya", "a;2;10;-1;ya", `line 4, column "bobot": allowed is a number, 0 to 1000000000`},
		{"a;2;10;10;ya", "a;2;10;1e308;ya", `line 4, column "bobot": allowed is a number, 0 to 1000000000`},
		{"a;2;10;10;ya", "a;2;10;1.250;ya", `line 4, column "bobot": not clear`},
		{"a;2;10;10;ya", "a;;10;10;ya", `line 4, column "klaster": the cluster is missing`},
		{"a;2;10;10;ya", "a;2;9;10;ya", `line 4, column "jumlah_klaster": allowed is one number in a stratum`},
		{"a;2;10;10;ya", "a;2;sepuluh;10;ya", `line 4, column "jumlah_klaster": not a whole number`},
		{";menerima;", ";dapat;", `there is no column "receives"`},
	} {
		write(t, path, strings.Replace(sampleFile, tc.from, tc.to, 1))
		if code, _, err := tepat(t, "verified", path); code != exitRefused || !strings.Contains(err, tc.want) || strings.Contains(err, "Rahasia") {
			t.Errorf("%s: exit %d, %s; want %s", tc.to, code, err, tc.want)
		}
	}
	write(t, path, "bobot,berhak,menerima\n0,ya,ya\n0,ya,tidak\n")
	if code, _, err := tepat(t, "verified", path); code != exitRefused || !strings.Contains(err, "no visit has a weight") {
		t.Errorf("visits that stand for nobody: exit %d, %s", code, err)
	}
	write(t, path, "klaster,bobot,berhak,menerima\n1,1,ya,ya\n1,1,ya,tidak\n")
	if code, _, err := tepat(t, "verified", path); code != exitRefused || !strings.Contains(err, "one primary unit") {
		t.Errorf("one cluster: exit %d, %s", code, err)
	}
}

// recapr's NChapman(100, 100, 20): 484.7619, standard error 82.0315.
func TestCaptureRecapture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lists.csv")
	write(t, path, "stratum,register,listing,matches\n64.02.01.2001,100,100,20\n")
	for _, words := range [][]string{{"--register=100", "--listing=100", "--matches=20"}, {path}} {
		a := decode[survey.UnregisteredAnswer](t, must(t, append([]string{"capture-recapture", "--format=json"}, words...)...))
		if math.Abs(a.Poor-484.7619) > 1e-4 || math.Abs(a.Families-384.7619) > 1e-4 || math.Abs(*a.SE-82.0315) > 1e-4 || a.Interval[0] >= a.Families || a.Interval[1] <= a.Families {
			t.Errorf("%v: %+v", words, a)
		}
	}
	for language, word := range map[string]string{"en": "Estimated unregistered poor families: 385", "id": "Estimasi keluarga miskin tak terdata: 385"} {
		if out := must(t, "capture-recapture", path, "--language", language); !strings.Contains(out, word) {
			t.Errorf("%q is not in\n%s", word, out)
		}
	}
	if lines, err := csv.NewReader(strings.NewReader(must(t, "capture-recapture", path, "--format=csv"))).ReadAll(); err != nil || len(lines) != 2 || lines[1][0] != "unregistered_poor" {
		t.Errorf("CSV: %v, %v", lines, err)
	}
	// One list within the other says nothing of families on neither.
	for _, lists := range []struct{ register, listing, families string }{{"100", "60", "at least 0"}, {"60", "100", "at least 40"}} {
		words := []string{"capture-recapture", "--register=" + lists.register, "--listing=" + lists.listing, "--matches=60"}
		out := must(t, append(words, "--language=en")...)
		if !strings.Contains(out, ": "+lists.families+" (no interval can be told)") || !strings.Contains(out, "WARNING: In 1 of 1 strata every family of one list is on the other too") {
			t.Errorf("%v say\n%s", lists, out)
		}
		if a := decode[survey.UnregisteredAnswer](t, must(t, append(words, "--format=json")...)); a.SE != nil || a.Interval != nil || a.Within == nil {
			t.Errorf("%v: %+v", lists, a)
		}
		if out := must(t, append(words, "--format=csv")...); !strings.Contains(out, ",,,") || !strings.Contains(out, ",true") {
			t.Errorf("%v: %s", lists, out)
		}
	}
	write(t, path, "register,listing,matches\n100,100,20\n100,60,60\n")
	if a := decode[survey.UnregisteredAnswer](t, must(t, "capture-recapture", path, "--format=json")); a.Interval == nil || a.Within == nil || !strings.HasPrefix(a.Within.ID, "Di 1 dari 2 strata") {
		t.Errorf("one of two strata: %+v", a)
	}
	write(t, path, "stratum,register,listing,matches\n64.02.01.2001,100,100,20\n")
	for _, tc := range []struct {
		words []string
		file  string
		code  int
		want  string
	}{
		{[]string{"--register=100", "--listing=100", "--matches=6"}, "", exitRefused, "6 matches between the lists, at least 7 are needed"},
		{[]string{"--register=100", "--listing=50", "--matches=51"}, "", exitUsage, "0 to 50, the shorter list"},
		{[]string{"--register=-1", "--listing=50", "--matches=7"}, "", exitUsage, "register"},
		{nil, "", exitUsage, "name one file"},
		{[]string{path, "--matches=9"}, "", exitUsage, "name one file"},
		{[]string{path}, "stratum,register,listing,matches\na,100,100,20\nb,100,100,6\n", exitRefused, `line 3, column "matches": 6 matches`},
		{[]string{path}, "n1,n2,m\n10,20,11\n", exitRefused, `line 2, column "m": allowed is 0 to 10`},
		{[]string{path}, "n1,n2,m\n10,dua puluh,8\n", exitRefused, `line 2, column "n2": not a whole number`},
	} {
		if tc.file != "" {
			write(t, path, tc.file)
		}
		if code, _, err := tepat(t, append([]string{"capture-recapture"}, tc.words...)...); code != tc.code || !strings.Contains(err, tc.want) {
			t.Errorf("%v %q: exit %d, %s; want %d with %s", tc.words, tc.file, code, err, tc.code, tc.want)
		}
	}
}
