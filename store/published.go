package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Latest returns the number of the newest release of an audience, or
// [poverty.ErrNotFound] where none was published. It reads schema published only.
func (s *Store) Latest(ctx context.Context, audience poverty.Audience) (int64, error) {
	rows, _ := s.pool.Query(ctx, `
		select release
		from published.latest
		where audience = @audience`, pgx.StrictNamedArgs{"audience": audience})
	id, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, fmt.Errorf("store: latest %s release: %w", audience, poverty.ErrNotFound)
	} else if err != nil {
		return 0, fmt.Errorf("store: latest %s release: %w", audience, err)
	}
	return id, nil
}

// Watch calls changed once it is connected, and again whenever a release has
// been published or an import withdrawn, until ctx ends. It listens for the notification and looks
// for itself every second as well. While the database is away it tries again
// each second; so it does when changed returns an error. At every look it tells
// heard whether the database answered: nil, or what is wrong.
func (s *Store) Watch(ctx context.Context, changed func(context.Context) error, heard func(error)) {
	var seen pointers
	for ctx.Err() == nil {
		// Whatever went wrong, the answer is to connect again.
		if err := s.listen(ctx, &seen, changed, heard); err != nil && ctx.Err() == nil {
			heard(fmt.Errorf("store: watch: %w", err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(lookEvery):
		}
	}
}

const (
	lookEvery = time.Second      // how long a lost notification may go unnoticed
	lookFor   = 10 * time.Second // a database that takes longer is away
)

// pointers is the latest release of every audience, and how much was withdrawn, as text.
type pointers string

// listen calls changed whenever the pointers differ from seen, until ctx ends,
// changed fails (which is nil: the database is well) or something breaks.
func (s *Store) listen(ctx context.Context, seen *pointers, changed func(context.Context) error, heard func(error)) error {
	c, err := s.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	// A connection that listens does not go back to the pool.
	conn := c.Hijack()
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `listen tepat_release`); err != nil {
		return err
	}
	for {
		now, err := look(ctx, conn)
		if err != nil {
			return err
		}
		heard(nil)
		if now != *seen {
			if changed(ctx) != nil {
				return nil
			}
			*seen = now
		}
		if err := wait(ctx, conn); err != nil {
			return err
		}
	}
}

func look(ctx context.Context, conn *pgx.Conn) (now pointers, err error) {
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	err = conn.QueryRow(ctx, `
		select coalesce(string_agg(audience || '=' || release, ' ' order by audience), 'none')
			|| ' ' || (select count(*) from published.withdrawn)
		from published.latest`).Scan(&now)
	return now, err
}

// wait returns at the next notification, or after lookEvery.
func wait(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, lookEvery)
	defer cancel()
	_, err := conn.WaitForNotification(ctx)
	if pgconn.Timeout(err) && !conn.IsClosed() {
		return nil
	}
	return err
}
