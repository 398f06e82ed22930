package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"tepat/geo/reach"
)

// A village whose name is a formula is a text in a spreadsheet.
func TestNamesInCSVAreNoFormulas(t *testing.T) {
	const name = `=cmd|' /C calc'!A0`
	var out bytes.Buffer
	if err := new(underCovered).csv(&out, &reach.Answer{Places: []reach.Place{{Name: name}}}); err != nil {
		t.Fatal(err)
	}
	given := &allocate{asking: asking{streams: streams{out: &out}}}
	if err := given.csv(&reach.Allocation{Areas: []reach.Given{{Name: name}}}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), ","+name) || strings.Count(out.String(), ",'"+name) != 2 {
		t.Errorf("%s", out.String())
	}
}

// A row of a cluster names its villages, and no row has another length.
func TestAClusterInCSVNamesItsVillages(t *testing.T) {
	var out bytes.Buffer
	a := &reach.Answer{Places: []reach.Place{{Code: "cluster-1", Members: []string{"64.02.01.2001", "64.02.01.2002"}}}, Withheld: []string{"64.02.01.2003"}}
	if err := new(underCovered).csv(&out, a); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if last := len(rows[0]) - 1; rows[0][last] != "members" || rows[1][last] != "64.02.01.2001 64.02.01.2002" || rows[2][last] != "" {
		t.Errorf("%q", rows)
	}
}

func TestWordsThatNoQuestionHas(t *testing.T) {
	for _, args := range [][]string{
		{"under-covered", "--programme", "pkh", "--strategy", "A"}, {"under-covered", "--audience", "nobody"}, {"allocate", "--format", "xml"},
	} {
		if code := run(t.Context(), args, streams{io.Discard, io.Discard}); code != exitUsage {
			t.Errorf("%q: exit %d, want %d", args, code, exitUsage)
		}
	}
}
