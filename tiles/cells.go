package tiles

// drawCells writes the layer of cells: whole hexagons with their figures, or
// as outlines with the row that has their figures in a table.
func (s *Snapshot) drawCells(p *pen, t Tile) {
	l := &p.layer
	l.reset(t.Layer, keysOfCell+len(s.names)*keysOfFigure)
	res := s.zooms[t.Z]
	for _, shift := range worlds {
		p.hits = s.touching(res, t.box().shift(-shift), p.hits[:0])
		for _, i := range p.hits {
			s.drawCell(p, t, i, shift)
		}
	}
}

// Keys of a cell: h3, group and row, then those of the figures.
const keysOfCell = 3

func (s *Snapshot) drawCell(p *pen, t Tile, i int32, shift int64) {
	l := &p.layer
	c := s.release.Cells().At(int(i))
	p.ring = s.ring(i, p.ring)
	if !l.ring(p.units(t, p.ring, shift)) {
		return
	}
	l.tag(0, "h3", l.cell(c.H3()))
	if s.shared[i] {
		l.tag(1, "group", l.group(c.Group()))
	}
	if t.Layer == Outlines {
		l.tag(2, "row", l.number(uint32(i)))
	} else {
		for _, j := range t.Indicators {
			s.figure(l, keysOfCell, j, c.Figure(j))
		}
	}
	l.end(c.H3().ID(), polygons)
}
