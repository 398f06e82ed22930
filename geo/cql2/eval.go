package cql2

import (
	"cmp"
	"math"
	"strings"

	"golang.org/x/text/cases"
)

// Evaluate returns what e comes to for one item, whose properties it asks by
// name: a Bool for a condition, a Number (never an Int) for arithmetic, and the
// zero Value where that is not known. Logic is three-valued as in SQL: FALSE AND
// what is not known is false, TRUE OR it is true; NOT, comparisons and
// arithmetic leave it unknown, and IS NULL tells.
//
// Numbers are IEEE 754 doubles; a result that is not finite is not known. The
// sentence must have passed [Check] with the types that the item has.
func Evaluate(e Expr, of func(property string) Value) Value {
	switch e := e.(type) {
	case And:
		return join3(e, of, false)
	case Or:
		return join3(e, of, true)
	case Not:
		return not(Evaluate(e.Of, of))
	case Compare:
		return compare(Evaluate(e.Left, of), e.Op, Evaluate(e.Right, of))
	case Like:
		return like(Evaluate(e.Of, of), Evaluate(e.Pattern, of))
	case Between:
		return join3([]Expr{Compare{e.Of, GreaterOrEqual, e.Low}, Compare{e.Of, LessOrEqual, e.High}}, of, false)
	case In:
		v := Evaluate(e.Of, of)
		equal := make([]Expr, len(e.List))
		for i, one := range e.List {
			equal[i] = Compare{v, Equal, one}
		}
		return join3(equal, of, true)
	case IsNull:
		return truth(Evaluate(e.Of, of).Type == Null)
	case Property:
		return of(string(e))
	case Value:
		return e
	case CaseI:
		return fold(Evaluate(e.Of, of))
	case Arithmetic:
		return arithmetic(Evaluate(e.Left, of), e.Op, Evaluate(e.Right, of))
	}
	return Value{}
}

func truth(b bool) Value { return Value{Type: Bool, Bool: b} }

func not(v Value) Value {
	if v.Type == Null {
		return v
	}
	return truth(!v.Bool)
}

// join3 joins the parts in three-valued logic: one that is decisive decides;
// where none is, it is not known if one is not known.
func join3(parts []Expr, of func(string) Value, decisive bool) Value {
	out := truth(!decisive)
	for _, part := range parts {
		switch v := Evaluate(part, of); {
		case v.Type == Null:
			out = v
		case v.Bool == decisive:
			return v
		}
	}
	return out
}

func compare(left Value, op Op, right Value) Value {
	if left.Type == Null || right.Type == Null {
		return Value{}
	}
	c := order(left, right)
	switch op {
	case Equal:
		return truth(c == 0)
	case NotEqual:
		return truth(c != 0)
	case Less:
		return truth(c < 0)
	case LessOrEqual:
		return truth(c <= 0)
	case Greater:
		return truth(c > 0)
	}
	return truth(c >= 0)
}

// order is negative, zero or positive as a stands before, with or after b.
func order(a, b Value) int {
	switch a.Type {
	case Bool:
		return cmp.Compare(rank(a.Bool), rank(b.Bool))
	case Text:
		return strings.Compare(a.Text, b.Text) // UTF-8 sorts as code points do
	case Date, Timestamp:
		return a.Time.Compare(b.Time)
	}
	return cmp.Compare(a.Number, b.Number)
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// reckon says what the signs of arithmetic do.
var reckon = map[Op]func(a, b float64) float64{
	Plus:   func(a, b float64) float64 { return a + b },
	Minus:  func(a, b float64) float64 { return a - b },
	Times:  func(a, b float64) float64 { return a * b },
	Divide: func(a, b float64) float64 { return a / b },
	Modulo: func(a, b float64) float64 { return a - float64(b*math.Trunc(a/b)) },
	Div:    func(a, b float64) float64 { return math.Trunc(a / b) },
	Power:  math.Pow,
}

func arithmetic(left Value, op Op, right Value) Value {
	if left.Type == Null || right.Type == Null {
		return Value{}
	}
	n := reckon[op](left.Number, right.Number)
	if math.IsInf(n, 0) || math.IsNaN(n) {
		return Value{}
	}
	return Value{Type: Number, Number: n}
}

func fold(v Value) Value {
	v.Text = cases.Fold().String(v.Text)
	return v
}

func like(text, pattern Value) Value {
	if text.Type == Null {
		return text
	}
	return truth(matches([]rune(text.Text), readPattern(pattern.Text)))
}

// A mark is a piece of a pattern: a character, one of any, or any number of any.
type mark struct {
	char     rune
	wildcard rune // '%', '_', or 0
}

// readPattern takes a pattern apart. A backslash before nothing is itself.
func readPattern(pattern string) (marks []mark) {
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			marks, escaped = append(marks, mark{char: r}), false
		case r == '\\':
			escaped = true
		case r == '%' || r == '_':
			marks = append(marks, mark{wildcard: r})
		default:
			marks = append(marks, mark{char: r})
		}
	}
	if escaped {
		marks = append(marks, mark{char: '\\'})
	}
	return marks
}

// matches says whether all of text has the pattern. Where it does not go on
// after a %, that takes one character more.
func matches(text []rune, marks []mark) bool {
	t, m := 0, 0
	backT, backM := 0, -1 // where to go on after the last %, and that %
	for t < len(text) {
		switch {
		case m < len(marks) && marks[m].wildcard == '%':
			backT, backM = t, m
			m++
		case m < len(marks) && (marks[m].wildcard == '_' || marks[m].wildcard == 0 && marks[m].char == text[t]):
			t, m = t+1, m+1
		case backM >= 0:
			backT++
			t, m = backT, backM+1
		default:
			return false
		}
	}
	for m < len(marks) && marks[m].wildcard == '%' {
		m++
	}
	return m == len(marks)
}
