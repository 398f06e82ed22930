package tiles

// A ring is the outline of a cell in world units, clockwise on the map's
// page (the winding that vector tiles ask for), not closed, x unwrapped.
type ring []point

type point struct{ x, y int64 }

func (r ring) box() box {
	b := nothing
	for _, p := range r {
		b = b.union(box{p.x, p.y, p.x, p.y})
	}
	return b
}

// touches says, exactly, whether the polygon r and the rectangle b share a point.
func (r ring) touches(b box) bool {
	whole := r.box()
	if !b.touches(whole) {
		return false
	}
	// Within the polygon's own box differences are small and products fit.
	b = b.intersection(whole)
	from := r[len(r)-1]
	for _, to := range r {
		if segmentTouches(from, to, b) {
			return true
		}
		from = to
	}
	return r.contains(point{b.x0, b.y0})
}

// segmentTouches says whether the segment pq and the rectangle b share a point:
// their boxes meet, and not all corners of b lie strictly on one side of the line.
func segmentTouches(p, q point, b box) bool {
	if !b.touches(box{min(p.x, q.x), min(p.y, q.y), max(p.x, q.x), max(p.y, q.y)}) {
		return false
	}
	side := func(x, y int64) int64 { return (q.x-p.x)*(y-p.y) - (q.y-p.y)*(x-p.x) }
	s1, s2, s3, s4 := side(b.x0, b.y0), side(b.x1, b.y0), side(b.x0, b.y1), side(b.x1, b.y1)
	return min(s1, s2, s3, s4) <= 0 && max(s1, s2, s3, s4) >= 0
}

// contains says whether c, which is on no edge, lies in r: a ray to the east
// meets the outline an odd number of times.
func (r ring) contains(c point) bool {
	inside := false
	p := r[len(r)-1]
	for _, q := range r {
		if (p.y > c.y) != (q.y > c.y) {
			cross := (q.x-p.x)*(c.y-p.y) - (q.y-p.y)*(c.x-p.x)
			if (cross < 0) == (q.y > p.y) {
				inside = !inside
			}
		}
		p = q
	}
	return inside
}
