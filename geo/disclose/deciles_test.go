package disclose

import (
	"math/rand/v2"
	"testing"

	"tepat/geo/poverty"
)

// A table by desil is shown or withheld as a whole: withheld where any part
// that could be read off it, or taken off what is published, is too small.
func TestTargetingIsShownWholeOrNotAtAll(t *testing.T) {
	shown, withheld := 0, 0
	for seed := range uint64(120) {
		rng := rand.New(rand.NewPCG(seed, 5))
		c := newWorld(60, 2, 0.05, rng).counts()
		d := Deciles{Programme: "pkh"}
		for desil := range d.All {
			most := []int{4, 40, 400}[rng.IntN(3)]
			if rng.IntN(3) > 0 {
				most = 400
			}
			tally := func(of uint32, odds int) Tally {
				n := of
				if rng.IntN(odds) == 0 {
					n = rng.Uint32N(of + 1)
				}
				return Tally{Families: n, Persons: 3 * n, Key: rng.Uint32()}
			}
			d.All[desil] = tally(uint32(rng.IntN(most)), 1)
			d.Families[desil] = tally(d.All[desil].Families, 8)
			d.Eligible[desil] = tally(d.Families[desil].Families, 8)
			d.Recipients[desil] = tally(d.Families[desil].Families, 1)
			d.Reached[desil] = tally(min(d.Recipients[desil].Families, d.Eligible[desil].Families), 1)
		}
		c.Deciles = []Deciles{d}
		for _, audience := range audiences {
			policy := PolicyFor(audience)
			got := clearFor(t, audience, c).about.Targeting[0]
			small := false
			for desil := range d.All {
				for _, n := range []uint32{d.Families[desil].Families, d.Eligible[desil].Families,
					d.All[desil].Families - d.Families[desil].Families, d.Families[desil].Families - d.Eligible[desil].Families} {
					small = small || n > 0 && n < policy.k()
				}
			}
			if got.Withheld != small || got.Withheld != (len(got.Deciles) == 0) {
				t.Fatalf("%s, %+v: %+v", audience, d, got)
			}
			if got.Withheld {
				withheld++
				continue
			}
			shown++
			for _, row := range got.Deciles {
				checkDecile(t, row, &d, policy)
			}
		}
	}
	if shown < 15 || withheld < 15 {
		t.Errorf("%d tables are shown, %d withheld", shown, withheld)
	}
}

func checkDecile(t *testing.T, row poverty.Decile, d *Deciles, policy Policy) {
	t.Helper()
	off := policy.Noise.Max
	if policy.Bound > 0 {
		off = policy.MinFamilies
	}
	for _, pair := range [][2]int{
		{row.Families, int(d.Families[row.Desil].Families)}, {row.Eligible, int(d.Eligible[row.Desil].Families)},
		{row.Recipients, int(d.Recipients[row.Desil].Families)}, {row.Reached, int(d.Reached[row.Desil].Families)},
	} {
		if max(pair[0]-pair[1], pair[1]-pair[0]) > off {
			t.Errorf("%+v is off by more than %d: %+v", row, off, d)
		}
	}
	if row.Eligible > row.Families || row.Recipients > row.Families || row.Reached > min(row.Eligible, row.Recipients) {
		t.Errorf("a part is more than the whole: %+v", row)
	}
	if b := min(int(boundOf(uint32(row.Families), policy.Bound)), policy.MinFamilies); row.Recipients < b || row.Recipients > row.Families-b {
		t.Errorf("nearly all or none are told as they are: %+v", row)
	}
}

// Whoever is shown nothing is shown no table.
func TestTargetingOfNobody(t *testing.T) {
	c := newWorld(60, 2, 0.05, rand.New(rand.NewPCG(1, 1))).counts()
	c.Deciles = []Deciles{{Programme: "pkh"}}
	r, err := Clear(poverty.Release{}, c, Policy{})
	if err != nil || !r.about.Targeting[0].Withheld {
		t.Errorf("%+v, %v", r.about.Targeting, err)
	}
}

// Where one thing is known of a few families more than all things are, the
// indicator of that thing less its line in the table is these families' answer.
func TestHousesAreWithheldWhereAnIndicatorLessTheTableTells(t *testing.T) {
	for _, audience := range audiences {
		k := uint32(PolicyFor(audience).MinFamilies)
		for more, want := range map[uint32]bool{0: false, 1: true, k - 1: true, k: false, 40: false} {
			h := &Houses{Families: Tally{Families: 1000, Persons: 4000}, Unknown: Tally{Families: 50}, Poor: Tally{Families: 200}}
			for j := range h.Known {
				h.Known[j] = Tally{Families: 1050}
			}
			h.Known[4].Families = 1000 + more
			x := &clearing{Counts: &Counts{Houses: h}, policy: PolicyFor(audience), table: &perturbation{}}
			if got := x.deprivation(); got.Withheld != want {
				t.Errorf("%s, %d families more: withheld is %v", audience, more, got.Withheld)
			}
		}
	}
}
