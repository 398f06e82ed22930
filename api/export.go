package api

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"strconv"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/tiles"

	"github.com/paulmach/orb"
)

// A place is one row of a file: a cell or an area. It is valid until the next.
type place interface {
	Figure(indicator int) disclose.Figure
	// appendAttribute appends the text of a column, as it is.
	appendAttribute(to []byte, column int) []byte
	// appendGeometry appends a GeoJSON geometry.
	appendGeometry(to []byte) []byte
}

// A column is an attribute of the places; the first is their id.
type column struct {
	name string
	text bool // a text, not a number or a truth value
}

// A sheet is all rows of a file, and what their columns are called.
type sheet struct {
	release int64
	columns []column
	figures []figureColumns
	places  iter.Seq[place]
	scratch []byte // of the attribute being written
}

// attribute returns the text of a column, until the next is asked for.
func (s *sheet) attribute(p place, column int) []byte {
	s.scratch = p.appendAttribute(s.scratch[:0], column)
	return s.scratch
}

// figureColumns are the columns of an indicator.
type figureColumns struct {
	at                                   int // place of the indicator
	value, numerator, denominator, state string
	bound                                string // "" where none of its figures is one
}

func newSheet(about poverty.Release, indicators []int, columns []column, places iter.Seq[place]) *sheet {
	s := &sheet{release: about.ID, columns: columns, places: places}
	for _, i := range indicators {
		id := about.Indicators[i].ID
		c := figureColumns{i, id, id + "_numerator", id + "_denominator", id + "_state", ""}
		if about.Plan != nil && about.Plan.Bound > 0 {
			c.bound = id + "_bound"
		}
		s.figures = append(s.figures, c)
	}
	return s
}

// formats are the files that a sheet can be written as.
var formats = map[string]struct {
	kind  string
	write func(io.Writer, *sheet) error
}{
	"geojson": {"application/geo+json", writeGeoJSON},
	"csv":     {"text/csv; charset=utf-8; header=present", writeCSV},
}

// WriteCells writes what a map at a resolution draws, as "geojson" or "csv":
// the cells of that resolution and coarser leaves, with all indicators.
func WriteCells(w io.Writer, r *disclose.Release, format string, resolution int) error {
	s, err := tiles.NewSnapshot(context.Background(), r)
	if err != nil {
		return fmt.Errorf("api: %w", err)
	}
	about := r.About()
	all, err := indicators(about, "")
	if err != nil {
		return err
	}
	return writeSheet(w, cellSheet(s, all, s.Drawn(resolution, tiles.Everywhere)), format)
}

// WriteAreas writes the areas of a level ("village", "district", "regency") in
// order of their codes, as "geojson" or "csv", with all indicators.
func WriteAreas(w io.Writer, r *disclose.Release, format, level string) error {
	all, err := indicators(r.About(), "")
	if err != nil {
		return err
	}
	return writeSheet(w, areaSheet(r, all, func(yield func(int) bool) {
		for i := range r.Areas().Len() {
			if r.Areas().At(i).Area().Level == area.Level(level) && !yield(i) {
				return
			}
		}
	}), format)
}

func writeSheet(w io.Writer, s *sheet, format string) error {
	f, ok := formats[format]
	if !ok {
		return fmt.Errorf("api: the format is geojson or csv, not %q", format)
	}
	return f.write(w, s)
}

// send streams a sheet in the format that the path names.
func send(w http.ResponseWriter, r *http.Request, s *sheet, what string) error {
	format := part(r, "format")
	f := formats[format]
	name := fmt.Sprintf("tepat-release-%d-%s.%s", s.release, what, format)
	return stream(w, r, f.kind, name, func(out io.Writer) error { return f.write(out, s) })
}

// cellsFile streams cells.
func (s *Server) cellsFile(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "resolution", "bbox", "within", "indicators")
	if err != nil {
		return err
	}
	res, err := resolution(q["resolution"])
	if err != nil {
		return err
	}
	bound, err := bbox(q["bbox"])
	if err != nil {
		return err
	}
	chosen, err := indicators(about.Release, q["indicators"])
	if err != nil || about.known(w, r) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	drawn, err := e.cells(res, bound, q["within"])
	if err != nil {
		return err
	}
	return send(w, r, cellSheet(e.Snapshot, chosen, drawn), "cells-"+strconv.Itoa(res))
}

// cells yields what a map at a resolution draws on the ground of a bound,
// where within is not "" only cells whose centre lies in that area.
func (e *edition) cells(res int, bound orb.Bound, within string) (iter.Seq[int], error) {
	if within == "" {
		return e.Drawn(res, bound), nil
	}
	i, err := e.find(within)
	if err != nil {
		return nil, err
	}
	shape := e.Release().Areas().At(i).Area().Shape
	if bound == tiles.Everywhere {
		bound = shape.Bound()
	}
	inside := area.Prepare(shape)
	return func(yield func(int) bool) {
		for c := range e.Drawn(res, bound) {
			if inside.Contains(e.Center(c)) && !yield(c) {
				return
			}
		}
	}, nil
}

// areasFile streams areas.
func (s *Server) areasFile(w http.ResponseWriter, r *http.Request, e *edition, q areaQuestion, found []int) error {
	p := map[string]string{}
	for _, name := range append([]string{"lang", "programme", "with", "class"}, keptWords...) {
		p[name] = r.URL.Query().Get(name)
	}
	lang := cmp.Or(p["lang"], "id")
	if lang != "id" && lang != "en" {
		return bad("lang is id or en, not %q", lang)
	}
	found, kept, err := s.keepAreas(r, e, q.level, lang, found, p)
	if err != nil {
		return err
	}
	what := string(q.level) + kept.name
	if part(r, "format") == "xlsx" {
		page := blankPage(e, tableQuery{Lang: lang})
		return page.sendBook(w, r, page.areasBook(q, found, kept.said), page.Say("Areas", "Wilayah"), fmt.Sprintf("tepat-release-%d-%s", page.Release.ID, what))
	}
	return send(w, r, areaSheet(e.Release(), q.indicators, slices.Values(found)), what)
}

// A cellRow is a cell as a row.
type cellRow struct {
	disclose.Cell
	snapshot *tiles.Snapshot
	at       int
	corners  []orb.Point
}

func cellSheet(s *tiles.Snapshot, indicators []int, cells iter.Seq[int]) *sheet {
	columns := []column{{"h3", true}, {"resolution", false}, {"group", true}, {"leaf", false}}
	return newSheet(s.Release().About(), indicators, columns, func(yield func(place) bool) {
		row := cellRow{snapshot: s}
		for i := range cells {
			row.at, row.Cell = i, s.Release().Cells().At(i)
			if !yield(&row) {
				return
			}
		}
	})
}

func (c *cellRow) appendAttribute(to []byte, column int) []byte {
	switch column {
	case 0:
		return strconv.AppendUint(to, uint64(c.H3()), 16)
	case 1:
		return strconv.AppendInt(to, int64(c.H3().Res()), 10)
	case 2:
		return strconv.AppendUint(to, uint64(c.Group()), 16)
	}
	return strconv.AppendBool(to, c.Leaf())
}

func (c *cellRow) appendGeometry(to []byte) []byte {
	c.corners = c.snapshot.Corners(c.at, c.corners[:0])
	return appendCell(to, c.corners)
}

// An areaRow is an area as a row.
type areaRow struct {
	disclose.Area
	area area.Area
}

func areaSheet(r *disclose.Release, indicators []int, areas iter.Seq[int]) *sheet {
	columns := []column{{"code", true}, {"name", true}, {"level", true}, {"parent", true}}
	return newSheet(r.About(), indicators, columns, func(yield func(place) bool) {
		for i := range areas {
			a := r.Areas().At(i)
			if !yield(&areaRow{a, a.Area()}) {
				return
			}
		}
	})
}

func (a *areaRow) appendAttribute(to []byte, column int) []byte {
	switch column {
	case 0:
		return append(to, a.area.Code...)
	case 1:
		return append(to, a.area.Name...)
	case 2:
		return append(to, a.area.Level...)
	}
	return append(to, a.area.Parent...)
}

func (a *areaRow) appendGeometry(to []byte) []byte { return appendShape(to, a.area.Shape) }
