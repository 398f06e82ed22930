package locate

import (
	"math"

	"tepat/geo"

	"github.com/paulmach/orb"
)

// fromUTM reads a pair of metres: easting 100 to 900 km and a northing of the
// northern (< 2 000 km) or southern (> 8 000 km) half, in either order. The
// zone is not written down: it is the one, of Indonesia's 46 to 54, that lands
// nearest the declared village, and none where that is far off.
func fromUTM(x, y number, village int32, in Villages) (orb.Point, bool) {
	if !isEasting(x.value) || !isNorthing(y.value) || isEasting(y.value) && y.value > x.value && isNorthing(x.value) {
		x, y = y, x
	}
	if !isEasting(x.value) || !isNorthing(y.value) {
		return orb.Point{}, false
	}
	const near geo.Metres = 50_000
	best, nearest := orb.Point{}, near
	for zone := 46; zone <= 54; zone++ {
		p := unprojectUTM(x.value, y.value, zone)
		if d := in.Distance(village, p); d < nearest {
			best, nearest = p, d
		}
	}
	return best, nearest < near
}

func isEasting(v float64) bool  { return v > 1e5 && v < 9e5 }
func isNorthing(v float64) bool { return v > 1000 && v < 2e6 || v > 8e6 && v < 1e7 }

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
