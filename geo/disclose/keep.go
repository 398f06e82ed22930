package disclose

import (
	"slices"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// A kept is the release before for an audience whose numbers have noise.
//
// Equal families have equal noise, so that a number that changes says that the
// families did. Where one has left or was corrected, the numbers that change in
// its village, and those that do not, are its profile. So a place keeps all its
// figures until some number of it has changed by more than noise and the
// families of which one might be singled out can: as long as it is kept, nothing
// is told; and what is told then is of several families together.
type kept struct {
	before     *Release
	indicators []poverty.Indicator
	within     uint32         // a number that lies so near to the one before is not said anew
	match      []int          // by indicator: the same one before; -1 for none
	cells      map[extent]int // where a node of the same ground stood
	areas      map[area.Code]int
	places     int // that keep their figures
}

// changedTogether is how many families must have come, gone or changed in some
// count of a place before its figures are said anew: of two each knows the other.
const changedTogether = 3

// newKept returns nil where the audience's numbers have no noise, where there
// is no release before, or where that was made by another policy.
func newKept(c *Counts, p Policy, before *Release) *kept {
	if p.Noise.Max == 0 || before == nil || before.about.Plan == nil ||
		before.about.Plan.NoiseMax != p.Noise.Max || before.about.Plan.Bound != p.Bound || before.about.K != p.MinFamilies {
		return nil
	}
	k := &kept{before: before, indicators: c.Indicators, within: uint32(2*p.Noise.Max + changedTogether - 1),
		cells: map[extent]int{}, areas: map[area.Code]int{}}
	for _, i := range c.Indicators {
		k.match = append(k.match, indicatorBefore(i, before.about.Indicators))
	}
	for j, g := range extents(before.cells.cell, before.cells.group) {
		k.cells[g] = j
	}
	for j, a := range before.areas.area {
		k.areas[a.Code] = j
	}
	return k
}

// An extent is a node's cell, and a sum over the cells that share its figure.
type extent struct {
	cell  hex.Cell
	group uint64
}

func extents(cells, groups []hex.Cell) []extent {
	sum := map[hex.Cell]uint64{}
	for i, c := range cells {
		if groups[i] != 0 {
			sum[groups[i]] += mix(uint64(c))
		}
	}
	out := make([]extent, len(cells))
	for i, c := range cells {
		out[i] = extent{c, sum[groups[i]]}
	}
	return out
}

// nodes returns by node where it stood before; -1 where it did not.
func (k *kept) nodes(m *mosaic) []int {
	at := make([]int, len(m.cell))
	for i, g := range extents(m.cell, m.groups()) {
		at[i] = -1
		if j, known := k.cells[g]; known {
			at[i] = j
		}
	}
	return at
}

// in returns by area where it stood before; -1 where it is new or has another border.
func (k *kept) in(areas []area.Area) []int {
	at := make([]int, len(areas))
	for i, a := range areas {
		at[i] = -1
		if j, known := k.areas[a.Code]; known && a.SameGround(k.before.areas.area[j]) {
			at[i] = j
		}
	}
	return at
}

// keep puts the figures before into those of the places that keep them. at says
// where each place stood among the old ones.
func (k *kept) keep(now, old *figures, at []int) {
	for place, j := range at {
		if j < 0 || !k.near(now, old, place, j) {
			continue
		}
		k.places++
		k.each(now, old, place, j, func(num, den *uint32, wasNum, wasDen uint32) { *num, *den = wasNum, wasDen })
	}
}

// near says whether the place has figures that both releases show, and none of
// them has moved further than k.within.
func (k *kept) near(now, old *figures, place, j int) bool {
	met, near := false, true
	k.each(now, old, place, j, func(num, den *uint32, wasNum, wasDen uint32) {
		met = true
		near = near && apart(*num, wasNum) <= k.within && apart(*den, wasDen) <= k.within
	})
	return met && near
}

// each visits the figures of a place that both releases show.
func (k *kept) each(now, old *figures, place, j int, visit func(num, den *uint32, wasNum, wasDen uint32)) {
	for i, m := range k.match {
		if m >= 0 && now.den[i][place] > 0 && old.den[m][j] > 0 {
			visit(&now.num[i][place], &now.den[i][place], old.num[m][j], old.den[m][j])
		}
	}
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

// count returns the number before where the new one lies near it.
func (k *kept) count(now, before *int) *int {
	if now == nil || before == nil || apart(uint32(*now), uint32(*before)) > k.within {
		return now
	}
	return before
}

// tables puts the tables by desil before in place of those that are near them.
func (k *kept) tables(now []poverty.Targeting) {
	for i := range now {
		for _, old := range k.before.about.Targeting {
			if old.Programme == now[i].Programme && k.sameRule(old.Programme) && k.nearTable(now[i].Deciles, old.Deciles) {
				now[i].Deciles = old.Deciles
			}
		}
	}
}

// sameRule says whether the programme is for whom it was for.
func (k *kept) sameRule(programme string) bool {
	for i, ind := range k.indicators {
		if ind.Programme == programme && ind.Unit == poverty.UnitShare && k.match[i] >= 0 {
			return true
		}
	}
	return false
}

func (k *kept) nearTable(now, old []poverty.Decile) bool {
	if len(now) != len(old) {
		return false
	}
	near := func(a, b int) bool { return apart(uint32(a), uint32(b)) <= k.within }
	for i, d := range now {
		o := old[i]
		if d.Desil != o.Desil || !near(d.Families, o.Families) || !near(d.Eligible, o.Eligible) || !near(d.Recipients, o.Recipients) || !near(d.Reached, o.Reached) {
			return false
		}
	}
	return true
}

// houses returns the table of houses before where the new one is near it.
func (k *kept) houses(now, old *poverty.HouseDeprivation) *poverty.HouseDeprivation {
	if now == nil || old == nil || now.Withheld || old.Withheld {
		return now
	}
	of := func(h *poverty.HouseDeprivation) []int {
		return slices.Concat([]int{h.Families, h.Unknown, h.Poor}, h.Deprived, h.Censored)
	}
	a, b := of(now), of(old)
	if len(a) != len(b) {
		return now
	}
	for i := range a {
		if apart(uint32(a[i]), uint32(b[i])) > k.within {
			return now
		}
	}
	return old
}
