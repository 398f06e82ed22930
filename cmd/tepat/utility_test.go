package main

import (
	"math"
	"strings"
	"testing"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// testUtility says what is left to see of the whole catalogue on the real
// villages, and holds it against what was promised: the planner sees coverage of
// the five largest programmes for nine in ten of the eligible located families
// each, and for half of all of them at resolution 8 or finer; the public's
// shares of villages are right to a percentage point on average.
func testUtility(t *testing.T, planner, public *disclose.Release) {
	t.Helper()
	located := 0.0
	all, fine := 0.0, 0.0
	for i, ind := range planner.About().Indicators {
		regency := planner.Areas().At(0).Figure(i)
		if ind.ID == "located_share" {
			located = regency.Value()
		}
		if ind.Programme == "" || !strings.HasPrefix(ind.ID, "coverage_") {
			continue
		}
		eligible := located * float64(regency.Denominator())
		anywhere, finely := seen(planner, i, hex.Root), seen(planner, i, 8)
		t.Logf("%s is seen for %.2f of the located eligible, for %.2f at resolution 8 or finer", ind.ID, anywhere/eligible, finely/eligible)
		if anywhere < 0.9*eligible {
			t.Errorf("%s is seen for %.2f of the located eligible", ind.ID, anywhere/eligible)
		}
		all, fine = all+eligible, fine+finely
	}
	if located == 0 {
		t.Error("it is not shown how many families of the regency have a cell")
	}
	if fine < 0.5*all {
		t.Errorf("coverage is seen at resolution 8 or finer for %.2f of the located eligible", fine/all)
	}
	sum, n := 0.0, 0
	for i, ind := range public.About().Indicators {
		for at := range public.Areas().Len() {
			a := public.Areas().At(at)
			f, true := a.Figure(i), planner.Areas().At(at).Figure(i)
			if a.Area().Level == area.Village && ind.Unit == poverty.UnitShare && f.Shown() && true.Shown() && f.Bound() == disclose.Exactly {
				sum, n = sum+math.Abs(f.Value()-true.Value()), n+1
			}
		}
	}
	t.Logf("%d public shares of villages are off by %.2f points on average", n, 100*sum/float64(n))
	if n < 1000 || 100*sum/float64(n) > 1 {
		t.Errorf("%d public shares of villages are off by %.2f points on average", n, 100*sum/float64(n))
	}
}

// seen returns the families of whom the indicator is seen in a cell of the
// resolution or finer. Cells shown together count one resolution coarser.
func seen(r *disclose.Release, indicator, res int) (families float64) {
	cells := r.Cells()
	cellsOf := map[hex.Cell]int{}
	for i := range cells.Len() {
		cellsOf[cells.At(i).Group()]++
	}
	within := map[hex.Cell]bool{} // cells whose families are counted already
	for i := range cells.Len() {  // the coarsest first
		c := cells.At(i)
		at := c.H3().Res()
		if at > hex.Root && within[c.H3().Parent(at-1)] {
			within[c.H3()] = true
			continue
		}
		if cellsOf[c.Group()] > 1 {
			at--
		}
		f := c.Figure(indicator)
		within[c.H3()] = f.Shown() && at >= res
		if within[c.H3()] && c.Group() == c.H3() {
			families += float64(f.Denominator())
		}
	}
	return families
}
