package main

import (
	"context"
	"errors"
	"os"

	"tepat/store"
	"tepat/store/local"
)

// A database is the store that a verb works on, and what must be stopped after it.
type database struct {
	*store.Store
	cluster *local.Cluster // nil where a database URL was given
}

// open opens the database of p, brings its tables up to date and, where no
// URL was given, starts the private cluster if it is not running.
func (p *place) open(ctx context.Context) (*database, error) {
	url, db := p.databaseURL, &database{}
	if url == "" {
		cluster, err := local.Start(ctx, p.dir)
		if err != nil {
			return nil, err
		}
		db.cluster, url = cluster, cluster.URL()
	}
	s, err := store.Open(ctx, url)
	if err == nil {
		db.Store = s
		_, err = s.Migrate(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.close())
	}
	return db, nil
}

// close closes the store and leaves the cluster, which stops when nobody uses it.
func (db *database) close() error {
	if db.Store != nil {
		db.Store.Close()
	}
	if db.cluster == nil {
		return nil
	}
	return db.cluster.Close()
}

// exists says whether the file or folder is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
