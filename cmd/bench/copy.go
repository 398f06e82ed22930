package main

import (
	"bufio"
	"context"
	"io"

	"github.com/jackc/pgx/v5"
)

const million = 1_000_000

const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00" // signature, flags, extension length
	copyTrailer = "\xff\xff"
)

// copyRows runs a binary COPY from stdin; fill calls write with every row.
func copyRows(ctx context.Context, conn *pgx.Conn, statement string, fill func(write func(row []byte) error) error) error {
	from, to := io.Pipe()
	filled := make(chan struct{})
	go func() {
		defer close(filled)
		w := bufio.NewWriterSize(to, 1<<16)
		_, err := w.WriteString(copyHeader)
		if err == nil {
			err = fill(func(row []byte) error {
				_, err := w.Write(row)
				return err
			})
		}
		if err == nil {
			_, err = w.WriteString(copyTrailer)
		}
		if err == nil {
			err = w.Flush()
		}
		to.CloseWithError(err)
	}()
	_, err := conn.PgConn().CopyFrom(ctx, from, statement)
	from.CloseWithError(err)
	<-filled
	return err
}
