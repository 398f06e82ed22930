package ingest_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tepat/geo/area"
	"tepat/geo/poverty"
	"tepat/ingest"
	"tepat/ingest/seal"
	"tepat/store"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/xuri/excelize/v2"
)

func TestMain(m *testing.M) {
	if os.Getenv("TEPAT_TEST_CRASH") != "" {
		crash() // does not return
	}
	os.Exit(storetest.Main(m))
}

// square is a village of a tenth of a degree.
func square(west, south float64) orb.MultiPolygon {
	e, n := west+0.1, south+0.1
	return orb.MultiPolygon{{{{west, south}, {e, south}, {e, n}, {west, n}, {west, south}}}}
}

// villages of a made-up district; their names are real ones of Kutai Kartanegara.
var villages = []area.Area{
	{ID: 1, Level: area.Regency, Code: "64.02", Name: "Kutai Kartanegara"},
	{ID: 2, Level: area.District, Code: "64.02.06", Name: "Tenggarong", Parent: "64.02"},
	{ID: 11, Level: area.Village, Code: "64.02.06.1001", Name: "Loa Tebu", Parent: "64.02.06", Shape: square(116.9, -0.5)},
	{ID: 12, Level: area.Village, Code: "64.02.06.1002", Name: "Mangkurawang", Parent: "64.02.06", Shape: square(117.0, -0.5)},
	{ID: 13, Level: area.Village, Code: "64.02.06.2003", Name: "Rapak Lambur", Parent: "64.02.06", Shape: square(116.9, -0.05)}, // on the equator
}

func makePlaces() *ingest.Places {
	for i := range villages {
		villages[i].System, villages[i].Vintage = area.Kemendagri, "2025"
	}
	return ingest.NewPlaces(villages, []area.Alias{{System: area.Kemendagri, Code: "64.02.06.2003", Name: "Rampak Lambur"}}, nil)
}

// A world is a register with its places and key.
type world struct {
	t      testing.TB
	store  *store.Store
	url    string
	places *ingest.Places
	keys   *seal.Keys
	dir    string
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, places: makePlaces(), dir: t.TempDir()}
	w.store, w.url = storetest.NewURL(t)
	var err error
	if w.keys, err = seal.Load(filepath.Join(w.dir, "key")); err != nil {
		t.Fatal(err)
	}
	return w
}

var (
	june      = time.Date(2024, 6, 30, 0, 0, 0, 0, time.UTC)
	september = time.Date(2024, 9, 30, 0, 0, 0, 0, time.UTC)
)

// settings of most tests.
func (w *world) settings(asOf time.Time) ingest.Settings {
	return ingest.Settings{AsOf: asOf, System: area.Kemendagri, AsideLimit: 1, CloseLimit: 1, NewLimit: 1, TempDir: w.dir, Now: asOf.AddDate(0, 1, 0)}
}

// file writes a CSV file of the lines.
func (w *world) file(lines ...string) string {
	w.t.Helper()
	f, err := os.CreateTemp(w.dir, "*.csv")
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	fmt.Fprintln(f, strings.Join(lines, "\n"))
	return f.Name()
}

// sheet writes a workbook of one sheet.
func (w *world) sheet(rows ...[]any) string {
	w.t.Helper()
	book := excelize.NewFile()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			w.t.Fatal(err)
		}
	}
	path := filepath.Join(w.t.TempDir(), "p3ke.xlsx")
	if err := book.SaveAs(path); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// households imports a file and expects no error.
func (w *world) households(path string, name poverty.Registry, set ingest.Settings) *ingest.Report {
	w.t.Helper()
	r, err := ingest.Households(context.Background(), path, name, set, w.store, w.places, w.keys)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func (w *world) recipients(path, programme string, asOf time.Time) *ingest.Report {
	w.t.Helper()
	r, err := ingest.Recipients(context.Background(), path, programme, w.settings(asOf), w.store, w.places, w.keys)
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// ask returns the first column of a query's rows, as text.
func (w *world) ask(sql string, args ...any) (answers []string) {
	w.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, _ := conn.Query(ctx, sql, args...)
	answers, err = pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	return answers
}

// nik makes a plainly synthetic NIK: serials begin with 9000.
func nik(n int) string { return fmt.Sprintf("6402060101%02d%04d", 60+n/1000%40, 9000+n%1000) }

// kk makes a plainly synthetic number of a family card. It does not end as the
// head's NIK does: two zeros in one row are what rounding leaves.
func kk(n int) string { return fmt.Sprintf("6402071507%02d%04d", n/1000%90, 9000+(n+5)%1000) }

// connect returns a connection of its own.
func (w *world) connect() *pgx.Conn {
	w.t.Helper()
	conn, err := pgx.Connect(context.Background(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// exec runs a statement on the test's database.
func (w *world) exec(sql string) {
	w.t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql); err != nil {
		w.t.Fatal(err)
	}
}

// reopen gives the store new connections, which have the database's new settings.
func (w *world) reopen() {
	w.t.Helper()
	s, err := store.Open(context.Background(), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(s.Close)
	w.store = s
}
