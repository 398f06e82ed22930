package disclose

import (
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// fieldResults returns what the field said, as the release may tell it: of areas
// where it withholds no figure of that programme, of villages to planners only, and
// where it rests on as many families as the threshold.
func (r *Release) fieldResults(said []poverty.FieldResult, k int) (out []poverty.FieldResult) {
	for _, f := range said {
		i := slices.IndexFunc(r.areas.area, func(a area.Area) bool { return string(a.Code) == f.Area })
		switch {
		case i < 0, k == 0, f.Families < k, r.withholds(i, f.Programme):
		case r.areas.area[i].Level == area.Village && r.about.Audience != poverty.Planner:
		default:
			out = append(out, roughly(f, k))
		}
	}
	return out
}

// withholds says whether some figure of area i about a programme is withheld; of
// no programme, some figure that is about none.
func (r *Release) withholds(i int, programme string) bool {
	for n, in := range r.about.Indicators {
		if in.Programme+in.Group == programme && stateOf(r.areas.num[n][i], r.areas.den[n][i]) == Withheld {
			return true
		}
	}
	return false
}

// roughly tells a result so that it does not say how many of the visited were
// missed. Families are told in tens, rounded down, or as the threshold; numbers of
// families in tens; shares in steps of a percent, or of as many whole percents as two
// families are, so that one family moves a share by half a step at most. That nobody
// was missed, or everybody, is told as one step from it. Intervals are rounded outwards.
func roughly(f poverty.FieldResult, k int) poverty.FieldResult {
	f.Families = max(f.Families/10*10, k)
	if f.Kind == poverty.UnregisteredPoor {
		f.Value, f.Low, f.High = 10*math.Round(f.Value/10), 10*math.Floor(f.Low/10), 10*math.Ceil(f.High/10)
		return f
	}
	step := math.Ceil(200 / float64(f.Families))                               // in percent
	near := func(share float64) float64 { return 100 * share / step }          // in steps
	value := min(max(step*math.Floor(near(f.Value)+0.5+1e-9), step), 100-step) // halves always upwards, as of 0.575 too
	low, high := min(step*math.Floor(near(f.Low)), value), max(step*math.Ceil(near(f.High)), value)
	f.Value, f.Low, f.High = value/100, low/100, min(high/100, 1)
	return f
}
