package api

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"tepat/geo/poverty"
)

// A link may be older than the release that it opens. What of it is still
// valid is shown, and the page says what was dropped.

// A tolerant page can say which parts of its address were dropped, and what was
// withdrawn since its release was made.
type tolerant interface {
	drop(parts []string)
	since(withdrawn []poverty.WithdrawnImport)
}

func (p *tablePage) drop(parts []string) { p.Dropped = append(p.Dropped, parts...) }

// PartName says in words what part of an address was dropped.
func (p *tablePage) PartName(part string) string {
	key, _, _ := strings.Cut(part, "=")
	words, known := map[string][2]string{
		"lang": {"language", "bahasa"}, "about": {"what the table is about", "isi tabel"}, "level": {"kind of place", "jenis wilayah"}, "within": {"district", "kecamatan"},
		"threshold": {"threshold", "ambang"}, "with": {"measure of poverty", "ukuran kemiskinan"}, "class": {"class of poverty and coverage", "kelas kemiskinan dan cakupan"},
		"measure": {"measure of the map", "ukuran peta"}, "basis": {"release that the classes are of", "rilis dasar kelas"}, "method": {"way to part classes", "cara membagi kelas"},
		"classes": {"number of classes", "jumlah kelas"}, "target": {"target", "target"}, "only": {"class that is kept", "kelas yang disaring"}, "view": {"view of the map", "tampilan peta"},
		"indicator": {"measure", "ukuran"}, "compare": {"comparison", "pembanding"}, "whatif": {"scenarios", "skenario"}, "village": {"chosen place", "tempat yang dipilih"}, "by": {"kind of place", "jenis wilayah"},
	}[key]
	if !known {
		return p.Say("unknown word", "kata tak dikenal")
	}
	return p.Say(words[0], words[1])
}

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
	p.since(about.Withdrawn)
	var html bytes.Buffer
	if err := sheet.Execute(&html, p); err != nil {
		return fmt.Errorf("api: page: %w", err)
	}
	return writeBody(w, r, "text/html; charset=utf-8", html.Bytes())
}

// withoutStale returns the request with those parts of its query alone that can
// be answered together, and the parts that it left out.
func withoutStale(r *http.Request, words []string, answers func(*http.Request) bool) (valid *http.Request, dropped []string) {
	asked, dropped := askedParts(r.URL.RawQuery)
	kept := url.Values{}
	valid = r.Clone(r.Context())
	stands := func(name, value string) bool {
		if kept.Has(name) { // of what is said twice, the first that can be answered stands
			return false
		}
		kept.Set(name, value)
		if valid.URL.RawQuery = kept.Encode(); !answers(valid) {
			kept.Del(name)
		}
		return kept.Has(name)
	}
	for _, name := range words {
		for _, value := range asked[name] {
			if !stands(name, value) {
				dropped = append(dropped, name+"="+short(value))
			}
		}
	}
	for name := range asked {
		if !slices.Contains(words, name) {
			dropped = append(dropped, cmp.Or(short(name), "="))
		}
	}
	slices.Sort(dropped)
	valid.URL.RawQuery = kept.Encode()
	return valid, dropped
}

// askedParts returns the parts of a query, and as they stand there those that cannot be read.
func askedParts(query string) (asked url.Values, unread []string) {
	asked = url.Values{}
	for part := range strings.SplitSeq(query, "&") {
		one, err := url.ParseQuery(part)
		if err != nil {
			unread = append(unread, short(part))
		}
		for name, values := range one {
			asked[name] = append(asked[name], values...)
		}
	}
	return asked, unread
}

// short cuts a text that only has to be recognised.
func short(text string) string {
	const most = 40
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return text
}
