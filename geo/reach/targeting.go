package reach

import (
	"fmt"
	"slices"
	"strings"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"
)

// A Targeting says how well a programme reaches those whom it is meant for, by
// what the register says: the administrative figures, which no visit verified.
type Targeting struct {
	Release   int64        `json:"release"`
	AsOf      string       `json:"as_of"`
	Programme string       `json:"programme"`
	Name      poverty.Text `json:"name"`
	Withheld  bool         `json:"withheld"` // some part holds too few families
	Sentence  poverty.Text `json:"sentence"`

	Deciles  []DecileReached `json:"deciles,omitempty"`
	Measures *Measures       `json:"measures,omitempty"`
}

// A DecileReached is one desil, or as desil 0 the families whose desil is not known.
type DecileReached struct {
	poverty.Decile
	// Bound, and that of the reached, say that a number of recipients stands for all
	// that are smaller, or greater: a public release tells of no desil that nearly
	// none of it, or nearly all, receive.
	Bound        target.Bound `json:"bound,omitempty"`
	ReachedBound target.Bound `json:"reached_bound,omitempty"`

	Coverage  *Share   `json:"coverage,omitempty"`  // recipients among its families
	Incidence *float64 `json:"incidence,omitempty"` // its share of all recipients
	Running   *float64 `json:"running,omitempty"`   // with all poorer deciles
	// IncidenceBound says that both are about so much: recipients of some desil are a bound.
	IncidenceBound target.Bound `json:"incidence_bound,omitempty"`
}

// Measures are those of package target; what cannot be said is left out.
type Measures struct {
	Coverage            *Share `json:"coverage,omitempty"`             // of the eligible
	ExclusionError      *Share `json:"exclusion_error,omitempty"`      // not reached, of the eligible
	InclusionError      *Share `json:"inclusion_error,omitempty"`      // not eligible, of those reached
	NoneligibleCoverage *Share `json:"noneligible_coverage,omitempty"` // reached, of those not eligible

	TargetingDifferential *float64 `json:"targeting_differential,omitempty"`
	DifferentialOfBest    *float64 `json:"differential_of_best,omitempty"`
	CGH                   *float64 `json:"cgh,omitempty"` // at the poorest CGHAt of the families whose desil is known
	CGHAt                 float64  `json:"cgh_at"`
	// Bound says that the differential and its share of the best are about so much: the
	// coverage of the eligible, or of the others, rests on counts that are bounds.
	Bound target.Bound `json:"bound,omitempty"`
	// CGHBound says the same of CGH: recipients of some desil are a bound.
	CGHBound target.Bound `json:"cgh_bound,omitempty"`
}

// A Share is a rate with its 95 % interval (Wilson, wider where counts have noise).
type Share struct {
	Part         int        `json:"part"`
	Whole        int        `json:"whole"`
	Share        float64    `json:"share"`
	Interval     [2]float64 `json:"interval"`
	Insufficient bool       `json:"insufficient,omitempty"` // too few, or an interval so wide, that the share says nothing
	// Bound says that part and share are only bounds, or rest on some; the interval
	// then holds all that these leave open.
	Bound target.Bound `json:"bound,omitempty"`
}

// cghAt is the share of families at which the index of Coady, Grosh and
// Hoddinott is taken: deciles 1 to 4, whom most programmes are for.
const cghAt = 0.4

// NewTargeting answers how a programme's recipients lie over the deciles, or
// returns a [*poverty.InputError] for a programme of which the release does not say.
func NewTargeting(about poverty.Release, programme string) (*Targeting, error) {
	at := slices.IndexFunc(about.Targeting, func(t poverty.Targeting) bool { return t.Programme == programme })
	if at < 0 {
		var known []string
		for _, t := range about.Targeting {
			known = append(known, t.Programme)
		}
		return nil, unknownProgramme(programme, known)
	}
	counted := about.Targeting[at]
	t := &Targeting{Release: about.ID, AsOf: about.AsOf, Programme: programme, Name: nameOfProgramme(about, programme), Withheld: counted.Withheld}
	if t.Withheld {
		t.Sentence = poverty.Text{
			EN: "Withheld: some desil holds too few families to be shown without telling of one.",
			ID: "Disamarkan: ada desil yang keluarganya terlalu sedikit untuk ditampilkan tanpa membuka data salah satunya.",
		}
		return t, nil
	}
	noise := noiseOf(about)
	t.Deciles = incidence(about, counted.Deciles, noise)
	t.Measures = measures(t.Deciles, noise)
	t.Sentence = t.say()
	return t, nil
}

func nameOfProgramme(about poverty.Release, programme string) poverty.Text {
	for _, p := range about.Programmes {
		if p.ID == programme {
			return p.Name
		}
	}
	return poverty.Text{EN: programme, ID: programme}
}

// incidence says what share of all recipients each desil is.
func incidence(about poverty.Release, deciles []poverty.Decile, noise stat.Noise) (out []DecileReached) {
	var all target.Incidence
	for _, d := range deciles {
		all[d.Desil] = float64(d.Recipients)
	}
	running := 0.0
	for _, d := range deciles {
		row := DecileReached{
			Decile: d, Bound: bounds[disclose.Among(about, d.Recipients, d.Families)], ReachedBound: bounds[disclose.Among(about, d.Reached, d.Eligible)],
			Coverage: bounded(about, poverty.Rate{Part: float64(d.Recipients), Whole: float64(d.Families)}, noise),
		}
		if share, ok := all.Share(d.Desil).Value(); ok {
			running += share
			sum := running
			row.Incidence, row.Running = &share, &sum
		}
		out = append(out, row)
	}
	if slices.ContainsFunc(out, func(d DecileReached) bool { return d.Bound != "" }) {
		for i := range out {
			out[i].IncidenceBound = target.About
		}
	}
	return out
}

// bounds of numbers of recipients.
var bounds = map[disclose.Bound]target.Bound{disclose.AtMost: target.AtMost, disclose.AtLeast: target.AtLeast}

// open returns the least, or with [target.AtLeast] the most, that a part of a whole
// may be which is told as a bound; the part itself where it is none.
func open(part, whole int, is, end target.Bound) int {
	switch {
	case is != end:
		return part
	case end == target.AtMost:
		return 0
	}
	return whole
}

func (d *DecileReached) recipients(end target.Bound) int {
	return open(d.Recipients, d.Families, d.Bound, end)
}

func (d *DecileReached) reached(end target.Bound) int {
	return open(d.Reached, d.Eligible, d.ReachedBound, end)
}

// wrongly returns the recipients who are not eligible: of a desil in which all are, none.
func (d *DecileReached) wrongly(end target.Bound) int {
	if d.Bound == "" && d.ReachedBound == "" {
		return d.Recipients - d.Reached
	}
	return min(max(0, d.recipients(end)-d.reached(end.Other())), max(0, d.Families-d.Eligible))
}

func measures(deciles []DecileReached, noise stat.Noise) *Measures {
	var c target.Confusion
	var least, most target.Confusion // that bounds leave open
	var eligible, recipients int     // deciles that have some: of none there is no noise
	var benefits []target.Benefit
	for i := range deciles {
		d := &deciles[i]
		c = c.Plus(target.Confusion{
			TP: float64(d.Reached), FP: float64(d.Recipients - d.Reached), FN: float64(d.Eligible - d.Reached),
			// Noise may leave more recipients than there are others.
			TN: float64(max(0, d.Families-d.Eligible-d.Recipients+d.Reached)),
		})
		least = least.Plus(target.Confusion{TP: float64(d.reached(target.AtMost)), FP: float64(d.wrongly(target.AtMost))})
		most = most.Plus(target.Confusion{TP: float64(d.reached(target.AtLeast)), FP: float64(d.wrongly(target.AtLeast))})
		if d.Eligible > 0 {
			eligible++
		}
		if d.Recipients > 0 {
			recipients++
		}
		if d.Desil > 0 {
			benefits = append(benefits,
				target.Benefit{Welfare: float64(d.Desil), Weight: float64(d.Recipients), Amount: 1},
				target.Benefit{Welfare: float64(d.Desil), Weight: float64(d.Families - d.Recipients)})
		}
	}
	// The whole of each is told, but for the recipients, of whom the rightly reached are a part.
	coverage, rightly := rated(c.Coverage(), noise.Times(eligible)), rated(precision(c), noise.Times(recipients))
	coverage.between(least.TP, most.TP, noise.Times(eligible))
	rightly.within(precision(target.Confusion{TP: least.TP, FP: most.FP}), precision(target.Confusion{TP: most.TP, FP: least.FP}), noise.Times(recipients))
	// Each of its counts is one less another.
	wrongly := rated(c.NoneligibleCoverage(), noise.Times(2*len(deciles)))
	wrongly.between(least.FP, most.FP, noise.Times(2*len(deciles)))
	m := &Measures{Coverage: coverage, ExclusionError: coverage.rest(), InclusionError: rightly.rest(), NoneligibleCoverage: wrongly, CGHAt: cghAt}
	if td, ok := c.TargetingDifferential(); ok {
		m.TargetingDifferential = &td
	}
	if share, ok := c.DifferentialOfBest(); ok {
		m.DifferentialOfBest = &share
	}
	if index, err := target.CGH(benefits, cghAt); err == nil {
		m.CGH = &index
	}
	if m.TargetingDifferential != nil && (coverage.Bound != "" || wrongly.Bound != "") {
		m.Bound = target.About
	}
	if m.CGH != nil && slices.ContainsFunc(deciles, func(d DecileReached) bool { return d.Desil > 0 && d.Bound != "" }) {
		m.CGHBound = target.About
	}
	return m
}

// precision returns the share of those reached who are eligible.
func precision(c target.Confusion) poverty.Rate { return poverty.Rate{Part: c.TP, Whole: c.TP + c.FP} }

// between widens the interval of a share to those of the least and the most that
// its part may be, and says which kind of number the share then is.
func (s *Share) between(least, most float64, noise stat.Noise) {
	if s != nil {
		whole := float64(s.Whole)
		s.within(poverty.Rate{Part: least, Whole: whole}, poverty.Rate{Part: most, Whole: whole}, noise)
	}
}

func (s *Share) within(least, most poverty.Rate, noise stat.Noise) {
	if s == nil {
		return
	}
	for _, end := range []struct {
		rate  poverty.Rate
		bound target.Bound
	}{{least, target.AtMost}, {most, target.AtLeast}} {
		if at, ok := end.rate.Value(); ok && at != s.Share {
			i, _ := stat.NoisyWilson(stat.Rate{Cases: int(end.rate.Part), Population: int(end.rate.Whole)}, noise, level)
			s.Bound = s.Bound.And(end.bound)
			s.Interval = [2]float64{min(s.Interval[0], i.Low), max(s.Interval[1], i.High)}
		}
	}
	s.Insufficient = stat.Insufficient(s.Whole, noise, stat.Interval{Low: s.Interval[0], High: s.Interval[1]})
}

// rest returns the share of the others.
func (s *Share) rest() *Share {
	if s == nil {
		return nil
	}
	return &Share{
		Part: s.Whole - s.Part, Whole: s.Whole, Share: rest(stat.Rate{Cases: s.Part, Population: s.Whole}).Share(),
		Interval: [2]float64{1 - s.Interval[1], 1 - s.Interval[0]}, Insufficient: s.Insufficient, Bound: s.Bound.Other(),
	}
}

func rated(r poverty.Rate, noise stat.Noise) *Share { return shareOf(int(r.Part), int(r.Whole), noise) }

// shareOf returns a share; nil where there is no whole.
func shareOf(part, whole int, noise stat.Noise) *Share {
	rate := stat.Rate{Cases: part, Population: whole}
	i, ok := stat.NoisyWilson(rate, noise, level)
	if !ok {
		return nil
	}
	return &Share{Part: rate.Cases, Whole: rate.Population, Share: rate.Share(), Interval: [2]float64{i.Low, i.High}, Insufficient: stat.Insufficient(whole, noise, i)}
}

// say puts the answer into one sentence.
func (t *Targeting) say() poverty.Text {
	m := t.Measures
	if m.Coverage == nil {
		return poverty.Text{
			EN: "By the register, nobody is eligible of whom it is known whether they receive it.",
			ID: "Menurut basis data, tidak ada keluarga berhak yang diketahui menerima atau tidak.",
		}
	}
	text := poverty.Text{
		EN: fmt.Sprintf("By the register, %s of the eligible families are on the list and %s are not", percent(m.Coverage, "."), percent(m.ExclusionError, ".")),
		ID: fmt.Sprintf("Menurut basis data, %s keluarga berhak ada dalam daftar dan %s tidak", percent(m.Coverage, ","), percent(m.ExclusionError, ",")),
	}
	if m.InclusionError != nil {
		text.EN += fmt.Sprintf("; of those on the list, %s are not eligible", percent(m.InclusionError, "."))
		text.ID += fmt.Sprintf("; dari yang ada dalam daftar, %s tidak berhak", percent(m.InclusionError, ","))
	}
	text.EN, text.ID = text.EN+". No visit has verified this.", text.ID+". Ini belum diverifikasi di lapangan."
	return text
}

// percent writes a share as the language does.
func percent(s *Share, point string) string {
	if s.Bound != "" {
		bare := *s
		bare.Bound = ""
		words := s.Bound.Words()
		return map[string]string{".": words.EN, ",": words.ID}[point] + percent(&bare, point)
	}
	if s.Insufficient {
		return map[string]string{".": "an unknown share (insufficient data)", ",": "sebagian yang tidak diketahui (data belum cukup)"}[point]
	}
	return strings.Replace(fmt.Sprintf("%.1f%%", 100*s.Share), ".", point, 1)
}
