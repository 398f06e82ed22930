package reach

import (
	"errors"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

func TestPovertyInWords(t *testing.T) {
	if _, err := NewPoverty(poverty.Release{ID: 7}); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("nothing is known of consumption: %v", err)
	}
	p0, p1, p2, gini := 0.125, 0.05, 0.02, 0.3
	families, persons := 900, 3600
	line := &poverty.Line{Rupiah: 569_113, Source: "BPS", AsOf: "2024-03-31"}
	shown := poverty.ConsumedIn{Families: &families, Persons: &persons, Step: 0.005, P0: &p0, P1: &p1, P2: &p2, Gini: &gini}
	for _, tc := range []struct {
		name   string
		is     poverty.Consumed
		en, id string
	}{
		{"a line", poverty.Consumed{Line: line, Whole: shown}, "12.5% of about 3,600 persons consume less than Rp 569,113 a month (BPS, 2024-03-31).", "12,5% dari sekitar 3.600 jiwa mengonsumsi kurang dari Rp 569.113 sebulan"},
		{"no line", poverty.Consumed{Whole: poverty.ConsumedIn{Families: &families, Persons: &persons, Step: 0.005, Gini: &gini}}, "No poverty line was given", "tidak diberikan"},
		{"nobody", poverty.Consumed{Line: line, Whole: poverty.ConsumedIn{NoData: true}}, "Consumption is known of nobody", "tidak diketahui"},
		{"withheld", poverty.Consumed{Line: line, Whole: poverty.ConsumedIn{Withheld: "few_poor"}}, "Withheld: too few families below the line", "Disamarkan: keluarga di bawah garis"},
	} {
		p, err := NewPoverty(poverty.Release{Consumption: &tc.is})
		if err != nil || !strings.HasPrefix(p.Sentence.EN, tc.en) || !strings.Contains(p.Sentence.ID, tc.id) {
			t.Errorf("%s: %+v, %v", tc.name, p, err)
		}
	}
}

// Whatever the rule, a place that is withheld has a reason in both languages and no number.
func TestWithheldPovertyHasAReason(t *testing.T) {
	for _, rule := range []string{"few", "few_poor", "dominance", "linked", "previous", "secondary", "protected"} {
		p, err := NewPoverty(poverty.Release{Consumption: &poverty.Consumed{Districts: []poverty.ConsumedArea{{Code: "64.02.01", Name: "Loa Janan", ConsumedIn: poverty.ConsumedIn{Withheld: rule}}}}})
		if err != nil {
			t.Fatal(err)
		}
		d := p.Districts[0]
		if d.State != "withheld" || d.Reason == nil || d.Reason.EN == "" || d.Reason.ID == "" || d.Families != nil || d.Persons != nil || d.P0 != nil || d.Gini != nil || d.Code != "64.02.01" {
			t.Errorf("%s: %+v", rule, d)
		}
	}
}

// Where consumption is known of nobody, nothing is withheld; where one family has
// very much, Gini alone is, and the place has its other figures.
func TestPovertyOfNobodyAndOfOneWhoHasMuch(t *testing.T) {
	families, p0 := 900, 0.125
	for _, rule := range []string{"dominance", "protected"} {
		p, err := NewPoverty(poverty.Release{Consumption: &poverty.Consumed{
			Whole:     poverty.ConsumedIn{Families: &families, Step: 0.005, P0: &p0, GiniWithheld: rule},
			Districts: []poverty.ConsumedArea{{Code: "64.02.01", ConsumedIn: poverty.ConsumedIn{NoData: true}}},
		}, ID: 1})
		if err == nil && p.Whole.State == "value" && p.Whole.P0 != nil && p.Whole.Gini == nil && p.Whole.GiniStep == nil && p.Whole.GiniReason != nil && p.Whole.GiniReason.EN != "" {
			if d := p.Districts[0]; d.State != "no_data" || d.Reason == nil || d.Families != nil {
				t.Errorf("%+v", d)
			}
			continue
		}
		t.Errorf("%s: %+v, %v", rule, p, err)
	}
}
