package local_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
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
	c, err := local.StartTemporary(context.Background(), dir, "fsync=off")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// end closes the cluster, whatever the test has done to it.
func end(t *testing.T, c *local.Cluster) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func exec1(t *testing.T, url, sql string) {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(context.Background())
	if _, err := conn.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

func query(t *testing.T, url, sql string) (out string) {
	t.Helper()
	conn := connect(t, url)
	defer conn.Close(context.Background())
	if err := conn.QueryRow(context.Background(), sql).Scan(&out); err != nil {
		t.Fatal(err)
	}
	return out
}

func postmaster(t *testing.T, c *local.Cluster) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// running says whether the process lives; a dead one may wait for somebody to take notice.
func running(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, _ := strings.Cut(string(stat), ") ")
	return err == nil && !strings.HasPrefix(state, "Z")
}

// kill ends the server as kill -9 would, and waits until it is gone.
func kill(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if !ends(pid) {
		t.Fatal("the server does not die")
	}
}

// ends waits for the end of a process.
func ends(pid int) bool {
	for begun := time.Now(); time.Since(begun) < 20*time.Second; time.Sleep(5 * time.Millisecond) {
		if !running(pid) {
			return true
		}
	}
	return false
}

// What was committed is there after a stop in order, after kill -9 of the
// server, also in the middle of a query, and after the folder lost its port.
func TestKeepsWhatWasCommitted(t *testing.T) {
	dir := folder(t)
	c := start(t, dir)
	if !c.Started() {
		t.Error("a new cluster was not started")
	}
	exec1(t, c.URL(), `create table kept as select 'kept'::text as word`)
	for _, harm := range []struct {
		name string
		do   func()
	}{
		{"stopped in order", func() {}},
		{"killed", func() { kill(t, postmaster(t, c)) }},
		{"killed in the middle of a query", func() {
			busy := connect(t, c.URL())
			go busy.Exec(context.Background(), `select count(*) from generate_series(1, 1000000000)`)
			time.Sleep(200 * time.Millisecond)
			kill(t, postmaster(t, c))
		}},
		{"killed, and its number taken by somebody else", func() {
			kill(t, postmaster(t, c))
			path := filepath.Join(c.Data(), "postmaster.pid")
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, rest, _ := strings.Cut(string(text), "\n")
			if err := os.WriteFile(path, []byte(fmt.Sprint(os.Getpid(), "\n", rest)), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"stopped, and the port forgotten", func() { os.Remove(filepath.Join(dir, "port")) }},
		{"stopped, and the port damaged", func() { os.WriteFile(filepath.Join(dir, "port"), nil, 0o600) }},
	} {
		harm.do()
		end(t, c)
		if c = start(t, dir); !c.Started() {
			t.Errorf("%s: the cluster was not started again", harm.name)
		}
		if got := query(t, c.URL(), `select word from kept`); got != "kept" {
			t.Errorf("%s: %q", harm.name, got)
		}
	}
	end(t, c)
}

// The last one out stops the server: the first may leave before.
func TestLastOneOutStops(t *testing.T) {
	dir := folder(t)
	first := start(t, dir)
	pid := postmaster(t, first)
	second := start(t, dir)
	if second.Started() || second.URL() != first.URL() {
		t.Error("the second did not join the first")
	}
	end(t, first)
	if !running(pid) {
		t.Fatal("the server was stopped under the second")
	}
	if got := query(t, second.URL(), `select 'up'`); got != "up" {
		t.Error(got)
	}
	end(t, second)
	if !ends(pid) {
		t.Error("nobody stopped the server")
	}
}

// A server that somebody else has started is left running.
func TestLeavesWhatItDidNotStart(t *testing.T) {
	dir := folder(t)
	c := start(t, dir)
	defer c.Stop()
	if err := os.Remove(filepath.Join(dir, "started")); err != nil {
		t.Fatal(err)
	}
	end(t, c)
	if c = start(t, dir); c.Started() {
		t.Error("a running server was started")
	}
}

func TestManyAtOnce(t *testing.T) {
	dir := folder(t)
	var group sync.WaitGroup
	started := make(chan bool, 4)
	for range cap(started) {
		group.Go(func() {
			c, err := local.StartTemporary(context.Background(), dir, "fsync=off")
			if err != nil {
				t.Error(err)
				return
			}
			started <- c.Started()
			time.Sleep(50 * time.Millisecond)
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	close(started)
	n := 0
	for s := range started {
		if s {
			n++
		}
	}
	if n == 0 {
		t.Error("nobody started the server")
	}
}

// An initdb that was killed is begun again; nothing that is whole is thrown away.
func TestHalfMadeClusterIsMadeAgain(t *testing.T) {
	dir := folder(t)
	if err := os.MkdirAll(filepath.Join(dir, "pg.new", "base"), 0o755); err != nil {
		t.Fatal(err)
	}
	c := start(t, dir)
	if got := query(t, c.URL(), `select 'up'`); got != "up" {
		t.Errorf("got %q", got)
	}
	end(t, c)
	if err := os.Remove(filepath.Join(dir, "password")); err != nil {
		t.Fatal(err)
	}
	if c, err := local.Start(context.Background(), dir); err == nil {
		c.Close()
		t.Error("a cluster whose password is lost was opened, or made anew over the old one")
	}
}

// An initdb outlives the tepat that was killed over it, and writes on: the next
// start ends it and begins anew.
func TestStartsAfterAKilledFirstStart(t *testing.T) {
	for _, made := range []string{"PG_VERSION", "postgresql.conf"} {
		dir := folder(t)
		first := exec.Command(os.Args[0], "-test.run", "TestAsChild")
		first.Env = append(os.Environ(), "TEPAT_TEST_FOLDER="+dir)
		if err := first.Start(); err != nil {
			t.Fatal(err)
		}
		for begun := time.Now(); ; time.Sleep(time.Millisecond) {
			if _, err := os.Stat(filepath.Join(dir, ".tepat", "pg.new", made)); err == nil {
				break
			}
			if time.Since(begun) > 30*time.Second {
				t.Fatalf("initdb does not make %s", made)
			}
		}
		if err := first.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		first.Wait()
		c := start(t, filepath.Join(dir, ".tepat"))
		if got := query(t, c.URL(), `select 'up'`); got != "up" {
			t.Errorf("killed at %s: got %q", made, got)
		}
		end(t, c)
	}
}

// Secrets are the user's alone, the server listens on loopback alone, and its
// log has no statement, no value and no password.
func TestKeepsToItself(t *testing.T) {
	dir := folder(t)
	c := start(t, dir)
	defer end(t, c)
	exec1(t, c.URL(), `create role tepat_serve nologin; create table person (nik text primary key)`)
	serve, err := c.ServeURL(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"password", "password-serve", "port", "started"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
	if got := query(t, c.URL(), `select string_agg(coalesce(setting, ''), ' ') from pg_settings where name in ('listen_addresses')`); got != "127.0.0.1" {
		t.Errorf("listens on %q", got)
	}
	if got := query(t, c.URL(), `select string_agg(distinct auth_method, ' ') from pg_hba_file_rules`); got != "scram-sha-256" {
		t.Errorf("lets in by %q", got)
	}

	conn := connect(t, c.URL())
	ctx := context.Background()
	const nik = "6402060101909999"
	for _, fails := range []string{
		`insert into person values ('` + nik + `'), ('` + nik + `')`,
		`select '` + nik + `'::date`,
		`selekt ` + nik,
	} {
		if _, err := conn.Exec(ctx, fails); err == nil {
			t.Errorf("%s did not fail", fails)
		}
	}
	if _, err := conn.Exec(ctx, `select $1::text::date`, nik); err == nil {
		t.Error("a parameter did not fail")
	}
	served := connect(t, serve)
	if _, err := served.Exec(ctx, `select nik from person`); err == nil {
		t.Error("the serving login reads people")
	}
	text, err := os.ReadFile(c.Log())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{nik, "selekt", "insert", secretOf(t, dir, "password"), secretOf(t, dir, "password-serve")} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("the log says %q", secret)
		}
	}
}

func secretOf(t *testing.T, dir, name string) string {
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(text))
}

// Folders in which a unix socket, PostgreSQL's programs or PostgreSQL's user
// would have trouble.
func TestDifficultFolders(t *testing.T) {
	for _, tc := range []struct {
		name, below string
		mode        fs.FileMode
	}{
		{"longer than a unix socket", strings.Repeat("panjang/", 20), 0o711},
		{"blank and quote", "peta dan 'data'/x", 0o711},
		{"nobody else may enter", "tertutup/.tepat", 0o700},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := folder(t)
			if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(tc.below)), tc.mode); err != nil {
				t.Fatal(err)
			}
			c := start(t, filepath.Join(dir, tc.below))
			t.Cleanup(func() { os.RemoveAll(c.Data()) })
			exec1(t, c.URL(), `create table kept as select 'kept'::text as word`)
			end(t, c)
			c = start(t, filepath.Join(dir, tc.below))
			defer end(t, c)
			if got := query(t, c.URL(), `select word from kept`); got != "kept" {
				t.Errorf("got %q", got)
			}
			if _, err := os.Stat(filepath.Join(dir, tc.below, "pg", "PG_VERSION")); err != nil {
				t.Error("the folder has neither the cluster nor a link to it")
			}
		})
	}
	if c, err := local.Start(context.Background(), filepath.Join(folder(t), "$(id)")); err == nil {
		c.Close()
		t.Error("a name that a shell would run was taken")
	}
}

// An ordinary user runs PostgreSQL as itself; root, in that user's folder, as that user.
func TestOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Log("unchecked: only root can become another user")
		return
	}
	dir := folder(t)
	program := filepath.Join(folder(t), "ordinary.test")
	if out, err := exec.Command("go", "test", "-c", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	const nobody = 65534
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-test.run", "TestAsChild")
	cmd.Env = append(os.Environ(), "TEPAT_TEST_FOLDER="+dir, "HOME="+dir)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	c := start(t, filepath.Join(dir, ".tepat"))
	defer end(t, c)
	if got := query(t, c.URL(), `select word from kept`); got != "kept" {
		t.Errorf("root reads %q", got)
	}
}

// TestAsChild is run by tests that need another process.
func TestAsChild(t *testing.T) {
	dir := os.Getenv("TEPAT_TEST_FOLDER")
	if dir == "" {
		return
	}
	c := start(t, filepath.Join(dir, ".tepat"))
	defer end(t, c)
	exec1(t, c.URL(), `create table kept as select 'kept'::text as word`)
}

// A server that is killed while it is kept runs again at the address that it
// had; one that was stopped in order stays so.
func TestKept(t *testing.T) {
	c := start(t, folder(t))
	defer end(t, c)
	ctx, cancel := context.WithCancel(context.Background())
	said := make(chan error, 9)
	done := make(chan struct{})
	go func() {
		defer close(done)
		c.Keep(ctx, func(_ string, err error) { said <- err })
	}()
	exec1(t, c.URL(), `create table stays (n int); insert into stays values (7)`)
	pidFile := filepath.Join(c.Data(), "postmaster.pid")
	first, _, _ := strings.Cut(read(t, pidFile), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-said:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not run again")
	}
	if n := query(t, c.URL(), `select n::text from stays`); n != "7" {
		t.Errorf("%s is left", n)
	}
	next, _, _ := strings.Cut(read(t, pidFile), "\n")
	if pid, err = strconv.Atoi(next); err != nil || next == first {
		t.Fatalf("process %s after %s: %v", next, first, err)
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil { // in order
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(pidFile); err != nil {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("it does not stop")
		}
	}
	time.Sleep(5 * time.Second) // more than twice as long as it takes to be looked for
	if _, err := os.Stat(pidFile); err == nil {
		t.Error("it was started again, though it was stopped in order")
	}
	cancel()
	<-done
	if len(said) > 0 {
		t.Errorf("and that was said: %v", <-said)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
