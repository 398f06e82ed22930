package disclose

import (
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/poverty"
)

// fieldResults returns what the field said, as the release may tell it: of areas
// where it withholds no figure of that programme, of villages to planners only, and
// where it rests on as many families as the threshold. What the release before for
// the same readers told stays while it is near, see [stillTold].
func (r *Release) fieldResults(said []poverty.FieldResult, k int, before *Release) (out []poverty.FieldResult) {
	for _, f := range said {
		i := slices.IndexFunc(r.areas.area, func(a area.Area) bool { return string(a.Code) == f.Area })
		switch {
		case i < 0, k == 0, f.Families < k, r.withholds(i, f.Programme):
		case r.areas.area[i].Level == area.Village && r.about.Audience != poverty.Planner:
		default:
			out = append(out, stillTold(roughly(f, k), k, r.areas.area[i], before))
		}
	}
	return out
}

// stillTold returns what the release before told of the same ground, by the same rules,
// in place of what lies near it: a share of one visit more, beside the one before,
// would say what that visit found. Near are shares that one family and the rounding of
// both can have moved so far, intervals within three steps, as one family may move them
// where the steps themselves change, and families that have by no more than ten. It
// hides one visit after a result that was told anew; the visit that moves a share out
// of what is near shows as that. Numbers of families stay while they have moved
// by ten; one match more may move them farther.
func stillTold(f poverty.FieldResult, k int, in area.Area, before *Release) poverty.FieldResult {
	if before == nil || before.about.K != k || !slices.ContainsFunc(before.areas.area, func(a area.Area) bool { return a.Code == in.Code && in.SameGround(a) }) {
		return f
	}
	at := slices.IndexFunc(before.about.Field, func(b poverty.FieldResult) bool {
		return b.Kind == f.Kind && b.Programme == f.Programme && b.Area == f.Area
	})
	if at < 0 {
		return f
	}
	was := before.about.Field[at]
	step, moved := 10., 10. // of numbers of families
	if f.Kind != poverty.UnregisteredPoor {
		own := shareStep(was.Families)
		if low, high := widened(was.Value, was.Families, own, was.Low, was.High); low != was.Low || high != was.High {
			return f // told by other rules, whose interval may say more
		}
		next := shareStep(f.Families)
		step, moved = max(own, next)/100, (own+next)/200+1/float64(min(was.Families, f.Families))
	}
	near := func(a, b, by float64) bool { return math.Abs(a-b) <= by+1e-9 }
	if near(f.Value, was.Value, moved) && near(f.Low, was.Low, 3*step) && near(f.High, was.High, 3*step) && apart(uint32(f.Families), uint32(was.Families)) <= 10 {
		return was
	}
	return f
}

// shareStep returns the percents of a step that shares of so many families are told in.
func shareStep(families int) float64 { return math.Ceil(200 / float64(families)) }

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
// was missed, or everybody, is told as one step from it. The interval of a share is
// that of the told share and the told families, see [widened]; of a number of families
// it is rounded outwards.
func roughly(f poverty.FieldResult, k int) poverty.FieldResult {
	f.Families = max(f.Families/10*10, k)
	if f.Kind == poverty.UnregisteredPoor {
		f.Value, f.Low, f.High = 10*math.Round(f.Value/10), 10*math.Floor(f.Low/10), 10*math.Ceil(f.High/10)
		return f
	}
	step := shareStep(f.Families)
	steps := 100 * f.Value / step
	value := min(max(step*math.Floor(steps+0.5+1e-9), step), 100-step) / 100 // halves always upwards, as of 0.575 too
	f.Low, f.High = widened(value, f.Families, step, f.Low, f.High)
	f.Value = value
	return f
}

// widened returns an interval that holds low to high and yet tells nothing of them but
// their design: that of the told share among the told families (Wilson 1927), a step
// wider on either side and in whole steps, with the variance of a simple sample, or as
// often doubled as it takes. So the share that is told is the only number that moves
// with the missed; where their own interval begins would be a second one, and both
// together would tell how many they are.
func widened(share float64, families int, step, low, high float64) (from, to float64) {
	for n := float64(families); n > 1; n /= 2 {
		center, half := wilson(share, n)
		from = max(0, step*math.Floor(100*(center-half)/step-1+1e-9)) / 100
		to = min(100, step*math.Ceil(100*(center+half)/step+1-1e-9)) / 100
		if from <= low+1e-9 && to >= high-1e-9 {
			return from, to
		}
	}
	return 0, 1
}

// wilson returns the middle and half the width of the 95 % interval of a share.
func wilson(p, n float64) (center, half float64) {
	const z = 1.959963984540054
	scale := 1 + z*z/n
	return (p + z*z/(2*n)) / scale, z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n)) / scale
}
