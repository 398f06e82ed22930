package main

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"tepat/geo/hex"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
)

func TestPopulatedCellsAreCellsInOrder(t *testing.T) {
	cells, err := populated(rand.New(rand.NewPCG(1, 1)), orb.Point{116.6, -0.4}, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	if len(cells) != 10_000 {
		t.Errorf("%d cells, want 10000", len(cells))
	}
	for i, c := range cells {
		if !c.Valid() || c.Res() != hex.Base || i > 0 && c <= cells[i-1] {
			t.Fatalf("cell %d, %v, is no cell of resolution 9 or out of order", i, c)
		}
	}
}

func TestChoose(t *testing.T) {
	for _, tc := range []struct {
		name  string
		words []string
		want  string
	}{
		{"one by its name", []string{"locate"}, "locate"},
		{"a group", []string{"tile"}, "tile-cold tile-warm tile-304"},
		{"in the order of the table", []string{"start", "release"}, "release release-both start"},
		{"a word that nothing begins with", []string{"locate", "speed"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			chosen, err := choose(tc.words)
			if (err != nil) != (tc.want == "") {
				t.Errorf("error %v", err)
			}
			var names []string
			for _, m := range chosen {
				names = append(names, m.name)
			}
			if got := strings.Join(names, " "); got != tc.want {
				t.Errorf("chose %q, want %q", got, tc.want)
			}
		})
	}
}

func TestRowsOfEarlierRunsStand(t *testing.T) {
	table := "| measure | tepat |\n|---|---|\n| tile-cold | 2 ms |\n| tile | 1 ms |\n"
	if got := standing(table, "tile"); got != "| tile | 1 ms |\n" {
		t.Errorf("the row of tile is %q", got)
	}
	if got := standing(table, "start"); got != "" {
		t.Errorf("the row of start is %q", got)
	}
}

// square is a tile of one square with an attribute.
func square(t *testing.T, id, poor int, x float64) []byte {
	t.Helper()
	f := geojson.NewFeature(orb.Bound{Min: orb.Point{x, 100}, Max: orb.Point{x + 40, 140}}.ToPolygon())
	f.ID, f.Properties = id, geojson.Properties{"poor": poor}
	body, err := mvt.MarshalGzipped(mvt.Layers{{Name: "cells", Version: 2, Extent: 4096, Features: []*geojson.Feature{f}}})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestCompareTiles(t *testing.T) {
	ours := square(t, 7, 3, 100)
	for _, tc := range []struct {
		name   string
		theirs []byte
		same   bool
	}{
		{"equal", square(t, 7, 3, 100), true},
		{"one unit aside", square(t, 7, 3, 101), true},
		{"two units aside", square(t, 7, 3, 102), false},
		{"another attribute", square(t, 7, 4, 100), false},
		{"another feature", square(t, 8, 3, 100), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := compareTiles(ours, tc.theirs); (err == nil) != tc.same {
				t.Errorf("compareTiles: %v", err)
			}
		})
	}
	if _, err := compareTiles(ours, square(t, 7, 3, 5000)); err == nil {
		t.Error("a feature that moved out of the tile went unnoticed")
	}
}

func TestClientReadsAnswersOneAfterAnother(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(bytes.Repeat([]byte("tile"), 1000))
	z.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"7"`)
		if r.Header.Get("If-None-Match") == `"7"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write(zipped.Bytes())
	}))
	defer l.Close()
	c, err := (&server{addr: l.Addr().String()}).dial()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	for range 2 {
		a, err := c.ask(c.request("/", ""))
		if err != nil || a.status != 200 || a.tag != `"7"` || !bytes.Equal(a.body, zipped.Bytes()) {
			t.Fatalf("status %d, tag %s, %d bytes, %v", a.status, a.tag, len(a.body), err)
		}
		if a, err = c.ask(c.request("/", a.tag)); err != nil || a.status != 304 || len(a.body) != 0 {
			t.Fatalf("status %d, %d bytes, %v", a.status, len(a.body), err)
		}
	}
}

func TestGrowthSeesMemory(t *testing.T) {
	grown, err := growth(os.Getpid(), func() error {
		kept := make([]byte, 64<<20)
		for i := 0; i < len(kept); i += 4096 {
			kept[i] = 1
		}
		runtime.KeepAlive(kept)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	// The race detector keeps a shadow of what is touched: up to twice and a half.
	if grown < 60<<20 || grown > 240<<20 {
		t.Errorf("64 MiB were seen as %d MB", grown/1e6)
	}
}
