package registry

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// Options say how to read a file.
type Options struct {
	Content   Content
	Programme string   // of a list
	Mapping   *Mapping // nil: the built-in spellings alone
	Sheet     string   // XLSX: this sheet alone; "" what the mapping says, else every sheet with a header
	TempDir   string   // for unpacked sheets; "" the system's
}

// A Table is a file whose header is understood. It hands out its rows in
// batches, to one goroutine; each batch can be read by any one [Reader].
type Table struct {
	file    *File
	options Options
	ids     programmeIDs
	words   map[string]word
	rows    rowSource
	unread  []*Batch
	rowSeen bool     // one that is not blank
	notRead []string // see NotRead
	flagged bool     // see Flagged

	passedOver []PassedOver
	headers    [columns]string // see Header
}

// ErrNoRows says that a file has a header and nothing below it.
var ErrNoRows = say.Errorf(say.NoRows)

// PassedOver is a sheet that is not read, for it has no header that tepat knows.
type PassedOver struct {
	Sheet string
	Rows  int64 // that are not blank
}

// PassedOver returns the sheets that are not read though no sheet is asked for
// by name, in the order of the workbook; those without a row are left out.
func (t *Table) PassedOver() []PassedOver { return t.passedOver }

// A rowSource cuts a file into batches. Next returns io.EOF after the last.
type rowSource interface {
	next() (*Batch, error)
	read() (done, total int64)
	close() error
}

// A Batch is some neighbouring rows of one sheet. A family never stands in two batches.
type Batch struct {
	layout *layout
	first  int64      // number of the first row
	rows   int64      // how many, blank ones too
	sep    byte       // CSV:
	text   string     // whole records
	cells  [][]string // XLSX: rows
}

// Where tells where the batch stands in the file.
func (b *Batch) Where() poverty.Text {
	where := say.Fill(say.RowsUpTo, b.first+b.rows-1)
	if b.layout.sheet != "" {
		where = say.Fill(say.OnSheet, b.layout.sheet, where)
	}
	return where
}

// Rows returns how many rows the batch holds, blank ones too.
func (b *Batch) Rows() int64 { return b.rows }

// Table finds the header of the file, or fails with [ErrNoHeader], or
// [ErrNotTable] where it is no table at all.
func (f *File) Table(o Options) (t *Table, err error) {
	if o.Sheet == "" && o.Mapping != nil {
		o.Sheet = o.Mapping.Sheet
	}
	if err := f.checkKind(); err != nil {
		return nil, fmt.Errorf("registry: %s: %w", f.Name, err)
	}
	t = &Table{file: f, options: o, words: o.Mapping.words()}
	if f.isZip() {
		t.rows, err = openXLSX(t)
	} else {
		t.rows, err = openCSV(t)
	}
	if err != nil {
		return nil, fmt.Errorf("registry: %s: %w", f.Name, err)
	}
	return t, nil
}

// Close gives back what the table holds; the file stays open.
func (t *Table) Close() error { return t.rows.close() }

// Header returns what the first sheet that has a column calls it; "" where none has.
func (t *Table) Header(c Column) string { return t.headers[c] }

// Flagged says whether some sheet of a list has a column of yes and no for its
// programme.
func (t *Table) Flagged() bool { return t.flagged }

// Layout tells how the rows of a CSV file are laid out, separator and header;
// "" of a workbook, which may have several. It may hold what a person wrote
// where a header should be.
func (t *Table) Layout() string {
	if s, ok := t.rows.(*csvSource); ok {
		return fmt.Sprintf("%q %q", s.blocks.sep, s.layout.header)
	}
	return ""
}

// Programmes returns the ids of the programmes that p holds, in the order of
// the file's columns.
func (t *Table) Programmes(p Programmes) (ids []string) {
	for i, id := range t.ids.list {
		if p&(1<<i) != 0 {
			ids = append(ids, id)
		}
	}
	return ids
}

// Next returns the next batch, or io.EOF; [ErrNoRows] where all were blank.
func (t *Table) Next() (*Batch, error) {
	if len(t.unread) > 0 {
		b := t.unread[0]
		t.unread = t.unread[1:]
		return b, nil
	}
	b, err := t.rows.next()
	if errors.Is(err, io.EOF) {
		if changed := t.file.unchanged(); changed != nil {
			err = changed
		} else if !t.rowSeen {
			err = ErrNoRows
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("registry: %s: %w", t.file.Name, err)
	}
	t.rowSeen = t.rowSeen || err == nil && !b.blank()
	return b, err
}

// blank says whether no row of the batch holds anything.
func (b *Batch) blank() bool {
	for _, cells := range b.records(new([]string), nil) {
		if !blank(cells) {
			return false
		}
	}
	return true
}

// Unread gives a batch back: Next will return it again.
func (t *Table) Unread(b *Batch) { t.unread = append(t.unread, b) }

// Done returns how far reading is, in parts of total: bytes of a CSV file,
// rows of a workbook. A total of 0 is not known.
func (t *Table) Done() (done, total int64) { return t.rows.read() }

// openCSV finds separator and header of a CSV file.
func openCSV(t *Table) (rowSource, error) {
	text, err := t.file.text()
	if err != nil {
		return nil, err
	}
	start := make([]byte, blockSize)
	n, err := io.ReadFull(text, start)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	start = start[:n]
	head := unsafeString(start)
	sep, err := sniffSeparator(head, t.options.Content, t.options.Mapping)
	if err != nil {
		return nil, err
	}
	l, err := findLayout(firstRows(head, sep), t.options.Content, t.options.Mapping, &t.ids)
	if err != nil {
		return nil, err
	}
	if err := t.take(l); err != nil {
		return nil, err
	}
	counted := &counter{in: text, n: int64(n)}
	s := &csvSource{table: t, layout: l, counted: counted,
		blocks: csvBlocks{in: counted, sep: sep, row: 1, rest: start}}
	return s, nil
}

// A csvSource makes batches of the blocks of a CSV file.
type csvSource struct {
	table   *Table
	layout  *layout
	counted *counter
	blocks  csvBlocks
	header  bool // has been passed
	held    string
	heldRow int64
	heldN   int64
}

func (s *csvSource) next() (*Batch, error) {
	text, first, n, err := s.blocks.next()
	if err != nil && (!errors.Is(err, io.EOF) || s.held == "") {
		return nil, err
	}
	last := err != nil
	if !s.header {
		s.header = true
		for ; first <= s.layout.row; first, n = first+1, n-1 {
			_, text = nextRecord(text, s.blocks.sep, nil)
		}
	}
	if s.layout.persons {
		text, first, n = s.wholeFamilies(text, first, n, last)
	}
	return &Batch{layout: s.layout, first: first, rows: n, sep: s.blocks.sep, text: text}, nil
}

// wholeFamilies puts the persons that were held back before text, and holds
// back those of the last family, which may go on in the next block.
func (s *csvSource) wholeFamilies(text string, first, n int64, last bool) (string, int64, int64) {
	if s.held != "" {
		text, first, n = s.held+text, s.heldRow, s.heldN+n
		s.held = ""
	}
	if last {
		return text, first, n
	}
	var (
		cells    []string
		previous = "\x00"
		start    = len(text) // of the last family
		row      int64
		startRow int64
	)
	for rest := text; rest != ""; row++ {
		at := len(text) - len(rest)
		cells, rest = nextRecord(rest, s.blocks.sep, cells)
		if key := s.layout.familyKey(cells); key != previous {
			previous, start, startRow = strings.Clone(key), at, row
		}
	}
	if start == 0 {
		return text, first, n // one family fills the whole block: it is no family
	}
	s.held, s.heldRow, s.heldN = text[start:], first+startRow, n-startRow
	return text[:start], first, startRow
}

func (s *csvSource) read() (done, total int64) { return s.counted.n, s.table.file.Size }
func (s *csvSource) close() error              { return nil }

// familyKey returns what the rows of one family share in a file of persons.
func (l *layout) familyKey(cells []string) string {
	for _, c := range [...]Column{ID, KK} {
		if key := l.cell(cells, c); key != "" {
			return key
		}
	}
	return ""
}

// cell returns the cell of a column, trimmed; "" where the row is short or the column is missing.
func (l *layout) cell(cells []string, c Column) string {
	at := l.at[c]
	if at < 0 || at >= len(cells) {
		return ""
	}
	return trim(cells[at])
}

// trim takes off blanks, and what makes a spreadsheet program keep all digits of
// a number in CSV: ="6402…". Most cells have neither.
func trim(s string) string {
	if s == "" || s[0] > ' ' && s[0] < 0x80 && s[0] != '=' && s[len(s)-1] > ' ' && s[len(s)-1] < 0x80 {
		return s
	}
	s = strings.TrimSpace(s)
	if value, is := strings.CutPrefix(s, `="`); is {
		if value, is = strings.CutSuffix(value, `"`); is {
			return strings.TrimSpace(value)
		}
	}
	return s
}

// A counter counts what is read through it.
type counter struct {
	in io.Reader
	n  int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	return n, err
}
