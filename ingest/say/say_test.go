package say_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

var verb = regexp.MustCompile(`%[-+#0 ]*[0-9.]*[a-zA-Z]`)

// TestEveryWordIsInBothLanguages reads the catalogue as source: no entry may lack
// a language, say the same in both by oversight, or ask for other figures in one.
func TestEveryWordIsInBothLanguages(t *testing.T) {
	n := 0
	for _, call := range calls(t, ".", "text") {
		en, id := literal(call.Args[0]), literal(call.Args[1])
		if en == nil || id == nil {
			continue // what reads alike, or is filled
		}
		n++
		words := strings.Trim(verb.ReplaceAllString(*en, ""), " ,:;()")
		switch {
		case *en == "" || *id == "":
			t.Errorf("a language is missing: %q, %q", *en, *id)
		case words != "" && *en == *id:
			t.Errorf("the same in both: %q", *en)
		case !slices.Equal(verb.FindAllString(*en, -1), verb.FindAllString(*id, -1)):
			t.Errorf("other figures in one language: %q, %q", *en, *id)
		}
	}
	if n < 200 {
		t.Errorf("only %d entries were found", n)
	}
}

// TestWordsAreInTheCatalogue: no other room of ingest makes up what a report says.
func TestWordsAreInTheCatalogue(t *testing.T) {
	for path, file := range sources(t, "..") {
		if filepath.Dir(path) == filepath.Join("..", "say") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CompositeLit); ok && len(c.Elts) > 0 {
				if s, ok := c.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Text" && fmt.Sprint(s.X) == "poverty" {
					t.Errorf("%s has a text of its own", path)
				}
			}
			return true
		})
	}
}

func TestFillTakesEachLanguagesOwn(t *testing.T) {
	damaged := say.Errorf(say.Malformed)
	got := say.Fill(say.RefusedTable, say.Errorf(say.RowIs, int64(3), damaged))
	if !strings.HasPrefix(got.EN, "row 3: damaged;") || !strings.HasPrefix(got.ID, "baris 3: rusak;") {
		t.Errorf("%+v", got)
	}
	if d := say.Decimal("%.1f km²", 12.34); d != (poverty.Text{EN: "12.3 km²", ID: "12,3 km²"}) {
		t.Errorf("%+v", d)
	}
}

func TestAnErrorKeepsItsLanguages(t *testing.T) {
	cut := say.Errorf(say.CutOff)
	err := fmt.Errorf("registry: x.xlsx: %w", say.Errorf(say.Because, cut, io{}))
	if !errors.Is(err, cut) || !errors.As(err, new(io)) {
		t.Error("what it wraps is lost")
	}
	if got := say.Of(err); got.EN != "registry: x.xlsx: cut off: unexpected end" || got.ID != "registry: x.xlsx: terpotong: unexpected end" {
		t.Errorf("%+v", got)
	}
}

type io struct{}

func (io) Error() string { return "unexpected end" }

func literal(e ast.Expr) *string {
	if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
		if s, err := strconv.Unquote(l.Value); err == nil {
			return &s
		}
	}
	return nil
}

// calls returns the calls of a function in the sources below a folder.
func calls(t *testing.T, dir, name string) (all []*ast.CallExpr) {
	for _, file := range sources(t, dir) {
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				if f, ok := c.Fun.(*ast.Ident); ok && f.Name == name {
					all = append(all, c)
				}
			}
			return true
		})
	}
	return all
}

func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files[path], err = parser.ParseFile(token.NewFileSet(), path, nil, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
