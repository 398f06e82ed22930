package api

import (
	"testing"

	"tepat/geo/poverty"
)

// A level of areas is called the same wherever an import of it is named; a programme is called by its own name.
func TestLevelsAreCalledTheSame(t *testing.T) {
	p := &tablePage{Release: poverty.Release{Programmes: []poverty.Programme{{ID: "pkh", Name: poverty.Text{EN: "Family Hope", ID: "Keluarga Harapan"}}}}}
	for _, tc := range []struct{ kind, name, en, id string }{
		{poverty.KindAreas, "village", "villages", "desa dan kelurahan"},
		{poverty.KindAreas, "regency", "regencies", "kabupaten/kota"},
		{poverty.KindRecipients, "pkh", "Family Hope", "Keluarga Harapan"},
		{poverty.KindHouseholds, "dtsen", "DTSEN", "DTSEN"},
	} {
		for lang, want := range map[string]string{"en": tc.en, "id": tc.id} {
			p.Lang = lang
			if got, source := p.titleOf(tc.kind, tc.name), p.sourceName(poverty.Source{Kind: tc.kind, Name: tc.name}); got != want || source != want {
				t.Errorf("%s %s: %q and %q, want %q", tc.kind, tc.name, got, source, want)
			}
		}
	}
}
