package registry

import (
	"fmt"
	"math"
)

// An Ending is what the end of a long number tells of how it was kept.
type Ending uint8

// A spreadsheet program keeps 15 digits: of 16, the last becomes 0.
const (
	NoNumber   Ending = iota
	OtherDigit        // it was not rounded
	ZeroDigit         // it may have been
	Shortened         // it was: it is in scientific notation, or a floating number without all digits
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
// district: at most one in ten ends in 0. Where some rows went through a
// spreadsheet program, their numbers all do.
type Rounding struct{ NIK, KK Endings }

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
	for _, c := range [...]struct{ to, from *Endings }{{&r.NIK, &o.NIK}, {&r.KK, &o.KK}} {
		c.to.Numbers += c.from.Numbers
		c.to.Zeros += c.from.Zeros
		c.to.Short += c.from.Short
	}
}

const (
	endsInZero  = 0.1  // of the numbers, at most, where nothing was rounded
	leastExcess = 0.02 // above it, so that a large file is not refused for a small oddity

	// How unlikely chance must be to do as much: of a whole file, and of each of
	// the hundreds of parts of one, natural logarithms of 1 in 100 000 and 1 in 10⁹.
	unlikelyFile = 11.5
	unlikelyPart = 20.7

	// Zeros in a row that chance does not make: ten million numbers have so many
	// once in 100 000 files.
	longRun = 12
)

// Found says how the file shows that rows of it were rounded; "" where it does not.
func (r *Rounding) Found() string { return r.either(Endings.share, unlikelyFile) }

// FoundInPart is Found for one of many parts of a file, or for what was read of
// it so far: what is asked many times must be the more unlikely.
func (r *Rounding) FoundInPart() string {
	if said := r.either(Endings.row, 0); said != "" {
		return said
	}
	return r.either(Endings.share, unlikelyPart)
}

func (r *Rounding) either(found func(Endings, float64) string, unlikely float64) string {
	if said := found(r.NIK, unlikely); said != "" {
		return "of the NIK, " + said
	}
	if said := found(r.KK, unlikely); said != "" {
		return "of the KK, " + said
	}
	return ""
}

func (e Endings) row(float64) string {
	if e.longest < longRun {
		return ""
	}
	return fmt.Sprintf("%d one after another end in 0%s", e.longest, e.short())
}

// share holds the share of zeros against one in ten. By chance n numbers have
// a share of s or more with a probability of at most exp(−n·D), where D is the
// relative entropy of s and one tenth (Chernoff 1952; Hoeffding 1963, theorem 1).
func (e Endings) share(unlikely float64) string {
	n, s := float64(e.Numbers), float64(e.Zeros)/float64(max(e.Numbers, 1))
	if s < endsInZero+leastExcess {
		return ""
	}
	d := s * math.Log(s/endsInZero)
	if s < 1 {
		d += (1 - s) * math.Log((1-s)/(1-endsInZero))
	}
	if n*d < unlikely {
		return ""
	}
	return fmt.Sprintf("%d of %d end in 0, where one in ten should%s", e.Zeros, e.Numbers, e.short())
}

func (e Endings) short() string {
	if e.Short == 0 {
		return ""
	}
	return fmt.Sprintf(", %d of them in scientific notation", e.Short)
}
