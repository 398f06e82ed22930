package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"time"

	"tepat/geo/poverty"
	"tepat/ingest/synth"

	"github.com/jackc/pgx/v5"
)

var importMeasures = []measure{
	{"import-copy", "`tepat import households` of 1 M families from CSV (DTSEN layout, 16 columns, made up by ingest/synth), process start to end, against a binary COPY of the same final rows into a table without keys.", (*bench).importAgainstCopy},
	{"import-ogr2ogr", "the same against `ogr2ogr -f PostgreSQL` of the same file with PG_USE_COPY.", (*bench).importAgainstOGR},
	{"import-memory", "peak resident memory of that import's process.", (*bench).importMemory},
	{"import-memory-5m", "the same for 5 M families.", (*bench).importMemory5M},
	{"import-again", "the same file once more, process start to end.", (*bench).importAgain},
	{"import-edition", "a new edition in which 2 % of the families have another desil, against the first import.", (*bench).importEdition},
}

// An imported is a register after its first import.
type imported struct {
	url      string
	env      []string
	families int
	file     string
	cost     cost // of the import
}

// firstImport brings a million families into an empty register, twice, and
// returns the second with the better of their times.
func (b *bench) firstImport(ctx context.Context) (*imported, error) {
	g, err := b.ground()
	if err != nil {
		return nil, err
	}
	r := &imported{families: b.size(million), file: b.file("families.csv")}
	if err := writeFamilies(r.file, g, r.families, 0); err != nil {
		return nil, err
	}
	for _, name := range []string{"register_1", "register_2"} {
		if r.url, r.env, err = b.register(ctx, name); err != nil {
			return nil, err
		}
		used, err := b.bringIn(ctx, r.env, r.file, "2025-03-31", r.families, 1)
		if err != nil {
			return nil, err
		}
		if r.cost.wall == 0 || used.wall < r.cost.wall {
			r.cost.wall = used.wall
		}
		r.cost.memory = max(r.cost.memory, used.memory)
	}
	return r, b.drop(ctx, "register_1")
}

// register makes a database with the villages in it.
func (b *bench) register(ctx context.Context, name string) (url string, env []string, err error) {
	g, err := b.ground()
	if err != nil {
		return "", nil, err
	}
	if url, err = b.database(ctx, name); err != nil {
		return "", nil, err
	}
	env = b.env(url)
	_, err = command(ctx, env, b.tepat, "import", "areas", g.file, "--level", "village", "--code-system", "kemendagri", "--vintage", "2025")
	return url, env, err
}

// writeFamilies writes n made-up families; a share of them has another desil
// than in the edition where that share is 0.
func writeFamilies(path string, g *ground, n int, changed float64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(synth.WriteEdition(f, g.villages, n, 1, changed), f.Close())
}

// bringIn imports an edition of n families, of whom about that share must be
// new or changed, and nearly all located.
func (b *bench) bringIn(ctx context.Context, env []string, file, asOf string, n int, share float64) (cost, error) {
	if err := b.settle(ctx); err != nil {
		return cost{}, err
	}
	used, text, err := output(ctx, env, b.tepat, "import", "households", file, "--registry", "dtsen", "--as-of", asOf,
		"--code-system", "kemendagri", "--json")
	if err != nil {
		return cost{}, err
	}
	var report poverty.Import
	if err := json.Unmarshal(text, &report); err != nil {
		return cost{}, fmt.Errorf("the report of the import: %w", err)
	}
	did := report.Counts
	if wrote := float64(did.New + did.Changed); int(did.Records) != n || int(did.Located) < n*9/10 || math.Abs(wrote/float64(n)-share) > 0.005 {
		return cost{}, fmt.Errorf("of %d families the import kept %d, located %d, wrote %v; want %v %% of them", n, did.Records, did.Located, wrote, 100*share)
	}
	return used, nil
}

func (b *bench) drop(ctx context.Context, name string) error {
	admin, err := b.connect(ctx, b.cluster.DatabaseURL("postgres"))
	if err != nil {
		return err
	}
	defer admin.Close(ctx)
	_, err = admin.Exec(ctx, "drop database "+name)
	return err
}

func (b *bench) importAgainstCopy(ctx context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	peer, err := b.bareCopy(ctx, r)
	if err != nil {
		return line{}, err
	}
	ours, theirs := rate(r.families, r.cost.wall), rate(r.families, peer.wall)
	return line{
		ours:   fmt.Sprintf("%s, %s", thousands(ours), seconds(r.cost.wall)),
		peer:   fmt.Sprintf("binary COPY %s, %s", thousands(theirs), seconds(peer.wall)),
		ratio:  ours / theirs,
		target: "≥ 0.25 ×",
		met:    ours >= 0.25*theirs,
	}, nil
}

// bareCopy copies the rows of the register into a table without keys.
func (b *bench) bareCopy(ctx context.Context, r *imported) (cost, error) {
	conn, err := b.connect(ctx, r.url)
	if err != nil {
		return cost{}, err
	}
	defer conn.Close(ctx)
	rows := b.file("rows")
	if err := copyOut(ctx, conn, rows); err != nil {
		return cost{}, err
	}
	defer os.Remove(rows)
	least, err := best(2, func() (cost, error) {
		if _, err := conn.Exec(ctx, `
			drop table if exists bare;
			create table bare as select * from register.household with no data`); err != nil {
			return cost{}, err
		}
		if err := b.settle(ctx); err != nil {
			return cost{}, err
		}
		return timed(func() error { return copyIn(ctx, conn, rows, r.families) })
	})
	if err == nil {
		_, err = conn.Exec(ctx, `drop table bare`)
	}
	return least, err
}

func copyOut(ctx context.Context, conn *pgx.Conn, path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = conn.PgConn().CopyTo(ctx, f, `copy register.household to stdout (format binary)`)
	return errors.Join(err, f.Close())
}

func copyIn(ctx context.Context, conn *pgx.Conn, path string, rows int) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	tag, err := conn.PgConn().CopyFrom(ctx, io.Reader(f), `copy bare from stdin (format binary)`)
	if err == nil && tag.RowsAffected() != int64(rows) {
		err = fmt.Errorf("copied %d rows, want %d", tag.RowsAffected(), rows)
	}
	return err
}

func (b *bench) importAgainstOGR(ctx context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	url, err := b.database(ctx, "ogr")
	if err != nil {
		return line{}, err
	}
	to, env, err := ogrSource(url)
	if err != nil {
		return line{}, err
	}
	peer, err := best(2, func() (cost, error) {
		if err := b.settle(ctx); err != nil {
			return cost{}, err
		}
		return command(ctx, append(env, "PG_USE_COPY=YES"), "ogr2ogr", "-f", "PostgreSQL", to, r.file, "-nln", "household", "-overwrite",
			"-a_srs", "EPSG:4326", "-oo", "X_POSSIBLE_NAMES=longitude", "-oo", "Y_POSSIBLE_NAMES=latitude")
	})
	if err != nil {
		return line{}, err
	}
	ours, theirs := rate(r.families, r.cost.wall), rate(r.families, peer.wall)
	return line{
		ours:   fmt.Sprintf("%s, %s", thousands(ours), seconds(r.cost.wall)),
		peer:   fmt.Sprintf("ogr2ogr %s, %s", thousands(theirs), seconds(peer.wall)),
		ratio:  ours / theirs,
		target: "≥ 2.5 ×",
		met:    ours >= 2.5*theirs,
	}, b.drop(ctx, "ogr")
}

// memoryLimit of an import, whatever its size.
const memoryLimit = 512e6

func (b *bench) importMemory(context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	return line{ours: megabytes(r.cost.memory), peer: "–", target: "≤ 512 MB", met: r.cost.memory <= memoryLimit}, nil
}

func (b *bench) importMemory5M(ctx context.Context) (line, error) {
	g, err := b.ground()
	if err != nil {
		return line{}, err
	}
	n, file := b.size(5*million), b.file("families-5m.csv")
	if err := writeFamilies(file, g, n, 0); err != nil {
		return line{}, err
	}
	defer os.Remove(file)
	_, env, err := b.register(ctx, "register_5m")
	if err != nil {
		return line{}, err
	}
	used, err := b.bringIn(ctx, env, file, "2025-03-31", n, 1)
	if err != nil {
		return line{}, err
	}
	return line{
		ours:   fmt.Sprintf("%s, %s, %s", megabytes(used.memory), seconds(used.wall), thousands(rate(n, used.wall))),
		peer:   "–",
		target: "≤ 512 MB",
		met:    used.memory <= memoryLimit,
	}, b.drop(ctx, "register_5m")
}

func (b *bench) importAgain(ctx context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	used, err := best(3, func() (cost, error) {
		return b.bringIn(ctx, r.env, r.file, "2025-03-31", r.families, 1)
	})
	return line{ours: seconds(used.wall), peer: "–", target: "≤ 1 s", met: used.wall <= time.Second}, err
}

func (b *bench) importEdition(ctx context.Context) (line, error) {
	r, err := b.imported()
	if err != nil {
		return line{}, err
	}
	g, err := b.ground()
	if err != nil {
		return line{}, err
	}
	file := b.file("families-june.csv")
	if err := writeFamilies(file, g, r.families, 0.02); err != nil {
		return line{}, err
	}
	defer os.Remove(file)
	used, err := b.bringIn(ctx, r.env, file, "2025-06-30", r.families, 0.02)
	if err != nil {
		return line{}, err
	}
	// The first file once more, as a third edition, changes the same 2 % back.
	back, err := b.bringIn(ctx, r.env, r.file, "2025-09-30", r.families, 0.02)
	if err != nil {
		return line{}, err
	}
	used.wall = min(used.wall, back.wall)
	return line{
		ours:   seconds(used.wall),
		peer:   "first import " + seconds(r.cost.wall),
		ratio:  r.cost.wall.Seconds() / used.wall.Seconds(),
		target: "≥ 2 ×",
		met:    r.cost.wall >= 2*used.wall,
	}, nil
}
