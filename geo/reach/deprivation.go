package reach

import (
	"fmt"
	"strings"

	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/stat"
	"tepat/geo/target"
)

// A Deprivation says how many families live in houses that lack several things
// at once, and how much (Alkire and Foster 2011), of the whole ground.
type Deprivation struct {
	Release  int64        `json:"release"`
	AsOf     string       `json:"as_of"`
	Withheld bool         `json:"withheld"` // too few families
	Sentence poverty.Text `json:"sentence"`
	From     int          `json:"from"`    // deprivations from which on a family is poor
	Unknown  int          `json:"unknown"` // families of whom not all are known

	Headcount *Share   `json:"headcount,omitempty"` // H: poor, of the families of whom all are known
	Intensity *float64 `json:"intensity,omitempty"` // A: share of the deprivations that the poor suffer, on average
	Adjusted  *float64 `json:"adjusted,omitempty"`  // M0 = H·A
	Items     []Lack   `json:"items,omitempty"`
	// Bound says that intensity, adjusted and contributions are about so much: they
	// rest on counts that are bounds.
	Bound target.Bound `json:"bound,omitempty"`
}

// A Lack is one deprivation.
type Lack struct {
	ID           string       `json:"id"`
	Name         poverty.Text `json:"name"`
	Headcount    *Share       `json:"headcount,omitempty"`    // families that lack it
	Censored     *Share       `json:"censored,omitempty"`     // poor families that lack it, of all
	Contribution *float64     `json:"contribution,omitempty"` // to M0
}

// NewDeprivation answers for the release, or returns [poverty.ErrNotFound]
// where nothing is known of houses.
func NewDeprivation(about poverty.Release) (*Deprivation, error) {
	h := about.Deprivation
	if h == nil {
		return nil, fmt.Errorf("release %d knows nothing of houses: %w", about.ID, poverty.ErrNotFound)
	}
	d := &Deprivation{Release: about.ID, AsOf: about.AsOf, Withheld: h.Withheld, From: poverty.DeprivedFrom, Unknown: h.Unknown}
	if d.Withheld {
		d.Sentence = poverty.Text{
			EN: "Withheld: of too few families it is known, or unknown, what their houses lack.",
			ID: "Disamarkan: keluarga yang keadaan rumahnya diketahui, atau tidak diketahui, terlalu sedikit.",
		}
		return d, nil
	}
	m := h.Multidimensional()
	noise := noiseOf(about)
	d.Headcount = bounded(about, m.H(), noise)
	d.Intensity, d.Adjusted = value(m.A()), value(m.M0())
	for j, item := range poverty.Deprivations[:len(h.Censored)] {
		l := Lack{ID: item.ID, Name: item.Name, Headcount: bounded(about, m.Headcount(j), noise), Contribution: value(m.Contribution(j))}
		if l.Censored = censored(m.CensoredHeadcount(j), l.Headcount, d.Headcount, noise); l.Censored != nil && l.Censored.Bound != "" {
			d.Bound = target.About
		}
		d.Items = append(d.Items, l)
	}
	d.Sentence = d.say()
	return d, nil
}

// bounded returns a share that may be told as a bound.
func bounded(about poverty.Release, r poverty.Rate, noise stat.Noise) *Share {
	s, bound := rated(r, noise), bounds[disclose.Among(about, int(r.Part), int(r.Whole))]
	s.between(float64(open(int(r.Part), int(r.Whole), bound, target.AtMost)), float64(open(int(r.Part), int(r.Whole), bound, target.AtLeast)), noise)
	return s
}

// censored returns the share of those who are poor and lack a thing, which is about
// so much where either is a bound. It is told to be no more than they are: where it
// stands at one of them it may be all that they leave open.
func censored(r poverty.Rate, lack, poor *Share, noise stat.Noise) *Share {
	s := rated(r, noise)
	if s == nil || lack.Bound == "" && poor.Bound == "" {
		return s
	}
	if s.Part == min(lack.Part, poor.Part) {
		end := func(end target.Bound) float64 {
			return float64(min(open(lack.Part, lack.Whole, lack.Bound, end), open(poor.Part, poor.Whole, poor.Bound, end)))
		}
		s.between(end(target.AtMost), end(target.AtLeast), noise)
	}
	if s.Bound == "" {
		s.Bound = target.About
	}
	return s
}

// value returns a rate's share; nil where there is none.
func value(r poverty.Rate) *float64 {
	if share, ok := r.Value(); ok {
		return &share
	}
	return nil
}

func (d *Deprivation) say() poverty.Text {
	if d.Headcount == nil {
		return poverty.Text{EN: "Of no family all of it is known.", ID: "Tidak ada keluarga yang keadaan rumahnya diketahui lengkap."}
	}
	text := poverty.Text{
		EN: fmt.Sprintf("%s of the families live in houses that lack %d of %d things or more", percent(d.Headcount, "."), d.From, len(d.Items)),
		ID: fmt.Sprintf("%s keluarga tinggal di rumah dengan %d dari %d kekurangan atau lebih", percent(d.Headcount, ","), d.From, len(d.Items)),
	}
	if d.Intensity != nil {
		mean, words := *d.Intensity*float64(len(d.Items)), d.Bound.Words()
		text.EN += fmt.Sprintf("; these lack %s%.1f on average", words.EN, mean)
		text.ID += "; rata-rata " + words.ID + strings.Replace(fmt.Sprintf("%.1f", mean), ".", ",", 1) + " kekurangan"
	}
	return poverty.Text{EN: text.EN + ".", ID: text.ID + "."}
}
