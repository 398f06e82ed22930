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
	want := "families located_share desil_1 desil_1_2 desil_1_4 power_450 multiple_deprivation eligible_strategy_a coverage_strategy_a gap_strategy_a leakage_strategy_a eligible_any coverage_any gap_any leakage_any " +
		"eligible_pkh coverage_pkh gap_pkh leakage_pkh eligible_sembako eligible_pbi_jkn eligible_blt_dd eligible_uep"
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

// Candidates for WRSE are counted before anybody has a list of it; not where something
// that the rule asks is not known: none would be found, which reads as if there were none.
func TestCandidatesNeedNoList(t *testing.T) {
	for knows, want := range map[string]bool{
		"head_sex head_age desil": true, "head_sex head_age": false, "desil": false, "receives_pkh": false, "members": false,
	} {
		counted := false
		for _, i := range load(t).Expand(func(property string) bool { return slices.Contains(strings.Fields(knows), property) }) {
			counted = counted || i.ID == "eligible_wrse"
			if i.Programme == "wrse" && i.ID != "eligible_wrse" {
				t.Errorf("%s is counted, of which nothing is known", i.ID)
			}
		}
		if counted != want {
			t.Errorf("where %s is known candidates for WRSE are counted: %v, want %v", knows, counted, want)
		}
	}
}

// A list does not tell who is eligible: where the rule asks what nobody knows,
// those eligible are not told to be none.
func TestAListAloneTellsNoEligible(t *testing.T) {
	var ids []string
	for _, i := range load(t).Expand(func(property string) bool { return property == "receives_pkh" }) {
		if i.Programme == "pkh" {
			ids = append(ids, i.ID)
		}
	}
	if got := strings.Join(ids, " "); got != "coverage_pkh gap_pkh leakage_pkh" {
		t.Errorf("got %s", got)
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

const dated = `
programmes:
  - id: wrse
    name: {en: WRSE, id: WRSE}
    strategy: B
    unit: person
    eligible: desil = 1
    rules:
      - {from: 2025-07-01, eligible: desil <= 5}
      - until: 2023-12-31
        eligible: desil <= 2
      - from: 2025-01-01
        until: 2025-06-30
        eligible: >-
          head_sex = 'F' AND head_age BETWEEN 18 AND 59 AND desil <= 4
          AND NOT receives_uep
`

// Rules are in force from their first to their last day; between them the one
// without dates is.
func TestRulesInForce(t *testing.T) {
	c := load(t, dated)
	wrse := "head_sex = 'F' AND head_age BETWEEN 18 AND 59 AND desil <= 4 AND NOT receives_uep"
	for _, tc := range []struct {
		day  Day
		want string
	}{
		{"", "desil <= 2"}, {"2023-12-31", "desil <= 2"}, {"2024-01-01", "desil = 1"}, {"2024-12-31", "desil = 1"},
		{"2025-01-01", wrse}, {"2025-06-30", wrse}, {"2025-07-01", "desil <= 5"}, {"2100-01-01", "desil <= 5"},
	} {
		if got := find(t, c.AsOf(tc.day), "eligible_wrse").Numerator; got != tc.want {
			t.Errorf("on %q: %s, want %s", tc.day, got, tc.want)
		}
	}
	if p, _ := c.Programme("wrse"); p.Eligible != "desil = 1" || len(p.Rules) != 3 {
		t.Errorf("AsOf changed the catalogue: %+v", p)
	}
}

func TestRulesRefuse(t *testing.T) {
	for _, tc := range []struct{ name, rules, want string }{
		{"a wrong sentence", "[{from: 2025-01-01, eligible: desil <= 4}, {until: 2024-12-31,\n eligible: dessil <= 4}]", `programme "x": rules: rule 2, line 3: eligible: column 1: unknown property "dessil"`},
		{"a sentence of two types", "[{eligible: head_sex <= 4}]", `rule 1, line 2: eligible: column 13: "head_sex" is a text, it cannot be compared with 4, only with a text in single quotes`},
		{"no sentence", "[{from: 2025-01-01}]", "rule 1: eligible: missing"},
		{"no day", "[{from: 2025-02-29, eligible: 'TRUE'}]", `line 2: "2025-02-29" is no day like 2025-01-31`},
		{"a month", "[{until: 2025-02, eligible: 'TRUE'}]", `"2025-02" is no day`},
		{"an end before the beginning", "[{from: 2025-02-01, until: 2025-01-31, eligible: 'TRUE'}]", "rule 1, line 2: ends on 2025-01-31, before it begins on 2025-02-01"},
		{"a day twice", "[{from: 2025-01-31, eligible: 'TRUE'},\n {from: 2025-01-01, until: 2025-01-31, eligible: 'TRUE'}]", "rule 1, line 2: is in force on days of rule 2, line 3 too"},
		{"two without end", "[{from: 2025-01-01, eligible: 'TRUE'}, {from: 2026-01-01, eligible: 'TRUE'}]", "rule 2, line 2: is in force on days of rule 1, line 2 too"},
		{"two without beginning", "[{until: 2025-01-01, eligible: 'TRUE'}, {until: 2026-01-01, eligible: 'TRUE'}]", "rule 2, line 2: is in force on days of rule 1"},
		{"an unknown field", "[{since: 2025-01-01, eligible: 'TRUE'}]", "since"},
		{"a rule too long for the templates", "[{from: 2025-01-01, eligible: \"" + strings.Repeat(" ", 8180) + "TRUE\"}]", `numerator: column 8193: the sentence is longer than 8192 bytes`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body := "programmes:\n - {id: x, name: {en: a, id: b}, strategy: A, unit: family, rules: " + tc.rules + "}"
			if _, err := LoadCatalogue([]byte(body)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
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
		{"thresholds of a count", "indicators: [{id: x, name: {en: a, id: b}, unit: families, numerator: desil = 1, denominator: 'TRUE', thresholds: {bounds: [0.1, 0.2], source: {en: a, id: b}}}]", `indicator "x": thresholds: only a share`},
		{"thresholds out of order", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE', thresholds: {bounds: [0.2, 0.1], source: {en: a, id: b}}}]", `indicator "x": thresholds: bounds: 0.1`},
		{"thresholds in per cent", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE', thresholds: {bounds: [0.5, 70], source: {en: a, id: b}}}]", `indicator "x": thresholds: bounds: 70`},
		{"thresholds that nobody set", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE', thresholds: {bounds: [0.1, 0.2]}}]", `indicator "x": thresholds: source`},
		{"eight classes", "indicators: [{id: x, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE', thresholds: {bounds: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], source: {en: a, id: b}}}]", `indicator "x": thresholds: bounds: two to six`},
		{"a template's result twice", "indicators: [{id: gap_pkh, name: {en: a, id: b}, unit: share, numerator: desil = 1, denominator: 'TRUE'}]", `indicator "gap_pkh" occurs twice`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := LoadCatalogue([]byte(tc.body)); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

// The name of the application is an ordinary word in Indonesian, "exact": no text that a planner reads names it so.
func TestNoTextOfTheCatalogueReadsAsExact(t *testing.T) {
	c := load(t)
	for _, i := range c.Indicators {
		texts := []Text{i.Name, i.Source}
		if i.Thresholds != nil {
			texts = append(texts, i.Thresholds.Source)
		}
		for _, said := range texts {
			if strings.Contains(said.ID, "tepat") || strings.Contains(said.EN, "tepat") {
				t.Errorf("%s says %+v", i.ID, said)
			}
		}
	}
}
