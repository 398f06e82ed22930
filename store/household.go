package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"time"

	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// householdColumns is the order in which households are copied: first what a
// crowded spot may still change, then the rest.
const householdColumns = `h3p, h3, geom, accuracy_m, location_rule,
	id, family, registry, since, village, desil, head_sex, head_birth, members, dukcapil_match, receives, receives_not,
	nik_mac, kk_mac, nik_ct, kk_ct, name_ct, address_ct, key_id, digest`

const householdWidth = 25 // columns

// Same says whether the register holds the record with this very content. It
// may be asked from many goroutines at once.
func (in *intake) Same(id, digest int64) bool {
	s := in.known.find(id)
	return s != nil && s.digest == digest
}

// Seen says whether the register holds the record, and whether the file has
// had it already.
func (in *intake) Seen(id int64) (known, seen bool) {
	s := in.known.find(id)
	return s != nil, s != nil && s.seen
}

// Keep says that the file holds the record as the register does.
func (in *intake) Keep(h *poverty.Household) {
	s := in.known.find(h.ID)
	if s == nil {
		return
	}
	s.seen = true
	in.about.Counts.Unchanged++
	in.village[h.Village] = true
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

// AddHousehold takes a new or changed record.
func (in *intake) AddHousehold(h *poverty.Household) error {
	in.village[h.Village] = true
	if s := in.known.find(h.ID); s != nil {
		s.seen = true
		in.about.Counts.Changed++
		if err := in.drop(h.ID, in.known.place(s)); err != nil {
			return err
		}
	} else {
		in.about.Counts.New++
	}
	key := sortKey{uint64(h.Cell), h.ID}
	return in.rows.add(key, func(b []byte) []byte { return packHousehold(b, h) })
}

// drop takes the present version of a record out of the register.
func (in *intake) drop(id int64, p place) error {
	return in.gone.add(2, func(b []byte) []byte { return appendInt8(appendInt8(b, p.h3p), id) })
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

// packHousehold appends a household as it waits to be sorted: cell, point and
// accuracy as plain numbers, the rule's length and text, and behind them the
// other columns as COPY wants them.
func packHousehold(b []byte, h *poverty.Household) []byte {
	le := binary.LittleEndian
	b = le.AppendUint64(b, uint64(h.Cell))
	b = le.AppendUint64(b, math.Float64bits(h.Loc[0]))
	b = le.AppendUint64(b, math.Float64bits(h.Loc[1]))
	b = le.AppendUint32(b, math.Float32bits(h.AccuracyM))
	b = append(append(b, byte(len(h.LocationRule))), h.LocationRule...)

	b = appendInt8(b, h.ID)
	b = appendInt8(b, h.Family)
	b = appendText(b, string(h.Registry))
	b = appendDate(b, h.Since)
	b = appendInt4(b, h.Village)
	b = appendSmall(b, int16(h.Desil))
	if h.HeadSex == 0 {
		b = appendNull(b)
	} else {
		b = append(b, 0, 0, 0, 1, h.HeadSex)
	}
	b = appendDate(b, h.HeadBirth)
	b = appendSmall(b, h.Members)
	if h.DukcapilMatch == 0 {
		b = appendNull(b)
	} else {
		b = appendBool(b, h.DukcapilMatch > 0)
	}
	b = appendTexts(b, h.Receives)
	b = appendTexts(b, h.ReceivesNot)
	for _, v := range [...][]byte{h.NIKMAC, h.KKMAC, h.NIKCT, h.KKCT, h.NameCT, h.AddressCT} {
		b = appendBytes(b, v)
	}
	b = appendInt2(b, h.KeyID)
	return appendInt8(b, h.Digest)
}

// appendSmall writes a smallint; 0 is null.
func appendSmall(b []byte, v int16) []byte {
	if v == 0 {
		return appendNull(b)
	}
	return appendInt2(b, v)
}

// appendHousehold turns what packHousehold wrote into a row of COPY. On a
// stacked spot the family loses its place on the map.
func appendHousehold(b, packed []byte, stacked map[poverty.Spot]bool) []byte {
	le := binary.LittleEndian
	h := place9{cell: hex.Cell(le.Uint64(packed)), accuracy: math.Float32frombits(le.Uint32(packed[24:]))}
	h.loc = orb.Point{math.Float64frombits(le.Uint64(packed[8:])), math.Float64frombits(le.Uint64(packed[16:]))}
	n := 29 + int(packed[28])
	h.rule = packed[29:n]
	if len(stacked) > 0 && h.cell != 0 && stacked[poverty.SpotOf(h.loc)] {
		h = place9{rule: []byte(poverty.StackedRule)}
	}
	b = binary.BigEndian.AppendUint16(b, householdWidth)
	return append(h.append(b), packed[n:]...)
}

// A place9 is where on the map a family is: a cell of resolution 9.
type place9 struct {
	cell     hex.Cell
	loc      orb.Point
	accuracy float32
	rule     []byte
}

// append writes h3p, h3, geom, accuracy_m and location_rule.
func (p place9) append(b []byte) []byte {
	if p.cell == 0 {
		b = appendNull(appendNull(appendInt8(appendInt8(b, 0), 0)))
	} else {
		b = appendInt8(appendInt8(b, int64(p.cell.Parent(hex.Root))), int64(p.cell))
		b = appendPoint(b, p.loc)
		if p.accuracy > 0 {
			b = appendReal(b, p.accuracy)
		} else {
			b = appendNull(b)
		}
	}
	if len(p.rule) == 0 {
		return appendNull(b)
	}
	return append(binary.BigEndian.AppendUint32(b, uint32(len(p.rule))), p.rule...)
}

// finishHouseholds turns the register into the new edition.
func (in *intake) finishHouseholds(ctx context.Context, wrote func(done, total int64)) error {
	later, err := in.checkEditions(ctx)
	if err != nil {
		return err
	}
	if err := in.closeUnseen(later); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{in.dropGone, in.moveStacked} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if err := in.copyHouseholds(ctx, wrote); err != nil {
		return err
	}
	if err := in.linkFamilies(ctx); err != nil {
		return err
	}
	return in.keepEditions(ctx)
}

// checkEditions refuses an edition that is older than what one of its villages
// has. It returns the villages for which the edition is a later one.
func (in *intake) checkEditions(ctx context.Context) (later map[int32]bool, err error) {
	rows, _ := in.tx.Query(ctx, `select village, as_of from register.edition where registry = @registry`,
		pgx.StrictNamedArgs{"registry": in.about.Name})
	later = map[int32]bool{}
	for v := range in.village {
		later[v] = true
	}
	var village int32
	var has time.Time
	_, err = pgx.ForEachRow(rows, []any{&village, &has}, func() error {
		if in.village[village] && has.After(in.asOf) {
			return fmt.Errorf("of %s: %w", has.Format(time.DateOnly), poverty.ErrOlderEdition)
		}
		if !has.Before(in.asOf) {
			delete(later, village)
		}
		return nil
	})
	return later, err
}

// closeUnseen drops the records that a later edition no longer has.
func (in *intake) closeUnseen(later map[int32]bool) error {
	return in.known.unseen(func(id int64, p place) error {
		if !later[p.village] {
			in.others = true
			return nil
		}
		in.about.Counts.Closed++
		return in.drop(id, p)
	})
}

// dropGone moves the versions that end with this edition to the past.
func (in *intake) dropGone(ctx context.Context) error {
	if in.gone.rows == 0 {
		return nil
	}
	if _, err := in.tx.Exec(ctx, `create temporary table gone (h3p bigint not null, id bigint not null) on commit drop`); err != nil {
		return err
	}
	if err := in.gone.copyInto(ctx, in.tx, "gone (h3p, id)"); err != nil {
		return err
	}
	return in.exec(ctx,
		`analyze gone`,
		// What this very edition had said before it was corrected is no past.
		`with closed as (
			delete from register.household h using gone g where h.h3p = g.h3p and h.id = g.id
			returning h.*)
		insert into register.household_past select *, @as_of from closed where since < @as_of`)
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
	if in.known.n == 0 || len(in.stacked)+len(in.moved) == 0 {
		return nil
	}
	if err := in.exec(ctx,
		`create temporary table moving (h3p bigint not null, id bigint not null, to_h3p bigint not null, to_h3 bigint not null,
			to_geom geometry, to_accuracy real, to_rule text) on commit drop`,
		`create temporary table spot (h3 bigint not null, x float8 not null, y float8 not null) on commit drop`); err != nil {
		return err
	}
	if err := in.copySpots(ctx); err != nil {
		return err
	}
	if err := in.copyMoving(ctx); err != nil {
		return err
	}
	var n int64
	err := in.tx.QueryRow(ctx, `
		with crowded as (
			insert into moving (h3p, id, to_h3p, to_h3, to_rule)
			select h.h3p, h.id, 0, 0, @rule
			from register.household h join spot s on h.h3 = s.h3
			where h.registry = @registry and h.village = any(@villages)
				and floor((st_x(h.geom) + 180) * 1e6 + 0.5) = s.x and floor((st_y(h.geom) + 90) * 1e6 + 0.5) = s.y
			returning 1)
		select (select count(*) from crowded) + (select count(*) from moving)`,
		pgx.StrictNamedArgs{"registry": in.about.Name, "villages": in.villages(), "rule": poverty.StackedRule}).Scan(&n)
	if err != nil || n == 0 {
		return err
	}
	in.about.Counts.Changed += n
	in.about.Counts.Unchanged -= n
	return in.exec(ctx,
		`insert into register.household_past
			select h.*, @as_of from register.household h join moving using (h3p, id) where h.since < @as_of`,
		`with moved as (
			delete from register.household h using moving m where h.h3p = m.h3p and h.id = m.id
			returning m.to_h3p, m.to_h3, m.to_geom, m.to_accuracy, m.to_rule, h.*)
		insert into register.household (`+householdColumns+`)
			select to_h3p, to_h3, to_geom, to_accuracy, to_rule,
				id, family, registry, @as_of, village, desil, head_sex, head_birth, members, dukcapil_match, receives, receives_not,
				nik_mac, kk_mac, nik_ct, kk_ct, name_ct, address_ct, key_id, digest
			from moved`)
}

// copySpots copies the crowded spots, with every cell that a point of the spot may lie in.
func (in *intake) copySpots(ctx context.Context) error {
	spool, err := newSpool(in.rows.dir)
	if err != nil {
		return err
	}
	defer spool.close()
	for s := range in.stacked {
		for _, cell := range cellsOf(s) {
			if err := spool.add(3, func(b []byte) []byte {
				b = appendInt8(b, int64(cell))
				b = appendFloat(b, float64(s>>28))
				return appendFloat(b, float64(s&(1<<28-1)))
			}); err != nil {
				return err
			}
		}
	}
	return spool.copyInto(ctx, in.tx, "spot (h3, x, y)")
}

// cellsOf returns the cells that the points of a spot may lie in: mostly one.
func cellsOf(s poverty.Spot) (cells []hex.Cell) {
	const half = 0.5e-6
	p := s.Point()
	for _, d := range [...][2]float64{{0, 0}, {-half, -half}, {-half, half}, {half, -half}, {half, half}} {
		c, err := hex.At(orb.Point{p[0] + d[0], p[1] + d[1]}, hex.Base)
		if err == nil && (len(cells) == 0 || cells[0] != c) {
			cells = append(cells, c)
		}
	}
	return cells
}

// copyMoving copies where the families go whose spot is no longer crowded.
func (in *intake) copyMoving(ctx context.Context) error {
	spool, err := newSpool(in.rows.dir)
	if err != nil {
		return err
	}
	defer spool.close()
	for i := range in.moved {
		h := &in.moved[i]
		if in.stacked[poverty.SpotOf(h.Loc)] {
			continue
		}
		cell, err := hex.At(h.Loc, hex.Base)
		if err != nil {
			return err
		}
		to := place9{cell, h.Loc, h.AccuracyM, []byte(h.LocationRule)}
		if err := spool.add(7, func(b []byte) []byte { return to.append(appendInt8(appendInt8(b, 0), h.ID)) }); err != nil {
			return err
		}
	}
	return spool.copyInto(ctx, in.tx, "moving (h3p, id, to_h3p, to_h3, to_geom, to_accuracy, to_rule)")
}

// copyHouseholds writes the new and changed records, in the order of their cells.
func (in *intake) copyHouseholds(ctx context.Context, wrote func(done, total int64)) error {
	if in.rows.count == 0 {
		return nil
	}
	rows, err := in.rows.merge()
	if err != nil {
		return err
	}
	return in.keyedAfter(ctx, func() error {
		_, err := copyIn(ctx, in.tx, "register.household ("+householdColumns+")",
			&householdStream{rows: rows, stacked: in.stacked, total: in.rows.count, wrote: wrote})
		return err
	})
}

// keyedAfter fills the register. Where it is empty, keys are made at once when
// all rows are in: that takes a third of the time of keeping them row by row.
func (in *intake) keyedAfter(ctx context.Context, fill func() error) error {
	var empty bool
	if err := in.tx.QueryRow(ctx, `select not exists (select from register.household)`).Scan(&empty); err != nil {
		return err
	}
	if !empty {
		return fill()
	}
	if err := in.exec(ctx,
		`alter table register.household drop constraint household_pkey`,
		`drop index register.household_h3_idx`); err != nil {
		return err
	}
	if err := fill(); err != nil {
		return err
	}
	return in.exec(ctx,
		`alter table register.household add primary key (h3p, id)`,
		`create index on register.household (h3)`)
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
			err := s.rows.next(func(row []byte) { s.buffer = appendHousehold(s.buffer, row, s.stacked) })
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

// keepEditions notes which villages this edition is of.
func (in *intake) keepEditions(ctx context.Context) error {
	_, err := in.tx.Exec(ctx, `
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
func (in *intake) linkFamilies(ctx context.Context) error {
	if err := in.exec(ctx, `delete from register.same_family`); err != nil {
		return err
	}
	if several, err := in.severalSources(ctx); err != nil || !several {
		return err
	}
	rows, _ := in.tx.Query(ctx, `
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
	families, lowest := same.groups()
	_, err = in.tx.Exec(ctx, `
		insert into register.same_family (family, same_as)
		select * from unnest(@families::bigint[], @lowest::bigint[])`,
		pgx.StrictNamedArgs{"families": families, "lowest": lowest})
	return err
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
