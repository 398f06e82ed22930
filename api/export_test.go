package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/tiles"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/planar"
)

// table reads a CSV answer into rows by column.
func table(t *testing.T, a answer) (rows []map[string]string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(a.body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines[1:] {
		row := map[string]string{}
		for i, v := range l {
			row[lines[0][i]] = v
		}
		rows = append(rows, row)
	}
	return rows
}

// The files hold the release: every cell drawn at a resolution, every state,
// and numbers only where they are shown; and GeoJSON says what CSV says.
func TestCellFiles(t *testing.T) {
	s := plain(t)
	r := s.shelf.source.(*press).releases[7]
	for _, res := range []int{5, 7, 9} {
		target := fmt.Sprintf("/v1/releases/7/cells.%%s?resolution=%d", res)
		rows := table(t, get(t, s, fmt.Sprintf(target, "csv")))
		features, err := geojson.UnmarshalFeatureCollection(get(t, s, fmt.Sprintf(target, "geojson")).body)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(features.Features) || len(rows) == 0 {
			t.Fatalf("%d rows, %d features", len(rows), len(features.Features))
		}
		families, seen := 0, map[string]bool{}
		cells := byCell(r)
		for i, row := range rows {
			c := cells[row["h3"]]
			if !seen[row["group"]] {
				seen[row["group"]] = true
				n, _ := strconv.Atoi(row["families"])
				families += n
			}
			f := c.Figure(1)
			if row["desil_1_4_state"] != f.State().String() || f.Shown() == (row["desil_1_4"] == "") {
				t.Errorf("cell %s: %v, want %v", row["h3"], row, f)
			}
			if row["resolution"] != strconv.Itoa(c.H3().Res()) || row["leaf"] != strconv.FormatBool(c.Leaf()) {
				t.Errorf("cell %s: %v", row["h3"], row)
			}
			p := features.Features[i].Properties
			for k, v := range row {
				got := ""
				if p[k] != nil {
					got = fmt.Sprint(p[k])
				}
				if got != v {
					t.Errorf("cell %s: %s is %q in GeoJSON, %q in CSV", row["h3"], k, got, v)
				}
			}
			if ring := features.Features[i].Geometry.(orb.Polygon)[0]; ring.Orientation() != orb.CCW || !planar.RingContains(ring, middle(ring)) {
				t.Errorf("cell %s has the outline %v", row["h3"], ring)
			}
		}
		if families != *r.About().Located {
			t.Errorf("resolution %d: %d families, want %d", res, families, *r.About().Located)
		}
	}
}

func byCell(r *disclose.Release) map[string]disclose.Cell {
	m := map[string]disclose.Cell{}
	for i := range r.Cells().Len() {
		c := r.Cells().At(i)
		m[c.H3().String()] = c
	}
	return m
}

func middle(ring orb.Ring) orb.Point {
	var p orb.Point
	for _, c := range ring[1:] {
		p[0], p[1] = p[0]+c[0]/float64(len(ring)-1), p[1]+c[1]/float64(len(ring)-1)
	}
	return p
}

func TestCellsWithin(t *testing.T) {
	s := plain(t)
	all := len(table(t, get(t, s, "/v1/releases/7/cells.csv")))
	whole := len(table(t, get(t, s, "/v1/releases/7/cells.csv?bbox=-180,-90,180,90")))
	sum := 0
	for _, code := range []string{"64.02.01", "64.02.02"} {
		sum += len(table(t, get(t, s, "/v1/releases/7/cells.csv?within="+code)))
	}
	regency := len(table(t, get(t, s, "/v1/releases/7/cells.csv?within=64.02")))
	if whole != all || sum != regency || regency > all || regency < all*9/10 {
		t.Errorf("%d cells, %d on the whole Earth, %d in the regency, %d in its districts", all, whole, regency, sum)
	}
	village := table(t, get(t, s, "/v1/releases/7/cells.csv?within=64.02.01.2000"))
	boxed := table(t, get(t, s, "/v1/releases/7/cells.csv?bbox=116.5,-0.3,116.55,-0.25"))
	if len(village) == 0 || len(boxed) <= len(village) {
		t.Errorf("%d cells lie in the village, %d touch its box", len(village), len(boxed))
	}
	if n := len(table(t, get(t, s, "/v1/releases/7/cells.csv?bbox=170,-1,-170,1"))); n != 0 {
		t.Errorf("%d cells in a box across the antimeridian", n)
	}
	if n := len(table(t, get(t, s, "/v1/releases/7/cells.csv?bbox=116,-1,-170,1"))); n != all {
		t.Errorf("%d cells in a box that runs from here across the antimeridian, want %d", n, all)
	}
}

func TestAreaFiles(t *testing.T) {
	s := plain(t)
	rows := table(t, get(t, s, "/v1/releases/7/areas.csv?sort=-gap_pkh&within=64.02.01"))
	if len(rows) != 12 {
		t.Fatalf("%d villages, want 12", len(rows))
	}
	before := math.MaxInt
	for _, row := range rows {
		n, err := strconv.Atoi(row["gap_pkh"])
		if err != nil {
			n = -1 // not shown, last
		}
		if n > before {
			t.Errorf("%d comes after %d", n, before)
		}
		before = n
	}
	if a := get(t, s, "/v1/releases/7/areas.csv"); !bytes.Contains(a.body, []byte(`"'=cmd, “é”"`)) {
		t.Error("a name that a spreadsheet would run is not made a text")
	}
	features, err := geojson.UnmarshalFeatureCollection(get(t, s, "/v1/releases/7/areas.geojson?level=district").body)
	if err != nil || len(features.Features) != 2 {
		t.Fatalf("%v, %v", features, err)
	}
	if f := features.Features[1]; f.ID != "64.02.02" || f.Properties["name"] != `Loa "Kulu"` || f.Geometry.(orb.MultiPolygon)[0][0].Orientation() != orb.CCW {
		t.Errorf("district %v %v", f.ID, f.Properties)
	}
}

// GDAL reads the files that `tepat export` writes.
func TestWriteAgainstGDAL(t *testing.T) {
	r := made(t, 7, poverty.Planner, 60)
	var cells, areas bytes.Buffer
	if err := WriteCells(&cells, r, "geojson", 8); err != nil {
		t.Fatal(err)
	}
	if err := WriteAreas(&areas, r, "geojson", "village"); err != nil {
		t.Fatal(err)
	}
	snapshot, err := tiles.NewSnapshot(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name string
		body []byte
		want int
	}{{"cells", cells.Bytes(), snapshot.Count(8)}, {"areas", areas.Bytes(), 24}} {
		path := filepath.Join(t.TempDir(), tc.name+".geojson")
		if err := os.WriteFile(path, tc.body, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ogrinfo", "-ro", "-dialect", "sqlite", "-sql",
			"select count(*) as n, sum(ST_IsValid(geometry)) as valid from \""+tc.name+"\"", path).CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprint("n (Integer) = ", tc.want)) || !strings.Contains(string(out), fmt.Sprint("valid (Integer) = ", tc.want)) {
			t.Errorf("%s: want %d, all valid; GDAL says %v: %s", tc.name, tc.want, err, out)
		}
	}
	if err := WriteCells(io.Discard, r, "xlsx", 8); err == nil {
		t.Error("a format that is not known is written")
	}
}

// A cell on the antimeridian is two polygons, each on its side.
func TestCellOnTheAntimeridian(t *testing.T) {
	c, err := hex.At(orb.Point{180, -17}, 5)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := c.Outline()
	if err != nil {
		t.Fatal(err)
	}
	for i := range ring {
		if ring[i][0] < 0 {
			ring[i][0] += 360
		}
	}
	var g geojson.Geometry
	if err := json.Unmarshal(appendCell(nil, ring), &g); err != nil {
		t.Fatal(err)
	}
	parts := g.Geometry().(orb.MultiPolygon)
	whole := append(orb.Ring(ring), ring[0])
	if len(parts) != 2 || math.Abs(planar.Area(parts)-planar.Area(whole)) > 1e-6 {
		t.Errorf("%d parts of %v, want 2 of %v", len(parts), planar.Area(parts), planar.Area(whole))
	}
	for _, p := range parts {
		if b := p.Bound(); b.Min[0] < -180 || b.Max[0] > 180 || b.Max[0]-b.Min[0] > 1 || p[0].Orientation() != orb.CCW {
			t.Errorf("part %v", p)
		}
	}
}

func TestAppendDegrees(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 116.5: "116.5", -0.25: "-0.25", 179.99999999: "180", 1e-8: "0", -1e-9: "0", -0.0000001: "-0.0000001", 12.3456789: "12.3456789",
	} {
		if got := string(appendDegrees(nil, v)); got != want {
			t.Errorf("%v is written %s, want %s", v, got, want)
		}
	}
}

// A watched writer notes when the first byte came, how many came, and the most
// memory that was in use.
type watched struct {
	header http.Header
	begun  time.Time
	first  time.Duration
	bytes  int
	peak   uint64
}

func (w *watched) Header() http.Header { return w.header }
func (w *watched) WriteHeader(int)     {}
func (w *watched) Write(b []byte) (int, error) {
	if w.bytes == 0 {
		w.first = time.Since(w.begun)
	}
	if before := w.bytes; before>>24 != (before+len(b))>>24 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.peak = max(w.peak, m.HeapInuse)
	}
	w.bytes += len(b)
	return len(b), nil
}

// dense returns a server of release 1, of about n cells of resolution 9 and their parents.
func dense(t testing.TB, n int) *Server {
	t.Helper()
	var cells []hex.Cell
	for i := range n {
		c, err := hex.At(orb.Point{114 + 0.0035*float64(i%1050), -2 + 0.0033*float64(i/1050)}, hex.Base)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, c)
	}
	slices.Sort(cells)
	c := madeCounts(t, 2)
	c.Cells = slices.Compact(cells)
	c.ByCell = make([][]uint32, 4)
	for i := range c.ByCell {
		c.ByCell[i] = slices.Repeat([]uint32{uint32(20 - 4*i)}, len(c.Cells))
	}
	r, err := disclose.Clear(poverty.Release{ID: 1, Audience: poverty.Planner, PublishedAt: time.Unix(1, 0)}, c, disclose.Policy{MinFamilies: 5})
	if err != nil {
		t.Fatal(err)
	}
	return opened(t, Options{Releases: newPress(r), Audience: poverty.Planner})
}

// Cells leave without being held: the first byte at once, and no more memory
// for many (100,000 here, a million in the benchmark) than for few.
func TestStreamHoldsNothingBack(t *testing.T) {
	s := dense(t, 100_000)
	for _, encoding := range []string{"identity", "gzip"} {
		r := httptest.NewRequest(http.MethodGet, "/v1/releases/1/cells.geojson", nil)
		r.Header.Set("Accept-Encoding", encoding)
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		w := &watched{header: http.Header{}, begun: time.Now()}
		s.ServeHTTP(w, r)
		took := time.Since(w.begun)
		grown := int64(w.peak) - int64(before.HeapInuse)
		t.Logf("%s: first byte after %v, %d MB in %v, %.1f MB more memory", encoding, w.first, w.bytes>>20, took, float64(grown)/(1<<20))
		if w.first > 50*time.Millisecond || grown > 32<<20 || w.bytes < 5<<20 {
			t.Errorf("%s: first byte after %v, %d bytes, %d bytes more memory", encoding, w.first, w.bytes, grown)
		}
	}
}
