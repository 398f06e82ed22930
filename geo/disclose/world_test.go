package disclose

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"tepat/geo/area"
	"tepat/geo/hex"
	"tepat/geo/poverty"

	"github.com/paulmach/orb"
)

// A person is a family as the attack suite makes it up.
type person struct {
	cell            hex.Cell // 0 where it is not located
	village         int
	desil           int // 0 unknown
	pkh, uep, woman bool
	members         uint32
	key             uint32
}

// A world is a made-up register with two programmes, one of which is not known
// of everybody, and areas in three levels.
type world struct {
	families   []person
	villages   int
	sentences  []func(p *person) bool // by column
	indicators []measured
}

// What is measured is an indicator and its columns.
type measured struct {
	poverty.Indicator
	num, den int
}

var worldSentences = []func(p *person) bool{
	func(p *person) bool { return true },
	func(p *person) bool { return p.cell != 0 },
	func(p *person) bool { return p.desil > 0 },
	func(p *person) bool { return p.desil > 0 && p.desil <= 2 },
	func(p *person) bool { return p.desil > 0 && p.desil <= 4 }, // eligible for PKH, whose list is complete
	func(p *person) bool { return p.desil > 0 && p.desil <= 4 && p.pkh },
	func(p *person) bool { return p.desil > 0 && p.desil <= 4 && !p.pkh },
	func(p *person) bool { return p.desil > 4 && p.pkh || p.desil == 0 && p.pkh },
	func(p *person) bool { return p.pkh },
	func(p *person) bool { return p.woman && p.desil > 0 && p.desil <= 4 }, // eligible for UEP, of which a tenth is unknown
	func(p *person) bool { return p.woman && p.desil > 0 && p.desil <= 4 && p.members%10 > 0 },
	func(p *person) bool { return p.woman && p.desil > 0 && p.desil <= 4 && p.members%10 > 0 && p.uep },
	func(p *person) bool { return p.woman && p.desil > 0 && p.desil <= 4 && p.members%10 > 0 && !p.uep },
}

var worldIndicators = []measured{
	{poverty.Indicator{ID: "families", Unit: poverty.UnitFamilies}, 0, 0},
	{poverty.Indicator{ID: "located_share", Unit: poverty.UnitShare}, 1, 0},
	{poverty.Indicator{ID: "desil_1_2", Unit: poverty.UnitShare}, 3, 2},
	{poverty.Indicator{ID: "desil_1_4", Unit: poverty.UnitShare}, 4, 2},
	{poverty.Indicator{ID: "eligible_pkh", Unit: poverty.UnitFamilies, Programme: "pkh"}, 4, 0},
	{poverty.Indicator{ID: "coverage_pkh", Unit: poverty.UnitShare, Programme: "pkh"}, 5, 4},
	{poverty.Indicator{ID: "gap_pkh", Unit: poverty.UnitFamilies, Programme: "pkh"}, 6, 4},
	{poverty.Indicator{ID: "leakage_pkh", Unit: poverty.UnitFamilies, Programme: "pkh"}, 7, 8},
	{poverty.Indicator{ID: "eligible_uep", Unit: poverty.UnitFamilies, Programme: "uep"}, 9, 0},
	{poverty.Indicator{ID: "coverage_uep", Unit: poverty.UnitShare, Programme: "uep"}, 11, 10},
	{poverty.Indicator{ID: "gap_uep", Unit: poverty.UnitFamilies, Programme: "uep"}, 12, 10},
}

// newWorld makes up n families: hamlets of few and of many around one point,
// each in one village but for its fringe.
func newWorld(n, villages int, spread float64, rng *rand.Rand) *world {
	w := &world{villages: villages, sentences: worldSentences, indicators: worldIndicators}
	for len(w.families) < n {
		at := orb.Point{116.9 + spread*rng.NormFloat64(), -0.4 + spread*rng.NormFloat64()}
		village, poverty := rng.IntN(villages), rng.Float64()
		for range 1 + rng.IntN(1+rng.IntN(60)) {
			p := person{village: village, desil: rng.IntN(11), woman: rng.IntN(3) == 0, members: 1 + rng.Uint32N(12), key: rng.Uint32()}
			if rng.Float64() < poverty {
				p.desil = 1 + rng.IntN(4)
			}
			p.pkh, p.uep = rng.Float64() < 0.6-0.04*float64(p.desil), rng.IntN(4) == 0
			if rng.IntN(10) > 0 {
				p.cell, _ = hex.At(orb.Point{at[0] + 0.004*rng.NormFloat64(), at[1] + 0.004*rng.NormFloat64()}, hex.Base)
			}
			if rng.IntN(20) == 0 {
				p.village = rng.IntN(villages)
			}
			w.families = append(w.families, p)
		}
	}
	return w
}

// measure adds n shares among populations that hold each other and differ by
// few families, as those do of whom this or that is not known.
func (w *world) measure(n int, rng *rand.Rand) {
	add := func(holds func(p *person) bool) int {
		w.sentences = append(w.sentences, holds)
		return len(w.sentences) - 1
	}
	w.sentences, w.indicators = slices.Clone(w.sentences), slices.Clone(w.indicators)
	for i := range n {
		within, bit, most := w.sentences[rng.IntN(len(w.sentences))], rng.IntN(30), 1+rng.Uint32N(12)
		den := add(func(p *person) bool { return within(p) && p.key>>bit&3 > 0 })
		among := w.sentences[den]
		num := add(func(p *person) bool { return among(p) && p.members <= most })
		w.indicators = append(w.indicators, measured{poverty.Indicator{ID: fmt.Sprint("share_", i), Unit: poverty.UnitShare}, num, den})
	}
}

// counts counts the world as ingest/release does.
func (w *world) counts() Counts {
	c := Counts{Areas: []area.Area{{Level: area.Regency, Code: "64.02"}}}
	for _, i := range w.indicators {
		one := i.Indicator
		one.Numerator, one.Denominator = fmt.Sprint("sentence ", i.num), fmt.Sprint("sentence ", i.den)
		c.Indicators = append(c.Indicators, one)
		c.Numerator, c.Denominator = append(c.Numerator, i.num), append(c.Denominator, i.den)
	}
	for d := range (w.villages + 3) / 4 {
		c.Areas = append(c.Areas, area.Area{Level: area.District, Code: area.Code(fmt.Sprintf("64.02.%02d", d)), Parent: "64.02"})
	}
	first := len(c.Areas)
	for v := range w.villages {
		c.Areas = append(c.Areas, area.Area{Level: area.Village, Code: area.Code(fmt.Sprintf("64.02.%02d.%04d", v/4, v)), Parent: area.Code(fmt.Sprintf("64.02.%02d", v/4))})
	}
	for _, p := range w.families {
		if p.cell != 0 {
			c.Cells = append(c.Cells, p.cell)
		}
	}
	slices.Sort(c.Cells)
	c.Cells = slices.Compact(c.Cells)
	atoms := map[Atom]int{}
	column := func(n int) [][]uint32 {
		out := make([][]uint32, len(w.sentences))
		for i := range out {
			out[i] = make([]uint32, n)
		}
		return out
	}
	atomOf := make([]int, len(w.families))
	for i, p := range w.families {
		a := Atom{-1, int32(first + p.village)}
		if at, ok := slices.BinarySearch(c.Cells, p.cell); ok {
			a.Cell = int32(at)
		}
		if _, met := atoms[a]; !met {
			atoms[a] = len(c.Atoms)
			c.Atoms = append(c.Atoms, a)
		}
		atomOf[i] = atoms[a]
	}
	c.ByCell, c.ByArea, c.ByAtom = column(len(c.Cells)), column(len(c.Areas)), column(len(c.Atoms))
	c.Persons, c.Keys = column(len(c.Atoms)), column(len(c.Atoms))
	for i := range w.families {
		p, atom := &w.families[i], atomOf[i]
		for s, holds := range w.sentences {
			if !holds(p) {
				continue
			}
			c.ByAtom[s][atom]++
			c.Persons[s][atom] += p.members
			c.Keys[s][atom] += p.key
			if at := c.Atoms[atom].Cell; at >= 0 {
				c.ByCell[s][at]++
			}
			for _, at := range []int{0, 1 + p.village/4, first + p.village} {
				c.ByArea[s][at]++
			}
		}
	}
	return c
}
