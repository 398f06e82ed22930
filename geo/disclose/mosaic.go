package disclose

import (
	"slices"

	"tepat/geo/hex"
)

// ring lists the seven children of a cell so that each touches the next: once
// around, and last the one in the middle, which touches all.
var ring = [7]int{4, 6, 2, 3, 1, 5, 0}

// A tier holds the populated cells of one resolution, ascending.
type tier struct {
	res      int
	cell     []hex.Cell
	families []uint32   // all families
	among    [][]uint32 // those of each population that a leaf must hold enough of
	child    []int32    // first child in the next finer tier; one entry more at the end
	lead     []int32    // the lowest sibling that the cell is shown with; itself when alone
	split    []bool     // shown by its children on finer maps
	detail   []uint64   // families × resolution at which they are seen, summed below the cell
}

// A mosaic is the plan of a map: tiers from hex.Root to hex.Base, and which of
// their cells are drawn.
type mosaic struct {
	tiers [hex.Base + 1]*tier
	cell  []hex.Cell // the nodes, by resolution, then by cell
	leaf  []bool
	lead  []int32 // node of the lowest cell of the same leaf; itself when alone
}

// lay plans the mosaic of cells (resolution 9, ascending) with their families.
// No leaf holds fewer families than the last of ks, nor fewer of any of the
// populations among; where all together hold fewer, there is no leaf.
//
// A cell is split where its populated children can be made into two leaves or
// more, or where there is one child alone. Sparse children gather along the
// ring until they are k; what is left over joins a group, or else the sibling
// whose families lose least by being seen no finer.
//
// The ks ascend. Each after the first builds on the plan before it: its leaves
// are whole leaves of that plan put together. So the mosaics of two audiences
// nest, and one subtracted from the other leaves whole leaves or nothing. For
// the same reason they are whole leaves of the release before, where there is one.
func lay(cells []hex.Cell, families []uint32, among [][]uint32, steps ...step) *mosaic {
	m := &mosaic{}
	m.tiers[hex.Base] = newTier(hex.Base, cells, families, among)
	for res := hex.Base - 1; res >= hex.Root; res-- {
		m.tiers[res] = m.tiers[res+1].climb()
	}
	root, k := m.tiers[hex.Root], uint32(0)
	for _, step := range steps {
		k = step.k
		m.follow(step.before)
		if k == 0 || !root.hold(root.all(), k) {
			return m
		}
		for res := hex.Base - 1; res >= hex.Root; res-- {
			m.tiers[res].plan(m.tiers[res+1], k)
		}
		root.arrange(0, len(root.cell), k)
	}
	if k > 0 {
		m.draw()
	}
	return m
}

// A step of a mosaic: the families that a leaf must hold, and the release
// before for the same audience; nil for none.
type step struct {
	k      uint32
	before *Release
}

// follow joins what the release joins: of a leaf of its no part is drawn alone.
func (m *mosaic) follow(r *Release) {
	if r == nil {
		return
	}
	before := &r.cells
	at := make(map[hex.Cell]int, len(before.cell))
	for i, c := range before.cell {
		at[c] = i
	}
	for _, t := range m.tiers[hex.Root:] {
		first := map[hex.Cell]int{} // of the cells here in each group
		for i, c := range t.cell {
			j, drawn := at[c]
			if !drawn || !before.leaf[j] {
				continue
			}
			t.split[i], t.detail[i] = false, uint64(t.families[i])*uint64(t.res)
			if other, met := first[before.group[j]]; met {
				t.unite(other, i)
			} else {
				first[before.group[j]] = i
			}
		}
	}
}

// unite makes one group of those of two siblings.
func (t *tier) unite(i, j int) {
	a, b := t.lead[i], t.lead[j]
	if a == b {
		return
	}
	lo, hi := min(a, b), max(a, b)
	for k := int(lo); k < len(t.lead) && (k <= int(hi)+7 || t.res == hex.Root); k++ {
		if t.lead[k] == hi {
			t.lead[k] = lo
		}
		if t.lead[k] == lo {
			t.split[k], t.detail[k] = false, uint64(t.families[k])*uint64(t.res)
		}
	}
}

func newTier(res int, cells []hex.Cell, families []uint32, among [][]uint32) *tier {
	t := &tier{
		res: res, cell: cells, families: families, among: among,
		lead: make([]int32, len(cells)), split: make([]bool, len(cells)), detail: make([]uint64, len(cells)),
	}
	for i, n := range families {
		t.lead[i] = int32(i)
		t.split[i] = res < hex.Base // until a plan says otherwise
		t.detail[i] = uint64(n) * uint64(res)
	}
	return t
}

// climb returns the tier of the parents of t.
func (t *tier) climb() *tier {
	up := &tier{}
	for i, c := range t.cell {
		p := c.Parent(t.res - 1)
		if n := len(up.cell); n == 0 || up.cell[n-1] != p {
			up.cell, up.child = append(up.cell, p), append(up.child, int32(i))
		}
	}
	child := append(up.child, int32(len(t.cell)))
	up.child = child
	among := make([][]uint32, len(t.among))
	for i := range among {
		among[i] = up.add(t.among[i])
	}
	up = newTier(t.res-1, up.cell, up.add(t.families), among)
	up.child = child
	return up
}

// all returns the places of all cells of t.
func (t *tier) all() []int {
	all := make([]int, len(t.cell))
	for i := range all {
		all[i] = i
	}
	return all
}

// hold says whether the cells hold k families together, and k of every population.
func (t *tier) hold(cells []int, k uint32) bool {
	enough := func(counts []uint32) bool {
		var held uint64
		for _, i := range cells {
			held += uint64(counts[i])
		}
		return held >= uint64(k)
	}
	for _, counts := range t.among {
		if !enough(counts) {
			return false
		}
	}
	return enough(t.families)
}

// plan decides which of the cells of t that are split stay so.
func (t *tier) plan(children *tier, k uint32) {
	for i, n := range t.families {
		if !t.split[i] {
			continue
		}
		t.split[i], t.detail[i] = false, uint64(n)*uint64(t.res)
		lo, hi := int(t.child[i]), int(t.child[i+1])
		if !t.hold([]int{i}, k) || !(children.arrange(lo, hi, k) > 1 || hi-lo == 1) {
			continue
		}
		t.split[i], t.detail[i] = true, 0
		for c := lo; c < hi; c++ {
			t.detail[i] += children.detail[c]
		}
	}
}

// A unit is siblings that the plan before shows together: one cell, in the first plan.
type unit struct {
	members  []int
	families uint32
	enough   bool   // to be a leaf
	loss     uint64 // detail that its families lose by being seen no finer
}

// arrange puts the siblings lo to hi into leaves and returns how many there
// are. The siblings hold k families together.
func (t *tier) arrange(lo, hi int, k uint32) (leaves int) {
	units := t.units(lo, hi, k)
	var gathered []int // the group being filled
	var closed []int   // the last full group
	for _, u := range units {
		if u.enough {
			leaves++
			continue
		}
		gathered = append(gathered, u.members...)
		if t.hold(gathered, k) {
			t.join(gathered)
			closed, gathered = gathered, nil
			leaves++
		}
	}
	if len(gathered) == 0 {
		return leaves
	}
	if closed == nil {
		closed = cheapest(units)
	}
	t.join(append(gathered, closed...))
	return leaves
}

// units lists the units of the siblings lo to hi along the ring.
func (t *tier) units(lo, hi int, k uint32) []unit {
	units, at := make([]unit, 0, min(hi-lo, 7)), make([]int32, hi-lo) // at: one more than the unit of a lead
	for _, i := range t.around(lo, hi) {
		place := &at[int(t.lead[i])-lo]
		if *place == 0 {
			units = append(units, unit{})
			*place = int32(len(units))
		}
		u := &units[*place-1]
		u.members = append(u.members, i)
		u.families += t.families[i]
		u.loss += t.detail[i] - uint64(t.families[i])*uint64(t.res)
	}
	for i := range units {
		units[i].enough = t.hold(units[i].members, k)
	}
	return units
}

// around returns the siblings lo to hi along the ring; the coarsest cells have
// no parent to be around of and keep their order.
func (t *tier) around(lo, hi int) []int {
	siblings := make([]int, 0, 7)
	for i := lo; i < hi; i++ {
		siblings = append(siblings, i)
	}
	if t.res > hex.Root {
		place := func(i int) int { return slices.Index(ring[:], digit(t.cell[i], t.res)) }
		slices.SortFunc(siblings, func(a, b int) int { return place(a) - place(b) })
	}
	return siblings
}

// digit returns which child of its parent the cell of resolution res is, 0 to 6.
func digit(c hex.Cell, res int) int { return int(c>>(3*(15-res))) & 7 }

// cheapest returns the members of the unit that holds enough and loses least
// detail by not being split, of equals the one with the fewest families.
func cheapest(units []unit) []int {
	best := -1
	for i, u := range units {
		if !u.enough {
			continue
		}
		if best < 0 || u.loss < units[best].loss || u.loss == units[best].loss && u.families < units[best].families {
			best = i
		}
	}
	return units[best].members
}

// join makes one leaf of the members.
func (t *tier) join(members []int) {
	lead := int32(slices.Min(members))
	for _, i := range members {
		t.lead[i] = lead
		if len(members) > 1 {
			t.split[i] = false
			t.detail[i] = uint64(t.families[i]) * uint64(t.res)
		}
	}
}

// draw lists the nodes: the coarsest cells, and of every split cell the children.
func (m *mosaic) draw() {
	shown := make([]bool, len(m.tiers[hex.Root].cell))
	for i := range shown {
		shown[i] = true
	}
	for res := hex.Root; res <= hex.Base; res++ {
		t := m.tiers[res]
		node := make([]int32, len(t.cell))
		for i, c := range t.cell {
			if !shown[i] {
				continue
			}
			node[i] = int32(len(m.cell))
			m.cell = append(m.cell, c)
			m.leaf = append(m.leaf, !t.split[i])
			m.lead = append(m.lead, node[t.lead[i]])
		}
		shown = t.below(shown)
	}
}

// below returns which cells of the next tier are drawn when shown are in t.
func (t *tier) below(shown []bool) []bool {
	if t.child == nil {
		return nil
	}
	next := make([]bool, t.child[len(t.cell)])
	for i := range t.cell {
		if shown[i] && t.split[i] {
			for c := t.child[i]; c < t.child[i+1]; c++ {
				next[c] = true
			}
		}
	}
	return next
}

// sum returns the count of every node, given the counts of the base cells:
// of a leaf the whole leaf's, of a split cell the sum of its leaves.
func (m *mosaic) sum(base []uint32) []uint32 {
	sums := make([]uint32, len(m.cell))
	counts, end := base, len(m.cell)
	for res := hex.Base; res >= hex.Root; res-- {
		t := m.tiers[res]
		if t.child != nil {
			counts = t.add(counts)
		}
		end = m.place(sums, t, counts, end)
	}
	for i, l := range m.lead {
		if int(l) != i {
			sums[l] += sums[i]
		}
	}
	for i, l := range m.lead {
		sums[i] = sums[l]
	}
	return sums
}

// add returns the sum of the children's counts for every cell of t.
func (t *tier) add(children []uint32) []uint32 {
	up := make([]uint32, len(t.cell))
	for i := range up {
		for _, n := range children[t.child[i]:t.child[i+1]] {
			up[i] += n
		}
	}
	return up
}

// place writes the counts of the tier's nodes, which end before node end, and
// returns where they begin.
func (m *mosaic) place(sums []uint32, t *tier, counts []uint32, end int) (begin int) {
	i := len(t.cell)
	for end > 0 && m.cell[end-1].Res() == t.res {
		end--
		for i--; t.cell[i] != m.cell[end]; i-- {
		}
		sums[end] = counts[i]
	}
	return end
}

func total(ns []uint32) (sum uint64) {
	for _, n := range ns {
		sum += uint64(n)
	}
	return sum
}
