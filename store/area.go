package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"tepat/geo/area"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ImportAreas keeps the areas of one file, all or nothing, and sets about.ID.
//
// Areas come with canonical codes and shapes in the file's coordinate system;
// one without a shape only gives its name to a district or regency that is
// made as the union of its villages. After the last area crs says what the
// coordinates are in: EPSG:32750, or the well-known text of a .prj; what PROJ
// cannot use is [area.ErrCRS]. Shapes are transformed to WGS 84 and repaired;
// judge sees what measuring them has shown and may refuse. Its error, or one of
// the areas, comes back as it is.
//
// An area that is there already, by system, vintage and code, is replaced and
// keeps its id; areas that are not in the file are left alone.
func (s *Store) ImportAreas(ctx context.Context, about *poverty.Import, areas iter.Seq2[area.Area, error], crs func() string, judge func(area.Survey) error) error {
	a := arrival{about: about, judge: judge}
	err := inTx(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if err := beginImport(ctx, tx, about); err != nil {
			return err
		}
		if err := a.stage(ctx, tx, areas); err != nil {
			return err
		}
		if err := a.transform(ctx, tx, crs()); err != nil {
			return err
		}
		if err := a.write(ctx, tx); err != nil {
			return err
		}
		return endImport(ctx, tx, about)
	})
	if err == nil {
		return nil
	}
	about.ID = 0
	if a.refused != nil {
		return a.refused
	}
	return fmt.Errorf("store: import areas: %w", err)
}

// FindAreas fills about with what is known of the same file of areas under the
// same settings, if every area that it brought is still the one that it
// brought. Else it returns [poverty.ErrNotFound]; where the file came in before
// and another has replaced areas of it since, about.Settings then says after
// which import it comes again, for the register knows a file by them.
func (s *Store) FindAreas(ctx context.Context, about *poverty.Import) error {
	found, err := s.imports(ctx, `where kind = @kind and name = @name and file_sha256 = @sum
		and (settings = @settings or starts_with(settings, @settings || ' after=')) and withdrawn_at is null`,
		pgx.StrictNamedArgs{"kind": about.Kind, "name": about.Name, "sum": about.SHA256[:], "settings": about.Settings})
	if err != nil {
		return err
	}
	notFound := fmt.Errorf("store: import of %s: %w", about.File, poverty.ErrNotFound)
	if len(found) == 0 {
		return notFound
	}
	last, left := found[0], int64(0)
	err = s.pool.QueryRow(ctx, `select count(*) from place.area where import = $1 and not derived`, last.ID).Scan(&left)
	if err != nil {
		return fmt.Errorf("store: areas of import %d: %w", last.ID, err)
	}
	if left < last.Kept {
		about.Settings += fmt.Sprintf(" after=%d", last.ID)
		return notFound
	}
	*about = last
	return nil
}

// An arrival is a file of areas on its way in.
type arrival struct {
	about   *poverty.Import
	judge   func(area.Survey) error
	refused error // by the caller, in its own words
}

// stage copies the areas as they come into a table of the transaction.
func (a *arrival) stage(ctx context.Context, tx pgx.Tx, areas iter.Seq2[area.Area, error]) error {
	_, err := tx.Exec(ctx, `
		create temporary table arriving (
			level  text not null,
			code   text primary key,
			name   text not null,
			parent text not null, -- '' for a regency
			geom   geometry
		) on commit drop`)
	if err != nil {
		return err
	}
	next, stop := iter.Pull2(areas)
	defer stop()
	_, err = tx.CopyFrom(ctx, pgx.Identifier{"arriving"}, []string{"level", "code", "name", "parent", "geom"},
		pgx.CopyFromFunc(func() ([]any, error) {
			v, err, more := next()
			if !more {
				return nil, nil
			}
			if err != nil {
				// CopyFrom would make server text of it.
				a.refused = err
				return nil, err
			}
			shape, err := encodeShape(v.Shape)
			return []any{string(v.Level), string(v.Code), v.Name, string(v.Parent), shape}, err
		}))
	return err
}

// transform brings the shapes to WGS 84, once. PostGIS hands the text to PROJ,
// which reads a code as well as a .prj, named or not, by its parameters.
func (a *arrival) transform(ctx context.Context, tx pgx.Tx, crs string) error {
	if crs == "EPSG:4326" {
		return nil
	}
	// A system given as text is looked up anew for every value, 130 ms for
	// SRGI2013: a thousand shapes are one value.
	_, err := tx.Exec(ctx, `
		with numbered as (
			select code, geom, row_number() over (order by code) - 1 as n
			from arriving
			where geom is not null),
		together as (
			select n / 1000 as lot, st_transform(st_collect(geom order by n), @crs::text, 4326) as geom
			from numbered
			group by lot),
		apart as (
			select lot * 1000 + d.path[1] - 1 as n, st_multi(st_collect(d.geom order by d.path)) as geom
			from together
			cross join lateral st_dump(together.geom) d
			group by 1)
		update arriving a
		set geom = apart.geom
		from numbered
		join apart using (n)
		where a.code = numbered.code`, pgx.StrictNamedArgs{"crs": crs})
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == internalError {
		return fmt.Errorf("%w: %w", area.ErrCRS, err)
	}
	return err
}

// internalError is the SQLSTATE under which PostGIS hands on what GEOS and PROJ say.
const internalError = "XX000"

// snapGrid is what borders are overlaid on where they cannot be as they are, in
// degrees: a tenth of a millimetre. By itself, below 0, GEOS takes numbers as they are.
const (
	noGrid   = -1.0
	snapGrid = 1e-9
)

// overlay runs a step that overlays borders. Where GEOS fails on borders that
// nearly coincide, as those of two files may, it does so again on a grid.
func overlay(ctx context.Context, tx pgx.Tx, survey *area.Survey, step func(tx pgx.Tx, grid float64) error) (err error) {
	var pg *pgconn.PgError
	for _, grid := range [...]float64{noGrid, snapGrid} {
		err = pgx.BeginFunc(ctx, tx, func(point pgx.Tx) error { return step(point, grid) })
		if !errors.As(err, &pg) || pg.Code != internalError {
			return err
		}
		survey.Snapped = true
	}
	return fmt.Errorf("%w: %w", area.ErrTangled, err)
}

// write repairs the shapes, puts them in their place, makes the areas above,
// and measures all of it.
func (a *arrival) write(ctx context.Context, tx pgx.Tx) (err error) {
	var survey area.Survey
	if err := repair(ctx, tx, &survey); err != nil {
		return err
	}
	if len(survey.Lost)+len(survey.Outside) > 0 {
		// Ask before more is made of such shapes.
		if a.refused = a.judge(survey); a.refused != nil {
			return a.refused
		}
	}
	if err := a.place(ctx, tx); err != nil {
		return err
	}
	for _, step := range []struct{ level, below area.Level }{{area.District, area.Village}, {area.Regency, area.District}} {
		if err := overlay(ctx, tx, &survey, func(tx pgx.Tx, grid float64) error {
			codes, err := a.derive(ctx, tx, step.level, step.below, grid)
			survey.Derived = append(survey.Derived, codes...)
			return err
		}); err != nil {
			return err
		}
	}
	if err := overlay(ctx, tx, &survey, func(tx pgx.Tx, grid float64) (err error) {
		survey.Overlaps, err = a.overlaps(ctx, tx, grid)
		return err
	}); err != nil {
		return err
	}
	if err := overlay(ctx, tx, &survey, func(tx pgx.Tx, grid float64) (err error) {
		survey.Gaps, err = a.gaps(ctx, tx, grid)
		return err
	}); err != nil {
		return err
	}
	a.refused = a.judge(survey)
	return a.refused
}

// place puts the shapes in their place. What they replace, and what will be made
// anew as the union of areas below it, is kept for the day of a withdrawal.
func (a *arrival) place(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		insert into place.area_past (id, code_system, vintage, level, code, name, parent, import, derived, geom, ended_by)
		select id, code_system, vintage, level, code, name, parent, import, derived, geom, @import
		from place.area
		where code_system = @system and vintage = @vintage and (derived or code in (select code from arriving))`,
		a.args("import", a.about.ID))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		insert into place.area (code_system, vintage, level, code, name, parent, import, derived, geom)
		select @system, @vintage, level, code, name, nullif(parent, ''), @import, false, geom
		from arriving
		where geom is not null
		order by code
		on conflict (code_system, vintage, code) do update set
			name = excluded.name, parent = excluded.parent, import = excluded.import, derived = false, geom = excluded.geom`,
		a.args("import", a.about.ID))
	return err
}

// args are the arguments of a query: system and vintage, and more in pairs.
func (a *arrival) args(more ...any) pgx.StrictNamedArgs {
	args := pgx.StrictNamedArgs{"system": a.about.System, "vintage": a.about.Vintage}
	for i := 0; i < len(more); i += 2 {
		args[more[i].(string)] = more[i+1]
	}
	return args
}

// repair makes the shapes valid and tells which were not, what is left of
// them, and which lie outside Indonesia.
func repair(ctx context.Context, tx pgx.Tx, survey *area.Survey) error {
	rows, _ := tx.Query(ctx, `
		with broken as (
			select code, geom, st_multi(st_collectionextract(st_makevalid(geom, 'method=structure'), 3)) as mended
			from arriving
			where not st_isvalid(geom)),
		mended as (
			update arriving a set geom = b.mended
			from broken b
			where a.code = b.code)
		select code, st_area(geom::geography) / 1e6, st_area(mended::geography) / 1e6
		from broken
		order by abs(st_area(geom::geography) - st_area(mended::geography)) desc, code`)
	repaired, err := pgx.CollectRows(rows, pgx.RowToStructByPos[area.Repair])
	if err != nil {
		return err
	}
	survey.Repaired = repaired
	if _, err := tx.Exec(ctx, `update arriving set geom = st_forcepolygonccw(geom)`); err != nil {
		return err
	}
	return tx.QueryRow(ctx, `
		select
			count(*),
			coalesce(sum(st_area(geom::geography)) / 1e6, 0),
			coalesce(array_agg(code order by code) filter (where st_area(geom) < 1e-10), '{}'), -- a square metre, in degrees
			coalesce(array_agg(code order by code) filter (where not geom @ st_makeenvelope(94, -12, 142, 7, 4326)), '{}')
		from arriving
		where geom is not null`).Scan(&survey.Areas, &survey.KM2, &survey.Lost, &survey.Outside)
}

// derive makes the areas above those that have come: a district is the union
// of its villages, a regency that of its districts. What a file has brought stays.
func (a *arrival) derive(ctx context.Context, tx pgx.Tx, level, below area.Level, grid float64) ([]area.Code, error) {
	rows, _ := tx.Query(ctx, `
		with touched as (
			select distinct b.parent as code
			from arriving v
			join place.area b on b.code_system = @system and b.vintage = @vintage and b.level = @below
				and (b.code = v.code or b.code = v.parent)
			where b.parent is not null)
		insert into place.area (code_system, vintage, level, code, name, import, derived, geom)
		select @system, @vintage, @level, touched.code, coalesce(min(named.name), min(present.name), touched.code), @import, true,
			st_forcepolygonccw(st_multi(st_union(part.geom, @grid::float8)))
		from touched
		join place.area part on part.code_system = @system and part.vintage = @vintage and part.level = @below
			and part.parent = touched.code
		left join arriving named on named.code = touched.code
		left join place.area present on present.code_system = @system and present.vintage = @vintage
			and present.code = touched.code
		group by touched.code
		having bool_and(coalesce(present.derived, true))
		order by touched.code
		on conflict (code_system, vintage, code) do update set
			name = excluded.name, import = excluded.import, geom = excluded.geom
		returning code`, a.args("level", level, "below", below, "import", a.about.ID, "grid", grid))
	codes, err := pgx.CollectRows(rows, pgx.RowTo[area.Code])
	if err != nil {
		return nil, err
	}
	return codes, a.adopt(ctx, tx, codes)
}

// adopt notes the area above each of those just made, which is in its code.
func (a *arrival) adopt(ctx context.Context, tx pgx.Tx, codes []area.Code) error {
	parents := make([]area.Code, len(codes))
	for i, code := range codes {
		parents[i] = code.Parent(area.System(a.about.System))
	}
	_, err := tx.Exec(ctx, `
		update place.area a set parent = nullif(p.parent, '')
		from unnest(@codes::text[], @parents::text[]) as p (code, parent)
		where a.code_system = @system and a.vintage = @vintage and a.code = p.code`,
		a.args("codes", codes, "parents", parents))
	return err
}

// overlaps measures what the areas that have come and others of their level
// both claim. Less than a square metre is how numbers are rounded. Neighbours
// are not sorted out by st_touches first: it fails where borders nearly coincide.
func (a *arrival) overlaps(ctx context.Context, tx pgx.Tx, grid float64) ([]area.Overlap, error) {
	rows, _ := tx.Query(ctx, `
		with pair as (
			select least(v.code, b.code) as a, greatest(v.code, b.code) as b,
				case when v.code < b.code then v.name else b.name end as name_a, case when v.code < b.code then b.name else v.name end as name_b,
				st_area(st_collectionextract(st_intersection(v.geom, b.geom, @grid::float8), 3)::geography) / 1e6 as km2,
				exists (select from register.import i where i.id = b.import and not i.withdrawable) as stays
			from arriving v
			join place.area b on b.code_system = @system and b.vintage = @vintage and b.level = v.level
				and b.geom && v.geom and b.code <> v.code
			-- Two that came together are one pair.
			where b.code > v.code or not exists (select from arriving o where o.code = b.code))
		select a, b, km2, name_a, name_b, stays
		from pair
		where km2 > 1e-6
		order by km2 desc, a, b`, a.args("grid", grid))
	return pgx.CollectRows(rows, pgx.RowToStructByPos[area.Overlap])
}

// gaps measures the holes in the union of the villages, or districts, of the
// regencies that the file is about.
func (a *arrival) gaps(ctx context.Context, tx pgx.Tx, grid float64) ([]area.Gap, error) {
	rows, _ := tx.Query(ctx, `
		with level as (
			select min(level) as level from arriving where geom is not null),
		present as (
			select code, geom
			from place.area
			join level using (level)
			where code_system = @system and vintage = @vintage and level <> 'regency'),
		hole as (
			select st_makepolygon(st_exteriorring(r.geom)) as geom
			from (select (st_dump(st_union(geom, @grid::float8))).geom from present) part
			cross join lateral st_dumprings(part.geom) r
			where r.path[1] > 0),
		measured as (
			select geom, st_area(geom::geography) / 1e6 as km2 from hole)
		select (select min(p.code) from present p where st_intersects(p.geom, m.geom)), km2
		from measured m
		where km2 > 1e-6
		order by km2 desc, 1`, a.args("grid", grid))
	return pgx.CollectRows(rows, pgx.RowToStructByPos[area.Gap])
}

// ImportCrosswalk keeps the codes that changed and the names that went with
// them, all or nothing, and sets about.ID. What is there already stays.
func (s *Store) ImportCrosswalk(ctx context.Context, about *poverty.Import, links []area.Link, aliases []area.Alias) error {
	err := inTx(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if err := beginImport(ctx, tx, about); err != nil {
			return err
		}
		var batch pgx.Batch
		for _, l := range links {
			batch.Queue(`insert into place.crosswalk values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
				l.FromSystem, l.FromVintage, l.From, l.ToSystem, l.ToVintage, l.To, about.ID)
		}
		for _, a := range aliases {
			batch.Queue(`insert into place.alias values ($1, $2, $3, $4) on conflict do nothing`, a.System, a.Code, area.Fold(a.Name), about.ID)
		}
		if err := tx.SendBatch(ctx, &batch).Close(); err != nil {
			return err
		}
		return endImport(ctx, tx, about)
	})
	if err != nil {
		return fmt.Errorf("store: import crosswalk: %w", err)
	}
	return nil
}

// Areas returns the areas of one system and vintage by code, with their
// shapes; none where that vintage was not imported.
func (s *Store) Areas(ctx context.Context, system area.System, vintage string) ([]area.Area, error) {
	rows, _ := s.pool.Query(ctx, `
		select id, level, code, name, coalesce(parent, ''), st_asewkb(geom)
		from place.area
		where code_system = @system and vintage = @vintage
		order by code`, pgx.StrictNamedArgs{"system": system, "vintage": vintage})
	areas, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (area.Area, error) {
		a := area.Area{System: system, Vintage: vintage}
		var shape []byte
		if err := row.Scan(&a.ID, &a.Level, &a.Code, &a.Name, &a.Parent, &shape); err != nil {
			return a, err
		}
		var err error
		a.Shape, err = decodeShape(shape)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("store: areas: %w", err)
	}
	return areas, nil
}

// Codes returns the areas of all systems and vintages without their shapes.
func (s *Store) Codes(ctx context.Context) ([]area.Area, error) {
	rows, _ := s.pool.Query(ctx, `
		select id, code_system, vintage, level, code, name, coalesce(parent, '')
		from place.area
		order by code_system, vintage, code`)
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a area.Area, err error) {
		err = row.Scan(&a.ID, &a.System, &a.Vintage, &a.Level, &a.Code, &a.Name, &a.Parent)
		return a, err
	})
	if err != nil {
		return nil, fmt.Errorf("store: codes: %w", err)
	}
	return list, nil
}

// A Vintage is a list of areas that the store holds.
type Vintage struct {
	System   area.System
	Vintage  string
	Villages int
}

// Vintages returns the lists of areas that the store holds, the newest first
// within each system.
func (s *Store) Vintages(ctx context.Context) ([]Vintage, error) {
	rows, _ := s.pool.Query(ctx, `
		select code_system, vintage, count(*) filter (where level = 'village')
		from place.area
		group by code_system, vintage
		order by code_system desc, vintage desc`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Vintage])
	if err != nil {
		return nil, fmt.Errorf("store: vintages: %w", err)
	}
	return list, nil
}

// Aliases returns the other names of areas, folded, by code.
func (s *Store) Aliases(ctx context.Context) ([]area.Alias, error) {
	rows, _ := s.pool.Query(ctx, `
		select distinct code_system, code, name
		from place.alias
		order by code_system, code, name`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[area.Alias])
	if err != nil {
		return nil, fmt.Errorf("store: aliases: %w", err)
	}
	return list, nil
}

// Links returns the crosswalk between vintages and systems.
func (s *Store) Links(ctx context.Context) ([]area.Link, error) {
	rows, _ := s.pool.Query(ctx, `
		select distinct from_system, from_vintage, from_code, to_system, to_vintage, to_code
		from place.crosswalk
		order by from_system, from_vintage, from_code, to_system, to_vintage, to_code`)
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[area.Link])
	if err != nil {
		return nil, fmt.Errorf("store: crosswalk: %w", err)
	}
	return list, nil
}
