// Package local runs a private PostgreSQL cluster in the data folder, from the
// PostgreSQL that the system has installed. It listens on loopback and on a
// unix socket in the folder, with a random password, and leaves every other
// cluster of the machine alone.
//
// The folder holds:
//
//	pg/             the cluster, or a link to it where PostgreSQL cannot enter the folder
//	password        of the owner, and password-serve of the login that only serves
//	port            the one to take again
//	started         the process number of a server that tepat has started
//	cluster.lock    held while a server is started or stopped
//	users.lock      held, shared, by every process that uses the server
package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// ErrNoPostgres says that PostgreSQL 15 or newer with PostGIS 3 is not installed.
var ErrNoPostgres = errors.New("PostgreSQL 15 with PostGIS 3 is not installed (Debian: apt-get install postgresql-15 postgresql-15-postgis-3)")

// A Cluster is the private cluster of a data folder, in use by this process.
type Cluster struct {
	dir      string
	data     string              // of PostgreSQL
	bin      string              // PostgreSQL's programs
	owner    *syscall.Credential // who runs the server; nil: the present user
	home     string              // of the owner
	settings []string            // on top of the usual ones
	port     int
	secret   string
	started  bool
	using    *os.File // users.lock
}

// Start makes the cluster in dir if there is none, starts it if it is not
// running, and waits until it answers. After a kill -9, of tepat or of the
// server, it recovers. The caller must [Cluster.Close] it.
func Start(ctx context.Context, dir string) (*Cluster, error) {
	return StartTemporary(ctx, dir)
}

// StartTemporary is Start for tests: settings such as "fsync=off" come on top.
func StartTemporary(ctx context.Context, dir string, settings ...string) (*Cluster, error) {
	c := &Cluster{settings: settings}
	if err := c.start(ctx, dir); err != nil {
		return nil, fmt.Errorf("local: %w", err)
	}
	return c, nil
}

func (c *Cluster) start(ctx context.Context, dir string) (err error) {
	if err := c.makeFolder(dir); err != nil {
		return err
	}
	if strings.ContainsAny(c.dir, "\"$`\\\n") {
		return fmt.Errorf("the folder %q has a sign in its name that PostgreSQL's programs would not take for a letter", c.dir)
	}
	unlock, err := lock(ctx, c.path("cluster.lock"))
	if err != nil {
		return err
	}
	defer unlock()
	if err := c.own(); err != nil {
		return err
	}
	if c.bin, err = binaries(c.data); err != nil {
		return err
	}
	if err := c.make(ctx); err != nil {
		return err
	}
	if err := c.run(ctx); err != nil {
		return err
	}
	if c.using, err = share(c.path("users.lock")); err != nil {
		return err
	}
	if err := c.makeDatabase(ctx); err != nil {
		return errors.Join(err, c.leave())
	}
	return nil
}

// Started says whether this Start started the server, or found it running.
func (c *Cluster) Started() bool { return c.started }

// URL returns the address of the cluster's database tepat, password included.
func (c *Cluster) URL() string { return c.DatabaseURL("tepat") }

// DatabaseURL returns the address of another database of the cluster.
func (c *Cluster) DatabaseURL(name string) string { return c.url("tepat", c.secret, name) }

func (c *Cluster) url(login, secret, database string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(login, secret), Path: "/" + database,
		Host: net.JoinHostPort("127.0.0.1", strconv.Itoa(c.port)), RawQuery: "sslmode=disable"}
	return u.String()
}

// ServeURL returns the address of the database tepat for the server: a login
// that has the rights of role tepat_serve and no others. The database must be
// migrated, which makes that role.
func (c *Cluster) ServeURL(ctx context.Context) (string, error) {
	secret, err := c.secretFile("password-serve")
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
func (c *Cluster) Log() string { return filepath.Join(c.data, "server.log") }

// Data returns the folder of the cluster's files.
func (c *Cluster) Data() string { return c.data }

// Close ends this process's use of the cluster. The last one out stops the
// server, if a tepat has started it and not somebody else.
func (c *Cluster) Close() error {
	unlock, err := lock(context.Background(), c.path("cluster.lock"))
	if err != nil {
		return fmt.Errorf("local: %w", err)
	}
	defer unlock()
	if err := c.leave(); err != nil {
		return fmt.Errorf("local: %w", err)
	}
	return nil
}

// leave is Close under the lock.
func (c *Cluster) leave() error {
	// A lock that others share as well cannot become ours alone.
	last := syscall.Flock(int(c.using.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
	defer c.using.Close()
	if last && c.startedByTepat() {
		return c.stop()
	}
	return nil
}

// Stop stops the server, whoever uses it: open transactions are rolled back,
// what was committed is on disk.
func (c *Cluster) Stop() error {
	defer c.using.Close()
	if err := c.stop(); err != nil {
		return fmt.Errorf("local: %w", err)
	}
	return nil
}

func (c *Cluster) path(name string) string { return filepath.Join(c.dir, name) }

// make runs initdb where there is no cluster yet. A cluster that was not
// finished lies in a folder of another name and is thrown away; an initdb that
// outlived a killed tepat would go on writing there, and is ended first.
func (c *Cluster) make(ctx context.Context) (err error) {
	if exists(filepath.Join(c.data, "PG_VERSION")) {
		c.secret, err = readSecret(c.path("password"))
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("the cluster in %s is there, but its password is not: %w", c.data, err)
		}
		return err
	}
	if c.secret, err = c.secretFile("password"); err != nil {
		return err
	}
	unfinished := c.data + ".new"
	if err := endAll(makes(unfinished)); err != nil {
		return err
	}
	if err := os.RemoveAll(unfinished); err != nil {
		return err
	}
	if err := c.mkdir(unfinished); err != nil {
		return err
	}
	if err := c.initdb(ctx, unfinished); err != nil {
		return err
	}
	return os.Rename(unfinished, c.data)
}

func (c *Cluster) initdb(ctx context.Context, folder string) error {
	// It runs as another user when we are root: hand it the password in a file of its own.
	password, err := c.hand(c.secret)
	if err != nil {
		return err
	}
	defer os.Remove(password)
	args := []string{"-D", folder, "-U", "tepat", "-E", "UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256", "--pwfile=" + password}
	if slices.Contains(c.settings, "fsync=off") {
		args = append(args, "--no-sync")
	}
	_, err = c.command(ctx, "initdb", args...)
	return err
}

// secretFile reads the secret of that name, or makes a random one of letters and digits.
func (c *Cluster) secretFile(name string) (string, error) {
	secret, err := readSecret(c.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		secret = rand.Text()
		err = writeWhole(c.path(name), secret+"\n", 0o600)
	}
	return secret, err
}

func readSecret(path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" || strings.ContainsAny(secret, `'\`) {
		return "", fmt.Errorf("%s is damaged", path)
	}
	return secret, nil
}

// makeDatabase makes the database tepat.
func (c *Cluster) makeDatabase(ctx context.Context) error {
	out, err := c.sql(ctx, "postgres", `select 1 from pg_database where datname = 'tepat'`)
	if err == nil && strings.TrimSpace(out) == "" {
		_, err = c.sql(ctx, "postgres", `create database tepat`)
	}
	return err
}
