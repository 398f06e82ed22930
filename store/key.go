package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// KeyMarks returns the marks of the keys under which the register was made, by
// the number of the key; and whether it was made at all.
func (s *Store) KeyMarks(ctx context.Context) (marks map[int16][]byte, made bool, err error) {
	marks = map[int16][]byte{}
	var id int16
	var mark []byte
	rows, _ := s.pool.Query(ctx, `select id, mark from register.key`)
	if _, err = pgx.ForEachRow(rows, []any{&id, &mark}, func() error {
		marks[id] = append([]byte(nil), mark...)
		return nil
	}); err != nil {
		return nil, false, fmt.Errorf("store: keys: %w", err)
	}
	err = s.pool.QueryRow(ctx, `
		select exists (select from register.household) or exists (select from register.membership)`).Scan(&made)
	if err != nil {
		return nil, false, fmt.Errorf("store: keys: %w", err)
	}
	return marks, made, nil
}

// KeepKeyMarks keeps marks that are not known yet.
func (s *Store) KeepKeyMarks(ctx context.Context, marks map[int16][]byte) error {
	for id, mark := range marks {
		if _, err := s.pool.Exec(ctx, `
			insert into register.key (id, mark)
			values (@id, @mark)
			on conflict do nothing`, pgx.StrictNamedArgs{"id": id, "mark": mark}); err != nil {
			return fmt.Errorf("store: keys: %w", err)
		}
	}
	return nil
}
