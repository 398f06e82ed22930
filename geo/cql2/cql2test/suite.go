package cql2test

import (
	_ "embed"
	"strconv"
	"strings"
	"time"

	"tepat/geo/cql2"
)

// The abstract tests of OGC 21-065r2, Annex A (github.com/opengeospatial/ogcapi-features,
// cql2/standard/annex_ats_*.adoc): of the classes that package cql2 has, the
// predicates over ne_110m_populated_places_simple with the number of items that
// they must find, the four-predicate combinations written out.
//
//go:embed predicates.tsv
var predicates string

// Natural Earth 1:110m populated places (public domain), the columns that the
// tests ask. Date, start, end and boolean are known of three places: of which,
// and where in between, follows from the numbers of the tests.
//
//go:embed places.tsv
var places string

// A Test is a predicate and the number of places of which it is true.
type Test struct {
	Class string // of conformance
	Text  string
	Items int
}

// Suite returns the abstract tests.
func Suite() (tests []Test) {
	for _, cells := range table(predicates)[1:] {
		items, err := strconv.Atoi(cells[2])
		if err != nil {
			panic(err)
		}
		tests = append(tests, Test{cells[0], cells[1], items})
	}
	return tests
}

// PlaceProperties are what is known of a place.
var PlaceProperties = cql2.Properties{
	"name": cql2.Text, "nameascii": cql2.Text, "pop_min": cql2.Int, "pop_max": cql2.Int, "pop_other": cql2.Int,
	"date": cql2.Date, "start": cql2.Timestamp, "end": cql2.Timestamp, "boolean": cql2.Bool,
}

// Places returns the data set of the tests.
func Places() (out []map[string]cql2.Value) {
	rows := table(places)
	for _, cells := range rows[1:] {
		place := map[string]cql2.Value{}
		for i, name := range rows[0] {
			place[name] = parse(PlaceProperties[name], cells[i])
		}
		out = append(out, place)
	}
	return out
}

func table(text string) (rows [][]string) {
	for line := range strings.Lines(text) {
		rows = append(rows, strings.Split(strings.TrimSuffix(line, "\n"), "\t"))
	}
	return rows
}

func parse(typ cql2.Type, cell string) cql2.Value {
	if cell == "" {
		return cql2.Value{}
	}
	v, err := cql2.Value{Type: typ, Text: cell}, error(nil)
	switch typ {
	case cql2.Int:
		v = cql2.Value{Type: cql2.Number}
		v.Number, err = strconv.ParseFloat(cell, 64)
	case cql2.Bool:
		v = cql2.Value{Type: typ, Bool: cell == "true"}
	case cql2.Date, cql2.Timestamp:
		v = cql2.Value{Type: typ}
		layout := map[cql2.Type]string{cql2.Date: time.DateOnly, cql2.Timestamp: time.RFC3339}[typ]
		v.Time, err = time.Parse(layout, cell)
	}
	if err != nil {
		panic(err)
	}
	return v
}
