package cql2test

import (
	"fmt"
	"strings"

	"tepat/geo/cql2"
)

// SQL writes e, which was checked, as a condition of PostgreSQL over columns
// that have the names of its properties. It is the second opinion of a test: a
// literal is added to args and stands in it as a parameter, numbered from
// len(args)+1, never as text.
func SQL(e cql2.Expr, properties cql2.Properties, args *[]any) string {
	return writer{properties, args}.write(e)
}

type writer struct {
	properties cql2.Properties
	args       *[]any
}

func (w writer) write(e cql2.Expr) string {
	switch e := e.(type) {
	case cql2.And:
		return w.join(e, " and ")
	case cql2.Or:
		return w.join(e, " or ")
	case cql2.Not:
		return "(not " + w.write(e.Of) + ")"
	case cql2.Compare:
		return fmt.Sprintf("(%s %s %s)", w.write(e.Left), e.Op, w.write(e.Right))
	case cql2.Like:
		return fmt.Sprintf(`(%s like %s escape '\')`, w.write(e.Of), w.write(e.Pattern))
	case cql2.Between:
		return fmt.Sprintf("(%s between %s and %s)", w.write(e.Of), w.write(e.Low), w.write(e.High))
	case cql2.In:
		return fmt.Sprintf("(%s in %s)", w.write(e.Of), w.join(e.List, ", "))
	case cql2.IsNull:
		return "(" + w.write(e.Of) + " is null)"
	case cql2.CaseI:
		return fmt.Sprintf(`(lower(%s collate "und-x-icu") collate "C")`, w.write(e.Of))
	case cql2.Arithmetic:
		return w.arithmetic(e)
	case cql2.Property:
		return w.column(string(e))
	case cql2.Value:
		return w.parameter(e)
	}
	panic(fmt.Sprintf("cql2test: %T is no part of a sentence", e))
}

func (w writer) join(parts []cql2.Expr, word string) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = w.write(p)
	}
	return "(" + strings.Join(texts, word) + ")"
}

// arithmetic says in SQL, which stops at a division by zero, that there is no result.
func (w writer) arithmetic(e cql2.Arithmetic) string {
	form := map[cql2.Op]string{
		cql2.Plus:   "(%s + %s)",
		cql2.Minus:  "(%s - %s)",
		cql2.Times:  "(%s * %s)",
		cql2.Divide: "(%s / nullif(%s, 0))",
		cql2.Div:    "trunc(%s / nullif(%s, 0))",
		cql2.Modulo: "(%[1]s - %[2]s * trunc(%[1]s / nullif(%[2]s, 0)))",
		cql2.Power: `(case when %[1]s = 0 and %[2]s < 0 or %[1]s < 0 and %[2]s <> trunc(%[2]s) then null
			else power(%[1]s, %[2]s) end)`,
	}[e.Op]
	return fmt.Sprintf(form, w.write(e.Left), w.write(e.Right))
}

func (w writer) column(name string) string {
	quoted := `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	switch w.properties[name] {
	case cql2.Int, cql2.Number:
		return quoted + "::float8"
	case cql2.Text:
		return quoted + `::text collate "C"`
	}
	return quoted
}

func (w writer) parameter(v cql2.Value) string {
	form, arg := "", any(nil)
	switch v.Type {
	case cql2.Bool:
		form, arg = "$%d::boolean", v.Bool
	case cql2.Number:
		form, arg = "$%d::float8", v.Number
	case cql2.Text:
		form, arg = `$%d::text collate "C"`, v.Text
	case cql2.Date:
		form, arg = "$%d::date", v.Time
	case cql2.Timestamp:
		form, arg = "$%d::timestamptz", v.Time
	}
	*w.args = append(*w.args, arg)
	return fmt.Sprintf(form, len(*w.args))
}
