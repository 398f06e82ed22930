package api

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
)

// A link may be older than the release that it opens. What of it is still
// valid is shown, and the page says what was dropped.

// A tolerant page can say which parts of its address were dropped.
type tolerant interface{ drop(parts []string) }

func (p *tablePage) drop(parts []string) { p.Dropped = parts }

// render answers with the page that is made of a request, or of what is valid of
// it; words are those of its address, in the order in which they are tried.
func (s *Server) render(w http.ResponseWriter, r *http.Request, about *listing, sheet *template.Template, words []string, fresh func(*http.Request, *edition) (tolerant, error)) error {
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	p, err := fresh(r, e)
	if err != nil && statusOf(err) == http.StatusBadRequest {
		valid, dropped := withoutStale(r, words, func(r *http.Request) bool {
			_, err := fresh(r, e)
			return err == nil
		})
		if p, err = fresh(valid, e); err == nil {
			p.drop(dropped)
		}
	}
	if err != nil {
		return err
	}
	var html bytes.Buffer
	if err := sheet.Execute(&html, p); err != nil {
		return fmt.Errorf("api: page: %w", err)
	}
	return writeBody(w, r, "text/html; charset=utf-8", html.Bytes())
}

// withoutStale returns the request with those parts of its query alone that can
// be answered together, and the parts that it left out.
func withoutStale(r *http.Request, words []string, answers func(*http.Request) bool) (valid *http.Request, dropped []string) {
	asked, _ := url.ParseQuery(r.URL.RawQuery) // a part that cannot be read is not there
	kept := url.Values{}
	valid = r.Clone(r.Context())
	for _, name := range words {
		if !asked.Has(name) {
			continue
		}
		kept.Set(name, asked.Get(name))
		if valid.URL.RawQuery = kept.Encode(); !answers(valid) {
			kept.Del(name)
			dropped = append(dropped, name+"="+short(asked.Get(name)))
		}
	}
	for name := range asked {
		if !slices.Contains(words, name) {
			dropped = append(dropped, short(name))
		}
	}
	slices.Sort(dropped)
	valid.URL.RawQuery = kept.Encode()
	return valid, dropped
}

// short cuts a text that only has to be recognised.
func short(text string) string {
	const most = 40
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}
