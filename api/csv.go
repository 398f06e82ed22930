package api

import (
	"io"
	"strconv"
	"strings"

	"tepat/geo/disclose"
)

// writeCSV writes a sheet as RFC 4180 has it, without geometry. Numbers that
// are not shown are left empty, their state says why.
func writeCSV(w io.Writer, s *sheet) error {
	var buf []byte
	for _, c := range s.columns {
		buf = append(appendField(buf, c.name), ',')
	}
	for _, f := range s.figures {
		for _, name := range [...]string{f.value, f.numerator, f.denominator, f.state, f.bound} {
			if name != "" {
				buf = append(appendField(buf, name), ',')
			}
		}
	}
	buf = endLine(buf)
	for p := range s.places {
		for i := range s.columns {
			buf = append(appendField(buf, s.attribute(p, i)), ',')
		}
		for i := range s.figures {
			f := p.Figure(s.figures[i].at)
			buf = append(appendFigure(buf, f), ',')
			if s.figures[i].bound != "" {
				buf = append(append(buf, f.Bound().String()...), ',')
			}
		}
		buf = endLine(buf)
		if _, err := w.Write(buf); err != nil {
			return err
		}
		buf = buf[:0]
	}
	_, err := w.Write(buf)
	return err
}

// endLine turns the last comma into the end of the line.
func endLine(line []byte) []byte { return append(line[:len(line)-1], "\r\n"...) }

func appendFigure(to []byte, f disclose.Figure) []byte {
	if f.Shown() {
		to = strconv.AppendFloat(to, four(f.Value()), 'f', -1, 64)
		to = strconv.AppendUint(append(to, ','), uint64(f.Numerator()), 10)
		to = strconv.AppendUint(append(to, ','), uint64(f.Denominator()), 10)
	} else {
		to = append(to, ",,"...)
	}
	return append(append(to, ','), f.State().String()...)
}

// Formula says whether a spreadsheet would take a field of a CSV file for a
// formula. An apostrophe before it makes it a text there.
func Formula[T string | []byte](s T) bool {
	return len(s) > 0 && strings.IndexByte("=+-@\t\r", s[0]) >= 0
}

// appendField appends a text, which a spreadsheet will not take for a formula.
func appendField[T string | []byte](to []byte, s T) []byte {
	formula := Formula(s)
	quoted := false
	for i := range len(s) {
		quoted = quoted || strings.IndexByte(",\"\r\n", s[i]) >= 0
	}
	if quoted {
		to = append(to, '"')
	}
	if formula {
		to = append(to, '\'')
	}
	for i := range len(s) {
		if s[i] == '"' {
			to = append(to, '"')
		}
		to = append(to, s[i])
	}
	if quoted {
		to = append(to, '"')
	}
	return to
}
