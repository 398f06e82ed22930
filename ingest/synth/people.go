package synth

import (
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/paulmach/orb"
)

// A family, as it truly is.
type family struct {
	number   int       // counts all families, from 1
	village  int       // place in the regency's villages
	at       orb.Point // lon, lat
	nik, kk  string    // nik of the head
	sex      byte      // of the head: F, M
	birth    time.Time // of the head
	members  int
	desil    int
	desilOld int // a year earlier, in P3KE
	dukcapil bool
	receives programmeSet
	listed   registers
}

// Registers say where a family is listed.
type registers uint8

const (
	inP3KE registers = 1 << iota
	inDTSEN
)

// People makes families, one after the other.
type people struct {
	*places
	*rand.Rand
	numbers *numbers
	asOf    time.Time
	steps   [9]float64 // hardship above which a family is in desil 1, 2 … 9
	count   int
}

func newPeople(p *places, o Options, strand uint64) *people {
	f := &people{places: p, Rand: chance(o.Seed, strand), numbers: newNumbers(p.villages), asOf: o.AsOf}
	f.rank()
	return f
}

// desils are the shares of families in desil 1 to 9, and the rest in 10. The
// deciles are the nation's; this regency is a little poorer.
var desils = [9]float64{0.085, 0.1, 0.115, 0.12, 0.12, 0.115, 0.105, 0.095, 0.08}

// rank finds the steps between the desils in an even sample of the families.
func (f *people) rank() {
	const size = 20_000
	total, seen, at := 0, f.villages[0].families, 0
	for _, v := range f.villages {
		total += v.families
	}
	sample := make([]float64, size)
	for i := range sample {
		for i*total >= seen*size {
			at++
			seen += f.villages[at].families
		}
		v := &f.villages[at]
		sample[i] = f.hardship(v, v.home(f.Rand), f.head(), f.size())
	}
	slices.Sort(sample)
	sum := 0.0
	for d, share := range desils {
		sum += share
		f.steps[d] = sample[int((1-sum)*size)]
	}
}

// next makes a family of village i.
func (f *people) next(i int) family {
	v := &f.villages[i]
	home, sex, members := v.home(f.Rand), f.head(), f.size()
	f.count++
	who := family{number: f.count, village: i, at: home.Point, sex: sex, members: members}
	who.birth, who.nik = f.numbers.person(f.office(i), f.age(sex), sex)
	who.kk = f.numbers.card(f.numbers.home[i], int(f.IntN(cardDays)))
	who.desil = f.desil(f.hardship(v, home, sex, members))
	who.desilOld = int(clamp(float64(who.desil+f.drift()), 1, 10))
	who.dukcapil = f.Float64() < 0.97-0.04*clamp(v.town/150, 0, 1)
	who.receives = f.receipts(v, who.desil)
	who.listed = f.listing(who)
	return who
}

// head draws the sex of a family's head.
func (f *people) head() byte {
	if f.Float64() < 0.165 {
		return 'F'
	}
	return 'M'
}

// size draws how many persons a family has.
func (f *people) size() int {
	return 1 + min(11, int(math.Abs(2.7+1.6*f.NormFloat64())))
}

// age draws the day of a head's birth, in days since [epoch].
func (f *people) age(sex byte) int {
	years := 45 + 13*f.NormFloat64()
	if sex == 'F' {
		years += 8
	}
	return int(f.asOf.Sub(epoch).Hours()/24 - 365.25*clamp(years, 18+2*f.Float64(), 88+4*f.Float64()))
}

// hardship says how hard life is, in standard deviations of families that
// live alike: it grows with the way to the town, the district's seat and the
// river, off the settlements, in large families and those that a woman heads.
func (f *people) hardship(v *village, h home, sex byte, members int) float64 {
	x := 0.55*math.Log1p(v.town/10) + 0.3*math.Log1p(v.near/4) + 0.4*math.Log1p(v.water/1.5)
	x += v.fortune + h.fortune + 0.08*float64(members-4)
	if sex == 'F' {
		x += 0.35
	}
	return x + f.NormFloat64()
}

// desil returns the desil of a hardship.
func (f *people) desil(hardship float64) int {
	for d, step := range f.steps {
		if hardship > step {
			return d + 1
		}
	}
	return 10
}

// drift draws by how many desils a ranking a year earlier differs.
func (f *people) drift() int {
	switch u := f.Float64(); {
	case u < 0.12:
		return -1
	case u < 0.24:
		return 1
	case u < 0.27:
		return 2
	}
	return 0
}

// office returns the place in numbers.offices where a head from village i was
// first registered: in the district, sometimes elsewhere.
func (f *people) office(i int) int {
	if f.Float64() < 0.15 {
		return f.IntN(len(elsewhere))
	}
	return f.numbers.home[i]
}

// listing says which registries know a family. P3KE lists the lower four
// desils; a few families each registry has missed, and one in a hundred both.
func (f *people) listing(who family) (in registers) {
	u := f.Float64()
	if u < 0.01 {
		return 0
	}
	if who.desilOld <= 4 && u > 0.03 {
		in |= inP3KE
	}
	if u < 0.985 || in == 0 {
		in |= inDTSEN
	}
	return in
}

// people returns all families, village by village.
func (p *places) people(o Options) []family {
	f := newPeople(p, o, strandFamilies)
	all := make([]family, 0, o.Households)
	for i, v := range p.villages {
		for range v.families {
			all = append(all, f.next(i))
		}
	}
	return all
}
