package registry

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unsafe"

	"tepat/ingest/say"
)

// A csvLine takes the lines of a CSV file apart. A field that begins with a
// quote ends at the quote before the next separator or line end; a doubled
// quote in it is a quote. Elsewhere quotes are letters. This is what
// encoding/csv does with LazyQuotes, which the tests compare.
type csvLine struct {
	sep    byte
	open   bool     // a quoted field goes on in the next line
	lines  int      // that the open field has taken
	cells  []string // of the record so far
	joined []byte   // the open field, where it is no plain piece of the text
}

// add takes one line without its line end and says whether the record is whole.
func (c *csvLine) add(line string) bool {
	if c.open {
		c.joined = append(c.joined, '\n')
		c.lines++
		if line = c.quoted(line); c.open {
			return false
		}
		if line == "" {
			return true
		}
		line = line[1:]
	}
	for {
		if line != "" && line[0] == '"' {
			c.joined, c.lines = c.joined[:0], 0
			if line = c.quoted(line[1:]); c.open {
				return false
			}
		} else {
			i := strings.IndexByte(line, c.sep)
			if i < 0 {
				c.cells = append(c.cells, line)
				return true
			}
			c.cells, line = append(c.cells, line[:i]), line[i:]
		}
		if line == "" {
			return true
		}
		line = line[1:]
	}
}

// lost says that the open field has swallowed so many lines that its quote was
// surely never meant to open one: rows would be lost in it.
func (c *csvLine) lost() bool { return c.open && c.lines > maxQuotedLines }

// quoted reads a quoted field from behind its quote, or behind the last line
// end in it. It returns what follows the field: nothing or a separator.
func (c *csvLine) quoted(s string) (rest string) {
	c.open = false
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			c.joined, c.open = append(c.joined, s...), true
			return ""
		}
		after := s[i+1:]
		switch {
		case after == "" || after[0] == c.sep:
			if len(c.joined) == 0 {
				c.cells = append(c.cells, s[:i])
			} else {
				c.cells = append(c.cells, string(append(c.joined, s[:i]...)))
			}
			return after
		case after[0] == '"':
			c.joined, s = append(c.joined, s[:i+1]...), after[1:]
		default:
			c.joined, s = append(c.joined, s[:i+1]...), after
		}
	}
}

// nextLine cuts the first line off text, without \n or \r\n.
func nextLine(text string) (line, rest string) {
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		line, rest = text[:i], text[i+1:]
	} else {
		line = text
	}
	return strings.TrimSuffix(line, "\r"), rest
}

// nextRecord takes the first record off text; cells is used again. Text that
// ends within quotes ends the record.
func nextRecord(text string, sep byte, cells []string) (record []string, rest string) {
	line, rest := nextLine(text)
	c := csvLine{sep: sep, cells: cells[:0]}
	for !c.add(line) {
		if rest == "" {
			return append(c.cells, string(c.joined)), ""
		}
		line, rest = nextLine(rest)
	}
	return c.cells, rest
}

// skipRecord returns what follows the first record of text. Where that has no
// quote it is the line, and need not be taken apart.
func skipRecord(text string, sep byte, cells *[]string) (rest string) {
	end := strings.IndexByte(text, '\n') + 1
	if end == 0 {
		end = len(text)
	}
	if strings.IndexByte(text[:end], '"') < 0 {
		return text[end:]
	}
	*cells, rest = nextRecord(text, sep, *cells)
	return rest
}

const (
	blockSize = 256 << 10 // bytes of CSV in a batch
	maxRecord = 1 << 20   // a longer record is a quote that was never closed

	maxQuotedLines = 20 // so is a field of more lines
)

// ErrOpenQuote says that a quoted field of a CSV file does not end.
var ErrOpenQuote = say.Errorf(say.OpenQuote)

// ErrLongRow says that a row of a CSV file is longer than any registry's.
var ErrLongRow = say.Errorf(say.LongRow, maxRecord>>20)

// A csvBlocks cuts a stream of CSV into blocks of whole records.
type csvBlocks struct {
	in    io.Reader
	sep   byte
	row   int64  // of the next record, counted from 1
	rest  []byte // read, but not handed out
	ended bool
}

// next returns some whole records and the row number of the first, or io.EOF.
func (b *csvBlocks) next() (text string, first, rows int64, err error) {
	block := make([]byte, len(b.rest), max(blockSize, 2*len(b.rest)))
	copy(block, b.rest)
	for {
		if !b.ended {
			n, err := io.ReadFull(b.in, block[len(block):cap(block)])
			block = block[:len(block)+n]
			if b.ended = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !b.ended {
				return "", 0, 0, err
			}
		}
		substituteNUL(block)
		end, n, open := wholeRecords(block, b.sep, b.ended)
		if open {
			return "", 0, 0, say.Errorf(say.RowIs, b.row+n, ErrOpenQuote)
		} else if end == 0 && len(block) >= maxRecord {
			return "", 0, 0, say.Errorf(say.RowIs, b.row+n, ErrLongRow)
		}
		if end > 0 || b.ended {
			first, b.rest = b.row, block[end:]
			b.row += n
			if end == 0 {
				return "", 0, 0, io.EOF
			}
			return unsafeString(block[:end]), first, n, nil
		}
		block = append(make([]byte, 0, 2*cap(block)), block...)
	}
}

// substituteNUL puts ASCII's own sign for a damaged character in place of NUL
// bytes, which no text of the database can hold.
func substituteNUL(b []byte) {
	for i := bytes.IndexByte(b, 0); i >= 0; i = bytes.IndexByte(b, 0) {
		b[i] = 0x1a
	}
}

// wholeRecords says how many bytes and records of block are whole: at the end
// of the file, all. Open says that the file ends within quotes.
func wholeRecords(block []byte, sep byte, last bool) (end int, n int64, open bool) {
	c := csvLine{sep: sep}
	for i := 0; i < len(block); {
		next := bytes.IndexByte(block[i:], '\n')
		if next < 0 {
			if !last {
				break
			}
			next = len(block) - i - 1
		}
		line := block[i : i+next+1]
		i += next + 1
		if c.open || bytes.IndexByte(line, '"') >= 0 {
			c.cells = c.cells[:0]
			text, _ := nextLine(unsafeString(line))
			if !c.add(text) {
				if c.lost() {
					return end, n, true
				}
				continue
			}
		}
		end, n = i, n+1
	}
	return end, n, last && c.open
}

// unsafeString lends b as a string; b must not change any more.
func unsafeString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// sniffSeparator returns the separator that makes the best header of text.
func sniffSeparator(text string, content Content, m *Mapping) (sep byte, err error) {
	score := 0
	for _, s := range []byte{',', ';', '\t', '|'} {
		l, e := findLayout(firstRows(text, s), content, m, &programmeIDs{})
		if e != nil {
			err = e
		} else if l.known() > score {
			sep, score = s, l.known()
		}
	}
	if score > 0 {
		return sep, nil
	}
	return 0, err
}

func firstRows(text string, sep byte) (rows [][]string) {
	for text != "" && len(rows) < headerRows {
		var cells []string
		cells, text = nextRecord(text, sep, nil)
		rows = append(rows, cells)
	}
	return rows
}
