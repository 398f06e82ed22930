package census

import (
	"fmt"
	"math"
	"slices"

	"tepat/geo/cql2"
)

// block is how many words are computed at a time, so that what is in between
// stays in the processor's nearest memory.
const block = 512

// A buffer holds a block of words.
type buffer = [block]uint64

var zeros buffer

// A predicate computes a part of a sentence for up to a block of words: where
// it is true, and where it may be (it is true or not known). Both last until
// the next call. Where exact is set the two are the same.
type predicate struct {
	exact bool
	eval  func(lo, hi int) (yes, may []uint64)
}

// Where returns the families of whom e is true, as [cql2.Evaluate] has it. What
// [cql2.Check] refuses with the properties of the census is an error.
func (c *Census) Where(e cql2.Expr) (*Bitmap, error) {
	e, err := cql2.Check(e, c.properties())
	if err != nil {
		return nil, fmt.Errorf("census: %w", err)
	}
	p := c.compile(e)
	words := (c.rows + 63) / 64
	b := &Bitmap{words: make([]uint64, words+1)}
	for lo := 0; lo < words; lo += block {
		hi := min(lo+block, words)
		yes, _ := p.eval(lo, hi)
		copy(b.words[lo:hi], yes)
	}
	if rest := c.rows & 63; rest > 0 {
		b.words[words-1] &= 1<<rest - 1
	}
	b.countRanks()
	return b, nil
}

func (c *Census) properties() cql2.Properties {
	p := cql2.Properties{}
	for _, col := range c.columns {
		p[col.name] = col.typ
	}
	return p
}

// compile takes a condition that was checked. One of a column against
// constants is worked out on the column's bits, any other is looked up.
func (c *Census) compile(e cql2.Expr) predicate {
	if len(cql2.Names(e)) == 0 {
		return constant(cql2.Evaluate(e, nil))
	}
	switch e := e.(type) {
	case cql2.And:
		return join(c.compileAll(e), intersect)
	case cql2.Or:
		return join(c.compileAll(e), unite)
	case cql2.Not:
		return not(c.compile(e.Of))
	case cql2.IsNull:
		if cql2.IsCondition(e.Of) {
			return unknown(c.compile(e.Of))
		}
		if property, ok := e.Of.(cql2.Property); ok {
			return c.column(string(property)).isNull()
		}
	case cql2.Compare:
		if col, v := c.against(e.Left, e.Right); col.takes(e.Op) {
			return col.compare(e.Op, v[0])
		}
		if col, v := c.against(e.Right, e.Left); col.takes(e.Op) {
			return col.compare(e.Op.Mirrored(), v[0])
		}
	case cql2.Between:
		if col, v := c.against(e.Of, e.Low, e.High); col != nil {
			return join([]predicate{col.compare(cql2.GreaterOrEqual, v[0]), col.compare(cql2.LessOrEqual, v[1])}, intersect)
		}
	case cql2.In:
		if col, v := c.against(e.Of, e.List...); col != nil {
			return col.in(v)
		}
	}
	return c.lookUp(e)
}

func (c *Census) compileAll(exprs []cql2.Expr) []predicate {
	parts := make([]predicate, len(exprs))
	for i, e := range exprs {
		parts[i] = c.compile(e)
	}
	return parts
}

// against returns the column that e is, and what the others come to; nil where
// e is no property or another is no constant.
func (c *Census) against(e cql2.Expr, others ...cql2.Expr) (*column, []cql2.Value) {
	property, ok := e.(cql2.Property)
	values := make([]cql2.Value, len(others))
	for i, other := range others {
		ok = ok && len(cql2.Names(other)) == 0
		if ok {
			values[i] = cql2.Evaluate(other, nil)
		}
	}
	if !ok {
		return nil, nil
	}
	return c.column(string(property)), values
}

// takes says whether the column can be compared by its bits: texts are not in their order.
func (c *column) takes(op cql2.Op) bool {
	return c != nil && (c.typ != cql2.Text || op == cql2.Equal || op == cql2.NotEqual)
}

// part returns the words lo to hi of b, where nil is all zeros.
func part(b []uint64, lo, hi int) []uint64 {
	if b == nil {
		return zeros[:hi-lo]
	}
	return b[lo:hi]
}

// constant is v of every family.
func constant(v cql2.Value) predicate {
	var yes, may buffer
	if v.Bool {
		complement(yes[:], yes[:])
	}
	if v.Bool || v.Type == cql2.Null {
		complement(may[:], may[:])
	}
	return predicate{v.Type != cql2.Null, func(lo, hi int) ([]uint64, []uint64) { return yes[:hi-lo], may[:hi-lo] }}
}

// unknown is true where p is neither true nor false.
func unknown(p predicate) predicate {
	var words buffer
	return predicate{true, func(lo, hi int) (yes, may []uint64) {
		y, m := p.eval(lo, hi)
		out := words[:hi-lo]
		copy(out, m)
		for i, w := range y {
			out[i] &^= w
		}
		return out, out
	}}
}

// join merges the parts: in three-valued logic, where an And is true and where
// it may be are both intersections, and of an Or both unions.
func join(parts []predicate, merge func(into, from []uint64)) predicate {
	exact := !slices.ContainsFunc(parts, func(p predicate) bool { return !p.exact })
	var yesWords, mayWords buffer
	return predicate{exact, func(lo, hi int) ([]uint64, []uint64) {
		yes, may := yesWords[:hi-lo], mayWords[:hi-lo]
		for i, p := range parts {
			y, m := p.eval(lo, hi)
			if i == 0 {
				copy(yes, y)
				copy(may, m)
				continue
			}
			merge(yes, y)
			if !exact {
				merge(may, m)
			}
		}
		if exact {
			return yes, yes
		}
		return yes, may
	}}
}

func intersect(into, from []uint64) {
	for i, w := range from {
		into[i] &= w
	}
}

func unite(into, from []uint64) {
	for i, w := range from {
		into[i] |= w
	}
}

// not is true where p may not be.
func not(p predicate) predicate {
	var yesWords, mayWords buffer
	return predicate{p.exact, func(lo, hi int) ([]uint64, []uint64) {
		y, m := p.eval(lo, hi)
		yes := complement(yesWords[:hi-lo], m)
		if p.exact {
			return yes, yes
		}
		return yes, complement(mayWords[:hi-lo], y)
	}}
}

func complement(into, from []uint64) []uint64 {
	for i, w := range from {
		into[i] = ^w
	}
	return into
}

func (c *column) isNull() predicate {
	return predicate{true, func(lo, hi int) (yes, may []uint64) {
		null := part(c.null, lo, hi)
		return null, null
	}}
}

// where returns the predicate that is true where match is and the column is
// known; match may change nothing but the words it is given, which begin as zeros.
func (c *column) where(match func(words []uint64, lo, hi int)) predicate {
	var yesWords, mayWords buffer
	return predicate{c.null == nil, func(lo, hi int) ([]uint64, []uint64) {
		yes := yesWords[:hi-lo]
		clear(yes)
		match(yes, lo, hi)
		if c.null == nil {
			return yes, yes
		}
		may := mayWords[:hi-lo]
		for i, null := range c.null[lo:hi] {
			yes[i] &^= null
			may[i] = yes[i] | null
		}
		return yes, may
	}}
}

// equal is true where the value is v.
func (c *column) equal(v float64) predicate {
	n := int64(max(-1, min(v, beyond)))
	return c.where(func(words []uint64, lo, hi int) {
		if n < 0 || n>>len(c.slice) > 0 || float64(n) != v {
			return
		}
		complement(words, words)
		for i, s := range c.slice {
			narrow(words, part(s, lo, hi), n>>i&1 == 1)
		}
	})
}

// narrow keeps of equal what has the bit as set says.
func narrow(equal, slice []uint64, set bool) {
	if set {
		intersect(equal, slice)
		return
	}
	for i, w := range slice {
		equal[i] &^= w
	}
}

// atMost is true where the value is v or less.
func (c *column) atMost(v float64) predicate {
	var equalWords buffer
	n := int64(math.Floor(max(-1, min(v, beyond))))
	return c.where(func(words []uint64, lo, hi int) {
		if n < 0 {
			return
		}
		equal := complement(equalWords[:hi-lo], zeros[:hi-lo])
		if n>>len(c.slice) > 0 {
			copy(words, equal)
			return
		}
		// From the highest bit down: less is who had a 0 where v has its first different 1.
		for i := len(c.slice) - 1; i >= 0; i-- {
			s, set := part(c.slice[i], lo, hi), n>>i&1 == 1
			if set {
				for j, w := range s {
					words[j] |= equal[j] &^ w
				}
			}
			narrow(equal, s, set)
		}
		unite(words, equal)
	})
}

// compare is true where the comparison with the constant is.
func (c *column) compare(op cql2.Op, value cql2.Value) predicate {
	if value.Type == cql2.Null {
		return constant(value)
	}
	v := c.number(value)
	switch op {
	case cql2.NotEqual:
		return not(c.equal(v))
	case cql2.Less:
		return c.atMost(math.Ceil(v) - 1)
	case cql2.LessOrEqual:
		return c.atMost(v)
	case cql2.Greater:
		return not(c.atMost(v))
	case cql2.GreaterOrEqual:
		return not(c.atMost(math.Ceil(v) - 1))
	}
	return c.equal(v)
}

// in is true where the value is one of those.
func (c *column) in(values []cql2.Value) predicate {
	parts := make([]predicate, len(values))
	for i, v := range values {
		parts[i] = c.compare(cql2.Equal, v)
	}
	return join(parts, unite)
}

// beyond is more than any column holds.
const beyond = 1 << 40

// number returns how the column holds the constant, −1 where no family can have it.
func (c *column) number(v cql2.Value) float64 {
	switch v.Type {
	case cql2.Bool:
		if v.Bool {
			return 1
		}
		return 0
	case cql2.Text:
		return float64(slices.Index(c.texts, v.Text))
	}
	return v.Number
}
