package tiles

const fan = 8 // children of a node of the tree

// A tree finds boxes that touch a box. It stores no links: its lowest tier has
// one box around each eight items, the next one around each eight of those.
// Items in H3's order lie near one another, so the boxes are small.
type tree struct {
	items int
	tiers [][]box
}

func newTree(items int, at func(i int) box) tree {
	t := tree{items: items}
	n := items
	for n > 1 || len(t.tiers) == 0 && n > 0 {
		tier := make([]box, (n+fan-1)/fan)
		for i := range tier {
			tier[i] = nothing
			for j := i * fan; j < min(n, (i+1)*fan); j++ {
				tier[i] = tier[i].union(at(j))
			}
		}
		t.tiers = append(t.tiers, tier)
		n, at = len(tier), func(i int) box { return tier[i] }
	}
	return t
}

// bounds returns the box around all items.
func (t *tree) bounds() box {
	if len(t.tiers) == 0 {
		return nothing
	}
	return t.tiers[len(t.tiers)-1][0]
}

// visit calls yield in order with runs of items, lo to hi (exclusive), that may
// touch b, until it returns false. Items of other runs do not touch b; those of
// a run that is sure lie wholly inside it.
func (t *tree) visit(b box, yield func(lo, hi int, sure bool) bool) bool {
	return len(t.tiers) == 0 || t.descend(len(t.tiers)-1, 0, b, yield)
}

func (t *tree) descend(tier, i int, b box, yield func(lo, hi int, sure bool) bool) bool {
	around := t.tiers[tier][i]
	if !b.touches(around) {
		return true
	}
	if sure := b.holds(around); sure || tier == 0 {
		size := 1
		for range tier + 1 {
			size *= fan
		}
		return yield(i*size, min((i+1)*size, t.items), sure)
	}
	for j := i * fan; j < min((i+1)*fan, len(t.tiers[tier-1])); j++ {
		if !t.descend(tier-1, j, b, yield) {
			return false
		}
	}
	return true
}
