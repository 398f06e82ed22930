package local_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"tepat/store/local"

	"github.com/jackc/pgx/v5"
)

// folder makes a data folder that the system's postgres user can enter.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "tepat-local-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	return dir
}

func start(t *testing.T, dir string) *local.Cluster {
	t.Helper()
	c, err := local.Start(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func query(t *testing.T, url, sql string) string {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	var out string
	if err := conn.QueryRow(ctx, sql).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestClusterKeepsWhatWasCommitted stops it in order, kills it with -9, and
// starts it a second time while it runs.
func TestClusterKeepsWhatWasCommitted(t *testing.T) {
	dir := folder(t)
	c := start(t, dir)
	if !c.Started() {
		t.Error("a new cluster was not started")
	}
	query(t, c.URL(), `select 'x' from (select set_config('a.b', '', true)) s`)
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, c.URL())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(ctx, `create table kept as select 'kept'::text as word`); err != nil {
		t.Fatal(err)
	}
	conn.Close(ctx)

	second := start(t, dir)
	if second.Started() {
		t.Error("joining a running cluster says that it started it")
	}
	if err := c.Stop(); err != nil {
		t.Fatal(err)
	}

	c = start(t, dir)
	kill(t, c)
	c = start(t, dir)
	defer c.Stop()
	if !c.Started() {
		t.Error("after kill -9 the cluster was not started again")
	}
	if got := query(t, c.URL(), `select word from kept`); got != "kept" {
		t.Errorf("after kill -9: %q", got)
	}
	if info, err := os.Stat(filepath.Join(dir, "password")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("password file: %v, %v", info, err)
	}
}

// kill ends the postmaster as kill -9 would and waits until it is gone.
func kill(t *testing.T, c *local.Cluster) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); syscall.Kill(pid, 0) == nil; time.Sleep(20 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatal("the postmaster does not die")
		}
	}
}

// TestHalfMadeClusterIsMadeAgain kills the first start between initdb and its end.
func TestHalfMadeClusterIsMadeAgain(t *testing.T) {
	dir := folder(t)
	if err := os.MkdirAll(filepath.Join(dir, "pg", "base"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := start(t, dir)
	defer c.Stop()
	if got := query(t, c.URL(), `select 'up'`); got != "up" {
		t.Errorf("got %q", got)
	}
}
