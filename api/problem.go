package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"tepat/geo/poverty"
)

var (
	errMethod  = errors.New("that method is not answered here")
	errNotYet  = errors.New("no release has been taken up yet")
	errAway    = errors.New("the release cannot be read at the moment")
	errClosing = errors.New("the server is about to stop")
)

// A badRequest says what is wrong with what the client asked, in its words.
type badRequest struct {
	said poverty.Text
	word string // the same for machines, where it differs: the word that is wrong and what is allowed
}

func (b badRequest) Error() string { return cmp.Or(b.word, b.said.EN) }

// bad refuses a question; what the format says in Indonesian stands in refusals.
func bad(format string, args ...any) error {
	return badRequest{said: poverty.Text{EN: fmt.Sprintf(format, args...), ID: fmt.Sprintf(cmp.Or(refusals[format], format), args...)}}
}

// statusOf returns the status of an error: the one table of statuses.
func statusOf(err error) int {
	for _, known := range []struct {
		err    error
		status int
	}{
		{poverty.ErrNotFound, http.StatusNotFound},
		{errMethod, http.StatusMethodNotAllowed},
		{errNotYet, http.StatusServiceUnavailable},
		{errAway, http.StatusServiceUnavailable},
		{errClosing, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, known.err) {
			return known.status
		}
	}
	if errors.As(err, new(badRequest)) {
		return http.StatusBadRequest
	}
	return http.StatusInternalServerError
}

// A problem is an error as RFC 9457 has it.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	// Text is what is wrong with a question, for those who put it on a page of their own language.
	Text *poverty.Text `json:"text,omitempty"`
}

// detail says what is wrong without the sign by which we know it.
func detail(err error) string {
	return strings.TrimSuffix(err.Error(), ": "+poverty.ErrNotFound.Error())
}

// isTable says whether a person asks for a page, who reads no JSON.
func isTable(r *http.Request) bool {
	return (r.URL.Path == "/tables" || strings.HasPrefix(r.URL.Path, "/tables/")) && !strings.HasSuffix(r.URL.Path, ".svg")
}

// fail answers with a problem document, or for the tables with a page, that no cache keeps as an answer. Of
// the server's own faults the client learns no more than that there was one.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // nobody listens any more
	}
	p := problem{Type: "about:blank", Status: statusOf(err), Detail: detail(err)}
	p.Title = http.StatusText(p.Status)
	if wrong := new(badRequest); errors.As(err, wrong) {
		p.Text = &wrong.said
	}
	h := w.Header()
	for _, name := range []string{"ETag", "Cache-Control", "Vary", "Content-Encoding", "Content-Disposition", "Content-Length"} {
		h.Del(name)
	}
	switch p.Status {
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "2")
		p.Detail = "not at the moment; try again"
		s.options.Log.Warn("request refused", "path", r.URL.Path, "error", err)
	case http.StatusInternalServerError:
		p.Detail = "the server could not answer; its log says why"
		s.options.Log.Error("request failed", "path", r.URL.Path, "error", err)
	}
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // a problem is only texts and a number
	}
	kind := "application/problem+json"
	if isTable(r) {
		kind, body = "text/html; charset=utf-8", troubled(r, p)
	}
	h.Set("Content-Type", kind)
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // a client that left does not read it
}
