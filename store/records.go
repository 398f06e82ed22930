package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// Records is what the register holds of a registry, as far as it takes to tell
// what a new edition changes: 24 bytes a record, by open addressing.
type records struct {
	slots []slot
	n     int
	list  []place // what slot.place means
	index map[place]uint32
	last  uint32 // that was asked for
}

// A slot is one record; id 0 is an empty slot. What the file says of it is
// written while other goroutines read the rest.
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

// load reads the records of a registry. It comes as a COPY: a million of them
// take a third of the time that a query's rows would.
func (r *records) load(ctx context.Context, tx pgx.Tx, registry string) error {
	r.index = map[place]uint32{}
	// COPY takes no arguments.
	if _, err := tx.Exec(ctx, `select set_config('tepat.registry', $1, true)`, registry); err != nil {
		return err
	}
	in := &recordStream{to: r, left: len(copyHeader)}
	_, err := tx.Conn().PgConn().CopyTo(ctx, in, `
		copy (
			select id, digest, h3, village, location_rule is not distinct from '`+poverty.StackedRule+`'
			from register.household
			where registry = (select current_setting('tepat.registry'))
		) to stdout (format binary)`)
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
}

func (s *recordStream) Write(p []byte) (int, error) {
	n := len(p)
	skip := min(s.left, n)
	s.left, p = s.left-skip, p[skip:]
	s.rest = append(s.rest, p...)
	row := s.rest
	for ; len(row) >= recordWidth; row = row[recordWidth:] {
		be := binary.BigEndian
		at := place{hex.Cell(be.Uint64(row[30:])), int32(be.Uint32(row[42:])), row[50] == 1}
		s.to.put(int64(be.Uint64(row[6:])), int64(be.Uint64(row[18:])), s.to.placeOf(at))
	}
	s.rest = append(s.rest[:0], row...)
	return n, nil
}

func (r *records) placeOf(p place) uint32 {
	if n := len(r.list); n > 0 && r.list[r.last] == p {
		return r.last // neighbours mostly lie in one place
	}
	at, ok := r.index[p]
	if !ok {
		at = uint32(len(r.list))
		r.list, r.index[p] = append(r.list, p), at
	}
	r.last = at
	return at
}

func (r *records) put(id, digest int64, at uint32) {
	if 4*r.n >= 3*len(r.slots) {
		old := r.slots
		r.slots = make([]slot, max(1024, 2*len(old)))
		for _, s := range old {
			if s.id != 0 {
				*r.slot(s.id) = s
			}
		}
	}
	*r.slot(id) = slot{id: id, digest: digest, place: at}
	r.n++
}

// slot returns where id is or belongs. Ids are hashes: their low bits will do.
func (r *records) slot(id int64) *slot {
	mask := len(r.slots) - 1
	i := int(id) & mask
	for r.slots[i].id != 0 && r.slots[i].id != id {
		i = (i + 1) & mask
	}
	return &r.slots[i]
}

// find returns a record that is there, or nil.
func (r *records) find(id int64) *slot {
	if r.n == 0 {
		return nil
	}
	if s := r.slot(id); s.id == id {
		return s
	}
	return nil
}

// place returns where a record is kept.
func (r *records) place(s *slot) place { return r.list[s.place] }

// unseen calls gone with every record that was not in the file.
func (r *records) unseen(gone func(id int64, p place) error) error {
	for i := range r.slots {
		s := &r.slots[i]
		if s.id == 0 || s.seen || s.stays {
			continue
		}
		if err := gone(s.id, r.place(s)); err != nil {
			return fmt.Errorf("close a record: %w", err)
		}
	}
	return nil
}
