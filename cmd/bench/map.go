package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"tepat/geo/poverty"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/encoding/mvt"
	"github.com/paulmach/orb/geojson"
	"github.com/paulmach/orb/maptile"
	"golang.org/x/sync/errgroup"
)

var mapMeasures = []measure{
	{"tile-cold", "tiles of zoom 11, each asked once of `tepat serve`: CPU of the server, HTTP and gzip included. Instead: `ST_AsMVT` over the same cells with the same attributes, stored as polygons in 3857 with a GiST index, CPU of the backend, and gzip level 6. Features of every tile are compared: ids, attributes, corners to two units.", (*bench).tileCold},
	{"tile-warm", "one tile asked again and again over 16 connections: CPU of the server. Beside it a server of net/http that does nothing but send the same bytes.", (*bench).tileWarm},
	{"tile-304", "the same with If-None-Match.", (*bench).tileKnown},
	{"geojson-first-byte", "cells.geojson of all cells of resolution 9, 4 indicators, not compressed: time to the first byte of the body, median of 9.", (*bench).geojsonFirstByte},
	{"geojson-memory", "by how much the server's resident memory grows while it is sent.", (*bench).geojsonMemory},
	{"geojson-time", "until all of it is in a file; `ogr2ogr -f GeoJSON` writes the same cells and columns, stored as polygons in PostGIS, with 7 decimals. One feature in a hundred is compared.", (*bench).geojsonTime},
	{"start", "`tepat serve` from its start until /readyz says yes, the latest release having 1 M cells.", (*bench).start},
}

const tileZoom = 11

// tiles returns the tiles that have about 2,500 hexagons.
func (s *shown) tiles() (chosen []maptile.Tile, err error) {
	counts := map[maptile.Tile]int{}
	for _, i := range s.drawn {
		outline, err := s.release.Cells().At(i).H3().Outline()
		if err != nil {
			return nil, err
		}
		counts[maptile.At(outline[0], tileZoom)]++
	}
	for t, n := range counts {
		if n > 2250 && n < 2750 {
			chosen = append(chosen, t)
		}
	}
	if len(chosen) == 0 {
		return nil, errors.New("no tile has about 2,500 hexagons: take a larger scale")
	}
	slices.SortFunc(chosen, func(a, b maptile.Tile) int { return int(a.Quadkey()) - int(b.Quadkey()) })
	return chosen, nil
}

func tilePath(t maptile.Tile) string {
	return fmt.Sprintf("/v1/releases/1/tiles/cells/%d/%d/%d.mvt", t.Z, t.X, t.Y)
}

func (b *bench) tileCold(ctx context.Context) (line, error) {
	s, err := b.shown()
	if err != nil {
		return line{}, err
	}
	tiles, err := s.tiles()
	if err != nil {
		return line{}, err
	}
	ours, bodies, err := b.drawTiles(ctx, s, tiles)
	if err != nil {
		return line{}, err
	}
	peer, theirs, err := b.drawTilesBySQL(ctx, s, tiles)
	if err != nil {
		return line{}, err
	}
	features := 0
	for i := range tiles {
		n, err := compareTiles(bodies[i], theirs[i])
		if err != nil {
			return line{}, fmt.Errorf("tile %v: %w", tiles[i], err)
		}
		features += n
	}
	return line{
		ours:   fmt.Sprintf("%s, %d hexagons, %d kB", millis(ours), features/len(tiles), size(bodies)/len(tiles)/1000),
		peer:   fmt.Sprintf("ST_AsMVT + gzip 6 %s, %d kB", millis(peer), size(theirs)/len(tiles)/1000),
		ratio:  float64(peer) / float64(ours),
		target: "≤ 2 ms CPU, ≥ 10 ×, same features",
		met:    ours <= 2*time.Millisecond && peer >= 10*ours,
	}, nil
}

// drawTiles asks a fresh server for every tile once, and returns the CPU time
// that a tile took it and the tiles, as gzip.
func (b *bench) drawTiles(ctx context.Context, s *shown, tiles []maptile.Tile) (each time.Duration, bodies [][]byte, err error) {
	v, _, err := b.serve(ctx, s.url)
	if err != nil {
		return 0, nil, err
	}
	defer func() { err = errors.Join(err, v.stop()) }()
	c, err := v.dial()
	if err != nil {
		return 0, nil, err
	}
	defer c.close()
	used, err := spent(v.pid(), func() error {
		for _, t := range tiles {
			a, err := c.ask(c.request(tilePath(t), ""))
			if err != nil {
				return err
			}
			bodies = append(bodies, slices.Clone(a.body))
		}
		return nil
	})
	return used / time.Duration(len(tiles)), bodies, err
}

// drawTilesBySQL is the usual way: PostGIS draws a tile, the tile server
// compresses it. It returns the CPU time of both for a tile.
func (b *bench) drawTilesBySQL(ctx context.Context, s *shown, tiles []maptile.Tile) (each time.Duration, bodies [][]byte, err error) {
	conn, err := b.connect(ctx, s.url)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Close(ctx)
	all := func() error {
		bodies = bodies[:0]
		for _, t := range tiles {
			body, err := drawBySQL(ctx, conn, t)
			if err != nil {
				return err
			}
			bodies = append(bodies, body)
		}
		return nil
	}
	if err := all(); err != nil { // what it reads is in memory from now on
		return 0, nil, err
	}
	drawn, err := spent(int(conn.PgConn().PID()), all)
	if err != nil {
		return 0, nil, err
	}
	zipped, err := timed(func() error {
		z, err := gzip.NewWriterLevel(nil, 6)
		if err != nil {
			return err
		}
		for i, body := range bodies {
			var out bytes.Buffer
			z.Reset(&out)
			if _, err := z.Write(body); err != nil {
				return err
			}
			if err := z.Close(); err != nil {
				return err
			}
			bodies[i] = out.Bytes()
		}
		return nil
	})
	return (drawn + zipped.cpu) / time.Duration(len(tiles)), bodies, err
}

func drawBySQL(ctx context.Context, conn *pgx.Conn, t maptile.Tile) (body []byte, err error) {
	err = conn.QueryRow(ctx, drawSQL, t.Z, t.X, t.Y).Scan(&body)
	return body, err
}

// drawSQL draws the columns of peer.tile, as Martin and pg_tileserv do.
var drawSQL = func() string {
	columns := `id, h3, "group"`
	for _, i := range indicators {
		columns += ", " + i.ID + ", " + i.ID + "_state"
		if i.Unit == poverty.UnitShare {
			columns += ", " + i.ID + "_numerator, " + i.ID + "_denominator"
		}
	}
	return `
		with drawn as (
			select ` + columns + `, st_asmvtgeom(geom, st_tileenvelope($1, $2, $3), 4096, 64) as outline
			from peer.tile
			where geom && st_tileenvelope($1, $2, $3, margin => 64.0 / 4096))
		select st_asmvt(drawn, 'cells', 4096, 'outline', 'id') from drawn`
}()

func size(bodies [][]byte) (n int) {
	for _, b := range bodies {
		n += len(b)
	}
	return n
}

// compareTiles returns the number of features of ours, or how the tiles differ.
func compareTiles(ours, theirs []byte) (int, error) {
	a, err := decode(ours)
	if err != nil {
		return 0, err
	}
	b, err := decode(theirs)
	if err != nil {
		return 0, err
	}
	for id, f := range a {
		g, both := b[id]
		switch {
		case !both && !rim(f):
			return 0, fmt.Errorf("PostGIS does not draw %v", id)
		case both:
			if err := compareFeatures(f, g); err != nil {
				return 0, fmt.Errorf("feature %v: %w", id, err)
			}
		}
	}
	for id, g := range b {
		if _, both := a[id]; !both && !rim(g) {
			return 0, fmt.Errorf("tepat does not draw %v", id)
		}
	}
	return len(a), nil
}

// rim says whether a feature lies outside a tile and all but one unit of its
// buffer: which of those are drawn is a matter of rounding.
func rim(f *geojson.Feature) bool {
	inner := orb.Bound{Min: orb.Point{-63, -63}, Max: orb.Point{4096 + 63, 4096 + 63}}
	return clip.Geometry(inner, orb.Clone(f.Geometry)) == nil
}

func decode(zipped []byte) (map[any]*geojson.Feature, error) {
	layers, err := mvt.UnmarshalGzipped(zipped)
	if err != nil {
		return nil, err
	}
	if len(layers) != 1 || layers[0].Name != "cells" {
		return nil, errors.New("one layer, cells, was expected")
	}
	features := map[any]*geojson.Feature{}
	for _, f := range layers[0].Features {
		features[f.ID] = f
	}
	return features, nil
}

func compareFeatures(f, g *geojson.Feature) error {
	if len(f.Properties) != len(g.Properties) {
		return fmt.Errorf("%v and %v", f.Properties, g.Properties)
	}
	for k, v := range f.Properties {
		if fmt.Sprint(v) != fmt.Sprint(g.Properties[k]) {
			return fmt.Errorf("%s is %v and %v", k, v, g.Properties[k])
		}
	}
	box, other := f.Geometry.Bound(), g.Geometry.Bound()
	drawn := orb.Bound{Min: orb.Point{-64, -64}, Max: orb.Point{4096 + 64, 4096 + 64}}
	if !drawn.Contains(box.Min) || !drawn.Contains(box.Max) {
		return nil // PostGIS cuts it off
	}
	for i := range 2 {
		if math.Abs(box.Min[i]-other.Min[i]) > 1 || math.Abs(box.Max[i]-other.Max[i]) > 1 {
			return fmt.Errorf("box %v and %v", box, other)
		}
	}
	return nil
}

func (b *bench) tileWarm(ctx context.Context) (line, error) {
	return b.again(ctx, 200, 25*time.Microsecond)
}

func (b *bench) tileKnown(ctx context.Context) (line, error) {
	return b.again(ctx, 304, 15*time.Microsecond)
}

// again asks tepat, and a server that does nothing else, for one tile over
// and over; with its tag where the answer is to be 304.
func (b *bench) again(ctx context.Context, status int, limit time.Duration) (l line, err error) {
	s, err := b.shown()
	if err != nil {
		return l, err
	}
	tiles, err := s.tiles()
	if err != nil {
		return l, err
	}
	v, _, err := b.serve(ctx, s.url)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, v.stop()) }()
	ours, body, err := v.answerCost(tilePath(tiles[0]), status)
	if err != nil {
		return l, err
	}
	floor, err := startFloor(ctx, body)
	if err != nil {
		return l, err
	}
	defer floor.kill()
	least, _, err := floor.answerCost("/", status)
	return line{
		ours:   fmt.Sprintf("%s, tile of %d kB", micros(ours), len(body)/1000),
		peer:   "net/http alone " + micros(least),
		ratio:  float64(least) / float64(ours),
		target: fmt.Sprintf("≤ %d µs CPU", limit/time.Microsecond),
		met:    ours <= limit,
	}, err
}

// answerCost returns the least CPU time that an answer of that status takes
// the server, and the body of the answer in full.
func (v *server) answerCost(path string, status int) (each time.Duration, body []byte, err error) {
	c, err := v.dial()
	if err != nil {
		return 0, nil, err
	}
	defer c.close()
	a, err := c.ask(c.request(path, ""))
	if err != nil {
		return 0, nil, err
	}
	body, tag, length := slices.Clone(a.body), "", len(a.body)
	if status == 304 {
		tag, length = a.tag, 0
	}
	least, err := best(5, func() (cost, error) {
		used, err := spent(v.pid(), func() error { return v.hammer(path, tag, status, length) })
		return cost{cpu: used}, err
	})
	return least.cpu / (connections * requests), body, err
}

const (
	connections = 16
	requests    = 2000 // of each connection
)

// hammer asks for path, request after request on every connection; every
// answer must have that status and length.
func (v *server) hammer(path, tag string, status, length int) error {
	var g errgroup.Group
	for range connections {
		g.Go(func() error {
			c, err := v.dial()
			if err != nil {
				return err
			}
			defer c.close()
			request := c.request(path, tag)
			for range requests {
				a, err := c.ask(request)
				if err != nil {
					return err
				}
				if a.status != status || len(a.body) != length {
					return fmt.Errorf("status %d with %d bytes, want %d with %d", a.status, len(a.body), status, length)
				}
			}
			return nil
		})
	}
	return g.Wait()
}

func (b *bench) start(ctx context.Context) (line, error) {
	s, err := b.shown()
	if err != nil {
		return line{}, err
	}
	var memory int64
	least, err := best(3, func() (cost, error) {
		v, took, err := b.serve(ctx, s.url)
		if err != nil {
			return cost{}, err
		}
		memory, err = memoryOf(v.pid(), "VmRSS")
		return cost{wall: took}, errors.Join(err, v.stop())
	})
	return line{
		ours:   fmt.Sprintf("%s, %s resident", seconds(least.wall), megabytes(memory)),
		peer:   "–",
		target: "≤ 5 s",
		met:    least.wall <= 5*time.Second,
	}, err
}
