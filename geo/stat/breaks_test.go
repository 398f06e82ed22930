package stat

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Employees per km² in the 58 counties of California: the example of PySAL's
// mapclassify, whose documentation gives the counts below.
var californian = []float64{
	329.92, 0.42, 5.9, 14.03, 2.78, 1.34, 181.27, 1.65, 10.03, 16.7, 1.32, 3.99, 3.16, 0.22, 8.7,
	6.56, 3.27, 0.33, 370.5, 4.51, 75.29, 0.99, 2.74, 8.68, 0.14, 0.92, 12.63, 28.7, 12.02, 722.85,
	36.68, 0.74, 29.82, 192.05, 3.38, 11.15, 110.74, 4111.45, 49.47, 10.33, 317.11, 20.47, 264.93, 66.26, 5.39,
	0.13, 0.61, 50.65, 40.48, 36.67, 13.09, 1.81, 0.2, 7.6, 2.51, 57.26, 24.32, 6.97,
}

func countsOf(x, breaks []float64) []int {
	counts := make([]int, len(breaks)+1)
	for _, v := range x {
		counts[ClassOf(v, breaks)]++
	}
	return counts
}

func TestBreaksAreMapclassifys(t *testing.T) {
	for _, tc := range []struct {
		name   string
		of     func([]float64, int) ([]float64, error)
		counts []int
		breaks []float64 // where documented: the upper ends of its classes, which are closed there
	}{
		{"EqualInterval", EqualBreaks, []int{57, 0, 0, 0, 1}, []float64{822.394, 1644.658, 2466.922, 3289.186}},
		{"Quantiles", QuantileBreaks, []int{12, 11, 12, 11, 12}, nil},
		{"FisherJenks", NaturalBreaks, []int{49, 3, 4, 1, 1}, []float64{110.74, 264.93, 722.85, 4111.45}},
	} {
		breaks, err := tc.of(californian, 5)
		if err != nil {
			t.Fatal(err)
		}
		if got := countsOf(californian, breaks); !slices.Equal(got, tc.counts) {
			t.Errorf("%s: %v: %v, not %v", tc.name, breaks, got, tc.counts)
		}
		for i, b := range tc.breaks {
			if math.Abs(breaks[i]-b) > 1e-9 {
				t.Errorf("%s: break %v, not %v", tc.name, breaks[i], b)
			}
		}
	}
}

// cost is the sum of squares about the mean of each class.
func cost(x, breaks []float64) (sum float64) {
	classes := make([][]float64, len(breaks)+1)
	for _, v := range x {
		c := ClassOf(v, breaks)
		classes[c] = append(classes[c], v)
	}
	for _, class := range classes {
		mean := 0.0
		for _, v := range class {
			mean += v / float64(len(class))
		}
		for _, v := range class {
			sum += (v - mean) * (v - mean)
		}
	}
	return sum
}

// leastCost tries all ways of parting the values from at on.
func leastCost(x, values, breaks []float64, at, more int) float64 {
	if more == 0 {
		return cost(x, breaks)
	}
	least := math.Inf(1)
	for i := at; i < len(values); i++ {
		least = min(least, leastCost(x, values, append(slices.Clone(breaks), values[i]), i+1, more-1))
	}
	return least
}

func TestNaturalBreaksCostLeast(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		x := make([]float64, 1+rng.IntN(14))
		for i := range x {
			x[i] = float64(rng.IntN(12)) * math.Pow(10, float64(rng.IntN(3)))
		}
		values := slices.Clone(x)
		slices.Sort(values)
		values = slices.Compact(values)
		for n := 1; n <= 5; n++ {
			breaks, err := NaturalBreaks(x, n)
			if err != nil || len(breaks) != min(n, len(values))-1 {
				t.Fatalf("%v in %d: %v, %v", x, n, breaks, err)
			}
			if got, want := cost(x, breaks), leastCost(x, values, nil, 1, len(breaks)); got > want*(1+1e-9)+1e-9 {
				t.Errorf("%v in %d: %v costs %v, not %v", x, n, breaks, got, want)
			}
		}
	}
}

// What always holds: breaks ascend, at most n classes, and of quantiles and natural breaks none is empty.
func TestBreaksAlways(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		x := make([]float64, rng.IntN(40))
		for i := range x {
			x[i] = math.Floor(rng.NormFloat64()*10) / 4
		}
		for n := 1; n <= 7; n++ {
			for name, of := range map[string]func([]float64, int) ([]float64, error){
				"equal": EqualBreaks, "quantile": QuantileBreaks, "natural": NaturalBreaks,
				"diverging": func(x []float64, n int) ([]float64, error) { return DivergingBreaks(x, n, 0.5) },
			} {
				breaks, err := of(x, n)
				if err != nil || len(breaks) > n-1 || !slices.IsSorted(breaks) || len(slices.Compact(slices.Clone(breaks))) != len(breaks) {
					t.Fatalf("%s of %v in %d: %v, %v", name, x, n, breaks, err)
				}
				if name != "equal" && name != "diverging" && len(x) > 0 && slices.Contains(countsOf(x, breaks), 0) {
					t.Errorf("%s of %v in %d: %v leaves a class empty", name, x, n, breaks)
				}
			}
		}
	}
}

func TestBreaksOfLittle(t *testing.T) {
	for _, tc := range []struct {
		name                     string
		x                        []float64
		equal, quantile, natural []float64
	}{
		{"no area", nil, nil, nil, nil},
		{"one", []float64{7}, nil, nil, nil},
		{"all equal", []float64{7, 7, 7, 7}, nil, nil, nil},
		{"two", []float64{1, 3}, []float64{1.5, 2, 2.5}, []float64{3}, []float64{3}},
		{"four", []float64{4, 1, 3, 2}, []float64{1.75, 2.5, 3.25}, []float64{2, 3, 4}, []float64{2, 3, 4}},
		{"most of them tied", []float64{0.4, 0.4, 0.4, 0.4, 0.4, 0.4, 0.9}, []float64{0.525, 0.65, 0.775}, []float64{0.9}, []float64{0.9}},
		{"one far off", []float64{1, 2, 3, 1000}, []float64{250.75, 500.5, 750.25}, []float64{2, 3, 1000}, []float64{2, 3, 1000}},
	} {
		for name, got := range map[string]struct {
			of   func([]float64, int) ([]float64, error)
			want []float64
		}{"equal": {EqualBreaks, tc.equal}, "quantile": {QuantileBreaks, tc.quantile}, "natural": {NaturalBreaks, tc.natural}} {
			breaks, err := got.of(tc.x, 4)
			if err != nil || len(breaks) != len(got.want) {
				t.Errorf("%s, %s: %v, %v, not %v", tc.name, name, breaks, err, got.want)
				continue
			}
			for i := range breaks {
				if math.Abs(breaks[i]-got.want[i]) > 1e-12 {
					t.Errorf("%s, %s: %v, not %v", tc.name, name, breaks, got.want)
				}
			}
		}
	}
}

func TestDivergingBreaks(t *testing.T) {
	x := []float64{100} // far off: it does not stretch the classes
	for i := range 39 {
		x = append(x, float64(i)/2)
	}
	for n := 2; n <= 7; n++ {
		breaks, err := DivergingBreaks(x, n, 10)
		if err != nil || len(breaks) != n-1 {
			t.Fatalf("%d: %v, %v", n, breaks, err)
		}
		for i, b := range breaks {
			if other := breaks[len(breaks)-1-i]; math.Abs((b+other)/2-10) > 1e-9 {
				t.Errorf("%d: %v is not even about 10", n, breaks)
			}
		}
		if breaks[len(breaks)-1] > 20 {
			t.Errorf("%d: %v reaches for the one far off", n, breaks)
		}
	}
	if breaks, err := DivergingBreaks([]float64{3, 3}, 5, 3); err != nil || breaks != nil {
		t.Errorf("nothing differs: %v, %v", breaks, err)
	}
}

func TestBreaksRefuse(t *testing.T) {
	if _, err := NaturalBreaks([]float64{1}, 0); !errors.Is(err, ErrClasses) {
		t.Error(err)
	}
	if _, err := QuantileBreaks([]float64{1, math.NaN()}, 3); !errors.Is(err, ErrNotFinite) {
		t.Error(err)
	}
}
