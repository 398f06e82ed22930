package tiles

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tepat/geo/area"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
)

var bless = flag.Bool("bless", false, "write the golden tiles anew")

// Golden tiles are text, one feature a line, to be read in a diff.
func TestGolden(t *testing.T) {
	s := made(t, disk(t, kukar, 0.05, 12), squares(), 12)
	for _, tc := range []struct {
		name string
		tile Tile
	}{
		{"cells_6", Tile{Cells, 6, 52, 32, []int{0, 1, 2, 3}}},
		{"cells_11_one_indicator", Tile{Cells, 11, 1687, 1026, []int{1}}},
		{"outlines_11", Tile{Outlines, 11, 1687, 1026, nil}},
		{"areas_5", Tile{Areas, 5, 26, 16, []int{0}}},
		{"areas_9", Tile{Areas, 9, 421, 256, []int{0, 1}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			body, err := s.Draw(tc.tile)
			if err != nil {
				t.Fatal(err)
			}
			got := text(t, body)
			path := filepath.Join("testdata", tc.name+".txt")
			if *bless {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("tile differs from %s; `make bless` writes it anew. It is now:\n%s", path, got)
			}
		})
	}
}

// squares returns a regency of two districts of two square villages each.
func squares() []area.Area {
	at := func(level area.Level, code, name, parent string, x, y, w float64) area.Area {
		x, y = 116.4+x*0.15, -0.5+y*0.15
		w, h := w*0.15, 0.3
		return area.Area{System: area.Kemendagri, Level: level, Code: area.Code(code), Name: name, Parent: area.Code(parent),
			Shape: orb.MultiPolygon{{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}}}
	}
	return []area.Area{
		at(area.Regency, "64.02", "Kukar", "", 0, 0, 4),
		at(area.District, "64.02.01", "Muara Muntai", "64.02", 0, 0, 2),
		at(area.District, "64.02.02", "Loa Kulu", "64.02", 2, 0, 2),
		at(area.Village, "64.02.01.2001", "Perian", "64.02.01", 0, 0, 1),
		at(area.Village, "64.02.01.2002", "Muara Leka", "64.02.01", 1, 0, 1),
		at(area.Village, "64.02.02.2001", "Jembayan", "64.02.02", 2, 0, 1),
		at(area.Village, "64.02.02.2002", "Loa Kulu Kota", "64.02.02", 3, 0, 1),
	}
}

// text writes a tile down: layers, features, attributes and rings in tile units.
func text(t *testing.T, body []byte) string {
	t.Helper()
	layers, err := mvt.UnmarshalGzipped(body)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, l := range layers {
		fmt.Fprintf(&b, "%s v%d extent %d\n", l.Name, l.Version, l.Extent)
		for _, f := range l.Features {
			fmt.Fprintf(&b, "  %.0f", f.ID)
			for _, k := range slices.Sorted(maps.Keys(f.Properties)) {
				fmt.Fprintf(&b, " %s=%v", k, f.Properties[k])
			}
			fmt.Fprintf(&b, " %s\n", shape(f.Geometry))
		}
	}
	return b.String()
}

func shape(g orb.Geometry) string {
	switch g := g.(type) {
	case orb.Polygon:
		var rings []string
		for _, r := range g {
			rings = append(rings, path(orb.LineString(r)))
		}
		return "ring " + strings.Join(rings, " hole ")
	case orb.LineString:
		return "line " + path(g)
	}
	return fmt.Sprintf("%T %v", g, g)
}

func path(points orb.LineString) string {
	var out []string
	for _, p := range points {
		out = append(out, fmt.Sprintf("%.0f,%.0f", p[0], p[1]))
	}
	return strings.Join(out, " ")
}
