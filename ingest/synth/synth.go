// Package synth makes up a regency and writes it in the real file formats, so
// that it comes in through the real door.
//
// The land is a river from a narrow hinterland to a delta at the coast, on the
// equator; its districts and villages lie along the water; its families live in
// settlements, poorer the further they are from town and river; programmes
// reach some places and miss others; and the files carry every trouble that
// real files carry, at realistic rates. Given real boundaries, it fills those.
//
// All of it follows from the seed: equal options, equal bytes. Its people are
// plainly made up: their names begin with SINTETIS, and the serial in their
// NIK and KK, which is given out upwards from 0001, is 9000 or more.
package synth

import (
	"slices"
	"time"

	"tepat/geo/area"
)

// Options say what to make up.
type Options struct {
	Households int    // families; 0 makes 60,000
	Villages   int    // up to 1,980; 0 makes 237; without meaning where Areas are given
	Seed       uint64 // equal seeds make equal regencies
	// Areas are real boundaries to fill instead: those of level village, and
	// for their names also districts and the regency where they are known.
	// Without a village that has a shape they count as none.
	Areas []area.Area
	AsOf  time.Time // the edition of DTSEN and of the lists; zero is 30 June 2025
}

// MaxHouseholds is how many families a regency can have: they are all in memory
// at once, some hundred bytes each. The largest regency has two million.
const MaxHouseholds = 10_000_000

// MaxVillages is how many villages a regency can have: 99 districts of 20.
const MaxVillages = 1980

func (o Options) complete() Options {
	if o.Households <= 0 {
		o.Households = 60_000
	}
	if o.Villages <= 0 {
		o.Villages = typicalVillages
	}
	o.Villages = min(o.Villages, MaxVillages)
	if o.AsOf.IsZero() {
		o.AsOf = time.Date(2025, 6, 30, 0, 0, 0, 0, time.UTC)
	}
	return o
}

// madeUp says whether the boundaries are ours.
func (o Options) madeUp() bool { return !slices.ContainsFunc(o.Areas, isVillage) }

// A Regency is what was made up: its villages and its families.
type Regency struct {
	Options
	villages []village
	families []family
}

// Make makes up a regency. It touches nothing but memory.
func Make(o Options) *Regency {
	o = o.complete()
	p := newPlaces(o)
	return &Regency{o, p.villages, p.people(o)}
}

// Villages returns the villages, with the codes of the system they are in; the
// shapes of a made-up regency are those of areas.geojson.
func (r *Regency) Villages() []area.Area {
	areas := make([]area.Area, len(r.villages))
	for i, v := range r.villages {
		areas[i] = v.Area
	}
	return areas
}
