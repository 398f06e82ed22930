package census

import (
	"math/bits"
	"slices"

	"tepat/geo/cql2"
)

// A verdict is what a condition comes to for a family; zero is not judged yet.
type verdict uint8

const (
	isFalse verdict = 1 + iota
	isUnknown
	isTrue
)

// A lookup judges a condition family by family, by [cql2.Evaluate] on the
// values that its properties have there. Where there are few combinations of
// values, each is judged once.
type lookup struct {
	e       cql2.Expr
	rows    int
	columns []*column
	values  [][64]int32 // by column: of the families of one word, or Unknown
	judged  []verdict   // by combination; nil where they are many
	now     int         // the family in hand, of the 64
}

// judgedBits is how long the key of a combination may be: a megabyte of verdicts.
const judgedBits = 20

// lookUp compiles what cannot be worked out on the bits of one column.
func (c *Census) lookUp(e cql2.Expr) predicate {
	l := &lookup{e: e, rows: c.rows}
	length := 0
	for _, name := range cql2.Names(e) {
		l.columns = append(l.columns, c.column(name))
		length += c.column(name).keyBits()
	}
	l.values = make([][64]int32, len(l.columns))
	if length <= judgedBits {
		l.judged = make([]verdict, 1<<length)
	}
	var yesWords, mayWords buffer
	return predicate{false, func(lo, hi int) ([]uint64, []uint64) {
		yes, may := yesWords[:hi-lo], mayWords[:hi-lo]
		for i := range yes {
			yes[i], may[i] = l.word(lo + i)
		}
		return yes, may
	}}
}

// word judges the 64 families of a word.
func (l *lookup) word(w int) (yes, may uint64) {
	var keys [64]int32
	for i, col := range l.columns {
		values, length := &l.values[i], col.keyBits()
		col.read(w, values)
		for n, v := range values {
			keys[n] = keys[n]<<length | (v - Unknown)
		}
	}
	for l.now = range min(64, l.rows-64*w) {
		switch l.verdict(keys[l.now]) {
		case isTrue:
			yes |= 1 << l.now
			may |= 1 << l.now
		case isUnknown:
			may |= 1 << l.now
		}
	}
	return yes, may
}

// verdict judges the family in hand, unless its combination was before.
func (l *lookup) verdict(key int32) verdict {
	if l.judged == nil {
		return l.judge()
	}
	if l.judged[key] == 0 {
		l.judged[key] = l.judge()
	}
	return l.judged[key]
}

func (l *lookup) judge() verdict {
	switch v := cql2.Evaluate(l.e, l.value); {
	case v.Type == cql2.Null:
		return isUnknown
	case v.Bool:
		return isTrue
	}
	return isFalse
}

// value returns the property of the family in hand.
func (l *lookup) value(property string) cql2.Value {
	i := slices.IndexFunc(l.columns, func(c *column) bool { return c.name == property })
	return l.columns[i].value(l.values[i][l.now])
}

// keyBits is how many bits hold every value of the column, counted from Unknown.
func (c *column) keyBits() int { return len(c.slice) + 1 }

// read returns the values of the 64 families of a word.
func (c *column) read(w int, into *[64]int32) {
	clear(into[:])
	for i, s := range c.slice {
		for set := part(s, w, w+1)[0]; set != 0; set &= set - 1 {
			into[bits.TrailingZeros64(set)] |= 1 << i
		}
	}
	for set := part(c.null, w, w+1)[0]; set != 0; set &= set - 1 {
		into[bits.TrailingZeros64(set)] = Unknown
	}
}

// value returns v as a sentence sees it.
func (c *column) value(v int32) cql2.Value {
	switch {
	case v == Unknown:
		return cql2.Value{}
	case c.typ == cql2.Bool:
		return cql2.Value{Type: cql2.Bool, Bool: v == 1}
	case c.typ == cql2.Text:
		return cql2.Value{Type: cql2.Text, Text: c.texts[v]}
	}
	return cql2.Value{Type: cql2.Number, Number: float64(v)}
}
