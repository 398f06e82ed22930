package api

import (
	"fmt"
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Counts are drawn on the map beside a table as the page draws them: as circles
// whose area grows with the number, over areas that are all alike.

const (
	beneath    = "#efece3" // what lies beneath a circle: web/src/scale.ts has the same
	mostRadius = 26        // of the largest count, in units of the map
)

// circles draws the counts of a scale over the areas of a level, the small over
// the large, and in a corner how large round numbers are.
func (p pen) circles(e *edition, s mapScale, page *tablePage, height int) {
	type circle struct {
		at    orb.Point
		count float64
		style string
	}
	var all []circle
	for i := range e.Release().Areas().Len() {
		a := e.Release().Areas().At(i)
		if f := a.Figure(s.indicator); a.Area().Level == page.Level && f.State() == disclose.Value && len(a.Area().Shape) > 0 {
			all = append(all, circle{inside(largest(a.Area().Shape)), classValue(f, s.unit), s.paint(a)})
		}
	}
	slices.SortStableFunc(all, func(a, b circle) int { return int(b.count - a.count) })
	if len(all) == 0 {
		return
	}
	most := all[0].count
	for _, c := range all {
		x, y := p.at(c.at)
		fmt.Fprintf(p.out, `<circle %s stroke="#5d574c" stroke-width="0.8" cx="%.1f" cy="%.1f" r="%.2f"/>`, c.style, x, y, radius(c.count, most))
	}
	p.sizes(most, page, height)
}

func radius(count, most float64) float64 { return mostRadius * math.Sqrt(count/most) }

// sizes draws up to three circles of round numbers, one within the other, each with its number.
func (p pen) sizes(most float64, page *tablePage, height int) {
	left, foot := mapWidth-130.0, float64(height)-14
	fmt.Fprintf(p.out, `<g fill="none" stroke="#3b372f"><rect x="%.0f" y="%.0f" width="126" height="%d" fill="#fdfcf9" fill-opacity="0.85" stroke="none"/>`, left-6, foot-2*mostRadius-10, 2*mostRadius+18)
	for i, n := range roundNumbers(most) {
		r, at := radius(n, most), foot-2*mostRadius+12+20*float64(i)
		fmt.Fprintf(p.out, `<circle cx="%.1f" cy="%.1f" r="%.2f"/><path stroke-width="0.7" d="M%.1f %.1fL%.1f %.1fh6"/><text x="%.1f" y="%.1f" font-size="16" fill="#1c1a17" stroke="none">%s</text>`,
			left+mostRadius, foot-r, r, left+mostRadius, foot-2*r, left+2*mostRadius+8, at-5, left+2*mostRadius+18, at, page.Count(int(n)))
	}
	p.out.WriteString("</g>")
}

// roundNumbers are those whose circles stand for the others in a legend: a whole, a quarter and a twentieth, rounded, the largest first.
func roundNumbers(most float64) (all []float64) {
	for _, x := range []float64{most, most / 4, most / 20} {
		if x < 1 {
			break
		}
		ten := math.Pow10(int(math.Log10(x)))
		for _, n := range []float64{5 * ten, 2 * ten, ten} {
			if n <= x {
				all = append(all, n)
				break
			}
		}
	}
	return slices.Compact(all)
}

// inside returns a point within a polygon, as far from its sides as a level line through
// its middle has room for: the middle of a crescent lies outside of it.
func inside(shape orb.Polygon) orb.Point {
	middle, _ := planar.CentroidArea(shape)
	if planar.PolygonContains(shape, middle) {
		return middle
	}
	var cuts []float64
	for _, ring := range shape {
		for i := range len(ring) - 1 {
			if a, b := ring[i], ring[i+1]; (a[1] > middle[1]) != (b[1] > middle[1]) {
				cuts = append(cuts, a[0]+(middle[1]-a[1])/(b[1]-a[1])*(b[0]-a[0]))
			}
		}
	}
	slices.Sort(cuts)
	widest := 0.0
	at := middle
	for i := 0; i+1 < len(cuts); i += 2 {
		if wide := cuts[i+1] - cuts[i]; wide > widest {
			widest, at = wide, orb.Point{(cuts[i] + cuts[i+1]) / 2, middle[1]}
		}
	}
	return at
}

// drawsCircles says whether a scale's figures are drawn as circles.
func (s mapScale) drawsCircles() bool { return s.unit == poverty.UnitFamilies }

// ground returns how an area is filled: beneath circles all that have one are alike.
func (s mapScale) ground(a disclose.Area) string {
	if s.drawsCircles() && a.Figure(s.indicator).State() == disclose.Value && a.Area().Level != area.Regency {
		return fmt.Sprintf(`fill="%s"`, beneath)
	}
	return s.paint(a)
}
