package main

import (
	"strings"
	"testing"

	"tepat/geo/reach"
	"tepat/geo/target"
)

// What rests on bounds is said to be about so much, and of what is missing nothing.
func TestWhatRestsOnBoundsIsAbout(t *testing.T) {
	var out strings.Builder
	v := targeting{asking{streams: streams{out: &out}, spoken: spoken{"en"}}}
	share, index := 0.25, 1.2
	answer := &reach.Targeting{
		Deciles:  []reach.DecileReached{{IncidenceBound: target.About, Incidence: &share, Running: &share}, {IncidenceBound: target.About}},
		Measures: &reach.Measures{TargetingDifferential: &share, CGH: &index, CGHAt: 0.4, Bound: target.About, CGHBound: target.About},
	}
	if err := v.table(answer); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"≈ 25.0%", "≈ 0.250", "≈ 1.200"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "≈ –") {
		t.Errorf("what is missing is about nothing:\n%s", out.String())
	}
}
