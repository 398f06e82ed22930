package locate

import (
	"math"

	"tepat/geo"

	"github.com/paulmach/orb"
)

// fromMetres reads a pair of metres, in either order, and says by which rule. The
// zone is not written down: it is the one, of Indonesia's UTM zones 46 to 54 and
// TM-3 zones 46.2 to 54.1, that lands nearest the declared village, and none where
// that is far off. The same metres lie 13° of latitude apart in the two grids, so
// that no village is near both.
func fromMetres(x, y float64, village int32, in Villages) (best orb.Point, rule string, ok bool) {
	const near geo.Metres = 50_000
	nearest := near
	try := func(p orb.Point, by string) {
		if d := in.Distance(village, p); d < nearest {
			best, nearest, rule = p, d, by
		}
	}
	for _, m := range [][2]float64{{x, y}, {y, x}} {
		for zone := 46; zone <= 54 && isUTM(m[0], m[1]); zone++ {
			try(unprojectUTM(m[0], m[1], zone), UTM)
		}
		for zone := 0; zone < 16 && isTM3(m[0], m[1]); zone++ {
			try(tm3.unproject(m[0], m[1], 94.5+3*float64(zone)), TM3)
		}
	}
	return best, rule, nearest < near
}

// isTM3 says whether numbers are an easting within some 180 km of a zone's middle,
// as far as a zone and its seams reach, and a northing between 12° south and 6.5° north.
func isTM3(easting, northing float64) bool {
	return easting > 2e4 && easting < 3.8e5 && northing > 1.7e5 && northing < 2.22e6
}

// isUTM says whether numbers are an easting of 100 to 900 km and a northing
// below 2 000 km, or above 8 000 km in the southern half. Who works in the zone
// of one half near the equator may write the other's: below 0, above 10 000 km.
// What may be a latitude in degrees is no northing.
func isUTM(easting, northing float64) bool {
	north := math.Abs(northing) > 90 && math.Abs(northing) < 2e6
	return easting > 1e5 && easting < 9e5 && (north || northing > 8e6 && northing < 1.2e7)
}

// A grid is a transverse Mercator projection of WGS 84 with its origin on the equator.
type grid struct{ scale, falseEasting, falseNorthing float64 }

// The grids of topographic maps, and of the land offices' (EPSG:23830 to 23845).
var (
	utm = grid{0.9996, 500_000, 0}
	tm3 = grid{0.9999, 200_000, 1_500_000}
)

// unprojectUTM returns the point (lon, lat, WGS 84) of UTM metres; a northing
// above 8 000 km is of the southern half.
func unprojectUTM(easting, northing float64, zone int) orb.Point {
	if northing > 8e6 {
		northing -= 1e7
	}
	return utm.unproject(easting, northing, float64(6*zone-183))
}

// unproject returns the point (lon, lat, WGS 84) of metres in the zone about a meridian.
//
// Krüger's series to n³, good to a centimetre within a zone; Karney (2011),
// J. Geodesy 85, 475–485, equations 15, 18 and 36.
func (g grid) unproject(easting, northing, meridian float64) orb.Point {
	const (
		a = 6378137.0 // metres
		f = 1 / 298.257223563
		n = f / (2 - f)
	)
	A := a / (1 + n) * (1 + n*n/4 + n*n*n*n/64)
	β := [...]float64{n/2 - 2.0/3*n*n + 37.0/96*n*n*n, n*n/48 + n*n*n/15, 17.0 / 480 * n * n * n}
	ξ, η := (northing-g.falseNorthing)/(g.scale*A), (easting-g.falseEasting)/(g.scale*A)
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
	return orb.Point{meridian + λ*180/math.Pi, φ * 180 / math.Pi}
}
