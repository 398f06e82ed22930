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

// Where returns the families of whom e is true. A property that the census
// does not have, or has in another type, is an error.
func (c *Census) Where(e cql2.Expr) (*Bitmap, error) {
	p, err := c.compile(e)
	if err != nil {
		return nil, fmt.Errorf("census: %w", err)
	}
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

func (c *Census) compile(e cql2.Expr) (predicate, error) {
	switch e := e.(type) {
	case cql2.And:
		return c.join(e, intersect)
	case cql2.Or:
		return c.join(e, unite)
	case cql2.Not:
		of, err := c.compile(e.Of)
		return not(of), err
	case cql2.Literal:
		return constant(bool(e)), nil
	case cql2.Flag:
		return c.about(e.Property, cql2.Bool, (*column).flag)
	case cql2.IsNull:
		col := c.column(e.Property)
		if col == nil {
			return predicate{}, fmt.Errorf("unknown property %q", e.Property)
		}
		return col.isNull(), nil
	case cql2.Compare:
		return c.about(e.Property, e.Value.Type, func(col *column) predicate { return col.compare(e.Op, e.Value) })
	case cql2.Between:
		return c.about(e.Property, cql2.Int, func(col *column) predicate {
			return join([]predicate{not(col.below(e.Low)), col.atMost(e.High)}, intersect)
		})
	case cql2.In:
		return c.about(e.Property, e.Values[0].Type, func(col *column) predicate { return col.in(e.Values) })
	}
	return predicate{}, fmt.Errorf("%T is no sentence", e)
}

// about compiles a condition on a property of type typ.
func (c *Census) about(property string, typ cql2.Type, condition func(*column) predicate) (predicate, error) {
	col := c.column(property)
	if col == nil {
		return predicate{}, fmt.Errorf("unknown property %q", property)
	}
	if col.typ != typ {
		return predicate{}, fmt.Errorf("property %q is %v", property, col.typ)
	}
	return condition(col), nil
}

// part returns the words lo to hi of b, where nil is all zeros.
func part(b []uint64, lo, hi int) []uint64 {
	if b == nil {
		return zeros[:hi-lo]
	}
	return b[lo:hi]
}

func constant(v bool) predicate {
	var words buffer
	if v {
		for i := range words {
			words[i] = math.MaxUint64
		}
	}
	return predicate{true, func(lo, hi int) (yes, may []uint64) { return words[:hi-lo], words[:hi-lo] }}
}

// join compiles the parts of an And or Or.
func (c *Census) join(exprs []cql2.Expr, merge func(into, from []uint64)) (predicate, error) {
	parts := make([]predicate, len(exprs))
	for i, e := range exprs {
		var err error
		if parts[i], err = c.compile(e); err != nil {
			return predicate{}, err
		}
	}
	return join(parts, merge), nil
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

// flag is true where a cql2.Bool is.
func (c *column) flag() predicate { return c.equal(1) }

// equal is true where the value is v.
func (c *column) equal(v int64) predicate {
	return c.where(func(words []uint64, lo, hi int) {
		if v < 0 || v>>len(c.slice) > 0 {
			return
		}
		complement(words, words)
		for i, s := range c.slice {
			narrow(words, part(s, lo, hi), v>>i&1 == 1)
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
func (c *column) atMost(v int64) predicate {
	var equalWords buffer
	return c.where(func(words []uint64, lo, hi int) {
		if v < 0 {
			return
		}
		equal := complement(equalWords[:hi-lo], zeros[:hi-lo])
		if v>>len(c.slice) > 0 {
			copy(words, equal)
			return
		}
		// From the highest bit down: less is who had a 0 where v has its first different 1.
		for i := len(c.slice) - 1; i >= 0; i-- {
			s, set := part(c.slice[i], lo, hi), v>>i&1 == 1
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

// below is true where the value is less than v.
func (c *column) below(v int64) predicate {
	if v <= 0 {
		return c.atMost(-1)
	}
	return c.atMost(v - 1)
}

// compare is true where the comparison with the literal is.
func (c *column) compare(op cql2.Op, value cql2.Value) predicate {
	v := c.number(value)
	switch op {
	case cql2.NotEqual:
		return not(c.equal(v))
	case cql2.Less:
		return c.below(v)
	case cql2.LessOrEqual:
		return c.atMost(v)
	case cql2.Greater:
		return not(c.atMost(v))
	case cql2.GreaterOrEqual:
		return not(c.below(v))
	}
	return c.equal(v)
}

// in is true where the value is one of those.
func (c *column) in(values []cql2.Value) predicate {
	parts := make([]predicate, len(values))
	for i, v := range values {
		parts[i] = c.equal(c.number(v))
	}
	return join(parts, unite)
}

// number returns how the column holds the literal, −1 where no family can have it.
func (c *column) number(v cql2.Value) int64 {
	switch v.Type {
	case cql2.Bool:
		if v.Bool {
			return 1
		}
		return 0
	case cql2.Text:
		return int64(slices.Index(c.texts, v.Text))
	}
	return v.Int
}
