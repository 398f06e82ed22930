package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/reach"
)

// All that a release says of one area: every measure beside those of the areas
// that it lies in, its neighbours, and what it was in other releases.

var profileSheet = pageOf("profile.html")

// tableProfile answers with the page of one area, in HTML.
func (s *Server) tableProfile(w http.ResponseWriter, r *http.Request, about *listing) error {
	code := part(r, "code")
	w.Header().Set("Cache-Control", "no-cache") // a release that comes out tomorrow is part of its history
	return s.render(w, r, about, profileSheet, tableWords, func(r *http.Request, e *edition) (tolerant, error) {
		q, err := tableQueryOf(r, about)
		if err != nil {
			return nil, err
		}
		found, err := e.profile(code)
		if err != nil {
			return nil, err
		}
		p, err := newProfilePage(e, about, q, found)
		if err != nil {
			return nil, err
		}
		p.Past, err = s.pastOfArea(r, about, p)
		return p, err
	})
}

// A profilePage is what the template is filled with.
type profilePage struct {
	*tablePage
	Area       area.Area
	Above      []disclose.Area
	Line       *reach.Place // what the ranking says of it
	field      [2]reach.OfField
	Groups     []measureGroup
	Neighbours []disclose.Area
	Past       []pastRow
	at         int // place of the indicator looked at
	own        disclose.Area
}

// A measureGroup is some of the measures of a release: of one programme, or of one kind.
type measureGroup struct {
	Name string
	Rows []measureRow
}

// A measureRow is a measure of the area, and of those that it lies in.
type measureRow struct {
	Name, Value, Between, Parts string
	Above                       []string
}

// A pastRow is the figure looked at in one release.
type pastRow struct {
	Release     int64
	AsOf, Value string
}

func newProfilePage(e *edition, about *listing, q tableQuery, found profile) (*profilePage, error) {
	areas := e.Release().Areas()
	p := &profilePage{tablePage: blankPage(e, q), own: areas.At(found.at), at: about.measure(q.About)}
	p.Area, p.Indicator = p.own.Area(), about.Indicators[p.at].Indicator
	p.choose(about)
	for _, i := range found.above {
		p.Above = append(p.Above, areas.At(i))
	}
	for _, i := range found.neighbours {
		p.Neighbours = append(p.Neighbours, areas.At(i))
	}
	p.group(about)
	if !about.isReach(q.About) {
		return p, nil
	}
	by := string(p.Area.Level)
	if p.Area.Level == area.Regency { // is not ranked, and the field may have said something of it
		by = string(area.District)
	}
	a, err := e.ground.UnderCovered(reach.Question{By: by, Programme: q.About, Threshold: q.Threshold, Limit: limitPlaces})
	if err != nil {
		return nil, worded(err)
	}
	p.field = a.Field
	for i := range a.Places {
		if a.Places[i].Code == string(p.Area.Code) {
			p.Line = &a.Places[i]
		}
	}
	return p, nil
}

// Asked says whether the page is about programmes, of whose missed the field may tell.
func (p *profilePage) Asked() bool { return p.field[0].ID != "" }

// Field writes the first or second number that the field tells: of the area, else of
// the smallest above it of which one was kept.
func (p *profilePage) Field(i int) string {
	of := []string{string(p.Area.Code)}
	for _, a := range p.Above {
		of = append(of, string(a.Area().Code))
	}
	for at, code := range of {
		for _, r := range p.field[i].Results {
			switch {
			case r.Area != code:
			case at == 0:
				return p.Found(p.field[i].ID, r)
			default:
				return p.Say("not known; ", "belum diketahui; ") + r.Name + ": " + p.Found(p.field[i].ID, r)
			}
		}
	}
	return p.Say("not known", "belum diketahui")
}

// qualities are the measures of what the data is worth.
var qualities = []string{"located_share", "dukcapil_match", "registry_discordance", "old_data"}

// group puts the measures in order: the programme looked at, what the data is
// worth, families and poverty, and the other programmes.
func (p *profilePage) group(about *listing) {
	var first, worth, families measureGroup
	var others []measureGroup
	worth.Name, families.Name = p.Say("What the data is worth", "Mutu data"), p.Say("Families and poverty", "Keluarga dan kemiskinan")
	for i, in := range about.Indicators {
		row := p.row(i, in.Indicator)
		of := in.Programme + in.Group
		switch {
		case of != "" && of == p.tableQuery.About:
			first.Name, first.Rows = p.programme(of, about), append(first.Rows, row)
		case of != "":
			if name := p.programme(of, about); len(others) == 0 || others[len(others)-1].Name != name {
				others = append(others, measureGroup{Name: name})
			}
			last := &others[len(others)-1]
			last.Rows = append(last.Rows, row)
		case slices.Contains(qualities, in.ID):
			worth.Rows = append(worth.Rows, row)
		default:
			families.Rows = append(families.Rows, row)
		}
	}
	for _, g := range append([]measureGroup{first, families, worth}, others...) {
		if len(g.Rows) > 0 {
			p.Groups = append(p.Groups, g)
		}
	}
}

func (p *profilePage) row(i int, in poverty.Indicator) measureRow {
	f := p.own.Figure(i)
	row := measureRow{Name: p.short(in), Value: p.told(f, in.Unit), Between: p.between(f, in.Unit), Parts: p.parts(f, in.Unit)}
	for _, a := range p.Above {
		row.Above = append(row.Above, p.told(a.Figure(i), in.Unit))
	}
	return row
}

// short names a measure below the name of its programme, with which its own begins.
func (p *profilePage) short(in poverty.Indicator) string {
	name := p.Text(in.Name)
	if _, rest, ok := strings.Cut(name, ": "); ok && in.Programme+in.Group != "" {
		return capital(rest)
	}
	return name
}

// pastOfArea returns what the figure looked at was in the releases for the same readers.
func (s *Server) pastOfArea(r *http.Request, about *listing, p *profilePage) (rows []pastRow, err error) {
	var told historyAnswer
	columns, err := s.columns(r.Context(), about.Release, p.Indicator, &told)
	if err != nil || len(columns) < 2 {
		return nil, err
	}
	for n, c := range columns {
		row := pastRow{told.Releases[n].Release, told.Releases[n].AsOf, p.Say("no such area", "belum ada wilayah ini")}
		if f, ok := c.figure(p.Area.Code, p.Area.Ground()); ok {
			row.Value = p.Say("its border was another", "batasnya waktu itu lain")
			if f != nil {
				row.Value = p.told(*f, p.Indicator.Unit)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// Title heads the page.
func (p *profilePage) Title() string { return p.Area.Name }

// Kind says what the area is.
func (p *profilePage) Kind() string { return p.kind(p.Area.Level) }

func (p *profilePage) kind(l area.Level) string { return capital(p.levelWord(string(l))) }

// KindOf says what an area above is.
func (p *profilePage) KindOf(a disclose.Area) string { return p.kind(a.Area().Level) }

// Width is how many columns the measures take.
func (p *profilePage) Width() int { return 2 + len(p.Above) }

// Heads name the areas above.
func (p *profilePage) Heads() (heads []choice) {
	for _, a := range p.Above {
		heads = append(heads, choice{p.Profile(string(a.Area().Code)), a.Area().Name})
	}
	return heads
}

// Near writes the figure looked at of a neighbour.
func (p *profilePage) Near(a disclose.Area) measureRow {
	f := a.Figure(p.at)
	return measureRow{Name: a.Area().Name, Value: p.Value(f), Between: p.Between(f), Parts: p.Parts(f)}
}

// Own is the figure looked at of the area itself.
func (p *profilePage) Own() measureRow { return p.Near(p.own) }

// Elsewhere says that a neighbour lies in another area than this one.
func (p *profilePage) Elsewhere(a disclose.Area) string {
	if a.Area().Parent == p.Area.Parent {
		return ""
	}
	return p.Named(string(a.Area().Parent))
}

// Tables returns the address of the table that the reader came from.
func (p *profilePage) Tables() string { return p.tablePage.Link("lang", p.Lang) }

// Link returns the address of this page with one part of the question changed.
func (p *profilePage) Link(name, value string) string {
	return strings.Replace(p.tablePage.Link(name, value), "?", "/areas/"+string(p.Area.Code)+"?", 1)
}

// Page returns the address of the map with the area chosen.
func (p *profilePage) Page() string {
	v := p.view()
	for name, value := range map[string]string{"indicator": p.indicatorOf(v.Get("indicator")), "village": "", "within": string(p.Area.Parent), "by": "", "whatif": "", "compare": ""} {
		v.Set(name, value)
	}
	switch p.Area.Level {
	case area.Village:
		v.Set("village", string(p.Area.Code))
	case area.District:
		v.Set("within", string(p.Area.Code))
	case area.Regency:
		v.Del("within")
	}
	return p.pageLink(v)
}

// Ways lead to other pages.
func (p *profilePage) Ways() []choice {
	return []choice{{p.Page(), p.Say("On the map", "Di peta")}, {p.Tables(), p.Say("Tables", "Tabel")}}
}

// File returns the address of the same as JSON.
func (p *profilePage) File() string {
	return fmt.Sprintf("/v1/releases/%d/areas/%s", p.Release.ID, p.Area.Code)
}

// Administrative writes the administrative gap of the area, where the page is about a programme.
func (p *profilePage) Administrative() string {
	i := indexOf(p.Release, "gap_"+p.tableQuery.About)
	if i < 0 {
		return ""
	}
	return p.told(p.own.Figure(i), p.Release.Indicators[i].Unit)
}
