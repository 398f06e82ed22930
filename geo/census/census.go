// Package census holds the register as columns in cell order: one bit a family
// and property, small whole numbers as slices of bits. A sentence in CQL2
// becomes a [Bitmap], and a bitmap with running counts becomes a count for
// every cell, of any resolution, and for every village.
//
// Logic is three-valued as in SQL: a family of whom a property is not known is
// counted neither by a condition on it nor by its opposite.
package census

import (
	"math/bits"
	"slices"

	"tepat/geo/cql2"
	"tepat/geo/hex"
)

// A Census is the register in columns, rows sorted by (cell, village). It does not change.
type Census struct {
	rows    int
	columns []column

	cells []hex.Cell // resolution 9, ascending; populated ones
	start []uint32   // first row of each cell; one more at the end

	villages    []int32  // area ids, ascending
	atom        []uint32 // first row of each run of one cell and village; one more at the end
	atomVillage []uint32 // place of its village in villages
	keys        []uint32 // record key of every row; nil without
}

// A column is one property of all families.
type column struct {
	name  string
	typ   cql2.Type
	texts []string
	slice [][]uint64 // bits of the value, lowest first; nil where all are 0. 0 where unknown
	null  []uint64   // set where unknown; nil where all are known
	known int        // rows
}

// Len returns the number of families.
func (c *Census) Len() int { return c.rows }

// Cells returns the populated cells of resolution 9, ascending.
func (c *Census) Cells() []hex.Cell { return c.cells }

// Villages returns the area ids of the villages that hold a family, ascending.
func (c *Census) Villages() []int32 { return c.villages }

// Known says whether the property is known of any family.
func (c *Census) Known(property string) bool {
	col := c.column(property)
	return col != nil && col.known > 0
}

func (c *Census) column(property string) *column {
	for i := range c.columns {
		if c.columns[i].name == property {
			return &c.columns[i]
		}
	}
	return nil
}

// A Bitmap says of every family of a census whether a sentence is true of it.
type Bitmap struct {
	words []uint64 // one more than the rows fill, so that a rank may end there
	ranks []uint32 // families before each word
}

// Len returns the number of families that are in b.
func (b *Bitmap) Len() int { return int(b.ranks[len(b.ranks)-1]) }

// rank returns how many of the families before row are in b.
func (b *Bitmap) rank(row uint32) uint32 {
	w := row >> 6
	return b.ranks[w] + uint32(bits.OnesCount64(b.words[w]&(1<<(row&63)-1)))
}

// countRanks fills the running counts.
func (b *Bitmap) countRanks() {
	b.ranks = make([]uint32, len(b.words))
	sum := uint32(0)
	for i, w := range b.words {
		b.ranks[i] = sum
		sum += uint32(bits.OnesCount64(w))
	}
}

// ByCell counts b in every one of Cells.
func (c *Census) ByCell(b *Bitmap) []uint32 {
	out := make([]uint32, len(c.cells))
	before := b.rank(c.start[0])
	for i, end := range c.start[1:] {
		after := b.rank(end)
		out[i] = after - before
		before = after
	}
	return out
}

// In counts b in one cell of resolution 9 or coarser.
func (c *Census) In(b *Bitmap, cell hex.Cell) uint32 {
	lo, _ := slices.BinarySearch(c.cells, cell.First(hex.Base))
	hi, found := slices.BinarySearch(c.cells, cell.Last(hex.Base))
	if found {
		hi++
	}
	return b.rank(c.start[hi]) - b.rank(c.start[lo])
}

// ByVillage counts b in every one of Villages, families that are not located included.
func (c *Census) ByVillage(b *Bitmap) []uint32 {
	out := make([]uint32, len(c.villages))
	before := uint32(0)
	for i, v := range c.atomVillage {
		after := b.rank(c.atom[i+1])
		out[v] += after - before
		before = after
	}
	return out
}

// An Atom is a run of families of one cell and one village.
type Atom struct {
	Cell    int32 // place in Cells; -1 for families that are not located
	Village int32 // place in Villages
}

// Atoms returns the populated atoms, by cell, then by village.
func (c *Census) Atoms() []Atom {
	atoms := make([]Atom, len(c.atomVillage))
	cell := int32(-1)
	for i, v := range c.atomVillage {
		for int(cell+1) < len(c.cells) && c.start[cell+1] <= c.atom[i] {
			cell++
		}
		atoms[i] = Atom{cell, int32(v)}
	}
	return atoms
}

// ByAtom counts b in every one of Atoms.
func (c *Census) ByAtom(b *Bitmap) []uint32 {
	out := make([]uint32, len(c.atomVillage))
	before := b.rank(0)
	for i, end := range c.atom[1:] {
		after := b.rank(end)
		out[i] = after - before
		before = after
	}
	return out
}

// SumByAtom adds up a whole-number property of the families of b in every one
// of Atoms; a family of whom it is unknown counts as unknown. It returns nil
// where it is known of nobody.
func (c *Census) SumByAtom(b *Bitmap, property string, unknown uint32) []uint32 {
	col := c.column(property)
	if col == nil || col.known == 0 {
		return nil
	}
	sum := make([]uint32, len(c.atomVillage))
	for i, words := range col.slice {
		c.addByAtom(sum, b, words, 1<<i)
	}
	c.addByAtom(sum, b, col.null, unknown)
	return sum
}

// addByAtom adds weight for every family of b whose bit is set.
func (c *Census) addByAtom(sum []uint32, b *Bitmap, words []uint64, weight uint32) {
	if words == nil {
		return
	}
	both := &Bitmap{words: make([]uint64, len(b.words))}
	for i := range words {
		both.words[i] = b.words[i] & words[i]
	}
	both.countRanks()
	for i, n := range c.ByAtom(both) {
		sum[i] += n * weight
	}
}

// KeysByAtom adds up, modulo 2^32, the record keys of the families of b in
// every one of Atoms; nil where the census has none.
func (c *Census) KeysByAtom(b *Bitmap) []uint32 {
	if c.keys == nil {
		return nil
	}
	sum := make([]uint32, len(c.atomVillage))
	for i := range sum {
		for row := c.atom[i]; row < c.atom[i+1]; row++ {
			sum[i] += c.keys[row] & -uint32(b.words[row>>6]>>(row&63)&1)
		}
	}
	return sum
}
