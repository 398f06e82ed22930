package registry

import (
	"slices"
	"strings"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// headerRows is how far down a header may stand.
const headerRows = 10

// A Content is what a file lists.
type Content uint8

// Families are a registry's records, Recipients a programme's list.
const (
	Families Content = iota
	Recipients
)

// ErrNoHeader says that no row of the first ten names the columns that are needed.
var ErrNoHeader = say.Errorf(say.NoHeader)

// A layout says where in a row of one sheet each column stands.
type layout struct {
	sheet   string // "" in CSV
	row     int64  // of the header, counted from 1
	header  []string
	width   int // cells of the header up to the last that is not empty
	at      [columns]int
	headers [columns]string // as the file spells them
	flags   []flagColumn
	persons bool // a row is a person, not a family
}

type flagColumn struct {
	at     int
	bit    Programmes
	header string
	rank   int // of the spelling; the lowest counts
}

// has says whether the sheet has a column.
func (l *layout) has(c Column) bool { return l.at[c] >= 0 }

// known counts the columns that the layout has.
func (l *layout) known() (n int) {
	for c := range columns {
		if l.has(c) {
			n++
		}
	}
	return n + len(l.flags)
}

// findLayout returns the layout of the best header among the first rows, or
// [ErrNoHeader]. Ids collects the programmes that flags name.
func findLayout(rows [][]string, content Content, m *Mapping, ids *programmeIDs) (*layout, error) {
	meanings := m.meanings()
	var best *layout
	score := 0
	for i, cells := range rows[:min(headerRows, len(rows))] {
		if m != nil && m.Header > 0 && i != m.Header-1 {
			continue
		}
		if l := understand(cells, meanings, ids); l.known() > score && l.serves(content) {
			best, score = l, l.known()
			best.row, best.header = int64(i+1), slices.Clone(cells[:l.width])
		}
	}
	// A header that no row has is what is wrong, whichever row looks most like one.
	if missing := m.missing(slices.Concat(rows[:min(headerRows, len(rows))]...)); missing != "" {
		return nil, say.Errorf(say.MapHeader, ErrNoHeader, missing)
	}
	if best == nil {
		return nil, say.Errorf(say.Because, ErrNoHeader, needs(content))
	}
	if missing := m.missing(rows[best.row-1]); missing != "" {
		return nil, say.Errorf(say.MapHeaderRow, ErrNoHeader, missing, best.row)
	}
	return best, nil
}

// understand reads cells as a header.
func understand(cells []string, meanings map[string]meaning, ids *programmeIDs) *layout {
	l := &layout{}
	ranks := [columns]int{}
	for c := range l.at {
		l.at[c] = -1
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		l.width = i + 1
		m, ok := meanings[foldHeader(cell)]
		if !ok {
			continue
		}
		if m.flag != "" {
			l.addFlag(m, i, cell, ids)
		} else if !l.has(m.column) || m.rank < ranks[m.column] {
			l.at[m.column], l.headers[m.column], ranks[m.column] = i, cell, m.rank
		}
	}
	l.persons = l.has(Person) || l.has(Relation)
	return l
}

func (l *layout) addFlag(m meaning, at int, header string, ids *programmeIDs) {
	f := flagColumn{at: at, bit: ids.bit(m.flag), header: header, rank: m.rank}
	i := slices.IndexFunc(l.flags, func(g flagColumn) bool { return g.bit == f.bit })
	switch {
	case i < 0:
		l.flags = append(l.flags, f)
	case f.rank < l.flags[i].rank:
		l.flags[i] = f
	}
}

// serves says whether the layout has what a content needs.
func (l *layout) serves(content Content) bool {
	numbered := l.has(NIK) || l.has(KK)
	if content == Recipients {
		return numbered
	}
	return (l.has(VillageCode) || l.has(Village)) && (numbered || l.has(ID) || l.has(Name))
}

func needs(content Content) poverty.Text {
	if content == Recipients {
		return say.NeedsNumber
	}
	return say.NeedsVillage
}

// Programmes is a set of programmes, a bit each (see [Table.Programmes]).
type Programmes uint64

// programmeIDs numbers programme ids in the order in which they are met.
type programmeIDs struct{ list []string }

// has says whether the set holds id.
func (p *programmeIDs) has(set Programmes, id string) bool {
	i := slices.Index(p.list, id)
	return i >= 0 && set&(1<<i) != 0
}

// bit returns the set that holds id alone; a file can flag 64 programmes.
func (p *programmeIDs) bit(id string) Programmes {
	i := slices.Index(p.list, id)
	if i < 0 && len(p.list) < 64 {
		i, p.list = len(p.list), append(p.list, id)
	}
	return 1 << i
}
