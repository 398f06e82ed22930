// Package figures reads tables of figures from CSV files: estimates of areas,
// samples, lists of counts. It keeps the columns that are asked for and nothing
// else of a file, for there may be names beside them; and what is wrong it says
// by line and column, never by value.
package figures

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostBytes is how long a file may be.
const mostBytes = 64 << 20

// A Column is one that is asked for.
type Column struct {
	Name      string   // what it is called in questions
	Spellings []string // what files call it, besides; case, blanks and signs do not count
	Optional  bool
}

// A Fault says where a file cannot be used, and why.
type Fault struct {
	Line    int    // as a person counts it, header included; 0 for the whole file
	Column  string // as the file spells it; "" for the whole line
	Problem string
}

func (f *Fault) Error() string {
	var at []string
	if f.Line > 0 {
		at = append(at, fmt.Sprintf("line %d", f.Line))
	}
	if f.Column != "" {
		at = append(at, fmt.Sprintf("column %q", f.Column))
	}
	if len(at) == 0 {
		return f.Problem
	}
	return strings.Join(at, ", ") + ": " + f.Problem
}

// A Table holds the columns that were asked for.
type Table struct {
	headers map[string]string   // as the file spells them, by name
	cells   map[string][]string // by name
	lines   []int
	commas  bool             // set cells apart
	signs   map[string]signs // by name, once a number was read
}

// Read reads a CSV file with a header whose cells are set apart by commas,
// semicolons or tabs. It returns a [*Fault] for a file that is none, lacks a
// column that is not optional, or has one twice.
func Read(r io.Reader, wanted ...Column) (*Table, error) {
	text, err := io.ReadAll(io.LimitReader(r, mostBytes+1))
	if err != nil {
		return nil, err
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	switch {
	case len(text) > mostBytes:
		return nil, &Fault{Problem: fmt.Sprintf("the file is longer than %d MB", mostBytes>>20)}
	case !utf8.Valid(text) || bytes.IndexByte(text, 0) >= 0:
		return nil, &Fault{Problem: "the file is no text in UTF-8; save the sheet as CSV"}
	}
	in := csv.NewReader(bytes.NewReader(text))
	in.Comma = separator(text)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, faultOf(err)
	}
	t := &Table{headers: map[string]string{}, cells: map[string][]string{}, commas: in.Comma == ',', signs: map[string]signs{}}
	at, err := t.find(header, wanted)
	if err != nil {
		return nil, err
	}
	return t, t.take(in, at)
}

// separator returns the sign that the header has most of.
func separator(text []byte) rune {
	header, _, _ := bytes.Cut(text, []byte("\n"))
	best, most := ',', 0
	for _, sign := range ",;\t" {
		if n := bytes.Count(header, []byte(string(sign))); n > most {
			best, most = sign, n
		}
	}
	return best
}

// find returns where in a row each column is.
func (t *Table) find(header []string, wanted []Column) (map[string]int, error) {
	at := map[string]int{}
	for _, c := range wanted {
		if _, found := at[c.Name]; found {
			continue // asked for twice
		}
		names := []string{fold(c.Name)}
		for _, s := range c.Spellings {
			names = append(names, fold(s))
		}
		for i, h := range header {
			if !slices.Contains(names, fold(h)) {
				continue
			}
			if before, twice := at[c.Name]; twice {
				return nil, &Fault{1, h, fmt.Sprintf("means the same as column %q", header[before])}
			}
			at[c.Name], t.headers[c.Name] = i, h
		}
		if _, there := at[c.Name]; !there && !c.Optional {
			return nil, &Fault{1, "", fmt.Sprintf("there is no column %q", c.Name)}
		}
	}
	return at, nil
}

func (t *Table) take(in *csv.Reader, at map[string]int) error {
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return faultOf(err)
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		line, _ := in.FieldPos(0)
		t.lines = append(t.lines, line)
		for name, i := range at {
			// The record is one text: a cell that is kept would keep all of it.
			t.cells[name] = append(t.cells[name], strings.Clone(strings.TrimSpace(row[i])))
		}
	}
	if len(t.lines) == 0 {
		return &Fault{Problem: "there is no line below the header"}
	}
	return nil
}

// faultOf says where a CSV file is broken.
func faultOf(err error) error {
	var broken *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return &Fault{Problem: "the file is empty"}
	case errors.As(err, &broken) && errors.Is(err, csv.ErrFieldCount):
		return &Fault{broken.Line, "", "more or fewer cells than the header has"}
	case errors.As(err, &broken):
		return &Fault{broken.Line, "", broken.Err.Error()}
	}
	return err
}

// fold keeps letters and digits, in lower case.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// Len returns the number of lines.
func (t *Table) Len() int { return len(t.lines) }

// Has says whether the file has a column.
func (t *Table) Has(column string) bool { return t.headers[column] != "" }

// Text returns a cell; "" where the file has no such column.
func (t *Table) Text(column string, i int) string {
	if !t.Has(column) {
		return ""
	}
	return t.cells[column][i]
}

// Fault returns what is wrong with a cell of the table.
func (t *Table) Fault(column string, i int, problem string) error {
	return &Fault{t.lines[i], t.headers[column], problem}
}

// Number reads a number: 0.25, 1.2e-3 or 0,25. Whether a point or a comma
// divides off the decimals, the values of the column tell that can be read in one
// way alone: 0,25 or 12.5, but not 1.234. Where none tells, a point does in a
// file whose cells commas set apart; any other value that may be either is
// refused, and so are signs between thousands.
func (t *Table) Number(column string, i int) (float64, error) {
	s := t.Text(column, i)
	if s == "" {
		return 0, t.Fault(column, i, "a number is missing")
	}
	if problem := t.signsOf(column).problem(s, t.commas); problem != "" {
		return 0, t.Fault(column, i, problem)
	}
	v, ok := number(s)
	if !ok {
		return 0, t.Fault(column, i, "not a number")
	}
	return v, nil
}

// Count reads a whole number, 0 or more.
func (t *Table) Count(column string, i int) (int, error) {
	n, err := strconv.Atoi(t.Text(column, i))
	if err != nil || n < 0 || n > 1e9 {
		return 0, t.Fault(column, i, "not a whole number from 0 to 1000000000, without signs")
	}
	return n, nil
}

// Bool reads yes or no, as Indonesian files write it.
func (t *Table) Bool(column string, i int) (bool, error) {
	switch strings.ToLower(t.Text(column, i)) {
	case "1", "ya", "y", "yes", "true":
		return true, nil
	case "0", "tidak", "tdk", "t", "no", "n", "false":
		return false, nil
	}
	return false, t.Fault(column, i, "neither yes nor no")
}
