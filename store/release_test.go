package store_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

// cleared returns a small release: a village of 20 families in two cells, and one of 3.
func cleared(t *testing.T) *disclose.Release {
	t.Helper()
	var cells []hex.Cell
	for _, p := range []orb.Point{{116.99, -0.41}, {117.2, -0.5}} {
		c, err := hex.At(p, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	slices.Sort(cells)
	hole := orb.Polygon{{{116, -1}, {118, -1}, {118, 0}, {116, -1}}, {{117, -0.8}, {117.2, -0.8}, {117.2, -0.7}, {117, -0.8}}}
	r, err := disclose.Clear(
		poverty.Release{Audience: poverty.Planner, AsOf: "2024-06-30", System: "kemendagri", Vintage: "2025", Unmatched: map[string]int{"pkh": 3}},
		disclose.Counts{
			Indicators: []poverty.Indicator{{ID: "families", Unit: poverty.UnitFamilies}, {ID: "desil_1", Unit: poverty.UnitShare}},
			Numerator:  []int{0, 1}, Denominator: []int{0, 0},
			Cells: cells, ByCell: [][]uint32{{12, 8}, {3, 0}},
			Areas: []area.Area{
				{System: area.Kemendagri, Vintage: "2025", Level: area.District, Code: "64.02.06", Name: "Tenggarong", Shape: orb.MultiPolygon{hole, {{{1, 1}, {2, 1}, {2, 2}, {1, 1}}}}},
				{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "64.02.06.1001", Name: "Melayu", Parent: "64.02.06", Shape: orb.MultiPolygon{hole}},
				{System: area.Kemendagri, Vintage: "2025", Level: area.Village, Code: "64.02.06.2001", Name: "Rapak Lambur", Parent: "64.02.06"},
			},
			ByArea: [][]uint32{{23, 20, 3}, {3, 3, 0}},
		}, disclose.Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A release comes back as it was saved, and the server's role may read it.
func TestReleaseReturns(t *testing.T) {
	ctx := context.Background()
	db, url := storetest.NewURL(t)
	r := cleared(t)
	id, err := db.SaveRelease(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	if list, err := db.Releases(ctx); err != nil || len(list) != 0 {
		t.Errorf("before it is published, Releases = %v, %v", list, err)
	}
	if err := db.PublishRelease(ctx, id); err != nil {
		t.Fatal(err)
	}
	served, err := store.OpenServe(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(served.Close)
	back, err := served.LoadRelease(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	about := back.About()
	if about.ID != id || time.Since(about.PublishedAt) > time.Hour || about.PublishedAt.Location() != time.UTC {
		t.Errorf("number %d, published at %v", about.ID, about.PublishedAt)
	}
	about.ID, about.PublishedAt = 0, time.Time{}
	if !reflect.DeepEqual(about, r.About()) {
		t.Errorf("it was\n%+v\nand came back as\n%+v", r.About(), about)
	}
	if !reflect.DeepEqual(slices.Collect(back.Chunks()), slices.Collect(r.Chunks())) {
		t.Error("the figures changed")
	}
	for i := range r.Areas().Len() {
		if was, is := r.Areas().At(i).Area(), back.Areas().At(i).Area(); !reflect.DeepEqual(was, is) {
			t.Errorf("area %+v came back as %+v", was, is)
		}
	}
	list, err := served.Releases(ctx)
	if err != nil || len(list) != 1 || !reflect.DeepEqual(list[0], back.About()) {
		t.Errorf("Releases = %+v, %v", list, err)
	}
}

// Publishing moves the pointer of its own audience, and says so to who listens.
func TestPublishMovesThePointer(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	t.Cleanup(cancel)
	db, url := storetest.NewURL(t)
	listener, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close(context.Background()) })
	if _, err := listener.Exec(ctx, "listen tepat_release"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		id, err := db.SaveRelease(ctx, cleared(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := db.PublishRelease(ctx, id); err != nil {
			t.Fatal(err)
		}
		if _, err := listener.WaitForNotification(ctx); err != nil {
			t.Fatal(err)
		}
		if latest, err := db.Latest(ctx, poverty.Planner); err != nil || latest != id {
			t.Errorf("Latest = %d, %v, want %d", latest, err, id)
		}
	}
	if _, err := db.Latest(ctx, poverty.Public); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("the public was given a release for planners: %v", err)
	}
}

func TestReleaseNotFound(t *testing.T) {
	ctx := context.Background()
	db := storetest.New(t)
	if _, err := db.LoadRelease(ctx, 7); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("LoadRelease = %v", err)
	}
	if err := db.PublishRelease(ctx, 7); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("PublishRelease = %v", err)
	}
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := db.ReadCensus(ctx, catalogue, nil); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("ReadCensus of an empty register = %v", err)
	}
}

// A village of another vintage that the crosswalk leads to two villages is an
// error that names it: its families would be counted at a guess.
func TestCensusRefusesAVillageThatLeadsNowhere(t *testing.T) {
	ctx := context.Background()
	db, url := storetest.NewURL(t)
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(ctx) })
	_, err = sql.Exec(ctx, `
		insert into place.area (code_system, vintage, level, code, name) values
			('kemendagri', '2025', 'village', '64.02.06.1001', 'Melayu'), ('kemendagri', '2025', 'village', '64.02.06.1002', 'Panji'),
			('kemendagri', '2020', 'village', '64.02.06.1009', 'Melayu Panji');
		insert into register.flags values (1, '{}', '{}');
		insert into register.household (h3p, h3, id, family, registry, since, village, flags, key_id, digest)
		select 0, 0, n, n, 'p3ke', '2024-06-30', case when n < 3 then 1 else 3 end, 1, 1, 0 from generate_series(1, 3) as n`)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := db.ReadCensus(ctx, catalogue, nil); err == nil {
		t.Error("a village without a crosswalk is counted")
	}
	if _, err := sql.Exec(ctx, `
		insert into place.crosswalk values
			('kemendagri', '2020', '64.02.06.1009', 'kemendagri', '2025', '64.02.06.1001', 1),
			('kemendagri', '2020', '64.02.06.1009', 'kemendagri', '2025', '64.02.06.1002', 1)`); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := db.ReadCensus(ctx, catalogue, nil); err == nil {
		t.Error("a village that leads to two is counted")
	}
}

// What is counted is of one vintage: a field result of the same code of another is
// not told, and a list of codes that leads to it is one of the imports.
func TestCensusIsOfOneVintage(t *testing.T) {
	ctx := context.Background()
	db, url := storetest.NewURL(t)
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(ctx) })
	if _, err := sql.Exec(ctx, `
		insert into place.area (code_system, vintage, level, code, name) values
			('kemendagri', '2025', 'village', '64.02.06.1001', 'Melayu'), ('kemendagri', '2020', 'village', '64.02.06.1002', 'Panji');
		insert into register.flags values (1, '{}', '{}');
		insert into register.household (h3p, h3, id, family, registry, since, village, flags, key_id, digest)
		select 0, 0, n, n, 'p3ke', '2024-06-30', 1, 1, 1, 0 from generate_series(1, 3) as n;
		insert into place.crosswalk values ('kemendagri', '2020', '64.02.06.1001', 'kemendagri', '2025', '64.02.06.1001', 7),
			('kemendagri', '2025', '64.02.06.1001', 'kemendagri', '2026', '64.02.06.1001', 8);
		insert into register.field_result values ('verified_exclusion_error', 'pkh', 'kemendagri', '2020', '64.02.06.1001', '2020-01-01', 0.5, 0.4, 0.6, 80)`); err != nil {
		t.Fatal(err)
	}
	said := poverty.FieldResult{Kind: poverty.VerifiedExclusionError, Programme: "any", Area: "64.02.06.1001", AsOf: "2025-01-01", Value: 0.5, Low: 0.4, High: 0.6, Families: 80}
	if err := db.KeepFieldResult(ctx, said); err != nil {
		t.Fatal(err)
	}
	other := said
	other.Area = "64.02.06.1002"
	if err := db.KeepFieldResult(ctx, other); !errors.Is(err, poverty.ErrNotFound) {
		t.Errorf("of an area of another vintage: %v", err)
	}
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	_, _, about, err := db.ReadCensus(ctx, catalogue, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(about.Field, []poverty.FieldResult{said}) {
		t.Errorf("the field said %+v", about.Field)
	}
	if !slices.Equal(about.Imports, []int64{7}) {
		t.Errorf("the imports are %v", about.Imports)
	}
}

// Numbers follow each other, though many releases are saved at once.
func TestReleaseNumbersFollow(t *testing.T) {
	ctx := context.Background()
	db := storetest.New(t)
	r := cleared(t)
	if id, err := db.SaveRelease(ctx, r); id != 1 || err != nil {
		t.Fatalf("the first is %d, %v", id, err)
	}
	const n = 5
	ids, failed := make(chan int64, n), make(chan error, n)
	for range n {
		go func() {
			id, err := db.SaveRelease(ctx, r)
			ids <- id
			failed <- err
		}()
	}
	var got []int64
	for range n {
		got = append(got, <-ids)
		if err := <-failed; err != nil {
			t.Error(err)
		}
	}
	if slices.Sort(got); !slices.Equal(got, []int64{2, 3, 4, 5, 6}) {
		t.Errorf("numbered %v", got)
	}
}
