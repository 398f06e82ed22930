package tiles

import (
	"math"

	"github.com/paulmach/orb"
)

// The world is a square of 2^32 units a side in Web Mercator, x from −180° to
// the east, y from 85.05° N to the south: 9 mm a unit at the equator. A point
// beyond the last latitude lies on the edge.
const (
	worldBits = 32
	worldSize = 1 << worldBits
)

// A corner is a point of the world, x modulo its size.
type corner struct{ x, y uint32 }

func toWorld(p orb.Point) corner {
	φ := math.Sin(p.Lat() * math.Pi / 180)
	y := 0.5 - math.Atanh(φ)/(2*math.Pi)
	return corner{
		x: uint32(int64(math.Round((p.Lon()/360 + 0.5) * worldSize))),
		y: uint32(min(max(math.Round(y*worldSize), 0), worldSize-1)),
	}
}

// toLonLat is the inverse of toWorld to a unit; x may lie beyond the world's sides.
func toLonLat(x, y int64) orb.Point {
	return orb.Point{
		(float64(x)/worldSize - 0.5) * 360,
		math.Atan(math.Sinh(math.Pi*(1-2*float64(y)/worldSize))) * 180 / math.Pi,
	}
}

// unitShift returns the shift from world units to the units of a tile of zoom z.
func unitShift(z int) int { return worldBits - extentBits - z }

// A box is a rectangle of the world, sides included. Its x may lie beyond the
// world's sides where it crosses the antimeridian.
type box struct{ x0, y0, x1, y1 int64 }

// nothing is the box that every union replaces.
var nothing = box{math.MaxInt64, math.MaxInt64, math.MinInt64, math.MinInt64}

func (b box) touches(o box) bool {
	return b.x0 <= o.x1 && o.x0 <= b.x1 && b.y0 <= o.y1 && o.y0 <= b.y1
}

func (b box) holds(o box) bool {
	return b.x0 <= o.x0 && o.x1 <= b.x1 && b.y0 <= o.y0 && o.y1 <= b.y1
}

func (b box) union(o box) box {
	return box{min(b.x0, o.x0), min(b.y0, o.y0), max(b.x1, o.x1), max(b.y1, o.y1)}
}

func (b box) intersection(o box) box {
	return box{max(b.x0, o.x0), max(b.y0, o.y0), min(b.x1, o.x1), min(b.y1, o.y1)}
}

func (b box) shift(dx int64) box { return box{b.x0 + dx, b.y0, b.x1 + dx, b.y1} }

// worlds are the copies of the world, side by side, that a tile can see: what
// lies across the antimeridian is drawn a world further.
var worlds = [...]int64{0, -worldSize, worldSize}
