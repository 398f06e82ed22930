// Package store keeps tepat's records in PostGIS: every migration, every
// query, and the translation between rows and the nouns of geo.
//
// Schema place holds areas, register holds people (personal fields sealed
// before they come here), published holds cleared figures.
package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A Store is a pool of connections to one database.
type Store struct {
	pool *pgxpool.Pool
}

// Open connects to the database at url (a postgres:// URL or key=value words).
func Open(ctx context.Context, url string) (*Store, error) {
	return open(ctx, url, func(context.Context, *pgx.Conn) error { return nil })
}

// OpenServe connects as Open does, but every connection takes the role
// tepat_serve, which can read schema published and nothing else.
func OpenServe(ctx context.Context, url string) (*Store, error) {
	return open(ctx, url, func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, `set role tepat_serve`)
		return err
	})
}

func open(ctx context.Context, url string, ready func(context.Context, *pgx.Conn) error) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		// The parser quotes the URL, which holds a password.
		return nil, fmt.Errorf("store: the database URL cannot be read")
	}
	config.ConnConfig.ConnectTimeout = 10 * time.Second
	config.AfterConnect = ready
	for name, value := range map[string]string{
		"application_name":                    "tepat",
		"timezone":                            "UTC",
		"lock_timeout":                        "60s",
		"idle_in_transaction_session_timeout": "10min",
		"jit":                                 "off",
	} {
		config.ConnConfig.RuntimeParams[name] = value
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("store: connect: %w", inWords(err))
	}
	return &Store{pool}, nil
}

// Close ends all connections.
func (s *Store) Close() { s.pool.Close() }
