package synth

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"tepat/geo/area"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A mishap is something that goes wrong in a share of the rows; rows that none
// befalls are written plainly.
type mishap[F any] struct {
	share float64
	write F
}

// befall draws the mishap of a row; false where there is none.
func befall[F any](r *rand.Rand, mishaps []mishap[F]) (write F, ok bool) {
	u := r.Float64()
	for _, m := range mishaps {
		if u -= m.share; u < 0 {
			return m.write, true
		}
	}
	return write, false
}

// A pointWriter writes a family's place as longitude and latitude.
type pointWriter func(r *rand.Rand, p orb.Point, v *village) (lon, lat string)

// The mishaps of coordinates, by their rule in ingest/locate.
var pointMishaps = []mishap[pointWriter]{
	{0.034, func(*rand.Rand, orb.Point, *village) (string, string) { return "", "" }},                      // C12 missing
	{0.001, func(_ *rand.Rand, p orb.Point, _ *village) (string, string) { return decimals(p[0], 6), "" }}, // C16 half of it
	{0.004, func(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
		return decimals(p[1], 6), decimals(p[0], 6)
	}}, // C01
	{0.003, func(_ *rand.Rand, p orb.Point, _ *village) (string, string) { return comma(p[0]), comma(p[1]) }}, // C02
	{0.002, thousands},    // C02
	{0.003, minutes},      // C03
	{0.005, withoutMinus}, // C04
	{0.004, nullIsland},   // C05
	{0.003, metres},       // C06
	{0.003, withoutPoint}, // C07
	{0.008, func(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
		return decimals(p[0], 3), decimals(p[1], 3)
	}}, // C08
	{0.003, func(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
		return decimals(p[0], 2), decimals(p[1], 2)
	}}, // C08
	{0.006, func(r *rand.Rand, p orb.Point, v *village) (string, string) { return beyond(r, p, v, 3, 12) }},    // C10
	{0.001, func(r *rand.Rand, p orb.Point, v *village) (string, string) { return beyond(r, p, v, 250, 900) }}, // C11
}

// writePoint writes where a family lives, as a file has it: C09 and C14 are
// habits of those who recorded a village, the others befall single rows.
func writePoint(r *rand.Rand, p orb.Point, v *village) (lon, lat string) {
	if v.stamped > 0 && r.Float64() < v.stamped {
		p = degrees(v.at)
		return decimals(p[0], 6), decimals(p[1], 6)
	}
	if v.offset != (orb.Point{}) {
		at := plane(p)
		p = degrees(orb.Point{at[0] + v.offset[0], at[1] + v.offset[1]})
	}
	if write, ok := befall(r, pointMishaps); ok {
		return write(r, p, v)
	}
	return decimals(p[0], 6), decimals(p[1], 6)
}

func decimals(x float64, n int) string { return strconv.FormatFloat(x, 'f', n, 64) }

func comma(x float64) string { return strings.Replace(decimals(x, 6), ".", ",", 1) }

// thousands writes 116.412.345 where 116.412345 is meant.
func thousands(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
	dotted := func(x float64) string {
		s := decimals(x, 6)
		return s[:len(s)-3] + "." + s[len(s)-3:]
	}
	return dotted(p[0]), dotted(p[1])
}

// minutes writes degrees and minutes as the Indonesian maps do: BT and BB, LU and LS.
func minutes(r *rand.Rand, p orb.Point, _ *village) (string, string) {
	seconds := r.IntN(2) == 0
	write := func(x float64, positive, negative string) string {
		letter := positive
		if x < 0 {
			letter = negative
		}
		if !seconds {
			thousandths := int(math.Round(math.Abs(x) * 60_000))
			return fmt.Sprintf("%d° %d.%03d' %s", thousandths/60_000, thousandths/1000%60, thousandths%1000, letter)
		}
		tenths := int(math.Round(math.Abs(x) * 36_000))
		return fmt.Sprintf("%d°%02d'%02d.%d\" %s", tenths/36_000, tenths/600%60, tenths/10%60, tenths%10, letter)
	}
	return write(p[0], "BT", "BB"), write(p[1], "LU", "LS")
}

func withoutMinus(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
	return decimals(p[0], 6), decimals(math.Abs(p[1]), 6)
}

func nullIsland(r *rand.Rand, p orb.Point, _ *village) (string, string) {
	switch r.IntN(3) {
	case 0:
		return "0", "0"
	case 1:
		return "0.000000", "0.000000"
	}
	return decimals(p[0], 6), "0"
}

func withoutPoint(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
	bare := func(x float64) string { return strconv.Itoa(int(math.Round(x * 1e6))) }
	return bare(p[0]), bare(p[1])
}

// beyond writes a point that lies some km off, in no case in the village.
func beyond(r *rand.Rand, p orb.Point, v *village, near, far float64) (string, string) {
	at := plane(p)
	for range 20 {
		p = degrees(towards(at, 2*math.Pi*r.Float64(), near+(far-near)*r.Float64()))
		if !v.holds(p) {
			break
		}
	}
	return decimals(p[0], 6), decimals(p[1], 6)
}

// operators says in which villages those who took the points had bad habits:
// some stamped families at the village's office, some used a map of an old datum.
func (p *places) operators(r *rand.Rand) {
	for i := range p.villages {
		switch u := r.Float64(); {
		case u < 0.025:
			p.villages[i].stamped = 0.2 + 0.3*r.Float64()
		case u < 0.04:
			p.villages[i].offset = orb.Point{0.11, -0.07}
		}
	}
}

// A numberWriter writes NIK and KK of a family; last is the NIK of the row before.
type numberWriter func(nik, kk, last string) (writtenNIK, writtenKK string)

// The mishaps of NIK and KK.
var numberMishaps = []mishap[numberWriter]{
	{0.010, func(_, kk, _ string) (string, string) { return "", kk }},
	{0.003, func(nik, _, _ string) (string, string) { return nik, "" }},
	{0.003, func(_, kk, _ string) (string, string) { return kk, kk }},
	{0.003, func(nik, kk, _ string) (string, string) { return nik[:15], kk }},
	{0.001, func(nik, kk, _ string) (string, string) { return nik + "1", kk }},
	{0.002, func(nik, kk, _ string) (string, string) { return nik[:8] + "13" + nik[10:], kk }}, // a thirteenth month
	{0.001, func(_, kk, last string) (string, string) { return last, kk }},
	{0.0005, func(nik, kk, _ string) (string, string) { return nik[:1] + "," + nik[1:6] + "E+15", kk }},
	{0.006, func(nik, kk, _ string) (string, string) { return "'" + nik, "'" + kk }},
	{0.003, func(nik, kk, _ string) (string, string) { return nik[:6] + "." + nik[6:12] + "." + nik[12:], kk }},
}

// writeNumbers writes NIK and KK as a file has them.
func writeNumbers(r *rand.Rand, nik, kk, last string) (string, string) {
	if write, ok := befall(r, numberMishaps); ok {
		return write(nik, kk, last)
	}
	return nik, kk
}

// A naming is how a row names its village.
type naming struct{ code, district, village string }

// The mishaps of villages.
var villageMishaps = []mishap[func(n naming, v *village) naming]{
	{0.012, func(n naming, _ *village) naming { n.code = ""; return n }},
	{0.010, func(n naming, _ *village) naming { n.village = oldSpelling(n.village); return n }},
	{0.0007, func(n naming, _ *village) naming { n.code, n.village = "", oldSpelling(n.village); return n }},
	{0.008, func(n naming, _ *village) naming { n.code = strings.ReplaceAll(n.code, ".", ""); return n }},
	{0.006, func(n naming, _ *village) naming {
		n.district, n.village = "KECAMATAN "+strings.ToUpper(n.district), strings.ToUpper(n.village)
		return n
	}},
	{0.0015, func(n naming, v *village) naming { n.code = v.oldCode(); return n }},
}

// writeVillage names a village as a file has it. Where names are not known, only the code is.
func writeVillage(r *rand.Rand, v *village) naming {
	n := naming{string(v.Code), v.district, v.Name}
	if mishap, ok := befall(r, villageMishaps); ok && v.district != "" {
		return mishap(n, v)
	}
	return n
}

// oldCode returns the code that the village had before its district was parted
// from another; one that no longer exists.
func (v *village) oldCode() string {
	for _, l := range area.KukarLinks {
		if l.To == v.Code && l.ToSystem == v.System {
			return string(l.From)
		}
	}
	c := string(v.Code)
	return c[:len(c)-3] + "9" + c[len(c)-2:]
}

// yesNo writes a flag as people do.
func yesNo(r *rand.Rand, yes bool) string {
	forms := [...]string{"Tidak", "TIDAK", "tidak"}
	if yes {
		forms = [...]string{"Ya", "YA", "ya"}
	}
	return forms[min(2, r.IntN(8)/3)]
}

// dateForms are the ways in which dates come: P3KE's with a time, with dashes, and ISO.
var dateForms = [...]string{"02/01/2006 0:00:00", "02-01-2006", time.DateOnly}

// excelDay returns the number that a spreadsheet program keeps for a date.
func excelDay(t time.Time) int {
	return int(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)
}

// metres writes a point in UTM, the southern half with 10,000 km added.
func metres(_ *rand.Rand, p orb.Point, _ *village) (string, string) {
	east, north := utm(p)
	return decimals(east, 2), decimals(north, 2)
}

// utm projects a point to its zone of UTM on WGS 84 (Snyder 1987, equations 8-9 to 8-15).
func utm(p orb.Point) (east, north float64) {
	const a, e2, k0 = 6378137.0, 0.00669437999014, 0.9996
	const second = e2 / (1 - e2)
	middle := math.Floor(p[0]/6)*6 + 3
	φ, λ := p[1]*math.Pi/180, (p[0]-middle)*math.Pi/180
	sin, cos := math.Sincos(φ)
	n := a / math.Sqrt(1-e2*sin*sin)
	t, c, A := sin*sin/(cos*cos), second*cos*cos, λ*cos
	m := a * ((1-e2/4-3*e2*e2/64)*φ - (3*e2/8+3*e2*e2/32)*math.Sin(2*φ) + 15*e2*e2/256*math.Sin(4*φ))
	east = 500_000 + k0*n*(A+(1-t+c)*A*A*A/6+(5-18*t+t*t+72*c-58*second)*math.Pow(A, 5)/120)
	north = k0 * (m + n*sin/cos*(A*A/2+(5-t+9*c+4*c*c)*math.Pow(A, 4)/24+(61-58*t+t*t+600*c-330*second)*math.Pow(A, 6)/720))
	if p[1] < 0 {
		north += 10_000_000
	}
	return east, north
}

// squareKm returns the area of a shape in degrees, near the equator.
func squareKm(shape orb.MultiPolygon) float64 {
	return math.Abs(planar.Area(shape)) * kmPerLon * kmPerLat
}
