package api

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A nobody reads nothing of what is written.
type nobody struct{ header http.Header }

func (n *nobody) Header() http.Header         { return n.header }
func (n *nobody) WriteHeader(int)             {}
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }

func benchmark(b *testing.B, target string, headers ...string) {
	s := plain(b)
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	b.ReportAllocs()
	for b.Loop() {
		s.ServeHTTP(&nobody{http.Header{}}, r) // net/http too makes the headers anew
	}
}

const benchTile = "/v1/releases/7/tiles/cells/10/843/512.mvt"

func BenchmarkWarmTile(b *testing.B) { benchmark(b, benchTile, "Accept-Encoding", "gzip") }

func BenchmarkNotModified(b *testing.B) {
	tag := get(b, plain(b), benchTile, "Accept-Encoding", "gzip").Header().Get("Etag")
	benchmark(b, benchTile, "Accept-Encoding", "gzip", "If-None-Match", tag)
}

func BenchmarkGeoJSONOfAMillion(b *testing.B) {
	s := dense(b, 1_100_000)
	r := httptest.NewRequest(http.MethodGet, "/v1/releases/1/cells.geojson", nil)
	b.ReportAllocs()
	var w *watched
	for b.Loop() {
		w = &watched{header: http.Header{}, begun: time.Now()}
		s.ServeHTTP(w, r)
	}
	b.ReportMetric(float64(w.first.Microseconds()), "µs-to-first-byte")
	b.ReportMetric(float64(w.bytes>>20), "MB")
}
