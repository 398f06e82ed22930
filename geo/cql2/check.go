package cql2

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Check returns e as it would have been read: an And within an And dissolved,
// a boolean property as a condition of its own, a text compared with a date
// read as one. What [Parse] would refuse is an error, without a place.
func Check(e Expr, properties Properties) (Expr, error) {
	b := &builder{properties: properties}
	t := b.condition(b.rebuild(e))
	if b.err != nil {
		return nil, errors.New(b.err.Message)
	}
	return t.expr, nil
}

// A builder puts sentences together of parts that were read, and knows the
// rules of types. The first thing that is wrong stays in err; after it, all
// terms are empty.
type builder struct {
	source     string // what is read
	properties Properties
	err        *Error
}

// A term is a part of a sentence.
type term struct {
	expr  Expr
	typ   Type
	depth int
	at    place
}

func (b *builder) fail(at place, format string, args ...any) term {
	if b.err == nil {
		b.err = &Error{Text: b.source, Offset: at.offset, Pointer: at.step.pointer(), Message: fmt.Sprintf(format, args...)}
	}
	return term{at: at}
}

// put returns the term that e makes of its parts.
func (b *builder) put(e Expr, typ Type, at place, parts ...term) term {
	t := term{e, typ, 1, at}
	for _, p := range parts {
		t.depth = max(t.depth, p.depth+1)
	}
	if t.depth > MaxDepth {
		return b.fail(at, "more than %d parts within parts", MaxDepth)
	}
	return t
}

// rebuild puts e together again.
func (b *builder) rebuild(e Expr) term {
	var of []term
	for _, part := range parts(e) {
		if of = append(of, b.rebuild(part)); b.err != nil {
			return term{}
		}
	}
	switch e := e.(type) {
	case And:
		return b.and(of)
	case Or:
		return b.or(of)
	case Not:
		return b.not(of[0], place{})
	case Compare:
		return b.compare(of[0], e.Op, of[1])
	case Like:
		return b.like(of[0], of[1])
	case Between:
		return b.between(of[0], of[1], of[2])
	case In:
		return b.in(of[0], of[1:])
	case IsNull:
		return b.isNull(of[0])
	case CaseI:
		return b.caseI(of[0], place{})
	case Arithmetic:
		return b.arithmetic(of[0], e.Op, of[1])
	case Property:
		return b.property(string(e), place{})
	case Value:
		return b.literal(e, place{})
	}
	return b.fail(place{}, "%T is no part of a sentence", e)
}

func (b *builder) property(name string, at place) term {
	typ, known := b.properties[name]
	if !known {
		return b.fail(at, "unknown property %q%s", name, b.suggest(name))
	}
	return b.put(Property(name), typ, at)
}

// suggest names a property that was perhaps meant: the same but for case,
// beginning or ending alike, or but for two letters; else all that there are.
func (b *builder) suggest(name string) string {
	names := slices.Sorted(maps.Keys(b.properties))
	n := strings.ToLower(name)
	for _, known := range names {
		k := strings.ToLower(known)
		if k == n || len(n) > 3 && (strings.HasPrefix(k, n) || strings.HasPrefix(n, k)) {
			return fmt.Sprintf(", perhaps %q", known)
		}
	}
	nearest := slices.MinFunc(append(names, ""), func(a, b string) int { return cmp.Compare(apart(a, n), apart(b, n)) })
	if len(n) > 3 && apart(nearest, n) <= 2 {
		return fmt.Sprintf(", perhaps %q", nearest)
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("; there are %q", names)
}

// apart returns how many letters must be put in, taken out or changed to make one
// name of the other (Levenshtein 1966).
func apart(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

func (b *builder) literal(v Value, at place) term {
	if v.Type == Null || v.Type == Int {
		return b.fail(at, "a literal is no %v", v.Type)
	}
	return b.put(v, v.Type, at)
}

// instant reads the text of a date or timestamp as RFC 3339 has it, in UTC.
func instant(typ Type, text string) (Value, bool) {
	layout := time.DateOnly
	if typ == Timestamp {
		layout = "2006-01-02T15:04:05Z"
	}
	t, err := time.Parse(layout, text)
	return Value{Type: typ, Time: t}, err == nil && !strings.Contains(text, ",")
}

// instantLiteral makes the literal that DATE or TIMESTAMP and a text stand for.
func (b *builder) instantLiteral(typ Type, text string, at, textAt place) term {
	v, ok := instant(typ, text)
	if !ok {
		return b.fail(textAt, "'%s' is not %v like %s", escape(text), typ, example[typ])
	}
	return b.literal(v, at)
}

// example shows what may stand against a type.
var example = map[Type]string{
	Bool: "TRUE or FALSE", Int: "a number", Number: "a number", Text: "a text in single quotes",
	Date: "DATE('2024-06-30')", Timestamp: "TIMESTAMP('2024-06-30T08:00:00Z')",
}

// describe names a scalar and what it is.
func (t term) describe() string {
	if p, ok := t.expr.(Property); ok {
		return fmt.Sprintf("%q is %v", string(p), t.typ)
	}
	return fmt.Sprintf("%s is %v", brief(t.expr), t.typ)
}

// brief writes e, or the beginning of it.
func brief(e Expr) string {
	runes := []rune(e.String())
	if len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return string(runes)
}

// condition takes what may stand alone: a condition, TRUE or FALSE, or a
// boolean property for itself.
func (b *builder) condition(t term) term {
	if b.err != nil || IsCondition(t.expr) {
		return t
	}
	switch t.expr.(type) {
	case Property:
		if t.typ == Bool {
			return b.put(Compare{t.expr, Equal, Value{Type: Bool, Bool: true}}, Bool, t.at, t)
		}
		return b.fail(t.at, "%s, no condition: compare it with %s", t.describe(), example[t.typ])
	case Value:
		if t.typ == Bool {
			return t
		}
	}
	return b.fail(t.at, "%s alone is no condition", brief(t.expr))
}

// scalar takes what has a value to compare or to reckon with.
func (b *builder) scalar(t term) bool {
	if b.err == nil && IsCondition(t.expr) {
		b.fail(t.at, "%s is a condition and has no value to compare or to reckon with", brief(t.expr))
	}
	return b.err == nil
}

func (b *builder) and(parts []term) term {
	exprs, at := b.conditions(parts, func(e Expr) []Expr { inner, _ := e.(And); return inner })
	return b.put(And(exprs), Bool, at, parts...)
}

func (b *builder) or(parts []term) term {
	exprs, at := b.conditions(parts, func(e Expr) []Expr { inner, _ := e.(Or); return inner })
	return b.put(Or(exprs), Bool, at, parts...)
}

// conditions takes two conditions or more. One that is of the same kind as
// what they stand in gives its own parts in its place.
func (b *builder) conditions(parts []term, same func(Expr) []Expr) (exprs []Expr, at place) {
	if len(parts) < 2 {
		b.fail(place{}, "AND and OR join two conditions or more")
		return nil, place{}
	}
	for i := range parts {
		parts[i] = b.condition(parts[i])
		if inner := same(parts[i].expr); inner != nil {
			exprs = append(exprs, inner...)
			parts[i].depth--
		} else {
			exprs = append(exprs, parts[i].expr)
		}
	}
	return exprs, parts[0].at
}

func (b *builder) not(of term, at place) term {
	of = b.condition(of)
	return b.put(Not{of.expr}, Bool, at, of)
}

func (b *builder) compare(left term, op Op, right term) term {
	if mirrored[op] == "" {
		return b.fail(left.at, "%q is no comparison", string(op))
	}
	if !b.comparable(&left, &right) {
		return term{}
	}
	return b.put(Compare{left.expr, op, right.expr}, Bool, left.at, left, right)
}

// comparable takes two scalars of one type. A text that stands against a date
// or timestamp becomes one.
func (b *builder) comparable(left, right *term) bool {
	if !b.scalar(*left) || !b.scalar(*right) {
		return false
	}
	cast(left, right.typ)
	cast(right, left.typ)
	if left.typ == right.typ || left.typ.isNumeric() && right.typ.isNumeric() {
		return true
	}
	about, other := left, right
	if _, literal := left.expr.(Value); literal {
		about, other = right, left
	}
	b.fail(right.at, "%s, it cannot be compared with %s, only with %s", about.describe(), brief(other.expr), example[about.typ])
	return false
}

func cast(t *term, typ Type) {
	if text, ok := t.expr.(Value); ok && text.Type == Text && (typ == Date || typ == Timestamp) {
		if v, ok := instant(typ, text.Text); ok {
			t.expr, t.typ = v, typ
		}
	}
}

func (b *builder) like(of, pattern term) term {
	switch {
	case !b.scalar(of) || !b.scalar(pattern):
		return term{}
	case of.typ != Text:
		return b.fail(of.at, "%s: LIKE is for texts", of.describe())
	case !isPattern(pattern.expr):
		return b.fail(pattern.at, "%s is no pattern: LIKE takes a text in single quotes, or that in CASEI()", brief(pattern.expr))
	}
	return b.put(Like{of.expr, pattern.expr}, Bool, of.at, of, pattern)
}

func isPattern(e Expr) bool {
	for {
		c, ok := e.(CaseI)
		if !ok {
			v, ok := e.(Value)
			return ok && v.Type == Text
		}
		e = c.Of
	}
}

func (b *builder) between(of, low, high term) term {
	for _, t := range []term{of, low, high} {
		if !b.scalar(t) {
			return term{}
		}
		if !t.typ.isNumeric() {
			return b.fail(t.at, "%s: BETWEEN is for numbers", t.describe())
		}
	}
	return b.put(Between{of.expr, low.expr, high.expr}, Bool, of.at, of, low, high)
}

func (b *builder) in(of term, list []term) term {
	if len(list) == 0 {
		return b.fail(of.at, "the list of IN is empty")
	}
	cast(&of, list[0].typ)
	e := In{Of: of.expr}
	for i := range list {
		one := of
		if !b.comparable(&one, &list[i]) {
			return term{}
		}
		if one.typ != of.typ { // a text literal that was text for the first of the list
			return b.fail(list[i].at, "%s, it cannot be compared with %s", of.describe(), brief(list[i].expr))
		}
		e.List = append(e.List, list[i].expr)
	}
	return b.put(e, Bool, of.at, append(list, of)...)
}

func (b *builder) isNull(of term) term {
	return b.put(IsNull{of.expr}, Bool, of.at, of)
}

func (b *builder) caseI(of term, at place) term {
	if !b.scalar(of) {
		return term{}
	}
	if of.typ != Text {
		return b.fail(of.at, "%s: CASEI is for texts", of.describe())
	}
	return b.put(CaseI{of.expr}, Text, at, of)
}

func (b *builder) arithmetic(left term, op Op, right term) term {
	if reckon[op] == nil {
		return b.fail(left.at, "%q is no sign of arithmetic", string(op))
	}
	for _, t := range []term{left, right} {
		if !b.scalar(t) {
			return term{}
		}
		if !t.typ.isNumeric() {
			return b.fail(t.at, "%s: %s is for numbers", t.describe(), strings.ToUpper(string(op)))
		}
	}
	return b.put(Arithmetic{left.expr, op, right.expr}, Number, left.at, left, right)
}

// negative is a number with the other sign.
func (b *builder) negative(of term, at place) term {
	if v, ok := of.expr.(Value); ok && v.Type == Number {
		return b.literal(Value{Type: Number, Number: 0 - v.Number}, at)
	}
	return b.arithmetic(b.literal(Value{Type: Number, Number: -1}, at), Times, of)
}
