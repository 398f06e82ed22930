package api

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tepat/geo/poverty"
)

var verbs = regexp.MustCompile(`%[a-z]`)

// Every refusal that the package writes has its Indonesian, with the same blanks in the same order.
func TestEveryRefusalSpeaksIndonesian(t *testing.T) {
	packages, err := parser.ParseDir(token.NewFileSet(), ".", func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }, 0)
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	ast.Inspect(packages["api"], func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if name, ok := call.Fun.(*ast.Ident); !ok || name.Name != "bad" {
			return true
		}
		format, err := strconv.Unquote(call.Args[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		used[format] = true
		if id, ok := refusals[format]; !ok {
			t.Errorf("%q has no Indonesian", format)
		} else if !slices.Equal(verbs.FindAllString(id, -1), verbs.FindAllString(format, -1)) {
			t.Errorf("%q is not %q", id, format)
		}
		return true
	})
	for format := range refusals {
		if !used[format] {
			t.Errorf("nobody says %q", format)
		}
	}
	if len(used) < 20 {
		t.Errorf("only %d refusals found", len(used))
	}
}

// english are words that no Indonesian sentence has, and no word of an address.
var english = regexp.MustCompile(`(?i)\b(the|not|is|or|of|and|more|there|nothing|this|only|where|code|allowed)\b`)

// What comes from the questions themselves is said in both languages too.
func TestRefusalsOfQuestionsSpeakIndonesian(t *testing.T) {
	s := plain(t)
	post := func(body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/v1/releases/7/allocations", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w
	}
	ask := func(target string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/v1/releases/7/"+target, nil))
		return w
	}
	for name, a := range map[string]*httptest.ResponseRecorder{
		"programme":     ask("under-covered?programme=uang"),
		"strategy":      ask("under-covered?strategy=A"),
		"kind":          ask("under-covered?programme=pkh&by=house"),
		"threshold":     ask("under-covered?programme=pkh&threshold=2"),
		"place":         ask("under-covered?programme=pkh&within=99"),
		"place above":   ask("under-covered?programme=pkh&by=district&within=64.02.01"),
		"none above":    ask("under-covered?programme=pkh&by=regency&within=64.02"),
		"method":        ask("under-covered?programme=pkh&method=scan"),
		"targeting":     ask("targeting?programme=uang"),
		"level":         ask("areas?level=house"),
		"cost":          post(`{"programme":"pkh","budget":5,"unit_cost":0}`),
		"budget":        post(`{"programme":"pkh","budget":5,"unit_cost":9}`),
		"rule":          post(`{"programme":"pkh","budget":9,"unit_cost":1,"rule":"luck"}`),
		"minimum":       post(`{"programme":"pkh","budget":9,"unit_cost":1,"minimum_per_district":-1}`),
		"minimum large": post(`{"programme":"pkh","budget":3,"unit_cost":1,"minimum_per_district":50}`),
	} {
		var p problem
		if err := json.Unmarshal(a.Body.Bytes(), &p); err != nil || a.Code != http.StatusBadRequest || p.Text == nil {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
			continue
		}
		if p.Text.ID == p.Text.EN || english.MatchString(p.Text.ID) {
			t.Errorf("%s: %q, in Indonesian %q", name, p.Text.EN, p.Text.ID)
		}
		if word, plain := regexp.MustCompile(`^\w+: .*, allowed is `).MatchString(p.Detail), regexp.MustCompile(`^[A-Z“"].*\.$`); word && (!plain.MatchString(p.Text.EN) || !plain.MatchString(p.Text.ID)) {
			t.Errorf("%s: no sentence is %q, nor %q", name, p.Text.EN, p.Text.ID)
		}
	}
	if p := string(get(t, s, "/tables/7/whatif?set=0&budget=much").body); !strings.Contains(p, "budget ialah") {
		t.Errorf("the page says %s", p)
	}
}

// A planner reads sentences with numbers as the language writes them; a machine finds the word and what is allowed.
func TestARefusalIsASentence(t *testing.T) {
	for _, tc := range []struct {
		name          string
		wrong         poverty.InputError
		english, said string
	}{
		{"a minimum of too much", poverty.InputError{Field: "minimum_per_district", Got: "1000", Allowed: "0 to 25: there are 5000 packages for 200 districts"},
			"A minimum of 1,000 packages in each district is too much: the budget pays for 5,000 packages, and eligible families are missed in 200 districts. The minimum can be 25 at most.",
			"Minimum 1.000 paket per kecamatan terlalu besar: anggaran cukup untuk 5.000 paket, dan keluarga berhak terlewat di 200 kecamatan. Minimum paling besar 25."},
		{"and some miss fewer", poverty.InputError{Field: "minimum_per_district", Got: "100", Allowed: "0 to 26: there are 500 packages for 20 districts, and fewer families missed in 2 of them"},
			"A minimum of 100 packages in each district is too much: the budget pays for 500 packages, and eligible families are missed in 20 districts. The minimum can be 26 at most; districts that miss fewer families than that (2 of them) take only as many.",
			"Minimum 100 paket per kecamatan terlalu besar: anggaran cukup untuk 500 paket, dan keluarga berhak terlewat di 20 kecamatan. Minimum paling besar 26; kecamatan dengan keluarga terlewat kurang dari itu (ada 2) hanya memerlukan sebanyak keluarganya."},
		{"a budget below a package", poverty.InputError{Field: "budget", Got: "10", Allowed: "2000000, the cost of one unit, or more"},
			"A budget of 10 rupiah does not pay for one package, which costs 2,000,000 rupiah.", "Anggaran 10 rupiah tidak cukup untuk satu paket, yang berbiaya 2.000.000 rupiah."},
		{"a threshold", poverty.InputError{Field: "threshold", Got: "1.5", Allowed: "a share from 0 to 1"},
			"The threshold is a share from 0 to 1, that is 0 to 100%, not 1.5.", "Ambang ialah bagian dari 0 sampai 1, yaitu 0 sampai 100%, bukan 1.5."},
		{"any other word", poverty.InputError{Field: "by", Got: `ho"use`, Allowed: "village, district"},
			`"ho\"use" cannot be used as by; there is: village, district.`, `"ho\"use" tidak dapat dipakai sebagai by; yang ada: village, district.`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := inSentences(&tc.wrong); got.EN != tc.english || got.ID != tc.said {
				t.Errorf("%q\n%q", got.EN, got.ID)
			}
			if refused := worded(&tc.wrong); refused.Error() != tc.wrong.Error() {
				t.Errorf("a machine reads %q", refused)
			}
		})
	}
}
