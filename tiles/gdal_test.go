package tiles

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// unzip returns the tile's bytes.
func unzip(t testing.TB, body []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// A drawn tile.
type drawn struct {
	Tile
	body []byte
}

// rows returns the features of a layer of all tiles, which are of one zoom, as
// GDAL reads them, by id; one that lies in several tiles comes once.
func rows(t *testing.T, layer string, tiles []drawn) map[string]map[string]string {
	t.Helper()
	dir := t.TempDir()
	for _, tile := range tiles {
		column := filepath.Join(dir, strconv.Itoa(tile.Z), strconv.Itoa(tile.X))
		if err := errors.Join(os.MkdirAll(column, 0o700),
			os.WriteFile(filepath.Join(column, strconv.Itoa(tile.Y)+".pbf"), unzip(t, tile.body), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	zoom := "MVT:" + filepath.Join(dir, strconv.Itoa(tiles[0].Z))
	out, err := exec.Command("ogr2ogr", "-f", "CSV", "/vsistdout/", zoom, layer, "-oo", "CLIP=NO").Output()
	if err != nil {
		t.Fatalf("ogr2ogr of zoom %d: %v", tiles[0].Z, err)
	}
	table, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]map[string]string{}
	for _, values := range table[1:] {
		row := map[string]string{}
		for i, v := range values {
			row[table[0][i]] = v
		}
		rows[row["mvt_id"]] = row
	}
	return rows
}

// grid draws every tile of a zoom on the ground of around.
func grid(t testing.TB, s *Snapshot, layer string, z int, around box) (tiles []drawn) {
	t.Helper()
	bits := worldBits - z
	for x := around.x0>>bits - 1; x <= around.x1>>bits+1; x++ {
		for y := max(0, around.y0>>bits-1); y <= min(1<<z-1, around.y1>>bits+1); y++ {
			tile := Tile{Layer: layer, Z: z, X: int(x) & (1<<z - 1), Y: int(y), Indicators: []int{0, 1, 2, 3}}
			body, err := s.Draw(tile)
			if err != nil {
				t.Fatal(err)
			}
			if body != nil {
				tiles = append(tiles, drawn{tile, body})
			}
		}
	}
	return tiles
}

// GDAL reads from the tiles of every zoom just the cells, figures and states
// of the release, and the families add up.
func TestCellsAgainstGDAL(t *testing.T) {
	t.Parallel()
	for _, tc := range odd {
		t.Run(tc.name, func(t *testing.T) {
			s := made(t, disk(t, tc.centre, 0.2, 25), nil, 12)
			zooms, err := s.Zooms(Cells)
			if err != nil {
				t.Fatal(err)
			}
			groups := map[hex.Cell]int{}
			for i := range s.release.Cells().Len() {
				groups[s.release.Cells().At(i).Group()]++
			}
			for z := zooms.Min; z <= zooms.Max; z++ {
				level := s.levels[s.zooms[z]]
				got := rows(t, Cells, grid(t, s, Cells, z, level.tree.bounds()))
				if len(got) != len(level.cells) {
					t.Errorf("zoom %d: %d cells, want %d", z, len(got), len(level.cells))
				}
				families, seen := 0, map[string]bool{}
				for _, i := range level.cells {
					c := s.release.Cells().At(int(i))
					row := got[strconv.FormatUint(c.H3().ID(), 10)]
					same(t, s, row, c, groups[c.Group()] > 1)
					if leaf := c.Group().String(); !seen[leaf] {
						seen[leaf] = true
						n, _ := strconv.Atoi(row["families"])
						families += n
					}
				}
				if families != *s.about.Located {
					t.Errorf("zoom %d: %d families, want %d", z, families, *s.about.Located)
				}
			}
		})
	}
}

// same compares a feature's attributes with the release; a cell that shares its figures says with whom.
func same(t *testing.T, s *Snapshot, row map[string]string, c disclose.Cell, shares bool) {
	t.Helper()
	want := map[string]string{"h3": c.H3().String()}
	if shares {
		want["group"] = c.Group().String()
	}
	for i, in := range s.about.Indicators {
		f := c.Figure(i)
		switch {
		case !f.Shown():
			want[in.ID+"_state"] = f.State().String()
		case in.Unit == poverty.UnitShare:
			want[in.ID] = strconv.FormatFloat(math.Round(f.Value()*1e4)/1e4, 'f', -1, 64)
			want[in.ID+"_numerator"] = strconv.Itoa(int(f.Numerator()))
			want[in.ID+"_denominator"] = strconv.Itoa(int(f.Denominator()))
		default:
			want[in.ID] = strconv.Itoa(int(f.Numerator()))
		}
	}
	for k, v := range row {
		if k != "mvt_id" && v != want[k] {
			t.Errorf("cell %s: %s = %q, want %q", c.H3(), k, v, want[k])
		}
	}
	for k, v := range want {
		if row[k] != v {
			t.Errorf("cell %s: %s = %q, want %q", c.H3(), k, row[k], v)
		}
	}
}
