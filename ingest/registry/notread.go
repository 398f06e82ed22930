package registry

import (
	"cmp"
	"fmt"
	"strings"
	"unicode"
)

// idle are the columns that mean something to tepat, but not in a file of that
// content: they are not read there.
var idle = [...][]Column{
	Families:   {Period, Amount, Status},
	Recipients: {ID, Address, Desil, Dukcapil, Members, Longitude, Latitude, Enumerator, Floor, Wall, Roof, Water, Toilet, Light, Power, Consumption},
}

// NotRead returns the headers of the columns that the file has and tepat does
// not read: it does not know them, has another column for the same, or has no
// use for them in such a file. They stand in the order of the file, each once,
// 300 at most. A cell of the header that looks like a value is named by its
// place, such as "column 17".
func (t *Table) NotRead() []string { return t.notRead }

// take makes a layout one of the table's, or fails with [ErrRegister] or [ErrList].
func (t *Table) take(l *layout) error {
	own := l.own(t.options.Programme, &t.ids)
	if err := l.checkList(t.options, own); err != nil {
		return err
	}
	if err := l.checkRegister(t.options); err != nil {
		return err
	}
	l.drop(t.options.Content)
	if m := t.options.Mapping; t.options.Content == Recipients {
		l.flags = nil
		if own != nil && (m == nil || !m.List) {
			l.flags, t.flagged = []flagColumn{*own}, true
		}
	}
	for c, h := range l.headers {
		t.headers[c] = cmp.Or(t.headers[c], h)
	}
	known := map[string]bool{}
	for _, h := range t.notRead {
		known[foldHeader(h)] = true
	}
	for _, h := range l.notRead() {
		if f := foldHeader(h); !known[f] && len(t.notRead) < maxColumns {
			known[f] = true
			t.notRead = append(t.notRead, h)
		}
	}
	return nil
}

// drop forgets the columns that a content has no use for.
func (l *layout) drop(content Content) {
	for _, c := range idle[content] {
		if c == ID && l.persons {
			continue // it tells which rows are one family
		}
		l.at[c], l.headers[c] = -1, ""
	}
}

// notRead returns what the report calls the columns that no column of tepat takes.
func (l *layout) notRead() (headers []string) {
	read := map[int]bool{}
	for _, at := range l.at {
		read[at] = true
	}
	for _, f := range l.flags {
		read[f.at] = true
	}
	for i, h := range l.header {
		if !read[i] && strings.TrimSpace(h) != "" {
			headers = append(headers, inReport(h, i))
		}
	}
	return headers
}

// longHeader is how many letters of a header a report repeats.
const longHeader = 60

// inReport returns a header as a report may hold it: in one line, cut where it
// is long. A header of more than four digits, of no letter, or with an @ may be
// a person's number, date, point or address, where somebody has saved a table
// without its header: its place is named instead.
func inReport(header string, at int) string {
	letters, digits := 0, 0
	line := strings.Join(strings.FieldsFunc(header, func(r rune) bool {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		}
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if letters == 0 || digits > 4 || strings.Contains(line, "@") {
		return fmt.Sprintf("column %d", at+1)
	}
	if r := []rune(line); len(r) > longHeader {
		return string(r[:longHeader-1]) + "…"
	}
	return line
}
