package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
)

// A valuesAnswer is what one indicator says in the cells that a map at a
// resolution draws, as columns: what the tiles of outlines leave out.
type valuesAnswer struct {
	Release      int64    `json:"release"`
	Indicator    string   `json:"indicator"`
	Unit         string   `json:"unit"`
	Resolution   int      `json:"resolution"`
	Rows         []int    `json:"rows"` // the first row, then by how much each lies beyond the one before
	States       string   `json:"states"`
	Numerators   []uint32 `json:"numerators"`
	Denominators []uint32 `json:"denominators,omitempty"` // of shares
	Bounds       string   `json:"bounds,omitempty"`
}

// values answers the figures of one indicator in the cells that a map at a
// resolution draws.
func (s *Server) values(w http.ResponseWriter, r *http.Request, about *listing) error {
	q, err := query(r, "indicator", "resolution", "bbox")
	if err != nil {
		return err
	}
	i := indexOf(about.Release, q["indicator"])
	if i < 0 {
		return bad("release %d has no indicator %q", about.ID, q["indicator"])
	}
	res, err := resolution(q["resolution"])
	if err != nil {
		return err
	}
	bound, err := bbox(q["bbox"])
	if err != nil || about.known(w, r) {
		return err
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("%s-values-%d-%d-%v", about.seal, i, res, bound)
	zipped, _, err := s.tiles.Get(r.Context(), name, func() ([]byte, error) {
		body, err := json.Marshal(e.values(i, res, slices.Sorted(e.Drawn(res, bound))))
		if err != nil {
			return nil, fmt.Errorf("api: %w", err)
		}
		return compress(body)
	})
	if err != nil {
		return err
	}
	return writeZipped(w, r, "application/json", zipped)
}

// values fills the columns for the rows: places in the release's cells, ascending.
func (e *edition) values(indicator, res int, rows []int) valuesAnswer {
	of := e.about.Indicators[indicator]
	a := valuesAnswer{Release: e.about.ID, Indicator: of.ID, Unit: of.Unit, Resolution: res, Rows: []int{}, Numerators: []uint32{}}
	states, bounds := make([]byte, 0, len(rows)), make([]byte, 0, len(rows))
	last, bounded := 0, false
	for _, row := range rows {
		f := e.Release().Cells().At(row).Figure(indicator)
		a.Rows, last = append(a.Rows, row-last), row
		states = append(states, stateLetter[f.State()])
		bounds = append(bounds, boundLetter[f.Bound()])
		bounded = bounded || f.Bound() != disclose.Exactly
		a.Numerators = append(a.Numerators, f.Numerator())
		if of.Unit == poverty.UnitShare {
			a.Denominators = append(a.Denominators, f.Denominator())
		}
	}
	a.States = string(states)
	if bounded {
		a.Bounds = string(bounds)
	}
	return a
}

// Letters of columns that have one a row.
var (
	stateLetter = map[disclose.State]byte{disclose.Value: 'v', disclose.Zero: 'z', disclose.NoData: 'n', disclose.Withheld: 'w'}
	boundLetter = map[disclose.Bound]byte{disclose.Exactly: '=', disclose.AtMost: '<', disclose.AtLeast: '>'}
)
