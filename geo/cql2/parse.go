package cql2

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What a sentence may be at most.
const (
	MaxLength = 8192 // bytes
	MaxDepth  = 64   // brackets within brackets
)

// An Error says what is wrong with a sentence, and where.
type Error struct {
	Text    string // the sentence
	Offset  int    // byte at which the trouble begins, up to len(Text)
	Message string
}

func fail(text string, at int, format string, args ...any) *Error {
	return &Error{text, at, fmt.Sprintf(format, args...)}
}

// Error gives place and message in one line; the line is named where there are several.
func (e *Error) Error() string {
	if strings.Contains(e.Text, "\n") {
		return fmt.Sprintf("line %d, column %d: %s", e.Line(), e.Column(), e.Message)
	}
	return fmt.Sprintf("column %d: %s", e.Column(), e.Message)
}

// Line returns the line of the trouble, counted from 1.
func (e *Error) Line() int { return 1 + strings.Count(e.Text[:e.Offset], "\n") }

// Column returns the character of that line, counted from 1.
func (e *Error) Column() int { return 1 + utf8.RuneCountInString(e.before()) }

func (e *Error) before() string {
	return e.Text[1+strings.LastIndex(e.Text[:e.Offset], "\n") : e.Offset]
}

// Snippet returns two lines: the text around the trouble, and a caret below it.
func (e *Error) Snippet() string {
	const width = 60 // characters before and after
	before := []rune(strings.ReplaceAll(e.before(), "\t", " "))
	after, _, _ := strings.Cut(e.Text[e.Offset:], "\n")
	before = before[max(0, len(before)-width):]
	rest := []rune(after)
	rest = rest[:min(width, len(rest))]
	return string(before) + string(rest) + "\n" + strings.Repeat(" ", len(before)) + "^"
}

// Parse reads a sentence over the given properties. What is not a sentence,
// names another property, compares what cannot be compared, or is longer than
// [MaxLength] or deeper than [MaxDepth] is an [*Error].
func Parse(s string, properties Properties) (Expr, error) {
	if len(s) > MaxLength {
		return nil, fail(s[:MaxLength], MaxLength, "the sentence is longer than %d bytes", MaxLength)
	}
	p := &parser{text: s, properties: properties}
	e, err := p.sentence()
	if err != nil {
		return nil, err
	}
	return e, nil
}

// A parser goes through the sentence with one token in hand.
type parser struct {
	text       string
	properties Properties
	now        token
	next       int // byte after now
	depth      int
}

func (p *parser) sentence() (Expr, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err == nil && p.now.kind != end {
		err = p.fail("expected AND, OR or the end, found %v", p.now)
	}
	return e, err
}

func (p *parser) advance() (err *Error) {
	p.now, p.next, err = scan(p.text, p.next)
	return err
}

func (p *parser) fail(format string, args ...any) *Error {
	return fail(p.text, p.now.at, format, args...)
}

// take goes on if the token in hand is the keyword or sign.
func (p *parser) take(want string) (bool, *Error) {
	if !p.now.is(want) && !(p.now.kind == sign && p.now.text == want) {
		return false, nil
	}
	return true, p.advance()
}

func (p *parser) expect(want string) *Error {
	ok, err := p.take(want)
	if err == nil && !ok {
		err = p.fail("expected %s, found %v", want, p.now)
	}
	return err
}

func (p *parser) or() (Expr, *Error) {
	parts, err := p.list("OR", p.and)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	var flat Or
	for _, part := range parts {
		if or, ok := part.(Or); ok {
			flat = append(flat, or...)
		} else {
			flat = append(flat, part)
		}
	}
	return flat, nil
}

func (p *parser) and() (Expr, *Error) {
	parts, err := p.list("AND", p.not)
	if err != nil || len(parts) == 1 {
		return first(parts), err
	}
	var flat And
	for _, part := range parts {
		if and, ok := part.(And); ok {
			flat = append(flat, and...)
		} else {
			flat = append(flat, part)
		}
	}
	return flat, nil
}

func first(parts []Expr) Expr {
	if len(parts) == 0 {
		return nil
	}
	return parts[0]
}

// list reads parts that are joined by word.
func (p *parser) list(word string, part func() (Expr, *Error)) (parts []Expr, err *Error) {
	for more := true; more; {
		e, err := part()
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if more, err = p.take(word); err != nil {
			return nil, err
		}
	}
	return parts, nil
}

func (p *parser) not() (Expr, *Error) {
	negated, err := p.take("NOT")
	if err != nil {
		return nil, err
	}
	e, err := p.condition()
	if err == nil && negated {
		e = Not{e}
	}
	return e, err
}

func (p *parser) condition() (Expr, *Error) {
	switch t := p.now; {
	case t.kind == sign && t.text == "(":
		return p.brackets()
	case t.kind == quoted || t.kind == word && !isKeyword(t.text):
		return p.aboutProperty()
	case t.kind == number || t.kind == text || t.is("TRUE") || t.is("FALSE"):
		return p.aboutLiteral()
	}
	return nil, p.fail("expected a condition, found %v", p.now)
}

func (p *parser) brackets() (Expr, *Error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.fail("more than %d brackets within brackets", MaxDepth)
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	p.depth--
	return e, p.expect(")")
}

// aboutLiteral reads TRUE, FALSE, or a comparison that begins with a literal.
func (p *parser) aboutLiteral() (Expr, *Error) {
	at := p.now
	v, err := p.literal()
	if err != nil {
		return nil, err
	}
	op, ok := p.op()
	if !ok {
		if v.Type != Bool {
			return nil, fail(p.text, at.at, "%v alone is no condition", at)
		}
		return Literal(v.Bool), nil
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.now.kind != quoted && (p.now.kind != word || isKeyword(p.now.text)) {
		return nil, p.fail("expected a property to compare %v with, found %v", at, p.now)
	}
	property, typ, err := p.property()
	if err != nil {
		return nil, err
	}
	return p.compare(property, typ, mirrored[op], v, at.at)
}

// property takes the name in hand.
func (p *parser) property() (string, Type, *Error) {
	name := p.now.text
	typ, known := p.properties[name]
	if !known {
		return "", 0, p.fail("unknown property %q%s", name, p.suggest(name))
	}
	return name, typ, p.advance()
}

// suggest names a property that was perhaps meant: the same but for case, or
// beginning or ending alike.
func (p *parser) suggest(name string) string {
	for _, known := range slices.Sorted(maps.Keys(p.properties)) {
		a, b := strings.ToLower(known), strings.ToLower(name)
		if a == b || len(b) > 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
			return fmt.Sprintf(", perhaps %q", known)
		}
	}
	return ""
}

// aboutProperty reads a condition that begins with a property.
func (p *parser) aboutProperty() (Expr, *Error) {
	at := p.now
	property, typ, err := p.property()
	if err != nil {
		return nil, err
	}
	if op, ok := p.op(); ok {
		if err := p.advance(); err != nil {
			return nil, err
		}
		valueAt := p.now.at
		v, err := p.literal()
		if err != nil {
			return nil, err
		}
		return p.compare(property, typ, op, v, valueAt)
	}
	if p.now.is("IS") {
		return p.isNull(property)
	}
	negated, err := p.take("NOT")
	if err != nil {
		return nil, err
	}
	e, err := p.rangeOrList(property, typ)
	switch {
	case err != nil:
		return nil, err
	case e != nil && negated:
		return Not{e}, nil
	case e != nil:
		return e, nil
	case negated:
		return nil, p.fail("expected BETWEEN or IN, found %v", p.now)
	case typ != Bool:
		return nil, fail(p.text, at.at, "%q is %v, no condition: compare it", property, typ)
	}
	return Flag{property}, nil
}

// rangeOrList reads BETWEEN or IN; nil where neither follows.
func (p *parser) rangeOrList(property string, typ Type) (Expr, *Error) {
	switch {
	case p.now.is("BETWEEN"):
		if typ != Int {
			return nil, p.fail("%q is %v and has no range", property, typ)
		}
		return p.between(property)
	case p.now.is("IN"):
		if typ == Bool {
			return nil, p.fail("%q is %v and has no list", property, typ)
		}
		return p.in(property, typ)
	}
	return nil, nil
}

func (p *parser) between(property string) (Expr, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	low, err := p.literalOf(property, Int)
	if err != nil {
		return nil, err
	}
	if err := p.expect("AND"); err != nil {
		return nil, err
	}
	high, err := p.literalOf(property, Int)
	return Between{property, low.Int, high.Int}, err
}

func (p *parser) in(property string, typ Type) (Expr, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	e := In{Property: property}
	for more := true; more; {
		v, err := p.literalOf(property, typ)
		if err != nil {
			return nil, err
		}
		e.Values = append(e.Values, v)
		if more, err = p.take(","); err != nil {
			return nil, err
		}
	}
	return e, p.expect(")")
}

func (p *parser) isNull(property string) (Expr, *Error) {
	if err := p.advance(); err != nil {
		return nil, err
	}
	negated, err := p.take("NOT")
	if err != nil {
		return nil, err
	}
	if err := p.expect("NULL"); err != nil {
		return nil, err
	}
	if negated {
		return Not{IsNull{property}}, nil
	}
	return IsNull{property}, nil
}

// op returns the comparison in hand, if it is one.
func (p *parser) op() (Op, bool) {
	_, ok := mirrored[Op(p.now.text)]
	return Op(p.now.text), ok && p.now.kind == sign
}

// compare checks that the property can be compared with the literal at valueAt.
func (p *parser) compare(property string, typ Type, op Op, v Value, valueAt int) (Expr, *Error) {
	if v.Type != typ {
		return nil, fail(p.text, valueAt, "%q is %v, it cannot be compared with %v", property, typ, v)
	}
	if typ != Int && op != Equal && op != NotEqual {
		return nil, fail(p.text, valueAt, "%q is %v, it can be compared by = and <> only", property, typ)
	}
	return Compare{property, op, v}, nil
}

// literalOf reads a literal of the property's type.
func (p *parser) literalOf(property string, typ Type) (Value, *Error) {
	at := p.now.at
	v, err := p.literal()
	if err == nil && v.Type != typ {
		err = fail(p.text, at, "%q is %v, it cannot be compared with %v", property, typ, v)
	}
	return v, err
}

func (p *parser) literal() (v Value, err *Error) {
	switch t := p.now; {
	case t.kind == text:
		v = Value{Type: Text, Text: t.text}
	case t.kind == number:
		n, wrong := strconv.ParseInt(t.text, 10, 64)
		if wrong != nil {
			return v, p.fail("%v is not a whole number", t)
		}
		v = Value{Type: Int, Int: n}
	case t.is("TRUE"), t.is("FALSE"):
		v = Value{Type: Bool, Bool: t.is("TRUE")}
	case t.is("NULL"):
		return v, p.fail("NULL equals nothing: write IS NULL")
	default:
		return v, p.fail("expected a number, a text in quotes, TRUE or FALSE, found %v", t)
	}
	return v, p.advance()
}
