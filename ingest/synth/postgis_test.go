package synth

import (
	"context"
	"math"
	"testing"

	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
)

func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	ctx := context.Background()
	db, err := pgx.Connect(ctx, storetest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close(ctx) })
	return db
}

// TestBordersAgainstPostGIS: every village is valid, none overlaps another, and
// together they are as large as their union.
func TestBordersAgainstPostGIS(t *testing.T) {
	ctx, db := context.Background(), connect(t)
	if _, err := db.Exec(ctx, `create temporary table village (seed int, shape geometry)`); err != nil {
		t.Fatal(err)
	}
	for seed := range 3 {
		l := newLand(uint64(seed), typicalVillages)
		for _, shape := range newPartition(l, uint64(seed), typicalVillages).shapes(uint64(seed)) {
			if _, err := db.Exec(ctx, `insert into village values ($1, st_geomfromwkb($2))`, seed, wkb.MustMarshal(shape)); err != nil {
				t.Fatal(err)
			}
		}
	}
	rows, _ := db.Query(ctx, `
		select seed, count(*) filter (where not st_isvalid(shape)), sum(st_area(shape)) / st_area(st_union(shape))
		from village
		group by seed order by seed`)
	var seed, invalid int
	var ratio float64
	if _, err := pgx.ForEachRow(rows, []any{&seed, &invalid, &ratio}, func() error {
		if invalid > 0 || math.Abs(ratio-1) > 1e-9 {
			t.Errorf("seed %d: %d villages are invalid, together they are %.12f of their union", seed, invalid, ratio)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestUTMAgainstPostGIS(t *testing.T) {
	ctx, db := context.Background(), connect(t)
	for _, tc := range []struct {
		p    orb.Point
		srid int
	}{
		{orb.Point{115.8, 0.83}, 32650}, {orb.Point{116.98, -0.42}, 32750}, {orb.Point{117.4, -1.1}, 32750}, {orb.Point{119.99, 0.0004}, 32650},
	} {
		var east, north float64
		err := db.QueryRow(ctx, `
			select st_x(p), st_y(p)
			from st_transform(st_setsrid(st_point($1, $2), 4326), $3::int) as p`, tc.p[0], tc.p[1], tc.srid).Scan(&east, &north)
		if err != nil {
			t.Fatal(err)
		}
		if x, y := utm(tc.p); math.Hypot(x-east, y-north) > 0.01 {
			t.Errorf("utm(%v) = %.3f %.3f, PostGIS has %.3f %.3f", tc.p, x, y, east, north)
		}
	}
}
