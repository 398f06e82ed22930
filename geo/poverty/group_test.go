package poverty

import (
	"testing"

	"tepat/geo/cql2"
)

// A family is reached by a group where one programme reaches it that it is
// eligible for; of whom that is not known, nobody is counted.
func TestGroupsOfProgrammes(t *testing.T) {
	c := load(t, `
programmes:
  - {id: one, name: {en: One, id: Satu}, strategy: A, unit: family, eligible: desil <= 2}
  - {id: two, name: {en: Two, id: Dua}, strategy: B, unit: family, eligible: desil <= 4}
`)
	known := func(p string) bool { return p == "receives_one" || p == "receives_two" }
	count := map[string]Indicator{}
	for _, i := range c.Expand(known) {
		count[i.ID] = i
	}
	if _, ok := count["coverage_strategy_c"]; ok {
		t.Error("a strategy without programmes is counted")
	}
	value := func(text string, desil int64, one, two cql2.Value) string {
		e, err := cql2.Parse(text, c.Properties())
		if err != nil {
			t.Fatal(err)
		}
		of := map[string]cql2.Value{"desil": {Type: cql2.Int, Number: float64(desil)}, "receives_one": one, "receives_two": two}
		if v := cql2.Evaluate(e, func(p string) cql2.Value { return of[p] }); v.Type == cql2.Bool && v.Bool {
			return "1"
		}
		return "0"
	}
	yes, no, unknown := cql2.Value{Type: cql2.Bool, Bool: true}, cql2.Value{Type: cql2.Bool}, cql2.Value{}
	for _, tc := range []struct {
		name     string
		desil    int64
		one, two cql2.Value
		any, a   string // reached, of whom that is known
	}{
		{"reached by both", 1, yes, yes, "1/1", "1/1"},
		{"reached by the second", 1, no, yes, "1/1", "0/1"},
		{"reached by none", 1, no, no, "0/1", "0/1"},
		{"not known of one, reached by the other", 1, unknown, yes, "1/1", "0/0"},
		{"not known of one, not reached by the other", 1, unknown, no, "0/0", "0/0"},
		{"reached by one that is not for it", 3, yes, no, "0/1", "0/0"},
		{"eligible for none", 7, yes, yes, "0/0", "0/0"},
	} {
		for group, want := range map[string]string{"any": tc.any, "strategy_a": tc.a} {
			i := count["coverage_"+group]
			if got := value(i.Numerator, tc.desil, tc.one, tc.two) + "/" + value(i.Denominator, tc.desil, tc.one, tc.two); got != want {
				t.Errorf("%s: coverage_%s is %s, want %s", tc.name, group, got, want)
			}
		}
	}
}
