package figures

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// signs are those that divide off decimals in a column, as its values prove.
type signs struct{ point, comma bool }

// either is a number whose one sign may stand before decimals or between thousands.
var either = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$`)

// signsOf returns what the column proves, or finds it out.
func (t *Table) signsOf(column string) signs {
	s, known := t.signs[column]
	if known {
		return s
	}
	for _, cell := range t.cells[column] {
		if _, ok := number(cell); !ok || either.MatchString(cell) {
			continue
		}
		s.point = s.point || strings.Contains(cell, ".")
		s.comma = s.comma || strings.Contains(cell, ",")
	}
	t.signs[column] = s
	return s
}

// problem says why the sign of a number cannot be told; "" where it can, or there is none.
func (s signs) problem(cell string, commas bool) string {
	point, comma := strings.Contains(cell, "."), strings.Contains(cell, ",")
	switch {
	case !point && !comma:
		return ""
	case s.point && s.comma:
		return "not clear: decimals have a point in some lines of this column and a comma in others; write all with one"
	case point && s.comma && either.MatchString(cell):
		return "not clear: a point, where decimals of this column have a comma; write thousands without a sign"
	case comma && s.point && either.MatchString(cell):
		return "not clear: a comma, where decimals of this column have a point; write thousands without a sign"
	case !either.MatchString(cell) || s.point || s.comma || point && commas:
		return ""
	}
	return "not clear: decimals or thousands; write thousands without a sign, and decimals with a zero more at their end"
}

// number reads a number whose one point or comma stands before decimals.
func number(s string) (float64, bool) {
	if strings.Count(s, ",")+strings.Count(s, ".") > 1 || strings.ContainsAny(s, "xX_") {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	return v, err == nil && !math.IsNaN(v) && !math.IsInf(v, 0)
}
