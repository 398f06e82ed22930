// Package cql2test is what tests of several rooms need of CQL2: random
// sentences, a second opinion in SQL, and the abstract tests of the standard.
package cql2test

import (
	"maps"
	"slices"
	"time"

	"tepat/geo/cql2"

	"pgregory.net/rapid"
)

// A Vocabulary is what random sentences are made of.
type Vocabulary struct {
	Properties cql2.Properties
	Texts      []string // literals, and of patterns the pieces
}

// Sentence draws a sentence as cql2.Check returns it, with up to depth
// conditions within conditions.
func (v Vocabulary) Sentence(depth int) *rapid.Generator[cql2.Expr] {
	return rapid.Custom(func(t *rapid.T) cql2.Expr {
		e, err := cql2.Check(drawer{v, t}.condition(depth), v.Properties)
		if err != nil {
			t.Fatal(err)
		}
		return e
	})
}

type drawer struct {
	Vocabulary
	*rapid.T
}

func pick[T any](d drawer, what string, of ...T) T { return rapid.SampledFrom(of).Draw(d.T, what) }

func (d drawer) condition(depth int) cql2.Expr {
	if depth == 0 {
		return d.predicate()
	}
	switch pick(d, "condition", "predicate", "and", "or", "not", "is null") {
	case "and":
		return cql2.And(d.conditions(depth - 1))
	case "or":
		return cql2.Or(d.conditions(depth - 1))
	case "not":
		return cql2.Not{Of: d.condition(depth - 1)}
	case "is null":
		return cql2.IsNull{Of: d.condition(depth - 1)}
	}
	return d.predicate()
}

func (d drawer) conditions(depth int) (parts []cql2.Expr) {
	for range pick(d, "parts", 2, 3) {
		parts = append(parts, d.condition(depth))
	}
	return parts
}

func (d drawer) predicate() cql2.Expr {
	typ := d.typ()
	switch kind := pick(d, "predicate", "compare", "compare constant", "in", "is null", "like", "between", "literal"); {
	case kind == "compare":
		return cql2.Compare{Left: d.scalar(typ, 2), Op: d.comparison(), Right: d.scalar(typ, 2)}
	case kind == "in":
		e := cql2.In{Of: d.scalar(typ, 1)}
		for range pick(d, "list", 1, 2, 4) {
			e.List = append(e.List, d.scalar(typ, 1))
		}
		return e
	case kind == "is null":
		return cql2.IsNull{Of: d.scalar(typ, 2)}
	case kind == "like" && d.has(cql2.Text):
		return cql2.Like{Of: d.scalar(cql2.Text, 1), Pattern: d.pattern()}
	case kind == "between" && d.has(cql2.Int, cql2.Number):
		return cql2.Between{Of: d.scalar(cql2.Number, 1), Low: d.scalar(cql2.Number, 1), High: d.scalar(cql2.Number, 1)}
	case kind == "literal":
		return cql2.Value{Type: cql2.Bool, Bool: rapid.Bool().Draw(d.T, "literal")}
	}
	sides := []cql2.Expr{d.property(typ), d.literal(typ)}
	if rapid.Bool().Draw(d.T, "mirrored") {
		slices.Reverse(sides)
	}
	return cql2.Compare{Left: sides[0], Op: d.comparison(), Right: sides[1]}
}

func (d drawer) comparison() cql2.Op {
	return pick(d, "comparison", cql2.Equal, cql2.NotEqual, cql2.Less, cql2.LessOrEqual, cql2.Greater, cql2.GreaterOrEqual)
}

func (d drawer) named(types ...cql2.Type) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(d.Properties)) {
		if slices.Contains(types, d.Properties[name]) {
			names = append(names, name)
		}
	}
	return names
}

func (d drawer) has(types ...cql2.Type) bool { return len(d.named(types...)) > 0 }

// typ draws the type of some property; all numbers are cql2.Number.
func (d drawer) typ() cql2.Type {
	typ := d.Properties[pick(d, "about", slices.Sorted(maps.Keys(d.Properties))...)]
	if typ == cql2.Int {
		return cql2.Number
	}
	return typ
}

func (d drawer) property(typ cql2.Type) cql2.Expr {
	types := []cql2.Type{typ}
	if typ == cql2.Number {
		types = append(types, cql2.Int)
	}
	return cql2.Property(pick(d, "property", d.named(types...)...))
}

func (d drawer) scalar(typ cql2.Type, depth int) cql2.Expr {
	kinds := []string{"property", "property", "literal"}
	if depth > 0 {
		switch typ {
		case cql2.Number:
			kinds = append(kinds, "arithmetic", "arithmetic", "power")
		case cql2.Text:
			kinds = append(kinds, "casei")
		}
	}
	switch pick(d, "scalar", kinds...) {
	case "literal":
		return d.literal(typ)
	case "casei":
		return cql2.CaseI{Of: d.scalar(cql2.Text, depth-1)}
	case "arithmetic":
		op := pick(d, "sign", cql2.Plus, cql2.Minus, cql2.Times, cql2.Divide, cql2.Modulo, cql2.Div)
		return cql2.Arithmetic{Left: d.scalar(typ, depth-1), Op: op, Right: d.scalar(typ, depth-1)}
	case "power":
		// Powers whose result does not depend on who works it out.
		exponent := cql2.Value{Type: cql2.Number, Number: pick(d, "exponent", 0, 0.5, 1, 2, 3, -1)}
		return cql2.Arithmetic{Left: d.property(typ), Op: cql2.Power, Right: exponent}
	}
	return d.property(typ)
}

func (d drawer) literal(typ cql2.Type) cql2.Expr {
	v := cql2.Value{Type: typ}
	switch typ {
	case cql2.Bool:
		v.Bool = rapid.Bool().Draw(d.T, "bool")
	case cql2.Number:
		v.Number = pick(d, "number", 0, 1, 2, 3, 4, 5, 10, 16, 59, 300, -1, 0.5, 2.5, 1e-7, -1<<63, 1<<53, 1e22)
	case cql2.Text:
		v.Text = pick(d, "text", d.Texts...)
	case cql2.Date:
		v.Time = d.day()
	case cql2.Timestamp:
		v.Time = d.day().Add(time.Duration(pick(d, "after", 0, 1, 1500)) * time.Millisecond)
	}
	return v
}

func (d drawer) day() time.Time {
	return time.Date(2024, 1, 1+rapid.IntRange(0, 500).Draw(d.T, "day"), 0, 0, 0, 0, time.UTC)
}

func (d drawer) pattern() cql2.Expr {
	pieces := append([]string{"%", "_", `\%`, `\_`, `\\`}, d.Texts...)
	v := cql2.Value{Type: cql2.Text}
	for range pick(d, "pieces", 0, 1, 2, 3) {
		v.Text += pick(d, "piece", pieces...)
	}
	if rapid.Bool().Draw(d.T, "casei") {
		return cql2.CaseI{Of: v}
	}
	return v
}
