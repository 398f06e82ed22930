package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// householdColumns is the order in which households are copied: first what a
// crowded spot may still change, then the rest.
const householdColumns = `h3p, h3, geom, accuracy_m, location_rule,
	id, family, digest, village, since, flags, head_birth, desil, members, key_id, head_sex, dukcapil_match, housing, consumption, registry,
	nik_mac, kk_mac, personal, import`

const (
	householdWidth = 24 // columns
	placeWidth     = 5  // of these, what a crowded spot may still change
)

// Holds returns how many records of the registry the register holds.
func (in *intake) Holds() int { return len(in.known.slots) }

// Touch reads the first that is looked at when a record is looked up.
func (in *intake) Touch(id int64) uint64 {
	// What lies behind the last comes by itself.
	if next := in.touched + 1; next < len(in.known.slots) && in.known.slots[next].id == id {
		in.touched = next
		return 0
	}
	at := in.known.touch(id)
	in.touched = int(at) - 1
	return at
}

// Same says whether the register holds the record with this very content. It
// may be asked from many goroutines at once.
func (in *intake) Same(id, digest int64) bool {
	s := in.known.find(id)
	return s != nil && s.digest == digest
}

// Seen says whether the register holds the record, and whether the file has
// had it already.
func (in *intake) Seen(id int64) (known, seen bool) {
	s := in.look(id)
	return s != nil, s != nil && s.seen
}

// Keep says that the file holds the record as the register does.
func (in *intake) Keep(h *poverty.Household) {
	s := in.look(h.ID)
	if s == nil {
		return
	}
	s.seen = true
	in.about.Counts.Unchanged++
	in.came(h.Village).records++
	if in.known.place(s).stacked {
		in.moved = append(in.moved, poverty.Household{
			ID: h.ID, Loc: h.Loc, AccuracyM: h.AccuracyM, LocationRule: h.LocationRule})
	}
}

// Stay says that what the register holds of a record must stay as it is.
func (in *intake) Stay(id int64) {
	if s := in.known.find(id); s != nil {
		s.stays = true
	}
}

// A coming is what the file has of a village.
type coming struct {
	village        int32
	records, fresh int64 // fresh ones are new to the register
}

// came notes that the file has a row of a village. Neighbours mostly are of one.
func (in *intake) came(village int32) *coming {
	if in.latest != nil && in.latest.village == village {
		return in.latest
	}
	c := in.village[village]
	if c == nil {
		c = &coming{village: village}
		in.village[village] = c
	}
	in.latest = c
	return c
}

// Newer says whether the register holds the record in another village, of an
// edition that is later than the file's: a family that has moved away still
// stands in the older file of where it was. Then the record stays as it is. So
// does one that such an edition has closed.
func (in *intake) Newer(id int64, village int32) bool {
	if len(in.newer) == 0 {
		return false
	}
	s := in.look(id)
	if s == nil {
		if in.closed[id] {
			in.came(village)
		}
		return in.closed[id]
	}
	if has := in.known.place(s).village; has == village || !in.newer[has] {
		return false
	}
	s.stays, in.others = true, true
	in.came(village)
	return true
}

// AddHousehold takes a new or changed record.
func (in *intake) AddHousehold(h *poverty.Household) error {
	came := in.came(h.Village)
	came.records++
	s := in.look(h.ID)
	if s != nil {
		s.seen = true
		in.about.Counts.Changed++
		if err := in.drop(h.ID, in.known.place(s), h.Cell, h.Loc); err != nil {
			return err
		}
	} else {
		in.about.Counts.New++
		came.fresh++
	}
	key := sortKey{uint64(h.Cell), h.ID}
	fill := func(b []byte) []byte { return in.appendHousehold(b, h) }
	if s != nil {
		return in.changed.add(key, fill)
	}
	return in.fresh.add(key, fill)
}

// drop takes the present version of a record out of the register. To is where
// its next one lies; nowhere where cell is 0.
func (in *intake) drop(id int64, p place, cell hex.Cell, to orb.Point) error {
	return in.gone.add(5, func(b []byte) []byte {
		b = appendInt8(appendCell(b, p.cell), id)
		if p.cell == 0 || cell == 0 {
			return appendNull(appendNull(b))
		}
		return appendFloat(appendFloat(b, to.Lon()), to.Lat())
	})
}

// Settle says at which spots families are not located after all, and whether
// two records name one family card.
func (in *intake) Settle(stacked []poverty.Spot, cardTwice bool) {
	in.cardTwice = cardTwice
	in.stacked = make(map[poverty.Spot]bool, len(stacked))
	for _, s := range stacked {
		in.stacked[s] = true
	}
}

// appendHousehold appends a household as a row of COPY.
func (in *intake) appendHousehold(b []byte, h *poverty.Household) []byte {
	b = binary.BigEndian.AppendUint16(b, householdWidth)
	b = place9{h.Cell, h.Loc, h.AccuracyM, h.LocationRule}.append(b)
	b = appendInt8(b, h.ID)
	b = appendInt8(b, h.Family)
	b = appendInt8(b, h.Digest)
	b = appendInt4(b, h.Village)
	b = appendDate(b, h.Since)
	b = appendInt4(b, in.flags.of(h.Receives, h.ReceivesNot))
	b = appendDate(b, h.HeadBirth)
	b = appendSmall(b, int16(h.Desil))
	b = appendSmall(b, h.Members)
	b = appendInt2(b, h.KeyID)
	if h.HeadSex == 0 {
		b = appendNull(b)
	} else {
		b = append(b, 0, 0, 0, 1, h.HeadSex)
	}
	if h.DukcapilMatch == 0 {
		b = appendNull(b)
	} else {
		b = appendBool(b, h.DukcapilMatch > 0)
	}
	if h.Housing == 0 {
		b = appendNull(b)
	} else {
		b = appendInt4(b, int32(h.Housing))
	}
	if h.Consumption == 0 {
		b = appendNull(b)
	} else {
		b = appendInt4(b, h.Consumption)
	}
	b = appendText(b, string(h.Registry))
	for _, v := range [...][]byte{h.NIKMAC, h.KKMAC, h.Personal} {
		b = appendBytes(b, v)
	}
	return appendInt4(b, int32(in.about.ID))
}

// appendSmall writes a smallint; 0 is null.
func appendSmall(b []byte, v int16) []byte {
	if v == 0 {
		return appendNull(b)
	}
	return appendInt2(b, v)
}

// appendSettled appends a row of COPY. On a crowded spot the family loses its
// place on the map.
func appendSettled(b, row []byte, stacked map[poverty.Spot]bool) []byte {
	if spot, ok := spotOf(row); !ok || !stacked[spot] {
		return append(b, row...)
	}
	rest := row[2:]
	for range placeWidth {
		rest = rest[4+max(0, int(int32(binary.BigEndian.Uint32(rest)))):] // −1 is null
	}
	b = binary.BigEndian.AppendUint16(b, householdWidth)
	return append(place9{rule: poverty.StackedRule}.append(b), rest...)
}

// spotOf returns the spot of a row of COPY; false where it has no place.
func spotOf(row []byte) (poverty.Spot, bool) {
	const geom, xy = 2 + 12 + 12, 4 + 9 // behind width, h3p and h3; behind its length, byte order, type and SRID
	if int32(binary.BigEndian.Uint32(row[geom:])) < 0 {
		return 0, false
	}
	at, le := row[geom+xy:], binary.LittleEndian
	return poverty.SpotOf(orb.Point{math.Float64frombits(le.Uint64(at)), math.Float64frombits(le.Uint64(at[8:]))}), true
}

// A place9 is where on the map a family is: a cell of resolution 9.
type place9 struct {
	cell     hex.Cell
	loc      orb.Point
	accuracy float32
	rule     string
}

// append writes h3p, h3, geom, accuracy_m and location_rule.
func (p place9) append(b []byte) []byte {
	if p.cell == 0 {
		b = appendNull(appendNull(appendCell(b, 0)))
	} else {
		b = appendCell(b, p.cell)
		b = appendPoint(b, p.loc)
		if p.accuracy > 0 {
			b = appendReal(b, p.accuracy)
		} else {
			b = appendNull(b)
		}
	}
	return appendWord(b, p.rule)
}

// openHouseholds looks what the register holds. Where it is empty, keys are
// made when all rows are in: that takes a third of the time of keeping them
// row by row; and a table that is emptied here needs no log of what is written
// (wal_level minimal, as the private cluster has it): it is whole on disk
// before the transaction ends. Frozen rows are read at once by who comes later.
func (in *intake) openHouseholds(ctx context.Context) error {
	if err := in.learn(ctx); err != nil {
		return err
	}
	if err := in.flags.load(ctx, in.tx); err != nil {
		return err
	}
	if err := in.loadEditions(ctx); err != nil {
		return err
	}
	if err := in.loadClosed(ctx); err != nil {
		return err
	}
	err := in.tx.QueryRow(ctx, `select not exists (select from register.household)`).Scan(&in.empty)
	if err != nil {
		return err
	}
	copying := copyInto("register.household (" + householdColumns + ")")
	if in.empty {
		copying = strings.Replace(copying, "binary", "binary, freeze", 1)
		err = in.exec(ctx, `truncate register.household`, `alter table register.household drop constraint household_pkey`)
	}
	in.fresh = newStream(ctx, in.tx, copying, runSize)
	return err
}

// learn loads what the register holds of the registry: what the import before
// has left, else the records themselves.
func (in *intake) learn(ctx context.Context) (err error) {
	found := false
	if in.memory != nil {
		found, err = in.known.recallAll(ctx, in.memory.tx, in.about.Name, in.about.AsOf)
	}
	if err == nil && !found {
		err = in.known.load(ctx, in.tx, in.pool, in.about.Name)
	}
	if err == nil && in.memory != nil {
		err = in.memory.begin(ctx, in.about)
	}
	return err
}

// look finds a record as the file goes on: mostly the one that was looked at
// last, or the next.
func (in *intake) look(id int64) *slot {
	slots := in.known.slots
	for i := in.at; i < min(in.at+2, len(slots)); i++ {
		if slots[i].id == id {
			in.at = i
			return &slots[i]
		}
	}
	i := in.known.where(id)
	if i < 0 {
		return nil
	}
	in.at = i
	return &slots[i]
}

// appendCell writes h3p and h3.
func appendCell(b []byte, c hex.Cell) []byte {
	if c == 0 {
		return appendInt8(appendInt8(b, 0), 0)
	}
	return appendInt8(appendInt8(b, int64(c.Parent(hex.Root))), int64(c))
}

// finishHouseholds turns the register into the new edition.
func (in *intake) finishHouseholds(ctx context.Context, wrote func(done, total int64)) error {
	if err := in.fresh.finish(); err != nil {
		return err
	}
	if in.empty {
		if err := in.exec(ctx, `alter table register.household add constraint household_pkey primary key (h3, id, h3p)`); err != nil {
			return err
		}
	}
	if err := in.checkEditions(); err != nil {
		return err
	}
	later := in.laterVillages()
	if err := in.closeUnseen(later); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{in.dropGone, in.moveStacked} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := in.copyChanged(ctx, wrote); err != nil {
		return err
	}
	if err := in.flags.write(ctx, in.tx); err != nil {
		return err
	}
	if err := in.finishMemory(later); err != nil {
		return err
	}
	if err := in.linkFamilies(ctx); err != nil {
		return err
	}
	wrote(1, 1)
	return in.keepEditions(ctx)
}

// loadEditions reads which edition each village has.
func (in *intake) loadEditions(ctx context.Context) error {
	rows, _ := in.tx.Query(ctx, `select village, as_of from register.edition where registry = @registry`,
		pgx.StrictNamedArgs{"registry": in.about.Name})
	in.edition, in.newer = map[int32]time.Time{}, map[int32]bool{}
	var village int32
	var has time.Time
	_, err := pgx.ForEachRow(rows, []any{&village, &has}, func() error {
		in.edition[village] = has
		if has.After(in.asOf) {
			in.newer[village] = true
		}
		return nil
	})
	return err
}

// loadClosed reads which records were closed by editions later than the file's.
func (in *intake) loadClosed(ctx context.Context) error {
	if len(in.newer) == 0 {
		return nil
	}
	rows, _ := in.tx.Query(ctx, `
		select distinct id
		from register.household_past
		where registry = @registry and until > @as_of`, pgx.StrictNamedArgs{"registry": in.about.Name, "as_of": in.asOf})
	in.closed = map[int64]bool{} // of those that are back the register itself tells
	var id int64
	_, err := pgx.ForEachRow(rows, []any{&id}, func() error {
		in.closed[id] = true
		return nil
	})
	return err
}

// checkEditions refuses an edition that is older than what one of its villages has.
func (in *intake) checkEditions() error {
	var newest *poverty.OlderEditionError
	for _, v := range in.villages() {
		if has := in.edition[v]; has.After(in.asOf) && (newest == nil || has.After(newest.AsOf)) {
			newest = &poverty.OlderEditionError{Village: v, AsOf: has}
		}
	}
	if newest == nil {
		return nil
	}
	return newest
}

// laterVillages returns the villages of the file for which its edition is a later one.
func (in *intake) laterVillages() map[int32]bool {
	later := map[int32]bool{}
	for v := range in.village {
		if has, ok := in.edition[v]; !ok || has.Before(in.asOf) {
			later[v] = true
		}
	}
	return later
}

// Closing counts, by village, the records that the register holds and those
// that a file which ended here would close, or leave though it lacks them.
func (in *intake) Closing() []poverty.Closing {
	later, number := in.laterVillages(), map[int32]int{}
	var list []poverty.Closing
	for i := range in.known.slots {
		s := &in.known.slots[i]
		v := in.known.place(s).village
		at, ok := number[v]
		if !ok {
			at, number[v] = len(list), len(list)
			c := poverty.Closing{Village: v}
			if came := in.village[v]; came != nil {
				c.InFile, c.Records, c.New = true, came.records, came.fresh
			}
			list = append(list, c)
		}
		list[at].Held++
		switch {
		case s.seen || s.stays:
		case later[v]:
			list[at].Closed++
		case list[at].InFile:
			list[at].Left++
		}
	}
	slices.SortFunc(list, func(a, b poverty.Closing) int { return cmp.Compare(a.Village, b.Village) })
	return list
}

// closeUnseen drops the records that a later edition no longer has.
func (in *intake) closeUnseen(later map[int32]bool) error {
	return in.known.unseen(func(id int64, p place) error {
		if !later[p.village] {
			in.others = true
			return nil
		}
		in.about.Counts.Closed++
		return in.drop(id, p, 0, orb.Point{})
	})
}

// dropGone moves the versions that end with this edition to the past, and
// counts the families that the next one has elsewhere.
func (in *intake) dropGone(ctx context.Context) error {
	if in.gone.rows == 0 {
		return nil
	}
	if _, err := in.tx.Exec(ctx, `
		create temporary table gone (h3p bigint not null, h3 bigint not null, id bigint not null, lon float8, lat float8) on commit drop`); err != nil {
		return err
	}
	if err := in.gone.copyInto(ctx, in.tx, "gone (h3p, h3, id, lon, lat)"); err != nil {
		return err
	}
	if err := in.exec(ctx, `analyze gone`); err != nil {
		return err
	}
	// What this very edition had said before it was corrected is no past.
	var moved int64
	err := in.tx.QueryRow(ctx, `
		with closed as (
			delete from register.household h using gone g where h.h3 = g.h3 and h.id = g.id and h.h3p = g.h3p
			returning h.*, lon, lat),
		past as (
			insert into register.household_past (`+householdColumns+`, until, ended_by)
			select `+householdColumns+`, @as_of, @import from closed where since < @as_of),
		corrected as (
			insert into register.household_corrected (`+householdColumns+`, ended_by)
			select `+householdColumns+`, @import from closed where since >= @as_of)
		select count(*)
		from closed
		where since < @as_of and st_distancesphere(geom, st_point(lon, lat, 4326)) > @far`,
		pgx.StrictNamedArgs{"as_of": in.asOf, "import": in.about.ID, "far": poverty.MovedMetres}).Scan(&moved)
	if err == nil && moved > 0 {
		in.about.Counts.Rules = append(in.about.Counts.Rules, poverty.RuleCount{
			Rule: poverty.MovedRule, Severity: poverty.Warning, Message: poverty.MovedMessage, Rows: moved})
	}
	return err
}

// exec runs statements with the edition's registry and date.
func (in *intake) exec(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := in.tx.Exec(ctx, statement, pgx.NamedArgs{
			"registry": in.about.Name, "as_of": in.asOf, "import": in.about.ID, "rule": poverty.StackedRule,
		}); err != nil {
			return err
		}
	}
	return nil
}

// moveStacked takes families off the map whose spot has become crowded, and
// puts those back whose spot no longer is, though their own rows did not change.
func (in *intake) moveStacked(ctx context.Context) error {
	if len(in.stacked)+len(in.moved) == 0 {
		return nil
	}
	if err := in.exec(ctx,
		`create temporary table moving (h3p bigint not null, h3 bigint not null, id bigint not null, to_h3p bigint not null,
			to_h3 bigint not null, to_geom geometry, to_accuracy real, to_rule text) on commit drop`,
		`create temporary table spot (h3p bigint not null, h3 bigint not null, x float8 not null, y float8 not null) on commit drop`); err != nil {
		return err
	}
	if err := in.copySpots(ctx); err != nil {
		return err
	}
	back, err := in.copyMoving(ctx)
	if err != nil {
		return err
	}
	off, err := in.findCrowded(ctx)
	if err != nil {
		return err
	}
	in.about.Counts.Changed += back + off
	in.about.Counts.Unchanged -= back + off
	return in.exec(ctx,
		`analyze moving`,
		`insert into register.household_past (`+householdColumns+`, until, ended_by)
			select `+householdColumns+`, @as_of, @import from register.household h join moving using (h3p, h3, id) where since < @as_of`,
		`insert into register.household_corrected (`+householdColumns+`, ended_by)
			select `+householdColumns+`, @import from register.household h join moving using (h3p, h3, id)
			where since >= @as_of and import is distinct from @import`,
		`with moved as (
			delete from register.household h using moving m where h.h3 = m.h3 and h.id = m.id and h.h3p = m.h3p
			returning m.to_h3p, m.to_h3, m.to_geom, m.to_accuracy, m.to_rule, h.*)
		insert into register.household (`+householdColumns+`)
			select to_h3p, to_h3, to_geom, to_accuracy, to_rule,
				id, family, digest, village, @as_of, flags, head_birth, desil, members, key_id, head_sex, dukcapil_match, housing, consumption, registry,
				nik_mac, kk_mac, personal, @import
			from moved`)
}

// findCrowded adds to what moves the families on crowded spots that the
// register has on the map. It returns how many of them the file holds as before.
func (in *intake) findCrowded(ctx context.Context) (kept int64, err error) {
	rows, _ := in.tx.Query(ctx, `
		insert into moving (h3p, h3, id, to_h3p, to_h3, to_rule)
		select h.h3p, h.h3, h.id, 0, 0, @rule
		from register.household h join spot s on h.h3 = s.h3 and h.h3p = s.h3p
		where h.registry = @registry and h.village = any(@villages)
			and floor((st_x(h.geom) + 180) * 1e6 + 0.5) = s.x and floor((st_y(h.geom) + 90) * 1e6 + 0.5) = s.y
		returning id`,
		pgx.StrictNamedArgs{"registry": in.about.Name, "villages": in.villages(), "rule": poverty.StackedRule})
	var id int64
	_, err = pgx.ForEachRow(rows, []any{&id}, func() error {
		if s := in.known.find(id); s != nil && s.seen {
			kept++
		} else if s != nil {
			s.place = in.known.placeOf(place{village: in.known.place(s).village, stacked: true})
		}
		return nil
	})
	return kept, err
}

// copySpots copies the crowded spots, with every cell that a point of the spot may lie in.
func (in *intake) copySpots(ctx context.Context) error {
	spool, err := newSpool(in.changed.dir)
	if err != nil {
		return err
	}
	defer spool.close()
	for s := range in.stacked {
		for _, cell := range cellsOf(s) {
			if err := spool.add(4, func(b []byte) []byte {
				b = appendCell(b, cell)
				b = appendFloat(b, float64(s>>28))
				return appendFloat(b, float64(s&(1<<28-1)))
			}); err != nil {
				return err
			}
		}
	}
	if err := spool.copyInto(ctx, in.tx, "spot (h3p, h3, x, y)"); err != nil {
		return err
	}
	return in.exec(ctx, `analyze spot`)
}

// cellsOf returns the cells that the points of a spot may lie in: mostly one.
func cellsOf(s poverty.Spot) (cells []hex.Cell) {
	const half = 0.5e-6
	p := s.Point()
	for _, d := range [...][2]float64{{0, 0}, {-half, -half}, {-half, half}, {half, -half}, {half, half}} {
		c, err := hex.At(orb.Point{p[0] + d[0], p[1] + d[1]}, hex.Base)
		if err == nil && !slices.Contains(cells, c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// copyMoving copies where the families go whose spot is no longer crowded, and
// returns how many they are.
func (in *intake) copyMoving(ctx context.Context) (n int64, err error) {
	spool, err := newSpool(in.changed.dir)
	if err != nil {
		return 0, err
	}
	defer spool.close()
	for i := range in.moved {
		h := &in.moved[i]
		if in.stacked[poverty.SpotOf(h.Loc)] {
			continue
		}
		cell, err := hex.At(h.Loc, hex.Base)
		if err != nil {
			return 0, err
		}
		to := place9{cell, h.Loc, h.AccuracyM, h.LocationRule}
		if err := spool.add(8, func(b []byte) []byte { return to.append(appendInt8(appendCell(b, 0), h.ID)) }); err != nil {
			return 0, err
		}
	}
	return spool.rows, spool.copyInto(ctx, in.tx, "moving (h3p, h3, id, to_h3p, to_h3, to_geom, to_accuracy, to_rule)")
}

// copyChanged writes the changed records, in the order of their cells.
func (in *intake) copyChanged(ctx context.Context, wrote func(done, total int64)) error {
	if in.changed.count == 0 {
		return nil
	}
	rows, err := in.changed.merge()
	if err != nil {
		return err
	}
	return copyIn(ctx, in.tx, copyInto("register.household ("+householdColumns+")"),
		&householdStream{rows: rows, stacked: in.stacked, total: in.changed.count, wrote: wrote})
}

// A householdStream reads sorted households as rows of COPY.
type householdStream struct {
	rows        *sorted
	stacked     map[poverty.Spot]bool
	ready       []byte // rows that were not yet read
	buffer      []byte
	done, total int64
	wrote       func(done, total int64)
}

func (s *householdStream) Read(p []byte) (int, error) {
	if len(s.ready) == 0 {
		s.buffer = s.buffer[:0]
		for len(s.buffer) < 64<<10 {
			err := s.rows.next(func(row []byte) { s.buffer = appendSettled(s.buffer, row, s.stacked) })
			if errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return 0, err
			}
			s.done++
		}
		if s.ready = s.buffer; len(s.ready) == 0 {
			return 0, io.EOF
		}
		s.wrote(s.done, s.total)
	}
	n := copy(p, s.ready)
	s.ready = s.ready[n:]
	return n, nil
}

// keepEditions notes which villages this edition is of, and which files of the
// same edition it took them from.
func (in *intake) keepEditions(ctx context.Context) error {
	_, err := in.tx.Exec(ctx, `
		with before as (
			insert into register.edition_past (registry, village, as_of, import, ended_by)
			select registry, village, as_of, import, @import
			from register.edition
			where registry = @registry and village = any(@villages::integer[])
			returning as_of, import),
		taken as (
			update register.import
			set superseded = true, superseded_by = @import
			where not superseded and id in (select import from before where as_of = @as_of))
		insert into register.edition (registry, village, as_of, import)
		select @registry, unnest(@villages::integer[]), @as_of, @import
		on conflict (registry, village) do update set as_of = excluded.as_of, import = excluded.import`,
		pgx.StrictNamedArgs{"registry": in.about.Name, "villages": in.villages(), "as_of": in.asOf, "import": in.about.ID})
	return err
}

// villages lists the villages that occur in the file.
func (in *intake) villages() []int32 { return slices.Sorted(maps.Keys(in.village)) }

// linkFamilies finds the families that one card names by several numbers,
// because one registry knows the head's NIK and another does not, or because a
// list names a member who is not the head: all of them become the lowest.
//
// A card that one registry gives to several families says nothing of any: it is
// no link. A recipient whose NIK is a head's needs none.
func linkFamilies(ctx context.Context, tx pgx.Tx) error {
	if err := unlinkFamilies(ctx, tx); err != nil {
		return err
	}
	// Of what has just come in nothing is known to the planner of queries: it takes
	// it for one row, and would look through all cards for every recipient.
	if _, err := tx.Exec(ctx, `set local enable_nestloop = off`); err != nil {
		return err
	}
	rows, _ := tx.Query(ctx, `
		with sound as materialized (
			select kk_mac
			from (
				select kk_mac, registry, min(family) <> max(family) as shared
				from register.household
				where kk_mac is not null
				group by kk_mac, registry) c
			group by kk_mac
			having not bool_or(shared)),
		card as (
			select kk_mac, family
			from register.household join sound using (kk_mac)
			union
			select kk_mac, family
			from register.membership m join sound using (kk_mac)
			where not exists (select from register.household h where h.family = m.family))
		select kk_mac, family
		from (select *, min(family) over card <> max(family) over card as several from card window card as (partition by kk_mac)) c
		where several
		order by kk_mac, family`)
	var same union
	var card, last []byte
	var family, first int64
	_, err := pgx.ForEachRow(rows, []any{&card, &family}, func() error {
		if !bytes.Equal(card, last) {
			last, first = append(last[:0], card...), family
		}
		same.join(first, family)
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `set local enable_nestloop = on`); err != nil {
		return err
	}
	families, lowest := same.groups()
	_, err = tx.Exec(ctx, `
		insert into register.same_family (family, same_as)
		select * from unnest(@families::bigint[], @lowest::bigint[])`,
		pgx.StrictNamedArgs{"families": families, "lowest": lowest})
	return err
}

func unlinkFamilies(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `delete from register.same_family`)
	return err
}

// linkFamilies finds the families of one card again, where a card may stand in
// two records.
func (in *intake) linkFamilies(ctx context.Context) error {
	several, err := in.severalSources(ctx)
	switch {
	case err != nil:
		return err
	case several:
		return linkFamilies(ctx, in.tx)
	}
	return unlinkFamilies(ctx, in.tx)
}

// A union is a set of numbers in groups; its zero is empty.
type union struct{ parent map[int64]int64 }

// join puts two numbers into one group.
func (u *union) join(a, b int64) {
	a, b = u.lowest(a), u.lowest(b)
	u.parent[max(a, b)] = min(a, b)
}

// lowest returns the lowest number of a's group.
func (u *union) lowest(a int64) int64 {
	if u.parent == nil {
		u.parent = map[int64]int64{}
	}
	for {
		p, ok := u.parent[a]
		if !ok || p == a {
			return a
		}
		if up, ok := u.parent[p]; ok {
			u.parent[a] = up // halves the way for the next
		}
		a = p
	}
}

// groups lists every number that is not the lowest of its group, and that one.
func (u *union) groups() (numbers, lowest []int64) {
	for a := range u.parent {
		if l := u.lowest(a); l != a {
			numbers, lowest = append(numbers, a), append(lowest, l)
		}
	}
	return numbers, lowest
}

// severalSources says whether one card may stand in two records. Where the
// register holds this file alone, and no card stands in it twice, a look at a
// million cards is spared.
func (in *intake) severalSources(ctx context.Context) (several bool, err error) {
	if in.cardTwice || in.others || in.about.Kind != poverty.KindHouseholds {
		return true, nil
	}
	err = in.tx.QueryRow(ctx, `
		select exists (
			select from register.import
			where kind = 'recipients' or kind = 'households' and name <> $1)`, in.about.Name).Scan(&several)
	return several, err
}
