package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Flags are what the registries' flags say of programmes, each answer once
// under a number: a million families give a few hundred answers.
type flags struct {
	number map[string]int32
	last   int32
	fresh  []answer // that the register does not have yet
	key    []byte
}

// An answer is the programmes that a record says are received, and not received.
type answer struct {
	id                    int32
	receives, receivesNot []string
}

// load reads the answers that the register has.
func (f *flags) load(ctx context.Context, tx pgx.Tx) error {
	f.number = map[string]int32{}
	rows, _ := tx.Query(ctx, `select id, receives, receives_not from register.flags`)
	var a answer
	_, err := pgx.ForEachRow(rows, []any{&a.id, &a.receives, &a.receivesNot}, func() error {
		f.number[string(appendKey(nil, a.receives, a.receivesNot))] = a.id
		f.last = max(f.last, a.id)
		return nil
	})
	return err
}

// of returns the number of an answer, and gives it one where it has none.
func (f *flags) of(receives, receivesNot []string) int32 {
	f.key = appendKey(f.key[:0], receives, receivesNot)
	id, ok := f.number[string(f.key)]
	if !ok {
		f.last++
		id = f.last
		f.number[string(f.key)] = id
		f.fresh = append(f.fresh, answer{id, slices.Clone(receives), slices.Clone(receivesNot)})
	}
	return id
}

// appendKey tells one answer from another. Programme ids are words of the catalogue.
func appendKey(b []byte, receives, receivesNot []string) []byte {
	for _, p := range receives {
		b = append(append(b, p...), ' ')
	}
	b = append(b, '|')
	for _, p := range receivesNot {
		b = append(append(b, p...), ' ')
	}
	return b
}

// write puts new answers into the register.
func (f *flags) write(ctx context.Context, tx pgx.Tx) error {
	for _, a := range f.fresh {
		if _, err := tx.Exec(ctx, `insert into register.flags (id, receives, receives_not) values ($1, $2, $3)`,
			a.id, append([]string{}, a.receives...), append([]string{}, a.receivesNot...)); err != nil {
			return err
		}
	}
	return nil
}
