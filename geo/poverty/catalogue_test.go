package poverty

import (
	"slices"
	"strings"
	"testing"

	"tepat/geo/cql2"
)

func load(t *testing.T, extra ...string) *Catalogue {
	t.Helper()
	var bodies [][]byte
	for _, e := range extra {
		bodies = append(bodies, []byte(e))
	}
	c, err := LoadCatalogue(bodies...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func find(t *testing.T, c *Catalogue, id string) Indicator {
	t.Helper()
	for _, i := range c.Expand(func(string) bool { return true }) {
		if i.ID == id {
			return i
		}
	}
	t.Fatalf("there is no indicator %s", id)
	return Indicator{}
}

func TestCatalogueHoldsTheProgrammes(t *testing.T) {
	c := load(t)
	for _, id := range strings.Fields(`pkh sembako pbi_jkn pbi_pemda pip blt_dd blt_daerah bst bpum kur umi uep kube
		wrse rtlh prakerja subsidi_listrik lpg3 pupuk atensi beras_cpp`) {
		if _, ok := c.Programme(id); !ok {
			t.Errorf("there is no programme %s", id)
		}
	}
	if p, _ := c.Programme("BPNT"); p.ID != "sembako" {
		t.Errorf("BPNT is %q, want sembako", p.ID)
	}
}

func TestExpandFillsTemplates(t *testing.T) {
	got := find(t, load(t), "gap_pkh")
	want := Indicator{
		ID: "gap_pkh", Programme: "pkh", Unit: UnitFamilies,
		Name: Text{
			EN: "Family Hope Programme (PKH): eligible families not reached",
			ID: "Program Keluarga Harapan (PKH): keluarga berhak yang belum menerima",
		},
		Numerator:   "(desil <= 4) AND NOT receives_pkh",
		Denominator: "(desil <= 4) AND receives_pkh IS NOT NULL",
		Source:      Text{EN: "Recipient list, else registry flags", ID: "Daftar penerima, atau tanda di data keluarga"},
	}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestExpandLeavesOutWhatNobodyKnows(t *testing.T) {
	var ids []string
	for _, i := range load(t).Expand(func(property string) bool {
		return slices.Contains([]string{"located", "desil", "light", "receives_pkh", "receives_kur"}, property)
	}) {
		ids = append(ids, i.ID)
	}
	want := "families located_share desil_1 desil_1_2 desil_1_4 power_450 eligible_pkh coverage_pkh gap_pkh leakage_pkh"
	if got := strings.Join(ids, " "); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// The rule for WRSE: a woman of 18 to 59 who heads a poor family without UEP or KUBE.
func TestRuleOfWRSE(t *testing.T) {
	c := load(t)
	p, _ := c.Programme("wrse")
	e, err := cql2.Parse(p.Eligible, c.Properties())
	if err != nil {
		t.Fatal(err)
	}
	want := "head_sex = 'F' AND head_age BETWEEN 18 AND 59 AND desil <= 4" +
		" AND (receives_uep IS NULL OR NOT receives_uep = TRUE) AND (receives_kube IS NULL OR NOT receives_kube = TRUE)"
	if e.String() != want {
		t.Errorf("got %s\nwant %s", e, want)
	}
}

func TestExtraCatalogue(t *testing.T) {
	c := load(t, `
programmes:
  - {id: pkh, name: {en: PKH, id: PKH}, strategy: A, unit: family, eligible: desil <= 3}
  - {id: susu, name: {en: Milk, id: Susu}, strategy: A, unit: person, eligible: members >= 5}
indicators:
  - {id: large, name: {en: Large families, id: Keluarga besar}, unit: share, numerator: members >= 6, denominator: members IS NOT NULL}
`)
	if got := find(t, c, "eligible_pkh").Numerator; got != "desil <= 3" {
		t.Errorf("the other ceiling is not used: %s", got)
	}
	if got := find(t, c, "coverage_susu").Numerator; got != "(members >= 5) AND receives_susu" {
		t.Errorf("the new programme is counted by %s", got)
	}
	find(t, c, "large")
}

func TestCatalogueRefuses(t *testing.T) {
	for _, tc := range []struct{ name, body, want string }{
		{"an unknown field", "programmes: [{identity: pkh}]", "identity"},
		{"no YAML", "programmes: [", "catalogue"},
		{"a bad id", "programmes: [{id: 'PKH 1', name: {en: a, id: b}, strategy: A, unit: family}]", `programme "PKH 1": id`},
		{"one language", "programmes: [{id: x, name: {en: a}, strategy: A, unit: family}]", `programme "x": name`},
		{"a fourth strategy", "programmes: [{id: x, name: {en: a, id: b}, strategy: D, unit: family}]", `programme "x": strategy`},
		{"an alias taken", "programmes: [{id: x, name: {en: a, id: b}, strategy: A, unit: family, aliases: [bpnt]}]", `"bpnt" already stands for "sembako"`},
		{"a rule with an error", "programmes: [{id: x, name: {en: a, id: b}, strategy: A, unit: family, eligible: desil < four}]", `programme "x": eligible: column 9`},
		{"a sentence with an error", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: dessil = 1, denominator: 'TRUE'}]", `indicator "x": numerator: column 1: unknown property "dessil"`},
		{"no denominator", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: desil = 1}]", `indicator "x": denominator: column 1`},
		{"per cent", "indicators: [{id: x, name: {en: a, id: b}, unit: percent, numerator: desil = 1, denominator: 'TRUE'}]", `indicator "x": unit`},
		{"a template's result twice", "indicators: [{id: gap_pkh, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE'}]", `indicator "gap_pkh" occurs twice`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := LoadCatalogue([]byte(tc.body)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}
