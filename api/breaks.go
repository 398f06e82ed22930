package api

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"tepat/geo/disclose"
	"tepat/geo/hex"
	"tepat/geo/poverty"
)

// breaks returns, by indicator and by kind of place (the levels of areas, and
// cell_5 … cell_9: the cells that are drawn at a resolution), the bounds between five classes: class n holds what is at least
// bound n−1 and below bound n. They are quintiles of all true figures of the
// release, rounded so that they read well; fewer where figures are few.
func breaks(r *disclose.Release) map[string]map[string][]float64 {
	indicators := r.About().Indicators
	found := make([]map[string][]float64, len(indicators))
	var work sync.WaitGroup
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, in := range indicators {
		work.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			found[i] = map[string][]float64{}
			for kind, values := range figures(r, i, in.Unit) {
				found[i][kind] = quintiles(values, in.Unit)
			}
		})
	}
	work.Wait()
	all := map[string]map[string][]float64{}
	for i, in := range indicators {
		all[in.ID] = found[i]
	}
	return all
}

// figures returns the true figures of an indicator by kind of place: families,
// or a share's ten-thousandths. Cells that share a figure count once.
func figures(r *disclose.Release, indicator int, unit string) map[string][]uint32 {
	values := map[string][]uint32{}
	number := func(f disclose.Figure) uint32 {
		if unit == poverty.UnitShare {
			return uint32(math.Round(f.Value() * 1e4))
		}
		return f.Numerator()
	}
	areas, cells := r.Areas(), r.Cells()
	for i := range areas.Len() {
		a := areas.At(i)
		kind := string(a.Area().Level)
		list := values[kind]
		if f := a.Figure(indicator); f.State() == disclose.Value {
			list = append(list, number(f))
		}
		values[kind] = list // empty too: the level is there
	}
	var drawn [hex.Base + 1][]uint32
	for i := range cells.Len() {
		c := cells.At(i)
		f := c.Figure(indicator)
		if f.State() != disclose.Value || c.Group() != c.H3() {
			continue
		}
		finest := c.H3().Res()
		if c.Leaf() {
			finest = hex.Base // drawn wherever there is nothing finer
		}
		for res := c.H3().Res(); res <= finest; res++ {
			drawn[res] = append(drawn[res], number(f))
		}
	}
	for res := hex.Root; res <= hex.Base; res++ {
		values[fmt.Sprintf("cell_%d", res)] = drawn[res]
	}
	return values
}

// quintiles returns up to four distinct bounds, rounded, ascending.
func quintiles(values []uint32, unit string) []float64 {
	if len(values) == 0 {
		return []float64{}
	}
	slices.Sort(values)
	var quintile [4]float64
	for n := range quintile {
		quintile[n] = float64(values[len(values)*(n+1)/5])
	}
	if unit == poverty.UnitFamilies {
		return rounded(quintile, magnitude)
	}
	for n := range quintile {
		quintile[n] /= 1e4
	}
	// Whole 5 % where they tell the classes apart, else finer.
	var bounds []float64
	for _, size := range []float64{0.05, 0.01, 0.001} {
		if bounds = rounded(quintile, func(float64) float64 { return size }); len(bounds) == len(quintile) {
			break
		}
	}
	return bounds
}

// rounded returns the distinct values above 0, each rounded to a multiple of its step.
func rounded(values [4]float64, stepOf func(float64) float64) []float64 {
	bounds := []float64{}
	for _, v := range values {
		if v = step(v, stepOf(v)); v > 0 && !slices.Contains(bounds, v) {
			bounds = append(bounds, v)
		}
	}
	return bounds
}

// magnitude is half the power of ten below v, at least 1: 1 for 9, 5 for 14, 50 for 140.
func magnitude(v float64) float64 {
	return max(1, math.Pow(10, math.Floor(math.Log10(max(v, 1))))/2)
}

// step rounds v to a multiple of size, in decimals that print short.
func step(v, size float64) float64 {
	n, err := strconv.ParseFloat(strconv.FormatFloat(math.Round(v/size)*size, 'f', 4, 64), 64)
	if err != nil {
		panic(err) // a number that was just written
	}
	return n
}
