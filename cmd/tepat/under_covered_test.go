package main

import (
	"bytes"
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
