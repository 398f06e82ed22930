package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest/seal"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
)

// TestMigrateAsOrdinaryOwner is the shared server: the administrator has made
// PostGIS and the server's role, and the owner of the database is nobody special.
func TestMigrateAsOrdinaryOwner(t *testing.T) {
	for _, tc := range []struct {
		name, before, want string
	}{
		{"role granted", `grant tepat_serve to shared_owner`, ""},
		{"role not granted", `revoke tepat_serve from shared_owner`, "tepat_serve"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx := context.Background()
			url := storetest.Empty(t)
			admin, err := pgx.Connect(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer admin.Close(ctx)
			for _, statement := range []string{
				`create extension postgis`,
				`do $$ begin
					if not exists (select from pg_roles where rolname = 'shared_owner') then
						create role shared_owner login password 'shared' nosuperuser nocreaterole;
					end if;
				end $$`,
				`alter database ` + admin.Config().Database + ` owner to shared_owner`,
				`alter schema public owner to shared_owner`,
				tc.before,
			} {
				if _, err := admin.Exec(ctx, statement); err != nil {
					t.Fatal(statement, err)
				}
			}
			err = migrateAndServe(ctx, storetest.As(url, "shared_owner", "shared"))
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func migrateAndServe(ctx context.Context, url string) error {
	s, err := store.Open(ctx, url)
	if err != nil {
		return err
	}
	defer s.Close()
	if _, err := s.Migrate(ctx); err != nil {
		return err
	}
	served, err := store.OpenServe(ctx, url)
	if err != nil {
		return err
	}
	served.Close()
	return nil
}

// Two processes that start at the same time on an empty database run each migration once.
func TestMigrateTwiceAtOnce(t *testing.T) {
	ctx := context.Background()
	url := storetest.Empty(t)
	type outcome struct {
		applied int
		err     error
	}
	outcomes := make(chan outcome)
	for range 2 {
		go func() {
			s, err := store.Open(ctx, url)
			if err != nil {
				outcomes <- outcome{0, err}
				return
			}
			defer s.Close()
			applied, err := s.Migrate(ctx)
			outcomes <- outcome{len(applied), err}
		}()
	}
	names, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	a, b := <-outcomes, <-outcomes
	if a.err != nil || b.err != nil || a.applied+b.applied != len(names) || a.applied*b.applied != 0 {
		t.Errorf("got %v and %v, want all %d migrations in one of them", a, b, len(names))
	}
}

// A database that a newer or another tepat has migrated is refused.
func TestMigrateRefusesStrangers(t *testing.T) {
	for name, statement := range map[string]string{
		"newer":   `insert into public.tepat_migration (name, sha256) values ('migration/9999_future.sql', '\x00')`,
		"changed": `update public.tepat_migration set sha256 = sha256('') where name like '%0001%'`,
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			s, url := storetest.NewURL(t)
			conn, err := pgx.Connect(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			if _, err := conn.Exec(ctx, statement); err != nil {
				t.Fatal(err)
			}
			if applied, err := s.Migrate(ctx); err == nil {
				t.Errorf("ran %v, want an error", applied)
			}
		})
	}
}

// before returns a database that was brought to where it was before a migration.
func before(t *testing.T, next string) (*store.Store, *pgx.Conn) {
	t.Helper()
	ctx := context.Background()
	url := storetest.Empty(t)
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(ctx) })
	migrateBefore(t, sql, next)
	return s, sql
}

// migrateBefore brings an empty database to where it was before a migration.
func migrateBefore(t *testing.T, sql *pgx.Conn, next string) {
	t.Helper()
	ctx := context.Background()
	exec := func(statement string, args ...any) {
		if _, err := sql.Exec(ctx, statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec(`create extension postgis`)
	exec(`create table public.tepat_migration (name text primary key, sha256 bytea not null, at timestamptz not null default now())`)
	names, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name > next {
			break
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		exec(string(text))
		exec(`insert into public.tepat_migration (name, sha256) values ($1, $2)`, name, sum[:])
	}
}

// What the register held before migration 0006 is what it holds after it:
// flags, hashes, and persons that were sealed value by value.
func TestMigratedHouseholdsAreTheSame(t *testing.T) {
	ctx := context.Background()
	url := storetest.Empty(t)
	s, err := store.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	keys, err := seal.Load(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer sql.Close(ctx)
	migrateBefore(t, sql, "migration/0006")
	long := seal.Text(strings.Repeat("x", 32<<10)) // the longest that a file may hold
	sealer, mac := keys.Sealer(), bytes.Repeat([]byte{7}, 32)
	one := func(column string, row int64, v seal.Text) []byte { return sealer.Seal(nil, column, row, v) }
	for _, q := range []struct {
		statement string
		args      []any
	}{
		{`insert into register.household (h3p, h3, id, family, registry, since, village, desil, receives, receives_not, nik_mac, kk_mac,
			nik_ct, name_ct, address_ct, key_id, digest) values (0, 0, 5, 6, 'p3ke', '2024-06-30', 1, 3, '{pkh}', '{bst}', $1, $1, $2, $3, $4, 1, 9)`,
			[]any{mac, one("nik", 5, "6402060101809001"), one("name", 5, "Ibu Contoh"), one("address", 5, long)}},
		{`insert into register.household_past (h3p, h3, id, family, registry, since, village, receives, receives_not, key_id, digest, until)
			values (0, 0, 5, 6, 'p3ke', '2024-03-31', 1, '{}', '{}', 1, 8, '2024-06-30')`, nil},
		{`insert into register.membership (family, programme, as_of, seq, import, kk_ct, key_id) values (6, 'pkh', '2024-06-30', 1, 1, $1, 1)`,
			[]any{one("member.kk", 6, "6402060101809002")}},
	} {
		if _, err := sql.Exec(ctx, q.statement, q.args...); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	var line string
	var record, member []byte
	if err := sql.QueryRow(ctx, `
		select format('%s %s %s %s %s %s | %s %s %s %s', h.family, h.desil, f.receives, f.receives_not, h.digest, length(h.nik_mac), p.since, p.until, p.digest, p.personal is null),
			h.personal, m.personal
		from register.household h join register.flags f on f.id = h.flags, register.membership m,
			lateral (select p.* from register.household_past p join register.flags f on f.id = p.flags and receives || receives_not = '{}') p`).
		Scan(&line, &record, &member); err != nil {
		t.Fatal(err)
	}
	if want := "6 3 {pkh} {bst} 9 16 | 2024-03-31 2024-06-30 8 t"; line != want {
		t.Errorf("%s, want %s", line, want)
	}
	if p, err := keys.OpenPerson(seal.InRecord, 5, record); err != nil || p != (seal.Person{NIK: "6402060101809001", Name: "Ibu Contoh", Address: long}) {
		t.Errorf("the record opens as another person, or %v", err)
	}
	if p, err := keys.OpenPerson(seal.OnList, 6, member); err != nil || p != (seal.Person{KK: "6402060101809002"}) {
		t.Errorf("the line of the list opens as another person, or %v", err)
	}
}

// Of a release from before the imports of each were kept, only the newest list of a
// name that stood then is taken for counted.
func TestMigratedReleasesCountTheNewestLists(t *testing.T) {
	ctx := context.Background()
	s, sql := before(t, "migration/0013")
	if _, err := sql.Exec(ctx, `
		insert into register.import (kind, name, file_name, file_sha256, settings, as_of, started_at, finished_at, rows_read, rows_kept, rows_aside, summary)
		select kind, name, 'a.csv', '', i::text, as_of::date, finished::timestamptz, finished::timestamptz, 1, 1, 0, '{}'
		from (values (1, 'households', 'p3ke', '2024-01-31', '2025-01-01'), (2, 'households', 'p3ke', '2024-06-30', '2025-01-02'),
			(3, 'recipients', 'pkh', '2024-01-31', '2025-01-03'), (4, 'recipients', 'pkh', '2024-06-30', '2025-01-04'),
			(5, 'recipients', 'bst', '2023-06-30', '2025-01-05'), (6, 'recipients', 'pkh', '2024-12-31', '2025-03-01')
			) as v (i, kind, name, as_of, finished) order by i;
		insert into published.release (audience, as_of, published_at, description) values ('planner', '2024-06-30', '2025-02-01', '{}')`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	var counted string
	if err := sql.QueryRow(ctx, `select string_agg(import::text, ' ' order by import) from published.counted`).Scan(&counted); err != nil {
		t.Fatal(err)
	}
	if want := "1 2 4 5"; counted != want {
		t.Errorf("counted are %s, want %s", counted, want)
	}
}

// Reports from before there were two languages have their English words in both.
func TestOldReportsAreRead(t *testing.T) {
	ctx := context.Background()
	s, sql := before(t, "migration/0015")
	if _, err := sql.Exec(ctx, `
		insert into register.import (kind, name, file_name, file_sha256, settings, started_at, finished_at, rows_read, rows_kept, rows_aside, summary) values
			('households', 'p3ke', 'a.csv', '', '1', now(), now(), 1, 1, 0, '{"records": 1, "rules": [{"rule": "N01", "severity": "warning", "message": "there is no NIK", "rows": 1}, {"rule": "C12", "severity": "read", "rows": 2}]}'),
			('households', 'p3ke', 'b.csv', '', '2', now(), now(), 1, 1, 0, '{}');
		insert into register.fault (import, seq, row, "column", rule, message, severity) values (1, 1, 2, 'NIK', 'N01', 'there is no NIK', 'warning')`); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	both := poverty.Text{EN: "there is no NIK", ID: "there is no NIK"}
	list, err := s.Imports(ctx)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d imports, %v", len(list), err)
	}
	for _, i := range list {
		if r := i.Counts.Rules; i.ID == 1 && (len(r) != 2 || r[0].Message != both || r[1].Rows != 2) || i.ID == 2 && r != nil {
			t.Errorf("import %d: %+v", i.ID, r)
		}
	}
	if faults, err := s.Faults(ctx, 1); err != nil || len(faults) != 1 || faults[0].Message != both {
		t.Errorf("%+v, %v", faults, err)
	}
}
