package store

import (
	"context"
	"fmt"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// KeepFieldResult keeps what the field said of an area of the ground that releases
// are counted on; the same of the same day is replaced. [poverty.ErrNotFound] where
// that ground has no such area, or nothing is counted yet.
func (s *Store) KeepFieldResult(ctx context.Context, f poverty.FieldResult) error {
	err := s.onGround(ctx, f, `
		insert into register.field_result (kind, programme, code_system, vintage, area, as_of, value, low, high, families)
		select @kind, @programme, code_system, vintage, code, @as_of::text::date, @value, @low, @high, @families
		from place.area
		where code_system = @system and vintage = @vintage and code = @area
		on conflict (kind, programme, code_system, vintage, area, as_of) do update
		set value = excluded.value, low = excluded.low, high = excluded.high, families = excluded.families, kept_at = now()`,
		pgx.NamedArgs{"value": f.Value, "low": f.Low, "high": f.High, "families": f.Families})
	if err != nil {
		return fmt.Errorf("store: keep field result: %w", err)
	}
	return nil
}

// ForgetFieldResult forgets what the field said of a kind, programme and area of that
// ground on a day; [poverty.ErrNotFound] where nothing was kept.
func (s *Store) ForgetFieldResult(ctx context.Context, f poverty.FieldResult) error {
	err := s.onGround(ctx, f, `
		delete from register.field_result
		where kind = @kind and programme = @programme and code_system = @system and vintage = @vintage
			and area = @area and as_of = @as_of::text::date`, pgx.NamedArgs{})
	if err != nil {
		return fmt.Errorf("store: forget field result: %w", err)
	}
	return nil
}

// onGround runs a statement about a result of the register's ground.
func (s *Store) onGround(ctx context.Context, f poverty.FieldResult, statement string, args pgx.NamedArgs) error {
	return inTx(ctx, s.pool, pgx.TxOptions{}, func(tx pgx.Tx) error {
		g, err := mostFamilies(ctx, tx)
		if err != nil {
			return err
		}
		args["system"], args["vintage"] = g.system, g.vintage
		args["kind"], args["programme"], args["area"], args["as_of"] = f.Kind, f.Programme, f.Area, f.AsOf
		tag, err := tx.Exec(ctx, statement, args)
		if err == nil && tag.RowsAffected() == 0 {
			return poverty.ErrNotFound
		}
		return err
	})
}

// fieldResults returns the newest of each kind, programme and area of the ground.
func fieldResults(ctx context.Context, tx pgx.Tx, g ground) ([]poverty.FieldResult, error) {
	rows, _ := tx.Query(ctx, `
		select distinct on (kind, programme, area)
			kind, programme, area, as_of::text as as_of, value, low, high, families
		from register.field_result
		where code_system = @system and vintage = @vintage
		order by kind, programme, area, register.field_result.as_of desc`,
		pgx.StrictNamedArgs{"system": g.system, "vintage": g.vintage})
	return pgx.CollectRows(rows, pgx.RowToStructByName[poverty.FieldResult])
}
