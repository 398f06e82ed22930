package api

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/geo/reach"
	"tepat/geo/target"
)

const (
	limitPlaces = 1000
	// mostAsked is how many bytes a question in a body may have.
	mostAsked = 16 << 10
)

// underCovered answers where eligible families are not reached.
func (s *Server) underCovered(w http.ResponseWriter, r *http.Request, about *listing) error {
	p, err := query(r, rankingWords...)
	if err != nil {
		return err
	}
	q, err := underCoveredQuestion(p, 50)
	if err != nil {
		return err
	}
	if about.known(w, r) {
		return nil
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	a, err := e.ground.UnderCovered(q)
	if err != nil {
		return worded(err)
	}
	return writeJSON(w, r, a)
}

// rankingWords are the parameters of a question about places.
var rankingWords = []string{"by", "programme", "strategy", reach.Any, "within", "threshold", "method", "limit"}

// rankingQuestion reads a question whose answer is a file of a view.
func rankingQuestion(r *http.Request) (q rankingQuery, err error) {
	p, err := query(r, slices.Concat([]string{"lang", "sort", "with", "class"}, keptWords, rankingWords)...)
	if err != nil {
		return q, err
	}
	q = rankingQuery{lang: cmp.Or(p["lang"], "id"), sort: p["sort"], with: p["with"], class: p["class"], only: p}
	switch {
	case q.lang != "id" && q.lang != "en":
		return q, bad("lang is id or en, not %q", q.lang)
	case q.sort != "" && !slices.Contains([]string{"name", "missed", "reached"}, strings.TrimPrefix(q.sort, "-")):
		return q, bad("sort is name, missed or reached, with - before it for the other way round, not %q", q.sort)
	}
	q.Question, err = underCoveredQuestion(p, limitPlaces)
	return q, err
}

// underCoveredQuestion reads a question with so many places where nobody says how many.
func underCoveredQuestion(p map[string]string, places int) (q reach.Question, err error) {
	q = reach.Question{By: reach.Village, Within: area.Code(p["within"]), Threshold: 0.7, Method: reach.Method(p["method"])}
	if by := p["by"]; by != "" {
		q.By = by
	}
	if q.Programme, err = programmeOf(p); err != nil {
		return q, err
	}
	if t := p["threshold"]; t != "" {
		if q.Threshold, err = strconv.ParseFloat(t, 64); err != nil {
			return q, bad("threshold is a share from 0 to 1, not %q", t)
		}
	}
	q.Limit, err = whole("limit", p["limit"], 1, limitPlaces, places)
	return q, err
}

// programmeOf reads whom the question is about: one programme, the programmes
// of one strategy, or any.
func programmeOf(p map[string]string) (string, error) {
	var said []string
	if v, ok := p["programme"]; ok {
		said = append(said, v)
	}
	if v, ok := p["strategy"]; ok {
		said = append(said, reach.Strategy(v))
	}
	if v, ok := p[reach.Any]; ok {
		if v != "" {
			return "", bad("any has no value, not %q", v)
		}
		said = append(said, reach.Any)
	}
	switch len(said) {
	case 0:
		return reach.Any, nil
	case 1:
		return said[0], nil
	}
	return "", bad("say one of programme, strategy and any")
}

// targeting answers how a programme's recipients lie over the deciles.
func (s *Server) targeting(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "programme")
	if err != nil {
		return err
	}
	a, err := reach.NewTargeting(about.Release, q["programme"])
	if err != nil {
		return worded(err)
	}
	if about.known(w, r) {
		return nil
	}
	return writeJSON(w, r, a)
}

// deprivation answers what houses lack.
func (s *Server) deprivation(w http.ResponseWriter, r *http.Request, about *listing) error {
	if _, err := query(r); err != nil {
		return err
	}
	a, err := reach.NewDeprivation(about.Release)
	if err != nil {
		return err
	}
	if about.known(w, r) {
		return nil
	}
	return writeJSON(w, r, a)
}

// poverty answers what families live on.
func (s *Server) poverty(w http.ResponseWriter, r *http.Request, about *listing) error {
	if _, err := query(r); err != nil {
		return err
	}
	a, err := reach.NewPoverty(about.Release)
	if err != nil {
		return err
	}
	if about.known(w, r) {
		return nil
	}
	return writeJSON(w, r, a)
}

// allocations simulates sharing a budget.
func (s *Server) allocations(w http.ResponseWriter, r *http.Request, about *listing) error {
	if _, err := query(r); err != nil {
		return err
	}
	b, err := budgetOf(r)
	if err != nil {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	a, err := e.ground.Allocate(b)
	if err != nil {
		return worded(err)
	}
	w.Header().Set("Cache-Control", "no-store")
	return writeJSON(w, r, a)
}

// budgetOf reads the question in the body of a request. What is left out has the
// defaults of the command line.
func budgetOf(r *http.Request) (b reach.Budget, err error) {
	b = reach.Budget{Programme: reach.Any, Rule: target.Gap}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return b, bad("the body is application/json, not %q", r.Header.Get("Content-Type"))
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, mostAsked+1))
	if err != nil {
		return b, bad("the body cannot be read")
	}
	if len(body) > mostAsked {
		return b, bad("the body is longer than %d bytes", mostAsked)
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return b, bad("the body: %s", readable(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return b, bad("the body holds more than one question")
	}
	return b, nil
}

// readable says what is wrong with JSON in the words of who wrote it.
func readable(err error) string {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return fmt.Sprintf("%s: %s is not %s", cmp.Or(kind.Field, "it"), kind.Value, inJSON[kind.Type.Kind()])
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// inJSON names what fields of a question are.
var inJSON = map[reflect.Kind]string{
	reflect.Struct: "an object", reflect.String: "a text", reflect.Int: "a whole number in digits", reflect.Int64: "a whole number in digits",
}

// worded makes a question that cannot be answered the client's mistake.
func worded(err error) error {
	if wrong := new(poverty.InputError); errors.As(err, &wrong) {
		return badRequest{inSentences(wrong), wrong.Error()}
	}
	return err
}
