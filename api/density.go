package api

import (
	"math"
	"net/http"
	"slices"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/target"
	"tepat/tiles"

	"github.com/paulmach/orb"
)

// A densityAnswer has one point a figure of the mosaic's leaves, as two columns
// of numbers: what a kernel is laid over.
type densityAnswer struct {
	Release   int64        `json:"release"`
	Indicator string       `json:"indicator"`
	Points    [][2]float64 `json:"points"` // lon, lat
	Families  []uint32     `json:"families"`
	Bounds    []string     `json:"bounds"` // at_most or at_least where families stand for all beyond; "" where they do not
	Areas     []float64    `json:"areas"`  // km²: how far apart the families of a figure may live
	Total     uint64       `json:"total"`
	Bound     target.Bound `json:"bound,omitempty"` // of total, where it is not exact
	Withheld  int          `json:"withheld"`
	NoData    int          `json:"no_data"`
	Zero      int          `json:"zero"`
}

// density answers how many families an indicator counts, and where: at the
// middle of each leaf, or of each hexagon drawn at a resolution, once for those that share a figure. What is withheld
// is counted, not placed; what is shown as a bound is placed with that number,
// and said to be one.
func (s *Server) density(w http.ResponseWriter, r *http.Request, about *listing) error {
	p, err := query(r, "indicator", "resolution")
	if err != nil {
		return err
	}
	res, err := resolution(p["resolution"])
	if err != nil {
		return err
	}
	i := indexOf(about.Release, p["indicator"])
	if i < 0 {
		return bad("release %d has no indicator %q", about.ID, p["indicator"])
	}
	if about.known(w, r) {
		return nil
	}
	e, err := s.shelf.edition(r.Context(), about.ID)
	if err != nil {
		return err
	}
	a, err := densityOf(e.figuresAt(res, p["resolution"] == ""), e.Release().Cells(), i)
	if err != nil {
		return err
	}
	if about.Plan != nil && about.Plan.NoiseMax > 0 {
		a.Bound = target.About
	}
	a.Release, a.Indicator = about.ID, p["indicator"]
	return writeJSON(w, r, a)
}

func densityOf(places []int, cells *disclose.Cells, indicator int) (densityAnswer, error) {
	a := densityAnswer{Points: [][2]float64{}, Families: []uint32{}, Bounds: []string{}, Areas: []float64{}}
	middles, err := middlesOf(places, cells)
	if err != nil {
		return a, err
	}
	for _, i := range places {
		c := cells.At(i)
		if c.Group() != c.H3() {
			continue // of a group its first speaks
		}
		switch f := c.Figure(indicator); f.State() {
		case disclose.Withheld:
			a.Withheld++
		case disclose.NoData:
			a.NoData++
		case disclose.Zero:
			a.Zero++
		default:
			m := middles[c.Group()]
			p := m.point()
			a.Points = append(a.Points, [2]float64{five(p[0]), five(p[1])})
			a.Families = append(a.Families, f.Numerator())
			a.Bounds = append(a.Bounds, f.Bound().String())
			a.Bound = a.Bound.And(boundOf(f.Bound()))
			a.Areas = append(a.Areas, math.Round(m.km2*1e3)/1e3)
			a.Total += uint64(f.Numerator())
		}
	}
	return a, nil
}

// figuresAt lists the cells that are drawn at a resolution, or the leaves of the
// mosaic: a split cell is the sum of its leaves.
func (e *edition) figuresAt(res int, leaves bool) (places []int) {
	if !leaves {
		return slices.Collect(e.Drawn(res, tiles.Everywhere))
	}
	cells := e.Release().Cells()
	for i := range cells.Len() {
		if cells.At(i).Leaf() {
			places = append(places, i)
		}
	}
	return places
}

// A balance is the sum of so many centres, and of the cells' areas.
type balance struct {
	sum orb.Point
	n   float64
	km2 float64
}

func (m balance) point() orb.Point { return orb.Point{m.sum[0] / m.n, m.sum[1] / m.n} }

// middlesOf sums the centres of cells by the group whose figure they share.
func middlesOf(places []int, cells *disclose.Cells) (map[hex.Cell]balance, error) {
	all := map[hex.Cell]balance{}
	for _, i := range places {
		c := cells.At(i)
		p, err := c.H3().Center()
		if err != nil {
			return nil, err
		}
		m := all[c.Group()]
		all[c.Group()] = balance{orb.Point{m.sum[0] + p[0], m.sum[1] + p[1]}, m.n + 1, m.km2 + meanArea[c.H3().Res()]}
	}
	return all, nil
}

// meanArea is that of a cell in km², by resolution (h3geo.org, table of cell statistics).
var meanArea = [hex.Base + 1]float64{5: 252.904, 6: 36.129, 7: 5.161, 8: 0.737, 9: 0.105}

// five rounds to the five decimals of a metre.
func five(v float64) float64 { return math.Round(v*1e5) / 1e5 }
