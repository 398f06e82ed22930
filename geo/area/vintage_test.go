package area_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"tepat/geo/area"
)

func TestCheckVintage(t *testing.T) {
	var links []area.Link
	link := func(from, to area.Code) {
		links = append(links, area.Link{FromSystem: area.Kemendagri, FromVintage: "2020", From: from, ToSystem: area.Kemendagri, ToVintage: "2022", To: to})
	}
	link("64.02.08.2001", "64.02.19.2001")
	link("64.02.08.2002", "64.02.19.2002")
	link("64.02.08.2005", "64.02.08.2005") // divided: it keeps its code
	link("64.02.08.2005", "64.02.19.2009")
	book := area.NewCodebook(nil, nil, append(links, links...)) // as tepat knows some that files bring as well
	before := []string{"64.02.08.2001", "64.02.08.2002", "64.02.08.2005", "64.02.01.2001"}
	after := []string{"64.02.19.2001", "64.02.19.2002", "64.02.08.2005", "64.02.19.2009", "64.02.01.2001"}
	for _, tc := range []struct {
		name, declared string
		codes          []string
		is             string // the year as in which they are written; "" nothing is wrong
	}{
		{"as declared before the change", "2020", before, ""},
		{"as declared after it", "2022", after, ""},
		{"long after it", "2025", after, ""},
		{"between the lists the older one holds", "2021", before, ""},
		{"new codes, declared old", "2020", after, "2022"},
		{"new codes, declared older than any list", "2016", after, "2022"},
		{"old codes, declared new", "2025", before, "2020"},
		{"one district that is not concerned", "2016", []string{"64.02.01.2001"}, ""},
		{"one of each tells nothing", "2025", []string{"64.02.08.2001", "64.02.19.2002"}, ""},
		{"no codes", "2025", []string{"", "x"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var mentions []area.Mention
			for _, code := range tc.codes {
				mentions = append(mentions, area.Mention{Code: code})
			}
			var wrong *area.VintageError
			if err := book.CheckVintage(area.Kemendagri, tc.declared, mentions); errors.As(err, &wrong) != (tc.is != "") {
				t.Fatal(err)
			}
			if wrong != nil && wrong.Is != tc.is {
				t.Errorf("%v, want as in %s", wrong, tc.is)
			}
		})
	}
	if err := (*area.Codebook)(nil).CheckVintage(area.Kemendagri, "2020", []area.Mention{{Code: after[0]}}); err != nil {
		t.Error(err)
	}
	// A file of one code has no others to speak for it.
	err := book.CheckVintage(area.Kemendagri, "2020", []area.Mention{{Code: after[0]}})
	if got := fmt.Sprint(err); got != "area: the codes are declared as those of kemendagri of 2020, but 1 of 1 that changed are written as in 2022: 64.02.19.2001, which is 64.02.08.2001 in those of 2020" {
		t.Error(got)
	}
}

// TestCodesOfBothYearsTellNeither: a batch need not name all villages that a change made.
func TestCodesOfBothYearsTellNeither(t *testing.T) {
	change := func(from string, was area.Code, to string, is area.Code) area.Link {
		return area.Link{FromSystem: area.Kemendagri, FromVintage: from, From: was, ToSystem: area.Kemendagri, ToVintage: to, To: is}
	}
	const x, y, z, u, v, w = "64.02.08.2001", "64.02.08.2002", "64.02.08.2003", "64.02.09.2001", "64.02.09.2002", "64.02.09.2003"
	split := []area.Link{change("2020", x, "2022", x), change("2020", x, "2022", y), change("2020", u, "2022", u), change("2020", u, "2022", v)}
	merger := []area.Link{change("2020", x, "2022", y), change("2020", y, "2022", y), change("2020", u, "2022", v), change("2020", v, "2022", v)}
	shift := []area.Link{change("2020", x, "2022", y), change("2020", y, "2022", z), change("2020", u, "2022", v), change("2020", v, "2022", w)}
	twice := []area.Link{change("2020", x, "2022", y), change("2022", y, "2025", z), change("2020", u, "2022", v), change("2022", v, "2025", w)}
	undone := []area.Link{change("2020", x, "2022", y), change("2022", y, "2025", x), change("2020", u, "2022", v), change("2022", v, "2025", u)}
	stale := []string{x}
	for i := range 200 {
		stale = append(stale, fmt.Sprintf("64.02.01.2%03d", i))
	}
	for _, tc := range []struct {
		name     string
		links    []area.Link
		declared string
		codes    []string
		refused  bool
	}{
		{"a divided village without its new part", split, "2022", []string{x}, false},
		{"several", split, "2022", []string{x, u}, false},
		{"the new parts, declared old", split, "2020", []string{y, v}, true},
		{"a village before it took up another", merger, "2020", []string{y}, false},
		{"several", merger, "2020", []string{y, v}, false},
		{"those taken up, declared new", merger, "2022", []string{x, u}, true},
		{"a code that one gave to another, before", shift, "2020", []string{y, v}, false},
		{"and after", shift, "2022", []string{y, v}, false},
		{"codes that nobody took over, declared new", shift, "2022", []string{x, u}, true},
		{"one stale row among many", twice, "2025", stale, false},
		{"one stale row of two parts", []area.Link{change("2020", x, "2022", y), change("2020", x, "2022", z)}, "2025", stale, false},
		{"codes between two changes, declared before", twice, "2020", []string{y, v}, true},
		{"as they are", twice, "2022", []string{y, v}, false},
		{"declared after", twice, "2025", []string{y, v}, true},
		{"a change that was undone, before it", undone, "2020", []string{x, u}, false},
		{"amid it", undone, "2022", []string{x, u}, true},
		{"after it", undone, "2025", []string{x, u}, false},
	} {
		var mentions []area.Mention
		for _, code := range tc.codes {
			mentions = append(mentions, area.Mention{Code: code})
		}
		if err := area.NewCodebook(nil, nil, tc.links).CheckVintage(area.Kemendagri, tc.declared, mentions); (err != nil) != tc.refused {
			t.Errorf("%s: %v, refused should be %v", tc.name, err, tc.refused)
		}
	}
}

// TestCodesOfKukarTellTheirYear: all that its crosswalk joins, as they were before and after.
func TestCodesOfKukarTellTheirYear(t *testing.T) {
	var before, after []area.Mention
	for _, l := range area.KukarLinks {
		if l.FromSystem == area.Kemendagri && l.ToSystem == area.Kemendagri {
			before, after = append(before, area.Mention{Code: string(l.From)}), append(after, area.Mention{Code: string(l.To)})
		}
	}
	book := area.NewCodebook(nil, nil, area.KukarLinks)
	for _, declared := range []string{"2016", "2020", "2022", "2025"} {
		old, late := book.CheckVintage(area.Kemendagri, declared, before), book.CheckVintage(area.Kemendagri, declared, after)
		if (old != nil) != (declared >= "2022") || (late != nil) != (declared < "2022") {
			t.Errorf("declared as of %s, those before: %v, those after: %v", declared, old, late)
		}
	}
}

// Of a code that a file has not changed the one of the declared year is told; of a divided village there is none.
func TestStale(t *testing.T) {
	change := func(from string, was area.Code, to string, is area.Code) area.Link {
		return area.Link{FromSystem: area.Kemendagri, FromVintage: from, From: was, ToSystem: area.Kemendagri, ToVintage: to, To: is}
	}
	const x, y, z, v = "64.02.08.2001", "64.02.08.2002", "64.02.08.2003", "64.02.09.2002"
	twice := []area.Link{change("2020", x, "2022", y), change("2022", y, "2025", z)}
	for _, tc := range []struct {
		name     string
		links    []area.Link
		declared string
		want     map[area.Code]area.Code
	}{
		{"once", twice[:1], "2025", map[area.Code]area.Code{x: y}},
		{"twice", twice, "2025", map[area.Code]area.Code{x: z}},
		{"until the declared year", twice, "2022", map[area.Code]area.Code{x: y}},
		{"before any", twice, "2020", map[area.Code]area.Code{}},
		{"divided", []area.Link{change("2020", x, "2022", y), change("2020", x, "2022", z)}, "2025", map[area.Code]area.Code{}},
		{"divided later", []area.Link{twice[0], change("2022", y, "2025", z), change("2022", y, "2025", v)}, "2025", map[area.Code]area.Code{}},
	} {
		got := map[area.Code]area.Code{}
		for _, l := range area.NewCodebook(nil, nil, tc.links).Stale(area.Kemendagri, tc.declared, []area.Mention{{Code: x}}) {
			got[l.From] = l.To
		}
		if !maps.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", tc.name, got, tc.want)
		}
	}
}
