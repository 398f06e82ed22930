package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"
)

// Records is what the register holds of a registry, as far as it takes to tell
// what a new edition changes: 24 bytes a record, and some 8 to find it by open
// addressing.
type records struct {
	slots    []slot   // in the order in which they came
	index    []uint32 // 1 + where the slot of an id is; 0 where it is none
	list     []place  // what slot.place means
	numbers  map[place]uint32
	last     uint32     // that was asked for
	lock     sync.Mutex // while they are loaded
	touched  uint64     // means nothing
	readings readings   // of the first slots, where the import before has left any
}

// A slot is one record. What the file says of it is written while other
// goroutines read the rest.
type slot struct {
	id, digest int64
	place      uint32
	seen       bool // the file has the record
	stays      bool // the file has a row of it that cannot be used
}

// A place is where a record is kept: its cell, and its village.
type place struct {
	cell    hex.Cell
	village int32
	stacked bool
}

// load reads the records of a registry, both halves of the register at a time:
// one by the transaction, the other by a connection of its own. The import's
// lock keeps both from changing. They come as COPY: a million of them take a
// third of the time that a query's rows would.
func (r *records) load(ctx context.Context, tx pgx.Tx, pool *pgxpool.Pool, registry string) error {
	var size int64
	if err := tx.QueryRow(ctx, `select pg_relation_size('register.household')`).Scan(&size); err != nil {
		return err
	}
	const leastRow = 256 // bytes
	r.makeRoom(int(size / leastRow))
	half := size / 8192 / 2 // in pages
	if half < leastHalf || pool.Config().MaxConns < 2 {
		return r.copyFrom(ctx, tx, registry, "true")
	}
	var both errgroup.Group
	both.Go(func() error {
		return pgx.BeginFunc(ctx, pool, func(other pgx.Tx) error {
			return r.copyFrom(ctx, other, registry, fmt.Sprintf("ctid >= '(%d,0)'", half))
		})
	})
	err := r.copyFrom(ctx, tx, registry, fmt.Sprintf("ctid < '(%d,0)'", half))
	return errors.Join(err, both.Wait())
}

// leastHalf is the pages below which a second connection is not worth its while.
const leastHalf = 100

// copyFrom reads those records that fulfil a condition on the rows' places.
func (r *records) copyFrom(ctx context.Context, tx pgx.Tx, registry, where string) error {
	// COPY takes no arguments.
	if _, err := tx.Exec(ctx, `select set_config('tepat.registry', $1, true)`, registry); err != nil {
		return err
	}
	in := &recordStream{to: r, left: len(copyHeader)}
	_, err := tx.Conn().PgConn().CopyTo(ctx, in, `
		copy (
			select id, digest, h3, village, location_rule is not distinct from '`+poverty.StackedRule+`'
			from register.household
			where registry = (select current_setting('tepat.registry')) and `+where+`
		) to stdout (format binary)`)
	in.take()
	return err
}

// recordWidth is the length of a record in a binary COPY: the number of columns,
// and five values behind their lengths.
const recordWidth = 2 + 3*(4+8) + (4 + 4) + (4 + 1)

// A recordStream puts what a binary COPY brings into records.
type recordStream struct {
	to   *records
	left int    // bytes of the header that are to come
	rest []byte // of a record that is not whole

	touched uint64 // means nothing
}

func (s *recordStream) Write(p []byte) (int, error) {
	n := len(p)
	skip := min(s.left, n)
	s.left, p = s.left-skip, p[skip:]
	if s.rest = append(s.rest, p...); len(s.rest) >= recordsAtOnce*recordWidth {
		s.take()
	}
	return n, nil
}

// recordsAtOnce is how many records are put together: enough to wait once for
// all of their slots, where one after another each would be waited for.
const recordsAtOnce = 64

// take puts what has come.
func (s *recordStream) take() {
	s.to.lock.Lock()
	defer s.to.lock.Unlock()
	be, rows := binary.BigEndian, s.rest
	s.to.makeRoom(len(rows) / recordWidth)
	for row := rows; len(row) >= recordWidth; row = row[recordWidth:] {
		s.touched += s.to.touch(int64(be.Uint64(row[6:])))
	}
	for ; len(rows) >= recordWidth; rows = rows[recordWidth:] {
		at := place{hex.Cell(be.Uint64(rows[30:])), int32(be.Uint32(rows[42:])), rows[50] == 1}
		s.to.put(slot{id: int64(be.Uint64(rows[6:])), digest: int64(be.Uint64(rows[18:])), place: s.to.placeOf(at)})
	}
	s.rest = append(s.rest[:0], rows...)
}

func (r *records) placeOf(p place) uint32 {
	if n := len(r.list); n > 0 && r.list[r.last] == p {
		return r.last // neighbours mostly lie in one place
	}
	at, ok := r.numbers[p]
	if !ok {
		if r.numbers == nil {
			r.numbers = map[place]uint32{}
		}
		at = uint32(len(r.list))
		r.list, r.numbers[p] = append(r.list, p), at
	}
	r.last = at
	return at
}

// makeRoom makes room for n records more.
func (r *records) makeRoom(n int) {
	r.slots = slices.Grow(r.slots, n)
	size := max(1024, len(r.index))
	for size < 2*(len(r.slots)+n) {
		size *= 2
	}
	if size == len(r.index) {
		return
	}
	r.index = make([]uint32, size)
	for i := range r.slots {
		*r.entry(r.slots[i].id) = uint32(i + 1)
	}
}

// put adds a record that is not there, for which there is room.
func (r *records) put(s slot) {
	r.slots = append(r.slots, s)
	mask := len(r.index) - 1
	i := int(s.id) & mask
	for r.index[i] != 0 {
		i = (i + 1) & mask
	}
	r.index[i] = uint32(len(r.slots))
}

// touch reads where the search for id begins.
func (r *records) touch(id int64) uint64 {
	if len(r.index) == 0 {
		return 0
	}
	return uint64(r.index[int(id)&(len(r.index)-1)])
}

// entry returns where in the index id is or belongs. Ids are hashes: their low bits will do.
func (r *records) entry(id int64) *uint32 {
	mask := len(r.index) - 1
	i := int(id) & mask
	for r.index[i] != 0 && r.slots[r.index[i]-1].id != id {
		i = (i + 1) & mask
	}
	return &r.index[i]
}

// find returns a record that is there, or nil.
func (r *records) find(id int64) *slot {
	if at := r.where(id); at >= 0 {
		return &r.slots[at]
	}
	return nil
}

// where returns where the slot of a record is; −1 where there is none.
func (r *records) where(id int64) int {
	if len(r.slots) == 0 {
		return -1
	}
	return int(*r.entry(id)) - 1
}

// place returns where a record is kept.
func (r *records) place(s *slot) place { return r.list[s.place] }

// unseen calls gone with every record that was not in the file.
func (r *records) unseen(gone func(id int64, p place) error) error {
	for i := range r.slots {
		s := &r.slots[i]
		if s.seen || s.stays {
			continue
		}
		if err := gone(s.id, r.place(s)); err != nil {
			return fmt.Errorf("close a record: %w", err)
		}
	}
	return nil
}
