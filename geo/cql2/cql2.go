// Package cql2 is tepat's one filter language: OGC Common Query Language
// (CQL2, OGC 21-065r2) as text and as JSON, in the classes Basic CQL2, Advanced
// Comparison Operators, Case-insensitive Comparison, Arithmetic Expressions and,
// for the types below, Property-Property Comparisons.
//
// A sentence is conditions on named, typed properties, joined by AND, OR, NOT
// and brackets. A condition is TRUE, FALSE, or one of
//
//	desil <= 2                             also = <> < > >=
//	desil BETWEEN 1 AND 4                  also NOT BETWEEN
//	head_sex IN ('F', 'M')                 also NOT IN
//	CASEI(name) LIKE CASEI('siti %')       also NOT LIKE; % any text, _ one character, \ takes the next as it is
//	desil IS NULL                          also IS NOT NULL
//
// of properties, literals, + - * / % DIV ^ on numbers, and CASEI on texts.
// Literals are 4, -2.5, 1E6, 'text', TRUE, FALSE, DATE('2024-06-30') and
// TIMESTAMP('2024-06-30T08:00:00Z'); a text compared with a date or timestamp
// is read as one. A boolean property may stand for itself: receives_pkh is
// receives_pkh = TRUE. Words of the language may be written in any case, names
// of properties may not; a name that is such a word, or has a blank, goes in
// double quotes.
//
// What a sentence means is said by [Evaluate].
package cql2

import (
	"slices"
	"time"
)

// A Type is what a property or literal holds.
type Type uint8

// The types. Null is of nothing that is known. A literal number is a Number,
// and as a property Int differs from it only in its name.
const (
	Null Type = iota
	Bool
	Int
	Number
	Text
	Date
	Timestamp
)

// String names the type for a reader.
func (t Type) String() string {
	return [...]string{"nothing", "true or false", "a whole number", "a number", "a text", "a date", "a timestamp"}[t]
}

// isNumeric says whether one can reckon with t.
func (t Type) isNumeric() bool { return t == Int || t == Number }

// Properties are the names that a sentence may use, with their types.
type Properties map[string]Type

// An Expr is a sentence or a part of one. A condition is one of [And], [Or],
// [Not], [Compare], [Like], [Between], [In], [IsNull]; a scalar is one of
// [Property], [Value], [CaseI], [Arithmetic]. String writes it as CQL2 text,
// [JSON] as CQL2 JSON, each in one canonical form that [Parse] and [ParseJSON]
// read back to an equal Expr.
type Expr interface {
	String() string
	binding() int // how tightly its parts hold together
}

// An And is true where all of its parts are; there are two or more, none an And.
type And []Expr

// An Or is true where one of its parts is; there are two or more, none an Or.
type Or []Expr

// A Not is true where its part is false.
type Not struct{ Of Expr }

// A Compare holds two scalars of one type against each other. Texts are
// ordered by code point, FALSE comes before TRUE.
type Compare struct {
	Left  Expr
	Op    Op
	Right Expr
}

// A Like is true where the text has the pattern: a text [Value], or that in a [CaseI].
type Like struct{ Of, Pattern Expr }

// A Between is true where Low <= Of <= High, all of them numbers.
type Between struct{ Of, Low, High Expr }

// An In is true where the scalar equals one of the list, which has one or more.
type In struct {
	Of   Expr
	List []Expr
}

// An IsNull is true where the scalar or condition is not known, false elsewhere.
type IsNull struct{ Of Expr }

// A Property is the value of the property with that name.
type Property string

// A CaseI is a text without its case (Unicode full case folding).
type CaseI struct{ Of Expr }

// An Arithmetic is a number reckoned from two. It is not known where one of
// them is not, or where there is no result: 1 / 0, (-8) ^ 0.5.
type Arithmetic struct {
	Left  Expr
	Op    Op
	Right Expr
}

// A Value is a literal, or what a scalar or condition comes to: the field that
// Type names holds it. The zero Value is not known.
type Value struct {
	Type   Type
	Bool   bool
	Number float64
	Text   string
	Time   time.Time // UTC; midnight of a Date
}

// An Op is a comparison or a sign of arithmetic.
type Op string

// The comparisons.
const (
	Equal          Op = "="
	NotEqual       Op = "<>"
	Less           Op = "<"
	LessOrEqual    Op = "<="
	Greater        Op = ">"
	GreaterOrEqual Op = ">="
)

// The signs of arithmetic. Div cuts the quotient to a whole number, and Modulo
// is what it leaves: a = b * (a DIV b) + a % b.
const (
	Plus   Op = "+"
	Minus  Op = "-"
	Times  Op = "*"
	Divide Op = "/"
	Modulo Op = "%"
	Div    Op = "div"
	Power  Op = "^"
)

// mirrored gives the comparison with its sides changed.
var mirrored = map[Op]Op{
	Equal: Equal, NotEqual: NotEqual,
	Less: Greater, LessOrEqual: GreaterOrEqual, Greater: Less, GreaterOrEqual: LessOrEqual,
}

// Mirrored returns the comparison that holds for b and a where op does for a and b.
func (op Op) Mirrored() Op { return mirrored[op] }

// IsCondition says whether e is true, false or not known, and no mere scalar.
func IsCondition(e Expr) bool {
	switch e.(type) {
	case And, Or, Not, Compare, Like, Between, In, IsNull:
		return true
	}
	return false
}

// Names returns the properties that e uses, sorted.
func Names(e Expr) []string {
	var names []string
	walk(e, func(e Expr) {
		if p, ok := e.(Property); ok {
			names = append(names, string(p))
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}

// walk visits e and its parts.
func walk(e Expr, visit func(Expr)) {
	visit(e)
	for _, part := range parts(e) {
		walk(part, visit)
	}
}

// parts returns what e is directly made of.
func parts(e Expr) []Expr {
	switch e := e.(type) {
	case And:
		return e
	case Or:
		return e
	case Not:
		return []Expr{e.Of}
	case Compare:
		return []Expr{e.Left, e.Right}
	case Like:
		return []Expr{e.Of, e.Pattern}
	case Between:
		return []Expr{e.Of, e.Low, e.High}
	case In:
		return append([]Expr{e.Of}, e.List...)
	case IsNull:
		return []Expr{e.Of}
	case CaseI:
		return []Expr{e.Of}
	case Arithmetic:
		return []Expr{e.Left, e.Right}
	}
	return nil
}
