package disclose

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// The layers of a release's chunks.
const (
	LayerAreas = "areas"
	LayerCells = "cells"
)

// A Chunk is a part of a release as it is kept: cleared columns, packed.
type Chunk struct {
	Layer string
	Part  int64 // resolution-5 parent for cells, 0 for areas
	Body  []byte
}

// format is the first byte of every chunk.
const format = 1

// ErrDamaged says that chunks do not hold what [Release.Chunks] wrote.
var ErrDamaged = errors.New("damaged chunk")

// Chunks yields the release in packed form, areas first, then cells by part,
// ascending. Equal releases give equal bytes.
func (r *Release) Chunks() iter.Seq[Chunk] {
	return func(yield func(Chunk) bool) {
		if !yield(Chunk{LayerAreas, 0, r.areas.pack()}) {
			return
		}
		for part, rows := range r.cells.parts() {
			if !yield(Chunk{LayerCells, int64(part), r.cells.pack(rows)}) {
				return
			}
		}
	}
}

// An interval of rows, lo up to but not hi.
type interval struct{ lo, hi int }

// parts yields for every resolution-5 cell its nodes, an interval a resolution.
func (c *Cells) parts() iter.Seq2[hex.Cell, [hex.Base + 1]interval] {
	return func(yield func(hex.Cell, [hex.Base + 1]interval) bool) {
		var next [hex.Base + 1]int // where the coming part begins
		for res := range next {
			next[res], _ = slices.BinarySearchFunc(c.cell, res, func(a hex.Cell, res int) int { return cmp.Compare(a.Res(), res) })
		}
		for _, part := range c.cell[:next[hex.Root+1]] {
			var rows [hex.Base + 1]interval
			for res := hex.Root; res <= hex.Base; res++ {
				end := next[res]
				for end < len(c.cell) && c.cell[end].Res() == res && c.cell[end].Parent(hex.Root) == part {
					end++
				}
				rows[res] = interval{next[res], end}
				next[res] = end
			}
			if !yield(part, rows) {
				return
			}
		}
	}
}

func (c *Cells) pack(rows [hex.Base + 1]interval) []byte {
	b := c.figures.packTable([]byte{format})
	for _, r := range rows[hex.Root:] {
		b = binary.AppendUvarint(b, uint64(r.hi-r.lo))
	}
	for _, r := range rows[hex.Root:] {
		before := uint64(0)
		for i := r.lo; i < r.hi; i++ {
			id := c.cell[i].ID()
			b = binary.AppendUvarint(b, id-before)
			b = binary.AppendUvarint(b, (id-c.group[i].ID())<<1|bit(c.leaf[i]))
			before = id
		}
	}
	for _, column := range c.figures.columns() {
		for _, r := range rows[hex.Root:] {
			b = packColumn(b, column[r.lo:r.hi])
		}
	}
	return b
}

func (a *Areas) pack() []byte {
	b := a.figures.packTable([]byte{format})
	b = binary.AppendUvarint(b, uint64(len(a.area)))
	for _, one := range a.area {
		b = binary.AppendUvarint(b, uint64(len(one.Code)))
		b = append(b, one.Code...)
	}
	for _, column := range a.figures.columns() {
		b = packColumn(b, column)
	}
	return b
}

func packColumn(b []byte, column []uint32) []byte {
	for _, n := range column {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return b
}

func bit(v bool) uint64 {
	if v {
		return 1
	}
	return 0
}

// columns returns the columns, those that indicators share only once.
func (f *figures) columns() (out [][]uint32) {
	for _, column := range slices.Concat(f.num, f.den) {
		if find(out, column) == len(out) {
			out = append(out, column)
		}
	}
	return out
}

// find returns which of columns is the very same as column, len(columns) if none.
func find(columns [][]uint32, column []uint32) int {
	for i, c := range columns {
		if len(c) == 0 || &c[0] == &column[0] {
			return i
		}
	}
	return len(columns)
}

// packTable writes which columns hold the numerator and denominator of every indicator.
func (f *figures) packTable(b []byte) []byte {
	columns := f.columns()
	b = binary.AppendUvarint(b, uint64(len(f.share)))
	b = binary.AppendUvarint(b, uint64(len(columns)))
	for i := range f.share {
		b = binary.AppendUvarint(b, uint64(find(columns, f.num[i])))
		b = binary.AppendUvarint(b, uint64(find(columns, f.den[i])))
	}
	return b
}

// Open returns the release that about describes from its chunks and areas (in
// the order of [Areas], with shapes or without). Chunks may come in any order.
// What is damaged or does not belong together is [ErrDamaged].
func Open(about poverty.Release, areas []area.Area, chunks []Chunk) (*Release, error) {
	r := &Release{about: about}
	var cells []Chunk
	for _, c := range chunks {
		switch c.Layer {
		case LayerAreas:
			if r.areas.share != nil || c.Part != 0 {
				return nil, fmt.Errorf("disclose: areas part %d: %w", c.Part, ErrDamaged)
			}
			if err := r.areas.unpack(c.Body, areas, about.Indicators); err != nil {
				return nil, fmt.Errorf("disclose: areas: %w", err)
			}
		case LayerCells:
			cells = append(cells, c)
		default:
			return nil, fmt.Errorf("disclose: layer %q: %w", c.Layer, ErrDamaged)
		}
	}
	if r.areas.share == nil {
		return nil, fmt.Errorf("disclose: no areas: %w", ErrDamaged)
	}
	slices.SortFunc(cells, func(a, b Chunk) int { return cmp.Compare(a.Part, b.Part) })
	if err := r.cells.unpack(cells, about.Indicators); err != nil {
		return nil, fmt.Errorf("disclose: cells: %w", err)
	}
	if about.Plan != nil {
		r.areas.bound, r.cells.bound = about.Plan.Bound, about.Plan.Bound
	}
	return r, nil
}

func (a *Areas) unpack(body []byte, areas []area.Area, indicators []poverty.ReleasedIndicator) error {
	r := &reader{b: body}
	t := r.table(indicators)
	n := r.count()
	if r.err == nil && n != len(areas) {
		return fmt.Errorf("%d areas where the release counted %d: %w", len(areas), n, ErrDamaged)
	}
	for i := 0; i < n && r.err == nil; i++ {
		if code := r.text(); code != string(areas[i].Code) {
			return fmt.Errorf("area %s where the release counted another: %w", areas[i].Code, ErrDamaged)
		}
	}
	if n*t.columns > len(r.b) {
		r.fail()
	}
	if r.err != nil {
		return r.err
	}
	columns := t.make(n)
	for _, column := range columns {
		r.column(column)
	}
	a.area, a.figures = areas, t.figures(columns, indicators)
	return r.end()
}

func (c *Cells) unpack(chunks []Chunk, indicators []poverty.ReleasedIndicator) error {
	readers, t, err := heads(chunks, indicators)
	if err != nil {
		return err
	}
	var at [hex.Base + 1]int // where the coming rows of a resolution go
	n := 0
	for res := hex.Root; res <= hex.Base; res++ {
		at[res] = n
		for _, r := range readers {
			n += r.rows[res]
		}
	}
	c.cell, c.group, c.leaf = make([]hex.Cell, n), make([]hex.Cell, n), make([]bool, n)
	columns := t.make(n)
	for i, r := range readers {
		if c.unpackPart(r, hex.Cell(chunks[i].Part), at, columns); r.end() != nil {
			return fmt.Errorf("part %x: %w", chunks[i].Part, r.err)
		}
		for res := range at {
			at[res] += r.rows[res]
		}
	}
	c.figures = t.figures(columns, indicators)
	return nil
}

// A partReader reads a chunk of cells: how many rows it has of each resolution.
type partReader struct {
	reader
	rows [hex.Base + 1]int
}

// heads reads the heads of all chunks, which must agree on their columns.
func heads(chunks []Chunk, indicators []poverty.ReleasedIndicator) ([]*partReader, table, error) {
	var first table
	readers := make([]*partReader, len(chunks))
	for i, chunk := range chunks {
		r := &partReader{reader: reader{b: chunk.Body}}
		t := r.table(indicators)
		n := 0
		for res := hex.Root; res <= hex.Base; res++ {
			r.rows[res] = r.count()
			n += r.rows[res]
		}
		// Every row takes two bytes and one more a column.
		if n*(2+t.columns) > len(r.b) {
			r.fail()
		}
		if i == 0 {
			first = t
		}
		if !t.equal(first) || i > 0 && chunk.Part == chunks[i-1].Part {
			r.fail()
		}
		if r.err != nil {
			return nil, first, fmt.Errorf("part %x: %w", chunk.Part, r.err)
		}
		readers[i] = r
	}
	if len(chunks) == 0 {
		first = newTable(len(indicators))
	}
	return readers, first, nil
}

// unpackPart reads the rows of one part to where at says.
func (c *Cells) unpackPart(r *partReader, part hex.Cell, at [hex.Base + 1]int, columns [][]uint32) {
	for res := hex.Root; res <= hex.Base; res++ {
		id := uint64(0)
		for i := at[res]; i < at[res]+r.rows[res]; i++ {
			step, rest := r.uvarint(), r.uvarint()
			id += step
			cell, group := hex.FromID(id), hex.FromID(id-rest>>1)
			if step == 0 || rest>>1 > id || cell.Res() != res || group.Res() != res || cell.Parent(hex.Root) != part {
				r.fail()
				return
			}
			c.cell[i], c.group[i], c.leaf[i] = cell, group, rest&1 == 1
		}
	}
	for _, column := range columns {
		for res := hex.Root; res <= hex.Base; res++ {
			r.column(column[at[res] : at[res]+r.rows[res]])
		}
	}
}

// A table says which columns hold the figures of every indicator.
type table struct {
	columns  int
	num, den []int
}

// newTable returns a table in which every indicator has two columns of its own.
func newTable(indicators int) table {
	t := table{columns: 2 * indicators}
	for i := range indicators {
		t.num, t.den = append(t.num, 2*i), append(t.den, 2*i+1)
	}
	return t
}

func (t table) equal(u table) bool {
	return t.columns == u.columns && slices.Equal(t.num, u.num) && slices.Equal(t.den, u.den)
}

// make returns empty columns for n places.
func (t table) make(n int) [][]uint32 {
	columns := make([][]uint32, t.columns)
	for i := range columns {
		columns[i] = make([]uint32, n)
	}
	return columns
}

func (t table) figures(columns [][]uint32, indicators []poverty.ReleasedIndicator) figures {
	f := figures{share: make([]bool, len(indicators))}
	for i := range t.num {
		f.num = append(f.num, columns[t.num[i]])
		f.den = append(f.den, columns[t.den[i]])
		f.share[i] = indicators[i].Unit == poverty.UnitShare
	}
	return f
}

// A reader takes numbers off a chunk and remembers the first error.
type reader struct {
	b   []byte
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = ErrDamaged
	}
	r.b = nil
}

func (r *reader) uvarint() uint64 {
	if len(r.b) > 0 && r.b[0] < 0x80 {
		n := r.b[0]
		r.b = r.b[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[size:]
	return n
}

// count reads a number of things that take at least a byte each.
func (r *reader) count() int {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.count()
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) column(out []uint32) {
	for i := range out {
		n := r.uvarint()
		if n > 1<<32-1 {
			r.fail()
			return
		}
		out[i] = uint32(n)
	}
}

// table reads the head of a chunk.
func (r *reader) table(indicators []poverty.ReleasedIndicator) (t table) {
	if len(r.b) == 0 || r.b[0] != format {
		r.fail()
		return t
	}
	r.b = r.b[1:]
	indicatorsWritten, columns := r.uvarint(), r.uvarint()
	if indicatorsWritten != uint64(len(indicators)) || columns > 2*indicatorsWritten {
		r.fail()
		return t
	}
	for range indicators {
		num, den := r.uvarint(), r.uvarint()
		if num >= columns || den >= columns {
			r.fail()
			return t
		}
		t.num, t.den = append(t.num, int(num)), append(t.den, int(den))
	}
	t.columns = int(columns)
	return t
}

// end returns the first error; bytes left over are one.
func (r *reader) end() error {
	if len(r.b) > 0 {
		r.fail()
	}
	return r.err
}
