// Package geo measures on the Earth. Its model is the WGS 84 ellipsoid.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Metres is a length on the ground.
type Metres float64

// SquareMetres is an area on the ground.
type SquareMetres float64

// The WGS 84 ellipsoid.
const (
	a  = 6_378_137.0 // metres, at the equator
	f  = 1 / 298.257223563
	e2 = f * (2 - f) // eccentricity, squared
)

// Distance returns the length of the shortest way between two points (lon, lat
// in degrees): to 0.001 %, but only to 0.5 % between antipodes.
//
// Lambert (1942), by way of Thomas (1970), Spheroidal Geodesics, p. 31.
func Distance(from, to orb.Point) Metres {
	β1, β2 := reduced(from.Lat()), reduced(to.Lat())
	sβ, sλ := math.Sin((β2-β1)/2), math.Sin(radians(to.Lon()-from.Lon())/2)
	h := min(1, sβ*sβ+math.Cos(β1)*math.Cos(β2)*sλ*sλ) // sin² σ/2
	σ := 2 * math.Asin(math.Sqrt(h))
	if h == 0 || h > 0.9999 {
		return Metres(a * (1 - f/3) * σ)
	}
	sP, cP := math.Sincos((β1 + β2) / 2)
	sQ, cQ := math.Sincos((β2 - β1) / 2)
	X := (σ - math.Sin(σ)) * sP * sP * cQ * cQ / (1 - h)
	Y := (σ + math.Sin(σ)) * cP * cP * sQ * sQ / h
	return Metres(a * (σ - f/2*(X+Y)))
}

// reduced returns the reduced latitude β, in radians, of a latitude in degrees.
func reduced(φ float64) float64 { return math.Atan((1 - f) * math.Tan(radians(φ))) }

// Area returns the area of a shape (lon, lat in degrees) without its holes. Its
// edges are straight in a cylindrical equal-area projection; a shape must not
// go around a pole.
func Area(shape orb.MultiPolygon) (sum SquareMetres) {
	for _, polygon := range shape {
		for i, ring := range polygon {
			if i == 0 {
				sum += ringArea(ring)
			} else {
				sum -= ringArea(ring)
			}
		}
	}
	return sum
}

func ringArea(ring orb.Ring) SquareMetres {
	sum := 0.0
	for i := 1; i < len(ring); i++ {
		sum += radians(ring[i][0]-ring[i-1][0]) * (authalic(ring[i-1][1]) + authalic(ring[i][1])) / 2
	}
	return SquareMetres(math.Abs(sum) * a * a / 2)
}

// authalic returns q, to which the area between the equator and a latitude in
// degrees is proportional. Snyder (1987), Map Projections, equation 3-12.
func authalic(φ float64) float64 {
	e, s := math.Sqrt(e2), math.Sin(radians(φ))
	return (1 - e2) * (s/(1-e2*s*s) + math.Atanh(e*s)/e)
}

// A Plane touches the Earth at a point. Lengths from that point are good to 1 %
// within 100 km, at latitudes up to 45 degrees.
type Plane struct {
	origin orb.Point
	x, y   float64 // metres per degree of longitude and of latitude
}

// PlaneAt returns the plane at p (lon, lat in degrees).
func PlaneAt(p orb.Point) Plane {
	s, c := math.Sincos(radians(p.Lat()))
	w := math.Sqrt(1 - e2*s*s)
	return Plane{p, radians(a / w * c), radians(a * (1 - e2) / (w * w * w))}
}

// ToSegment returns the distance of the plane's point from the segment between two others.
func (t Plane) ToSegment(from, to orb.Point) Metres {
	x, y := (from[0]-t.origin[0])*t.x, (from[1]-t.origin[1])*t.y
	dx, dy := (to[0]-from[0])*t.x, (to[1]-from[1])*t.y
	if l := dx*dx + dy*dy; l > 0 {
		k := max(0, min(1, -(x*dx+y*dy)/l))
		x, y = x+k*dx, y+k*dy
	}
	return Metres(math.Hypot(x, y))
}

// ToLatitude returns the distance of the plane's point from a parallel.
func (t Plane) ToLatitude(φ float64) Metres { return Metres(math.Abs(φ-t.origin[1]) * t.y) }

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
