package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// importLock is the advisory lock that an import holds: one at a time, for
// each compares what it brings with what is there.
const importLock = 0x7465706175

// FindImport fills about with what is known of the same file under the same
// settings, or returns [poverty.ErrNotFound]: also where another file of its
// edition has since taken a village over.
func (s *Store) FindImport(ctx context.Context, about *poverty.Import) error {
	found, err := s.imports(ctx, `where kind = @kind and name = @name and file_sha256 = @sum and settings = @settings and not superseded and withdrawn_at is null`,
		pgx.StrictNamedArgs{"kind": about.Kind, "name": about.Name, "sum": about.SHA256[:], "settings": about.Settings})
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("store: import of %s: %w", about.File, poverty.ErrNotFound)
	}
	*about = found[0]
	return nil
}

// FindTwin returns the newest import of the same file and kind under another
// name, or [poverty.ErrNotFound].
func (s *Store) FindTwin(ctx context.Context, about *poverty.Import) (poverty.Import, error) {
	found, err := s.imports(ctx, `where kind = @kind and name <> @name and file_sha256 = @sum and withdrawn_at is null`,
		pgx.StrictNamedArgs{"kind": about.Kind, "name": about.Name, "sum": about.SHA256[:]})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("store: import of %s as something else: %w", about.File, poverty.ErrNotFound)
	}
	if err != nil {
		return poverty.Import{}, err
	}
	return found[0], nil
}

// Imports lists all imports, newest first.
func (s *Store) Imports(ctx context.Context) ([]poverty.Import, error) {
	return s.imports(ctx, ``, nil)
}

// FindImportByID returns one import, or [poverty.ErrNotFound].
func (s *Store) FindImportByID(ctx context.Context, id int64) (poverty.Import, error) {
	found, err := s.imports(ctx, `where id = @id`, pgx.StrictNamedArgs{"id": id})
	if err != nil {
		return poverty.Import{}, err
	}
	if len(found) == 0 {
		return poverty.Import{}, fmt.Errorf("store: import %d: %w", id, poverty.ErrNotFound)
	}
	return found[0], nil
}

// Faults returns the faults of an import in the order in which they were
// found, those that were set aside with the sealed row.
func (s *Store) Faults(ctx context.Context, id int64) ([]poverty.Fault, error) {
	rows, _ := s.pool.Query(ctx, `
		select sheet, row, "column", rule, message, coalesce(nullif(message_id, ''), message), severity, sealed
		from register.fault
		where import = @id
		order by seq`, pgx.StrictNamedArgs{"id": id})
	faults, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (f poverty.Fault, err error) {
		return f, row.Scan(&f.Sheet, &f.Row, &f.Column, &f.Rule, &f.Message.EN, &f.Message.ID, &f.Severity, &f.Sealed)
	})
	if err != nil {
		return nil, fmt.Errorf("store: faults of import %d: %w", id, err)
	}
	return faults, nil
}

func (s *Store) imports(ctx context.Context, where string, args pgx.StrictNamedArgs) ([]poverty.Import, error) {
	rows, _ := s.pool.Query(ctx, `
		select id, kind, name, file_name, file_sha256, settings, coalesce(as_of::text, ''), coalesce(code_system, ''),
			coalesce(vintage, ''), started_at, finished_at, withdrawn_at, rows_read, rows_kept, rows_aside, summary
		from register.import `+where+`
		order by id desc`, args)
	found, err := pgx.CollectRows(rows, toImport)
	if err != nil {
		return nil, fmt.Errorf("store: imports: %w", err)
	}
	return found, nil
}

func toImport(row pgx.CollectableRow) (i poverty.Import, err error) {
	var sum []byte
	var started, finished time.Time
	var withdrawn *time.Time
	err = row.Scan(&i.ID, &i.Kind, &i.Name, &i.File, &sum, &i.Settings, &i.AsOf, &i.System,
		&i.Vintage, &started, &finished, &withdrawn, &i.Read, &i.Kept, &i.Aside, &i.Counts)
	copy(i.SHA256[:], sum)
	i.Started, i.Finished = started.UTC().Format(time.RFC3339), finished.UTC().Format(time.RFC3339)
	if withdrawn != nil {
		i.Withdrawn = withdrawn.UTC().Format(time.RFC3339)
	}
	return i, err
}

// Import runs read in a transaction, with about.ID set, and keeps about with
// all that went into the intake. If read or anything after it fails, nothing
// is kept. What does not fit into memory goes to nameless files in tempDir.
func (s *Store) Import(ctx context.Context, about *poverty.Import, tempDir string,
	read func(poverty.Intake) error, wrote func(done, total int64)) error {

	var left *memory // for the next import
	defer func() { left.close(ctx) }()
	// Numbers are given by who sees all that were given before.
	err := inTx(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
		if err := beginImport(ctx, tx, about); err != nil {
			return err
		}
		if about.Kind == poverty.KindHouseholds {
			var err error
			if left, err = openMemory(ctx, s.pool); err != nil {
				return err
			}
		}
		in, err := newIntake(ctx, tx, s.pool, left, about, tempDir)
		if err != nil {
			return err
		}
		defer in.close()
		if err := read(in); err != nil {
			return err
		}
		if err := in.finish(ctx, wrote); err != nil {
			return err
		}
		return endImport(ctx, tx, about)
	})
	if err != nil {
		return fmt.Errorf("store: import: %w", terse(err))
	}
	left.keep(ctx) // what fails here costs the next import its time, and this one nothing
	return nil
}

// beginImport makes the session discreet, waits for other imports to end, and
// gives the import its number.
func beginImport(ctx context.Context, tx pgx.Tx, about *poverty.Import) error {
	if err := discreet(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, int64(importLock)); err != nil {
		return fmt.Errorf("wait for another import to end: %w", terse(err))
	}
	// The import that was waited for may have been of this very file.
	if err := newFile(ctx, tx, about); err != nil {
		return err
	}
	err := tx.QueryRow(ctx, `
		insert into register.import (id, kind, name, file_name, file_sha256, settings, as_of, code_system, vintage,
			started_at, finished_at, rows_read, rows_kept, rows_aside, summary)
		values ((select coalesce(max(id), 0) + 1 from register.import), @kind, @name, @file, @sum, @settings, nullif(@asOf, '')::date, nullif(@system, ''), nullif(@vintage, ''),
			@started::timestamptz, @started::timestamptz, 0, 0, 0, '{}')
		returning id`, pgx.StrictNamedArgs{
		"kind": about.Kind, "name": about.Name, "file": about.File, "sum": about.SHA256[:], "settings": about.Settings,
		"asOf": about.AsOf, "system": about.System, "vintage": about.Vintage, "started": about.Started,
	}).Scan(&about.ID)
	return err
}

// newFile returns [poverty.ErrRepeated] where the file came in before.
func newFile(ctx context.Context, tx pgx.Tx, about *poverty.Import) error {
	var repeated bool
	err := tx.QueryRow(ctx, `
		select exists (
			select from register.import
			where kind = @kind and name = @name and file_sha256 = @sum and settings = @settings and not superseded and withdrawn_at is null)`,
		pgx.StrictNamedArgs{"kind": about.Kind, "name": about.Name, "sum": about.SHA256[:], "settings": about.Settings}).Scan(&repeated)
	if err == nil && repeated {
		err = poverty.ErrRepeated
	}
	return err
}

// endImport writes down what became of the file.
func endImport(ctx context.Context, tx pgx.Tx, about *poverty.Import) error {
	var finished time.Time
	err := tx.QueryRow(ctx, `
		update register.import
		set finished_at = clock_timestamp(), rows_read = @read, rows_kept = @kept, rows_aside = @aside, summary = @counts
		where id = @id
		returning finished_at`, pgx.StrictNamedArgs{
		"id": about.ID, "read": about.Read, "kept": about.Kept, "aside": about.Aside, "counts": about.Counts,
	}).Scan(&finished)
	about.Finished = finished.UTC().Format(time.RFC3339)
	return err
}

// discreet keeps the server's log from quoting rows that fail, as far as this
// role may say so, and suits the transaction to its work: it waits for a slow
// file, and looks up by key the few records that an edition changes.
func discreet(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		select set_config(name, value, true)
		from (values
			('log_min_messages', 'log'), -- an error's own words may quote a value
			('log_min_error_statement', 'panic'),
			('log_error_verbosity', 'terse'),
			('log_parameter_max_length', '0'),
			('log_parameter_max_length_on_error', '0'),
			('log_statement', 'none'),
			('log_min_duration_statement', '-1'),
			('idle_in_transaction_session_timeout', '0'),
			('statement_timeout', '0'), -- a COPY lasts as long as the file is read
			('random_page_cost', '1.1'),
			('wal_compression', 'off'), -- what is sealed does not shrink, and trying takes a second
			('work_mem', '64MB')) as wanted (name, value)
		where has_parameter_privilege(current_user, name, 'set')
			or name in (select s.name from pg_settings s where s.context = 'user')`)
	return err
}

// terse keeps of a PostgreSQL error what names no value: trouble of the server
// in words, else its code, table and constraint.
func terse(err error) error {
	var told *trouble
	var pg *pgconn.PgError
	if err = inWords(err); errors.As(err, &told) || !errors.As(err, &pg) {
		return err
	}
	return fmt.Errorf("PostgreSQL error %s %s %s", pg.Code, pg.TableName, pg.ConstraintName)
}

// An intake is a [poverty.Intake] within a transaction.
type intake struct {
	tx      pgx.Tx
	pool    *pgxpool.Pool
	about   *poverty.Import
	asOf    time.Time
	known   records
	at      int     // in known, of the record that was looked up last
	touched int     // in known, where a search began last
	memory  *memory // for the next import; nil where there is none
	flags   flags
	empty   bool    // the register was, and has no keys until all rows are in
	fresh   *stream // households that are new to the register
	changed *sorter // households that replace others
	gone    *spool  // keys of those that they replace
	members *spool
	faults  *spool
	seq     int32
	moved   []poverty.Household // stacked in the register, and in the file as before
	stacked map[poverty.Spot]bool
	village map[int32]*coming   // that occur in the file
	latest  *coming             // of these, the one of the row before
	edition map[int32]time.Time // that each village has of the registry
	newer   map[int32]bool      // villages whose edition is later than the file's

	distinct  bool           // see Distinct
	closed    map[int64]bool // records that an edition later than the file's no longer has
	cardTwice bool           // in the file
	others    bool           // the register keeps records of the registry that are not in the file
}

func newIntake(ctx context.Context, tx pgx.Tx, pool *pgxpool.Pool, m *memory, about *poverty.Import, tempDir string) (in *intake, err error) {
	in = &intake{tx: tx, pool: pool, memory: m, about: about, changed: newSorter(runSize, tempDir), village: map[int32]*coming{}}
	defer func() {
		if err != nil {
			in.close()
		}
	}()
	if about.AsOf != "" {
		if in.asOf, err = time.Parse(time.DateOnly, about.AsOf); err != nil {
			return nil, err
		}
	}
	for _, s := range []**spool{&in.gone, &in.members, &in.faults} {
		if *s, err = newSpool(tempDir); err != nil {
			return nil, err
		}
	}
	switch about.Kind {
	case poverty.KindHouseholds:
		err = in.openHouseholds(ctx)
	case poverty.KindRecipients:
		err = in.checkLists(ctx)
	}
	return in, err
}

func (in *intake) close() {
	if in.fresh != nil {
		in.fresh.close()
	}
	in.changed.close()
	for _, s := range []*spool{in.gone, in.members, in.faults} {
		if s != nil {
			s.close()
		}
	}
}

// AddFault takes a fault.
func (in *intake) AddFault(f *poverty.Fault) error {
	in.seq++
	return in.faults.add(10, func(b []byte) []byte {
		b = appendInt8(b, in.about.ID)
		b = appendInt4(b, in.seq)
		b = appendText(b, f.Sheet)
		b = appendInt8(b, f.Row)
		for _, s := range [...]string{f.Column, f.Rule, f.Message.EN, f.Message.ID, f.Severity} {
			b = appendText(b, s)
		}
		return appendBytes(b, f.Sealed)
	})
}

// finish writes what was taken.
func (in *intake) finish(ctx context.Context, wrote func(done, total int64)) error {
	if wrote == nil {
		wrote = func(int64, int64) {}
	}
	var err error
	switch in.about.Kind {
	case poverty.KindHouseholds:
		err = in.finishHouseholds(ctx, wrote)
	case poverty.KindRecipients:
		err = in.finishMembers(ctx)
	}
	if err != nil {
		return err
	}
	return in.faults.copyInto(ctx, in.tx, `register.fault (import, seq, sheet, row, "column", rule, message, message_id, severity, sealed)`)
}
