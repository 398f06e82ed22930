package stat

import (
	"math"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestClusters has two hot spots of a row of areas, and one that is not significant.
func TestClusters(t *testing.T) {
	w := must(Binary([][]int{{1}, {0, 2}, {1, 3}, {2, 4}, {3, 5}, {4}}))
	hot := func(q float64) Spot { return Spot{Score: 3, P: q / 2, Q: q, Kind: Hot, Tested: true} }
	spots := []Spot{hot(.01), hot(.002), hot(.3), {Score: -3, P: .001, Q: .004, Kind: Cold, Tested: true}, hot(.04), untested}
	rates := []Rate{{4, 10}, {5, 10}, {1, 10}, {0, 10}, {20, 30}, {1, 10}}
	got := must(Clusters(spots, w, rates, 0.05))
	want := []Cluster{
		{Kind: Hot, Members: []int{4}, Rate: Rate{20, 30}, Rest: Rate{11, 50}, P: .02, Q: .04},
		{Kind: Hot, Members: []int{0, 1}, Rate: Rate{9, 20}, Rest: Rate{22, 60}, P: .001, Q: .002},
		{Kind: Cold, Members: []int{3}, Rate: Rate{0, 10}, Rest: Rate{31, 70}, P: .001, Q: .004},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if ratio, ok := got[1].Ratio(); !ok || math.Abs(ratio-1.2272727) > 1e-6 {
		t.Errorf("ratio is %v, %v", ratio, ok)
	}
	for _, c := range []Cluster{{Rate: Rate{1, 2}, Rest: Rate{0, 5}}, {Rate: Rate{1, 2}}, {Rest: Rate{1, 2}}} {
		if ratio, ok := c.Ratio(); ok || ratio != 0 {
			t.Errorf("%+v has the ratio %v", c, ratio)
		}
	}
	if c := must(Clusters(spots, w, rates, 0)); c != nil {
		t.Errorf("at q = 0 there are %v", c)
	}
	// A neighbour in one direction is one.
	if c := must(Clusters(spots[:2], must(Binary([][]int{nil, {0}})), rates[:2], 0.05)); len(c) != 1 {
		t.Errorf("got %v", c)
	}
}

// TestClustersRefuse what does not belong together.
func TestClustersRefuse(t *testing.T) {
	w, rates := hexagons(9), []Rate{{1, 2}, {0, 2}}
	fails(t, []failure{
		{"clusters of other spots", second(Clusters(make([]Spot, 8), w, make([]Rate, 9), 0.05)), ErrLength},
		{"clusters of other rates", second(Clusters(make([]Spot, 9), w, rates, 0.05)), ErrLength},
		{"clusters of no rate", second(Clusters(make([]Spot, 1), hexagons(1), []Rate{{2, 1}}, 0.05)), ErrNotARate},
	})
}

func TestClustersAreWholeAndApart(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "areas")
		w := drawWeights(t, n)
		spots, rates := make([]Spot, n), make([]Rate, n)
		for i := range n {
			q := rapid.SampledFrom([]float64{0.001, 0.01, 0.05, 0.2}).Draw(t, "q")
			spots[i] = Spot{P: q / 2, Q: q, Tested: true, Kind: rapid.SampledFrom([]Kind{None, HighHigh, LowLow, HighHigh}).Draw(t, "kind")}
			rates[i] = Rate{rapid.IntRange(0, 9).Draw(t, "cases"), 9}
		}
		clusters := must(Clusters(spots, w, rates, 0.05))
		in, last := map[int]int{}, math.MaxInt
		for k, c := range clusters {
			if c.Cases > last || c.Q > 0.05 || !slices.IsSorted(c.Members) || c.plus(c.Rest) != must(sum(rates)) {
				t.Fatalf("%+v", c)
			}
			last = c.Cases
			for _, i := range c.Members {
				in[i] = k + 1
				if spots[i].Kind != c.Kind || spots[i].Q < c.Q {
					t.Fatalf("%+v is in %+v", spots[i], c)
				}
			}
		}
		for i := range n {
			if out := spots[i].Kind != None && spots[i].Q <= 0.05; out != (in[i] > 0) {
				t.Fatalf("area %d: %+v, in cluster %d", i, spots[i], in[i])
			}
			for _, j := range w.Neighbours(i) {
				if in[i] > 0 && in[int(j)] > 0 && spots[i].Kind == spots[j].Kind && in[i] != in[int(j)] {
					t.Fatalf("neighbours %d and %d are in two clusters", i, j)
				}
			}
		}
	})
}
