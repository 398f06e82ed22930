package ingest_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/store"
)

// A slow register does something else before it takes the first record.
type slow struct {
	*store.Store
	before func()
}

func (s slow) Import(ctx context.Context, about *poverty.Import, dir string, read func(poverty.Intake) error, wrote func(done, total int64)) error {
	return s.Store.Import(ctx, about, dir, func(in poverty.Intake) error { s.before(); return read(in) }, wrote)
}

// A census that is asked for during the first import waits for it, and then
// sees all of it.
func TestACensusDuringTheFirstImport(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	families := make(chan int, 1)
	census := func() {
		go func() {
			defer close(families)
			c, _, _, err := w.store.ReadCensus(ctx, catalogue, nil)
			if err != nil {
				t.Error(err)
				return
			}
			families <- c.Len()
		}()
		w.waiting()
	}
	file := w.edition(100, 1)
	if _, err := ingest.Households(ctx, file, poverty.DTSEN, w.settings(june), slow{w.store, census}, w.places, w.keys); err != nil {
		t.Fatal(err)
	}
	if n := <-families; n != 100 {
		t.Errorf("the census has %d families, want 100", n)
	}
}

// waiting returns when somebody waits for a lock.
func (w *world) waiting() {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if n := w.ask(`select count(*)::text from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`); n[0] != "0" {
			return
		}
	}
	w.t.Fatal("nobody waits")
}

// A COPY lasts as long as its file is read, whatever a statement of that
// database may take.
func TestAServerInAHurryWaitsForTheFile(t *testing.T) {
	w := newWorld(t)
	w.exec(`do $$ begin execute format('alter database %I set statement_timeout = 1000', current_database()); end $$`)
	w.reopen()
	pause := sync.OnceFunc(func() { time.Sleep(2 * time.Second) })
	const n = 80_000 // more than one run
	set, file := w.settings(june), w.edition(n, 1)
	set.Progress = func(done, _ int64) {
		if done > 890 { // the last of the file: the first run is on its way
			pause()
		}
	}
	if r := w.households(file, poverty.DTSEN, set); r.Counts.New != n {
		t.Errorf("%+v", r.Counts)
	}
}
