package disclose

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

// Clear decides what of c may be shown under p, and returns just that. It
// completes the description: K, Families, Located, Bounds, Indicators, Shown,
// Plan, Targeting, Deprivation, Consumption and Field.
//
// Cells are those of a mosaic whose leaves hold at least p.MinFamilies families
// each. A figure is withheld where its denominator holds fewer; where the
// releases before, of p's audience and of those that are shown more, withheld
// it; and wherever else it is needed so that none of these can be had by
// subtraction: see [Audit], which every release passes before it is returned.
//
// It refuses counts whose columns do not fit their places, and noise without keys.
func Clear(about poverty.Release, c Counts, p Policy, before ...*Release) (*Release, error) {
	if err := c.check(); err != nil {
		return nil, fmt.Errorf("disclose: %w", err)
	}
	x, err := newClearing(&c, p, about.Audience, before)
	if err != nil {
		return nil, fmt.Errorf("disclose: %w", err)
	}
	r := &Release{about: about}
	r.cells = Cells{cell: x.mosaic.cell, group: x.mosaic.groups(), leaf: x.mosaic.leaf}
	r.areas = Areas{area: c.Areas}
	if k := x.kept; k == nil {
		r.cells.figures, r.areas.figures = x.figures(x.nodes, nil, nil), x.figures(x.areas, nil, nil)
	} else {
		r.cells.figures = x.figures(x.nodes, &k.before.cells.figures, k.nodes(x.mosaic))
		r.areas.figures = x.figures(x.areas, &k.before.areas.figures, k.in(c.Areas))
	}

	r.about.K = p.MinFamilies
	r.about.Families, r.about.Located = x.totals()
	r.about.Bounds = bounds(c.Areas)
	r.about.Indicators = r.states(c.Indicators)
	r.about.Shown = x.mosaic.shown()
	r.about.Targeting = x.targeting()
	if k := x.kept; k != nil {
		r.about.Families = k.count(r.about.Families, k.before.about.Families)
		r.about.Located = k.count(r.about.Located, k.before.about.Located)
		k.tables(r.about.Targeting)
	}
	r.about.Deprivation = x.deprivation()
	if x.kept != nil {
		r.about.Deprivation = x.kept.houses(r.about.Deprivation, x.kept.before.about.Deprivation)
	}
	r.about.Consumption = x.consumption(about.Audience, before)
	r.about.Field = r.fieldResults(about.Field, p.MinFamilies, releaseFor(about.Audience, before))
	coarsen(r.about.Shown, x.mosaic, p.MinFamilies)
	if p.Noise.Max > 0 {
		r.about.Unmatched, r.about.Sources = coarse(r.about.Unmatched, r.about.Sources)
	}
	if x.plan == nil {
		return r, nil
	}
	if r.about.Plan, err = x.describe(r); err != nil {
		return nil, fmt.Errorf("disclose: %w", err)
	}
	return r, nil
}

// coarse returns numbers of lines as those may know them from whom noise keeps
// the numbers of families: to the nearest ten.
func coarse(unmatched map[string]int, sources []poverty.Source) (map[string]int, []poverty.Source) {
	ten := func(n int) int { return (n + 5) / 10 * 10 }
	rough := map[string]int{}
	for programme, n := range unmatched {
		rough[programme] = ten(n)
	}
	sources = slices.Clone(sources)
	for i := range sources {
		if sources[i].Kind != "areas" {
			sources[i].Rows = ten(sources[i].Rows)
		}
	}
	return rough, sources
}

// check refuses counts that do not fit together.
func (c *Counts) check() error {
	n := len(c.Indicators)
	if len(c.Numerator) != n || len(c.Denominator) != n {
		return errors.New("indicators and their columns differ in number")
	}
	if len(c.ByCell) != len(c.ByArea) {
		return errors.New("cells and areas differ in their columns")
	}
	for _, column := range append(slices.Concat(c.Numerator, c.Denominator), c.Families) {
		if column < 0 || column >= len(c.ByCell) {
			return fmt.Errorf("there is no column %d", column)
		}
		if len(c.ByCell[column]) != len(c.Cells) || len(c.ByArea[column]) != len(c.Areas) {
			return fmt.Errorf("column %d is longer or shorter than its places", column)
		}
	}
	if err := c.checkAtoms(); err != nil {
		return err
	}
	for i, cell := range c.Cells {
		if cell.Res() != hex.Base || i > 0 && cell <= c.Cells[i-1] {
			return fmt.Errorf("cell %d is not of resolution %d or out of order", i, hex.Base)
		}
		if c.ByCell[c.Families][i] == 0 {
			return fmt.Errorf("cell %d holds no family", i)
		}
	}
	return c.checkAreas()
}

// checkAtoms refuses atoms that do not fit their cells, areas and columns.
func (c *Counts) checkAtoms() error {
	if c.ByAtom == nil {
		return nil
	}
	for _, by := range [][][]uint32{c.ByAtom, c.Persons, c.Keys} {
		if len(by) != len(c.ByCell) && by != nil {
			return errors.New("atoms and cells differ in their columns")
		}
		for column, numbers := range by {
			if numbers != nil && len(numbers) != len(c.Atoms) {
				return fmt.Errorf("column %d is longer or shorter than its atoms", column)
			}
		}
	}
	for i, a := range c.Atoms {
		if a.Cell < -1 || int(a.Cell) >= len(c.Cells) || a.Area < 0 || int(a.Area) >= len(c.Areas) {
			return fmt.Errorf("atom %d lies in no cell or area", i)
		}
	}
	return nil
}

func (c *Counts) checkAreas() error {
	if !slices.IsSortedFunc(c.Areas, compareAreas) {
		return errors.New("areas are out of order")
	}
	for i := 1; i < len(c.Areas); i++ {
		if compareAreas(c.Areas[i-1], c.Areas[i]) == 0 {
			return fmt.Errorf("area %s occurs twice", c.Areas[i].Code)
		}
	}
	return nil
}

// levels in the order of [Areas].
var levels = []area.Level{area.Regency, area.District, area.Village}

// SortAreas returns the areas in the order of [Areas].
func SortAreas(areas []area.Area) []area.Area {
	return slices.SortedFunc(slices.Values(areas), compareAreas)
}

func compareAreas(a, b area.Area) int {
	if d := slices.Index(levels, a.Level) - slices.Index(levels, b.Level); d != 0 {
		return d
	}
	return cmp.Compare(a.Code, b.Code)
}

// familiesByArea returns the families of the coarsest level.
func (c *Counts) familiesByArea() (sum uint64) {
	for i, a := range c.Areas {
		if a.Level == c.Areas[0].Level {
			sum += uint64(c.ByArea[c.Families][i])
		}
	}
	return sum
}

// states counts the places of every level by state, for every indicator.
func (r *Release) states(indicators []poverty.Indicator) []poverty.ReleasedIndicator {
	out := make([]poverty.ReleasedIndicator, len(indicators))
	for n, ind := range indicators {
		states := map[string]map[string]int{}
		count := func(level string, s State) {
			if states[level] == nil {
				states[level] = map[string]int{}
			}
			states[level][s.String()]++
		}
		for i, a := range r.areas.area {
			count(string(a.Level), stateOf(r.areas.num[n][i], r.areas.den[n][i]))
		}
		for i, c := range r.cells.cell {
			s := stateOf(r.cells.num[n][i], r.cells.den[n][i])
			for res := c.Res(); res <= r.cells.finest(i); res++ {
				count(cellLevels[res], s)
			}
		}
		out[n] = poverty.ReleasedIndicator{Indicator: ind, States: states}
	}
	return out
}

// finest returns the finest resolution that node i is drawn at: a leaf is drawn
// wherever there is nothing finer.
func (c *Cells) finest(i int) int {
	if c.leaf[i] {
		return hex.Base
	}
	return c.cell[i].Res()
}

var cellLevels = [hex.Base + 1]string{5: "cell_5", 6: "cell_6", 7: "cell_7", 8: "cell_8", 9: "cell_9"}

// groups returns the lowest cell of the leaf of every node.
func (m *mosaic) groups() []hex.Cell {
	groups := make([]hex.Cell, len(m.cell))
	for i, l := range m.lead {
		groups[i] = m.cell[l]
	}
	return groups
}

// coarsen rounds the shares of what is shown to whole per cents, because an
// exact share of a known number is a number; where the threshold is more of the
// located families than that, to twice the threshold.
func coarsen(all []poverty.Shown, m *mosaic, k int) {
	part := max(0.01, 2*float64(k)/max(1, float64(total(m.tiers[hex.Base].families))))
	for i := range all {
		s := &all[i]
		s.Families, s.Area = min(1, math.Round(math.Round(s.Families/part)*part*1e4)/1e4), math.Round(100*s.Area)/100
	}
}

// shown returns the share of families, and of populated base cells (taken as
// equal in area), that are seen at each resolution or finer. A leaf of several
// cells counts one resolution coarser than its cells.
func (m *mosaic) shown() []poverty.Shown {
	base := m.tiers[hex.Base]
	ones := make([]uint32, len(base.cell))
	for i := range ones {
		ones[i] = 1
	}
	families, cells := m.sum(base.families), m.sum(ones)
	fineness := m.fineness()
	out := make([]poverty.Shown, 0, hex.Base-hex.Root+1)
	for res := hex.Root; res <= hex.Base; res++ {
		s := poverty.Shown{Resolution: res}
		for i, f := range fineness {
			if f >= res {
				s.Families += float64(families[i])
				s.Area += float64(cells[i])
			}
		}
		s.Families /= max(1, float64(total(base.families)))
		s.Area /= max(1, float64(len(base.cell)))
		out = append(out, s)
	}
	return out
}

// fineness returns, at the lowest node of every leaf, the resolution that the
// leaf counts for; 0 at all other nodes.
func (m *mosaic) fineness() []int {
	out := make([]int, len(m.cell))
	for i, c := range m.cell {
		switch l := m.lead[i]; {
		case !m.leaf[i]:
		case int(l) == i:
			out[i] = c.Res()
		default:
			out[l] = c.Res() - 1
		}
	}
	return out
}

// bounds returns west, south, east and north of all shapes; zeros without any.
func bounds(areas []area.Area) [4]float64 {
	var all orb.MultiPolygon
	for _, a := range areas {
		all = append(all, a.Shape...)
	}
	if len(all) == 0 {
		return [4]float64{}
	}
	b := all.Bound()
	return [4]float64{b.Min.Lon(), b.Min.Lat(), b.Max.Lon(), b.Max.Lat()}
}
