// Package api answers over HTTP: releases, their tiles, their areas and cells,
// and the page. It serves from memory what disclose has cleared, and nothing
// else. Every path is listed in routes; what they answer, in openapi.yaml.
package api

import (
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"tepat/geo/poverty"
	"tepat/tiles"

	"github.com/gorilla/mux"
)

// Options are the settings of a server. Only Releases must be given.
type Options struct {
	Releases Source
	Web      fs.FS            // the page; nil serves none
	Audience poverty.Audience // whose releases are served; planner is served both, anything else public ones only

	BaseURL   string        // what links begin with, e.g. https://peta.example.go.id; "" takes each request's host
	MaxAge    time.Duration // how long a client may keep numbered answers without asking again; 0 is a year
	TileCache int64         // bytes of tiles that are kept; 0 is 128 MB
	Kept      int           // releases in memory besides the latest; 0 is two
	Basemap   string        // the operator's basemap, a PMTiles file; "" or none there: the page draws none
	Version   string        // of the program; a new one makes clients fetch again
	Log       *slog.Logger  // faults of the server; nil is silent
}

// A Server answers requests. It is ready once [Server.Serve] has taken up a release.
type Server struct {
	options Options
	shelf   *shelf
	tiles   *tiles.Cache
	metrics *metrics
	openapi []byte
	page    map[string]asset
	handler http.Handler
	closing chan struct{}             // closed when the server begins to stop
	away    atomic.Pointer[time.Time] // since when the database does not answer; nil while it does
}

// year is how long numbered answers may be kept: they never change.
const year = 365 * 24 * time.Hour

// New returns a server that holds no release yet.
func New(o Options) *Server {
	if o.MaxAge == 0 {
		o.MaxAge = year
	}
	if o.TileCache == 0 {
		o.TileCache = 128 << 20
	}
	if o.Kept == 0 {
		o.Kept = 2
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{
		options: o,
		shelf:   newShelf(o),
		tiles:   tiles.NewCache(o.TileCache),
		openapi: document(),
		page:    assets(o.Web),
		closing: make(chan struct{}),
	}
	s.metrics = newMetrics(s)
	s.handler = secure(s.routes())
	return s
}

// ServeHTTP answers one request; when the server stops, the last of its connection.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.stopping() {
		w.Header().Set("Connection", "close")
	}
	if r.Body != nil && r.Body != http.NoBody {
		// A request without a connection, as in a test, cannot be slow.
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyFor))
	}
	s.handler.ServeHTTP(w, r)
}

// bodyFor is how long a body may take to come in. The server would wait for the
// rest of it even where nobody asked for one, and at its end for 20 seconds.
const bodyFor = 5 * time.Second

func (s *Server) stopping() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

// Metrics returns what Prometheus reads; it belongs on a listener of its own.
func (s *Server) Metrics() http.Handler { return s.metrics.handler() }

// routes lists every path. {release} is a number or the word latest.
func (s *Server) routes() http.Handler {
	m := mux.NewRouter().SkipClean(true)
	handlers := map[string]http.Handler{}
	for _, route := range []struct {
		method, path string
		serve        handler
	}{
		{"GET", tileRoute, s.numbered(s.tile)},
		{"GET", "/livez", s.livez},
		{"GET", "/readyz", s.readyz},
		{"GET", "/v1/openapi.json", s.describe},
		{"GET", "/v1/releases", s.releases},
		{"GET", "/v1/releases/{release}", s.numbered(s.release)},
		{"GET", "/v1/releases/{release}/tiles/{layer}.json", s.numbered(s.tileJSON)},
		{"GET", "/v1/releases/{release}/areas", s.numbered(s.found(s.areas, "limit", "cursor"))},
		{"GET", "/v1/releases/{release}/areas.{format:geojson|csv|xlsx}", s.numbered(s.found(s.areasFile, append([]string{"lang", "with", "class"}, keptWords...)...))},
		{"GET", "/v1/releases/{release}/areas/{code}", s.numbered(s.profile)},
		{"GET", "/v1/releases/{release}/cells.{format:geojson|csv}", s.numbered(s.cellsFile)},
		{"GET", "/v1/releases/{release}/values", s.numbered(s.values)},
		{"GET", "/v1/releases/{release}/under-covered", s.numbered(s.underCovered)},
		{"GET", "/v1/releases/{release}/under-covered.{format:csv|xlsx}", s.numbered(s.underCoveredFile)},
		{"GET", "/v1/releases/{release}/targeting", s.numbered(s.targeting)},
		{"GET", "/v1/releases/{release}/deprivation", s.numbered(s.deprivation)},
		{"GET", "/v1/releases/{release}/poverty", s.numbered(s.poverty)},
		{"GET", "/v1/releases/{release}/classes", s.numbered(s.classes)},
		{"GET", "/v1/releases/{release}/compare", s.numbered(s.compare)},
		{"GET", "/v1/releases/{release}/history", s.numbered(s.history)},
		{"GET", "/v1/releases/{release}/density", s.numbered(s.density)},
		{"POST", "/v1/releases/{release}/allocations", s.numbered(s.allocations)},
		{"GET", "/tables", s.tablesOf},
		{"GET", "/tables/style.css", s.tablesStyle},
		{"GET", "/tables/{release}", s.numbered(s.table)},
		{"GET", "/tables/{release}/map.svg", s.numbered(s.tableMap)},
		{"GET", "/tables/{release}/whatif", s.numbered(s.whatIf)},
		{"GET", "/tables/{release}/poverty", s.numbered(s.tablePoverty)},
		{"GET", "/tables/{release}/areas/{code}", s.numbered(s.tableProfile)},
		{"GET", "/tables/{release}/compare", s.numbered(s.tableCompare)},
		{"GET", "/tables/{release}/compare.svg", s.numbered(s.tableCompareMap)},
		{"GET", "/basemap.pmtiles", s.basemapFile},
		{"GET", "/{page:.*}", s.web},
	} {
		handlers[route.path] = s.metrics.measure(route.path, s.answer(route.method, route.serve))
		m.Handle(route.path, handlers[route.path])
	}
	return tilesFirst(handlers[tileRoute], confine(m))
}

// A handler answers a request, or returns why it cannot.
type handler func(w http.ResponseWriter, r *http.Request) error

// answer turns a handler's error into a problem document. Nothing here changes
// anything: what is asked by POST is a question too long for a URL.
func (s *Server) answer(method string, h handler) http.HandlerFunc {
	allowed := method
	if method == http.MethodGet {
		allowed = "GET, HEAD"
	}
	return func(w http.ResponseWriter, r *http.Request) {
		err := error(errMethod)
		if r.Method == method || method == http.MethodGet && r.Method == http.MethodHead {
			err = h(w, r)
		} else {
			w.Header().Set("Allow", allowed)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	}
}

// secure sets the headers that keep an answer to its type and to this host.
func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["X-Content-Type-Options"] = nosniff
		h["Cross-Origin-Resource-Policy"] = sameOrigin
		next.ServeHTTP(w, r)
	})
}

// confine sets the headers that keep a browser to this page and this host. They
// say what a document may do; a tile, which is none, goes without, and with eight
// headers instead of twelve costs net/http a quarter less.
func confine(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h["Content-Security-Policy"] = policy
		h["Referrer-Policy"] = noReferrer
		h["Cross-Origin-Opener-Policy"] = sameOrigin
		h["Permissions-Policy"] = permissions
		next.ServeHTTP(w, r)
	})
}

var (
	policy = []string{"default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; " +
		"img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; " +
		"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}
	nosniff     = []string{"nosniff"}
	noReferrer  = []string{"no-referrer"}
	sameOrigin  = []string{"same-origin"}
	permissions = []string{"geolocation=(self), camera=(self)"}
)
