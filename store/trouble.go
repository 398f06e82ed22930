package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// A trouble is what befalls the database server, not what was asked of it: in
// words, with what to do. What the server said of it names no record, and
// stands behind the words.
type trouble struct {
	words string
	err   error
}

func (t *trouble) Error() string { return t.words + " (" + t.err.Error() + ")" }
func (t *trouble) Unwrap() error { return t.err }

// troubles in words, by SQLSTATE or its class; what stands first counts.
var troubles = []struct{ code, words string }{
	{"53100", "the disk that the database is on is full: make room there, and do it again"},
	{"53200", "the database server has no memory left: end what else runs on it, and do it again"},
	{"53300", "the database server has no connection left: end what else uses it, or raise max_connections, and do it again"},
	{"53", "the database server has too little room or memory for this: make some, and do it again"},
	{"57P01", "the database server was stopped or restarted in the middle and broke the connection off: nothing of this was kept; do it again"},
	{"57P02", "the database server broke down in the middle: when it is up again, do it again; its log says why"},
	{"57P03", "the database server is starting up or shutting down: wait a little, and do it again"},
	{"57P05", "the database server ended a session that had been idle for too long: do it again"},
	{"58", "the database server met an error of its disk or system: its log says which"},
	{"55P03", "another import or release has held the database for too long: when it is done, do it again"},
	{"08", lost},
}

const lost = "the connection to the database was lost: see that the server is up (tepat doctor), and do it again"

// inWords says an error of the server in words, where it is one; any other
// comes back as it is.
func inWords(err error) error {
	var told *trouble
	var pg *pgconn.PgError
	var network *net.OpError
	switch {
	case err == nil || errors.As(err, &told):
		return err
	case errors.As(err, &pg):
		for _, t := range troubles {
			if len(pg.Code) >= len(t.code) && pg.Code[:len(t.code)] == t.code {
				return &trouble{t.words, fmt.Errorf("%s: %w", pg.Code, pg)}
			}
		}
	case errors.As(err, &network):
		return &trouble{lost, err}
	}
	return err
}

// inTx runs fn in a transaction; server trouble comes back in words.
func inTx(ctx context.Context, pool *pgxpool.Pool, options pgx.TxOptions, fn func(pgx.Tx) error) error {
	broke := false
	err := pgx.BeginTxFunc(ctx, pool, options, func(tx pgx.Tx) error {
		err := fn(tx)
		broke = err != nil && tx.Conn().IsClosed()
		return err
	})
	err = inWords(err)
	var told *trouble
	if broke && ctx.Err() == nil && !errors.As(err, &told) && (errors.Is(err, io.ErrUnexpectedEOF) || pgconn.SafeToRetry(err)) {
		err = &trouble{lost, err}
	}
	return err
}
