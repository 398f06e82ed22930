package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// SaveRelease keeps the release with its areas and returns its number. Nobody
// is shown it before [Store.PublishRelease]. All is kept or nothing.
func (s *Store) SaveRelease(ctx context.Context, r *disclose.Release) (id int64, err error) {
	err = inTx(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if id, err = saveDescription(ctx, tx, r.About()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into published.counted select $1, unnest($2::bigint[])`, id, r.About().Imports); err != nil {
			return err
		}
		if err := saveAreas(ctx, tx, id, r.Areas()); err != nil {
			return err
		}
		return saveChunks(ctx, tx, id, r)
	})
	if err != nil {
		return 0, fmt.Errorf("store: save release: %w", err)
	}
	return id, nil
}

// releaseLock is the advisory lock that who saves a release holds, so that its
// number follows the last. Releases are not deleted: no number comes twice.
const releaseLock = 0x7465706176

func saveDescription(ctx context.Context, tx pgx.Tx, about poverty.Release) (id int64, err error) {
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(releaseLock)); err != nil {
		return 0, fmt.Errorf("wait for another release to be saved: %w", err)
	}
	rows, _ := tx.Query(ctx, `
		insert into published.release (id, audience, as_of, description)
		values ((select coalesce(max(id), 0) + 1 from published.release), @audience, @as_of::text::date, @description)
		returning id`, pgx.StrictNamedArgs{"audience": about.Audience, "as_of": about.AsOf, "description": about})
	return pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
}

func saveAreas(ctx context.Context, tx pgx.Tx, id int64, areas *disclose.Areas) error {
	var levels, codes, names, parents []string
	var shapes [][]byte
	for i := range areas.Len() {
		a := areas.At(i).Area()
		shape, err := encodeShape(a.Shape)
		if err != nil {
			return fmt.Errorf("area %s: %w", a.Code, err)
		}
		levels, codes, names = append(levels, string(a.Level)), append(codes, string(a.Code)), append(names, a.Name)
		parents, shapes = append(parents, string(a.Parent)), append(shapes, shape)
	}
	_, err := tx.Exec(ctx, `
		insert into published.area (release, level, code, name, parent, geom)
		select @release, level, code, name, nullif(parent, ''), st_geomfromewkb(shape)
		from unnest(@levels::text[], @codes::text[], @names::text[], @parents::text[], @shapes::bytea[])
			as a (level, code, name, parent, shape)`, pgx.StrictNamedArgs{
		"release": id, "levels": levels, "codes": codes, "names": names, "parents": parents, "shapes": shapes,
	})
	return err
}

func saveChunks(ctx context.Context, tx pgx.Tx, id int64, r *disclose.Release) error {
	var chunks []disclose.Chunk
	for c := range r.Chunks() {
		chunks = append(chunks, c)
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"published", "chunk"},
		[]string{"release", "layer", "part", "body"},
		pgx.CopyFromSlice(len(chunks), func(i int) ([]any, error) {
			c := chunks[i]
			return []any{id, c.Layer, c.Part, c.Body}, nil
		}))
	return err
}

// PublishRelease makes the release the latest of its audience and tells the
// servers that listen (channel tepat_release). An unknown number is [poverty.ErrNotFound].
func (s *Store) PublishRelease(ctx context.Context, id int64) error {
	tag, err := s.pool.Exec(ctx, `
		with published as (
			update published.release set published_at = coalesce(published_at, now())
			where id = @id
			returning audience, id),
		moved as (
			insert into published.latest (audience, release)
			select audience, id from published
			on conflict (audience) do update set release = excluded.release)
		select pg_notify('tepat_release', id::text) from published`, pgx.StrictNamedArgs{"id": id})
	if err == nil && tag.RowsAffected() == 0 {
		err = poverty.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("store: publish release %d: %w", id, err)
	}
	return nil
}

// Releases describes all published releases, newest first, with what they count
// and was withdrawn since. It reads schema published only.
func (s *Store) Releases(ctx context.Context) ([]poverty.Release, error) {
	rows, _ := s.pool.Query(ctx, `
		select id, published_at, description
		from published.release
		where published_at is not null
		order by id desc`)
	list, err := pgx.CollectRows(rows, toAbout)
	if err != nil {
		return nil, fmt.Errorf("store: releases: %w", err)
	}
	withdrawn, err := s.withdrawnSince(ctx)
	if err != nil {
		return nil, fmt.Errorf("store: releases with withdrawn imports: %w", err)
	}
	for i := range list {
		list[i].Withdrawn = withdrawn[list[i].ID]
	}
	return list, nil
}

// withdrawnSince returns, by release, the imports that it counts and that were
// withdrawn since, newest first.
func (s *Store) withdrawnSince(ctx context.Context) (map[int64][]poverty.WithdrawnImport, error) {
	rows, _ := s.pool.Query(ctx, `
		select c.release, w.import, w.kind, w.name, coalesce(w.as_of::text, ''), w.withdrawn_at
		from published.counted c
		join published.withdrawn w using (import)
		order by c.release, w.import desc`)
	by := map[int64][]poverty.WithdrawnImport{}
	var release int64
	var w poverty.WithdrawnImport
	var at time.Time
	_, err := pgx.ForEachRow(rows, []any{&release, &w.ID, &w.Kind, &w.Name, &w.AsOf, &at}, func() error {
		w.At = at.UTC().Format(time.RFC3339)
		by[release] = append(by[release], w)
		return nil
	})
	return by, err
}

func toAbout(row pgx.CollectableRow) (about poverty.Release, err error) {
	var id int64
	var published *time.Time
	err = row.Scan(&id, &published, &about)
	about.ID = id
	if published != nil {
		about.PublishedAt = published.UTC()
	}
	return about, err
}

// LoadRelease returns a release, published or not, or [poverty.ErrNotFound].
// It reads schema published only.
func (s *Store) LoadRelease(ctx context.Context, id int64) (r *disclose.Release, err error) {
	err = inTx(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		r, err = loadRelease(ctx, tx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: release %d: %w", id, err)
	}
	return r, nil
}

// LatestRelease returns the newest release of an audience, or
// [poverty.ErrNotFound] where none was published. It reads schema published only.
func (s *Store) LatestRelease(ctx context.Context, audience poverty.Audience) (*disclose.Release, error) {
	id, err := s.Latest(ctx, audience)
	if err != nil {
		return nil, err
	}
	return s.LoadRelease(ctx, id)
}

func loadRelease(ctx context.Context, tx pgx.Tx, id int64) (*disclose.Release, error) {
	args := pgx.StrictNamedArgs{"release": id}
	rows, _ := tx.Query(ctx, `select id, published_at, description from published.release where id = @release`, args)
	about, err := pgx.CollectExactlyOneRow(rows, toAbout)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, poverty.ErrNotFound
	} else if err != nil {
		return nil, err
	}
	rows, _ = tx.Query(ctx, `
		select level, code, name, coalesce(parent, ''), st_asewkb(geom)
		from published.area
		where release = @release`, args)
	areas, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a area.Area, err error) {
		var shape []byte
		if err := row.Scan(&a.Level, &a.Code, &a.Name, &a.Parent, &shape); err != nil {
			return a, err
		}
		a.System, a.Vintage = area.System(about.System), about.Vintage
		a.Shape, err = decodeShape(shape)
		return a, err
	})
	if err != nil {
		return nil, err
	}
	rows, _ = tx.Query(ctx, `select layer, part, body from published.chunk where release = @release`, args)
	chunks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[disclose.Chunk])
	if err != nil {
		return nil, err
	}
	return disclose.Open(about, disclose.SortAreas(areas), chunks)
}
