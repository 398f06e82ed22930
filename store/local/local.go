// Package local runs a private PostgreSQL cluster in the data folder, from the
// PostgreSQL that the system has installed. It listens on loopback and on a
// unix socket in the folder, with a random password, and leaves every other
// cluster of the machine alone.
package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ErrNoPostgres says that PostgreSQL 15 or newer with PostGIS 3 is not installed.
var ErrNoPostgres = errors.New("PostgreSQL 15 with PostGIS 3 is not installed (Debian: apt-get install postgresql-15 postgresql-15-postgis-3)")

// A Cluster is the private cluster of a data folder.
type Cluster struct {
	dir     string // holds pg/ (the cluster), password, port
	bin     string
	owner   *syscall.Credential // nil: the present user
	home    string
	started bool
	port    int
	secret  string
	extra   []string
}

// Start makes the cluster in dir if there is none, starts it if it is not
// running, and waits until it answers. After a kill -9 it recovers.
func Start(ctx context.Context, dir string) (*Cluster, error) {
	return start(ctx, dir, nil)
}

// StartTemporary is Start for tests: settings such as "fsync=off" come on top.
func StartTemporary(ctx context.Context, dir string, settings ...string) (*Cluster, error) {
	return start(ctx, dir, settings)
}

func start(ctx context.Context, dir string, settings []string) (*Cluster, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	c := &Cluster{dir: dir, extra: settings}
	if c.bin, err = binaries(); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	unlock, err := lock(filepath.Join(dir, "cluster.lock"))
	if err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	defer unlock()
	if err := c.own(); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	if err := c.make(ctx); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	if err := c.run(ctx); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	return c, nil
}

// Started says whether this Start started the server, or found it running.
func (c *Cluster) Started() bool { return c.started }

// URL returns the address of the cluster's database tepat, password included.
func (c *Cluster) URL() string { return c.DatabaseURL("tepat") }

// DatabaseURL returns the address of another database of the cluster.
func (c *Cluster) DatabaseURL(name string) string {
	return c.url("tepat", c.secret, name)
}

func (c *Cluster) url(login, secret, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(login, secret), Path: "/" + database,
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)), RawQuery: "sslmode=disable"}
	return u.String()
}

// ServeURL returns the address of the database tepat for the server: a login
// that has the rights of role tepat_serve and no others. The database must be
// migrated, which makes that role.
func (c *Cluster) ServeURL(ctx context.Context) (string, error) {
	secret, err := secretFile(filepath.Join(c.dir, "password-serve"))
	if err != nil {
		return "", fmt.Errorf("local: %w", err)
	}
	_, err = c.sql(ctx, "tepat", `
		do $$ begin
			if not exists (select from pg_roles where rolname = 'tepat_serve_login') then
				create role tepat_serve_login login in role tepat_serve;
			end if;
		end $$;
		alter role tepat_serve_login password '`+secret+`'`)
	if err != nil {
		return "", fmt.Errorf("local: %w", err)
	}
	return c.url("tepat_serve_login", secret, "tepat"), nil
}

// Log returns the path of the server's log.
func (c *Cluster) Log() string { return filepath.Join(c.data(), "server.log") }

// Data returns the folder of the cluster's files.
func (c *Cluster) Data() string { return c.data() }

// Stop stops the server: open transactions are rolled back, what was committed is on disk.
func (c *Cluster) Stop() error {
	if _, err := c.command(context.Background(), "pg_ctl", "-D", c.data(), "-m", "fast", "-w", "-t", "60", "stop"); err != nil {
		return fmt.Errorf("local: stop: %w", err)
	}
	return nil
}

func (c *Cluster) data() string { return filepath.Join(c.dir, "pg") }

// own decides who runs PostgreSQL, which refuses to run as root: then the
// system's user postgres does, and must be able to reach the folder.
func (c *Cluster) own() error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("running as root needs the system user postgres: %w", err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	c.owner, c.home = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, u.HomeDir
	for d := c.dir; d != "/"; d = filepath.Dir(d) {
		if info, err := os.Stat(d); err == nil && info.Mode()&0o001 == 0 && !ownedBy(info, c.owner.Uid) {
			return fmt.Errorf("the user postgres cannot enter %s: run tepat as an ordinary user, choose another --dir, or allow it with chmod o+x %s", d, d)
		}
	}
	return nil
}

func ownedBy(info os.FileInfo, uid uint32) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && s.Uid == uid
}

// make runs initdb where there is no cluster yet. A cluster that was not
// finished is thrown away: the port is written last.
func (c *Cluster) make(ctx context.Context) error {
	password, port := filepath.Join(c.dir, "password"), filepath.Join(c.dir, "port")
	if text, err := os.ReadFile(port); err == nil {
		if c.port, err = strconv.Atoi(strings.TrimSpace(string(text))); err != nil {
			return fmt.Errorf("%s is damaged", port)
		}
		c.secret, err = secretFile(password)
		return err
	}
	if err := errors.Join(os.RemoveAll(c.data()), os.RemoveAll(password)); err != nil {
		return err
	}
	secret, err := secretFile(password)
	if err != nil {
		return err
	}
	c.secret = secret
	if err := c.mkdir(c.data(), 0o700); err != nil {
		return err
	}
	// initdb runs as another user when we are root: hand it the password in a file of its own.
	pwfile, err := c.hand(c.secret)
	if err != nil {
		return err
	}
	defer os.Remove(pwfile)
	if _, err := c.command(ctx, "initdb", "-D", c.data(), "-U", "tepat", "-E", "UTF8", "--locale=C.UTF-8",
		"--auth=scram-sha-256", "--pwfile="+pwfile); err != nil {
		return err
	}
	if c.port, err = freePort(); err != nil {
		return err
	}
	return os.WriteFile(port, []byte(strconv.Itoa(c.port)+"\n"), 0o644)
}

// secretFile reads the secret kept at path, or makes a random one of letters and digits.
func secretFile(path string) (string, error) {
	if text, err := os.ReadFile(path); err == nil && len(bytes.TrimSpace(text)) > 0 {
		return string(bytes.TrimSpace(text)), nil
	}
	secret := rand.Text()
	return secret, os.WriteFile(path, []byte(secret+"\n"), 0o600)
}

// hand writes text to a file that the cluster's user alone can read.
func (c *Cluster) hand(text string) (string, error) {
	f, err := os.CreateTemp("", "tepat-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if c.owner != nil {
		err = errors.Join(err, f.Chown(int(c.owner.Uid), int(c.owner.Gid)))
	}
	return f.Name(), errors.Join(err, f.Close())
}

func (c *Cluster) mkdir(path string, mode os.FileMode) error {
	if err := os.MkdirAll(path, mode); err != nil || c.owner == nil {
		return err
	}
	return os.Chown(path, int(c.owner.Uid), int(c.owner.Gid))
}

// run starts the server unless it runs, and makes the database tepat.
func (c *Cluster) run(ctx context.Context) error {
	if _, err := c.command(ctx, "pg_ctl", "-D", c.data(), "status"); err != nil {
		if err := c.serve(ctx); err != nil {
			return err
		}
		c.started = true
	}
	out, err := c.sql(ctx, "postgres", `select 1 from pg_database where datname = 'tepat'`)
	if err == nil && strings.TrimSpace(out) == "" {
		_, err = c.sql(ctx, "postgres", `create database tepat`)
	}
	return err
}

func (c *Cluster) serve(ctx context.Context) error {
	// The port may have been taken by somebody else since it was chosen.
	if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port))); err != nil {
		if c.port, err = freePort(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(c.dir, "port"), []byte(strconv.Itoa(c.port)+"\n"), 0o644); err != nil {
			return err
		}
	} else {
		l.Close()
	}
	var options strings.Builder
	for _, s := range append(c.settings(), c.extra...) {
		options.WriteString(" -c " + s)
	}
	_, err := c.command(ctx, "pg_ctl", "-D", c.data(), "-l", c.Log(), "-w", "-t", "300", "-o", options.String(), "start")
	if err != nil {
		return fmt.Errorf("the database did not start, its log is %s: %w", c.Log(), err)
	}
	return nil
}

// settings of the server. The log is terse on purpose: a statement or a COPY
// line in a log would carry a person's record.
func (c *Cluster) settings() []string {
	return []string{
		"port=" + strconv.Itoa(c.port),
		"listen_addresses=127.0.0.1",
		"unix_socket_directories=" + c.socketDir(),
		"unix_socket_permissions=0700",
		"max_connections=50",
		"shared_buffers=256MB",
		"work_mem=64MB",
		"maintenance_work_mem=256MB",
		"max_wal_size=4GB",
		"wal_compression=on",
		"log_min_messages=warning",
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
		"log_statement=none",
		"log_parameter_max_length=0",
		"log_parameter_max_length_on_error=0",
		"log_min_duration_statement=-1",
	}
}

// socketDir is the data folder, or nothing (loopback alone) where its path is
// longer than a unix socket's may be, or would break pg_ctl's words.
func (c *Cluster) socketDir() string {
	const longest = 107 - len("/.s.PGSQL.65535.lock")
	if d := c.data(); len(d) <= longest && !strings.ContainsAny(d, " '\"\\,$`") {
		return d
	}
	return "''"
}

// sql runs one statement by psql and returns its output.
func (c *Cluster) sql(ctx context.Context, database, statement string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement)
	cmd.Env = append(os.Environ(), "PGHOST=127.0.0.1", "PGPORT="+strconv.Itoa(c.port), "PGUSER=tepat",
		"PGPASSWORD="+c.secret, "PGDATABASE="+database)
	return output(cmd)
}

// command runs one of PostgreSQL's programs as the cluster's owner. It gets a
// process group of its own: Ctrl-C is for tepat, which then stops the server in order.
func (c *Cluster) command(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, filepath.Join(c.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: c.owner}
	if c.home != "" {
		cmd.Env = append(cmd.Env, "HOME="+c.home)
	}
	return output(cmd)
}

// output runs cmd; what it wrote goes to a file, because a server that it
// leaves behind would hold a pipe open.
func output(cmd *exec.Cmd) (string, error) {
	f, err := os.CreateTemp("", "tepat-*")
	if err != nil {
		return "", err
	}
	defer f.Close()
	defer os.Remove(f.Name())
	cmd.Stdout, cmd.Stderr = f, f
	err = cmd.Run()
	text, _ := os.ReadFile(f.Name())
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(string(text)))
	}
	return string(text), nil
}

// binaries returns the folder of the newest PostgreSQL ≥ 15 that has PostGIS.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	for _, f := range found {
		v := version(f)
		if _, err := os.Stat(fmt.Sprintf("/usr/share/postgresql/%d/extension/postgis.control", v)); err == nil && v >= 15 {
			return filepath.Dir(f), nil
		}
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", ErrNoPostgres
}

func version(initdb string) int {
	v, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return v
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// lock waits for the lock file: two tepat processes start the cluster one after the other.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if time.Since(begun) > 5*time.Minute {
			f.Close()
			return nil, fmt.Errorf("another tepat holds %s", path)
		}
	}
}
