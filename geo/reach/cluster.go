package reach

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"tepat/geo"
	"tepat/geo/stat"
	"tepat/geo/target"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// half of the eligible families is the most that a circle of a scan may hold.
const half = 0.5

// clusters answers with the villages that stand out together, those that miss
// most families first. Clusters that lie partly outside the scope are whole:
// they were found over all villages. The gap, and what is listed apart, are those
// of the villages.
func (g *Ground) clusters(q Question, k *kind, t *told) (*Answer, error) {
	scope, err := g.scope(k, q.Within)
	if err != nil {
		return nil, err
	}
	villages, err := g.rank(k, t, scoped{survey{k.name, q.Programme, q.Method}, q.Within})
	if err != nil {
		return nil, err
	}
	of := villages.ranking // that the clusters are held against
	found, err := t.standing()
	if err != nil {
		return nil, err
	}
	inside := map[int]bool{}
	for _, i := range scope {
		inside[i] = true
	}
	var asked []target.Place
	by := map[string]stat.Cluster{}
	for n, c := range found {
		if c.Kind != stat.Hot && c.Kind != stat.HighHigh || c.Q > significant || !touches(c.Members, inside) {
			continue
		}
		code := fmt.Sprintf("cluster-%d", n+1)
		by[code] = c
		p := target.Place{Code: code, State: target.Known, Eligible: c.Population, Reached: c.Population - c.Cases, Bound: t.boundOf(c.Members), HotSpot: target.Hot}
		all := t.prior.Posterior(c.Rate)
		p.Posterior = target.Posterior{A: all.Beta, B: all.Alpha}
		i := all.Interval(level)
		p.Interval = target.Interval{Low: 1 - i.High, High: 1 - i.Low}
		asked = append(asked, p)
	}
	ranking, err := g.order(target.Question{Kind: Cluster, Gap: of.Missed(), Bound: of.Rough()}, q.Within, asked)
	if err != nil {
		return nil, err
	}
	a := g.begin(q, t, ranking)
	a.apart(of)
	a.Headline = of.ClusterHeadline(len(ranking.Places), sumMissed(ranking.Places))
	a.HoldHalf = holding(ranking.Places, of.Missed())
	for _, r := range ranking.Under(q.Threshold, q.first(len(ranking.Places))) {
		c := by[r.Code]
		p := line(&r, c.Rate)
		p.Members, p.P, p.Q = codes(k, c.Members), &c.P, &c.Q
		p.Name = nameOf(k, c.Members)
		if ratio, ok := c.Ratio(); ok {
			p.Ratio = &ratio
		}
		a.Places = append(a.Places, p)
	}
	g.name(a)
	return a, nil
}

// boundOf returns the bound of what places miss together.
func (t *told) boundOf(places []int) (bound target.Bound) {
	for _, i := range places {
		bound = bound.And(t.bound[i])
	}
	return bound
}

// holding returns how many clusters, from the first, hold half of the gap; 0 where all of them do not.
func holding(places []target.Ranked, gap int) int {
	for i, sum := 0, 0; i < len(places); i++ {
		if sum += places[i].Missed; 2*sum >= gap {
			return i + 1
		}
	}
	return 0
}

func sumMissed(places []target.Ranked) (sum int) {
	for i := range places {
		sum += places[i].Missed
	}
	return sum
}

// stand finds the places that stand out together, by the method asked for.
func (g *Ground) stand(m Method, k *kind, t *told) ([]stat.Cluster, error) {
	if m == Scan {
		return g.scan(k, t)
	}
	w, err := k.near()
	if err != nil || t.spots == nil {
		return nil, err
	}
	return stat.Clusters(t.spots, w, t.rates, significant)
}

// scan looks for circles of places with figures.
func (g *Ground) scan(k *kind, t *told) ([]stat.Cluster, error) {
	known, _ := t.among(len(k.places))
	rates, centres := make([]stat.Rate, len(known)), make([]orb.Point, len(known))
	for i, at := range known {
		rates[i] = t.rates[at]
		centres[i], _ = planar.CentroidArea(g.release.Areas().At(k.places[at].area).Area().Shape)
	}
	s := stat.Scan{Model: stat.Bernoulli, Share: half, Replications: permutations}
	distance := func(i, j int) float64 { return float64(geo.Distance(centres[i], centres[j])) }
	found, err := s.Clusters(rates, distance, rand.New(rand.NewPCG(uint64(g.release.About().ID), seed+2)))
	for c := range found {
		for m, i := range found[c].Members {
			found[c].Members[m] = known[i]
		}
	}
	return found, err
}

// codes lists the codes of places in their order.
func codes(k *kind, at []int) (codes []string) {
	for _, i := range at {
		codes = append(codes, k.places[i].code)
	}
	slices.Sort(codes)
	return codes
}

// nameOf names a cluster by its first members, and says how many more there are.
func nameOf(k *kind, at []int) string {
	const some = 3
	var names []string
	for _, i := range at[:min(some, len(at))] {
		names = append(names, k.places[i].name)
	}
	if more := len(at) - some; more > 0 {
		names = append(names, fmt.Sprintf("+%d", more))
	}
	return strings.Join(names, ", ")
}

func touches(members []int, inside map[int]bool) bool {
	for _, m := range members {
		if inside[m] {
			return true
		}
	}
	return false
}
