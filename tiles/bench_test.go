package tiles

import (
	"context"
	"testing"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

// fullTile returns a snapshot with a tile of about 2,500 hexagons, and that tile.
func fullTile(t testing.TB) (*Snapshot, Tile) {
	t.Helper()
	s := made(t, disk(t, orb.Point{116.63, -0.44}, 0.141, 160), nil, 5)
	tile := Tile{Layer: Cells, Z: 11, X: 1687, Y: 1026, Indicators: []int{0, 1, 2, 3}}
	if n := len(s.touching(s.zooms[11], tile.box(), nil)); n < 2400 || n > 2600 || s.zooms[11] != 9 {
		t.Fatalf("the tile has %d cells of resolution %d", n, s.zooms[11])
	}
	return s, tile
}

// A cold tile: choose the cells, write them, compress.
func BenchmarkDraw(b *testing.B) {
	s, tile := fullTile(b)
	body, err := s.Draw(tile)
	if err != nil {
		b.Fatal(err)
	}
	cells := len(s.touching(s.zooms[tile.Z], tile.box(), nil))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Draw(tile); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(cells), "cells")
	b.ReportMetric(float64(len(body))/1e3, "kB")
}

func TestDrawAllocates(t *testing.T) {
	s, tile := fullTile(t)
	if n := testing.AllocsPerRun(20, func() {
		if _, err := s.Draw(tile); err != nil {
			t.Fatal(err)
		}
	}); n > 100 {
		t.Errorf("%v allocations a tile, at most 100", n)
	}
}

// A million cells of a release, made ready to draw.
func BenchmarkNewSnapshot(b *testing.B) {
	var cells []hex.Cell
	for _, c := range disk(b, kukar, 3, 1000) {
		cells = append(cells, c)
	}
	r, err := disclose.Clear(poverty.Release{}, counts(cells, nil), disclose.Policy{MinFamilies: 5})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewSnapshot(context.Background(), r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.Cells().Len()), "cells")
}
