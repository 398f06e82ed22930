package target

import (
	"cmp"
	"math/bits"
	"slices"
)

// share returns the packages of each need, which are by code, under the rule
// and the minimum of b. There are n packages, no more than families missed, and
// enough for the minimum.
//
// Districts that the rule leaves below their minimum are given just that, and
// the rule shares what is left over the others, until none is below. That
// ends: others only lose by it, so that no district rises above its minimum again.
func share(needs []Need, n int, b Budget) []int {
	all := make([]int, len(needs))
	for i := range all {
		all[i] = i
	}
	packages, atMinimum := make([]int, len(needs)), map[string]bool{}
	for {
		left, free := n, []int(nil)
		for _, d := range districts(needs, all) {
			if !atMinimum[d.code] {
				free = append(free, d.members...)
				continue
			}
			minimum := min(b.MinimumPerDistrict, d.missed)
			give(packages, needs, d.members, minimum, b.Rule)
			left -= minimum
		}
		give(packages, needs, free, left, b.Rule)
		below := false
		for _, d := range districts(needs, free) {
			if d.sum(packages) < min(b.MinimumPerDistrict, d.missed) {
				atMinimum[d.code], below = true, true
			}
		}
		if !below {
			return packages
		}
	}
}

// A district of needs: which they are, and how many families it misses.
type district struct {
	code    string
	members []int
	missed  int
}

func (d district) sum(packages []int) (sum int) {
	for _, i := range d.members {
		sum += packages[i]
	}
	return sum
}

// districts returns those of the members, in the order in which they occur.
func districts(needs []Need, members []int) (ds []district) {
	at := map[string]int{}
	for _, i := range members {
		code := needs[i].District
		if _, known := at[code]; !known {
			at[code] = len(ds)
			ds = append(ds, district{code: code})
		}
		d := &ds[at[code]]
		d.members = append(d.members, i)
		d.missed += needs[i].missed()
	}
	return ds
}

// give sets the packages of members, n in all, by the rule alone.
func give(packages []int, needs []Need, members []int, n int, rule Rule) {
	switch rule {
	case Gap:
		inProportion(packages, needs, members, n)
	case PoorestFirst:
		poorestFirst(packages, needs, members, n)
	case EqualShare:
		equally(packages, needs, members, n)
	}
}

// inProportion gives n·missed/Σmissed, whole numbers first, and what is left to
// the largest remainders: the method of Hamilton. No member gets more than it
// misses, since n is at most Σmissed.
func inProportion(packages []int, needs []Need, members []int, n int) {
	var all uint64
	for _, i := range members {
		all += uint64(needs[i].missed())
	}
	if all == 0 {
		return
	}
	left, remainder := n, make(map[int]uint64, len(members))
	for _, i := range members {
		hi, lo := bits.Mul64(uint64(n), uint64(needs[i].missed()))
		whole, rest := bits.Div64(hi, lo, all)
		packages[i], remainder[i] = int(whole), rest
		left -= packages[i]
	}
	one(packages, needs, members, left, func(i, j int) int { return cmp.Compare(remainder[j], remainder[i]) })
}

// equally gives every member the same, or all that it misses; what is then left
// goes to those that miss most.
func equally(packages []int, needs []Need, members []int, n int) {
	fewestFirst := slices.SortedStableFunc(slices.Values(members), func(i, j int) int {
		return cmp.Compare(needs[i].missed(), needs[j].missed())
	})
	for k, i := range fewestFirst {
		level := n / (len(fewestFirst) - k)
		if needs[i].missed() > level {
			for _, j := range fewestFirst[k:] {
				packages[j] = level
				n -= level
			}
			one(packages, needs, fewestFirst[k:], n, func(i, j int) int { return 0 })
			return
		}
		packages[i] = needs[i].missed()
		n -= packages[i]
	}
}

// poorestFirst gives each member all that it misses, the poorest first, until nothing is left.
func poorestFirst(packages []int, needs []Need, members []int, n int) {
	unreached := func(i int) float64 { return float64(needs[i].missed()) / max(1, float64(needs[i].Eligible)) }
	for _, i := range ordered(needs, members, func(i, j int) int {
		return cmp.Or(cmp.Compare(needs[j].poorest(), needs[i].poorest()), cmp.Compare(unreached(j), unreached(i)))
	}) {
		packages[i] = min(n, needs[i].missed())
		n -= packages[i]
	}
}

// one gives one package more to the first left of members in an order.
func one(packages []int, needs []Need, members []int, left int, order func(i, j int) int) {
	for _, i := range ordered(needs, members, order)[:left] {
		packages[i]++
	}
}

// ordered returns the members in an order, among equals by more families missed, then by code.
func ordered(needs []Need, members []int, order func(i, j int) int) []int {
	return slices.SortedFunc(slices.Values(members), func(i, j int) int {
		return cmp.Or(order(i, j), cmp.Compare(needs[j].missed(), needs[i].missed()), cmp.Compare(i, j))
	})
}
