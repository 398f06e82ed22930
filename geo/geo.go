// Package geo measures on the Earth. Its model is the sphere of mean radius
// 6 371 008.8 m (IUGG R₁): within 0.6 % of the ellipsoid. What must be exact,
// such as the area of a village, PostGIS measures on the ellipsoid.
package geo

import (
	"math"

	"github.com/paulmach/orb"
)

// Metres is a length on the ground.
type Metres float64

// EarthRadius is the mean radius R₁ of the Earth.
const EarthRadius Metres = 6_371_008.8

// Distance returns the great-circle distance between two points (lon, lat in
// degrees), by the haversine formula.
func Distance(a, b orb.Point) Metres {
	φ1, φ2 := radians(a.Lat()), radians(b.Lat())
	sφ, sλ := math.Sin((φ2-φ1)/2), math.Sin(radians(b.Lon()-a.Lon())/2)
	h := sφ*sφ + math.Cos(φ1)*math.Cos(φ2)*sλ*sλ
	return 2 * EarthRadius * Metres(math.Asin(math.Sqrt(min(1, h))))
}

// DistanceToEdge returns the distance from p to the nearest edge of shape,
// whether p lies inside or not; +Inf for a shape without edges. It lays a plane
// on the Earth at p, which is good to 1 % within a few hundred kilometres.
func DistanceToEdge(p orb.Point, shape orb.MultiPolygon) Metres {
	kx, ky := metresPerDegree(p.Lat())
	nearest := math.Inf(1)
	for _, polygon := range shape {
		for _, ring := range polygon {
			for i := 1; i < len(ring); i++ {
				nearest = min(nearest, toSegment(
					(ring[i-1][0]-p[0])*kx, (ring[i-1][1]-p[1])*ky,
					(ring[i][0]-p[0])*kx, (ring[i][1]-p[1])*ky))
			}
		}
	}
	return Metres(math.Sqrt(nearest))
}

// metresPerDegree returns the length of a degree of longitude and of latitude at φ degrees.
func metresPerDegree(φ float64) (x, y float64) {
	y = float64(EarthRadius) * math.Pi / 180
	return y * math.Cos(radians(φ)), y
}

// toSegment returns the squared distance from the origin to the segment a–b.
func toSegment(ax, ay, bx, by float64) float64 {
	dx, dy := bx-ax, by-ay
	if l := dx*dx + dy*dy; l > 0 {
		t := max(0, min(1, -(ax*dx+ay*dy)/l))
		ax, ay = ax+t*dx, ay+t*dy
	}
	return ax*ax + ay*ay
}

func radians(degrees float64) float64 { return degrees * math.Pi / 180 }
