package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"tepat/geo/area"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// A ground is the villages that everything stands on.
type ground struct {
	villages []area.Area // by code; ID counts from 1
	about    string
	file     string // the same as GeoJSON, fields kode and nama
	locator  *area.Locator
	centres  [][]orb.Point // of settlements, by village
}

// newGround reads the real villages of Kutai Kartanegara, below TEPAT_SHARED
// or ../shared; where they are missing it makes up squares.
func newGround(dir string) (*ground, error) {
	shared := cmp.Or(os.Getenv("TEPAT_SHARED"), filepath.Join("..", "shared"))
	g := &ground{file: filepath.Join(dir, "villages.geojson"), about: "237 real villages"}
	body, err := os.ReadFile(filepath.Join(shared, "data", "boundaries", "kukar_desa.geojson"))
	if errors.Is(err, fs.ErrNotExist) {
		g.about = "237 made-up squares"
		body, err = squares().MarshalJSON()
	}
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(g.file, body, 0o644); err != nil {
		return nil, err
	}
	if g.villages, err = readVillages(body); err != nil {
		return nil, err
	}
	if g.locator, err = area.NewLocator(g.villages); err != nil {
		return nil, err
	}
	return g, g.settle()
}

func readVillages(body []byte) ([]area.Area, error) {
	features, err := geojson.UnmarshalFeatureCollection(body)
	if err != nil {
		return nil, err
	}
	var villages []area.Area
	for _, f := range features.Features {
		a := area.Area{System: area.Kemendagri, Vintage: "2025", Level: area.Village,
			Code: area.Code(f.Properties.MustString("kode")), Name: f.Properties.MustString("nama")}
		a.Parent = a.Code.Parent(area.Kemendagri)
		switch shape := f.Geometry.(type) {
		case orb.Polygon:
			a.Shape = orb.MultiPolygon{shape}
		case orb.MultiPolygon:
			a.Shape = shape
		default:
			return nil, fmt.Errorf("village %s is a %s", a.Code, shape.GeoJSONType())
		}
		villages = append(villages, a)
	}
	slices.SortFunc(villages, func(a, b area.Area) int { return cmp.Compare(a.Code, b.Code) })
	for i := range villages {
		villages[i].ID = int32(i + 1)
	}
	return villages, nil
}

// squares are 237 villages of a tenth of a degree.
func squares() *geojson.FeatureCollection {
	c := geojson.NewFeatureCollection()
	for i := range 237 {
		x, y := 115.6+0.1*float64(i%16), -1.2+0.1*float64(i/16)
		f := geojson.NewFeature(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 0.1, y + 0.1}}.ToPolygon())
		f.Properties = geojson.Properties{"kode": fmt.Sprintf("64.02.%02d.%d", 1+i/12, 2001+i%12), "nama": fmt.Sprintf("Desa %d", i+1)}
		c.Append(f)
	}
	return c
}

// settle founds three settlements in every village.
func (g *ground) settle() error {
	rng := rand.New(rand.NewPCG(1, 1))
	g.centres = make([][]orb.Point, len(g.villages))
	for i, v := range g.villages {
		for tries := 0; len(g.centres[i]) < 3; tries++ {
			if p := somewhere(rng, v.Shape.Bound()); g.locator.Within(v.ID, p) {
				g.centres[i] = append(g.centres[i], p)
			}
			if tries > 100_000 {
				return fmt.Errorf("village %s has no room", v.Code)
			}
		}
	}
	return nil
}

func somewhere(rng *rand.Rand, b orb.Bound) orb.Point {
	return orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}
}

// home returns a place in village i: near a settlement, within the border.
func (g *ground) home(rng *rand.Rand, i int) orb.Point {
	centre := g.centres[i][rng.IntN(len(g.centres[i]))]
	for spread := 0.004; ; spread /= 2 {
		p := orb.Point{centre[0] + spread*rng.NormFloat64(), centre[1] + spread*rng.NormFloat64()}
		if g.locator.Within(g.villages[i].ID, p) {
			return p
		}
	}
}

// points are nine in ten homes, the others anywhere in the box around all villages.
func (g *ground) points(n int) []orb.Point {
	rng := rand.New(rand.NewPCG(2, 2))
	var all orb.MultiPolygon
	for _, v := range g.villages {
		all = append(all, v.Shape...)
	}
	box := all.Bound()
	points := make([]orb.Point, n)
	for i := range points {
		if rng.IntN(10) == 0 {
			points[i] = somewhere(rng, box)
		} else {
			points[i] = g.home(rng, rng.IntN(len(g.villages)))
		}
	}
	return points
}
