package poverty

import (
	"errors"
	"testing"
)

func TestLineSaysWhereItIsFrom(t *testing.T) {
	for field, l := range map[string]Line{
		"":                    {569_113, "BPS", "2024-03-31"},
		"poverty_line":        {569, "BPS", "2024-03-31"}, // in thousands
		"poverty_line_source": {569_113, "", "2024-03-31"},
		"poverty_line_as_of":  {569_113, "BPS", "Maret 2024"},
	} {
		err := l.Check()
		var wrong *InputError
		if field == "" && err != nil || field != "" && (!errors.As(err, &wrong) || wrong.Field != field) {
			t.Errorf("%+v: %v, want a fault of %q", l, err, field)
		}
	}
}

// No sentence may ask for consumption: two of them would tell who lives between two lines.
func TestNoSentenceAsksForConsumption(t *testing.T) {
	if _, err := LoadCatalogue([]byte("indicators: [{id: below, name: {en: a, id: a}, unit: families, numerator: consumption < 500000, denominator: 'TRUE'}]")); err == nil {
		t.Error("an indicator may ask for consumption")
	}
}
