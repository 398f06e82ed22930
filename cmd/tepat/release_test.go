package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

// A release says what it owes to those before it, and nothing where it owes nothing.
func TestReleaseSaysWhatItIsHeldAgainst(t *testing.T) {
	plan := &poverty.Plan{Kept: 12, Withheld: []poverty.Withheld{{Rule: "few", Places: 5}, {Rule: "previous", Places: 3}, {Rule: "previous", Places: 4}}}
	got := held([]int64{3, 4}, plan)
	for _, want := range []string{"release 3 and 4", "12 places keep", "7 figures stay withheld", "--fresh", "compare"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	for name, got := range map[string]string{
		"none before":  held(nil, plan),
		"no plan":      held([]int64{3}, nil),
		"nothing held": held([]int64{3}, &poverty.Plan{Withheld: []poverty.Withheld{{Rule: "few", Places: 5}}}),
	} {
		if got != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A rule that cannot be is a wrong use: the message has the word, its place and what is allowed.
func TestRulesThatCannotBe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "catalogue.yaml")
	for rule, want := range map[string]string{
		"desil <= 4 AND hed_sex = 'F'": `column 16: unknown property "hed_sex", perhaps "head_sex"`,
		"desil <= 4 AND income < 5":    `column 16: unknown property "income"; there are ["data_age" "desil"`,
		"desil <=":                     "column 9: expected a value",
	} {
		write(t, path, fmt.Sprintf("programmes:\n  - {id: pkh, name: {en: PKH, id: PKH}, strategy: A, unit: family, eligible: %q}\n", rule))
		if code, _, err := tepat(t, "release", "--catalogue="+path, "--dir="+t.TempDir()); code != exitUsage || !strings.Contains(err, want) {
			t.Errorf("%s: exit %d, %s", rule, code, err)
		}
	}
	if code, _, err := tepat(t, "release", "--catalogue="+path+".none", "--dir="+t.TempDir()); code != exitUsage {
		t.Errorf("a catalogue that is not there: exit %d, %s", code, err)
	}
}
