package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tepat/geo/poverty"
)

// numbered finds the release that a path names. The word latest is answered
// with the way to the same path under the number, so that whatever is kept is
// kept under a number.
func (s *Server) numbered(h func(http.ResponseWriter, *http.Request, *listing) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		path, tables := strings.CutPrefix(r.URL.Path, "/tables/")
		if !tables {
			path = strings.TrimPrefix(path, "/v1/releases/")
		}
		number, _, _ := strings.Cut(path, "/")
		if number == "latest" {
			return s.redirect(w, r)
		}
		about, err := s.shelf.about(number)
		if err != nil {
			return err
		}
		return h(w, r, about)
	}
}

func (s *Server) redirect(w http.ResponseWriter, r *http.Request) error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return bad("the query cannot be read: %v", err)
	}
	audience := poverty.Audience(values.Get("audience"))
	if values.Has("audience") && audience != poverty.Planner && audience != poverty.Public {
		return bad("audience is planner or public, not %q", audience)
	}
	values.Del("audience")
	id, err := s.shelf.latest(audience)
	if err != nil {
		return err
	}
	to := url.URL{
		Path:     strings.Replace(r.URL.Path, "/latest", "/"+strconv.FormatInt(id, 10), 1),
		RawQuery: values.Encode(),
	}
	w.Header().Set("Location", to.String())
	w.Header().Set("Cache-Control", "no-cache")
	w.WriteHeader(http.StatusTemporaryRedirect)
	return nil
}

// releases lists what may be asked for, newest first.
func (s *Server) releases(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	list := s.shelf.display.Load().releases
	if list == nil {
		list = []*listing{}
	}
	return s.changing(w, r, struct {
		Releases []*listing `json:"releases"`
		Basemap  string     `json:"basemap,omitempty"`
	}{list, s.basemapOf()})
}

// release describes one release.
func (s *Server) release(w http.ResponseWriter, r *http.Request, about *listing) error {
	if _, err := query(r); err != nil || about.known(w, r) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	return writeJSON(w, r, e.whole())
}

// changing answers with what may be another thing tomorrow: a client asks each time.
func (s *Server) changing(w http.ResponseWriter, r *http.Request, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if told(w, r, tag(encodingOf(r), string(body)), "no-cache") {
		return nil
	}
	return writeBody(w, r, "application/json", body)
}

// livez says that the process answers.
func (s *Server) livez(w http.ResponseWriter, r *http.Request) error {
	return s.say(w, r, "ok\n")
}

// readyz says whether there is something to serve, and that the server does not
// stop; and, being ready all the same, since when the database does not answer.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) error {
	if s.stopping() {
		return errClosing
	}
	if !s.shelf.ready() {
		return errNotYet
	}
	if since := s.away.Load(); since != nil {
		return s.say(w, r, "ok; the database does not answer since "+since.Format(time.RFC3339)+": what was published before is served\n")
	}
	return s.say(w, r, "ok\n")
}

// say answers a probe, which no cache must answer in the server's place.
func (s *Server) say(w http.ResponseWriter, r *http.Request, text string) error {
	w.Header().Set("Cache-Control", "no-store")
	write(w, r, "text/plain; charset=utf-8", []byte(text))
	return nil
}
