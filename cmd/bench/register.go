package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"tepat/geo/census"
	"tepat/geo/census/censustest"
	"tepat/geo/cql2"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/ewkb"
)

var registerMeasures = []measure{
	{"locate", "which village holds each of 1 M points, their cells being known; the PostGIS join has the points and the villages each under a GiST index. Every answer is compared.", (*bench).locate},
	{"release", "`tepat release` over 1 M imported families, all levels, process start to end.", (*bench).release},
	{"release-both", "`tepat release` for the planner and then for the public, over 250,000 families of 237 villages in two registries and five lists: the whole catalogue, plan and audit, both processes start to end.", (*bench).releaseBoth},
	{"census", "a condition of three flags counted in every cell of 10 M families, CPU of one core; SQL does `count(*) filter` by cell over the same rows, narrow and in cell order. Every count is compared.", (*bench).census},
	{"census-memory", "by how much the heap grows with 8 flags of 10 M families, to a tenth of a byte; and with the cell and the village of each.", (*bench).censusMemory},
}

func (b *bench) locate(ctx context.Context) (line, error) {
	g, err := b.ground()
	if err != nil {
		return line{}, err
	}
	points := g.points(b.size(million))
	cells := make([]hex.Cell, len(points))
	for i, p := range points {
		if cells[i], err = hex.At(p, hex.Base); err != nil {
			return line{}, err
		}
	}
	ours := make([]int32, len(points))
	used, err := best(5, func() (cost, error) {
		return timed(func() error {
			for i, p := range points {
				ours[i], _ = g.locator.Village(p, cells[i])
			}
			return nil
		})
	})
	if err != nil {
		return line{}, err
	}
	theirs, joined, err := b.joinVillages(ctx, g, points)
	if err != nil {
		return line{}, err
	}
	for i := range ours {
		if ours[i] != theirs[i] {
			return line{}, fmt.Errorf("point %d: village %d, PostGIS says %d", i, ours[i], theirs[i])
		}
	}
	each, peer := used.cpu/time.Duration(len(points)), joined/time.Duration(len(points))
	return line{
		ours:   fmt.Sprintf("%d ns a point", each.Nanoseconds()),
		peer:   fmt.Sprintf("PostGIS join %s a point", micros(peer)),
		ratio:  float64(peer) / float64(each),
		target: "≤ 200 ns, same answers (" + g.about + ")",
		met:    each <= 200*time.Nanosecond,
	}, nil
}

// joinVillages asks PostGIS which village holds each point, the one of the
// lowest code where several do, and 0 where none does; and the CPU time of the
// backend.
func (b *bench) joinVillages(ctx context.Context, g *ground, points []orb.Point) ([]int32, time.Duration, error) {
	url, err := b.database(ctx, "locate")
	if err != nil {
		return nil, 0, err
	}
	conn, err := b.connect(ctx, url)
	if err != nil {
		return nil, 0, err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `
		create table village (id integer primary key, geom geometry(MultiPolygon, 4326));
		create table point (id integer, geom geometry(Point, 4326))`); err != nil {
		return nil, 0, err
	}
	if err := copyShapes(ctx, conn, "village", len(g.villages), func(i int) (int32, orb.Geometry) {
		return g.villages[i].ID, g.villages[i].Shape
	}); err != nil {
		return nil, 0, err
	}
	if err := copyShapes(ctx, conn, "point", len(points), func(i int) (int32, orb.Geometry) {
		return int32(i), points[i]
	}); err != nil {
		return nil, 0, err
	}
	if _, err := conn.Exec(ctx, `
		create index on village using gist (geom);
		create index on point using gist (geom);
		analyze village, point`); err != nil {
		return nil, 0, err
	}
	found := make([]int32, len(points))
	used, err := spent(int(conn.PgConn().PID()), func() error {
		rows, _ := conn.Query(ctx, `
			select p.id, min(v.id)
			from village v join point p on st_intersects(v.geom, p.geom)
			group by p.id`)
		var point, village int32
		_, err := pgx.ForEachRow(rows, []any{&point, &village}, func() error {
			found[point] = village
			return nil
		})
		return err
	})
	return found, used, err
}

func copyShapes(ctx context.Context, conn *pgx.Conn, table string, n int, row func(i int) (int32, orb.Geometry)) error {
	_, err := conn.CopyFrom(ctx, pgx.Identifier{table}, []string{"id", "geom"}, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		id, shape := row(i)
		body, err := ewkb.Marshal(shape, 4326)
		return []any{id, body}, err
	}))
	return err
}

func (b *bench) release(ctx context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	used, err := best(2, func() (cost, error) {
		return command(ctx, r.env, b.tepat, "release", "--audience", "planner")
	})
	if err != nil {
		return line{}, err
	}
	return line{
		ours:   seconds(used.wall) + ", " + megabytes(used.memory),
		peer:   "–",
		target: "≤ 10 s",
		met:    used.wall <= 10*time.Second,
	}, nil
}

func (b *bench) releaseBoth(ctx context.Context) (line, error) {
	r, err := b.released()
	if err != nil {
		return line{}, err
	}
	return line{
		ours:   fmt.Sprintf("%s, %s, %s counts audited", seconds(r.cost.wall), megabytes(r.cost.memory), strings.Join(r.counts, " + ")),
		peer:   "–",
		target: "≤ 60 s, ≤ 1.5 GB",
		met:    r.cost.wall <= time.Minute && r.cost.memory <= 1.5e9,
	}, nil
}

// A released is a register of two registries with a release for each audience.
type released struct {
	url    string
	cost   cost     // of both releases
	counts []string // audited
}

// releaseToBoth releases the whole catalogue to both audiences, the second mindful of the first.
func (b *bench) releaseToBoth(ctx context.Context) (*released, error) {
	n := b.size(250_000)
	url, err := b.twoRegistries(ctx, n)
	if err != nil {
		return nil, err
	}
	r := &released{url: url}
	for _, audience := range []poverty.Audience{poverty.Planner, poverty.Public} {
		used, text, err := output(ctx, b.env(url), b.tepat, "release", "--audience", string(audience), "--json")
		if err != nil {
			return nil, err
		}
		var about poverty.Release
		if err := json.Unmarshal(text, &about); err != nil {
			return nil, fmt.Errorf("the description of the release: %w", err)
		}
		if about.Families == nil || *about.Families < n || len(about.Indicators) < 47 || about.Plan == nil {
			return nil, fmt.Errorf("a release of %v families and %d indicators, plan %v", about.Families, len(about.Indicators), about.Plan != nil)
		}
		r.counts = append(r.counts, strconv.Itoa(about.Plan.Audited))
		r.cost = cost{wall: r.cost.wall + used.wall, memory: max(r.cost.memory, used.memory)}
	}
	return r, nil
}

// twoRegistries imports a made-up regency of n families, with all its lists, as a user does.
func (b *bench) twoRegistries(ctx context.Context, n int) (url string, err error) {
	url, err = b.database(ctx, "two_registries")
	if err != nil {
		return "", err
	}
	env, files := b.env(url), b.file("regency")
	tepat := func(words ...string) {
		if err == nil {
			_, err = command(ctx, env, b.tepat, words...)
		}
	}
	tepat("synth", "--out", files, "--households", strconv.Itoa(n))
	tepat("import", "areas", filepath.Join(files, "areas.geojson"), "--level", "village", "--code-system", "kemendagri", "--vintage", "2025")
	tepat("import", "households", filepath.Join(files, "households-p3ke.xlsx"), "--registry", "p3ke", "--as-of", "2024-06-30", "--code-system", "kemendagri")
	tepat("import", "households", filepath.Join(files, "households-dtsen.csv"), "--registry", "dtsen", "--as-of", "2025-06-30", "--code-system", "kemendagri")
	lists, _ := filepath.Glob(filepath.Join(files, "recipients-*.csv"))
	for _, list := range lists {
		programme := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(list), "recipients-"), ".csv")
		tepat("import", "recipients", list, "--programme", programme, "--as-of", "2025-06-30", "--code-system", "kemendagri")
	}
	return url, errors.Join(err, os.RemoveAll(files))
}

// sentence is the condition of three properties.
const sentence = "flag_0 AND flag_1 AND NOT flag_2"

func (b *bench) census(ctx context.Context) (line, error) {
	n := b.size(10 * million)
	c, err := families(n, censustest.Properties())
	if err != nil {
		return line{}, err
	}
	known := cql2.Properties{}
	for _, p := range censustest.Properties() {
		known[p.Name] = p.Type
	}
	e, err := cql2.Parse(sentence, known)
	if err != nil {
		return line{}, err
	}
	var counts []uint32
	runtime.GC()
	used, err := best(20, func() (cost, error) {
		return timed(func() error {
			where, err := c.Where(e)
			if err != nil {
				return err
			}
			counts = c.ByCell(where)
			return nil
		})
	})
	if err != nil {
		return line{}, err
	}
	peer, err := b.countBySQL(ctx, n, c.Cells(), counts)
	if err != nil {
		return line{}, err
	}
	return line{
		ours:   fmt.Sprintf("%s, %d k cells", millis(used.cpu), len(counts)/1000),
		peer:   "SQL " + seconds(peer),
		ratio:  float64(peer) / float64(used.cpu),
		target: "≤ 10 ms on one core",
		met:    used.cpu <= 10*time.Millisecond,
	}, nil
}

// families makes the census of n made-up families with the first of their flags.
func families(n int, properties []poverty.Property) (*census.Census, error) {
	builder := census.NewBuilder(properties)
	for f := range censustest.Families(n, rand.New(rand.NewPCG(3, 3))) {
		if err := builder.Add(f.Cell, f.Village, f.Values[:len(properties)]); err != nil {
			return nil, err
		}
	}
	return builder.Build(), nil
}

// countBySQL counts the same families in SQL, holds every count against ours,
// and returns the CPU time of the backend.
func (b *bench) countBySQL(ctx context.Context, n int, cells []hex.Cell, counts []uint32) (time.Duration, error) {
	url, err := b.database(ctx, "census")
	if err != nil {
		return 0, err
	}
	conn, err := b.connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `create unlogged table family (h3 bigint, flag_0 boolean, flag_1 boolean, flag_2 boolean)`); err != nil {
		return 0, err
	}
	if err := copyRows(ctx, conn, `copy family from stdin binary`, func(write func([]byte) error) error {
		var row []byte
		for f := range censustest.Families(n, rand.New(rand.NewPCG(3, 3))) {
			row = binary.BigEndian.AppendUint16(row[:0], 4)
			row = binary.BigEndian.AppendUint32(row, 8)
			row = binary.BigEndian.AppendUint64(row, uint64(f.Cell))
			for _, flag := range f.Values[:3] {
				row = append(row, 0, 0, 0, 1, byte(flag))
			}
			if err := write(row); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return 0, err
	}
	if _, err := conn.Exec(ctx, `vacuum analyze family`); err != nil {
		return 0, err
	}
	var used time.Duration
	for range 3 {
		took, err := spent(int(conn.PgConn().PID()), func() error { return compareCounts(ctx, conn, cells, counts) })
		if err != nil {
			return 0, err
		}
		if used == 0 || took < used {
			used = took
		}
	}
	return used, nil
}

func compareCounts(ctx context.Context, conn *pgx.Conn, cells []hex.Cell, counts []uint32) error {
	rows, _ := conn.Query(ctx, `
		select h3, count(*) filter (where flag_0 and flag_1 and not flag_2)
		from family
		group by h3`)
	var cell, count int64
	seen := 0
	_, err := pgx.ForEachRow(rows, []any{&cell, &count}, func() error {
		seen++
		i, found := slices.BinarySearch(cells, hex.Cell(cell))
		if !found || int64(counts[i]) != count {
			return errors.New("the census and SQL count differently")
		}
		return nil
	})
	if err == nil && seen != len(cells) {
		err = errors.New("the census and SQL have different cells")
	}
	return err
}

func (b *bench) censusMemory(context.Context) (line, error) {
	n := b.size(10 * million)
	bare, err := heapOf(func() (*census.Census, error) { return families(n, nil) })
	if err != nil {
		return line{}, err
	}
	full, err := heapOf(func() (*census.Census, error) { return families(n, censustest.Properties()) })
	if err != nil {
		return line{}, err
	}
	flags, places := float64(full-bare)/float64(n), float64(bare)/float64(n)
	return line{
		ours:   fmt.Sprintf("%.1f B a family, its place %.1f B", flags, places),
		peer:   "–",
		target: "≤ 1 B a family for each 8 flags",
		met:    math.Round(10*flags) <= 10, // the heap gives out whole pages
	}, nil
}

// heapOf returns the bytes that what f makes keeps on the heap.
func heapOf[T any](f func() (T, error)) (int64, error) {
	before := heap()
	v, err := f()
	after := heap()
	runtime.KeepAlive(v)
	return after - before, err
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // what lies in a sync.Pool goes with the second
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
