package cql2

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// How tightly the kinds of Expr bind, loose to tight.
const (
	looseOr = iota
	looseAnd
	looseNot
	loosePredicate
	looseSum
	looseProduct
	loosePower
	tight
)

func (Or) binding() int       { return looseOr }
func (And) binding() int      { return looseAnd }
func (Not) binding() int      { return looseNot }
func (Compare) binding() int  { return loosePredicate }
func (Like) binding() int     { return loosePredicate }
func (Between) binding() int  { return loosePredicate }
func (In) binding() int       { return loosePredicate }
func (IsNull) binding() int   { return loosePredicate }
func (Property) binding() int { return tight }
func (Value) binding() int    { return tight }
func (CaseI) binding() int    { return tight }

func (e Arithmetic) binding() int {
	switch e.Op {
	case Plus, Minus:
		return looseSum
	case Power:
		return loosePower
	}
	return looseProduct
}

func (e Or) String() string     { return join(e, " OR ", looseOr) }
func (e And) String() string    { return join(e, " AND ", looseAnd) }
func (e Not) String() string    { return "NOT " + bracket(e.Of, looseNot) }
func (e CaseI) String() string  { return "CASEI(" + e.Of.String() + ")" }
func (e IsNull) String() string { return bracket(e.Of, loosePredicate) + " IS NULL" }

func (e Compare) String() string {
	return bracket(e.Left, loosePredicate) + " " + string(e.Op) + " " + bracket(e.Right, loosePredicate)
}

func (e Like) String() string {
	return bracket(e.Of, loosePredicate) + " LIKE " + e.Pattern.String()
}

func (e Between) String() string {
	return bracket(e.Of, loosePredicate) + " BETWEEN " + bracket(e.Low, loosePredicate) + " AND " + bracket(e.High, loosePredicate)
}

func (e In) String() string {
	return bracket(e.Of, loosePredicate) + " IN (" + join(e.List, ", ", loosePredicate) + ")"
}

// String brackets what stands on the right of an equally strong sign: signs
// are read from the left. After ^ nothing is read without brackets.
func (e Arithmetic) String() string {
	left := e.binding() - 1
	if e.Op == Power {
		left = loosePower
	}
	return bracket(e.Left, left) + " " + strings.ToUpper(string(e.Op)) + " " + bracket(e.Right, e.binding())
}

// String writes the name, in double quotes where it is no plain word.
func (e Property) String() string {
	name := string(e)
	if isWord(name) && !isKeyword(name) {
		return name
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// String writes the literal; the zero Value is NULL, which no sentence holds.
func (v Value) String() string {
	switch v.Type {
	case Bool:
		return strings.ToUpper(strconv.FormatBool(v.Bool))
	case Int, Number:
		return writeNumber(v.Number)
	case Text:
		return "'" + escape(v.Text) + "'"
	case Date:
		return "DATE('" + v.Time.Format(time.DateOnly) + "')"
	case Timestamp:
		return "TIMESTAMP('" + v.Time.Format(time.RFC3339Nano) + "')"
	}
	return "NULL"
}

// writeNumber writes n as both encodings read it, in digits unless they are many.
func writeNumber(n float64) string {
	if a := math.Abs(n); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(n, 'E', -1, 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// escapes are the letters that after a backslash stand for a control character
// (requirement /req/cql2-text/escaping).
var escapes = map[byte]byte{'a': '\a', 'b': '\b', 't': '\t', 'n': '\n', 'v': '\v', 'f': '\f', 'r': '\r'}

// controls are the same, the other way round.
var controls = func() map[byte]byte {
	m := map[byte]byte{}
	for letter, control := range escapes {
		m[control] = letter
	}
	return m
}()

// escape writes a text as it stands between single quotes. A backslash stays
// alone where that can be read only as itself, as before the % of a pattern.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		c := text[i]
		switch letter, control := controls[c]; {
		case control:
			b.WriteByte('\\')
			b.WriteByte(letter)
		case c == '\'':
			b.WriteString("''")
		case c == '\\' && (i+1 == len(text) || isEscaped(text[i+1]) || controls[text[i+1]] != 0):
			b.WriteString(`\\`)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// isEscaped says whether a backslash before c means something.
func isEscaped(c byte) bool { return c == '\\' || c == '\'' || escapes[c] != 0 }

func join(parts []Expr, word string, binding int) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = bracket(p, binding)
	}
	return strings.Join(texts, word)
}

// bracket writes e, in brackets where it binds no tighter than what it stands in.
func bracket(e Expr, binding int) string {
	if e.binding() <= binding {
		return "(" + e.String() + ")"
	}
	return e.String()
}
