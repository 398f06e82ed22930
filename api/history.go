package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// limitHistory is how many releases a history goes back.
const limitHistory = 12

type historyAnswer struct {
	Release   int64      `json:"release"`
	Indicator string     `json:"indicator"`
	Level     area.Level `json:"level"`
	Releases  []dated    `json:"releases"`
	LeftOut   []leftOut  `json:"left_out"`
	Areas     []pastArea `json:"areas"`
}

// A dated release is one column of a history.
type dated struct {
	Release int64  `json:"release"`
	AsOf    string `json:"as_of"`
	Vintage string `json:"vintage"`
}

// A leftOut release cannot stand beside the others.
type leftOut struct {
	Release int64  `json:"release"`
	Why     string `json:"why"` // not_counted, counted_otherwise, other_codes
}

// A pastArea has a figure for each release: nil where that has no such area,
// and the state redrawn alone where the code is another area there.
type pastArea struct {
	Code    area.Code       `json:"code"`
	Figures []*figureAnswer `json:"figures"`
}

// history answers what the areas of a release were in all releases for the
// same readers, those of the newest data last.
func (s *Server) history(w http.ResponseWriter, r *http.Request, about *listing) error {
	p, err := query(r, "indicator", "level", "within")
	if err != nil {
		return err
	}
	level := area.Level(cmp.Or(p["level"], string(area.Village)))
	if level != area.Village && level != area.District && level != area.Regency {
		return bad("level is village, district or regency, not %q", level)
	}
	i := indexOf(about.Release, p["indicator"])
	if i < 0 {
		return bad("release %d has no indicator %q", about.ID, p["indicator"])
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	found, err := e.areas(areaQuestion{level: level, within: p["within"], by: byCode})
	if err != nil {
		return err
	}
	a := historyAnswer{Release: about.ID, Indicator: p["indicator"], Level: level, Releases: []dated{}, LeftOut: []leftOut{}, Areas: []pastArea{}}
	columns, err := s.columns(r.Context(), about.Release, about.Indicators[i].Indicator, &a)
	if err != nil {
		return err
	}
	own, err := s.shelf.pastOf(r.Context(), about.ID)
	if err != nil {
		return err
	}
	for _, place := range found {
		of := e.Release().Areas().At(place).Area()
		ground := own.grounds[own.place[of.Code]]
		line := pastArea{of.Code, make([]*figureAnswer, len(columns))}
		for n, c := range columns {
			line.Figures[n] = c.of(of.Code, ground)
		}
		a.Areas = append(a.Areas, line)
	}
	// A release that comes out tomorrow is part of tomorrow's answer.
	return s.changing(w, r, a)
}

// A pastColumn is one release of a history: a column of its answer.
type pastColumn struct {
	past      *past
	indicator int
}

// of returns the figure of an area that had the code and the ground.
func (c pastColumn) of(code area.Code, ground area.Ground) *figureAnswer {
	f, ok := c.figure(code, ground)
	switch {
	case !ok:
		return nil
	case f == nil:
		return &figureAnswer{State: unlike}
	}
	a := answerOf(*f, c.past.about.Indicators[c.indicator].Unit, noiseOf(c.past.about))
	return &a
}

// figure returns the figure of the area with that code: nil where that is
// another ground, false where the release has none.
func (c pastColumn) figure(code area.Code, ground area.Ground) (*disclose.Figure, bool) {
	place, ok := c.past.place[code]
	if !ok || !c.past.grounds[place].Same(ground) {
		return nil, ok
	}
	return &c.past.rows[place][c.indicator], true
}

// columns chooses the releases that can stand beside one, and reads them.
func (s *Server) columns(ctx context.Context, about poverty.Release, in poverty.Indicator, a *historyAnswer) (all []pastColumn, err error) {
	list := slices.Clone(s.shelf.display.Load().releases)
	list = slices.DeleteFunc(list, func(r *listing) bool { return r.Audience != about.Audience })
	slices.SortFunc(list, func(a, b *listing) int { return cmp.Or(cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.ID, b.ID)) })
	for _, r := range list[max(0, len(list)-limitHistory):] {
		i := indexOf(r.Release, in.ID)
		if why := unlikely(about, in, r.Release, i); why != "" {
			a.LeftOut = append(a.LeftOut, leftOut{r.ID, why})
			continue
		}
		p, err := s.shelf.pastOf(ctx, r.ID)
		if err != nil {
			return nil, err
		}
		a.Releases = append(a.Releases, dated{r.ID, r.AsOf, r.Vintage})
		all = append(all, pastColumn{p, i})
	}
	return all, nil
}

// unlikely says why a release cannot stand beside another; "" where it can.
func unlikely(about poverty.Release, in poverty.Indicator, r poverty.Release, i int) string {
	switch {
	case r.System != about.System:
		return "other_codes"
	case i < 0:
		return "not_counted"
	case !counted(in, r.Indicators[i].Indicator):
		return "counted_otherwise"
	}
	return ""
}

// A past is what is kept of a release that may not be open: the figures of its
// areas and nothing of its cells, 20 bytes by area and indicator.
type past struct {
	about   poverty.Release
	place   map[area.Code]int
	rows    [][]disclose.Figure // by area, by indicator
	grounds []area.Ground       // by area
}

func newPast(r *disclose.Release) *past {
	p := &past{about: complete(r.About()), place: map[area.Code]int{}}
	for i := range r.Areas().Len() {
		a := r.Areas().At(i)
		row := make([]disclose.Figure, len(p.about.Indicators))
		for j := range row {
			row[j] = a.Figure(j)
		}
		p.place[a.Area().Code] = i
		p.rows = append(p.rows, row)
		p.grounds = append(p.grounds, a.Area().Ground())
	}
	return p
}

// pastOf returns the figures of a release's areas, reading them where they are not kept.
func (s *shelf) pastOf(ctx context.Context, id int64) (*past, error) {
	if p, ok := s.keptPast(id); ok {
		return p, nil
	}
	// One is read at a time, as with those that are opened: each comes with its cells.
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if p, ok := s.keptPast(id); ok {
		return p, nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadFor)
	defer cancel()
	r, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	p := newPast(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pasts[id] = p
	s.forget()
	return p, nil
}

// keptPast finds the figures among what is kept, or in a release that is open.
func (s *shelf) keptPast(id int64) (*past, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.pasts[id]; ok {
		return p, true
	}
	e, ok := s.open[id]
	if !ok {
		return nil, false
	}
	p := newPast(e.Release())
	s.pasts[id] = p
	s.forget()
	return p, true
}

// forget keeps the newest releases that two audiences' histories may need.
func (s *shelf) forget() {
	for len(s.pasts) > 2*limitHistory {
		oldest := int64(0)
		for id := range s.pasts {
			if oldest == 0 || id < oldest {
				oldest = id
			}
		}
		delete(s.pasts, oldest)
	}
}
