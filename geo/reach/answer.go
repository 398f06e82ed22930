package reach

import (
	"math/rand/v2"
	"slices"

	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"
)

// An Answer lists places in order of eligible families missed, and what is not
// in that order apart. It is equal for equal questions of one release.
type Answer struct {
	Release   int64        `json:"release"`
	AsOf      string       `json:"as_of"`
	By        string       `json:"by"`
	Programme string       `json:"programme"`
	Within    string       `json:"within,omitempty"`
	Threshold float64      `json:"threshold"`
	Method    Method       `json:"method"`
	Gap       Gap          `json:"administrative_gap"`
	Field     [2]OfField   `json:"field_numbers"`
	Headline  poverty.Text `json:"headline"`
	HoldHalf  int          `json:"hold_half"` // places, from the first, that hold half of the gap
	Prior     Prior        `json:"prior"`
	Total     int          `json:"total"`
	Places    []Place      `json:"places"`

	// Places that are not in the order, by code.
	Withheld       []string `json:"withheld"`
	NoData         []string `json:"no_data"`
	NobodyEligible []string `json:"nobody_eligible"`
	// Places in the order that no test could judge: too few neighbours.
	NotTested []string `json:"not_tested"`

	// Areas that the answer names by their code alone.
	Areas map[string]Named `json:"areas"`
}

// A Named area is what its code stands for.
type Named struct {
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"`
}

// A Gap is the administrative gap: what the register holds as eligible and no
// list as reached. It is neither the verified exclusion error nor the
// unregistered poor, which come from the field.
type Gap struct {
	Name       poverty.Text `json:"name"`
	Eligible   int          `json:"eligible"`
	NotReached int          `json:"not_reached"`
	// Bound says that it is not exact: places are withheld, or shown as bounds or with noise.
	Bound target.Bound `json:"bound,omitempty"`
}

// A Prior says what all places of the kind have in common (beta-binomial
// empirical Bayes). Rho 0 says that they differ no more than chance makes them.
type Prior struct {
	Missed float64       `json:"missed"` // share of the eligible, over all places
	Rho    float64       `json:"rho"`
	Note   *poverty.Text `json:"note,omitempty"`
}

// A Place is one line of an answer.
type Place struct {
	Position int      `json:"position"`
	Code     string   `json:"code"`
	Name     string   `json:"name,omitempty"`
	Parent   string   `json:"parent,omitempty"`
	Cells    []string `json:"cells,omitempty"`   // of a leaf of the mosaic
	Members  []string `json:"members,omitempty"` // of a cluster

	Eligible int     `json:"eligible"`
	Reached  int     `json:"reached"`
	Missed   int     `json:"missed"`
	Share    float64 `json:"share"` // missed, of the eligible
	// Bound says that missed and share stand for all that are greater or smaller;
	// Reached lies on the other side. Intervals then reach to that end.
	Bound target.Bound `json:"bound,omitempty"`

	Wilson [2]float64 `json:"wilson"` // 95 % interval of the share as counted
	// Insufficient says that so few are eligible that the share says nothing.
	Insufficient bool `json:"insufficient,omitempty"`

	// What a number at least, or at most, does not tell is missing: the number that
	// a bound is written as would pass for a count.
	Expected *float64   `json:"expected,omitempty"` // share after what all places say of one
	Credible [2]float64 `json:"credible"`           // its 95 % interval; to the end, where it is a bound
	Below    *float64   `json:"below,omitempty"`    // probability that coverage lies below the threshold
	Rank     *[2]int    `json:"rank,omitempty"`     // by families missed, 95 % of the draws; holds Position

	OfGap   float64        `json:"of_gap"`  // share of the whole gap
	Running float64        `json:"running"` // with all places before it
	HotSpot target.HotSpot `json:"hot_spot"`
	Q       *float64       `json:"q,omitempty"` // false discovery rate of the hot spot
	P       *float64       `json:"p,omitempty"`
	Ratio   *float64       `json:"ratio,omitempty"` // of a cluster's missed share to that of the rest

	Doubts []poverty.Text `json:"doubts,omitempty"` // what keeps the answer uncertain
	Why    poverty.Text   `json:"why"`
}

// draws behind the range of ranks: as many as are told in a moment.
func draws(places int) int { return min(1000, max(50, 1_000_000/max(places, 1))) }

// UnderCovered answers a question, or returns a [*poverty.InputError] that says
// which word of it cannot be answered.
func (g *Ground) UnderCovered(q Question) (*Answer, error) {
	if err := q.check(g.release); err != nil {
		return nil, err
	}
	k := g.kinds[q.By]()
	if err := g.checkWithin(k, q.Within); err != nil {
		return nil, err // before any work, and before a place is kept for it
	}
	t, err := g.tell(k, survey{k.name, q.Programme, q.Method})
	if err != nil {
		return nil, err
	}
	s := scoped{survey{k.name, q.Programme, q.Method}, q.Within}
	if q.By == Cluster {
		return g.clusters(q, k, t, s)
	}
	r, err := g.rank(k, t, s)
	if err != nil {
		return nil, err
	}
	a := g.begin(q, t, r.ranking)
	for _, ranked := range r.ranking.Under(q.Threshold, q.first(len(r.ranking.Places))) {
		j := r.at[ranked.Code]
		p := line(&ranked, t.rates[j], noiseOf(g.release.About()))
		p.Name, p.Parent = k.places[j].name, g.parent(&k.places[j])
		for _, c := range k.places[j].cells {
			p.Cells = append(p.Cells, c.String())
		}
		if s := t.spots[j]; s.Tested {
			p.P, p.Q = &s.P, &s.Q
		}
		a.Places = append(a.Places, p)
	}
	g.name(a)
	return a, nil
}

// name says what the codes of an answer stand for.
func (g *Ground) name(a *Answer) {
	a.Areas = map[string]Named{}
	codes := slices.Concat(a.Withheld, a.NoData, a.NobodyEligible, a.NotTested)
	for _, p := range a.Places {
		codes = append(append(codes, p.Parent), p.Members...)
	}
	for len(codes) > 0 {
		code := codes[0]
		codes = codes[1:]
		at, ok := g.find(area.Code(code))
		if _, named := a.Areas[code]; named || !ok {
			continue // named already, or a cell
		}
		is := g.release.Areas().At(at).Area()
		a.Areas[code] = Named{is.Name, string(is.Parent)}
		codes = append(codes, string(is.Parent))
	}
}

// ask describes a place for the ranking.
func (g *Ground) ask(k *kind, t *told, at int) target.Place {
	p := &k.places[at]
	f := g.figure(p, indicator(g.release.About(), coverageOf+t.programme))
	out := target.Place{Code: p.code, State: g.state(p, t.programme)}
	if out.State != target.Known {
		return out
	}
	out.Eligible, out.Reached, out.Bound = int(f.Denominator()), int(f.Numerator()), boundOf(f)
	out.Facts = g.facts(p)
	if !t.known[at] {
		return out
	}
	coverage := t.prior.Posterior(rest(t.rates[at]), noiseOf(g.release.About()))
	out.Posterior = target.Posterior{A: coverage.Alpha, B: coverage.Beta}
	out.Interval = target.Interval(coverage.Interval(level))
	out.HotSpot = labelOf(t.spots[at])
	return out
}

// boundOf returns the bound of those missed: few reached are many missed.
func boundOf(f disclose.Figure) target.Bound {
	switch {
	case f.State() == disclose.Withheld, f.Bound() == disclose.AtMost:
		return target.AtLeast
	case f.Bound() == disclose.AtLeast:
		return target.AtMost
	}
	return ""
}

const level = 0.95

// significant is the false discovery rate at which a place stands out.
const significant = 0.05

func labelOf(s stat.Spot) target.HotSpot {
	switch {
	case !s.Tested:
		return target.NotTested
	case s.Q > significant:
		return target.NotUnusual
	}
	return map[stat.Kind]target.HotSpot{
		stat.Hot: target.Hot, stat.HighHigh: target.Hot, stat.Cold: target.Cold, stat.LowLow: target.Cold,
		stat.HighLow: target.HotOutlier, stat.LowHigh: target.ColdOutlier,
	}[s.Kind]
}

// facts are what keeps the figures of a place uncertain.
func (g *Ground) facts(p *place) (f target.Facts) {
	about := g.release.About()
	located := indicator(about, "located_share")
	if n := g.figure(p, located); n.Shown() {
		// Where noise protects figures the part may be more than the whole.
		f.NotLocated = poverty.Rate{Part: max(0, float64(n.Denominator())-float64(n.Numerator())), Whole: float64(n.Denominator())}
	} else {
		f.Hidden = located >= 0 && n.State() == disclose.Withheld
	}
	if n := g.figure(p, indicator(about, "registry_discordance")); n.Shown() {
		f.Discordant = poverty.Rate{Part: float64(n.Numerator()), Whole: float64(n.Denominator())}
	}
	if n := g.figure(p, indicator(about, "old_data")); n.Shown() {
		f.Old = poverty.Rate{Part: float64(n.Numerator()), Whole: float64(n.Denominator())}
	}
	return f
}

// scoped is a survey of the places in an area.
type scoped struct {
	survey
	within area.Code
}

// ranked are the places of a scope, which many questions are asked of.
type ranked struct {
	ranking *target.Ranking
	at      map[string]int // place among those of the kind, by code
}

// rank returns the places of a scope in their order, with the range of their ranks.
func (g *Ground) rank(k *kind, t *told, s scoped) (*ranked, error) {
	return g.ranked.of(s, func() (*ranked, error) {
		scope, err := g.scope(k, s.within)
		if err != nil {
			return nil, err
		}
		r := &ranked{at: make(map[string]int, len(scope))}
		asked := make([]target.Place, len(scope))
		for i, at := range scope {
			asked[i] = g.ask(k, t, at)
			r.at[asked[i].Code] = at
		}
		r.ranking, err = g.order(target.Question{Kind: k.name, Bound: g.noise()}, s.within, asked)
		return r, err
	})
}

// rank sets the range of ranks of the places with a posterior.
func rank(places []target.Place, release uint64) error {
	var at []int
	var posteriors []stat.Posterior
	var sizes []float64
	for i, p := range places {
		if p.Posterior != (target.Posterior{}) {
			at = append(at, i)
			posteriors = append(posteriors, stat.Posterior{Alpha: p.Posterior.B, Beta: p.Posterior.A})
			sizes = append(sizes, float64(p.Eligible))
		}
	}
	ranks, err := stat.Ranks(posteriors, sizes, draws(len(at)), rand.New(rand.NewPCG(release, seed+1)))
	if err != nil {
		return err
	}
	for i, r := range ranks {
		places[at[i]].Rank = target.RankRange{Best: r.Low, Worst: r.High}
	}
	return nil
}

// noise is the bound of every sum where noise is on all figures.
func (g *Ground) noise() target.Bound {
	if p := g.release.About().Plan; p != nil && p.NoiseMax > 0 {
		return target.About
	}
	return ""
}

// noiseOf returns the noise of every rate of a release.
func noiseOf(about poverty.Release) stat.Noise {
	if about.Plan == nil {
		return stat.Noise{}
	}
	return stat.Noise{Cases: about.Plan.NoiseVariance, Population: about.Plan.NoiseVariance}
}

// missing returns the interval of what is left of a population: those who are
// released with noise are the others, whose number this is taken from.
func missing(left stat.Rate, noise stat.Noise) (stat.Interval, bool) {
	i, ok := stat.NoisyWilson(rest(left), noise, level)
	return stat.Interval{Low: 1 - i.High, High: 1 - i.Low}, ok
}

// order ranks the places in an area, with the range of their ranks.
func (g *Ground) order(q target.Question, within area.Code, asked []target.Place) (*target.Ranking, error) {
	if err := rank(asked, uint64(g.release.About().ID)); err != nil {
		return nil, err
	}
	if at, ok := g.find(within); ok {
		q.Within = g.release.Areas().At(at).Area().Name
	}
	return target.Rank(asked, q)
}

// begin begins an answer with what is said of all places.
func (g *Ground) begin(q Question, t *told, ranking *target.Ranking) *Answer {
	about := g.release.About()
	a := &Answer{
		Release: about.ID, AsOf: about.AsOf, By: q.By, Programme: q.Programme, Within: string(q.Within), Threshold: q.Threshold, Method: q.Method,
		Field: g.field(q.Programme), Headline: ranking.Headline(), HoldHalf: ranking.Holding(.5), Prior: priorOf(t.prior, t.places()), Total: len(ranking.Places), Places: []Place{},
	}
	a.apart(ranking)
	return a
}

// apart sets the gap, and what is not in the order.
func (a *Answer) apart(of *target.Ranking) {
	gap := of.AdministrativeGap()
	a.Gap = Gap{Name: gap.Name(), Eligible: int(gap.Eligible()), NotReached: int(gap.NotReached()), Bound: of.Bound()}
	a.Withheld, a.NoData, a.NobodyEligible, a.NotTested = list(of.Withheld), list(of.NoData), list(of.NobodyEligible), list(of.NotTested)
}

// list is never nil: JSON says an empty list.
func list(codes []string) []string { return append([]string{}, codes...) }

// priorOf describes what so many places have in common, of the share reached, by
// that of the missed.
func priorOf(p stat.Prior, places int) Prior {
	switch {
	case places == 0:
		return Prior{}
	case places == 1:
		return Prior{Missed: 1 - p.M, Note: &poverty.Text{
			EN: "One place alone does not tell how places differ.",
			ID: "Satu tempat saja tidak menunjukkan bagaimana tempat-tempat berbeda.",
		}}
	}
	out := Prior{Missed: 1 - p.M, Rho: p.Rho}
	if p.Rho == 0 {
		out.Note = &poverty.Text{
			EN: "Places differ no more than chance makes them differ: each is expected to miss the share that all miss together.",
			ID: "Perbedaan antartempat tidak lebih dari kebetulan: setiap tempat diperkirakan melewatkan porsi yang sama dengan keseluruhan.",
		}
	}
	return out
}

// asBound says what a bound does not tell.
var asBound = poverty.Text{
	EN: "The number of families missed here is shown as a bound: how sure it is that coverage lies below the threshold, and the range of the rank, cannot be told.",
	ID: "Jumlah keluarga yang terlewat di sini ditampilkan sebagai batas: seberapa pasti cakupannya di bawah ambang, dan rentang peringkatnya, tidak dapat dipastikan.",
}

func line(r *target.Ranked, rate stat.Rate, noise stat.Noise) Place {
	p := Place{
		Position: r.Position, Code: r.Code, Eligible: r.Eligible, Reached: r.Reached, Missed: r.Missed, Bound: r.Bound, HotSpot: r.HotSpot,
		Doubts: r.Facts.Doubts(), Why: r.Why(),
	}
	p.Share, _ = r.Share().Value()
	p.OfGap, _ = r.OfGap().Value()
	p.Running, _ = r.Running().Value()
	if w, ok := missing(rate, noise); ok {
		p.Insufficient = stat.Insufficient(rate.Population, noise, w)
		p.Wilson[0], p.Wilson[1] = r.Bound.Widen(w.Low, w.High)
	}
	p.Credible[0], p.Credible[1] = r.Bound.Widen(1-r.Interval.High, 1-r.Interval.Low)
	if r.Bound == target.AtLeast || r.Bound == target.AtMost {
		p.Doubts = append([]poverty.Text{asBound}, p.Doubts...)
		return p
	}
	expected := 1 - r.Posterior.Mean()
	below, _ := r.BelowThreshold()
	p.Expected, p.Below, p.Rank = &expected, &below, &[2]int{r.Rank.Best, r.Rank.Worst}
	return p
}

// parent returns the code of the area above; "" for cells.
func (g *Ground) parent(p *place) string {
	if p.area < 0 {
		return ""
	}
	return string(g.release.Areas().At(p.area).Area().Parent)
}
