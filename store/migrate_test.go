package store_test

import (
	"context"
	"strings"
	"testing"

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
