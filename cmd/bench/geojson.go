package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"tepat/geo/hex"

	"github.com/paulmach/orb/geojson"
)

const cellsPath = "/v1/releases/1/cells.geojson?resolution=9"

// withServer runs f on a server that has answered a small question before.
func (b *bench) withServer(ctx context.Context, f func(*shown, *server) error) (err error) {
	s, err := b.shown()
	if err != nil {
		return err
	}
	v, _, err := b.serve(ctx, s.url)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, v.stop()) }()
	if _, err := v.download(ctx, cellsPath+"&bbox=116.6,-0.4,116.61,-0.39", b.file("small.geojson")); err != nil {
		return err
	}
	return f(s, v)
}

func (b *bench) geojsonFirstByte(ctx context.Context) (line, error) {
	var took []time.Duration
	err := b.withServer(ctx, func(_ *shown, v *server) error {
		for range 9 {
			body, first, err := v.open(ctx, cellsPath)
			if err != nil {
				return err
			}
			body.Close()
			took = append(took, first)
		}
		return nil
	})
	if err != nil {
		return line{}, err
	}
	slices.Sort(took)
	middle := took[len(took)/2]
	return line{ours: millis(middle), peer: "–", target: "≤ 50 ms", met: middle <= 50*time.Millisecond}, nil
}

func (b *bench) geojsonMemory(ctx context.Context) (line, error) {
	var grown int64
	err := b.withServer(ctx, func(_ *shown, v *server) (err error) {
		grown, err = growth(v.pid(), func() error {
			_, err := v.download(ctx, cellsPath, b.file("ours.geojson"))
			return err
		})
		return err
	})
	return line{ours: megabytes(grown), peer: "–", target: "≤ 32 MB", met: grown <= 32e6}, err
}

func (b *bench) geojsonTime(ctx context.Context) (line, error) {
	var l line
	err := b.withServer(ctx, func(s *shown, v *server) error {
		ours, err := best(3, func() (cost, error) {
			return timed(func() error {
				_, err := v.download(ctx, cellsPath, b.file("ours.geojson"))
				return err
			})
		})
		if err != nil {
			return err
		}
		peer, err := best(2, func() (cost, error) { return b.exportByOGR(ctx, s) })
		if err != nil {
			return err
		}
		if err := compareFiles(b.file("ours.geojson"), b.file("theirs.geojson"), len(s.drawn)); err != nil {
			return err
		}
		l = line{
			ours:   fmt.Sprintf("%s, %d k cells", seconds(ours.wall), len(s.drawn)/1000),
			peer:   "ogr2ogr " + seconds(peer.wall),
			ratio:  peer.wall.Seconds() / ours.wall.Seconds(),
			target: "≥ 3 ×",
			met:    peer.wall >= 3*ours.wall,
		}
		return nil
	})
	return l, err
}

func (b *bench) exportByOGR(ctx context.Context, s *shown) (cost, error) {
	to := b.file("theirs.geojson")
	if err := os.RemoveAll(to); err != nil {
		return cost{}, err
	}
	source, env, err := ogrSource(s.url)
	if err != nil {
		return cost{}, err
	}
	return command(ctx, env, "ogr2ogr", "-f", "GeoJSON", to, source, "-sql", "select * from peer.cell", "-lco", "COORDINATE_PRECISION=7")
}

// ogrSource names a database as GDAL wants it, with the password in the environment.
func ogrSource(address string) (source string, env []string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", nil, errors.New("the database URL cannot be read")
	}
	password, _ := u.User.Password()
	return fmt.Sprintf("PG:host=%s port=%s user=%s dbname=%s", u.Hostname(), u.Port(), u.User.Username(), strings.TrimPrefix(u.Path, "/")),
		[]string{"PGPASSWORD=" + password}, nil
}

// compareFiles holds about one feature in a hundred of two GeoJSON files, one
// feature a line, against each other, and counts all.
func compareFiles(ours, theirs string, want int) error {
	a, err := sample(ours, want)
	if err != nil {
		return err
	}
	b, err := sample(theirs, want)
	if err != nil {
		return err
	}
	if len(a) != len(b) {
		return fmt.Errorf("%d features of the sample, and %d", len(a), len(b))
	}
	for cell, f := range a {
		g, both := b[cell]
		if !both {
			return fmt.Errorf("cell %s is in one file only", cell)
		}
		if err := compareSample(f, g); err != nil {
			return fmt.Errorf("cell %s: %w", cell, err)
		}
	}
	return nil
}

var cellOf = regexp.MustCompile(`"h3": ?"([0-9a-f]+)"`)

// sample reads the features, by cell, whose cell's number is a multiple of
// 101, from a file that must have so many.
func sample(path string, want int) (map[string]*geojson.Feature, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	features := map[string]*geojson.Feature{}
	lines, n := bufio.NewScanner(f), 0
	for lines.Scan() {
		found := cellOf.FindSubmatch(lines.Bytes())
		if found == nil {
			continue
		}
		n++
		cell, err := hex.Parse(string(found[1]))
		if err != nil {
			return nil, err
		}
		if cell.ID()%101 > 0 {
			continue
		}
		feature := &geojson.Feature{}
		if err := json.Unmarshal(bytes.TrimSuffix(bytes.TrimSpace(lines.Bytes()), []byte(",")), feature); err != nil {
			return nil, err
		}
		features[cell.String()] = feature
	}
	if n != want {
		return nil, errors.Join(lines.Err(), fmt.Errorf("%d features, want %d", n, want))
	}
	return features, lines.Err()
}

func compareSample(f, g *geojson.Feature) error {
	for k, v := range g.Properties {
		if ours, ok := f.Properties[k]; k != "id" && (ok || v != nil) && ours != v {
			return fmt.Errorf("%s is %v and %v", k, ours, v)
		}
	}
	a, b := f.Geometry.Bound(), g.Geometry.Bound()
	for i := range 2 {
		if math.Abs(a.Min[i]-b.Min[i]) > 1e-6 || math.Abs(a.Max[i]-b.Max[i]) > 1e-6 {
			return fmt.Errorf("box %v and %v", a, b)
		}
	}
	return nil
}
