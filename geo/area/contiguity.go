package area

import "slices"

// Contiguity returns the neighbours of each shape, ascending: those that share a
// piece of border with it (rook), or with corners also those that only touch it
// in a point (queen). A is a neighbour of B when B is one of A. Shapes that a
// narrow gap parts or that overlap in a narrow strip, as [Coverage.Borders] has
// it, share that border; a shape without any has no neighbours.
func (c *Coverage) Contiguity(corners bool) [][]int {
	near := make([]map[int]bool, len(c.shapes))
	across := c.acrossSlivers()
	at := map[int32][]int{} // shapes by node, where borders end
	for i, a := range c.arcs {
		beside := c.beside(i, across)
		meet(near, beside)
		at[a.from] = append(at[a.from], beside...)
		at[a.to] = append(at[a.to], beside...)
	}
	if corners {
		for _, shapes := range at {
			meet(near, shapes)
		}
	}
	out := make([][]int, len(near))
	for i, n := range near {
		for j := range n {
			out[i] = append(out[i], j)
		}
		slices.Sort(out[i])
	}
	return out
}

// beside returns the shapes on both sides of an arc.
func (c *Coverage) beside(arc int, across map[int]int) (shapes []int) {
	for _, side := range [][]int32{c.arcs[arc].left, c.arcs[arc].right} {
		for _, s := range side {
			shapes = append(shapes, int(s))
		}
	}
	if other, ok := across[arc]; ok {
		shapes = append(shapes, other)
	}
	return shapes
}

// meet makes neighbours of all shapes that differ.
func meet(near []map[int]bool, shapes []int) {
	for _, s := range shapes {
		for _, o := range shapes {
			if s == o {
				continue
			}
			if near[s] == nil {
				near[s] = map[int]bool{}
			}
			near[s][o] = true
		}
	}
}
