package store

import (
	"context"
	"encoding/binary"
	"fmt"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// Records is what the register holds of a registry, as far as it takes to tell
// what a new edition changes: 20 bytes a record, by open addressing.
type records struct {
	ids     []int64 // 0: empty slot
	digests []int64
	places  []uint32 // index of places, and whether the record is stacked
	seen    []uint64 // bits by slot
	n       int

	list  []place
	index map[place]uint32
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
	r.seen = make([]uint64, (len(r.ids)+63)/64)
	return rows.Err()
}

func (r *records) placeOf(p place) uint32 {
	at, ok := r.index[p]
	if !ok {
		at = uint32(len(r.list))
		r.list, r.index[p] = append(r.list, p), at
	}
	return at
}

func (r *records) put(id, digest int64, at uint32) {
	if 4*r.n >= 3*len(r.ids) {
		old := *r
		size := max(1024, 2*len(old.ids))
		r.ids, r.digests, r.places = make([]int64, size), make([]int64, size), make([]uint32, size)
		for i, id := range old.ids {
			if id != 0 {
				slot := r.slot(id)
				r.ids[slot], r.digests[slot], r.places[slot] = id, old.digests[i], old.places[i]
			}
		}
	}
	slot := r.slot(id)
	r.ids[slot], r.digests[slot], r.places[slot] = id, digest, at
	r.n++
}

// slot returns where id is or belongs. Ids are hashes: their low bits will do.
func (r *records) slot(id int64) int {
	mask := len(r.ids) - 1
	i := int(id) & mask
	for r.ids[i] != 0 && r.ids[i] != id {
		i = (i + 1) & mask
	}
	return i
}

// find returns the slot of a record that is there.
func (r *records) find(id int64) (slot int, ok bool) {
	if r.n == 0 {
		return 0, false
	}
	slot = r.slot(id)
	return slot, r.ids[slot] == id
}

// see notes that a record is in the file.
func (r *records) see(slot int) { r.seen[slot/64] |= 1 << (slot % 64) }

// unseen calls gone with every record that was not in the file.
func (r *records) unseen(gone func(id int64, p place) error) error {
	for slot, id := range r.ids {
		if id == 0 || r.seen[slot/64]&(1<<(slot%64)) != 0 {
			continue
		}
		if err := gone(id, r.list[r.places[slot]]); err != nil {
			return fmt.Errorf("close a record: %w", err)
		}
	}
	return nil
}
