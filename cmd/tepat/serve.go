package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"tepat/api"
	"tepat/geo/poverty"
	"tepat/store"
	"tepat/store/local"
	"tepat/web"

	"github.com/spf13/pflag"
)

type serve struct {
	streams
	place
	serving
}

// serving are the flags of a server, shared with the demo.
type serving struct {
	addr, metricsAddr, audience, baseURL string
	metricsOptional                      bool // where its address is taken, go without
}

func (s *serving) flags(f *pflag.FlagSet) {
	f.StringVar(&s.addr, "addr", "127.0.0.1:8080", "where the map and the API listen")
	f.StringVar(&s.metricsAddr, "metrics-addr", "127.0.0.1:9464", "where /metrics listens; empty for none")
	f.StringVar(&s.baseURL, "base-url", "", "what links begin with, e.g. https://peta.example.go.id (default: as the client asked)")
	f.StringVar(&s.audience, "audience", string(poverty.Planner), "whose releases are served: planner or public")
}

func (v *serve) flags(f *pflag.FlagSet) {
	v.place.flags(f)
	v.serving.flags(f)
}

// Run serves until it is told to stop.
func (v *serve) Run(ctx context.Context, args []string) (err error) {
	if len(args) > 0 {
		return usage("serve takes no arguments")
	}
	db, err := v.open(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	return v.serve(ctx, db, v.place, v.streams, 0)
}

// serve serves the releases of db until ctx ends, then finishes what is in
// flight. Clients may keep numbered answers for maxAge; 0 is a year.
func (s *serving) serve(ctx context.Context, db *database, p place, std streams, maxAge time.Duration) error {
	audience, err := parseAudience(s.audience)
	if err != nil {
		return err
	}
	if err := checkBase(s.baseURL); err != nil {
		return err
	}
	address := p.databaseURL
	if db.cluster != nil {
		if address, err = db.cluster.ServeURL(ctx); err != nil {
			return err
		}
	}
	log := slog.New(slog.NewJSONHandler(std.err, nil))
	if db.cluster != nil {
		defer keep(ctx, db.cluster, log)()
	}
	published, err := store.OpenServe(ctx, address)
	if err != nil {
		return err
	}
	defer published.Close()
	listener, err := api.Listen(ctx, s.addr)
	if err != nil {
		return fmt.Errorf("serve: %w", err)
	}
	metrics, err := s.listenMetrics(std)
	if err != nil {
		listener.Close()
		return err
	}
	server := api.New(api.Options{Releases: published, Web: web.FS(), Audience: audience, BaseURL: s.baseURL,
		MaxAge: maxAge, Version: version(), Basemap: filepath.Join(p.dir, "basemap.pmtiles"),
		Log: log})
	fmt.Fprintf(std.out, "tepat serves the %s map at http://%s (Ctrl-C stops it)\n", audience, listener.Addr())
	return server.Serve(ctx, listener, metrics)
}

// keep starts the private cluster again where it is killed; it returns how to
// stop that, before the cluster is.
func keep(ctx context.Context, c *local.Cluster, log *slog.Logger) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Keep(ctx, func(text string, err error) {
			if err != nil {
				log.Error(text, "error", err)
			} else {
				log.Warn(text)
			}
		})
	}()
	return func() {
		cancel()
		<-done
	}
}

// listenMetrics opens the address of the metrics; nil for none.
func (s *serving) listenMetrics(std streams) (net.Listener, error) {
	if s.metricsAddr == "" {
		return nil, nil
	}
	l, err := net.Listen("tcp", s.metricsAddr)
	if err != nil && s.metricsOptional && errors.Is(err, syscall.EADDRINUSE) {
		fmt.Fprintf(std.err, "%s is taken: no /metrics (--metrics-addr names another address)\n", s.metricsAddr)
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("serve: --metrics-addr: %w", err)
	}
	return l, nil
}

// checkBase refuses what links cannot begin with.
func checkBase(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return usage("--base-url is an address such as https://peta.example.go.id, not %q", text)
	}
	return nil
}

func parseAudience(s string) (poverty.Audience, error) {
	switch a := poverty.Audience(s); a {
	case poverty.Planner, poverty.Public:
		return a, nil
	}
	return "", usage("audience is planner or public, not %q", s)
}

// version returns the revision that the program was built from, "" where that is not known.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}
