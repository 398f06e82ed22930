package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/gorilla/mux"
)

// FuzzTilePath: what finds a tile without the router finds what the router would.
func FuzzTilePath(f *testing.F) {
	for _, path := range []string{
		"/v1/releases/7/tiles/cells/10/843/512.mvt", "/v1/releases/latest/tiles/areas/a/b/c.mvt", "/v1/releases/7/tiles/cells/10/843/5.mvt.mvt",
		"/v1/releases/7/tiles/cells/10/843/.mvt", "/v1/releases//tiles/cells/10/843/512.mvt", "/v1/releases/7/tiles/cells/10/843/1/512.mvt",
		"/v1/releases/7/tiles/cells/10/512.mvt", "/v1/releases/7/files/cells/10/843/512.mvt", "/v1/releases/7/tiles/cells/10/843/512.png",
		"/v1/releases/7/tiles/cells/10/843/512.mvt/", "/v1/releases/.mvt", "/v1/releases/7/tiles/\n/\xff/%2F/512.mvt", "/", "",
	} {
		f.Add(path)
	}
	router := mux.NewRouter().SkipClean(true)
	router.Handle(tileRoute, http.NotFoundHandler())
	f.Fuzz(func(t *testing.T, path string) {
		var match mux.RouteMatch
		want := router.Match(&http.Request{URL: &url.URL{Path: path}}, &match)
		p, ok := tilePath(path)
		if ok != want {
			t.Fatalf("%q: found %v, by the router %v", path, ok, want)
		}
		v := match.Vars
		if ok && p != (tileParts{v["release"], v["layer"], v["z"], v["x"], v["y"]}) {
			t.Errorf("%q: cut into %q, by the router into %q", path, p, v)
		}
	})
}

// A tile's tag is another with everything that its bytes depend on, and the
// same where only the question is spelt otherwise.
func TestTagsOfTiles(t *testing.T) {
	serving := func(version string, published time.Time) *Server {
		about := poverty.Release{ID: 7, Audience: poverty.Planner, PublishedAt: published}
		r, err := disclose.Clear(about, madeCounts(t, 20), disclose.Policy{MinFamilies: 5})
		if err != nil {
			t.Fatal(err)
		}
		other := made(t, 8, poverty.Planner, 20)
		return opened(t, Options{Releases: newPress(other, r), Audience: poverty.Planner, Version: version})
	}
	day := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	s := serving("a", day)
	tag := func(s *Server, path, encoding string) string {
		return get(t, s, "/v1/releases/"+path, "Accept-Encoding", encoding).Header().Get("Etag")
	}
	seen := map[string]string{}
	for name, tag := range map[string]string{
		"the tile":            tag(s, "7/tiles/cells/10/843/512.mvt", "gzip"),
		"as it is":            tag(s, "7/tiles/cells/10/843/512.mvt", ""),
		"of another release":  tag(s, "8/tiles/cells/10/843/512.mvt", "gzip"),
		"of another layer":    tag(s, "7/tiles/areas/10/843/512.mvt", "gzip"),
		"of outlines":         tag(s, "7/tiles/outlines/10/843/512.mvt", "gzip"),
		"of another zoom":     tag(s, "7/tiles/cells/11/843/512.mvt", "gzip"),
		"of another column":   tag(s, "7/tiles/cells/10/842/512.mvt", "gzip"),
		"of another row":      tag(s, "7/tiles/cells/10/843/51.mvt", "gzip"),
		"of one indicator":    tag(s, "7/tiles/cells/10/843/512.mvt?indicators=desil_1_4", "gzip"),
		"of another program":  tag(serving("b", day), "7/tiles/cells/10/843/512.mvt", "gzip"),
		"published once more": tag(serving("a", day.Add(time.Microsecond)), "7/tiles/cells/10/843/512.mvt", "gzip"),
		"of two indicators":   tag(s, "7/tiles/cells/10/843/512.mvt?indicators=families,gap_pkh", "gzip"),
	} {
		if other, taken := seen[tag]; tag == "" || taken {
			t.Errorf("%s and %s have the tag %s", name, other, tag)
		}
		seen[tag] = name
	}
	if tag(s, "7/tiles/cells/10/843/512.mvt?indicators=families,gap_pkh", "gzip") != tag(s, "7/tiles/cells/10/843/512.mvt?indicators=gap_pkh,families", "gzip, br") {
		t.Error("the same bytes have two tags")
	}
}

// Who has a tile is told so before it is drawn, or its release opened.
func TestKnownTileIsNotDrawn(t *testing.T) {
	p := newPress(made(t, 7, poverty.Planner, 20))
	tag := get(t, opened(t, Options{Releases: p, Audience: poverty.Planner}), benchTile).Header().Get("Etag")
	p.publish(made(t, 8, poverty.Planner, 20))
	s := opened(t, Options{Releases: p, Audience: poverty.Planner})
	p.fail(errGone)
	if a := get(t, s, benchTile, "If-None-Match", tag); a.Code != http.StatusNotModified {
		t.Errorf("the tag of a tile of a closed release: %d", a.Code)
	}
	if a := get(t, s, benchTile); a.Code != http.StatusServiceUnavailable {
		t.Errorf("the release was open: %d", a.Code)
	}
}

// A tile set's address is the one that the client wrote, also behind a proxy on
// this machine; what a stranger writes into those headers is not believed.
func TestTileSetBehindAProxy(t *testing.T) {
	const here, away = "127.0.0.1:5000", "203.0.113.9:5000"
	for _, tc := range []struct {
		name, base, from string
		headers          map[string]string
		want             string
	}{
		{"asked directly", "", away, nil, "http://example.com/"},
		{"a proxy that speaks https", "", here, map[string]string{"X-Forwarded-Proto": "https"}, "https://example.com/"},
		{"a host that a stranger had passed on", "", here, map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, "https://example.com/"},
		{"a stranger", "", away, map[string]string{"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, "http://example.com/"},
		{"no scheme", "", here, map[string]string{"X-Forwarded-Proto": "javascript"}, "http://example.com/"},
		{"as set", "https://peta.example.go.id/", here, map[string]string{"X-Forwarded-Proto": "http"}, "https://peta.example.go.id/"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := New(Options{Releases: newPress(made(t, 7, poverty.Planner, 20)), Audience: poverty.Planner, BaseURL: tc.base})
			if err := s.shelf.refresh(t.Context()); err != nil {
				t.Fatal(err)
			}
			r := httptest.NewRequest("GET", "/v1/releases/7/tiles/cells.json", nil)
			r.RemoteAddr = tc.from
			for name, value := range tc.headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if want := `"` + tc.want + `v1/releases/7/tiles/cells/`; !strings.Contains(w.Body.String(), want) {
				t.Errorf("%d %s; want %s", w.Code, w.Body, want)
			}
		})
	}
}
