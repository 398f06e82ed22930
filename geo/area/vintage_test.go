package area_test

import (
	"errors"
	"fmt"
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
	err := book.CheckVintage(area.Kemendagri, "2020", []area.Mention{{Code: after[0]}})
	if got := fmt.Sprint(err); got != "area: the codes are declared as those of kemendagri of 2020, but 1 of 1 that changed are written as in 2022: 64.02.19.2001, which is 64.02.08.2001 in those of 2020" {
		t.Error(got)
	}
}
