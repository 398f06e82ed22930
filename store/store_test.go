package store_test

import (
	"context"
	"os"
	"testing"

	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func TestMigrateTwiceChangesNothing(t *testing.T) {
	s := storetest.New(t)
	applied, err := s.Migrate(context.Background())
	if err != nil || len(applied) != 0 {
		t.Fatalf("second Migrate ran %v, %v", applied, err)
	}
}

// TestServeSeesNoPeople is the second lock: the server's role reads published figures and nothing of people.
func TestServeSeesNoPeople(t *testing.T) {
	ctx := context.Background()
	_, url := storetest.NewURL(t)
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `set role tepat_serve`); err != nil {
		t.Fatal(err)
	}
	for table, may := range map[string]bool{
		"published.release": true, "published.chunk": true, "published.area": true, "published.latest": true,
		"register.household": false, "register.membership": false, "register.fault": false, "register.welfare": false,
		"register.household_past": false, "place.area": false,
	} {
		_, err := conn.Exec(ctx, "select from "+table+" limit 1")
		if (err == nil) != may {
			t.Errorf("tepat_serve reads %s: %v, want allowed %v", table, err, may)
		}
	}
	served, err := store.OpenServe(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	served.Close()
}

func TestHealth(t *testing.T) {
	h, err := storetest.New(t).Health(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	names, err := store.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	if !h.ServeRole || h.Migrations != len(names) || h.PostGIS < "3" || h.Villages != 0 || h.Releases != 0 {
		t.Errorf("got %+v", h)
	}
}
