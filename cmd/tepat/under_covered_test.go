package main

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"tepat/api"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/target"
)

// A village whose name is a formula is a text in a spreadsheet.
func TestNamesInCSVAreNoFormulas(t *testing.T) {
	const name = `=cmd|' /C calc'!A0`
	var out bytes.Buffer
	if err := api.WriteRanking(&out, &reach.Answer{Places: []reach.Place{{Name: name}}}, "", new(spoken).say); err != nil {
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
	rows := inCSV(t, &reach.Answer{Places: []reach.Place{{Code: "cluster-1", Members: []string{"64.02.01.2001", "64.02.01.2002"}}}, Withheld: []string{"64.02.01.2003"}})
	if len(rows) != 3 || rows[0]["members"] != "64.02.01.2001 64.02.01.2002" || rows[1]["members"] != "" {
		t.Errorf("%q", rows)
	}
}

// inCSV returns the rows of an answer by column.
func inCSV(t *testing.T, a *reach.Answer) (rows []map[string]string) {
	t.Helper()
	var out bytes.Buffer
	if err := api.WriteRanking(&out, a, "", (&spoken{"en"}).say); err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, name := range lines[0] {
			row[name] = line[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// full is an answer with every kind of fact.
func full() *reach.Answer {
	q, expected, below := 0.0123456789, 0.93, 1-1e-90
	return &reach.Answer{
		Release: 7, AsOf: "2024-06-30", By: reach.Village, Programme: "pkh", Threshold: 0.7, Method: reach.GiStar, Total: 1,
		Headline: poverty.Text{EN: "One village holds it."}, Gap: reach.Gap{Name: poverty.Text{EN: "Administrative gap"}, Eligible: 100, NotReached: 95, Bound: target.AtLeast},
		Places: []reach.Place{{
			Position: 1, Code: "64.02.01.2001", Name: "Loa Duri", Parent: "64.02.01", Eligible: 100, Reached: 5, Missed: 95, Share: 0.95, Bound: target.AtLeast,
			Wilson: [2]float64{0.88, 1}, Expected: &expected, Credible: [2]float64{0.87, 1}, Below: &below, Rank: &[2]int{1, 2}, OfGap: 1, Running: 1, HotSpot: target.Hot, Q: &q,
			Doubts: []poverty.Text{{EN: "The registries disagree."}}, Why: poverty.Text{EN: "At least 95 of 100."},
		}},
		Withheld: []string{"64.02.01.2003"},
		Areas:    map[string]reach.Named{"64.02.01": {Name: "Loa Janan", Parent: "64.02"}, "64.02.01.2003": {Name: "Bakungan", Parent: "64.02.01"}},
	}
}

// A file says all that the API does, and what is withheld has a name too.
func TestCSVIsComplete(t *testing.T) {
	a := full()
	*a.Places[0].Below = 1e-90
	rows := inCSV(t, a)
	for i, want := range []map[string]string{
		{"parent_name": "Loa Janan", "bound": "at_least", "below": "0", "q": "0.012346", "doubts": "The registries disagree.", "state": "value", "as_of": "2024-06-30", "threshold": "0.7", "expected": "0.93"},
		{"code": "64.02.01.2003", "name": "Bakungan", "parent_name": "Loa Janan", "state": "withheld", "missed": ""},
		{"state": "total", "missed": "95", "bound": "at_least", "why": "One village holds it."},
	} {
		for column, value := range want {
			if rows[i][column] != value {
				t.Errorf("row %d: %s is %q, want %q", i, column, rows[i][column], value)
			}
		}
	}
}

// A table says it in lines that a screen holds.
func TestTableIsReadable(t *testing.T) {
	var out bytes.Buffer
	v := &underCovered{asking: asking{streams: streams{out: &out}, spoken: spoken{"en"}}}
	if err := v.table(full()); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Loa Janan", "≥ 95", "≤ 5", "≥ 95.0%", "88–100%", "93.0%", "87–100%", "below 70%", "1. Loa Duri: At least 95 of 100. The registries disagree.", "(q 0.012)", "64.02.01.2003 Bakungan", "2024-06-30"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if n := utf8.RuneCountInString(line); strings.Contains(line, "64.02.01.2001") && n > 160 {
			t.Errorf("a line of %d letters: %s", n, line)
		}
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
