package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/poverty"
)

// A page says what was withdrawn since its release was made. That may come to be
// said tomorrow, so that a client asks for a page again each time.

// pageKnown is known of a page of the tables.
func (about *listing) pageKnown(w http.ResponseWriter, r *http.Request) bool {
	parts := []string{about.seal, r.URL.Path, r.URL.RawQuery, encodingOf(r)}
	for _, i := range about.Withdrawn {
		parts = append(parts, strconv.FormatInt(i.ID, 10))
	}
	return told(w, r, tag(parts...), about.whose+", no-cache")
}

func (p *tablePage) since(withdrawn []poverty.WithdrawnImport) { p.Release.Withdrawn = withdrawn }

// Withdrawn names what was withdrawn since; "" of nothing.
func (p *tablePage) Withdrawn() string {
	var named []string
	for _, i := range p.Release.Withdrawn {
		name := p.kindOf(i.Kind) + " " + p.titleOf(i.Kind, i.Name)
		if i.AsOf != "" {
			name += " (" + p.Date(i.AsOf) + ")"
		}
		named = append(named, name)
	}
	return strings.Join(named, "; ")
}

func (p *tablePage) kindOf(kind string) string {
	words, known := map[string][2]string{
		poverty.KindAreas: {"boundaries", "batas wilayah"}, poverty.KindHouseholds: {"registry of families", "data keluarga"},
		poverty.KindRecipients: {"recipient list", "daftar penerima"}, poverty.KindCrosswalk: {"crosswalk", "padanan kode"},
	}[kind]
	if !known {
		return kind
	}
	return p.Say(words[0], words[1])
}

// titleOf returns the name of what an import of a kind is of: a level of areas, a programme, or else a registry by its letters.
func (p *tablePage) titleOf(kind, name string) string {
	if words := p.levelWords(name); words != "" && (kind == poverty.KindAreas || kind == poverty.KindCrosswalk) {
		return words
	}
	if i := slices.IndexFunc(p.Release.Programmes, func(of poverty.Programme) bool { return of.ID == name }); i >= 0 {
		return p.Text(p.Release.Programmes[i].Name)
	}
	return strings.ToUpper(name)
}
