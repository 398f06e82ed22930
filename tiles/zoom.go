package tiles

import (
	"context"
	"iter"

	"tepat/geo/hex"

	"golang.org/x/sync/errgroup"
)

// finest is the resolution whose cells have about the size of 5 to 12 pixels
// at a zoom: at the equator no tile of 512 pixels then holds more than the
// budget. Where cells are smaller or denser, a zoom draws a coarser one.
var finest = [maxCellZoom + 1]int{3: 5, 4: 5, 5: 5, 6: 5, 7: 6, 8: 6, 9: 7, 10: 8, 11: 9, 12: 9}

// chooseZooms picks for each zoom the finest resolution by which no tile holds
// more cells than the budget.
func (s *Snapshot) chooseZooms(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for z := minCellZoom; z <= maxCellZoom; z++ {
		g.Go(func() error {
			for res := finest[z]; res >= hex.Root; res-- {
				if s.fits(z, res) {
					s.zooms[z] = res
					break
				}
			}
			return ctx.Err()
		})
	}
	return g.Wait()
}

// fits says whether every tile of zoom z holds the drawn cells of res within the budget.
func (s *Snapshot) fits(z, res int) bool {
	counts := map[spot]*int{}
	var last spot
	count := new(int)
	counts[last] = count
	var corners [maxCorners]point
	for _, i := range s.levels[res].cells {
		for at := range spots(s.ring(i, corners[:0]), z) {
			// The next cell is most often in the same tile.
			if at != last {
				if last, count = at, counts[at]; count == nil {
					count = new(int)
					counts[at] = count
				}
			}
			if *count++; *count > budget {
				return false
			}
		}
	}
	return true
}

// A spot is the column and row of a tile.
type spot struct{ x, y int64 }

// spots yields the tiles of zoom z that r touches.
func spots(r ring, z int) iter.Seq[spot] {
	bits, pad := worldBits-z, int64(buffer)<<unitShift(z)
	around := r.box()
	x0, x1 := (around.x0-pad-1)>>bits, (around.x1+pad+1)>>bits
	y0, y1 := (around.y0-pad-1)>>bits, (around.y1+pad+1)>>bits
	return func(yield func(spot) bool) {
		for y := max(0, y0); y <= min(1<<z-1, y1); y++ {
			for x := x0; x <= x1; x++ {
				alone := x0 == x1 && y0 == y1
				ground := Tile{Z: z, X: int(x), Y: int(y)}.box()
				if (alone || r.touches(ground)) && !yield(spot{x & (1<<z - 1), y}) {
					return
				}
			}
		}
	}
}
