package cql2

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

var family = Properties{
	"desil": Int, "head_age": Int, "head_sex": Text, "located": Bool, "receives_pkh": Bool, "in": Bool, "Kartu Keluarga": Bool,
}

func whole(n int64) Value { return Value{Type: Int, Int: n} }

func TestParse(t *testing.T) {
	poor := Compare{"desil", LessOrEqual, whole(2)}
	pkh := Flag{"receives_pkh"}
	for _, tc := range []struct {
		text  string
		want  Expr
		canon string // "" where it is text
	}{
		{"desil <= 2", poor, ""},
		{"2 >= desil", poor, "desil <= 2"},
		{"\n desil\t<=2 ", poor, "desil <= 2"},
		{"desil <> -1", Compare{"desil", NotEqual, whole(-1)}, ""},
		{"receives_pkh AND desil <= 2", And{pkh, poor}, ""},
		{"receives_pkh and not (desil <= 2)", And{pkh, Not{poor}}, "receives_pkh AND NOT desil <= 2"},
		{"located OR receives_pkh AND desil <= 2", Or{Flag{"located"}, And{pkh, poor}}, ""},
		{"(located OR receives_pkh) AND desil <= 2", And{Or{Flag{"located"}, pkh}, poor}, ""},
		{"located AND (receives_pkh AND desil <= 2)", And{Flag{"located"}, pkh, poor}, "located AND receives_pkh AND desil <= 2"},
		{"located OR (receives_pkh OR desil <= 2)", Or{Flag{"located"}, pkh, poor}, "located OR receives_pkh OR desil <= 2"},
		{"NOT (located OR receives_pkh)", Not{Or{Flag{"located"}, pkh}}, ""},
		{"NOT (NOT located)", Not{Not{Flag{"located"}}}, ""},
		{"desil BETWEEN 1 AND 4 AND located", And{Between{"desil", 1, 4}, Flag{"located"}}, ""},
		{"desil NOT BETWEEN 1 AND 4", Not{Between{"desil", 1, 4}}, "NOT desil BETWEEN 1 AND 4"},
		{"desil in (1,2, 3)", In{"desil", []Value{whole(1), whole(2), whole(3)}}, "desil IN (1, 2, 3)"},
		{"head_sex NOT IN ('F')", Not{In{"head_sex", []Value{{Type: Text, Text: "F"}}}}, "NOT head_sex IN ('F')"},
		{"head_sex = 'o''clock'", Compare{"head_sex", Equal, Value{Type: Text, Text: "o'clock"}}, ""},
		{"desil IS NULL", IsNull{"desil"}, ""},
		{"desil is not null", Not{IsNull{"desil"}}, "NOT desil IS NULL"},
		{"located = TRUE", Compare{"located", Equal, Value{Type: Bool, Bool: true}}, ""},
		{"false <> located", Compare{"located", NotEqual, Value{Type: Bool}}, "located <> FALSE"},
		{"TRUE", Literal(true), ""},
		{`"in" AND "desil" = 1`, And{Flag{"in"}, Compare{"desil", Equal, whole(1)}}, `"in" AND desil = 1`},
		{`"Kartu Keluarga"`, Flag{"Kartu Keluarga"}, ""},
	} {
		t.Run(tc.text, func(t *testing.T) {
			got, err := Parse(tc.text, family)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("Parse = %#v, want %#v", got, tc.want)
			}
			canon := tc.canon
			if canon == "" {
				canon = tc.text
			}
			if got.String() != canon {
				t.Errorf("String = %s, want %s", got, canon)
			}
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct {
		text   string
		column int
		want   string
	}{
		{"", 1, "expected a condition, found the end"},
		{"desill <= 2", 1, `unknown property "desill", perhaps "desil"`},
		{"located AND Desil <= 2", 13, `perhaps "desil"`},
		{"desil <= 'two'", 10, "cannot be compared with 'two'"},
		{"desil <= 2.5", 10, `"2.5" is not a whole number`},
		{"desil <= 99999999999999999999", 10, "not a whole number"},
		{"desil", 1, "no condition: compare it"},
		{"desil AND located", 1, "no condition: compare it"},
		{"head_sex < 'F'", 12, "by = and <> only"},
		{"located > FALSE", 11, "by = and <> only"},
		{"located BETWEEN 1 AND 2", 9, "has no range"},
		{"located IN (TRUE)", 9, "has no list"},
		{"desil IN ()", 11, "expected a number"},
		{"desil IN (1, 'F')", 14, "cannot be compared"},
		{"desil = NULL", 9, "write IS NULL"},
		{"desil BETWEEN 1 OR 4", 17, "expected AND"},
		{"desil NOT 4", 11, "expected BETWEEN or IN"},
		{"desil IS 4", 10, "expected NULL"},
		{"NOT NOT located", 5, `expected a condition, found "NOT"`},
		{"(located", 9, "expected ), found the end"},
		{"located)", 8, "expected AND, OR or the end"},
		{"located receives_pkh", 9, "expected AND, OR or the end"},
		{"1 = 1", 5, "expected a property"},
		{"'F'", 1, "alone is no condition"},
		{"head_sex = 'F", 12, "never closed"},
		{"desil = 1; drop table", 10, `';' does not belong here`},
		{"desa ≥ 2", 1, "unknown property"},
		{"desil ≥ 2", 7, `'≥' does not belong here`},
		{"desil = \xff", 9, "not UTF-8"},
		{strings.Repeat("(", 65) + "located" + strings.Repeat(")", 65), 65, "more than 64 brackets"},
		{strings.Repeat(" ", MaxLength) + "TRUE", MaxLength + 1, "longer than 8192 bytes"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			_, err := Parse(tc.text, family)
			var e *Error
			if !errors.As(err, &e) || e.Column() != tc.column || !strings.Contains(e.Message, tc.want) {
				t.Errorf("Parse = %v, want column %d: …%s…", err, tc.column, tc.want)
			}
		})
	}
}

func TestParsePassesNoTypedNil(t *testing.T) {
	if e, err := Parse("located", family); err != nil || e == nil {
		t.Errorf("Parse = %v, %v", e, err)
	}
}

func ExampleError_Snippet() {
	_, err := Parse("located\n  AND dessil <= 2", Properties{"desil": Int, "located": Bool})
	var e *Error
	errors.As(err, &e)
	fmt.Println(e)
	fmt.Println(e.Snippet())
	// Output:
	// line 2, column 7: unknown property "dessil"
	//   AND dessil <= 2
	//       ^
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"desil <= 2 AND NOT (located OR receives_pkh)", "head_sex NOT IN ('F', 'o''')", "desil IS NOT NULL",
		`"Kartu Keluarga" = TRUE OR 3 < desil AND desil BETWEEN -1 AND +4`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s, family)
		if err != nil {
			var at *Error
			if !errors.As(err, &at) || at.Column() < 1 || at.Snippet() == "" {
				t.Fatalf("Parse(%q) = %v without a place", s, err)
			}
			return
		}
		// The canonical form may be longer than what was typed, by its blanks.
		if len(e.String()) > MaxLength {
			return
		}
		again, err := Parse(e.String(), family)
		if err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%q became %q, which reads as %v, %v", s, e, again, err)
		}
	})
}
