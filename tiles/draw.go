package tiles

import (
	"bytes"
	"fmt"
	"sync"

	"tepat/geo/disclose"
	"tepat/geo/poverty"

	"github.com/klauspost/compress/gzip"
)

// Draw returns the tile as gzip, nil where nothing touches it. It returns
// [ErrOutside] for a tile that the tile set does not have.
func (s *Snapshot) Draw(t Tile) ([]byte, error) {
	zooms, err := s.Zooms(t.Layer)
	if err != nil {
		return nil, err
	}
	if !t.inside() || t.Z < zooms.Min || t.Z > zooms.Max {
		return nil, ErrOutside
	}
	p := pens.Get().(*pen)
	defer pens.Put(p)
	p.tile = p.tile[:0]
	if t.Layer == Areas {
		s.drawAreas(p, t)
	} else {
		s.drawCells(p, t)
		p.tile = p.layer.appendTo(p.tile)
	}
	return p.compress()
}

// Zooms are the zooms of a tile set. Where Min is above Max it has no tile.
type Zooms struct{ Min, Max int }

// Zooms returns the zooms of a layer; every zoom between them has its tiles.
func (s *Snapshot) Zooms(layer string) (Zooms, error) {
	switch layer {
	case Cells, Outlines:
		z := maxCellZoom + 1
		for z > minCellZoom && s.zooms[z-1] > 0 {
			z--
		}
		return Zooms{z, maxCellZoom}, nil
	case Areas:
		return Zooms{0, maxAreaZoom}, nil
	}
	return Zooms{}, fmt.Errorf("tiles: no layer %q: %w", layer, poverty.ErrNotFound)
}

// A pen holds what drawing a tile needs, from one tile to the next.
type pen struct {
	layer layer
	hits  []int32
	ring  ring
	unit  []unit
	tile  []byte
	out   bytes.Buffer
	zip   *gzip.Writer
}

var pens = sync.Pool{New: func() any {
	// Level 2 costs half of level 5, and a tile grows by a tenth.
	zip, err := gzip.NewWriterLevel(nil, 2)
	if err != nil {
		panic(err) // the level is one of gzip's
	}
	return &pen{zip: zip}
}}

func (p *pen) compress() ([]byte, error) {
	if len(p.tile) == 0 {
		return nil, nil
	}
	p.out.Reset()
	p.zip.Reset(&p.out)
	if _, err := p.zip.Write(p.tile); err != nil {
		return nil, fmt.Errorf("tiles: compress: %w", err)
	}
	if err := p.zip.Close(); err != nil {
		return nil, fmt.Errorf("tiles: compress: %w", err)
	}
	return bytes.Clone(p.out.Bytes()), nil
}

// units returns the ring, moved by shift, in the units of t. Each corner is
// rounded in the grid of the whole zoom, so tiles and neighbours agree.
func (p *pen) units(t Tile, r ring, shift int64) []unit {
	bits := unitShift(t.Z)
	half := int64(1) << bits >> 1
	x0, y0 := int64(t.X)<<extentBits, int64(t.Y)<<extentBits
	p.unit = p.unit[:0]
	for _, c := range r {
		p.unit = append(p.unit, unit{
			x: int32((c.x+shift+half)>>bits - x0),
			y: int32((c.y+half)>>bits - y0),
		})
	}
	return p.unit
}

// Keys of a figure, in the order of names.
const keysOfFigure = 5

// figure tags the feature with indicator j: its value, and for a share what it
// was made of, where they are shown, and whether it is a bound; else the state.
func (s *Snapshot) figure(l *layer, keys, j int, f disclose.Figure) {
	k, name := keys+j*keysOfFigure, &s.names[j]
	switch {
	case !f.Shown():
		l.tag(k+3, name.state, l.text(f.State().String()))
	case name.share:
		l.tag(k, name.value, l.share(f.Value()))
		l.tag(k+1, name.numerator, l.number(f.Numerator()))
		l.tag(k+2, name.denominator, l.number(f.Denominator()))
	default:
		l.tag(k, name.value, l.number(f.Numerator()))
	}
	if f.Bound() != disclose.Exactly {
		l.tag(k+4, name.bound, l.text(f.Bound().String()))
	}
}
