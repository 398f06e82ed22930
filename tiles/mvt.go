package tiles

import (
	"encoding/binary"
	"math"
	"slices"

	"tepat/geo/hex"
)

// A layer writes one layer of a vector tile, version 2 of Mapbox' format.
// It is used for one tile after another; its buffers stay.
//
// https://github.com/mapbox/vector-tile-spec/tree/master/2.1
type layer struct {
	name     string
	features []byte
	keys     []byte
	values   []byte

	nkeys, nvalues uint32
	key            []uint32 // by the caller's number of a key: its place in keys plus one
	whole          places   // of whole numbers
	shares         places   // of shares, by their ten-thousandths
	texts          map[string]uint32
	groups         map[hex.Cell]uint32

	tags, geometry []byte // of the feature being written
	scratch        []byte // of the value being written
	at             unit   // the pen
	count          int    // features
}

// A unit is a point in the units of a tile.
type unit struct{ x, y int32 }

// Kinds of geometry.
const (
	lines    = 2
	polygons = 3
)

// reset begins the layer name, whose features have up to n different keys.
func (l *layer) reset(name string, n int) {
	l.name = name
	l.features, l.keys, l.values = l.features[:0], l.keys[:0], l.values[:0]
	l.nkeys, l.nvalues, l.count = 0, 0, 0
	l.key = append(l.key[:0], make([]uint32, n)...)
	l.whole.reset()
	l.shares.reset()
	if l.texts == nil {
		l.texts, l.groups = map[string]uint32{}, map[hex.Cell]uint32{}
	}
	clear(l.texts)
	clear(l.groups)
	l.begin()
}

// begin begins a feature.
func (l *layer) begin() {
	l.tags, l.geometry, l.at = l.tags[:0], l.geometry[:0], unit{}
}

// tag gives the feature the value with that place under the caller's key k, called name.
func (l *layer) tag(k int, name string, value uint32) {
	if l.key[k] == 0 {
		l.keys = appendText(l.keys, 3, name)
		l.nkeys++
		l.key[k] = l.nkeys
	}
	l.tags = appendShort(appendShort(l.tags, l.key[k]-1), value)
}

// number returns the place of the whole number n among the values.
func (l *layer) number(n uint32) uint32 {
	place, found := l.whole.find(n, l.nvalues)
	if !found {
		l.value(binary.AppendUvarint(append(l.scratch[:0], 5<<3), uint64(n)))
	}
	return place
}

// share returns the place of a share of 0 to 1, rounded to four decimals.
func (l *layer) share(s float64) uint32 {
	n := uint32(math.Round(s * 1e4))
	place, found := l.shares.find(n, l.nvalues)
	if !found {
		l.value(binary.LittleEndian.AppendUint64(append(l.scratch[:0], 3<<3|1), math.Float64bits(float64(n)/1e4)))
	}
	return place
}

// text returns the place of s; equal texts have one.
func (l *layer) text(s string) uint32 {
	place, found := l.texts[s]
	if !found {
		place = l.nvalues
		l.value(appendText(l.scratch[:0], 1, s))
		l.texts[s] = place
	}
	return place
}

// group returns the place of a cell's digits that many features may have.
func (l *layer) group(c hex.Cell) uint32 {
	place, found := l.groups[c]
	if !found {
		place = l.cell(c)
		l.groups[c] = place
	}
	return place
}

// cell returns the place of a cell's digits that no other feature has: it asks
// for no equal ones.
func (l *layer) cell(c hex.Cell) uint32 {
	const digits = 15 // H3 has its first four bits 0
	v := append(l.values, 4<<3|2, 2+digits, 1<<3|2, digits)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		v = append(v, "0123456789abcdef"[c>>shift&15])
	}
	l.values = v
	l.nvalues++
	return l.nvalues - 1
}

func (l *layer) value(body []byte) {
	l.scratch = body[:0]
	l.values = appendBytes(l.values, 4, body)
	l.nvalues++
}

// ring draws a ring of a polygon; outer ones run clockwise on the page. A ring
// without area draws nothing.
func (l *layer) ring(r []unit) bool {
	if r = distinct(r, true); len(r) < 3 || turn(r) == 0 {
		return false
	}
	l.path(r)
	l.geometry = append(l.geometry, 1<<3|7)
	return true
}

// line draws a line; one that stays in its place draws nothing.
func (l *layer) line(r []unit) bool {
	if r = distinct(r, false); len(r) < 2 {
		return false
	}
	l.path(r)
	return true
}

func (l *layer) path(r []unit) {
	g, at := append(l.geometry, 1<<3|1), l.at
	for i, p := range r {
		if i == 1 {
			g = appendShort(g, uint32(len(r)-1)<<3|2)
		}
		g = appendShort(g, zigzag(p.x-at.x))
		g = appendShort(g, zigzag(p.y-at.y))
		at = p
	}
	l.geometry, l.at = g, at
}

// end writes the feature and begins the next; one without geometry is dropped.
func (l *layer) end(id uint64, kind byte) {
	if len(l.geometry) > 0 {
		var number [binary.MaxVarintLen64]byte
		digits := number[:binary.PutUvarint(number[:], id)]
		size := 1 + len(digits) + sizeOf(l.tags) + 2 + sizeOf(l.geometry)
		f := appendShort(append(l.features, 2<<3|2), uint32(size))
		f = append(append(f, 1<<3), digits...)
		f = appendBytes(f, 2, l.tags)
		f = append(f, 3<<3, kind)
		l.features = appendBytes(f, 4, l.geometry)
		l.count++
	}
	l.begin()
}

// sizeOf returns how many bytes appendBytes writes of body.
func sizeOf(body []byte) int {
	n := len(body)
	for rest := n; rest >= 1<<7; rest >>= 7 {
		n++
	}
	return n + 2
}

// appendTo appends the layer to a tile; an empty layer is left out.
func (l *layer) appendTo(tile []byte) []byte {
	if l.count == 0 {
		return tile
	}
	head := appendText(nil, 1, l.name)
	tail := binary.AppendUvarint([]byte{5 << 3}, extent)
	tail = append(tail, 15<<3, 2)
	size := len(head) + len(l.features) + len(l.keys) + len(l.values) + len(tail)
	tile = slices.Grow(tile, size+10)
	tile = binary.AppendUvarint(append(tile, 3<<3|2), uint64(size))
	for _, part := range [...][]byte{head, l.features, l.keys, l.values, tail} {
		tile = append(tile, part...)
	}
	return tile
}

// places remembers where a layer keeps each number. Most numbers are small and
// found in an array.
type places struct {
	small [1 << 14]uint32 // place plus one
	large map[uint32]uint32
}

func (p *places) reset() {
	clear(p.small[:])
	clear(p.large)
}

// find returns the place of n, which becomes next where it was not found.
func (p *places) find(n, next uint32) (place uint32, found bool) {
	if n < uint32(len(p.small)) {
		if p.small[n] == 0 {
			p.small[n] = next + 1
			return next, false
		}
		return p.small[n] - 1, true
	}
	if place, found = p.large[n]; found {
		return place, true
	}
	if p.large == nil {
		p.large = map[uint32]uint32{}
	}
	p.large[n] = next
	return next, false
}

// distinct drops, in place, points that repeat the one before.
func distinct(r []unit, closed bool) []unit {
	r = slices.Compact(r)
	if closed && len(r) > 1 && r[0] == r[len(r)-1] {
		r = r[:len(r)-1]
	}
	return r
}

// turn returns twice the signed area of r: positive when it runs clockwise on
// the page, where y points down.
func turn(r []unit) (sum int64) {
	p := r[len(r)-1]
	for _, q := range r {
		sum += int64(p.x)*int64(q.y) - int64(q.x)*int64(p.y)
		p = q
	}
	return sum
}

func zigzag(n int32) uint32 { return uint32(n<<1) ^ uint32(n>>31) }

// appendShort appends a varint that is short as a rule.
func appendShort(to []byte, n uint32) []byte {
	switch {
	case n < 1<<7:
		return append(to, byte(n))
	case n < 1<<14:
		return append(to, byte(n)|1<<7, byte(n>>7))
	}
	return binary.AppendUvarint(to, uint64(n))
}

func appendBytes(to []byte, field byte, body []byte) []byte {
	return append(appendShort(append(to, field<<3|2), uint32(len(body))), body...)
}

func appendText(to []byte, field byte, s string) []byte {
	return append(appendShort(append(to, field<<3|2), uint32(len(s))), s...)
}
