package stat

import (
	"errors"
	"math"
	"slices"
)

// ErrClasses says that there are no such numbers of classes.
var ErrClasses = errors.New("not a number of classes")

// ClassOf returns the class that the ascending breaks put v into: class 0 holds
// what is below the first, class i what is at least break i−1 and below break i.
func ClassOf(v float64, breaks []float64) int {
	i, equal := slices.BinarySearch(breaks, v)
	if equal {
		i++
	}
	return i
}

// EqualBreaks returns the breaks between n classes of equal width over the range
// of x; none where x is empty or all its values are equal. Classes may be empty.
func EqualBreaks(x []float64, n int) ([]float64, error) {
	sorted, err := ascending(x, n)
	if err != nil || len(sorted) == 0 || sorted[0] == sorted[len(sorted)-1] {
		return nil, err
	}
	least, width := sorted[0], (sorted[len(sorted)-1]-sorted[0])/float64(n)
	var breaks []float64
	for i := 1; i < n; i++ {
		breaks = append(breaks, least+float64(i)*width)
	}
	return breaks, nil
}

// QuantileBreaks returns the breaks between at most n classes that hold nearly
// as many values each. Equal values are never parted: a break is a value of x.
// Fewer classes are left where values repeat. Where none does, it parts them as
// mapclassify's Quantiles does.
func QuantileBreaks(x []float64, n int) ([]float64, error) {
	sorted, err := ascending(x, n)
	if err != nil || len(sorted) == 0 {
		return nil, err
	}
	var breaks []float64
	for i := 1; i < n; i++ {
		quantile := sorted[(len(sorted)-1)*i/n]
		first, _ := slices.BinarySearch(sorted, quantile)
		next := first
		for next < len(sorted) && sorted[next] == quantile {
			next++
		}
		// Of those that are equal all go up or all down, as comes nearer to a like number.
		at := next
		if ideal := len(sorted) * i; first > 0 && ideal-first*n < next*n-ideal {
			at = first
		}
		if at < len(sorted) && !slices.Contains(breaks, sorted[at]) {
			breaks = append(breaks, sorted[at])
		}
	}
	return breaks, nil
}

// NaturalBreaks returns the breaks between n classes, the squared distances of
// whose values to the mean of their class have the least sum: exactly, not by a
// search from a first guess. A break is the smallest value of its class. Where x
// has no n different values, each is a class of its own.
//
// Fisher (1958), JASA 53, 789–798; agrees with the documented example of
// mapclassify's FisherJenks. A value counts as often as it occurs, and the best
// place to part never moves back as values are added, so d different values take
// n·d·log d steps.
func NaturalBreaks(x []float64, n int) ([]float64, error) {
	sorted, err := ascending(x, n)
	if err != nil {
		return nil, err
	}
	f := newFisher(sorted)
	if n > len(f.value) {
		n = len(f.value)
	}
	parts := make([][]int, max(0, n-1))
	for i := range parts {
		parts[i] = make([]int, len(f.value))
		f.part(parts[i], i+1)
	}
	var breaks []float64
	last := len(f.value) - 1
	for _, firsts := range slices.Backward(parts) {
		breaks = append(breaks, f.value[firsts[last]])
		last = firsts[last] - 1
	}
	slices.Reverse(breaks)
	return breaks, nil
}

// A fisher holds different values, ascending, with sums of all up to each.
type fisher struct {
	value           []float64
	n, sum, squares []float64 // of the values before i, from their middle
	cost, before    []float64 // of the best classes of the values up to i
}

func newFisher(sorted []float64) *fisher {
	f := &fisher{n: []float64{0}, sum: []float64{0}, squares: []float64{0}}
	for i, v := range sorted {
		if i == 0 || v != sorted[i-1] {
			f.value = append(f.value, v)
			f.n, f.sum, f.squares = append(f.n, f.n[len(f.n)-1]), append(f.sum, f.sum[len(f.sum)-1]), append(f.squares, f.squares[len(f.squares)-1])
		}
		last, z := len(f.n)-1, v-sorted[len(sorted)/2]
		f.n[last]++
		f.sum[last] += z
		f.squares[last] += z * z
	}
	f.cost, f.before = make([]float64, len(f.value)), make([]float64, len(f.value))
	for i := range f.cost {
		f.cost[i] = f.within(0, i)
	}
	return f
}

// within returns the sum of squares about their mean of the values first … last.
func (f *fisher) within(first, last int) float64 {
	n, sum := f.n[last+1]-f.n[first], f.sum[last+1]-f.sum[first]
	return max(0, f.squares[last+1]-f.squares[first]-sum*sum/n)
}

// part finds for all values up to each where the last of so many classes and
// one more begins, and keeps what that costs.
func (f *fisher) part(first []int, classes int) {
	f.cost, f.before = f.before, f.cost
	f.between(first, classes, len(f.value)-1, classes, len(f.value)-1)
}

// between fills in the values from…to, whose last class begins at low … high.
func (f *fisher) between(first []int, from, to, low, high int) {
	if from > to {
		return
	}
	middle := (from + to) / 2
	f.cost[middle] = math.Inf(1)
	for at := low; at <= min(middle, high); at++ {
		if c := f.before[at-1] + f.within(at, middle); c < f.cost[middle] {
			f.cost[middle], first[middle] = c, at
		}
	}
	f.between(first, from, middle-1, low, first[middle])
	f.between(first, middle+1, to, first[middle], high)
}

// DivergingBreaks returns the breaks between n classes of equal width on both
// sides of a centre, which lies in the middle of the middle class, or, where n
// is even, is the break between the two middle ones. The outermost classes are
// open, and begin where one value in twenty lies farther out: a single far value
// does not stretch them. None where nothing differs from the centre.
func DivergingBreaks(x []float64, n int, centre float64) ([]float64, error) {
	far := make([]float64, len(x))
	for i, v := range x {
		far[i] = math.Abs(v - centre)
	}
	sorted, err := ascending(far, n)
	if err != nil || len(sorted) == 0 {
		return nil, err
	}
	reach := sorted[(len(sorted)*19-1)/20]
	if reach == 0 {
		reach = sorted[len(sorted)-1]
	}
	if reach == 0 {
		return nil, nil
	}
	return Around(centre, 2*reach/float64(n), n), nil
}

// Around returns n−1 breaks that lie so wide apart, as many on each side of the centre.
func Around(centre, width float64, n int) (breaks []float64) {
	for i := 1; i < n; i++ {
		breaks = append(breaks, centre+width*(float64(i)-float64(n)/2))
	}
	return breaks
}

func ascending(x []float64, n int) ([]float64, error) {
	if n < 1 {
		return nil, ErrClasses
	}
	if err := finite(x, len(x)); err != nil {
		return nil, err
	}
	sorted := slices.Clone(x)
	slices.Sort(sorted)
	return sorted, nil
}
