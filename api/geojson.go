package api

import (
	"encoding/json"
	"io"
	"math"
	"strconv"

	"tepat/geo/disclose"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
)

// writeGeoJSON writes a sheet as a feature collection of RFC 7946, feature by
// feature. A figure that is not shown has only its state.
func writeGeoJSON(w io.Writer, s *sheet) error {
	buf := append([]byte(nil), `{"type":"FeatureCollection","release":`...)
	buf = strconv.AppendInt(buf, s.release, 10)
	buf = append(buf, `,"features":[`...)
	separator := ""
	for p := range s.places {
		buf = append(append(buf, separator...), '\n')
		buf = s.appendFeature(buf, p)
		if _, err := w.Write(buf); err != nil {
			return err
		}
		buf, separator = buf[:0], ","
	}
	_, err := w.Write(append(buf, "\n]}\n"...))
	return err
}

func (s *sheet) appendFeature(to []byte, p place) []byte {
	to = append(to, `{"type":"Feature","id":`...)
	to = appendText(to, s.attribute(p, 0))
	to = append(to, `,"geometry":`...)
	to = p.appendGeometry(to)
	to = append(to, `,"properties":{`...)
	for i, c := range s.columns {
		if i > 0 {
			to = append(to, ',')
		}
		to = appendKey(to, c.name)
		if c.text {
			to = appendText(to, s.attribute(p, i))
		} else {
			to = append(to, s.attribute(p, i)...)
		}
	}
	for i := range s.figures {
		to = s.figures[i].appendJSON(append(to, ','), p.Figure(s.figures[i].at))
	}
	return append(to, "}}"...)
}

func (c *figureColumns) appendJSON(to []byte, f disclose.Figure) []byte {
	if f.Shown() {
		to = strconv.AppendFloat(appendKey(to, c.value), four(f.Value()), 'f', -1, 64)
		to = strconv.AppendUint(appendKey(append(to, ','), c.numerator), uint64(f.Numerator()), 10)
		to = strconv.AppendUint(appendKey(append(to, ','), c.denominator), uint64(f.Denominator()), 10)
		to = append(to, ',')
	}
	to = appendText(appendKey(to, c.state), f.State().String())
	if f.Bound() != disclose.Exactly {
		to = appendText(appendKey(append(to, ','), c.bound), f.Bound().String())
	}
	return to
}

// appendKey appends a name of a column, which needs no escape, and a colon.
func appendKey(to []byte, name string) []byte {
	to = append(to, '"')
	to = append(to, name...)
	return append(to, '"', ':')
}

// appendText appends s as a JSON text.
func appendText[T string | []byte](to []byte, s T) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, err := json.Marshal(string(s))
			if err != nil {
				panic(err) // any text has a JSON form
			}
			return append(to, quoted...)
		}
	}
	to = append(to, '"')
	to = append(to, s...)
	return append(to, '"')
}

// appendCell appends the outline of a cell, cut in two where it lies on the
// antimeridian (RFC 7946, 3.1.9).
func appendCell(to []byte, corners []orb.Point) []byte {
	lowest, highest := 0.0, 0.0
	for _, c := range corners {
		lowest, highest = min(lowest, c.Lon()), max(highest, c.Lon())
	}
	if lowest >= -180 && highest <= 180 {
		to = append(to, `{"type":"Polygon","coordinates":[`...)
		return append(appendRing(to, corners, false), "]}"...)
	}
	return appendShape(to, cut(corners))
}

// cut returns the parts of an outline on both sides of the antimeridian.
func cut(corners []orb.Point) (parts orb.MultiPolygon) {
	for _, shift := range []float64{-360, 0, 360} {
		moved := make(orb.Ring, 0, len(corners)+1)
		for _, c := range corners {
			moved = append(moved, orb.Point{c.Lon() + shift, c.Lat()})
		}
		moved = append(moved, moved[0])
		if part := clip.Ring(orb.Bound{Min: orb.Point{-180, -90}, Max: orb.Point{180, 90}}, moved); len(part) > 3 {
			parts = append(parts, orb.Polygon{part})
		}
	}
	return parts
}

// appendShape appends a shape, outer rings anticlockwise; an empty one is null.
func appendShape(to []byte, shape orb.MultiPolygon) []byte {
	if len(shape) == 0 {
		return append(to, "null"...)
	}
	to = append(to, `{"type":"MultiPolygon","coordinates":[`...)
	for i, polygon := range shape {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(to, '[')
		for j, ring := range polygon {
			if j > 0 {
				to = append(to, ',')
			}
			outer := j == 0
			to = appendRing(to, ring, (ring.Orientation() == orb.CCW) != outer)
		}
		to = append(to, ']')
	}
	return append(to, "]}"...)
}

// appendRing appends a ring and closes it; turned writes it the other way round.
func appendRing(to []byte, ring []orb.Point, turned bool) []byte {
	if n := len(ring); n > 1 && ring[0] == ring[n-1] {
		ring = ring[:n-1]
	}
	if len(ring) == 0 {
		return append(to, "[]"...)
	}
	to = append(to, '[')
	for i := range len(ring) + 1 {
		at := i % len(ring)
		if turned {
			at = (len(ring) - i) % len(ring)
		}
		if i > 0 {
			to = append(to, ',')
		}
		to = appendDegrees(append(to, '['), ring[at].Lon())
		to = appendDegrees(append(to, ','), ring[at].Lat())
		to = append(to, ']')
	}
	return append(to, ']')
}

// appendDegrees appends v with seven decimals, a centimetre, less trailing zeros.
func appendDegrees(to []byte, v float64) []byte {
	n := int64(math.Round(v * 1e7))
	if n < 0 {
		to, n = append(to, '-'), -n
	}
	to = strconv.AppendInt(to, n/1e7, 10)
	n %= 1e7
	if n == 0 {
		return to
	}
	to = append(to, '.')
	for scale := int64(1e6); n > 0; scale /= 10 {
		to = append(to, byte('0'+n/scale))
		n %= scale
	}
	return to
}
