package store

import (
	"context"
	"fmt"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
)

// WithdrawImport undoes an import, all or nothing: what it brought goes, what it
// changed or closed comes back, and its file can come in again. Its report stays,
// without the rows that were sealed in it.
//
// It returns [poverty.ErrNotFound], or a [*poverty.StandsError] where the
// import was withdrawn before, or others build upon it: a later one of its
// registry or of areas of its vintage, or families in villages that it brought.
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

// mayWithdraw says why an import must stand, if it must. Lists of recipients and
// of codes lie side by side; of a registry, and of the areas of a vintage, each
// edition is what the one before was turned into.
func mayWithdraw(ctx context.Context, tx pgx.Tx, about *poverty.Import) error {
	stands := func(format string, args ...any) error {
		return &poverty.StandsError{ID: about.ID, Reason: fmt.Sprintf(format, args...)}
	}
	var withdrawn, withdrawable, lived bool
	var next *int64
	err := tx.QueryRow(ctx, `
		select i.withdrawn_at is not null, i.withdrawable, (
			select max(n.id) from register.import n
			where n.kind = i.kind and n.id > i.id and n.withdrawn_at is null
				and (i.kind = 'households' and n.name = i.name
					or i.kind = 'areas' and (n.code_system, n.vintage) = (i.code_system, i.vintage))),
			i.kind = 'areas' and exists (
				select from place.area a
				where a.import = i.id and a.id not in (select p.id from place.area_past p where p.ended_by = i.id)
					and a.id in (
						select village from register.household
						union all select village from register.household_past
						union all select village from register.household_corrected
						union all select village from register.edition
						union all select village from register.membership where village is not null))
		from register.import i
		where i.id = @id`, pgx.StrictNamedArgs{"id": about.ID}).Scan(&withdrawn, &withdrawable, &next, &lived)
	switch {
	case err != nil:
		return terse(err)
	case withdrawn:
		return stands("it was withdrawn before")
	case next != nil:
		return stands("import %d of %s came after it and builds upon it: withdraw that one first", *next, about.Name)
	case !withdrawable:
		return stands("it came in before tepat kept what that needs")
	case lived:
		return stands("families and lists that came in since are of villages that it brought: withdraw those imports first (tepat imports lists them)")
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
	switch w.Import.Kind {
	case poverty.KindHouseholds:
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
	case poverty.KindRecipients:
		w.Removed = exec(`delete from register.membership where import = @import`)
	case poverty.KindAreas:
		w.Restored = exec(`
			update place.area a
			set name = p.name, parent = p.parent, import = p.import, derived = p.derived, geom = p.geom
			from place.area_past p
			where p.ended_by = @import and a.id = p.id and a.import = @import`)
		w.Removed = exec(`delete from place.area where import = @import`)
		exec(`delete from place.area_past where ended_by = @import`)
	case poverty.KindCrosswalk:
		w.Removed = exec(`delete from place.crosswalk where import = @import`) + exec(`delete from place.alias where import = @import`)
	}
	exec(`update register.fault set sealed = null where import = @import and sealed is not null`)
	exec(`
		with withdrawn as (
			update register.import set withdrawn_at = clock_timestamp() where id = @import
			returning id, kind, name, as_of, withdrawn_at)
		insert into published.withdrawn select * from withdrawn`)
	exec(`select pg_notify('tepat_release', '')`) // servers look what is published
	if err != nil || w.Import.Kind == poverty.KindAreas || w.Import.Kind == poverty.KindCrosswalk {
		return err // no family hangs on them
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
