package census

import (
	"cmp"
	"fmt"
	"slices"

	"tepat/geo/cql2"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// Unknown is the value of a property that is not known.
const Unknown = -1

// A Builder takes families in any order and makes a [Census] of them.
type Builder struct {
	columns []column
	entries []entry
	number  map[int32]uint32
	ids     []int32 // villages in the order met
	keys    []uint32
}

// An entry is where a row belongs.
type entry struct {
	cell    hex.Cell
	village uint32 // its number
	row     uint32
}

// NewBuilder returns a builder for families with the given properties.
func NewBuilder(properties []poverty.Property) *Builder {
	b := &Builder{number: map[int32]uint32{}}
	for _, p := range properties {
		b.columns = append(b.columns, column{name: p.Name, typ: p.Type, texts: p.Texts})
	}
	return b
}

// Add takes a family: its cell of resolution 9, or 0 where it is not located;
// its village; and a value for every property, in order: [Unknown], 0 or 1 for
// a cql2.Bool, a number from 0 up for a cql2.Int, the place in Texts for a
// cql2.Text. It keeps nothing of values. Other values and cells are an error.
func (b *Builder) Add(cell hex.Cell, village int32, values []int32) error {
	if err := b.check(cell, values); err != nil {
		return fmt.Errorf("census: %w", err)
	}
	row := len(b.entries)
	for i, v := range values {
		b.columns[i].put(row, v)
	}
	b.entries = append(b.entries, entry{cell, b.numberOf(village), uint32(row)})
	return nil
}

// Key gives the family added last its record key: a number that is its own in
// every census, and that nobody can tell from chance. All families have one or none.
func (b *Builder) Key(key uint32) { b.keys = append(b.keys, key) }

func (b *Builder) check(cell hex.Cell, values []int32) error {
	if cell != 0 && cell.Res() != hex.Base {
		return fmt.Errorf("a cell of resolution %d, want %d", cell.Res(), hex.Base)
	}
	if len(values) != len(b.columns) {
		return fmt.Errorf("%d values for %d properties", len(values), len(b.columns))
	}
	for i, v := range values {
		if v < Unknown || int(v) >= b.columns[i].limit() {
			return fmt.Errorf("property %q: value out of range", b.columns[i].name)
		}
	}
	return nil
}

// limit returns the first number that is no value of the column.
func (c *column) limit() int {
	switch c.typ {
	case cql2.Bool:
		return 2
	case cql2.Text:
		return len(c.texts)
	}
	return 1 << 31
}

// put writes the value of a new row.
func (c *column) put(row int, v int32) {
	if v == Unknown {
		c.null = set(c.null, row)
		return
	}
	c.known++
	for i := 0; v>>i > 0; i++ {
		if len(c.slice) == i {
			c.slice = append(c.slice, nil)
		}
		if v>>i&1 == 1 {
			c.slice[i] = set(c.slice[i], row)
		}
	}
}

// set returns b, made longer where needed, with bit i set.
func set(b []uint64, i int) []uint64 {
	for len(b) <= i>>6 {
		b = append(b, 0)
	}
	b[i>>6] |= 1 << (i & 63)
	return b
}

// numberOf returns the number of a village: rows of one village often follow each other.
func (b *Builder) numberOf(village int32) uint32 {
	if n := len(b.entries); n > 0 && b.ids[b.entries[n-1].village] == village {
		return b.entries[n-1].village
	}
	n, known := b.number[village]
	if !known {
		n = uint32(len(b.ids))
		b.number[village] = n
		b.ids = append(b.ids, village)
	}
	return n
}

// Build returns the census of all families that were added. The builder is used up.
func (b *Builder) Build() *Census {
	c := &Census{rows: len(b.entries), columns: b.columns, villages: b.sortVillages()}
	entries := b.entries
	if !slices.IsSortedFunc(entries, compare) {
		entries = sortEntries(entries)
	}
	for i := range c.columns {
		col := &c.columns[i]
		col.null = arrange(col.null, entries)
		for s := range col.slice {
			col.slice[s] = arrange(col.slice[s], entries)
		}
	}
	if len(b.keys) == len(entries) && len(entries) > 0 {
		c.keys = make([]uint32, len(entries))
		for i, e := range entries {
			c.keys[i] = b.keys[e.row]
		}
	}
	c.divide(entries)
	*b = Builder{}
	return c
}

// sortVillages numbers the villages in the order of their ids, which it returns.
func (b *Builder) sortVillages() []int32 {
	sorted := slices.Sorted(slices.Values(b.ids))
	place := make([]uint32, len(sorted))
	for old, id := range b.ids {
		at, _ := slices.BinarySearch(sorted, id)
		place[old] = uint32(at)
	}
	for i := range b.entries {
		b.entries[i].village = place[b.entries[i].village]
	}
	return sorted
}

func compare(a, b entry) int {
	return cmp.Or(cmp.Compare(a.cell, b.cell), cmp.Compare(a.village, b.village))
}

// digits split (cell, village) into numbers below 2^16, the least weighty
// first. Of a cell of resolution 9 the lowest 18 bits are the same for all; its
// resolution tells it from 0.
var digits = []func(entry) uint32{
	func(e entry) uint32 { return e.village & (1<<16 - 1) },
	func(e entry) uint32 { return e.village >> 16 },
	func(e entry) uint32 { return uint32(e.cell>>18) & (1<<12 - 1) },
	func(e entry) uint32 { return uint32(e.cell>>30) & (1<<11 - 1) },
	func(e entry) uint32 { return uint32(e.cell>>41) & (1<<15 - 1) },
}

// sortEntries returns the entries sorted; those given are used up.
func sortEntries(entries []entry) []entry {
	spare := make([]entry, len(entries))
	for _, digit := range digits {
		if distribute(entries, spare, digit) {
			entries, spare = spare, entries
		}
	}
	return entries
}

// distribute writes the entries of from to into, sorted by digit and otherwise
// in the order they had; it returns false and writes nothing where all digits are the same.
func distribute(from, into []entry, digit func(entry) uint32) bool {
	var at [1 << 16]uint32
	for _, e := range from {
		at[digit(e)]++
	}
	if at[digit(from[0])] == uint32(len(from)) {
		return false
	}
	sum := uint32(0)
	for d, n := range at {
		at[d] = sum
		sum += n
	}
	for _, e := range from {
		d := digit(e)
		into[at[d]] = e
		at[d]++
	}
	return true
}

// arrange returns the bits in the order of the entries, in exactly as many
// words as they take; nil stays nil.
func arrange(b []uint64, entries []entry) []uint64 {
	if b == nil {
		return nil
	}
	out := make([]uint64, (len(entries)+63)/64)
	for i, e := range entries {
		if w := int(e.row >> 6); w < len(b) {
			out[i>>6] |= b[w] >> (e.row & 63) & 1 << (i & 63)
		}
	}
	return out
}

// divide finds where cells and atoms begin.
func (c *Census) divide(entries []entry) {
	for i, e := range entries {
		before := entry{}
		if i > 0 {
			before = entries[i-1]
		}
		if e.cell != before.cell {
			c.cells, c.start = append(c.cells, e.cell), append(c.start, uint32(i))
		}
		if i == 0 || compare(before, e) != 0 {
			c.atom, c.atomVillage = append(c.atom, uint32(i)), append(c.atomVillage, e.village)
		}
	}
	end := uint32(len(entries))
	c.start, c.atom = slices.Clip(append(c.start, end)), slices.Clip(append(c.atom, end))
	c.cells, c.atomVillage = slices.Clip(c.cells), slices.Clip(c.atomVillage)
}
