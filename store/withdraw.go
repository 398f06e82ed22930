package store

import (
	"context"
	"fmt"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// WithdrawImport undoes an import of families or recipients, all or nothing:
// what it brought goes, what it changed or closed comes back, and its file can
// come in again. Its report stays, without the rows that were sealed in it.
//
// It returns [poverty.ErrNotFound], or a [*poverty.StandsError] where the
// import was withdrawn before, is of another kind, or a later one of its
// registry builds upon it.
func (s *Store) WithdrawImport(ctx context.Context, id int64) (w poverty.Withdrawal, err error) {
	w.Import, err = s.FindImportByID(ctx, id)
	if err != nil {
		return w, err
	}
	err = inTx(ctx, s.pool, pgx.TxOptions{}, func(tx pgx.Tx) error {
		if err := discreet(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(importLock)); err != nil {
			return fmt.Errorf("wait for an import to end: %w", terse(err))
		}
		if err := mayWithdraw(ctx, tx, &w.Import); err != nil {
			return err
		}
		if err := withdraw(ctx, tx, &w); err != nil {
			return terse(err)
		}
		return nil
	})
	if err != nil {
		return w, fmt.Errorf("store: withdraw: %w", err)
	}
	w.Import, err = s.FindImportByID(ctx, id)
	return w, err
}

// mayWithdraw says why an import must stand, if it must. Lists of recipients
// lie side by side; of a registry each edition is what the one before was
// turned into.
func mayWithdraw(ctx context.Context, tx pgx.Tx, about *poverty.Import) error {
	stands := func(format string, args ...any) error {
		return &poverty.StandsError{ID: about.ID, Reason: fmt.Sprintf(format, args...)}
	}
	if about.Kind != poverty.KindHouseholds && about.Kind != poverty.KindRecipients {
		return stands("it is of %s: import the right file, which takes its place", about.Kind)
	}
	var withdrawn, withdrawable bool
	var next *int64
	err := tx.QueryRow(ctx, `
		select withdrawn_at is not null, withdrawable, (
			select max(id) from register.import
			where kind = 'households' and kind = @kind and name = @name and id > @id and withdrawn_at is null)
		from register.import
		where id = @id`, pgx.StrictNamedArgs{"id": about.ID, "kind": about.Kind, "name": about.Name}).Scan(&withdrawn, &withdrawable, &next)
	switch {
	case err != nil:
		return terse(err)
	case withdrawn:
		return stands("it was withdrawn before")
	case next != nil:
		return stands("import %d of %s came after it and builds upon it: withdraw that one first", *next, about.Name)
	case !withdrawable:
		return stands("it came in before tepat kept what that needs")
	}
	return nil
}

// withdraw takes out what the import wrote and puts back what it took out.
func withdraw(ctx context.Context, tx pgx.Tx, w *poverty.Withdrawal) (err error) {
	exec := func(statement string) (rows int64) {
		if err != nil {
			return 0
		}
		tag, failed := tx.Exec(ctx, statement, pgx.NamedArgs{"import": w.Import.ID, "registry": w.Import.Name})
		err = failed
		return tag.RowsAffected()
	}
	if w.Import.Kind == poverty.KindHouseholds {
		w.Removed = exec(`delete from register.household where registry = @registry and import = @import`)
		w.Restored = exec(putBack("past")) + exec(putBack("corrected"))
		exec(`delete from register.edition where import = @import`)
		exec(`
			with before as (
				delete from register.edition_past where ended_by = @import returning registry, village, as_of, import)
			insert into register.edition (registry, village, as_of, import)
			select * from before`)
		exec(`update register.import set superseded = false, superseded_by = null where superseded_by = @import`)
		exec(`
			delete from register.reading
			where import in (select id from register.import where kind = 'households' and name = @registry)`)
	} else {
		w.Removed = exec(`delete from register.membership where import = @import`)
	}
	exec(`update register.fault set sealed = null where import = @import and sealed is not null`)
	exec(`update register.import set withdrawn_at = clock_timestamp() where id = @import`)
	if err != nil {
		return err
	}
	return linkFamilies(ctx, tx)
}

// putBack is the statement that brings back the versions that an import took
// out to register.household_past or household_corrected.
func putBack(from string) string {
	return `
		with back as (
			delete from register.household_` + from + ` where ended_by = @import returning ` + householdColumns + `)
		insert into register.household (` + householdColumns + `)
		select ` + householdColumns + ` from back order by h3, id`
}
