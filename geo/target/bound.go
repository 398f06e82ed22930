package target

import (
	"fmt"

	"tepat/geo/poverty"
)

// A Bound says on which side of a number of missed families the truth lies; the
// zero Bound is the number itself. Where coverage is shown as at most 5 %, at
// least 95 % are missed.
type Bound string

// The bounds.
const (
	AtLeast Bound = "at_least"
	AtMost  Bound = "at_most"
	About   Bound = "about" // on either side: a sum of both, or of numbers with noise
)

// And returns the bound of a sum of two numbers.
func (b Bound) And(c Bound) Bound {
	switch {
	case b == "" || b == c:
		return c
	case c == "":
		return b
	}
	return About
}

// Widen returns the interval of a share with all that the bound leaves possible.
func (b Bound) Widen(low, high float64) (float64, float64) {
	switch b {
	case AtLeast:
		return low, 1
	case AtMost:
		return 0, high
	}
	return low, high
}

// Other returns the bound of what is left of a whole.
func (b Bound) Other() Bound {
	switch b {
	case AtLeast:
		return AtMost
	case AtMost:
		return AtLeast
	}
	return b
}

// Words stand before a number.
func (b Bound) Words() poverty.Text {
	return map[Bound]poverty.Text{
		AtLeast: {EN: "at least ", ID: "sedikitnya "}, AtMost: {EN: "at most ", ID: "paling banyak "}, About: {EN: "about ", ID: "sekitar "},
	}[b]
}

// Sign stands before a number where words have no room.
func (b Bound) Sign() string {
	return map[Bound]string{AtLeast: "≥ ", AtMost: "≤ ", About: "≈ "}[b]
}

// numbered writes a number with its bound before it.
func (b Bound) numbered(n int) poverty.Text {
	return join(b.Words(), poverty.Text{EN: english.count(n), ID: indonesian.count(n)})
}

// bounded says how many are not reached where that is a bound.
func (p *Ranked) bounded() poverty.Text {
	n, of := p.Bound.numbered(p.Missed), p.Eligible
	return poverty.Text{
		EN: fmt.Sprintf("%s of %s eligible families here are not reached", capital(n.EN), english.count(of)),
		ID: fmt.Sprintf("%s dari %s keluarga berhak di sini belum terjangkau", capital(n.ID), indonesian.count(of)),
	}
}

// Roughly says after a note that an effect rests on bounds or noisy numbers.
func Roughly(note poverty.Text) poverty.Text {
	rough := poverty.Text{
		EN: "Figures are shown as bounds or with noise, so the error is only roughly this.",
		ID: "Angka ditampilkan sebagai batas atau dengan gangguan acak, jadi kesalahan ini hanya perkiraan kasar.",
	}
	if note == (poverty.Text{}) {
		return rough
	}
	return join(note, poverty.Text{EN: " ", ID: " "}, rough)
}

// undecided says whether the threshold lies where a bound does not tell.
func (p *Ranked) undecided(covered, threshold float64) bool {
	return p.Bound == AtMost && covered < threshold || p.Bound == AtLeast && covered >= threshold
}

// Rough says what kind of number the sum of those ranked is.
func (r *Ranking) Rough() Bound { return r.rough }

// Bound says what kind of number the gap is: places that are withheld miss some too.
func (r *Ranking) Bound() Bound {
	if len(r.Withheld) > 0 {
		return r.rough.And(AtLeast)
	}
	return r.rough
}
