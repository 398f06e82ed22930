package release_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/census"
	"tepat/geo/cql2"
	"tepat/geo/cql2/cql2test"
	"tepat/geo/poverty"
	"tepat/store/storetest"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"
)

// A sheet is one set of rows, in PostgreSQL and, where it can hold them, as a
// census in which every row has a village of its own.
type sheet struct {
	sql        *pgx.Conn
	properties cql2.Properties
	rows       []map[string]cql2.Value
	census     *census.Census // nil where it cannot hold them
}

// ask returns, for every row, what PostgreSQL takes the sentence to: true,
// false, or nil.
func (s sheet) ask(t rapid.TB, e cql2.Expr) []any {
	t.Helper()
	var args []any
	condition := cql2test.SQL(e, s.properties, &args)
	rows, _ := s.sql.Query(context.Background(), fmt.Sprintf(`select %s from sheet order by row`, condition), args...)
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (any, error) {
		v, err := row.Values()
		if err != nil {
			return nil, err
		}
		return v[0], nil
	})
	if err != nil {
		t.Fatalf("%s as %s: %v", e, condition, err)
	}
	return out
}

// check holds PostgreSQL's answer against cql2.Evaluate and the census.
func (s sheet) check(t rapid.TB, e cql2.Expr) {
	t.Helper()
	want := s.ask(t, e)
	for i, row := range s.rows {
		got := cql2.Evaluate(e, func(p string) cql2.Value { return row[p] })
		if w, known := want[i].(bool); known != (got.Type == cql2.Bool) || got.Bool != w {
			t.Fatalf("%s: row %d %v comes to %v, PostgreSQL says %v", e, i, row, got, want[i])
		}
	}
	if s.census == nil {
		return
	}
	is, isNot := s.count(t, e), s.count(t, cql2.Not{Of: e})
	for i := range s.rows {
		if got := [2]bool{is[i] == 1, isNot[i] == 1}; got != [2]bool{want[i] == true, want[i] == false} {
			t.Fatalf("%s: row %d %v is true, false in the census: %v, PostgreSQL says %v", e, i, s.rows[i], got, want[i])
		}
	}
}

func (s sheet) count(t rapid.TB, e cql2.Expr) []uint32 {
	t.Helper()
	b, err := s.census.Where(e)
	if err != nil {
		t.Fatal(err)
	}
	return s.census.ByVillage(b)
}

var sqlTypes = map[cql2.Type]string{
	cql2.Bool: "boolean", cql2.Int: "integer", cql2.Number: "float8", cql2.Text: "text", cql2.Date: "date", cql2.Timestamp: "timestamptz",
}

// newSheet puts the rows into a database and a census.
func newSheet(t *testing.T, properties []poverty.Property, rows []map[string]cql2.Value) sheet {
	ctx := context.Background()
	sql, err := pgx.Connect(ctx, storetest.Empty(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sql.Close(ctx) })
	s := sheet{sql: sql, properties: cql2.Properties{}, rows: rows}
	columns, create := []string{"row"}, "create table sheet (row integer"
	builder := census.NewBuilder(properties)
	holds := true
	for _, p := range properties {
		s.properties[p.Name] = p.Type
		columns = append(columns, p.Name)
		create += fmt.Sprintf(", %s %s", pgx.Identifier{p.Name}.Sanitize(), sqlTypes[p.Type])
		holds = holds && slices.Contains([]cql2.Type{cql2.Bool, cql2.Int, cql2.Text}, p.Type)
	}
	if _, err := sql.Exec(ctx, create+")"); err != nil {
		t.Fatal(err)
	}
	var records [][]any
	for i, row := range rows {
		record, values := []any{int32(i)}, []int32{}
		for _, p := range properties {
			record, values = append(record, forSQL(row[p.Name])), append(values, forCensus(p, row[p.Name]))
		}
		records = append(records, record)
		if holds {
			if err := builder.Add(0, int32(i), values); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := sql.CopyFrom(ctx, pgx.Identifier{"sheet"}, columns, pgx.CopyFromRows(records)); err != nil {
		t.Fatal(err)
	}
	if holds {
		s.census = builder.Build()
	}
	return s
}

func forSQL(v cql2.Value) any {
	return map[cql2.Type]any{cql2.Bool: v.Bool, cql2.Number: v.Number, cql2.Text: v.Text, cql2.Date: v.Time, cql2.Timestamp: v.Time}[v.Type]
}

func forCensus(p poverty.Property, v cql2.Value) int32 {
	switch {
	case v.Type == cql2.Null:
		return census.Unknown
	case v.Type == cql2.Text:
		return int32(slices.Index(p.Texts, v.Text))
	case v.Bool:
		return 1
	}
	return int32(v.Number)
}

// Any sentence comes to the same for every family in PostgreSQL, by
// cql2.Evaluate and in the census, and where it is not known, it is so in all.
func TestSentencesAgreeWithSQL(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	properties := []poverty.Property{
		{Name: "desil", Type: cql2.Int}, {Name: "members", Type: cql2.Int}, {Name: "head_age", Type: cql2.Int},
		{Name: "head_sex", Type: cql2.Text, Texts: []string{"F", "M", "f", "", "F_%"}}, {Name: "located", Type: cql2.Bool}, {Name: "receives_pkh", Type: cql2.Bool},
	}
	var rows []map[string]cql2.Value
	for range 500 {
		row := map[string]cql2.Value{}
		for _, p := range properties {
			if rng.IntN(5) == 0 {
				continue
			}
			switch p.Type {
			case cql2.Bool:
				row[p.Name] = cql2.Value{Type: cql2.Bool, Bool: rng.IntN(2) == 0}
			case cql2.Text:
				row[p.Name] = cql2.Value{Type: cql2.Text, Text: p.Texts[rng.IntN(len(p.Texts))]}
			default:
				row[p.Name] = cql2.Value{Type: cql2.Number, Number: float64([]int{rng.IntN(4), rng.IntN(11), rng.IntN(100)}[rng.IntN(3)])}
			}
		}
		rows = append(rows, row)
	}
	s := newSheet(t, properties, rows)
	vocabulary := cql2test.Vocabulary{Properties: s.properties, Texts: []string{"F", "M", "f", "m", "", "X", "F_%", "f_"}}
	rapid.Check(t, func(t *rapid.T) {
		for _, e := range rapid.SliceOfN(vocabulary.Sentence(3), 1, 8).Draw(t, "sentences") {
			s.check(t, e)
		}
	})
	number := func(n float64) cql2.Expr { return cql2.Value{Type: cql2.Number, Number: n} }
	desil := cql2.Arithmetic{Left: cql2.Property("desil"), Op: cql2.Minus, Right: number(5)}
	members := cql2.Arithmetic{Left: cql2.Property("members"), Op: cql2.Minus, Right: number(3)}
	for _, op := range []cql2.Op{cql2.Plus, cql2.Minus, cql2.Times, cql2.Divide, cql2.Modulo, cql2.Div, cql2.Power} {
		for _, n := range []float64{-3, -1, -0.5, 0, 0.5, 2, 3} {
			s.check(t, cql2.Compare{Left: cql2.Arithmetic{Left: desil, Op: op, Right: number(n)}, Op: cql2.Greater, Right: members})
			s.check(t, cql2.Compare{Left: cql2.Arithmetic{Left: number(n), Op: op, Right: desil}, Op: cql2.Equal, Right: members})
		}
	}
	for _, pattern := range []string{"", "%", "_", "_%", "__%", "f%", "%F", `F\_%`, `F_\%`, `\F`, `%\%`, `%\%%`, `\_%`, `%\\%`} {
		p := cql2.Value{Type: cql2.Text, Text: pattern}
		s.check(t, cql2.Like{Of: cql2.Property("head_sex"), Pattern: p})
		s.check(t, cql2.Like{Of: cql2.CaseI{Of: cql2.Property("head_sex")}, Pattern: cql2.CaseI{Of: p}})
	}
}

// The abstract tests of the standard, the second opinion asked too; those
// about no date in the census as well.
func TestAbstractTestsAgreeWithSQL(t *testing.T) {
	all := placeSheet(t, "name", "nameascii", "pop_min", "pop_max", "pop_other", "date", "start", "end", "boolean")
	inCensus := placeSheet(t, "name", "nameascii", "pop_min", "pop_max", "pop_other", "boolean")
	counted := 0
	for _, tc := range cql2test.Suite() {
		t.Run(tc.Class+" "+tc.Text, func(t *testing.T) {
			e, err := cql2.Parse(tc.Text, all.properties)
			if err != nil {
				t.Fatal(err)
			}
			all.check(t, e)
			if _, err := cql2.Check(e, inCensus.properties); err != nil {
				return // about a date
			}
			inCensus.check(t, e)
			counted++
			b, err := inCensus.census.Where(e)
			if err != nil || b.Len() != tc.Items {
				t.Errorf("the census finds %d, %v; want %d", b.Len(), err, tc.Items)
			}
		})
	}
	if counted < 80 {
		t.Errorf("the census was asked %d times only", counted)
	}
}

// placeSheet holds some columns of the standard's places.
func placeSheet(t *testing.T, names ...string) sheet {
	rows := cql2test.Places()
	var properties []poverty.Property
	for _, name := range names {
		p := poverty.Property{Name: name, Type: cql2test.PlaceProperties[name]}
		for _, row := range rows {
			if p.Type == cql2.Text && !slices.Contains(p.Texts, row[name].Text) {
				p.Texts = append(p.Texts, row[name].Text)
			}
		}
		properties = append(properties, p)
	}
	return newSheet(t, properties, rows)
}
