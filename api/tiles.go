package api

import (
	"fmt"
	"net/http"
	"strings"

	"tepat/geo/poverty"
	"tepat/tiles"
)

// tile answers with one vector tile, 204 where nothing touches it.
func (s *Server) tile(w http.ResponseWriter, r *http.Request, about poverty.Release) error {
	q, err := query(r, "indicators")
	if err != nil {
		return err
	}
	t, err := tileOf(r)
	if err != nil {
		return err
	}
	if t.Indicators, err = indicators(about, q["indicators"]); err != nil || s.known(w, r, about) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("%d/%s/%d/%d/%d?%v", about.ID, t.Layer, t.Z, t.X, t.Y, t.Indicators)
	zipped, hit, err := s.tiles.Get(r.Context(), key, func() ([]byte, error) { return e.Draw(t) })
	if err != nil {
		return err
	}
	s.metrics.tile(t.Layer, hit)
	if zipped == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return writeZipped(w, r, "application/vnd.mapbox-vector-tile", zipped)
}

func tileOf(r *http.Request) (t tiles.Tile, err error) {
	if t.Layer, err = layer(r); err != nil {
		return t, err
	}
	for name, to := range map[string]*int{"z": &t.Z, "x": &t.X, "y": &t.Y} {
		if *to, err = coordinate(name, part(r, name)); err != nil {
			return t, err
		}
	}
	return t, nil
}

func layer(r *http.Request) (string, error) {
	switch l := part(r, "layer"); l {
	case tiles.Cells, tiles.Areas:
		return l, nil
	default:
		return "", fmt.Errorf("there are tiles of cells and of areas, not of %q: %w", l, poverty.ErrNotFound)
	}
}

// tileJSON describes a tile set. Its links carry the choice of indicators on.
func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request, about poverty.Release) error {
	q, err := query(r, "indicators")
	if err != nil {
		return err
	}
	l, err := layer(r)
	if err != nil {
		return err
	}
	chosen, err := indicators(about, q["indicators"])
	if err != nil || s.known(w, r, about) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	url := fmt.Sprintf("%s/v1/releases/%d/tiles/%s/{z}/{x}/{y}.mvt", s.base(r), about.ID, l)
	if r.URL.RawQuery != "" {
		url += "?" + r.URL.RawQuery
	}
	t, err := e.TileJSON(l, url, chosen)
	if err != nil {
		return err
	}
	return writeJSON(w, r, t)
}

// base returns what absolute links begin with.
func (s *Server) base(r *http.Request) string {
	switch {
	case s.options.BaseURL != "":
		return strings.TrimSuffix(s.options.BaseURL, "/")
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
