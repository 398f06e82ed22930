package disclose

import (
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// fieldResults returns what the field said of areas, as it may be told: where it rests on
// as many families as the audience's threshold, and no finer than a sample tells
// it. A whole percent, or ten families, does not say how many of the visited were
// found missed; intervals are rounded outwards.
func fieldResults(said []poverty.FieldResult, areas []area.Area, k uint32) (out []poverty.FieldResult) {
	for _, f := range said {
		known := slices.ContainsFunc(areas, func(a area.Area) bool { return string(a.Code) == f.Area })
		if !known || k == 0 || f.Families < int(k) {
			continue
		}
		per := 100.0
		if f.Kind == poverty.UnregisteredPoor {
			per = 0.1
		}
		f.Value, f.Low, f.High = math.Round(f.Value*per)/per, math.Floor(f.Low*per)/per, math.Ceil(f.High*per)/per
		out = append(out, f)
	}
	return out
}
