package synth

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"tepat/geo/area"
)

// What the made-up regency is called: a code that no regency has, in a
// province that exists, and names that say what they are.
const (
	regencyCode  = "64.69"
	regencyName  = "Kabupaten Contoh"
	provinceName = "Provinsi Contoh"
	vintage      = "2025"
)

// Names are built from what stands first on the rivers, on the roads, and from syllables.
var (
	byWater = []string{"Muara", "Loa", "Teluk", "Kuala", "Rantau", "Tanjung", "Long", "Sungai", "Lebak", "Tepian"}
	byRoad  = []string{"Sumber", "Bukit", "Marga", "Karya", "Tani", "Suka", "Sido", "Batu", "Kampung"}
	second  = []string{"Makmur", "Jaya", "Sari", "Mulyo", "Rejo", "Maju", "Harapan", "Bakti", "Baru", "Indah"}
	onset   = []string{"Ba", "Be", "Ka", "Ke", "La", "Le", "Ma", "Me", "Ra", "Re", "Sa", "Se", "Ta", "Te", "Ru", "Lu", "Mu", "Pu", "Si", "Je", "Gu", "Do"}
	middle  = []string{"la", "li", "lu", "ra", "ri", "ru", "ma", "na", "ni", "ta", "ti", "ka", "ku", "ba", "da", "wi", "ngga", "mbu", "nta", "nda", "mpa", "nju"}
	coda    = []string{"n", "ng", "r", "t", "k", "s", "", "m", "yan", "i"}
)

// repeatedNames is how many names of villages occur in more than one district.
const repeatedNames = 8

// A namer gives names that it has not given before.
type namer struct {
	*rand.Rand
	given map[string]bool
}

func (n *namer) one(of []string) string { return of[n.IntN(len(of))] }

func (n *namer) root() string {
	root := n.one(onset) + n.one(middle)
	if n.Float64() < 0.35 {
		root += n.one(middle)
	}
	return root + n.one(coda)
}

// village names a village as they are named by the water or by the road.
func (n *namer) village(water bool) string {
	return n.fresh(func() string {
		switch {
		case n.Float64() < 0.25:
			return n.root()
		case water:
			return n.one(byWater) + " " + n.root()
		case n.Float64() < 0.5:
			return n.one(byRoad) + " " + n.one(second)
		}
		return n.one(byRoad) + " " + n.root()
	})
}

func (n *namer) district() string {
	return n.fresh(func() string {
		if n.Float64() < 0.45 {
			return n.one(byWater) + " " + n.root()
		}
		return n.root() + strings.Repeat(" "+n.root(), n.IntN(2))
	})
}

func (n *namer) fresh(draw func() string) string {
	for {
		if name := draw(); !n.given[name] {
			n.given[name] = true
			return name
		}
	}
}

// name gives codes and names to the villages of a partition, which stand
// district by district, seat first. Some seats carry their district's name.
func (p *partition) name(seed uint64) (villages []village) {
	n := &namer{chance(seed, strandNames), map[string]bool{}}
	districts := make([]string, len(p.seats))
	for d := range districts {
		districts[d] = n.district()
	}
	serial := make([][2]int, len(p.seats)) // villages numbered so far: kelurahan, desa
	for i, c := range p.sites {
		d := p.of[i]
		seat := c == p.seats[d]
		urban := p.urban(c, seat)
		kind := 1
		if urban {
			kind = 0
		}
		serial[d][kind]++
		v := village{urban: urban, seat: seat, water: min(p.bank[c], p.coast[c]), district: districts[d], regency: regencyName, province: provinceName}
		v.Area = area.Area{
			System: area.Kemendagri, Vintage: vintage, Level: area.Village,
			Code:   area.Code(fmt.Sprintf("%s.%02d.%d%03d", regencyCode, d+1, kind+1, serial[d][kind])),
			Parent: area.Code(fmt.Sprintf("%s.%02d", regencyCode, d+1)),
			Name:   n.village(p.bank[c] < 2.5),
		}
		if seat && d%4 == 1 {
			v.Name = districts[d]
		}
		villages = append(villages, v)
	}
	repeat(n.Rand, villages)
	return villages
}

// urban says whether a village is a kelurahan: the town's surroundings, and some seats.
func (p *partition) urban(c int, seat bool) bool {
	d := p.km(c, p.seats[0])
	return d < 13 || seat && d < 45
}

// repeat gives names of some villages to villages of other districts, one
// name to two of them.
func repeat(r *rand.Rand, villages []village) {
	order, used := r.Perm(len(villages)), map[int]bool{}
	next := func(not []string) *village {
		for _, i := range order {
			if v := &villages[i]; !v.seat && !used[i] && !slices.Contains(not, v.district) {
				used[i] = true
				return v
			}
		}
		return nil
	}
	for k := range min(repeatedNames, len(villages)/25) {
		first := next(nil)
		in := []string{first.district}
		for range 1 + max(0, 1-k) {
			if v := next(in); v != nil {
				v.Name = first.Name
				in = append(in, v.district)
			}
		}
	}
}

// oldSpelling returns a name as older lists write it.
func oldSpelling(name string) string {
	old := strings.NewReplacer("k ", "q ", "Suka", "Soeka", "Sido", "Sidho", "Jaya", "Djaja", "Muara", "Moeara", "Teluk", "Teloek", "u", "oe").Replace(name)
	if strings.HasSuffix(old, "k") {
		old = strings.TrimSuffix(old, "k") + "q"
	}
	return old
}
