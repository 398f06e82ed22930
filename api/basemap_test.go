package api

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

// The operator's file is answered by range, and offered only while it is there.
func TestBasemap(t *testing.T) {
	file := filepath.Join(t.TempDir(), "basemap.pmtiles")
	s := opened(t, Options{Releases: newPress(made(t, 7, poverty.Planner, 20)), Audience: poverty.Planner, Web: page, Basemap: file})
	nothing := func(why string) {
		t.Helper()
		if a := get(t, s, "/v1/releases"); strings.Contains(string(a.body), "basemap") {
			t.Errorf("%s: a basemap is offered: %s", why, a.body)
		}
		a := get(t, s, "/basemap.pmtiles")
		if a.Code != http.StatusNotFound || a.Header().Get("Cache-Control")+a.Header().Get("ETag") != "" {
			t.Errorf("%s: %d %v", why, a.Code, a.Header())
		}
	}
	nothing("no file")
	archive := append([]byte("PMTiles\x03"), bytes.Repeat([]byte("tiles "), 500)...)
	if err := os.WriteFile(file, []byte("PMTiles\x02 of an older kind"), 0o600); err != nil {
		t.Fatal(err)
	}
	nothing("another kind")
	if err := os.WriteFile(file, archive, 0o600); err != nil {
		t.Fatal(err)
	}
	var all struct {
		Releases []any
		Basemap  string
	}
	get(t, s, "/v1/releases").json(t, &all)
	if !strings.HasPrefix(all.Basemap, "/basemap.pmtiles?v=") {
		t.Fatalf("offered as %q", all.Basemap)
	}
	part := get(t, s, all.Basemap, "Range", "bytes=4-12", "Accept-Encoding", "gzip")
	if part.Code != http.StatusPartialContent || !bytes.Equal(part.body, archive[4:13]) || part.Header().Get("Content-Range") != "bytes 4-12/3008" {
		t.Errorf("%d %v %q", part.Code, part.Header(), part.body)
	}
	whole := get(t, s, all.Basemap)
	if whole.Code != http.StatusOK || !bytes.Equal(whole.body, archive) {
		t.Errorf("%d, %d bytes", whole.Code, len(whole.body))
	}
	if a := get(t, s, all.Basemap, "If-None-Match", whole.Header().Get("ETag")); a.Code != http.StatusNotModified {
		t.Errorf("known: %d", a.Code)
	}
	if a := get(t, s, all.Basemap, "Range", "bytes=9000-"); a.Code != http.StatusRequestedRangeNotSatisfiable || a.Header().Get("Cache-Control")+a.Header().Get("ETag") != "" {
		t.Errorf("beyond its end: %d %v", a.Code, a.Header())
	}
	if a := get(t, s, "/basemap.pmtiles?file=/etc/passwd"); a.Code != http.StatusBadRequest {
		t.Errorf("another file: %d", a.Code)
	}
}
