package disclose

import (
	"math/rand/v2"
	"slices"
	"testing"

	"tepat/geo/poverty"
)

// jointly is an attacker who knows of no network: he writes down that the whole
// is the sum of its parts, for cells, areas, pieces of leaves in villages and
// families without a cell, that a part is no more than the whole, and which
// columns add up, and narrows the intervals of all columns together until
// nothing moves. He returns how many populations below the threshold he knows
// exactly in the end, and how many he knows closer than a third of the threshold, a
// small part that is shown there aside.
func (a *attacker) jointly() (exact, close int) {
	sums := append(append(a.parents(0, a.places), a.ofVillages(0)...), a.ofLeaves()...)
	sums = append(sums, a.ofLoose()...)
	know := make([]ranges, len(a.same))
	mine := a.drawn(0)
	for _, column := range a.order {
		f, _ := a.seenFlow(column, mine)
		know[column] = ranges{make([]int64, len(f.flow)), slices.Clone(f.high)}
		for arc, n := range f.flow {
			if know[column].low[arc] = max(f.low[arc], 0); f.standing[arc] == known {
				know[column].low[arc], know[column].high[arc] = n, n
			} else if f.populated[arc] {
				know[column].low[arc] = max(1, f.low[arc])
			}
		}
	}
	for again := true; again; {
		again = false
		for _, column := range a.order {
			r := &know[column]
			for _, sum := range sums {
				again = r.add(sum) || again
			}
		}
		for arc := range a.from {
			for _, column := range a.order {
				for _, l := range a.larger[column] {
					again = know[column].within(arc, 0, know[l].high[arc]) || again
					again = know[l].within(arc, know[column].low[arc], unbounded) || again
				}
			}
			for _, columns := range a.adding {
				across := ranges{}
				for _, c := range columns {
					across.low, across.high = append(across.low, know[c].low[arc]), append(across.high, know[c].high[arc])
				}
				across.add(span(0, len(columns)))
				for i, c := range columns {
					again = know[c].within(arc, across.low[i], across.high[i]) || again
				}
			}
		}
	}
	for _, column := range a.order {
		for place := range a.places {
			n, low, high := a.flowOf(column)[place], know[column].low[place], know[column].high[place]
			if !a.population[column] || !mine[place] || a.sees(column, place) || n == 0 {
				continue
			}
			if n < a.k && low == high {
				exact++
			}
			if low < a.k {
				low = 1
			}
			if n < a.k && high-low+1 < byAll(a.k) {
				close++
			}
		}
	}
	return exact, close
}

// ofLoose says that the families without a cell of areas add up, and that what
// lies in cells and in none is everything.
func (a *attacker) ofLoose() (sums [][]int32) {
	parts := map[int32][]int32{}
	whole := []int32{}
	for i := range a.whole {
		up := a.up[a.cells+i]
		if up < 0 {
			whole = append(whole, int32(a.cells+i))
			continue
		}
		at := int32(a.loose + int(up) - a.cells)
		parts[at] = append(parts[at], int32(a.loose+i))
	}
	for at, of := range parts {
		sums = append(sums, append([]int32{at}, of...))
	}
	if len(whole) == 1 {
		all := []int32{whole[0], int32(a.loose + int(whole[0]) - a.cells)}
		for place := range a.cells {
			if a.up[place] < 0 {
				all = append(all, int32(place))
			}
		}
		sums = append(sums, all)
	}
	return sums
}

// within narrows what an arc holds, and says whether that told anything.
func (r *ranges) within(arc int, low, high int64) bool {
	if low <= r.low[arc] && high >= r.high[arc] {
		return false
	}
	r.low[arc], r.high[arc] = max(low, r.low[arc]), min(high, r.high[arc])
	return true
}

// add narrows a whole and its parts, and says whether that told anything.
func (r *ranges) add(sum []int32) (told bool) {
	low, high, open := int64(0), int64(0), 0
	for _, a := range sum[1:] {
		if low += r.low[a]; r.high[a] >= unbounded {
			open++
		} else {
			high += r.high[a]
		}
	}
	whole := int(sum[0])
	if open == 0 {
		told = r.within(whole, low, high)
	} else {
		told = r.within(whole, low, unbounded)
	}
	for _, a := range sum[1:] {
		rest := high
		if r.high[a] < unbounded {
			rest -= r.high[a]
		}
		if open == 0 || open == 1 && r.high[a] >= unbounded {
			told = r.within(int(a), r.low[whole]-rest, unbounded) || told
		}
		if r.high[whole] < unbounded {
			told = r.within(int(a), 0, r.high[whole]-(low-r.low[a])) || told
		}
	}
	return told
}

// Whoever takes all columns together knows no withheld population exactly, nor
// closer than a third of the threshold.
func TestNothingIsToldByColumnsTogether(t *testing.T) {
	t.Parallel()
	worlds := []*world{tightWorld(8), tightWorld(32), tightWorld(71)}
	for seed := range uint64(3) {
		worlds = append(worlds, anyWorld(seed, 11, 900, 40, 16), tightWorld(seed))
	}
	if w := realWorld(t, 30_000); w != nil {
		w.measure(4, rand.New(rand.NewPCG(1, 9)))
		worlds = append(worlds, w)
	}
	for i, w := range worlds {
		c := w.counts()
		planner := clearFor(t, poverty.Planner, c)
		public := clearFor(t, poverty.Public, c, planner)
		for _, who := range []struct {
			name     string
			attacker *attacker
		}{
			{"planner", onReleases(t, &c, 5, planner)},
			{"public", onReleases(t, &c, 10, public)},
			{"planner beside public", onReleases(t, &c, 5, planner, public)},
		} {
			exact, close := who.attacker.jointly()
			if exact+close > 0 {
				t.Errorf("world %d, %s: %d counts below the threshold are told exactly, %d closer than a third of it", i, who.name, exact, close)
			}
			if n := who.attacker.handOn(8); n > 0 {
				t.Errorf("world %d, %s: %d counts below the threshold are told by ranges handed on", i, who.name, n)
			}
		}
	}
}

// Where a catalogue splits a population into three classes or more, what is
// withheld of one is not told by the others.
func TestClassesThatAddUp(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 51))
		w := newWorld(1500, 12, 0.2, rng)
		desil := func(lo, hi int) func(p *person) bool {
			return func(p *person) bool { return p.desil >= lo && p.desil <= hi }
		}
		w.sentences, w.indicators = slices.Clone(w.sentences[:5]), []measured{w.indicators[0], w.indicators[1], w.indicators[3]}
		var parts []int
		for _, class := range [][2]int{{1, 1}, {2, 2}, {3, 4}} {
			w.sentences = append(w.sentences, desil(class[0], class[1]))
			parts = append(parts, len(w.sentences)-1)
			// Each is a population of its own: what some measure is counted among.
			w.sentences = append(w.sentences, func(p *person) bool { return desil(class[0], class[1])(p) && p.woman })
			w.indicators = append(w.indicators,
				measured{poverty.Indicator{ID: "class", Unit: poverty.UnitFamilies}, parts[len(parts)-1], 0},
				measured{poverty.Indicator{ID: "women", Unit: poverty.UnitShare}, parts[len(parts)-1] + 1, parts[len(parts)-1]})
		}
		c := w.counts()
		planner := clearFor(t, poverty.Planner, c)
		public := clearFor(t, poverty.Public, c, planner)
		a := onReleases(t, &c, 5, planner, public)
		whole := 4 // desil 1 to 4
		told := 0
		for place := range a.places {
			hidden, sum := -1, 0
			for _, part := range parts {
				if !a.sees(part, place) {
					hidden, sum = part, sum+1
				}
			}
			if sum == 1 && a.sees(whole, place) && a.flowOf(hidden)[place] > 0 && a.flowOf(hidden)[place] < 5 {
				told++
			}
		}
		if told > 0 {
			t.Errorf("world %d: %d classes below the threshold are what the others leave of their sum", seed, told)
		}
		if len(a.sums.adding) == 0 || !slices.ContainsFunc(a.sums.adding, func(sum []int) bool { return sum[0] == whole && len(sum) == 4 }) {
			t.Errorf("world %d: the classes are not known to add up: %v", seed, a.sums.adding)
		}
	}
}
