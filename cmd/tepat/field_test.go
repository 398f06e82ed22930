package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/store/local"
)

// TestFieldResultsAreKept keeps what visits and lists said, and asks a release that
// was made after it: the three numbers stand apart, each with its own.
func TestFieldResultsAreKept(t *testing.T) {
	dir, files := folder(t), t.TempDir()
	cluster, err := local.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Stop()
	at := "--dir=" + dir
	must(t, "import", "areas", squares(t, 2), "--level=village", "--code-system=kemendagri", "--vintage=2025", at)
	rows := []string{"Nomor;Kode Desa;Jiwa;Desil;penerima_pkh"}
	for i := range 200 {
		rows = append(rows, fmt.Sprintf("R%d;64.69.%02d.1001;4;%d;%s", i, 1+i%2, 1+i/2%5, []string{"ya", "tidak"}[i/10%2]))
	}
	households := filepath.Join(files, "families.csv")
	write(t, households, strings.Join(rows, "\n")+"\n")
	mapping := filepath.Join(files, "map.yaml")
	write(t, mapping, "columns: {id: Nomor, village_code: Kode Desa, members: Jiwa, desil: Desil}\nreceives: {pkh: penerima_pkh}\n")
	must(t, "import", "households", households, "--registry=generic", "--map="+mapping, "--as-of=2025-06-30", "--code-system=kemendagri", at)

	sample := filepath.Join(files, "visits.csv")
	text := "weight,eligible,receives\n"
	for i := range 120 {
		text += fmt.Sprintf("1,%s,%s\n", []string{"ya", "ya", "tidak"}[i%3], []string{"ya", "tidak", "ya", "ya"}[i%4])
	}
	write(t, sample, text)
	few := filepath.Join(files, "few.csv")
	write(t, few, "weight,eligible,receives\n1,ya,ya\n1,ya,tidak\n")
	keep := []string{"verified", sample, "--keep", "--programme=pkh", "--within=64.69", "--as-of=2025-05-31", "--language=en", at}
	for _, tc := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"no date", append(keep[:5:5], "--language=en", at), exitUsage, "--as-of"},
		{"an area that is none", append(append([]string{}, keep...), "--within=64.99"), exitUsage, "--within"},
		{"a programme that is none", append(append([]string{}, keep...), "--programme=uang"), exitUsage, "pkh"},
		{"too few visits", append([]string{"verified", few}, keep[2:]...), exitRefused, "not kept"},
		{"both", append(append([]string{}, keep...), "--forget"), exitUsage, "one of"},
		{"one list within the other", []string{"capture-recapture", "--register=100", "--listing=50", "--matches=50", "--keep", "--within=64.69", "--as-of=2025-05-31", "--language=en", at}, exitRefused, "not kept: one list"},
		{"in Indonesian", append(append([]string{"verified", few}, keep[2:]...), "--language=id"), exitRefused, "tidak disimpan: tidak ada angka"},
		{"of no area", []string{"verified", "--forget", "--programme=pkh", "--as-of=2025-05-31", at}, exitUsage, "--within"},
	} {
		code, out, err := tepat(t, tc.args...)
		if code != tc.code || !strings.Contains(err, tc.want) {
			t.Errorf("%s: exit %d, %s", tc.name, code, err)
		}
		if code == exitRefused && out == "" {
			t.Errorf("%s: there is no answer", tc.name)
		}
		if code == exitUsage && tc.name != "an area that is none" && out != "" { // which areas there are the database tells
			t.Errorf("%s: an answer comes before it is said: %q", tc.name, out)
		}
	}
	if _, _, err := tepat(t, keep...); !strings.Contains(err, "kept") {
		t.Errorf("that it is kept is not said: %q", err)
	}
	must(t, "verified", sample, "--keep", "--programme=pkh", "--within=64.69.01.1001", "--as-of=2024-05-31", at)
	must(t, "capture-recapture", "--register=100", "--listing=100", "--matches=20", "--keep", "--within=64.69", "--as-of=2025-05-31", at)

	asked := func(programme string) [2]reach.OfField {
		must(t, "release", at)
		return decode[reach.Answer](t, must(t, "under-covered", "--programme="+programme, "--format=json", at)).Field
	}
	field := asked("pkh")
	verified, unregistered := field[0].Results, field[1].Results
	// Of 80 eligible 20 are missed; of 485 poor families 385 are in no register.
	if len(verified) != 2 || verified[0].Area != "64.69" || verified[0].Value != 0.24 || verified[0].Interval != [2]float64{0.12, 0.39} || verified[0].Families != 80 || verified[0].AsOf != "2025-05-31" || verified[0].Name == "" {
		t.Errorf("verified: %+v", verified)
	}
	if len(unregistered) != 1 || unregistered[0].Value != 380 || unregistered[0].Interval != [2]float64{260, 600} {
		t.Errorf("unregistered: %+v", unregistered)
	}
	if of := asked("any"); len(of[0].Results) != 0 || len(of[1].Results) != 1 {
		t.Errorf("of another programme: %+v", of)
	}
	// The gap is what the register says, and nothing of it comes from the field.
	a := decode[reach.Answer](t, must(t, "under-covered", "--programme=pkh", "--format=json", at))
	if a.Gap.Eligible != 160 || a.Gap.NotReached != 80 {
		t.Errorf("the gap is %+v", a.Gap)
	}
	must(t, "verified", "--forget", "--programme=pkh", "--within=64.69", "--as-of=2025-05-31", at)
	if code, _, _ := tepat(t, "verified", "--forget", "--programme=pkh", "--within=64.69", "--as-of=2025-05-31", at); code != exitFailed {
		t.Errorf("what is forgotten already: exit %d", code)
	}
	if field := asked("pkh"); len(field[0].Results) != 1 || field[0].Results[0].Area != "64.69.01.1001" {
		t.Errorf("what was forgotten is told: %+v", field[0].Results)
	}
	var about poverty.Release
	if err := json.Unmarshal([]byte(must(t, "release", "--json", at)), &about); err != nil || len(about.Field) != 2 {
		t.Errorf("the release says %+v, %v", about.Field, err)
	}
}
