package cql2_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tepat/geo/cql2"
	"tepat/geo/cql2/cql2test"

	"pgregory.net/rapid"
)

// The predicates of the standard's abstract tests find as many places as it
// says, from text and from JSON.
func TestAbstractTests(t *testing.T) {
	places := cql2test.Places()
	for _, tc := range cql2test.Suite() {
		t.Run(tc.Class+" "+tc.Text, func(t *testing.T) {
			e := parse(t, tc.Text, cql2test.PlaceProperties)
			if got := len(find(places, e)); got != tc.Items {
				t.Errorf("%s finds %d, want %d", e, got, tc.Items)
			}
			fromJSON, err := cql2.ParseJSON(cql2.JSON(e), cql2test.PlaceProperties)
			if err != nil || !reflect.DeepEqual(fromJSON, e) {
				t.Errorf("%s reads as %v, %v", cql2.JSON(e), fromJSON, err)
			}
		})
	}
}

// The abstract tests that ask of every queryable, and say how their results
// must stand to each other: /conf/basic-cql2/comparison, is-null, boolean,
// /conf/advanced-comparison-operators/like, between, in,
// /conf/case-insensitive-comparison/casei, casei-like.
func TestAbstractTestsOfEveryProperty(t *testing.T) {
	places := cql2test.Places()
	found := func(format string, args ...any) map[int]bool {
		return find(places, parse(t, fmt.Sprintf(format, args...), cql2test.PlaceProperties))
	}
	apart := func(a, b map[int]bool) {
		t.Helper()
		for i := range a {
			if b[i] {
				t.Errorf("place %d is in both", i)
			}
		}
	}
	same := func(a, b map[int]bool) {
		t.Helper()
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%v and %v", a, b)
		}
	}
	literal := map[cql2.Type]string{
		cql2.Text: "'foo'", cql2.Bool: "true", cql2.Number: "3.14", cql2.Int: "1",
		cql2.Timestamp: "TIMESTAMP('2022-04-14T14:48:46Z')", cql2.Date: "DATE('2022-04-14')",
	}
	for name, typ := range cql2test.PlaceProperties {
		q := cql2.Property(name).String()
		for _, pair := range [][2]string{{"=", "<>"}, {">", "<="}, {"<", ">="}} {
			apart(found("%s %s %s", q, pair[0], literal[typ]), found("%s %s %s", q, pair[1], literal[typ]))
			apart(found("%s %s %s", literal[typ], pair[0], q), found("%s %s %s", literal[typ], pair[1], q))
		}
		for _, op := range []string{"<>", "<", ">"} {
			same(found("%s %s %s", q, op, q), map[int]bool{})
		}
		same(found("%s = %s", q, q), found("%s >= %s", q, q))
		same(found("%s = %s", q, q), found("%s <= %s", q, q))
		apart(found("%s IS NULL", q), found("%s is not null", q))
		switch typ {
		case cql2.Text:
			apart(found("%s like '_%%'", q), found("%s like ''", q))
			same(found("%s LIKE '%%'", q), found("%s like '%%%%'", q))
			same(found(`%s like '\%%\_'`, q), map[int]bool{})
			apart(found("CASEI(%s) = casei('foo')", q), found("CASEI(%s) <> casei('FOO')", q))
			same(found("CASEI(%s) LIKE casei('foo%%')", q), found("CASEI(%s) LIKE casei('FOO%%')", q))
			found("%s in ('foo', 'bar')", q)
		case cql2.Int, cql2.Number:
			found("%s BETWEEN 0 AND 100", q)
			same(found("%s between 100.0 and 1.0", q), map[int]bool{})
			found("%s IN (1, 2, 3)", q)
		case cql2.Bool:
			found("%s in (true)", q)
		case cql2.Timestamp:
			found("%s in ('2022-04-14T14:52:56Z', '2022-04-14T15:52:56Z')", q)
		case cql2.Date:
			found("%s in ('2022-04-14', '2022-04-15')", q)
		}
	}
	for _, literal := range literal {
		for _, op := range []string{"=", ">=", "<="} {
			same(found("%s %s %s", literal, op, literal), found("true"))
		}
		for _, op := range []string{"<>", ">", "<"} {
			same(found("%s %s %s", literal, op, literal), found("false"))
		}
	}
	if len(found("true")) != len(places) || len(found("false")) != 0 {
		t.Error("true finds all, false none")
	}
}

func parse(t *testing.T, text string, properties cql2.Properties) cql2.Expr {
	t.Helper()
	e, err := cql2.Parse(text, properties)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

// find returns the places of which e is true, by number.
func find(places []map[string]cql2.Value, e cql2.Expr) map[int]bool {
	found := map[int]bool{}
	for i, place := range places {
		if cql2.Evaluate(e, func(p string) cql2.Value { return place[p] }).Bool {
			found[i] = true
		}
	}
	return found
}

// The examples of the standard that are of the classes that are read here, by
// the names of their files in github.com/opengeospatial/ogcapi-features,
// cql2/standard/schema/examples/text and json. Each text reads as the JSON
// does; what is written is the JSON but for its form of numbers.
func TestOfficialExamples(t *testing.T) {
	properties := cql2.Properties{
		"city": cql2.Text, "balance": cql2.Number, "updated": cql2.Date, "geometry": cql2.Text, "name": cql2.Text, "depth": cql2.Number,
		"cityName": cql2.Text, "category": cql2.Int, "road_class": cql2.Text, "vehicle_height": cql2.Number, "bridge_clearance": cql2.Number,
		"landsat:scene_id": cql2.Text, "eo:instrument": cql2.Text, "landsat:wrs_path": cql2.Number, "landsat:wrs_row": cql2.Int,
		"eo:cloud_cover": cql2.Number, "floors": cql2.Int, "taxes": cql2.Number, "owner": cql2.Text, "swimming_pool": cql2.Bool,
		"material": cql2.Text, "geophys:SURVEY_NAME": cql2.Text, "id": cql2.Text, "value": cql2.Number, "foo": cql2.Number, "bar": cql2.Number, "x": cql2.Number,
	}
	texts := func(properties cql2.Properties, names ...string) cql2.Properties { // where an example has the property as a text
		out := cql2.Properties{}
		for name, typ := range properties {
			out[name] = typ
		}
		for _, name := range names {
			out[name] = cql2.Text
		}
		return out
	}
	for _, tc := range []struct{ name, text, json string }{
		{"clause6_02a", "city='Toronto'", `{"op":"=","args":[{"property":"city"},"Toronto"]}`},
		{"clause6_02c", "balance-150.0 > 0", `{"op":">","args":[{"op":"-","args":[{"property":"balance"},150.0]},0]}`},
		{"clause6_02d", "updated >= date('1970-01-01')", `{"op":">=","args":[{"property":"updated"},{"date":"1970-01-01"}]}`},
		{"clause6_03", "geometry IS NOT NULL", `{"op":"not","args":[{"op":"isNull","args":[{"property":"geometry"}]}]}`},
		{"clause7_01", "name LIKE 'Smith%'", `{"op":"like","args":[{"property":"name"},"Smith%"]}`},
		{"clause7_02", "depth BETWEEN 100.0 and 150.0", `{"op":"between","args":[{"property":"depth"},100.0,150.0]}`},
		{"clause7_03a", "cityName IN ('Toronto','Frankfurt','Tokyo','New York')", `{"op":"in","args":[{"property":"cityName"},["Toronto","Frankfurt","Tokyo","New York"]]}`},
		{"clause7_03b", "category NOT IN (1,2,3,4)", `{"op":"not","args":[{"op":"in","args":[{"property":"category"},[1,2,3,4]]}]}`},
		{"clause7_04", "CASEI(road_class) IN (CASEI('Οδος'),CASEI('Straße'))", `{"op":"in","args":[{"op":"casei","args":[{"property":"road_class"}]},[{"op":"casei","args":["Οδος"]},{"op":"casei","args":["Straße"]}]]}`},
		{"clause7_19", "vehicle_height > (bridge_clearance-1)", `{"op":">","args":[{"property":"vehicle_height"},{"op":"-","args":[{"property":"bridge_clearance"},1]}]}`},
		{"example01", "landsat:scene_id = 'LC82030282019133LGN00'", `{"op":"=","args":[{"property":"landsat:scene_id"},"LC82030282019133LGN00"]}`},
		{"example02", "eo:instrument LIKE 'OLI%'", `{"op":"like","args":[{"property":"eo:instrument"},"OLI%"]}`},
		{"example03", "landsat:wrs_path IN ('153','154','15X')", `{"op":"in","args":[{"property":"landsat:wrs_path"},["153","154","15X"]]}`},
		{"example04", "eo:cloud_cover < 0.1 AND landsat:wrs_row=28 AND landsat:wrs_path=203", `{"op":"and","args":[{"op":"<","args":[{"property":"eo:cloud_cover"},0.1]},{"op":"=","args":[{"property":"landsat:wrs_row"},28]},{"op":"=","args":[{"property":"landsat:wrs_path"},203]}]}`},
		{"example05a", "eo:cloud_cover=0.1 OR eo:cloud_cover=0.2", `{"op":"or","args":[{"op":"=","args":[{"property":"eo:cloud_cover"},0.1]},{"op":"=","args":[{"property":"eo:cloud_cover"},0.2]}]}`},
		{"example05b", "eo:cloud_cover IN (0.1,0.2)", `{"op":"in","args":[{"property":"eo:cloud_cover"},[0.1,0.2]]}`},
		{"example06a", "eo:cloud_cover BETWEEN 0.1 AND 0.2 AND landsat:wrs_row=28 AND landsat:wrs_path=203", `{"op":"and","args":[{"op":"between","args":[{"property":"eo:cloud_cover"},0.1,0.2]},{"op":"=","args":[{"property":"landsat:wrs_row"},28]},{"op":"=","args":[{"property":"landsat:wrs_path"},203]}]}`},
		{"example06b", "eo:cloud_cover >= 0.1 AND eo:cloud_cover <= 0.2 AND landsat:wrs_row=28 AND landsat:wrs_path=203", `{"op":"and","args":[{"op":">=","args":[{"property":"eo:cloud_cover"},0.1]},{"op":"<=","args":[{"property":"eo:cloud_cover"},0.2]},{"op":"=","args":[{"property":"landsat:wrs_row"},28]},{"op":"=","args":[{"property":"landsat:wrs_path"},203]}]}`},
		{"example09", "floors>5", `{"op":">","args":[{"property":"floors"},5]}`},
		{"example10", "taxes <= 500", `{"op":"<=","args":[{"property":"taxes"},500]}`},
		{"example11", "owner LIKE '%Jones%'", `{"op":"like","args":[{"property":"owner"},"%Jones%"]}`},
		{"example12", "owner LIKE 'Mike%'", `{"op":"like","args":[{"property":"owner"},"Mike%"]}`},
		{"example13", "owner NOT LIKE '%Mike%'", `{"op":"not","args":[{"op":"like","args":[{"property":"owner"},"%Mike%"]}]}`},
		{"example14", "swimming_pool = true", `{"op":"=","args":[{"property":"swimming_pool"},true]}`},
		{"example15", "floors>5 AND swimming_pool=true", `{"op":"and","args":[{"op":">","args":[{"property":"floors"},5]},{"op":"=","args":[{"property":"swimming_pool"},true]}]}`},
		{"example16", "swimming_pool=true AND (floors>5 OR material LIKE 'brick%' OR material LIKE '%brick')", `{"op":"and","args":[{"op":"=","args":[{"property":"swimming_pool"},true]},{"op":"or","args":[{"op":">","args":[{"property":"floors"},5]},{"op":"like","args":[{"property":"material"},"brick%"]},{"op":"like","args":[{"property":"material"},"%brick"]}]}]}`},
		{"example17", "(floors>5 AND material='brick') OR swimming_pool=true", `{"op":"or","args":[{"op":"and","args":[{"op":">","args":[{"property":"floors"},5]},{"op":"=","args":[{"property":"material"},"brick"]}]},{"op":"=","args":[{"property":"swimming_pool"},true]}]}`},
		{"example18", "NOT (floors<5) OR swimming_pool=true", `{"op":"or","args":[{"op":"not","args":[{"op":"<","args":[{"property":"floors"},5]}]},{"op":"=","args":[{"property":"swimming_pool"},true]}]}`},
		{"example19", "(owner LIKE 'mike%' OR owner LIKE 'Mike%') AND floors<4", `{"op":"and","args":[{"op":"or","args":[{"op":"like","args":[{"property":"owner"},"mike%"]},{"op":"like","args":[{"property":"owner"},"Mike%"]}]},{"op":"<","args":[{"property":"floors"},4]}]}`},
		{"example26", "CASEI(road_class) IN (CASEI('Οδος'),CASEI('Straße'))", `{"op":"in","args":[{"op":"casei","args":[{"property":"road_class"}]},[{"op":"casei","args":["Οδος"]},{"op":"casei","args":["Straße"]}]]}`},
		{"example28", "CASEI(geophys:SURVEY_NAME) LIKE CASEI('%calcutta%')", `{"op":"like","args":[{"op":"casei","args":[{"property":"geophys:SURVEY_NAME"}]},{"op":"casei","args":["%calcutta%"]}]}`},
		{"example29", `"id" = 'fa7e1920-9107-422d-a3db-c468cbc5d6df'`, `{"op":"=","args":[{"property":"id"},"fa7e1920-9107-422d-a3db-c468cbc5d6df"]}`},
		{"example30", `"id" <> 'fa7e1920-9107-422d-a3db-c468cbc5d6df'`, `{"op":"<>","args":[{"property":"id"},"fa7e1920-9107-422d-a3db-c468cbc5d6df"]}`},
		{"example31", `"value" < 10`, `{"op":"<","args":[{"property":"value"},10]}`},
		{"example32", `"value" > 10`, `{"op":">","args":[{"property":"value"},10]}`},
		{"example33", `"value" <= 10`, `{"op":"<=","args":[{"property":"value"},10]}`},
		{"example34", `"value" >= 10`, `{"op":">=","args":[{"property":"value"},10]}`},
		{"example35", `"name" LIKE 'foo%'`, `{"op":"like","args":[{"property":"name"},"foo%"]}`},
		{"example36", `NOT "name" LIKE 'foo%'`, `{"op":"not","args":[{"op":"like","args":[{"property":"name"},"foo%"]}]}`},
		{"example36-alt01", `"name" NOT LIKE 'foo%'`, `{"op":"not","args":[{"op":"like","args":[{"property":"name"},"foo%"]}]}`},
		{"example37", `"value" BETWEEN 10 AND 20`, `{"op":"between","args":[{"property":"value"},10,20]}`},
		{"example38", `NOT "value" BETWEEN 10 AND 20`, `{"op":"not","args":[{"op":"between","args":[{"property":"value"},10,20]}]}`},
		{"example39", `"value" IN (1.0, 2.0, 3.0)`, `{"op":"in","args":[{"property":"value"},[1.0,2.0,3.0]]}`},
		{"example40", `NOT "value" IN ('a', 'b', 'c')`, `{"op":"not","args":[{"op":"in","args":[{"property":"value"},["a","b","c"]]}]}`},
		{"example41", `"value" IS NULL`, `{"op":"isNull","args":[{"property":"value"}]}`},
		{"example42", `NOT "value" IS NULL`, `{"op":"not","args":[{"op":"isNull","args":[{"property":"value"}]}]}`},
		{"example43", `(NOT "name" LIKE 'foo%' AND "value" > 10)`, `{"op":"and","args":[{"op":"not","args":[{"op":"like","args":[{"property":"name"},"foo%"]}]},{"op":">","args":[{"property":"value"},10]}]}`},
		{"example43-alt01", `"name" NOT LIKE 'foo%' AND "value" > 10`, `{"op":"and","args":[{"op":"not","args":[{"op":"like","args":[{"property":"name"},"foo%"]}]},{"op":">","args":[{"property":"value"},10]}]}`},
		{"example44", `("value" IS NULL OR "value" BETWEEN 10 AND 20)`, `{"op":"or","args":[{"op":"isNull","args":[{"property":"value"}]},{"op":"between","args":[{"property":"value"},10,20]}]}`},
		{"example44-alt01", `"value" IS NULL OR "value" BETWEEN 10 AND 20`, `{"op":"or","args":[{"op":"isNull","args":[{"property":"value"}]},{"op":"between","args":[{"property":"value"},10,20]}]}`},
		{"example71", `CASEI("owner") = CASEI('somebody else')`, `{"op":"=","args":[{"op":"casei","args":[{"property":"owner"}]},{"op":"casei","args":["somebody else"]}]}`},
		{"example72", `"value" > ("foo" + 10)`, `{"op":">","args":[{"property":"value"},{"op":"+","args":[{"property":"foo"},10]}]}`},
		{"example73", `"value" < ("foo" - 10)`, `{"op":"<","args":[{"property":"value"},{"op":"-","args":[{"property":"foo"},10]}]}`},
		{"example74", `"value" <> (22.1 * "foo")`, `{"op":"<>","args":[{"property":"value"},{"op":"*","args":[22.1,{"property":"foo"}]}]}`},
		{"example75", `"value" = (2 / "foo")`, `{"op":"=","args":[{"property":"value"},{"op":"/","args":[2,{"property":"foo"}]}]}`},
		{"example76", `"value" <= (2 ^ "foo")`, `{"op":"<=","args":[{"property":"value"},{"op":"^","args":[2,{"property":"foo"}]}]}`},
		{"example77", `0 = ("foo" % 2)`, `{"op":"=","args":[0,{"op":"%","args":[{"property":"foo"},2]}]}`},
		{"example78", `1 = ("foo" div 2)`, `{"op":"=","args":[1,{"op":"div","args":[{"property":"foo"},2]}]}`},
		{"example85", `"value" = ((((-1 * "foo") * 2.0) + ("bar" / 6.1234)) - ("x" ^ 2.0))`, `{"op":"=","args":[{"property":"value"},{"op":"-","args":[{"op":"+","args":[{"op":"*","args":[{"op":"*","args":[-1,{"property":"foo"}]},2.0]},{"op":"/","args":[{"property":"bar"},6.1234]}]},{"op":"^","args":[{"property":"x"},2.0]}]}]}`},
		{"example85-alt01", `value = - foo * 2.0 + "bar" / 6.1234 - "x" ^ 2.0`, `{"op":"=","args":[{"property":"value"},{"op":"-","args":[{"op":"+","args":[{"op":"*","args":[{"op":"*","args":[-1,{"property":"foo"}]},2.0]},{"op":"/","args":[{"property":"bar"},6.1234]}]},{"op":"^","args":[{"property":"x"},2.0]}]}]}`},
		{"example86", `"name" LIKE CASEI('FOO%')`, `{"op":"like","args":[{"property":"name"},{"op":"casei","args":["FOO%"]}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			properties := properties
			switch tc.name {
			case "example03":
				properties = texts(properties, "landsat:wrs_path")
			case "example40":
				properties = texts(properties, "value")
			}
			e := parse(t, tc.text, properties)
			fromJSON, err := cql2.ParseJSON([]byte(tc.json), properties)
			if err != nil || !reflect.DeepEqual(fromJSON, e) {
				t.Fatalf("the JSON reads as %v, %v, the text as %v", fromJSON, err, e)
			}
			if !equalJSON(t, tc.json, string(cql2.JSON(e))) {
				t.Errorf("it is written as %s", cql2.JSON(e))
			}
			if again := parse(t, e.String(), properties); !reflect.DeepEqual(again, e) {
				t.Errorf("%s reads as %v", e, again)
			}
		})
	}
}

// The examples of other classes are refused by name, not misread.
func TestOfficialExamplesOfOtherClasses(t *testing.T) {
	properties := cql2.Properties{"windSpeed": cql2.Number, "etat_vol": cql2.Text, "geometry": cql2.Text, "built": cql2.Date, "values": cql2.Text}
	for _, tc := range []struct{ name, text, json, want string }{
		{"clause6_01", "avg(windSpeed)", `{"op":"avg","args":[{"property":"windSpeed"}]}`, "avg"},
		{"clause7_05", "ACCENTI(etat_vol) = ACCENTI('débárquér')", `{"op":"=","args":[{"op":"accenti","args":[{"property":"etat_vol"}]},{"op":"accenti","args":["débárquér"]}]}`, "accenti"},
		{"clause7_07", "S_INTERSECTS(geometry,POINT(36.319836 32.288087))", `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[36.319836,32.288087]}]}`, "s_intersects"},
		{"example20", "T_BEFORE(built, DATE('2015-01-01'))", `{"op":"t_before","args":[{"property":"built"},{"date":"2015-01-01"}]}`, "t_before"},
		{"example79", `A_CONTAINEDBY("values", ('a', 'b', 'c'))`, `{"op":"a_containedBy","args":[{"property":"values"},["a","b","c"]]}`, "a_containedby"},
		{"example68", `Foo("geometry") = TRUE`, `{"op":"=","args":[{"op":"Foo","args":[{"property":"geometry"}]},true]}`, "foo"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, err := range []error{second(cql2.Parse(tc.text, properties)), second(cql2.ParseJSON([]byte(tc.json), properties))} {
				if err == nil || !strings.Contains(strings.ToLower(err.Error()), `"`+tc.want+`"`) {
					t.Errorf("got %v, want an error that names %s", err, tc.want)
				}
			}
		})
	}
}

func second(_ cql2.Expr, err error) error { return err }

func equalJSON(t *testing.T, a, b string) bool {
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

// Any sentence reads the same from its text and from its JSON.
func TestEncodingsHold(t *testing.T) {
	vocabulary := cql2test.Vocabulary{
		Properties: cql2.Properties{
			"desil": cql2.Int, "spent": cql2.Number, "located": cql2.Bool, "head_sex": cql2.Text, "born": cql2.Date, "seen": cql2.Timestamp,
			"and": cql2.Bool, "Kartu \"Keluarga\"": cql2.Int, "név.1": cql2.Text, "point": cql2.Number, "3": cql2.Bool, "": cql2.Text,
		},
		Texts: []string{"F", "", "o'clock", `\`, `\'`, `a\\n`, "\a\b\t\n\v\f\r", "\\\n", "Straße", "x' OR 'a' = 'a", `"`, "</script>", "\u2028\x00"},
	}
	rapid.Check(t, func(t *rapid.T) {
		e := vocabulary.Sentence(4).Draw(t, "sentence")
		if again, err := cql2.Parse(e.String(), vocabulary.Properties); err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%#v became %s, which reads as %#v, %v", e, e, again, err)
		}
		if again, err := cql2.ParseJSON(cql2.JSON(e), vocabulary.Properties); err != nil || !reflect.DeepEqual(again, e) {
			t.Fatalf("%#v became %s, which reads as %#v, %v", e, cql2.JSON(e), again, err)
		}
	})
}
