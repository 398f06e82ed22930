package store

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// The frame of a binary COPY stream.
const (
	copyHeader  = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00" // signature, flags, length of extension
	copyTrailer = "\xff\xff"
)

// The appenders below write one value of a binary COPY row: its length and its
// bytes. They cost a fifth of pgx's way through []any.

func appendNull(b []byte) []byte { return append(b, 0xff, 0xff, 0xff, 0xff) }

func appendInt2(b []byte, v int16) []byte {
	return binary.BigEndian.AppendUint16(append(b, 0, 0, 0, 2), uint16(v))
}

func appendInt4(b []byte, v int32) []byte {
	return binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), uint32(v))
}

func appendInt8(b []byte, v int64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), uint64(v))
}

func appendReal(b []byte, v float32) []byte {
	return binary.BigEndian.AppendUint32(append(b, 0, 0, 0, 4), math.Float32bits(v))
}

func appendFloat(b []byte, v float64) []byte {
	return binary.BigEndian.AppendUint64(append(b, 0, 0, 0, 8), math.Float64bits(v))
}

func appendBool(b []byte, v bool) []byte {
	if v {
		return append(b, 0, 0, 0, 1, 1)
	}
	return append(b, 0, 0, 0, 1, 0)
}

func appendText(b []byte, v string) []byte {
	return append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
}

// appendBytes writes a bytea; nil is null.
func appendBytes(b, v []byte) []byte {
	if v == nil {
		return appendNull(b)
	}
	return append(binary.BigEndian.AppendUint32(b, uint32(len(v))), v...)
}

// appendDate writes a date; the zero time is null.
func appendDate(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return appendNull(b)
	}
	const day = 24 * 60 * 60
	return appendInt4(b, int32((t.Unix()-pgEpoch)/day))
}

// pgEpoch is the 1 January 2000, from where PostgreSQL counts days.
var pgEpoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// appendNumeric writes a whole number that is not negative as numeric.
func appendNumeric(b []byte, v int64) []byte {
	var digits [5]uint16 // base 10 000, last first
	n := 0
	for ; v > 0; v /= 10_000 {
		digits[n], n = uint16(v%10_000), n+1
	}
	be := binary.BigEndian
	b = be.AppendUint32(b, uint32(8+2*n))
	for _, part := range [...]uint16{uint16(n), uint16(max(n-1, 0)), 0, 0} { // digits, weight of the first, sign, scale
		b = be.AppendUint16(b, part)
	}
	for n--; n >= 0; n-- {
		b = be.AppendUint16(b, digits[n])
	}
	return b
}

// appendPoint writes a point in WGS 84 as EWKB.
func appendPoint(b []byte, p orb.Point) []byte {
	le := binary.LittleEndian
	b = append(b, 0, 0, 0, 25, 1) // length, little endian
	b = le.AppendUint32(b, 0x20000001)
	b = le.AppendUint32(b, 4326)
	b = le.AppendUint64(b, math.Float64bits(p[0]))
	return le.AppendUint64(b, math.Float64bits(p[1]))
}

// copyIn runs a COPY statement with a stream of whole rows. The error of a COPY
// may quote what failed: it is kept to its code.
func copyIn(ctx context.Context, tx pgx.Tx, statement string, rows io.Reader) error {
	source := &failing{in: rows}
	frame := io.MultiReader(strings.NewReader(copyHeader), source, strings.NewReader(copyTrailer))
	_, err := tx.Conn().PgConn().CopyFrom(ctx, frame, statement)
	if source.err != nil {
		err = source.err // the server would say it in its own words
	}
	if err != nil {
		into, _, _ := strings.Cut(statement, " (")
		return fmt.Errorf("%s: %w", into, terse(err))
	}
	return nil
}

// copyInto is the statement that copies into a table, columns in brackets behind its name.
func copyInto(table string) string { return "copy " + table + " from stdin (format binary)" }

// A failing reader remembers for what error it stopped.
type failing struct {
	in  io.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	n, err := f.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// A spool keeps rows on disk until they can be copied. The file has no name:
// it is gone with the process, however that ends.
type spool struct {
	file *os.File
	out  *bufio.Writer
	row  []byte // of the next row
	rows int64
}

func newSpool(dir string) (*spool, error) {
	f, err := namelessFile(dir)
	if err != nil {
		return nil, err
	}
	return &spool{file: f, out: bufio.NewWriterSize(f, 64<<10)}, nil
}

// add takes a row of so many columns, which fill appends.
func (s *spool) add(columns uint16, fill func([]byte) []byte) error {
	s.row = fill(binary.BigEndian.AppendUint16(s.row[:0], columns))
	s.rows++
	_, err := s.out.Write(s.row)
	return err
}

// copyInto copies all rows into a table.
func (s *spool) copyInto(ctx context.Context, tx pgx.Tx, into string) error {
	if s.rows == 0 {
		return nil
	}
	if err := s.out.Flush(); err != nil {
		return err
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return copyIn(ctx, tx, copyInto(into), s.file)
}

func (s *spool) close() error { return s.file.Close() }

// namelessFile opens a temporary file of mode 0600 and unlinks it. An empty
// dir is the system's.
func namelessFile(dir string) (*os.File, error) {
	f, err := os.CreateTemp(dir, "tepat-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
