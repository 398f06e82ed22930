package locate

import (
	"math"

	"tepat/geo"

	"github.com/paulmach/orb"
)

// fromUTM reads a pair of metres, in either order. The zone is not written
// down: it is the one, of Indonesia's 46 to 54, that lands nearest the declared
// village, and none where that is far off.
func fromUTM(x, y float64, village int32, in Villages) (orb.Point, bool) {
	const near geo.Metres = 50_000
	best, nearest := orb.Point{}, near
	for _, m := range [][2]float64{{x, y}, {y, x}} {
		for zone := 46; zone <= 54 && isUTM(m[0], m[1]); zone++ {
			p := unprojectUTM(m[0], m[1], zone)
			if d := in.Distance(village, p); d < nearest {
				best, nearest = p, d
			}
		}
	}
	return best, nearest < near
}

// isUTM says whether numbers are an easting of 100 to 900 km and a northing
// below 2 000 km, or above 8 000 km in the southern half. Who works in the zone
// of one half near the equator may write the other's: below 0, above 10 000 km.
// What may be a latitude in degrees is no northing.
func isUTM(easting, northing float64) bool {
	north := math.Abs(northing) > 90 && math.Abs(northing) < 2e6
	return easting > 1e5 && easting < 9e5 && (north || northing > 8e6 && northing < 1.2e7)
}

// unprojectUTM returns the point (lon, lat, WGS 84) of UTM metres; a northing
// above 8 000 km is of the southern half.
//
// Krüger's series to n³, good to a centimetre within a zone; Karney (2011),
// J. Geodesy 85, 475–485, equations 15, 18 and 36.
func unprojectUTM(easting, northing float64, zone int) orb.Point {
	const (
		a  = 6378137.0 // metres
		f  = 1 / 298.257223563
		k0 = 0.9996
		n  = f / (2 - f)
	)
	if northing > 8e6 {
		northing -= 1e7
	}
	A := a / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
	β := [...]float64{n/2 - 2.0/3*n*n + 37.0/96*n*n*n, n*n/48 + n*n*n/15, 17.0 / 480 * n * n * n}
	ξ, η := northing/(k0*A), (easting-500_000)/(k0*A)
	ξ1, η1 := ξ, η
	for j, b := range β {
		m := 2 * float64(j+1)
		ξ1 -= b * math.Sin(m*ξ) * math.Cosh(m*η)
		η1 -= b * math.Cos(m*ξ) * math.Sinh(m*η)
	}
	χ := math.Asin(math.Sin(ξ1) / math.Cosh(η1)) // conformal latitude
	δ := [...]float64{2*n - 2.0/3*n*n - 2*n*n*n, 7.0/3*n*n - 8.0/5*n*n*n, 56.0 / 15 * n * n * n}
	φ := χ
	for j, d := range δ {
		φ += d * math.Sin(2*float64(j+1)*χ)
	}
	λ := math.Atan2(math.Sinh(η1), math.Cos(ξ1))
	return orb.Point{float64(6*zone-183) + λ*180/math.Pi, φ * 180 / math.Pi}
}
