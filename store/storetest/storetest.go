// Package storetest gives each test a database of its own on a real PostgreSQL
// with PostGIS that the tests start themselves. A missing PostgreSQL is a failure.
package storetest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"tepat/store"
	"tepat/store/local"

	"github.com/jackc/pgx/v5"
)

var (
	cluster *local.Cluster
	count   atomic.Int64
)

// Main runs the tests of a package on a temporary cluster whose template
// database is migrated once: func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }.
func Main(m *testing.M) int {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "storetest:", err)
		return 1
	}
	return code
}

func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "tepat-test-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	// PostgreSQL runs as another user when the tests run as root.
	if err := os.Chmod(dir, 0o711); err != nil {
		return 0, err
	}
	cluster, err = local.StartTemporary(ctx, dir, "fsync=off", "full_page_writes=off", "shared_buffers=128MB")
	if err != nil {
		return 0, err
	}
	defer func() {
		if e := cluster.Stop(); err == nil {
			err = e
		}
	}()
	template, err := store.Open(ctx, cluster.URL())
	if err != nil {
		return 0, err
	}
	_, err = template.Migrate(ctx)
	template.Close()
	if err != nil {
		return 0, err
	}
	return m.Run(), nil
}

// New returns a store on a fresh, migrated database.
func New(t testing.TB) *store.Store {
	t.Helper()
	s, _ := NewURL(t)
	return s
}

// NewURL is New, with the database's address for a second opinion in plain SQL.
func NewURL(t testing.TB) (*store.Store, string) {
	t.Helper()
	url := Database(t)
	s, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, url
}

// Database makes a fresh, migrated database and returns its address.
func Database(t testing.TB) string {
	t.Helper()
	return database(t, "tepat")
}

// Empty makes a database without any tables and returns its address.
func Empty(t testing.TB) string {
	t.Helper()
	return database(t, "template1")
}

// As returns the address url for another login.
func As(address, login, password string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic(err) // an address of this package
	}
	u.User = url.UserPassword(login, password)
	return u.String()
}

func database(t testing.TB, template string) string {
	t.Helper()
	if cluster == nil {
		t.Fatal("storetest: the package's TestMain must call storetest.Main")
	}
	ctx := context.Background()
	name := fmt.Sprintf("test_%d", count.Add(1))
	admin(t, ctx, "create database "+name+" template "+template)
	t.Cleanup(func() { admin(t, ctx, "drop database if exists "+name+" with (force)") })
	return cluster.DatabaseURL(name)
}

// Cluster returns the cluster that the tests run on.
func Cluster() *local.Cluster { return cluster }

func admin(t testing.TB, ctx context.Context, statement string) {
	t.Helper()
	conn, err := pgx.Connect(ctx, cluster.DatabaseURL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}
