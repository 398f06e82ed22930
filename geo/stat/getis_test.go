package stat

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// TestGetisOfPySAL has the six points of esda's test_getisord.
func TestGetisOfPySAL(t *testing.T) {
	points := [][2]float64{{10, 10}, {20, 10}, {40, 10}, {15, 20}, {30, 20}, {30, 30}}
	y := []float64{2, 3, 3.2, 5, 8, 7}
	lists := make([][]int, 6)
	for i, p := range points {
		for j, q := range points {
			if i != j && math.Hypot(p[0]-q[0], p[1]-q[1]) <= 15 {
				lists[i] = append(lists[i], j)
			}
		}
	}
	w := must(Binary(lists))
	for _, tc := range []struct {
		name string
		star bool
		want []float64
	}{
		{"Gi*", true, []float64{-1.39727626, -.28917762, .65064964, -.28917762, 1.23452088, 2.02424331}},
		{"Gi", false, []float64{-1.0136729, -.04361589, 1.31558703, -.31412676, 1.15373986, 1.77833941}},
	} {
		for i, s := range must(getis(y, w, tc.star, 1)) {
			near(t, fmt.Sprint(tc.name, " ", i), s.Score, tc.want[i], 1e-8)
		}
	}
	g := must(GeneralG(y, w))
	near(t, "G", g.G, .55709779, 1e-8)
	near(t, "p of G", g.Random.P/2, .172936, 1e-6)
}

// TestGetisRefuses values of which nothing can be said.
func TestGetisRefuses(t *testing.T) {
	w := hexagons(9)
	nine := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	fails(t, []failure{
		{"Gi* of too few values", second(GiStar(nine[:8], w)), ErrLength},
		{"Gi* of no number", second(GiStar(append(slices.Clone(nine[:8]), math.NaN()), w)), ErrNotFinite},
		{"G of too few values", second(GeneralG(nine[:8], w)), ErrLength},
		{"G of equal values", second(GeneralG(slices.Repeat([]float64{2}, 9), w)), ErrConstant},
		{"G of a negative value", second(GeneralG([]float64{-1, 2, 3, 4, 5, 6, 7, 8, 9}, w)), ErrNegative},
		{"G of one value", second(GeneralG([]float64{0, 0, 0, 0, 5, 0, 0, 0, 0}, w)), ErrTooFew},
	})
}

// TestGiWhereOthersAreEqual leaves out the only area that differs: what
// rounding leaves of the others' variance is none.
func TestGiWhereOthersAreEqual(t *testing.T) {
	for n := 5; n < 60; n++ {
		x, lists := slices.Repeat([]float64{0.1}, n), make([][]int, n)
		x[n-1], lists[n-1] = 0.3, []int{0, 1, 2}
		if s := must(Gi(x, must(Binary(lists))))[n-1]; s != (Spot{P: 1, Q: 1, Tested: true}) {
			t.Errorf("%d areas: %+v", n, s)
		}
	}
}

func TestValuesAsLargeAsTheyGo(t *testing.T) {
	x := []float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, 0, 0, 0, 0, -math.MaxFloat64, 0}
	small := make([]float64, len(x))
	for i := range x {
		small[i] = x[i] / math.MaxFloat64
	}
	w := hexagons(9)
	if got, want := must(GiStar(x, w)), must(GiStar(small, w)); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got, want := must(MoransI(x, w)), must(MoransI(small, w)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
