package disclose

import (
	"errors"
	"fmt"
	"slices"

	"tepat/geo/area"
	"tepat/geo/hex"
)

// A frame is the network that the columns of one release family flow through,
// and what its arcs stand for. Places come first: sets of cells that some
// mosaic draws as one, then areas. Then one loose arc for every area: its
// families that have no cell, which climb as areas do. Last come the pieces of
// leaves in villages.
type frame struct {
	*network
	mosaics []*mosaic
	place   [][]int32 // by mosaic and node: the place that the node draws
	cells   int       // places that are cells
	places  int       // all places
	up      []int32   // by place: the place that it is a part of; -1 for none
	size    []int     // by place that is cells: how many
	level   []string  // by place: as in the description's states
	loose   int       // the loose arc of the first area
	pieces  int       // the first piece
	whole   []bool    // by area: no other area lies in it
	piece   []int32   // by atom: its piece; -1 where it is not located
	leaf    []int32   // by atom: the leaf that it lies in; -1 where it is not located
	counts  *Counts
	flows   [][]int64 // by column, as far as asked for
}

// newFrame joins the mosaics, of which each is made of whole leaves of the one
// before, and the areas.
func newFrame(c *Counts, mosaics ...*mosaic) (*frame, error) {
	f := &frame{mosaics: mosaics, counts: c, flows: make([][]int64, len(c.ByArea))}
	f.layFirst(mosaics[0])
	for _, m := range mosaics[1:] {
		if !f.layOver(m) {
			return nil, errors.New("a mosaic is not made of whole leaves of the one before")
		}
	}
	f.cells = len(f.up)
	if err := f.layAreas(c.Areas); err != nil {
		return nil, err
	}
	f.places = len(f.up)
	f.connect(c)
	return f, nil
}

// add makes a place of cells of one resolution.
func (f *frame) add(up int32, size, res int) int32 {
	f.up, f.size, f.level = append(f.up, up), append(f.size, size), append(f.level, cellLevels[res])
	return int32(len(f.up) - 1)
}

// layFirst makes a place of every node of the finest mosaic.
func (f *frame) layFirst(m *mosaic) {
	at := make(map[hex.Cell]int32, len(m.cell))
	place := make([]int32, len(m.cell))
	for i, c := range m.cell {
		up := int32(-1)
		if c.Res() > hex.Root {
			up = at[c.Parent(c.Res()-1)]
		}
		if lead := m.lead[i]; int(lead) == i {
			place[i] = f.add(up, 1, c.Res())
		} else {
			place[i] = place[lead]
			f.size[place[i]]++
		}
		at[c] = place[i]
	}
	f.place = append(f.place, place)
}

// layOver finds the places of a coarser mosaic, and puts new ones between where
// it draws several places as one. Cells without a family are in no place. It
// returns false where m does not nest.
func (f *frame) layOver(m *mosaic) bool {
	finest := f.mosaics[0]
	under := make(map[hex.Cell]int32, len(finest.cell))
	for i, c := range finest.cell {
		under[c] = f.place[0][i]
	}
	size, group := make([]int, len(m.cell)), make([]int32, len(m.cell)) // by lead
	for i, c := range m.cell {
		group[i] = -1
		if _, populated := under[c]; populated {
			size[m.lead[i]]++
		}
	}
	place := make([]int32, len(m.cell))
	for i, c := range m.cell {
		inner, populated := under[c]
		lead := m.lead[i]
		for populated && f.up[inner] >= 0 && f.level[f.up[inner]] == f.level[inner] {
			inner = f.up[inner] // a place of a mosaic in between
		}
		switch {
		case !populated:
			place[i] = -1
			continue
		case group[lead] >= 0:
		case f.size[inner] == size[lead]:
			group[lead] = inner
		default:
			group[lead] = f.add(f.up[inner], size[lead], c.Res())
		}
		place[i] = group[lead]
		if f.size[inner] > f.size[place[i]] {
			return false
		}
		if place[i] != inner {
			f.up[inner] = place[i]
		}
	}
	f.place = append(f.place, place)
	return true
}

// layAreas makes a place of every area.
func (f *frame) layAreas(areas []area.Area) error {
	at := map[area.Code]int32{}
	for i, a := range areas {
		at[a.Code] = int32(f.cells + i)
	}
	for _, a := range areas {
		up, known := at[a.Parent]
		if !known {
			up = -1
		}
		f.up, f.size, f.level = append(f.up, up), append(f.size, 1), append(f.level, string(a.Level))
	}
	for i := range f.up[f.cells:] {
		steps := 0
		for p := f.up[f.cells+i]; p >= 0; p = f.up[p] {
			if steps++; steps > len(areas) {
				return fmt.Errorf("area %s lies in itself", areas[i].Code)
			}
		}
	}
	return nil
}

// connect draws the arcs.
func (f *frame) connect(c *Counts) {
	node := func(place int32) int32 { return place + 1 } // ground is 0, and nothing's place is -1
	var from, to []int32
	draw := func(a, b int32) { from, to = append(from, a), append(to, b) }
	f.whole = make([]bool, len(c.Areas))
	for i := range f.whole {
		f.whole[i] = true
	}
	for i, up := range f.up {
		if i < f.cells {
			draw(node(int32(i)), node(up))
			continue
		}
		draw(node(up), node(int32(i)))
		if up >= 0 {
			f.whole[up-int32(f.cells)] = false
		}
	}
	f.loose = len(from)
	gather := func(place int32) int32 { // where families without a cell come together
		if place < 0 {
			return ground
		}
		return place + 1 + int32(len(c.Areas))
	}
	for i, whole := range f.whole {
		place := int32(f.cells + i)
		if whole {
			draw(node(place), gather(f.up[place]))
		} else {
			draw(gather(place), gather(f.up[place]))
		}
	}
	f.pieces = len(from)
	leafOf := f.mosaics[0].leafOf(c.Cells)
	pieces := map[[2]int32]int32{}
	for _, a := range c.Atoms {
		if a.Cell < 0 || leafOf[a.Cell] < 0 {
			f.piece, f.leaf = append(f.piece, -1), append(f.leaf, -1)
			continue
		}
		leaf := f.place[0][leafOf[a.Cell]]
		key := [2]int32{leaf, a.Area}
		piece, met := pieces[key]
		if !met {
			piece = int32(len(from))
			pieces[key] = piece
			draw(node(int32(f.cells)+a.Area), node(leaf))
		}
		f.piece, f.leaf = append(f.piece, piece), append(f.leaf, leaf)
	}
	f.network = newNetwork(f.places+1+len(c.Areas), from, to)
}

// isLeaf says whether the arc is a piece that is all of its leaf.
func (f *frame) isLeaf(arc int) bool {
	if arc < f.pieces {
		return false
	}
	leaf := f.to[arc]
	return f.start[leaf+1]-f.start[leaf] == 2 // it, and what leaves the leaf
}

// leafOf returns the leaf node of every base cell, -1 where there is none.
func (m *mosaic) leafOf(cells []hex.Cell) []int32 {
	leaves := make(map[hex.Cell]int32, len(m.cell))
	for i, c := range m.cell {
		if m.leaf[i] {
			leaves[c] = m.lead[i]
		}
	}
	out := make([]int32, len(cells))
	for i, c := range cells {
		out[i] = -1
		for res := hex.Base; res >= hex.Root; res-- {
			if leaf, ok := leaves[c.Parent(res)]; ok {
				out[i] = leaf
				break
			}
		}
	}
	return out
}

// flowOf returns the true flow of a column, which must not be changed.
func (f *frame) flowOf(column int) []int64 {
	if f.flows[column] == nil {
		f.flows[column] = f.count(column)
	}
	return f.flows[column]
}

// trueFlow returns a column's flow of which nothing is known but where it is not empty.
func (f *frame) trueFlow(column int, populated []bool) *flow {
	n := len(f.from)
	out := &flow{network: f.network, flow: slices.Clone(f.flowOf(column)),
		low: make([]int64, n), high: make([]int64, n), populated: make([]bool, n), standing: make([]standing, n)}
	for a := range out.high {
		out.high[a] = unbounded
	}
	for place, yes := range populated {
		out.populated[place] = yes && out.flow[place] > 0
	}
	return out
}

func (f *frame) count(column int) []int64 {
	c := f.counts
	flow := make([]int64, len(f.from))
	for i, n := range c.ByAtom[column] {
		if f.piece[i] >= 0 {
			flow[f.piece[i]] += int64(n)
			for p := f.leaf[i]; p >= 0; p = f.up[p] {
				flow[p] += int64(n)
			}
		}
	}
	for i, n := range c.ByArea[column] {
		flow[f.cells+i] = int64(n)
		if f.whole[i] {
			f.climb(flow, i, int64(n))
		}
	}
	for a := f.pieces; a < len(f.from); a++ {
		f.climb(flow, int(f.from[a])-1-f.cells, -flow[a])
	}
	return flow
}

// climb adds n to the loose arcs of an area and of those above.
func (f *frame) climb(flow []int64, at int, n int64) {
	for p := int32(f.cells + at); p >= 0; p = f.up[p] {
		flow[f.loose+int(p)-f.cells] += n
	}
}

// addAtoms adds numbers of atoms up by place.
func (f *frame) addAtoms(byAtom []uint32) []uint64 {
	sum := make([]uint64, f.places)
	for i, n := range byAtom {
		for p := f.leaf[i]; p >= 0; p = f.up[p] {
			sum[p] += uint64(n)
		}
		for p := int32(f.cells) + f.counts.Atoms[i].Area; p >= 0; p = f.up[p] {
			sum[p] += uint64(n)
		}
	}
	return sum
}

// drawn says of every place whether mosaic i draws it; areas always are.
func (f *frame) drawn(i int) []bool {
	drawn := make([]bool, f.places)
	for _, place := range f.place[i] {
		if place >= 0 {
			drawn[place] = true
		}
	}
	for a := f.cells; a < f.places; a++ {
		drawn[a] = true
	}
	return drawn
}
