package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// TestTroubleOfTheServerIsSaidInWords lets an import run into what befalls
// servers: errors that the server raises itself, and a session that is killed.
func TestTroubleOfTheServerIsSaidInWords(t *testing.T) {
	for _, tc := range []struct{ name, code, want string }{
		{"the disk is full", "53100", "disk that the database is on is full"},
		{"no memory", "53200", "no memory left"},
		{"a limit", "53400", "too little room or memory"},
		{"the disk is broken", "58030", "its log says which"},
		{"broke down", "57P02", "broke down in the middle"},
		{"connection", "08006", "connection to the database was lost"},
		{"shut down", "", "broke the connection off: nothing of this was kept; do it again"},
		{"something else", "23514", "PostgreSQL error 23514"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx := context.Background()
			s, url := storetest.NewURL(t)
			conn, err := pgx.Connect(ctx, url)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close(ctx)
			about := &poverty.Import{Kind: poverty.KindRecipients, Name: "pkh", File: "f.csv", AsOf: "2025-06-30", Started: "2025-06-30T00:00:00Z"}
			err = s.Import(ctx, about, t.TempDir(), func(in poverty.Intake) error {
				if tc.code == "" {
					_, err := conn.Exec(ctx, `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
					return err
				}
				return in.AddMembership(&poverty.Membership{Family: 1, Seq: 1})
			}, nil)
			if tc.code != "" && err != nil {
				t.Fatal(err)
			}
			if tc.code != "" {
				if _, err := conn.Exec(ctx, `
					create function register.fail() returns trigger language plpgsql as $$ begin raise exception 'value 9001' using errcode = '`+tc.code+`'; end $$;
					create trigger fail before insert on register.membership for each row execute function register.fail()`); err != nil {
					t.Fatal(err)
				}
				about.File, about.SHA256[0] = "g.csv", 1
				err = s.Import(ctx, about, t.TempDir(), func(in poverty.Intake) error {
					return in.AddMembership(&poverty.Membership{Family: 2, Seq: 1})
				}, nil)
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("%v, want %q", err, tc.want)
			}
			var pg *pgconn.PgError
			if known := tc.code != "23514"; errors.As(err, &pg) != known && tc.code != "" {
				t.Errorf("%v: the server's own words are kept: %v, want %v", err, !known, known)
			} else if !known && strings.Contains(err.Error(), "9001") {
				t.Errorf("it quotes a value: %v", err)
			}
		})
	}
}

func TestNoServerIsSaidInWords(t *testing.T) {
	_, err := store.Open(context.Background(), "postgres://tepat@127.0.0.1:1/tepat")
	if err == nil || !strings.Contains(err.Error(), "connection to the database was lost") && !strings.Contains(err.Error(), "see that the server is up") {
		t.Errorf("%v", err)
	}
}
