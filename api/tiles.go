package api

import (
	"fmt"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"tepat/geo/poverty"
	"tepat/tiles"
)

const tileRoute = "/v1/releases/{release}/tiles/{layer}/{z}/{x}/{y}.mvt"

// tilesFirst finds the paths of tileRoute, which are asked for most, without
// the router: its expression and its copies of the request cost more than all
// else about a tile that is kept.
func tilesFirst(tile, router http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, ok := tilePath(r.URL.Path); ok {
			tile.ServeHTTP(w, r)
		} else {
			router.ServeHTTP(w, r)
		}
	})
}

// A place in a tile set, as it stands in a path: anything but a slash.
type tileParts struct{ release, layer, z, x, y string }

// tilePath cuts a path where tileRoute does; false where that does not match.
func tilePath(path string) (p tileParts, ok bool) {
	path, begins := strings.CutPrefix(path, "/v1/releases/")
	path, ends := strings.CutSuffix(path, ".mvt")
	p.release, path, _ = strings.Cut(path, "/")
	path, set := strings.CutPrefix(path, "tiles/")
	p.layer, path, _ = strings.Cut(path, "/")
	p.z, path, _ = strings.Cut(path, "/")
	p.x, p.y, _ = strings.Cut(path, "/")
	whole := p.release != "" && p.layer != "" && p.z != "" && p.x != "" && p.y != ""
	return p, begins && ends && set && whole && !strings.Contains(p.y, "/")
}

// tile answers with one vector tile, 204 where nothing touches it.
func (s *Server) tile(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "indicators")
	if err != nil {
		return err
	}
	t, err := tileOf(r.URL.Path)
	if err != nil {
		return err
	}
	if t.Indicators, err = carried(about.Release, t.Layer, q["indicators"]); err != nil {
		return err
	}
	tag, name := about.tagOf(t, encodingOf(r))
	if told(w, r, tag, about.cacheControl) {
		return nil
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	zipped, hit, err := s.tiles.Get(r.Context(), name, func() ([]byte, error) { return e.Draw(t) })
	if err != nil {
		return err
	}
	s.metrics.tiles(drawn{t.Layer, hit}).Inc()
	if zipped == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return writeZipped(w, r, "application/vnd.mapbox-vector-tile", zipped)
}

// tagOf returns the strong entity tag of a tile in an encoding, and the name
// within it that all encodings share. A tag that says what it stands for costs
// a third of one that is hashed. It has no comma, at which If-None-Match is split.
func (about *listing) tagOf(t tiles.Tile, encoding string) (tag, name string) {
	b := append(make([]byte, 0, 128), '"')
	b = append(append(append(b, about.seal...), '-'), t.Layer...)
	for _, n := range [...]int{t.Z, t.X, t.Y} {
		b = strconv.AppendInt(append(b, '-'), int64(n), 10)
	}
	if len(t.Indicators) < len(about.Indicators) { // all of them go without saying
		for _, i := range t.Indicators {
			b = strconv.AppendInt(append(b, '.'), int64(i), 10)
		}
	}
	end := len(b)
	b = append(append(append(b, '-'), encoding...), '"')
	tag = string(b)
	return tag, tag[1:end]
}

func tileOf(path string) (t tiles.Tile, err error) {
	p, _ := tilePath(path)
	if t.Layer, err = layer(p.layer); err != nil {
		return t, err
	}
	if t.Z, err = coordinate("z", p.z); err != nil {
		return t, err
	}
	if t.X, err = coordinate("x", p.x); err != nil {
		return t, err
	}
	t.Y, err = coordinate("y", p.y)
	return t, err
}

func layer(l string) (string, error) {
	switch l {
	case tiles.Cells, tiles.Outlines, tiles.Areas:
		return l, nil
	default:
		return "", fmt.Errorf("there are tiles of cells, outlines and areas, not of %q: %w", l, poverty.ErrNotFound)
	}
}

// carried returns the places of the indicators that the tiles of a layer carry.
func carried(about poverty.Release, layer, ids string) ([]int, error) {
	switch {
	case layer != tiles.Outlines:
		return indicators(about, ids)
	case ids != "":
		return nil, bad("tiles of outlines carry no indicators; cells do, and /v1/releases/%d/values has their figures", about.ID)
	}
	return nil, nil
}

// tileJSON describes a tile set. Its links carry the choice of indicators on.
func (s *Server) tileJSON(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "indicators")
	if err != nil {
		return err
	}
	l, err := layer(part(r, "layer"))
	if err != nil {
		return err
	}
	chosen, err := carried(about.Release, l, q["indicators"])
	base := s.base(r)
	// It names this host, so that the answer through another one is another.
	w.Header().Set("Vary", "Accept-Encoding, X-Forwarded-Proto")
	if err != nil || told(w, r, tag(about.seal, base, r.URL.Path, r.URL.RawQuery, encodingOf(r)), about.cacheControl) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	tiles := fmt.Sprintf("%s/v1/releases/%d/tiles/%s/{z}/{x}/{y}.mvt", base, about.ID, l)
	if r.URL.RawQuery != "" {
		tiles += "?" + r.URL.RawQuery
	}
	t, err := e.TileJSON(l, tiles, chosen)
	if err != nil {
		return err
	}
	return writeJSON(w, r, t)
}

// base returns what absolute links begin with: as the settings say, else as the
// client wrote it. A proxy that speaks https to the world and http to us says
// so in a header; it is believed where the proxy runs on this machine, because
// anybody can send one. A host that a header names is not: passed on by a proxy
// from a stranger, it would stand for all in the caches between.
func (s *Server) base(r *http.Request) string {
	if s.options.BaseURL != "" {
		return strings.TrimSuffix(s.options.BaseURL, "/")
	}
	scheme, host := "http", r.Host
	if r.TLS != nil {
		scheme = "https"
	}
	if !fromHere(r) {
		return scheme + "://" + host
	}
	if said := r.Header.Get("X-Forwarded-Proto"); said == "http" || said == "https" {
		scheme = said
	}
	return scheme + "://" + host
}

// fromHere says whether the request comes from a program on this machine.
func fromHere(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && peer.Addr().Unmap().IsLoopback()
}
