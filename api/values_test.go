package api

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/tiles"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/maptile"
)

// A spoken figure is what a way out says of a hexagon.
type spoken struct {
	state, bound           string
	numerator, denominator uint32
}

// The table of values and the outlines say together what a file of cells and
// the tiles of cells say, of every hexagon at every resolution, and no more.
func TestValuesSayWhatCellsSay(t *testing.T) {
	about := poverty.Release{ID: 9, Audience: poverty.Public, AsOf: "2024-06-30", PublishedAt: time.Unix(1, 0), Plan: &poverty.Plan{Bound: 0.2}}
	r, err := disclose.Clear(about, madeCounts(t, 40), disclose.Policy{MinFamilies: 10, Bound: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	s := opened(t, Options{Releases: newPress(r), Audience: poverty.Public})
	named := rowsOfOutlines(t, s)
	states := map[string]int{}
	for _, in := range madeIndicators {
		tiled := inCellTiles(t, s, in.ID)
		for res := hex.Root; res <= hex.Base; res++ {
			got := inValues(t, s, fmt.Sprintf("/v1/releases/9/values?indicator=%s&resolution=%d", in.ID, res))
			rows := table(t, get(t, s, fmt.Sprintf("/v1/releases/9/cells.csv?resolution=%d&indicators=%s", res, in.ID)))
			if len(got) != len(rows) {
				t.Errorf("%s at %d: %d rows of values, %d of cells", in.ID, res, len(got), len(rows))
			}
			for _, row := range rows {
				want := spoken{state: row[in.ID+"_state"], bound: row[in.ID+"_bound"], numerator: whole32(t, row[in.ID+"_numerator"])}
				if in.Unit == poverty.UnitShare {
					want.denominator = whole32(t, row[in.ID+"_denominator"])
				}
				states[want.state+want.bound]++
				if at, met := named[row["h3"]]; met && got[at] != want {
					t.Errorf("%s in %s is %+v in the file, %+v in the table", in.ID, row["h3"], want, got[at])
				}
				if f, met := tiled[row["h3"]]; met && f != want {
					t.Errorf("%s in %s is %+v in the file, %+v in tiles", in.ID, row["h3"], want, f)
				}
			}
		}
	}
	for _, state := range []string{"withheld", "no_data", "value", "valueat_most", "valueat_least"} {
		if states[state] == 0 {
			t.Errorf("no figure is %s: %v", state, states)
		}
	}
	if len(named) < 500 {
		t.Errorf("only %d hexagons have a row", len(named))
	}
}

// A box leaves out what does not touch it, and nothing else.
func TestValuesInABox(t *testing.T) {
	s := plain(t)
	const target = "/v1/releases/7/values?indicator=families&resolution=8"
	all := inValues(t, s, target)
	west, east := inValues(t, s, target+"&bbox=116,-1,116.65,1"), inValues(t, s, target+"&bbox=116.65,-1,117,1")
	if len(west) == 0 || len(east) == 0 || len(west) >= len(all) {
		t.Fatalf("%d west, %d east of %d", len(west), len(east), len(all))
	}
	for row, f := range all {
		w, inWest := west[row]
		e, inEast := east[row]
		if !inWest && !inEast || inWest && w != f || inEast && e != f {
			t.Errorf("row %d is %+v, %+v in the west, %+v in the east", row, f, w, e)
		}
	}
}

// The values of 37,000 hexagons take 80 kB at most, with counts as varied as
// cells of a few families have them: each from 1 to 40 as likely.
func TestValuesAreSmall(t *testing.T) {
	r := scattered(t, 37_000)
	e, err := newEdition(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	for i, in := range madeIndicators {
		rows := slices.Sorted(e.Drawn(hex.Base, tiles.Everywhere))
		body, err := json.Marshal(e.values(i, hex.Base, rows))
		if err != nil {
			t.Fatal(err)
		}
		zipped, err := compress(body)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) < 36_500 || len(zipped) > 80_000 {
			t.Errorf("%s: %d bytes for %d hexagons", in.ID, len(zipped), len(rows))
		}
	}
}

// scattered clears made-up counts in n cells, three in five of those around a point.
func scattered(t testing.TB, n int) *disclose.Release {
	t.Helper()
	rng := rand.New(rand.NewPCG(4, 4))
	root, err := hex.At(orb.Point{116.6, -0.4}, hex.Root)
	if err != nil {
		t.Fatal(err)
	}
	roots := []hex.Cell{root}
	for i := 0; len(roots)*2401*3/5 < n+5000; i++ {
		ring, err := roots[i].Disk()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range ring {
			if !slices.Contains(roots, c) {
				roots = append(roots, c)
			}
		}
	}
	slices.Sort(roots)
	var cells []hex.Cell
	for _, root := range roots {
		for digits := range hex.Cell(1 << 12) { // four octal digits, none of them 7
			if c := root.First(hex.Base) + digits<<18; valid(digits) && rng.IntN(5) < 3 && len(cells) < n {
				cells = append(cells, c)
			}
		}
	}
	counts := madeCounts(t, 1)
	counts.Cells, counts.ByCell = cells, columns(rng, len(cells), 1, 40)
	r, err := disclose.Clear(poverty.Release{ID: 9, Audience: poverty.Planner, PublishedAt: time.Unix(1, 0)}, counts, disclose.PolicyFor(poverty.Planner))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func valid(digits hex.Cell) bool {
	for ; digits > 0; digits >>= 3 {
		if digits&7 == 7 {
			return false
		}
	}
	return true
}

// inValues reads the table of an indicator by row.
func inValues(t *testing.T, s *Server, target string) map[int]spoken {
	t.Helper()
	var a valuesAnswer
	get(t, s, target).json(t, &a)
	out := map[int]spoken{}
	at := 0
	for i, step := range a.Rows {
		at += step
		f := spoken{
			state:     map[byte]string{'v': "value", 'z': "zero", 'n': "no_data", 'w': "withheld"}[a.States[i]],
			numerator: a.Numerators[i],
		}
		if a.Unit == poverty.UnitShare {
			f.denominator = a.Denominators[i]
		}
		if a.Bounds != "" {
			f.bound = map[byte]string{'<': "at_most", '=': "", '>': "at_least"}[a.Bounds[i]]
		}
		out[at] = f
	}
	return out
}

// rowsOfOutlines reads the row of every hexagon from the tiles of all zooms.
func rowsOfOutlines(t *testing.T, s *Server) map[string]int {
	out := map[string]int{}
	eachFeature(t, s, "outlines", "", func(properties map[string]any) {
		if len(properties) > 3 || properties["group"] == nil && len(properties) > 2 {
			t.Errorf("an outline has %v", properties)
		}
		h3, row := properties["h3"].(string), int(properties["row"].(float64))
		if other, met := out[h3]; met && other != row {
			t.Errorf("%s is row %d and %d", h3, other, row)
		}
		out[h3] = row
	})
	return out
}

func inCellTiles(t *testing.T, s *Server, indicator string) map[string]spoken {
	out := map[string]spoken{}
	eachFeature(t, s, "cells", "?indicators="+indicator, func(p map[string]any) {
		number := func(key string) uint32 { n, _ := p[key].(float64); return uint32(n) }
		text := func(key string) string { s, _ := p[key].(string); return s }
		f := spoken{state: text(indicator + "_state"), bound: text(indicator + "_bound")}
		if value, shown := p[indicator].(float64); shown {
			f.state, f.numerator, f.denominator = "value", number(indicator+"_numerator"), number(indicator+"_denominator")
			if f.denominator == 0 {
				f.numerator = uint32(value)
			}
			if f.numerator == 0 {
				f.state = "zero"
			}
		}
		out[p["h3"].(string)] = f
	})
	return out
}

// eachFeature yields the attributes of what the tiles of a layer have, at all zooms.
func eachFeature(t *testing.T, s *Server, layer, query string, yield func(map[string]any)) {
	for zoom := maptile.Zoom(5); zoom <= 12; zoom++ {
		low, high := maptile.At(orb.Point{west, south + 4*side}, zoom), maptile.At(orb.Point{west + 6*side, south}, zoom)
		for x := low.X; x <= high.X; x++ {
			for y := low.Y; y <= high.Y; y++ {
				a := get(t, s, fmt.Sprintf("/v1/releases/9/tiles/%s/%d/%d/%d.mvt%s", layer, zoom, x, y, query))
				layers, err := mvt.Unmarshal(a.body)
				if err != nil {
					t.Fatal(err)
				}
				for _, l := range layers {
					for _, f := range l.Features {
						yield(f.Properties)
					}
				}
			}
		}
	}
}

func whole32(t *testing.T, s string) uint32 {
	if s == "" {
		return 0
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return uint32(n)
}
