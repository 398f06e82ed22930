package stat

import (
	"encoding/csv"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"tepat/geo/sharedtest"

	"pgregory.net/rapid"
)

// A table is a published data set by column.
type table map[string][]string

// read returns the shared file of vectors, or nil where there is none.
func read(t testing.TB, name string) table {
	t.Helper()
	path, ok := sharedtest.Path(t, "vectors/"+name)
	if !ok {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := table{}
	for k, column := range rows[0] {
		for _, row := range rows[1:] {
			out[column] = append(out[column], row[k])
		}
	}
	return out
}

func (d table) floats(t testing.TB, column string) (x []float64) {
	t.Helper()
	for _, s := range d[column] {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		x = append(x, v)
	}
	if x == nil {
		t.Fatalf("no column %q", column)
	}
	return x
}

func (d table) rates(t testing.TB, cases, population string) (rates []Rate) {
	t.Helper()
	n := d.floats(t, population)
	for i, c := range d.floats(t, cases) {
		rates = append(rates, Rate{int(c), int(n[i])})
	}
	return rates
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// near fails unless got is want but for a difference of at most by.
func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if !(math.Abs(got-want) <= by) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

func same(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func seeded() *rand.Rand { return rand.New(rand.NewPCG(1, 1)) }

// fails holds each error against the one it should be.
func fails(t *testing.T, cases []failure) {
	t.Helper()
	for _, tc := range cases {
		if !errors.Is(tc.err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, tc.err, tc.want)
		}
	}
}

type failure struct {
	name      string
	err, want error
}

func second[T any](_ T, err error) error { return err }

// coverage is how often an interval held the truth.
type coverage struct{ held, all float64 }

func (c *coverage) see(held bool) {
	c.all++
	if held {
		c.held++
	}
}

func (c coverage) within(t *testing.T, what string, low, high float64) {
	t.Helper()
	if share := c.held / c.all; !(low <= share && share <= high) {
		t.Errorf("%s holds the truth in %.4f of %.0f cases, want %v to %v", what, share, c.all, low, high)
	}
}

// drawRates makes up areas, some of them empty.
func drawRates(t *rapid.T) (rates []Rate) {
	for range rapid.IntRange(0, 40).Draw(t, "areas") {
		n := rapid.SampledFrom([]int{0, 1, 2, 3, 10, 100, 5000}).Draw(t, "population")
		rates = append(rates, Rate{rapid.IntRange(0, n).Draw(t, "cases"), n})
	}
	return rates
}

func drawRNG(t *rapid.T) *rand.Rand { return rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)) }

// shuffled returns things in another order: out[i] = things[order[i]].
func shuffled[T any](things []T, order []int) (out []T) {
	for _, i := range order {
		out = append(out, things[i])
	}
	return out
}

// isNumber fails where something that a caller sees is not a finite number.
func isNumber(t *rapid.T, what string, values ...float64) {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatalf("%s is %v", what, v)
		}
	}
}

func isProbability(t *rapid.T, what string, p float64) {
	if !(p >= 0 && p <= 1) {
		t.Fatalf("%s is %v", what, p)
	}
}
