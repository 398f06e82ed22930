package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"tepat/store"
	"tepat/store/local"

	"github.com/jackc/pgx/v5"
)

// A bench is the ground that measures stand on: a temporary folder with a
// private cluster under the settings that every user's has, and what several
// measures share, made when the first of them asks.
type bench struct {
	scale   float64
	dir     string
	cluster *local.Cluster
	tepat   string // the program, built from this source

	ground   func() (*ground, error)   // villages
	imported func() (*imported, error) // the register after a first import
	shown    func() (*shown, error)    // a release of a million cells, published
	released func() (*released, error) // the whole catalogue, to both audiences
	painted  func() (*painted, error)  // the page's first visits
}

func newBench(ctx context.Context, scale float64) (*bench, error) {
	dir, err := os.MkdirTemp("", "tepat-bench-*")
	if err != nil {
		return nil, err
	}
	b := &bench{scale: scale, dir: dir, tepat: filepath.Join(dir, "tepat")}
	b.ground = sync.OnceValues(func() (*ground, error) { return newGround(dir) })
	b.imported = sync.OnceValues(func() (*imported, error) { return b.firstImport(ctx) })
	b.released = sync.OnceValues(func() (*released, error) { return b.releaseToBoth(ctx) })
	b.painted = sync.OnceValues(func() (*painted, error) { return b.paint(ctx) })
	b.shown = sync.OnceValues(func() (*shown, error) { return b.show(ctx) })
	if err := b.open(ctx); err != nil {
		return nil, errors.Join(err, b.close())
	}
	return b, nil
}

// open builds the program and starts the cluster.
func (b *bench) open(ctx context.Context) (err error) {
	// PostgreSQL runs as another user when this runs as root.
	if err := os.Chmod(b.dir, 0o711); err != nil {
		return err
	}
	if _, err := command(ctx, nil, "go", "build", "-trimpath", "-o", b.tepat, "./cmd/tepat"); err != nil {
		return err
	}
	b.cluster, err = local.StartTemporary(ctx, b.file("cluster"))
	return err
}

func (b *bench) close() (err error) {
	if b.cluster != nil {
		err = b.cluster.Stop()
	}
	return errors.Join(err, os.RemoveAll(b.dir))
}

// size returns n at the scale of this run.
func (b *bench) size(n int) int { return max(1, int(float64(n)*b.scale)) }

// file returns the path of a file in the temporary folder.
func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// database makes an empty, migrated database and returns its address.
func (b *bench) database(ctx context.Context, name string) (string, error) {
	admin, err := b.connect(ctx, b.cluster.DatabaseURL("postgres"))
	if err != nil {
		return "", err
	}
	defer admin.Close(ctx)
	if _, err := admin.Exec(ctx, "create database "+name); err != nil {
		return "", err
	}
	url := b.cluster.DatabaseURL(name)
	db, err := store.Open(ctx, url)
	if err != nil {
		return "", err
	}
	defer db.Close()
	_, err = db.Migrate(ctx)
	return url, err
}

// connect opens one connection that works alone: no parallel workers, whose
// CPU time would not be counted, and no compiling.
func (b *bench) connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the database URL cannot be read")
	}
	config.RuntimeParams["max_parallel_workers_per_gather"] = "0"
	config.RuntimeParams["jit"] = "off"
	return pgx.ConnectConfig(ctx, config)
}

// settle lets the cluster write out what came before, so that the next
// measure does not pay for it.
func (b *bench) settle(ctx context.Context) error {
	conn, err := b.connect(ctx, b.cluster.DatabaseURL("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "checkpoint"); err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return nil
}
