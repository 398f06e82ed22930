package api

import (
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts requests by route, method and status, how long they take and
// how many are under way. No label holds what a client sent.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	tiles    func(drawn) prometheus.Counter
}

// Outcome and drawn are the labels of a counter.
type (
	outcome struct {
		method string
		status int
	}
	drawn struct {
		layer string
		kept  bool
	}
)

// remember keeps the counters that find has found, which must be few: to look
// one up by its labels takes ten times as long as to count.
func remember[Labels comparable](find func(Labels) prometheus.Counter) func(Labels) prometheus.Counter {
	var mu sync.RWMutex
	found := map[Labels]prometheus.Counter{}
	return func(l Labels) prometheus.Counter {
		mu.RLock()
		c, ok := found[l]
		mu.RUnlock()
		if !ok {
			c = find(l)
			mu.Lock()
			found[l] = c
			mu.Unlock()
		}
		return c
	}
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "tepat_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "tepat_http_request_seconds", Help: "Time until the whole answer was written, by route.",
			Buckets: []float64{.0001, .0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5, 30},
		}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "tepat_http_requests_in_flight", Help: "Requests being answered.",
		}),
	}
	tiles := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "tepat_tiles_total", Help: "Tiles served, by layer and whether they were kept in memory.",
	}, []string{"layer", "kept"})
	m.tiles = remember(func(d drawn) prometheus.Counter {
		return tiles.WithLabelValues(d.layer, strconv.FormatBool(d.kept))
	})
	m.registry.MustRegister(m.requests, m.seconds, m.inFlight, tiles,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "tepat_database_up", Help: "1 while the database answers; without it what was published before is served.",
		}, func() float64 {
			if s.away.Load() != nil {
				return 0
			}
			return 1
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "tepat_release_number", Help: "The release that is served as the latest; 0 none.",
		}, func() float64 {
			r, _ := s.shelf.newest()
			return float64(r.ID)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "tepat_release_age_seconds", Help: "Time since the latest release was published; 0 without one.",
		}, func() float64 {
			r, ok := s.shelf.newest()
			if !ok {
				return 0
			}
			return time.Since(r.PublishedAt).Seconds()
		}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// measure measures the requests of a route.
func (m *metrics) measure(route string, next http.Handler) http.Handler {
	seconds := m.seconds.WithLabelValues(route)
	requests := remember(func(o outcome) prometheus.Counter {
		return m.requests.WithLabelValues(route, o.method, strconv.Itoa(o.status))
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := time.Now()
		m.inFlight.Inc()
		seen := &status{ResponseWriter: w, code: http.StatusOK}
		defer func() {
			m.inFlight.Dec()
			requests(outcome{methodOf(r), seen.code}).Inc()
			seconds.Observe(time.Since(begun).Seconds())
		}()
		next.ServeHTTP(seen, r)
	})
}

// methodOf keeps made-up methods out of the labels.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

// A status remembers the status of an answer.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	s.code = code
	s.ResponseWriter.WriteHeader(code)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }
