package tiles

import (
	"math"
	"slices"
	"sync"

	"tepat/geo/area"
	"tepat/geo/disclose"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// tolerance is how far, in units of a tile, a simplified border may lie from
// the true one: a quarter of a pixel where a tile has 512.
const tolerance = 2

// areas are the shapes of a release's areas, simplified for a zoom when one of
// its tiles is first asked for.
type areas struct {
	list   []area.Area
	leaves []int          // places of the areas that have none below them
	ground *area.Coverage // of the leaves
	levels []areaLevel    // those above, and the leaves' own
	sheets [maxAreaZoom + 1]struct {
		once sync.Once
		sheet
	}
}

// An areaLevel is a coverage with the place of each of its shapes in the release; −1 for none.
type areaLevel struct {
	level  area.Level
	shapes *area.Coverage
	places []int
}

// A sheet is what the tiles of one zoom are cut from.
type sheet struct {
	shapes  []areaShape
	borders []border
}

type areaShape struct {
	place    int
	box      box
	polygons [][]ring
}

type border struct {
	level area.Level
	box   box
	line  ring
}

// newAreas cuts the ground into borders. Only areas with none below them are
// cut: those above are their unions, so that no level shows a border that
// another has elsewhere.
func newAreas(of *disclose.Areas) *areas {
	a := &areas{}
	children := map[area.Code]bool{}
	place := map[area.Code]int{}
	for i := range of.Len() {
		a.list = append(a.list, of.At(i).Area())
		place[a.list[i].Code] = i
		if len(a.list[i].Shape) > 0 {
			children[a.list[i].Parent] = true
		}
	}
	var shapes []orb.MultiPolygon
	for i, x := range a.list {
		if len(x.Shape) > 0 && !children[x.Code] {
			a.leaves = append(a.leaves, i)
			shapes = append(shapes, x.Shape)
		}
	}
	a.ground = area.NewCoverage(shapes)
	for _, level := range []area.Level{area.Regency, area.District, area.Village} {
		a.levels = append(a.levels, a.merge(level, place))
	}
	return a
}

// merge unites the leaves to the areas of a level.
func (a *areas) merge(level area.Level, place map[area.Code]int) areaLevel {
	l := areaLevel{level: level}
	group := map[int]int{}
	into := make([]int, len(a.leaves))
	for k, leaf := range a.leaves {
		at := a.at(leaf, level, place)
		if _, known := group[at]; !known {
			group[at] = len(l.places)
			l.places = append(l.places, at)
		}
		into[k] = group[at]
	}
	l.shapes = a.ground.Merge(len(l.places), into)
	return l
}

// at returns the place of the area of a level that i is or lies in; −1 for none.
func (a *areas) at(i int, level area.Level, place map[area.Code]int) int {
	for a.list[i].Level != level {
		up, ok := place[a.list[i].Parent]
		if !ok {
			return -1
		}
		i = up
	}
	return i
}

// sheet returns what the tiles of zoom z are cut from.
func (a *areas) sheet(z int) *sheet {
	s := &a.sheets[z]
	s.once.Do(func() { s.sheet = a.simplify(z) })
	return &s.sheet
}

func (a *areas) simplify(z int) (s sheet) {
	degrees := tolerance * 360 / float64(int(extent)<<z)
	for _, l := range a.levels {
		if l.level == area.Village && z < villageZoom {
			continue
		}
		for k, shape := range l.shapes.Simplify(degrees) {
			if l.places[k] >= 0 {
				s.shapes = append(s.shapes, newAreaShape(l.places[k], shape))
			}
		}
	}
	slices.SortFunc(s.shapes, func(a, b areaShape) int { return a.place - b.place })
	leaves := make([]area.Area, len(a.leaves))
	for k, i := range a.leaves {
		leaves[k] = a.list[i]
	}
	for _, b := range a.ground.Borders(degrees) {
		if level := b.Level(leaves); level != area.Village || z >= villageZoom {
			line := toRing(b.Line)
			s.borders = append(s.borders, border{level, line.box(), line})
		}
	}
	return s
}

func newAreaShape(place int, shape orb.MultiPolygon) areaShape {
	a := areaShape{place: place, box: nothing}
	for _, p := range shape {
		var polygon []ring
		for _, r := range p {
			polygon = append(polygon, toRing(r))
			a.box = a.box.union(polygon[len(polygon)-1].box())
		}
		a.polygons = append(a.polygons, polygon)
	}
	return a
}

func toRing(points []orb.Point) ring {
	r := make(ring, len(points))
	for i, p := range points {
		c := toWorld(p)
		r[i] = point{int64(c.x), int64(c.y)}
	}
	return r
}

// Keys of an area, then those of the figures.
const keysOfArea = 4

// drawAreas writes the layers of areas and of borders.
func (s *Snapshot) drawAreas(p *pen, t Tile) {
	sheet, ground := s.areas.sheet(t.Z), t.box()
	l := &p.layer
	l.reset(Areas, keysOfArea+len(s.names)*keysOfFigure)
	for i := range sheet.shapes {
		if shape := &sheet.shapes[i]; ground.touches(shape.box) {
			s.drawArea(p, t, shape)
		}
	}
	p.tile = l.appendTo(p.tile)
	l.reset(Borders, 1)
	for i := range sheet.borders {
		if b := &sheet.borders[i]; ground.touches(b.box) {
			p.drawBorder(t, b, uint64(i))
		}
	}
	p.tile = l.appendTo(p.tile)
}

func (s *Snapshot) drawArea(p *pen, t Tile, shape *areaShape) {
	l, a := &p.layer, &s.areas.list[shape.place]
	for _, polygon := range shape.polygons {
		for j, r := range polygon {
			drawn := p.drawRing(t, r, j == 0)
			if j == 0 && !drawn {
				break // holes of nothing
			}
		}
	}
	l.tag(0, "code", l.text(string(a.Code)))
	l.tag(1, "name", l.text(a.Name))
	l.tag(2, "level", l.text(string(a.Level)))
	if a.Parent != "" {
		l.tag(3, "parent", l.text(string(a.Parent)))
	}
	figures := s.release.Areas().At(shape.place)
	for _, j := range t.Indicators {
		s.figure(l, keysOfArea, j, figures.Figure(j))
	}
	l.end(uint64(shape.place), polygons)
}

// frame is a tile with its buffer, in units.
var frame = orb.Bound{Min: orb.Point{-buffer, -buffer}, Max: orb.Point{extent + buffer, extent + buffer}}

// drawRing draws what of a ring lies in the tile, wound as outer rings are or as holes.
func (p *pen) drawRing(t Tile, r ring, outer bool) bool {
	units := p.units(t, r, 0)
	if !t.box().holds(r.box()) {
		units = p.clipped(clip.Ring(frame, p.floats(units)))
	}
	units = distinct(units, true)
	if len(units) >= 3 && (turn(units) > 0) != outer {
		slices.Reverse(units)
	}
	return p.layer.ring(units)
}

func (p *pen) drawBorder(t Tile, b *border, id uint64) {
	units := p.units(t, b.line, 0)
	if t.box().holds(b.box) {
		p.layer.line(units)
	} else {
		for _, part := range clip.LineString(frame, orb.LineString(p.floats(units))) {
			p.layer.line(p.clipped(orb.Ring(part)))
		}
	}
	p.layer.tag(0, "level", p.layer.text(string(b.level)))
	p.layer.end(id, lines)
}

func (p *pen) floats(units []unit) orb.Ring {
	r := make(orb.Ring, len(units))
	for i, u := range units {
		r[i] = orb.Point{float64(u.x), float64(u.y)}
	}
	return r
}

func (p *pen) clipped(r orb.Ring) []unit {
	p.unit = p.unit[:0]
	for _, c := range r {
		p.unit = append(p.unit, unit{int32(math.Round(c[0])), int32(math.Round(c[1]))})
	}
	return p.unit
}
