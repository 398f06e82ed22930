package stat

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// weights returns the neighbours that the column names by the ids in another.
func (d table) weights(t testing.TB, id, neighbours string) Weights {
	t.Helper()
	lists := make([][]int, len(d[id]))
	for i, names := range d[neighbours] {
		for name := range strings.FieldsSeq(names) {
			lists[i] = append(lists[i], slices.Index(d[id], name))
		}
	}
	return must(Binary(lists))
}

// TestMoranOfPySAL has esda's test_moran; its p are one-sided.
func TestMoranOfPySAL(t *testing.T) {
	rook := make([][]int, 9)
	one := make([]float64, 9)
	for i := range 9 {
		one[i] = float64(i + 1)
		for j := range 9 {
			if dx, dy := i%3-j%3, i/3-j/3; dx*dx+dy*dy == 1 {
				rook[i] = append(rook[i], j)
			}
		}
	}
	m := must(MoransI(one, must(Binary(rook))))
	near(t, "variance, normal", m.Normal.Variance, .053125, 1e-15)
	near(t, "variance, random", m.Random.Variance, .0596875, 1e-15)

	d := read(t, "sids2.csv")
	if d == nil {
		return
	}
	w := d.weights(t, "fipsno", "neighbours").RowStandardised()
	m = must(MoransI(d.floats(t, "sidr74"), w))
	near(t, "I of SIDR74", m.I, 0.24772519320480135, 1e-12)
	near(t, "p of SIDR74", m.Normal.P/2, 5.7916539074498452e-05, 1e-12)
	// The mean of local Moran's Iᵢ is I (Anselin 1995).
	mean := 0.0
	for _, s := range must(localMoran(d.floats(t, "sidr74"), w, 0, seeded(), 1)) {
		mean += s.Score / float64(w.Len())
	}
	near(t, "mean of local I of SIDR74", mean, 0.24772519320480135, 1e-12)

	m = must(MoransI(must(Standardise(d.rates(t, "sid79", "bir79"))), w))
	near(t, "I of SID79 per BIR79", m.I, 0.16622343552567395, 1e-12)
	near(t, "p of SID79 per BIR79", m.Normal.P/2, 0.004191499504892171, 1e-12)
}

// TestMoranRefuses values of which nothing can be said.
func TestMoranRefuses(t *testing.T) {
	w := hexagons(9)
	nine := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
	fails(t, []failure{
		{"Moran of no number", second(MoransI(append(slices.Clone(nine[:8]), math.NaN()), w)), ErrNotFinite},
		{"Moran of three areas", second(MoransI(nine[:3], hexagons(3))), ErrTooFew},
		{"Moran of equal values", second(MoransI(slices.Repeat([]float64{0.1}, 9), w)), ErrConstant},
		{"Moran without neighbours", second(MoransI(nine, must(Binary(make([][]int, 9))))), ErrNoNeighbours},
	})
}

// TestGlobalTestsWhereAllAreNeighbours has a statistic that is the same for any
// order of the values, but for rounding.
func TestGlobalTestsWhereAllAreNeighbours(t *testing.T) {
	lists := make([][]int, 5)
	for i := range lists {
		for j := range lists {
			if i != j {
				lists[i] = append(lists[i], j)
			}
		}
	}
	w := must(Binary(lists))
	for a := range 6 * 6 * 6 * 6 {
		x := []float64{0.7}
		for k := range 4 {
			x = append(x, []float64{0, 0.1, 0.3, 1, 17, 0.7}[a/[]int{1, 6, 36, 216}[k]%6])
		}
		if m, err := MoransI(x, w); err == nil && (m.Normal.P != 1 || m.Random.P != 1) {
			t.Fatalf("%v: %+v", x, m)
		}
		if g, err := GeneralG(x, w); err == nil && (g.Random.P != 1 || g.G > 1) {
			t.Fatalf("%v: %+v", x, g)
		}
	}
}

func TestGlobalTestsAreSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "areas")
		w, x, order := drawWeights(t, n), drawValues(t, n), drawRNG(t).Perm(n)
		if m, err := MoransI(x, w); err == nil {
			o := must(MoransI(shuffled(x, order), relabelled(w, order)))
			isNumber(t, "Moran's I", m.I, m.Normal.Variance, m.Normal.Z, m.Random.Variance, m.Random.Z)
			isProbability(t, "p", m.Random.P)
			if !same(m.I, o.I) || !same(m.Random.Z, o.Random.Z) {
				t.Fatalf("%+v is %+v in another order", m, o)
			}
		}
		for i := range x {
			x[i] = math.Abs(x[i])
		}
		if g, err := GeneralG(x, w); err == nil {
			isProbability(t, "G", g.G)
			isNumber(t, "z of G", g.Random.Z)
			isProbability(t, "p", g.Random.P)
		}
	})
}

// drawValues makes up values with ties, of any size.
func drawValues(t *rapid.T, n int) (x []float64) {
	unit := rapid.SampledFrom([]float64{1, 1e-300, 1e300, 1e-9}).Draw(t, "unit")
	for range n {
		x = append(x, unit*rapid.SampledFrom([]float64{0, 0, 1, 1, -1, 0.1, 0.3, 17}).Draw(t, "value"))
	}
	return x
}
