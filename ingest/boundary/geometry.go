package boundary

import (
	"cmp"
	"math"
	"slices"

	"tepat/ingest/say"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// What one feature may hold; Indonesia's largest regencies have 10⁵ vertices.
const (
	maxVertices = 2_000_000
	maxRings    = 20_000
)

var (
	errTooLarge  = say.Errorf(say.TooManyPoints)
	errNotFinite = say.Errorf(say.NotFinite)
)

// tidy closes rings and drops those that bound nothing, because PostGIS reads
// neither; what else is wrong with a polygon it repairs and reports itself.
func tidy(shape orb.MultiPolygon) (orb.MultiPolygon, error) {
	var out orb.MultiPolygon
	for _, polygon := range shape {
		var rings orb.Polygon
		for i, ring := range polygon {
			if !finite(ring) {
				return nil, errNotFinite
			}
			if len(ring) > 0 && ring[0] != ring[len(ring)-1] {
				ring = append(slices.Clip(ring), ring[0])
			}
			if len(ring) >= 4 {
				rings = append(rings, ring)
			} else if i == 0 {
				break
			}
		}
		if rings != nil {
			out = append(out, rings)
		}
	}
	return out, nil
}

func finite(ring orb.Ring) bool {
	for _, p := range ring {
		if s := p[0] + p[1]; math.IsNaN(s) || math.IsInf(s, 0) {
			return false
		}
	}
	return true
}

// nest makes polygons of the rings of a Shapefile, which come in any order:
// clockwise ones are shells, each other one is a hole of the innermost shell
// around it. A hole without a shell was drawn the wrong way round.
func nest(rings []orb.Ring) orb.MultiPolygon {
	type shell struct {
		polygon orb.Polygon
		bound   orb.Bound
		area    float64
	}
	var shells []shell
	var holes []shell
	for _, r := range rings {
		s := shell{orb.Polygon{r}, r.Bound(), math.Abs(planar.Area(r))}
		if r.Orientation() == orb.CW {
			shells = append(shells, s)
		} else {
			holes = append(holes, s)
		}
	}
	slices.SortStableFunc(holes, func(a, b shell) int { return cmp.Compare(b.area, a.area) })
	for _, h := range holes {
		innermost := -1
		for i, s := range shells {
			if (innermost < 0 || s.area < shells[innermost].area) && s.area > h.area && around(s.bound, h.bound) && containsAll(s.polygon[0], h.polygon[0]) {
				innermost = i
			}
		}
		if innermost < 0 {
			shells = append(shells, h)
		} else {
			shells[innermost].polygon = append(shells[innermost].polygon, h.polygon[0])
		}
	}
	out := make(orb.MultiPolygon, len(shells))
	for i, s := range shells {
		out[i] = s.polygon
	}
	return out
}

func around(outer, inner orb.Bound) bool {
	return outer.Contains(inner.Min) && outer.Contains(inner.Max)
}

// containsAll says whether every vertex of inner is in or on outer.
func containsAll(outer, inner orb.Ring) bool {
	for _, p := range inner {
		if !planar.RingContains(outer, p) {
			return false
		}
	}
	return true
}
