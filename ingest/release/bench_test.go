package release_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"tepat/geo/area"
	"tepat/geo/census"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/ingest/release"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
)

const million = 1_000_000

// BenchmarkMemory1M builds the census of a million households in no order, counts and clears it.
func BenchmarkMemory1M(b *testing.B) {
	for b.Loop() {
		if _, err := release.Build(context.Background(), made{b}, shelf{}, order(b)); err != nil {
			b.Fatal(err)
		}
	}
}

func order(b *testing.B) release.Order {
	catalogue, err := poverty.LoadCatalogue()
	if err != nil {
		b.Fatal(err)
	}
	return release.Order{Audience: poverty.Planner, Catalogue: catalogue, Policy: disclose.PolicyFor(poverty.Planner)}
}

// made is a register of a million households around 237 villages.
type made struct{ b *testing.B }

func (m made) ReadCensus(_ context.Context, c *poverty.Catalogue, _ func(int64) uint32) (*census.Census, []area.Area, poverty.Release, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	areas := []area.Area{{ID: 1000, Level: area.Regency, Code: "64.02"}}
	for v := range int32(237) {
		areas = append(areas, area.Area{ID: v, Level: area.Village, Code: area.Code(rune('0' + v)), Parent: "64.02"})
	}
	builder := census.NewBuilder(c.Family())
	values := make([]int32, len(c.Family()))
	for range million {
		v := rng.IntN(237)
		cell, err := hex.At(orb.Point{115.5 + float64(v%20)*0.1 + 0.01*rng.NormFloat64(), -1 + float64(v/20)*0.1 + 0.01*rng.NormFloat64()}, hex.Base)
		if err != nil {
			m.b.Fatal(err)
		}
		for i := range values {
			values[i] = int32(rng.IntN(3) - 1)
		}
		values[0] = int32(1 + rng.IntN(10))
		if err := builder.Add(cell, int32(v), values); err != nil {
			return nil, nil, poverty.Release{}, err
		}
	}
	return builder.Build(), areas, poverty.Release{}, nil
}

type shelf struct{}

func (shelf) SaveRelease(_ context.Context, r *disclose.Release) (int64, error) {
	for range r.Chunks() {
	}
	return 1, nil
}

func (shelf) PublishRelease(context.Context, int64) error { return nil }

func (shelf) Releases(context.Context) ([]poverty.Release, error) { return nil, nil }

func (shelf) LatestRelease(context.Context, poverty.Audience) (*disclose.Release, error) {
	return nil, poverty.ErrNotFound
}

// BenchmarkStore1M makes a release of a million households in the database.
func BenchmarkStore1M(b *testing.B) {
	ctx := context.Background()
	db, url := storetest.NewURL(b)
	sql, err := pgx.Connect(ctx, url)
	if err != nil {
		b.Fatal(err)
	}
	defer sql.Close(ctx)
	if _, err := sql.Exec(ctx, `
		insert into place.area (code_system, vintage, level, code, name, geom)
		select 'kemendagri', '2025', 'village', '64.02.01.' || (1000 + v), 'Village', st_multi(st_buffer(st_point(115.5 + v % 20 * 0.1, -1 + v / 20 * 0.1, 4326), 0.05))
		from generate_series(0, 236) as v`); err != nil {
		b.Fatal(err)
	}
	fill(b, sql)
	if _, err := sql.Exec(ctx, `
		insert into register.import (id, kind, name, file_name, file_sha256, settings, as_of, started_at, finished_at, rows_read, rows_kept, rows_aside, summary)
		values (1, 'recipients', 'pkh', 'pkh.csv', '', '', '2024-06-30', now(), now(), 1, 1, 0, '{}');
		insert into register.membership (family, programme, as_of, seq, import, key_id)
		select family, 'pkh', '2024-06-30', 1, 1, 1 from register.household where family % 5 = 0`); err != nil {
		b.Fatal(err)
	}
	if _, err := sql.Exec(ctx, `vacuum analyze`); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := release.Build(ctx, db, db, order(b)); err != nil {
			b.Fatal(err)
		}
	}
}

// fill copies a million households, as wide as sealed ones are, in the order of their cells.
func fill(b *testing.B, sql *pgx.Conn) {
	rng := rand.New(rand.NewPCG(1, 2))
	mac, sealed := make([]byte, 16), make([]byte, 108)
	n := 0
	if _, err := sql.Exec(context.Background(), `insert into register.flags values (1, '{pbi_jkn,sembako}', '{bpum,bst}')`); err != nil {
		b.Fatal(err)
	}
	_, err := sql.CopyFrom(context.Background(), pgx.Identifier{"register", "household"},
		[]string{"h3p", "h3", "id", "family", "registry", "since", "village", "desil", "head_sex", "head_birth", "members", "dukcapil_match",
			"flags", "nik_mac", "kk_mac", "personal", "key_id", "digest"},
		pgx.CopyFromFunc(func() ([]any, error) {
			if n++; n > million {
				return nil, nil
			}
			v := n * 237 / (million + 1)
			cell, err := hex.At(orb.Point{115.5 + float64(v%20)*0.1 + 0.01*rng.NormFloat64(), -1 + float64(v/20)*0.1 + 0.01*rng.NormFloat64()}, hex.Base)
			return []any{
				int64(cell.Parent(hex.Root)), int64(cell), n, rng.Int64(), "p3ke", date("2024-06-30"), int32(1 + v),
				int16(1 + rng.IntN(10)), []string{"F", "M"}[rng.IntN(2)], date("1980-01-01").AddDate(0, 0, rng.IntN(9000)), int16(1 + rng.IntN(9)), true,
				int32(1), mac, mac, sealed, int16(1), rng.Int64(),
			}, err
		}))
	if err != nil {
		b.Fatal(err)
	}
}
