package cql2

import (
	"strconv"
	"strings"
	"unicode"
)

// Parse reads a sentence in CQL2 text over the given properties. What is not a
// sentence, names another property, holds against each other what cannot be, or
// is longer than [MaxLength] or deeper than [MaxDepth] is an [*Error].
func Parse(s string, properties Properties) (Expr, error) {
	p := &parser{builder: builder{source: s, properties: properties}}
	if len(s) > MaxLength {
		p.source = s[:MaxLength]
		p.fail(place{offset: MaxLength}, "the sentence is longer than %d bytes", MaxLength)
		return nil, p.err
	}
	p.advance()
	t := p.or()
	if p.now.kind != end {
		p.failHere("expected AND, OR or the end, found %v", p.now)
	}
	if t = p.condition(t); p.err != nil {
		return nil, p.err
	}
	return t.expr, nil
}

// A parser goes through the sentence with one token in hand. After the first
// error it holds the end.
type parser struct {
	builder
	now   token
	next  int    // byte after now
	want  string // what should come where a part begins
	depth int    // brackets that are open
}

func (p *parser) advance() {
	t, next, wrong := scan(p.source, p.next)
	if wrong != "" {
		p.fail(place{offset: t.at}, "%s", wrong)
	}
	if p.err != nil {
		t = token{kind: end, at: t.at}
	}
	p.now, p.next = t, next
}

func (p *parser) here() place { return place{offset: p.now.at} }

func (p *parser) failHere(format string, args ...any) term {
	t := p.fail(p.here(), format, args...)
	p.now = token{kind: end, at: p.now.at}
	return t
}

// take goes on if the token in hand is the keyword or sign.
func (p *parser) take(want string) bool {
	if p.err != nil || !p.now.is(want) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(want string) {
	if !p.take(want) {
		p.failHere("expected %s, found %v", want, p.now)
	}
}

func (p *parser) or() term {
	parts := p.list("OR", p.and)
	if len(parts) == 1 {
		return parts[0]
	}
	return p.builder.or(parts)
}

func (p *parser) and() term {
	parts := p.list("AND", p.not)
	if len(parts) == 1 {
		return parts[0]
	}
	return p.builder.and(parts)
}

// list reads one part or more, joined by word.
func (p *parser) list(word string, part func() term) []term {
	parts := []term{part()}
	for p.take(word) {
		parts = append(parts, part())
	}
	return parts
}

func (p *parser) not() term {
	at := p.here()
	p.want = "a condition"
	if p.take("NOT") {
		return p.builder.not(p.predicate(), at)
	}
	return p.predicate()
}

// predicate reads a scalar or bracketed condition and what is said of it.
func (p *parser) predicate() term {
	left := p.sum()
	if op := Op(p.now.text); p.now.kind == sign && mirrored[op] != "" {
		p.advance()
		return p.compare(left, op, p.value())
	}
	if p.take("IS") {
		negated := p.take("NOT")
		p.expect("NULL")
		return p.orNot(negated, p.isNull(left))
	}
	negated := p.take("NOT")
	switch {
	case p.take("LIKE"):
		return p.orNot(negated, p.like(left, p.value()))
	case p.take("BETWEEN"):
		low := p.value()
		p.expect("AND")
		return p.orNot(negated, p.between(left, low, p.value()))
	case p.take("IN"):
		p.expect("(")
		list := p.list(",", p.value)
		p.expect(")")
		return p.orNot(negated, p.in(left, list))
	case negated:
		return p.failHere("expected BETWEEN, IN or LIKE, found %v", p.now)
	}
	return left
}

func (p *parser) orNot(negated bool, t term) term {
	if negated {
		return p.builder.not(t, t.at)
	}
	return t
}

func (p *parser) value() term {
	p.want = "a value"
	return p.sum()
}

func (p *parser) sum() term     { return p.chain(p.product, Plus, Minus) }
func (p *parser) product() term { return p.chain(p.power, Times, Divide, Modulo, Div) }

// chain reads what is joined by signs of equal strength, from the left.
func (p *parser) chain(part func() term, signs ...Op) term {
	left := part()
	for {
		op := p.takeOp(signs)
		if op == "" {
			return left
		}
		left = p.arithmetic(left, op, part())
	}
}

func (p *parser) takeOp(signs []Op) Op {
	for _, op := range signs {
		if p.take(string(op)) {
			p.want = "a value"
			return op
		}
	}
	return ""
}

// power reads at most one ^: the standard gives a second one no meaning.
func (p *parser) power() term {
	left := p.factor()
	if p.takeOp([]Op{Power}) != "" {
		return p.arithmetic(left, Power, p.factor())
	}
	return left
}

func (p *parser) factor() term {
	at := p.here()
	switch {
	case p.take("-"):
		p.want = "a value"
		return p.negative(p.factor(), at)
	case p.take("+"):
		if p.now.kind != number {
			return p.failHere("expected a number after +, found %v", p.now)
		}
	}
	return p.operand()
}

func (p *parser) operand() term {
	switch t, at := p.now, p.here(); {
	case p.take("("):
		return p.brackets(p.or)
	case t.kind == quoted:
		p.advance()
		return p.property(t.text, at)
	case t.kind == text:
		p.advance()
		return p.literal(Value{Type: Text, Text: t.text}, at)
	case t.kind == number:
		return p.number(t)
	case p.take("TRUE"), p.take("FALSE"):
		return p.literal(truth(t.is("TRUE")), at)
	case p.take("CASEI"):
		p.expect("(")
		return p.caseI(p.brackets(p.value), at)
	case p.take("DATE"):
		return p.instant(Date, t)
	case p.take("TIMESTAMP"):
		return p.instant(Timestamp, t)
	case t.is("NULL"):
		return p.failHere("NULL equals nothing: write IS NULL")
	case t.kind == word:
		return p.word(t)
	}
	return p.failHere("expected %s, found %v", p.want, p.now)
}

// brackets reads what is in brackets, of which the first is taken.
func (p *parser) brackets(inside func() term) term {
	if p.depth++; p.depth > MaxDepth {
		return p.failHere("more than %d brackets within brackets", MaxDepth)
	}
	t := inside()
	p.depth--
	p.expect(")")
	return t
}

func (p *parser) number(t token) term {
	// ParseFloat knows more than CQL2: hexadecimals, underscores, Inf.
	plain := strings.Trim(t.text, "0123456789.eE+-") == ""
	n, err := strconv.ParseFloat(t.text, 64)
	switch {
	case !plain || err != nil && n == 0:
		return p.failHere("%v is not a number", t)
	case err != nil:
		return p.failHere("%v is too large", t)
	}
	p.advance()
	return p.literal(Value{Type: Number, Number: n}, place{offset: t.at})
}

// instant reads the bracketed text after DATE or TIMESTAMP, which is taken.
func (p *parser) instant(typ Type, t token) term {
	if !p.now.is("(") {
		return p.fail(place{offset: t.at}, reserved, t)
	}
	p.advance()
	at, said := p.here(), p.now
	if said.kind != text {
		return p.failHere("expected a text in single quotes, found %v", said)
	}
	p.advance()
	p.expect(")")
	return p.instantLiteral(typ, said.text, place{offset: t.at}, at)
}

// word reads a property, or says what else the word is.
func (p *parser) word(t token) term {
	call := strings.HasPrefix(strings.TrimLeftFunc(p.source[p.next:], unicode.IsSpace), "(")
	switch foreign := isForeign(t.text); {
	case foreign && call:
		return p.failHere("%v is of a part of CQL2 that is not read here", t)
	case foreign:
		return p.failHere(reserved, t)
	case isKeyword(t.text):
		return p.failHere("expected %s, found %v", p.want, t)
	case call:
		return p.failHere("%v is a function, and there are none here", t)
	}
	p.advance()
	return p.property(t.text, place{offset: t.at})
}

const reserved = "%v is a word of the language: a property of that name goes in double quotes"
