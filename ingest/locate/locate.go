// Package locate reads coordinates as people write them.
//
// A form that can mean one thing only (swapped axes, decimal comma, degrees and
// minutes, metres of UTM or TM-3) is read, and the rule that read it is named. What needs a
// guess is proposed with rule, distance and confidence, and the family stays
// without a place until somebody decides. The yardstick is the polygon of the
// village that the record declares: where a regency straddles the equator, a
// bounding box would accept a lost minus sign.
//
// The rules are explained in ingest/rules.md; C09 and C14 need several rows and are
// found where the rows come together.
package locate

import (
	"math"
	"strings"

	"tepat/geo"
	"tepat/geo/hex"
	"tepat/geo/poverty"
	"tepat/ingest/say"

	"github.com/paulmach/orb"
)

// A Status says what became of a coordinate.
type Status uint8

// The zero Status is the careful one.
const (
	Missing  Status = iota // there is no point, or none that can be used
	Proposed               // there may be one: see Reading.Proposal
	Located
)

// The rules.
const (
	Swapped        = "C01" // longitude and latitude exchanged
	Comma          = "C02" // decimal comma, or dots between thousands
	Minutes        = "C03" // degrees, minutes, seconds, N/S/E/W, LU/LS/BT
	LostMinus      = "C04" // the mirrored point lies in the village
	Default        = "C05" // zero, a device's default
	UTM            = "C06" // metres of UTM zones 46 to 54
	LostPoint      = "C07" // decimal point lost
	Coarse         = "C08" // few decimals
	Stacked        = "C09" // many families on one point (found over many rows)
	OtherVillage   = "C10" // outside the declared village
	OtherRegency   = "C11" // outside every village of the regency
	Absent         = "C12" // nothing written
	Together       = "C15" // both numbers in one cell
	Half           = "C16" // one number of two
	Link           = "C17" // a link to a map, or a geometry as WKT
	TM3            = "C18" // metres of the TM-3 zones of the land offices
	Unreadable     = "unreadable"
	UnknownVillage = "village"
)

// Tolerance is how far outside its village's border a point may lie besides
// its own accuracy: borders are drawn coarsely and houses stand on them.
const Tolerance geo.Metres = 250

// CoarsestAccuracy is the accuracy in metres beyond which a point says too
// little about the hexagon it is in.
const CoarsestAccuracy = 250

// A Reading is a coordinate read.
type Reading struct {
	Status    Status
	Point     orb.Point    // lon, lat; means nothing unless Located
	Cell      hex.Cell     // resolution 9; 0 unless Located
	AccuracyM float32      // metres; from the decimals written
	Rule      string       // "" where it was written plainly
	Note      poverty.Text // in words, without a coordinate
	Proposal  *Proposal    // where Proposed
}

// A Proposal is a guess that somebody must decide on. Its point is personal.
type Proposal struct {
	Rule       string
	Point      orb.Point
	DistanceM  float64 // from the declared village; 0 inside
	Confidence float64 // 0 to 1
}

// Villages say where villages are; *area.Locator does.
type Villages interface {
	Village(p orb.Point, c hex.Cell) (id int32, ok bool)
	Within(id int32, p orb.Point) bool
	SameRegency(a, b int32) bool
	Distance(id int32, p orb.Point) geo.Metres // 0 inside, +Inf for a village without boundary
}

// Read reads one coordinate of a family in the declared village (an Area.ID).
func Read(lon, lat string, f Format, village int32, in Villages) Reading {
	r := ReadPoint(lon, lat, f, village, in)
	if r.Status != Located {
		return r
	}
	cell, err := hex.At(r.Point, hex.Base)
	if err != nil {
		return Reading{Rule: Unreadable, Note: say.OffEarth}
	}
	r.Cell = cell
	return r
}

// ReadPoint is Read without the cell, which costs as much as all the rest.
func ReadPoint(lon, lat string, f Format, village int32, in Villages) Reading {
	x, y := parse(lon, f.LonComma), parse(lat, f.LatComma)
	if x.kind <= blank || y.kind <= blank {
		if first, second, ok := together(lon, lat); ok {
			return readTogether(first, second, village, in)
		}
	}
	switch {
	case x.kind == blank && y.kind == blank:
		return Reading{Rule: Absent, Note: say.Absent}
	case isLink(lon) || isLink(lat):
		return Reading{Rule: Link, Note: say.Link}
	case x.kind == blank && y.kind != bad || y.kind == blank && x.kind != bad:
		return Reading{Rule: Half, Note: say.Half}
	case x.kind == bad || y.kind == bad:
		return Reading{Rule: Unreadable, Note: say.Unreadable}
	case isDefault(x, y):
		return Reading{Rule: Default, Note: say.Default}
	}
	rule := ruleOf(x, y)
	if p, rule, ok := fromMetres(x.value, y.value, village, in); ok {
		return settle(p, 1, rule, village, in)
	}
	if swapped(x, y) {
		x, y, rule = y, x, Swapped
	}
	if math.Abs(x.value) <= 180 && math.Abs(y.value) <= 90 {
		return settle(orb.Point{x.value, y.value}, accuracy(x, y), rule, village, in)
	}
	if p, rule, ok := fromMetres(x.whole(), y.whole(), village, in); ok {
		return settle(p, 1, rule, village, in)
	}
	return rescale(x.value, y.value, village, in)
}

// isLink says whether a cell holds an address of the web, or a geometry as WKT
// or GeoJSON.
func isLink(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.Contains(s, "://") || strings.HasPrefix(s, "www.") || strings.HasPrefix(s, "geo:") ||
		strings.Contains(s, "point") && strings.ContainsAny(s, "({")
}

// isDefault says whether the numbers are a device's default, where one is an
// exact zero. A house may lie on the equator, but not to the last decimal.
func isDefault(x, y number) bool { return x.value == 0 || y.value == 0 }

func ruleOf(x, y number) string {
	switch {
	case x.kind == sexagesimal || y.kind == sexagesimal:
		return Minutes
	case x.comma || y.comma:
		return Comma
	}
	return ""
}

// swapped says whether the axes are exchanged beyond doubt: no latitude is
// greater than 90, and in Indonesia (lon 95 to 141, lat −11 to 6) the ranges
// do not meet; or the letters say so.
func swapped(x, y number) bool {
	if x.axis == latitude && y.axis != latitude || y.axis == longitude && x.axis != longitude {
		return true
	}
	if x.axis != 0 || y.axis != 0 {
		return false
	}
	return math.Abs(y.value) > 90 && math.Abs(y.value) <= 180 && math.Abs(x.value) <= 90 ||
		y.value >= 95 && y.value <= 141 && x.value >= -11 && x.value <= 6
}

// settle decides on a point that was read without doubt about its form.
func settle(p orb.Point, accuracy float64, rule string, village int32, in Villages) Reading {
	d := in.Distance(village, p)
	if math.IsInf(float64(d), 1) {
		return Reading{Rule: UnknownVillage, Note: say.NoBoundary}
	}
	r := Reading{Point: p, AccuracyM: float32(accuracy), Rule: rule}
	if accuracy > 100 && rule == "" {
		r.Rule = Coarse
	}
	near, coarse := d <= Tolerance+geo.Metres(accuracy), accuracy > CoarsestAccuracy
	if near && !coarse {
		r.Status = Located
		return r
	}
	meant := outside(p, d, village, in)
	if near || coarse && meant.Rule != OtherVillage && meant.Rule != OtherRegency {
		// It may lie in the village, or a mirror of it: too coarsely to be of use.
		return Reading{Rule: Coarse, AccuracyM: float32(accuracy), Note: say.Fill(say.Coarse, accuracy)}
	}
	return meant
}

// readTogether reads both numbers of one cell. They mostly stand as maps write
// them, latitude first; where they cannot, they are exchanged.
func readTogether(first, second string, village int32, in Villages) Reading {
	f := Format{LonComma: true, LatComma: true}
	r := ReadPoint(second, first, f, village, in)
	if r.Status == Located && (r.Rule == "" || r.Rule == Swapped || r.Rule == Comma) {
		r.Rule = Together
	}
	return r
}

// outside proposes what a point beyond its village may have meant.
func outside(p orb.Point, d geo.Metres, village int32, in Villages) Reading {
	if mirrored := (orb.Point{p[0], -p[1]}); in.Within(village, mirrored) {
		// The further off the point as written, the less it is only imprecise.
		return propose(LostMinus, mirrored, 0, 1-nearness(d), say.LostMinus)
	}
	if exchanged := (orb.Point{p[1], p[0]}); in.Within(village, exchanged) {
		return propose(Swapped, exchanged, 0, 1-nearness(d), say.SwappedMaybe)
	}
	if other, ok := in.Village(p, 0); ok && in.SameRegency(village, other) {
		return propose(OtherVillage, p, d, nearness(d), say.Fill(say.InAnother, rough(d)))
	} else if ok {
		return propose(OtherRegency, p, d, nearness(d)/2, say.Fill(say.InOtherRegency, rough(d)))
	}
	return propose(OtherRegency, p, d, nearness(d)/2, say.Fill(say.InNone, rough(d)))
}

// nearness turns a distance into a confidence: one half at the tolerance, falling with its inverse.
func nearness(d geo.Metres) float64 { return 0.5 * float64(min(1, Tolerance/d)) }

// rough prints a distance coarsely, so that it does not give the point away.
func rough(d geo.Metres) poverty.Text {
	if d < 1000 {
		return say.WithinKm
	}
	return say.Fill(say.AboutKm, float64(d)/1000)
}

func propose(rule string, p orb.Point, d geo.Metres, confidence float64, note poverty.Text) Reading {
	return Reading{Status: Proposed, Rule: rule, Note: note, Proposal: &Proposal{rule, p, float64(d), confidence}}
}

// rescale looks for the place of a lost decimal point: the one pair of scales
// (and signs) by which the numbers fall into the declared village, in either order.
func rescale(x, y float64, village int32, in Villages) Reading {
	found := rescaled(x, y, village, in)
	if len(found) == 0 {
		found = rescaled(y, x, village, in)
	}
	switch {
	case len(found) == 1:
		return propose(LostPoint, found[0], 0, 0.8, say.LostPoint)
	case len(found) > 1:
		return propose(LostPoint, found[0], 0, 0.8/float64(len(found)), say.LostPointMany)
	case isTM3(x, y) || isTM3(y, x):
		return Reading{Rule: TM3, Note: say.TM3Nowhere}
	case isUTM(x, y) || isUTM(y, x):
		return Reading{Rule: UTM, Note: say.UTMNowhere}
	}
	return Reading{Rule: LostPoint, Note: say.LostPointNone}
}

func rescaled(x, y float64, village int32, in Villages) (found []orb.Point) {
	for _, lon := range scales(x, 180) {
		for _, lat := range scales(y, 90) {
			for _, p := range []orb.Point{{lon, lat}, {lon, -lat}} {
				if in.Within(village, p) {
					found = append(found, p)
				}
			}
		}
	}
	return found
}

// scales returns v divided by powers of ten, as far as it can be a coordinate.
func scales(v, limit float64) (out []float64) {
	for k := 0; k <= 15; k++ {
		if s := v / math.Pow10(k); math.Abs(s) <= limit && math.Abs(s) > 1e-4 {
			out = append(out, s)
		}
	}
	return out
}

// accuracy returns the width in metres of the last decimal written.
func accuracy(x, y number) float64 {
	return 111_320 * math.Pow10(-max(x.decimals, y.decimals))
}
