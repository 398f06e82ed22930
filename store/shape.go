package store

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geom"
	"github.com/twpayne/go-geom/encoding/ewkb"
)

// encodeShape returns the shape as PostGIS reads it, SRID 4326; nil of nil.
func encodeShape(shape orb.MultiPolygon) ([]byte, error) {
	if shape == nil {
		return nil, nil
	}
	coords := make([][][]geom.Coord, len(shape))
	for i, polygon := range shape {
		for _, ring := range polygon {
			coords[i] = append(coords[i], toCoords(ring))
		}
	}
	g, err := geom.NewMultiPolygon(geom.XY).SetSRID(4326).SetCoords(coords)
	if err != nil {
		return nil, err
	}
	return ewkb.Marshal(g, ewkb.NDR)
}

func toCoords(ring orb.Ring) []geom.Coord {
	coords := make([]geom.Coord, len(ring))
	for i, p := range ring {
		coords[i] = geom.Coord{p.Lon(), p.Lat()}
	}
	return coords
}

// decodeShape reads what PostGIS writes of a multipolygon; nil of nil.
func decodeShape(body []byte) (orb.MultiPolygon, error) {
	if body == nil {
		return nil, nil
	}
	g, err := ewkb.Unmarshal(body)
	if err != nil {
		return nil, err
	}
	m, ok := g.(*geom.MultiPolygon)
	if !ok {
		return nil, fmt.Errorf("a %T where a multipolygon is expected", g)
	}
	shape := make(orb.MultiPolygon, m.NumPolygons())
	for i := range shape {
		for _, ring := range m.Polygon(i).Coords() {
			shape[i] = append(shape[i], toRing(ring))
		}
	}
	return shape, nil
}

func toRing(coords []geom.Coord) orb.Ring {
	ring := make(orb.Ring, len(coords))
	for i, c := range coords {
		ring[i] = orb.Point{c.X(), c.Y()}
	}
	return ring
}
