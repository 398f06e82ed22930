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

// clustered are the villages of a scope that stand out together.
type clustered struct {
	of      *target.Ranking // the villages, which the clusters are held against
	ranking *target.Ranking
	by      map[string]stat.Cluster // by code
}

// clusters answers with the villages that stand out together, those that miss
// most families first. Clusters that lie partly outside the scope are whole:
// they were found over all villages. The gap, and what is listed apart, are those
// of the villages.
func (g *Ground) clusters(q Question, k *kind, t *told, s scoped) (*Answer, error) {
	c, err := g.clustered.of(s, func() (*clustered, error) { return g.cluster(k, t, s) })
	if err != nil {
		return nil, err
	}
	a := g.begin(q, t, c.ranking)
	a.apart(c.of)
	a.Headline = c.of.ClusterHeadline(len(c.ranking.Places), sumMissed(c.ranking.Places))
	a.HoldHalf = holding(c.ranking.Places, c.of.Missed())
	for _, r := range c.ranking.Under(q.Threshold, q.first(len(c.ranking.Places))) {
		found := c.by[r.Code]
		p := line(&r, found.Rate, noiseOf(g.release.About()).Times(len(found.Members)))
		p.Members, p.P, p.Q = codes(k, found.Members), &found.P, &found.Q
		p.Name = nameOf(k, found.Members)
		if r.Ratio > 0 {
			p.Ratio = &r.Ratio
		}
		a.Places = append(a.Places, p)
	}
	g.name(a)
	return a, nil
}

// cluster ranks what stands out together and touches the scope.
func (g *Ground) cluster(k *kind, t *told, s scoped) (*clustered, error) {
	villages, err := g.rank(k, t, s)
	if err != nil {
		return nil, err
	}
	found, err := t.standing()
	if err != nil {
		return nil, err
	}
	inside := map[int]bool{}
	for _, at := range villages.at {
		inside[at] = true
	}
	c := &clustered{of: villages.ranking, by: map[string]stat.Cluster{}}
	var asked []target.Place
	for n, f := range found {
		if f.Kind != stat.Hot && f.Kind != stat.HighHigh || f.Q > significant || !touches(f.Members, inside) {
			continue
		}
		code := fmt.Sprintf("cluster-%d", n+1)
		c.by[code] = f
		asked = append(asked, t.askCluster(code, f, noiseOf(g.release.About()).Times(len(f.Members))))
	}
	c.ranking, err = g.order(target.Question{Kind: Cluster, Gap: c.of.Missed(), Bound: c.of.Rough()}, s.within, asked)
	return c, err
}

// askCluster describes a cluster for the ranking.
func (t *told) askCluster(code string, c stat.Cluster, noise stat.Noise) target.Place {
	all := t.prior.Posterior(rest(c.Rate), noise)
	ratio, _ := c.Ratio()
	return target.Place{
		Code: code, State: target.Known, Eligible: c.Population, Reached: c.Population - c.Cases, Bound: t.boundOf(c.Members), HotSpot: target.Hot, Ratio: ratio,
		Posterior: target.Posterior{A: all.Alpha, B: all.Beta}, Interval: target.Interval(all.Interval(level)),
	}
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
	rates, centres, noise := make([]stat.Rate, len(known)), make([]orb.Point, len(known)), noiseOf(g.release.About())
	for i, at := range known {
		rates[i] = rest(noise.Effective(rest(t.rates[at]), t.prior.M))
		centres[i], _ = planar.CentroidArea(g.release.Areas().At(k.places[at].area).Area().Shape)
	}
	s := stat.Scan{Model: stat.Bernoulli, Share: half, Replications: permutations}
	distance := func(i, j int) float64 { return float64(geo.Distance(centres[i], centres[j])) }
	found, err := s.Clusters(rates, distance, rand.New(rand.NewPCG(uint64(g.release.About().ID), seed+2)))
	for c := range found {
		for m, i := range found[c].Members {
			found[c].Members[m] = known[i]
		}
		found[c].Rate, found[c].Rest = t.part(found[c].Members)
	}
	return found, err
}

// part returns the rate of some places together, as it was counted, and that of the others.
func (t *told) part(members []int) (in, out stat.Rate) {
	for i, r := range t.rates {
		to := &out
		if slices.Contains(members, i) {
			to = &in
		}
		to.Cases += r.Cases
		to.Population += r.Population
	}
	return in, out
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
