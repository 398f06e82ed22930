package api

import (
	"net/http"
	"net/url"
	"testing"

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
