package store

import (
	"context"
	"encoding/binary"
	"fmt"

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

// A place is where a record is kept: key of its partition, and village.
type place struct {
	h3p     int64
	village int32
	stacked bool
}

// load reads the records of a registry.
func (r *records) load(ctx context.Context, tx pgx.Tx, registry string) error {
	r.index = map[place]uint32{}
	rows, err := tx.Query(ctx, `
		select id, digest, h3p, village, location_rule is not distinct from @stacked
		from register.household
		where registry = @registry`,
		pgx.QueryResultFormats{pgx.BinaryFormatCode},
		pgx.StrictNamedArgs{"registry": registry, "stacked": poverty.StackedRule})
	if err != nil {
		return err
	}
	defer rows.Close()
	be := binary.BigEndian
	for rows.Next() {
		v := rows.RawValues()
		p := place{int64(be.Uint64(v[2])), int32(be.Uint32(v[3])), v[4][0] == 1}
		r.put(int64(be.Uint64(v[0])), int64(be.Uint64(v[1])), r.placeOf(p))
	}
	return rows.Err()
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
