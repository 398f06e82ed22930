// Package cql2 is tepat's one filter language: OGC Common Query Language
// (CQL2, OGC 21-065r2) in its text form, as far as a register of families needs it.
//
// A sentence is conditions on named, typed properties, joined by AND, OR, NOT
// and brackets. A condition is a boolean property, TRUE or FALSE, or one of
//
//	desil <= 2                 also = <> < > >=, the property on either side
//	desil BETWEEN 1 AND 4      also NOT BETWEEN
//	head_sex IN ('F', 'M')     also NOT IN
//	desil IS NULL              also IS NOT NULL
//
// Logic is three-valued as in SQL: a condition on a property that is not known
// is neither true nor false, except IS NULL. Words of the language may be
// written in any case, names of properties may not.
package cql2

import (
	"strconv"
	"strings"
)

// A Type is what a property or literal holds.
type Type uint8

// The types. Text is compared by = <> and IN only, Bool by = and <> only.
const (
	Bool Type = iota
	Int
	Text
)

// String names the type for a reader.
func (t Type) String() string {
	return [...]string{"true or false", "a whole number", "a text"}[t]
}

// Properties are the names that a sentence may use, with their types.
type Properties map[string]Type

// An Expr is a sentence or a part of one: [And], [Or], [Not], [Compare],
// [Between], [In], [IsNull], [Flag] or [Literal]. String writes it in one
// canonical form that [Parse] reads back to an equal Expr.
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

// A Compare holds a property against a literal of its type.
type Compare struct {
	Property string
	Op       Op
	Value    Value
}

// A Between is true where Low <= property <= High.
type Between struct {
	Property  string
	Low, High int64
}

// An In is true where the property equals one of the values; there is one or more.
type In struct {
	Property string
	Values   []Value
}

// An IsNull is true where the property is not known, false elsewhere.
type IsNull struct{ Property string }

// A Flag is a boolean property standing for itself.
type Flag struct{ Property string }

// A Literal is TRUE or FALSE.
type Literal bool

// An Op is a comparison.
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

// mirrored gives the comparison with its sides changed.
var mirrored = map[Op]Op{
	Equal: Equal, NotEqual: NotEqual,
	Less: Greater, LessOrEqual: GreaterOrEqual, Greater: Less, GreaterOrEqual: LessOrEqual,
}

// A Value is a literal: the field that Type names holds it.
type Value struct {
	Type Type
	Bool bool
	Int  int64
	Text string
}

// String writes the literal.
func (v Value) String() string {
	switch v.Type {
	case Int:
		return strconv.FormatInt(v.Int, 10)
	case Text:
		return "'" + strings.ReplaceAll(v.Text, "'", "''") + "'"
	}
	return Literal(v.Bool).String()
}

// How tightly the kinds of Expr bind, loose to tight.
const (
	looseOr = iota
	looseAnd
	looseNot
	tight
)

func (Or) binding() int      { return looseOr }
func (And) binding() int     { return looseAnd }
func (Not) binding() int     { return looseNot }
func (Compare) binding() int { return tight }
func (Between) binding() int { return tight }
func (In) binding() int      { return tight }
func (IsNull) binding() int  { return tight }
func (Flag) binding() int    { return tight }
func (Literal) binding() int { return tight }

func (e Or) String() string  { return join(e, " OR ", looseOr) }
func (e And) String() string { return join(e, " AND ", looseAnd) }
func (e Not) String() string { return "NOT " + bracket(e.Of, looseNot) }

func (e Compare) String() string {
	return name(e.Property) + " " + string(e.Op) + " " + e.Value.String()
}

func (e Between) String() string {
	return name(e.Property) + " BETWEEN " + strconv.FormatInt(e.Low, 10) + " AND " + strconv.FormatInt(e.High, 10)
}

func (e In) String() string {
	values := make([]string, len(e.Values))
	for i, v := range e.Values {
		values[i] = v.String()
	}
	return name(e.Property) + " IN (" + strings.Join(values, ", ") + ")"
}

func (e IsNull) String() string { return name(e.Property) + " IS NULL" }
func (e Flag) String() string   { return name(e.Property) }

func (e Literal) String() string {
	if e {
		return "TRUE"
	}
	return "FALSE"
}

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

// name writes a property, in double quotes where it is no plain word.
func name(property string) string {
	if isWord(property) && !isKeyword(property) {
		return property
	}
	return `"` + strings.ReplaceAll(property, `"`, `""`) + `"`
}
