package api

import (
	"errors"
	"net/http"
	"strings"

	"tepat/geo/poverty"
	"tepat/geo/reach"

	"golang.org/x/text/number"
)

// Poverty: what families live on and what their houses lack, of the whole
// regency and, of the first, by district.

// tablePoverty answers with both, in HTML.
func (s *Server) tablePoverty(w http.ResponseWriter, r *http.Request, about *listing) error {
	if about.pageKnown(w, r) {
		return nil
	}
	return s.render(w, r, about, povertySheet, tableWords, func(r *http.Request, e *edition) (tolerant, error) {
		q, err := tableQueryOf(r, about)
		if err != nil {
			return nil, err
		}
		return newPovertyPage(e, q)
	})
}

var povertySheet = pageOf("poverty.html")

// A povertyPage is what the template is filled with.
type povertyPage struct {
	*tablePage
	Consumed *reach.Poverty     // nil where nothing is known of consumption
	Houses   *reach.Deprivation // nil where nothing is known of houses
}

func newPovertyPage(e *edition, q tableQuery) (p *povertyPage, err error) {
	p = &povertyPage{tablePage: blankPage(e, q)}
	if p.Consumed, err = reach.NewPoverty(e.about); err != nil && !errors.Is(err, poverty.ErrNotFound) {
		return nil, err
	}
	if p.Houses, err = reach.NewDeprivation(e.about); err != nil && !errors.Is(err, poverty.ErrNotFound) {
		return nil, err
	}
	return p, nil
}

// Title heads the page.
func (p *povertyPage) Title() string { return p.Say("Poverty", "Kemiskinan") }

// Ways lead to other pages.
func (p *povertyPage) Ways() []choice {
	return []choice{{p.Page(), p.Say("To the map", "Ke peta")}, {p.Tables(), p.Say("Tables", "Tabel")}}
}

// Tables returns the address of the table that the reader came from.
func (p *povertyPage) Tables() string { return p.tablePage.Link("lang", p.Lang) }

// Link returns the address of this page with one part of the question changed.
func (p *povertyPage) Link(name, value string) string {
	return strings.Replace(p.tablePage.Link(name, value), "?", "/poverty?", 1)
}

// Poverty returns the address of how poor the regency is, by what is consumed and what houses lack.
func (p *tablePage) Poverty() string { return (&povertyPage{tablePage: p}).Link("lang", p.Lang) }

// Places are the whole and its districts, as rows of one table.
func (p *povertyPage) Places() []reach.PovertyIn {
	whole := p.Consumed.Whole
	whole.Name = p.Say("Whole regency", "Seluruh kabupaten")
	return append([]reach.PovertyIn{whole}, p.Consumed.Districts...)
}

// Stepped writes a measure to the digits that it is rounded to; nothing where it is not told.
func (p *povertyPage) Stepped(x, step *float64) string {
	if x == nil || step == nil {
		return "–"
	}
	return p.printer.Sprint(number.Decimal(*x, number.Scale(reach.Digits(*step))))
}

// Whole writes a count that may not be told.
func (p *povertyPage) Whole(n *int) string {
	if n == nil {
		return "–"
	}
	return p.Count(*n)
}
