package area

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// A VintageError says that a file's codes are not of the year that was declared.
type VintageError struct {
	System   System
	Declared string
	Against  int    // codes that changed and are written as in another year
	Judged   int    // codes that changed and stand in the file, old or new
	Example  Link   // one of those against
	Is       string // the year, of the link's two, as in which the example is written
}

// Other returns the code of the example, the one that it is in the other year of
// the link, and that year.
func (e *VintageError) Other() (is, other Code, of string) {
	if e.Is == e.Example.FromVintage {
		return e.Example.From, e.Example.To, e.Example.ToVintage
	}
	return e.Example.To, e.Example.From, e.Example.FromVintage
}

func (e *VintageError) Error() string {
	is, other, of := e.Other()
	return fmt.Sprintf("area: the codes are declared as those of %s of %s, but %d of %d that changed are written as in %s: %s, which is %s in those of %s",
		e.System, e.Declared, e.Against, e.Judged, e.Is, is, other, of)
}

// CheckVintage refuses a file most of whose codes that are known to have changed
// are written as in another year than the declared one, with a [*VintageError].
// Of two codes that a link joins, one must stand in the file and the other not,
// and that one must not be a code of both years: a village that was divided, or
// took up another, may keep its old code. One stale row among others says
// nothing of the file.
func (b *Codebook) CheckVintage(system System, declared string, mentions []Mention) error {
	if b == nil || len(b.links) == 0 {
		return nil
	}
	in := codesIn(system, mentions)
	e := &VintageError{System: system, Declared: declared}
	told := b.writtenAsIn(system, declared, in)
	for _, code := range slices.Sorted(maps.Keys(told)) {
		l := told[code]
		e.Judged++
		// Codes of a year between two lists are those of the list before it.
		if isNew, wantNew := code == l.To, declared >= l.ToVintage; isNew != wantNew {
			if e.Against++; e.Against == 1 {
				e.Example, e.Is = l, l.FromVintage
				if isNew {
					e.Is = l.ToVintage
				}
			}
		}
	}
	if 2*e.Against > e.Judged && (e.Against > 1 || len(in) == 1) {
		return e
	}
	return nil
}

// Stale returns, of a file that is of the declared year on the whole, the changes
// that some of its codes have not followed: each code stands in the file as it was
// before, and the new one, that of the declared year, does not. They are in the order
// of the old codes. Of an area that was divided nobody can say which code it has now.
func (b *Codebook) Stale(system System, declared string, mentions []Mention) (stale []Link) {
	if b == nil || len(b.links) == 0 {
		return nil
	}
	told := b.writtenAsIn(system, declared, codesIn(system, mentions))
	for _, code := range slices.Sorted(maps.Keys(told)) {
		if l := told[code]; code == l.From && declared >= l.ToVintage {
			if l, one := b.followed(l, declared); one {
				stale = append(stale, l)
			}
		}
	}
	return stale
}

// followed returns the link with the code that its area has in the declared year, and
// whether it was never divided until then.
func (b *Codebook) followed(l Link, declared string) (Link, bool) {
	for from, seen := l, map[Code]bool{}; ; {
		for _, other := range b.links {
			if other.From == from.From && other.FromSystem == from.FromSystem && other.ToSystem == from.ToSystem && other.ToVintage == from.ToVintage && other.To != from.To {
				return l, false
			}
		}
		l.To, l.ToVintage = from.To, from.ToVintage
		seen[from.From] = true
		next := slices.IndexFunc(b.links, func(n Link) bool {
			return n.From == l.To && n.To != n.From && n.FromSystem == l.FromSystem && n.ToSystem == l.ToSystem && n.ToVintage > l.ToVintage && n.ToVintage <= declared
		})
		if next < 0 || seen[l.To] {
			return l, true
		}
		from = b.links[next]
	}
}

// codesIn returns the codes of a file.
func codesIn(system System, mentions []Mention) map[Code]bool {
	in := map[Code]bool{}
	for i := range mentions {
		if code, err := ParseCode(system, mentions[i].Code); err == nil {
			in[code] = true
		}
	}
	return in
}

// writtenAsIn returns, of the codes of a file that tell their year, the link that
// tells it: of several the last until the declared year, or else the first after it.
func (b *Codebook) writtenAsIn(system System, declared string, in map[Code]bool) map[Code]Link {
	links := slices.DeleteFunc(slices.Clone(b.links), func(l Link) bool { return l.FromSystem != system || l.ToSystem != system })
	slices.SortStableFunc(links, func(a, b Link) int { return cmp.Compare(a.ToVintage, b.ToVintage) })
	ends := map[Link]bool{} // the codes before and after a change, each alone
	end := func(l Link, from, to Code) Link {
		l.From, l.To = from, to
		return l
	}
	for _, l := range links {
		ends[end(l, l.From, "")], ends[end(l, "", l.To)] = true, true
	}
	told := map[Code]Link{}
	for _, l := range links {
		code := l.From
		if in[l.To] {
			code = l.To
		}
		_, known := told[code]
		if in[l.From] == in[l.To] || ends[end(l, code, "")] && ends[end(l, "", code)] || known && l.ToVintage > declared {
			continue
		}
		told[code] = l
	}
	return told
}
