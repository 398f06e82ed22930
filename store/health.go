package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Health is what a doctor wants to know of a database.
type Health struct {
	Postgres   string // version
	PostGIS    string // version
	Migrations int
	ServeRole  bool // tepat_serve is there, and cannot read people
	Villages   int
	Releases   int // published
}

// Health looks at the database.
func (s *Store) Health(ctx context.Context) (Health, error) {
	rows, _ := s.pool.Query(ctx, `
		select
			current_setting('server_version') as postgres,
			postgis_lib_version() as post_gis,
			(select count(*) from public.tepat_migration) as migrations,
			exists (select from pg_roles where rolname = 'tepat_serve')
				and not has_schema_privilege('tepat_serve', 'register', 'usage')
				and has_table_privilege('tepat_serve', 'published.release', 'select') as serve_role,
			(select count(*) from place.area where level = 'village') as villages,
			(select count(*) from published.release where published_at is not null) as releases`)
	h, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Health])
	if err != nil {
		return h, fmt.Errorf("store: health: %w", err)
	}
	return h, nil
}
