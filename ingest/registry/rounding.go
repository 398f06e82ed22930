package registry

import (
	"math"

	"tepat/geo/poverty"
	"tepat/ingest/say"
)

// An Ending is what the end of a long number tells of how it was kept.
type Ending uint8

// A spreadsheet program keeps 15 digits: of 16, the last becomes 0.
const (
	NoNumber   Ending = iota
	OtherDigit        // it was not rounded
	ZeroDigit         // it may have been
	Shortened         // it was: it is in scientific notation, a floating number without all digits, or a number in a cell of a workbook
)

// endingOf tells the ending of a number that was parsed.
func endingOf(digits string, broken *Rule) Ending {
	switch {
	case broken == NIKRounded:
		return Shortened
	case len(digits) != 16:
		return NoNumber
	case digits[15] == '0':
		return ZeroDigit
	}
	return OtherDigit
}

// A Rounding watches the ends of the long numbers of a file, or of a part of
// it, in their order.
//
// A NIK and a KK end in a serial, counted from 0001 on each day in each
// district: at most one in ten ends in 0, and both of a row in one of a hundred.
// Where some rows went through a spreadsheet program, their numbers all do.
type Rounding struct{ NIK, KK, Both Endings }

// Endings are those of one column.
type Endings struct {
	Numbers, Zeros int64
	Short          int64 // of the zeros, those that were surely rounded
	run, longest   int64 // zeros one after another
}

// Saw counts the numbers of a row.
func (r *Rounding) Saw(nik, kk Ending) {
	r.NIK.saw(nik)
	r.KK.saw(kk)
	if nik != NoNumber && kk != NoNumber {
		r.Both.saw(bothOf(nik, kk))
	}
}

// bothOf is the ending of a row of two numbers: a zero where both end in one.
func bothOf(nik, kk Ending) Ending {
	if nik == OtherDigit || kk == OtherDigit {
		return OtherDigit
	}
	return max(nik, kk)
}

func (e *Endings) saw(end Ending) {
	if end == NoNumber {
		return
	}
	e.Numbers++
	if end == OtherDigit {
		e.run = 0
		return
	}
	e.Zeros++
	e.run++
	e.longest = max(e.longest, e.run)
	if end == Shortened {
		e.Short++
	}
}

// Add counts what was seen elsewhere. Parts are no neighbours: no run goes from
// one into the next.
func (r *Rounding) Add(o Rounding) {
	for _, c := range [...]struct{ to, from *Endings }{{&r.NIK, &o.NIK}, {&r.KK, &o.KK}, {&r.Both, &o.Both}} {
		c.to.Numbers += c.from.Numbers
		c.to.Zeros += c.from.Zeros
		c.to.Short += c.from.Short
	}
}

const (
	// How unlikely chance must be to do as much, as natural logarithms: of a whole
	// file 1 in 100 000, of each of the hundreds of parts of one 1 in 10⁹; 1 in 100
	// is enough for a word.
	unlikelyFile = 11.5
	unlikelyPart = 20.7
	unlikelyWord = 4.6
)

// An expectation is what chance makes where nothing was rounded.
type expectation struct {
	share  float64      // of zeros, at most
	most   float64      // share up to which a large file is not refused for a small oddity
	run    int64        // zeros one after another that ten million numbers have once in 100 000 files
	end    poverty.Text // how they end that may have been rounded
	should poverty.Text // how often
}

var (
	ofOne  = expectation{0.1, 0.12, 12, say.EndInZero, say.OneInTen}
	ofBoth = expectation{0.01, 0.02, 6, say.BothEndInZero, say.OneInHundred}
)

// Found says how the file shows that rows of it were rounded; nothing where it does not.
func (r *Rounding) Found() poverty.Text {
	said, _ := r.either(Endings.share, unlikelyFile)
	return said
}

// FoundInPart is Found for one of many parts of a file, or for what was read of
// it so far: what is asked many times must be the more unlikely.
func (r *Rounding) FoundInPart() poverty.Text {
	said, _ := r.either(Endings.row, 0)
	if said == (poverty.Text{}) {
		said, _ = r.either(Endings.share, unlikelyPart)
	}
	return said
}

// Doubtful says how the file lets suspect that rows of it were rounded, too few
// to tell them from chance, and how many rows that may be; nothing where it does not.
func (r *Rounding) Doubtful() (said poverty.Text, rows int64) {
	return r.either(Endings.share, unlikelyWord)
}

func (r *Rounding) either(found func(Endings, expectation, float64) poverty.Text, unlikely float64) (said poverty.Text, rows int64) {
	for _, c := range [...]struct {
		ends     Endings
		expected expectation
		of       poverty.Text
	}{{r.NIK, ofOne, say.OfNIK}, {r.KK, ofOne, say.OfKK}, {r.Both, ofBoth, say.OfBoth}} {
		if said := found(c.ends, c.expected, unlikely); said != (poverty.Text{}) {
			return say.Fill(c.of, said), c.ends.Zeros
		}
	}
	return poverty.Text{}, 0
}

func (e Endings) row(expected expectation, _ float64) poverty.Text {
	if e.longest < expected.run {
		return poverty.Text{}
	}
	return say.Fill(say.RunOfZeros, e.longest, expected.end, e.short())
}

// share holds the share of zeros against the one that is expected. By chance n
// numbers have a share of s or more with a probability of at most exp(−n·D), where
// D is the relative entropy of s and that share (Chernoff 1952; Hoeffding 1963,
// theorem 1).
func (e Endings) share(expected expectation, unlikely float64) poverty.Text {
	if float64(e.Zeros) < expected.most*float64(e.Numbers) || e.surprise(expected.share) < unlikely || e.Zeros == 0 {
		return poverty.Text{}
	}
	return say.Fill(say.ShareOfZeros, e.Zeros, e.Numbers, expected.end, expected.should, e.short())
}

// surprise returns n·D for an expected share p; 0 of nothing.
func (e Endings) surprise(p float64) float64 {
	n, s := float64(e.Numbers), float64(e.Zeros)/float64(max(e.Numbers, 1))
	if s <= p {
		return 0
	}
	d := s * math.Log(s/p)
	if s < 1 {
		d += (1 - s) * math.Log((1-s)/(1-p))
	}
	return n * d
}

func (e Endings) short() poverty.Text {
	if e.Short == 0 {
		return poverty.Text{}
	}
	return say.Fill(say.Shortened, e.Short)
}
