package reach

import (
	"tepat/geo/area"
	"tepat/geo/disclose"
	"tepat/geo/poverty"
	"tepat/geo/target"
)

// leaks says how many families a programme reaches that are not eligible, by
// place of the village in the release.
//
// What is withheld of a village is taken from the smallest area above that is
// shown: what it holds beyond all that is shown in it, shared by families
// registered. That sum is in the release for everybody to see, and its audit has
// judged it. Where nothing above is shown, nobody can say.
type leaks struct {
	programme string
	of        map[int]int  // [target.NotKnown] where nobody can say
	taken     map[int]bool // from an area above
}

func (g *Ground) leaks(programme string) leaks {
	at := indicator(g.release.About(), leakageOf+programme)
	areas := g.release.Areas()
	l := leaks{programme: programme, of: map[int]int{}, taken: map[int]bool{}}
	rest, hidden := map[int]int{}, map[int][]int{} // by the area above
	for i := range areas.Len() {
		a := areas.At(i)
		f, village := a.Figure(at), a.Area().Level == area.Village
		up, known := g.shownAbove(i, at)
		if f.State() != disclose.Withheld {
			rest[i] += int(f.Numerator())
			rest[up] -= int(f.Numerator())
		}
		switch {
		case !village:
		case f.State() != disclose.Withheld:
			l.of[i] = int(f.Numerator())
		case !known:
			l.of[i] = target.NotKnown
		default:
			l.taken[i] = true
			hidden[up] = append(hidden[up], i)
		}
	}
	for up, villages := range hidden {
		l.share(max(0, rest[up]), villages, g.families(villages)) // noise may show more in the parts than in the whole
	}
	return l
}

// shownAbove returns the smallest area above that shows the indicator; −1 and false where none does.
func (g *Ground) shownAbove(i, indicator int) (int, bool) {
	areas := g.release.Areas()
	for up, ok := g.find(areas.At(i).Area().Parent); ok; up, ok = g.find(areas.At(up).Area().Parent) {
		if areas.At(up).Figure(indicator).State() != disclose.Withheld {
			return up, true
		}
	}
	return -1, false
}

// families returns how many families are registered in each area: one at least,
// so that where that is withheld too everybody still counts.
func (g *Ground) families(areas []int) (families []int) {
	at := indicator(g.release.About(), "families")
	for _, i := range areas {
		n := 1
		if at >= 0 {
			n = max(n, int(g.release.Areas().At(i).Figure(at).Numerator()))
		}
		families = append(families, n)
	}
	return families
}

// share gives villages their parts of n by weight: whole families that add up to n.
func (l leaks) share(n int, villages, weights []int) {
	all, running, given := 0, 0, 0
	for _, w := range weights {
		all += w
	}
	for i, v := range villages {
		running += weights[i]
		l.of[v] = n*running/all - given
		given += l.of[v]
	}
}

// A basis is what the errors of an allocation rest on where not all was counted.
type basis struct {
	known, taken, unknown int  // villages with figures, and of these as in [leaks]
	rough                 bool // some figures are bounds, or have noise
}

func (g *Ground) basis(l leaks, k *kind, scope []int, needs []target.Need) basis {
	b := basis{rough: g.noise() != ""}
	at := indicator(g.release.About(), coverageOf+l.programme)
	for i, place := range scope {
		p := &k.places[place]
		if needs[i].State != target.Known {
			continue // left out
		}
		b.known++
		b.rough = b.rough || boundOf(g.figure(p, at)) != ""
		switch {
		case l.of[p.area] == target.NotKnown:
			b.unknown++
		case l.taken[p.area]:
			b.taken++
		}
	}
	return b
}

// note says what an error rests on, or where it has no value why; nil where all was counted.
func (b basis) note(hasValue bool) *poverty.Text {
	var note poverty.Text
	switch {
	case !hasValue && b.unknown > 0:
		note = target.LeakageNotKnown(b.unknown)
	case !hasValue && b.known == 0:
		note = poverty.Text{EN: "No value: no village has figures to show.", ID: "Tidak ada nilai: tidak ada desa atau kelurahan yang angkanya dapat ditampilkan."}
	case !hasValue:
		note = poverty.Text{EN: "No value: nobody is eligible, or nobody is reached.", ID: "Tidak ada nilai: tidak ada yang berhak, atau tidak ada yang terjangkau."}
	case b.taken > 0:
		note = target.LeakageTaken(b.taken)
	}
	if hasValue && b.rough {
		note = target.Roughly(note)
	}
	if note == (poverty.Text{}) {
		return nil
	}
	return &note
}
