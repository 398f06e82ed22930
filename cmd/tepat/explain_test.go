package main

import (
	"bytes"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

func TestExplainPricesEveryRule(t *testing.T) {
	var out bytes.Buffer
	said := func(language string, about poverty.Release) {
		out.Reset()
		explanation{&out, (&spoken{language}).in}.of(about)
	}
	said("en", poverty.Release{K: 10, Plan: &poverty.Plan{
		MinPersons: 20, NoiseMax: 3, NoiseVariance: 1, Audited: 12, Narrowest: 10,
		Withheld: []poverty.Withheld{
			{Indicator: "coverage_pkh", Level: "village", Rule: "few", Places: 2, Families: 0},
			{Indicator: "coverage_pkh", Level: "cell_7", Rule: "secondary", Places: 3, Families: 150},
			{Indicator: "gap_pkh", Level: "village", Rule: "few", Places: 2, Families: 50},
		},
	}})
	text := strings.Join(strings.Fields(out.String()), " ")
	for _, want := range []string{
		"withheld below 10 families or 20 persons", "off by up to 3 families, variance 1", "of 12 counts withheld, no population can be told closer than 10 families, and no other count exactly",
		"few village 4 50", "secondary cell_7 3 150", "coverage_pkh few village 2, secondary cell_7 3",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, out.String())
		}
	}
	if said("en", poverty.Release{}); !strings.Contains(out.String(), "no plan") {
		t.Errorf("without a plan it says %q", out.String())
	}
	if said("en", poverty.Release{K: 5, Plan: &poverty.Plan{}}); out.String() != "withheld below 5 families\naudit: no count is withheld\n" {
		t.Errorf("where nothing is withheld it says %q", out.String())
	}
	said("id", poverty.Release{K: 5, Plan: &poverty.Plan{Audited: 3, Narrowest: 7, Withheld: []poverty.Withheld{{Indicator: "gap_pkh", Level: "village", Rule: "few", Places: 3}}}})
	for _, want := range []string{"disamarkan di bawah 5 keluarga", "dari 3 hitungan", "kurang dari ambang", "menurut aturan dan tingkat"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("in Indonesian it does not say %q:\n%s", want, out.String())
		}
	}
}
