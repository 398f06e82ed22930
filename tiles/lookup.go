package tiles

import (
	"iter"
	"math"
	"slices"

	"tepat/geo/hex"

	"github.com/paulmach/orb"
)

// Everywhere is the bound that leaves nothing out.
var Everywhere = orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}

// Drawn yields what a map at a resolution draws and touches the bound:
// places in the release's cells, for cells of that resolution and
// coarser leaves. A bound whose west lies east of its east crosses the
// antimeridian. Other resolutions than the lattice's yield nothing.
func (s *Snapshot) Drawn(res int, within orb.Bound) iter.Seq[int] {
	return func(yield func(int) bool) {
		if res < hex.Root || res > hex.Base {
			return
		}
		if within == Everywhere {
			for _, i := range s.levels[res].cells {
				if !yield(int(i)) {
					return
				}
			}
			return
		}
		s.within(&s.levels[res], boxOf(within), yield)
	}
}

// within yields the cells of l that touch b in any copy of the world, each once.
func (s *Snapshot) within(l *level, b box, yield func(int) bool) {
	var corners [maxCorners]point
	for k, shift := range worlds {
		seen := worlds[:k]
		more := l.tree.visit(b.shift(shift), func(lo, hi int, sure bool) bool {
			for _, i := range l.cells[lo:hi] {
				r := s.ring(i, corners[:0])
				if (sure || r.touches(b.shift(shift))) && !r.touchesAny(b, seen) && !yield(int(i)) {
					return false
				}
			}
			return true
		})
		if !more {
			return
		}
	}
}

// touchesAny says whether r touches b in one of these copies of the world.
func (r ring) touchesAny(b box, shifts []int64) bool {
	return slices.ContainsFunc(shifts, func(dx int64) bool { return r.touches(b.shift(dx)) })
}

func boxOf(b orb.Bound) box {
	x := func(lon float64) int64 { return int64(math.Round((lon/360 + 0.5) * worldSize)) }
	nw, se := toWorld(orb.Point{0, b.Max.Lat()}), toWorld(orb.Point{0, b.Min.Lat()})
	out := box{x(b.Min.Lon()), int64(nw.y), x(b.Max.Lon()), int64(se.y)}
	if out.x1 < out.x0 {
		out.x1 += worldSize
	}
	return out
}

// Corners appends the corners of the release's cell i (lon, lat in degrees),
// anticlockwise, not closed. On the antimeridian longitudes run on beyond 180.
// Neighbours have the very same corners.
func (s *Snapshot) Corners(i int, to []orb.Point) []orb.Point {
	var buffer [maxCorners]point
	r := s.ring(int32(i), buffer[:0])
	for j := range r {
		p := r[len(r)-1-j]
		to = append(to, toLonLat(p.x, p.y))
	}
	return to
}

// Center returns the middle of the corners of the release's cell i (lon, lat in degrees).
func (s *Snapshot) Center(i int) orb.Point {
	var buffer [maxCorners]point
	r := s.ring(int32(i), buffer[:0])
	var x, y int64
	for _, p := range r {
		x, y = x+p.x, y+p.y
	}
	n := int64(len(r))
	return toLonLat(x/n&(worldSize-1), y/n)
}

// Count returns how many cells a map at a resolution draws.
func (s *Snapshot) Count(res int) int { return len(s.levels[res].cells) }
