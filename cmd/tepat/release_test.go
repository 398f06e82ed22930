package main

import (
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
