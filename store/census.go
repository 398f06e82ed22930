package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// ReadCensus returns the register as it stands, one row a family with
// [poverty.Catalogue.Family] as its properties; the areas, of one system and
// vintage, that most of its villages belong to; and of the description AsOf,
// System, Vintage, Unmatched, Sources, Imports and Field. All of it is read at one instant.
//
// Where several records describe a family, each property comes from the first
// registry in [poverty.Registries] that knows it, cell and village together
// from the first record with a cell. A family receives a programme where it is
// on the programme's newest list; of a programme without any list, where a
// registry says so. An empty register is [poverty.ErrNotFound].
//
// Where key is given, every family has the record key that it returns for its number.
func (s *Store) ReadCensus(ctx context.Context, catalogue *poverty.Catalogue, key func(family int64) uint32) (c *census.Census, areas []area.Area, about poverty.Release, err error) {
	options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = inTx(ctx, s.pool, options, func(tx pgx.Tx) error {
		// A first import holds the table until its end, and what it wrote is seen
		// from every instant: wait for it before the instant is chosen, or its
		// families would be seen without their flags.
		if _, err := tx.Exec(ctx, `lock table register.household in access share mode`); err != nil {
			return err
		}
		c, areas, about, err = readCensus(ctx, tx, catalogue, key)
		return err
	})
	if err != nil {
		return nil, nil, poverty.Release{}, fmt.Errorf("store: census: %w", err)
	}
	return c, areas, about, nil
}

func readCensus(ctx context.Context, tx pgx.Tx, catalogue *poverty.Catalogue, key func(int64) uint32) (*census.Census, []area.Area, poverty.Release, error) {
	var about poverty.Release
	asOf, err := newestEdition(ctx, tx)
	if err != nil {
		return nil, nil, about, err
	}
	ground, err := findGround(ctx, tx)
	if err != nil {
		return nil, nil, about, err
	}
	areas, err := ground.areas(ctx, tx)
	if err != nil {
		return nil, nil, about, err
	}
	lists, err := newestLists(ctx, tx, catalogue)
	if err != nil {
		return nil, nil, about, err
	}
	m := newMerger(catalogue, lists, ground, asOf)
	m.key = key
	if err := m.read(ctx, tx); err != nil {
		return nil, nil, about, err
	}
	sources, err := sourcesOf(ctx, tx, lists, areas)
	if err != nil {
		return nil, nil, about, err
	}
	imports, err := importsOf(ctx, tx, lists, ground)
	if err != nil {
		return nil, nil, about, err
	}
	field, err := fieldResults(ctx, tx, ground)
	if err != nil {
		return nil, nil, about, err
	}
	about = poverty.Release{
		AsOf: asOf.Format(time.DateOnly), System: string(ground.system), Vintage: ground.vintage,
		Unmatched: m.unmatched, Sources: sources, Imports: imports, Field: field,
	}
	return m.builder.Build(), areas, about, nil
}

// newestEdition returns the newest as-of date of what was imported.
func newestEdition(ctx context.Context, tx pgx.Tx) (time.Time, error) {
	rows, _ := tx.Query(ctx, `
		select greatest(
			(select max(as_of) from register.import where kind in ('households', 'recipients') and withdrawn_at is null),
			(select max(since) from register.household))
		where exists (select from register.household)`)
	asOf, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[time.Time])
	if errors.Is(err, pgx.ErrNoRows) {
		err = fmt.Errorf("the register holds no household (tepat import households brings them in): %w", poverty.ErrNotFound)
	}
	return asOf, err
}

// A ground is the code system and vintage that a release is counted on.
type ground struct {
	system  area.System
	vintage string
	village map[int32]int32 // place.area.id of the same village there, for every village of the register
}

// mostFamilies returns the ground of most families, without its villages; its zero
// where the register is empty.
func mostFamilies(ctx context.Context, tx pgx.Tx) (g ground, err error) {
	rows, _ := tx.Query(ctx, `
		select a.code_system, a.vintage
		from (select village, count(*) as records from register.household group by village) h
		join place.area a on a.id = h.village
		group by 1, 2
		order by sum(h.records) desc, 1, 2
		limit 1`)
	_, err = pgx.ForEachRow(rows, []any{&g.system, &g.vintage}, func() error { return nil })
	return g, err
}

// findGround returns the ground of most families. Villages of other systems
// and vintages are followed to it by the crosswalk, or by equal code in the
// same system; one that leads nowhere, or to two villages, is an error.
func findGround(ctx context.Context, tx pgx.Tx) (ground, error) {
	g, err := mostFamilies(ctx, tx)
	if err != nil {
		return g, err
	}
	g.village = map[int32]int32{}
	rows, _ := tx.Query(ctx, `
		with used as (
			select id, code, code_system, vintage from place.area
			where id in (select village from register.household)),
		led as (
			select u.id, u.code, t.id as target
			from used u
			left join place.crosswalk c
				on c.from_system = u.code_system and c.from_vintage = u.vintage and c.from_code = u.code
				and c.to_system = @system and c.to_vintage = @vintage
			left join place.area t
				on t.code_system = @system and t.vintage = @vintage
				and t.code = case
					when u.vintage = @vintage and u.code_system = @system then u.code
					when c.to_code is not null then c.to_code
					when u.code_system = @system then u.code end)
		select id, code, min(target), count(distinct target)
		from led
		group by id, code`, pgx.StrictNamedArgs{"system": g.system, "vintage": g.vintage})
	var id int32
	var code string
	var target *int32
	var targets int
	_, err = pgx.ForEachRow(rows, []any{&id, &code, &target, &targets}, func() error {
		if targets != 1 {
			return fmt.Errorf("village %s leads to %d villages of %s %s: the crosswalk must name one", code, targets, g.system, g.vintage)
		}
		g.village[id] = *target
		return nil
	})
	return g, err
}

func (g ground) areas(ctx context.Context, tx pgx.Tx) ([]area.Area, error) {
	rows, _ := tx.Query(ctx, `
		select id, level, code, name, coalesce(parent, ''), st_asewkb(geom)
		from place.area
		where code_system = @system and vintage = @vintage`, pgx.StrictNamedArgs{"system": g.system, "vintage": g.vintage})
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (a area.Area, err error) {
		var shape []byte
		if err := row.Scan(&a.ID, &a.Level, &a.Code, &a.Name, &a.Parent, &shape); err != nil {
			return a, err
		}
		a.System, a.Vintage = g.system, g.vintage
		a.Shape, err = decodeShape(shape)
		return a, err
	})
}

// lists are the newest recipient lists: names and dates side by side as the
// imports give them, and what each programme's name stands for.
type lists struct {
	names     []string
	dates     []time.Time
	programme map[string]int // place in the catalogue, of every id and alias
	listed    []bool         // by programme
}

// places returns the places in the catalogue of the programmes that it knows.
func (l *lists) places(ids []string) (places []int) {
	for _, id := range ids {
		if p, known := l.programme[id]; known {
			places = append(places, p)
		}
	}
	return places
}

// newestLists finds the newest list of every programme of the catalogue. All
// lists of that date count together, under whichever of the programme's names.
func newestLists(ctx context.Context, tx pgx.Tx, catalogue *poverty.Catalogue) (lists, error) {
	l := lists{programme: map[string]int{}, listed: make([]bool, len(catalogue.Programmes))}
	for i, p := range catalogue.Programmes {
		for _, name := range append([]string{p.ID}, p.Aliases...) {
			l.programme[name] = i
		}
	}
	rows, _ := tx.Query(ctx, `
		select name, max(as_of)
		from register.import
		where kind = 'recipients' and withdrawn_at is null
		group by name
		order by name`)
	newest := map[int]time.Time{}
	var name string
	var date time.Time
	if _, err := pgx.ForEachRow(rows, []any{&name, &date}, func() error {
		if p, known := l.programme[name]; known && date.After(newest[p]) {
			newest[p] = date
			l.listed[p] = true
		}
		return nil
	}); err != nil {
		return l, err
	}
	for name, p := range l.programme {
		if l.listed[p] {
			l.names, l.dates = append(l.names, name), append(l.dates, newest[p])
		}
	}
	return l, nil
}

// importsOf returns the numbers of the imports that are counted: every edition of
// a registry that stands, for the records of any may be there; the lists; the areas, and the codes that lead to them.
func importsOf(ctx context.Context, tx pgx.Tx, l lists, g ground) ([]int64, error) {
	rows, _ := tx.Query(ctx, `
		select id
		from register.import
		where kind = 'households' and withdrawn_at is null
		union
		select i.id
		from register.import i
		join unnest(@names::text[], @dates::date[]) as l (name, as_of) using (name, as_of)
		where i.kind = 'recipients' and i.withdrawn_at is null
		union
		select import
		from place.area
		where code_system = @system and vintage = @vintage and import is not null
		union
		select import
		from place.crosswalk
		where to_system = @system and to_vintage = @vintage and import > 0
		order by 1`, pgx.StrictNamedArgs{"names": l.names, "dates": l.dates, "system": g.system, "vintage": g.vintage})
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// sourcesOf describes the areas, editions and lists that are counted.
func sourcesOf(ctx context.Context, tx pgx.Tx, l lists, areas []area.Area) (sources []poverty.Source, err error) {
	for _, level := range []area.Level{area.Regency, area.District, area.Village} {
		n := 0
		for _, a := range areas {
			if a.Level == level {
				n++
			}
		}
		sources = append(sources, poverty.Source{Kind: "areas", Name: string(level), Rows: n})
	}
	rows, _ := tx.Query(ctx, `
		select 'households', registry, coalesce(i.as_of, h.since)::text, h.records
		from (select registry, max(since) as since, count(*) as records from register.household group by registry) h
		left join (select name, max(as_of) as as_of from register.import where kind = 'households' and withdrawn_at is null group by name) i
			on i.name = h.registry
		union all
		select 'recipients', i.name, i.as_of::text, sum(i.rows_kept)::bigint
		from register.import i
		join unnest(@names::text[], @dates::date[]) as l (name, as_of) using (name, as_of)
		where i.kind = 'recipients' and i.withdrawn_at is null
		group by i.name, i.as_of
		order by 1, 2`, pgx.StrictNamedArgs{"names": l.names, "dates": l.dates})
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[poverty.Source])
	return append(sources, found...), err
}
