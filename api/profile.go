package api

import (
	"fmt"
	"net/http"

	"tepat/geo/poverty"
)

// A profileAnswer is one area with all that there is to hold it against.
type profileAnswer struct {
	Release    int64        `json:"release"`
	Area       areaAnswer   `json:"area"`
	Above      []areaAnswer `json:"above"`      // the areas that it lies in, the smallest first
	Neighbours []areaAnswer `json:"neighbours"` // those of its level that touch it, by code
}

// profile answers with everything that a release says of one area.
func (s *Server) profile(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "indicators")
	if err != nil {
		return err
	}
	chosen, err := indicators(about.Release, q["indicators"])
	if err != nil || about.known(w, r) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	p, err := e.profile(part(r, "code"))
	if err != nil {
		return err
	}
	answer := profileAnswer{about.ID, e.answer(p.at, chosen), []areaAnswer{}, []areaAnswer{}}
	for _, i := range p.above {
		answer.Above = append(answer.Above, e.answer(i, chosen))
	}
	for _, i := range p.neighbours {
		answer.Neighbours = append(answer.Neighbours, e.answer(i, chosen))
	}
	return writeJSON(w, r, answer)
}

// A profile is where in a release an area stands, and those beside and above it.
type profile struct {
	at                int
	above, neighbours []int
}

// profile finds an area and what it is held against; an unknown code is [poverty.ErrNotFound].
func (e *edition) profile(code string) (profile, error) {
	at, err := e.find(code)
	if err != nil {
		return profile{}, fmt.Errorf("%v: %w", err, poverty.ErrNotFound)
	}
	p := profile{at: at}
	for up, ok := e.above(at); ok; up, ok = e.above(up) {
		p.above = append(p.above, up)
	}
	near, err := e.ground.Neighbours(e.Release().Areas().At(at).Area().Code)
	for _, c := range near {
		p.neighbours = append(p.neighbours, e.place[c])
	}
	return p, err
}
