package stat

import (
	"cmp"
	"fmt"
	"slices"
)

// A Cluster is a set of areas that stand out together.
type Cluster struct {
	Kind    Kind
	Members []int // ascending
	Rate          // of the members together: families missed, of families eligible
	Rest    Rate  // of all other areas

	// P and Q are those of the member that stands out most: the cluster, or
	// what is left of it, is listed at every false discovery rate from Q up. Of a
	// scan they belong to the whole cluster.
	P, Q float64
	LLR  float64 // log likelihood ratio of a scan, else 0
}

// Ratio returns the rate of the members ÷ the rate of the rest. Where the rest
// has nobody or no case there is none, and ok is false.
func (c Cluster) Ratio() (ratio float64, ok bool) {
	if c.Rest.Share() == 0 || c.Population == 0 {
		return 0, false
	}
	return c.Share() / c.Rest.Share(), true
}

// Clusters joins neighbours of one kind whose q is at most q into clusters,
// those with most cases first. spots and rates belong to the areas of w; w's
// neighbours count in both directions. It returns [ErrLength] or [ErrNotARate];
// where nothing stands out there are no clusters.
func Clusters(spots []Spot, w Weights, rates []Rate, q float64) ([]Cluster, error) {
	if len(spots) != w.Len() || len(rates) != w.Len() {
		return nil, fmt.Errorf("stat: %d spots, %d rates, %d areas: %w", len(spots), len(rates), w.Len(), ErrLength)
	}
	all, err := sum(rates)
	if err != nil {
		return nil, err
	}
	var clusters []Cluster
	for _, members := range connected(spots, w, q) {
		c := clusterOf(spots[members[0]].Kind, members, rates, all)
		for _, i := range members {
			c.P, c.Q = min(c.P, spots[i].P), min(c.Q, spots[i].Q)
		}
		clusters = append(clusters, c)
	}
	slices.SortStableFunc(clusters, func(a, b Cluster) int { return cmp.Compare(b.Cases, a.Cases) })
	return clusters, nil
}

func clusterOf(k Kind, members []int, rates []Rate, all Rate) Cluster {
	c := Cluster{Kind: k, Members: members, P: 1, Q: 1}
	slices.Sort(c.Members)
	for _, i := range members {
		c.Rate = c.plus(rates[i])
	}
	c.Rest = all.minus(c.Rate)
	return c
}

// connected returns the areas of each cluster; clusters in the order of their first.
func connected(spots []Spot, w Weights, q float64) (clusters [][]int) {
	out := func(i int) bool { return spots[i].Tested && spots[i].Kind != None && spots[i].Q <= q }
	root := newForest(len(spots))
	for i := range spots {
		for _, j := range w.Neighbours(i) {
			if out(i) && out(int(j)) && spots[i].Kind == spots[j].Kind {
				root.join(i, int(j))
			}
		}
	}
	at := map[int]int{}
	for i := range spots {
		if !out(i) {
			continue
		}
		r := root.of(i)
		k, known := at[r]
		if !known {
			k, at[r] = len(clusters), len(clusters)
			clusters = append(clusters, nil)
		}
		clusters[k] = append(clusters[k], i)
	}
	return clusters
}

// A forest joins areas into sets; each points to another of its set or is the root.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) of(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) { f[f.of(i)] = f.of(j) }
