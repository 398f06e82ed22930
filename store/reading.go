package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/paulmach/orb"
)

// A memory is what an import leaves for the next one of its registry: every
// record that the register holds, and what was made of its row. It is written
// through a connection of its own while the import goes on, and kept once that
// is: what an import left that came to nothing is never asked for.
type memory struct {
	tx    pgx.Tx
	out   *stream
	of    int64  // import
	part  []byte // readings that are yet to go out
	parts int32  // of readings that went out, numbered from 1
	notes int32  // the last number of another part, below 0: they are read first
	count int64  // readings, those beyond the limit too
}

// The kinds of parts. What tells how to understand readings goes before them.
const (
	partOfPlaces   = "p" // by their numbers, from 0
	partOfSpots    = "s" // where too many families stand
	partOfReadings = "r"
)

// The widths of what parts hold, in bytes.
const (
	partSize     = 7992 // of a page, 8192
	placeSize    = 8 + 4 + 1
	spotSize     = 8
	readingSize  = 72
	readingPlace = 64 // where in a reading the number of its place stands
)

// mostReadings bounds the memory that remembering takes, 120 bytes a reading:
// of a larger file every row is read each time.
const mostReadings = 1_500_000

// openMemory returns an empty memory, or nil where there is no second
// connection to be had.
func openMemory(ctx context.Context, pool *pgxpool.Pool) (*memory, error) {
	if pool.Config().MaxConns < 2 {
		return nil, nil
	}
	tx, err := pool.Begin(ctx)
	if err != nil {
		return nil, err
	}
	m := &memory{tx: tx, notes: math.MinInt32}
	// What is lost with the server costs time alone.
	_, err = tx.Exec(ctx, `set local synchronous_commit = off`)
	return m, errors.Join(err, discreet(ctx, tx))
}

// begin makes room: what imports before have left of this registry has been
// read, and of the others only the last of each counts.
func (m *memory) begin(ctx context.Context, about *poverty.Import) error {
	m.of = about.ID
	m.out = newStream(ctx, m.tx, copyInto("register.reading (import, part, what, rows)"), 1<<20)
	_, err := m.tx.Exec(ctx, `
		delete from register.reading
		where import not in (select max(id) from register.import where kind = 'households' and name <> $1 group by name)`, about.Name)
	return err
}

// add takes a reading; that of no row stands for the record alone.
func (m *memory) add(h *poverty.Household, r *poverty.Reading, place uint32) error {
	return m.addReading(func(b []byte) []byte { return appendReading(b, h, r, place) })
}

// addReading takes a reading that fill appends; beyond the limit, none.
func (m *memory) addReading(fill func([]byte) []byte) error {
	if m.count++; m.full() {
		return nil
	}
	if m.part = fill(m.part); len(m.part) < partSize/readingSize*readingSize {
		return nil
	}
	return m.endReadings()
}

func (m *memory) endReadings() error {
	if len(m.part) == 0 {
		return nil // of a file of which no row could be used
	}
	m.parts++
	defer func() { m.part = m.part[:0] }()
	return m.addPart(partOfReadings, m.parts, m.part)
}

// note adds parts of another kind: n values of a size.
func (m *memory) note(what string, n, size int, fill func(b []byte, i int) []byte) error {
	var b []byte
	for i := range n {
		if b = fill(b, i); len(b)+size <= partSize && i < n-1 {
			continue
		}
		m.notes++
		if err := m.addPart(what, m.notes, b); err != nil {
			return err
		}
		b = b[:0]
	}
	return nil
}

func (m *memory) addPart(what string, n int32, rows []byte) error {
	return m.out.add(sortKey{cell: uint64(m.parts)}, func(b []byte) []byte {
		b = binary.BigEndian.AppendUint16(b, 4)
		return appendBytes(appendText(appendInt4(appendInt8(b, m.of), n), what), rows)
	})
}

// full says whether there is more than may be remembered: then nothing is.
func (m *memory) full() bool { return m.count > mostReadings }

// keep keeps what was added. It comes after the import was kept.
func (m *memory) keep(ctx context.Context) error {
	if m == nil || m.full() {
		return nil
	}
	return m.tx.Commit(ctx)
}

// close gives back the connection; what was not kept is as it was.
func (m *memory) close(ctx context.Context) {
	if m == nil {
		return
	}
	if m.out != nil {
		m.out.close()
	}
	m.tx.Rollback(context.WithoutCancel(ctx))
}

// Readings are what the import before has left, as it is stored.
type readings struct {
	parts [][]byte // each full but the last
	n     int
	index []uint32 // by open addressing on the hash of the row: 1 + the number of the reading
	year  int      // of the edition that asks
	list  []place  // as it was when all was loaded
}

func (r *readings) at(i int) []byte {
	const each = partSize / readingSize
	return r.parts[i/each][i%each*readingSize:][:readingSize]
}

// find returns the number of the reading of a row; the one behind after is looked at first.
func (r *readings) find(row uint64, after int) (at int, ok bool) {
	if len(r.index) == 0 || row == 0 {
		return 0, false
	}
	if at := after + 1; at < r.n && rowOf(r.at(at)) == row {
		return at, true
	}
	mask := uint64(len(r.index) - 1)
	for i := row & mask; r.index[i] != 0; i = (i + 1) & mask {
		if at := int(r.index[i] - 1); rowOf(r.at(at)) == row {
			return at, true
		}
	}
	return 0, false
}

// touch reads where the search for a row begins.
func (r *readings) touch(row uint64) uint64 {
	if len(r.index) == 0 {
		return 0
	}
	return uint64(r.index[row&uint64(len(r.index)-1)])
}

// put indexes the last reading.
func (r *readings) put(row uint64) {
	mask := uint64(len(r.index) - 1)
	i := row & mask
	for r.index[i] != 0 {
		i = (i + 1) & mask
	}
	r.index[i] = uint32(r.n)
}

func rowOf(reading []byte) uint64 { return binary.LittleEndian.Uint64(reading) }
func idOf(reading []byte) int64   { return int64(binary.LittleEndian.Uint64(reading[8:])) }

// Recall returns what was made of a row in the edition before.
func (in *intake) Recall(row uint64, after int, h *poverty.Household) (r poverty.Reading, ok bool) {
	from := &in.known.readings
	at, ok := from.find(row, after)
	if !ok {
		return r, false
	}
	var number uint32
	r, number = readReading(from.at(at), h)
	r.At, h.Village = at, from.list[number].village
	return r, r.Until >= from.year
}

// appendReading and readReading are each other's inverse.
func appendReading(b []byte, h *poverty.Household, r *poverty.Reading, place uint32) []byte {
	le := binary.LittleEndian
	for _, v := range [...]uint64{
		r.Row, uint64(h.ID), uint64(h.Digest), math.Float64bits(h.Loc[0]), math.Float64bits(h.Loc[1]),
		uint64(r.NIK), uint64(r.Card), r.Unit,
	} {
		b = le.AppendUint64(b, v)
	}
	b = le.AppendUint32(b, place)
	b = le.AppendUint16(b, uint16(r.Until))
	return append(b, r.NIKEnd<<4|r.KKEnd, bit(r.Fine))
}

func readReading(b []byte, h *poverty.Household) (r poverty.Reading, place uint32) {
	le := binary.LittleEndian
	u := func(i int) uint64 { return le.Uint64(b[8*i:]) }
	h.ID, h.Digest, h.Loc = int64(u(1)), int64(u(2)), orb.Point{math.Float64frombits(u(3)), math.Float64frombits(u(4))}
	return poverty.Reading{
		Row: u(0), NIK: int64(u(5)), Card: int64(u(6)), Unit: u(7), Until: int(le.Uint16(b[68:])),
		NIKEnd: b[70] >> 4, KKEnd: b[70] & 15, Fine: b[71] == 1,
	}, le.Uint32(b[readingPlace:])
}

// recallAll loads what the registry's import before has left; false where that is nothing.
func (r *records) recallAll(ctx context.Context, tx pgx.Tx, registry string, asOf string) (found bool, err error) {
	var from int64
	var parts int
	var usable bool // a row may be read otherwise at an earlier date
	err = tx.QueryRow(ctx, `
		select i.id, r.part, i.as_of <= $2::date, extract(year from $2::date)::integer
		from register.import i join register.reading r on r.import = i.id
		where i.id = (select max(id) from register.import where kind = 'households' and name = $1 and withdrawn_at is null)
		order by r.part desc
		limit 1`, registry, asOf).Scan(&from, &parts, &usable, &r.readings.year)
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	r.makeRoom(parts * (partSize / readingSize))
	if usable {
		r.readings.index = make([]uint32, len(r.index))
	}
	rows, err := tx.Query(ctx, `select what, rows from register.reading where import = $1 order by part`,
		pgx.QueryResultFormats{pgx.BinaryFormatCode}, from)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	crowded := map[poverty.Spot]bool{}
	for rows.Next() {
		raw := rows.RawValues()
		r.takePart(string(raw[0]), raw[1], crowded)
	}
	r.readings.list = r.list
	return true, rows.Err()
}

func (r *records) takePart(what string, rows []byte, crowded map[poverty.Spot]bool) {
	le := binary.LittleEndian
	switch what {
	case partOfPlaces:
		for ; len(rows) >= placeSize; rows = rows[placeSize:] {
			r.placeOf(place{hex.Cell(le.Uint64(rows)), int32(le.Uint32(rows[8:])), rows[12] == 1})
		}
	case partOfSpots:
		for ; len(rows) >= spotSize; rows = rows[spotSize:] {
			crowded[poverty.Spot(le.Uint64(rows))] = true
		}
	case partOfReadings:
		r.takeReadings(bytes.Clone(rows), crowded)
	}
}

// takeReadings puts the records of a part. A row is read again where the place
// of its record hangs on how many stand there.
func (r *records) takeReadings(part []byte, crowded map[poverty.Spot]bool) {
	le, from := binary.LittleEndian, &r.readings
	from.parts = append(from.parts, part)
	for b := part; len(b) >= readingSize; b = b[readingSize:] {
		r.touched += r.touch(idOf(b)) + from.touch(rowOf(b))
	}
	for ; len(part) >= readingSize; part = part[readingSize:] {
		if len(crowded) > 0 {
			r.takeOff(part, crowded)
		}
		number := le.Uint32(part[readingPlace:])
		if len(from.index) == 0 || r.list[number].stacked {
			le.PutUint64(part, 0)
		}
		r.put(slot{id: idOf(part), digest: int64(le.Uint64(part[16:])), place: number})
		if from.n++; rowOf(part) != 0 {
			from.put(rowOf(part))
		}
	}
}

// takeOff takes a record off the map that stands on a crowded spot: that a spot
// is crowded was not known when the first who stand there were remembered.
func (r *records) takeOff(reading []byte, crowded map[poverty.Spot]bool) {
	var h poverty.Household
	_, number := readReading(reading, &h)
	if h.Loc == (orb.Point{}) || !crowded[poverty.SpotOf(h.Loc)] {
		return
	}
	off := place{village: r.list[number].village, stacked: true}
	binary.LittleEndian.PutUint32(reading[readingPlace:], r.placeOf(off))
}

// Remember says what was made of the row of a record that was kept or added.
func (in *intake) Remember(h *poverty.Household, r *poverty.Reading) error {
	if in.memory == nil || in.memory.full() {
		return nil
	}
	s := in.look(h.ID)
	if s == nil || s.digest != h.Digest {
		return in.memory.add(h, r, in.known.placeOf(place{h.Cell, h.Village, h.LocationRule == poverty.StackedRule}))
	}
	if !in.known.place(s).stacked {
		return in.memory.add(h, r, s.place)
	}
	// It may be back on the map; if not, its spot is among those that are crowded.
	cell, err := hex.At(h.Loc, hex.Base)
	if err != nil {
		return err
	}
	return in.memory.add(h, r, in.known.placeOf(place{cell, h.Village, false}))
}

// finishMemory adds what is known only after the last row: the records that
// the file does not have, and what tells how to understand readings.
func (in *intake) finishMemory(later map[int32]bool) error {
	m := in.memory
	if m == nil || m.full() {
		return nil
	}
	if err := in.remindOthers(later); err != nil {
		return err
	}
	if err := m.endReadings(); err != nil {
		return err
	}
	le, places := binary.LittleEndian, in.known.list
	if err := m.note(partOfPlaces, len(places), placeSize, func(b []byte, i int) []byte {
		b = le.AppendUint32(le.AppendUint64(b, uint64(places[i].cell)), uint32(places[i].village))
		return append(b, bit(places[i].stacked))
	}); err != nil {
		return err
	}
	spots := slices.Collect(maps.Keys(in.stacked))
	if err := m.note(partOfSpots, len(spots), spotSize, func(b []byte, i int) []byte {
		return le.AppendUint64(b, uint64(spots[i]))
	}); err != nil {
		return err
	}
	return m.out.finish()
}

// remindOthers adds the records that the register keeps and the file does not have.
func (in *intake) remindOthers(later map[int32]bool) error {
	for i := range in.known.slots {
		s := &in.known.slots[i]
		if s.seen || !s.stays && later[in.known.place(s).village] {
			continue
		}
		if err := in.memory.addReading(func(b []byte) []byte { return in.known.appendAgain(b, i) }); err != nil {
			return err
		}
	}
	return nil
}

func bit(v bool) byte {
	if v {
		return 1
	}
	return 0
}

// appendAgain appends the reading of a record as it was, or the record alone.
func (r *records) appendAgain(b []byte, i int) []byte {
	s := &r.slots[i]
	if i >= r.readings.n {
		return appendReading(b, &poverty.Household{ID: s.id, Digest: s.digest}, &poverty.Reading{}, s.place)
	}
	b = append(b, r.readings.at(i)...)
	binary.LittleEndian.PutUint32(b[len(b)-readingSize+readingPlace:], s.place)
	return b
}
