// Package censustest makes up families for measuring how fast a census counts.
package censustest

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"tepat/geo/cql2"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// Flags is how many properties a made-up family has, all of them true or false.
const Flags = 8

// A Family is one row: its cell of resolution 9, its village, and its flags as
// a census.Builder takes them. Values is overwritten by the next row.
type Family struct {
	Cell    hex.Cell
	Village int32
	Values  []int32
}

// Properties returns flag_0 to flag_7.
func Properties() (out []poverty.Property) {
	for i := range Flags {
		out = append(out, poverty.Property{Name: fmt.Sprintf("flag_%d", i), Type: cql2.Bool})
	}
	return out
}

// Families yields n families in the order of their cells: 1 to 37 a cell, as
// dense as the nation's; 700 a village; each flag true of half of them.
func Families(n int, rng *rand.Rand) iter.Seq[Family] {
	return func(yield func(Family) bool) {
		f := Family{Cell: 0x8968000003fffff, Values: make([]int32, Flags)}
		left := 0 // families yet to come in this cell
		for i := range n {
			if left == 0 {
				f.Cell, left = next(f.Cell), 1+rng.IntN(37)
			}
			left--
			f.Village = int32(i / 700)
			draw := rng.Uint32()
			for flag := range f.Values {
				f.Values[flag] = int32(draw >> flag & 1)
			}
			if !yield(f) {
				return
			}
		}
	}
}

// next returns the cell that follows c in H3's order: its digits, of 3 bits
// each, count to 6.
func next(c hex.Cell) hex.Cell {
	for shift := 18; ; shift += 3 {
		if c>>shift&7 < 6 {
			return c + 1<<shift
		}
		c &^= 7 << shift
	}
}
