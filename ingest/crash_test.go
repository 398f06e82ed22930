package ingest_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/seal"
	"tepat/store"
)

// crash is what the test program does instead of testing when it is started as
// a victim: it imports a file and is killed at the point that it was told.
func crash() {
	if os.Getenv("TEPAT_TEST_CRASH") == "withdraw" {
		withdrawing() // does not return
	}
	point, _ := strconv.ParseInt(os.Getenv("TEPAT_TEST_CRASH"), 10, 64)
	ctx := context.Background()
	s, err := store.Open(ctx, os.Getenv("TEPAT_TEST_URL"))
	if err != nil {
		os.Exit(3)
	}
	dir := os.Getenv("TEPAT_TEST_DIR")
	keys, err := seal.Load(filepath.Join(dir, "key"))
	if err != nil {
		os.Exit(4)
	}
	set := ingest.Settings{AsOf: september, System: area.Kemendagri, AsideLimit: 1, CloseLimit: 1, NewLimit: 1, TempDir: dir, Now: september}
	set.Progress = func(done, _ int64) {
		if done >= point {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	if point < 0 { // killed after so many records
		_, err = ingest.Households(ctx, os.Getenv("TEPAT_TEST_FILE"), poverty.DTSEN, set, killing{s, -point}, makePlaces(), keys)
	} else {
		_, err = ingest.Households(ctx, os.Getenv("TEPAT_TEST_FILE"), poverty.DTSEN, set, s, makePlaces(), keys)
	}
	if err != nil {
		os.Stderr.WriteString(err.Error())
	}
	os.Exit(5)
}

// A killing register lets so many records in and is then killed.
type killing struct {
	*store.Store
	after int64
}

func (k killing) Import(ctx context.Context, about *poverty.Import, dir string, read func(poverty.Intake) error, wrote func(done, total int64)) error {
	return k.Store.Import(ctx, about, dir, func(in poverty.Intake) error { return read(&killingIntake{in, k.after}) }, wrote)
}

type killingIntake struct {
	poverty.Intake
	left int64
}

func (k *killingIntake) AddHousehold(h *poverty.Household) error {
	if k.left--; k.left == 0 {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
	return k.Intake.AddHousehold(h)
}

// register is all that an import may change, its keys included.
const register = `select coalesce(md5(string_agg(h::text, ',' order by id)), 'empty') || (select coalesce(string_agg(i.id || i.kind, ','), '') from register.import i)
	|| (select count(*) from register.household_past) || (select count(*) from register.fault) || (select count(*) from register.flags)
	|| (select coalesce(string_agg(e::text, ','), '') from register.edition e)
	|| (select string_agg(indexdef, ',') from pg_indexes where schemaname = 'register' and tablename = 'household')
	from register.household h`

// edition writes n families of a village, of whom those of two editions have half in common.
func (w *world) edition(n, desil int) string {
	lines := []string{dtsen}
	for i := range n {
		lines = append(lines, line(i+desil*n/2, "64.02.06.1001", desil, "116.95"+strconv.Itoa(1000+i%9000), "-0.45"+strconv.Itoa(1000+i/7)))
	}
	return w.file(lines...)
}

// killed imports a file again and again, is killed at each of the points, and
// finds the register as it was.
func (w *world) killed(file string, points ...int64) {
	w.t.Helper()
	before := w.ask(register)
	for _, point := range points {
		victim := exec.Command(os.Args[0])
		victim.Env = append(os.Environ(), "TEPAT_TEST_CRASH="+strconv.FormatInt(point, 10), "TEPAT_TEST_URL="+w.url, "TEPAT_TEST_DIR="+w.dir, "TEPAT_TEST_FILE="+file)
		out, err := victim.CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			w.t.Fatalf("point %d: the victim was not killed: %v %s", point, err, out)
		}
		w.quiet()
		if after := w.ask(register); !slices.Equal(after, before) {
			w.t.Errorf("point %d: the register changed", point)
		}
		if left, _ := filepath.Glob(filepath.Join(w.dir, "tepat-*")); len(left) > 0 {
			w.t.Errorf("point %d: files are left: %v", point, left)
		}
	}
}

func TestKilledInTheMiddleLeavesWhatWasThere(t *testing.T) {
	w := newWorld(t)
	const n = 30_000
	w.households(w.edition(n, 1), poverty.DTSEN, w.settings(june))
	before, next := w.ask(register), w.edition(n, 2)
	w.killed(next, -1, -1000, -n/2, 1, 400, 901, 930, 990, 1000)
	if r := w.households(next, poverty.DTSEN, w.settings(september)); r.Counts.New != n/2 || r.Counts.Changed != n/2 || r.Counts.Closed != n/2 {
		t.Errorf("the import after all: %+v", r.Counts)
	}
	if slices.Equal(w.ask(register), before) {
		t.Error("the import after all changed nothing")
	}
}

// The first import writes while it reads, into a table without keys.
func TestKilledInTheFirstImportLeavesAnEmptyRegister(t *testing.T) {
	w := newWorld(t)
	const n = 80_000 // more than one run
	first := w.edition(n, 1)
	w.killed(first, -1, -n+1, 1, 890, 1000)
	if r := w.households(first, poverty.DTSEN, w.settings(june)); r.Counts.New != n {
		t.Errorf("the import after all: %+v", r.Counts)
	}
}

// quiet waits until the server has noticed that a killed client is gone.
func (w *world) quiet() {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if n := w.ask(`select count(*)::text from pg_stat_activity where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`); n[0] == "0" {
			return
		}
	}
	w.t.Fatal("the victim's transaction does not end")
}
