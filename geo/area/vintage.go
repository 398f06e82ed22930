package area

import "fmt"

// A VintageError says that a file's codes are not of the year that was declared.
type VintageError struct {
	System   System
	Declared string
	Against  int    // codes that changed and are written as in another year
	Judged   int    // codes that changed and stand in the file, old or new
	Example  Link   // one of those against
	Is       string // the year, of the link's two, as in which the example is written
}

func (e *VintageError) Error() string {
	is, other, of := e.Example.To, e.Example.From, e.Example.FromVintage
	if e.Is == e.Example.FromVintage {
		is, other, of = other, is, e.Example.ToVintage
	}
	return fmt.Sprintf("area: the codes are declared as those of %s of %s, but %d of %d that changed are written as in %s: %s, which is %s in those of %s",
		e.System, e.Declared, e.Against, e.Judged, e.Is, is, other, of)
}

// CheckVintage refuses a file most of whose codes that are known to have changed
// are written as in another year than the declared one, with a [*VintageError].
// Of two codes that a link joins, one must stand in the file and the other not:
// a village that was divided may keep its old code.
func (b *Codebook) CheckVintage(system System, declared string, mentions []Mention) error {
	if b == nil || len(b.links) == 0 {
		return nil
	}
	in := map[Code]bool{}
	for i := range mentions {
		if code, err := ParseCode(system, mentions[i].Code); err == nil {
			in[code] = true
		}
	}
	e, seen := &VintageError{System: system, Declared: declared}, map[Link]bool{}
	for _, l := range b.links {
		if l.FromSystem != system || l.ToSystem != system || in[l.From] == in[l.To] || seen[l] {
			continue
		}
		seen[l] = true
		e.Judged++
		// Codes of a year between two lists are those of the list before it.
		if isNew, wantNew := in[l.To], declared >= l.ToVintage; isNew != wantNew {
			if e.Against++; e.Against == 1 {
				e.Example, e.Is = l, l.FromVintage
				if isNew {
					e.Is = l.ToVintage
				}
			}
		}
	}
	if 2*e.Against > e.Judged {
		return e
	}
	return nil
}
