package store_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tepat/geo/poverty"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
)

// published returns the server's view of a fresh database, and a way to
// publish an empty release in it, announced or not.
func published(t *testing.T) (s *store.Store, publish func(audience poverty.Audience, announce bool) int64, admin *pgx.Conn) {
	t.Helper()
	ctx := context.Background()
	url := storetest.Database(t)
	s, err := store.OpenServe(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	admin, err = pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { admin.Close(ctx) })
	return s, func(audience poverty.Audience, announce bool) (id int64) {
		t.Helper()
		err := admin.QueryRow(ctx, `
			with saved as (
				insert into published.release (id, audience, as_of, published_at, description)
				values ((select coalesce(max(id), 0) + 1 from published.release), $1, '2024-06-30', now(), '{}')
				returning id)
			insert into published.latest
			select $1, id from saved
			on conflict (audience) do update set release = excluded.release
			returning release`, audience).Scan(&id)
		if err == nil && announce {
			_, err = admin.Exec(ctx, `notify tepat_release`)
		}
		if err != nil {
			t.Fatal(err)
		}
		return id
	}, admin
}

func TestLatest(t *testing.T) {
	ctx := context.Background()
	s, publish, _ := published(t)
	if _, err := s.Latest(ctx, poverty.Planner); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("Latest before any release: %v, want %v", err, poverty.ErrNotFound)
	}
	publish(poverty.Planner, false)
	public, planner := publish(poverty.Public, false), publish(poverty.Planner, false)
	for audience, want := range map[poverty.Audience]int64{poverty.Public: public, poverty.Planner: planner} {
		if id, err := s.Latest(ctx, audience); id != want || err != nil {
			t.Errorf("Latest(%s) = %d, %v, want %d", audience, id, err, want)
		}
	}
}

// Watch sees a release that is announced, one that is not, and one published
// after its connection was cut.
func TestWatch(t *testing.T) {
	s, publish, admin := published(t)
	ctx, stop := context.WithCancel(context.Background())
	calls := make(chan struct{}, 10)
	var done sync.WaitGroup
	var cut, well atomic.Int32 // well: after how many cuts, counted from 1, it was heard again
	done.Go(func() {
		s.Watch(ctx, func(context.Context) error {
			calls <- struct{}{}
			return nil
		}, func(err error) {
			if err != nil {
				cut.Add(1)
			} else {
				well.Store(cut.Load() + 1)
			}
		})
	})
	expect := func(what string, within time.Duration) {
		t.Helper()
		select {
		case <-calls:
		case <-time.After(within):
			t.Errorf("%s: not seen within %v", what, within)
		}
	}
	expect("the state at the start", 5*time.Second)
	publish(poverty.Planner, true)
	expect("an announced release", 500*time.Millisecond)
	publish(poverty.Public, false)
	expect("a release that was not announced", 1500*time.Millisecond)
	if _, err := admin.Exec(ctx, `insert into published.withdrawn values (1, 'households', 'dtsen', '2025-06-30', now())`); err != nil {
		t.Fatal(err)
	}
	expect("a withdrawn import", 1500*time.Millisecond)
	if _, err := admin.Exec(ctx, `
		select pg_terminate_backend(pid)
		from pg_stat_activity
		where datname = current_database() and pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	publish(poverty.Planner, false)
	expect("a release after the connection was cut", 4*time.Second)
	if cut.Load() != 1 || well.Load() != 2 {
		t.Errorf("heard of %d cuts, and well again after %d; want 1 and 1", cut.Load(), well.Load()-1)
	}
	select {
	case <-calls:
		t.Error("called although nothing changed")
	case <-time.After(1200 * time.Millisecond):
	}
	stop()
	done.Wait()
}

func TestWatchTriesAgain(t *testing.T) {
	s, _, _ := published(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	calls := 0
	s.Watch(ctx, func(context.Context) error {
		if calls++; calls == 1 {
			return errors.New("not now")
		}
		stop()
		return nil
	}, func(err error) {
		if err != nil {
			t.Errorf("the database is said to be away, but it was the caller that failed: %v", err)
		}
	})
	if calls != 2 {
		t.Errorf("called %d times, want again after an error", calls)
	}
}
