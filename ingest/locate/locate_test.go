package locate

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"tepat/geo"
	"tepat/geo/area"
	"tepat/geo/sharedtest"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// country is one village on the equator and a neighbour to its east.
func country(t testing.TB) *area.Locator {
	t.Helper()
	box := func(x0, y0, x1, y1 float64) orb.MultiPolygon {
		return orb.MultiPolygon{{{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}, {x0, y0}}}}
	}
	l, err := area.NewLocator([]area.Area{
		{ID: 1, System: area.Kemendagri, Code: "64.90.01.2001", Shape: box(117, -0.5, 117.1, -0.4)},
		{ID: 2, System: area.Kemendagri, Code: "64.90.01.2002", Shape: box(117.1, -0.5, 117.2, -0.4)},
		{ID: 3, System: area.Kemendagri, Code: "64.90.01.2003", Shape: box(117, -0.02, 117.1, 0.02)},
		{ID: 4, System: area.Kemendagri, Code: "64.91.01.2001", Shape: box(117.2, -0.5, 117.3, -0.4)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestRead(t *testing.T) {
	in := country(t)
	for _, tc := range []struct {
		name     string
		lon, lat string
		village  int32
		status   Status
		rule     string
		at       orb.Point // of the point, or of the proposal
	}{
		{"plain", "117.045000", "-0.452000", 1, Located, "", orb.Point{117.045, -0.452}},
		{"north of the equator, in a village that straddles it", "117.05000", "0.01234", 3, Located, "", orb.Point{117.05, 0.01234}},
		{"C01 swapped", "-0.452000", "117.045000", 1, Located, Swapped, orb.Point{117.045, -0.452}},
		{"C01 swapped by letters", "0.452 LS", "117.045 BT", 1, Located, Swapped, orb.Point{117.045, -0.452}},
		{"C02 comma", "117,045000", "-0,452000", 1, Located, Comma, orb.Point{117.045, -0.452}},
		{"C02 dots between thousands", "117.045.123", "-0.452.123", 1, Located, Comma, orb.Point{117.045123, -0.452123}},
		{"C03 minutes and seconds", `117°2'42.0"E`, `0°27'7.2"S`, 1, Located, Minutes, orb.Point{117.045, -0.452}},
		{"C03 Indonesian letters", `117° 2' 42" BT`, `0° 27' 7,2" LS`, 1, Located, Minutes, orb.Point{117.045, -0.452}},
		{"C03 decimal minutes", "117 2.7", "-0 27.12", 1, Located, Minutes, orb.Point{117.045, -0.452}},
		{"C04 lost minus", "117.045000", "0.452000", 1, Proposed, LostMinus, orb.Point{117.045, -0.452}},
		{"C05 null island", "0", "0", 1, Missing, Default, orb.Point{}},
		{"C05 zero latitude", "117.045000", "0.000000", 3, Missing, Default, orb.Point{}},
		{"C06 UTM 50S", "505000", "9950000", 1, Located, UTM, orb.Point{117.044935124, -0.452365450}},
		{"C06 north of the equator in metres of 50S", "505000", "10001105.6", 3, Located, UTM, orb.Point{117.044935, 0.010002}},
		{"C06 south of it in metres of 50N", "505000", "-50000", 1, Located, UTM, orb.Point{117.044935124, -0.452365450}},
		{"C06 with dots between thousands", "505.000", "9.950.000", 1, Located, UTM, orb.Point{117.044935124, -0.452365450}},
		{"C06 with decimals too", "505.000,0", "9.950.000,0", 1, Located, UTM, orb.Point{117.044935124, -0.452365450}},
		{"C06 in no zone near the village", "505000", "9700000", 1, Missing, UTM, orb.Point{}},
		{"C06 UTM swapped", "9950000", "505000", 1, Located, UTM, orb.Point{117.044935124, -0.452365450}},
		{"C06 UTM 50N", "505000", "1105.6", 3, Located, UTM, orb.Point{117.044935, 0.010002}},
		{"C18 TM-3 zone 50.2", "38026.6", "1449968.8", 1, Located, TM3, orb.Point{117.044935124, -0.452365450}},
		{"C18 TM-3 in metres of the zone beside it", "371979.8", "1449966.7", 1, Located, TM3, orb.Point{117.044935124, -0.452365450}},
		{"C18 TM-3 swapped, with dots between thousands", "1.449.967", "371.980", 1, Located, TM3, orb.Point{117.044936482, -0.452362737}},
		{"C18 TM-3 north of the equator", "38006.5", "1501106.0", 3, Located, TM3, orb.Point{117.0448, 0.010000}},
		{"C18 TM-3 in the neighbour", "49724.4", "1450011.4", 1, Proposed, OtherVillage, orb.Point{117.1500, -0.4520}},
		{"C18 TM-3 in no zone near the village", "150000", "1200000", 1, Missing, TM3, orb.Point{}},
		{"C07 lost point", "117045123", "-452123", 1, Proposed, LostPoint, orb.Point{117.045123, -0.452123}},
		{"C07 lost points, swapped", "-452123", "117045123", 1, Proposed, LostPoint, orb.Point{117.045123, -0.452123}},
		{"C07 in no place", "987654321", "123456789", 1, Missing, LostPoint, orb.Point{}},
		{"C08 three decimals", "117.045", "-0.452", 1, Located, Coarse, orb.Point{117.045, -0.452}},
		{"C08 one decimal", "117.0", "-0.5", 1, Missing, Coarse, orb.Point{}},
		{"C10 in the neighbour", "117.150000", "-0.452000", 1, Proposed, OtherVillage, orb.Point{117.15, -0.452}},
		{"on the border, within tolerance", "117.101000", "-0.452000", 1, Located, "", orb.Point{117.101, -0.452}},
		{"C11 in the sea", "118.500000", "-0.452000", 1, Proposed, OtherRegency, orb.Point{118.5, -0.452}},
		{"C11 Jakarta, coarsely", "106.8", "-6.2", 1, Proposed, OtherRegency, orb.Point{106.8, -6.2}},
		{"C11 Jakarta, swapped", "-6.2", "106.8", 1, Proposed, OtherRegency, orb.Point{106.8, -6.2}},
		{"C11 in the villages of another regency", "117.250000", "-0.452000", 1, Proposed, OtherRegency, orb.Point{117.25, -0.452}},
		{"C08 coarse and mirrored", "117.0", "0.4", 1, Missing, Coarse, orb.Point{}},
		{"C15 both in the cell of the latitude", "", "-0.452000, 117.045000", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C15 in that of the longitude, longitude first", "117.045000,-0.452000", "", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C15 in both", "-0.452000 117.045000", "-0.452000 117.045000", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C15 with decimal commas", "", "-0,452000; 117,045000", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C15 with decimal commas and a comma between", "", "(-0,452000, 117,045000)", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C15 with letters", "", "0.452000 LS, 117.045000 BT", 1, Located, Together, orb.Point{117.045, -0.452}},
		{"C08 both, coarsely", "", "-0.05, 117.48", 1, Proposed, OtherRegency, orb.Point{117.48, -0.05}},
		{"both, and a lost minus", "", "0.452000, 117.045000", 1, Proposed, LostMinus, orb.Point{117.045, -0.452}},
		{"half, in minutes", "", "0 27 7.2", 1, Missing, Half, orb.Point{}},
		{"half, with a decimal comma", "-0,452000", "", 1, Missing, Half, orb.Point{}},
		{"C12 blank", "", " ", 1, Missing, Absent, orb.Point{}},
		{"half", "117.045000", "", 1, Missing, Half, orb.Point{}},
		{"C17 a link", "", "https://maps.app.goo.gl/x1", 1, Missing, Link, orb.Point{}},
		{"C17 a link with numbers", "", "https://www.google.com/maps/@-0.452000,117.045000,17z", 1, Missing, Link, orb.Point{}},
		{"C17 WKT", "", "POINT (117.045000 -0.452000)", 1, Missing, Link, orb.Point{}},
		{"C17 WKT with its system, in both", "SRID=4326;POINT(117.045000 -0.452000)", "SRID=4326;POINT(117.045000 -0.452000)", 1, Missing, Link, orb.Point{}},
		{"words beside nothing", "", "di rumah", 1, Missing, Unreadable, orb.Point{}},
		{"words", "di rumah", "pak RT", 1, Missing, Unreadable, orb.Point{}},
		{"not a number", "NaN", "NaN", 1, Missing, Absent, orb.Point{}},
		{"infinite", "Inf", "-Inf", 1, Missing, Unreadable, orb.Point{}},
		{"village without boundary", "117.045000", "-0.452000", 9, Missing, UnknownVillage, orb.Point{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := Read(tc.lon, tc.lat, Format{}, tc.village, in)
			if r.Status != tc.status || r.Rule != tc.rule {
				t.Fatalf("got status %d, rule %q (%s), want %d, %q", r.Status, r.Rule, r.Note, tc.status, tc.rule)
			}
			p := r.Point
			if r.Proposal != nil {
				p = r.Proposal.Point
			}
			if math.Abs(p[0]-tc.at[0]) > 2e-6 || math.Abs(p[1]-tc.at[1]) > 2e-6 {
				t.Errorf("got %v, want %v", p, tc.at)
			}
			if (r.Cell != 0) != (r.Status == Located) {
				t.Errorf("status %d with cell %v", r.Status, r.Cell)
			}
		})
	}
}

// TestReadOnRealVillages writes points of the villages of Kutai Kartanegara,
// which lies on both sides of the equator, in every form. What is located must
// lie where the point does, and a lost minus must be seen unless the village
// itself straddles the equator there.
func TestReadOnRealVillages(t *testing.T) {
	villages := kukar(t)
	if villages == nil {
		return
	}
	in, err := area.NewLocator(villages)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 1))
	for _, v := range villages {
		p, ok := within(rng, in, v)
		if !ok {
			continue
		}
		x, y := p[0], p[1]
		for _, tc := range []struct {
			name, lon, lat string
			rule           string
			metres         float64 // how exact the form is
		}{
			{"plain", dot(x, 6), dot(y, 6), "", 0.2},
			{"swapped", dot(y, 6), dot(x, 6), Swapped, 0.2},
			{"comma", comma(x), comma(y), Comma, 0.2},
			{"minutes", minutes(x, "BT", "BB"), minutes(y, "LU", "LS"), Minutes, 4},
			{"three decimals", dot(x, 3), dot(y, 3), Coarse, 90},
		} {
			r := Read(tc.lon, tc.lat, Format{}, v.ID, in)
			if r.Status != Located || r.Rule != tc.rule || float64(geo.Distance(r.Point, p)) > tc.metres {
				t.Errorf("%s, %s: status %d, rule %q (%s)", v.Code, tc.name, r.Status, r.Rule, r.Note)
			}
		}
		easting, northing := projectUTM(p, 50)
		if r := Read(dot(easting, 1), dot(northing, 1), Format{}, v.ID, in); r.Status != Located || r.Rule != UTM || geo.Distance(r.Point, p) > 0.2 {
			t.Errorf("%s, metres: status %d, rule %q (%s)", v.Code, r.Status, r.Rule, r.Note)
		}
		digits := func(v float64) string { return strings.Replace(dot(v, 6), ".", "", 1) }
		if r := Read(digits(x), digits(y), Format{}, v.ID, in); r.Proposal == nil || r.Rule != LostPoint || geo.Distance(r.Proposal.Point, p) > 0.2 {
			t.Errorf("%s, no point: status %d, rule %q (%s)", v.Code, r.Status, r.Rule, r.Note)
		}
		r := Read(dot(x, 6), dot(-y, 6), Format{}, v.ID, in)
		switch near := in.Distance(v.ID, orb.Point{x, -y}) < Tolerance; {
		case near && r.Status != Located:
			t.Errorf("%s, mirrored within its village: status %d, rule %q", v.Code, r.Status, r.Rule)
		case !near && (r.Rule != LostMinus || r.Proposal == nil || geo.Distance(r.Proposal.Point, p) > 0.2 || r.Proposal.Confidence < 0.5):
			t.Errorf("%s, lost minus: status %d, rule %q", v.Code, r.Status, r.Rule)
		}
	}
}

// within returns a point of a village that lies in no village with a lower code
// and not so near zero that its digits run out.
func within(rng *rand.Rand, in *area.Locator, v area.Area) (orb.Point, bool) {
	b := v.Shape.Bound()
	for range 1000 {
		p := orb.Point{b.Min[0] + rng.Float64()*(b.Max[0]-b.Min[0]), b.Min[1] + rng.Float64()*(b.Max[1]-b.Min[1])}
		if id, ok := in.Village(p, 0); ok && id == v.ID && math.Abs(p[1]) > 0.01 {
			return p, true
		}
	}
	return orb.Point{}, false
}

func dot(v float64, decimals int) string { return strconv.FormatFloat(v, 'f', decimals, 64) }
func comma(v float64) string             { return strings.Replace(dot(v, 6), ".", ",", 1) }

// minutes writes degrees, minutes and seconds with a letter for the half of the Earth.
func minutes(v float64, positive, negative string) string {
	letter, s := positive, math.Round(math.Abs(v)*36000)/10
	if v < 0 {
		letter = negative
	}
	d, m := math.Floor(s/3600), math.Floor(math.Mod(s, 3600)/60)
	return fmt.Sprintf("%.0f° %.0f' %.1f\" %s", d, m, s-3600*d-60*m, letter)
}

// projectUTM is the inverse of unprojectUTM, by going back where it leads.
func projectUTM(p orb.Point, zone int) (easting, northing float64) {
	easting, northing = 500_000, 1e7
	for range 20 {
		q := unprojectUTM(easting, northing, zone)
		easting += (p[0] - q[0]) * 111_320 * math.Cos(p[1]*math.Pi/180)
		northing += (p[1] - q[1]) * 110_600
	}
	return easting, northing
}

func kukar(t testing.TB) (villages []area.Area) {
	t.Helper()
	path, ok := sharedtest.Path(t, "boundaries/kukar_desa.geojson")
	if !ok {
		return nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file geojson.FeatureCollection
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for i, f := range file.Features {
		a := area.Area{ID: int32(i + 1), Code: area.Code(f.Properties.MustString("kode"))}
		switch g := f.Geometry.(type) {
		case orb.Polygon:
			a.Shape = orb.MultiPolygon{g}
		case orb.MultiPolygon:
			a.Shape = g
		}
		villages = append(villages, a)
	}
	return villages
}

// TestUnprojectUTM compares with PROJ 9.1 (gdaltransform, EPSG:32650 and 32750).
func TestUnprojectUTM(t *testing.T) {
	for _, tc := range []struct {
		e, n float64
		want orb.Point
	}{
		{505000, 9950000, orb.Point{117.044935124203, -0.452365450364457}},
		{420123.4, 25000, orb.Point{116.282182510993, 0.226164960812174}},
		{890000, 9100000, orb.Point{120.537971972246, -8.12662267393453}},
	} {
		if got := unprojectUTM(tc.e, tc.n, 50); math.Abs(got[0]-tc.want[0]) > 2e-7 || math.Abs(got[1]-tc.want[1]) > 2e-7 {
			t.Errorf("(%v, %v): got %v, want %v", tc.e, tc.n, got, tc.want)
		}
	}
}

// TestUnprojectTM3 compares with PROJ 9.1 (gdaltransform, EPSG:23838: zone 50.2).
func TestUnprojectTM3(t *testing.T) {
	for _, tc := range []struct {
		e, n float64
		want orb.Point
	}{
		{250000, 1450000, orb.Point{118.94921182771, -0.452215875117193}},
		{100000, 400000, orb.Point{117.588011973792, -9.94681814576073}},
		{60000.5, 2100000, orb.Point{117.236716645472, 5.42527702522575}},
	} {
		if got := tm3.unproject(tc.e, tc.n, 118.5); math.Abs(got[0]-tc.want[0]) > 2e-7 || math.Abs(got[1]-tc.want[1]) > 2e-7 {
			t.Errorf("(%v, %v): got %v, want %v", tc.e, tc.n, got, tc.want)
		}
	}
}

func TestSniff(t *testing.T) {
	f := Sniff([]string{"117,1", "116,22", "", "117.5"}, []string{"-0.1", "-0,2", "0.3"})
	if !f.LonComma || f.LatComma {
		t.Errorf("got %+v", f)
	}
}

func FuzzRead(f *testing.F) {
	in := country(f)
	for _, s := range [][2]string{{"117.045", "-0.452"}, {`117°2'42"BT`, `0°27'7"LS`}, {"505000", "9950000"}, {"117045123", "452123"}, {"1e308", "-,"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, lon, lat string) {
		r := Read(lon, lat, Format{}, 1, in)
		if r.Status == Located {
			if d := in.Distance(1, r.Point); d > Tolerance+geo.Metres(CoarsestAccuracy) {
				t.Errorf("located %v outside its village", d)
			}
		}
		// Notes go into reports: no written coordinate may come back in them.
		for _, s := range []string{lon, lat} {
			if len(strings.TrimSpace(s)) >= 6 && strings.Contains(r.Note.EN+" "+r.Note.ID, strings.TrimSpace(s)) && strings.ContainsAny(s, "0123456789") {
				t.Errorf("the note repeats the coordinate")
			}
		}
	})
}
