package api

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// How the server ends. Readyz says so first, so that a load balancer that asks
// every second sends nobody any more, and every answer is the last of its
// connection. Then nobody is let in, and who is in and silent has time to ask:
// once net/http shuts down it hangs up on them. Then requests under way are finished.
const (
	lingerFor = 1200 * time.Millisecond
	silentFor = time.Second
	drainFor  = 20 * time.Second
)

// Serve takes up releases and answers on the listener, and for Prometheus on
// metrics where that is not nil, until ctx ends. It then finishes what is
// under way and closes both listeners. It returns nil when nothing was lost.
func (s *Server) Serve(ctx context.Context, l, metrics net.Listener) error {
	in := &entrance{Listener: l}
	web := &http.Server{
		Handler: s, MaxHeaderBytes: 1 << 16,
		ReadHeaderTimeout: 10 * time.Second, WriteTimeout: patience, IdleTimeout: 2 * time.Minute,
		ConnState: in.count,
	}
	probe := &http.Server{Handler: s.metricsPage(), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: patience}

	g, running := errgroup.WithContext(ctx)
	g.Go(func() error {
		s.options.Releases.Watch(running, s.takeUp, s.hear)
		return nil
	})
	g.Go(func() error { return served(web.Serve(in)) })
	if metrics != nil {
		g.Go(func() error { return served(probe.Serve(metrics)) })
	}
	g.Go(func() error {
		<-running.Done()
		close(s.closing)
		time.Sleep(lingerFor)
		in.shut()
		in.empty(silentFor)
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainFor)
		defer cancel()
		return errors.Join(stopped(web.Shutdown(drain)), stopped(probe.Shutdown(drain)))
	})
	return g.Wait()
}

// takeUp shows what was published; a fault is logged and tried again.
func (s *Server) takeUp(ctx context.Context) error {
	err := s.shelf.refresh(ctx)
	if err != nil && ctx.Err() == nil {
		s.options.Log.Warn("a release cannot be taken up", "error", err)
	}
	return err
}

// hear remembers since when the database does not answer. What was published
// before is served without it, so that this is no reason not to be ready; but
// nothing new will come, and somebody should know.
func (s *Server) hear(err error) {
	if err == nil {
		if s.away.Swap(nil) != nil {
			s.options.Log.Info("the database answers again")
		}
		return
	}
	now := time.Now().UTC()
	if s.away.CompareAndSwap(nil, &now) {
		s.options.Log.Warn("the database does not answer; what was published before is served", "error", err)
	}
}

func (s *Server) metricsPage() http.Handler {
	m := http.NewServeMux()
	m.Handle("GET /metrics", s.Metrics())
	return m
}

func served(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("api: %w", err)
}

func stopped(err error) error {
	if err != nil {
		return fmt.Errorf("api: requests were cut off: %w", err)
	}
	return nil
}
