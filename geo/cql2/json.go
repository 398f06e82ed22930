package cql2

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// JSON writes e as CQL2 JSON, as short as it can be.
func JSON(e Expr) []byte { return appendJSON(nil, e) }

func appendJSON(b []byte, e Expr) []byte {
	switch e := e.(type) {
	case And:
		return appendOp(b, "and", e...)
	case Or:
		return appendOp(b, "or", e...)
	case Not:
		return appendOp(b, "not", e.Of)
	case Compare:
		return appendOp(b, string(e.Op), e.Left, e.Right)
	case Like:
		return appendOp(b, "like", e.Of, e.Pattern)
	case Between:
		return appendOp(b, "between", e.Of, e.Low, e.High)
	case In:
		b = append(appendJSON(append(b, `{"op":"in","args":[`...), e.Of), ',')
		return append(appendList(b, e.List), "]}"...)
	case IsNull:
		return appendOp(b, "isNull", e.Of)
	case CaseI:
		return appendOp(b, "casei", e.Of)
	case Arithmetic:
		return appendOp(b, string(e.Op), e.Left, e.Right)
	case Property:
		return appendMember(b, "property", string(e))
	case Value:
		return appendValue(b, e)
	}
	return append(b, "null"...)
}

func appendOp(b []byte, op string, args ...Expr) []byte {
	b = appendString(append(b, `{"op":`...), op)
	return append(appendList(append(b, `,"args":`...), args), '}')
}

func appendList(b []byte, list []Expr) []byte {
	b = append(b, '[')
	for i, e := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, e)
	}
	return append(b, ']')
}

func appendValue(b []byte, v Value) []byte {
	switch v.Type {
	case Bool:
		return strconv.AppendBool(b, v.Bool)
	case Int, Number:
		return append(b, writeNumber(v.Number)...)
	case Text:
		return appendString(b, v.Text)
	case Date:
		return appendMember(b, "date", v.Time.Format(time.DateOnly))
	case Timestamp:
		return appendMember(b, "timestamp", v.Time.Format(time.RFC3339Nano))
	}
	return append(b, "null"...)
}

func appendMember(b []byte, name, text string) []byte {
	b = append(appendString(append(b, '{'), name), ':')
	return append(appendString(b, text), '}')
}

func appendString(b []byte, s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string has no way to fail
	return append(b, bytes.TrimRight(out.Bytes(), "\n")...)
}

// ParseJSON reads a sentence in CQL2 JSON over the given properties. What is
// not a sentence, names another property, holds against each other what cannot
// be, or is longer than [MaxJSONLength] or deeper than [MaxDepth] is an
// [*Error] with a JSON Pointer.
func ParseJSON(document []byte, properties Properties) (Expr, error) {
	source := string(document[:min(len(document), MaxJSONLength)])
	r := &reader{builder: builder{source: source, properties: properties}}
	switch {
	case len(document) > MaxJSONLength:
		r.fail(place{offset: len(source)}, "the document is longer than %d bytes", MaxJSONLength)
	case !utf8.ValidString(source):
		r.fail(place{}, "not UTF-8")
	default:
		if t := r.condition(r.expr(r.document())); r.err == nil {
			return t.expr, nil
		}
	}
	return nil, r.err
}

// A reader takes a JSON document apart and puts a sentence together of it.
type reader struct {
	builder
	decoder *json.Decoder
}

// A node is a JSON value and where it begins.
type node struct {
	at      place
	scalar  any // string, json.Number, bool, or nil
	members []member
	items   []node
	kind    json.Delim // '{' or '[', or 0 of a scalar
}

type member struct {
	name  string
	value node
}

// document reads the only value of the source.
func (r *reader) document() node {
	r.decoder = json.NewDecoder(strings.NewReader(r.source))
	r.decoder.UseNumber()
	n := r.node(nil, 0)
	if r.err == nil {
		if at := r.next(nil); at.offset < len(r.source) {
			r.fail(at, "more than one value")
		}
	}
	return n
}

// next returns where the next token begins.
func (r *reader) next(s *step) place {
	read := int(r.decoder.InputOffset())
	return place{len(r.source) - len(strings.TrimLeft(r.source[read:], " \t\r\n,:")), s}
}

func (r *reader) token(at place) json.Token {
	if r.err != nil {
		return nil
	}
	t, err := r.decoder.Token()
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		r.fail(place{len(r.source), at.step}, "the JSON document ends too early")
	case errors.As(err, &syntax):
		r.fail(at, "not JSON: %s", strings.TrimPrefix(syntax.Error(), "json: "))
	case err != nil:
		r.fail(at, "not JSON: %v", err)
	}
	return t
}

// node reads a value and what is in it.
func (r *reader) node(s *step, depth int) node {
	n := node{at: r.next(s)}
	// A part of a sentence is two deep in JSON, a list of IN three.
	if depth > 2*MaxDepth+1 {
		r.fail(n.at, "more than %d parts within parts", MaxDepth)
	}
	n.scalar = r.token(n.at)
	if d, ok := n.scalar.(json.Delim); ok {
		n.kind, n.scalar = d, nil
	}
	switch n.kind {
	case '{':
		r.readMembers(&n, depth)
	case '[':
		for r.err == nil && r.decoder.More() {
			n.items = append(n.items, r.node(&step{s, strconv.Itoa(len(n.items))}, depth+1))
		}
		r.token(r.next(s))
	}
	return n
}

// known are the names of members.
var known = []string{"op", "args", "property", "date", "timestamp"}

const knownSays = "a part has op and args, or one of property, date and timestamp"

func (r *reader) readMembers(n *node, depth int) {
	for r.err == nil && r.decoder.More() {
		at := r.next(n.at.step)
		name, _ := r.token(at).(string)
		at.step = &step{n.at.step, name}
		if _, twice := n.member(name); twice {
			r.fail(at, "%q occurs twice", name)
		} else if len(n.members) == len(known) {
			r.fail(at, "%q is not read here: %s", name, knownSays)
		}
		n.members = append(n.members, member{name, r.node(at.step, depth+1)})
	}
	r.token(r.next(n.at.step))
}

func (n *node) member(name string) (node, bool) {
	i := slices.IndexFunc(n.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return node{}, false
	}
	return n.members[i].value, true
}

// expr reads a part of a sentence.
func (r *reader) expr(n node) term {
	switch v := n.scalar.(type) {
	case string:
		return r.literal(Value{Type: Text, Text: v}, n.at)
	case bool:
		return r.literal(truth(v), n.at)
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return r.fail(n.at, "%s is too large", v)
		}
		return r.literal(Value{Type: Number, Number: f}, n.at)
	}
	switch n.kind {
	case '{':
		return r.object(n)
	case '[':
		return r.fail(n.at, "a list does not belong here")
	}
	return r.fail(n.at, `null equals nothing: write {"op": "isNull"}`)
}

// object reads a property, a date or timestamp, or an operator with its arguments.
func (r *reader) object(n node) term {
	op, hasOp := n.member("op")
	args, hasArgs := n.member("args")
	if hasOp && hasArgs && len(n.members) == 2 {
		return r.operator(n.at, op, args)
	}
	for _, m := range n.members {
		if !slices.Contains(known, m.name) {
			return r.fail(m.value.at, "%q is not read here: %s", m.name, knownSays)
		}
	}
	if len(n.members) != 1 || hasOp || hasArgs {
		return r.fail(n.at, knownSays)
	}
	return r.member(n.at, n.members[0])
}

func (r *reader) member(at place, m member) term {
	text, ok := m.value.scalar.(string)
	switch {
	case !ok:
		return r.fail(m.value.at, "%q is a string", m.name)
	case m.name == "date":
		return r.instantLiteral(Date, text, at, m.value.at)
	case m.name == "timestamp":
		return r.instantLiteral(Timestamp, text, at, m.value.at)
	}
	return r.property(text, at)
}

func (r *reader) operator(at place, op, args node) term {
	name, ok := op.scalar.(string)
	want, known := arity[name]
	switch {
	case !ok:
		return r.fail(op.at, `"op" is a string`)
	case !known:
		return r.fail(op.at, "%q is no operator that is read here", name)
	case args.kind != '[':
		return r.fail(args.at, `"args" is a list`)
	case want == many && len(args.items) < 2:
		return r.fail(args.at, "%q takes two arguments or more", name)
	case want != many && len(args.items) != want:
		return r.fail(args.at, "%q takes %d arguments, not %d", name, want, len(args.items))
	case name == "in":
		return r.at(at, r.in(r.expr(args.items[0]), r.list(args.items[1])))
	}
	return r.at(at, r.apply(name, at, r.exprs(args.items)))
}

// many is two arguments or more.
const many = -1

// arity is how many arguments an operator takes.
var arity = map[string]int{
	"and": many, "or": many, "not": 1, "like": 2, "between": 3, "in": 2, "isNull": 1, "casei": 1,
	"=": 2, "<>": 2, "<": 2, "<=": 2, ">": 2, ">=": 2,
	"+": 2, "-": 2, "*": 2, "/": 2, "%": 2, "div": 2, "^": 2,
}

func (r *reader) apply(name string, at place, args []term) term {
	switch name {
	case "and":
		return r.and(args)
	case "or":
		return r.or(args)
	case "not":
		return r.not(args[0], at)
	case "like":
		return r.like(args[0], args[1])
	case "between":
		return r.between(args[0], args[1], args[2])
	case "isNull":
		return r.isNull(args[0])
	case "casei":
		return r.caseI(args[0], at)
	}
	if op := Op(name); mirrored[op] != "" {
		return r.compare(args[0], op, args[1])
	}
	return r.arithmetic(args[0], Op(name), args[1])
}

// at returns t as beginning at its own object, not at its first argument.
func (r *reader) at(at place, t term) term {
	t.at = at
	return t
}

func (r *reader) exprs(nodes []node) (terms []term) {
	for _, n := range nodes {
		terms = append(terms, r.expr(n))
	}
	return terms
}

func (r *reader) list(n node) []term {
	if n.kind != '[' || len(n.items) == 0 {
		r.fail(n.at, `the second argument of "in" is a list of one or more`)
		return []term{{}}
	}
	return r.exprs(n.items)
}
