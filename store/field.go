package store

import (
	"context"
	"fmt"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// KeepFieldResult keeps what the field said; the same of the same day is replaced.
func (s *Store) KeepFieldResult(ctx context.Context, f poverty.FieldResult) error {
	_, err := s.pool.Exec(ctx, `
		insert into register.field_result (kind, programme, area, as_of, value, low, high, families)
		values (@kind, @programme, @area, @as_of::text::date, @value, @low, @high, @families)
		on conflict (kind, programme, area, as_of) do update
		set value = excluded.value, low = excluded.low, high = excluded.high, families = excluded.families, kept_at = now()`, pgx.StrictNamedArgs{
		"kind": f.Kind, "programme": f.Programme, "area": f.Area, "as_of": f.AsOf,
		"value": f.Value, "low": f.Low, "high": f.High, "families": f.Families,
	})
	if err != nil {
		return fmt.Errorf("store: keep field result: %w", err)
	}
	return nil
}

// ForgetFieldResult forgets what the field said of a kind, programme and area on a
// day; [poverty.ErrNotFound] where nothing was kept.
func (s *Store) ForgetFieldResult(ctx context.Context, f poverty.FieldResult) error {
	tag, err := s.pool.Exec(ctx, `
		delete from register.field_result
		where kind = @kind and programme = @programme and area = @area and as_of = @as_of::text::date`, pgx.StrictNamedArgs{
		"kind": f.Kind, "programme": f.Programme, "area": f.Area, "as_of": f.AsOf,
	})
	if err == nil && tag.RowsAffected() == 0 {
		err = poverty.ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("store: forget field result: %w", err)
	}
	return nil
}

// fieldResults returns the newest of each kind, programme and area.
func fieldResults(ctx context.Context, tx pgx.Tx) ([]poverty.FieldResult, error) {
	rows, _ := tx.Query(ctx, `
		select distinct on (kind, programme, area)
			kind, programme, area, as_of::text as as_of, value, low, high, families
		from register.field_result
		order by kind, programme, area, register.field_result.as_of desc`)
	return pgx.CollectRows(rows, pgx.RowToStructByName[poverty.FieldResult])
}
