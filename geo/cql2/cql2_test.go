package cql2

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

var family = Properties{
	"desil": Int, "head_age": Int, "members": Int, "head_sex": Text, "name": Text, "located": Bool, "receives_pkh": Bool, "in": Bool,
	"Kartu Keluarga": Bool, "born": Date, "seen": Timestamp, "spent": Number,
}

func num(n float64) Value { return Value{Type: Number, Number: n} }
func str(s string) Value  { return Value{Type: Text, Text: s} }
func is(p Property) Expr  { return Compare{p, Equal, truth(true)} }

func when(typ Type, s string) Value {
	v, ok := instant(typ, s)
	if !ok {
		panic(s)
	}
	return v
}

// Each sentence is read, written as text and as JSON, and read again from both.
func TestParse(t *testing.T) {
	poor := Compare{Property("desil"), LessOrEqual, num(2)}
	located, pkh := is("located"), is("receives_pkh")
	for _, tc := range []struct {
		text  string
		want  Expr
		canon string // "" where it is text
	}{
		{"desil <= 2", poor, ""},
		{"2 >= desil", Compare{num(2), GreaterOrEqual, Property("desil")}, ""},
		{"\n desil\t<=\u00a02 ", poor, "desil <= 2"},
		{"desil <> -1", Compare{Property("desil"), NotEqual, num(-1)}, ""},
		{"receives_pkh AND desil <= 2", And{pkh, poor}, "receives_pkh = TRUE AND desil <= 2"},
		{"receives_pkh and not (desil <= 2)", And{pkh, Not{poor}}, "receives_pkh = TRUE AND NOT desil <= 2"},
		{"located OR receives_pkh AND desil <= 2", Or{located, And{pkh, poor}}, "located = TRUE OR receives_pkh = TRUE AND desil <= 2"},
		{"(located OR receives_pkh) AND desil <= 2", And{Or{located, pkh}, poor}, "(located = TRUE OR receives_pkh = TRUE) AND desil <= 2"},
		{"located AND (receives_pkh AND desil <= 2)", And{located, pkh, poor}, "located = TRUE AND receives_pkh = TRUE AND desil <= 2"},
		{"located OR (receives_pkh OR desil <= 2)", Or{located, pkh, poor}, "located = TRUE OR receives_pkh = TRUE OR desil <= 2"},
		{"NOT (located OR receives_pkh)", Not{Or{located, pkh}}, "NOT (located = TRUE OR receives_pkh = TRUE)"},
		{"NOT (NOT located)", Not{Not{located}}, "NOT (NOT located = TRUE)"},
		{"desil BETWEEN 1 AND 4 AND located", And{Between{Property("desil"), num(1), num(4)}, located}, "desil BETWEEN 1 AND 4 AND located = TRUE"},
		{"desil NOT BETWEEN 1 AND 4", Not{Between{Property("desil"), num(1), num(4)}}, "NOT desil BETWEEN 1 AND 4"},
		{"desil in (1,2, 3)", In{Property("desil"), []Expr{num(1), num(2), num(3)}}, "desil IN (1, 2, 3)"},
		{"head_sex NOT IN ('F')", Not{In{Property("head_sex"), []Expr{str("F")}}}, "NOT head_sex IN ('F')"},
		{"located IN (TRUE)", In{Property("located"), []Expr{truth(true)}}, ""},
		{"head_sex = 'o''clock'", Compare{Property("head_sex"), Equal, str("o'clock")}, ""},
		{"desil IS NULL", IsNull{Property("desil")}, ""},
		{"desil is not null", Not{IsNull{Property("desil")}}, "NOT desil IS NULL"},
		{"(desil > 2) IS NULL", IsNull{Compare{Property("desil"), Greater, num(2)}}, ""},
		{"NOT located IS NULL", Not{IsNull{Property("located")}}, ""},
		{"located = TRUE", located, ""},
		{"((located))", located, "located = TRUE"},
		{"false <> located", Compare{truth(false), NotEqual, Property("located")}, "FALSE <> located"},
		{"located > FALSE", Compare{Property("located"), Greater, truth(false)}, ""},
		{"TRUE", truth(true), ""},
		{"1 = 1", Compare{num(1), Equal, num(1)}, ""},
		{`"in" AND "desil" = 1`, And{is("in"), Compare{Property("desil"), Equal, num(1)}}, `"in" = TRUE AND desil = 1`},
		{`"Kartu Keluarga"`, is("Kartu Keluarga"), `"Kartu Keluarga" = TRUE`},

		{"name LIKE 'Siti%'", Like{Property("name"), str("Siti%")}, ""},
		{"casei(name) not like CaseI('siti\\_%')", Not{Like{CaseI{Property("name")}, CaseI{str(`siti\_%`)}}}, `NOT CASEI(name) LIKE CASEI('siti\_%')`},
		{"'Siti' LIKE 'S%'", Like{str("Siti"), str("S%")}, ""},
		{`name = 'a\\b\'c\n'`, Compare{Property("name"), Equal, str("a\\b'c\n")}, `name = 'a\\b''c\n'`},
		{`name = 'C:\d \\'`, Compare{Property("name"), Equal, str(`C:\d \`)}, ""},

		{"members * 2 > desil + 3", Compare{Arithmetic{Property("members"), Times, num(2)}, Greater, Arithmetic{Property("desil"), Plus, num(3)}}, ""},
		{"members-2>0", Compare{Arithmetic{Property("members"), Minus, num(2)}, Greater, num(0)}, "members - 2 > 0"},
		{"members - -2 > 0", Compare{Arithmetic{Property("members"), Minus, num(-2)}, Greater, num(0)}, ""},
		{"members = +2", Compare{Property("members"), Equal, num(2)}, "members = 2"},
		{"-members < 0", Compare{Arithmetic{num(-1), Times, Property("members")}, Less, num(0)}, "-1 * members < 0"},
		{"members = -(2 - 4)", Compare{Property("members"), Equal, Arithmetic{num(-1), Times, Arithmetic{num(2), Minus, num(4)}}}, "members = -1 * (2 - 4)"},
		{"1 - 2 - 3 = 1 - (2 - 3)", Compare{
			Arithmetic{Arithmetic{num(1), Minus, num(2)}, Minus, num(3)}, Equal,
			Arithmetic{num(1), Minus, Arithmetic{num(2), Minus, num(3)}}}, ""},
		{"(1 + 2) * 3 ^ 2 div 4 % 5 = .5", Compare{
			Arithmetic{Arithmetic{Arithmetic{Arithmetic{num(1), Plus, num(2)}, Times, Arithmetic{num(3), Power, num(2)}}, Div, num(4)}, Modulo, num(5)},
			Equal, num(0.5)}, "(1 + 2) * 3 ^ 2 DIV 4 % 5 = 0.5"},
		{"(2 ^ 3) ^ -1 = 1e-9", Compare{Arithmetic{Arithmetic{num(2), Power, num(3)}, Power, num(-1)}, Equal, num(1e-9)}, "(2 ^ 3) ^ -1 = 1E-09"},
		{"-2 ^ 2 = 4", Compare{Arithmetic{num(-2), Power, num(2)}, Equal, num(4)}, ""},
		{"desil + 1 BETWEEN 2 * 1 AND (3)", Between{Arithmetic{Property("desil"), Plus, num(1)}, Arithmetic{num(2), Times, num(1)}, num(3)}, "desil + 1 BETWEEN 2 * 1 AND 3"},
		{"desil / 0 IS NULL", IsNull{Arithmetic{Property("desil"), Divide, num(0)}}, ""},
		{"spent > 1.5E+21", Compare{Property("spent"), Greater, num(1.5e21)}, ""},

		{"born < date('2006-06-30')", Compare{Property("born"), Less, when(Date, "2006-06-30")}, "born < DATE('2006-06-30')"},
		{"born IN ('2006-06-30')", In{Property("born"), []Expr{when(Date, "2006-06-30")}}, "born IN (DATE('2006-06-30'))"},
		{"'2006-06-30' = born", Compare{when(Date, "2006-06-30"), Equal, Property("born")}, "DATE('2006-06-30') = born"},
		{"'2006-06-30' IN (born)", In{when(Date, "2006-06-30"), []Expr{Property("born")}}, "DATE('2006-06-30') IN (born)"},
		{"seen = TIMESTAMP('2024-02-29T23:59:59.5000Z')", Compare{Property("seen"), Equal, when(Timestamp, "2024-02-29T23:59:59.5Z")}, "seen = TIMESTAMP('2024-02-29T23:59:59.5Z')"},
		{"seen >= '2024-03-05T00:00:00Z'", Compare{Property("seen"), GreaterOrEqual, when(Timestamp, "2024-03-05T00:00:00Z")}, "seen >= TIMESTAMP('2024-03-05T00:00:00Z')"},
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
			checkEncodings(t, got)
		})
	}
}

// checkEncodings reads e again from what it is written as.
func checkEncodings(t testing.TB, e Expr) {
	t.Helper()
	if again, err := Parse(e.String(), family); err != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("%#v became %q, which reads as %#v, %v", e, e, again, err)
	}
	if again, err := ParseJSON(JSON(e), family); err != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("%#v became %s, which reads as %#v, %v", e, JSON(e), again, err)
	}
	if again, err := Check(e, family); err != nil || !reflect.DeepEqual(again, e) {
		t.Errorf("Check(%#v) = %#v, %v", e, again, err)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range []struct {
		text   string
		column int
		want   string
	}{
		{"", 1, "expected a condition, found the end"},
		{"dessil <= 2", 1, `unknown property "dessil", perhaps "desil"`},
		{"hed_sex = 'F'", 1, `unknown property "hed_sex", perhaps "head_sex"`},
		{"pendapatan < 5", 1, `unknown property "pendapatan"; there are ["`},
		{"desill <= 2", 1, `unknown property "desill", perhaps "desil"`},
		{"located AND Desil <= 2", 13, `perhaps "desil"`},
		{"desil <= 'two'", 10, `"desil" is a whole number, it cannot be compared with 'two', only with a number`},
		{"'two' = desil", 9, `"desil" is a whole number, it cannot be compared with 'two'`},
		{"desil = head_sex", 9, `"desil" is a whole number, it cannot be compared with head_sex`},
		{"desil + 1 = 'two'", 13, `desil + 1 is a number, it cannot be compared with 'two'`},
		{"desil <= 2.5.1", 10, `"2.5.1" is not a number`},
		{"desil <= 0x10", 10, `"0x10" is not a number`},
		{"desil <= 1_0", 10, `"1_0" is not a number`},
		{"desil <= 1E", 10, `"1E" is not a number`},
		{"desil <= 1E999", 10, `"1E999" is too large`},
		{"desil", 1, `"desil" is a whole number, no condition: compare it with a number`},
		{"desil AND located", 1, "no condition: compare it"},
		{"born", 1, "compare it with DATE('2024-06-30')"},
		{"(desil > 1) = located", 2, "is a condition and has no value"},
		{"located = (desil > 1)", 12, "is a condition and has no value"},
		{"1 + (desil > 1) > 1", 6, "is a condition and has no value"},
		{"located BETWEEN 1 AND 2", 1, `"located" is true or false: BETWEEN is for numbers`},
		{"desil BETWEEN 'a' AND 2", 15, `'a' is a text: BETWEEN is for numbers`},
		{"desil IN ()", 11, "expected a value, found"},
		{"desil IN (1, 'F')", 14, "cannot be compared"},
		{"'2006-06-30' IN ('x', born)", 23, "cannot be compared"},
		{"desil = NULL", 9, "write IS NULL"},
		{"desil BETWEEN 1 OR 4", 17, "expected AND"},
		{"desil NOT 4", 11, "expected BETWEEN, IN or LIKE"},
		{"desil IS 4", 10, "expected NULL"},
		{"NOT NOT located", 5, `expected a condition, found "NOT"`},
		{"(located", 9, "expected ), found the end"},
		{"located)", 8, "expected AND, OR or the end"},
		{"located receives_pkh", 9, "expected AND, OR or the end"},
		{"located = TRUE = TRUE", 16, "expected AND, OR or the end"},
		{"desil > 1 IS NULL", 11, "expected AND, OR or the end"},
		{"'F'", 1, "alone is no condition"},
		{"desil + 1", 1, "alone is no condition"},
		{"head_sex = 'F", 12, "never closed"},
		{`head_sex = 'F\'`, 12, "never closed"},
		{"desil = 1; drop table", 10, `';' does not belong here`},
		{"desa ≥ 2", 6, `'≥' does not belong here`},
		{"desil = \xff", 9, "not UTF-8"},
		{"name = '\xff'", 8, "not UTF-8"},

		{"desil LIKE '1%'", 1, `"desil" is a whole number: LIKE is for texts`},
		{"name LIKE head_sex", 11, "head_sex is no pattern"},
		{"name LIKE 4", 11, "4 is no pattern"},
		{"CASEI(desil) = '1'", 7, `"desil" is a whole number: CASEI is for texts`},
		{"CASEI name = '1'", 7, "expected ("},
		{"name + 1 = 2", 1, `"name" is a text: + is for numbers`},
		{"desil div located = 2", 11, `"located" is true or false: DIV is for numbers`},
		{"2 ^ 3 ^ 4 = 1", 7, `expected AND, OR or the end, found "^"`},
		{"+desil = 1", 2, "expected a number after +"},
		{"desil * = 1", 9, "expected a value"},
		{"born > DATE('2023-02-29')", 13, `'2023-02-29' is not a date like DATE('2024-06-30')`},
		{"seen > TIMESTAMP('2023-02-28T10:00:00+07:00')", 18, "is not a timestamp like TIMESTAMP("},
		{"seen > TIMESTAMP('2023-02-28T10:00:00,5Z')", 18, "is not a timestamp"},
		{"seen > DATE('2023-02-28')", 8, `"seen" is a timestamp, it cannot be compared with DATE('2023-02-28'), only with TIMESTAMP(`},
		{"born > 'soon'", 8, `"born" is a date, it cannot be compared with 'soon', only with DATE(`},
		{"born > DATE(2024)", 13, "expected a text in single quotes"},
		{"date > 4", 1, `"date" is a word of the language: a property of that name goes in double quotes`},
		{"point > 4", 1, `"point" is a word of the language`},
		{"ACCENTI(name) = 'a'", 1, `"ACCENTI" is of a part of CQL2 that is not read here`},
		{"S_INTERSECTS(geom, POINT(1 2))", 1, "not read here"},
		{"avg (desil) > 4", 1, `"avg" is a function, and there are none here`},
		{strings.Repeat("(", 65) + "located" + strings.Repeat(")", 65), 66, "more than 64 brackets"},
		{strings.Repeat("casei(", 65) + "name" + strings.Repeat(")", 65), 391, "more than 64 brackets"},
		{"desil = 1" + strings.Repeat("+1", 64), 9, "more than 64 parts within parts"},
		{"desil = " + strings.Repeat("-", 64) + "desil", 9, "more than 64 parts within parts"},
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

// What dissolves in its surroundings makes them no deeper.
func TestBracketsThatDissolve(t *testing.T) {
	e, err := Parse(strings.Repeat("(", 63)+"located"+strings.Repeat(" AND located)", 63)+strings.Repeat(" OR (located", 63)+strings.Repeat(")", 63), family)
	if err != nil {
		t.Fatal(err)
	}
	if or, ok := e.(Or); !ok || len(or) != 64 || len(or[0].(And)) != 64 {
		t.Errorf("Parse = %s", e)
	}
	checkEncodings(t, e)
}

func TestParseJSON(t *testing.T) {
	for _, tc := range []struct{ json, want string }{
		{`true`, "TRUE"},
		{` {"args" : [ {"property":"desil"} , 4e0 ], "op":"<="} `, "desil <= 4"},
		{`{"op":"and","args":[{"property":"located"},{"op":"and","args":[true,false]}]}`, "located = TRUE AND TRUE AND FALSE"},
		{`{"op":"in","args":[{"property":"born"},["2006-06-30"]]}`, "born IN (DATE('2006-06-30'))"},
		{`{"op":"=","args":[{"property":"seen"},{"timestamp":"2024-03-05T00:00:00Z"}]}`, "seen = TIMESTAMP('2024-03-05T00:00:00Z')"},
		{`{"op":"=","args":[{"op":"casei","args":[{"property":"name"}]},"<\u0041'\n>"]}`, `CASEI(name) = '<A''\n>'`},
	} {
		t.Run(tc.json, func(t *testing.T) {
			got, err := ParseJSON([]byte(tc.json), family)
			if err != nil || got.String() != tc.want {
				t.Fatalf("ParseJSON = %v, %v; want %s", got, err, tc.want)
			}
			checkEncodings(t, got)
		})
	}
}

func TestParseJSONRefuses(t *testing.T) {
	for _, tc := range []struct {
		json    string
		pointer string
		column  int
		want    string
	}{
		{``, "", 1, "ends too early"},
		{`{"op":"not"`, "", 12, "ends too early"},
		{`{"op":"not","args":[tru]}`, "/args/0", 21, "not JSON: invalid character"},
		{`{"op":"not","args":[true}`, "/args", 25, "not JSON"},
		{`true false`, "", 6, "more than one value"},
		{"\"\xff\"", "", 1, "not UTF-8"},
		{`null`, "", 1, "null equals nothing"},
		{`[]`, "", 1, "a list does not belong here"},
		{`4`, "", 1, "4 alone is no condition"},
		{`{}`, "", 1, "a part has op and args"},
		{`{"op":"not"}`, "", 1, "a part has op and args"},
		{`{"op":"not","args":[true],"arg":1}`, "/arg", 33, `"arg" is not read here`},
		{`{"op":"not","op":"and","args":[]}`, "/op", 13, `"op" occurs twice`},
		{`{"1":1,"2":2,"3":3,"4":4,"5":5,"6":6}`, "/6", 32, `"6" is not read here`},
		{`{"op":4,"args":[]}`, "/op", 7, `"op" is a string`},
		{`{"op":"AND","args":[]}`, "/op", 7, `"AND" is no operator that is read here`},
		{`{"op":"avg","args":[]}`, "/op", 7, `"avg" is no operator`},
		{`{"op":"not","args":true}`, "/args", 20, `"args" is a list`},
		{`{"op":"not","args":[true,true]}`, "/args", 20, `"not" takes 1 arguments, not 2`},
		{`{"op":"and","args":[true]}`, "/args", 20, `"and" takes two arguments or more`},
		{`{"op":"in","args":[{"property":"desil"},1]}`, "/args/1", 41, "is a list of one or more"},
		{`{"op":"in","args":[{"property":"desil"},[]]}`, "/args/1", 41, "is a list of one or more"},
		{`{"op":"in","args":[{"property":"desil"},[1,"a"]]}`, "/args/1/1", 44, `"desil" is a whole number, it cannot be compared with 'a'`},
		{`{"op":"and","args":[true,{"op":"=","args":[{"property":"desill"},1]}]}`, "/args/1/args/0", 44, `unknown property "desill", perhaps "desil"`},
		{`{"op":"not","args":[{"property":4}]}`, "/args/0/property", 33, `"property" is a string`},
		{`{"op":"=","args":[{"property":"born"},{"date":"2023-02-29"}]}`, "/args/1/date", 47, "is not a date like"},
		{`{"op":"=","args":[{"property":"desil"},1e999]}`, "/args/1", 40, "1e999 is too large"},
		{`{"op":"t_after","args":[{"property":"born"},{"interval":["..",".."]}]}`, "/op", 7, "no operator that is read here"},
		{`{"op":"=","args":[{"interval":["..",".."]},1]}`, "/args/0/interval", 31, `"interval" is not read here`},
		{`{"casei":"a"}`, "/casei", 10, `"casei" is not read here`},
		{`{"a/~b":1}`, "/a~1~0b", 9, "not read here"},
		{strings.Repeat(`{"op":"not","args":[`, 65) + `true` + strings.Repeat(`]}`, 65), strings.Repeat("/args/0", 65), 1301, "more than 64 parts within parts"},
		{strings.Repeat(`{"op":"not","args":[`, 64) + `true` + strings.Repeat(`]}`, 64), "", 1, "more than 64 parts within parts"},
		{strings.Repeat(" ", MaxJSONLength) + `true`, "", MaxJSONLength + 1, "longer than 65536 bytes"},
	} {
		t.Run(tc.json, func(t *testing.T) {
			_, err := ParseJSON([]byte(tc.json), family)
			var e *Error
			if !errors.As(err, &e) || e.Pointer != tc.pointer || e.Column() != tc.column || !strings.Contains(e.Message, tc.want) {
				t.Errorf("ParseJSON = %v, want column %d, at %q: …%s…", err, tc.column, tc.pointer, tc.want)
			}
		})
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, e := range []Expr{
		nil, Property("desil"), Property("poor"), num(4), Value{}, And{}, And{truth(true)}, Not{}, In{Of: Property("desil")},
		Compare{Property("desil"), "~", num(4)}, Compare{Property("desil"), Plus, num(4)}, Compare{Property("desil"), Equal, str("a")},
		Compare{Property("desil"), Equal, Value{}}, Compare{Property("desil"), Equal, Value{Type: Int, Number: 4}},
		Compare{Arithmetic{num(1), Equal, num(1)}, Equal, num(4)}, Like{Property("name"), Property("name")},
	} {
		if got, err := Check(e, family); err == nil {
			t.Errorf("Check(%#v) = %v, want an error", e, got)
		}
	}
}

func TestParsePassesNoTypedNil(t *testing.T) {
	if e, err := Parse("located", family); err != nil || e == nil {
		t.Errorf("Parse = %v, %v", e, err)
	}
	if e, err := ParseJSON([]byte("true"), family); err != nil || e == nil {
		t.Errorf("ParseJSON = %v, %v", e, err)
	}
}

func TestNames(t *testing.T) {
	e, err := Parse("members > desil + 1 AND (CASEI(name) LIKE 'a' OR members IN (1, head_age)) AND NOT located", family)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(Names(e), " "); got != "desil head_age located members name" {
		t.Errorf("Names = %s", got)
	}
}

// What is not known stays so, except where the rest decides.
func TestEvaluate(t *testing.T) {
	item := map[string]Value{
		"desil": num(3), "members": num(0), "head_sex": str("F"), "name": str("Strauß 100%_\n"), "located": truth(false),
		"born": when(Date, "2006-06-30"), "seen": when(Timestamp, "2024-06-30T08:00:00.5Z"),
	} // of the rest nothing is known
	for _, tc := range []struct{ text, want string }{
		{"desil = 3", "TRUE"},
		{"head_age = 3", "NULL"},
		{"NOT head_age = 3", "NULL"},
		{"head_age = head_age", "NULL"},
		{"head_age IS NULL", "TRUE"},
		{"(head_age > 3) IS NULL", "TRUE"},
		{"(head_age > 3 OR TRUE) IS NULL", "FALSE"},
		{"head_age = 3 AND located", "FALSE"},
		{"head_age = 3 AND desil = 3", "NULL"},
		{"head_age = 3 OR desil = 3", "TRUE"},
		{"head_age = 3 OR located", "NULL"},
		{"desil IN (1, 3, head_age)", "TRUE"},
		{"desil IN (1, 2, head_age)", "NULL"},
		{"desil BETWEEN 4 AND head_age", "FALSE"},
		{"desil BETWEEN 3 AND head_age", "NULL"},
		{"desil BETWEEN 2 AND 3", "TRUE"},
		{"located < TRUE", "TRUE"},
		{"receives_pkh", "NULL"},

		{"desil / members = 1", "NULL"},
		{"desil / members IS NULL", "TRUE"},
		{"desil % members IS NULL AND desil DIV members IS NULL", "TRUE"},
		{"desil + head_age IS NULL", "TRUE"},
		{"(0 - 8) ^ 0.5 IS NULL AND 0 ^ -1 IS NULL", "TRUE"},
		{"1E300 * 1E300 IS NULL", "TRUE"},
		{"7 / 2 = 3.5 AND 7 DIV 2 = 3 AND -7 DIV 2 = -3 AND 7 % 2 = 1 AND -7 % 2 = -1", "TRUE"},
		{"2 + 3 * 2 ^ 2 - 8 / 4 / 2 = 13", "TRUE"},
		{"-2 ^ 2 = 4", "TRUE"},

		{"name LIKE 'Strau_ 100\\%\\__'", "TRUE"},
		{"name LIKE 'Strau_ 100\\%\\_'", "FALSE"},
		{"name LIKE '%'", "TRUE"},
		{"name LIKE ''", "FALSE"},
		{"'' LIKE '%%' AND NOT '' LIKE '_%'", "TRUE"},
		{"'a%b' LIKE 'a\\%b' AND NOT 'a1b' LIKE 'a\\%b'", "TRUE"},
		{"'a\\\\' LIKE 'a\\\\' AND 'aab' LIKE '%ab' AND 'abcab' LIKE 'a%b%ab' AND NOT 'ab' LIKE 'ab_'", "TRUE"},
		{"CASEI(name) LIKE CASEI('STRAUSS%')", "TRUE"},
		{"CASEI('Οδος') = CASEI('ΟΔΟΣ')", "TRUE"},
		{"head_sex > 'E' AND head_sex < 'f'", "TRUE"},
		{"'K' < 'Ø' AND 'z' < 'Ø'", "TRUE"},

		{"born = DATE('2006-06-30') AND born < DATE('2006-07-01')", "TRUE"},
		{"seen > TIMESTAMP('2024-06-30T08:00:00Z') AND seen = TIMESTAMP('2024-06-30T08:00:00.50Z')", "TRUE"},
	} {
		t.Run(tc.text, func(t *testing.T) {
			e, err := Parse(tc.text, family)
			if err != nil {
				t.Fatal(err)
			}
			if got := Evaluate(e, func(p string) Value { return item[p] }); got.String() != tc.want {
				t.Errorf("%s comes to %v, want %s", e, got, tc.want)
			}
		})
	}
}

// A pattern of many % is tried in time that grows with the text, not with its powers.
func TestLikeIsBounded(t *testing.T) {
	start := time.Now()
	text, pattern := str(strings.Repeat("a", 4000)), str(strings.Repeat("a%", 2000)+"b")
	if like(text, pattern).Bool || time.Since(start) > time.Second {
		t.Errorf("took %v", time.Since(start))
	}
}

func ExampleError_Snippet() {
	_, err := Parse("located\n  AND dessil <= 2", Properties{"desil": Int, "located": Bool})
	var e *Error
	errors.As(err, &e)
	fmt.Println(e)
	fmt.Println(e.Snippet())
	// Output:
	// line 2, column 7: unknown property "dessil", perhaps "desil"
	//   AND dessil <= 2
	//       ^
}

func ExampleParseJSON() {
	_, err := ParseJSON([]byte(`{"op": "<=", "args": [{"property": "desil"}, "four"]}`), Properties{"desil": Int})
	fmt.Println(err)
	e, _ := Parse("desil <= 4 AND NOT receives_pkh", Properties{"desil": Int, "receives_pkh": Bool})
	fmt.Printf("%s\n", JSON(e))
	// Output:
	// column 46, at "/args/1": "desil" is a whole number, it cannot be compared with 'four', only with a number
	// {"op":"and","args":[{"op":"<=","args":[{"property":"desil"},4]},{"op":"not","args":[{"op":"=","args":[{"property":"receives_pkh"},true]}]}]}
}

var seeds = []string{
	"desil <= 2 AND NOT (located OR receives_pkh)", "head_sex NOT IN ('F', 'o''')", "desil IS NOT NULL",
	`"Kartu Keluarga" = TRUE OR 3 < desil AND desil BETWEEN -1 AND +4`,
	`CASEI(name) LIKE CASEI('a\%_\\%\n') OR (desil > 1) IS NULL`, "members * 2 - .5E-3 ^ -head_age % 3 DIV (1 / desil) <> 0",
	"born > DATE('2024-06-30') AND seen IN ('2024-06-30T08:00:00.25Z', TIMESTAMP('2024-06-30T08:00:00Z'))",
}

func FuzzParse(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := Parse(s, family)
		if err != nil {
			checkPlace(t, s, err)
			return
		}
		if len(e.String()) <= MaxLength && len(JSON(e)) <= MaxJSONLength { // what is written may be longer
			checkEncodings(t, e)
		}
	})
}

func FuzzParseJSON(f *testing.F) {
	for _, s := range seeds {
		e, err := Parse(s, family)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(JSON(e))
	}
	f.Add([]byte(`{"op":"and","args":[{"property":"located"},{"interval":[".."]},{"a~/":[null,[]]}]}`))
	f.Fuzz(func(t *testing.T, s []byte) {
		e, err := ParseJSON(s, family)
		if err != nil {
			checkPlace(t, string(s), err)
			return
		}
		if len(e.String()) <= MaxLength && len(JSON(e)) <= MaxJSONLength {
			checkEncodings(t, e)
		}
	})
}

func checkPlace(t *testing.T, s string, err error) {
	var at *Error
	if !errors.As(err, &at) || at.Offset < 0 || at.Offset > len(s) || at.Column() < 1 || at.Snippet() == "" || at.Message == "" {
		t.Fatalf("%q is refused by %v, without a place", s, err)
	}
}
