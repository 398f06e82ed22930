package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/jackc/pgx/v5"
)

//go:embed migration/*.sql
var migrations embed.FS

// ErrNewer says that the database was migrated by a newer tepat than this one.
var ErrNewer = errors.New("the database is newer than this program")

// migrationLock is the advisory lock that one migrating process holds: "tepat" in ASCII.
const migrationLock = 0x7465706174

// Migrations returns the names of all migrations in the order in which they run.
func Migrations() ([]string, error) {
	return fs.Glob(migrations, "migration/*.sql")
}

// Migrate brings the tables up to date and returns the migrations that it ran.
// All run in one transaction, one process at a time; forward only. A migration
// that ran before and reads differently now is an error.
func (s *Store) Migrate(ctx context.Context) (applied []string, err error) {
	err = inTx(ctx, s.pool, pgx.TxOptions{}, func(tx pgx.Tx) error {
		applied, err = migrate(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: migrate: %w", err)
	}
	return applied, nil
}

func migrate(ctx context.Context, tx pgx.Tx) (applied []string, err error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(migrationLock)); err != nil {
		return nil, err
	}
	if err := prepare(ctx, tx); err != nil {
		return nil, err
	}
	names, err := Migrations()
	if err != nil {
		return nil, err
	}
	done, err := ran(ctx, tx)
	if err != nil {
		return nil, err
	}
	for name := range done {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("%s ran here: %w", name, ErrNewer)
		}
	}
	for _, name := range names {
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		if before, ok := done[name]; ok {
			if !bytes.Equal(before, sum[:]) {
				return nil, fmt.Errorf("%s has changed since it ran", name)
			}
			continue
		}
		if _, err := tx.Exec(ctx, string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, err := tx.Exec(ctx, `insert into public.tepat_migration (name, sha256) values ($1, $2)`, name, sum[:]); err != nil {
			return nil, err
		}
		applied = append(applied, name)
	}
	return applied, nil
}

// prepare makes what the migrations stand on. Making an extension takes a
// privilege that an ordinary owner may not have: ask only where it is missing.
func prepare(ctx context.Context, tx pgx.Tx) error {
	var there bool
	if err := tx.QueryRow(ctx, `select exists (select from pg_extension where extname = 'postgis')`).Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := tx.Exec(ctx, `create extension postgis`); err != nil {
			return fmt.Errorf("PostGIS is missing in this database, and making it failed: %w", err)
		}
	}
	_, err := tx.Exec(ctx, `
		create table if not exists public.tepat_migration (
			name   text primary key,
			sha256 bytea not null,
			at     timestamptz not null default now()
		)`)
	return err
}

// ran returns the checksums of the migrations that ran before, by name.
func ran(ctx context.Context, tx pgx.Tx) (map[string][]byte, error) {
	rows, err := tx.Query(ctx, `select name, sha256 from public.tepat_migration`)
	if err != nil {
		return nil, err
	}
	done := map[string][]byte{}
	var name string
	var sum []byte
	_, err = pgx.ForEachRow(rows, []any{&name, &sum}, func() error {
		done[name] = bytes.Clone(sum)
		return nil
	})
	return done, err
}
