package disclose

import (
	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// A memory is what the release before withheld from the same audience.
//
// A place that was withheld stays so for as long as releases follow each
// other, and the leaves are whole leaves of the release before. So whoever
// takes what he is shown now for what was withheld then, because little has
// changed since, learns nothing of what either release withholds. What was
// shown and no longer may be, because families left, he has seen already.
type memory struct {
	*frame
	*sums
	before *Release
	nodes  map[int32][]int // by place: what of the nodes before lies in it
	areas  map[int32]int   // by place: the area before
	said   map[int][]int   // by column: the indicators before that counted by its sentence
	match  []int           // by indicator: the same one before; -1 for none
}

// newMemory recalls the release for the places that a mosaic of the frame draws.
func newMemory(f *frame, s *sums, mosaic int, before *Release) *memory {
	m := &memory{frame: f, sums: s, before: before, nodes: map[int32][]int{}, areas: map[int32]int{}}
	at := make(map[hex.Cell]int, len(before.cells.cell))
	for j, c := range before.cells.cell {
		at[c] = j
	}
	for i, c := range f.mosaics[mosaic].cell {
		if j, drawn := at[c]; drawn {
			m.nodes[f.place[mosaic][i]] = append(m.nodes[f.place[mosaic][i]], j)
		}
	}
	codes := map[area.Code]int{}
	for j, a := range before.areas.area {
		codes[a.Code] = j
	}
	for i, a := range f.counts.Areas {
		if j, known := codes[a.Code]; known {
			m.areas[int32(f.cells+i)] = j
		}
	}
	for _, i := range f.counts.Indicators {
		m.match = append(m.match, indicatorBefore(i, before.about.Indicators))
	}
	m.recognise(before.about.Indicators)
	return m
}

// recognise finds which indicators before counted by the sentences of each
// column: a count is the same under whatever indicator it is shown.
func (m *memory) recognise(before []poverty.ReleasedIndicator) {
	by := map[string][]int{}
	for j, b := range before {
		by[b.Numerator] = append(by[b.Numerator], j)
		if b.Denominator != b.Numerator {
			by[b.Denominator] = append(by[b.Denominator], j)
		}
	}
	m.said = map[int][]int{}
	for i, ind := range m.counts.Indicators {
		n, d := m.same[m.counts.Numerator[i]], m.same[m.counts.Denominator[i]]
		m.said[n] = append(m.said[n], by[ind.Numerator]...)
		m.said[d] = append(m.said[d], by[ind.Denominator]...)
	}
}

// indicatorBefore returns the place of the same indicator, counted by the same sentences.
func indicatorBefore(i poverty.Indicator, before []poverty.ReleasedIndicator) int {
	for j, b := range before {
		if i.ID == b.ID && i.Numerator == b.Numerator && i.Denominator == b.Denominator {
			return j
		}
	}
	return -1
}

// recall extends the terms by what was withheld before.
func (m *memory) recall(t *terms) {
	primary := t.primary
	t.primary = func(column, place int) rule {
		if w := primary(column, place); w != none {
			return w
		}
		if m.hid(m.said[column], int32(place)) {
			return previous
		}
		return none
	}
	if m.shareLocated < 0 {
		return
	}
	t.without = make([]rule, len(m.counts.Areas))
	for i := range t.without {
		if j := m.match[m.shareLocated]; j >= 0 && m.hid([]int{j}, int32(m.cells+i)) {
			t.without[i] = previous
		}
	}
}

// hid says whether all of the indicators before were withheld in some part of the place.
func (m *memory) hid(indicators []int, place int32) bool {
	if j, known := m.areas[place]; known {
		return m.hidIn(&m.before.areas.figures, indicators, j)
	}
	for _, j := range m.nodes[place] {
		if m.hidIn(&m.before.cells.figures, indicators, j) {
			return true
		}
	}
	return false
}

func (m *memory) hidIn(f *figures, indicators []int, at int) bool {
	for _, j := range indicators {
		if f.den[j][at] > 0 {
			return false
		}
	}
	return len(indicators) > 0
}
